"""How large the numbers of an expression in k would get, found before SymPy writes them out.

SymPy multiplies exact powers out: ``9**9**9**9`` would never end. The size in binary digits is
estimated on the syntax tree, with floats, at the steps where a schedule is looked at.
"""

from __future__ import annotations

import ast
import math
import operator
from typing import Any

MOST_DIGITS = 30_000_000
_OPERATORS: dict[type, Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_FUNCTIONS: dict[str, Any] = {
    "sqrt": math.sqrt, "log": math.log, "exp": math.exp, "sin": math.sin, "cos": math.cos,
    "floor": math.floor, "Min": min, "Max": max,
}  # fmt: skip


def too_large(text: str, steps: tuple[int, ...]) -> bool:
    """Tell whether a number or a power in ``text``, an expression in k, is out of all proportion.

    Parameters
    ----------
    text
        The expression.
    steps
        The values of k at which it will be evaluated.

    Raises
    ------
    SyntaxError, ValueError, RecursionError, MemoryError
        If Python cannot read the text.
    """
    tree = ast.parse(text.strip(), mode="eval").body
    return any(_digits(tree, k) > MOST_DIGITS for k in steps)


def _digits(node: ast.AST, k: int) -> float:
    """Return about how many binary digits the exact value at k has; infinity for too many."""
    if isinstance(node, ast.Constant):
        value = abs(_value(node, k))
        if value == math.inf:
            return math.inf
        return max(3.4 * len(repr(value)), abs(math.log2(value)) if value else 0.0)
    parts = [_digits(child, k) for child in ast.iter_child_nodes(node)]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        exponent = abs(_value(node.right, k))
        own = parts[0] * max(1.0, exponent) if exponent < math.inf else math.inf
        return max(own, *parts)
    return sum(parts) + 10


def _value(node: ast.AST, k: int) -> float:
    """Return the value at k in floats; infinity where they end or the text is not arithmetic."""
    try:
        if isinstance(node, ast.Constant):
            return float(node.value)  # type: ignore[arg-type]
        if isinstance(node, ast.Name):
            return float({"k": k, "pi": math.pi}[node.id])
        if isinstance(node, ast.UnaryOp):
            value = _value(node.operand, k)
            return -value if isinstance(node.op, ast.USub) else value
        if isinstance(node, ast.BinOp):
            left, right = _value(node.left, k), _value(node.right, k)
            result = _OPERATORS[type(node.op)](left, right)
            return math.inf if isinstance(result, complex) or math.isnan(result) else result
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return float(_FUNCTIONS[node.func.id](*(_value(part, k) for part in node.args)))
    except (OverflowError, ZeroDivisionError, KeyError, TypeError, ValueError):
        pass
    return math.inf
