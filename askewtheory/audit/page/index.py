"""The index of all statements, with its search and filters."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from askewtheory.audit.page.about import About
from askewtheory.audit.page.marks import badge, fails, kind_word, meant, severity_mark
from askewtheory.audit.page.typeset import Typesetter
from askewtheory.audit.verdict import Severity, Verdict

Record = Mapping[str, Any]
COLUMNS = ("Statement", "As printed", "As meant", "Severity", "Why", "Proof")
OPEN = (Verdict.SUPPORTED, Verdict.UNDECIDED)
REST = "Further statements"
"""The section of what a package puts in none."""


def index(claims: Sequence[Record], about: About, typesetter: Typesetter) -> str:
    """Return the filters and one table for each section."""
    head = "".join(f'<th scope="col">{title}</th>' for title in COLUMNS)
    groups = "".join(
        f'<section class="group"><h3>{html.escape(title)}</h3><div class="wide" tabindex="0">'
        f'<table class="index"><thead><tr>{head}</tr></thead><tbody>'
        f"{''.join(_row(claim, title, typesetter) for claim in group)}</tbody></table></div>"
        "</section>"
        for title, group in grouped(claims, about)
    )
    return _filters(claims, about) + groups


def grouped(claims: Sequence[Record], about: About) -> list[tuple[str, list[Record]]]:
    """Return the statements by section, in the package's order; one section where it has none."""
    found: dict[str, list[Record]] = {title: [] for title in about.sections}
    for claim in claims:
        title = about.section_of(claim["id"]) or (REST if about.sections else "Statements")
        found.setdefault(title, []).append(claim)
    return [(title, group) for title, group in found.items() if group]


def _filters(claims: Sequence[Record], about: About) -> str:
    """Return the fields that the page's script reads; without scripts they stay hidden."""
    printed = {claim["verdict"] for claim in claims}
    bad = {claim.get("severity") for claim in claims}
    kinds = dict.fromkeys(kind for claim in claims if (kind := _kind(claim)))
    titles = [title for title, _ in grouped(claims, about)]
    fields = (
        ("printed", "As printed", [one.value for one in Verdict if one.value in printed]),
        ("severity", "Severity", [one.value for one in Severity if one.value in bad]),
        ("section", "Section", titles if len(titles) > 1 else []),
        ("proof", "Proof", list(kinds)),
    )
    return (
        '<div id="filters" role="search" hidden>'
        '<label>Search <input type="search" id="filter-text"></label>'
        f"{''.join(_choice(*field) for field in fields)}"
        '<output id="filter-count" aria-live="polite"></output></div>'
    )


def _choice(name: str, label: str, found: Iterable[str]) -> str:
    options = "".join(
        f'<option value="{html.escape(one)}">{html.escape(one)}</option>' for one in found
    )
    hidden = "" if options else " hidden"
    return (
        f'<label{hidden}>{label} <select id="filter-{name}"><option value="">any</option>'
        f"{options}</select></label>"
    )


def _kind(claim: Record) -> str:
    """Return what the verdict as meant rests on; nothing where there is no proof of it."""
    found = meant(claim) or claim
    return found.get("proof_kind") or "" if found["verdict"] not in OPEN else ""


def _row(claim: Record, section: str, typesetter: Typesetter) -> str:
    name, severity = html.escape(claim["id"]), claim.get("severity") or ""
    printed = badge(claim) if claim.get("printed", True) else "not printed"
    cells = (
        f'<a href="#{name}">{typesetter.words(claim["title"])}</a><br>'
        f"<small>{typesetter.words(claim['source'])}</small><br><code>{name}</code>",
        printed,
        _meant(claim),
        severity and severity_mark(severity),
        typesetter.words(claim.get("why") or ""),
        kind_word(_kind(claim)),
    )
    row = "".join(f"<td>{cell}</td>" for cell in cells)
    data = {
        "printed": claim["verdict"], "severity": severity, "section": section,
        "proof": _kind(claim),
    }  # fmt: skip
    said = "".join(f' data-{key}="{html.escape(value)}"' for key, value in data.items())
    return f"<tr{said}>{row}</tr>"


def _meant(claim: Record) -> str:
    """Return the verdict on what is meant; where nothing of the kind holds, what stands instead."""
    if not fails(claim):
        return badge(claim)
    found = claim.get("as_meant")
    if found:
        mark = badge(found) if found["verdict"] else "not run"
        return f'<a href="#{html.escape(found["id"])}">{mark}</a>'
    repair = claim["repair"]
    if not repair:
        return "none holds"
    link = f'<a href="#{html.escape(repair["id"])}">{badge(repair)}</a>'
    return f"none holds<br><small>in its place: {link}</small>"
