"""Instances that refute: what may be put in for names, and what readers see of it.

Without a model an instance is data: exact numbers, terms in parameters, lists, functions (turned
into terms in their arguments), and sequences of known form. A model computes the values of what
statements speak *about*; one class defines that, and neither a second class of the same ``about``
nor a subclass changes what it says.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import is_dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from askewtheory.audit import indices, vectors
from askewtheory.audit.evaluate import Function, UndefinedError, number, value
from askewtheory.audit.known import is_known, may_be_known
from askewtheory.audit.orbits import RUNNING, Constant, Cycle, Family, listed
from askewtheory.audit.provers.smtlib import defined
from askewtheory.audit.provers.trace import traced
from askewtheory.audit.statement import Statement, require_plain
from askewtheory.audit.terms import (
    RELATIONS,
    Formula,
    Term,
    check_proper,
    free_names,
    implies,
    rational,
    substitute,
    term,
    walk,
)
from askewtheory.audit.verdict import Counterexample, plain

ANY = "__any"
"""Ends the name of a function's argument that stands for every number."""


def known_names(statement: Statement) -> list[str]:
    """Return the names of a statement that mean the same to every reader, such as ``exp(x)``.

    What holds whatever they mean is proved of them too; a value of one's own refutes nothing. What
    is often an author's own, such as ``e``, is so where a hypothesis says what it is.
    """
    own = set().union(*map(free_names, statement.formulas))
    nodes = (node for one in (*statement.formulas, statement.conclusion) for node in walk(one))
    return sorted({one.args[0] for one in nodes
                   if is_known(one) or (may_be_known(one) and one.args[0] not in own)})  # fmt: skip


def checked(names: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[Formula, ...]]:
    """Return the values of an instance that is data, and that each of them exists.

    Raises
    ------
    TypeError
        If a value is an object with its own arithmetic, or not exact; if a parameter has the name
        of the index along a sequence, or one that has another value; if a name is no plain text.
    """
    require_plain(names := dict(names))
    found = {name: _data(one, name) for name, one in names.items()}
    along = any(isinstance(one, Cycle | Family | Constant) for one in found.values())
    taken = [name for name, one in found.items() if along and RUNNING in _parameters(one)]
    if taken:
        raise TypeError(f"{taken[0]}: {RUNNING} is kept for the index along a sequence")
    open_ones = set().union(*map(_parameters, found.values()))
    given = [name for name, one in found.items() if one != Term("var", (name,))]
    if again := sorted(open_ones.intersection(given)):
        raise TypeError(f"{again[0]} must be a parameter or have a value of its own, got both")
    there = [part for one in found.values() for part in _exists(one)]
    return found, tuple(dict.fromkeys(there))


def _exists(one: Any) -> Iterator[Formula]:
    """Yield that a value is defined: each member, and a function for all of its arguments."""
    if isinstance(one, tuple):
        for part in one:
            yield from _exists(part)
    elif isinstance(one, Cycle):
        yield from _exists(one.first + one.again)
    elif isinstance(one, Family):
        n = Term("var", (RUNNING,))
        for condition in _exists(one.forms):
            yield implies(n >= 0, substitute(condition, {one.index: n}))
    elif isinstance(one, Function):
        own = {name: Term("var", (name + ANY,)) for name in one.arguments}
        yield from _exists(substitute(one.form, own))
    elif isinstance(one, Term):
        condition = defined(one)
        if condition is not None:
            yield condition


def _data(one: Any, name: str) -> Any:
    if type(one) in (tuple, list):
        return tuple(_data(part, name) for part in one)
    if type(one) is Constant:
        return Constant(_data(Fraction(one), name))
    if type(one) is Cycle:
        return Cycle(_data(one.first, name), _data(one.again, name))
    if type(one) is Family:
        forms = _data(one.forms, name)
        return Family(tuple(map(_as_term, forms)), _data(Term("var", (one.index,)), name).args[0])
    if callable(one):
        arguments = tuple(inspect.signature(one).parameters)
        require_plain(arguments)
        return Function(arguments, _data(traced(one, *arguments), name))
    found = number(one, name)
    if isinstance(found, Term):
        check_proper(found)
        indices.check(found)
    elif getattr(found, "is_Rational", False) or isinstance(found, Fraction):
        return rational(Fraction(str(found)))
    return found


def _as_term(one: Any) -> Term:
    return one if isinstance(one, Term) else term(one)


def _parameters(one: Any) -> set[str]:
    """Return the names that a value leaves open."""
    if isinstance(one, Term):
        return free_names(one)
    if isinstance(one, Family):
        return _parameters(one.forms) - {one.index}
    if isinstance(one, Function):
        return free_names(one.form).difference(one.arguments)
    if isinstance(one, Cycle):
        one = one.first + one.again
    return set().union(*map(_parameters, one)) if isinstance(one, tuple) else set()


def modelled(model: Any) -> Any:
    """Return a model as the class that defines its ``about`` makes it of its choices.

    Raises
    ------
    TypeError
        If its class, a class of some module, defines no ``about``, or another does the same one;
        if a method was replaced, or a choice is a number with an arithmetic of its own.
    """
    own = type(model)
    subject, classes = vars(own).get("about"), model_classes()
    if type(subject) is not str or own not in classes:
        raise TypeError(f"{own.__qualname__} must say in a module what it is a model of")
    if any(one is not own and vars(one)["about"] == subject for one in classes):
        raise TypeError(f"'{subject}' is defined by {own.__qualname__} and by something else")
    made: Any = object.__new__(own)
    for name, choice in vars(model).items():
        kept = inspect.getattr_static(own, name, None)
        if isinstance(kept, cached_property):
            continue  # it is computed anew
        if hasattr(type(kept), "__get__"):
            raise TypeError(f"{name} must be what {own.__qualname__} says, got something else")
        vars(made)[name] = _choice(choice, name)
    return replace(made) if is_dataclass(own) else made


_PLAIN = (int, float, str, Fraction, tuple, list, dict)


def _choice(one: Any, name: str) -> Any:
    """Return a choice; refuse numbers, texts and collections of a class of their own."""
    if isinstance(one, _PLAIN) and type(one) not in (*_PLAIN, bool, Constant):
        raise TypeError(f"{name} must be made of plain values, got a {type(one).__name__}")
    if type(one) is dict:
        return {_choice(key, name): _choice(part, name) for key, part in one.items()}
    if type(one) is tuple:
        return tuple(_choice(part, name) for part in one)
    if type(one) is list:
        return [_choice(part, name) for part in one]
    is_model = any(type(vars(kind).get("about")) is str for kind in type(one).__mro__)
    return modelled(one) if is_model and not isinstance(one, type) else one


def valued(model: Any) -> tuple[Mapping[str, Any], tuple[Formula, ...]]:
    """Return the values of a model's names, and what it owes."""
    require_plain(names := dict(model.names()))
    return names, tuple(dict.fromkeys(model.obligations()))


def model_classes() -> Collection[type]:
    """Return the classes of all modules that say what they are a model of.

    Their own type is asked: ``isinstance`` would run the properties of other packages' objects.
    """
    found: dict[type, None] = {}
    for module in list(sys.modules.values()):
        for one in list(getattr(module, "__dict__", {}).values()):
            if issubclass(type(one), type) and type(vars(one).get("about")) is str:
                found[one] = None
    return found


def is_modelled(subject: str) -> bool:
    """Tell whether a class of some module says what statements about a subject speak of."""
    return any(vars(one)["about"] == subject for one in model_classes())


def counterexample(
    statement: Statement, names: Mapping[str, Any], model: Any, plot: Mapping[str, Any] | None
) -> Counterexample:
    """Return what readers see of an instance: every hypothesis and the conclusion in numbers."""
    points, _ = vectors.sorts((*statement.formulas, statement.conclusion))
    setting = dict(_shown(name, one, name in points) for name, one in names.items()
                   if name in statement.names)  # fmt: skip
    header: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = ()
    if model is not None:
        setting, (header, rows) = model.setting(), model.table()
    return Counterexample(
        plain(setting),
        tuple(
            f"{one.name or one.formula}: {_numbers(one.formula, names)}"
            for one in statement.hypotheses
        ),
        f"{statement.conclusion}: {_numbers(statement.conclusion, names)} is false",
        tuple(header), tuple(tuple(plain(_decided(cell)) for cell in row) for row in rows),
        None if plot is None else _picture(plot, names),
    )  # fmt: skip


def _picture(plot: Mapping[str, Any], names: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the numbers of a picture: members of the instance's own, and a bound of its own.

    Raises
    ------
    TypeError
        If it is asked for otherwise than by ``member``, a term in ``k``, ``bound``, a term,
        ``label`` and ``count``.
    """
    if unknown := set(plot) - {"member", "bound", "label", "count"}:
        raise TypeError(f"a picture must be told by member and bound, got {', '.join(unknown)}")
    member, bound = term(plot["member"]), term(plot["bound"])
    orbit = [value(member, {**names, "k": Fraction(k)}) for k in range(plot.get("count", 4))]
    label = f"{plot['label']}: {member}" if plot.get("label") else str(member)
    return {"orbit": orbit, "bound": value(bound, names), "label": label}


def _decided(cell: Any) -> Any:
    """Return a cell of an instance's table in its shortest form.

    A term without names is its number: so a case distinction between numbers is decided. One with
    names is a quotient of polynomials without common factors.
    """
    if not isinstance(cell, Term):
        return cell
    try:
        found = _cancelled(cell) if free_names(cell) else value(cell, {})
    except UndefinedError:
        return cell  # it is shown as it is
    return found if len(str(found)) <= len(str(cell)) else cell


_RATIONAL = frozenset(["num", "var", "neg", "+", "-", "*", "/", "^"])


def _cancelled(cell: Term) -> Term:
    """Return a rational term with its common factors cancelled; another as it is."""
    if not {node.op for node in walk(cell)} <= _RATIONAL:
        return cell
    import sympy

    names: dict[str, Any] = {name: sympy.Symbol(name) for name in free_names(cell)}
    try:
        read = sympy.parse_expr(str(cell).replace("^", "**"), local_dict=names)
        return term(str(sympy.cancel(read)).replace("**", "^"))
    except (TypeError, ValueError, SyntaxError):
        return cell


def _shown(name: str, known: Any, point: bool) -> tuple[str, Any]:
    """Return a name and its value; a function's is its term, a point's its coordinates."""
    if point and isinstance(known, tuple):
        return name, ", ".join(map(listed, known)) if isinstance(known[0], tuple) else listed(known)
    if isinstance(known, Function):
        return f"{name}({', '.join(known.arguments)})", known.form
    return name, known


def _numbers(one: Formula, names: Mapping[str, Any]) -> str:
    """Return a relation with the numbers of its sides."""
    if one.op in RELATIONS:
        try:
            left, right = (value(side, names) for side in one.args)
        except UndefinedError as error:
            return f"undefined ({error})"
        return f"{_brief(left)} {one.op} {_brief(right)}"
    if one.op in ("and", "or", "implies"):
        return f" {one.op} ".join(_numbers(part, names) for part in one.args)
    return str(one)


def _brief(found: Any) -> str:
    """Return a number, or a term that is short enough to be read."""
    text = str(found)
    if isinstance(found, Term) and len(text) > 200:
        return f"(a term in {', '.join(sorted(free_names(found)))})"
    return text
