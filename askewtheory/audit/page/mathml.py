"""LaTeX as MathML that is safe and short: no links, no styles, nothing that a browser assumes."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from xml.etree import ElementTree

_MATHML = "http://www.w3.org/1998/Math/MathML"
_TAG = f"{{{_MATHML}}}"
_UNKNOWN = "\\"  # what the converter leaves of a command that it does not know
_ATTRIBUTES = {
    "accent", "accentunder", "columnalign", "depth", "displaystyle", "fence", "form", "height",
    "largeop", "linethickness", "lspace", "mathvariant", "maxsize", "minsize", "movablelimits",
    "rowspacing", "columnspacing", "rspace", "scriptlevel", "separator", "stretchy", "symmetric",
    "voffset", "width",
}  # fmt: skip
_ELEMENTS = {
    "menclose", "mfrac", "mi", "mn", "mo", "mover", "mpadded", "mphantom", "mroot", "mrow",
    "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr",
    "munder", "munderover",
}  # fmt: skip
_REWRITTEN = {r"\arg": r"\operatorname{arg}", r"\iff": r"\Leftrightarrow", "{aligned}": "{align*}",
              ":=": r"\coloneqq "}  # fmt: skip
"""Commands that the converter does not know, in those that it does."""
_PRIMES = ("′", "″", "‴")
_INLINE = "<mstyle displaystyle=false scriptlevel=0>"
LONG = 8
"""Elements of a formula in a line from which on it is parted."""
_RELATIONS = {f"<mo>{sign}</mo>" for sign in ("&lt;", "&gt;", "=", *"≤≥≠→⇒∈∩≔")}
_FENCES = ("(", ")", "[", "]", "{", "}", "|", "‖", "∥", "⟨", "⟩")


@lru_cache(maxsize=20000)
def mathml(latex: str, *, block: bool = False) -> str:
    """Return a LaTeX formula as a ``<math>`` element; empty where a part of it is not known."""
    from latex2mathml.converter import convert

    try:
        for written, known in _REWRITTEN.items():
            latex = latex.replace(written, known)
        written = convert(latex)
        if _UNKNOWN in written:
            return ""
        root = ElementTree.fromstring(written)
        _set_primes(root)
        rows = root[0] if len(root) == 1 and root[0].tag == _TAG + "mrow" else root
        found = [_short(one, rows[place - 1] if place else None) for place, one in enumerate(rows)]
    except Exception:  # the converter raises a dozen types; the source still says it all
        return ""
    if block:
        return f"<math display=block>{_row(found)}</math>"
    found = [_plain(one) for one in found]
    return " ".join(f"<math>{_row(part)}</math>" for part in _breakable(found))


def _plain(element: str) -> str:
    """Return an element of a formula in a line without the style that such a formula has anyway."""
    return element[len(_INLINE) : -len("</mstyle>")] if element.startswith(_INLINE) else element


def _breakable(row: list[str]) -> list[list[str]]:
    """Part a long formula before its relations: a browser breaks no line inside a formula."""
    if len(row) <= LONG:
        return [row]
    parts: list[list[str]] = [[]]
    for element in row:
        if element in _RELATIONS and len(parts[-1]) > 1:
            parts.append([])
        parts[-1].append(element)
    return parts


def _set_primes(root: ElementTree.Element) -> None:
    """Set primes on the line: as superscripts they are tiny where no mathematical font is."""
    for element in list(root.iter()):
        if element.tag not in (_TAG + "msup", _TAG + "msubsup") or element[-1].text not in _PRIMES:
            continue
        base, *below, prime = element
        mark = ElementTree.Element(_TAG + "mi")  # an operator would have spaces around it
        mark.text = prime.text
        row = ElementTree.Element(_TAG + "mrow")
        row.extend((base, mark))
        for child in list(element):
            element.remove(child)
        element.tag = _TAG + ("msub" if below else "mrow")
        element.extend((row, *below))


def _short(element: ElementTree.Element, before: ElementTree.Element | None = None) -> str:
    """Write an element without namespace, redundant rows and attributes."""
    tag = element.tag.removeprefix(_TAG)
    if tag not in _ELEMENTS:  # the converter hands on what is written in a \text
        raise ValueError(f"{tag} is no part of a formula")
    parts = [
        _short(one, element[place - 1] if place else None) for place, one in enumerate(element)
    ]
    inside = _row(parts) if tag in _ROWS else "".join(parts)
    if tag == "mrow" and len(element) == 1:
        return inside
    text = html.escape(_lettered(element), quote=False) if len(element) == 0 else ""
    kept = {  # a link, which may be a script, is no attribute of these
        name: value for name, value in element.attrib.items() if name in _ATTRIBUTES
    }
    if tag == "mo":
        plain = _is_sign(text, before) or (text in _FENCES and kept.get("stretchy") == "false")
        if (text in _TIGHT and "form" not in kept) or plain:
            return f"<mi>{text}</mi>"  # else it would be stretched, or have spaces around it
        kept = _operator(text, kept)
    if tag == "mtext" and text == "\N{NO-BREAK SPACE}":
        return "<mspace width=.25em></mspace>"
    attributes = "".join(
        f" {name}={value}" if value.replace(".", "").isalnum()
        else f' {name}="{html.escape(value)}"'
        for name, value in kept.items()
    )  # fmt: skip
    return f"<{tag}{attributes}>{text}{inside}</{tag}>"


_ROWS = ("mrow", "mstyle", "mtd", "msqrt", "mpadded", "mphantom")
"""Elements whose parts stand side by side, so that there may be fewer of them."""
_SIGNS = re.compile(r"<mi>([^\w<&;]+)</mi>")
_NUMBER = re.compile(r"<mn>([0-9./−]+)</mn>")
_UPRIGHT = re.compile(r"<mi mathvariant=normal>(\w+)</mi>|<mi>(\w{2,})</mi>")


def _row(parts: list[str]) -> str:
    """Return parts that stand side by side: -3/4 is one number, )) one sign, and hi one word."""
    found: list[str] = []
    for part in parts:
        found.append(part)
        if (number := _NUMBER.fullmatch(part)) and len(found) > 1:
            before = _NUMBER.fullmatch(found[-3]) if len(found) > 2 else None
            if found[-2] == "<mi>/</mi>" and before:
                found[-3:] = [f"<mn>{before[1]}/{number[1]}</mn>"]
            elif found[-2] == "<mi>−</mi>":
                found[-2:] = [f"<mn>−{number[1]}</mn>"]
    for kind in (_SIGNS, _UPRIGHT):
        found = _joined(found, kind)
    return "".join(found)


def _joined(parts: list[str], kind: re.Pattern[str]) -> list[str]:
    """Join neighbours of one kind: what has two letters or more is upright, as a sign is."""
    found: list[str] = []
    text = ""
    for part in parts:
        one = kind.fullmatch(part)
        if one and text:
            text += "".join(filter(None, one.groups()))
            found[-1] = f"<mi>{text}</mi>"
        else:
            text = "".join(filter(None, one.groups())) if one else ""
            found.append(part)
    return found


_STYLES = {"double-struck": "DOUBLE-STRUCK", "script": "SCRIPT", "fraktur": "FRAKTUR",
           "bold": "BOLD"}  # fmt: skip


def _lettered(element: ElementTree.Element) -> str:
    """Return an element's text in the letters of its variant: browsers know no other than normal.

    A variant that its letters show, and italics, which single letters have, are left out.
    """
    text, variant = element.text or "", element.get("mathvariant", "")
    if variant in _STYLES and (found := _styled(text, _STYLES[variant])):
        text = found
        del element.attrib["mathvariant"]
    elif variant == "italic" and len(text) == 1:
        del element.attrib["mathvariant"]
    return text


def _styled(text: str, style: str) -> str:
    """Return ASCII letters and digits in a mathematical style; empty where one of them has none."""
    found = ""
    for sign in text:
        case = "CAPITAL" if sign.isupper() else "SMALL"
        name = unicodedata.name(sign).removeprefix("DIGIT ") if sign.isdigit() else sign.upper()
        names = [f"{style} {'DIGIT' if sign.isdigit() else case} {name}"]
        names += [f"MATHEMATICAL {names[0]}", names[0].replace("FRAKTUR", "BLACK-LETTER")]
        known = [one for one in map(_known, names) if one] if sign.isascii() else []
        if not known:
            return ""
        found += known[0]
    return found


def _known(name: str) -> str:
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return ""


_TIGHT = ("/", "|", "‖", "∥", "∞", "∇", "!")
"""Signs of which a browser does not know what they belong to."""


def _is_sign(text: str, before: ElementTree.Element | None) -> bool:
    """Tell the minus of -x from that of x - y."""
    opens = before is not None and before.tag == _TAG + "mo" and before.text not in _ENDINGS
    return text in "−+" and opens


_ENDINGS = (")", "]", "}", "′", "″", "*", "+", "−")
"""Signs after which a minus is no sign of a number."""


def _operator(text: str, kept: dict[str, str]) -> dict[str, str]:
    """Return the attributes of an operator that say more than a browser knows."""
    kept.pop("fence", None)
    if kept.get("stretchy") == "false" or text in _FENCES:
        kept.pop("stretchy", None)
    if text in _FENCES[:6]:
        kept.pop("form", None)
    if text.isalpha() and len(text) > 1:
        kept |= {"lspace": ".17em", "rspace": ".17em"}
    return kept
