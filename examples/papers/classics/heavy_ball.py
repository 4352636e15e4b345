"""The heavy ball with Polyak's parameters, which were tuned on quadratic functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from askewtheory.audit.claim import REFUTED, claim
from askewtheory.audit.orbits import cycle
from askewtheory.audit.terms import Formula, Term, choose, every, reals, term


class PiecewiseQuadratic:
    """A run of the heavy ball on a function of one variable whose gradient is piecewise linear.

    The gradient has slope ``slopes[i]`` between two breakpoints, is continuous, and is 0 at 0,
    left of the first breakpoint. That the function is m-strongly convex and L-smooth is an
    obligation, which solvers prove for all pairs of points; the minimum is at 0.
    """

    about = "the heavy ball on a strongly convex and smooth function with minimum at 0"

    def __init__(
        self, breaks: list[int], slopes: list[int], m: int, L: int, start: tuple[Fraction, Fraction]
    ) -> None:
        self.breaks, self.slopes, self.m, self.L, self.start = breaks, slopes, m, L, start
        self.alpha = Fraction(4, 36)  # 4/(sqrt(25) + sqrt(1))^2; the statement says what it must be
        self.beta = Fraction(4, 9)

    def gradient(self, x: Any) -> Any:
        """Return the gradient at a number or, with ``if_``, at a term."""
        left = height = Fraction(0)
        pieces = [self.slopes[0] * x]
        for place, at in enumerate(self.breaks):
            height += self.slopes[place] * (at - left)
            left = Fraction(at)
            pieces.append(self.slopes[place + 1] * (x - at) + height)
        if isinstance(x, Term):
            shown = pieces[-1]
            for at, piece in zip(reversed(self.breaks), reversed(pieces[:-1]), strict=True):
                shown = choose(x < at, piece, shown)
            return term(shown)
        return pieces[sum(x >= at for at in self.breaks)]

    def names(self) -> Mapping[str, Any]:
        """Return the iterates, from both starting points on, and the constants."""

        def step(pair: tuple[Fraction, Fraction]) -> tuple[Fraction, Fraction]:
            old, new = pair
            return new, new - self.alpha * self.gradient(new) + self.beta * (new - old)

        states = cycle(step, self.start)
        return {
            "x": states.mapped(lambda pair: pair[0]),
            "g": states.mapped(lambda pair: self.gradient(pair[0])),
            "alpha": self.alpha, "beta": self.beta, "m": Fraction(self.m), "L": Fraction(self.L),
        }  # fmt: skip

    def obligations(self) -> Iterator[Formula]:
        """Yield that the gradient is m-strongly monotone and L-Lipschitz."""
        a, b = reals("a b")
        product = (self.gradient(a) - self.gradient(b)) * (a - b)
        yield every(product >= self.m * (a - b) ** 2, product <= self.L * (a - b) ** 2)

    def setting(self) -> Mapping[str, Any]:
        """Return the function and the starting points."""
        return {"breakpoints of the gradient": self.breaks, "its slopes": self.slopes,
                "x_0": self.start[0], "x_1": self.start[1]}  # fmt: skip

    def table(self) -> tuple[list[str], list[list[Any]]]:
        """Return the first iterates with their gradients."""
        names = self.names()
        rows = [[k, names["x"].at(k), names["g"].at(k)] for k in range(5)]
        return ["k", "x_k", "gradient"], rows


THREE = PiecewiseQuadratic([1, 2], [25, 1, 25], 1, 25, (Fraction(792, 1225), Fraction(-2208, 1225)))


@claim(
    "heavy-ball",
    REFUTED,
    title="The heavy ball converges on every smooth strongly convex function",
    source="Polyak, USSR Computational Mathematics and Mathematical Physics 4 (1964), Theorem 9, "
    "read for functions that are not quadratic",
    latex=r"x_{k+2} = x_{k+1} - \alpha\nabla f(x_{k+1}) + \beta(x_{k+1} - x_k)"
    r"\ \Rightarrow\ x_k \to x^\star",
    given={
        "the constants": "0 < m and m < L",
        "Polyak's stepsize": "alpha == 4/(sqrt(L) + sqrt(m))^2",
        "Polyak's momentum": "beta == ((sqrt(L) - sqrt(m))/(sqrt(L) + sqrt(m)))^2",
        "the method": "all(x[k + 2] == x[k + 1] - alpha*g[k + 1] + beta*(x[k + 1] - x[k])"
        " for k in N)",
    },
    concludes="lim(abs(x[k]) for k in N) == 0",
    about=PiecewiseQuadratic.about,
    severity="hypothesis",
    why="On a function with curvatures 1 and 25 it goes round three points for ever.",
)
def heavy_ball(this):
    """With Polyak's parameters the heavy ball would converge on every such function."""
    return this.refuted(THREE, instead="limsup(abs(x[k]) for k in N) <= 3")
