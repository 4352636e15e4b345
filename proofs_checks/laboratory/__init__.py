"""The laboratory: counterexamples of a run that a reader of the page opens, moves and tries.

The step is the JavaScript that :mod:`askewtheory.translate` makes from ``kernel.py`` and from the
formulas of the losses. Settings come from the record (``presets``), hypotheses and conclusions from
its formal statements, as lists that ``evaluate.js`` evaluates exactly.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from askewtheory import translate
from askewtheory.audit.page.addition import Addition
from askewtheory.audit.page.markup import readable
from askewtheory.losses import formulas
from proofs_checks.laboratory.admissible import CONDITIONS
from proofs_checks.laboratory.presets import presets, tree

LOSSES = ("quadratic", "quadratic_slope", "huber", "huber_slope")
SCRIPTS = ("exact.js", "run.js", "evaluate.js", "formulas.js", "draw.js", "neighbours.js",
           "charts.js", "laboratory.js")  # fmt: skip
TITLE = "The laboratory"
FIRST = "corollary-1/case-a"
"""What is open at first: the missing third of the middle can be felt by moving gamma."""


def laboratory(claims: Sequence[Mapping[str, Any]]) -> Addition | None:
    """Return the laboratory of a record's counterexamples; None where it has none of a run."""
    found = presets(claims)
    if not found:
        return None
    offers = {
        one["id"]: f'<p class="try"><a href="#laboratory" data-try="{html.escape(one["id"])}">'
        "Try it in the laboratory</a></p>"
        for one in found
    }
    script = program(f"const DATA = {_json(data(found))};\n")
    return Addition("laboratory", TITLE, _resource("laboratory.html"),
                    _resource("laboratory.css"), script, offers)  # fmt: skip


def program(before: str = "", after: str = "") -> str:
    """Return the script as one function, so that its names are its own."""
    kernel = translate.javascript(translate.read(formulas, LOSSES, translate.read()))
    parts = [before, kernel, *map(_resource, SCRIPTS), after]
    return '(() => {\n"use strict";\n' + "".join(parts) + "})();\n"


def data(found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what the script needs: formulas and names once, and settings that number them."""
    texts: dict[str, int] = {}
    trees: dict[str, int] = {}

    def once(known: dict[str, int], one: str) -> int:
        return known.setdefault(one, len(known))

    def numbered(node: Any) -> int:
        return once(trees, json.dumps(tree(node)))

    settings = [
        {
            **one,
            "hypotheses": [[once(texts, readable(name)), numbered(node)] for name, node in one["hypotheses"]],
            "conclusion": numbered(one["conclusion"]),
        }
        for one in found
    ]
    admissible = {
        name: [[tree(above), tree(below)] for above, below in quotients]
        for name, quotients in CONDITIONS.items()
    }
    first = next((one["id"] for one in settings if one["id"] == FIRST), settings[0]["id"])
    return {"settings": settings, "first": first, "names": list(texts), "formulas": list(map(json.loads, trees)),
            "admissible": admissible}  # fmt: skip


def _json(found: Any) -> str:
    """Return data as part of a script that stands in HTML."""
    text = json.dumps(found, separators=(",", ":"), ensure_ascii=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _resource(name: str) -> str:
    return files("proofs_checks.laboratory").joinpath(name).read_text(encoding="utf-8")
