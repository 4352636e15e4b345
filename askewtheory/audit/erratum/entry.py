"""One statement of the erratum, as Markdown: what stands there, what is wrong, what to write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from askewtheory.audit.erratum.mathematics import checked
from askewtheory.audit.erratum.words import Words
from askewtheory.audit.page.about import About
from askewtheory.audit.verdict import FAILING, Severity

Record = Mapping[str, Any]
_INSTEAD = "not refuted by the same instance: "
_MOST_ROWS = 3


def heading(claim: Record, words: Words) -> str:
    """Return the place and the title of a statement."""
    place = claim["source"].partition(", ")[2] or claim["source"] or claim["id"]
    place = place[:1].upper() + place[1:]
    return f"{words.words(place)}. {words.words(claim['title'] or claim['id'])}"


def wrong_lines(claim: Record) -> list[Record]:
    """Return the lines of a proof that fail; of one with several readings, the line alone."""
    failing = [one for one in claim["steps"] if one["verdict"] in FAILING]
    readings = {name for one in failing for name in one["readings"]}
    return [one for one in failing if one["id"] not in readings]


def entry(claim: Record, about: About, words: Words, *, proved: str = "") -> str:
    """Return what the erratum says of one statement.

    Parameters
    ----------
    claim
        As ``ClaimResult.to_dict`` gives it.
    about
        What the package says of itself, for quotations.
    words
        Writes its texts.
    proved
        A sentence that tells where the repair is stated and proved in full.
    """
    parts = [f"## {heading(claim, words)}"]
    if claim["verdict"] in FAILING:
        parts += [_printed(claim, about, words), _wrong(claim, words)]
        parts += [_counterexample(claim, words), _instead(claim, words, proved)]
    else:
        parts.append(f"The statement holds as printed. {_count(wrong_lines(claim))}")
    parts.append(_lines(claim, words))
    return "\n\n".join(part for part in parts if part)


def _count(lines: Sequence[Record]) -> str:
    number = len(lines)
    return f"{number} line{'s' if number > 1 else ''} of its proof {_do(number)} not."


def _do(number: int) -> str:
    return "do" if number > 1 else "does"


def display(source: str) -> str:
    """Return a printed formula as a block, or as code where it is not certain to compile."""
    if not source:
        return ""
    return f"$${source}$$" if checked(source) else f"`{source.replace('`', '')}`"


def _printed(claim: Record, about: About, words: Words) -> str:
    quoted = about.quoted.get(claim["id"], "").strip()
    if quoted:
        lines = "\n".join(f"> {line}".rstrip() for line in quoted.splitlines())
        return f"**Printed** ({words.words(claim['source'])}).\n\n{lines}"
    shown = f"**Printed.** {words.sentence(claim['statement'])}"
    return "\n\n".join(filter(None, [shown, display(claim["formula"])]))


def _wrong(claim: Record, words: Words) -> str:
    why = words.sentence(claim["why"]) or words.sentence(claim["reason"])
    name = claim["severity"]
    meaning = f" *{name.capitalize()}: {Severity(name).meaning}.*" if name else ""
    return f"**What is wrong.** {why}{meaning}"


def _counterexample(claim: Record, words: Words) -> str:
    found = claim["counterexample"]
    if not found:
        return ""
    setting = [words.choice(name, value) for name, value in found["setting"].items()]
    sentences = [", ".join(filter(None, setting)) + ".", _rows(found, words)]
    return "**Counterexample.** " + " ".join(
        filter(None, [*sentences, _broken(claim, found, words)])
    )


def _rows(found: Record, words: Words) -> str:
    """Return the first rows of the table, up to where it repeats itself."""
    rows = found["rows"]
    period = _period([row[1:] for row in rows])
    most = min(period or _MOST_ROWS, _MOST_ROWS)
    again = "; and so on" if period and period <= most else "; …"
    shown = [
        ", ".join(words.value(name, value) for name, value in zip(found["header"], row, strict=True))
        for row in rows[:most]
    ]
    if not shown:
        return ""
    more = again if len(rows) > most else ""
    return "; ".join(shown) + more + "."


def _period(rows: Sequence[Any]) -> int:
    """Return after how many rows a table repeats itself; 0 where it does not."""
    for period in range(1, len(rows) // 2 + 1):
        if all(one == other for one, other in zip(rows, rows[period:], strict=False)):
            return period
    return 0


def _broken(claim: Record, found: Record, words: Words) -> str:
    """Return the conclusion, and its numbers, that the instance breaks."""
    stated = claim["formal"][0]["conclusion"] if len(claim["formal"]) == 1 else ""
    numbers = found["conclusion"].removeprefix(f"{stated}: ").removesuffix(" is false")
    conclusion = words.formal(stated) if stated else ""
    if not conclusion or numbers == found["conclusion"]:
        return ""
    shown = "" if numbers == stated or len(numbers) > 60 else words.formal(numbers)
    reads = f", which reads {shown}" if shown else ""
    return f"Every hypothesis holds, and the conclusion fails: {conclusion}{reads}."


def _instead(claim: Record, words: Words, proved: str) -> str:
    """Return what to write: the changes, and the statement that is proved."""
    meant, repair = claim["as_meant"], claim["repair"]
    changes = [words.words(one) for one in (meant or {}).get("changes", ())]
    found = [f"Change: {'; '.join(changes)}."] if changes else []
    reading = _reading(claim, (meant or {}).get("id"))
    if repair:
        found += [f"*{words.words(repair['title'])}.* {words.sentence(repair['statement'])}"]
        formula = display(repair["formula"])
        kind = repair["proof_kind"] or ""
    elif reading:
        found.append(words.sentence(reading["statement"]))
        formula, kind = display(reading["formula"]), reading["proof_kind"] or ""
    else:
        return "**Write instead.** " + " ".join([*found, "Nothing of this kind is proved here."])
    rest = " ".join(filter(None, [f"Proved {_KINDS.get(kind, kind)}." if kind else "", proved]))
    return "\n\n".join(filter(None, [f"**Write instead.** {' '.join(found)}", formula, rest]))


_KINDS = {
    "computed": "computed exactly", "solvers": "by two solvers", "formal": "formally",
    "formal, not re-run": "formally, in a run on record", "library": "from a named theorem",
    "hand": "by hand in part",
}  # fmt: skip


def _reading(claim: Record, name: str | None) -> Record | None:
    return next((one for one in claim["steps"] if one["id"] == name and name), None)


def _lines(claim: Record, words: Words) -> str:
    failing = wrong_lines(claim)
    if not failing:
        return ""
    shown = [f"- {_line(claim, one, words)}" for one in failing]
    return "\n".join(["**Lines that do not follow.**", "", *shown])


def _line(claim: Record, one: Record, words: Words) -> str:
    name = one["id"].removeprefix(f"{claim['id']}/").replace("-", " ")
    said = words.sentence(one["statement"])
    formula = f" ${one['formula']}$" if checked(one["formula"] or "") else ""
    why = words.sentence(one["why"])
    model = any(part["about"] for part in one["formal"])  # else its letters are its own
    holds = "; ".join(dict.fromkeys(filter(None, _true_instead(one, words) if model else ())))
    instead = f" Instead: {holds}." if holds else ""
    severity = f" ({one['severity']})" if one["severity"] else ""
    return f"*{name}*{severity}:{formula} {said} {why}{instead}".replace("  ", " ").rstrip()


def _true_instead(one: Record, words: Words) -> Iterable[str]:
    for evidence in one["evidence"]:
        if evidence["control"].startswith(_INSTEAD):
            yield words.formal(evidence["control"].removeprefix(_INSTEAD))
