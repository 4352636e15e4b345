r"""Texts of a record as Markdown: words escaped, the mathematics in them between dollars."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from askewtheory.audit.erratum.mathematics import checked
from askewtheory.audit.latex import SYMBOLS, fragments, latex
from askewtheory.audit.page.reader import pieces
from askewtheory.audit.page.symbols import Symbols

_MEANT = re.compile(r"([\\`*_\[\]<>#$|&~])")
"""Signs that Markdown gives a meaning."""
_FIRST = re.compile(r"^(\d+)([.)])(?=\s|$)|^([-+=])")
_ALONE = re.compile(r"(?<![\w}^_])\{(\\[A-Za-z]+|[A-Za-z])\}")
_STAR = re.compile(r"(?<=[A-Za-z])\^\{\*\}(?!_)")
"""A star above, which leaves no room for a power."""
_SPACED = re.compile(r" (?=[\^_'),\]])|(?<=[(\[]) ")
_QUOTED = re.compile(r"(?<![\w'])'([^']*[^\s'])'(?![\w'])")
LONG = 260
"""Characters of LaTeX beyond which a formula that nobody wrote by hand is not shown."""


def plain(text: Any) -> str:
    """Return text as Markdown that says just that."""
    flat = " ".join(str(text).split())
    return _FIRST.sub(
        lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}",
        _MEANT.sub(r"\\\1", flat),
    )


@dataclass(frozen=True)
class Words:
    """Writes texts in the letters of one package.

    Parameters
    ----------
    symbols
        LaTeX by name, see :mod:`askewtheory.audit.latex`.
    abbreviations
        Names that are words, such as A3.
    """

    symbols: Mapping[str, str]
    abbreviations: frozenset[str] = frozenset()

    @property
    def table(self) -> dict[str, str]:
        """The package's symbols over the common ones."""
        return {**SYMBOLS, **self.symbols}

    def words(self, text: Any) -> str:
        """Return a text whose formulas are written in ASCII."""
        flat = _QUOTED.sub(r"“\1”", " ".join(str(text).split()))
        found = [
            self._maths(part) if kind == "maths" else f"`{part.replace('`', '')}`"
            if kind == "code" else _MEANT.sub(r"\\\1", part)
            for kind, part in pieces(flat, Symbols(self.symbols, self.abbreviations))
        ]  # fmt: skip
        return _FIRST.sub(lambda one: f"{one[1] or ''}\\{one[2] or one[3]}", "".join(found))

    def sentence(self, text: Any) -> str:
        """Return a text with a capital and a full stop; empty for none."""
        flat = " ".join(str(text or "").split()).rstrip(". ")
        if not flat:
            return ""
        first = flat.split(" ")[0]
        known = {*self.symbols, *Symbols().own, *SYMBOLS}
        if first.isalpha() and first.islower() and len(first) > 1 and first not in known:
            flat = flat[0].upper() + flat[1:]
        return self.words(flat) + ("" if flat[-1] in "!?" else ".")

    def formal(self, text: str) -> str:
        """Return a formal statement; empty where it is longer than anybody reads."""
        shown = "".join(
            self._maths(part) if kind == "math" else self.words_of(part)
            for kind, part in fragments(text, self.table)
        )
        return "" if len(shown) > LONG else shown

    def words_of(self, part: str) -> str:
        """Return words between formulas, with the spaces at their ends."""
        inner = part.strip()
        return part.replace(inner, self.words(inner), 1) if inner else part

    def value(self, name: str, value: Any) -> str:
        """Return ``name = value`` as mathematics where that is a number, as words elsewhere."""
        left = latex(name, self.table) if name.replace("_", "").isalnum() else ""
        right = self._number(value)
        if left and right:
            return self._maths(f"{left} = {right}")
        shown = self.words(right or value)
        return f"{self._maths(left) if left else self.words(name)}: {shown}"

    def _number(self, value: Any) -> str:
        if isinstance(value, list | tuple):
            inside = [self._number(one) for one in value]
            return rf"\{{{', '.join(inside)}\}}" if all(inside) else ""
        text = str(value)
        exact = re.fullmatch(r"-?\d+(/\d+|\.\d+)?", text)
        return text if exact else ""

    def _maths(self, found: str) -> str:
        found = _STAR.sub("_{*}", _SPACED.sub("", _ALONE.sub(r"\1", found)))
        return f"${found}$" if checked(found) else f"`{found.replace('`', '')}`"
