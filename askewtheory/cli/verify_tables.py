"""What ``askewtheory verify`` prints: a row for each claim, or one claim in full."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from askewtheory.audit.entry import STEPS
from askewtheory.audit.page import marks
from askewtheory.audit.page.markup import readable, value_text
from askewtheory.audit.page.record import (
    line_severities,
    not_reproduced,
    parts,
    reading,
    severities,
    tally,
    twins,
)
from askewtheory.audit.plain_math import plain
from askewtheory.audit.verdict import JUDGED, Severity, Verdict
from askewtheory.cli.common import table

if TYPE_CHECKING:
    from rich.console import Console

Record = Mapping[str, Any]
LONGEST_NAME = 34
"""Characters of the first column; longer identifiers go on below."""
COLOURS = {
    "proved": "green",
    "refuted": "red",
    "vacuous": "magenta",
    "supported": "cyan",
    "ill-posed": "yellow",
    "undecided": "bright_black",
}


def verdicts(
    terminal: Console, claims: Sequence[Record], shown: Container[str] | None = None
) -> None:
    """Print one row for each statement or line: as printed, as meant, how bad, why (or what holds).

    Parameters
    ----------
    terminal
        Where to print.
    claims
        What was run.
    shown
        The identifiers that have a row; by default those of the claims.
    """
    rows = [one for one in parts(claims) if one["id"] in shown] if shown else list(claims)
    names = {one["id"] for one in rows}
    own = names & {claim["id"] for claim in claims}
    made = table("claim", "as printed", "as meant", "severity", "why it fails, or what holds")
    made.columns[0].overflow = "fold"
    made.columns[0].max_width = LONGEST_NAME
    for column in (1, 2):
        made.columns[column].min_width = made.columns[column].max_width = 11
    for one in rows:
        made.add_row(_name(one, own), _printed(one), _meant(one), one["severity"] or "", _why(one))
    terminal.print(made)
    _legend(terminal, rows)
    if any(one["severity"] for one in rows):
        terminal.print(Text(f"{JUDGED}.", style="dim"))
    for claim in claims:
        inside = [one["id"] for one in parts([claim]) if one["id"] in names]
        if inside and claim["id"] not in names:
            said = "stands" if len(inside) == 1 else "stand"
            terminal.print(f"{' and '.join(inside)} {said} under {_named(claim)}.")


def _legend(terminal: Console, rows: Iterable[Record]) -> None:
    """Say what the signs of proofs mean, where one is shown that is not a machine's."""
    found = [*rows, *filter(None, map(reading, rows))]
    kinds = [one["proof_kind"] for one in found if one["verdict"] == Verdict.PROVED]
    if any(marks.rests(kind) != marks.MACHINE for kind in kinds):
        terminal.print(Text(f"Proved: {marks.LEGEND}.", style="dim"))


def _named(claim: Record) -> str:
    source = f" ({readable(claim['source'])})" if claim.get("source") else ""
    return f"{claim['id']}: {readable(claim['title'])}{source}"


def _name(one: Record, claims: Iterable[str]) -> Text:
    """Return an identifier; that of a line is indented where its claim has a row."""
    name = one["id"]
    above = [claim for claim in claims if name.startswith(claim + "/") and one["role"] != "claim"]
    return Text(f"  {name.removeprefix(max(above, key=len))}" if above else name)


def _printed(one: Record) -> Text:
    """Return the verdict on what is printed, and under it that a line is none."""
    role = one.get("role", "claim")
    if "/repaired" in one["id"] or not one.get("printed", True):
        return Text("not printed")
    found = mark(one)
    return found if role in ("claim", "line") else found + Text(f"\n{role}", style="dim")


def _why(one: Record) -> str:
    """Return why it fails, or what it says; for a line, which other lines are given."""
    why = readable(one["why"] or one["title"] or one["statement"])
    given = [name for name in one.get("given", ()) if f"given {name[:6]}" not in one["statement"]]
    role = one.get("role")
    return why + (f" (Given {readable('; '.join(given))}.)" if given and role in STEPS else "")


def _meant(one: Record) -> Text:
    """Return the charitable reading's verdict, and under it what a proof of it rests on."""
    found = reading(one)
    if found is None:
        return Text("none" if one["severity"] == "wrong" else "–")
    if found["verdict"] is None:
        return Text("not run")
    kind = proof(found)
    return Text.assemble(mark(found), (f"\n{kind}" if kind else "", "dim"))


def listing(terminal: Console, records: Iterable[Record]) -> None:
    """Print the claims without running them."""
    made = table("claim", "statement", "on record", "severity", "lines", "repair")
    made.columns[0].overflow = "fold"
    made.columns[0].max_width = LONGEST_NAME
    for record in records:
        made.add_row(
            record["id"],
            readable(record["title"]),
            Text(record["expected"], style=COLOURS[record["expected"]]),
            record["severity"] or "",
            str(len(record["steps"]) or ""),
            "yes" if record["repair"] else "",
        )
    terminal.print(made)


def summary(terminal: Console, record: Record, *, counted: bool = True) -> None:
    """Print the counts, and every verdict that is not the one on record.

    Parameters
    ----------
    terminal
        Where to print.
    record
        Of the run.
    counted
        False leaves out the counts, where single lines were asked for.
    """
    if counted:
        for name, found in tally(record["claims"]).items():
            terminal.print(f"{name.capitalize()}: {_counts(found, Verdict)}.")
        if bad := severities(record["claims"]):
            terminal.print(f"Statements that fail as printed: {_counts(bad, Severity)}.")
        if bad := line_severities(record["claims"]):
            terminal.print(f"Lines and parts that fail as printed: {_counts(bad, Severity)}.")
    if pending := record["summary"].get("pending"):
        terminal.print(f"Not run to its end: {pending} more.")
    wrong = not_reproduced(record["claims"])
    if not wrong and not pending:
        terminal.print("Every verdict on record was reproduced.")
    for item in wrong:
        if item["verdict"] == item["expected"]:
            terminal.print(f"Not run to its end: {item['id']} ({readable(item['reason'])})")
            continue
        line = Text(f"Not reproduced: {item['id']}: on record {item['expected']}, found ")
        terminal.print(line + mark(item) + f" ({readable(item['reason'])})")


def _counts(found: Mapping[str, int], order: Iterable[Verdict | Severity]) -> str:
    return ", ".join(f"{found[one.value]} {one.value}" for one in order if found[one.value])


def explain(terminal: Console, claims: Sequence[Record], wanted: str) -> None:
    """Print the theorem card of each claim, its lines, its counterexamples and its repair.

    Parameters
    ----------
    terminal
        Where to print.
    claims
        The claims that ``wanted`` selected.
    wanted
        A claim's identifier shows all of it; a line's or a repair's shows that part alone.
    """
    found = [part for part in parts(claims) if part["id"] == wanted]
    if found and found[0]["id"] not in {claim["id"] for claim in claims}:
        terminal.print(f"Under {_named(claims[0])}")
        terminal.print()
    for item in found or claims:
        _card(terminal, item)


def _card(terminal: Console, item: Record) -> None:
    title = f"{item['id']}: {readable(item['title'])}" if item.get("title") else item["id"]
    terminal.print(Text(title, style="bold"))
    for label in ("source", "statement"):
        if item.get(label):
            _field(terminal, label, readable(item[label]))
    _formula(terminal, item)
    for assumption in item.get("assumptions", ()):
        _field(terminal, "assumes", readable(assumption))
    _finding(terminal, item)
    for step in item.get("steps", ()):
        terminal.print()
        terminal.print(Text(f"{step['id']}  ") + Text(readable(step["statement"]), style="italic"))
        _formula(terminal, step)
        _finding(terminal, step)
    if item.get("repair"):
        terminal.print()
        terminal.rule("Repair", align="left")
        _card(terminal, item["repair"])
    terminal.print()


def _severity(terminal: Console, item: Record) -> None:
    """Print how bad it is that a statement fails, why, and what holds as meant."""
    if severity := item.get("severity"):
        said = "" if item.get("as_meant") else ", an author's word"
        _field(terminal, "severity", f"{severity}{said}: {Severity(severity).meaning}")
    if why := item.get("why"):
        _field(terminal, "why", readable(why))
    if meant := item.get("as_meant"):
        verdict = mark(meant) if meant["verdict"] else Text("not run")
        terminal.print(_labelled("as meant", verdict + Text(f" ({meant['id']})")))
        for change in meant["changes"]:
            _field(terminal, "with", readable(change))


def proof(item: Record) -> str:
    """Return what a proof rests on, for a cell: the weakest part, a person's sentence last."""
    return str(item["proof_kind"] or "") if item["verdict"] in ("proved", "vacuous") else ""


def _finding(terminal: Console, item: Record) -> None:
    kind = f" ({item['proof_kind']})" if item["proof_kind"] else ""
    said = Text(f"{kind}: {readable(item['reason'])}")
    terminal.print(_labelled("verdict", mark(item) + said))
    _severity(terminal, item)
    for part in item["formal"]:
        given = "; ".join(_hypothesis(one) for one in part["hypotheses"])
        _field(terminal, "formal", f"{given} ⊢ {readable(part['conclusion'])}")
    _twins(terminal, item)
    for one in item["evidence"]:
        if one["kind"] == "hand":
            _field(terminal, "by hand", readable(one["detail"]))
    if item["readings"]:
        _field(terminal, "readings", ", ".join(item["readings"]))
    if item["counterexample"]:
        _counterexample(terminal, item["counterexample"])


def _formula(terminal: Console, item: Record) -> None:
    """Print the formula in Unicode; one that the converter does not know is left out."""
    try:
        text = plain(item.get("formula") or "")
    except Exception:  # the converter raises a dozen types; the statement still says it all
        text = ""
    if text:
        _field(terminal, "formula", text)


def _hypothesis(one: Record) -> str:
    """Return a hypothesis, with its name where it is an earlier line that is given."""
    name = one["name"] or ""
    said = readable(one["formula"])
    return f"{readable(name)}: {said}" if name.startswith("given ") and name != said else said


def _twins(terminal: Console, item: Record) -> None:
    """Print which hypotheses matter, and which constants."""
    for change, outcome, where in twins(item["twins"]):
        _field(terminal, outcome, readable(change + (f": fails at {where}" if where else "")))


def _counterexample(terminal: Console, found: Record) -> None:
    setting = [
        f"{readable(name)} = {readable(value_text(value))}"
        for name, value in found["setting"].items()
    ]
    for line in setting if any(";" in one for one in setting) else ["; ".join(setting)]:
        _field(terminal, "take", line)
    for hypothesis in found["hypotheses"]:
        _field(terminal, "holds", readable(hypothesis))
    if found["rows"]:
        made = table(*(readable(name) for name in found["header"]))
        for column in made.columns:
            column.justify = "right"
        for row in found["rows"]:
            made.add_row(*(readable(value_text(value)) for value in row))
        terminal.print(made)
    _field(terminal, "but", readable(found["conclusion"]))


def mark(item: Record) -> Text:
    """Return a verdict as a sign and a word, in its colour; the sign says who proved it."""
    return Text(f"{_sign(item)} {item['verdict']}", style=COLOURS[item["verdict"]])


def _sign(item: Record) -> str:
    return marks.sign(item["verdict"], item.get("proof_kind"))


def _field(terminal: Console, label: str, text: str) -> None:
    terminal.print(_labelled(label, Text(text)))


def _labelled(label: str, content: Text) -> Table:
    """Return a line whose continuation is indented under its text."""
    table = Table.grid(padding=(0, 1))
    table.add_column(width=10, style="dim")
    table.add_column(overflow="fold")
    table.add_row(label, content)
    return table
