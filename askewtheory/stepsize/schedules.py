"""Stepsizes that change: their Robbins-Monro conditions, and from which step they are admissible.

A schedule is a SymPy expression in the step k, possibly by cases; whether sum gamma_k diverges and
sum gamma_k^2 converges is decided by SymPy on that expression, or said to be undecided.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from askewtheory.errors import InputError
from askewtheory.exact import in_range, number
from askewtheory.stepsize.powers import too_large

if TYPE_CHECKING:
    import sympy

LOOKED_AT = (1, 2, 1000)
"""The steps at which an expression must be positive."""
SCAN = 1_000_000
"""How many steps are looked at where no closed form says when a schedule becomes admissible."""


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
        stop = self.horizon or SCAN
        if stop > SCAN and self.decreasing_from == 0:
            return {"step": self._first_below(stop - 1, float(largest)), "certain": True}
        above = np.flatnonzero(self.values(0, stop) > float(largest))
        step = 0 if above.size == 0 else int(above[-1]) + 1
        if self.horizon is not None:
            return {"step": step if step < self.horizon else None, "certain": True}
        if step >= stop:
            return self._beyond(largest)
        known = self.decreasing_from is not None and self.decreasing_from <= stop
        return {"step": step, "certain": known}

    def _first_below(self, last: int, largest: float) -> int | None:
        """Return the first k up to ``last`` with gamma_k <= ``largest``; gamma decreases."""
        if self(last) > largest:
            return None
        low, high = -1, last
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self(middle) > largest else (low, middle)
        return high

    def _beyond(self, largest: Any) -> dict[str, Any]:
        """Ask SymPy where the scan ended with a stepsize still too large."""
        import sympy

        k = _symbol()
        undecided = {"step": None, "certain": False}
        if self.decreasing_from is None:
            return undecided
        try:
            limit = sympy.limit(_tail(self.expression), k, sympy.oo)
        except (NotImplementedError, TypeError, ValueError, RecursionError):
            return undecided
        if not limit.is_comparable or float(limit) >= float(largest):
            return {"step": None, "certain": bool(limit.is_comparable)}
        high = 2 * SCAN
        while self(high) > float(largest):
            high *= 2
            if high > 2**62:
                return undecided
        return {"step": self._first_below(high, float(largest)), "certain": True}

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
    """Return a user's expression in k, such as ``"1/(k+1)**0.75"``.

    Decimals are read exactly. Allowed: k, numbers, + - * / **, sqrt, log, exp, sin, cos, floor, pi.
    """
    import sympy
    from sympy.parsing.sympy_parser import parse_expr, rationalize, standard_transformations

    names = ("sqrt", "log", "exp", "sin", "cos", "floor", "pi", "Min", "Max")
    allowed = {name: getattr(sympy, name) for name in names} | {"k": _symbol()}
    needed = {"Integer": sympy.Integer, "Float": sympy.Float, "Rational": sympy.Rational}
    words = "".join(c if c.isalpha() else " " for c in text).split()
    if any(word not in allowed and word != "e" for word in words) or "__" in text:
        raise InputError(f"stepsize must be an expression in k, got {text!r}")
    try:
        if too_large(text, LOOKED_AT):
            raise InputError(f"stepsize must not need numbers of millions of digits, got {text!r}")
        expression = parse_expr(
            text, local_dict=allowed, global_dict={"__builtins__": {}, **needed},
            transformations=(*standard_transformations, rationalize),
        )  # fmt: skip
        signs = [bool(expression.subs(_symbol(), k) > 0) for k in LOOKED_AT]
    except InputError:
        raise
    except Exception:
        raise InputError(f"stepsize must be an expression in k, got {text!r}") from None
    if not all(signs):
        raise InputError(f"stepsize must be positive, got {text!r} which is not at k = 1, 2, 1000")
    return Schedule(text, expression, decreasing_from=_decreasing_from(expression))


_KINDS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "power": (power, ("c", "k0", "p")),
    "horizon": (by_horizon, ("T",)),
    "step": (step_decay, ("initial", "factor", "every")),
    "cosine": (cosine, ("initial", "T")),
}


def parse_schedule(text: str) -> Schedule:
    """Read a schedule from the command line.

    ``1/10`` · ``power:c=1,k0=10,p=3/4`` · ``horizon:T=1000`` ·
    ``step:initial=1/10,factor=1/2,every=100`` · ``cosine:initial=1/10,T=1000`` ·
    ``warm-up:steps=10;power:c=1,k0=10,p=1`` · any expression in k.
    """
    text = text.strip()
    if text.startswith("warm-up:"):
        head, _, rest = text.removeprefix("warm-up:").partition(";")
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
    return sympy.nsimplify(str(converted), rational=True)


def _count(value: Any, name: str) -> int:
    converted = in_range(value, name)
    if converted != int(converted) or converted < 1:
        raise InputError(f"{name} must be an integer of at least 1, got {value}")
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

    k = _symbol()
    term = sympy.powsimp(sympy.expand_power_base(sympy.sympify(term), force=True))
    term = _tail(term)
    floors = term.atoms(sympy.floor)
    if len(floors) == 1:
        (inner,) = floors
        if inner.args[0].is_polynomial(k):  # k // n: blocks of n equal terms
            term = term.subs(inner, k)
    if not term.has(k):
        return "diverges"
    try:
        start = 1 if term.subs(k, 0).is_finite is False else 0
        series: Any = sympy.Sum(term, (k, start, sympy.oo))
        answer = series.is_convergent()
    except (NotImplementedError, ValueError, TypeError, RecursionError):
        return "undecided"
    if answer in (True, sympy.true):
        return "converges"
    return "diverges" if answer in (False, sympy.false) else "undecided"


def _decreasing_from(expression: Any) -> int | None:
    """Return a small step from which SymPy shows that the expression never increases."""
    import sympy

    x = sympy.Symbol("x", real=True)
    smooth = sympy.sympify(expression).subs(_symbol(), x)
    if not smooth.has(x):
        return 0
    try:
        for step in (0, 1, 10, 100):
            if sympy.is_decreasing(smooth, sympy.Interval(step, sympy.oo), x):
                return step
    except (NotImplementedError, TypeError, ValueError):
        pass
    return None
