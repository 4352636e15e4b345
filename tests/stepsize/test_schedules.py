"""Schedules: Robbins-Monro conditions and the first admissible step; annealing."""

import itertools
import signal
import time
from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askewtheory.errors import InputError
from askewtheory.grid import Grid
from askewtheory.stepsize import asking
from askewtheory.stepsize.admissibility import check
from askewtheory.stepsize.annealing import anneal, first_failure, geometric
from askewtheory.stepsize.maximum import PLAIN, SHARPER
from askewtheory.stepsize.schedules import parse_schedule
from tests.refusals import outcome


@pytest.mark.parametrize(
    ("text", "total", "squares", "holds"),
    [
        ("1/10", "diverges", "diverges", "no"),
        ("power:c=1,k0=10,p=3/4", "diverges", "converges", "yes"),
        ("power:c=1,k0=1,p=1/2", "diverges", "diverges", "no"),
        ("power:c=1,k0=1,p=2", "converges", "converges", "no"),
        ("horizon:T=1000", "finite horizon", "finite horizon", "no"),
        ("step:initial=1/10,factor=1/2,every=100", "converges", "converges", "no"),
        ("cosine:initial=1/10,T=50", "finite horizon", "finite horizon", "no"),
        ("warm-up:steps=10;power:c=1,k0=10,p=1", "diverges", "converges", "yes"),
        ("1/(k+2)/log(k+2)", "diverges", "converges", "yes"),
        ("exp(-k)", "converges", "converges", "no"),
    ],
)
def test_robbins_monro(text, total, squares, holds):
    """The sums' divergence and convergence are the known ones."""
    found = parse_schedule(text).robbins_monro()
    assert found == {"sum": total, "sum_of_squares": squares, "holds": holds}


@pytest.mark.parametrize(
    ("text", "largest", "step"),
    [
        ("power:c=1,k0=10,p=1", F(1, 20), 10),
        ("power:c=1,k0=10,p=1", F(1, 21), 11),
        ("1/10", F(1, 10), 0),
        ("1/10", F(1, 11), None),
        ("warm-up:steps=4;1/10", F(1, 20), None),
        ("step:initial=1/10,factor=1/2,every=100", F(3, 100), 200),
        ("power:c=1000,k0=1,p=1", F(1, 10000), 9_999_999),
        ("horizon:T=99", F(1, 10), 0),
        ("horizon:T=1e12", F(1, 10), 0),
        ("cosine:initial=1,T=3e6", F(1, 2), 1_500_000),
    ],
)
def test_first_admissible_step(text, largest, step):
    """The first step from which the schedule is admissible for good, with equality counted."""
    assert parse_schedule(text).first_admissible(largest)["step"] == step


def test_an_expression_without_monotonicity_is_not_certain():
    """Where SymPy cannot show that a schedule decreases, the scan's answer is marked as such."""
    found = parse_schedule("(2+sin(k))/(k+1)").first_admissible(F(1, 10))
    assert found["step"] is not None
    assert not found["certain"]


def test_what_sympy_cannot_take_to_the_limit_is_undecided():
    """SymPy fails on the limit of a maximum: that is said, and nothing is raised."""
    schedule = parse_schedule("Max(1/10, 1/(k+1))")
    assert schedule.robbins_monro()["holds"] == "undecided"
    assert schedule.first_admissible(F(1, 20)) == {"step": None, "certain": False}


@pytest.mark.parametrize(
    "text",
    ["9**9**9", "9**9**9**9/k", "2**(k*10**9)", "9**k**k", "9**floor(exp(30))", "1e400/k",
     "1e99999999", "((9**9999)**9999)**9999", "floor(exp(10**7))", "sin(10**10**6)/k",
     "exp(1e308)", "exp(-1e308)", "(1+1/10^300)^1000", "(k+1)^100000", "(k+1)^-101",
     "floor(exp(k^2))", "k+" * 150 + "k", "(" * 100 + "k" + ")" * 100, "-" * 150 + "k", "2^-10^9",
     "power:c=1,k0=1,p=1e300", "power:c=1,k0=1,p=101", "warm-up:steps=1;" * 2000 + "1/k",
     "horizon:T=1e300", "0x10/k", "1_0/k", "1/(10^300-10^300)", "10^308*10^308/k"],
)  # fmt: skip
def test_numbers_that_would_not_end_are_refused_at_once(text):
    """An expression whose exact numbers are out of proportion is refused before they are made."""
    began = time.monotonic()
    with pytest.raises(InputError) as caught:
        parse_schedule(text)
    assert time.monotonic() - began < 2
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize("text", ["1/3**k", "0.99**k", "exp(-k)/9", "1/(k+1)**0.75", "k**k/k**k"])
def test_powers_of_a_reasonable_size_are_read(text):
    """Powers that schedules are made of stay allowed."""
    assert parse_schedule(text)(1) > 0


def test_values_follow_the_expression():
    """Arrays of stepsizes are the expression's values."""
    schedule = parse_schedule("warm-up:steps=4;1/10")
    np.testing.assert_allclose(schedule.values(0, 6), [0.025, 0.05, 0.075, 0.1, 0.1, 0.1])
    assert schedule(1) == pytest.approx(0.05)


@pytest.mark.parametrize(
    "text",
    ["", "-1", "0", "k-5", "foo(k)", "__import__('os')", "power:c=1", "power:c=1,k0=0,p=1",
     "step:initial=1,factor=2,every=3", "horizon:T=1.5", "cosine:initial=1,T=0", "k.real",
     "[1]*10**9", "Min()", "min()", "min(k)", "sqrt(1,2)", "exp", "exp()", "k k", "2k", "k(2)",
     "(k", "k)", "1/k;k", "lambda: 1", "k if k else 1", "'k'", "k[0]", "k==1", "1/k!", "oo",
     "sqrt(-k)", "log(0)", "1/0", "0^-1", "zoo", "I", "E", "1e", "1/k#x", "\u0661/k", "k\x00",
     "min(,1)", "1/(k-1)", "\n", "1 / k \n +", "@", "k//2", "k%2", "~k", "not k", "k.__class__"],
)  # fmt: skip
def test_bad_schedules(text):
    """Anything that is not a positive stepsize is refused in one sentence."""
    with pytest.raises(InputError):
        parse_schedule(text)


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.text(max_size=30),
        st.lists(
            st.sampled_from(
                ["k", "1", "2.5", "1e9", "9", "pi", "+", "-", "*", "/", "^", "**", "(", ")", ",",
                 "sqrt(", "log(", "exp(", "floor(", "cos(", "min(", "max(", "power:", "c=", ";"]
            ), max_size=9,
        ).map("".join),
    )
)  # fmt: skip
def test_any_text_is_a_schedule_or_one_sentence(text):
    """A text is either a schedule, positive where it is looked at, or refused; nothing else."""
    schedule, said = outcome(parse_schedule, text)
    assert said or all(schedule(k) >= 0 for k in (1, 2, 10))


@pytest.mark.parametrize(
    ("text", "same"),
    [("2^-k", "2**(-k)"), ("-k^2+2000000", "2000000-(k^2)"), ("2^3^2/k", "512/k"),
     ("1/k/2", "1/(2*k)"), ("5-2-1", "2"), ("--2", "2"), ("1/2*k", "k/2"), ("1.5e-1/k", "3/20/k"),
     ("max(1, 2, k)/k", "Max(k, 2, 1)/k"), (" 1 / ( k + 1 ) ", "1/(k+1)"), ("2^k*3", "3*2^k")],
)  # fmt: skip
def test_the_grammar_binds_as_mathematics_does(text, same):
    """Powers bind from the right and before a sign, quotients and differences from the left."""
    assert parse_schedule(text).expression - parse_schedule(same).expression == 0


def test_an_undefined_or_negative_step_is_not_admissible():
    """Where a schedule has no value, or a negative one, it is not admissible."""
    assert parse_schedule("sqrt(5000-k)/10^6").first_admissible(1) == {
        "step": None, "certain": False,
    }  # fmt: skip
    assert parse_schedule("(2000-k)/10^6").first_admissible(1)["step"] is None


def test_a_slow_answer_of_sympy_is_none(monkeypatch):
    """A question that computes too long, or fails, is undecided; waiting for others costs none."""
    monkeypatch.setattr(asking, "SECONDS", 0.1)
    signal.setitimer(signal.ITIMER_PROF, 100)
    try:
        assert (
            asking.asked(lambda: all(n == 0 for n in itertools.repeat(0)), "undecided")
            == "undecided"
        )
        assert 90 < signal.getitimer(signal.ITIMER_PROF)[0] < 101  # kept in ticks
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    assert asking.asked(lambda: time.sleep(0.3), "undecided") is None
    assert asking.asked(lambda: 1 / 0, "undecided") == "undecided"


@pytest.mark.parametrize("ratio", [0, 1, "3/2"])
def test_a_geometric_schedule_falls(ratio):
    """A ratio of 0, of 1 or above is refused: epsilon would vanish at once, stay or grow."""
    with pytest.raises(InputError, match="r must lie in"):
        geometric("1/2", ratio)


def test_annealing_vanishes_unless_the_alternative_is_used():
    """The interval term shrinks with epsilon and fails a fixed stepsize; 1/(2 alpha) does not."""
    stages = anneal(
        Grid.binary(), geometric("1/2", "1/2"), 8, alpha=5, gradient_bound=1, clip=2,
        stepsize="1/8", start="1/2",
    )  # fmt: skip
    by = [stage.admissible_by for stage in stages]
    assert by == [PLAIN] * 2 + [SHARPER] + [None] * 5
    assert [stage.admissible for stage in stages] == [name is not None for name in by]
    assert first_failure(stages) == 3
    small = anneal(
        Grid.binary(), geometric("1/2", "1/2"), 8, alpha=1, gradient_bound=1, clip=1,
        stepsize="1/8",
    )  # fmt: skip
    assert first_failure(small) is None
    widths = [float(stage.width) for stage in stages]
    assert widths == sorted(widths, reverse=True)


@pytest.mark.parametrize("clip", ["1/10", 1, 5])
@pytest.mark.parametrize("rule", ["fixed", "c/stepsize"])
@pytest.mark.parametrize("gamma", ["1/40", "2/5", 1])
def test_a_stage_and_the_check_give_one_answer(clip, rule, gamma):
    """At each epsilon a stage says of a stepsize what the check says: verdict, reason, tau, k_1."""
    numbers: dict[str, Any] = {"alpha": 1, "gradient_bound": 1, "stepsize": gamma, "start": "1/10"}
    follow = anneal(
        Grid.binary(), geometric("9/25", "1/3"), 2, **numbers, clip=clip, clip_rule=rule
    )
    for stage in follow:
        own = F(clip) / F(gamma) if rule == "c/stepsize" else clip
        found = check(Grid.binary(), stage.epsilon, clip=own, **numbers)
        steps = found.settling_step and found.settling_step["coordinate"]
        assert (stage.admissible, stage.admissible_by) == (found.admissible, found.admissible_by)
        assert (stage.tau, stage.settling_step) == (found.tau, steps)


def test_clip_rules():
    """A rule that fixes gamma M_c admits every gamma up to G's own limit, or none at all."""
    options = {"alpha": 1, "gradient_bound": 1, "stepsize": "1/10"}
    rule = anneal(Grid.binary(), geometric("1/2", "1/2"), 3, **options,
                  clip_rule="gap/(4*stepsize)")  # fmt: skip
    assert rule[0].max_stepsize is not None
    assert rule[2].max_stepsize is None  # a step of gap/4 no longer fits the interval
    with pytest.raises(InputError, match="clip_rule must be one of"):
        anneal(Grid.binary(), geometric("1/2", "1/2"), 3, **options, clip_rule="none")
    with pytest.raises(InputError, match="r must lie in"):
        geometric(1, 2)


def test_times_before_the_levels_separate_admit_nothing():
    """At epsilon = 1 the binary levels touch: no stepsize is admissible there, and it is said."""
    first = anneal(Grid.binary(), geometric(1, "1/2"), 2, alpha=1, gradient_bound=1, stepsize="1/8")
    assert first[0].max_stepsize is None
    assert first[0].admissible is False
