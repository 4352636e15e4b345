"""The record of a verification: what ``verify --json`` writes and what the page is made from."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from askewtheory.audit.package import discover, select
from askewtheory.audit.results import ClaimResult, summarize
from askewtheory.audit.verdict import FAILING
from askewtheory.output import to_plain
from askewtheory.provenance import provenance

Record = Mapping[str, Any]
ROLES = {
    "line": "lines of proofs",
    "part": "parts of statements",
    "reading": "readings",
    "probe": "further questions",
}
"""What readers call the lines, parts, readings and probes of statements."""


def verification(
    results: Iterable[ClaimResult], package: str, config: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the record of some claims' results, in the package's order.

    Parameters
    ----------
    results
        What running the claims gave, in any order.
    package
        The claims package that they come from.
    config
        The options of the run.

    Returns
    -------
    dict
        ``claims`` (see ``ClaimResult.to_dict``), ``questions`` (what solvers were asked, by the
        name that an evidence's ``detail`` gives), ``summary`` (verdicts counted for statements,
        proof lines and repairs, and what was not reproduced), ``environment`` (provenance).
    """
    place = {name: number for number, name in enumerate(select((), package))}
    ordered = sorted(results, key=lambda result: place[result.id])
    questions: dict[str, str] = {}
    claims = [_visible(_asked_once(result.to_dict(), questions)) for result in ordered]
    environment = provenance({"claims": package, **(config or {})})
    return {
        "claims": claims,
        "questions": questions,
        "summary": summarize(ordered),
        "environment": {**environment, _SEAL: _sha(claims)},
    }


def _visible(value: Any) -> Any:
    """Return what a result says without signs that nobody sees, and that turn what stands there."""
    if isinstance(value, str):
        return "".join(one if one.isprintable() or one == "\n" else " " for one in value)
    if isinstance(value, Mapping):
        return {_visible(name): _visible(one) for name, one in value.items()}
    return [_visible(one) for one in value] if isinstance(value, list | tuple) else value


_SEAL = "claims_sha256"


def _sha(claims: Any) -> str:
    return hashlib.sha256(json.dumps(to_plain(claims), sort_keys=True).encode()).hexdigest()


def is_untouched(record: Record) -> bool:
    """Tell whether a record's claims are as :func:`verification` returned them."""
    environment = record.get("environment")
    seal = environment.get(_SEAL) if isinstance(environment, Mapping) else None
    return seal == _sha(record["claims"])


def _asked_once(result: dict[str, Any], questions: dict[str, str]) -> dict[str, Any]:
    """Name the questions to solvers, which many results share, and collect their texts."""
    for evidence in result["evidence"]:
        if evidence["kind"] == "smt":
            name = f"question {hashlib.sha256(evidence['detail'].encode()).hexdigest()[:16]}"
            questions[name] = evidence["detail"]
            evidence["detail"] = name
    for part in (*result.get("steps", ()), *filter(None, [result.get("repair")])):
        _asked_once(part, questions)
    return result


def tally(claims: Iterable[Mapping[str, Any]]) -> dict[str, Counter[str]]:
    """Count verdicts of printed statements, of what stands under them, of repairs, and the rest.

    What stands under a statement counts by its role. A repair counts once, with the verdict of the
    whole; its ingredients are not counted.
    """
    printed, repairs, beyond = "statements", "repairs", "statements beyond what is printed"
    groups = (printed, *ROLES.values(), repairs, beyond)
    counts: dict[str, Counter[str]] = {name: Counter() for name in groups}
    for claim in claims:
        if not claim.get("printed", True):
            counts[beyond][claim["verdict"]] += 1
            continue
        counts[printed][claim["verdict"]] += 1
        for step in claim["steps"]:
            counts[ROLES[role(step)]][step["verdict"]] += 1
        if claim["repair"]:
            counts[repairs][claim["repair"]["verdict"]] += 1
    return {name: found for name, found in counts.items() if found}


def role(step: Record) -> str:
    """Return what a step is; in older records every step is a line."""
    found = step.get("role")
    return found if found in ROLES else "line"


def reading(claim: Record) -> Record | None:
    """Return what a reader takes as meant: the charitable reading, or what holds as it stands.

    A mapping with ``verdict`` (None where a run left it out), ``proof_kind``, ``id`` and
    ``changes``; None where a statement fails and no reading of it is named.
    """
    if claim.get("as_meant") or claim["verdict"] in FAILING:
        return claim.get("as_meant")
    return {name: claim.get(name) for name in ("verdict", "proof_kind", "id")} | {"changes": []}


def severities(claims: Iterable[Record]) -> Counter[str]:
    """Count the printed statements by severity; those without one are left out."""
    return Counter(
        claim["severity"]
        for claim in claims
        if claim.get("severity") and claim.get("printed", True)
    )


def line_severities(claims: Iterable[Record]) -> Counter[str]:
    """Count the lines and parts of printed statements by severity; readings are not printed."""
    return Counter(
        step["severity"]
        for claim in claims
        for step in claim["steps"]
        if step["severity"] and step["role"] in ("line", "part") and claim.get("printed", True)
    )


def not_reproduced(claims: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the statements, lines and repairs whose verdict is not the one on record."""
    return [
        item for item in parts(claims)
        if item["verdict"] != item["expected"] or not item.get("done", True)
    ]  # fmt: skip


def parts(claims: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    """Yield every claim, step and repair (with its own steps)."""
    for claim in claims:
        yield claim
        yield from claim["steps"]
        if claim["repair"]:
            yield from parts([claim["repair"]])


def left_out(package: str) -> dict[str, int]:
    """Return how many lines, parts, readings, probes and repairs a quick run leaves out."""
    known = discover(package)
    names = ROLES | {"repair": "repairs"}
    counts = {
        said: sum(len(known.within(name, role)) for name in known.claims)
        for role, said in names.items()
    }
    return {said: count for said, count in counts.items() if count}


def source_path(module: str) -> str:
    """Return the path of a check's module, relative to the folder of its package."""
    found = importlib.util.find_spec(module)
    inside = module.replace(".", "/")
    whole = found is not None and found.submodule_search_locations is not None
    return f"{inside}/__init__.py" if whole else f"{inside}.py"


def twins(groups: Iterable[Record]) -> list[tuple[str, str, str]]:
    """Return the change, its outcome and an instance of each twin on record, said once.

    ``groups`` are those of a result's ``twins``, one for each scalar statement that a proof rests
    on; a change that comes out alike in several has one row, which says in how many.
    """
    rows: dict[tuple[str, str], list[Record]] = {}
    for group in groups:
        for twin in group["twins"]:
            if twin["hypothesis"] or twin["outcome"] == "needed":
                rows.setdefault((twin["change"], twin["outcome"]), []).append(twin["at"])
    found = []
    for (change, outcome), instances in rows.items():
        times = f" ({len(instances)} times)" if len(instances) > 1 else ""
        where = ", ".join(f"{name} = {value}" for name, value in instances[0].items())
        found.append((change + times, outcome, where))
    return found
