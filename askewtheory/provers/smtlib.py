"""SymPy formulas as SMT-LIB 2 text, read by Z3 and cvc5 alike and kept with the evidence.

Denominators are cleared: ``a/b >= 0`` becomes ``a*b >= 0`` together with ``b != 0``, and the
non-zeroness is collected so that it can be asserted and reported. Radicals are refused: introduce
a symbol ``D >= 0`` with ``D**2 = ...`` instead.
"""

from __future__ import annotations

from typing import Any

import sympy
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean, BooleanAtom

_RELATIONS = {
    sympy.Le: "<=",
    sympy.Lt: "<",
    sympy.Ge: ">=",
    sympy.Gt: ">",
    sympy.Eq: "=",
}
_CONNECTIVES = {sympy.And: "and", sympy.Or: "or", sympy.Not: "not", sympy.Implies: "=>"}
_STRUCTURED = (sympy.Abs, sympy.Min, sympy.Max, sympy.Piecewise)


class Translator:
    """Translates formulas, collecting the denominators that must not vanish.

    Attributes
    ----------
    nonzero
        SMT-LIB terms of the denominators met so far.
    quotients
        Names t of divisions a/b inside ``Abs``, ``Min``, ``Max``, ``Piecewise``: t * b = a.
    """

    def __init__(self) -> None:
        self.nonzero: dict[str, str] = {}
        self.quotients: dict[tuple[str, str], str] = {}

    def formula(self, formula: Any) -> str:
        """Return a Boolean formula as SMT-LIB."""
        if isinstance(formula, bool | BooleanAtom):
            return "true" if formula else "false"
        for kind, word in _CONNECTIVES.items():
            if isinstance(formula, kind):
                return f"({word} {' '.join(self.formula(part) for part in formula.args)})"
        if isinstance(formula, sympy.Equivalent):
            return f"(= {' '.join(self.formula(part) for part in formula.args)})"
        if isinstance(formula, sympy.Ne):
            return f"(not {self._relation('=', formula)})"
        if isinstance(formula, Relational):
            return self._relation(_RELATIONS[type(formula)], formula)
        if isinstance(formula, Boolean):
            return self.formula(sympy.to_nnf(formula, simplify=False))
        raise TypeError(f"a formula must be a relation or a combination of relations: {formula!r}")

    def term(self, expression: Any) -> str:
        """Return a real expression as SMT-LIB."""
        if expression.is_Rational:
            return _rational(expression)
        if expression.is_Symbol:
            return f"|{expression.name}|"
        if expression.is_Add or expression.is_Mul:
            if expression.is_Mul and expression.as_numer_denom()[1].free_symbols:
                return self._quotient(*expression.as_numer_denom())
            word = "+" if expression.is_Add else "*"
            return f"({word} {' '.join(self.term(part) for part in expression.args)})"
        if expression.is_Pow and expression.exp.is_Integer:
            if expression.exp < 0:
                return self._quotient(sympy.S.One, expression.base ** (-expression.exp))
            base = self.term(expression.base)
            return f"(* {' '.join([base] * int(expression.exp))})" if expression.exp > 1 else base
        if isinstance(expression, sympy.Abs):
            inner = self.term(expression.args[0])
            return f"(ite (>= {inner} 0.0) {inner} (- {inner}))"
        if isinstance(expression, sympy.Min | sympy.Max):
            return self._extremum("<=" if isinstance(expression, sympy.Min) else ">=", expression)
        if isinstance(expression, sympy.Piecewise):
            return self._piecewise(expression)
        raise TypeError(f"cannot be given to a solver (radical or transcendental): {expression}")

    def _relation(self, word: str, relation: Any) -> str:
        difference = relation.lhs - relation.rhs
        if difference.has(*_STRUCTURED):
            return f"({word} {self.term(relation.lhs)} {self.term(relation.rhs)})"
        above, below = sympy.fraction(sympy.together(difference))
        if not below.free_symbols:
            return f"({word} {self.term(difference)} 0.0)"
        denominator = self.term(below)
        self.nonzero[denominator] = str(below)
        if word == "=":
            return f"(= {self.term(above)} 0.0)"
        return f"({word} (* {self.term(above)} {denominator}) 0.0)"

    def _quotient(self, above: Any, below: Any) -> str:
        denominator = self.term(below)
        if not below.free_symbols:
            return f"(/ {self.term(above)} {denominator})"
        self.nonzero[denominator] = str(below)
        parts = (self.term(above), denominator)
        if parts not in self.quotients:
            self.quotients[parts] = f"|quotient {len(self.quotients)}|"
        return self.quotients[parts]

    def _extremum(self, word: str, expression: Any) -> str:
        terms = [self.term(part) for part in expression.args]
        result = terms[0]
        for other in terms[1:]:
            result = f"(ite ({word} {result} {other}) {result} {other})"
        return result

    def _piecewise(self, expression: Any) -> str:
        *cases, (last, certain) = expression.args
        if certain not in (True, sympy.true):
            raise TypeError(f"a Piecewise must end with a case that always holds: {expression}")
        result = self.term(last)
        for value, condition in reversed(cases):
            result = f"(ite {self.formula(condition)} {self.term(value)} {result})"
        return result


def script(formulas: list[Any]) -> tuple[str, list[str]]:
    """Return the SMT-LIB script that asserts all formulas, and its non-zero denominators.

    Parameters
    ----------
    formulas
        SymPy Booleans over real symbols.

    Returns
    -------
    str, list of str
        The script up to ``(check-sat)``, and the denominators assumed non-zero, in words.
    """
    translator = Translator()
    asserted = [translator.formula(formula) for formula in formulas]
    symbols: set[Any] = set()
    for formula in formulas:
        symbols |= getattr(formula, "free_symbols", set())
    for symbol in symbols:
        # SymPy simplifies with such an assumption, and the solvers would not know of it
        if symbol.is_real is not True or symbol.is_nonnegative or symbol.is_nonpositive:
            raise TypeError(f"symbol {symbol} must be declared real and nothing more")
    names = sorted(f"|{symbol.name}|" for symbol in symbols)
    lines = [f"(declare-const {name} Real)" for name in [*names, *translator.quotients.values()]]
    lines += [f"(assert (not (= {term} 0.0)))" for term in translator.nonzero]
    lines += [
        f"(assert (= (* {name} {below}) {above}))"
        for (above, below), name in translator.quotients.items()
    ]
    lines += [f"(assert {text})" for text in asserted]
    return "\n".join([*lines, "(check-sat)"]), list(translator.nonzero.values())


def _rational(value: Any) -> str:
    if value < 0:
        return f"(- {_rational(-value)})"
    return f"{value.p}.0" if value.q == 1 else f"(/ {value.p}.0 {value.q}.0)"
