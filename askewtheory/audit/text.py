"""Formulas as text: ``"gamma*max(L, M_c) < q_plus - q_minus"``.

The grammar is Python's for expressions, through a whitelist: numbers (decimals are exact), names,
``+ - * / ^``, comparisons (chains too), ``and or not``, ``max min abs if_``, ``implies iff``,
members of sequences ``w[k]``, functions ``psi(x)``, and bound indices as generators:
``sum(v[k]^2 for k in range(0, T))``, ``all(w[k] < m for k in N)``, ``lim(w[k] for k in N)``. As in
Python ``range(a, b)`` ends before b; ``N`` is every whole number from 0 on and ``N(a)`` from a on.
Nothing is evaluated.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any

from askewtheory.audit.terms import (
    _TEXT,
    BINDERS,
    BOUND,
    QUANTIFIERS,
    Formula,
    Term,
    choose,
    eq,
    every,
    for_all,
    iff,
    implies,
    maximum,
    minimum,
    ne,
    negation,
    over,
    plain,
    some,
    term,
)

LONGEST = 4000
"""Characters that a formula may have."""
_COMPARE: dict[type, Callable[[Any, Any], Any]] = {
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
    ast.Eq: eq,
    ast.NotEq: ne,
}
_ARITHMETIC: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
}
_GENERATED = {"min": "least", "max": "largest"}


def parse_formula(text: str) -> Formula:
    """Return the formula that a text says.

    Raises
    ------
    ValueError, SyntaxError
        If the text is not in the grammar.
    """
    found = _Reader(text).read()
    if not isinstance(found, Formula):
        raise ValueError(f"a statement was expected, got the number '{text}'")
    return found


def parse_term(text: str) -> Term:
    """Return the number that a text says."""
    found = _Reader(text).read()
    if not isinstance(found, Term):
        raise ValueError(f"a number was expected, got the statement '{text}'")
    return found


class _Reader:
    """Turns Python's syntax tree of one text into terms and formulas."""

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise ValueError(f"a formula may have {LONGEST} characters, got {len(text)}")
        self.source = text.replace("^", "**").strip()

    def read(self) -> Any:
        try:
            tree = ast.parse(self.source, mode="eval")
        except SyntaxError as error:
            raise SyntaxError(f"'{self.source}' is no formula: {error.msg}") from None
        return self.node(tree.body)

    def node(self, node: ast.AST) -> Any:
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            raise ValueError(f"'{type(node).__name__}' is not part of a formula: {self.source}")
        return method(node)

    def _constant(self, node: ast.Constant) -> Term:
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            raise ValueError(f"{node.value!r} is no number: {self.source}")
        return term(Fraction(ast.get_source_segment(self.source, node) or str(node.value)))

    def _name(self, node: ast.Name) -> Term:
        return Term("var", (node.id,))

    def _unaryop(self, node: ast.UnaryOp) -> Any:
        inner = self.node(node.operand)
        if isinstance(node.op, ast.Not):
            return negation(inner)
        if isinstance(node.op, ast.USub):
            return term(-inner.args[0]) if inner.op == "num" else -inner
        raise ValueError(f"unknown sign in {self.source}")

    def _binop(self, node: ast.BinOp) -> Term:
        operation = _ARITHMETIC.get(type(node.op))
        if operation is None:
            raise ValueError(f"unknown operation in {self.source}")
        left, right = term(self.node(node.left)), term(self.node(node.right))
        if isinstance(node.op, ast.Div) and left.op == right.op == "num" and right.args[0]:
            return term(left.args[0] / right.args[0])  # a fraction is one number
        return operation(left, right)

    def _compare(self, node: ast.Compare) -> Formula:
        sides = [self.node(one) for one in (node.left, *node.comparators)]
        found = []
        for place, operator in enumerate(node.ops):
            relation = _COMPARE.get(type(operator))
            if relation is None:
                raise ValueError(f"unknown comparison in {self.source}")
            found.append(relation(sides[place], sides[place + 1]))
        return every(*found)

    def _boolop(self, node: ast.BoolOp) -> Formula:
        join = every if isinstance(node.op, ast.And) else some
        return join(*(self.node(one) for one in node.values))

    def _subscript(self, node: ast.Subscript) -> Term:
        if not isinstance(node.value, ast.Name):
            raise ValueError(f"only a named sequence has members: {self.source}")
        return Term("at", (node.value.id, term(self.node(node.slice))))

    def _call(self, node: ast.Call) -> Any:
        if not isinstance(node.func, ast.Name) or node.keywords:
            raise ValueError(f"a function must be a name: {self.source}")
        name = node.func.id
        if len(node.args) == 1 and isinstance(node.args[0], ast.GeneratorExp):
            return self._bound(name, node.args[0])
        values = [self.node(one) for one in node.args]
        known: dict[str, tuple[int | None, Callable[..., Any]]] = {
            "max": (None, maximum), "min": (None, minimum), "abs": (1, abs),
            "if_": (3, choose), "implies": (2, implies), "iff": (2, iff),
        }  # fmt: skip
        if name not in known:
            return Term("call", (name, *(term(one) for one in values)))
        count, function = known[name]
        if not values or count not in (None, len(values)):
            raise ValueError(f"{name} has the wrong number of arguments: {self.source}")
        return function(*values)

    def _bound(self, name: str, node: ast.GeneratorExp) -> Any:
        generator = node.generators[0]
        if len(node.generators) > 1 or generator.ifs or not isinstance(generator.target, ast.Name):
            raise ValueError(f"one index without a condition is allowed: {self.source}")
        low, high = self._range(generator.iter)
        index, body = generator.target.id, self.node(node.elt)
        if name == "all":
            return for_all(index, low, body, high)
        if name in QUANTIFIERS:
            return Formula(name, (index, low, high, term(body)))
        operator = _GENERATED.get(name, name)
        if operator not in BINDERS:
            raise ValueError(f"'{name}' has no bound index: {self.source}")
        return over(operator, index, low, high, body)

    def _range(self, node: ast.AST) -> tuple[Term, Term | None]:
        if isinstance(node, ast.Name) and node.id == "N":
            return term(0), None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            ends = [self.node(one) for one in node.args]
            if node.func.id == "N" and len(ends) == 1:
                return ends[0], None
            if node.func.id == "range" and len(ends) in (1, 2):
                low = term(0) if len(ends) == 1 else ends[0]
                return low, ends[-1] - 1
        raise ValueError(f"an index runs over range(a, b), N or N(a): {self.source}")


_WORDS = {"and": " and ", "or": " or "}
_TEXT_BINDERS = {"least": "min", "largest": "max"}
_LEVEL = {"or": 1, "and": 2, "not": 3, "+": 5, "-": 5, "*": 6, "/": 6, "neg": 6, "^": 8}


@lru_cache(maxsize=20000)
def written(node: Any) -> str:
    """Return a term or formula as text that :func:`parse_formula` reads back, but for words.

    Words that are a part of something stand in quotes, so that nobody mistakes where they end.
    """
    return plain(node).args[0] if node.op == "prose" else _text(node, 0)


def quoted(words: str) -> str:
    """Return words in quotes, and quotes within them twice."""
    return f'"{words.replace(QUOTE, 2 * QUOTE)}"'


QUOTE = '"'


def _text(node: Any, above: int) -> str:
    op, args = node.op, node.args
    if op == "num":
        return _number(args[0], above)
    if op == "var":
        return args[0]
    if op == "prose":
        return quoted(args[0])
    if op == "coq":
        return args[1]
    if op == "at":
        return f"{args[0]}[{_text(args[1], 0)}]"
    if op == "call":
        return f"{args[0]}({', '.join(_text(part, 0) for part in args[1:])})"
    if op in ("min", "max", "abs", "implies", "iff", "ite"):
        inside = ", ".join(_text(part, 0) for part in args)
        return f"{'if_' if op == 'ite' else op}({inside})"
    if op in BOUND:
        index, low, high, body = args
        within = f"N({_text(low, 0)})" if high is None else _range_text(low, high)
        word = "all" if op == "forall" else _TEXT_BINDERS.get(op, op)
        return f"{word}({_text(body, 0)} for {index} in {within})"
    level = _LEVEL.get(op, 4)
    if op == "neg":
        shown = f"-{_text(args[0], 7)}"
    elif op == "not":
        shown = f"not {_text(args[0], 4)}"
    elif op == "^":
        shown = f"{_text(args[0], 9)}^{args[1]}"
    elif op in _WORDS:
        shown = _WORDS[op].join(_text(part, level + 1) for part in args)
    else:
        left, right = args
        tight = level + 1 if op in "-/*+" or level == 4 else level
        space = "" if op in "*/" else " "
        shown = f"{_text(left, level + (level == 4))}{space}{op}{space}{_text(right, tight)}"
    return f"({shown})" if level < above else shown


def _number(value: Fraction, above: int) -> str:
    shown = str(value)
    low = value < 0 or value.denominator != 1
    return f"({shown})" if low and above > 5 else shown


def _range_text(low: Any, high: Any) -> str:
    after = high.args[0] if high.op == "-" and high.args[1] == term(1) else high + 1
    return f"range({_text(low, 0)}, {_text(after, 0)})"


_TEXT.update(written=written, term=parse_term, formula=parse_formula)
