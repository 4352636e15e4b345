"""Results as JSON and as one self-contained page.

``record`` makes the record of a verification, ``page`` turns it and the figures into HTML,
``pictures`` draws counterexamples.
"""

from __future__ import annotations

from askewtheory.audit.page.page import Page, render_page
from askewtheory.audit.page.record import verification

__all__ = ["Page", "render_page", "verification"]
