"""The page that a reviewer reads: one file, nothing outside it, made from the records alone."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from askewtheory.audit.page.claim_section import claim_section
from askewtheory.audit.page.markup import badge, folded, listing, severity_mark, words
from askewtheory.audit.page.record import (
    NOTES,
    modules_of,
    not_reproduced,
    reading,
    severities,
    source_file,
    tally,
)
from askewtheory.audit.page.runs import NONE, runs_section
from askewtheory.audit.verdict import FAILING, Severity, Verdict

Record = Mapping[str, Any]
PARTS = (
    ("summary", "Summary"),
    ("index", "All statements"),
    ("claims", "Statement by statement"),
    ("figures", "Figures"),
    ("runs", "Trained networks"),
    ("sources", "Sources of the checks"),
    ("provenance", "Provenance"),
)


def render_page(
    record: Record,
    figures: Sequence[Record] = (),
    *,
    quick: Sequence[str] = (),
    folder: Path | None = None,
) -> str:
    """Return the whole page as HTML.

    Parameters
    ----------
    record
        As :func:`askewtheory.audit.page.record.verification` gives it.
    figures
        For each figure ``name``, ``caption`` and ``svg`` (an element to be put inside the page) or,
        where it could not be drawn, ``error``.
    quick
        What a quick run left out, one sentence each; none for a whole run.
    folder
        Where the page will lie; the tables of networks trained into it are shown.
    """
    claims = record["claims"]
    package = record["environment"]["configuration"]["claims"]
    template = Template(_resource("page.html"))
    return template.substitute(
        policy=_policy(template.template),
        style=_resource("page.css"),
        lead=_lead(claims),
        navigation=listing(f'<a href="#{name}">{title}</a>' for name, title in PARTS),
        warnings=_warnings(claims, figures, quick),
        summary=_summary(claims),
        index=_index(claims),
        figures="\n".join(map(_figure, figures)) or "<p>None were drawn.</p>",
        runs=NONE if folder is None else runs_section(folder),
        claims="\n".join(claim_section(claim, package) for claim in claims),
        sources=_sources(claims, package),
        provenance=_provenance(record["environment"]),
    )


def _policy(template: str) -> str:
    """Return what a browser may do with the page: show it, and run the template's own scripts.

    Styles are allowed wherever they stand, since the drawings bring theirs as attributes.
    """
    scripts = re.findall(r"<script>(.*?)</script>", template, re.DOTALL)
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()) for text in scripts)
    allowed = " ".join(f"'sha256-{digest.decode()}'" for digest in digests) or "'none'"
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _resource(name: str) -> str:
    return files("askewtheory.audit.page").joinpath(name).read_text(encoding="utf-8")


def _lead(records: Sequence[Record]) -> str:
    claims = [claim for claim in records if claim.get("printed", True)]
    proved = sum(claim["verdict"] == "proved" for claim in claims)
    refuted = sum(claim["verdict"] == "refuted" for claim in claims)
    other = len(claims) - proved - refuted
    rest = f", {other} have another verdict" if other else ""
    return (
        "Every statement of the report on skewed-gradient quantization and of its early notes, "
        "decided by exact counterexample or by proof, and each proof says what it rests on: of "
        f"{len(claims)} printed statements {proved} hold as printed, {refuted} are false as "
        f"printed{rest}.{_taken_away(claims)}"
    )


def _taken_away(claims: Sequence[Record]) -> str:
    """Return how many of those that fail are proved as meant, and how many are wrong."""
    failing = [claim for claim in claims if claim["verdict"] in FAILING]
    if not failing:
        return ""
    found = [claim["as_meant"]["verdict"] for claim in failing if claim["as_meant"]]
    wrong = severities(claims)[Severity.WRONG]
    unread = found.count(None)
    left = f", and {unread} readings were not run" if unread else ""
    return (
        f" Of the {len(failing)} that fail as printed, {found.count('proved')} are proved as "
        f"meant, once what is listed with each is mended{left}. In {wrong} cases no statement of "
        "this kind holds."
    )


def _warnings(claims: Iterable[Record], figures: Iterable[Record], quick: Sequence[str]) -> str:
    found = ""
    if quick:
        found += _warning("A quick run", "It left out:", map(words, quick))
    wrong = [
        f"<code>{html.escape(item['id'])}</code>: on record {html.escape(item['expected'])}, "
        f"found {html.escape(item['verdict'])}"
        f" ({words(item['reason'])})"
        for item in not_reproduced(claims)
    ]
    if wrong:
        found += _warning("Not reproduced", "These verdicts differ from those on record:", wrong)
    failed = [
        f"{html.escape(figure['name'])}: {words(figure['error'])}" for figure in _failed(figures)
    ]
    if failed:
        found += _warning("Figures that could not be drawn", "", failed)
    return found


def _failed(figures: Iterable[Record]) -> list[Record]:
    return [figure for figure in figures if "error" in figure]


def _warning(title: str, lead: str, items: Iterable[str]) -> str:
    return f'<div class="warning" role="note"><h4>{title}</h4><p>{lead}</p>{listing(items)}</div>'


def _summary(claims: Sequence[Record]) -> str:
    counts = tally(claims)
    verdicts = [v for v in Verdict if any(found[v.value] for found in counts.values())]
    head = "".join(f'<th scope="col">{name.capitalize()}</th>' for name in counts)
    rows = "".join(
        f'<tr><th scope="row">{badge(v.value)} <small>{v.meaning}</small></th>'
        + "".join(f"<td>{found[v.value] or '–'}</td>" for found in counts.values())
        + "</tr>"
        for v in verdicts
    )
    totals = "".join(f"<td>{found.total()}</td>" for found in counts.values())
    bad = severities(claims)
    severe = "".join(
        f'<tr><th scope="row">{severity_mark(one.value)} <small>{one.meaning}</small></th>'
        f"<td>{bad[one.value] or '–'}</td></tr>"
        for one in Severity
    )
    failing = (
        '<h3>What fails as printed, by severity</h3><div class="wide" tabindex="0">'
        f'<table class="counts"><tbody>{severe}</tbody></table></div>'
    )
    return (failing if bad else "") + (
        '<div class="wide" tabindex="0"><table class="counts"><thead><tr><td></td>'
        f'{head}</tr></thead><tbody>{rows}<tr><th scope="row">all</th>{totals}</tr></tbody>'
        "</table></div>"
    )


def _index(claims: Sequence[Record]) -> str:
    printed = [claim for claim in claims if claim.get("printed", True)]
    groups = (
        ("The report", [c for c in printed if not c["id"].startswith(NOTES)]),
        ("The early notes", [c for c in printed if c["id"].startswith(NOTES)]),
        ("Beyond both", [c for c in claims if not c.get("printed", True)]),
    )
    head = "".join(f'<th scope="col">{title}</th>' for title in COLUMNS)
    return _filters(claims) + "".join(
        f'<section class="group"><h3>{title}</h3><div class="wide" tabindex="0">'
        f'<table class="index"><thead><tr>{head}'
        f"</tr></thead><tbody>{''.join(map(_index_row, group))}</tbody></table></div></section>"
        for title, group in groups
        if group
    )


COLUMNS = ("Statement", "As printed", "As meant", "Severity", "Why", "Proof")


def _filters(claims: Sequence[Record]) -> str:
    """Return the fields that the template's script reads; without scripts they stay hidden."""

    def options(name: str, found: Iterable[str]) -> str:
        there = "".join(f'<option value="{one}">{one}</option>' for one in found)
        return (
            f'<label>{name} <select id="filter-{name.split()[-1]}"><option value="">any</option>'
            f"{there}</select></label>"
        )

    verdicts = {claim["verdict"] for claim in claims}
    bad = severities(claims)
    return (
        '<div id="filters" role="search" hidden>'
        '<label>Search <input type="search" id="filter-text"></label>'
        f"{options('as printed', [v.value for v in Verdict if v.value in verdicts])}"
        f"{options('severity', [s.value for s in Severity if bad[s.value]])}"
        '<output id="filter-count" aria-live="polite"></output></div>'
    )


def _index_row(claim: Record) -> str:
    name, severity = html.escape(claim["id"]), claim["severity"] or ""
    printed = badge(claim["verdict"], reproduced=claim["reproduced"])
    if not claim.get("printed", True):
        printed = "not printed"
    kind = (reading(claim) or claim)["proof_kind"] or ""
    cells = (
        f'<a href="#{name}">{words(claim["title"])}</a><br><code>{name}</code>',
        printed,
        _index_meant(claim),
        severity and severity_mark(severity),
        words(claim["why"] or ""),
        html.escape(kind),
    )
    row = "".join(
        f'<td data-label="{title}">{cell}</td>' if cell else "<td></td>"
        for title, cell in zip(COLUMNS, cells, strict=True)
    )
    verdict = html.escape(claim["verdict"])
    return f'<tr data-verdict="{verdict}" data-severity="{html.escape(severity)}">{row}</tr>'


def _index_meant(claim: Record) -> str:
    """Return the verdict on what is meant; where nothing of the kind holds, what stands instead."""
    found = reading(claim)
    if found is not None:
        mark = badge(found["verdict"]) if found["verdict"] else "not run"
        return mark if found["id"] == claim["id"] else f'<a href="#{_escaped(found)}">{mark}</a>'
    repair = claim["repair"]
    if not repair:
        return "none"
    mark = badge(repair["verdict"], reproduced=repair["reproduced"])
    return f'none<br><small>in its place: <a href="#{_escaped(repair)}">{mark}</a></small>'


def _escaped(item: Record) -> str:
    return html.escape(item["id"])


def _figure(figure: Record) -> str:
    if "error" in figure:
        return ""
    name = html.escape(figure["name"])
    return (
        f'<figure class="large" id="figure/{name}"><div class="wide" tabindex="0">{figure["svg"]}'
        f"</div><figcaption><strong>{name}.</strong> {words(figure['caption'])}</figcaption>"
        "</figure>"
    )


def _sources(claims: Iterable[Record], package: str) -> str:
    """Return the modules of the claims, then those that they share."""
    modules = dict.fromkeys([claim["module"] for claim in claims] + modules_of(package))
    found = []
    for module in modules:
        path, text = source_file(module)
        code = f'<pre tabindex="0"><code>{html.escape(text)}</code></pre>'
        title = f"<code>{html.escape(path)}</code>"
        found.append(folded(title, code, identifier=f"source-{module}"))
    return "\n".join(found)


def _provenance(environment: Record) -> str:
    revision = environment["revision"]
    commit = "no checkout"
    if revision:
        changed = ", with uncommitted changes" if revision["dirty"] else ""
        commit = f"commit <code>{html.escape(revision['commit'][:12])}</code>{changed}"
    versions = ", ".join(f"{name} {text}" for name, text in environment["versions"].items())
    configuration = environment["configuration"].items()
    options = ", ".join(f"{name} {value}" for name, value in configuration if value is not None)
    platform = environment["platform"]
    return (
        f"<p>Made {html.escape(environment['time'])}, {commit}, on "
        f"{html.escape(platform['system'])}, {platform['processors']} cores, with "
        f"{html.escape(options)}.</p><p>{html.escape(versions)}.</p>"
        "<p>The exact formulas that the solvers were asked, with their times, are in "
        '<a href="verify.json">verify.json</a> beside this page.</p>'
    )
