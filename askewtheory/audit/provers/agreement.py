"""Questions that are put to both solvers, and hypotheses that must hold together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

from askewtheory.audit import vectors
from askewtheory.audit.indices import counting
from askewtheory.audit.known import real_values
from askewtheory.audit.provers.smtlib import question, satisfied, script
from askewtheory.audit.provers.solvers import Answer, ask
from askewtheory.audit.provers.together import (
    consequences,
    same_values,
    whole_names,
)
from askewtheory.audit.statement import states
from askewtheory.audit.terms import BOUND, Formula, Term, free_names, substitute, walk
from askewtheory.audit.theorem import NotEstablishedError
from askewtheory.audit.witness import is_met


def both(asked: str, seconds: float) -> list[Answer]:
    """Return what Z3 and cvc5 say; that they contradict each other is an error."""
    answers = [ask("z3", asked, seconds=seconds), ask("cvc5", asked, seconds=seconds)]
    if {one.status for one in answers} >= {"sat", "unsat"}:
        raise NotEstablishedError(f"the solvers contradict each other: {said_by(answers)}")
    return answers


def said_by(answers: Iterable[Answer]) -> str:
    """Return what each solver said, in words."""
    return ", ".join(f"{one.solver} says {one.status}" for one in answers)


EFFORT, LONGEST = 600_000, 20.0
"""What Z3 may spend to see that a formula says nothing, and after how many seconds it is ended."""


def holds_anyway(one: Formula) -> bool:
    """Tell whether a formula is seen to hold of all values, without any hypothesis."""
    try:
        asked = question(states(one))
    except TypeError:  # it is not defined everywhere
        return False
    return ask("z3", asked, seconds=LONGEST, effort=EFFORT).status == "unsat"


FIRST = (0, 1, 2, 3)
"""Whole numbers that names of indices are tried with."""
TRIED, BRIEFLY = 16, 5.0
"""How many such choices are tried, and for how many seconds each."""


def require_satisfiable(
    formulas: Sequence[Formula], seconds: float, conclusion: Formula | None = None
) -> None:
    """Refuse hypotheses that are not shown to hold together, each with its denominators.

    A name of an index in them or in the ``conclusion`` stands for a whole number in both.

    First what is said of all indices counts as an unknown of its own; members of a sequence are the
    same where their indices are; vectors are tried in a few dimensions, first with all of them
    zero. Where anything is said of all indices, or of sums and the like, sequences are then looked
    for that meet the hypotheses (:mod:`~askewtheory.audit.witness`).
    """
    if not formulas:
        return
    said = _asked(formulas, seconds)
    if said.status != "sat":
        raise NotEstablishedError(
            f"the hypotheses are not shown to hold together: {said_by([said])}"
        )
    if not any(_asked([*formulas, *one], seconds).status == "sat" for one in real_values(formulas)):
        raise NotEstablishedError(
            "the hypotheses are not shown to hold together with what readers know of functions"
        )
    everything = [*formulas, *([] if conclusion is None else [conclusion])]
    bound = any(node.op in BOUND for one in formulas for node in walk(one))
    if bound and is_met(formulas, whole_names(everything)):
        return
    if _contradicts(formulas, seconds, everything):
        raise NotEstablishedError(
            "the hypotheses do not hold together: what they say of single members cannot be"
        )
    if bound:
        raise NotEstablishedError(
            "the hypotheses are not shown to hold together: no sequences were found that meet them"
        )


def says_nothing(formulas: Sequence[Formula], conclusion: Formula) -> bool:
    """Tell whether a conclusion is about no values: its premises, or ranges, are never met.

    One of several cases may be such a one; not all of them.
    """
    if conclusion.op == "and":
        return all(says_nothing(formulas, part) for part in conclusion.args)
    if conclusion.op == "implies":
        premises, then = (conclusion.args[0],), conclusion.args[1]
    elif conclusion.op == "forall":
        index, low, high, then = conclusion.args
        k = Term("var", (index,))
        premises = (k >= low, *([] if high is None else [k <= high]))
    else:
        return False
    given = [*formulas, *premises]
    return _asked(given, PATIENCE).status != "sat" or says_nothing(given, then)


PATIENCE = 30.0
"""Seconds in which Z3 must find values that a conclusion is about."""


def _asked(formulas: Sequence[Formula], seconds: float, whole: Iterable[str] = ()) -> Answer:
    """Return what Z3 says of formulas in the first dimension in which they hold together."""
    some_vectors = any(map(vectors.has_vectors, formulas))
    same = same_values(formulas)
    answer: Answer | None = None
    for dimension in (0, 1, 2) if some_vectors else (0,):
        known = [vectors.realised(_defined(one), dimension) for one in (*formulas, *same)]
        answer = ask("z3", script(known, whole), seconds=seconds)
        if answer.status == "sat":
            break
    assert answer is not None
    return answer


def _defined(one: Formula) -> Formula:
    """Return a formula with its denominators; one for all indices may divide by what they give."""
    try:
        return satisfied(one)
    except TypeError:
        if one.op != "forall":
            raise
        return one


def _contradicts(
    formulas: Sequence[Formula], seconds: float, everything: Sequence[Formula]
) -> bool:
    """Tell whether what follows from hypotheses of single members is unsatisfiable.

    Names of indices are whole numbers: the first few are tried, then any.
    """
    spoken = set().union(*map(free_names, formulas))
    names = sorted(whole_names(everything) & spoken)
    formulas = [*formulas, *(Term("var", (one,)) >= 0 for one in sorted(counting(everything)))]
    if not names:
        further = consequences(formulas)
        return further != list(formulas) and _asked(further, seconds).status == "unsat"
    choices = sorted(product(FIRST, repeat=len(names)), key=sum)[:TRIED]
    for choice in choices:
        values = dict(zip(names, choice, strict=True))
        fixed = [substitute(one, values) for one in formulas]
        if _asked(consequences(fixed), min(seconds, BRIEFLY)).status != "unsat":
            return False
    return _asked(consequences(formulas), seconds, names).status == "unsat"
