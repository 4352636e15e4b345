"""What running claims gave, as readers and ``verify --json`` see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from askewtheory.audit.entry import STEPS, Entry
from askewtheory.audit.statement import scalar_parts
from askewtheory.audit.twins import Twin
from askewtheory.audit.verdict import (
    FAILING,
    Counterexample,
    Evidence,
    Kind,
    Severity,
    Verdict,
    plain,
)


@dataclass(frozen=True)
class StepResult:
    """What running one entry found, beside the verdict on record; plain data, to cross processes.

    Attributes
    ----------
    about : mapping
        What :func:`description` says of the entry.
    id : str
        Its identifier.
    expected, verdict : Verdict
        On record, and found.
    reason : str
        Of the verdict, in a sentence.
    seconds : float
        How long it took.
    kind : Kind or None
        What a proof rests on.
    evidence, counterexample, readings
        What the verdict rests on.
    twins : tuple
        The changes of the statement that were tried, and what became of each.
    done : bool
        False where the check raised something, or the process that was to run it was killed.
    """

    about: Mapping[str, Any]
    id: str
    expected: Verdict
    verdict: Verdict
    reason: str
    seconds: float
    kind: Kind | None = None
    evidence: tuple[Evidence, ...] = ()
    counterexample: Counterexample | None = None
    readings: tuple[str, ...] = ()
    twins: tuple[tuple[str, tuple[Twin, ...]], ...] = ()
    done: bool = True
    """False where the check raised something, or the process that was to run it was killed."""

    @property
    def reproduced(self) -> bool:
        """Whether the recomputed verdict is the one on record."""
        return self.done and self.verdict == self.expected

    @property
    def method(self) -> str:
        """The kinds of evidence, for a table cell."""
        return " + ".join(dict.fromkeys(item.kind for item in self.evidence)) or "none"

    @property
    def severity(self) -> Severity | None:
        """How bad it is that the statement fails; nothing where it does not fail in this run."""
        said = self.about.get("severity")
        return Severity(said) if said and self.verdict in FAILING else None

    def to_dict(self) -> dict[str, Any]:
        """Return the record as ``--json`` writes it."""
        about = {
            name: value
            for name, value in self.about.items()
            if name not in ("severity", "why", "meant", "changes", "uses")
        }
        severity = self.severity
        return {
            "id": self.id,
            "statement": about.pop("statement", ""),
            "formula": about.pop("formula", ""),
            "verdict": str(self.verdict),
            "expected": str(self.expected),
            "reproduced": self.reproduced,
            "done": self.done,
            "reason": self.reason,
            "proof_kind": self.kind.word if self.kind is not None else None,
            "severity": severity and str(severity),
            "why": (self.about.get("why") or None) if self.verdict in FAILING else None,
            "readings": list(self.readings),
            "method": self.method,
            "seconds": round(self.seconds, 3),
            "evidence": [item.to_dict() for item in self.evidence],
            "counterexample": self.counterexample and self.counterexample.to_dict(),
            "twins": [
                {"statement": text, "twins": [one.to_dict() for one in found]}
                for text, found in self.twins
            ],
            **about,
        }


def inherited(formal: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the hypotheses that are earlier lines: their names begin with ``given``.

    A line inherits nothing: what it takes from another is a hypothesis of its own.

    Parameters
    ----------
    formal
        What :func:`formal_parts` returned.

    Returns
    -------
    list of str
    """
    hypotheses = [one for part in formal for one in part["hypotheses"]]
    names = [one["name"] or one["formula"] for one in hypotheses]
    found = [name.removeprefix("given ") for name in names if name.startswith("given ")]
    return list(dict.fromkeys(found))


def description(entry: Entry) -> dict[str, Any]:
    """Return what readers see of an entry before it runs: words, formulas, place.

    Parameters
    ----------
    entry
        A claim, or what stands under one.

    Returns
    -------
    dict
        As JSON would write it.
    """
    formal = formal_parts(entry)
    return {
        "role": entry.role,
        "statement": entry.words,
        "formula": entry.latex,
        "formal": formal,
        "given": inherited(formal),
        "title": entry.title,
        "source": entry.source,
        "printed": entry.printed,
        "module": entry.module,
        "line": entry.line_number,
        "severity": entry.severity and str(entry.severity),
        "why": entry.why or None,
        "meant": entry.meant,
        "changes": list(entry.changes),
        "uses": list(entry.uses),
    }


def formal_parts(entry: Entry) -> list[dict[str, Any]]:
    """Return the scalar statements that an entry's consists of, for readers.

    ``theorem`` names the formal theorem whose statement a conclusion is; None for any other.

    Parameters
    ----------
    entry
        A claim, or what stands under one.

    Returns
    -------
    list of dict
        Empty where the statement cannot be read.
    """
    try:
        parts = scalar_parts(entry.statement)
    except Exception:  # what is wrong with it is the verdict's reason already
        return []
    return [
        {
            "about": part.about,
            "hypotheses": [
                {"name": one.name, "formula": str(one.formula)} for one in part.hypotheses
            ],
            "conclusion": str(part.conclusion),
            "theorem": part.conclusion.args[0] if part.conclusion.op == "coq" else None,
        }
        for part in parts
    ]


@dataclass(frozen=True)
class ClaimResult:
    """The outcome of a claim, of its lines and of its repair.

    Attributes
    ----------
    result : StepResult
        Of the claim itself.
    steps : tuple of StepResult
        Of its lines, parts, readings and probes.
    repair : ClaimResult or None
        Of its repair.
    seconds : float
        How long all took.
    """

    result: StepResult
    steps: tuple[StepResult, ...] = ()
    repair: ClaimResult | None = None
    seconds: float = 0.0

    @property
    def id(self) -> str:
        """The claim's identifier."""
        return self.result.id

    @property
    def verdict(self) -> Verdict:
        """The recomputed verdict."""
        return self.result.verdict

    @property
    def printed(self) -> bool:
        """Whether a source document prints it."""
        return bool(self.result.about.get("printed", True))

    @property
    def all_results(self) -> tuple[StepResult, ...]:
        """The claim's own result, its lines', and its repair's with theirs."""
        inner = self.repair.all_results if self.repair else ()
        return (self.result, *self.steps, *inner)

    @property
    def reproduced(self) -> bool:
        """Whether every verdict on record was recomputed."""
        return all(item.reproduced for item in self.all_results)

    @property
    def first_wrong(self) -> StepResult | None:
        """The first line of the proof that does not follow, if any.

        A vacuous one says nothing false, so it counts only where no line is refuted or ill-posed.
        """
        for wrong in ((Verdict.REFUTED, Verdict.ILL_POSED), (Verdict.VACUOUS,)):
            for step in self.steps:
                if step.verdict in wrong:
                    return step
        return None

    @property
    def severity(self) -> Severity | None:
        """How bad it is that the statement fails; nothing where it does not fail in this run."""
        return self.result.severity

    @property
    def as_meant(self) -> dict[str, Any] | None:
        """The charitable reading's verdict, see :meth:`meant_by`."""
        return self.meant_by(self.result)

    def meant_by(self, one: StepResult) -> dict[str, Any] | None:
        """Return the verdict of what is meant by a result, and what was mended to get it.

        The verdict is None where the run left the reading out; nothing is meant by what holds.
        """
        name = one.about.get("meant")
        if not name or one.verdict not in FAILING:
            return None
        found = next((item for item in self.all_results if item.id == name), None)
        return {
            "id": name,
            "verdict": found and str(found.verdict),
            "proof_kind": found.kind.word if found and found.kind is not None else None,
            "changes": list(one.about["changes"]),
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the record as ``--json`` writes it."""
        own = self.result.to_dict()
        formal = own.get("formal", [])
        assumed = formal[0]["hypotheses"] if len(formal) == 1 else []
        return own | {
            "assumptions": [one["name"] or one["formula"] for one in assumed],
            "printed": self.printed,
            "seconds": round(self.seconds, 3),
            "reproduced": self.reproduced,
            "first_wrong": self.first_wrong and self.first_wrong.id,
            "as_meant": self.as_meant,
            "depends_on": list(self.result.about.get("uses", ())),
            "steps": [step.to_dict() | {"as_meant": self.meant_by(step)} for step in self.steps],
            "repair": self.repair and self.repair.to_dict(),
        }


def summarize(results: Iterable[ClaimResult]) -> dict[str, Any]:
    """Count verdicts of statements, of what stands under them by role, of repairs, and twins.

    A repair counts once; the parts of its proof are not counted. ``not_reproduced`` lists what
    differs from the record.

    Parameters
    ----------
    results
        Of all claims.

    Returns
    -------
    dict
        As JSON would write it.
    """
    groups = ("statements", *(f"{role}s" for role in STEPS), "repairs", "twins")
    counts: dict[str, dict[str, int]] = {name: {} for name in groups}
    seen: set[str] = set()
    failed = []

    def count(group: str, key: str) -> None:
        counts[group][key] = counts[group].get(key, 0) + 1

    for item in results:
        count("statements" if item.printed else "repairs", str(item.verdict))
        if item.printed:
            for step in item.steps:
                count(f"{step.about['role']}s", str(step.verdict))
        if item.repair:
            count("repairs", str(item.repair.verdict))
        for one in item.all_results:
            for text, found in one.twins:
                if text not in seen:
                    seen.add(text)
                    for twin in found:
                        count("twins", twin.outcome)
        failed += [one.id for one in item.all_results if not one.reproduced]
    return plain(counts | {"not_reproduced": failed})
