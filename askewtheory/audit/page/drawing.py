"""The SVG that matplotlib writes, as a shorter drawing of the same thing.

Places are rounded to a tenth of a point, paths go by relative steps, marks that are drawn many
times become one path, and styles that occur again become classes. A class is named after what it
says, so that the drawings of a page can share their rules.
"""

from __future__ import annotations

import html
import re
import zlib
from collections import Counter
from xml.etree import ElementTree

from askewtheory.audit.page.paths import joined, linked, path, tenths

Element = ElementTree.Element
_NAMESPACE = re.compile(r"\{[^}]*\}")
_PLACES = ("x", "y", "width", "height", "viewBox", "transform", "points", "cx", "cy", "r")
_NUMBER = re.compile(r"-?\d+\.\d+")
_TURNED = re.compile(r"rotate\(-?0 [^)]*\)")
_FONT = re.compile(r"font-family: ?[^;]*;? ?")
_USUAL = ("font-weight: 400", "font-style: normal")
LARGEST_MARK = 24
"""Characters of a mark's path up to which it is drawn again instead of being referred to."""


def shortened(source: str) -> tuple[Element, dict[str, str]]:
    """Return the root of a drawing made shorter, and the rules of its classes.

    Parameters
    ----------
    source
        An SVG document as matplotlib writes it.
    """
    root = ElementTree.fromstring(source)
    for one in root.iter():
        _plain(one)
    _without(root, "metadata", "style")
    _marks_drawn(root)
    _letters_joined(root)
    _unwrapped(root)
    return root, _classes(root)


def written(one: Element, *, text: bool = False) -> str:
    """Return an element as HTML has it, without the blanks that only indent."""
    text = text or one.tag == "text"
    attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in one.attrib.items())
    inside = _said(one.text, text) + "".join(
        written(child, text=text) + _said(child.tail, text) for child in one
    )
    if not inside and one.tag != "text":
        return f"<{one.tag}{attributes}/>"
    return f"<{one.tag}{attributes}>{inside}</{one.tag}>"


def _said(words: str | None, text: bool) -> str:
    words = words or ""
    indent = not words.strip() and "\n" in words
    return html.escape(words, quote=False) if text and not indent else ""


def _plain(one: Element) -> None:
    """Leave out namespaces, the usual, and what is finer than a tenth of a point."""
    one.tag = _NAMESPACE.sub("", one.tag)
    for name, value in list(one.attrib.items()):
        del one.attrib[name]
        name = _NAMESPACE.sub("", name)
        if name == "style":
            value = _style(value)
        elif name == "d":
            value = path(value)
        elif name in _PLACES:
            value = _NUMBER.sub(lambda found: tenths(round(10 * float(found[0]))), value)
            value = _TURNED.sub("", value).strip() if name == "transform" else value
        if value and name != "version":
            one.set(name, value)


def _style(text: str) -> str:
    parts = [part.strip() for part in _FONT.sub("", text).split(";")]
    kept = [part.replace(": ", ":") for part in parts if part and part not in _USUAL]
    return re.sub(r"#(\w)\1(\w)\2(\w)\3\b", r"#\1\2\3", ";".join(kept))


def _without(root: Element, *tags: str) -> None:
    """Leave out elements, and definitions that define nothing."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in tags:
                parent.remove(child)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == "defs" and not len(child):
                parent.remove(child)


def _marks_drawn(root: Element) -> None:
    """Draw small marks, and what is referred to once, where they are used."""
    defined = {one.get("id", ""): one for one in root.iter("path") if one.get("id")}
    uses = Counter(one.get("href", "") for one in root.iter("use"))
    for parent in list(root.iter()):
        last: Element | None = None
        for child in list(parent):
            mark = defined.get(child.get("href", "")[1:]) if child.tag == "use" else None
            if mark is None or mark.get("clip-path") or mark.get("transform"):
                last = None
                continue
            style = _together(child.get("style", ""), mark)
            many = uses[child.get("href", "")]
            if len(mark.get("d", "")) > LARGEST_MARK and many > 1:
                _referred(child, mark)
                last = None
                continue
            drawn = _moved(mark.get("d", ""), child)
            if last is not None and last.get("style") == style and "fill:none" in style:
                last.set("d", last.get("d", "") + drawn)
                parent.remove(child)
                continue
            _become_path(child, drawn, style)
            last = child
    _drop_undrawn(root, defined)


_STRAIGHT = re.compile(r"M[^a-z]*[hvl][^a-zA-Z]*")


def _together(style: str, mark: Element) -> str:
    """Return the style of a mark where it is used: what the mark itself says comes first."""
    texts = [style, mark.get("style", "")]
    said = dict(part.split(":", 1) for text in texts if text for part in text.split(";"))
    if _STRAIGHT.fullmatch(mark.get("d", "")):
        said["fill"] = "none"  # a line has no inside
    return ";".join(f"{name}:{said[name]}" for name in sorted(said))


def _referred(use: Element, mark: Element) -> None:
    if use.get("style") == mark.get("style") and use.get("style"):
        del use.attrib["style"]


def _moved(shown: str, use: Element) -> str:
    """Return a relative path whose first point is moved to where the mark is used."""
    by = [round(10 * float(use.get(name, "0"))) for name in ("x", "y")]
    first = re.match(r"M(-?[\d.]+) ?(-?[\d.]+)", shown)
    if first is None:
        return shown
    x, y = (round(10 * float(first[place])) + by[place - 1] for place in (1, 2))
    return joined("M", [x, y], again=False) + shown[first.end() :]


def _become_path(use: Element, drawn: str, style: str) -> None:
    kept = {name: value for name, value in use.attrib.items() if name == "clip-path"}
    use.attrib.clear()
    use.tag = "path"
    use.attrib.update({"d": drawn, **kept})
    if style:
        use.set("style", style)


def _drop_undrawn(root: Element, defined: dict[str, Element]) -> None:
    """Leave out the marks that nothing refers to any more."""
    used = {one.get("href", "")[1:] for one in root.iter("use")}
    for parent in list(root.iter("defs")):
        for child in list(parent):
            if child.get("id") in defined and child.get("id") not in used:
                parent.remove(child)
    _without(root)


def _letters_joined(root: Element) -> None:
    """Make letters of one line and style one piece of text, each still at its own place.

    What moves a group that is one text moves the text.
    """
    for group in [one for one in root.iter("g") if [each.tag for each in one] == ["text"]]:
        if set(group.attrib) == {"transform"} and "transform" not in group[0].attrib:
            group[0].set("transform", group.attrib.pop("transform"))
    for text in root.iter("text"):
        last: Element | None = None
        for piece in list(text):
            one = piece.get("y"), piece.get("style")
            if last is not None and one == (last.get("y"), last.get("style")) and not len(piece):
                last.set("x", f"{last.get('x')} {piece.get('x')}")
                last.text = (last.text or "") + (piece.text or "")
                text.remove(piece)
            else:
                last = piece


def _unwrapped(root: Element) -> None:
    """Put what a group without a say holds in its place; marks of one style are one path."""
    for group in root.iter("g"):
        group.attrib.pop("id", None)
    _lift(root)
    _joined_paths(root)


def _joined_paths(root: Element) -> None:
    for parent in root.iter():
        last: Element | None = None
        for child in list(parent):
            alike = last is not None and _alike(last, child)
            if alike and last is not None:
                last.set("d", last.get("d", "") + child.get("d", ""))
                parent.remove(child)
            else:
                last = child
    for one in root.iter("path"):
        one.set("d", linked(one.get("d", "")))


def _alike(one: Element, other: Element) -> bool:
    """Tell whether two paths can be drawn as one: lines of one style that are not see-through."""
    if one.tag != "path" or other.tag != "path":
        return False
    rest = [{n: v for n, v in each.attrib.items() if n != "d"} for each in (one, other)]
    style = one.get("style", "")
    whole = "fill:none" in style and "opacity" not in style and "dasharray" not in style
    return rest[0] == rest[1] and "id" not in rest[0] and whole


def _lift(parent: Element) -> None:
    children: list[Element] = []
    for child in list(parent):
        _lift(child)
        if child.tag == "g" and not child.attrib:
            children += list(child)
        else:
            children.append(child)
    parent[:] = children


def _classes(root: Element) -> dict[str, str]:
    """Give styles that occur again a class, and return what each class says."""
    counts = Counter(one.get("style", "") for one in root.iter())
    rules = {}
    for one in root.iter():
        style = one.get("style", "")
        if style and (counts[style] > 1 or one.tag == "text"):
            name = f"s{zlib.crc32(style.encode()):08x}"
            rules[name] = style
            del one.attrib["style"]
            one.set("class", name)
    return rules
