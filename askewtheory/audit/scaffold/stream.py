r"""Tokens of a LaTeX source, with included files spliced in and the paper's own macros expanded.

A macro is replaced by what the source defines it to be, as often as that is reasonable: not inside
of its own expansion, and not without end. Only ``\newcommand``, ``\def`` and the like are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pylatexenc.latexwalker import LatexWalker, LatexWalkerError
from pylatexenc.macrospec import LatexContextDb

from askewtheory.audit.scaffold.sources import Sources
from askewtheory.errors import InputError

MOST = 1_500_000
"""Characters that all expansions may have together."""
DEEPEST = 200
"""Expansions and files inside each other."""


@dataclass(frozen=True)
class Token:
    """A piece of the source: what it is, its name or character, and as it is written.

    ``kind`` is pylatexenc's: ``char``, ``macro``, ``specials``, ``brace_open``, ``brace_close``,
    ``begin_environment``, ``end_environment``, ``mathmode_inline``, ``mathmode_display``.
    """

    kind: str
    name: str
    raw: str


@dataclass(frozen=True)
class Macro:
    """A definition: how many arguments, what the first is where it may be left out, the body."""

    count: int
    default: str | None
    body: str


@dataclass
class _Level:
    """A text that is being read, and where; the macro or the file that it comes from."""

    text: str
    origin: str
    place: int = 0
    walker: LatexWalker = field(init=False)

    def __post_init__(self) -> None:
        self.walker = LatexWalker(self.text, latex_context=_CONTEXT)


def _specials() -> LatexContextDb:
    from pylatexenc.macrospec import std_specials

    found = LatexContextDb()
    found.add_context_category("all", specials=[std_specials(one) for one in ("&", "~")])
    return found


_CONTEXT = _specials()


class Stream:
    """The tokens of a source, one after the other.

    Parameters
    ----------
    text, sources
        The first file's text, and where others are found.
    """

    def __init__(self, text: str, sources: Sources) -> None:
        self.sources = sources
        self.macros: dict[str, Macro] = {}
        self.protected: set[str] = set()
        self._levels = [_Level(text, "")]
        self._again: list[Token] = []
        self._left = MOST

    def push(self, text: str, origin: str) -> None:
        """Read a text next, and go on behind it."""
        self._left -= len(text) + 1
        if self._left < 0:
            raise InputError(
                f"from must have macros that expand to at most {MOST:,} characters, got more "
                f"at {origin!r}."
            )
        self._levels.append(_Level(text, origin))

    def include(self, name: str, suffix: str = ".tex") -> None:
        """Splice a file in; one inside of itself, or inside of too many, is left out."""
        found = self.sources.included(name, suffix)
        if found is None:
            return
        path, text = found
        if str(path) in self._origins() or len(self._levels) > DEEPEST:
            self.sources.notes.append(f"{name} includes itself")
            return
        self.push(text, str(path))

    def _origins(self) -> set[str]:
        return {level.origin for level in self._levels}

    def __iter__(self) -> Iterator[Token]:
        while (token := self.next()) is not None:
            yield token

    def next(self) -> Token | None:
        """Return the next token, macros expanded; None at the end."""
        while (token := self.plain(run=True)) is not None:
            if token.kind != "macro" or not self._expanded(token):
                return token
        return None

    def _expanded(self, token: Token) -> bool:
        """Put what a macro stands for in its place, if the source says it."""
        known = self.macros.get(token.name)
        if known is None or token.name in self.protected:
            return False
        if f"\\{token.name}" in self._origins() or len(self._levels) > DEEPEST:
            return False
        values, count = [], known.count
        if known.default is not None and count:
            given = self.optional()
            values.append(known.default if given is None else given)
            count -= 1
        values += [self.argument() for _ in range(count)]
        body = known.body
        for place in range(len(values), 0, -1):
            body = body.replace(f"#{place}", values[place - 1])
            if len(body) > MOST:
                break
        space = token.raw[len(token.raw.rstrip()) :]
        before = token.raw[: len(token.raw) - len(token.raw.lstrip())]
        word = bool(body) and body[-1:].isalpha() and "\\" in body
        self.push(before + body + (space if word and space else ""), f"\\{token.name}")
        return True

    def plain(self, *, run: bool = False) -> Token | None:
        """Return the next token as it is written, or a run of ordinary text; None at the end."""
        if self._again:
            return self._again.pop()
        while self._levels:
            level = self._levels[-1]
            if level.place >= len(level.text):
                self._levels.pop()
                continue
            found = _token(level, run=run)
            if found is not None:
                return found
        return None

    def back(self, token: Token) -> None:
        """Let a token be read again."""
        self._again.append(token)

    def argument(self) -> str:
        """Return the next argument, as written and without its braces."""
        token = self.plain()
        while token is not None and token.kind == "char" and not token.raw.strip():
            token = self.plain()
        if token is None:
            return ""
        if token.kind == "brace_open":
            return self._until("brace_close", "")
        if token.kind == "brace_close":  # it ends what is around: there is no argument
            self.back(token)
            return ""
        return token.raw.strip()

    def word(self) -> str:
        r"""Return the next argument; without braces it ends at a space, as that of ``\input``."""
        token, found = self.plain(), ""
        if token is not None and token.kind == "brace_open":
            return self._until("brace_close", "")
        while token is not None and token.kind == "char":
            if found and token.raw[:1].isspace():
                break
            found, token = found + token.raw.strip(), self.plain()
        if token is not None:
            self.back(token)
        return found

    def optional(self) -> str | None:
        """Return what stands in brackets next, or None where nothing does."""
        token = self.plain()
        if token is None:
            return None
        if token.kind == "char" and token.name == "[":
            return self._until("char", "]")
        self.back(token)
        return None

    def star(self) -> bool:
        """Tell whether a star comes next, and take it."""
        token = self.plain()
        if token is not None and token.kind == "char" and token.name == "*":
            return True
        if token is not None:
            self.back(token)
        return False

    def _until(self, kind: str, name: str) -> str:
        """Return the text up to a closing brace or bracket on the level of this one."""
        parts, depth = [], 0
        while (token := self.plain()) is not None:
            if depth == 0 and token.kind == kind and name in ("", token.name):
                break
            depth += (token.kind == "brace_open") - (token.kind == "brace_close")
            parts.append(token.raw)
        return "".join(parts)

    def skip_to(self, mark: str) -> str:
        """Pass over the text up to a mark, and return it; to the end of the file without one."""
        if not self._levels:
            return ""
        level = self._levels[-1]
        end = level.text.find(mark, level.place)
        start, stop = level.place, len(level.text) if end < 0 else end
        level.place = stop + (len(mark) if end >= 0 else 0)
        return level.text[start:stop]

    def parameters(self) -> int:
        r"""Return how many parameters a ``\def`` has: what stands before its body."""
        count = 0
        while (token := self.plain()) is not None:
            if token.kind == "brace_open":
                self.back(token)
                break
            count += token.kind == "char" and token.name == "#"
        return count

    def end(self) -> None:
        """Read no further."""
        self._levels.clear()
        self._again.clear()


_ORDINARY = re.compile(r"[A-Za-z0-9.,;:()=+\-/<>'!?|\"]")
_RUN = re.compile(rf"{_ORDINARY.pattern}(?:{_ORDINARY.pattern}| (?=[A-Za-z]))*")
_BLANK = re.compile(r"\s*\Z")


def _token(level: _Level, *, run: bool = False) -> Token | None:
    """Return the next token of a text, or a run of ordinary characters; nothing for a comment."""
    start = level.place
    if ordinary := _RUN.match(level.text, start) if run else _ORDINARY.match(level.text, start):
        level.place = ordinary.end()
        return Token("char", level.text[start], level.text[start : level.place])
    character = level.text[start]
    try:
        found = level.walker.get_token(start)
    except LatexWalkerError:  # the end, or a piece such as \begin without a name
        level.place += 1
        if _BLANK.match(level.text, start):
            level.place = len(level.text)
            return Token("char", " ", level.text[start:])
        return None if character == "\\" else Token("char", character, character)
    level.place = found.pos + found.len
    if found.tok == "comment":
        newlines = "\n\n" if found.post_space.count("\n") > 1 else ""
        space = found.pre_space + newlines
        return Token("char", " ", space) if space else None
    name = found.arg if isinstance(found.arg, str) else str(found.arg.specials_chars)
    return Token(found.tok, name, level.text[start : level.place])
