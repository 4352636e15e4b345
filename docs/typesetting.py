"""Words with letters such as γ_k or P_epsilon in them, as lines of Markdown."""

from __future__ import annotations

import re
from functools import cache

from askewtheory.audit.page.about import about
from askewtheory.audit.page.symbols import Symbols
from askewtheory.audit.page.typeset import Typesetter


@cache
def _typesetter() -> Typesetter:
    package = about("proofs_checks")
    return Typesetter(Symbols(package.symbols, package.abbreviations))


def typeset(text: str) -> str:
    """Return a title as the report's page sets it; unchanged where nothing in it is mathematics.

    What is set is HTML, which the site's search does not find.
    """
    shown = _typesetter().words(text)
    return shown.replace("|", "&#124;") if "<math" in shown else text


def letters(text: str) -> str:
    """Return a caption with its subscripts and powers set; all other letters are Unicode's own."""
    lowered = re.sub(r"(?<=[^\W\d_])_(\w)(?![A-Za-z])", r"<sub>\1</sub>", text)
    return re.sub(r"\^\(([^()]*)\)", r"<sup>\1</sup>", lowered)
