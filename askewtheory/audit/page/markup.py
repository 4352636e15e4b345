"""Pieces that pages and terminals share: marks of verdicts, mathematical letters, lists.

The claims are written in ASCII (``delta_1 <= gap^2/4``), so that they can be typed and searched;
:func:`readable` turns them into what a reader expects (δ_1 ≤ gap²/4) in a terminal.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Any

from askewtheory.audit.verdict import Verdict

SYMBOLS = {
    Verdict.PROVED: "✓",
    Verdict.REFUTED: "✗",
    Verdict.VACUOUS: "∅",
    Verdict.SUPPORTED: "≈",
    Verdict.ILL_POSED: "¿",
    Verdict.UNDECIDED: "?",
}
"""A mark for each verdict, beside its word: nothing rests on colour alone."""

_LOWER = "alpha beta gamma delta epsilon eta theta kappa lambda mu xi sigma tau phi psi omega"
_UPPER = "Gamma Delta Sigma Phi Psi"
_GREEK: dict[str, str] = dict(zip(_LOWER.split(), "αβγδεηθκλμξστφψω", strict=True))
_GREEK |= dict(zip(_UPPER.split(), "ΓΔΣΦΨ", strict=True))
_LETTER = re.compile(rf"(?<![A-Za-z])({'|'.join(_GREEK)})(?![A-Za-z])")
_RELATIONS = (
    ("<=", "≤"), (">=", "≥"), ("!=", "≠"), ("==", "="), ("->", "→"), ("**", "^"),
    ("sqrt(", "√("),
)  # fmt: skip
_PRIME = re.compile(r"(?<![A-Za-z])([A-Za-zα-ωΑ-Ω])('{1,2})(?![A-Za-z])")
_POWER = re.compile(r"\^([23])(?![\w.])")
_PRODUCT = re.compile(r"(?<=[\w)])\*(?=[\w(])")
_MEMBER = re.compile(r"(?<=\w)\[([^\[\]]+)\]")
_SIDES = re.compile(r"q_(plus|minus)(?!\w)")


def readable(text: str) -> str:
    """Return ASCII mathematics with its letters and signs: ``delta_1 <= 2`` becomes ``δ_1 ≤ 2``."""
    text = _LETTER.sub(lambda found: _GREEK[found[1]], str(text))
    for written, sign in _RELATIONS:
        text = text.replace(written, sign)
    text = _SIDES.sub(lambda found: {"plus": "q_+", "minus": "q_-"}[found[1]], text)
    text = _MEMBER.sub(
        lambda found: f"_{found[1]}" if found[1].isalnum() else f"_({found[1]})", text
    )
    text = _PRODUCT.sub("·", text)
    text = _POWER.sub(lambda found: {"2": "²", "3": "³"}[found[1]], text)
    return _PRIME.sub(lambda found: found[1] + {"'": "′", "''": "″"}[found[2]], text)


_NAMES = {letter: name for name, letter in _GREEK.items()}
del _NAMES["Σ"]  # a sum
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True))
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))
_SIGN = re.compile(
    r"(?P<raised>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)|(?P<lowered>[₀₁₂₃₄₅₆₇₈₉]+)|√(?P<root>\w)"
    rf"|(?<=(?P<before>[^\W_]|\)))?(?P<letter>[{''.join(_NAMES)}])(?=(?P<after>\w))?"
)


def spelled(text: str) -> str:
    """Return Unicode mathematics in ASCII: ``γα²`` becomes ``gamma alpha^2``.

    The reverse of :func:`readable`, for texts that are then typeset.
    """

    def ascii_of(found: re.Match[str]) -> str:
        if found["raised"]:
            power = "".join(_RAISED.get(one, "-") for one in found["raised"])
            return f"^{power}" if power.isdigit() else f"^({power})"
        if found["lowered"]:
            return "_" + "".join(_LOWERED[one] for one in found["lowered"])
        if found["root"]:
            return f"sqrt({found['root']})"
        apart = " " if found["after"] and found["after"] != "_" else ""
        return (" " if found["before"] else "") + _NAMES[found["letter"]] + apart

    return _SIGN.sub(ascii_of, text).replace("√(", "sqrt(").replace("  ", " ")


def listing(items: Iterable[str], *, kind: str = "ul") -> str:
    """Return a list of ready HTML items, or nothing for none."""
    body = "".join(f"<li>{item}</li>" for item in items)
    return f"<{kind}>{body}</{kind}>" if body else ""


def folded(summary: str, content: str, *, identifier: str = "") -> str:
    """Return content that opens on demand, and in print; a link to the identifier opens it."""
    if not content:
        return ""
    anchor = f' id="{html.escape(identifier)}"' if identifier else ""
    return f"<details><summary>{summary}</summary><div{anchor}>{content}</div></details>"


def value_text(value: Any) -> str:
    """Return an exact value, or a list of them, as text: ``{-1, 1}``."""
    if isinstance(value, list | tuple):
        return "{" + ", ".join(value_text(item) for item in value) + "}"
    if isinstance(value, dict):
        return ", ".join(f"{name} = {value_text(item)}" for name, item in value.items())
    return str(value)
