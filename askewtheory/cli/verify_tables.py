"""What ``askewtheory verify`` prints: a row for each claim, or one claim in full."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from askewtheory.audit.page.markup import SYMBOLS, readable, value_text
from askewtheory.audit.page.record import not_reproduced, parts, tally
from askewtheory.audit.verdict import Verdict

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
    """Print one row for each claim."""
    table = _table("claim", "statement", "as printed", "repair", "proof", "s")
    table.columns[-1].justify = "right"
    for name in (0, 2, 3):
        table.columns[name].no_wrap = True
    for claim in claims:
        repair = claim["repair"]
        printed, beyond = mark(claim["verdict"]), mark(repair["verdict"]) if repair else Text("")
        if not claim.get("printed", True):
            printed, beyond = Text("not printed"), printed
        table.add_row(
            claim["id"],
            readable(claim["title"]),
            printed,
            beyond,
            proof(repair or claim),
            f"{claim['seconds']:.1f}",
        )
    terminal.print(table)


def listing(terminal: Console, records: Iterable[Record]) -> None:
    """Print the claims without running them."""
    table = _table("claim", "statement", "on record", "lines", "repair")
    for record in records:
        table.add_row(
            record["id"],
            readable(record["title"]),
            mark(record["expected"]),
            str(len(record["steps"])),
            "yes" if record["repair"] else "",
        )
    terminal.print(table)


def summary(terminal: Console, record: Record) -> None:
    """Print the counts, and every verdict that is not the one on record."""
    for name, found in tally(record["claims"]).items():
        counts = ", ".join(f"{found[v.value]} {v.value}" for v in Verdict if found[v.value])
        terminal.print(f"{name.capitalize()}: {counts}.")
    if pending := record["summary"].get("pending"):
        terminal.print(f"Not run to its end: {pending} more.")
    wrong = not_reproduced(record["claims"])
    if not wrong and not pending:
        terminal.print("Every verdict on record was reproduced.")
    for item in wrong:
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


def proof(item: Record) -> str:
    """Return what a proof rests on, for a cell: the weakest part, a person's sentence last."""
    return str(item["proof_kind"] or "") if item["verdict"] in ("proved", "vacuous") else ""


def _finding(terminal: Console, item: Record) -> None:
    kind = f" ({item['proof_kind']})" if item["proof_kind"] else ""
    said = Text(f"{kind}: {readable(item['reason'])}")
    terminal.print(_labelled("verdict", mark(item["verdict"]) + said))
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
    for group in item["twins"]:
        for twin in group["twins"]:
            if not twin["hypothesis"] and twin["outcome"] != "needed":
                continue
            where = ", ".join(f"{name} = {value}" for name, value in twin["at"].items())
            shown = f": fails at {readable(where)}" if where else ""
            _field(terminal, twin["outcome"], readable(twin["change"]) + shown)


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
