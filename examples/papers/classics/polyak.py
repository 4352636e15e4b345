"""Polyak's step, which uses the value at the minimum."""

from askewtheory.audit.claim import PROVED, REFUTED, claim, probe

GIVEN = {
    "f is convex, the minimum against x": "fs >= f + inner(g, xs - x)",
    "x is no minimum": "norm2(g) > 0",
    "fs is the least value": "fs <= f",
}


@claim(
    "polyak-step",
    PROVED,
    title="Polyak's step",
    source="Polyak, USSR Computational Mathematics and Mathematical Physics 9 (1969), 14-29",
    latex=r"\|x^+ - x^\star\|^2 \le \|x - x^\star\|^2 - \frac{(f(x) - f^\star)^2}{\|g\|^2}",
    given=GIVEN,
    concludes="norm2(x - (f - fs)/norm2(g)*g - xs) <= norm2(x - xs) - (f - fs)^2/norm2(g)",
)
def step(this):
    """Every step of length (f - f*)/|g|^2 comes nearer to the minimum, by (f - f*)^2/|g|^2."""
    return this.solvers()


@probe(
    "polyak-step",
    REFUTED,
    latex=r"\|x - 2\tfrac{f(x) - f^\star}{\|g\|^2}g - x^\star\| < \|x - x^\star\|",
    given=GIVEN,
    concludes="norm2(x - 2*(f - fs)/norm2(g)*g - xs) < norm2(x - xs)",
    severity="boundary",
    why="On f = |x| the double step lands at -x.",
)
def twice(this):
    """A step of twice the length would come strictly nearer too."""
    return this.refuted(
        {"x": (1,), "xs": (0,), "g": (1,), "f": 1, "fs": 0},
        instead="norm2(x - 2*(f - fs)/norm2(g)*g - xs) <= norm2(x - xs)",
    )
