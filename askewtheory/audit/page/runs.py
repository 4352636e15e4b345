"""The page's part on trained networks: the tables of the runs that lie beside the page."""

from __future__ import annotations

import html
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from askewtheory.audit.page.markup import words
from askewtheory.experiments.render import Table
from askewtheory.reading import read_record

NONE = (
    "<p>No network was trained into this folder; <code>askewtheory train EXPERIMENT</code> writes "
    "its tables to <code>train/</code> beside this page, and the next page shows them.</p>"
)


def runs_section(folder: Path) -> str:
    """Return the tables of every ``train/**/results.json`` in a folder as HTML.

    Parameters
    ----------
    folder
        The page's own. A record that cannot be read is named.
    """
    try:
        found = sorted((folder / "train").rglob("results.json"))
    except OSError as error:
        return f"<p>The folder train could not be read ({html.escape(str(error))}).</p>"
    return "\n".join(_run(path, folder) for path in found) or NONE


def _run(path: Path, folder: Path) -> str:
    place = html.escape(path.parent.relative_to(folder).as_posix())
    try:
        record = read_record(path)
        tables = [_table(table) for table in record["tables"]]
        body = "".join(f'<div class="wide" tabindex="0">{table.html()}</div>' for table in tables)
        return f'<section class="run"><h3>{place}</h3>{body}{_made(record)}</section>'
    except Exception as error:  # the file is anybody's, and costs no more than its own section
        reason = html.escape(f"{type(error).__name__}: {error}")
        return f"<p><code>{place}/results.json</code> is not a record of a run ({reason}).</p>"


def _table(table: Mapping[str, Any]) -> Table:
    """Return a table of texts, whatever its cells were."""
    rows = tuple(tuple(map(str, row)) for row in table["rows"])
    columns, notes = (tuple(map(str, table[name])) for name in ("columns", "notes"))
    if not all(row for row in rows):
        raise ValueError("a row of a table is empty")
    return Table(str(table["title"]), columns, rows, notes)


def _made(record: Mapping[str, Any]) -> str:
    environment = record["environment"]
    revision = environment["revision"]
    commit = (
        f", commit <code>{html.escape(str(revision['commit'])[:12])}</code>" if revision else ""
    )
    epochs = ", ".join(
        f"{html.escape(name)} {html.escape(str(method['epochs']))}"
        for name, method in record["methods"].items()
    )
    return (
        f"<p>Data: {words(record['data'])}. Epochs: {epochs}. Made "
        f"{html.escape(str(environment['time']))}{commit}.</p>"
    )
