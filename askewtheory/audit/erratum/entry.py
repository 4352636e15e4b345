"""One statement of the erratum, as Markdown: what stands there, what is wrong, what to write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from askewtheory.audit.erratum.mathematics import checked
from askewtheory.audit.erratum.words import Words
from askewtheory.audit.page.about import About
from askewtheory.audit.verdict import FAILING, Verdict

Record = Mapping[str, Any]
_NAME = re.compile(r"\b(?!(?:and|or|not|min|max|abs|implies|iff|if_)\b)[A-Za-z_]\w*")
_INSTEAD = "not refuted by the same instance: "
_MOST_ROWS = 3
_WIDEST = 48
"""Characters of LaTeX that a cell of a row may have."""
_LONGEST = 60
"""Characters of numbers that are worth reading."""


def place(claim: Record, words: Words) -> str:
    """Return where a statement stands."""
    found = claim["source"].partition(", ")[2] or claim["source"] or claim["id"]
    return words.words(found[:1].upper() + found[1:])


def heading(claim: Record, words: Words) -> str:
    """Return the place, the title and the severity of a statement."""
    failing = claim["verdict"] in FAILING
    severity = f" ({claim['severity']})" if failing and claim["severity"] else ""
    return f"{place(claim, words)}. {words.words(claim['title'] or claim['id'])}{severity}"


def wrong_lines(claim: Record) -> list[Record]:
    """Return the lines that fail; of one with several readings, the line alone.

    Parts, readings and probes of the check itself are no lines of the document.
    """
    failing = [
        one for one in claim["steps"]
        if one["verdict"] in FAILING and one.get("role", "line") == "line"
    ]  # fmt: skip
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
    failing = claim["verdict"] in FAILING
    parts = [f"## {heading(claim, words)}"]
    if failing:
        wrong = " ".join(filter(None, [_wrong(claim, words), _counterexample(claim, words)]))
        parts += [_printed(claim, about, words), wrong, _instead(claim, words, proved)]
    parts.append(_lines(claim, words, failing=failing))
    return "\n\n".join(part for part in parts if part)


def display(source: str) -> str:
    """Return a printed formula as a block, or as code where it is not certain to compile."""
    if not source:
        return ""
    return f"$${source}$$" if checked(source) else f"`{source.replace('`', '')}`"


def _printed(claim: Record, about: About, words: Words) -> str:
    quoted = about.quoted.get(claim["id"], "").strip()
    if quoted:
        return f"**Printed.** {quoted}"
    shown = f"**Printed.** {words.sentence(claim['statement'])}"
    return "\n\n".join(filter(None, [shown, display(claim["formula"])]))


def _wrong(claim: Record, words: Words) -> str:
    return f"**Wrong.** {words.sentence(claim['why']) or words.sentence(claim['reason'])}"


def _counterexample(claim: Record, words: Words) -> str:
    found = claim["counterexample"]
    if not found:
        return ""
    setting = [words.choice(name, value) for name, value in found["setting"].items()]
    sentences = [", ".join(filter(None, setting)), _rows(found, words)]
    sentences.append(_broken(claim, found, words))
    return "**Counterexample.** " + " ".join(f"{one}." for one in sentences if one)


def _rows(found: Record, words: Words) -> str:
    """Return the first rows of the table, up to where it repeats itself."""
    rows = [
        [words.value(name, value) for name, value in zip(found["header"], row, strict=True)]
        for row in found["rows"]
    ]
    if any(len(cell) > _WIDEST for row in rows for cell in row):
        return ""  # closed forms, which say no more than the run's own
    period = _period([row[1:] for row in rows])
    most = min(period or _MOST_ROWS, _MOST_ROWS)
    again = "; and so on" if period and period <= most else "; …"
    shown = "; ".join(", ".join(row) for row in rows[:most])
    return shown + (again if len(rows) > most else "")


def _period(rows: Sequence[Any]) -> int:
    """Return after how many rows a table repeats itself; 0 where it does not."""
    for period in range(1, len(rows) // 2 + 1):
        if all(one == other for one, other in zip(rows, rows[period:], strict=False)):
            return period
    return 0


def _broken(claim: Record, found: Record, words: Words) -> str:
    """Return the conclusion that the instance breaks, and its numbers."""
    stated = claim["formal"][0]["conclusion"] if len(claim["formal"]) == 1 else ""
    numbers = found["conclusion"].removeprefix(f"{stated}: ").removesuffix(" is false")
    conclusion = words.formal(stated) if stated else ""
    if not conclusion or numbers == found["conclusion"]:
        return ""
    bare = len(numbers) <= _LONGEST and not _NAME.search(numbers)
    shown = words.formal(numbers) if bare else ""
    return f"This breaks: {conclusion}{f' (in numbers: {shown})' if shown else ''}"


def _instead(claim: Record, words: Words, proved: str) -> str:
    """Return what to write: the changes, and the statement that is proved."""
    meant, repair = claim["as_meant"], claim["repair"]
    found = list(filter(None, [words.sentence("; ".join((meant or {}).get("changes", ())))]))
    instead = repair or _reading(claim, (meant or {}).get("id"))
    if not instead:
        nothing = "Nothing is proved here that could stand in its place."
        return "**Instead.** " + " ".join([*found, nothing])
    kind = _KINDS.get(instead["proof_kind"] or "", instead["proof_kind"] or "")
    holds = instead["verdict"] == Verdict.PROVED
    note = ", ".join(filter(None, [f"proved {kind}" if holds else instead["verdict"], proved]))
    said = words.sentence(instead["statement"])
    if instead["title"]:
        found.append(f"*{words.words(instead['title'])}* ({note}): {said}")
    else:
        found.append(f"{note[:1].upper()}{note[1:]}: {said}")
    return "\n\n".join(filter(None, [f"**Instead.** {' '.join(found)}",
                                    display(instead["formula"])]))  # fmt: skip


_KINDS = {
    "computed": "by exact computation", "solvers": "by two solvers", "formal": "formally",
    "formal, not re-run": "formally, in a run on record", "library": "from a named theorem",
    "hand": "by hand in part",
}  # fmt: skip


def _reading(claim: Record, name: str | None) -> Record | None:
    return next((one for one in claim["steps"] if one["id"] == name and name), None)


def _lines(claim: Record, words: Words, *, failing: bool) -> str:
    lines = wrong_lines(claim)
    if not lines:
        return ""
    label = "**Lines that do not hold.**"
    if not failing:
        label = "The statement holds as printed. " + label
    shown = [f"- {_line(claim, one, words)}" for one in lines]
    return "\n".join([label, "", *shown])


def _line(claim: Record, one: Record, words: Words) -> str:
    """Return a line with its formula, or its words where nothing is displayed, and why it fails.

    Then what holds in its place, where that is proved, and what the instance that breaks it shows.
    """
    name = one["id"].removeprefix(f"{claim['id']}/").replace("-", " ")
    formula = f"${one['formula']}$" if checked(one["formula"] or "") else ""
    why = words.sentence(one["why"])
    said = words.sentence(one["statement"]) if not (why and formula) else ""
    severity = f" ({one['severity']})" if one["severity"] else ""
    model = any(part["about"] for part in one["formal"])  # else its letters are its own
    holds = "; ".join(dict.fromkeys(filter(None, _true_instead(one, words) if model else ())))
    meant = _reading(claim, (one["as_meant"] or {}).get("id"))
    true = meant is not None and meant["verdict"] == Verdict.PROVED
    instead = f"Instead: {_lowered(words.sentence(meant['statement']))}" if meant and true else ""
    there = f"In a counterexample: {holds}." if holds and not instead else ""
    parts = [f"{formula} –" if formula else "", said, why, instead, there]
    return f"*{name}*{severity}: {' '.join(filter(None, parts))}"


def _lowered(sentence: str) -> str:
    """Return a sentence as it goes on after a colon; a name or a symbol stays as it is."""
    sentence = sentence.removeprefix("Reading: ")
    first = sentence.partition(" ")[0]
    word = first.isalpha() and (first[1:].islower() or first == "A")
    return sentence[:1].lower() + sentence[1:] if word else sentence


def _true_instead(one: Record, words: Words) -> Iterable[str]:
    for evidence in one["evidence"]:
        if evidence["control"].startswith(_INSTEAD):
            yield words.formal(evidence["control"].removeprefix(_INSTEAD).partition("; ")[0])
