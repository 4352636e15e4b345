"""The commands that define: macros, operators, environments, theorems, counters."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from askewtheory.audit.scaffold.numbering import Counters
from askewtheory.audit.scaffold.stream import Macro, Stream

_KEPT = (
    "begin", "end", "section", "subsection", "subsubsection", "chapter", "label", "ref", "eqref",
    "title", "input", "include", "appendix", "left", "right", "frac", "text", "documentclass",
)  # fmt: skip
"""What a source may redefine without being followed: its place in the text is what counts."""


@dataclass
class Definitions:
    """Reads definitions from a stream into its macros and into the counters.

    Attributes
    ----------
    environments
        User-defined environments: arguments, default, beginning, end.
    """

    stream: Stream
    counters: Counters
    environments: dict[str, tuple[int, str | None, str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.stream.protected |= {*_KEPT, *self.commands()}

    def commands(self) -> dict[str, Callable[[], None]]:
        """Return what each defining command does."""
        macros = ("newcommand", "renewcommand", "providecommand", "DeclareRobustCommand")
        theorems = ("newtheorem", "spnewtheorem", "newmdtheoremenv")
        return {
            **dict.fromkeys(macros, self._newcommand),
            **dict.fromkeys(("def", "gdef", "edef", "xdef"), self._def),
            "let": self._let,
            "DeclareMathOperator": self._operator,
            **dict.fromkeys(("newenvironment", "renewenvironment"), self._newenvironment),
            **dict.fromkeys(theorems, self._newtheorem),
            "declaretheorem": self._declaretheorem,
            "newcounter": self._newcounter,
            "setcounter": lambda: self._set(more=False),
            "addtocounter": lambda: self._set(more=True),
            "stepcounter": lambda: self._step(),
            "refstepcounter": lambda: self._step(),
            **dict.fromkeys(("numberwithin", "counterwithin"), self._within),
            "counterwithout": self._without,
        }

    def _define(self, name: str, macro: Macro) -> None:
        if name.startswith("the") and name[3:] in self.counters.known:
            self.counters.counter(name[3:]).form = macro.body
        elif name.isalpha():
            self.stream.macros[name] = macro

    def _count(self) -> int:
        given = (self.stream.optional() or "").strip()
        return int(given) if given in set("123456789") else 0

    def _newcommand(self) -> None:
        self.stream.star()
        name = self.stream.argument().strip().lstrip("\\")
        count, default = self._count(), None
        if count:
            default = self.stream.optional()
        self._define(name, Macro(count, default, self.stream.argument()))

    def _def(self) -> None:
        token = self.stream.plain()
        if token is None or token.kind != "macro":
            return
        count = self.stream.parameters()
        self._define(token.name, Macro(count, None, self.stream.argument()))

    def _let(self) -> None:
        left, right = self.stream.plain(), self.stream.plain()
        if right is not None and right.kind == "char" and right.name == "=":
            right = self.stream.plain()
        if left is None or right is None or left.kind != "macro":
            return
        same = self.stream.macros.get(right.name) if right.kind == "macro" else None
        if left.name != right.name:
            self._define(left.name, same or Macro(0, None, right.raw))

    def _operator(self) -> None:
        star = "*" if self.stream.star() else ""
        name = self.stream.argument().strip().lstrip("\\")
        body = f"\\operatorname{star}{{{self.stream.argument()}}}"
        self._define(name, Macro(0, None, body))

    def _newenvironment(self) -> None:
        self.stream.star()
        name = self.stream.argument().strip()
        count = self._count()
        default = self.stream.optional() if count else None
        begin, end = self.stream.argument(), self.stream.argument()
        self.environments[name] = (count, default, begin, end)

    def _newtheorem(self) -> None:
        if self.stream.star():
            name, word = self.stream.argument(), self.stream.argument()
            self.counters.declare_plain(name, word)
            return
        first = self.stream.optional()  # of newmdtheoremenv alone: how it looks
        name = self.stream.argument()
        shared, word = self.stream.optional() or "", self.stream.argument()
        within = self.stream.optional() or ""
        if (name and first is None) or shared or word:
            self.counters.declare(name, word, shared, within)

    def _declaretheorem(self) -> None:
        before = self.stream.optional()
        names = self.stream.argument()
        options = keys(before if before is not None else self.stream.optional() or "")

        def of(*known: str) -> str:
            return next((options[one] for one in known if one in options), "")

        for name in filter(None, map(str.strip, names.split(","))):
            word = of("name", "title", "heading") or name.capitalize()
            if options.get("numbered", "yes") == "no" or "unnumbered" in options:
                self.counters.declare_plain(name, word)
                continue
            shared = of("sibling", "numberlike", "sharenumber", "sharecounter")
            within = of("parent", "numberwithin", "within")
            self.counters.declare(name, word, shared, within)

    def _newcounter(self) -> None:
        name, within = self.stream.argument(), self.stream.optional()
        self.counters.counter(name)
        if within:
            self.counters.within(name, within)

    def _set(self, *, more: bool) -> None:
        name, value = self.stream.argument(), self.stream.argument()
        self.counters.set(name, value, more=more)

    def _step(self) -> None:
        self.counters.step(self.stream.argument().strip())

    def _within(self) -> None:
        self.stream.star()
        name, outer = self.stream.argument(), self.stream.argument()
        self.counters.within(name, outer)

    def _without(self) -> None:
        self.stream.star()
        name, _ = self.stream.argument(), self.stream.argument()
        self.counters.counter(name).within = ""


def keys(text: str) -> dict[str, str]:
    """Return ``key=value`` pairs between commas that stand in no braces."""
    found, depth, parts = {}, 0, [""]
    for character in text:
        depth += (character == "{") - (character == "}")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    for part in parts:
        name, _, value = part.partition("=")
        value = re.sub(r"^\{(.*)\}$", r"\1", value.strip(), flags=re.DOTALL)
        if name.strip():
            found[name.strip()] = value.strip()
    return found
