"""The card of one statement: first what a reader needs, then, folded, everything behind it."""

from __future__ import annotations

import html
import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from askewtheory.audit.page import pictures
from askewtheory.audit.page.about import About
from askewtheory.audit.page.evidence import evidence, rests_on
from askewtheory.audit.page.formal import FormalStatements
from askewtheory.audit.page.markdown import markdown
from askewtheory.audit.page.marks import badge, fails, kind_word, meant, severity_mark
from askewtheory.audit.page.markup import folded, listing, value_text
from askewtheory.audit.page.record import role, source_path, twins
from askewtheory.audit.page.svg import inline_svg
from askewtheory.audit.page.typeset import Typesetter
from askewtheory.audit.verdict import Severity
from askewtheory.errors import words_of

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
    """Writes the cards of a page; tables that are equal are written once."""

    about: About
    typesetter: Typesetter
    _tables: dict[tuple[Any, ...], str] = field(default_factory=dict)
    _settings: dict[str, str] = field(default_factory=dict)
    _pictures: Iterator[int] = field(default_factory=count)
    _formal: FormalStatements = field(default_factory=FormalStatements)

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
                self._counterexample(claim, whole=True),
                self._repair(claim),
                self._lines(claim),
                self._twins(claim),
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

    def _counterexample(self, item: Record, *, whole: bool = False) -> str:
        """Return an instance; whole, with its picture and the hypotheses that it meets."""
        found = item["counterexample"]
        if not found:
            return ""
        setting = ", ".join(
            self._chosen(name, chosen)
            for name, chosen in found["setting"].items()
            if self.about.usual.get(name) != chosen
        )
        setting += "" if setting.endswith(".") else "."
        rows = self._rows(found, SHOWN_ROWS if whole else SHOWN_ROWS // 2)
        broken = (
            '<p class="broken"><span aria-hidden="true">✗</span> '
            f"{self._evaluated(found['conclusion'])}</p>"
        )
        first = self._settings.setdefault(setting, item["id"])
        if not whole and first != item["id"]:
            link = f'<a href="#{html.escape(first)}"><code>{html.escape(first)}</code></a>'
            same = f"<p>The instance of {link}:</p>"
            return f'<section class="counterexample">{same}{broken}</section>'
        if not whole:
            return (
                '<section class="counterexample"><p class="setting">Counterexample: '
                f"{setting}</p>{rows}{broken}</section>"
            )
        hypotheses = listing(f"{self._met(one)} <span>✓</span>" for one in found["hypotheses"])
        return (
            '<section class="counterexample"><h5>Counterexample, in exact numbers</h5>'
            f'{self._picture(found)}<p class="setting">{setting}</p>{rows}{broken}'
            f"<details><summary>Every hypothesis holds</summary>{hypotheses}</details></section>"
        )

    def _chosen(self, name: str, chosen: Any) -> str:
        """Return a choice of an instance, in the package's letters where it has them."""
        if name in self.about.setting:
            letter = self.typesetter.inline(self.about.setting[name])
            return f"{letter} = {self.typesetter.value(chosen)}"
        return self.typesetter.words(f"{name} = {value_text(chosen)}")

    def _rows(self, found: Record, shown: int) -> str:
        """Return the table of a counterexample; a long orbit ends where it has been understood."""
        rows = found["rows"]
        if not rows:
            return ""
        more = len(rows) - shown
        table = self._table(found["header"], rows[:shown] if more > 1 else rows)
        return table + (f'<p class="more">and {more} rows more</p>' if more > 1 else "")

    def _met(self, text: str) -> str:
        """Typeset a hypothesis that an instance meets: its name in words, then its numbers."""
        name, _, numbers = text.rpartition(": ")
        shown = self.typesetter.formal(numbers)
        return f"{self.typesetter.words(name)}: {shown}" if name else shown

    def _evaluated(self, text: str) -> str:
        """Typeset ``name: formula`` and ``formula: numbers is false``."""
        end = " is false" if text.endswith(" is false") else ""
        parts = text.removesuffix(end).split(": ")
        return ": ".join(map(self.typesetter.formal, parts)) + end

    def _table(self, header: Iterable[Any], rows: Iterable[Iterable[Any]]) -> str:
        value = self._cell
        top = "".join(f'<th scope="col">{value(cell)}</th>' for cell in header)
        body = "".join(
            "<tr>" + "".join(f"<td>{value(cell)}</td>" for cell in row) + "</tr>" for row in rows
        )
        head = f"<thead><tr>{top}</tr></thead>" if top else ""
        return f'<div class="wide" tabindex="0"><table>{head}<tbody>{body}</tbody></table></div>'

    def _cell(self, found: Any) -> str:
        """Typeset a value; a case distinction that is left open is a term."""
        if isinstance(found, str) and "if_(" in found:
            try:
                return self.typesetter.term(found)
            except Exception:  # it is then shown as it is
                return self.typesetter.words(found)
        return self.typesetter.value(found)

    def _picture(self, counterexample: Record) -> str:
        sentence = pictures.describe(counterexample)
        if not sentence:
            return ""
        words = self.typesetter.words(sentence)
        try:
            figure = pictures.draw(counterexample)
            drawing = inline_svg(figure, f"c{next(self._pictures)}", sentence)
        except Exception as error:  # of the library that draws; the rows above say it all
            reason = f"{type(error).__name__}: {words_of(error)}"
            return f"<p>{words} It could not be drawn ({html.escape(reason[:300])}).</p>"
        return f'<figure class="small">{drawing}<figcaption>{words}</figcaption></figure>'

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
                self._twins(repair),
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
        """Return the hypotheses of a statement, each in words and as a formula."""
        formal = item.get("formal") or []
        if len(formal) != 1:
            return ""
        shown = []
        for one in formal[0]["hypotheses"]:
            name, formula = one["name"], self.typesetter.formal(one["formula"])
            words = self.typesetter.words(name)
            shown.append(formula if not name or words == formula else f"{words}: {formula}")
        return f'<div class="hypotheses"><h6>Given</h6>{listing(shown)}</div>' if shown else ""

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
        severity = f" {severity_mark(step['severity'])}" if step.get("severity") else ""
        why = step.get("why")
        said = why if why and fails(step) else "" if step["counterexample"] else step["reason"]
        reason = f'<p class="reason">{typesetter.sentence(said)}</p>' if said else ""
        return (
            f'<section class="step" id="{_anchor(step)}">'
            f"<h6><code>{_anchor(step).rpartition('/')[2]}</code> "
            f"{badge(step, brief=True)}{severity}</h6>"
            f"<p>{typesetter.words(step['statement'])}</p>{typesetter.display(step['formula'])}"
            f"{reason}{self._readings(step)}{self._counterexample(step)}"
            f"{evidence(step, typesetter, brief=True)}{self._twins(step, brief=True)}</section>"
        )

    def _readings(self, item: Record) -> str:
        names = map(html.escape, item["readings"])
        links = ", ".join(f'<a href="#{name}"><code>{name}</code></a>' for name in names)
        return f"<p>Readings, each decided on its own: {links}.</p>" if links else ""

    def _needed(self, rows: list[tuple[str, str, str]]) -> str:
        """Say which hypotheses of a line are needed; the instances are in the record."""
        names = [
            self.typesetter.words(change.removeprefix("without "))
            for change, outcome, _ in rows
            if outcome == "needed" and change.startswith("without ")
        ]
        if len(names) > MOST_NAMED:
            names = [*names[:MOST_NAMED], f"and {len(names) - MOST_NAMED} more, in the record"]
        return f'<p class="evidence">False without: {"; ".join(names)}.</p>' if names else ""

    def _twins(self, item: Record, *, brief: bool = False) -> str:
        """Return the table of which hypotheses and constants matter, folded; an equal one once."""
        rows = sorted(twins(item["twins"]), key=lambda row: row[1] != "needed")
        if not rows:
            return ""
        rows = [(change, outcome, _cut(where)) for change, outcome, where in rows]
        key = tuple(rows)
        name = _anchor(item)
        if brief:
            return self._needed(rows)
        if key in self._tables:
            first = self._tables[key]
            link = f'<a href="#{first}">{first}</a>'
            return f'<p class="more">Which hypotheses matter: as under {link}.</p>'
        self._tables[key] = name
        table = self._table(("changed", "is", "fails at"), rows[:MOST_TWINS])
        more = len(rows) - MOST_TWINS
        rest = f'<p class="more">and {more} more, in the record</p>' if more > 0 else ""
        return folded("Which hypotheses matter", table + rest)

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


SHOWN_ROWS = 6
"""Rows of an orbit on a card; a line shows half as many."""
MOST_TWINS = 12
"""Rows of the table of needed hypotheses; those of a long proof's ingredients are in the record."""
MOST_NAMED = 8
"""Hypotheses that a line names."""
LONGEST = 70
"""Characters of an instance in a table; the whole of it is in the record."""


def _split(text: str) -> tuple[str, str]:
    """Return the statement of a written page and the rest; an empty one where none is marked."""
    before, _, after = text.partition("**Statement.**")
    statement, mark, proof = after.partition("**Proof.**")
    return (statement.strip(), f"{before}{mark}{proof}") if mark else ("", text)


def _cut(text: str) -> str:
    """Return the first values of a long instance."""
    kept = text if len(text) <= LONGEST else text[:LONGEST].rpartition(", ")[0]
    return kept if kept == text else f"{kept or text[:LONGEST]}, ..."


def _all_hold(steps: Iterable[Record]) -> bool:
    return all(step["verdict"] == "proved" for step in steps)


def _kind(item: Record) -> str:
    return kind_word(item.get("proof_kind"))


def _anchor(item: Record) -> str:
    return html.escape(item["id"])
