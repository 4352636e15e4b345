"""Verdicts, severities and kinds of proof as marks: a sign and a word, never a colour alone.

A tick belongs to what a machine re-checked. What cites a textbook theorem, what was recorded
elsewhere and what a person argues have signs and words of their own.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from askewtheory.audit.page.markup import SYMBOLS
from askewtheory.audit.page.record import reading
from askewtheory.audit.verdict import FAILING, Severity, Verdict

Record = Mapping[str, Any]

MACHINE, TEXTBOOK, RECORDED, HAND = "machine", "textbook", "recorded", "hand"
"""Whom a proof asks to be believed."""
RESTS = {
    "computed": MACHINE, "solvers": MACHINE, "formal": MACHINE, "library": TEXTBOOK,
    "formal, not re-run": RECORDED, "hand": HAND,
}  # fmt: skip
KINDS = {
    "computed": "exact arithmetic, redone in this run",
    "solvers": "two solvers agree, in this run",
    "formal": "a formal proof, compiled in this run",
    "library": "checked by machine from named textbook theorems",
    "formal, not re-run": "a formal proof on record that was not compiled in this run",
    "hand": "a person's argument is left to read",
}
"""What stands behind each kind of proof, in words."""
_PROVED = {
    MACHINE: ("✓", "proved"),
    TEXTBOOK: ("¶", "proved from a textbook theorem"),
    RECORDED: ("↺", "proved, on record"),
    HAND: ("✎", "argued by hand"),
}
LEGEND = "✓ checked by machine, ¶ from a textbook theorem, ↺ on record, ✎ argued by hand"
"""The signs of proofs in one line, as the table on a terminal explains them."""


def rests(kind: str | None) -> str:
    """Return whom a proof of this kind asks to be believed."""
    return RESTS.get(kind or "", HAND)


def sign(verdict: str, kind: str | None) -> str:
    """Return the sign of a verdict, which tells a machine's proof from a person's."""
    return _PROVED[rests(kind)][0] if verdict == Verdict.PROVED else SYMBOLS[Verdict(verdict)]


def badge(item: Record, *, brief: bool = False) -> str:
    """Return a verdict as a sign and a word, with its meaning as a tooltip.

    Parameters
    ----------
    item
        Has ``verdict`` and ``proof_kind``; perhaps ``reproduced``.
    brief
        Leave out the tooltip, where many badges stand together.
    """
    found = Verdict(item["verdict"])
    kind = item.get("proof_kind")
    word, style, meaning = str(found), str(found), found.meaning
    if found is Verdict.PROVED:
        word = _PROVED[rests(kind)][1]
        style += f" {rests(kind)}"
        meaning += f"; {KINDS.get(kind or '', 'what it rests on is not on record')}"
    extra = "" if item.get("reproduced", True) else " (not the verdict on record)"
    if brief:
        return f'<b class="verdict {style}">{sign(found, kind)} {word}{extra}</b>'
    return (
        f'<span class="verdict {style}" title="{html.escape(meaning)}">'
        f'<span aria-hidden="true">{sign(found, kind)}</span> {word}{extra}</span>'
    )


def severity_mark(severity: str, *, brief: bool = False) -> str:
    """Return a severity as a word, with its meaning as a tooltip but in brief."""
    found = Severity(severity)
    if brief:
        return f'<b class="severity {found.value}">{found.value}</b>'
    return (
        f'<span class="severity {found.value}" title="{html.escape(found.meaning)}; '
        f"an author's word\">"
        f"{found.value}</span>"
    )


def kind_word(kind: str | None) -> str:
    """Return a kind of proof with what it means as a tooltip."""
    if not kind:
        return ""
    return (
        f'<span class="kind" title="{html.escape(KINDS.get(kind, ""))}">{html.escape(kind)}</span>'
    )


def meant(claim: Record) -> Record | None:
    """Return what holds as meant, with its verdict and kind; None where nothing is named or run."""
    found = reading(claim)
    return found if found and found["verdict"] else None


def fails(item: Record) -> bool:
    """Tell whether a statement does not hold as it stands."""
    return item["verdict"] in FAILING
