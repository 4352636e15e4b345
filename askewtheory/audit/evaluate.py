"""Exact evaluation of terms and formulas, where every name is given a value.

Values are exact numbers, functions of exact numbers, and sequences: anything with ``at(k)`` (see
:mod:`askewtheory.audit.orbits`) or a list. A value may also be a *term* in parameters; then what
depends on it comes out as a term or a formula, for a solver to decide for all parameters.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from askewtheory.audit import orbits, terms
from askewtheory.audit.orbits import RUNNING, UndefinedError, UnknownError
from askewtheory.audit.provers.smtlib import defined
from askewtheory.audit.terms import BINDERS, BUILT_IN, Formula, Term
from askewtheory.exact import INFINITE, compare, is_exact_number, square_root

_HOLDS: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
MANY = 100_000
"""Members that one sum or minimum may have."""


@dataclass(frozen=True)
class Function:
    """A function as data: a term in its arguments."""

    arguments: tuple[str, ...]
    form: Term

    def value(self, given: Sequence[Any]) -> Any:
        """Return its value where the arguments have theirs; other names are parameters."""
        free = terms.free_names(self.form).difference(self.arguments)
        names = {name: Term("var", (name,)) for name in free}
        return _term(self.form, names | dict(zip(self.arguments, given, strict=True)))


def holds(one: Formula, names: Mapping[str, Any]) -> Any:
    """Return whether a formula is defined and true; a formula where parameters are left.

    Raises
    ------
    TypeError
        If a value is not exact.
    UnknownError
        If the instance does not decide it.
    """
    try:
        found = _formula(one, names)
    except UndefinedError:
        return False
    if isinstance(found, Formula) and RUNNING in terms.free_names(found) and not _apart(one):
        raise UnknownError(f"it is said of all indices more than once: {one}")
    return found


def _apart(one: Formula) -> bool:
    """Tell whether one index along the sequences is enough for a formula.

    All that is said of all indices comes out in the same index. That is the same only side by side:
    each number is below 1 or at least 1, and still neither holds of all of them.
    """
    return _beside(one) or _endless(one) <= 1


def _beside(one: Any) -> bool:
    """Tell whether what is said of all indices is said of each, and nothing but that together."""
    if one.op == "and":
        return all(map(_beside, one.args))
    if one.op == "forall" and one.args[2] is not None:
        return _beside(one.args[3])
    return one.op == "forall" or not _endless(one)


def _endless(node: Any) -> int:
    """Count how often it is said of all indices: within a range once for each of its members."""
    within = sum(map(_endless, terms.children(node)))
    if node.op in terms.BOUND and node.args[2] is not None:
        return 2 * within
    return within + (node.op == "forall")


def value(one: Term, names: Mapping[str, Any]) -> Any:
    """Return the value of a term: an exact number, or a term where parameters are left.

    Raises
    ------
    UndefinedError
        If it has none.
    """
    return _term(one, names)


def _formula(one: Formula, names: Mapping[str, Any]) -> Any:
    op, args = one.op, one.args
    if op in _HOLDS:
        left, right = _term(args[0], names), _term(args[1], names)
        if isinstance(left, Term) or isinstance(right, Term):
            return Formula(op, (terms.term(left), terms.term(right)))
        truth = _HOLDS[op](compare(left, right), 0)
        if (left in INFINITE or right in INFINITE) and (truth or not _AS_IT_STANDS.get()):
            raise UnknownError(f"a limit is infinite, and no number: {one}")
        return truth
    if op == "not":
        inner = _turned(args[0], names)
        return terms.negation(inner) if isinstance(inner, Formula) else not inner
    if op in ("and", "or", "implies"):
        return _joined(op, args, names)
    if op == "iff":
        return _iff(*(_turned(part, names) for part in args))
    if op == "forall":
        index, low, high, body = args
        members = _members(index, low, high, body, names)
        return _all([_formula(body, inner) for inner in members])
    if op in ("converges", "diverges"):
        _first_members(args[0], args[1], args[3], names)
        found, conditions = orbits.series_converges(args[0], args[3], names, _term)
        truth = found is (op == "converges")
        return _under(conditions, truth)
    raise UnknownError(f"words cannot be evaluated: '{one}'")


_AS_IT_STANDS: ContextVar[bool] = ContextVar("as it stands", default=True)
"""Whether a relation that fails makes the whole formula fail: not within a negation."""


def _turned(one: Formula, names: Mapping[str, Any]) -> Any:
    """Evaluate what is negated, or decides a case: of an infinite limit it says nothing.

    A limit that is infinite fails ``lim(...) < 5`` whether infinity counts as a number or not;
    all else would depend on that.
    """
    token = _AS_IT_STANDS.set(False)
    try:
        return _formula(one, names)
    finally:
        _AS_IT_STANDS.reset(token)


def _under(conditions: Sequence[Formula], truth: bool) -> Any:
    """Return a truth that holds under conditions on parameters, and is undefined elsewhere."""
    known = [holds(one, {name: Term("var", (name,)) for name in terms.free_names(one)})
             for one in conditions]  # fmt: skip
    left = [one for one in known if isinstance(one, Formula)]
    if any(one is False for one in known):
        raise UnknownError("a series is not of the form that decides it")
    if not left:
        return truth
    unknown = terms.eq(orbits.UNDEFINED, 0)
    holds_ = terms.every(*left)
    return (terms.some(holds_, unknown) if truth
            else terms.every(terms.negation(holds_), unknown))  # fmt: skip


def _joined(op: str, args: tuple[Formula, ...], names: Mapping[str, Any]) -> Any:
    """Evaluate from left to right and stop where the rest is not asked for, as solvers are told."""
    if op == "implies":
        args, op = (terms.negation(args[0]), args[1]), "or"
    decisive, open_ones = op == "or", []
    for part in args:
        try:
            found = _formula(part, names)
        except UndefinedError:
            if not open_ones:
                raise
            found = _NOWHERE  # what is left open before it may decide
        if isinstance(found, Formula):
            open_ones.append(found)
        elif found is decisive:
            if open_ones:  # it decides where what is left open before it is defined
                open_ones.append(terms.eq(0, int(not decisive)))
                break
            return decisive
    if not open_ones:
        return not decisive
    return terms.some(*open_ones) if decisive else terms.every(*open_ones)


_NOWHERE = terms.eq(orbits.UNDEFINED, 0)


def _all(found: Sequence[Any]) -> Any:
    rest = [one for one in found if isinstance(one, Formula)]
    if any(one is False for one in found):  # false where the others are defined
        known = [terms.some(one, terms.negation(one)) for one in rest]
        return terms.every(*known, terms.eq(0, 1)) if rest else False
    return terms.every(*rest) if rest else True


def _iff(left: Any, right: Any) -> Any:
    if not isinstance(left, Formula) and not isinstance(right, Formula):
        return left == right
    if isinstance(left, bool):
        left, right = right, left
    if isinstance(right, bool):
        return left if right else terms.negation(left)
    return terms.iff(left, right)


def _term(one: Term, names: Mapping[str, Any]) -> Any:
    op, args = one.op, one.args
    if op == "num":
        return args[0]
    if op == "var":
        return number(_named(args[0], names), args[0])
    if op == "at":
        return _member(args[0], _whole(args[1], names), names)
    if op == "call" and args[0] in BUILT_IN:
        return _built_in(args, names)
    if op == "call":
        function = _named(args[0], names)
        given = [_term(part, names) for part in args[1:]]
        if isinstance(function, Function):
            return function.value(given)
        return number(function(*given), f"{args[0]}(...)")
    if op in BINDERS:
        return _bound(op, args, names)
    if op == "ite":
        condition = _turned(args[0], names)
        if isinstance(condition, Formula):
            return terms.choose(condition, *(_branch(part, names) for part in args[1:]))
        return _term(args[1 if condition else 2], names)
    if op == "^":
        return power(_term(args[0], names), args[1])
    return _ARITHMETIC[op](*(_term(part, names) for part in args))


def _built_in(args: tuple[Any, ...], names: Mapping[str, Any]) -> Any:
    """Return a root, an inner product or a norm, of vectors as tuples of numbers."""
    function, *parts = args
    if function == "sqrt":
        return _root(_term(parts[0], names))
    left, right = (_vector(one, names) for one in (parts[0], parts[-1]))
    if len(left) != len(right):
        raise UnknownError(f"vectors of {len(left)} and of {len(right)} coordinates")
    total: Any = Fraction(0)
    for a, b in zip(left, right, strict=True):
        total = _ARITHMETIC["+"](total, _ARITHMETIC["*"](a, b))
    return _root(total) if function == "norm" else total


def _root(one: Any) -> Any:
    if isinstance(one, Term):
        return Term("call", ("sqrt", one))
    if compare(one, 0) < 0:
        raise UndefinedError(f"the root of {one}")
    return one if one in INFINITE else square_root(one)


def _vector(one: Term, names: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the coordinates of a vector; a number alone is a vector of one."""
    op, args = one.op, one.args
    if op in ("var", "at"):
        found = _named(args[0], names)
        found = _at(args[0], _whole(args[1], names), found) if op == "at" else found
        found = found if type(found) is tuple else (found,)
        return tuple(number(part, str(one)) for part in found)
    if op in ("*", "/"):
        scalar, vector = args if op == "*" else reversed(args)
        factor = _term(scalar, names)
        return tuple(_ARITHMETIC[op](part, factor) for part in _vector(vector, names))
    parts = [_vector(part, names) for part in args]
    if len(set(map(len, parts))) > 1:
        raise UnknownError(f"'{one}' has vectors of different dimensions")
    return tuple(_ARITHMETIC[op](*together) for together in zip(*parts, strict=True))


def _branch(one: Term, names: Mapping[str, Any]) -> Any:
    """Return the value of a branch that parameters may not take: undefined only if they do."""
    try:
        return _term(one, names)
    except UndefinedError:
        return orbits.UNDEFINED


def number(found: Any, name: str) -> Any:
    """Return an exact number or a term; refuse anything else by name, infinity too."""
    if type(found) is Term or (is_exact_number(found) and found not in INFINITE):
        if isinstance(found, int | Fraction):  # as a plain one, whatever its class computes
            return Fraction(int(found.numerator), int(found.denominator))
        if not isinstance(found, Term):
            _require_real(found, name)
        return found
    raise TypeError(f"{name} must be an exact number, got {found!r}")


def _require_real(found: Any, name: str) -> None:
    """Refuse an algebraic number that is not seen to be real: its sign is asked for."""
    try:
        compare(found, 0)
    except ArithmeticError:
        raise TypeError(f"{name} must be a real number, got {found}") from None


def _named(name: str, names: Mapping[str, Any]) -> Any:
    if name not in names:
        raise UnknownError(f"{name} has no value")
    return names[name]


def _whole(one: Term, names: Mapping[str, Any]) -> Any:
    index = _term(one, names)
    if isinstance(index, Term):
        return index
    if index.denominator != 1 or index < 0:
        raise UnknownError(f"a member needs a whole number from 0 on, got {index}")
    return int(index)


def _member(name: str, index: Any, names: Mapping[str, Any]) -> Any:
    found = _at(name, index, _named(name, names))
    if isinstance(found, Term) and not terms.free_names(found):
        found = _term(found, {})
    return number(found, f"{name}[{index}]")


def _at(name: str, index: Any, sequence: Any) -> Any:
    try:
        return sequence.at(index) if hasattr(sequence, "at") else sequence[index]
    except (IndexError, KeyError, TypeError):
        raise UnknownError(f"{name}[{index}] is not part of the instance") from None


def _members(
    index: str, low: Term, high: Term | None, body: Any, names: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    """Return the environments of a bound body: every index, or those that stand for all of them."""
    start = _whole(low, names)
    if high is None:
        if isinstance(start, Term):
            raise UnknownError(f"the index {index} starts at {start}")
        return [*orbits.representatives(index, start, body, names)]
    stop = _term(high, names)
    if not isinstance(stop, Term) and getattr(stop, "denominator", 0) != 1:
        raise UnknownError(f"the index {index} must end at a whole number, got {stop}")
    if isinstance(start, Term) or isinstance(stop, Term) or stop - start > MANY:
        raise UnknownError(f"the index {index} must run over at most {MANY} whole numbers")
    return [{**names, index: Fraction(k)} for k in range(start, int(stop) + 1)]


def _bound(op: str, args: tuple[Any, ...], names: Mapping[str, Any]) -> Any:
    index, low, high, body = args
    if op in ("lim", "liminf", "limsup", "average"):
        _first_members(index, low, body, names)
        return orbits.limit(op, index, body, names, _term)
    if high is None and op == "sum":
        raise UnknownError("an infinite sum has no value here")
    found = [_term(body, inner) for inner in _members(index, low, high, body, names)]
    along = [one for one in found if isinstance(one, Term) and RUNNING in terms.free_names(one)]
    if high is None and along:  # one term stands for all members: none of them is the least
        raise UnknownError(f"the least and the largest of '{body}' are not known")
    if op == "sum":
        total: Any = Fraction(0)
        for one in found:
            total = _ARITHMETIC["+"](total, one)
        return total
    if not found:
        raise UndefinedError(f"the smallest or largest of nothing: {body}")
    return _ARITHMETIC["min" if op == "least" else "max"](*found)


def _first_members(index: str, low: Term, body: Any, names: Mapping[str, Any]) -> None:
    """Refuse what is said of a body along an index that begins before 0, or where it is undefined.

    Of the members before the sequences repeat each is asked for.
    """
    start = _whole(low, names)
    if isinstance(start, Term):
        return
    for k in range(start, orbits.beginning(index, body, names)):
        try:
            found = _term(body, {**names, index: Fraction(k)})
        except UndefinedError as error:
            raise UnknownError(f"'{body}' is undefined at {index} = {k}: {error}") from None
        if isinstance(found, Term) and defined(found) is not None:
            raise UnknownError(f"'{body}' is defined at {index} = {k} for some parameters only")


def power(base: Any, exponent: int) -> Any:
    """Return a power, of a fraction, an algebraic number or a term."""
    if base in INFINITE:
        if not exponent:
            raise UnknownError("infinity is compared only: it is no number to compute with")
        return base if exponent % 2 or base > 0 else -base
    return base**exponent


def _divided(above: Any, below: Any) -> Any:
    if not isinstance(below, Term) and compare(below, 0) == 0:
        raise UndefinedError(f"{above}/0")
    return above / below


def _extremum(sign: int) -> Callable[..., Any]:
    def choose(*values: Any) -> Any:
        if any(isinstance(one, Term) for one in values):
            return (terms.minimum if sign < 0 else terms.maximum)(*values)
        best = values[0]
        for one in values[1:]:
            if compare(one, best) == sign:
                best = one
        return best

    return choose


def _absolute(one: Any) -> Any:
    return abs(one) if isinstance(one, Term) or compare(one, 0) >= 0 else -one


_ARITHMETIC: dict[str, Callable[..., Any]] = {
    "+": lambda a, b: _lifted(a, b, lambda x, y: x + y),
    "-": lambda a, b: _lifted(a, b, lambda x, y: x - y),
    "*": lambda a, b: _lifted(a, b, lambda x, y: x * y),
    "/": lambda a, b: _lifted(a, b, _divided),
    "neg": lambda a: -a,
    "abs": _absolute,
    "min": _extremum(-1),
    "max": _extremum(1),
}


def _lifted(left: Any, right: Any, operation: Callable[[Any, Any], Any]) -> Any:
    """Compute with numbers, or with terms where one is; SymPy's numbers meet fractions as such."""
    if isinstance(left, Term) or isinstance(right, Term):
        return operation(terms.term(left), terms.term(right))
    if any(isinstance(one, float) for one in (left, right)):
        raise UnknownError("infinity is compared only: it is no number to compute with")
    kinds = {type(left).__module__.partition(".")[0], type(right).__module__.partition(".")[0]}
    if "sympy" in kinds and "fractions" in kinds:
        left, right = _algebraic(left), _algebraic(right)
    return operation(left, right)


def _algebraic(one: Any) -> Any:
    import sympy

    return sympy.Rational(one.numerator, one.denominator) if isinstance(one, Fraction) else one
