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
from askewtheory.audit.page.markup import badge, folded, listing, words
from askewtheory.audit.page.record import NOTES, modules_of, not_reproduced, source_file, tally
from askewtheory.audit.page.runs import NONE, runs_section
from askewtheory.audit.verdict import Verdict

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
        "decided by exact counterexample or by proof that machines re-run: of "
        f"{len(claims)} printed statements {proved} hold as printed, {refuted} are false as "
        f"printed{rest}."
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
    return (
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
    head = "".join(
        f'<th scope="col">{title}</th>'
        for title in ("Statement", "As printed", "Repair", "First wrong line")
    )
    return "".join(
        f'<h3>{title}</h3><div class="wide" tabindex="0"><table class="index"><thead><tr>{head}'
        f"</tr></thead><tbody>{''.join(map(_index_row, group))}</tbody></table></div>"
        for title, group in groups
        if group
    )


def _index_row(claim: Record) -> str:
    name = html.escape(claim["id"])
    repair, wrong = claim["repair"], claim["first_wrong"]
    if not claim.get("printed", True):
        wrong = None  # its refuted steps are its sharpness
    fixed = ""
    if repair:
        mark = badge(repair["verdict"], reproduced=repair["reproduced"])
        fixed = f'<a href="#{html.escape(repair["id"])}">{mark}</a>'
    line = f'<a href="#{html.escape(wrong)}">{_short(wrong, claim["id"])}</a>' if wrong else ""
    return (
        f'<tr><td><a href="#{name}">{words(claim["title"])}</a><br><code>{name}</code></td>'
        f"<td>{badge(claim['verdict'], reproduced=claim['reproduced'])}</td>"
        f"<td>{fixed}</td><td>{line}</td></tr>"
    )


def _short(step: str, claim: str) -> str:
    return html.escape(step.removeprefix(claim + "/"))


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
