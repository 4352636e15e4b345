"""Inequalities between vectors that every author uses, proved here once.

They are facts for ``this.chain`` and ``this.instance``: ``this.instance(YOUNG, x="g", a="1/L")``.
"""

from askewtheory.audit.claim import fact
from askewtheory.audit.pep.classes import Sample, smooth
from askewtheory.audit.statement import states
from askewtheory.audit.terms import reals

_X, _Y, _GX, _GY, _FX, _FY, _L = reals("x y gx gy fx fy L")
_SMOOTH = list(smooth(_L).pair(Sample("x", _X, _GX, _FX), Sample("y", _Y, _GY, _FY)))


@fact(concludes="abs(inner(x, y)) <= norm(x)*norm(y)")
def cauchy_schwarz(this):
    """|<x, y>| <= |x| |y|."""
    return this.solvers()


@fact(concludes="norm(x + y) <= norm(x) + norm(y)")
def triangle(this):
    """|x + y| <= |x| + |y|."""
    return this.solvers()


@fact(given=["a > 0"], concludes="inner(x, y) <= a*norm2(x)/2 + norm2(y)/(2*a)")
def young(this):
    """<x, y> <= a |x|^2/2 + |y|^2/(2a)."""
    return this.solvers()


@fact(concludes="norm2(x + y) + norm2(x - y) == 2*norm2(x) + 2*norm2(y)")
def parallelogram(this):
    """|x + y|^2 + |x - y|^2 = 2 |x|^2 + 2 |y|^2."""
    return this.certificate()


@fact(concludes="2*inner(x, y) == norm2(x) + norm2(y) - norm2(x - y)")
def polarisation(this):
    """2 <x, y> = |x|^2 + |y|^2 - |x - y|^2."""
    return this.certificate()


@fact(concludes="norm2((1 - t)*x + t*y) == (1 - t)*norm2(x) + t*norm2(y) - t*(1 - t)*norm2(x - y)")
def convex_combination(this):
    """|(1-t) x + t y|^2 = (1-t) |x|^2 + t |y|^2 - t (1-t) |x - y|^2."""
    return this.certificate()


@fact(given=[*_SMOOTH, "L > 0"], concludes="fy <= fx + inner(gx, y - x) + L*norm2(y - x)/2")
def descent_lemma(this):
    """F(y) <= f(x) + <grad f(x), y - x> + (L/2) |y - x|^2 if f is L-smooth, convex or not."""
    square = states("norm2(gx - gy + L*(y - x)) >= 0")
    return this.chain(
        square,
        this.statement.under([*_SMOOTH, "L > 0", square.conclusion]),
    )
