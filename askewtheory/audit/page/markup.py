"""Pieces of the page: words with their mathematical letters, formulas as MathML, verdicts, tables.

The claims are written in ASCII (``delta_1 <= gap^2/4``), so that they can be typed and searched;
:func:`readable` turns them into what a reader expects (δ_1 ≤ gap²/4) for page and terminal alike.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from typing import Any
from xml.etree import ElementTree

from askewtheory.audit.verdict import Severity, Verdict

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
_MINUS = re.compile(r"(?<![^\s(\[{|,=*/^])-(?=[\s\w(|√.])")
_POWER = re.compile(r"\^([23])(?![\w.])")
_PRODUCT = re.compile(r"(?<=[\w)])\*(?=[\w(])")
_SUBSCRIPT = re.compile(r"(?<![A-Za-z])([A-Za-zα-ωΑ-Ω]′?)_(\{[^{}]+\}|[A-Za-z0-9α-ω]+|[+-])")
_SUPERSCRIPT = re.compile(r"(?<=[\w)²′])\^(\{[^{}]+\}|\([^()]+\)|[A-Za-z0-9+*]+)")
_MEMBER = re.compile(r"(?<=\w)\[([^\[\]]+)\]")
_SIDES = re.compile(r"q_(plus|minus)(?!\w)")
_MATHML = "http://www.w3.org/1998/Math/MathML"
_TAG = f"{{{_MATHML}}}"
_UNKNOWN = "\\"  # what the converter leaves of a command that it does not know
_ATTRIBUTES = {
    "accent", "accentunder", "align", "columnalign", "columnlines", "columnspacing",
    "columnspan", "depth", "display", "displaystyle", "fence", "form", "height", "largeop",
    "linethickness", "lspace", "mathbackground", "mathcolor", "mathsize", "mathvariant",
    "maxsize", "minsize", "movablelimits", "notation", "rowlines", "rowspacing", "rowspan",
    "rspace", "scriptlevel", "separator", "stretchy", "symmetric", "voffset", "width",
}  # fmt: skip
_PRIMES = ("′", "″", "‴")


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


def words(text: Any) -> str:
    """Return text as HTML: escaped, readable, subscripts and superscripts set."""
    signed = _MINUS.sub("−", readable(str(text)))  # a hyphen would let the line break after it
    safe = html.escape(signed, quote=False)
    safe = _SUPERSCRIPT.sub(lambda found: f"<sup>{found[1].strip('{}')}</sup>", safe)
    return _SUBSCRIPT.sub(lambda found: f"{found[1]}<sub>{found[2].strip('{}')}</sub>", safe)


def formula(latex: str) -> str:
    """Return a LaTeX formula as a block of MathML, with its source as the text alternative.

    A formula that the converter does not know, or knows in part, is shown as its source.
    """
    if not latex:
        return ""
    from latex2mathml.converter import convert

    source = html.escape(latex)
    try:
        markup = convert(latex.replace(r"\arg", r"\operatorname{arg}"), display="block")
        markup = _with_inline_primes(markup)
    except Exception:  # the converter raises a dozen types; the source still says it all
        markup = ""
    if not markup or _UNKNOWN in markup:
        return f'<div class="formula" tabindex="0"><code>{source}</code></div>'
    markup = markup.replace("<math ", f'<math alttext="{source}" ', 1)
    return f'<div class="formula" tabindex="0">{markup}</div>'


def _with_inline_primes(markup: str) -> str:
    """Set primes on the line: as superscripts they are tiny where no mathematical font is."""
    ElementTree.register_namespace("", _MATHML)
    root = ElementTree.fromstring(markup)
    for element in list(root.iter()):
        for name in set(element.attrib) - _ATTRIBUTES:  # a link, which may be a script
            del element.attrib[name]
        if element.tag not in (_TAG + "msup", _TAG + "msubsup") or element[-1].text not in _PRIMES:
            continue
        base, *below, prime = element
        mark = ElementTree.Element(_TAG + "mo", {"lspace": "0", "rspace": "0"})
        mark.text = prime.text
        row = ElementTree.Element(_TAG + "mrow")
        row.extend((base, mark))
        for child in list(element):
            element.remove(child)
        element.tag = _TAG + ("msub" if below else "mrow")
        element.extend((row, *below))
    return ElementTree.tostring(root, encoding="unicode")


def badge(verdict: str, *, reproduced: bool = True) -> str:
    """Return a verdict as a mark and a word, with its meaning as a tooltip."""
    found = Verdict(verdict)
    extra = "" if reproduced else " (not the verdict on record)"
    return (
        f'<span class="verdict {found.value}" title="{html.escape(found.meaning)}">'
        f'<span aria-hidden="true">{SYMBOLS[found]}</span> {found.value}{extra}</span>'
    )


def severity_mark(severity: str) -> str:
    """Return a severity as a word with its meaning as a tooltip."""
    found = Severity(severity)
    return f'<span class="severity" title="{html.escape(found.meaning)}">{found.value}</span>'


def table(header: Sequence[Any], rows: Iterable[Sequence[Any]], *, caption: str = "") -> str:
    """Return a table of words and exact numbers that scrolls sideways where it is too wide."""
    title = f"<caption>{words(caption)}</caption>" if caption else ""
    top = "".join(f'<th scope="col">{words(cell)}</th>' for cell in header)
    body = "".join(
        "<tr>" + "".join(f"<td>{words(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    head = f"<thead><tr>{top}</tr></thead>" if header else ""
    return f'<div class="wide" tabindex="0"><table>{title}{head}<tbody>{body}</tbody></table></div>'


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
