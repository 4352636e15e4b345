"""The card of one statement: first what a reader needs, then, folded, everything behind it."""

from __future__ import annotations

import html
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from askewtheory.audit.page.about import About
from askewtheory.audit.page.evidence import evidence, rests_on
from askewtheory.audit.page.formal import FormalStatements
from askewtheory.audit.page.instances import Instances
from askewtheory.audit.page.markdown import markdown
from askewtheory.audit.page.marks import badge, fails, kind_word, meant, severity_mark
from askewtheory.audit.page.markup import folded, listing
from askewtheory.audit.page.needed import Needed
from askewtheory.audit.page.record import role, source_path
from askewtheory.audit.page.typeset import Typesetter
from askewtheory.audit.verdict import Severity

Record = Mapping[str, Any]
ROLES = {
    "line": "Lines of the printed proof",
    "part": "Parts of the statement",
    "reading": "Readings",
    "probe": "Our own probes",
}
"""What the steps of a statement are, in the order in which they are shown."""


@dataclass
class Cards:
    """Writes the cards of a page; instances and tables that are equal are written once."""

    about: About
    typesetter: Typesetter
    _instances: Instances = field(init=False)
    _needed: Needed = field(init=False)
    _formal: FormalStatements = field(default_factory=FormalStatements)

    def __post_init__(self) -> None:
        """Give each kind of content its writer."""
        self._instances = Instances(self.about, self.typesetter)
        self._needed = Needed(self.typesetter)

    def card(self, claim: Record) -> str:
        """Return the card of one claim, as ``ClaimResult.to_dict`` gives it."""
        anchor = _anchor(claim)
        title = f'<a href="#{anchor}">{self.typesetter.words(claim["title"])}</a>'
        return "\n".join(
            (
                f'<article class="card" id="{anchor}" aria-labelledby="{anchor}/title">',
                f'<h4 id="{anchor}/title">{title}</h4>',
                f'<p class="source"><code>{anchor}</code> · '
                f"{self.typesetter.words(claim['source'])}</p>",
                self._verdicts(claim),
                self._printed(claim),
                self._why(claim),
                self._instances.whole(claim),
                self._repair(claim),
                self._lines(claim),
                self._needed.whole(claim),
                self._written(claim),
                self._behind(claim),
                "</article>",
            )
        )

    def _verdicts(self, claim: Record) -> str:
        """Return both verdicts, the severity and the kind of proof as one row."""
        if not claim.get("printed", True):
            said = [("Not printed, decided as", badge(claim)), ("Rests on", _kind(claim))]
        else:
            said = [("As printed", badge(claim))]
            found = meant(claim)
            if fails(claim):
                said.append(("As meant", self._meant(claim)))
                if claim.get("severity"):
                    said.append(("Severity", severity_mark(claim["severity"])))
            if kind := (found or claim).get("proof_kind"):
                said.append(("Rests on", kind_word(kind)))
        cells = "".join(f"<div><dt>{name}</dt><dd>{shown}</dd></div>" for name, shown in said)
        return f'<dl class="verdicts">{cells}</dl>'

    def _meant(self, claim: Record) -> str:
        found = claim.get("as_meant")
        if not found:
            return '<span class="none">no reading holds</span>'
        mark = badge(found) if found["verdict"] else "not run"
        return f'<a href="#{_anchor(found)}">{mark}</a>'

    def _printed(self, claim: Record) -> str:
        """Return the printed text, quoted where the package quotes it, and what was checked."""
        quoted = self.about.quoted.get(claim["id"])
        checked = self.typesetter.words(claim["statement"])
        if not quoted:
            return f"<p>{checked}</p>{self.typesetter.display(claim['formula'])}"
        return (
            f"<blockquote>{markdown(quoted, level=6, words=self.typesetter.plain)}</blockquote>"
            f'<p class="read">'
            f"<strong>In short:</strong> {checked}</p>"
        )

    def _why(self, claim: Record) -> str:
        """Return why a statement fails and what has to change."""
        changes = (claim.get("as_meant") or {}).get("changes") or []
        change = ""
        if changes:
            items = listing(self.typesetter.words(one) for one in changes)
            change = f"<h5>What to change</h5>{items}"
        why = claim.get("why") or ""
        if not fails(claim):
            return change
        severity = claim.get("severity")
        meaning = f" <small>({severity}: {Severity(severity).meaning})</small>" if severity else ""
        said = why or claim["reason"]
        return (
            f'<section class="why"><p><strong>Why it fails:</strong> '
            f"{self.typesetter.sentence(said)}{meaning}</p>{change}</section>"
        )

    def _repair(self, claim: Record) -> str:
        repair = claim["repair"]
        if not repair:
            return ""
        typesetter = self.typesetter
        steps = repair["steps"]
        parts = f"{len(steps)} ingredient{'s' if len(steps) > 1 else ''}, each with its proof"
        return "".join(
            (
                f'<section class="repair" id="{_anchor(repair)}">',
                f"<h5>The repair: {typesetter.words(repair['title'])} {badge(repair)}</h5>",
                f"<p>{typesetter.words(repair['statement'])}</p>",
                typesetter.display(repair["formula"]),
                self._in_full(repair) or self._hypotheses(repair),
                rests_on(repair, typesetter),
                self._formal.section(repair),
                folded(parts, "".join(map(self._step, steps))) if steps else "",
                self._needed.whole(repair),
                self._repair(repair),
                "</section>",
            )
        )

    def _in_full(self, repair: Record) -> str:
        """Return the whole statement of a repair, where it is written down."""
        statement, _ = _split(self.about.written(repair["id"]) or "")
        if not statement:
            return ""
        shown = markdown(statement, level=6, words=self.typesetter.plain)
        return f'<div class="full"><h6>In full</h6>{shown}</div>'

    def _hypotheses(self, item: Record) -> str:
        """Return the hypotheses of a statement, each in words and as a formula, and what follows.

        Its words and its printed formula are somebody's own: this is what was checked.
        """
        formal = item.get("formal") or []
        if len(formal) != 1:
            return ""
        shown = []
        for one in formal[0]["hypotheses"]:
            name, formula = one["name"], self.typesetter.formal(one["formula"])
            words = self.typesetter.words(name)
            shown.append(formula if not name or words == formula else f"{words}: {formula}")
        given = f"<h6>Given</h6>{listing(shown)}" if shown else ""
        then = "" if formal[0].get("theorem") else self.typesetter.formal(formal[0]["conclusion"])
        follows = f"<h6>It was checked that</h6><p>{then}</p>" if then else ""
        return f'<div class="hypotheses">{given}{follows}</div>' if given or follows else ""

    def _lines(self, claim: Record) -> str:
        """Return the lines of the proof, the parts, the readings and the probes, folded apart."""
        steps = claim["steps"]
        if not any("role" in step for step in steps):
            return self._folded_steps(steps, "Lines and parts")
        return "".join(
            self._folded_steps([one for one in steps if role(one) == name], title)
            for name, title in ROLES.items()
        )

    def _folded_steps(self, steps: list[Record], title: str) -> str:
        if not steps:
            return ""
        wrong = sum(map(fails, steps))
        rest = f", {wrong} {'do' if wrong > 1 else 'does'} not hold" if wrong else ""
        checked = f"{len(steps)} checked{', all hold' if _all_hold(steps) else rest}"
        return folded(f"{title}: {checked}", "".join(map(self._step, steps)))

    def _step(self, step: Record) -> str:
        typesetter = self.typesetter
        severity = f" {severity_mark(step['severity'], brief=True)}" if step.get("severity") else ""
        why = step.get("why")
        said = why if why and fails(step) else "" if step["counterexample"] else step["reason"]
        reason = f'<p class="reason">{typesetter.sentence(said)}</p>' if said else ""
        return (
            f'<section class="step" id="{_anchor(step)}">'
            f"<h6><code>{_anchor(step).rpartition('/')[2]}</code> "
            f"{badge(step, brief=True)}{severity}</h6>"
            f"<p>{typesetter.words(step['statement'])}</p>{typesetter.display(step['formula'])}"
            f"{reason}{self._readings(step)}{self._instances.brief(step)}"
            f"{evidence(step, typesetter, brief=True)}{self._needed.brief(step)}</section>"
        )

    def _readings(self, item: Record) -> str:
        names = map(html.escape, item["readings"])
        links = ", ".join(f'<a href="#{name}"><code>{name}</code></a>' for name in names)
        return f"<p>Readings, each decided on its own: {links}.</p>" if links else ""

    def _written(self, claim: Record) -> str:
        """Return the written proofs of a statement and of its repair, where there are any."""
        repair = claim["repair"] or {}
        for identifier in (claim["id"], repair.get("id")):
            if identifier and (text := self.about.written(identifier)):
                if identifier == repair.get("id"):
                    _, text = _split(text)  # its statement stands on the card
                shown = markdown(text, level=5, words=self.typesetter.plain)
                return folded("The written proof", shown)
        return ""

    def _behind(self, claim: Record) -> str:
        """Return, folded, what decided the statement, where that stands, and how to redo it."""
        path = source_path(claim["module"])
        place = f"{path}:{claim['line']}" if claim["line"] else path
        option = f" --claims {shlex.quote(self.about.package)}"
        again = f"askewtheory verify{option} --explain {shlex.quote(claim['id'])}"
        said = (
            f"<p>{self.typesetter.sentence(claim['reason'])}</p>{self._readings(claim)}"
            f"{self._hypotheses(claim)}{self._formal.section(claim)}"
            f"{evidence(claim, self.typesetter)}"
            f'<p class="rerun">The check: <code>{html.escape(place)}</code>. '
            f"To run it again: <code>{html.escape(again)}</code></p>"
        )
        return folded("What decided it", said)


def _split(text: str) -> tuple[str, str]:
    """Return the statement of a written page and the rest; an empty one where none is marked."""
    before, _, after = text.partition("**Statement.**")
    statement, mark, proof = after.partition("**Proof.**")
    return (statement.strip(), f"{before}{mark}{proof}") if mark else ("", text)


def _all_hold(steps: Iterable[Record]) -> bool:
    return all(step["verdict"] == "proved" for step in steps)


def _kind(item: Record) -> str:
    return kind_word(item.get("proof_kind"))


def _anchor(item: Record) -> str:
    return html.escape(item["id"])
