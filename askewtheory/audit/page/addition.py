"""A part of the page that a claims package brings: its own content, style and script."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Addition:
    """What a package adds to its page; the engine places it and allows its script by its digest.

    Attributes
    ----------
    identifier, title
        Of the part of the page.
    content
        Its HTML, which says what it would show where scripts do not run.
    style, script
        CSS and JavaScript. The script runs after the page's own and shares names with it, so it is
        to be one function.
    """

    identifier: str
    title: str
    content: str
    style: str = ""
    script: str = ""
