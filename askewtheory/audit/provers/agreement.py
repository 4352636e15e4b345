"""Questions that are put to both solvers, and hypotheses that must hold together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from askewtheory.audit import vectors
from askewtheory.audit.provers.smtlib import satisfied, script
from askewtheory.audit.provers.solvers import Answer, ask
from askewtheory.audit.terms import Formula
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

    What is said of all indices counts as an unknown of its own; vectors are tried in a few
    dimensions, first with all of them zero.
    """
    if formulas:
        some_vectors = any(map(vectors.has_vectors, formulas))
        for dimension in (0, 1, 2) if some_vectors else (0,):
            whole = [vectors.realised(one, dimension) for one in formulas]
            whole = [one if one.op == "forall" else satisfied(one) for one in whole]
            answer = ask("z3", script(whole), seconds=seconds)
            if answer.status == "sat":
                break
        else:
            raise NotEstablishedError(
                f"the hypotheses are not shown to hold together: {said_by([answer])}"
            )
