"""Displayed formulas: their rows, each with the number that is printed beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from askewtheory.audit.scaffold.stream import Stream, Token

_ONE = ("equation", "displaymath", "multline", "dmath", "math")
_MANY = ("align", "alignat", "xalignat", "flalign", "gather", "eqnarray", "IEEEeqnarray", "dgroup")
_NUMBERED = {"equation", "multline", "dmath", *_MANY}
_DROPPED = ("qedhere", "displaybreak", "allowdisplaybreaks", "noindent")


@dataclass(frozen=True)
class Display:
    """A displayed line: its LaTeX, its number (or tag) where one is printed, its labels."""

    latex: str
    number: str = ""
    labels: tuple[str, ...] = ()


def is_display(name: str) -> bool:
    """Tell whether an environment displays formulas."""
    return name.removesuffix("*") in (*_ONE, *_MANY)


@dataclass
class _Row:
    parts: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    tag: str | None = None
    numbered: bool = True


class OpenDisplay:
    r"""A display while it is read.

    Parameters
    ----------
    name
        The environment, or ``$$`` or ``\[``.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._many = name.removesuffix("*") in _MANY
        self._numbered = name in _NUMBERED  # a star leaves the numbers out
        self._rows = [_Row()]
        self._inner: list[str] = []
        self._depth = 0

    def begin_arguments(self, stream: Stream) -> None:
        """Read what comes after the beginning of some environments."""
        plain = self.name.removesuffix("*")
        if plain in ("alignat", "xalignat"):
            stream.argument()
        if plain == "IEEEeqnarray":
            stream.optional()
            stream.argument()
        if plain == "dmath":
            stream.optional()

    def ends(self, name: str, raw: str) -> bool:
        """Take the end of an environment; tell whether it does not belong inside."""
        if name in self._inner:
            del self._inner[self._inner.index(name) :]
            self._add(raw)
            return False
        return True

    def take(self, token: Token, stream: Stream) -> None:
        """Take a token."""
        row = self._rows[-1]
        if token.kind == "begin_environment":
            self._inner.append(token.name)
        self._depth += (token.kind == "brace_open") - (token.kind == "brace_close")
        top = not self._inner and self._depth <= 0
        if token.kind == "macro":
            if token.name == "label":
                row.labels.append(stream.argument().strip())
                return
            if token.name in ("nonumber", "notag", "IEEEnonumber", "IEEEyesnumber"):
                row.numbered = token.name == "IEEEyesnumber"
                return
            if token.name == "tag":
                stream.star()
                row.tag = stream.argument()
                return
            if token.name in ("intertext", "shortintertext"):
                stream.argument()
                return
            if token.name in _DROPPED:
                return
            if token.name == "\\" and top and self._many:
                stream.star()
                stream.optional()
                self._rows.append(_Row())
                return
        if token.kind == "specials" and token.name == "&" and top:
            self._add(" ")
            return
        self._add(token.raw)

    def _add(self, raw: str) -> None:
        self._rows[-1].parts.append(raw)

    def close(self, number: Callable[[], str]) -> list[Display]:
        """Return the lines; ``number()`` steps the counter and returns what is printed."""
        found, waiting = [], []  # a label in a row without number is the next number's
        for row in self._rows:
            latex = " ".join("".join(row.parts).split())
            waiting += row.labels
            if not latex and not row.labels:
                continue
            printed = row.tag or ""
            if row.tag is None and self._numbered and row.numbered:
                printed = number()
            labels, waiting = (waiting, []) if printed or row is self._rows[-1] else ([], waiting)
            found.append(Display(latex, printed, tuple(labels)))
        return [one for one in found if one.latex]

    @property
    def raw(self) -> str:
        """The display as it is written, without labels."""
        ends = {"$$": ("$$", "$$"), "\\[": ("\\[", "\\]")}
        begin, end = ends.get(self.name, (f"\\begin{{{self.name}}}", f"\\end{{{self.name}}}"))
        rows = r" \\ ".join(" ".join("".join(row.parts).split()) for row in self._rows)
        return f"{begin} {rows} {end}"
