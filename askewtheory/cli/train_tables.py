"""What ``askewtheory train`` prints: the tables of a run, narrow enough for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from askewtheory.cli.common import console, deliver, wrote
from askewtheory.cli.common import table as new_table
from askewtheory.cli.frame import printable


def show(record: Mapping[str, Any], folder: str, json_path: str | None) -> None:
    """Print a run's tables and where they were written; ``--json -`` prints the record alone."""

    def printed() -> None:
        for table in record["tables"]:
            _print(table)
        wrote(f"{folder}/tables.md, .tex, .html and results.json")

    deliver(json_path, record, printed)


def show_readings(experiment: Any, records: Mapping[str, Any], folder: str) -> None:
    """Print and write how the experiment's last measure depends on the readings."""
    from askewtheory import output
    from askewtheory.experiments.tables import readings_table

    measure = experiment.measures[-1]
    found = {
        name: {method: run["summary"][measure] for method, run in record["methods"].items()}
        for name, record in records.items()
    }
    table = readings_table(experiment, found, measure)
    _print(table)
    for suffix, text in (
        ("md", table.markdown()), ("tex", table.latex()), ("html", table.html())
    ):  # fmt: skip
        output.write_text(f"{folder}/readings.{suffix}", text)
    wrote(f"{folder}/readings.md, .tex and .html")


def _print(table: Any) -> None:
    """Print a table; the methods of the main one become headings, which saves a column."""
    from rich.text import Text

    grouped = table.columns[:2] == ("method", "measure")
    shown = new_table(title=table.title)
    shown.padding = (0, 1, 0, 0)
    for column in table.columns[1:] if grouped else table.columns:
        shown.add_column(column, no_wrap=not grouped or column != "verdict")
    before = None
    for row in table.rows:
        if grouped and row[0] != before:
            shown.add_row(Text(printable(row[0]), "bold"))
        before = row[0]
        shown.add_row(*(row[1:] if grouped else row))
    terminal = console()
    terminal.print(shown)
    for note in table.notes:
        terminal.print(f"- {note}")
    terminal.print()
