"""A claim over the reals: Z3 and cvc5 must agree, and a weakened twin must be refuted.

To prove ``given => conclusion`` the solvers are asked for a point that satisfies ``given`` and not
``conclusion``. Both say that there is none: proved, provided that ``given`` can hold at all and
that the same procedure refutes the twin. One has such a point: it is replayed exactly. They
contradict each other: an error. Anything else, a time-out included, is undecided.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from askewtheory.evidence import Counterexample, Evidence, Outcome, Verdict
from askewtheory.provers.smtlib import script
from askewtheory.provers.solvers import Answer, ask_cvc5, ask_z3


class DisagreementError(RuntimeError):
    """Two solvers contradict each other on the same script."""


@dataclass(frozen=True)
class Twin:
    """A weakened twin of a claim, which the same procedure must refute.

    Parameters
    ----------
    weakened
        What was changed, in words.
    conclusion, given
        The twin's own; ``None`` inherits the claim's.
    hint
        Values that help the solver find the twin's counterexample.
    """

    weakened: str
    conclusion: Any = None
    given: Sequence[Any] | None = None
    hint: Mapping[sympy.Symbol, Any] | None = None


def prove(
    conclusion: Any,
    *,
    given: Sequence[Any] = (),
    control: Twin,
    timeout: float = 30.0,
    hint: Mapping[sympy.Symbol, Any] | None = None,
) -> Outcome:
    """Decide whether ``given`` implies ``conclusion`` for all real values of the symbols.

    Parameters
    ----------
    conclusion, given
        SymPy formulas over real symbols; denominators are cleared and assumed non-zero.
    control
        The weakened twin.
    timeout
        Seconds for each solver and question.
    hint
        Values that help the solver find a counterexample, where one is expected.

    Returns
    -------
    Outcome
        ``proved``, ``refuted``, ``vacuous`` or ``undecided``.

    Raises
    ------
    DisagreementError
        If the solvers contradict each other.
    """
    given = list(given)
    question, nonzero = script([*given, sympy.Not(conclusion)])
    if hint:
        found = _counterexample(conclusion, given, hint, timeout)
        if found is not None:
            return _refuted(found, conclusion, given, control, question, timeout)
    answers = _ask_both(question, timeout)
    statuses = {answer.status for answer in answers}
    if "sat" in statuses:
        found = _counterexample(conclusion, given, {}, timeout)
        if found is None:
            return Outcome(Verdict.UNDECIDED, "a solver has a counterexample, but no rational one")
        return _refuted(found, conclusion, given, control, question, timeout)
    if statuses != {"unsat"}:
        said = ", ".join(f"{answer.solver}: {answer.status}" for answer in answers)
        return Outcome(Verdict.UNDECIDED, f"{said} after {timeout:g} s")
    if not _satisfiable(given, timeout):
        return _unsatisfiable(given, timeout)
    twin = _twin_refuted(control, conclusion, given, timeout)
    if twin is None:
        return Outcome(
            Verdict.UNDECIDED, f"the negative control was not refuted: {control.weakened}"
        )
    note = f"; assuming {', '.join(f'{term} != 0' for term in nonzero)}" if nonzero else ""
    evidence = tuple(
        Evidence("smt", answer.solver, answer.version, answer.seconds, question + note, twin)
        for answer in answers
    )
    return Outcome(Verdict.PROVED, "Z3 and cvc5 agree, for all reals" + note, evidence)


def vacuous(*, given: Sequence[Any], control: Twin, timeout: float = 30.0) -> Outcome:
    """Show that hypotheses cannot hold together; the control's can."""
    assert control.given is not None, "the control of a vacuity needs hypotheses that can hold"
    outcome = _unsatisfiable(list(given), timeout)
    if outcome.verdict is Verdict.VACUOUS and not _satisfiable(list(control.given), timeout):
        return Outcome(
            Verdict.UNDECIDED, f"the negative control cannot hold either: {control.weakened}"
        )
    note = f"satisfiable: {control.weakened}"
    evidence = tuple(
        Evidence(item.kind, item.tool, item.version, item.seconds, item.detail, note)
        for item in outcome.evidence
    )
    return Outcome(outcome.verdict, outcome.reason, evidence)


def holds_at(formula: Any, point: Mapping[Any, Any]) -> bool:
    """Evaluate a formula exactly at a point of rationals; undefined (0/0) counts as false."""
    values = {symbol: sympy.Rational(str(value)) for symbol, value in point.items()}
    try:
        result = sympy.sympify(formula).subs(values, simultaneous=True)
    except TypeError:  # SymPy refuses to compare 1/0
        return False
    return result is sympy.true or result == True  # noqa: E712 (SymPy's true is not Python's)


def _ask_both(question: str, timeout: float) -> list[Answer]:
    answers = [ask_z3(question, timeout=timeout), ask_cvc5(question, timeout=timeout)]
    if {answer.status for answer in answers} >= {"sat", "unsat"}:
        said = ", ".join(f"{answer.solver}: {answer.status}" for answer in answers)
        raise DisagreementError(f"{said} on\n{question}")
    return answers


def _satisfiable(given: list[Any], timeout: float) -> bool:
    return not given or ask_z3(script(given)[0], timeout=timeout).status == "sat"


def _unsatisfiable(given: list[Any], timeout: float) -> Outcome:
    question = script(given)[0]
    answers = _ask_both(question, timeout)
    if {answer.status for answer in answers} != {"unsat"}:
        said = ", ".join(f"{answer.solver}: {answer.status}" for answer in answers)
        return Outcome(Verdict.UNDECIDED, f"hypotheses not shown satisfiable or not: {said}")
    evidence = tuple(
        Evidence("smt", answer.solver, answer.version, answer.seconds, question, "")
        for answer in answers
    )
    return Outcome(Verdict.VACUOUS, "no real values satisfy the hypotheses", evidence)


def _counterexample(
    conclusion: Any, given: list[Any], hint: Mapping[Any, Any], timeout: float
) -> dict[Any, Any] | None:
    """Return a rational point, replayed exactly, of ``given`` without the conclusion."""
    goal = [*given, sympy.Not(conclusion)]
    symbols = sorted(set().union(*(getattr(part, "free_symbols", set()) for part in goal)), key=str)
    fixed = dict(hint)
    for _ in range(len(symbols) + 1):
        values = [sympy.Eq(symbol, sympy.Rational(str(x))) for symbol, x in fixed.items()]
        answer = ask_z3(script([*goal, *values])[0], timeout=timeout, model=True)
        if answer.model is None:
            return None
        point = {symbol: answer.model.get(symbol.name) for symbol in symbols}
        irrational = [symbol for symbol, value in point.items() if value is None]
        if not irrational or _completes(goal, point, irrational):
            return point if all(holds_at(part, point) for part in goal) else None
        # keep the rational values, so that the next model differs in the irrational ones only
        free = [s for s in symbols if s not in fixed and point[s] is not None]
        if not free:
            return None
        fixed[free[0]] = point[free[0]]
    return None


def _completes(goal: list[Any], point: dict[Any, Any], missing: list[Any]) -> bool:
    """Try zero for symbols that the model leaves open."""
    trial = {symbol: value if value is not None else 0 for symbol, value in point.items()}
    if not all(holds_at(part, trial) for part in goal):
        return False
    point.update(dict.fromkeys(missing, sympy.S.Zero))
    return True


def _twin_refuted(control: Twin, conclusion: Any, given: list[Any], timeout: float) -> str | None:
    weaker = conclusion if control.conclusion is None else control.conclusion
    hypotheses = given if control.given is None else list(control.given)
    point = _counterexample(weaker, hypotheses, control.hint or {}, timeout)
    if point is None:
        return None
    where = ", ".join(f"{symbol} = {value}" for symbol, value in point.items())
    return f"{control.weakened}: refuted at {where}"


def _refuted(
    point: dict[Any, Any],
    conclusion: Any,
    given: list[Any],
    control: Twin,
    question: str,
    timeout: float,
) -> Outcome:
    """Record a counterexample; here the control is a true statement that must not be refuted."""
    where = ", ".join(f"{symbol} = {value}" for symbol, value in point.items())
    weaker = conclusion if control.conclusion is None else control.conclusion
    hypotheses = given if control.given is None else list(control.given)
    answer = ask_z3(script([*hypotheses, sympy.Not(weaker)])[0], timeout=timeout)
    if answer.status != "unsat":
        reason = f"refuted at {where}, but its control is refuted or undecided too"
        return Outcome(Verdict.UNDECIDED, f"{reason}: {control.weakened}")
    found = Counterexample(
        setting={str(symbol): value for symbol, value in point.items()},
        hypotheses=tuple(str(part) for part in given),
        conclusion=f"{conclusion} is false",
    )
    evidence = Evidence(
        "exact-replay", "SymPy", sympy.__version__, 0.0, question, f"holds: {control.weakened}"
    )
    return Outcome(Verdict.REFUTED, f"false at {where}", (evidence,), found)
