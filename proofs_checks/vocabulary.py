"""What statements speak of: a run of one coordinate, its names, and the hypotheses A1 to A7.

Names of a run (``about="run"``)
    ``w[k] g[k] ghat[k] v[k] l[k]``: iterate, gradient, stochastic gradient, velocity and loss;
    ``gamma[k]``, and ``gamma`` where the stepsize is constant; ``d[k]``: distance to C_epsilon;
    ``psi_at[k] slope_at[k] branch_at[k]`` (0 gradient, 1 S+, 2 S-); ``d_Z[k]``: distance to the
    stationary set, for convex losses.
    ``epsilon alpha M_c K`` and ``q[1] ... q[K]``: the method; ``Delta`` its smallest gap, ``K_C``
    the number of feasible intervals.
    ``G`` and ``M_s``: the gradient's bound and smoothness, as proved of the loss.
    ``q_minus q_plus m_l m_r m D_l D_r W``: interval, midpoints and widths at the first iterate's
    level (``m`` where there is one midpoint, ``D`` the smaller width).
    ``psi(x) slope(x) velocity(x, g) force(x) loss(x) grad(x) dist(x)``: functions.
    Further numbers are an instance's own constants (``L``, ``C``, ``T``).
"""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any, Self

from askewtheory import kernel
from askewtheory.audit.orbits import Constant, Cycle, Family, cycle
from askewtheory.audit.provers.trace import paths, traced
from askewtheory.audit.statement import Hypothesis
from askewtheory.audit.terms import (
    Formula,
    Term,
    eq,
    formula,
    implies,
    maximum,
    minimum,
    prose,
    substitute,
    term,
)
from askewtheory.exact import INFINITE
from askewtheory.feasible import feasible_intervals
from askewtheory.grid import Grid
from proofs_checks.facts import drawn
from proofs_checks.facts.losses import ZERO, Loss

KINDS = {"quadratic": kernel.QUADRATIC, "quartic": kernel.QUARTIC}
RULES = {"printed": kernel.PRINTED, "projected": kernel.PROJECTED}


def named(name: str, text: str) -> Hypothesis:
    """Return a hypothesis with its name."""
    return Hypothesis(formula(text), name)


A2_DISPLAYED = named("A2 as displayed: the squared smoothness is at most M", "M_s^2 <= M")
A2_LIPSCHITZ = named("A2 as M-smoothness", "M_s <= M")
A3_DISPLAYED = named("A3 as displayed: the squared gradient is at most L", "G^2 <= L")
A3_LIPSCHITZ = named("A3 as L-Lipschitz: the gradient is at most L", "G <= L")
A3_PRINTED = Hypothesis(prose("L-Lipschitz, i.e. |l(x) - l(y)|^2 <= L |x - y|^2"), "A3")
A3_CONTRADICTS = (
    "A3 contradicts itself: 'L-Lipschitz' bounds the gradient by L, "
    "the displayed squares by sqrt(L)"
)
A5 = named(
    "A5: Robbins-Monro stepsizes",
    "all(gamma[k] > 0 for k in N) and diverges(gamma[k] for k in N) "
    "and converges(gamma[k]^2 for k in N)",
)
CONSTANT = named("a constant stepsize", "gamma > 0")
STRICT = named("epsilon strictly below the limit", "0 < epsilon and 4 * epsilon < Delta^2")
CLOSED = named("epsilon up to the limit", "0 < epsilon and 4 * epsilon <= Delta^2")
QUARTIC_CLOSED = named(
    "epsilon up to the limit for the quartic psi", "0 < epsilon and 16 * epsilon <= Delta^4"
)
UP_TO_ONE = named("epsilon in (0, 1]", "0 < epsilon and epsilon <= 1")
POSITIVE = named("alpha and the clip are positive", "alpha > 0 and M_c > 0")


@dataclass(frozen=True)
class Run:
    """A run of one coordinate, computed exactly by the kernel.

    Parameters
    ----------
    levels, epsilon, alpha, clip, kind, rule
        The method; numbers are integers, fractions or texts such as ``"3/4"``. An infinite clip
        is none.
    loss
        A loss with proved constants.
    start
        The first iterate.
    gamma
        A number, a list of them, or terms in ``n``: with p terms the stepsize of step p n + r is
        the r-th.
    steps
        How many; ignored where ``forever`` or ``family`` is given.
    forever
        Run until the state returns exactly; sequences are then periodic.
    family
        Iterates in closed form: terms in ``n``, as many as ``gamma`` has; every step is proved.
    noise
        What is added to the gradient at each step, repeated periodically.
    constants
        Further numbers, which statements may name.
    cell
        A number in the cell of a start that depends on parameters; that it is one is proved.
    owes
        What else has to hold of the parameters, and is proved.
    """

    levels: Sequence[Any]
    epsilon: Any
    alpha: Any = 1
    clip: Any = 1
    kind: str = "quadratic"
    rule: str = "printed"
    loss: Loss = ZERO
    start: Any = 0
    gamma: Any = 1
    steps: int = 1
    forever: bool = False
    family: Sequence[Any] = ()
    noise: Sequence[Any] = (0,)
    constants: Mapping[str, Any] = field(default_factory=dict)
    cell: Any = None
    owes: Sequence[Any] = ()

    about = "run"

    def __post_init__(self) -> None:
        for name in ("epsilon", "alpha", "clip", "start", "cell"):
            object.__setattr__(self, name, _exact(getattr(self, name)))
        object.__setattr__(self, "levels", tuple(_exact(level) for level in self.levels))
        object.__setattr__(self, "noise", tuple(_exact(one) for one in self.noise))

    def __repr__(self) -> str:
        """Return the call that makes it, without what is left as it is."""
        known = [(one.name, getattr(self, one.name), one.default) for one in fields(self)]
        chosen = {name: _plainly(value) for name, value, default in known
                  if value != default and value not in ({}, ())}  # fmt: skip
        return f"Run({', '.join(f'{name}={value!r}' for name, value in chosen.items())})"

    @classmethod
    def instances(cls, draw: random.Random) -> Iterator[Self]:
        """Yield runs for ``askewtheory fuzz``."""
        return drawn.runs(cls, draw)

    def but(self, **other: Any) -> Self:
        """Return the run with other choices; unknown names are constants."""
        from dataclasses import replace

        known = {name: other.pop(name) for name in list(other) if name in self.__dataclass_fields__}
        return replace(self, **known, constants={**self.constants, **other})

    @property
    def _numbers(self) -> tuple[Any, ...]:
        return (self.levels, self.epsilon, self.alpha, self.clip, KINDS[self.kind],
                RULES[self.rule])  # fmt: skip

    def psi(self, x: Any) -> Any:
        """Return psi(x; epsilon)."""
        return kernel.remoteness(x, self.levels, self.epsilon, KINDS[self.kind])

    def slope(self, x: Any) -> Any:
        """Return psi'(x), from the right at a level."""
        return kernel.slope(x, self.levels, KINDS[self.kind])

    def force(self, x: Any) -> Any:
        """Return the skewing force before the branch is chosen."""
        return kernel.force_of(self.psi(x), self.slope(x), self.alpha, self.clip)

    def velocity(self, x: Any, gradient: Any) -> Any:
        """Return the velocity; without a clip the force, wherever psi' is not 0."""
        if self.clip not in INFINITE:
            return kernel.velocity(x, gradient, *self._numbers)
        ratio = self.alpha * self.psi(x) / self.slope(x)
        levels, epsilon, alpha, _, *rest = self._numbers
        return kernel.velocity(x, gradient, levels, epsilon, alpha, ratio * ratio + 1, *rest)

    def branch(self, x: Any, gradient: Any) -> Any:
        """Return the branch code."""
        return kernel.branch(x, gradient, *self._numbers)

    @cached_property
    def intervals(self) -> list[tuple[Any, Any]]:
        """The feasible intervals, merged where they touch."""
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return feasible_intervals(Grid(self.levels), epsilon=self.epsilon, kind=self.kind)

    def distance(self, x: Any) -> Any:
        """Return the distance of x to the feasible set."""
        if isinstance(x, Term):
            return minimum(*(maximum(low - x, x - high, 0) for low, high in self.intervals))
        return min(max(low - x, x - high, Fraction(0)) for low, high in self.intervals)

    def stationary(self, x: Any) -> Any:
        """Return the distance of x to the stationary set of a convex loss.

        In each feasible interval the stationary points are where the loss is least on it.
        """
        least = self.loss.minimizer
        if least is None:
            return self.distance(x) if self.loss is ZERO else None
        found = [abs(x - min(max(least, low), high)) for low, high in self.intervals]
        return minimum(*found) if isinstance(x, Term) else min(found)

    def stepsize(self, k: int) -> Fraction:
        """Return the stepsize of step k."""
        if isinstance(self.gamma, list | tuple):
            if any(isinstance(one, str) and "n" in one for one in self.gamma):
                return self._stepsizes.at(k)
            return _exact(self.gamma[min(k, len(self.gamma) - 1)])
        return _exact(self.gamma)

    @cached_property
    def _stepsizes(self) -> Any:
        listed = self.gamma if isinstance(self.gamma, list | tuple) else [self.gamma]
        return Family(tuple(term(_exact(one)) for one in listed), "n")

    def after(self, w: Any, k: int) -> Any:
        """Return the iterate that follows w in step k."""
        ghat = self.loss.slope(w) + self.noise[k % len(self.noise)]
        return w + self.stepsize(k) * self.velocity(w, ghat)

    @cached_property
    def iterates(self) -> Any:
        """The iterates: a tuple, a cycle, or a family."""
        if self.family:
            return Family(tuple(term(one) for one in self.family), "n")
        if not self.forever:
            found = [self.start]
            for k in range(self.steps):
                found.append(self.after(found[-1], k))
            return tuple(found)
        if isinstance(self.gamma, list | tuple):
            raise ValueError("a run for ever needs a constant stepsize")
        period = len(self.noise)
        states = cycle(lambda s: (self.after(s[0], s[1]), (s[1] + 1) % period), (self.start, 0))
        return states.mapped(lambda state: state[0])

    def obligations(self) -> Iterator[Formula]:
        """Yield what has to hold for all n >= 0 for a family to be a run: each step."""
        yield from map(formula, self.owes)
        for middle in self._middles if self.cell is not None else ():
            yield term(self.start) >= middle if middle <= self.cell else term(self.start) < middle
        if not self.family:
            return
        n, forms, period = Term("var", ("n",)), self.iterates.forms, len(self.family)
        gammas = self._stepsizes.forms
        yield eq(substitute(forms[0], {"n": 0}), self.start)
        for place, form in enumerate(forms):
            after = forms[(place + 1) % period]
            after = substitute(after, {"n": n + 1}) if place + 1 == period else after
            for way in paths(lambda w, g, p=place: w + self._step(w, g, p), form,
                             gammas[place % len(gammas)]):  # fmt: skip
                yield implies(way.condition, eq(way.value, after))

    def _step(self, w: Any, gamma: Any, place: int) -> Any:
        ghat = self.loss.slope(w) + self.noise[place % len(self.noise)]
        return gamma * self.velocity(w, ghat)

    def _along(self, function: Callable[[Any], Any]) -> Any:
        """Return a function of the iterates as a sequence of the same form."""
        if isinstance(self.iterates, Cycle):
            return self.iterates.mapped(function)
        if isinstance(self.iterates, Family):
            return Family(tuple(traced(function, form) for form in self.iterates.forms), "n")
        return tuple(function(w) for w in self.iterates)

    def _estimates(self) -> Any:
        if self.noise == (0,):
            return self._along(self.loss.slope)
        if len(self.noise) == 1:
            return self._along(lambda w: self.loss.slope(w) + self.noise[0])
        if isinstance(self.iterates, tuple):
            return tuple(
                self.loss.slope(w) + self.noise[k % len(self.noise)]
                for k, w in enumerate(self.iterates)
            )
        raise ValueError("a stochastic run has finitely many steps here")

    def _distances(self) -> Any:
        if isinstance(self.iterates, Family):
            return Family(tuple(map(self.distance, self.iterates.forms)), "n")
        return self._along(self.distance)

    def _stationary_distances(self) -> Any:
        if isinstance(self.iterates, Family):
            found = tuple(map(self.stationary, self.iterates.forms))
            if None in found:
                raise ValueError("the stationary set is known of convex losses only")
            return Family(found, "n")
        return self._along(self.stationary)

    def _differences(self) -> Family:
        """Return (w_(k+1) - w_k)/gamma_k, which is what the obligations prove of each step."""
        forms, gammas = self.iterates.forms, self._stepsizes.forms
        found = []
        for place, form in enumerate(forms):
            after = forms[(place + 1) % len(forms)]
            after = substitute(after, {"n": "n + 1"}) if place + 1 == len(forms) else after
            found.append((after - form) / gammas[place % len(gammas)])
        return Family(tuple(found), "n")

    def _velocities(self) -> Any:
        if isinstance(self.iterates, Family):
            return self._differences()
        if self.noise == (0,):
            return self._along(lambda w: self.velocity(w, self.loss.slope(w)))
        if isinstance(self.iterates, Cycle):
            if len(self.noise) > 1:
                raise ValueError("a stochastic run has finitely many steps here")
            return self._along(lambda w: self.velocity(w, self.loss.slope(w) + self.noise[0]))
        pairs = zip(self.iterates, self._estimates(), strict=True)
        return tuple(self.velocity(w, ghat) for w, ghat in pairs)

    def names(self) -> dict[str, Any]:
        """Return the value of every name (see the module's docstring)."""
        found: dict[str, Any] = {
            "epsilon": self.epsilon, "alpha": self.alpha, "M_c": self.clip,
            "K": Fraction(len(self.levels)), "q": (None, *self.levels),
            "w": self.iterates, "psi": lifted(self.psi),
            "slope": lifted(self.slope), "velocity": lifted(self.velocity),
            "force": lifted(self.force), "branch": self.branch,
            "loss": lifted(self.loss.value), "grad": lifted(self.loss.slope),
            "dist": self.distance, "dist_Z": self.stationary,
        }  # fmt: skip
        found |= self._sequences() | self._geometry()
        if isinstance(self.gamma, list | tuple):
            listed = any(isinstance(one, str) and "n" in one for one in self.gamma)
            found["gamma"] = self._stepsizes if listed else tuple(map(_exact, self.gamma))
        else:
            gamma = _exact(self.gamma)
            found["gamma"] = gamma if isinstance(gamma, Term) else Constant(gamma)
        for name, constant in (("G", self.loss.gradient_bound), ("M_s", self.loss.smoothness)):
            if constant is not None:
                for proof in self.loss.proofs:
                    _ = proof.judgement  # a constant that is not proved is not named
                found[name] = constant
        taken = sorted(found.keys() & self.constants.keys())
        if taken:
            raise ValueError(f"the run itself gives {taken[0]} its value")
        return found | {name: _exact(one) for name, one in self.constants.items()}

    def _sequences(self) -> dict[str, Any]:
        makers: dict[str, Callable[[], Any]] = {
            "g": lambda: self._along(self.loss.slope),
            "ghat": self._estimates,
            "v": self._velocities,
            "l": lambda: self._along(self.loss.value),
            "psi_at": lambda: self._along(self.psi),
            "slope_at": lambda: self._along(self.slope),
            "d": self._distances,
            "branch_at": self._branches,
            "d_Z": self._stationary_distances,
        }
        found = {}
        for name, make in makers.items():
            with contextlib.suppress(ValueError):  # a form that has no such sequence
                found[name] = make()
        return found

    def _branches(self) -> Any:
        if not isinstance(self.iterates, tuple):
            return self._along(lambda w: Fraction(self.branch(w, self.loss.slope(w))))
        pairs = zip(self.iterates, self._estimates(), strict=True)
        return tuple(Fraction(self.branch(w, ghat)) for w, ghat in pairs)

    @property
    def _middles(self) -> list[Any]:
        return [(left + right) / 2 for left, right in pairwise(self.levels)]

    def _geometry(self) -> dict[str, Any]:
        """Return the interval and the midpoints at the level whose cell holds the start."""
        levels = self.levels
        gaps = [right - left for left, right in pairwise(levels)]
        found: dict[str, Any] = {"Delta": min(gaps)}
        start = self.start if self.cell is None else self.cell
        if isinstance(start, Term):
            return found  # the start's cell depends on parameters
        if not 0 < self.epsilon <= 1:
            return found  # no feasible intervals are defined
        found["K_C"] = Fraction(len(self.intervals))
        middles = self._middles
        place = sum(1 for middle in middles if middle <= start)
        if len(self.intervals) < len(levels):  # intervals touch: a level has none of its own
            if len(self.intervals) == 1:
                low, high = self.intervals[0]
                found |= {"q_minus": low, "q_plus": high, "W": high - low}
            return found
        low, high = self.intervals[place]
        found |= {"q_minus": low, "q_plus": high, "W": high - low}
        if place > 0:
            found |= {"m_l": middles[place - 1], "D_l": low - self.intervals[place - 1][1]}
        if place < len(middles):
            found |= {"m_r": middles[place], "D_r": self.intervals[place + 1][0] - high}
        sides = [found[name] for name in ("D_l", "D_r") if name in found]
        found["D"] = min(sides)
        if len(sides) == 1:
            found["m"] = found.get("m_l", found.get("m_r"))
        return found

    def setting(self) -> dict[str, Any]:
        """Return the choices, for readers."""
        chosen = {
            "levels": self.levels, "epsilon": self.epsilon, "alpha": self.alpha,
            "clip": self.clip, "psi": self.kind, "rule": self.rule, "loss": self.loss.words,
            "start": self.start, "stepsize": self.gamma, **self.constants,
        }  # fmt: skip
        if self.noise != (0,):
            chosen["noise"] = self.noise
        if self.family:
            chosen["iterates"] = ", ".join(map(str, self.iterates.forms)) + " for n = 0, 1, ..."
        return chosen

    def table(self) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """Return rows k, w, g, v of the first iterates."""
        count = len(self.iterates) if isinstance(self.iterates, tuple) else 8
        names = self.names()
        rows = [
            (k, _at(self.iterates, k), _at(names["ghat"], k), _at(names["v"], k))
            for k in range(min(count, 12))
        ]
        return ("k", "w", "g", "v"), rows


def lifted(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function for numbers, and for terms in parameters too."""
    return lambda *given: (traced(function, *given) if any(isinstance(one, Term) for one in given)
                           else function(*given))  # fmt: skip


def _at(sequence: Any, k: Any) -> Any:
    return sequence.at(k) if hasattr(sequence, "at") else sequence[k]


def _plainly(value: Any) -> Any:
    """Return exact numbers as a reader writes them: 1, and "1/2"."""
    if isinstance(value, tuple):
        return tuple(map(_plainly, value))
    if isinstance(value, Mapping):
        return {name: _plainly(one) for name, one in value.items()}
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else str(value)
    return str(value) if isinstance(value, Term) else value


def _exact(value: Any) -> Any:
    if isinstance(value, str):
        found = term(value)
        return found.args[0] if found.op == "num" else found
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return value
    if isinstance(value, float):
        raise TypeError(f"an exact number was expected, got {value!r}")
    return Fraction(value) if isinstance(value, int) else value
