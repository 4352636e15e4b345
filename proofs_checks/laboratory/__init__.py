"""The laboratory: counterexamples of a run that a reader of the page opens, moves and tries.

The step is the JavaScript that :mod:`askewtheory.translate` makes from ``kernel.py`` and from the
formulas of the losses. Settings come from the record (``presets``), hypotheses and conclusions from
its formal statements, as lists that ``evaluate.js`` evaluates exactly.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from askewtheory import translate
from askewtheory.audit.page.addition import Addition
from askewtheory.audit.page.markup import readable
from askewtheory.losses import formulas
from proofs_checks.laboratory.admissible import CONDITIONS
from proofs_checks.laboratory.presets import STEPS, prefix, presets

LOSSES = ("quadratic", "quadratic_slope", "huber", "huber_slope")
SCRIPTS = ("exact.js", "run.js", "evaluate.js", "formulas.js", "draw.js", "neighbours.js",
           "charts.js", "laboratory.js")  # fmt: skip
TITLE = "The laboratory"
USUAL: Mapping[str, Any] = {
    "levels": ["-1", "1"], "alpha": "1", "clip": "1", "stepsize": ["1"], "kind": "quadratic",
    "rule": "printed", "loss": ["linear", "0"], "noise": ["0"], "constants": {}, "steps": STEPS,
}  # fmt: skip
"""What a setting need not say."""
FIRST = "corollary-1/case-a"
"""What is open at first: the missing third of the middle can be felt by moving gamma."""


def laboratory(claims: Sequence[Mapping[str, Any]]) -> Addition | None:
    """Return the laboratory of a record's counterexamples; None where it has none of a run."""
    found = presets(claims)
    if not found:
        return None
    script = program(f"const DATA = {_json(data(found))};\n")
    return Addition("laboratory", TITLE, _resource("laboratory.html"),
                    _resource("laboratory.css"), script)  # fmt: skip


def program(before: str = "", after: str = "") -> str:
    """Return the script as one function, so that its names are its own.

    Comments and indents, which nobody reads there, are left out; no text of it has several lines.
    """
    kernel = translate.javascript(translate.read(formulas, LOSSES, translate.read()))
    source = "".join([kernel, *map(_resource, SCRIPTS)])
    source = re.sub(r"^[ \t]*//.*\n|  // [^\n\"'`]*$", "", source, flags=re.MULTILINE)
    source = re.sub(r"^[ \t]+", "", source, flags=re.MULTILINE)
    return f'(() => {{\n"use strict";\n{before}{source}{after}}})();\n'


def data(found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what the script needs: formulas with their names once, and settings by claim.

    A setting names its formulas by number, leaves out what is usual, and of its identifier what the
    claim's has already: ``"/line-4"``, and nothing for the claim itself.
    """
    known: dict[tuple[str, str], int] = {}

    def once(name: str, node: Any) -> int:
        return known.setdefault((readable(name), prefix(node)), len(known))

    settings: dict[str, list[Any]] = {}
    for one in found:
        told = {name: value for name, value in one.items() if USUAL.get(name) != value}
        given = [once(name, node) for name, node in told.pop("hypotheses")]
        then = once("", told.pop("conclusion"))
        claim = told.pop("claim")
        told["id"] = told["id"].removeprefix(claim)
        settings.setdefault(claim, []).append(told | {"given": given, "then": then})
    admissible = {
        name: [[prefix(above), prefix(below)] for above, below in quotients]
        for name, quotients in CONDITIONS.items()
    }
    ids = [one["id"] for one in found]
    return {"settings": settings, "first": FIRST if FIRST in ids else ids[0], "usual": USUAL,
            "formulas": list(known), "admissible": admissible}  # fmt: skip


def _json(found: Any) -> str:
    """Return data as part of a script that stands in HTML."""
    text = json.dumps(found, separators=(",", ":"), ensure_ascii=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _resource(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")
