"""Mathematics inside sentences: which parts of a text are formulas, and what they are in LaTeX.

Claims are said in sentences with ASCII formulas in them: "With 0 < gamma max{L, M_c} < q_+ - q_- a
coordinate stays". :func:`pieces` splits such a text; formulas are read token by token, since a
sentence may break off anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from askewtheory.audit.latex import VECTORS
from askewtheory.audit.page.inline import Inline
from askewtheory.audit.page.symbols import Symbols
from askewtheory.audit.page.tokens import FUNCTIONS, MEMBERS, Token, closing, near, read

_ARTICLES = {"a", "A", "I"}
_INNER = re.compile(r"<(?![=\s])([^<>]*?,[^<>]*?)(?<!\s)>")
_INDEXED = re.compile(r"\b(\w+)('{1,2})_(\{[^{}]*\}|\w+)")
"""``psi'_i``, which is read as ``psi_i'``."""
_HAT = re.compile(r"\b([a-z])-hat(?![a-z])")


def pieces(text: str, symbols: Symbols) -> list[tuple[str, str]]:
    """Return the parts of a text: ``("words", …)``, ``("maths", LaTeX)`` or ``("code", …)``."""
    text = _INDEXED.sub(r"\1_\3\2", text)
    text = _HAT.sub(r"\1hat", _INNER.sub(r"⟨\1⟩", text))
    tokens = read(text)
    _mark(tokens, symbols)
    _balance(tokens)
    _mark_members(tokens)
    for one in tokens:
        if one.kind == "name" and not one.maths and "_" in one.text.strip("_"):
            one.kind = "code"  # a name of a program
    found: list[tuple[str, str]] = []
    for kind, group in _groups(tokens):
        if kind == "maths" and not _is_number(group):
            found.append((kind, Inline(symbols).write(group)))
        else:
            said = "".join(one.text for one in group)
            said = said.replace("-", "−") if kind == "maths" else said
            kind = "code" if kind == "code" else "words"
            found.append((kind, said.strip("`") if kind == "code" else said))
    return found


def _is_number(tokens: list[Token]) -> bool:
    """Tell a number such as -3/2, which needs no formula, from one."""
    return all(
        one.kind in ("number", "space") or (one.kind == "sign" and one.text in "-−/")
        for one in tokens
    )


def _mark(tokens: list[Token], symbols: Symbols) -> None:
    """Mark what is mathematics by itself, then what stands between or beside such tokens."""
    for place, one in enumerate(tokens):
        if one.kind == "name":
            one.maths = _is_name(tokens, place, symbols)
        elif one.kind == "number" or one.kind == "relation":
            one.maths = True
    for place, one in enumerate(tokens):
        before, after = near(tokens, place, -1), near(tokens, place, 1)
        if one.kind == "sign":
            spaced = place + 1 < len(tokens) and tokens[place + 1].kind == "space"
            opens = not place or tokens[place - 1].kind in ("open", "space")
            if one.text in "+-−" and place and tokens[place - 1].text == "^":
                one.maths = tokens[place - 1].maths
            elif one.text in "-−" and not spaced and opens:
                one.maths = bool(after and (after.maths or after.kind == "open"))
            elif one.text in "-−" and not spaced and before is not None:
                one.maths = before.maths and bool(after and (after.maths or after.kind == "open"))
                if after and after.kind == "name" and len(after.text) > 2 and not after.maths:
                    one.maths = False
            else:
                one.maths = bool(after and (after.maths or after.kind in ("open", "sign"))) or (
                    bool(before and before.maths) and one.text in "|*^+"
                )
        elif one.kind == "prime":
            one.maths = bool(place and tokens[place - 1].maths) or (
                bool(place) and tokens[place - 1].kind == "close"
            )


def _mark_members(tokens: list[Token]) -> None:
    """Mark the word in where it stands between an element and a set.

    A number is an element of a sum of sets only: "both are 0 in Z" speaks of places.
    """
    for place, one in enumerate(tokens):
        if one.kind == "name" and one.text in MEMBERS:
            before, after = near(tokens, place, -1), near(tokens, place, 1)
            if before is None or after is None or not (before.maths and after.maths):
                continue
            sets = after.kind == "open" or after.text[:1].isupper()
            element = before.kind in ("name", "prime", "close")
            one.maths = (element and sets) or (before.kind == "number" and after.text == "grad")


def _is_name(tokens: list[Token], place: int, symbols: Symbols) -> bool:
    name = tokens[place].text
    if name in symbols.terms or _numbers_an_item(tokens, place):
        return False
    if name in FUNCTIONS and name not in symbols.own:
        return _starts_formula(tokens, place, symbols)
    following = tokens[place + 1 : place + 2]
    called = f"{name}()" in symbols.own or name in VECTORS
    if called and following and following[0].text == "(":
        return True
    if name == "grad":
        after = near(tokens, place, 1)
        return _beside_operator(tokens, place) or (
            after is not None and (after.kind == "open" or _is_symbol(after.text, symbols))
        )
    if name in _ARTICLES or symbols.is_word(name):  # also a word of the language
        return _beside_operator(tokens, place)
    return _is_symbol(name, symbols) or (
        bool(re.fullmatch(r"[A-Za-z]\d", name)) and _beside_operator(tokens, place)
    )


def _is_symbol(name: str, symbols: Symbols) -> bool:
    base = name.partition("_")[0]
    return name in symbols or len(base) == 1 or ("_" in name and base in symbols)


def _numbers_an_item(tokens: list[Token], place: int) -> bool:
    """Tell (a), (b), (i) from an argument."""
    around = tokens[max(place - 2, 0) : place + 2]
    return (
        len(around) > 2 - (place < 2) and tokens[place].text in tuple("abcdei")
        and place > 0 and tokens[place - 1].text == "("
        and place + 1 < len(tokens) and tokens[place + 1].text == ")"
        and (place < 2 or tokens[place - 2].kind == "space")
    )  # fmt: skip


def _starts_formula(tokens: list[Token], place: int, symbols: Symbols) -> bool:
    """Tell ``min(a, b)``, ``min gap^4`` and ``sum lambda_i`` from the word "sum"."""
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    if after is None:
        return False
    if after.kind in ("open", "sign"):
        return True
    following = near(tokens, place, 1)
    return bool(
        after.kind == "space" and following
        and ((following.kind == "name" and _is_symbol(following.text, symbols))
             or (following.kind == "sign" and following.text == "|"))
    )  # fmt: skip


def _beside_operator(tokens: list[Token], place: int) -> bool:
    before, after = near(tokens, place, -1), near(tokens, place, 1)
    close = tokens[place + 1 : place + 2]
    if close and (close[0].kind in ("open", "prime") or close[0].text == "^"):
        return True
    return any(
        one is not None and (one.kind == "relation" or (one.kind == "sign" and one.text != "|"))
        for one in (before, after)
    )


DEEPEST = 25
"""Brackets around a bracket that is read as mathematics; what is deeper stays as it is written."""


def _balance(tokens: list[Token]) -> None:
    """Take brackets into formulas with what they hold, where all of it is mathematics."""
    changed = True
    while changed:
        changed = False
        stack: list[int] = []
        for place, one in enumerate(tokens):
            if one.kind == "open":
                stack.append(place)
            elif one.kind == "close" and stack:
                start = stack.pop()
                if len(stack) >= DEEPEST:
                    continue
                inside = [t for t in tokens[start + 1 : place] if t.kind not in ("space", "stop")]
                commas = [t for t in inside if t.kind == "other" and t.text in ",;:!"]
                rest = [t for t in inside if t not in commas]
                held = bool(rest) and all(t.maths for t in rest)
                attached = start > 0 and tokens[start - 1].maths
                before = near(tokens, start, -1)
                joined = attached or bool(before and before.maths and before.kind in
                                          ("relation", "sign", "name"))  # fmt: skip
                if held and not one.maths and (joined or _formal(rest)):
                    for t in tokens[start : place + 1]:
                        t.maths = True
                    changed = True


def _formal(inside: list[Token]) -> bool:
    """Tell an interval or a tuple from a remark such as "(2)"."""
    return len(inside) > 1 and any(one.kind in ("relation", "sign", "name") for one in inside)


def _groups(tokens: list[Token]) -> Iterator[tuple[str, list[Token]]]:
    """Yield runs of tokens; a space between two tokens of a formula belongs to it."""
    run: list[Token] = []
    kind = "words"
    for place, one in enumerate(tokens):
        now = "maths" if one.maths else "code" if one.kind == "code" else "words"
        if one.kind == "space" and kind == "maths" and not one.maths:
            after = tokens[place + 1] if place + 1 < len(tokens) else None
            remark = after is not None and _is_remark(tokens, place + 1)
            now = "maths" if after is not None and after.maths and not remark else "words"
        if now != kind or now == "code":
            if run:
                yield kind, run
            run, kind = [], now
        run.append(one)
    if run:
        yield kind, run


def _is_remark(tokens: list[Token], start: int) -> bool:
    """Tell the bracket of "at psi = 0 (x = y)" from that of "(a) (b)"."""
    if tokens[start].text != "(":
        return False
    inside = tokens[start : closing(tokens, start)]
    return any(one.kind == "relation" for one in inside)
