"""The tokens of a sentence with ASCII formulas in it, and the words that mathematics has."""

from __future__ import annotations

import re
from dataclasses import dataclass

TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<code>`[^`]*`)|(?P<word>'s\b|\bi\.e\.|\be\.g\.|\w+-\w+-\w+)"
    r"|(?P<number>\d+(?:\.\d+)?(?!\d|(?:st|nd|rd|th|D)\b))"
    r"|(?P<name>[A-Za-zα-ωΑ-Ωℓ]+\d*"
    r"(?:_(?:\{[^{}]*\}|\([^()]*\)|[A-Za-z0-9α-ω]+|[+-](?![\w(])))*)"
    r"|(?P<relation><=>|<=|>=|!=|==|->|=>|:=|[<>=≤≥≠→∈])"
    r"|(?P<sign>\*\*|[-+*/^|·−×√])"
    r"|(?P<prime>'{1,2}(?![A-Za-z0-9])|[′″])"
    r"|(?P<open>[([{⟨])|(?P<close>[)\]}⟩])|(?P<stop>[.,;:](?=\s|$))|(?P<other>.)",
)
FUNCTIONS = {
    name: "\\" + name
    for name in (
        "sqrt", "min", "max", "inf", "sup", "lim", "limsup", "liminf", "log", "ln", "exp", "sin",
        "cos", "tan", "arctan",
    )
}  # fmt: skip
FUNCTIONS |= {
    name: rf"\operatorname{{{name}}}"
    for name in ("sign", "clip", "dist", "abs", "round", "floor", "ceil")
}
FUNCTIONS |= {"sum": r"\sum", "argmin": r"\arg\min"}
"""Functions of mathematics, in LaTeX."""
MEMBERS = {"in": r"\in"}
"""Words between an element and a set."""


@dataclass
class Token:
    """A piece of a text: its kind, its characters, and whether it belongs to a formula."""

    kind: str
    text: str
    maths: bool = False


def read(text: str, *, maths: bool = False) -> list[Token]:
    """Return the tokens of a text."""
    return [Token(str(found.lastgroup), found[0], maths) for found in TOKEN.finditer(text)]


def near(tokens: list[Token], place: int, step: int) -> Token | None:
    """Return the next token in a direction that is no space."""
    place += step
    while 0 <= place < len(tokens) and tokens[place].kind == "space":
        place += step
    return tokens[place] if 0 <= place < len(tokens) else None


def closing(tokens: list[Token], start: int) -> int:
    """Return where the bracket that opens at start closes; the length where it does not."""
    depth = 0
    for place in range(start, len(tokens)):
        depth += {"open": 1, "close": -1}.get(tokens[place].kind, 0)
        if depth == 0:
            return place
    return len(tokens)
