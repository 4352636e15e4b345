"""Which hypotheses and constants of a statement matter: the twins that fail, and where."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from askewtheory.audit.page.markup import folded, listing
from askewtheory.audit.page.record import twins
from askewtheory.audit.page.tables import table
from askewtheory.audit.page.typeset import Typesetter

Record = Mapping[str, Any]
Row = tuple[str, str, str]
MOST_TWINS = 10
"""Rows of the table of needed hypotheses; those of a long proof's ingredients are in the record."""
MOST_NAMED = 6
"""Hypotheses that a line names."""
LONGEST = 70
"""Characters of an instance in a table; the whole of it is in the record."""


@dataclass
class Needed:
    """Writes which hypotheses matter; a table or a list that stood before on the page is a link."""

    typesetter: Typesetter
    _first: dict[tuple[Any, ...], str] = field(default_factory=dict)

    def whole(self, item: Record) -> str:
        """Return the table of a statement or a repair, folded."""
        rows = _rows(item)
        if not rows:
            return ""
        if link := self._before("table", rows, item):
            return f'<p class="more">Which hypotheses matter: as under {link}.</p>'
        shown = table(("changed", "is", "fails at"), rows[:MOST_TWINS], self.typesetter)
        more = len(rows) - MOST_TWINS
        rest = f'<p class="more">and {more} more, in the record</p>' if more > 0 else ""
        return folded("Which hypotheses matter", shown + rest)

    def brief(self, item: Record) -> str:
        """Return the hypotheses of a line that are needed, each with where it fails without it.

        The instances are in Unicode letters: as formulas, they would be a tenth of the whole page.
        """
        needed = [row for row in _rows(item) if row[1] == "needed"]
        rows = [row for row in needed if row[0].startswith("without ")]
        if not rows:
            return ""
        if link := self._before("list", rows, item):
            return f'<p class="evidence">False without what is listed under {link}.</p>'
        said = [self._without(change, where) for change, _, where in rows[:MOST_NAMED]]
        if len(rows) > MOST_NAMED:
            said.append(f"and {len(rows) - MOST_NAMED} more, in the record")
        return f'<div class="evidence needs">False without {listing(said)}</div>'

    def _without(self, change: str, where: str) -> str:
        name = self.typesetter.words(change.removeprefix("without "))
        return f"{name} <i>at {self.typesetter.letters(where)}</i>" if where else name

    def _before(self, kind: str, rows: list[Row], item: Record) -> str:
        """Return a link to the first item of the page with these rows; nothing for the first."""
        name = html.escape(item["id"])
        first = self._first.setdefault((kind, *rows), name)
        return "" if first == name else f'<a href="#{first}">{first}</a>'


def _rows(item: Record) -> list[Row]:
    """Return the change, its outcome and an instance of each twin, what is needed first."""
    rows = sorted(twins(item["twins"]), key=lambda row: row[1] != "needed")
    return [(change, outcome, _cut(where)) for change, outcome, where in rows]


def _cut(text: str) -> str:
    """Return the first values of a long instance."""
    kept = text if len(text) <= LONGEST else text[:LONGEST].rpartition(", ")[0]
    return kept if kept == text else f"{kept or text[:LONGEST]}, ..."
