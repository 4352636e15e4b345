r"""Notes, Lemma 3: the tangent cone of C is what the gradients say.

Setting
    C = {g >= 0}, g continuously differentiable; T(x) holds the limits of (x_j - x)/t_j with x_j in
    C, x_j -> x, t_j decreasing to 0; I(x) = {i : g_i(x) <= 0}. MFCQ at x is the notes' standing
    Assumption 2, which the proof uses.
Valid for
    As stated. The proof's curve x + t l(t) is wrong in two lines (its derivative at 0 is dx, and it
    can leave C); the curve x + t l(s) with s fixed serves.
Source
    Early notes, Definition 5, Lemma 3, and the display after it.
"""

from __future__ import annotations

from askewtheory.audit.claim import ILL_POSED, PROVED, REFUTED, claim, line, probe, reading
from askewtheory.audit.statement import states
from askewtheory.audit.terms import prose, reals
from proofs_checks.formal import proved

ALONG, INWARD, T, VALUE, START = reals("p q t g_j g")
"""On a line: p = grad g.dx, q = grad g.dy."""
QUOTIENT = states(
    (VALUE - START) / T >= 0,
    {"x_j is feasible": VALUE >= 0, "i is in I(x)": START <= 0, "t_j is positive": T > 0},
)
COMBINATION = states(ALONG + T * INWARD > 0, {
    "dx is allowed": ALONG >= 0, "dy goes inward": INWARD > 0, "t is positive": T > 0})  # fmt: skip


@claim(
    "notes/lemma-3", PROVED, title="The tangent cone from the gradients",
    source="Early notes, Lemma 3", parts=lambda: proved("notes/lemma-3"),
    latex=r"T_C(x) = \{\delta x : \nabla g_i(x)\,\delta x \ge 0\ \forall i \in I(x)\}",
    uses=["notes/mfcq-on-c"],
)  # fmt: skip
def as_printed(this):
    """At a feasible x with MFCQ, dx is tangent exactly if grad g_i(x).dx >= 0 for every i in I(x).

    g is continuously differentiable.
    """
    return this.conjunction()


@line(
    "notes/lemma-3",
    REFUTED,
    given={
        "t is positive": "t > 0",
        "C holds the points (t, 0)": "g(t, 0) == 0",
        "and (0, t)": "g(0, t) == 0",
    },
    concludes="g(t/2, t/2) == 0",
    severity="misprint",
    why="The sequences describe Bouligand's tangent cone, and not Clarke's.",
)
def definition_5(this):
    """For any closed C, the cone that Definition 5 describes is Clarke's tangent cone.

    C = {x_1 x_2 = 0}: T(0) holds (1, 0) and (0, 1), so that Clarke's cone, which is convex, would
    hold their mean; no point along it is in C.
    """
    return this.refuted(g=lambda x, y: x * y, t="t", instead="g(t/2, t/2) > 0",
                        parameters=["t > 0"])  # fmt: skip


@line(
    "notes/lemma-3",
    ILL_POSED,
    concludes=prose("the product of two quotients of vectors is >= 0"),
    latex=r"\frac{g(x_j) - g(x)}{x_j - x}\cdot\frac{x_j - x}{t_j} \ge 0",
    severity="misprint",
    why="A vector is divided by a vector, where one quotient by t_j is meant.",
    meant="notes/lemma-3/quotient",
)
def only_if_line_2(this):
    """The product of (g(x_j) - g(x))/(x_j - x) and (x_j - x)/t_j is at least 0."""
    return this.ill_posed(
        "the line divides by the vector x_j - x (and for n = 1 by zero if x_j = x)",
        "notes/lemma-3/quotient",
    )


@reading("notes/lemma-3", PROVED, parts=[QUOTIENT])
def quotient(this):
    """Reading: (g_i(x_j) - g_i(x))/t_j >= 0, because g_i(x_j) >= 0 >= g_i(x)."""
    return this.conjunction()


@line("notes/lemma-3", PROVED, parts=[COMBINATION], latex=r"\nabla g_i(x)\,\ell(t) > 0")
def if_line_1(this):
    """l(t) = dx + t dy has grad g_i.l(t) > 0 for all t > 0."""
    return this.conjunction()


CURVE = {
    "0 is in C": "g(0, 0) >= 0", "MFCQ at 0: the gradient (a, b) has (a, b).dy > 0":
    "a*dy_1 + b*dy_2 > 0", "dx is allowed": "a*dx_1 + b*dx_2 >= 0", "t is positive": "t > 0",
    "(a, b) is the gradient at 0, up to squares":
    "g(t*dx_1, t*dx_2) >= t*(a*dx_1 + b*dx_2) - 2*t^2 and g(0, t) == b*t",
}  # fmt: skip


@line("notes/lemma-3", REFUTED, given=CURVE, latex=r"\gamma(t) = x + t\,\ell(t) \in C",
      concludes="g(t*(dx_1 + t*dy_1), t*(dx_2 + t*dy_2)) >= 0",
      severity="gap",
      why="The curve must go along l(s) with s fixed; along l(t) it may leave C.",
      meant="notes/lemma-3/fixed-direction")  # fmt: skip
def if_line_2(this):
    """The curve x + t l(t) lies in C for small t >= 0: for g = x_2 - 2 x_1^2 for no t > 0."""
    return this.refuted(
        g=lambda x, y: y - 2 * x * x,
        a=0,
        b=1,
        dx_1=1,
        dx_2=0,
        dy_1=0,
        dy_2=1,
        t="t",
        instead="g(t*dx_1, t*dx_2 + t*dy_2/4) >= 0 or t > 1/8",
        parameters=["t > 0"],
    )


@line(
    "notes/lemma-3",
    REFUTED,
    latex=r"\ell(t) = \gamma'(0)",
    given={
        "h is positive": "h > 0",
        "t is positive": "t > 0",
        "the quotient of the curve, its limit the slope": "(h*(dx_2 + h*dy_2))/h == slope + h*dy_2",
    },
    concludes="dx_2 + t*dy_2 == slope",
    severity="gap",
    why="The derivative of the curve at 0 is delta x, and not l(t).",
    meant="notes/lemma-3/fixed-direction",
)
def if_line_3(this):
    """The curve x + t l(t) has derivative l(t) at 0: its second component has the slope dx_2."""
    return this.refuted(dx_2=0, dy_2=1, slope=0, t=1, h="h", instead="dx_2 + 0*dy_2 == slope",
                        parameters=["h > 0"])  # fmt: skip


@reading("notes/lemma-3", PROVED, parts=lambda: proved("notes/lemma-3/fixed-direction"))
def fixed_direction(this):
    """Reading: for fixed s > 0, x + t l(s) lies in C for small t, so l(s) is in T(x)."""
    return this.conjunction()


@line("notes/lemma-3", PROVED, parts=lambda: proved("notes/lemma-3/if-line-4"))
def if_line_4(this):
    """T(x) is closed and l(t) -> dx, so dx is in T(x)."""
    return this.conjunction()


@probe(
    "notes/lemma-3",
    REFUTED,
    given={
        "x is in C": "g(0) >= 0",
        "g is h^3, of slope 0 at 0": "g(h) == h^3 and slope == 0",
        "d is allowed": "slope*d >= 0",
        "d goes to the left": "d < 0",
        "h is positive": "h > 0",
    },
    concludes="g(d*h) >= 0",
    severity="hypothesis",
    why="It needs the qualification at x.",
    meant="notes/lemma-3",
)
def without_mfcq(this):
    """The converse without MFCQ (which the statement does not mention).

    g = x^3 at 0: every d is allowed, but C = [0, oo) has no point to the left, at any distance.
    """
    return this.refuted(g=lambda x: x**3, slope=0, d=-1, h="h", instead="g(d*h) < 0",
                        parameters=["h > 0"])  # fmt: skip


@line(
    "notes/lemma-3",
    ILL_POSED,
    concludes=prose("T and N are the displayed sets"),
    severity="misprint",
    why="T uses one letter for point and direction, and N is a set of multipliers.",
    meant="notes/lemma-3/normal-cone",
)
def display(this):
    """The display of T and N after the lemma."""
    return this.ill_posed(
        "T is written {x : grad g_i(x).x >= 0}, with x the point and the direction, and N as "
        "{lambda in R^d : vector}, a set of multipliers without a condition",
        "notes/lemma-3", "notes/lemma-3/normal-cone",
    )  # fmt: skip


@reading("notes/lemma-3", PROVED,
      latex=r"N_C(x) = \{-\sum_{i \in I(x)} \lambda_i \nabla g_i(x),\ \lambda \ge 0\}",
      parts=lambda: proved("notes/lemma-3/normal-cone"))  # fmt: skip
def normal_cone(this):
    """Reading: the normal cone is {-sum lambda_i grad g_i(x), lambda >= 0}, under MFCQ."""
    return this.conjunction()
