"""A matplotlib figure inside a page: small, no outside reference, unique identifiers."""

from __future__ import annotations

import base64
import html
import io
import re
from typing import Any

from askewtheory.plotting import styled

_OUTSIDE = re.compile(r"^.*?(?=<svg)|<metadata>.*?</metadata>|<style.*?</style>", re.DOTALL)
_NAMED = re.compile(r'\bid="([^"]+)"')
_REFERENCES = re.compile(r'(\bid="|href="#|url\(#)([^")]+)')
_COMMENTS = re.compile(r"<!--.*?-->", re.DOTALL)
_EMPTY = re.compile(
    r' transform="rotate\(-0 [^"]*"| xmlns(?::xlink)?="[^"]*"| version="1.1"|<defs>\s*</defs>'
    r"|(?<=;) (?=[a-z])|(?<=[a-z]:) (?=[\w#'-])| font-family: ?'DejaVu Sans';?"
)
"""What changes nothing inside a page, whose style names the fonts."""
_LONG = re.compile(r"-?\d+\.\d{2,}")
_TAG = re.compile(r"<[^>]+>")
"""Where a number is a place in the drawing; between tags it is a label, which says what it says."""
HEAVIEST = 30_000
"""Characters of a drawing beyond which it becomes a picture of points."""
POINTS = 100
"""Points per inch of such a picture."""


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
    text = _COMMENTS.sub("", _OUTSIDE.sub("", stream.getvalue().decode("utf-8")))
    text = _TAG.sub(lambda tag: _LONG.sub(_rounded, tag[0]), text)
    text = re.sub(r"\s*\n\s*", " ", _EMPTY.sub("", text))
    text = text.replace("> <", "><").replace("xlink:href", "href")
    if len(text) > HEAVIEST:
        return _image(figure, label)
    text = _renamed(text, re.sub(r"[^\w-]", "-", prefix))
    head = (
        f'<svg role="img" aria-label="{html.escape(label)}" '
        'style="stroke-linejoin:round;stroke-linecap:butt" '
    )
    return text.replace("<svg ", head, 1).strip()


def _rounded(found: re.Match[str]) -> str:
    return f"{float(found[0]):.1f}".removesuffix(".0")


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

    with mpl.rc_context({"svg.fonttype": "none"}):  # letters, and not their outlines
        FigureCanvasSVG(figure).print_svg(stream, metadata={"Date": None})


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
