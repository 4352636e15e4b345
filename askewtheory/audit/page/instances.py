"""Counterexamples on a page: the choices, a picture, exact numbers, and what they break."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from askewtheory.audit.page import pictures
from askewtheory.audit.page.about import About
from askewtheory.audit.page.markup import listing, value_text
from askewtheory.audit.page.svg import inline_svg
from askewtheory.audit.page.tables import table
from askewtheory.audit.page.typeset import LONG, Typesetter
from askewtheory.errors import words_of

Record = Mapping[str, Any]
SHOWN_ROWS = 6
"""Rows of an orbit on a card; a line shows half as many."""


@dataclass
class Instances:
    """Writes the counterexamples of a page; an instance that lines share is written once."""

    about: About
    typesetter: Typesetter
    _settings: dict[str, str] = field(default_factory=dict)
    _pictures: Iterator[int] = field(default_factory=count)

    def whole(self, item: Record) -> str:
        """Return an instance with its picture and the hypotheses that it meets."""
        found = item["counterexample"]
        if not found:
            return ""
        self._settings.setdefault(self._setting(found), item["id"])
        hypotheses = listing(f"{self._met(one)} <span>✓</span>" for one in found["hypotheses"])
        return (
            '<section class="counterexample"><h5>Counterexample, in exact numbers</h5>'
            f'{self._picture(found)}<p class="setting">{self._setting(found)}</p>'
            f"{self._rows(found, SHOWN_ROWS)}{self._broken(found)}"
            f"<details><summary>Every hypothesis holds</summary>{hypotheses}</details></section>"
        )

    def brief(self, item: Record) -> str:
        """Return an instance without them; where it stood before on the page, a link to it."""
        found = item["counterexample"]
        if not found:
            return ""
        setting = self._setting(found)
        first = html.escape(self._settings.setdefault(setting, item["id"]))
        if first != html.escape(item["id"]):
            shown = f'<p>The instance of <a href="#{first}"><code>{first}</code></a>:</p>'
        else:
            rows = self._rows(found, SHOWN_ROWS // 2)
            shown = f'<p class="setting">Counterexample: {setting}</p>{rows}'
        return f'<section class="counterexample">{shown}{self._broken(found)}</section>'

    def _setting(self, found: Record) -> str:
        """Return the choices of an instance that are not the usual ones, as a sentence."""
        setting = ", ".join(
            self._chosen(name, chosen)
            for name, chosen in found["setting"].items()
            if self.about.usual.get(name) != chosen
        )
        return setting if setting.endswith(".") else f"{setting}."

    def _chosen(self, name: str, chosen: Any) -> str:
        """Return a choice of an instance, in the package's letters where it has them."""
        if chosen == name:  # a parameter: the instance is one for each value
            return f"any {self.typesetter.words(name)}"
        several = self.about.setting.get(f"{name}[]")
        if several and isinstance(chosen, list | tuple):
            shown = ", ".join(self.typesetter.value(one) for one in chosen)
            return f"{self.typesetter.inline(several)} = {shown}"
        if name in self.about.setting:
            letter = self.typesetter.inline(self.about.setting[name])
            return f"{letter} = {self.typesetter.value(chosen)}"
        return self.typesetter.words(f"{name} = {value_text(chosen)}")

    def _rows(self, found: Record, shown: int) -> str:
        """Return the table of a counterexample; a long orbit ends where it has been understood."""
        rows = found["rows"]
        if not rows:
            return ""
        more = len(rows) - shown
        kept = rows[:shown] if more > 1 else rows
        rest = f'<p class="more">and {more} rows more</p>' if more > 1 else ""
        return table(found["header"], kept, self.typesetter) + rest

    def _broken(self, found: Record) -> str:
        """Return the conclusion with the numbers that make it false."""
        said = self._evaluated(_told(found["conclusion"]))
        return f'<p class="broken"><span aria-hidden="true">✗</span> {said}</p>'

    def _met(self, text: str) -> str:
        """Typeset a hypothesis that an instance meets: its name in words, then its numbers."""
        name, _, numbers = text.rpartition(": ")
        shown = self.typesetter.formal(numbers)
        return f"{self.typesetter.words(name)}: {shown}" if name else shown

    def _evaluated(self, text: str) -> str:
        """Typeset ``name: formula`` and ``formula: numbers is false``."""
        end = " is false" if text.endswith(" is false") else ""
        parts = text.removesuffix(end).split(": ")
        return ": ".join(map(self.typesetter.formal, parts)) + end

    def _picture(self, counterexample: Record) -> str:
        sentence = pictures.describe(counterexample)
        if not sentence:
            return ""
        words = self.typesetter.words(sentence)
        try:
            figure = pictures.draw(counterexample)
            drawing = inline_svg(figure, f"c{next(self._pictures)}", sentence)
        except Exception as error:  # of the library that draws; the rows above say it all
            reason = f"{type(error).__name__}: {words_of(error)}"
            return f"<p>{words} It could not be drawn ({html.escape(reason[:300])}).</p>"
        return f'<figure class="small">{drawing}<figcaption>{words}</figcaption></figure>'


_FALSE = " is false"


def _told(conclusion: str) -> str:
    """Return a broken conclusion, with its numbers where they say more and can be read."""
    both = conclusion.removesuffix(_FALSE)
    half = (len(both) - 2) // 2
    if both == f"{both[:half]}: {both[:half]}":
        stated, numbers = both[:half], ""
    else:
        stated, _, numbers = both.partition(": ")
    if len(numbers) > LONG or "(a term in " in numbers:
        numbers = ""
    if len(stated) > LONG:
        stated = "the conclusion"
    return ": ".join(filter(None, (stated, numbers))) + _FALSE * conclusion.endswith(_FALSE)
