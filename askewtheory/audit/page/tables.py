"""Tables of exact values: rows of an instance, and what a changed hypothesis does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from askewtheory.audit.page.typeset import Typesetter


def table(header: Iterable[Any], rows: Iterable[Iterable[Any]], typesetter: Typesetter) -> str:
    """Return a table of values, each typeset, that scrolls where it is wider than its place."""
    top = "".join(f"<th>{cell(one, typesetter)}</th>" for one in header)
    body = "".join(
        "<tr>" + "".join(f"<td>{cell(one, typesetter)}</td>" for one in row) + "</tr>"
        for row in rows
    )
    head = f"<thead><tr>{top}</tr></thead>" if top else ""
    return f'<div class="wide" tabindex="0"><table>{head}<tbody>{body}</tbody></table></div>'


def cell(found: Any, typesetter: Typesetter) -> str:
    """Typeset a value; a case distinction that is left open is a term."""
    if isinstance(found, str) and "if_(" in found:
        try:
            return typesetter.term(found)
        except Exception:  # it is then shown as it is
            return typesetter.words(found)
    return typesetter.value(found)
