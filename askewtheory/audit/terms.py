"""Terms and formulas over the reals, kept exactly as they are written.

Nothing is simplified here: ``x / x`` stays a quotient, so that its denominator is still asked for
when a solver sees it. A formula is written in Python with operators (``x**2 >= 0``), or as text
(``"x^2 >= 0"``, see :mod:`askewtheory.audit.text`); both give the same objects.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

RELATIONS = ("<=", "<", ">=", ">", "==", "!=")
BINDERS = ("sum", "least", "largest", "lim", "liminf", "limsup", "average")
"""Operators of a bound index: args are (index, low, high, body); high is None for all k >= low."""
QUANTIFIERS = ("forall", "converges", "diverges")
"""Formulas of a bound index, with the same args: for all, and what the series of a body does."""
BOUND = (*BINDERS, *QUANTIFIERS)
ENDLESS = ("lim", "liminf", "limsup", "average", "converges", "diverges")
"""What is said of all indices from some one on: a last index means nothing there."""
BUILT_IN = frozenset({"sqrt", "inner", "norm", "norm2"})
"""Functions of fixed meaning: the root of a number >= 0, and what :mod:`audit.vectors` says."""


_TEXT: dict[str, Callable[[Any], Any]] = {}
"""What reads and writes text; :mod:`askewtheory.audit.text` puts it here when it is imported."""


class _Node:
    """What terms and formulas share; ``op`` says what the node is, ``args`` what it is made of."""

    op: str
    args: tuple[Any, ...]

    def __post_init__(self) -> None:
        """Refuse parts of other types: one that only equals a term would be taken for it.

        Raises
        ------
        TypeError
            If the operation is no plain text, or a part is of another type than terms are made of.
        """
        if type(self.op) is not str or type(self.args) is not tuple:
            raise TypeError("a term or a formula must be an operation's name and a tuple of parts")
        for part in self.args:
            if type(part) not in _PARTS:
                raise TypeError(f"'{self.op}' cannot have a part that is {_described(part)}")

    def __str__(self) -> str:
        return _TEXT["written"](self)

    __repr__ = __str__


@dataclass(frozen=True, repr=False)
class Term(_Node):
    """A real number: ``num var at call ite``, arithmetic, or one of ``BINDERS``."""

    op: str
    args: tuple[Any, ...]

    def __add__(self, other: Any) -> Term:
        return Term("+", (self, term(other)))

    def __radd__(self, other: Any) -> Term:
        return Term("+", (term(other), self))

    def __sub__(self, other: Any) -> Term:
        return Term("-", (self, term(other)))

    def __rsub__(self, other: Any) -> Term:
        return Term("-", (term(other), self))

    def __mul__(self, other: Any) -> Term:
        return Term("*", (self, term(other)))

    def __rmul__(self, other: Any) -> Term:
        return Term("*", (term(other), self))

    def __truediv__(self, other: Any) -> Term:
        return Term("/", (self, term(other)))

    def __rtruediv__(self, other: Any) -> Term:
        return Term("/", (term(other), self))

    def __neg__(self) -> Term:
        return Term("neg", (self,))

    def __abs__(self) -> Term:
        return Term("abs", (self,))

    def __pow__(self, exponent: Any) -> Term:
        power = exponent.args[0] if isinstance(exponent, Term) else exponent
        whole = isinstance(power, int | Fraction) and not isinstance(power, bool)
        if not whole or power != int(power) or not 0 <= power <= 64:
            raise TypeError(f"an exponent must be a whole number from 0 to 64, got {exponent}")
        return Term("^", (self, int(power)))

    def __getitem__(self, index: Any) -> Term:
        if self.op != "var":
            raise TypeError(f"only a named sequence has members, got {self}")
        return Term("at", (self.args[0], term(index)))

    def __le__(self, other: Any) -> Formula:
        return Formula("<=", (self, term(other)))

    def __lt__(self, other: Any) -> Formula:
        return Formula("<", (self, term(other)))

    def __ge__(self, other: Any) -> Formula:
        return Formula(">=", (self, term(other)))

    def __gt__(self, other: Any) -> Formula:
        return Formula(">", (self, term(other)))

    def __bool__(self) -> bool:
        raise TypeError(f"the number {self} is not true or false")


@dataclass(frozen=True, repr=False)
class Formula(_Node):
    """A statement: a relation, ``and or not implies iff prose coq``, or one of ``QUANTIFIERS``."""

    op: str
    args: tuple[Any, ...]

    def __bool__(self) -> bool:
        raise TypeError(
            f"'{self}' has no truth value in Python: write every(...), some(...) or negation(...), "
            "and a <= b <= c as every(a <= b, b <= c)"
        )


def term(value: Any) -> Term:
    """Return a number or a term as a term.

    Raises
    ------
    TypeError
        For a float of any make, a Boolean, or a formula; a fraction that a float was turned into.
    """
    if isinstance(value, Term):
        return value
    if isinstance(value, bool | Formula):
        raise TypeError(f"a number was expected, got the statement {value}")
    if isinstance(value, int):
        return Term("num", (Fraction(value),))
    if isinstance(value, Fraction):
        return Term("num", (rational(value),))
    if isinstance(value, str):
        return _TEXT["term"](value)
    raise TypeError(f"a number must be an integer, a fraction or a text, got {value!r}")


def rational(value: Any) -> Fraction:
    """Return an exact number as a Fraction; a Fraction made from a float such as 0.1 is refused."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction | str):
        raise TypeError(f"an exact number was expected, got {value!r}")
    found = Fraction(value)
    below = found.denominator
    if isinstance(value, Fraction) and below >= 2**40 and below & (below - 1) == 0:
        raise TypeError(f"{value} looks like a float turned into a fraction: write it as a text")
    return found


def formula(value: Any) -> Formula:
    """Return a formula or its text as a formula.

    Raises
    ------
    TypeError
        For a Python Boolean: ``==`` and ``!=`` on terms compare how they are written, and what
        another library decided is no statement any more.
    """
    if isinstance(value, Formula):
        return value
    if isinstance(value, str):
        return _TEXT["formula"](value)
    if isinstance(value, bool):
        raise TypeError(
            f"a statement was expected, got the Python value {value}: write eq(x, y) or ne(x, y) "
            "for = and !=, and state what you mean instead of what Python computed"
        )
    raise TypeError(f"a statement must be a formula or its text, got {value!r}")


def reals(names: str) -> tuple[Term, ...]:
    """Return variables by name; a variable stands for any real number, and nothing more."""
    return tuple(Term("var", (name,)) for name in names.replace(",", " ").split())


def eq(left: Any, right: Any) -> Formula:
    """Return left = right."""
    return Formula("==", (term(left), term(right)))


def ne(left: Any, right: Any) -> Formula:
    """Return left != right."""
    return Formula("!=", (term(left), term(right)))


def every(*formulas: Any) -> Formula:
    """Return the conjunction; of nothing it would be true, and is refused."""
    return _joined("and", formulas)


def some(*formulas: Any) -> Formula:
    """Return the disjunction."""
    return _joined("or", formulas)


def _joined(op: str, formulas: tuple[Any, ...]) -> Formula:
    if not formulas:
        raise ValueError("a combination of no statements says nothing")
    parts = tuple(formula(one) for one in formulas)
    return parts[0] if len(parts) == 1 else Formula(op, parts)


def negation(one: Any) -> Formula:
    """Return the negation."""
    return Formula("not", (formula(one),))


def implies(condition: Any, then: Any) -> Formula:
    """Return: if ``condition`` then ``then``."""
    return Formula("implies", (formula(condition), formula(then)))


def iff(left: Any, right: Any) -> Formula:
    """Return: ``left`` exactly if ``right``."""
    return Formula("iff", (formula(left), formula(right)))


def minimum(*terms: Any) -> Term:
    """Return the smallest of some numbers."""
    return Term("min", tuple(term(one) for one in terms))


def maximum(*terms: Any) -> Term:
    """Return the largest of some numbers."""
    return Term("max", tuple(term(one) for one in terms))


def choose(condition: Any, then: Any, otherwise: Any) -> Term:
    """Return ``then`` where ``condition`` holds and ``otherwise`` elsewhere."""
    return Term("ite", (formula(condition), term(then), term(otherwise)))


def over(op: str, index: str, low: Any, high: Any, body: Any) -> Term:
    """Return a sum (or another of ``BINDERS``) of ``body`` for index = low, ..., high."""
    if op not in BINDERS:
        raise ValueError(f"a bound operator must be one of {', '.join(BINDERS)}, got {op!r}")
    return Term(op, (index, term(low), None if high is None else term(high), term(body)))


def for_all(index: str, low: Any, body: Any, high: Any = None) -> Formula:
    """Return: ``body`` for every whole number index >= low (and <= high if given)."""
    return Formula("forall", (index, term(low), None if high is None else term(high),
                              formula(body)))  # fmt: skip


def prose(words: str) -> Formula:
    """Return a statement that only words say: no rule but a person's argument establishes it.

    Raises
    ------
    ValueError
        If the words are a formula, which is to be stated as one.
    """
    text = " ".join(words.split())
    try:
        _TEXT["formula"](_as_formula(text))
    except (SyntaxError, ValueError, TypeError):
        return Formula("prose", (text,))
    raise ValueError(f"'{text}' is a formula: state it as one, so that it is decided")


def _as_formula(text: str) -> str:
    """Return words with the signs of formulas in place of those that only look like them."""
    seen = [one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) != "Cf"]
    plain_ = "".join(_SIGNS.get(sign, sign) for sign in seen)
    return re.sub(r"(?<![<>=!])=(?!=)", "==", plain_).strip().rstrip("!?.,;: ")


_SIGNS = {"≤": "<=", "≥": ">=", "⩽": "<=", "⩾": ">=", "≠": "!=", "·": "*", "×": "*", "−": "-",
          "≦": "<=", "≧": ">=", "∧": " and ", "∨": " or ", "¬": " not "}  # fmt: skip


def coq(theorem: str, text: str) -> Formula:
    """Return the statement of a Coq theorem, as Coq prints it; no rule but ``formal`` proves it."""
    return Formula("coq", (theorem, " ".join(text.split())))


_PARTS = frozenset({Term, Formula, Fraction, str, int, type(None)})
"""The types of what nodes are made of, exactly: a subclass may equal what it is not."""
OPERATIONS: dict[type, frozenset[str]] = {
    Term: frozenset({"num", "var", "at", "call", "+", "-", "neg", "*", "/", "^", "abs", "min",
                     "max", "ite", *BINDERS}),
    Formula: frozenset({*RELATIONS, "and", "or", "not", "implies", "iff", "prose", "coq",
                        *QUANTIFIERS}),
}  # fmt: skip


_SHAPES: dict[str, tuple[type, ...]] = {
    "num": (Fraction,), "var": (str,), "at": (str, Term), "^": (Term, int),
    "neg": (Term,), "abs": (Term,), "ite": (Formula, Term, Term), "not": (Formula,),
    "implies": (Formula, Formula), "iff": (Formula, Formula), "prose": (str,), "coq": (str, str),
    **dict.fromkeys(("+", "-", "*", "/", *RELATIONS), (Term, Term)),
}  # fmt: skip
"""The types of an operation's parts, where their number is fixed."""
_MANY = {"min": Term, "max": Term, "call": Term, "and": Formula, "or": Formula}
"""Operations of one or more parts (a function's come after its name)."""
_WORDS = frozenset({"and", "or", "not", "in", "for", "if", "else", "True", "False", "None"})
_FUNCTIONS = frozenset({"max", "min", "abs", "if_", "implies", "iff", "all", "range", *BOUND})


def _shape(node: Any) -> tuple[type, ...]:
    """Return the types that the parts of a node must have."""
    if node.op in BOUND:
        high = type(None) if len(node.args) > 2 and node.args[2] is None else Term
        return (str, Term, high, Formula if node.op == "forall" else Term)
    if node.op in _MANY:
        named = (str,) if node.op == "call" else ()
        return (*named, *(_MANY[node.op],) * max(1, len(node.args) - len(named)))
    return _SHAPES[node.op]


def check_proper(node: Any) -> None:
    """Refuse a node that only looks like a term or formula.

    Raises
    ------
    TypeError
        For a subclass, an unknown operation, parts of other types than it has, a name that is no
        plain identifier, a number that is no fraction or a float's, a range whose ends contain its
        own index or need not be whole numbers, words that are a formula.
    """
    kind = type(node)
    if kind not in OPERATIONS or node.op not in OPERATIONS[kind] or type(node.args) is not tuple:
        raise TypeError(f"a term or a formula was expected, got {kind.__name__}")
    if tuple(map(type, node.args)) != _shape(node):
        raise TypeError(f"'{node.op}' has other parts than {', '.join(map(_described, node.args))}")
    first = node.args[0]
    if node.op in ("var", "at", "call") or node.op in BOUND:
        taken = _WORDS | _FUNCTIONS if node.op == "call" else _WORDS
        if not (first.isidentifier() and first.isascii()) or first in taken:
            raise TypeError(f"a name must be an identifier of its own, got {first!r}")
    if node.op == "num":
        rational(first)
    if node.op == "prose":
        _check_words(first)
    if node.op == "^" and not 0 <= node.args[1] <= 64:
        raise TypeError(f"an exponent must be a whole number from 0 to 64, got {node.args[1]}")
    for part in children(node):
        check_proper(part)
    if node.op in BOUND:
        _check_range(node)


def _check_words(words: str) -> None:
    """Refuse words that are a formula, be they put around :func:`prose`."""
    try:
        prose(words)
    except ValueError as error:
        raise TypeError(str(error)) from None


def _check_range(node: Any) -> None:
    """Refuse a range of which it is not said, or cannot be, over which whole numbers it runs."""
    index, low, high, body = node.args
    for end in (low, high):
        if end is not None and (index in free_names(end) or not is_whole(end, free_names(end))):
            raise TypeError(f"the index {index} must run between whole numbers, got {end}")
    if any(one.op in ("at", "call") and one.args[0] == index for one in walk(body)):
        raise TypeError(f"{index} must be an index or a sequence, got both")
    if node.op in ENDLESS and high is not None:
        raise TypeError(f"'{node.op}' has no last index, got {high}")


def _described(part: Any) -> str:
    return type(part).__name__


def is_whole(node: Term, whole: set[str]) -> bool:
    """Tell whether a term is a whole number where the names in ``whole`` are."""
    if node.op == "num":
        return node.args[0].denominator == 1
    if node.op == "var":
        return node.args[0] in whole
    return node.op in ("+", "-", "*", "neg") and all(is_whole(one, whole) for one in node.args)


def children(node: Any) -> Iterator[Any]:
    """Yield the terms and formulas that a node is directly made of."""
    for part in node.args:
        if isinstance(part, _Node):
            yield part


def plain(node: Any) -> Any:
    """Return a term or formula; refuse what only equals one, before it is kept in its place."""
    if type(node) is not Term and type(node) is not Formula:
        raise TypeError(f"a term or a formula was expected, got {_described(node)}")
    return node


def walk(node: Any) -> Iterator[Any]:
    """Yield a node and everything inside it."""
    yield node
    for part in children(node):
        yield from walk(part)


def mapped(node: Any, function: Callable[[Any], Any]) -> Any:
    """Return the node with ``function`` applied to its direct parts."""
    parts = tuple(function(part) if isinstance(part, _Node) else part for part in node.args)
    return node if parts == node.args else type(node)(node.op, parts)


def free_names(node: Any, bound: frozenset[str] = frozenset()) -> set[str]:
    """Return the names that a node leaves open: variables, sequences and functions."""
    if node.op == "var":
        return {node.args[0]} - bound
    if node.op in BOUND:
        index, low, high, body = node.args
        ends = set().union(*(free_names(end, bound) for end in (low, high) if end is not None))
        return ends | free_names(body, bound | {index})
    named = node.op == "at" or (node.op == "call" and node.args[0] not in BUILT_IN)
    own = {node.args[0]} - bound if named else set()
    return own.union(*(free_names(part, bound) for part in children(node)))


def substitute(node: Any, values: Mapping[str, Any]) -> Any:
    """Return the node with terms in place of free variables.

    Raises
    ------
    ValueError
        If a value mentions an index that is bound where it would be put (it would be captured).
    """
    if not values:
        return node
    if node.op == "var":
        return term(values[node.args[0]]) if node.args[0] in values else node
    if node.op in BOUND:
        index, low, high, body = node.args
        inner = {name: value for name, value in values.items() if name != index}
        used = free_names(body)
        for name, value in inner.items():
            if name in used and index in free_names(term(value)):
                raise ValueError(f"{value} would be captured by the index {index}")
        ends = tuple(end if end is None else substitute(end, values) for end in (low, high))
        return type(node)(node.op, (index, *ends, substitute(body, inner)))
    if node.op in ("call", "at") and node.args[0] in values:
        named = term(values[node.args[0]])
        if node.op == "call" and BUILT_IN & {node.args[0], named.args[0]}:
            raise ValueError(f"{node.args[0]} and {named} are functions that are not exchanged")
        if named.op != "var":
            raise ValueError(f"the function {node.args[0]} can only be renamed, not set to {named}")
        node = Term(node.op, (named.args[0], *node.args[1:]))
    put = mapped(node, lambda part: substitute(part, values))
    if put is node or node.op != "at":
        return put
    return Term("at", (put.args[0], _settled(put.args[1])))


def _settled(index: Term) -> Term:
    """Return an index with its numbers added up, k for k + 1 - 1: a member has one name."""
    rest, number = _parted(index)
    if rest is None:
        return term(number)
    return rest + number if number > 0 else rest - (-number) if number else rest


def _parted(index: Term) -> tuple[Term | None, Fraction]:
    """Return what an index adds a number to, and the number."""
    if index.op == "num":
        return None, index.args[0]
    if index.op in ("+", "-") and index.args[1].op == "num":
        rest, number = _parted(index.args[0])
        return rest, number + (index.args[1].args[0] if index.op == "+" else -index.args[1].args[0])
    return index, Fraction(0)


def replaced(node: Any, old: Any, new: Any) -> Any:
    """Return the node with every occurrence of ``old`` (as written) turned into ``new``."""
    return new if node == old else mapped(node, lambda part: replaced(part, old, new))


def derivative(expression: Any, name: str) -> Term:
    """Return the derivative of a rational expression in one variable."""
    node = term(expression)
    if name not in free_names(node):
        return term(0)
    op, args = node.op, node.args

    def inner(part: Any) -> Term:
        return derivative(part, name)

    if op == "var":
        return term(1)
    if op in ("+", "-"):
        return Term(op, (inner(args[0]), inner(args[1])))
    if op == "neg":
        return -inner(args[0])
    if op == "*":
        return inner(args[0]) * args[1] + args[0] * inner(args[1])
    if op == "/":
        return (inner(args[0]) * args[1] - args[0] * inner(args[1])) / args[1] ** 2
    if op == "^":
        return args[1] * args[0] ** (args[1] - 1) * inner(args[0]) if args[1] else term(0)
    raise TypeError(f"no derivative of {node}: only rational expressions have one here")
