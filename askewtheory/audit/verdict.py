"""Verdicts, kinds of proof, and the records that reports print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from fractions import Fraction
from typing import Any


class Verdict(StrEnum):
    """What is known about a statement."""

    PROVED = "proved"
    REFUTED = "refuted"
    VACUOUS = "vacuous"
    SUPPORTED = "supported"
    ILL_POSED = "ill-posed"
    UNDECIDED = "undecided"

    @property
    def meaning(self) -> str:
        """The sentence that a reader needs beside the word."""
        return _MEANINGS[self]


_MEANINGS = {
    Verdict.PROVED: "true for all reals under its hypotheses",
    Verdict.REFUTED: "false as stated: an exact counterexample satisfies every hypothesis",
    Verdict.VACUOUS: "its hypotheses cannot hold",
    Verdict.SUPPORTED: "only experiments speak for it",
    Verdict.ILL_POSED: "as printed it has no meaning, or several, each with its own verdict",
    Verdict.UNDECIDED: "nothing decides it here",
}


FAILING = (Verdict.REFUTED, Verdict.VACUOUS, Verdict.ILL_POSED)
"""The verdicts of what does not hold as it stands; only these have a severity."""


class Severity(StrEnum):
    """How bad it is that a statement fails as printed: what it takes to mend it."""

    MISPRINT = "misprint"
    BOUNDARY = "boundary"
    HYPOTHESIS = "hypothesis"
    CONSTANT = "constant"
    GAP = "gap"
    WRONG = "wrong"

    @property
    def meaning(self) -> str:
        """The sentence that a reader needs beside the word."""
        return _SEVERITIES[self]


_SEVERITIES = {
    Severity.MISPRINT: "the right form is evident and true",
    Severity.BOUNDARY: "fails only in an equality or degenerate case",
    Severity.HYPOTHESIS: "true with a named hypothesis more",
    Severity.CONSTANT: "right form, wrong number",
    Severity.GAP: "the line does not follow, the result stands",
    Severity.WRONG: "no statement of this kind holds",
}


JUDGED = "A severity is an author's word; the verdict on what is meant is found like any other"
"""What every output says where severities are shown."""


class Kind(IntEnum):
    """What a verdict rests on, from strongest to weakest; a proof is as strong as its weakest part.

    The first three are re-checked by machine; ``LIBRARY`` cites a named textbook theorem whose
    hypotheses are discharged; ``RECORDED`` is a formal proof that was not re-run here, because its
    kernel is not installed; ``HAND`` is a person's text.
    """

    COMPUTED = 0
    SOLVERS = 1
    FORMAL = 2
    LIBRARY = 3
    RECORDED = 4
    HAND = 5

    @property
    def word(self) -> str:
        """The word in records: ``computed``, ``solvers``, ``formal``, ``library``, ``hand``."""
        return "formal, not re-run" if self is Kind.RECORDED else self.name.lower()


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence.

    Parameters
    ----------
    kind
        ``symbolic``, ``smt``, ``formal``, ``exact-replay``, ``library``, ``numeric`` or ``hand``.
    tool, version
        What produced it.
    seconds
        How long that took.
    detail
        The formula, certificate or numbers, so that it can be re-checked elsewhere.
    control
        Which twin the same procedure refuted, or did not refute where the evidence refutes.
    """

    kind: str
    tool: str
    version: str
    seconds: float
    detail: str
    control: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the record as ``--json`` writes it."""
        return {
            "kind": self.kind,
            "tool": self.tool,
            "version": self.version,
            "seconds": round(self.seconds, 4),
            "detail": self.detail,
            "control": self.control,
        }


@dataclass(frozen=True)
class Counterexample:
    """An instance that satisfies every hypothesis and breaks the conclusion, in exact numbers.

    Parameters
    ----------
    setting
        The instance: name to value.
    hypotheses
        Each hypothesis, as evaluated.
    conclusion
        The broken conclusion with its numbers.
    header, rows
        A small table (the orbit, say) that a person can follow by hand.
    plot
        Optional ``{"orbit": [...], "bound": number, "label": str}`` for a picture.
    """

    setting: Mapping[str, Any]
    hypotheses: tuple[str, ...]
    conclusion: str
    header: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    plot: Mapping[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the record as ``--json`` writes it: exact numbers as text."""
        return {
            "setting": {name: plain(value) for name, value in self.setting.items()},
            "hypotheses": list(self.hypotheses),
            "conclusion": self.conclusion,
            "header": list(self.header),
            "rows": [[plain(value) for value in row] for row in self.rows],
            "plot": plain(self.plot) if self.plot is not None else None,
        }


def one_line(text: str) -> str:
    """Return a text on one line, without characters that a terminal would obey."""
    spaced = "".join(one if one.isprintable() else " " for one in text)
    return " ".join(spaced.split())


def plain(value: Any) -> Any:
    """Return ``value`` as JSON holds it: exact numbers as text, containers element by element."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((plain(item) for item in value), key=str)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else str(value)
    return str(value)
