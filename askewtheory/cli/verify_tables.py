"""What ``askewtheory verify`` prints: a row for each claim, or one claim in full."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from askewtheory.audit.page.markup import SYMBOLS, readable, value_text
from askewtheory.audit.page.record import (
    not_reproduced,
    parts,
    reading,
    severities,
    tally,
    twins,
)
from askewtheory.audit.verdict import Severity, Verdict

if TYPE_CHECKING:
    from rich.console import Console

Record = Mapping[str, Any]
COLOURS = {
    "proved": "green",
    "refuted": "red",
    "vacuous": "magenta",
    "supported": "cyan",
    "ill-posed": "yellow",
    "undecided": "bright_black",
}


def verdicts(terminal: Console, claims: Iterable[Record]) -> None:
    """Print one row for each claim: as printed, as meant, how bad, and why (or what holds)."""
    table = _table("claim", "as printed", "as meant", "severity", "why it fails, or what holds")
    table.columns[0].no_wrap = True
    for column in (1, 2):
        table.columns[column].min_width = table.columns[column].max_width = 11
    for claim in claims:
        printed = mark(claim["verdict"]) if claim.get("printed", True) else Text("not printed")
        why = readable(claim["why"] or claim["title"])
        table.add_row(claim["id"], printed, _meant(claim), claim["severity"] or "", why)
    terminal.print(table)


def _meant(claim: Record) -> Text:
    """Return the charitable reading's verdict, and under it what a proof of it rests on."""
    found = reading(claim)
    if found is None:
        return Text("none")
    if found["verdict"] is None:
        return Text("not run")
    kind = proof(found)
    return Text.assemble(mark(found["verdict"]), (f"\n{kind}" if kind else "", "dim"))


def listing(terminal: Console, records: Iterable[Record]) -> None:
    """Print the claims without running them."""
    table = _table("claim", "statement", "on record", "severity", "lines", "repair")
    for record in records:
        table.add_row(
            record["id"],
            readable(record["title"]),
            mark(record["expected"]),
            record["severity"] or "",
            str(len(record["steps"])),
            "yes" if record["repair"] else "",
        )
    terminal.print(table)


def summary(terminal: Console, record: Record) -> None:
    """Print the counts, and every verdict that is not the one on record."""
    for name, found in tally(record["claims"]).items():
        counts = ", ".join(f"{found[v.value]} {v.value}" for v in Verdict if found[v.value])
        terminal.print(f"{name.capitalize()}: {counts}.")
    if bad := severities(record["claims"]):
        counts = ", ".join(f"{bad[one.value]} {one.value}" for one in Severity if bad[one.value])
        terminal.print(f"What fails as printed: {counts}.")
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
        terminal.print(line + mark(item["verdict"]) + f" ({readable(item['reason'])})")


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
    for item in found or claims:
        _card(terminal, item)


def _card(terminal: Console, item: Record) -> None:
    title = f"{item['id']}: {readable(item['title'])}" if item.get("title") else item["id"]
    terminal.print(Text(title, style="bold"))
    for label in ("source", "statement", "formula"):
        if item.get(label):
            text = item[label] if label == "formula" else readable(item[label])
            _field(terminal, label, text)
    for assumption in item.get("assumptions", ()):
        _field(terminal, "assumes", readable(assumption))
    _finding(terminal, item)
    for step in item.get("steps", ()):
        terminal.print()
        terminal.print(Text(f"{step['id']}  ") + Text(readable(step["statement"]), style="italic"))
        if step["formula"]:
            _field(terminal, "formula", step["formula"])
        _finding(terminal, step)
    if item.get("repair"):
        terminal.print()
        terminal.rule("Repair", align="left")
        _card(terminal, item["repair"])
    terminal.print()


def _severity(terminal: Console, item: Record) -> None:
    """Print how bad it is that a statement fails, why, and what holds as meant."""
    if severity := item.get("severity"):
        _field(terminal, "severity", f"{severity}: {Severity(severity).meaning}")
    if why := item.get("why"):
        _field(terminal, "why", readable(why))
    if meant := item.get("as_meant"):
        verdict = mark(meant["verdict"]) if meant["verdict"] else Text("not run")
        changes = "; ".join(map(readable, meant["changes"]))
        said = Text(f" ({meant['id']})" + (f", with {changes}" if changes else ""))
        terminal.print(_labelled("as meant", verdict + said))


def proof(item: Record) -> str:
    """Return what a proof rests on, for a cell: the weakest part, a person's sentence last."""
    return str(item["proof_kind"] or "") if item["verdict"] in ("proved", "vacuous") else ""


def _finding(terminal: Console, item: Record) -> None:
    kind = f" ({item['proof_kind']})" if item["proof_kind"] else ""
    said = Text(f"{kind}: {readable(item['reason'])}")
    terminal.print(_labelled("verdict", mark(item["verdict"]) + said))
    _severity(terminal, item)
    for part in item["formal"]:
        given = ", ".join(readable(one["formula"]) for one in part["hypotheses"])
        _field(terminal, "formal", f"{given} ⊢ {readable(part['conclusion'])}")
    _twins(terminal, item)
    for one in item["evidence"]:
        if one["kind"] == "hand":
            _field(terminal, "by hand", readable(one["detail"]))
    if item["readings"]:
        _field(terminal, "readings", ", ".join(item["readings"]))
    if item["counterexample"]:
        _counterexample(terminal, item["counterexample"])


def _twins(terminal: Console, item: Record) -> None:
    """Print which hypotheses matter, and which constants."""
    for change, outcome, where in twins(item["twins"]):
        _field(terminal, outcome, readable(change + (f": fails at {where}" if where else "")))


def _counterexample(terminal: Console, found: Record) -> None:
    setting = "; ".join(
        f"{readable(name)} = {readable(value_text(value))}"
        for name, value in found["setting"].items()
    )
    _field(terminal, "take", setting)
    for hypothesis in found["hypotheses"]:
        _field(terminal, "holds", readable(hypothesis))
    if found["rows"]:
        table = _table(*(readable(name) for name in found["header"]))
        for column in table.columns:
            column.justify = "right"
        for row in found["rows"]:
            table.add_row(*(readable(value_text(value)) for value in row))
        terminal.print(table)
    _field(terminal, "but", readable(found["conclusion"]))


def mark(verdict: str) -> Text:
    """Return a verdict as a sign and a word, in its colour."""
    return Text(f"{SYMBOLS[Verdict(verdict)]} {verdict}", style=COLOURS[verdict])


def _field(terminal: Console, label: str, text: str) -> None:
    terminal.print(_labelled(label, Text(text)))


def _labelled(label: str, content: Text) -> Table:
    """Return a line whose continuation is indented under its text."""
    table = Table.grid(padding=(0, 1))
    table.add_column(width=10, style="dim")
    table.add_column(overflow="fold")
    table.add_row(label, content)
    return table


def _table(*columns: str) -> Table:
    from rich import box

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(Text(column))
    return table
