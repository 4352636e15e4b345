"""One claim on the page: the statement as printed, its verdict, why, and the repair."""

from __future__ import annotations

import html
import shlex
from collections.abc import Iterable, Mapping
from typing import Any

from askewtheory.audit.page import pictures
from askewtheory.audit.page.markup import (
    badge,
    folded,
    formula,
    listing,
    severity_mark,
    table,
    value_text,
    words,
)
from askewtheory.audit.page.record import source_file, twins
from askewtheory.audit.page.svg import inline_svg
from askewtheory.audit.verdict import Severity

Record = Mapping[str, Any]


def claim_section(claim: Record, package: str) -> str:
    """Return the section of one claim.

    Parameters
    ----------
    claim
        As ``ClaimResult.to_dict`` gives it.
    package
        The claims package, for the command that re-runs it.
    """
    anchor = _anchor(claim)
    title = f'<a href="#{anchor}">{words(claim["title"])}</a>'
    return "\n".join(
        (
            f'<article class="claim" id="{anchor}" aria-labelledby="{anchor}/title">',
            f'<h3 id="{anchor}/title">{title} {_verdict(claim)}</h3>',
            f'<p class="source"><code>{_anchor(claim)}</code> · {words(claim["source"])}</p>',
            f"<p>{words(claim['statement'])}</p>",
            formula(claim["formula"]),
            _severity(claim),
            _assumptions(claim),
            _finding(claim, picture=True),
            _twins(claim),
            _first_wrong(claim),
            _lines(claim),
            _repair(claim),
            _sources(claim, package),
            "</article>",
        )
    )


def _verdict(item: Record) -> str:
    return badge(item["verdict"], reproduced=item["reproduced"])


def _anchor(item: Record) -> str:
    return html.escape(item["id"])


def _severity(claim: Record) -> str:
    """Return how bad it is that a statement fails, why, and what holds as meant."""
    if not claim["severity"]:
        return ""
    meant = claim["as_meant"]
    reading = ""
    if meant:
        mark = badge(meant["verdict"]) if meant["verdict"] else "not run"
        name = html.escape(meant["id"])
        changes = f", with {'; '.join(map(words, meant['changes']))}" if meant["changes"] else ""
        reading = f'<br>As meant: <a href="#{name}">{mark}</a>{changes}.'
    severity = severity_mark(claim["severity"])
    meaning = Severity(claim["severity"]).meaning
    return (
        f'<p class="takeaway">Severity: <strong>{severity}</strong> ({meaning}). '
        f"{words(claim['why'] or '')}{reading}</p>"
    )


def _assumptions(claim: Record) -> str:
    items = listing(words(text) for text in claim["assumptions"])
    return f'<div class="assumptions"><h4>Under the assumptions</h4>{items}</div>' if items else ""


def _finding(item: Record, *, picture: bool = False) -> str:
    """Why: the reason, how it was found, the readings, the counterexample."""
    readings = ""
    if item["readings"]:
        names = map(html.escape, item["readings"])
        links = ", ".join(f'<a href="#{name}">{name}</a>' for name in names)
        readings = f"<p>Readings, each decided on its own: {links}.</p>"
    kind = f" ({html.escape(item['proof_kind'])})" if item["proof_kind"] else ""
    return (
        f'<p class="reason"><strong>{html.escape(item["verdict"].capitalize())}{kind}:</strong> '
        f"{_sentence(item['reason'])}</p>"
        f"{readings}{_counterexample(item, picture=picture)}{_evidence(item)}"
    )


def _counterexample(item: Record, *, picture: bool) -> str:
    found = item["counterexample"]
    if not found:
        return ""
    setting = listing(
        f"{words(name)} = {words(value_text(value))}" for name, value in found["setting"].items()
    )
    hypotheses = listing(f"{words(text)} <span>✓</span>" for text in found["hypotheses"])
    drawn = _picture(item["id"], found) if picture else ""
    return (
        '<section class="counterexample"><h4>Counterexample</h4>'
        f'<div class="setting">{setting}</div>{drawn}'
        f'<p>Every hypothesis holds:</p><div class="hypotheses">{hypotheses}</div>'
        f"{table(found['header'], found['rows']) if found['rows'] else ''}"
        f'<p class="broken"><span aria-hidden="true">✗</span> {words(found["conclusion"])}</p>'
        "</section>"
    )


def _twins(item: Record) -> str:
    """Return the table of which hypotheses and constants matter, folded."""
    rows = twins(item["twins"])
    if not rows:
        return ""
    return folded("Which hypotheses matter", table(("changed", "is", "fails at"), rows))


def _picture(identifier: str, counterexample: Record) -> str:
    sentence = pictures.describe(counterexample)
    if not sentence:
        return ""
    drawing = inline_svg(pictures.draw(counterexample), f"c-{identifier}", sentence)
    return f'<figure class="small">{drawing}<figcaption>{words(sentence)}</figcaption></figure>'


def _evidence(item: Record) -> str:
    """Say what decided it, the negative control, and in full what is left to a person."""
    sentences = []
    machine = [one for one in item["evidence"] if one["kind"] != "hand"]
    if machine:
        tools = dict.fromkeys(f"{one['tool']} {one['version']}".strip() for one in machine)
        kinds = dict.fromkeys(one["kind"] for one in machine)
        seconds = sum(one["seconds"] for one in machine)
        sentences.append(f"Decided by {', '.join(kinds)}: {', '.join(tools)}; {seconds:.2f} s")
        controls = list(dict.fromkeys(one["control"] for one in machine if one["control"]))
        more = f" (and {len(controls) - 2} more)" if len(controls) > 2 else ""
        sentences.append(f"Negative control: {'; '.join(controls[:2])}{more}")
    if item["verdict"] == "supported":
        sentences += [one["detail"] for one in machine]
    by_hand = dict.fromkeys(one["detail"] for one in item["evidence"] if one["kind"] == "hand")
    sentences += [f"By hand: {text}" for text in by_hand]
    shown = "<br>".join(_sentence(text) for text in sentences)
    return f'<p class="evidence">{shown}</p>' if shown else ""


def _sentence(text: str) -> str:
    return words(text.rstrip(". ")) + "."


def _first_wrong(claim: Record) -> str:
    step = next((one for one in claim["steps"] if one["id"] == claim["first_wrong"]), None)
    if step is None:
        return ""
    link = f'<a href="#{_anchor(step)}">{_anchor(step)}</a>'
    return (
        f'<div class="first-wrong"><h4>First line that does not hold: {link} {_verdict(step)}</h4>'
        f"<p>{words(step['statement'])}</p>{formula(step['formula'])}</div>"
    )


def _lines(claim: Record) -> str:
    steps = claim["steps"]
    if not steps:
        return ""
    wrong = sum(step["verdict"] == "refuted" for step in steps)
    count = f"{len(steps)} line{'s' if len(steps) > 1 else ''} and parts"
    return folded(f"{count}, {wrong} refuted", _steps(steps))


def _steps(steps: Iterable[Record]) -> str:
    return "".join(
        f'<section class="step" id="{_anchor(step)}">'
        f"<h4><code>{_anchor(step)}</code> {_verdict(step)}</h4>"
        f"<p>{words(step['statement'])}</p>{formula(step['formula'])}{_finding(step)}"
        f"{_twins(step)}{_place(step)}</section>"
        for step in steps
    )


def _repair(claim: Record) -> str:
    repair = claim["repair"]
    if not repair:
        return ""
    ingredients = _steps(repair["steps"])
    return "".join(
        (
            f'<section class="repair" id="{_anchor(repair)}">',
            f"<h4>Repair: {words(repair['title'])} {_verdict(repair)}</h4>",
            f"<p>{words(repair['statement'])}</p>{formula(repair['formula'])}",
            _assumptions(repair),
            _finding(repair),
            folded(f"{len(repair['steps'])} ingredients", ingredients) if ingredients else "",
            _repair(repair),
            "</section>",
        )
    )


def _place(item: Record) -> str:
    """Say where the check of a line stands."""
    path, _ = source_file(item["module"])
    link = f'<a href="#source-{html.escape(item["module"])}">{html.escape(path)}:{item["line"]}</a>'
    return f'<p class="rerun">Check: {link}</p>'


def _sources(claim: Record, package: str) -> str:
    path, _ = source_file(claim["module"])
    path = f"{path}:{claim['line']}" if claim["line"] else path
    option = "" if package == "proofs_checks" else f" --claims {shlex.quote(package)}"
    again = f"askewtheory verify{option} --explain {shlex.quote(claim['id'])}"
    module = html.escape(claim["module"])
    return (
        f'<p class="rerun">Check: <a href="#source-{module}">{html.escape(path)}</a> '
        f"(module <code>{module}</code>). Run it again: <code>{html.escape(again)}</code></p>"
    )
