"""Formal terms and formulas as LaTeX."""

from __future__ import annotations

from typing import Any

from askewtheory.audit.page.symbols import Symbols
from askewtheory.audit.terms import BOUND, RELATIONS, walk

_RELATIONS = dict(zip(RELATIONS, (r"\le", "<", r"\ge", ">", "=", r"\ne"), strict=True))
_JOINS = {"and": r"\ \text{and}\ ", "or": r"\ \text{or}\ "}
_WORDS = {
    "lim": r"\lim", "liminf": r"\liminf", "limsup": r"\limsup", "least": r"\min",
    "largest": r"\max", "sum": r"\sum", "average": r"\operatorname{avg}",
}  # fmt: skip
_LEVEL = {"iff": 1, "implies": 2, "or": 3, "and": 4, "not": 5, **dict.fromkeys(RELATIONS, 6),
          "+": 7, "-": 7, "neg": 7, "sum": 7, "average": 7, "*": 8, "/": 8, "^": 10}  # fmt: skip
_ATOM = 11


def latex(node: Any, symbols: Symbols) -> str:
    """Return a term or formula as LaTeX.

    Parameters
    ----------
    node
        A term or a formula; prose and formal proofs' statements are no mathematics to be set.
    symbols
        How its names are printed.
    """
    return _Writer(symbols).write(node, 0)


class _Writer:
    def __init__(self, symbols: Symbols) -> None:
        self.symbols = symbols

    def write(self, node: Any, above: int) -> str:
        op = node.op
        level = _LEVEL.get(op, _ATOM)
        if op in BOUND:
            shown = self._bound(node)
        elif op in _RELATIONS:
            shown = f"{self.write(node.args[0], 7)} {_RELATIONS[op]} {self.write(node.args[1], 7)}"
        elif op == "and":
            shown = self._chain(node)
        else:
            shown = getattr(self, _METHODS[op])(node)
        if op == "num" and (node.args[0] < 0 or node.args[0].denominator > 1):
            level = 7 if node.args[0] < 0 else 9
        return rf"\left({shown}\right)" if level < above else shown

    def _num(self, node: Any) -> str:
        value = node.args[0]
        if value.denominator == 1:
            return str(value)
        sign = "-" if value < 0 else ""
        return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"

    def _var(self, node: Any) -> str:
        return self.symbols.latex(node.args[0])

    def _at(self, node: Any) -> str:
        return f"{{{self.symbols.latex(node.args[0])}}}_{{{self.write(node.args[1], 0)}}}"

    def _call(self, node: Any) -> str:
        inside = ", ".join(self.write(part, 0) for part in node.args[1:])
        name = node.args[0]
        shown = self.symbols.own.get(f"{name}()") or self.symbols.latex(name)
        return rf"{shown}\left({inside}\right)"

    def _abs(self, node: Any) -> str:
        return rf"\left|{self.write(node.args[0], 0)}\right|"

    def _extreme(self, node: Any) -> str:
        inside = ", ".join(self.write(part, 0) for part in node.args)
        return rf"\{node.op}\left\{{{inside}\right\}}"

    def _ite(self, node: Any) -> str:
        condition, then, other = node.args
        return (
            rf"\begin{{cases}} {self.write(then, 0)} & \text{{if }} {self.write(condition, 0)} \\ "
            rf"{self.write(other, 0)} & \text{{otherwise}} \end{{cases}}"
        )

    def _neg(self, node: Any) -> str:
        return f"-{self.write(node.args[0], 8)}"

    def _plus(self, node: Any) -> str:
        left, right = node.args
        return f"{self.write(left, 7)} {node.op} {self.write(right, 7 if node.op == '+' else 8)}"

    def _times(self, node: Any) -> str:
        left, right = (self.write(part, 8) for part in node.args)
        if node.args[0].op == "num" and node.args[0].args[0] == -1:
            return f"-{right}"
        sign = r" \cdot " if right[:1].isdigit() or right.startswith(r"\frac") else r" \, "
        return f"{left}{sign}{right}"

    def _over(self, node: Any) -> str:
        return rf"\frac{{{self.write(node.args[0], 0)}}}{{{self.write(node.args[1], 0)}}}"

    def _power(self, node: Any) -> str:
        base, exponent = node.args
        return f"{{{self.write(base, 11)}}}^{{{exponent}}}"

    def _chain(self, node: Any) -> str:
        """Write a <= b and b <= c as a chain where the sides agree."""
        shown = ""
        last = None
        for part in node.args:
            if part.op in _RELATIONS and last is not None and last.op in _RELATIONS:
                if last.args[1] == part.args[0]:
                    shown += f" {_RELATIONS[part.op]} {self.write(part.args[1], 7)}"
                    last = part
                    continue
            shown += (_JOINS["and"] if last is not None else "") + self.write(part, 5)
            last = part
        return shown

    def _or(self, node: Any) -> str:
        return _JOINS["or"].join(self.write(part, 4) for part in node.args)

    def _not(self, node: Any) -> str:
        inner = node.args[0]
        opposite = {"==": r"\ne", "!=": "=", "<=": ">", "<": r"\ge", ">=": "<", ">": r"\le"}
        quotient = any(one.op == "/" for one in walk(inner))  # perhaps undefined, then not opposite
        if inner.op in opposite and not quotient:
            left, right = (self.write(part, 7) for part in inner.args)
            return f"{left} {opposite[inner.op]} {right}"
        return rf"\text{{not }} {self.write(inner, 11)}"

    def _implies(self, node: Any) -> str:
        return rf"{self.write(node.args[0], 3)} \Rightarrow {self.write(node.args[1], 2)}"

    def _iff(self, node: Any) -> str:
        return rf"{self.write(node.args[0], 2)} \Leftrightarrow {self.write(node.args[1], 2)}"

    def _text(self, node: Any) -> str:
        words = node.args[-1].replace("\\", " ").replace("{", "(").replace("}", ")")
        return rf"\text{{{words}}}"

    def _bound(self, node: Any) -> str:
        op, (index, low, high, body) = node.op, node.args
        name, first = self.symbols.latex(index), self.write(low, 0)
        last = None if high is None else self.write(high, 0)
        within = rf"{name} \ge {first}" if last is None else rf"{first} \le {name} \le {last}"
        if op == "forall":
            return rf"{self.write(body, 3)} \ \text{{for all }} {within}"
        if op in ("converges", "diverges"):
            bound = r"< \infty" if op == "converges" else r"= \infty"
            return rf"\sum_{{{within}}} {self.write(body, 8)} {bound}"
        below = rf"{name} \to \infty" if op.startswith("lim") else within
        return rf"{_WORDS[op]}_{{{below}}} {self.write(body, 8)}"


_METHODS = {
    "num": "_num", "var": "_var", "at": "_at", "call": "_call", "abs": "_abs", "min": "_extreme",
    "max": "_extreme", "ite": "_ite", "neg": "_neg", "+": "_plus", "-": "_plus", "*": "_times",
    "/": "_over", "^": "_power", "or": "_or", "not": "_not", "implies": "_implies", "iff": "_iff",
    "prose": "_text", "coq": "_text",
}  # fmt: skip
