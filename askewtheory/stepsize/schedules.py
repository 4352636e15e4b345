"""Stepsizes that change: their Robbins-Monro conditions, and from which step they are admissible.

A schedule is a SymPy expression in the step k, possibly by cases; whether sum gamma_k diverges and
sum gamma_k^2 converges is decided by SymPy on that expression, or said to be undecided.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from askewtheory.errors import InputError
from askewtheory.exact import in_range, number
from askewtheory.stepsize.asking import asked
from askewtheory.stepsize.grammar import MOST_EXPONENT, read_expression

if TYPE_CHECKING:
    import sympy

LOOKED_AT = (1, 2, 1000)
"""The steps at which an expression must be positive."""
SCAN = 1_000_000
"""How many steps are looked at where no closed form says when a schedule becomes admissible."""
MOST_STEPS = 2**53
"""Beyond it, floats no longer tell a step from the next one."""


@dataclass(frozen=True)
class Schedule:
    """A stepsize schedule.

    Parameters
    ----------
    name
        As written: ``"power:c=1,k0=10,p=3/4"``.
    expression
        gamma_k as a SymPy expression in the symbol k.
    horizon
        The number of steps that it is made for; ``None`` for an infinite sequence.
    decreasing_from
        A step from which it never increases, if known.
    """

    name: str
    expression: Any
    horizon: int | None = None
    decreasing_from: int | None = 0

    def __call__(self, k: int) -> float:
        """Return gamma_k as a float."""
        return float(self.values(k, k + 1)[0])

    def values(self, start: int, stop: int) -> np.ndarray:
        """Return gamma_k for k in [start, stop), shape (stop - start,)."""
        steps = np.arange(start, stop, dtype=np.float64)
        with np.errstate(all="ignore"):
            result = np.asarray(self._function(steps), dtype=np.float64)
        return np.broadcast_to(result, steps.shape).copy()

    @cached_property
    def _function(self) -> Any:
        import sympy

        return sympy.lambdify(_symbol(), self.expression, "numpy")

    def robbins_monro(self) -> dict[str, str]:
        """Return whether sum gamma diverges and sum gamma^2 converges.

        Returns
        -------
        dict
            ``sum`` and ``sum_of_squares``, each ``"diverges"``, ``"converges"``, ``"undecided"``
            or ``"finite horizon"``; ``holds`` is ``"yes"``, ``"no"`` or ``"undecided"``.
        """
        if self.horizon is not None:
            finite = "finite horizon"
            return {"sum": finite, "sum_of_squares": finite, "holds": "no"}
        total = _converges(self.expression)
        squares = _converges(self.expression**2)
        holds = {("diverges", "converges"): "yes"}.get((total, squares), "no")
        if total == "converges" or squares == "diverges":
            holds = "no"
        elif "undecided" in (total, squares):
            holds = "undecided"
        return {"sum": total, "sum_of_squares": squares, "holds": holds}

    def first_admissible(self, largest: Any) -> dict[str, Any]:
        """Return the first k from which gamma_k <= ``largest`` for good.

        Returns
        -------
        dict
            ``step`` (``None`` if there is none), and ``certain``: whether that is known for all
            later steps, or only seen up to the scan's end.
        """
        top = float(largest)
        scanned = min(self.horizon or SCAN, SCAN)
        values = self.values(0, scanned)
        missed = np.flatnonzero(~((values >= 0) & (values <= top)))  # undefined counts as missed
        step = 0 if missed.size == 0 else int(missed[-1]) + 1
        known = self.decreasing_from is not None and self.decreasing_from <= scanned
        if self.horizon == scanned:
            return {"step": step if step < scanned else None, "certain": True}
        if step < scanned:
            return {"step": step, "certain": known}
        if not known:
            return {"step": None, "certain": False}
        if self.horizon is not None:
            found = self._first_below(scanned - 1, self.horizon - 1, top)
            return {"step": found, "certain": True}
        return self._beyond(top)

    def _first_below(self, low: int, high: int, top: float) -> int | None:
        """Return the first k in (low, high] with gamma_k <= top; gamma decreases, gamma_low > top.

        None if there is none.
        """
        if not 0 <= self(high) <= top:
            return None
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self(middle) > top else (low, middle)
        return high

    def _beyond(self, top: float) -> dict[str, Any]:
        """Ask SymPy where the scan ended with a stepsize still too large; gamma decreases."""
        import sympy

        limit = asked(
            lambda: float(sympy.limit(_tail(self.expression), _symbol(), sympy.oo)), math.nan
        )
        if not 0 <= limit < top:
            return {"step": None, "certain": not math.isnan(limit)}
        low, high = SCAN - 1, 2 * SCAN
        while self(high) > top:
            low, high = high, 2 * high
            if high > MOST_STEPS:
                return {"step": None, "certain": False}
        return {"step": self._first_below(low, high, top), "certain": True}

    def to_dict(self) -> dict[str, Any]:
        """Return the record as ``--json`` writes it."""
        return {
            "name": self.name,
            "expression": str(self.expression),
            "horizon": self.horizon,
            "robbins_monro": self.robbins_monro(),
        }


def constant(gamma: Any) -> Schedule:
    """Return gamma_k = gamma."""
    return Schedule(f"constant:{gamma}", _positive(gamma, "stepsize"))


def power(c: Any, k0: Any, p: Any) -> Schedule:
    """Return gamma_k = c / (k + k0)^p."""
    top, shift, exponent = _positive(c, "c"), _positive(k0, "k0"), _positive(p, "p")
    if exponent > MOST_EXPONENT:
        raise InputError(f"p must be at most {MOST_EXPONENT:,}, got {p}")
    return Schedule(f"power:c={c},k0={k0},p={p}", top / (_symbol() + shift) ** exponent)


def by_horizon(steps: int) -> Schedule:
    """Return gamma_k = 1 / sqrt(T + 1) for k = 0 ... T (Corollary 2)."""
    import sympy

    horizon = _count(steps, "T")
    return Schedule(f"horizon:T={horizon}", 1 / sympy.sqrt(horizon + 1), horizon=horizon + 1)


def step_decay(initial: Any, factor: Any, every: int) -> Schedule:
    """Return gamma_k = initial * factor^floor(k / every), 0 < factor < 1."""
    import sympy

    ratio = _positive(factor, "factor")
    if ratio >= 1:
        raise InputError(f"factor must lie in (0, 1), got {factor}")
    blocks = sympy.floor(_symbol() / _count(every, "every"))
    name = f"step:initial={initial},factor={factor},every={every}"
    return Schedule(name, _positive(initial, "initial") * ratio**blocks)


def cosine(initial: Any, steps: int) -> Schedule:
    """Return gamma_k = initial (1 + cos(pi k / T)) / 2 for k = 0 ... T - 1."""
    import sympy

    horizon = _count(steps, "T")
    wave = (1 + sympy.cos(sympy.pi * _symbol() / horizon)) / 2
    name = f"cosine:initial={initial},T={horizon}"
    return Schedule(name, _positive(initial, "initial") * wave, horizon=horizon)


def warm_up(steps: int, then: Schedule) -> Schedule:
    """Return ``then``, multiplied by (k + 1) / steps for the first ``steps`` steps."""
    import sympy

    count = _count(steps, "steps")
    k = _symbol()
    ramp = then.expression * (k + 1) / count
    expression = sympy.Piecewise((ramp, k < count), (then.expression, True))
    name = f"warm-up:steps={count} then {then.name}"
    later = None if then.decreasing_from is None else max(count, then.decreasing_from)
    return Schedule(name, expression, then.horizon, later)


def from_expression(text: str) -> Schedule:
    """Return a user's expression in k, such as ``"1/(k+1)^0.75"``; see :mod:`.grammar`.

    Decimals are read exactly.
    """
    k = _symbol()
    expression = read_expression(text, k, LOOKED_AT).expression
    signs = [asked(lambda at=at: bool(expression.subs(k, at) > 0), False) for at in LOOKED_AT]
    if not all(signs):
        raise InputError(f"stepsize must be positive, got {text!r} which is not at k = 1, 2, 1000")
    schedule = Schedule(text, expression, decreasing_from=_decreasing_from(expression))
    try:
        good = all(math.isfinite(schedule(step)) for step in LOOKED_AT)
    except (ArithmeticError, TypeError, ValueError):  # an exact number that no float can hold
        good = False
    if not good:
        raise InputError(f"stepsize must be computable in floating point, got {text!r}")
    return schedule


_KINDS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "power": (power, ("c", "k0", "p")),
    "horizon": (by_horizon, ("T",)),
    "step": (step_decay, ("initial", "factor", "every")),
    "cosine": (cosine, ("initial", "T")),
}


def parse_schedule(text: str) -> Schedule:
    """Read a schedule from the command line.

    Parameters
    ----------
    text : str
        ``1/10`` · ``power:c=1,k0=10,p=3/4`` · ``horizon:T=1000`` ·
        ``step:initial=1/10,factor=1/2,every=100`` · ``cosine:initial=1/10,T=1000`` ·
        ``warm-up:steps=10;power:c=1,k0=10,p=1`` · any expression in k.

    Returns
    -------
    Schedule

    Raises
    ------
    InputError
        If it is none of these, or a number is out of range.

    Examples
    --------
    >>> from askewtheory.stepsize import parse_schedule
    >>> parse_schedule("power:c=1,k0=10,p=3/4").robbins_monro()["holds"]
    'yes'
    """
    text = text.strip()
    if text.startswith("warm-up:"):
        head, _, rest = text.removeprefix("warm-up:").partition(";")
        if rest.strip().startswith("warm-up:"):
            raise InputError(f"schedule must have one warm-up, got {text[:60]!r}")
        return warm_up(_options(head, ("steps",), text)[0], parse_schedule(rest))
    name, _, options = text.partition(":")
    if name in _KINDS:
        build, names = _KINDS[name]
        return build(*_options(options, names, text))
    try:
        gamma = number(text, "stepsize")
    except InputError:
        return from_expression(text)
    return constant(gamma)


def _options(text: str, names: tuple[str, ...], whole: str) -> list[Any]:
    given: dict[str, str] = {}
    for part in filter(None, text.split(",")):
        name, _, value = (piece.strip() for piece in part.partition("="))
        if name in given:
            raise InputError(f"schedule must give {name} once, got {whole!r}")
        given[name] = value
    if set(given) != set(names):
        raise InputError(f"schedule must give {', '.join(names)}, got {whole!r}")
    return [number(given[name], name) for name in names]


def _symbol() -> sympy.Symbol:
    import sympy

    return sympy.Symbol("k", integer=True, nonnegative=True)


def _positive(value: Any, name: str) -> Any:
    import sympy

    converted = in_range(value, name)
    if converted <= 0:
        raise InputError(f"{name} must be positive, got {value}")
    exact = Fraction(str(converted))  # of a float the number that it shows
    return sympy.Rational(exact.numerator, exact.denominator)


def _count(value: Any, name: str) -> int:
    converted = in_range(value, name)
    if converted != int(converted) or converted < 1:
        raise InputError(f"{name} must be an integer of at least 1, got {value}")
    if converted > MOST_STEPS:
        raise InputError(f"{name} must be at most 2^53, got {value}")
    return int(converted)


def _tail(expression: Any) -> Any:
    """Return what a schedule by cases is in the long run: its last case."""
    import sympy

    return sympy.sympify(expression).replace(
        lambda part: isinstance(part, sympy.Piecewise), lambda part: part.args[-1][0]
    )


def _converges(term: Any) -> str:
    """Decide a series by SymPy; a schedule by cases is decided by its last case."""
    import sympy

    converges = asked(lambda: _convergent(sympy.sympify(term)), None)
    if converges is None:
        return "undecided"
    return "converges" if converges else "diverges"


def _convergent(term: Any) -> bool | None:
    import sympy

    k = _symbol()
    term = _tail(sympy.powsimp(sympy.expand_power_base(term, force=True)))
    floors = term.atoms(sympy.floor)
    if len(floors) == 1:
        (inner,) = floors
        if inner.args[0].is_polynomial(k):  # k // n: blocks of n equal terms
            term = term.subs(inner, k)
    if not term.has(k):
        return False
    start = 1 if term.subs(k, 0).is_finite is False else 0
    series: Any = sympy.Sum(term, (k, start, sympy.oo))
    answer = series.is_convergent()
    return bool(answer) if answer in (True, False, sympy.true, sympy.false) else None


def _decreasing_from(expression: Any) -> int | None:
    """Return a small step from which SymPy shows that the expression never increases."""
    import sympy

    x = sympy.Symbol("x", real=True)
    smooth = sympy.sympify(expression).subs(_symbol(), x)
    if not smooth.has(x):
        return 0

    def decreases(step: int) -> bool:
        return bool(sympy.is_decreasing(smooth, sympy.Interval(step, sympy.oo), x))

    def first() -> int | None:
        return next((step for step in (0, 1, 10, 100) if decreases(step)), None)

    return asked(first, None)
