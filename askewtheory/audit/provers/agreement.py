"""Questions that are put to both solvers, and hypotheses that must hold together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

from askewtheory.audit import polynomial, vectors
from askewtheory.audit.provers.smtlib import satisfied, script
from askewtheory.audit.provers.solvers import Answer, ask
from askewtheory.audit.terms import BOUND, Formula, Term, children, eq, implies
from askewtheory.audit.theorem import NotEstablishedError


def both(asked: str, seconds: float) -> list[Answer]:
    """Return what Z3 and cvc5 say; that they contradict each other is an error."""
    answers = [ask("z3", asked, seconds=seconds), ask("cvc5", asked, seconds=seconds)]
    if {one.status for one in answers} >= {"sat", "unsat"}:
        raise NotEstablishedError(f"the solvers contradict each other: {said_by(answers)}")
    return answers


def said_by(answers: Iterable[Answer]) -> str:
    """Return what each solver said, in words."""
    return ", ".join(f"{one.solver} says {one.status}" for one in answers)


def require_satisfiable(formulas: Sequence[Formula], seconds: float) -> None:
    """Refuse hypotheses that are not shown to hold together, each with its denominators.

    What is said of all indices counts as an unknown of its own; members of a sequence are the same
    where their indices are; vectors are tried in a few dimensions, first with all of them zero.
    """
    if formulas:
        some_vectors = any(map(vectors.has_vectors, formulas))
        same = _same_members(formulas)
        for dimension in (0, 1, 2) if some_vectors else (0,):
            whole = [vectors.realised(one, dimension) for one in (*formulas, *same)]
            whole = [one if one.op == "forall" else satisfied(one) for one in whole]
            answer = ask("z3", script(whole), seconds=seconds)
            if answer.status == "sat":
                break
        else:
            raise NotEstablishedError(
                f"the hypotheses are not shown to hold together: {said_by([answer])}"
            )


def _same_members(formulas: Sequence[Formula]) -> list[Formula]:
    """Return for any two members of a sequence that they are equal where their indices are."""
    members = dict.fromkeys(one for node in formulas for one in _members(node))
    points, _ = vectors.sorts(formulas)
    found = []
    for left, right in combinations(members, 2):
        (name, i), (other, j) = left.args, right.args
        if name == other and not _differ(i, j):
            apart = Term("call", ("norm2", left - right))
            found.append(implies(eq(i, j), eq(apart, 0) if name in points else eq(left, right)))
    return found


def _members(node: Any) -> Iterator[Term]:
    """Yield the members of sequences in a node, but for those that an index binds."""
    if node.op == "at":
        yield node
    if node.op not in BOUND:
        for part in children(node):
            yield from _members(part)


def _differ(left: Term, right: Term) -> bool:
    """Tell whether two indices are different whatever their names stand for, as k and k + 1."""
    try:
        above, below = polynomial.quotient(left - right)
    except (TypeError, ValueError):
        return False
    return set(above) == set(below) == {()}
