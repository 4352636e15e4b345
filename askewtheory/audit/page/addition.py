"""A part of the page that a claims package brings: its own content, style and script."""

from __future__ import annotations

from dataclasses import dataclass

from askewtheory.errors import InputError


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

    def __post_init__(self) -> None:
        for name, text in (("style", self.style), ("script", self.script)):
            if f"</{name}" in text.lower():
                raise InputError(f"{name} of an addition must not contain </{name}, got one.")
