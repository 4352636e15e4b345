"""A matplotlib figure inside a page: small, no outside reference, unique identifiers."""

from __future__ import annotations

import base64
import html
import io
import re
import zlib
from typing import Any

from askewtheory.audit.page.drawing import shortened, written
from askewtheory.plotting import styled

_NAMED = re.compile(r' id="([^"]+)"')
_REFERENCES = re.compile(r'(\bid="|href="#|url\(#)([^")]+)')
_RULES = re.compile(r"(<svg [^>]*>)<style>([^<]*)</style>")
_RULE = re.compile(r"\.(\w+)\{([^}]*)\}")
_CLASS = re.compile(r'class="(s[0-9a-f]{6,8})"')
HEAVIEST = 75_000
"""Characters of a drawing beyond which it becomes a picture of points."""
POINTS = 100
"""Points per inch of such a picture."""
SHORT = 6
"""Letters that a prefix of identifiers may have; of a longer one its checksum is taken."""
SHARP = 192
"""Points per inch of the parts of a drawing that are points, twice those of a screen."""


def inline_svg(figure: Any, prefix: str, label: str) -> str:
    """Return a figure as an ``<svg>`` element, or as an image where it is drawn of too many parts.

    Parameters
    ----------
    figure
        The matplotlib figure.
    prefix
        Unique in the page; every identifier inside begins with it, since two figures would
        otherwise share theirs.
    label
        What a screen reader says.
    """
    stream = io.BytesIO()
    _write_svg(figure, stream)
    root, rules = shortened(stream.getvalue().decode("utf-8"))
    text = written(root)
    if len(text) > HEAVIEST:
        return _image(figure, label)
    prefix = re.sub(r"[^\w-]", "-", prefix)
    text = _renamed(
        text, f"p{zlib.crc32(prefix.encode()) & 0xFFFFF:x}" if len(prefix) > SHORT else prefix
    )
    said = "".join(f".{name}{{{style}}}" for name, style in rules.items())
    head = f'<svg role="img" aria-label="{html.escape(label)}" stroke-linejoin="round" '
    text = text.replace("<svg ", head, 1)
    return text.replace(">", f"><style>{said}</style>", 1) if said else text


def shared_rules(page: str) -> tuple[str, str]:
    """Return a page without the styles inside its drawings, and those styles, each once.

    A class is named after what it says, so that no two drawings mean different things by one name;
    on the page, which knows all of them, it has a number.
    """
    found: dict[str, str] = {}

    def take(drawing: re.Match[str]) -> str:
        found.update(_RULE.findall(drawing[2]))
        return drawing[1]

    page = _RULES.sub(take, page)
    short = {name: f"s{number}" for number, name in enumerate(found)}
    page = _CLASS.sub(lambda one: f'class="{short.get(one[1], one[1])}"', page)
    return page, "".join(f".{short[name]}{{{style}}}" for name, style in found.items())


def _renamed(text: str, prefix: str) -> str:
    """Give what is referred to short names with a prefix; names of nothing else are left out."""
    used = {found[2] for found in _REFERENCES.finditer(text) if found[1] != 'id="'}
    short = {name: f"{prefix}-{number}" for number, name in enumerate(sorted(used))}
    text = _NAMED.sub(lambda found: found[0] if found[1] in used else "", text)
    return _REFERENCES.sub(lambda found: found[1] + short.get(found[2], found[2]), text)


@styled
def _write_svg(figure: Any, stream: io.BytesIO) -> None:
    """Write a figure as SVG; ``savefig`` would draw all of it once more before."""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    before, figure.dpi = figure.dpi, SHARP
    try:
        with mpl.rc_context({"svg.fonttype": "none"}):  # letters, and not their outlines
            FigureCanvasSVG(figure).print_svg(stream, metadata={"Date": None})
    finally:
        figure.dpi = before


@styled
def _write_image(figure: Any, stream: io.BytesIO) -> None:
    options = {"quality": 45, "method": 6}
    figure.savefig(stream, format="webp", dpi=POINTS, pil_kwargs=options)


def _image(figure: Any, label: str) -> str:
    """Return a figure as an image whose points stand in the page."""
    stream = io.BytesIO()
    _write_image(figure, stream)
    width, height = (round(96 * inches) for inches in figure.get_size_inches())
    data = base64.b64encode(stream.getvalue()).decode()
    return (
        f'<img alt="{html.escape(label)}" width="{width}" height="{height}" '
        f'src="data:image/webp;base64,{data}">'
    )
