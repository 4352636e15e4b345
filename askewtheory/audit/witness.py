"""Sequences, functions and numbers that meet hypotheses: then these do not contradict each other.

To a solver a sum, a limit or what holds for all indices is an unknown of its own, and that unknowns
fit together says nothing of sequences. Here each sequence is one of a few simple forms, each
function a constant or a line, with parameters in them. The hypotheses are evaluated exactly, as
those of a counterexample are, and a solver finds the parameters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, islice, product
from typing import Any

from askewtheory.audit import vectors
from askewtheory.audit.evaluate import Function, UndefinedError, UnknownError, holds
from askewtheory.audit.orbits import RUNNING, Cycle, Family
from askewtheory.audit.provers.smtlib import defined, satisfied, script
from askewtheory.audit.provers.solvers import ask
from askewtheory.audit.provers.together import parts_of
from askewtheory.audit.steady import shrink, stand_still
from askewtheory.audit.terms import (
    BOUND,
    BUILT_IN,
    Formula,
    Term,
    eq,
    every,
    free_names,
    mapped,
    negation,
    some,
    substitute,
    term,
    walk,
)

Values = Mapping[str, Any]
ANY = "zero at"
"""A sequence of zeros, of a name that nothing else has."""
BEGINNING = 4
"""Members of their own before a sequence stays as it is."""
FIRST, TRIED = (1, 2, 3, 0), 24
"""What the names of indices are tried with, and how many such choices."""
BRIEFLY = 5.0
"""Seconds for one question."""
n = Term("var", (RUNNING,))
ROOT = Term("call", ("sqrt", n + 1))
FAMILIES = (1 / (n + 1), n + 1, n, 1 / (n + 1) ** 2, 1 / ROOT, n**2, ROOT, -n, -1 / (n + 1))
"""Sequences without parameters."""
MOST_FAMILIES = 250


def is_met(formulas: Sequence[Formula], whole: Iterable[str]) -> bool:
    """Tell whether values that meet all formulas were found; what words say counts as unknown.

    Parameters
    ----------
    formulas
        The hypotheses.
    whole
        The names that stand for whole numbers from 0 on.
    """
    said = [_ahead(_without_words(one)) for one in formulas]
    if stand_still(said, whole) or shrink(said, whole):
        return True
    nodes = [node for one in said for node in walk(one)]
    sequences = sorted({node.args[0] for node in nodes if node.op == "at"})
    said = [_apart(one, {*sequences}) for one in said]
    steps, said = _beginnings(said), [_along(one) for one in said]
    free = set().union(*map(free_names, said))
    indices = sorted(free & set(whole))
    functions = {node.args[0]: len(node.args) - 1 for node in nodes
                 if node.op == "call" and node.args[0] not in BUILT_IN}  # fmt: skip
    points, _ = vectors.sorts(said)
    fixed: dict[str, Any] = {ANY: Cycle((), (Fraction(0),))}
    fixed |= {name: Term("var", (name,)) for name in free - {*sequences, *functions, *indices, ANY}}
    fixed |= {name: _line(name, count) for name, count in functions.items()}
    for dimension in (1, 2) if points else (1,):
        sizes = {name: dimension if name in points else 0 for name in sequences}
        fixed |= {name: _vector(name, dimension) for name in points - {*sequences}}
        for choice in _choices(indices, nodes):
            values = fixed | dict(zip(indices, choice, strict=True))
            listed = {name: _members(name, size) for name, size in sizes.items()}
            if steps and _meets(steps, values | listed):
                return True
            for forms in _forms(sequences):
                made = zip(sizes.items(), forms, strict=True)
                if _meets(said, values | {name: form(name, size) for (name, size), form in made}):
                    return True
    return False


def _along(node: Any) -> Any:
    """Return a formula that names a sequence wherever it speaks of an index."""
    if node.op not in BOUND:
        return mapped(node, _along)
    index, low, high, body = node.args
    any_ = Term("at", (ANY, Term("var", (index,))))
    body = _along(body)
    body = every(body, eq(any_, 0)) if node.op == "forall" else body + any_
    return type(node)(node.op, (index, low, high, body))


def _beginnings(formulas: Sequence[Formula]) -> list[Formula]:
    """Return the formulas with recurrences up to the members that a beginning has.

    Where nothing but a step such as ``w[k + 1] <= E`` is said of the members that follow, one step
    of each sequence, there are such members: E itself, or a number next to it.
    """
    found, stepped = [], []
    for one in (part for each in formulas for part in parts_of(each)):
        if one.op != "forall" or one.args[2] is not None:
            found.append(one)
            continue
        index, low, _, body = one.args
        for step in parts_of(body):
            name, ahead = _step_of(step, Term("var", (index,)))
            if not name or name in stepped:
                return []
            stepped.append(name)
            last = term(BEGINNING - 1 - ahead)
            found.append(Formula("forall", (index, low, last, step)))
    return found if stepped else []


def _step_of(step: Formula, k: Term) -> tuple[str, int]:
    """Return the sequence of which a relation gives the member at k + s from those before, and s.

    The name is empty where it gives none.
    """
    if step.op not in ("==", "<=", "<", ">=", ">") or step.args[0].op != "at":
        return "", 0
    (name, place), after = step.args[0].args, step.args[1]
    places = [k, *(k + ahead for ahead in range(1, BEGINNING))]
    ahead = places.index(place) if place in places else 0
    known = all(one.args[1] in places[:ahead] for one in walk(after) if one.op == "at")
    simple = not any(one.op in BOUND for one in walk(after)) and defined(after) is None
    return (name, ahead) if ahead and known and simple else ("", 0)


def _without_words(node: Any) -> Any:
    """Return a formula with an unknown in place of words."""
    if node.op == "prose":
        return eq(Term("var", ("__" + re.sub(r"\W", "_", node.args[0]),)), 0)
    return mapped(node, _without_words)


def _ahead(node: Any) -> Any:
    """Return a formula with w[k], w[k + 1] from 0 on in place of w[k - 1], w[k] from 1 on."""
    if node.op not in BOUND:
        return mapped(node, _ahead)
    index, low, high, body = node.args
    k, back = Term("var", (index,)), term(_back(body, index))
    ends = [low - back, None if high is None else high - back]
    return type(node)(node.op, (index, *ends, _ahead(substitute(body, {index: k + back}))))


def _back(body: Any, index: str) -> int:
    """Return by how much members of an index go back, at most."""
    places = [node.args[1] for node in walk(body) if node.op == "at"]
    return max((int(one.args[1].args[0]) for one in places
                if one.op == "-" and one.args[0] == Term("var", (index,))
                and one.args[1].op == "num"), default=0)  # fmt: skip


def _apart(node: Any, sequences: set[str]) -> Any:
    """Return a formula in which a number that is called as a sequence has another name."""
    if node.op == "var" and node.args[0] in sequences:
        return Term("var", (f"{node.args[0]}__alone",))
    return mapped(node, lambda part: _apart(part, sequences))


def _choices(indices: list[str], nodes: Iterable[Any]) -> list[tuple[Fraction, ...]]:
    """Return values of the names of indices: small ones first, then such as beyond all numbers."""
    small = sorted(product(FIRST, repeat=len(indices)), key=lambda one: (0 in one, sum(one)))
    numbers = [abs(node.args[0]) for node in nodes if node.op == "num"]
    beyond = int(max(numbers, default=Fraction(0))) + 1
    large = [(beyond,) * len(indices)] if indices and beyond < 1000 else []
    return [tuple(map(Fraction, one)) for one in (*small[:TRIED], *large)]


Form = Callable[[str, int], Any]


def _forms(sequences: list[str]) -> Iterator[tuple[Form, ...]]:
    """Yield a form for each sequence; with the number of coordinates each makes a sequence."""
    if not sequences:
        yield ()
        return

    def steady(name: str, size: int) -> Cycle:
        return Cycle((), (_member(name, 0, size),))

    def settling(name: str, size: int) -> Cycle:
        return Cycle(_members(name, size), (_member(name, BEGINNING, size),))

    def ending(name: str, size: int) -> Cycle:
        zero = (Fraction(0),) * size if size else Fraction(0)
        return Cycle(_members(name, size), (zero,))

    def turning(name: str, size: int) -> Cycle:
        return Cycle((), (_member(name, 0, size), _member(name, 1, size)))

    for form in (steady, settling, ending, turning):
        yield (form,) * len(sequences)
    others = [ending, *map(_closed, FAMILIES)]
    yield from islice(_mixed(len(sequences), steady, others), MOST_FAMILIES)


def _mixed(count: int, usual: Form, others: list[Form]) -> Iterator[tuple[Form, ...]]:
    """Yield forms of which few differ from the usual one."""
    for size in range(1, count + 1):
        for places in combinations(range(count), size):
            for chosen in product(others, repeat=size):
                put = dict(zip(places, chosen, strict=True))
                yield tuple(put.get(place, usual) for place in range(count))


def _closed(one: Term) -> Form:
    def closed(_: str, size: int) -> Family:
        member: Any = (one,) * size if size else one
        return Family((member,), RUNNING)

    return closed


def _members(name: str, size: int) -> tuple[Any, ...]:
    return tuple(_member(name, place, size) for place in range(BEGINNING))


def _member(name: str, place: int, size: int) -> Any:
    own = f"{name}__{place}"
    return _vector(own, size) if size else Term("var", (own,))


def _vector(name: str, size: int) -> tuple[Term, ...]:
    return tuple(Term("var", (f"{name}__{k}",)) for k in range(size))


def _line(name: str, count: int) -> Function:
    arguments = tuple(f"{name}__argument_{k}" for k in range(count))
    total = Term("var", (f"{name}__constant",))
    for one in arguments:
        total = total + Term("var", (f"{name}__slope",)) * Term("var", (one,))
    return Function(arguments, total)


def _meets(formulas: Sequence[Formula], values: Values) -> bool:
    """Tell whether parameters are found with which values meet the formulas."""
    found = []
    for one in formulas:
        try:
            known = holds(one, values)
        except (UnknownError, UndefinedError, ArithmeticError, TypeError, ValueError):
            return False
        if known is False:
            return False
        if isinstance(known, Formula):
            found.append(satisfied(known))
    along = [one for one in found if RUNNING in free_names(one)]
    return not found or (_somewhere(found) if not along else _everywhere(found, along))


def _somewhere(found: list[Formula]) -> bool:
    return ask("z3", script(found), seconds=BRIEFLY).status == "sat"


def _everywhere(found: list[Formula], along: list[Formula]) -> bool:
    """Tell whether parameters that do for the first n do for all."""
    rest = [one for one in found if one not in along]
    first = [substitute(one, {RUNNING: k}) for one in along for k in range(BEGINNING)]
    answer = ask("z3", script([*rest, *first]), seconds=BRIEFLY, model=True)
    if answer.model is None:
        return False
    names = set().union(*map(free_names, found)) - {RUNNING}
    point = {name: answer.model.get(name, Fraction(0)) for name in names}
    held = every(*(substitute(one, point) for one in found))
    wrong = some(negation(held), eq(0, 1))
    return ask("z3", script([n >= 0, wrong]), seconds=BRIEFLY).status == "unsat"
