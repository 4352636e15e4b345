"""Formulas as SMT-LIB 2 text, read by Z3 and cvc5 alike and kept with the evidence.

A quotient asks for its denominator where it stands: ``defined`` gives the condition under which a
formula can be evaluated, branch by branch. A hypothesis is sent as *defined and true*, a conclusion
to be refuted as *undefined or false*; so no solver ever assumes a denominator for the author.
What is not scalar (members of sequences, sums, words) is sent as an unknown of its own, which is
sound for "unsat" and means nothing for "sat".
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from askewtheory.audit import vectors
from askewtheory.audit.indices import Ranges, above_zero, from_zero
from askewtheory.audit.statement import Statement
from askewtheory.audit.terms import (
    BOUND,
    QUANTIFIERS,
    Formula,
    Term,
    children,
    every,
    free_names,
    implies,
    ne,
    negation,
    plain,
    some,
    term,
)

_ARITHMETIC = {"+": "+", "-": "-", "*": "*"}
_CONNECTIVES = {"and": "and", "or": "or", "not": "not", "implies": "=>", "iff": "="}
_OPAQUE_BOOLEAN = (*QUANTIFIERS, "prose")


def question(statement: Statement) -> str:
    """Return the script that is unsatisfiable exactly if the statement holds.

    Of vectors it says less than is true of them: it may be satisfiable for one that holds.
    """
    return script(asserted(statement))


def asserted(statement: Statement) -> list[Formula]:
    """Return the formulas that hold together exactly where the statement fails."""
    given, then = statement.formulas, statement.conclusion
    condition = defined(then)
    if any(map(vectors.has_vectors, (*given, then))):
        known = map(_where_defined, vectors.facts((*given, then)))
        given, then = (*map(vectors.lifted, given), *known), vectors.lifted(then)
        condition = None if condition is None else vectors.lifted(condition)
    wrong = negation(then)
    if condition is not None:
        wrong = some(negation(condition), wrong)
    return [*(satisfied(one) for one in given), wrong]


def _where_defined(one: Formula) -> Formula:
    condition = defined(one)
    return one if condition is None else implies(condition, one)


def satisfied(one: Formula) -> Formula:
    """Return: the formula is defined and true."""
    condition = defined(one)
    return one if condition is None else every(condition, one)


@lru_cache(maxsize=20000)
def defined(node: Any, bound: Ranges = ()) -> Formula | None:
    """Return when a term or formula has no zero denominator; None if that is always so.

    Nor has it a member below the first: one at a ``bound`` index is checked with its range.
    """
    op, args = plain(node).op, node.args
    if op in BOUND:
        inside = defined(args[3], (*bound, args[:3]))
        if inside is not None and args[0] in free_names(inside):
            raise TypeError(
                f"what is bound by an index has to be defined everywhere, got {node}: without a"
                " quotient or a root whose terms may be 0, say b*x == a for x == a/b"
            )
        some_index = inside if args[2] is None else _if(args[2] >= args[1], inside)
        ends = [defined(end, bound) for end in args[1:3] if end is not None]
        return _both(*ends, some_index, None if op in QUANTIFIERS else _exists(node))
    if op == "ite":
        return _both(defined(args[0], bound), _if(args[0], defined(args[1], bound)),
                     _if(negation(args[0]), defined(args[2], bound)))  # fmt: skip
    if op in ("and", "implies", "or") and len(args) > 1:
        first, *rest = args
        go_on = negation(first) if op == "or" else first
        after = (some if op == "or" else every)(*rest)
        return _both(defined(first, bound), _if(go_on, defined(after, bound)))
    found = [defined(part, bound) for part in children(node)]
    names = {name for name, *_ in bound}
    if op == "at" and not names & free_names(args[1]) and not from_zero(args[1]):
        found.append(args[1] >= 0)
    if op == "/" and not _nonzero(args[1], bound):
        found.append(ne(args[1], 0))
    if _is_root(node) and not _nonnegative(args[1], bound):
        found.append(args[1] >= 0)
    return _both(*found)


def _nonzero(node: Term, bound: Ranges) -> bool:
    """Tell whether a denominator is visibly not 0: a number, or counted along an index."""
    if node.op == "*":
        return all(_nonzero(one, bound) for one in node.args)
    inner = node.args[1] if _is_root(node) else node
    if inner.op == "num":
        return inner.args[0] > 0 if _is_root(node) else inner.args[0] != 0
    return above_zero(inner, bound)


def _nonnegative(node: Term, bound: Ranges) -> bool:
    return node.args[0] >= 0 if node.op == "num" else above_zero(node, bound)


def _is_root(node: Any) -> bool:
    return node.op == "call" and node.args[0] == "sqrt"


def _exists(node: Term) -> Formula | None:
    """Return when a bound term has a value: a limit may not exist, and nothing has no minimum."""
    op, (_, low, high, _) = node.op, node.args
    if high is not None and op in ("sum", "least", "largest"):
        return None if op == "sum" else high >= low
    return Formula("prose", (f"{node} exists",))


def _both(*conditions: Formula | None) -> Formula | None:
    known = [one for one in dict.fromkeys(conditions) if one is not None]
    return every(*known) if known else None


def _if(condition: Formula, then: Formula | None) -> Formula | None:
    return None if then is None else implies(condition, then)


def script(formulas: Iterable[Formula], whole: Iterable[str] = ()) -> str:
    """Return the SMT-LIB script that asserts all formulas, and that some names are whole numbers.

    Only Z3 is asked about whole numbers.
    """
    writer = _Writer()
    asserted = [f"(assert {writer.formula(one)})" for one in formulas]
    for one in whole:
        writer.name(one, "Int")
    declared = [f"(declare-const {name} {sort})" for name, sort in sorted(writer.names.items())]
    return "\n".join([*declared, *writer.quotients.values(), *asserted, "(check-sat)"])


class _Writer:
    """Writes formulas; remembers the names to declare and the quotients inside ``ite``."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.quotients: dict[Term, str] = {}

    def name(self, text: str, sort: str = "Real") -> str:
        for sign, instead in (("!", "!0"), ("|", "!1"), ("\\", "!2")):  # no two texts meet
            text = text.replace(sign, instead)
        quoted = f"|{text}|"
        self.names[quoted] = sort
        return quoted

    def formula(self, one: Formula) -> str:
        if one.op in _CONNECTIVES:
            inside = " ".join(self.formula(part) for part in one.args)
            return f"({_CONNECTIVES[one.op]} {inside})"
        if one.op in _OPAQUE_BOOLEAN:
            text = str(one)  # words in quotes: some of them read like what holds for all
            return self.name(f'"{text}"' if one.op == "prose" else text, "Bool")
        left, right = one.args
        above, below = fraction(left), fraction(right)
        if above[1] is None and below[1] is None:
            sides = f"{self.term(left)} {self.term(right)}"
        else:
            top, bottom = fraction(left - right)
            if bottom is None:
                raise TypeError(f"a quotient without denominator: {one}")
            top = top if one.op in ("==", "!=") else top * bottom
            sides = f"{self.term(top)} 0.0"
        if one.op == "!=":
            return f"(not (= {sides}))"
        return f"({'=' if one.op == '==' else one.op} {sides})"

    def term(self, one: Term) -> str:
        op, args = one.op, one.args
        if op == "num":
            return _number(args[0])
        if op == "var":
            return self.name(args[0])
        if op in _ARITHMETIC:
            return f"({op} {self.term(args[0])} {self.term(args[1])})"
        if op == "neg":
            return f"(- {self.term(args[0])})"
        if op == "^":
            return self._power(args[0], args[1])
        if op == "/":
            return self._quotient(one)
        if op == "abs":
            inner = self.term(args[0])
            return f"(ite (>= {inner} 0.0) {inner} (- {inner}))"
        if op in ("min", "max"):
            return self._extremum("<=" if op == "min" else ">=", args)
        if op == "ite":
            then, other = self.term(args[1]), self.term(args[2])
            return f"(ite {self.formula(args[0])} {then} {other})"
        if _is_root(one):
            return self._root(one)
        return self.name(str(one))  # a sequence's member, a function's value, a sum

    def _power(self, base: Term, exponent: int) -> str:
        if exponent == 0:
            return "1.0"
        shown = self.term(base)
        return shown if exponent == 1 else f"(* {' '.join([shown] * exponent)})"

    def _extremum(self, word: str, args: tuple[Term, ...]) -> str:
        result, *others = (self.term(part) for part in args)
        for other in others:
            result = f"(ite ({word} {result} {other}) {result} {other})"
        return result

    def _root(self, one: Term) -> str:
        """Return a name r >= 0 with r * r = x wherever x >= 0."""
        if one not in self.quotients:
            inner, name = self.term(one.args[1]), self.name(f"root {one}")
            rule = f"(and (>= {name} 0.0) (= (* {name} {name}) {inner}))"
            self.quotients[one] = f"(assert (or (< {inner} 0.0) {rule}))"
        return self.name(f"root {one}")

    def _quotient(self, one: Term) -> str:
        """Return a name q with q * below = above wherever below != 0."""
        above, below = one.args
        if below.op == "num" and below.args[0] != 0:
            return f"(/ {self.term(above)} {self.term(below)})"
        if one not in self.quotients:
            top, bottom, name = self.term(above), self.term(below), self.name(f"quotient {one}")
            rule = f"(= (* {name} {bottom}) {top})"
            self.quotients[one] = f"(assert (or (= {bottom} 0.0) {rule}))"
        return self.name(f"quotient {one}")


@lru_cache(maxsize=20000)
def fraction(one: Term) -> tuple[Term, Term | None]:
    """Return numerator and denominator; None where nothing is divided by an unknown."""
    op, args = plain(one).op, one.args
    if op in ("+", "-"):
        (a, b), (c, d) = fraction(args[0]), fraction(args[1])
        if b is None and d is None:
            return one, None
        if b == d:
            return Term(op, (a, c)), b
        left = a if d is None else a * d
        right = c if b is None else c * b
        return Term(op, (left, right)), _product(b, d)
    if op == "*":
        (a, b), (c, d) = fraction(args[0]), fraction(args[1])
        return (one, None) if b is None and d is None else (a * c, _product(b, d))
    if op == "/":
        (a, b), (c, d) = fraction(args[0]), fraction(args[1])
        if b is None and d is None and c.op == "num" and c.args[0] != 0:
            return one, None
        return (a if d is None else a * d), _product(b, c)
    if op == "neg":
        a, b = fraction(args[0])
        return (one, None) if b is None else (-a, b)
    if op == "^":
        a, b = fraction(args[0])
        return (one, None) if b is None else (a ** args[1], b ** args[1])
    return one, None


def _product(left: Term | None, right: Term | None) -> Term | None:
    if left is None or right is None:
        return left if right is None else right
    return left * right


def _number(value: Any) -> str:
    if value < 0:
        return f"(- {_number(-value)})"
    above, below = term(value).args[0].as_integer_ratio()
    return f"{above}.0" if below == 1 else f"(/ {above}.0 {below}.0)"
