"""The part on trained networks: runs beside the page, or else the package's stored tables."""

from __future__ import annotations

import html
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from askewtheory.audit.page.about import About
from askewtheory.audit.page.markdown import markdown
from askewtheory.audit.page.markup import folded
from askewtheory.errors import InputError
from askewtheory.experiments.render import Table
from askewtheory.reading import MOST_RECORD, content_of, read_record


def runs_section(folder: Path | None, own: About) -> str:
    """Return the tables of every ``train/**/results.json`` in a folder as HTML.

    Where there is none, the package's stored tables are shown; a package without stored tables
    trains no networks, and the part is empty.

    Parameters
    ----------
    folder
        The page's own. A record that cannot be read is named.
    own
        The package's words.
    """
    try:
        found = sorted((folder / "train").rglob("results.json")) if folder else []
    except OSError as error:
        return f"<p>The folder train could not be read ({html.escape(str(error))}).</p>"
    if folder is not None and found:
        return "\n".join(_run(path, folder) for path in found)
    return _stored(own)


def _stored(own: About) -> str:
    """Return the package's stored tables, each folded."""
    paths = sorted(own.results.glob("*.md")) if own.results else []
    tables = ""
    for path in paths:
        try:
            text = content_of(path, "table", MOST_RECORD).decode("utf-8")
        except (InputError, UnicodeError) as error:
            tables += f"<p><code>{html.escape(path.name)}</code>: {html.escape(str(error))}</p>"
            continue
        heading, _, rest = text.partition("\n")
        tables += folded(html.escape(heading.lstrip("# ")), markdown(rest), identifier="")
    if not tables:
        return ""
    return (
        "<p>No network was trained beside this page: these are the stored tables, each with its "
        f"date and versions.</p>{tables}"
    )


def _run(path: Path, folder: Path) -> str:
    place = html.escape(path.parent.relative_to(folder).as_posix())
    try:
        record = read_record(path)
        tables = [_table(table) for table in record["tables"]]
        body = "".join(f'<div class="wide" tabindex="0">{table.html()}</div>' for table in tables)
        made = _made(record)
        return f'<section class="run"><h3>{place}</h3>{body}{made}</section>'
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
        f"<p>Data: {html.escape(str(record['data']))}. Epochs: {epochs}. Made "
        f"{html.escape(str(environment['time']))}{commit}.</p>"
    )
