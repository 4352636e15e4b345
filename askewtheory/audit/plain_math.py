r"""LaTeX formulas as plain Unicode text, for terminals: ``\frac{a+b}{2}`` becomes ``(a + b)/2``.

The formula is read by the same converter that typesets it on the page; its tree is then written on
one line, with parentheses where a fraction bar, an index or a root held things together.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

_SPACED = set("=<>≤≥≠≡≈∈∉⊆⊂∩∪⊔→⇒⇔∣⊢+−")
_SIGNS = {"-": "−", "*": "·", "⋯": "…", "⟹": "⇒", "⟺": "⇔", "⟶": "→", "⪰": "≥", "∥": "‖"}
_RAISED = dict(zip("0123456789+−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", strict=True))
_LOWERED = dict(zip("0123456789+−", "₀₁₂₃₄₅₆₇₈₉₊₋", strict=True))
_ACCENTS = {"^": "\u0302", "ˆ": "\u0302", "¯": "\u0304", "‾": "\u0304", "~": "\u0303",
            "˙": "\u0307", ".": "\u0307"}  # fmt: skip
_LEFT_OUT = {"\u2061", "\u200b", "\u2062"}
_SCRIPT = 0x1D400
"""From here on Unicode has letters in mathematical styles, which few terminals show."""
_OPERATORS = {"∑", "⋂", "⋃", "⨆", "∏", "min", "max", "lim", "lim sup", "inf", "sup", "argmin"}
_COMPOUND = re.compile(r"[\s+−/·=<>≤≥,]")
_SINGLE = re.compile(r"\d+|[^\W\d_][₀-₉₊₋′]*(_[^\W_]+|_\([^()]*\))?′*")
_INDEXED = ("msub", "msup", "msubsup")
_BARS = ("|", "‖")


@cache
def plain(latex: str) -> str:
    """Return a formula in Unicode characters, without any command of LaTeX.

    Parameters
    ----------
    latex
        Without dollar signs.

    Raises
    ------
    ValueError
        If the converter does not know one of its commands.
    """
    if not latex:
        return ""
    from latex2mathml.converter import convert

    written = re.sub(r"\\mathrm\{(\w+)\}", r"\\operatorname{\1}", latex)
    written = written.replace(r"\arg\min", r"\operatorname{arg min}").replace(r"\ ", r"\;")
    text = _tidy(_row(list(ElementTree.fromstring(convert(written)))))
    text = unicodedata.normalize("NFC", text)
    if "\\" in text:
        raise ValueError(f"formula must be of commands that are known, got {latex!r}")
    return text


def _tidy(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"([(\[{⌈⟨]) | (?=[)\]}⌉⟩,;])", r"\1", text)
    text = re.sub(r"(?<=[,;])(?=[^\s)])", " ", text)
    text = re.sub(r" ?= ?: ?", " =: ", text) if re.search(r"= ?:", text) else text
    text = re.sub(r"(?<=\S): = ", " := ", text)
    text = re.sub(r"(?<=\S):(?=[^\s=])", " : ", text)
    sign = r"(^|[(\[{⟨]|[,=<>≤≥⇒⇔:∈→] |\b(?:or|and|if|max|min)(?:_\([^()]*\))? )([+−]) "
    return re.sub(sign, r"\1\2", text)  # a sign and no sum or difference


def _text(node: Element) -> str:
    """Return the text of a node and of all that is in it."""
    name = _name(node)
    if name in _WRITERS:
        return _WRITERS[name](list(node))
    if len(node):
        return _row(list(node))
    if name == "mspace":
        return " "
    content = "".join(_letter(one) for one in (node.text or "") if one not in _LEFT_OUT)
    content = _SIGNS.get(content, content)
    return f" {content} " if content in _SPACED else content


def _name(node: Element) -> str:
    return node.tag.rpartition("}")[2]


def _letter(character: str) -> str:
    if character == "𝔼":
        return "E "
    styled = ord(character) >= _SCRIPT or character == "ℒ"
    return unicodedata.normalize("NFKC", character) if styled else character


def _row(children: list[Element]) -> str:
    """Return texts side by side, apart where they would be read as one."""
    found, last, before = "", "", ""
    for child in children:
        text = _text(child)
        if not text:
            continue
        follows = bool(re.match(r"[\w(|‖√∇∑⟨\[]", text))
        letter = bool(re.match(r"[\w√∇∑]", text))
        closes = text.strip() in _BARS and found.count(text.strip()) % 2 == 1
        if before == "fraction" and follows and not closes:
            found = found[: -len(last)] + f"({last})"
        wordy = re.match(r"[^\W\d_]{2,}", text.strip()) and _name(child) in ("mi", "mo", "mtext")
        if (
            (before == "operator" and follows)
            or (before in ("index", "word") and letter)
            or (wordy and re.search(r"[\w)}\]]$", found))
        ):
            found += " "
        found, last, before = found + text, text, _kind(child, text)
    return found


def _kind(node: Element, text: str) -> str:
    """Return what matters of a node for what follows it."""
    name = _name(node)
    if name in ("mstyle", "mrow") and len(node) == 1:
        return _kind(node[0], text)
    if name == "mfrac":
        return "fraction"
    if name in (*_INDEXED, "munder", "munderover"):
        return "operator" if _text(node[0]).strip() in _OPERATORS else "index"
    if text.strip() in _OPERATORS and len(text.strip()) > 1:
        return "word"
    return "word" if re.fullmatch(r"[^\W\d_]{2,}", text.strip()) and not len(node) else ""


def _wrapped(text: str) -> bool:
    """Tell whether a text stands in one pair of parentheses."""
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return place == len(text) - 1 and text[0] == "("
    return False


def _held(text: str) -> str:
    """Return a text that can be a factor, an index or a quotient: in parentheses if need be."""
    text = _tidy(text)
    return f"({text})" if _COMPOUND.search(text) and not _wrapped(text) else text


def _quotient(children: list[Element]) -> str:
    above, below = (_held(_text(one)) for one in children)
    return (
        f"{above}/{below}" if _SINGLE.fullmatch(below) or _wrapped(below) else f"{above}/({below})"
    )


def _raised(text: str) -> str:
    text = _tidy(text)
    if text[:1] in ("′", "″", "‴"):
        return text[0] + (_raised(text[1:]) if text[1:] else "")
    if text and all(one in _RAISED for one in text):
        return "".join(_RAISED[one] for one in text)
    text = "*" if text == "·" else text
    return f"^{text}" if len(text) == 1 or _wrapped(text) else f"^({text})"


def _lowered(text: str) -> str:
    text = _tidy(text)
    if text and all(one in _LOWERED for one in text):
        return "".join(_LOWERED[one] for one in text)
    text = "*" if text == "·" else text
    return f"_{text}" if re.fullmatch(r"[^\W_₀-₉]+|[∞∓*]", text) or _wrapped(text) else f"_({text})"


def _power(children: list[Element]) -> str:
    return _base(children[0]) + _raised(_text(children[1]))


def _index(children: list[Element]) -> str:
    return _base(children[0]) + _lowered(_text(children[1]))


def _both(children: list[Element]) -> str:
    base, below, above = children
    return _base(base) + _lowered(_text(below)) + _raised(_text(above))


def _base(node: Element) -> str:
    text = " ".join(_text(node).split())
    return text if text in _OPERATORS or text[-1:] in ")]}" else _held(text)


def _over(children: list[Element]) -> str:
    base, above = _text(children[0]), _text(children[1]).strip()
    if above in _ACCENTS:
        return base[:1] + _ACCENTS[above] + base[1:]
    return base + _raised(above)


def _root(children: list[Element]) -> str:
    text = _tidy(_row(children))
    return f"√{text}" if _SINGLE.fullmatch(text) else f"√({text})"


_WRITERS = {
    "mfrac": _quotient, "msup": _power, "msub": _index, "msubsup": _both, "mover": _over,
    "munder": _index, "munderover": _both, "msqrt": _root,
}  # fmt: skip
