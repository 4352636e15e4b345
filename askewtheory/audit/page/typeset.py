"""Text and formulas as HTML, in the letters of one package."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from askewtheory.audit.latex import SYMBOLS, fragments, latex
from askewtheory.audit.page.markup import value_text
from askewtheory.audit.page.mathml import mathml
from askewtheory.audit.page.reader import pieces
from askewtheory.audit.page.symbols import Symbols
from askewtheory.audit.plain_math import plain
from askewtheory.audit.terms import formula, walk

LONG = 400
"""Characters beyond which a formal text is shown as text: nobody reads it as a formula."""


@dataclass(frozen=True)
class Typesetter:
    """Sets words and formulas.

    Parameters
    ----------
    symbols
        How names are printed.
    glossary
        What symbols and abbreviations mean, by the names that the claims use.
    """

    symbols: Symbols = field(default_factory=Symbols)
    glossary: Mapping[str, str] = field(default_factory=dict)
    _words: dict[str, str] = field(default_factory=dict, compare=False)

    def words(self, text: Any) -> str:
        """Return a text as HTML, with the mathematics in it typeset."""
        said = str(text)
        if said not in self._words:
            self._words[said] = "".join(
                self._piece(kind, part) for kind, part in pieces(said, self.symbols)
            )
        return self._words[said]

    def letters(self, text: Any) -> str:
        """Return a text as HTML whose mathematics is in Unicode letters: a tenth of the size."""
        found = "".join(
            _unicode(part) if kind == "maths" else part
            for kind, part in pieces(str(text), self.symbols)
        )
        return html.escape(found, quote=False)

    def _piece(self, kind: str, part: str) -> str:
        if kind == "maths":
            return mathml(part) or f"<code>{html.escape(part)}</code>"
        if kind == "code":
            return f"<code>{html.escape(part)}</code>"
        return self.plain(part)

    def plain(self, text: str) -> str:
        """Return a text without mathematics as HTML, its abbreviations marked for the glossary."""
        safe = html.escape(text, quote=False)
        return self._abbreviations.sub(self._abbreviated, safe) if self.symbols.terms else safe

    @cached_property
    def _abbreviations(self) -> re.Pattern[str]:
        names = sorted((name for name in self.symbols.terms if name in self.glossary), key=len)
        return re.compile(
            rf"(?<![\w/])({'|'.join(map(re.escape, reversed(names))) or '(?!)'})(?!\w)"
        )

    def _abbreviated(self, found: re.Match[str]) -> str:
        return f"<abbr>{found[1]}</abbr>"

    def sentence(self, text: str) -> str:
        """Return a text with a full stop."""
        return self.words(text.rstrip(". ")) + "."

    def value(self, value: Any) -> str:
        """Return an exact value, or a list of them."""
        return self.words(value_text(value))

    def display(self, source: str) -> str:
        """Return a LaTeX formula as a block; its source where a part of it is not known."""
        if not source:
            return ""
        shown = mathml(source, block=True) or f"<code>{html.escape(source)}</code>"
        return f'<div class="formula" tabindex="0">{shown}</div>'

    def inline(self, source: str) -> str:
        """Return a LaTeX formula inside a line."""
        return mathml(source) or f"<code>{html.escape(source)}</code>"

    def formal(self, text: str) -> str:
        """Return a formal statement's text as mathematics, or as words where it is said so."""
        if len(text) > LONG:
            return f"<code>{html.escape(text)}</code>"
        try:
            read = formula(text)
        except (ValueError, SyntaxError, TypeError, RecursionError):
            return self.words(text)
        if any(node.op in ("prose", "coq") for node in walk(read)):
            return self.words(text)
        return "".join(
            self.inline(part) if kind == "math" else html.escape(part)
            for kind, part in fragments(read, self._table)
        )

    @cached_property
    def _table(self) -> Mapping[str, str]:
        return {**SYMBOLS, **self.symbols.own}

    def term(self, text: str) -> str:
        """Return a number's text as mathematics."""
        return self.inline(latex(text, self._table))


def _unicode(formula: str) -> str:
    try:
        return plain(formula)
    except ValueError:  # a command that the converter does not know
        return formula
