"""Counterexamples of a record as settings that the laboratory opens, each replayed first.

A setting is offered only if the kernel, run on what was read from the record, gives the rows of the
record's table. A loss that has no field in the laboratory is given by its gradients, step by step.
Where a counterexample holds for all values of a parameter, one value is chosen.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from askewtheory.audit.evaluate import holds, value
from askewtheory.audit.orbits import UndefinedError, UnknownError
from askewtheory.audit.terms import Formula, Term, formula, free_names, term
from proofs_checks.facts.losses import ZERO, Loss, huber_loss, linear, quadratic_loss
from proofs_checks.vocabulary import Run

Record = Mapping[str, Any]
CHOSEN = ("levels", "epsilon", "alpha", "clip", "psi", "rule", "loss", "start", "stepsize", "noise",
          "iterates")  # fmt: skip
"""What the setting of a run consists of; the rest are an instance's own constants."""
VALUES = tuple(map(Fraction, ("1/2", "1", "1/4", "2", "1/8", "-1", "0", "-1/32")))
"""What a free parameter may be, in the order in which it is tried."""
SEQUENCE = " for n = 0, 1, ..."
"""How a sequence of known form ends where it is said; the laboratory has no field for one."""
STEPS = 12
"""Steps that a setting starts with, where its gradients are known."""
REPEATED = 24
"""Steps of a periodic run whose gradients are given for one turn."""
_NUMBER = r"-?\d+(?:/\d+)?"
_LOSSES: tuple[tuple[str, str, Callable[..., Loss]], ...] = (
    ("linear", rf"({_NUMBER}) w", linear),
    ("huber", rf"Huber: slope ({_NUMBER}), width ({_NUMBER}), centre ({_NUMBER})",
     lambda slope, width, center: huber_loss(width, center, slope)),
    ("quadratic", rf"\(({_NUMBER})/2\) \(w - ({_NUMBER})\)\^2", quadratic_loss),
)  # fmt: skip
_SHORT = {"0": "0", "w": "1", "-w": "-1"}


def presets(claims: Sequence[Record]) -> list[dict[str, Any]]:
    """Return the setting of each counterexample of a run that can be replayed.

    Parameters
    ----------
    claims
        As the record of a verification has them.

    Returns
    -------
    list of dict
        ``id``, ``title``, what :class:`Run` takes (numbers as text), and ``hypotheses`` (name and
        formula) and ``conclusion`` of the statement that it refutes.
    """
    found = []
    for claim, item in _items(claims):
        preset = _preset(item)
        if preset is not None:
            found.append({"id": item["id"], "claim": claim["id"]} | preset)
    return found


def _items(claims: Sequence[Record]) -> Iterator[tuple[Record, Record]]:
    for claim in claims:
        yield claim, claim
        for step in claim["steps"]:
            yield claim, step
        if claim["repair"]:
            for _, item in _items([claim["repair"]]):
                yield claim, item


def _preset(item: Record) -> dict[str, Any] | None:
    found, formal = item.get("counterexample"), item.get("formal") or []
    if not found or len(formal) != 1 or formal[0]["about"] != "run":
        return None
    try:
        assumed = [(one["name"], formula(one["formula"])) for one in formal[0]["hypotheses"]]
        conclusion = formula(formal[0]["conclusion"])
        choices = list(_choices(found["setting"]))
    except (SyntaxError, TypeError, ValueError):
        return None
    for values in choices:
        try:
            run, listed = _read(found, values)
            if not _replays(run, found["rows"], values):
                continue
            shown = run.but(steps=len(found["rows"]) - 1)
            if not values or _meets(shown, [one for _, one in assumed]):
                return _written(run, listed) | {
                    "hypotheses": assumed, "conclusion": conclusion,
                }  # fmt: skip
        except (ArithmeticError, LookupError, TypeError, ValueError, UnknownError):
            continue
    return None


def _choices(setting: Record) -> Iterator[Mapping[str, Fraction]]:
    """Yield values for the free parameters of a setting; one empty choice where there are none."""
    texts = [one for name, chosen in setting.items() if name not in ("loss", "psi", "rule")
             for one in (chosen if isinstance(chosen, list) else [chosen])
             if isinstance(one, str) and name != "iterates" and SEQUENCE not in one]  # fmt: skip
    free = sorted(set().union(*(free_names(term(one)) for one in texts if one != "inf")) - {"n"})
    for values in itertools.product(VALUES, repeat=len(free)):
        yield dict(zip(free, values, strict=True))


def _read(found: Record, values: Mapping[str, Fraction]) -> tuple[Run, list[Fraction] | None]:
    """Return the run of a counterexample, and its gradients where the loss is known by them."""
    setting, rows = found["setting"], found["rows"]

    def number(one: Any, **more: Any) -> Any:
        if one in (float("inf"), "inf"):
            return float("inf")
        return value(term(one), {**values, **more})

    loss = _loss(setting["loss"])
    listed = None if loss else [number(row[2]) for row in rows]
    steps = STEPS
    if listed:
        loss = _by_gradients(dict(zip((number(row[1]) for row in rows), listed, strict=True)))
    forms = setting["stepsize"]
    if not isinstance(forms, list):
        gamma = number(forms)
    elif any("n" in free_names(term(one)) for one in forms):
        members = [divmod(k, len(forms)) for k in range(len(rows))]
        gamma = [number(forms[place], n=Fraction(n)) for n, place in members]
    else:
        gamma = list(map(number, forms))
    if isinstance(gamma, list) or listed:
        steps = len(rows) - 1
    if listed and not isinstance(gamma, list):
        listed = _turn([number(row[1]) for row in rows], listed)
        steps = steps if len(listed) == len(rows) else REPEATED
    constants = {}
    for name, one in setting.items():
        if name not in CHOSEN and SEQUENCE not in str(one):
            constants[name] = number(one)
    return Run(
        [number(one) for one in setting["levels"]], number(setting["epsilon"]),
        number(setting["alpha"]), number(setting["clip"]), setting["psi"], setting["rule"],
        loss or ZERO, number(setting["start"]), gamma, steps, constants=constants,
        noise=[number(one) for one in setting.get("noise", [0])],
    ), listed  # fmt: skip


def _turn(w: list[Fraction], gradients: list[Fraction]) -> list[Fraction]:
    """Return the gradients of one turn, where a run with one stepsize returns to its start."""
    return gradients[: next((k for k in range(1, len(w)) if w[k] == w[0]), len(w))]


def _by_gradients(known: Mapping[Fraction, Fraction]) -> Loss:
    """Return a loss of which nothing is known but its slope at some points."""

    def value_at(w: Any) -> Any:
        raise ValueError(f"the loss at {w} is not known")

    return Loss("by its gradients", value_at, lambda w: known[w])


def _loss(words: str) -> Loss | None:
    """Return the loss of which these are the words, if it is one of those with fields."""
    found = loss_form(words)
    if found is None:
        return None
    name, numbers = found
    maker = next(make for kind, _, make in _LOSSES if kind == name)
    return ZERO if (name, numbers) == ("linear", ("0",)) else maker(*numbers)


def loss_form(words: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the kind of a loss and its numbers in the order of its words; None for another."""
    if words in _SHORT:
        return "linear", (_SHORT[words],)
    for name, pattern, _ in _LOSSES:
        if match := re.fullmatch(pattern, words):
            return name, match.groups()
    return None


def _replays(run: Run, rows: Sequence[Any], values: Mapping[str, Fraction]) -> bool:
    """Tell whether the kernel gives the rows k, w, g, v of a table."""
    shown = [[value(term(one), values) for one in row] for row in rows]
    w = run.start
    for k, row in enumerate(shown):
        g = run.loss.slope(w) + run.noise[k % len(run.noise)]
        v = run.velocity(w, g)
        if row != [k, w, g, v]:
            return False
        w = w + run.stepsize(k) * v
    return True


def _meets(run: Run, hypotheses: Sequence[Formula]) -> bool:
    """Tell whether no hypothesis that finitely many steps decide is false."""
    names = run.names()
    for one in hypotheses:
        try:
            if holds(one, names) is False:
                return False
        except (UnknownError, UndefinedError, TypeError, ValueError, KeyError):
            continue  # it speaks of more than the run shows
    return True


def _written(run: Run, listed: list[Fraction] | None) -> dict[str, Any]:
    """Return a run as the laboratory reads it: numbers as text."""
    loss: list[str]
    if listed:
        loss = ["listed", *map(str, listed)]
    else:
        name, numbers = loss_form(run.loss.words) or ("linear", ("0",))
        slope, *rest = numbers
        loss = [name, *rest, slope] if name == "huber" else [name, *numbers]
    return {
        "levels": list(map(str, run.levels)), "epsilon": str(run.epsilon),
        "alpha": str(run.alpha), "clip": "" if run.clip == float("inf") else str(run.clip),
        "kind": run.kind, "rule": run.rule, "loss": loss, "start": str(run.start),
        "stepsize": list(map(str, run.gamma if isinstance(run.gamma, list) else [run.gamma])),
        "noise": [str(one) for one in run.noise],
        "constants": {name: str(one) for name, one in run.constants.items()},
        "steps": run.steps,
    }  # fmt: skip


def prefix(node: Term | Formula) -> str:
    """Return a term or formula in prefix notation: an operation, then its parts, by blanks.

    Operations of any number of parts say how many: ``and:2``. An index without an end has ``_``,
    and ``w@0`` is a member of a sequence.
    """
    if node.op in ("var", "num"):
        return str(node.args[0])
    if node.op == "prose":
        return "prose " + "\u00a0".join(node.args[0].split())
    if node.op == "at" and node.args[1].op == "num":
        return f"{node.args[0]}@{node.args[1].args[0]}"
    many = node.op in ("and", "or", "min", "max", "call")
    parts = [prefix(one) if isinstance(one, Term | Formula) else "_" if one is None else str(one)
             for one in node.args]  # fmt: skip
    return " ".join([f"{node.op}:{len(parts)}" if many else node.op, *parts])
