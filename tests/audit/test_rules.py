"""Each rule establishes what it should, of the right kind; its facts hold on concrete numbers."""

# pyright: reportArgumentType=false, reportAttributeAccessIssue=false
# Stubs are given in place of a solver's answers; facts are of one kind of statement.

from dataclasses import replace
from fractions import Fraction as F
from pathlib import Path

import pytest
import sympy
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from askewtheory.audit import polynomial, rules
from askewtheory.audit.evaluate import UndefinedError, UnknownError, holds, value
from askewtheory.audit.orbits import Constant, Cycle, Family, cycle
from askewtheory.audit.provers import agreement, coq
from askewtheory.audit.provers.smtlib import question
from askewtheory.audit.provers.solvers import Answer, ask
from askewtheory.audit.provers.trace import traced
from askewtheory.audit.statement import states
from askewtheory.audit.sums import FACTS, sum_statement
from askewtheory.audit.terms import (
    Formula,
    Term,
    check_proper,
    formula,
    free_names,
    maximum,
    minimum,
    prose,
    substitute,
    term,
)
from askewtheory.audit.terms import coq as stated
from askewtheory.audit.theorem import NotEstablishedError
from askewtheory.audit.verdict import Kind, Verdict

SMALL = st.fractions(-5, 5, max_denominator=6)
SQUARES = states("x^2 >= 0")


def proved(conclusion, *hypotheses, about=""):
    """Return what solvers prove."""
    return rules.solvers(states(conclusion, hypotheses, about))


def test_solvers():
    """Z3 and cvc5 agree, each with evidence of its own; divisions are asked where they stand."""
    made = rules.solvers(states("1/x > 0", ["x > 0"]))
    assert (made.verdict, made.kind, len(made.evidence)) == (Verdict.PROVED, Kind.SOLVERS, 2)
    for shown in ("x == 0 or 1/x != 0", "implies(x > 0, 1/x > 0)", "if_(x == 0, 1, x/x) == 1"):
        assert proved(shown).proved


@pytest.mark.parametrize(("z3", "cvc5", "given_", "said"), [
    ("unsat", "unknown", "sat", "not proved: Z3 says unsat, cvc5 says unknown"),
    ("unknown", "unsat", "sat", "not proved"),
    ("unknown", "unknown", "sat", "not proved"),
    ("unsat", "sat", "sat", "contradict each other"),
    ("unsat", "unsat", "unknown", "not shown to hold together: Z3 says unknown"),
])  # fmt: skip
def test_a_solver_that_does_not_know_proves_nothing(monkeypatch, z3, cvc5, given_, said):
    """Both must say unsat to the question, and Z3 sat to the hypotheses."""

    def answer(solver, script, **_):
        asked = script.count("(assert ") == 2
        status = {"z3": z3, "cvc5": cvc5}[solver] if asked else given_
        return Answer({"z3": "Z3"}.get(solver, solver), "", status, 0.0)

    monkeypatch.setattr(agreement, "ask", answer)
    statement = states("x + 1 > 0", ["x > 0"])
    with pytest.raises(NotEstablishedError, match=said):
        rules.solvers(statement)
    with pytest.raises(NotEstablishedError, match=said.replace("not proved", "not shown empty")):
        rules.vacuity(statement.having("x < 0"), ["x < 0"])


def test_a_limit_that_is_given_exists():
    """What a hypothesis says of a limit includes that there is one."""
    assert proved("lim(x[k] for k in N) < 2", "lim(x[k] for k in N) == 1").proved
    assert proved("min(x[k] for k in range(0, T)) == min(x[k] for k in range(0, T))",
                  "T - 1 >= 0").proved  # fmt: skip


def test_indices_that_are_not_below_zero():
    """Where that is given, or seen of a range, members before k exist like others."""
    assert proved("w[k - 5]^2 >= 0", "k >= 5").proved
    assert proved("k < 5 or w[k - 5]^2 >= 0").proved
    assert proved("w[k - 5] + 1 > 1", "w[k - 5] > 0").proved
    each = [
        "all(x[k + 1] == x[k] + b*(x[k] - x[k - 1]) for k in N(1))",
        "sum(sum(a[j]*b[k - j] for j in range(k + 1)) for k in range(T)) >= 1",
        "all(v[T - 1 - k] <= v[T] for k in range(T))",
        "all(w[k - m] >= 0 for k in N(m))",
        "all(w[k] <= w[m - 1] for k in range(m))",
    ]
    for one in each:
        assert proved("b + 1 > 1", one, "b > 0").proved
    assert rules.generalisation(states("all(w[k - m]^2 >= 0 for k in N(m))"),
                                proved("w[k - m]^2 >= 0", "k >= m")).proved  # fmt: skip
    member = rules.solvers(states("w[k] >= 1", ["w[k] >= 1"]))
    for first, start, known in (("1", "2", []), ("0", "a", ["a >= 0"]), ("m", "a", ["a >= m"])):
        given_all = [f"all(w[k] >= 1 for k in N({first}))", *known]
        assert rules.generalisation(states(f"all(w[k] >= 1 for k in N({start}))", given_all),
                                    member).proved  # fmt: skip
    before = rules.solvers(states("w[k]^2 + 1 > 0"))
    assert rules.instance(
        states("w[k - 5]^2 + 1 > 0", ["k - 5 >= 0"]), before, {"k": "k - 5"}
    ).proved
    assert rules.instance(states("w[k + m]^2 + 1 > 0"), before, {"k": "k + m"}).proved


def test_ranges_that_fit_together():
    """What is said of ranges that meet, overlap or are inverted is no contradiction by itself."""
    for hypotheses in [
        ["sum(w[k] for k in range(a)) == 1", "sum(w[k] for k in range(a, b)) == 2",
         "sum(w[k] for k in range(b)) == 3", "b >= a"],
        ["sum(w[k] for k in range(a)) == 1", "sum(w[k] for k in range(a, b)) == 0",
         "sum(w[k] for k in range(b)) == 3", "b < a"],
        ["sum(v[T - 1 - k] for k in range(T)) == 1", "sum(v[T - 1 - k] for k in range(T - 1)) == 0",
         "v[0] == 1", "T >= 1"],
        ["sum(w[k] for k in range(T)) == 1", "sum(w[k] for k in range(T + 1)) == 1", "w[T] == 0"],
        ["all(w[k] > 1 for k in range(a))", "not all(w[k] > 1 for k in range(b))"],
        ["min(w[k] for k in range(a)) == 3", "min(w[k] for k in range(a, b)) == 2",
         "min(w[k] for k in range(b)) == 2"],
    ]:  # fmt: skip
        assert proved("x + 1 > 1", "x > 0", *hypotheses).proved
    backwards = rules.refutation(
        states("sum(w[k] for k in range(b)) == sum(w[k] for k in range(a)) + "
               "sum(w[k] for k in range(a, b))"),
        {"w": [1, 1, 1], "a": 2, "b": 0}, "sum(w[k] for k in range(a, b)) == 0",
    )  # fmt: skip
    assert backwards.counterexample is not None
    assert "0 == 2 is false" in backwards.counterexample.conclusion


def test_certificate():
    """An identity; a sum of products of hypotheses with squares and numbers."""
    assert rules.certificate(states("(x + 1)^2 == x^2 + 2*x + 1")).kind is Kind.COMPUTED
    both = states("x*y + 3*(x - 1) + z^2 >= y", ["x >= 1", "y >= 0"])
    assert rules.certificate(both, [(1, [0, 1]), (3, [0]), (term("z") ** 2, [])]).proved
    assert rules.certificate(states("y <= x*y", ["x >= 1", "0 <= y"]), [(1, [0, 1])]).proved
    assert rules.certificate(states("x^2/x == x", ["x != 0"])).proved


def test_a_multiplier_that_a_hypothesis_says_is_nonnegative():
    """It is refused where a square may stand, and what the sentence says is accepted."""
    statement = states("x*y*z^2 >= y*z^2", ["x >= 1", "y >= 0"])
    with pytest.raises(NotEstablishedError, match=r"got y\*z\^2: of what else .* the list names"):
        rules.certificate(statement, [("y*z^2", [0])])
    assert rules.certificate(statement, [("z^2", [0, 1])]).proved


def test_signs():
    """No coefficient of a quotient changes the sign, and the denominator is not zero."""
    assert rules.signs(states("x/(1 + y) + x*y >= 0", ["x >= 0", "y >= 0"])).proved
    assert rules.signs(states("-x <= 0", ["0 < x"])).proved


def test_evaluation():
    """Arithmetic, with hypotheses that are true."""
    assert rules.evaluation(states("1/3 + 1/6 == 1/2", ["1 < 2"])).kind is Kind.COMPUTED


def test_refutation():
    """An instance in numbers, in parameters, of functions and of sequences."""
    made = rules.refutation(states("x^2 > 0", ["x >= 0"]), {"x": 0}, "x^2 >= 0")
    assert (made.verdict, made.kind) == (Verdict.REFUTED, Kind.COMPUTED)
    assert made.counterexample is not None
    assert made.counterexample.conclusion == "x^2 > 0: 0 > 0 is false"
    all_p = rules.refutation(
        states("x < y", ["y > 0"]),
        {"x": term("2*p"), "y": term("p")},
        "x > y",
        parameters=["p > 0"],
    )
    assert all_p.kind is Kind.SOLVERS
    step = {"f": lambda v: v if v > 0 else 0 * v, "w": Family((term("n"), term("-n - 1")), "n")}
    assert rules.refutation(states("all(f(w[k]) > 0 for k in N)"), step,
                            "f(w[2]) == 1").verdict is Verdict.REFUTED  # fmt: skip
    assert rules.refutation(
        states("lim(w[k] for k in N) == 0", ["all(w[k]^2 == c[k] for k in N)"]),
        {"w": Cycle((F(-1),), (F(1), F(-1))), "c": Constant(1)}, "limsup(w[k] for k in N) == 1",
    ).verdict is Verdict.REFUTED  # fmt: skip
    undefined = rules.refutation(states("1/x == 1/x"), {"x": 0}, "x == 0")
    assert undefined.counterexample is not None
    assert "undefined" in undefined.counterexample.conclusion


class Still:
    """A model of what stays."""

    about = "what stays, in a test of the rules"

    def names(self):
        """Return its members."""
        return {"w": (F(1), F(1)), "speed": F(0)}

    def obligations(self):
        """Return that it stays."""
        return (formula("p - p == 0"),)

    def setting(self):
        """Return where it is."""
        return {"at": F(1)}

    def table(self):
        """Return its members as rows."""
        return ("k", "w"), ((0, F(1)), (1, F(1)))


def test_refutation_by_a_model():
    """A model gives the values; what it owes becomes a premise, its table is for readers."""
    made = rules.refutation(states("w[1] > w[0]", (), Still.about), {}, "w[1] == w[0]",
                            model=Still())  # fmt: skip
    assert [str(one.statement) for one in made.premises] == ["|- p - p == 0"]
    assert made.counterexample is not None
    assert made.counterexample.rows == ((0, 1), (1, 1))


@pytest.mark.parametrize(("instead", "remark"), [
    ("x == 2", ""),
    ("x <= x", "; nor by any other, as it holds of all values"),
    ("abs(x) >= x", "; nor by any other, as it holds of all values"),
    ("0 < x", "; nor by any other, as it is a hypothesis"),
])  # fmt: skip
def test_what_no_instance_could_refute_is_marked(instead, remark):
    """A tautology, or a hypothesis, is true instead of everything."""
    made = rules.refutation(states("x < 2", ["0 < x <= 2"]), {"x": 2}, instead)
    assert made.evidence[0].control == f"not refuted by the same instance: {instead}{remark}"


def test_what_is_true_of_other_names_is_marked():
    """A model gives more names their values than its statement speaks of."""
    statement = states("w[1] == 0", about=Still.about)
    made = rules.refutation(statement, {}, "speed == 0", model=Still())
    assert made.evidence[0].control.endswith("speed == 0; it has no name of the statement's")


def test_vacuity():
    """No values meet the hypotheses, and what is meant can be met."""
    assert rules.vacuity(states("x > 5", ["x > 1", "x < 1"]), ["x >= 1"]).verdict == "vacuous"


def test_conjunction_cases_instance_chain():
    """Statements from statements, each of the kind of its weakest part."""
    both = rules.conjunction([rules.solvers(SQUARES), rules.evaluation(states("1 < 2"))])
    assert both.kind is Kind.SOLVERS
    whole = states("abs(x) >= x", ["x != 5"])
    parts = [rules.solvers(whole.having(one)) for one in ("x >= 0", "x < 0")]
    assert rules.cases(whole, parts, proved("x >= 0 or x < 0")).proved
    put = rules.instance(states("(1/y)^2 >= 0", ["y != 0"]), rules.solvers(SQUARES), {"x": "1/y"})
    assert put.proved
    known = [proved("x + 1 > 0 and x > 0", "x > 0"), proved("x + 2 > 0", "x + 1 > 0")]
    assert rules.chain(states("x + 2 > 0", ["x > 0"]), known).proved
    subject = states("x^2 >= 0", (), "a walk")
    assert rules.chain(subject, [rules.solvers(SQUARES)]).proved


def test_induction_and_generalisation():
    """Over all indices from a on, with what is given for all indices."""
    given_ = ["x[0] >= 0", "all(x[k + 1] >= x[k] for k in N)"]
    rises = states("all(x[k] >= 0 for k in N)", given_)
    step = proved("x[k + 1] >= 0", "x[k] >= 0", "x[k + 1] >= x[k]")
    assert rules.induction(rises, proved("x[0] >= 0", "x[0] >= 0"), step).proved
    each = states("all(x[k + 1] - x[k] >= 0 for k in N)", given_[1:])
    assert rules.generalisation(each, proved("x[k + 1] - x[k] >= 0", "x[k + 1] >= x[k]")).proved
    within = states("all(k <= T for k in range(0, T + 1))")
    assert rules.generalisation(within, proved("k <= T", formula("k <= T + 1 - 1"))).proved


def test_sum_order():
    """Term by term, under what is given for all indices."""
    ordered = states("sum(x[k] for k in range(0, T + 1)) <= sum(y[k] for k in range(0, T + 1))",
                     ["all(x[k] <= y[k] for k in N)"])  # fmt: skip
    assert rules.sum_order(ordered, proved("x[k] <= y[k]", "x[k] <= y[k]")).proved


def test_member():
    """What is given for every index, at one place whose bounds are given."""
    given_ = ["all(x[k] >= k and y[k] == 0 for k in N(1))", "T >= 1", "2*T + 1 >= 1"]
    for place, said in (("T", "x[T] >= T"), ("2*T + 1", "y[2*T + 1] == 0")):
        assert rules.member(states(said, given_), place).proved
    assert rules.member(states("x[4] >= 4", given_), 4).proved
    within = ["all(x[k] >= 0 for k in range(2, T))", "k >= 2", "k <= T - 1"]
    assert rules.member(states("x[k] >= 0", within), "k").proved


MEMBERS = st.lists(SMALL, min_size=10, max_size=10)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(FACTS)), st.integers(0, 3), st.integers(-1, 4), st.integers(0, 2),
       MEMBERS, MEMBERS)  # fmt: skip
@example("telescoping", 0, 2, 1, list(map(F, range(10))), [F(0)] * 10)
@example("telescoping", 0, 2, 2, list(map(F, range(10))), [F(0)] * 10)
def test_facts_about_sums_hold_on_sequences(name, low, more, less, f, g):
    """Whatever the members, and however the end is written, a fact is true of them."""
    bodies = {"constant": ["c"], "linear": ["c", "f[k]", "g[k]"], "telescoping": ["f[k]"],
              "minimum": ["f[k]*g[k]"], "Cauchy-Schwarz": ["f[k]", "g[k]"]}[name]  # fmt: skip
    made = rules.sum_fact(name, "k", "a", f"b - {less}" if less else "b", *bodies)
    names = {"a": low, "b": low + more + less, "f": f, "g": g, "c": f[9] - g[9]}
    if all(holds(one, names) for one in made.statement.formulas):
        assert holds(made.statement.conclusion, names) is True


def test_facts_about_sums_that_are_none():
    """A wrong name, a wrong number of terms, a constant that is none."""
    for given_ in (("mean", "f[k]"), ("linear", "f[k]"), ("constant", "k"), ("linear", "k", 1, 1)):
        with pytest.raises(ValueError, match=r"is called|is not constant"):
            sum_statement(given_[0], "k", 0, "T", *given_[1:])


RESULT = coq.Result("a.b", "proved", "compiled", "1 = 1", (), 0.0, "0" * 64, "8")


@pytest.mark.parametrize(("changed", "kind"), [
    ({}, Kind.FORMAL), ({"status": "not re-run"}, Kind.RECORDED), ({"status": "failed"}, None),
    ({"changed": True}, None), ({"statement": "1 = 2"}, None), ({"statement": ""}, None),
])  # fmt: skip
def test_formal(monkeypatch, changed, kind):
    """A theorem is what Coq, or the record of its sources, says; a failure is none."""
    monkeypatch.setattr(coq, "compile", lambda *_: {"a.b": replace(RESULT, **changed)})
    statement = states(stated("a.b", "1 = 1"))
    if kind is not None:
        assert rules.formal(statement, Path()).kind is kind
        with pytest.raises(NotEstablishedError, match="inside"):
            rules.formal(statement.having("x > 0"), Path())
        return
    with pytest.raises(NotEstablishedError):
        rules.formal(statement, Path())


def test_textbook_hand_supported_ill_posed():
    """What rests on a reference, a person or experiments says so by its kind."""
    gradient = prose("f is differentiable and |grad f| <= G on the segment from x to y")
    bound = states(prose("|f(y) - f(x)| <= G |y - x|"), [gradient])
    assert rules.textbook(bound, "mean value inequality", []).kind is Kind.LIBRARY
    argued = rules.hand(states(prose("it is so")), [rules.solvers(SQUARES)], "so: it is argued")
    assert argued.kind is Kind.HAND
    assert rules.conjunction([argued, rules.solvers(SQUARES)]).kind is Kind.HAND
    seen = rules.supported(states(prose("it is so")), [0, 0.5], [-1], 0, "trials")
    assert seen.verdict is Verdict.SUPPORTED
    vague = rules.ill_posed(states(prose("it is so")), "it is not said when", ["now"])
    assert (vague.verdict, vague.readings) == (Verdict.ILL_POSED, ("now",))


POINTS = st.fixed_dictionaries({name: st.integers(-2, 2) for name in "xyz"})
TERMS = st.recursive(
    st.sampled_from([term("x"), term("y"), term("z"), term(2), term("1/3")]),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from("+-*/"), inner, inner).map(lambda p: Term(p[0], p[1:])),
        st.tuples(inner, st.integers(0, 2)).map(lambda p: p[0] ** p[1]),
        inner.map(lambda one: -one),
    ),
    max_leaves=6,
)


@settings(max_examples=25, deadline=None)
@given(TERMS, TERMS, POINTS, st.booleans())
def test_solvers_and_evaluation_agree(left, right, point, extremum):
    """At a point both solvers find a conclusion false or undefined exactly if evaluation does."""
    one = (maximum(left, right) if extremum else minimum(left, abs(right))) <= right
    at = [formula(f"{name} == {number}") for name, number in point.items()]
    expected = "unsat" if holds(one, point) is True else "sat"
    asked = question(states(one, at))
    assert ask("z3", asked).status == ask("cvc5", asked).status == expected


@settings(max_examples=60, deadline=None)
@given(TERMS, TERMS)
def test_polynomials_and_sympy_agree(left, right):
    """A numerator vanishes exactly if SymPy cancels the term to zero."""
    names = dict(zip("xyz", sympy.symbols("x y z"), strict=True))

    def made(one):
        return {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
                "/": lambda a, b: a / b}[one.op](*map(shown, one.args))  # fmt: skip

    def shown(one):
        if one.op == "num":
            return sympy.Rational(one.args[0].numerator, one.args[0].denominator)
        if one.op == "var":
            return names[one.args[0]]
        if one.op == "neg":
            return -shown(one.args[0])
        return shown(one.args[0]) ** one.args[1] if one.op == "^" else made(one)

    above, below = polynomial.quotient(left - right)
    assume(below)
    difference = shown(left) - shown(right)
    assume(not difference.has(sympy.zoo, sympy.nan))
    assert (not above) == (sympy.cancel(difference) == 0)
    quotient = shown(polynomial.written(above)) / shown(polynomial.written(below))
    assert sympy.cancel(quotient - difference) == 0


COEFFICIENTS = st.lists(st.integers(-4, 4), min_size=1, max_size=3)


@settings(max_examples=60, deadline=None)
@given(COEFFICIENTS, st.lists(st.integers(1, 4), min_size=1, max_size=3))
def test_limits_and_series_of_families(above, below):
    """Limits of quotients are SymPy's; series converge exactly if the degrees differ by two."""
    n = sympy.Symbol("n")
    shown = [" + ".join(f"({c})*n^{p}" for p, c in enumerate(part)) for part in (above, below)]
    family = {"w": Family((term(f"({shown[0]})/({shown[1]})"),), "n")}
    top, bottom = (sum(c * n**p for p, c in enumerate(part)) for part in (above, below))
    expected = sympy.limit(top / bottom, n, sympy.oo)
    found = value(term("lim(w[k] for k in N)"), family)
    assert (sympy.oo * sympy.sign(found) if abs(found) == float("inf") else found) == expected
    gap = sympy.degree(bottom, n) - sympy.degree(top, n) if top != 0 else sympy.oo
    assert holds(formula("converges(w[k] for k in N)"), family) is bool(gap >= 2)
    assert holds(formula("diverges(w[k] for k in N)"), family) is not bool(gap >= 2)


@settings(max_examples=40, deadline=None)
@given(st.lists(SMALL, max_size=3), st.lists(SMALL, min_size=1, max_size=4))
def test_cycles_have_the_limits_of_their_repetition(first, again):
    """Upper and lower limit, average and what holds for all indices, against many members."""
    names = {"w": Cycle(tuple(first), tuple(again)), "top": max((*first, *again))}
    members = [names["w"].at(k) for k in range(len(first), len(first) + 12)]
    assert value(term("limsup(w[k] for k in N)"), names) == max(members)
    assert value(term("liminf(w[k] for k in N)"), names) == min(members)
    assert value(term("average(w[k] for k in N)"), names) == sum(members) / 12
    assert holds(formula("all(w[k] <= top for k in N)"), names) is True
    assert holds(formula("all(w[k] < top for k in N)"), names) is False
    if len(set(members)) == 1:
        assert value(term("lim(w[k] for k in N)"), names) == members[0]
    else:
        with pytest.raises(UndefinedError):
            value(term("lim(w[k] for k in N)"), names)


def test_a_cycle_is_found_where_a_state_returns():
    """The orbit of x -> -x/|x| from 3 is 3, -1, 1, -1, ...; one that never returns is refused."""
    found = cycle(lambda x: -x / abs(x), F(3))
    assert (found.first, found.again) == ((3,), (-1, 1))
    with pytest.raises(UndefinedError):
        cycle(lambda x: x / 2, F(1), longest=20)


def test_weighted_averages_and_series_over_partial_sums():
    """The limit of sum f / sum g is that of f/g; a series over bounded partial sums diverges."""
    names = {"g": Family((term("1/(n + 1)"),), "n"), "f": Family((term("3/(n + 2)"),), "n"),
             "s": Family((term("1 + 1/(n + 1)"),), "n")}  # fmt: skip
    mean = "sum(f[j] for j in range(0, T + 1))/sum(g[j] for j in range(0, T + 1))"
    assert value(term(f"lim({mean} for T in N)"), names) == 3
    rest = {**names, "f": Family((term("3/(n + 2)^2"),), "n")}
    assert value(term(f"lim({mean} for T in N)"), rest) == 0
    sums = formula("diverges(1/sum(s[j] for j in range(0, k + 1)) for k in N)")
    assert holds(sums, {"s": Family((term("2/(n + 1)"),), "n")}) is True
    square = {**names, "g": Family((term("1/(n + 1)^2"),), "n")}
    with pytest.raises(UnknownError):
        value(term(f"lim({mean} for T in N)"), square)


def test_series_of_both_signs_are_not_decided():
    """1/(n + 1) along even, -1/(n + 1) along odd indices: the series is not decided."""
    both = {"w": Family((term("1/(n + 1)"), term("-1/(n + 1)")), "n")}
    with pytest.raises(UnknownError):
        holds(formula("converges(w[k] for k in N)"), both)


def test_traced_functions_equal_themselves():
    """A function as a term has its values, on either side of every comparison."""

    def function(a, b):
        if a == b:
            return a * 0
        return a - b if a > b else (b - a) ** 2

    one = traced(function, "a", "b")
    assert free_names(one) == {"a", "b"}
    for a in range(-2, 3):
        for b in range(-2, 3):
            assert value(one, {"a": a, "b": b}) == function(F(a), F(b))


def test_rules_refuse_without_the_claims_help(monkeypatch):
    """Nothing, put together, is no proof; false hypotheses are seen without a solver."""
    with pytest.raises(NotEstablishedError, match="of nothing"):
        rules.conjunction([])
    with pytest.raises(NotEstablishedError, match="of nothing"):
        rules.chain(states("x > 7", ["x > 7"]), [])
    always = Answer("Z3", "", "sat", 0.0)
    monkeypatch.setattr(agreement, "ask", lambda *_, **__: always)
    with pytest.raises(NotEstablishedError, match="a hypothesis is false"):
        rules.evaluation(states("1 == 1", ["1 == 2"]))


def test_a_rule_that_does_not_apply_says_why():
    """The exception's text is a sentence for readers."""
    with pytest.raises(NotEstablishedError, match="not proved: Z3 says sat, cvc5 says sat"):
        proved("x > 0")


@pytest.mark.parametrize("bad", [
    Term("^", (term("x"), -1)), Term("^", (term("x"), 65)), Term("+", (term("x"),)),
    Term("var", ("not",)), Term("var", ("x y",)), Term("num", (1,)), Term("max", ()),
    Term("sum", ("k", term(0), term("k"), term("k"))),
    Term("sum", ("k", term(0), term("x/2"), term("k"))),
])  # fmt: skip
def test_terms_of_another_shape_are_refused(bad):
    """What the operators and the parser would not have made is no part of a statement."""
    with pytest.raises(TypeError):
        check_proper(bad)


def test_a_bound_index_is_no_name():
    """What is put in for a name leaves an index of the same name alone; truth is no number."""
    one = formula("all(w[k] <= k*c for k in N)")
    assert substitute(one, {"k": term(5)}) == one
    with pytest.raises(TypeError):
        term(True)


@pytest.mark.parametrize("op", ["and", "or"])
def test_a_combination_of_one_statement_is_that_statement(op):
    """It is defined where its only part is, and proved or refuted as that."""
    one = Formula(op, (formula("1/x > 0"),))
    assert rules.solvers(states(one, ["x > 0"])).proved
    assert rules.refutation(states(one), {"x": 0}, "x == 0").verdict is Verdict.REFUTED


def test_a_scalar_statement_is_not_ill_posed():
    """What speaks of real numbers has one reading, whatever else is offered; prose may have two."""
    with pytest.raises(NotEstablishedError, match="can be read"):
        rules.ill_posed(states("x^2 >= 0"), "it could mean anything", ["another"])
    unread = rules.ill_posed(states(formula(prose("x is small"))), "small is not said", ["another"])
    assert unread.verdict is Verdict.ILL_POSED


def test_a_member_between_two_members_is_none():
    """Along an orbit w[k + 1/2] is not rounded to a member, for every kind of index."""
    orbit = {"w": Family((term("1/(n + 1)"),), "n")}
    assert holds(formula("all(w[k + 1] <= 1/2 for k in N)"), orbit) is not False  # left to solvers
    for index in ("k + 1/2", "k + 3/2", "k + 5/2"):
        with pytest.raises(UnknownError, match="whole number"):
            holds(formula(f"all(w[{index}] >= 0 for k in N)"), orbit)


def test_functions_whose_comparisons_change_are_refused():
    """What compares fewer numbers when it is called again has no fixed paths."""
    calls = iter((True, False, False, False))
    with pytest.raises(ValueError, match="same numbers"):
        traced(lambda v: v if next(calls) and v > 0 else -v, term("v"))
