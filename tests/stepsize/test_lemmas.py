"""Corollary 1' and 1'' in exact arithmetic: confinement, settling, the force, and sharpness."""

from fractions import Fraction as F
from typing import Any

import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from askewtheory import kernel
from askewtheory.exact import compare
from askewtheory.grid import Grid, kind_code
from askewtheory.stepsize.cells import Cell, cells, distance_to
from askewtheory.stepsize.maximum import largest, proved, sharp
from askewtheory.stepsize.settling import refusal, settling_steps
from askewtheory.stepsize.sharpness import witness
from tests.strategies import fractions, separated

KINDS = st.sampled_from(["quadratic", "quartic"])
POSITIVE = fractions(F(1, 4), 3, 4)
STEPS, DIGITS = 12, 3000


def at_most(value: Any, share: F) -> F:
    """Return a rational at most share * value: the value itself if it is rational and share 1."""
    if isinstance(value, F):
        return share * value
    scale = 10 ** (3 - int(sympy.floor(sympy.log(sympy.N(value, 5), 10))))
    return share * F(int(sympy.floor(value * scale)), scale)


@st.composite
def problems(draw: st.DrawFn) -> dict[str, Any]:
    """An admissible problem: levels, epsilon, constants, a start and gradients at most G."""
    kind = draw(KINDS)
    grid, epsilon = draw(separated(kind, most=4))
    bound, clip, alpha = draw(POSITIVE), draw(POSITIVE), draw(fractions(F(1, 4), 20, 4))
    own = cells(grid, epsilon, kind)
    low, high = grid.levels[0] - 2, grid.levels[-1] + 2
    start = draw(fractions(low, high, 60))
    cell = own[grid.nearest(start)]
    rule = draw(st.sampled_from([largest, sharp]))
    top = rule([cell], gradient_bound=bound, clip=clip).value
    gamma = at_most(top, draw(st.sampled_from([F(1), F(9, 10), F(1, 2)])))
    shares = draw(st.lists(fractions(-1, 1, 3), min_size=STEPS, max_size=STEPS))
    return {
        "grid": grid, "epsilon": epsilon, "kind": kind, "cell": cell, "start": start,
        "alpha": alpha, "clip": clip, "bound": bound, "gamma": gamma,
        "gradients": [share * bound for share in shares],
    }  # fmt: skip


def orbit(p: dict[str, Any]) -> list[F]:
    """Run the kernel with the problem's gradients: any loss with |grad| <= G is among these."""
    points = [p["start"]]
    for g in p["gradients"]:
        if points[-1].denominator.bit_length() > DIGITS:
            break  # the force squares denominators: a longer exact orbit costs too much
        v = kernel.velocity(
            points[-1], g, p["grid"].levels, p["epsilon"], p["alpha"], p["clip"],
            kind_code(p["kind"]), kernel.PRINTED,
        )  # fmt: skip
        points.append(points[-1] + p["gamma"] * v)
    return points


def inside(w: F, cell: Cell) -> bool:
    """Whether w is in the basin [left, right)."""
    return (cell.left is None or w >= cell.left) and (cell.right is None or w < cell.right)


@settings(max_examples=120)
@given(problems())
def test_admissible_orbits_stay_settle_and_obey_the_force_bound(p):
    """Up to the maximum the basin is kept; from k_1 on d <= gamma G and |u| <= 2 alpha gamma G."""
    reach = p["gamma"] * p["bound"]
    first = settling_steps(
        [distance_to(p["cell"], p["start"])], alpha=p["alpha"], clip=p["clip"],
        gradient_bound=p["bound"], stepsize=p["gamma"], kind=p["kind"],
    )  # fmt: skip
    counts = [first["coordinate"], first["sharp"]]
    for k, w in enumerate(orbit(p)):
        assert inside(w, p["cell"])
        if all(count is None or k < count for count in counts):
            continue
        assert compare(w + reach, p["cell"].lower) >= 0
        assert compare(w - reach, p["cell"].upper) <= 0
        force = kernel.skewing_force(
            w, p["grid"].levels, p["epsilon"], p["alpha"], p["clip"], kind_code(p["kind"])
        )
        assert compare(abs(force), 2 * p["alpha"] * reach) <= 0


@settings(max_examples=25)
@given(separated(most=4), KINDS, POSITIVE, POSITIVE, fractions(F(1, 4), 20, 4))
def test_every_admissible_stepsize_has_its_settling_step(case, kind, bound, clip, alpha):
    """Lemma 5' applies at each proved maximum."""
    grid, epsilon = case
    if epsilon >= grid.separating_epsilon(kind):
        epsilon = grid.separating_epsilon(kind) / 2
    scope = list(cells(grid, epsilon, kind))
    force: dict[str, Any] = {"gradient_bound": bound, "clip": clip, "alpha": alpha}
    for top in proved(scope, **force).values():
        assert refusal(scope, **force, stepsize=at_most(top.value, F(1))) is None


def test_a_cycle_outside_the_lemma_is_refused():
    """Distances alternate between 8/5 and 1: the kernel's own orbit, where no k_1 is proved."""
    grid, force = Grid.binary(), {"alpha": F(20), "clip": F(5)}
    (cell,) = cells(grid, F(1, 5), "quadratic")[1:]
    points = [F(4, 5)]
    for _ in range(4):
        v = kernel.velocity(
            points[-1], F(1, 10), grid.levels, F(1, 5), F(20), F(5),
            kind_code("quadratic"), kernel.PRINTED,
        )  # fmt: skip
        points.append(points[-1] + v)
    assert points == [F(4, 5), F(14, 5), F(-11, 5), F(14, 5), F(-11, 5)]
    refused = refusal([cell], gradient_bound=F(1, 10), stepsize=F(1), **force)
    assert refused == "γM_c ≤ q₊ − q₋ + D/2 fails at level 1"


@settings(max_examples=25)
@given(separated(most=3), POSITIVE, fractions(F(1, 4), 8, 4))
def test_just_above_the_sharper_maximum_a_problem_breaks_it(case, bound, clip):
    """For every quadratic problem there is an exact witness one per mille above, and none below."""
    grid, epsilon = case
    top = sharp(list(cells(grid, epsilon, "quadratic")), gradient_bound=bound, clip=clip).value
    value = sympy.N(sympy.sympify(top), 30)
    options = {"clip": clip, "gradient_bound": bound}
    above = witness(grid, epsilon, **options, stepsize=F(str(value * sympy.Rational(1001, 1000))))
    assert above is not None
    assert above.refutes
    below = witness(grid, epsilon, **options, stepsize=F(str(value * sympy.Rational(999, 1000))))
    assert below is None


def test_corollary_1_is_not_the_last_word():
    """Where Corollary 1' binds by the interval, a larger stepsize is admissible by 1''."""
    scope = list(cells(Grid.binary(), F(1, 5), "quadratic"))
    plain = largest(scope, gradient_bound=F(1), clip=F(1)).value
    better = sharp(scope, gradient_bound=F(1), clip=F(1)).value
    assert compare(plain, better) < 0
    assert plain == sympy.sympify("6/5 - 2*sqrt(5)/5")
    assert better == sympy.sympify("4*sqrt(5)/15")
    assert witness(Grid.binary(), F(1, 5), clip=1, gradient_bound=1, stepsize=F(1, 2)) is None


def test_the_sharper_maximum_is_never_smaller():
    """Solvers: D/(3G) and width/(M_c - G) bound every term of Corollary 1' from above."""
    from askewtheory.audit.rules import solvers
    from askewtheory.audit.statement import states

    given_ = ["width > 0", "middle > 0", "g > 0", "c > 0", "step > 0", "step*max(g, c) <= width",
              "3*step*g <= middle"]  # fmt: skip
    assert solvers(states("step*(c - g) <= width", given_)).proved
