"""Controls, derived from the statement: which hypotheses it needs, and how sharp its constants are.

A *twin* is the statement with one hypothesis dropped or one constant nudged by 1%. A twin with a
counterexample (replayed exactly) shows that the hypothesis or constant is *needed*, and that the
procedure that proved the statement can fail. Efforts are counted in the solvers' own units, so that
the outcome does not depend on the machine's load.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Any

from askewtheory.audit import vectors
from askewtheory.audit.evaluate import UnknownError, holds
from askewtheory.audit.provers.memory import recall, remember
from askewtheory.audit.provers.smtlib import question
from askewtheory.audit.provers.solvers import SolverError, ask
from askewtheory.audit.statement import (
    Hypothesis,
    Statement,
    beyond_solvers,
    check_proper,
    point_statement,
)
from askewtheory.audit.terms import RELATIONS, Formula, Term, mapped, negation, term, walk

EFFORT = {"z3": 600_000, "cvc5": 20_000}
"""What a solver may spend on one twin: a fraction of a second on an idle machine."""
LIMIT = 20.0
"""Seconds after which a solver is ended whatever it has spent."""
MOST_CONSTANTS, MOST_NUDGES = 6, 8
MOST_DROPPED = 4
"""Hypotheses of a statement about vectors beyond which none is dropped in turn."""
UP, DOWN = Fraction(101, 100), Fraction(99, 100)


@dataclass(frozen=True)
class Twin:
    """A weakened statement and what became of it.

    Parameters
    ----------
    change
        What was changed, in words.
    hypothesis
        The hypothesis that was dropped, or empty for a nudged constant.
    outcome
        ``needed`` (a counterexample), ``not needed`` (still proved), or ``open``.
    point
        The counterexample, by name.
    """

    change: str
    hypothesis: str
    outcome: str
    point: tuple[tuple[str, Fraction], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the record as ``--json`` writes it."""
        return {
            "change": self.change,
            "hypothesis": self.hypothesis,
            "outcome": self.outcome,
            "at": {name: str(value) for name, value in self.point},
        }

    def __str__(self) -> str:
        where = ", ".join(f"{name} = {value}" for name, value in self.point)
        return f"{self.change}: refuted at {where}" if where else f"{self.change}: {self.outcome}"


def twins(statement: Statement) -> tuple[Twin, ...]:
    """Return what became of every twin of a scalar statement; none for statements beyond solvers.

    Nudged constants are tried until one is refuted, at most ``MOST_NUDGES`` of them; each dropped
    hypothesis always.
    """
    return _twins(statement, tuple(one.name for one in statement.hypotheses))


@cache
def _twins(statement: Statement, names: tuple[str, ...]) -> tuple[Twin, ...]:
    """Return the twins; the names are the hypotheses', which equal statements may not share."""
    check_proper(statement)
    if any(map(vectors.has_vectors, (*statement.formulas, statement.conclusion))):
        return _on_a_line(statement)
    if beyond_solvers(statement) or not statement.names:
        return ()
    found = [
        _tried(twin, f"without {_short(one)}", str(one)) for one, twin in _without_each(statement)
    ]
    for words, twin in itertools.islice(_nudged(statement), MOST_NUDGES):
        found.append(_tried(twin, words, ""))
        if found[-1].outcome == "needed":
            break
    if not any(one.outcome == "needed" for one in found):
        opposite = statement.concluding(negation(statement.conclusion))
        found.append(_tried(opposite, "the opposite conclusion", ""))
    return tuple(found)


def _on_a_line(statement: Statement) -> tuple[Twin, ...]:
    """Return twins of a statement about vectors, with counterexamples of dimension one.

    What holds there need not hold elsewhere: without a counterexample the outcome is open. Where
    all is zero the opposite conclusion often fails already; of many hypotheses none is dropped.
    """
    names = sorted(vectors.sorts((*statement.formulas, statement.conclusion))[0])
    line = _realised(statement, 1)
    if beyond_solvers(line) or len(statement.hypotheses) > MOST_DROPPED:
        return _opposite(statement, names)
    made = [replace(one, outcome="open") if one.outcome == "not needed" else one
            for one in twins(line)]  # fmt: skip
    return tuple(replace(one, point=_as_vectors(one.point, names)) for one in made)


def _opposite(statement: Statement, names: list[str]) -> tuple[Twin, ...]:
    """Return the twin with the opposite conclusion, if it fails where all vectors are zero."""
    opposite = statement.concluding(negation(statement.conclusion))
    flat = _realised(opposite, 0)
    flat = Statement(
        tuple(Hypothesis(_named(one.formula), one.name) for one in flat.hypotheses),
        _named(flat.conclusion),
    )
    try:
        point = None if beyond_solvers(flat) else counterexample(flat, effort=EFFORT["z3"])
    except (SolverError, UnknownError):
        point = None
    if point is None:
        return ()
    shown = [*point.items(), *((name, Fraction(0)) for name in names)]
    return (Twin("the opposite conclusion", "", "needed", tuple(sorted(shown))),)


def _named(node: Any) -> Any:
    """Return a term or formula with a name of its own in place of each member of a sequence."""
    return Term("var", (str(node),)) if node.op == "at" else mapped(node, _named)


def _as_vectors(point: tuple[tuple[str, Fraction], ...], names: list[str]) -> Any:
    """Return a point with x in place of x_1."""
    shown = {vectors.coordinate(Term("var", (name,)), 1).args[0]: name for name in names}
    return tuple((shown.get(name, name), value) for name, value in point)


def _realised(statement: Statement, dimension: int) -> Statement:
    """Return the statement in coordinates."""
    return Statement(
        tuple(
            Hypothesis(vectors.realised(one.formula, dimension), one.name)
            for one in statement.hypotheses
        ),
        vectors.realised(statement.conclusion, dimension),
        statement.about,
    )


def control(statement: Statement) -> Twin | None:
    """Return a twin that both solvers refute, or None."""
    for twin in twins(statement):
        if twin.outcome == "needed":
            return twin
    return None


def _short(one: Hypothesis) -> str:
    return one.name or str(one.formula)


def _without_each(statement: Statement) -> Iterator[tuple[Hypothesis, Statement]]:
    for place, one in enumerate(statement.hypotheses):
        rest = statement.hypotheses[:place] + statement.hypotheses[place + 1 :]
        yield one, Statement(rest, statement.conclusion, statement.about)


def _nudged(statement: Statement) -> Iterator[tuple[str, Statement]]:
    """Yield twins with a constant of the conclusion, then of a hypothesis, nudged by 1%."""
    for words, other in _variants(statement.conclusion):
        yield f"conclusion with {words}", statement.concluding(other)
    for place, one in enumerate(statement.hypotheses):
        for words, other in _variants(one.formula):
            changed = list(statement.hypotheses)
            changed[place] = Hypothesis(other, one.name)
            yield (
                f"{_short(one)} with {words}",
                Statement(tuple(changed), statement.conclusion, statement.about),
            )


def _variants(one: Formula) -> Iterator[tuple[str, Formula]]:
    """Yield a formula with a right side, or a number in it, 1% larger and smaller; then strict."""
    relations = [node for node in walk(_consequent(one)) if node.op in RELATIONS]
    for relation in relations[:2]:
        left, right = relation.args
        if right != term(0):
            for factor in (DOWN, UP):
                nudged = Formula(relation.op, (left, right * term(factor)))
                yield f"{factor} times the right side", _replaced_first(one, relation, nudged)
    numbers = [node for node in walk(one) if node.op == "num" and abs(node.args[0]) not in (0, 1)]
    for number in list(dict.fromkeys(numbers))[:MOST_CONSTANTS]:
        for factor in (DOWN, UP):
            other = term(number.args[0] * factor)
            yield f"{other} for {number}", _replaced_first(one, number, other)
    for relation in relations[:1]:
        if relation.op in ("<=", ">="):
            strict = Formula(relation.op[0], relation.args)
            yield "a strict inequality", _replaced_first(one, relation, strict)


def _consequent(one: Formula) -> Formula:
    """Return what an implication concludes: a nudge elsewhere would change a case, not a claim."""
    while one.op == "implies":
        one = one.args[1]
    if one.op == "and":
        return Formula("and", tuple(_consequent(part) for part in one.args))
    return one


def _replaced_first(node: Any, old: Any, new: Any) -> Any:
    """Return the node with the first occurrence of ``old`` replaced."""
    done = False

    def visit(part: Any) -> Any:
        nonlocal done
        if done or not isinstance(part, Term | Formula):
            return part
        if part == old:
            done = True
            return new
        return type(part)(part.op, tuple(visit(inner) for inner in part.args))

    return visit(node)


def _tried(twin: Statement, words: str, hypothesis: str) -> Twin:
    """Ask Z3; where it finds no counterexample, cvc5 has to agree that there is none."""
    try:
        outcome, point = _decided(twin)
    except (SolverError, UnknownError, TypeError):
        outcome, point = "open", {}
    return Twin(words, hypothesis, outcome, tuple(sorted(point.items())))


def _decided(twin: Statement) -> tuple[str, Mapping[str, Fraction]]:
    """Return a twin's outcome, and the point where it fails; what earlier runs tried helps."""
    asked = question(twin)
    known = recall(asked, EFFORT)
    if known == "open":
        return "open", {}
    if (
        isinstance(known, dict)
        and set(known) == set(twin.names)
        and breaks(twin, known)
        and _both_refute(twin, known)
    ):
        return "needed", known
    answer = ask("z3", asked, seconds=LIMIT, effort=EFFORT["z3"], model=True)
    if answer.status == "sat":
        point = counterexample(twin, effort=EFFORT["z3"])
        if point is not None and _both_refute(twin, point):
            remember(asked, EFFORT, point)
            return "needed", point
    elif answer.status == "unsat":
        answer = ask("cvc5", asked, seconds=LIMIT, effort=EFFORT["cvc5"])
        if answer.status == "unsat":
            return "not needed", {}
    if answer.seconds < LIMIT / 2:  # the effort was spent; on a slower machine the time may be
        remember(asked, EFFORT, "open")
    return "open", {}


def _both_refute(twin: Statement, point: Mapping[str, Fraction]) -> bool:
    """Ask both solvers at the point itself: each must see that the twin fails there."""
    fixed = question(Statement((*_fixed(point), *twin.hypotheses), twin.conclusion))
    return all(ask(name, fixed, seconds=LIMIT).status == "sat" for name in ("z3", "cvc5"))


def _fixed(point: Mapping[str, Fraction]) -> tuple[Hypothesis, ...]:
    return tuple(Hypothesis(one) for one in point_statement(dict(sorted(point.items()))))


def counterexample(
    statement: Statement,
    hint: Mapping[str, Any] | None = None,
    *,
    effort: int = 0,
    seconds: float = LIMIT,
) -> dict[str, Any] | None:
    """Return rationals that satisfy the hypotheses and break the conclusion, replayed exactly.

    Parameters
    ----------
    statement
        A scalar statement, or one about vectors (tuples of rationals are found for them).
    hint
        Values that help Z3 to find the others.
    effort, seconds
        Z3's limits for one question.

    Returns
    -------
    dict or None
        The value of every name; None where none was found.
    """
    found_vectors, _ = vectors.sorts((*statement.formulas, statement.conclusion))
    for dimension in (1, 2, 3) if found_vectors else ():
        flat = counterexample(_realised(statement, dimension), effort=effort, seconds=seconds)
        if flat is not None:
            return vectors.grouped(flat, found_vectors, dimension)
    if found_vectors:
        return None
    fixed = {name: Fraction(value) for name, value in (hint or {}).items()}
    for _ in range(len(statement.names) + 1):
        asked = question(Statement((*_fixed(fixed), *statement.hypotheses), statement.conclusion))
        answer = ask("z3", asked, seconds=seconds, effort=effort, model=True)
        if answer.model is None:
            return None
        known = {name: answer.model[name] for name in statement.names if name in answer.model}
        point = {name: known.get(name, Fraction(0)) for name in statement.names}
        if breaks(statement, point):
            return point
        # Z3's value of some name is irrational: keep one of the others, so that it moves
        free = [name for name in known if name not in fixed]
        if not free or len(known) == len(statement.names):
            return None
        fixed[free[0]] = known[free[0]]
    return None


def breaks(statement: Statement, point: Mapping[str, Any]) -> bool:
    """Tell whether a point satisfies every hypothesis and not the conclusion, exactly."""
    satisfied = all(holds(one, point) is True for one in statement.formulas)
    return satisfied and holds(statement.conclusion, point) is False
