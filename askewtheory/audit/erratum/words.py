r"""Texts of a record as Markdown: words escaped, the mathematics in them between dollars."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from askewtheory.audit.erratum.mathematics import checked
from askewtheory.audit.evaluate import value as value_of
from askewtheory.audit.latex import SYMBOLS, fragments, latex, symbol
from askewtheory.audit.page.reader import pieces
from askewtheory.audit.page.symbols import Symbols
from askewtheory.audit.terms import free_names, term

_MEANT = re.compile(r"([\\`*_\[\]<>#$|&~])")
"""Signs that Markdown gives a meaning."""
_FIRST = re.compile(r"^(\d+)([.)])(?=\s|$)|^([-+=])")
_ALONE = re.compile(r"(?<![\w}^_])\{(\\[A-Za-z]+|[A-Za-z])\}")
_FACTOR = re.compile(r"(?<![\w/.])(\d+) ?/ ?(\d+) (?=[A-Za-z{(]|\\[A-Za-z])(?!\\(?:le|ge|ne)\b)")
"""A fraction before a factor, 1/2 w, which could be read as 1/(2 w)."""
_STAR = re.compile(r"(?<=[A-Za-z])\^\{\*\}(?!_)")
"""A star above, which leaves no room for a power."""
_SPACED = re.compile(r" (?=[\^_'),\]])|(?<=[(\[]) ")
_QUOTED = re.compile(r"(?<![\w'])'([^']*[^\s'])'(?![\w'])|\"([^\"]+)\"")
LONG = 260
"""Characters of LaTeX beyond which a formula that nobody wrote by hand is not shown."""


def plain(text: Any) -> str:
    """Return text as Markdown that says just that."""
    flat = " ".join(str(text).split())
    return _FIRST.sub(
        lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}",
        _MEANT.sub(r"\\\1", flat),
    )


def _listed(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"{{{', '.join(map(_listed, value))}}}"
    return str(value)


@dataclass(frozen=True)
class Words:
    """Writes texts in the letters of one package.

    Parameters
    ----------
    symbols
        LaTeX by name, see :mod:`askewtheory.audit.latex`.
    abbreviations
        Names that are words, such as A3.
    setting
        LaTeX of an instance's choices by name.
    usual
        Choices that go without saying.
    """

    symbols: Mapping[str, str]
    abbreviations: frozenset[str] = frozenset()
    setting: Mapping[str, str] = field(default_factory=dict)
    usual: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def spoken(self) -> Symbols:
        """The symbols of sentences: in them a word of the language is that word."""
        words = {name for name in self.symbols if name.isalpha() and len(name) > 3}
        own = {name: one for name, one in self.symbols.items() if name not in words}
        return Symbols(own, self.abbreviations)

    @cached_property
    def table(self) -> dict[str, str]:
        """The package's symbols over the common ones."""
        return {**SYMBOLS, **self.symbols}

    def words(self, text: Any) -> str:
        """Return a text whose formulas are written in ASCII."""
        flat = _QUOTED.sub(lambda one: f"“{one[1] or one[2]}”", " ".join(str(text).split()))
        flat = flat.replace("...", "…")
        found = [
            self._maths(part) if kind == "maths" else f"`{part.replace('`', '')}`"
            if kind == "code" else _MEANT.sub(r"\\\1", part)
            for kind, part in pieces(flat, self.spoken)
        ]  # fmt: skip
        return _FIRST.sub(lambda one: f"{one[1] or ''}\\{one[2] or one[3]}", "".join(found))

    def sentence(self, text: Any) -> str:
        """Return a text with a capital and a full stop; empty for none."""
        flat = " ".join(str(text or "").split()).rstrip(". ")
        if not flat:
            return ""
        shown = self.words(flat)
        if shown.split(" ")[0].isalpha():  # a symbol stays small
            shown = shown[0].upper() + shown[1:]
        return shown + ("" if flat[-1] in "!?" else ".")

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

    def choice(self, name: str, value: Any) -> str:
        """Return a choice of an instance; empty where it goes without saying."""
        if self.usual.get(name) == value:
            return ""
        if str(value) == name:
            return f"any {self._maths(symbol(name, self.table))}"
        several = self.setting.get(f"{name}[]")
        if several and isinstance(value, list | tuple):
            numbers = [self._number(one) for one in value]
            shown = map(self.words, map(_listed, value))
            return (self._maths(f"{several} = {', '.join(numbers)}") if all(numbers)
                    else f"{self._maths(several)}: {', '.join(shown)}")  # fmt: skip
        return self.value(name, value, self.setting.get(name, ""))

    def value(self, name: str, value: Any, left: str = "") -> str:
        """Return ``name = value`` as mathematics where that is a number, as words elsewhere."""
        left = left or self._number(name, names=True) or self._formula(name)
        right = self._number(value)
        right = right or self._formula(_listed(value))
        if left and right:
            return self._maths(f"{left} = {right}")
        shown = self.words(_listed(value))
        return f"{self._maths(left) if left else self.words(name)}: {shown}"

    def _formula(self, text: str) -> str:
        """Return a text that is one formula and nothing else; empty for another."""
        only = re.fullmatch(r"\$([^$]+)\$", self.words(text))
        return only[1] if only else ""

    def _number(self, value: Any, *, names: bool = False) -> str:
        """Return a number, a list of them, or a term, as mathematics; empty for words."""
        if isinstance(value, list | tuple):
            inside = [self._number(one) for one in value]
            return rf"\{{{', '.join(inside)}\}}" if all(inside) else ""
        if str(value).isidentifier() and not names:
            return ""
        try:
            found = term(str(value))
            found = term(value_of(found, {})) if not free_names(found) else found
        except Exception:  # the record may hold any text; one that is no number is words
            return ""
        return latex(found, self.table)

    def _maths(self, found: str) -> str:
        found = _FACTOR.sub(r"\\tfrac{\1}{\2} ", found)
        found = _STAR.sub("_{*}", _SPACED.sub("", _ALONE.sub(r"\1", found)))
        return f"${found}$" if checked(found) else f"`{found.replace('`', '')}`"
