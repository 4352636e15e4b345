"""What a verdict rests on, in words: tools and their controls, textbook theorems, arguments."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from typing import Any

from askewtheory.audit.page.marks import MACHINE, RECORDED, TEXTBOOK, rests
from askewtheory.audit.page.markup import listing
from askewtheory.audit.page.typeset import Typesetter

Record = Mapping[str, Any]
_MACHINE = {
    "smt": "solver questions",
    "symbolic": "identities and certificates",
    "exact-replay": "instances replayed in exact arithmetic",
    "numeric": "seeded experiments",
}


def rests_on(item: Record, typesetter: Typesetter) -> str:
    """Return the list of all that a proof rests on: formal proofs, tools, theorems, arguments."""
    items = [*_formal(item), *_tools(item), *_library(item, typesetter), *_hand(item, typesetter)]
    if not items:
        return ""
    by = rests(item.get("proof_kind"))
    left = (
        "no sentence is left to believe" if by == MACHINE
        else "a formal proof was not compiled in this run" if by == RECORDED
        else "what is marked stands in a textbook" if by == TEXTBOOK
        else "what is marked is left to a reader"
    )  # fmt: skip
    return f'<div class="rests"><h6>It rests on ({left})</h6>{listing(items)}</div>'


def _formal(item: Record) -> Iterator[str]:
    for one in _of(item, "formal"):
        name, _, axioms = one["detail"].partition(", axioms: ")
        axioms, _, _ = axioms.partition("; sources")
        assumed = f" from {len(axioms.split(', '))} standard axioms" if axioms else ""
        tool = html.escape(f"{one['tool']} {one['version']}".strip())
        yield (
            f"the formal theorem <code>{html.escape(name)}</code>, compiled by {tool}{assumed}"
            if one["version"]
            else f"the formal theorem <code>{html.escape(name)}</code> ({tool})"
        )


def _tools(item: Record) -> Iterator[str]:
    for kind, words in _MACHINE.items():
        found = _of(item, kind)
        if found:
            tools = dict.fromkeys(f"{one['tool']} {one['version']}".strip() for one in found)
            count = len({one["detail"] for one in found})
            yield f"{count} {words if count > 1 else _one(words)}: {html.escape(', '.join(tools))}"


def _one(words: str) -> str:
    return {"identities and certificates": "identity or certificate"}.get(
        words, words.replace("questions", "question").replace("instances", "instance")
        .replace("experiments", "experiment"),
    )  # fmt: skip


def _library(item: Record, typesetter: Typesetter) -> Iterator[str]:
    for one in _of(item, "library"):
        name, _, says = one["detail"].partition(": ")
        given, _, then = says.rpartition(" |- ")
        said = f"if {typesetter.words(given)}, then " if given else ""
        said += typesetter.words(then.removeprefix("|- "))
        yield (
            f'<strong>¶ textbook</strong>: {typesetter.words(name)} '
            f'({html.escape(one["tool"])}){": " + said if said else ""}'
        )  # fmt: skip


def _hand(item: Record, typesetter: Typesetter) -> Iterator[str]:
    for one in _of(item, "hand"):
        yield f"<strong>✎ by hand</strong>: {typesetter.sentence(one['detail'])}"


def _of(item: Record, kind: str) -> list[Record]:
    found = {one["detail"] + one["tool"]: one for one in item["evidence"] if one["kind"] == kind}
    return list(found.values())


def evidence(item: Record, typesetter: Typesetter, *, brief: bool = False) -> str:
    """Return in a line or two what decided an item, its control, and what is left to a person.

    In brief, without versions, times and controls, and without what replayed a counterexample,
    which stands there.
    """
    sentences = []
    machine = [one for one in item["evidence"] if one["kind"] not in ("hand", "library")]
    if brief and item["counterexample"]:
        machine = [one for one in machine if one["kind"] != "exact-replay"]
    if machine:
        tools = dict.fromkeys(
            one["tool"] if brief else f"{one['tool']} {one['version']}".strip() for one in machine
        )
        seconds = sum(one["seconds"] for one in machine)
        took = "" if brief else f", {seconds:.2f} s"
        sentences.append(f"{html.escape(', '.join(tools))}{took}")
        controls = list(dict.fromkeys(one["control"] for one in machine if one["control"]))
        if controls and not brief:
            more = f" (and {len(controls) - 1} more)" if len(controls) > 1 else ""
            sentences.append(f"Negative control: {typesetter.words(controls[0])}{more}")
    if item["verdict"] == "supported":
        sentences += [typesetter.words(one["detail"]) for one in machine]
    sentences += [*_library(item, typesetter), *_hand(item, typesetter)]
    shown = " ".join(text if text.endswith(".") else f"{text}." for text in sentences)
    return f'<p class="evidence">{shown}</p>' if shown else ""
