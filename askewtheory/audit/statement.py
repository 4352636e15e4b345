"""Formal statements: named hypotheses and a conclusion, for all values of the names in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from askewtheory.audit import indices, polynomial, terms, vectors
from askewtheory.audit.terms import Formula, Term, formula, free_names, substitute, term, walk

Given = Iterable[Any] | Mapping[str, Any]


@dataclass(frozen=True)
class Hypothesis:
    """One hypothesis; its name is for readers and plays no part when statements are compared."""

    formula: Formula
    name: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.name}: {self.formula}" if self.name else str(self.formula)


@dataclass(frozen=True)
class Statement:
    """For all values of the free names: if every hypothesis holds, so does the conclusion.

    A formula that divides by zero somewhere is *undefined* there. An undefined hypothesis is not
    satisfied; an undefined conclusion does not hold.

    Parameters
    ----------
    hypotheses, conclusion
        See above. A statement without a solver's reach holds prose, or names of runs.
    about
        The name of the model that gives the names their meaning (``"run"``), or empty where every
        name is a real number of its own.
    """

    hypotheses: tuple[Hypothesis, ...]
    conclusion: Formula
    about: str = ""

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """The hypotheses' formulas."""
        return tuple(one.formula for one in self.hypotheses)

    @property
    def names(self) -> tuple[str, ...]:
        """Every free name, sorted."""
        found = [free_names(one) for one in (*self.formulas, self.conclusion)]
        return tuple(sorted(set().union(*found)))

    def concluding(self, conclusion: Any) -> Statement:
        """Return the statement with another conclusion."""
        return Statement(self.hypotheses, formula(conclusion), self.about)

    def under(self, given: Given) -> Statement:
        """Return the statement with other hypotheses."""
        return Statement(hypotheses(given), self.conclusion, self.about)

    def having(self, *more: Any) -> Statement:
        """Return the statement with further hypotheses."""
        return Statement((*self.hypotheses, *hypotheses(more)), self.conclusion, self.about)

    def at(self, values: Mapping[str, Any]) -> Statement:
        """Return the statement with terms in place of names.

        Raises
        ------
        TypeError
            If a name is no plain text: another may equal a name here, and not there.
        """
        require_plain(values)
        known = {name: term(value) for name, value in values.items()}
        return Statement(
            tuple(Hypothesis(substitute(h.formula, known), h.name) for h in self.hypotheses),
            substitute(self.conclusion, known),
            self.about,
        )

    def __str__(self) -> str:
        given = ", ".join(str(one.formula) for one in self.hypotheses)
        return f"{given} |- {self.conclusion}" if given else f"|- {self.conclusion}"


@dataclass(frozen=True)
class Conjunction:
    """Several statements, each for all values of its own names."""

    parts: tuple[Statement | Conjunction, ...]

    def __str__(self) -> str:
        return "; ".join(str(part) for part in self.parts)


AnyStatement = Statement | Conjunction


def hypotheses(given: Given) -> tuple[Hypothesis, ...]:
    """Return hypotheses from formulas, texts, or a mapping from names to them.

    Members may be formulas, texts, hypotheses, pairs (name, formula), or again collections.
    """
    if isinstance(given, Mapping):
        return tuple(Hypothesis(formula(one), name) for name, one in given.items())
    if isinstance(given, str):
        raise TypeError(
            f"hypotheses must be a list or a mapping of formulas, got the text '{given}'"
        )
    if not isinstance(given, Iterable):
        raise TypeError(f"hypotheses must be a list or a mapping of formulas, got {given!r}")
    found: list[Hypothesis] = []
    for one in given:
        if isinstance(one, Hypothesis):
            found.append(one)
        elif isinstance(one, Formula | str | bool):
            found.append(Hypothesis(formula(one)))
        elif isinstance(one, tuple) and len(one) == 2 and _is_named(one):
            found.append(Hypothesis(formula(one[1]), one[0]))
        else:
            found.extend(hypotheses(one))
    return tuple(dict.fromkeys(found))


def require_plain(names: Iterable[Any]) -> None:
    """Refuse names that are no plain texts: what equals a name may equal it only at times.

    Raises
    ------
    TypeError
        If there is one.
    """
    for one in names:
        if type(one) is not str:
            raise TypeError(f"a name must be a plain text, got {type(one).__name__}")


def _is_named(pair: tuple[Any, Any]) -> bool:
    """Tell ("A3", "g^2 <= L") from two formulas that are written as text."""
    name, one = pair
    return (
        isinstance(name, str)
        and not any(sign in name for sign in "<>=")
        and (isinstance(one, Formula | str))
        and not _is_formula(name)
    )


def _is_formula(text: str) -> bool:
    """Tell whether a text is a formula without any relation: that a series converges."""
    try:
        formula(text)
    except (SyntaxError, TypeError, ValueError):
        return False
    return True


def check_proper(statement: Any) -> None:
    """Refuse what only looks like a statement, such as a subclass that is equal to everything.

    Raises
    ------
    TypeError
        If it, a hypothesis, or a part of a formula is of another type.
    """
    if type(statement) is Conjunction and type(statement.parts) is tuple:
        for part in statement.parts:
            check_proper(part)
        return
    if type(statement) is not Statement or type(statement.about) is not str:
        raise TypeError(f"a formal statement was expected, got {type(statement).__name__}")
    if type(statement.hypotheses) is not tuple:
        raise TypeError(f"hypotheses must be a tuple, got {type(statement.hypotheses).__name__}")
    for one in statement.hypotheses:
        if type(one) is not Hypothesis or type(one.name) is not str:
            raise TypeError(f"a hypothesis was expected, got {type(one).__name__}")
    for one in (*statement.formulas, statement.conclusion):
        terms.check_proper(one)
        indices.check(one)
    vectors.sorts((*statement.formulas, statement.conclusion))


def check_legible(statement: AnyStatement) -> None:
    """Refuse two names that a reader cannot tell apart in print: x1 and x_1, w[k] and w_k.

    Raises
    ------
    TypeError
        If a statement has such names.
    """
    for part in scalar_parts(statement):
        known: dict[str, str] = {}
        for one in dict.fromkeys(n for f in (*part.formulas, part.conclusion) for n in _shown(f)):
            other = known.setdefault(re.sub(r"[\[\]_]", "", one), one)
            if other != one:
                raise TypeError(f"{other} and {one} must be names that print differently")


def _shown(node: Any) -> Iterator[str]:
    """Yield the names of a node, and its members as they are written."""
    for one in walk(node):
        if one.op in ("var", "at") or (one.op == "call" and one.args[0] not in terms.BUILT_IN):
            yield one.args[0]
        if one.op == "at":
            yield str(one)


def states(conclusion: Any, given: Given = (), about: str = "") -> Statement:
    """Return the statement that ``given`` implies ``conclusion``."""
    return Statement(hypotheses(given), formula(conclusion), about)


def scalar_parts(statement: AnyStatement) -> tuple[Statement, ...]:
    """Return the sequents that a statement is made of."""
    if isinstance(statement, Conjunction):
        return tuple(one for part in statement.parts for one in scalar_parts(part))
    return (statement,)


def beyond_solvers(statement: AnyStatement) -> str:
    """Return what in a statement is no scalar formula over the reals, or an empty text."""
    for part in scalar_parts(statement):
        for one in (*part.formulas, part.conclusion):
            for node in walk(one):
                if node.op == "prose":
                    return f"words: '{node.args[0]}'"
                if node.op == "coq":
                    return f"a Coq statement: {node.args[0]}"
                if node.op not in _SCALAR and not (node.op == "call" and node.args[0] == "sqrt"):
                    return f"'{node}'"
    return ""


def conjuncts(one: Formula) -> tuple[Formula, ...]:
    """Return a conjunction itself and its members."""
    return (one, *one.args) if one.op == "and" else (one,)


def at_indices(statement: Statement, places: Iterable[Term]) -> set[Formula]:
    """Return the hypotheses, and what they say of all indices at some of them.

    The statement concludes something for every index k from a on (to b); each place is a, or k, or
    k + 1. What is given for every index of a range holds where the first and the last such place
    differ from its ends by a number, the right way round, or ``a >= c`` is given of its beginning
    c. Nothing is put in for an index in words.
    """
    found, places = set(statement.formulas), tuple(places)
    for each in statement.formulas:
        if each.op == "forall" and not any(node.op == "prose" for node in walk(each)):
            for place in places:
                if _is_among(place, each, statement):
                    found |= set(conjuncts(substitute(each.args[3], {each.args[0]: place})))
    return found


def _is_among(place: Term, each: Formula, statement: Statement) -> bool:
    """Tell whether a place is seen to be in a range, for all indices of the conclusion."""
    index, start, end, _ = statement.conclusion.args
    _, low, high, _ = each.args
    first = substitute(place, {index: start})
    given = (start >= low) in statement.formulas  # k + 1 >= k >= a
    last = place if end is None else substitute(place, {index: end})
    below = high is None or _is_ahead(high, last)
    return below and (given or _is_ahead(first, low))


def _is_ahead(place: Term, other: Term) -> bool:
    """Tell whether a whole number is visibly another, or a number more."""
    more, _ = polynomial.quotient(place - other)
    return more.keys() <= {()} and more.get((), 0) >= 0


_SCALAR = {
    "num", "var", "+", "-", "neg", "*", "/", "^", "abs", "min", "max", "ite",
    "<=", "<", ">=", ">", "==", "!=", "and", "or", "not", "implies", "iff",
}  # fmt: skip


def point_statement(values: Mapping[str, Any]) -> tuple[Formula, ...]:
    """Return the formulas name = value, to fix a point in a question to a solver."""
    return tuple(
        Formula("==", (Term("var", (name,)), term(value))) for name, value in values.items()
    )
