"""The page that a reviewer reads: one file, nothing outside it, made from the records alone."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from askewtheory.audit.page.about import About, about
from askewtheory.audit.page.addition import Addition
from askewtheory.audit.page.card import Cards
from askewtheory.audit.page.glossary import glossary
from askewtheory.audit.page.index import grouped, index
from askewtheory.audit.page.markdown import markdown
from askewtheory.audit.page.markup import folded, listing, spelled
from askewtheory.audit.page.opening import counts, opening
from askewtheory.audit.page.record import not_reproduced
from askewtheory.audit.page.runs import runs_section
from askewtheory.audit.page.svg import shared_rules
from askewtheory.audit.page.typeset import Typesetter
from askewtheory.audit.page.verdict_map import verdict_map
from askewtheory.ending import is_end
from askewtheory.errors import words_of

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """A part of the page; one without content is left out, of the navigation too.

    There it has its short title, so that all parts fit into one line.
    """

    identifier: str
    title: str
    content: str
    short: str = ""


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
    return Page(record, tuple(quick), folder).html(figures)


@dataclass(frozen=True)
class Page:
    """The page of a record; what the claims say is set once, whatever figures come later.

    The parameters are those of :func:`render_page`.
    """

    record: Record
    quick: tuple[str, ...] = ()
    folder: Path | None = None

    def html(self, figures: Sequence[Record] = ()) -> str:
        """Return the whole page with some figures."""
        claims, own, typesetter = self.record["claims"], self._own, self._typesetter
        parts = [part for part in self._parts(figures) if part.content]
        template = Template(_resource("page.html"))
        added = self._added
        scripts = [_resource("page.js"), *([added.script] if added and added.script else [])]
        content, drawn = shared_rules("\n".join(map(_section, parts)))
        return template.substitute(
            policy=_policy(scripts),
            style=_resource("page.css") + drawn + (added.style if added else ""),
            scripts="\n".join(f"<script>{script}</script>" for script in scripts),
            title=html.escape(own.title),
            authors=f'<p class="authors">{html.escape(own.authors)}</p>' if own.authors else "",
            opening=opening(claims, own.subject, typesetter) + counts(claims),
            navigation=listing(map(_link, parts)),
            warnings=_warnings(claims, figures, self.quick, typesetter),
            parts=content,
            provenance=_provenance(self.record["environment"]),
        )

    @cached_property
    def _own(self) -> About:
        return about(self.record["environment"]["configuration"]["claims"])

    @cached_property
    def _added(self) -> Addition | None:
        try:
            found = self._own.addition(self.record["claims"])
            if isinstance(found, Addition | None):
                return found
            reason = f"it is of type {type(found).__name__}"
        except BaseException as error:  # the package's own, which must not cost the page
            if is_end(error):
                raise
            reason = f"{type(error).__name__}: {words_of(error)}"
        said = html.escape(reason[:300])
        return Addition("addition", "Addition", f"<p>It could not be made ({said}).</p>")

    @cached_property
    def _typesetter(self) -> Typesetter:
        return self._own.typesetter()

    @cached_property
    def _statements(self) -> list[Part]:
        claims, own, typesetter = self.record["claims"], self._own, self._typesetter
        added = self._added
        return [
            Part("map", "What rests on what", verdict_map(claims, typesetter), "Map"),
            Part("index", "All statements", index(claims, own, typesetter), "Index"),
            Part(
                "statements",
                "Statement by statement",
                _cards(claims, own, typesetter),
                "Statements",
            ),
            *([Part(added.identifier, added.title, added.content)] if added else []),
            Part("shared", "What the written proofs share", _shared(own, typesetter), "Facts"),
            Part("glossary", "Glossary", glossary(own, typesetter)),
        ]

    def _parts(self, figures: Sequence[Record]) -> list[Part]:
        """Return the parts of the page in the order of reading."""
        shown = "\n".join(_figure(one, self._typesetter) for one in figures)
        return [
            *self._statements,
            Part("figures", "Figures", shown),
            Part("runs", "Trained networks", runs_section(self.folder, self._own), "Networks"),
        ]


def _link(part: Part) -> str:
    return f'<a href="#{part.identifier}">{part.short or part.title}</a>'


def _section(part: Part) -> str:
    return f'<section id="{part.identifier}"><h2>{part.title}</h2>\n{part.content}\n</section>'


def _cards(claims: Sequence[Record], own: About, typesetter: Typesetter) -> str:
    cards = Cards(own, typesetter)
    found = []
    for title, group in grouped(claims, own):
        found.append(f"<h3>{html.escape(title)}</h3>")
        found += map(cards.card, group)
    return "\n".join(found)


def _shared(own: About, typesetter: Typesetter) -> str:
    """Return the written pages that the written proofs refer to, folded."""
    pages = [text for name in own.before_proofs if (text := own.written(name))]
    return "".join(
        folded(
            html.escape(text.partition("\n")[0].lstrip("# ")),
            markdown(text, level=3, words=typesetter.plain),
        )
        for text in pages
    )


def _policy(scripts: Iterable[str]) -> str:
    """Return what a browser may do with the page: show it, and run the page's own scripts.

    Styles are allowed wherever they stand, since the drawings bring theirs as attributes.
    """
    digests = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in scripts]
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _resource(name: str) -> str:
    return files("askewtheory.audit.page").joinpath(name).read_text(encoding="utf-8")


def _warnings(
    claims: Iterable[Record],
    figures: Iterable[Record],
    quick: Sequence[str],
    typesetter: Typesetter,
) -> str:
    words, found = typesetter.words, ""
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
        f"{html.escape(figure['name'])}: {words(figure['error'])}"
        for figure in figures
        if "error" in figure
    ]
    if failed:
        found += _warning("Figures that could not be drawn", "", failed)
    return found


def _warning(title: str, lead: str, items: Iterable[str]) -> str:
    return f'<div class="warning" role="note"><h4>{title}</h4><p>{lead}</p>{listing(items)}</div>'


def _figure(figure: Record, typesetter: Typesetter) -> str:
    if "error" in figure:
        return ""
    name = html.escape(figure["name"])
    return (
        f'<figure class="large" id="figure/{name}"><div class="wide" tabindex="0">{figure["svg"]}'
        f"</div><figcaption><strong>{name}.</strong> {typesetter.words(spelled(figure['caption']))}"
        "</figcaption></figure>"
    )


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
