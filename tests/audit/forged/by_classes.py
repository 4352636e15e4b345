"""False statements about classes of functions, and points that belong to none of their members."""

from fractions import Fraction as F

from askewtheory.audit.claim import PROVED, REFUTED
from askewtheory.audit.pep import (
    Performance,
    cocoercive,
    convex,
    indicator,
    inner,
    lipschitz_convex,
    lipschitz_operator,
    norm,
    norm2,
    smooth,
    smooth_convex,
    smooth_strongly_convex,
    strongly_convex,
    strongly_monotone,
)
from askewtheory.audit.terms import term
from tests.audit.forged import forged


def of(statement, name, expected):
    """Return the decorator of a forged claim that is made when it is checked."""
    return forged(f"classes/{name}", expected, given=lambda: statement().hypotheses,
                  concludes=lambda: statement().conclusion)  # fmt: skip


def points(name, instead="norm2(xs) >= 0", **values):
    """Declare a true statement, refuted by points that no member of the class has."""

    def declare(statement):
        @of(statement, name, REFUTED)
        def check(this):
            """Points of no such function."""
            return this.refuted(values, instead=instead)

        return check

    return declare


def bound(name):
    """Declare a false statement, or one about no class at all, for which multipliers are sought."""

    def declare(statement):
        @of(statement, name, PROVED)
        def check(this):
            """False."""
            return this.dual()

        return check

    return declare


def after(kind, steps=1, stepsize=1):
    """Return a problem, its function, where gradient steps end, the start and the minimum."""
    p = Performance()
    f = p.function(kind)
    x = x0 = p.point("x0")
    s = f.minimum()
    for _ in range(steps):
        x = x - stepsize * f.gradient(x)
    return p, f, x, x0, s


# --- points of no function: what a minimum is where functions are not convex ----------------------


@points("smooth-minimum", x0=(2,), xs=(0,), g0=(-1,), f0=F(-7, 10), fs=F(7, 10))
def smooth_minimum():
    """No value is below the least one."""
    p, f, x, _, s = after(smooth(1), 0)
    f.gradient(x)
    return p.states(f.value(x) - s.f >= -1)


@points("smooth-step", x0=(2,), xs=(0,), g0=(-2,), f0=1, fs=0)
def smooth_step():
    """Where f is 1 above its least value its squared gradient is at most 2."""
    p, f, x, _, s = after(smooth(1), 0)
    g = f.gradient(x)
    return p.states(f.value(x) - s.f >= norm2(g) / 2)


@points("hypoconvex-minimum", x0=(2,), xs=(0,), g0=(0,), f0=F(-3, 5), fs=F(3, 5))
def hypoconvex_minimum():
    """The same with curvatures from -1 to 2."""
    p, f, x, _, s = after(smooth_strongly_convex(-1, 2), 0)
    return p.states(f.value(x) - s.f >= -1)


@points("weakly-convex-minimum", x0=(2,), xs=(0,), g0=(0,), f0=-1, fs=1)
def weakly_convex_minimum():
    """The same without smoothness."""
    p, f, x, _, s = after(strongly_convex(-1), 0)
    return p.states(f.value(x) - s.f >= -1)


@points("weakly-convex-prox", x0=F(1, 2), xs=0, g0=F(-7, 6), g1=F(1, 6), f0=F(-1, 6), f1=0, fs=0)
def weakly_convex_prox():
    """A proximal step is no step to any point with that subgradient."""
    p, f, x, _, _ = after(strongly_convex(-1), 0)
    y = f.proximal(x, 2)
    return p.states(y.f + norm2(y.x - x) / 4 <= f.value(x))


@points("nonconvex-search", x0=(2,), x1=(1,), xs=(0,), g0=(1,), g1=(0,), f0=1, f1=2, fs=0)
def nonconvex_search():
    """The best point of a line is not above where the search starts."""
    p, f, x, _, _ = after(smooth(4), 0)
    y = f.line_search(x, f.gradient(x))
    return p.states(y.f <= f.value(x))


@points("nonconvex-sum", xs=(0,), g0=(0,), ss=(0,), f0=-1, fs=0, h0=0, hs=0, x0=(1,), s0=(0,))
def nonconvex_sum():
    """A sum is least where no other value is below."""
    p, f, x, _, _ = after(smooth(100), 0)
    f.minima.clear()
    h = p.function(convex())
    p.minimum(f, h, name="t")
    return p.states(f.value(x) + h.value(x) >= 0)


# --- points of no operator ------------------------------------------------------------------------


@points("two-zeros", xs=(0,), xt=(1,))
def two_zeros():
    """A strongly monotone operator has one zero at most."""
    p = Performance()
    a = p.operator(strongly_monotone(1))
    s, t = a.zero(), a.zero("t")
    return p.states(norm2(s.x - t.x) <= 0)


@points("two-images", "norm2(q) >= 0", xs=(0,), q=(1,))
def two_images():
    """A cocoercive operator has one image of each point."""
    p = Performance()
    a, q = p.operator(cocoercive(1)), p.vector("q")
    a.sample(a.zero().x, q)
    return p.states(norm2(q) <= 0)


@points("two-lipschitz-images", "norm2(q) >= 0", xs=(0,), q=(1,))
def two_lipschitz_images():
    """So has a Lipschitz one."""
    p = Performance()
    a, q = p.operator(lipschitz_operator(1)), p.vector("q")
    a.sample(a.zero().x, q)
    return p.states(norm2(q) <= 0)


# --- classes that there are not -------------------------------------------------------------------


@bound("smooth-below-zero")
def smooth_below_zero():
    """A Lipschitz constant of -1."""
    p, f, x, _x0, s = after(smooth_convex(-1), 0)
    return p.states(f.value(x) - s.f >= -norm2(f.gradient(x)) / 2)


@bound("smooth-zero")
def smooth_zero():
    """A Lipschitz constant of 0, by which is divided."""
    p, f, x, x0, s = after(smooth_convex(0), 0)
    return p.states(f.value(x) - s.f >= 0 * norm2(x0))


@bound("more-convex-than-smooth")
def more_convex_than_smooth():
    """Curvatures from 2 to 1."""
    p, f, x, x0, s = after(smooth_strongly_convex(2, 1), 0)
    return p.states(f.value(x) - s.f >= norm2(x0 - s.x) / 100)


@bound("lipschitz-below-zero")
def lipschitz_below_zero():
    """Subgradients of length -1, whose square is that of 1."""
    p, f, x, x0, _s = after(lipschitz_convex(-1), 0)
    return p.states(norm2(f.subgradient(x)) <= 1 + 0 * norm2(x0))


@bound("diameter-below-zero")
def diameter_below_zero():
    """A set of diameter -1, which is taken for 1."""
    p, f, x, x0, s = after(indicator(-1), 0)
    f.subgradient(x)
    return p.states(norm2(x0 - s.x) <= 1 + 0 * norm2(x0))


# --- methods that are not what they say -----------------------------------------------------------


@bound("no-step")
def no_step():
    """No step at all, with a bound below L/2."""
    p, f, x, x0, s = after(smooth_convex(1), 0)
    return p.states(f.value(x) - s.f <= F(49, 100) * norm2(x0 - s.x))


@bound("step-back")
def step_back():
    """A step of length -1 with the bound of 1."""
    p, f, x, x0, s = after(smooth_convex(1), 1, -1)
    return p.states(f.value(x) - s.f <= F(1, 6) * norm2(x0 - s.x))


@bound("long-step")
def long_step():
    """A step of length 3/L that lowers f no less."""
    p, f, x, x0, s = after(smooth_convex(1), 1, 3)
    return p.states(f.value(x) - s.f <= F(1, 2) * norm2(x0 - s.x))


@bound("proximal-step-back")
def proximal_step_back():
    """A proximal step of length -1."""
    p, f, x, x0, s = after(convex(), 0)
    y = f.proximal(x, -1)
    return p.states(norm2(y.x - s.x) <= norm2(x0 - s.x))


@bound("other-measure")
def other_measure():
    """What is true of the gap, said of the squared distance."""
    p, _f, x, x0, s = after(smooth_convex(1))
    return p.states(norm2(x - s.x) <= F(1, 6) * norm2(x0 - s.x))


@bound("other-function")
def other_function():
    """A step along a gradient of another function."""
    p, f, x, x0, s = after(smooth_convex(1), 0)
    h = p.function(convex())
    return p.states(f.value(x - h.gradient(x)) - s.f <= F(1, 6) * norm2(x0 - s.x))


@bound("other-problem")
def other_problem():
    """The values of another problem's function, which has the same names."""
    p, _f, x, x0, s = after(smooth_convex(1))
    q = Performance()
    h = q.function(smooth_convex(1))
    t = h.minimum("t")
    return p.states(h.value(x) - t.f <= F(1, 6) * norm2(x0 - s.x))


@bound("one-minimum")
def one_minimum():
    """A convex function may have two."""
    p, f, _, x0, s = after(smooth_convex(1), 0)
    return p.states(norm2(s.x - f.minimum("t").x) <= 0 * norm2(x0))


@bound("inconsistent")
def inconsistent():
    """A start that is near and far."""
    p, f, x, x0, s = after(smooth_convex(1), 0)
    p.assume("far", norm2(x0 - s.x) >= 1)
    p.assume("near", norm2(x0 - s.x) <= F(1, 2))
    return p.states(f.value(x) - s.f <= F(1, 100) * norm2(x0 - s.x))


@bound("interpolation-turned")
def interpolation_turned():
    """The inequality of smooth convex functions with twice the gradients' difference."""
    p, f, x, x0, s = after(smooth_convex(1), 0)
    return p.states(inner(f.gradient(x), x0 - s.x) >= 2 * norm2(f.gradient(x)))


# --- the same constants and points, written otherwise ---------------------------------------------


@bound("smooth-below-zero-as-a-difference")
def smooth_below_zero_as_a_difference():
    """A Lipschitz constant of 0 - 1."""
    p, f, x, _x0, s = after(smooth_convex("0 - 1"), 0)
    return p.states(f.value(x) - s.f >= -norm2(f.gradient(x)) / 2)


@bound("lipschitz-below-zero-as-a-difference")
def lipschitz_below_zero_as_a_difference():
    """Subgradients of length 0 - 1."""
    p, f, x, x0, _s = after(lipschitz_convex("0 - 1"), 0)
    return p.states(norm2(f.subgradient(x)) <= 1 + 0 * norm2(x0))


@points("weakly-convex-as-a-difference", x0=(1,), xs=(0,), g0=(F(-1, 2),), f0=F(-1, 2), fs=0)
def weakly_convex_as_a_difference():
    """No value is below the least one, also where the modulus is 0 - 1."""
    p, f, x, _, s = after(strongly_convex("0 - 1"), 0)
    return p.states(f.value(x) - s.f >= 0)


@points("hypoconvex-as-a-difference", x0=(1,), xs=(0,), g0=(-1,), f0=F(-1, 2), fs=0)
def hypoconvex_as_a_difference():
    """The same with curvatures from 1 - 2 to 2."""
    p, f, x, _, s = after(smooth_strongly_convex("1 - 2", 2), 0)
    return p.states(f.value(x) - s.f >= 0)


@points("two-zeros-of-one-name", xs=(0,), xs_2=(1,))
def two_zeros_of_one_name():
    """A strongly monotone operator has one zero at most, whatever it is called."""
    p = Performance()
    a = p.operator(strongly_monotone(1))
    s, t = a.zero(), a.zero()
    return p.states(norm2(s.x - t.x) <= 0)


@points("diameter-of-one-name", xs=(0,), xs_2=(2,), fs=0, fs_2=0)
def diameter_of_one_name():
    """Two points of a set of diameter 1."""
    p = Performance()
    f = p.function(indicator(1))
    s, t = f.minimum(), f.minimum()
    return p.states(norm2(s.x - t.x) <= 1)


@points("proximal-step-forth", x0=(0,), xs=(1,), g0=(1,), g1=(0,), f0=1, f1=0, fs=0)
def proximal_step_forth():
    """A proximal step does not raise the function, and there is none of length -1."""
    p, f, x, _, _ = after(convex(), 0)
    y = f.proximal(x, -1)
    return p.states(y.f <= f.value(x))


# --- constants with a name ------------------------------------------------------------------------


def named(kind):
    """Return that no value is below the least one, where the modulus mu is below 0."""
    p, f, x, _, s = after(kind, 0)
    return p.states(f.value(x) >= s.f).having("mu < 0")


@points("weakly-convex-by-name", x0=(-1,), xs=(0,), g0=(0,), f0=-1, fs=0, mu=-2)
def weakly_convex_by_name():
    """The least value of a weakly convex function is the least, whatever its modulus is called."""
    return named(strongly_convex("mu"))


@points("hypoconvex-by-name", x0=(-1,), xs=(0,), g0=(1,), f0=F(-1, 2), fs=0, mu=-1)
def hypoconvex_by_name():
    """The same of a smooth one."""
    return named(smooth_strongly_convex("mu", 1))


@points("proximal-step-by-name", x0=(0,), xs=(5,), g0=(1,), g1=(1,), f0=0, f1=1, fs=-100, mu=-9)
def proximal_step_by_name():
    """A proximal step of a weakly convex function is no step to any point with that subgradient."""
    p, f, x, _, _ = after(strongly_convex("mu"), 0)
    f.subgradient(x)
    y = f.proximal(x, 1)
    return p.states(y.f <= f.value(x)).having("mu < 0")


def inexact():
    """Return that |d - g| <= -|g| holds of zero alone."""
    p = Performance()
    g = p.vector("g")
    p.inexact(g, -1)
    return p.states(norm2(g) <= 0)


@of(inexact, "inexact-below-zero", REFUTED)
def inexact_below_zero(this):
    """What is at most -1 is not what has a square of at most 1."""
    return this.refuted(g=(1,), d1=(1,), instead="norm2(g) > 0")


@points("smooth-below-zero-by-name", x0=(1,), xs=(0,), g0=(0,), f0=0, fs=0, L=-1)
def smooth_below_zero_by_name():
    """What is smooth grows at most as L/2 times the squared distance; there is no L = -1."""
    p, f, x, _, s = after(smooth_convex("L"), 0)
    f.gradient(x)
    return p.states(f.value(x) - s.f <= term("L") / 2 * norm2(x - s.x))


@points("more-convex-than-smooth-by-name", x0=(1,), xs=(0,), g0=(0,), f0=0, fs=0, mu=-3, L=-4)
def more_convex_than_smooth_by_name():
    """No function has curvatures from -3 to -4."""
    p, f, x, _, _s = after(smooth_strongly_convex("mu", "L"), 0)
    f.gradient(x)
    return p.states(term("mu") <= term("L")).having("mu < 0")


@points("lipschitz-below-zero-by-name", x0=(1,), xs=(0,), g0=(F(1, 2),), f0=F(1, 4), fs=0, M=-1)
def lipschitz_below_zero_by_name():
    """A subgradient is at most M long; none is at most -1."""
    p, f, x, _, s = after(lipschitz_convex("M"), 0)
    f.subgradient(x)
    return p.states(f.value(x) - s.f <= term("M") * norm(x - s.x))


@points("diameter-below-zero-by-name", xs=(0,), xs_2=(1,), D=-1, fs=0, fs_2=0)
def diameter_below_zero_by_name():
    """No set has the diameter -1."""
    p = Performance()
    f = p.function(indicator("D"))
    s, t = f.minimum(), f.minimum()
    return p.states(norm(s.x - t.x) <= term("D"))


def images(name, kind, bound, **values):
    """Declare a statement about two images of an operator of a class."""

    def statement():
        p = Performance()
        a, x, y = p.operator(kind), p.point("x"), p.point("y")
        return p.states(bound(a.image(x) - a.image(y), x - y))

    return points(name, "norm2(x) >= 0", **values)(statement)


cocoercive_below_zero = images(
    "cocoercive-below-zero-by-name", cocoercive("beta"), lambda e, d: inner(e, d) >= 0,
    x=(1,), y=(0,), g0=(-1,), g1=(0,), beta=-1,
)  # fmt: skip
lipschitz_operator_below_zero = images(
    "lipschitz-operator-below-zero-by-name", lipschitz_operator("L"),
    lambda e, d: norm(e) <= term("L") * norm(d), x=(1,), y=(0,), g0=(1,), g1=(0,), L=-1,
)  # fmt: skip
monotone_below_zero = images(
    "monotone-below-zero-by-name", strongly_monotone("mu"), lambda e, d: inner(e, d) >= 0,
    x=(1,), y=(0,), g0=(-1,), g1=(0,), mu=-1,
)  # fmt: skip


@points("proximal-step-below-zero-by-name", x0=(0,), xs=(0,), g0=(1,), g1=(0,), f0=F(1, 2), f1=0,
        fs=0, t=-1)  # fmt: skip
def proximal_step_below_zero_by_name():
    """A proximal step does not raise the function, and there is none of length -1."""
    p, f, x, _, _ = after(convex(), 0)
    y = f.proximal(x, "t")
    return p.states(y.f <= f.value(x))


@points("inexact-below-zero-by-name", "norm2(g) >= 0", g=(1,), d1=(1,), e=-1)
def inexact_below_zero_by_name():
    """What is at most e|g| is not above 0 where e is -1."""
    p = Performance()
    g = p.vector("g")
    d = p.inexact(g, "e")
    return p.states(norm(d - g) <= term("e") * norm(g))


@points(
    "linear-step-of-no-set",
    "norm2(c) >= 0",
    x=(-1,),
    y1=(0,),
    c=(1,),
    g0=(0,),
    f0=F(1, 4),
    f1=F(-1, 4),
)
def linear_step_of_no_set():
    """A point with the subgradient -c is where <c, y> + f(y) is least, if f is convex."""
    p = Performance()
    f, x, c = p.function(smooth(1)), p.point("x"), p.vector("c")
    f.gradient(x)
    y = f.linear_step(c)
    return p.states(inner(c, y.x) + y.f <= inner(c, x) + f.value(x))


@bound("assumed-of-itself")
def assumed_of_itself():
    """X < x is no trifle that may be left out."""
    p, _, _, x, _ = after(smooth_convex(1), 1)
    p.assume("nothing is below itself", norm2(x) < norm2(x))
    return p.states(norm2(x) >= 0)
