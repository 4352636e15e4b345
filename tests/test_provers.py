"""The provers on statements whose truth is known: true, false, vacuous and too hard."""

from fractions import Fraction as F

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from askewtheory import kernel
from askewtheory.evidence import Outcome, Verdict
from askewtheory.exact import compare
from askewtheory.provers import (
    Check,
    DisagreementError,
    Instance,
    Twin,
    by_hand,
    certify,
    certify_identity,
    conjunction,
    ill_posed,
    paths,
    prove,
    replay,
    supported,
    vacuous,
)
from askewtheory.provers.smtlib import script
from askewtheory.provers.solvers import Answer, ask_cvc5, ask_z3
from tests.strategies import fractions

x, y, z = sympy.symbols("x y z", real=True)


def test_a_true_statement_is_proved_by_both_solvers():
    """A true inequality is proved, with both solvers' evidence and a refuted twin."""
    outcome = prove(x**2 + y**2 >= 2 * x * y, control=Twin("3xy", x**2 + y**2 >= 3 * x * y))
    assert outcome.verdict is Verdict.PROVED
    assert {item.tool for item in outcome.evidence} == {"Z3", "cvc5"}
    assert all("refuted at" in item.control for item in outcome.evidence)
    assert "(check-sat)" in outcome.evidence[0].detail


def test_a_false_statement_is_refuted_with_a_replayed_point():
    """A false inequality yields rational values that satisfy the hypotheses and break it."""
    outcome = prove(x * y >= x, given=[x > 0, y > 0], control=Twin("y >= 1", given=[x > 0, y >= 1]))
    assert outcome.verdict is Verdict.REFUTED
    assert outcome.counterexample is not None
    point = {str(k): F(str(v)) for k, v in outcome.counterexample.setting.items()}
    assert point["x"] > 0
    assert point["y"] > 0
    assert point["x"] * point["y"] < point["x"]


def test_unsatisfiable_hypotheses_are_vacuous():
    """Hypotheses that cannot hold prove nothing: the verdict says so."""
    outcome = prove(x > 5, given=[x > 1, x < 0], control=Twin("none", x > 6))
    assert outcome.verdict is Verdict.VACUOUS
    control = Twin("x > -1", given=[x > -1, x < 0])
    assert vacuous(given=[x > 1, x < 0], control=control).verdict is Verdict.VACUOUS
    assert vacuous(given=[x > 1], control=control).verdict is Verdict.UNDECIDED
    both = Twin("same", given=[x > 1, x < 0])
    assert vacuous(given=[x > 1, x < 0], control=both).verdict is Verdict.UNDECIDED


def test_a_control_that_is_true_blocks_the_proof():
    """A check whose negative control cannot fail is worth nothing, so the verdict is undecided."""
    outcome = prove(x**2 >= 0, control=Twin("also true", x**2 >= -1))
    assert outcome.verdict is Verdict.UNDECIDED
    assert "control" in outcome.reason


def test_a_refutation_whose_control_fails_is_undecided():
    """A refutation counts only if the same procedure holds for a true statement."""
    outcome = prove(x >= 1, given=[x > 0], control=Twin("also false", x >= 2))
    assert outcome.verdict is Verdict.UNDECIDED


def test_a_time_out_is_undecided(monkeypatch):
    """A solver that stops early decides nothing, even if the other one proves the statement."""

    def slow(question: str, *, timeout: float) -> Answer:
        return Answer("cvc5", "", "unknown", timeout)

    monkeypatch.setattr("askewtheory.provers.agreement.ask_cvc5", slow)
    outcome = prove(x**2 >= 0, control=Twin("x > 0", x > 0))
    assert outcome.verdict is Verdict.UNDECIDED
    assert "cvc5: unknown" in outcome.reason


def test_disagreement_is_an_error(monkeypatch):
    """Solvers that contradict each other stop everything."""

    def wrong(question: str, *, timeout: float) -> Answer:
        return Answer("cvc5", "", "sat", 0.0)

    monkeypatch.setattr("askewtheory.provers.agreement.ask_cvc5", wrong)
    with pytest.raises(DisagreementError, match="Z3: unsat, cvc5: sat"):
        prove(x**2 >= 0, control=Twin("x > 0", x > 0))


def test_denominators_are_cleared_and_reported():
    """A division is cleared with the sign of its denominator, whose non-zeroness is reported."""
    outcome = prove(x / y >= 0, given=[x * y > 0], control=Twin("x > 0", given=[x > 0]))
    assert outcome.verdict is Verdict.PROVED
    assert "y != 0" in outcome.reason
    wrong = prove(x / y <= x, given=[x > 0, y < 1], control=Twin("y > 1", given=[x > 0, y > 1]))
    assert wrong.verdict is Verdict.REFUTED


@pytest.mark.parametrize(
    "formula",
    [
        sympy.Eq(abs(x), sympy.Max(x, -x)),
        sympy.Min(x, y) <= sympy.Max(x, y),
        sympy.Piecewise((x, x > 0), (-x, True)) >= 0,
        sympy.Implies(sympy.And(x > 0, y > 0), abs(x / y) <= sympy.Max(1, x / y)),
        sympy.Ne(x**2 + 1, 0),
        sympy.Or(x > y, x <= y),
        sympy.Equivalent(x > 0, x**3 > 0),
    ],
)
def test_structured_formulas_are_understood(formula):
    """Absolute values, extrema, cases, divisions and connectives reach both solvers."""
    question = script([sympy.Not(formula)])[0]
    assert ask_z3(question, timeout=10).status == "unsat"
    assert ask_cvc5(question, timeout=10).status == "unsat"


def test_radicals_and_hidden_assumptions_are_refused():
    """A radical, or a symbol with an assumption the solvers cannot see, is an error."""
    with pytest.raises(TypeError, match="radical"):
        script([sympy.sqrt(x) > 1])
    positive = sympy.symbols("p", positive=True)
    with pytest.raises(TypeError, match="declared real and nothing more"):
        script([positive < 1])


@given(st.integers(-3, 3), st.integers(-3, 3), st.integers(-3, 3))
def test_the_script_means_what_the_formula_means(a, b, c):
    """At any integer point the script is satisfiable exactly if SymPy finds the formula true."""
    formula = sympy.And(x * y - z**2 <= x, sympy.Or(x > y, sympy.Ne(z, 1)), abs(x - z) < 3)  # pyright: ignore[reportArgumentType]
    values = [sympy.Eq(s, v) for s, v in zip((x, y, z), (a, b, c), strict=True)]
    expected = "sat" if formula.subs({x: a, y: b, z: c}) == True else "unsat"  # noqa: E712
    assert ask_z3(script([formula, *values])[0], timeout=10).status == expected


def test_certificates():
    """A certificate needs non-negative coefficients and a twin that is negative somewhere."""
    twin = (x * y - x, {x: 1, y: 0})
    assert certify(x * y + x / (1 + y), nonnegative=[x, y], control=twin).verdict == "proved"
    assert certify(x * y - x, nonnegative=[x, y], control=twin).verdict == "undecided"
    assert certify(x + z, nonnegative=[x], control=twin).verdict == "undecided"
    true_twin = (x + y, {x: 1, y: 0})
    assert certify(x * y, nonnegative=[x, y], control=true_twin).verdict == "undecided"


def test_identities():
    """An identity is proved; a wrong one, or one with an identical control, is not."""
    square = (x + y) ** 2
    expanded = x**2 + 2 * x * y + y**2
    assert certify_identity(square, expanded, control=expanded + x).verdict == "proved"
    assert certify_identity(square, expanded + 1, control=expanded).verdict == "undecided"
    assert certify_identity(square, expanded, control=square).verdict == "undecided"


def test_replay_refutes_only_valid_instances():
    """An instance counts if all hypotheses hold, the conclusion fails, and the control survives."""
    good = Check("one below two", 1, "<", 2)
    false = Check("root two at most 7/5", sympy.sqrt(2), "<=", F(7, 5))
    true = Check("root two at most 3/2", sympy.sqrt(2), "<=", F(3, 2))
    refuting = Instance({"a": 1}, [good], false)
    harmless = Instance({"a": 1}, [good], true)
    assert replay(refuting, control=harmless).verdict is Verdict.REFUTED
    assert replay(harmless, control=harmless).verdict is Verdict.UNDECIDED
    assert replay(refuting, control=refuting).verdict is Verdict.UNDECIDED
    assert replay(Instance({}, [false], false), control=harmless).verdict is Verdict.UNDECIDED
    assert replay(refuting, control=Instance({}, [false], true)).verdict is Verdict.UNDECIDED


def test_floats_never_decide():
    """A finite float in an exact comparison is an error; infinity compares exactly."""
    with pytest.raises(TypeError, match="float"):
        compare(0.5, F(1, 2))
    assert compare(F(1), float("inf")) == -1
    assert compare(sympy.sqrt(8), 2 * sympy.sqrt(2)) == 0
    assert compare((1 + sympy.sqrt(2)) ** 2, 3 + 2 * sympy.sqrt(2)) == 0


W = fractions(-4, 4, 12)


@given(W, W, fractions(0, 2, 6), st.sampled_from([0, 1]), st.sampled_from([0, 1]))
def test_traced_branches_are_the_kernel(w, g, clip, kind, rule):
    """Exactly one traced branch applies at each point, and its value is the kernel's velocity."""
    levels, epsilon, alpha = (F(-1), F(1)), F(1, 5), F(3, 2)
    found = paths(
        lambda a, b, c: kernel.velocity(a, b, levels, epsilon, alpha, c, kind, rule), x, y, z
    )
    point = {x: sympy.Rational(w), y: sympy.Rational(g), z: sympy.Rational(clip)}
    active = [path for path in found if path.condition.subs(point) == True]  # noqa: E712
    assert len(active) == 1
    expected = kernel.velocity(w, g, levels, epsilon, alpha, clip, kind, rule)
    assert active[0].value.subs(point) == sympy.Rational(expected)


def test_combinations():
    """A conjunction is as strong as its weakest part; hand-proved parts are named."""
    good = prove(x**2 >= 0, control=Twin("x > 0", x > 0))
    bad = Outcome(Verdict.UNDECIDED, "too hard")
    assert conjunction(good, good, reason="both").verdict is Verdict.PROVED
    assert conjunction(good, bad, reason="both").verdict is Verdict.UNDECIDED
    named = by_hand(good, "the sum over coordinates: add the lines")
    assert named.reason.endswith("by hand: the sum over coordinates")
    assert named.evidence[-1].kind == "hand"
    assert ill_posed("L is undefined", ["a", "b"]).verdict is Verdict.ILL_POSED
    ran = {"trials": 3, "worst_margin": 0.5, "seed": 0, "detail": "runs", "control": "half"}
    assert supported(**ran, passed=True).verdict is Verdict.SUPPORTED
    assert supported(**ran, passed=False).verdict is Verdict.UNDECIDED


def test_symbols_are_compared_by_their_assumptions():
    """A difference with a sign for all values of its symbols is decided, any other is an error."""
    n = sympy.Symbol("n", positive=True)
    assert compare(2 * n, n) == 1
    assert compare(n - 1, n) == -1
    with pytest.raises(ArithmeticError):
        compare(n, 1)


def test_cvc5_is_ended_when_its_time_is_up():
    """A query on which cvc5 ignores its own limit comes back as unknown, and the next one works."""
    v = sympy.symbols("v:6", real=True)
    hard = sum(
        v[i] ** 4 * v[(i + 1) % 6] ** 2 + v[i] ** 2 * v[(i + 1) % 6] ** 4
        - 3 * v[i] ** 2 * v[(i + 1) % 6] ** 2 + 1 for i in range(6)
    )  # fmt: skip
    assert ask_cvc5(script([hard < 0])[0], timeout=0.3).status == "unknown"
    assert ask_cvc5(script([x**2 < 0])[0], timeout=10).status == "unsat"
