"""The opening: three sentences that can be repeated, counts by severity, what is wrong at heart."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from askewtheory.audit.page.marks import (
    HAND,
    MACHINE,
    RECORDED,
    TEXTBOOK,
    badge,
    fails,
    meant,
    rests,
    severity_mark,
)
from askewtheory.audit.page.markup import listing
from askewtheory.audit.page.record import severities, tally
from askewtheory.audit.page.typeset import Typesetter
from askewtheory.audit.verdict import JUDGED, Severity, Verdict

Record = Mapping[str, Any]


def sentences(records: Sequence[Record], subject: str) -> list[str]:
    """Return what a reader can repeat: what holds, how bad the rest is, and what it rests on."""
    claims = [claim for claim in records if claim.get("printed", True)]
    failing = [claim for claim in claims if fails(claim)]
    proved = sum(claim["verdict"] == "proved" for claim in claims)
    other = len(claims) - proved - len(failing)
    rest = f" and {other} {_are(other)} not decided by a proof" if other else ""
    first = (
        f"Of the {len(claims)} statements of {subject} that were checked, {proved} "
        f"{_hold(proved)} as printed, {len(failing)} {_do(len(failing))} not{rest}."
    )
    return [first, *_second(failing), *_third(records)]


def _second(failing: Sequence[Record]) -> list[str]:
    if not failing:
        return []
    mended = sum((meant(one) or {}).get("verdict") == "proved" for one in failing)
    wrong = severities(failing)[Severity.WRONG]
    unread = sum(bool(one.get("as_meant")) and not one["as_meant"]["verdict"] for one in failing)
    left = f", {unread} readings were not run" if unread else ""
    return [
        f"Of the {len(failing)} that fail, {mended} {_are(mended)} proved once what is listed with "
        f"them is mended{left}; {wrong} {_are(wrong)} wrong at heart: no such statement holds."
    ]


def _third(claims: Sequence[Record]) -> list[str]:
    """Say what the proofs rest on: those of what holds, as printed or as meant, and of repairs."""
    held = [found for claim in claims if (found := meant(claim)) and found["verdict"] == "proved"]
    held += [one["repair"] for one in claims if one["repair"]
             and one["repair"]["verdict"] == "proved"]  # fmt: skip
    if not held:
        return []
    kinds = [rests(one.get("proof_kind")) for one in held]
    machine, hand = kinds.count(MACHINE), kinds.count(HAND)
    cited, recorded = kinds.count(TEXTBOOK), kinds.count(RECORDED)
    also = f", {cited} {'cite' if cited > 1 else 'cites'} a textbook theorem" if cited else ""
    also += f", {recorded} {_are(recorded)} formal but not compiled in this run" if recorded else ""
    return [
        f"Of the {len(held)} proofs of statements, readings and repairs, a machine re-checks "
        f"{machine} completely{also}, and {hand or 'none'} {'leave' if hand > 1 else 'leaves'} a "
        "person's argument to be read."
    ]


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _hold(count: int) -> str:
    return "holds" if count == 1 else "hold"


def _do(count: int) -> str:
    return "does" if count == 1 else "do"


def opening(claims: Sequence[Record], subject: str, typesetter: Typesetter) -> str:
    """Return the sentences, the counts by severity and the list of what is wrong at heart."""
    said = "".join(f"<li>{html.escape(one)}</li>" for one in sentences(claims, subject))
    return f'<ol class="lead">{said}</ol>{_severe(claims)}{_wrong(claims, typesetter)}'


def _severe(claims: Sequence[Record]) -> str:
    counts = severities(claims)
    if not counts:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{severity_mark(one.value)}</th><td>{counts[one.value]}</td>'
        f"<td>{one.meaning}</td></tr>"
        for one in Severity
        if counts[one.value]
    )
    return (
        '<h3>What fails as printed, by severity</h3><div class="wide" tabindex="0">'
        f'<table class="counts"><tbody>{rows}</tbody></table></div><p>{JUDGED}.</p>'
    )


def _wrong(claims: Iterable[Record], typesetter: Typesetter) -> str:
    """Return what is wrong at heart: numbered results with their proofs, then other sentences."""
    wrong = [
        claim
        for claim in claims
        if claim.get("severity") == Severity.WRONG and claim.get("printed", True)
    ]
    results = [claim for claim in wrong if _result(claim)]
    beside = [claim for claim in wrong if not _result(claim)]
    shown = "".join(
        f'<h4>{title}</h4><div class="heart">'
        f"{listing(_reasoned(claim, typesetter) for claim in group)}</div>"
        for title, group in ((_numbered(results), results), ("Sentences beside them", beside))
        if group
    )
    return f"<h3>Wrong at heart</h3>{shown}" if shown else ""


def _result(claim: Record) -> str:
    """Return the numbered result that a statement is, or whose proof it stands in; or nothing.

    A source such as "remark after Theorem 1" names a result that it is no part of.
    """
    found = _NUMBERED.search(claim["source"])
    before = claim["source"][: found.start()] if found else ""
    return found[0] if found and not _BESIDE.search(before) else ""


_NUMBERED = re.compile(r"\b(?:Theorem|Lemma|Proposition|Corollary|Definition) \d+")
_BESIDE = re.compile(r"\b(?:section|remark|after)\b")


def _numbered(results: Sequence[Record]) -> str:
    """Return a heading that counts the results: several items may belong to one."""
    count = len({(one["source"].partition(",")[0], _result(one)) for one in results})
    return f"{count} numbered result{'s' if count > 1 else ''}, in the statement or in the proof"


def _reasoned(claim: Record, typesetter: Typesetter) -> str:
    """Return a statement with its reason and what stands in its place."""
    name, repair = html.escape(claim["id"]), claim["repair"]
    place = ""
    if repair:
        place = f' In its place: <a href="#{html.escape(repair["id"])}">{badge(repair)}</a>.'
    why = typesetter.sentence(claim.get("why") or claim["reason"])
    return (
        f'<a href="#{name}"><strong>{typesetter.words(claim["source"])}</strong></a>: '
        f"<em>{typesetter.words(claim['title'])}.</em> {why}{place}"
    )


def counts(claims: Sequence[Record]) -> str:
    """Return how many statements, lines and repairs have which verdict."""
    found = tally(claims)
    verdicts = [one for one in Verdict if any(group[one.value] for group in found.values())]
    head = "".join(f'<th scope="col">{name.capitalize()}</th>' for name in found)
    rows = "".join(
        f'<tr><th scope="row">{one.value} <small>{one.meaning}</small></th>'
        + "".join(f"<td>{group[one.value] or '–'}</td>" for group in found.values())
        + "</tr>"
        for one in verdicts
    )
    totals = "".join(f"<td>{group.total()}</td>" for group in found.values())
    return (
        '<h3>How much was checked</h3><div class="wide" tabindex="0">'
        '<table class="counts"><thead><tr><td></td>'
        f'{head}</tr></thead><tbody>{rows}<tr><th scope="row">all</th>{totals}</tr></tbody>'
        "</table></div>"
    )
