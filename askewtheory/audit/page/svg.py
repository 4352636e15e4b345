"""A matplotlib figure as SVG inside a page: no prolog, no outside reference, unique identifiers."""

from __future__ import annotations

import html
import io
import re
from typing import Any

from askewtheory import plotting

_OUTSIDE = re.compile(r"^.*?(?=<svg)|<metadata>.*?</metadata>|<style.*?</style>", re.DOTALL)
_REFERENCES = re.compile(r'(\bid="|href="#|url\(#)')


def inline_svg(figure: Any, prefix: str, label: str) -> str:
    """Return a figure as an ``<svg>`` element.

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
    plotting.save(figure, stream, format="svg", metadata={"Date": None})
    text = _OUTSIDE.sub("", stream.getvalue().decode("utf-8"))
    safe = re.sub(r"[^\w-]", "-", prefix)
    text = _REFERENCES.sub(rf"\g<1>{safe}-", text)
    head = (
        f'<svg role="img" aria-label="{html.escape(label)}" '
        'style="stroke-linejoin:round;stroke-linecap:butt" '
    )
    return text.replace("<svg ", head, 1).strip()
