"""The glossary: what each symbol and abbreviation of a package means."""

from __future__ import annotations

import html

from askewtheory.audit.page.about import About
from askewtheory.audit.page.typeset import Typesetter


def glossary(about: About, typesetter: Typesetter) -> str:
    """Return the glossary as a list of definitions; empty where a package has none.

    The page's script shows a definition where its symbol is pointed at; it finds it by the
    letters that a reader sees.
    """
    items = "".join(
        f'<div id="glossary/{html.escape(name)}"><dt><dfn>{_shown(name, about, typesetter)}</dfn>'
        f"</dt><dd>{typesetter.words(meaning)}</dd></div>"
        for name, meaning in about.glossary.items()
    )
    return f'<dl class="glossary">{items}</dl>' if items else ""


def _shown(name: str, about: About, typesetter: Typesetter) -> str:
    if name in about.abbreviations:
        return html.escape(name)
    plain = name.replace("_", "").isalnum()
    return typesetter.inline(typesetter.symbols.latex(name)) if plain else typesetter.words(name)
