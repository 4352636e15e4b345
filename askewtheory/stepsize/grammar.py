"""Expressions in the step k, read by a grammar of their own.

::

    sum     = product (("+" | "-") product)*
    product = sign (("*" | "/") sign)*
    sign    = ("+" | "-")* power
    power   = atom (("^" | "**") sign)?
    atom    = number | "k" | "pi" | name "(" sum ("," sum)* ")" | "(" sum ")"

Nothing is evaluated that this does not describe, and no number is written out before its size is
known: each part is first found in floating point with an unbounded exponent at a few values of k.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from askewtheory.errors import InputError
from askewtheory.exact import in_range

MOST_CHARACTERS = 200
MOST_DEPTH = 25
MOST_BITS = 30_000
"""Binary digits of an exact number without k."""
MOST_EXPONENT = 100
"""The largest constant exponent of a part that holds k."""
LARGEST = 2_000_000
"""Values at the steps that are looked at stay between 2^-LARGEST and 2^LARGEST."""
LARGEST_ARGUMENT = 1000
"""Arguments of floor, sin and cos stay below 2^LARGEST_ARGUMENT there."""
LIMITS = (
    f"at most {MOST_CHARACTERS} characters, {MOST_DEPTH} parts inside each other, constant "
    f"exponents of at most {MOST_EXPONENT:,}, and no number of thousands of digits"
)

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<sign>\*\*|[-+*/^(),]))",
    re.ASCII,
)
_FUNCTIONS = {"sqrt": 1, "log": 1, "exp": 1, "sin": 1, "cos": 1, "floor": 1, "min": 2, "max": 2}
"""Name to the least number of arguments; only min and max take more."""
NAMES = ("k", "pi", *_FUNCTIONS)


@dataclass(frozen=True)
class Part:
    """A part of an expression.

    Attributes
    ----------
    expression
        For SymPy.
    values
        At each step that is looked at; None where it has no real value.
    bits
        How many binary digits its exact number has; 0 if it holds k or is no rational number.
    """

    expression: Any
    values: tuple[Any, ...]
    bits: int = 0

    @property
    def constant(self) -> bool:
        """Whether k does not occur."""
        return not self.expression.free_symbols


def read_expression(text: str, symbol: Any, steps: tuple[int, ...]) -> Part:
    """Read an expression.

    Parameters
    ----------
    text
        What the user wrote.
    symbol
        SymPy's k.
    steps
        The values of k at which numbers must have a size within :data:`LIMITS`.

    Raises
    ------
    InputError
        If the text is none, or its numbers are too large.
    """
    if len(text) > MOST_CHARACTERS:
        raise InputError(
            f"stepsize must have {LIMITS}, got {len(text):,} characters, {text[:30]!r}..."
        )
    return _Reader(text, symbol, steps).whole()


class _Reader:
    """A parser by recursive descent, one method for each rule of the grammar."""

    def __init__(self, text: str, symbol: Any, steps: tuple[int, ...]) -> None:
        self.text, self.symbol, self.steps = text, symbol, steps
        self.tokens, self.depth = self._tokens(), 0

    def whole(self) -> Part:
        found = self._sum()
        if self.tokens:
            raise self._wrong()
        return found

    def _tokens(self) -> list[tuple[str, str]]:
        """Return kind and text of each token, the next one last."""
        found, place = [], 0
        while place < len(self.text.rstrip()):
            match = _TOKEN.match(self.text, place)
            if match is None:
                raise self._wrong()
            found.append((str(match.lastgroup), match[match.lastgroup or 0]))
            place = match.end()
        return found[::-1]

    def _wrong(self) -> InputError:
        return InputError(
            f"stepsize must be an expression in k of numbers, + - * / ^ and "
            f"{', '.join(NAMES)}, got {self.text!r}"
        )

    def _large(self) -> InputError:
        return InputError(f"stepsize must have {LIMITS}, got {self.text!r}")

    def _take(self, *texts: str) -> str | None:
        """Return and remove the next token if it is one of these."""
        if self.tokens and self.tokens[-1][1] in texts:
            return self.tokens.pop()[1]
        return None

    def _sum(self) -> Part:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise self._large()
        found = self._product()
        while sign := self._take("+", "-"):
            found = self._made(sign, found, self._product())
        self.depth -= 1
        return found

    def _product(self) -> Part:
        found = self._sign()
        while sign := self._take("*", "/"):
            found = self._made(sign, found, self._sign())
        return found

    def _sign(self) -> Part:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise self._large()
        sign = self._take("+", "-")
        found = self._power() if sign is None else self._sign()
        self.depth -= 1
        return self._made("-", self._number("0"), found) if sign == "-" else found

    def _power(self) -> Part:
        base = self._atom()
        return self._made("^", base, self._sign()) if self._take("^", "**") else base

    def _atom(self) -> Part:
        if not self.tokens:
            raise self._wrong()
        kind, text = self.tokens.pop()
        if kind == "number":
            return self._number(text)
        if text == "(":
            return self._closed(self._sum())
        name = text.lower() if text in ("Min", "Max") else text  # SymPy's spelling
        if name == "k":
            return Part(self.symbol, tuple(map(_mpf, self.steps)))
        if name == "pi":
            import sympy

            return Part(sympy.pi, (_mpf("3.14159265358979323846"),) * len(self.steps))
        if name in _FUNCTIONS and self._take("("):
            return self._call(name)
        raise self._wrong()

    def _closed(self, part: Part) -> Part:
        if self._take(")") is None:
            raise self._wrong()
        return part

    def _number(self, text: str) -> Part:
        import sympy

        exact = Fraction(in_range(text, "stepsize"))
        bits = exact.numerator.bit_length() + exact.denominator.bit_length()
        value = _mpf(exact.numerator) / exact.denominator
        expression = sympy.Rational(exact.numerator, exact.denominator)
        return Part(expression, (value,) * len(self.steps), bits)

    def _call(self, name: str) -> Part:
        arguments = [self._sum()]
        while self._take(","):
            arguments.append(self._sum())
        least = _FUNCTIONS[name]
        if len(arguments) < least or (least == 1 and len(arguments) > 1):
            raise self._wrong()
        return self._closed(self._made(name, *arguments))

    def _made(self, operation: str, *parts: Part) -> Part:
        """Return an operation's part; its numbers' size is known before SymPy makes them."""
        bits = 0
        if all(part.bits for part in parts) and operation in "+-*/^":
            bits = sum(part.bits for part in parts) + 1
            if operation == "^":
                power = abs(parts[1].expression)
                bits = int(min(parts[0].bits * power, 2 * MOST_BITS)) + 1
        if bits > MOST_BITS or self._steep(operation, parts):
            raise self._large()
        columns = zip(*(part.values for part in parts), strict=True)
        try:
            values = tuple(_value(operation, column) for column in columns)
        except OverflowError:
            raise self._large() from None
        expression = _EXPRESSIONS[operation](*(part.expression for part in parts))
        if expression.has(*_no_numbers()):
            raise InputError(f"stepsize must be a real number at every step, got {self.text!r}")
        return Part(expression, values, bits if expression.is_Rational else 0)

    def _steep(self, operation: str, parts: tuple[Part, ...]) -> bool:
        """Tell whether a power of a part that holds k has too large a constant exponent."""
        if operation != "^" or parts[0].constant or not parts[1].constant:
            return False
        power = parts[1].values[0]
        return power is None or abs(power) > MOST_EXPONENT


def _mpf(value: Any) -> Any:
    from mpmath import mpf

    return mpf(value)


def _no_numbers() -> tuple[Any, ...]:
    import sympy

    return sympy.oo, -sympy.oo, sympy.zoo, sympy.nan, sympy.I


def _sympy(name: str) -> Any:
    def build(*arguments: Any) -> Any:
        import sympy

        return getattr(sympy, name)(*arguments)

    return build


_EXPRESSIONS: dict[str, Any] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "^": lambda a, b: a**b,
    "min": _sympy("Min"),
    "max": _sympy("Max"),
    **{name: _sympy(name) for name in ("sqrt", "log", "exp", "sin", "cos", "floor")},
}


def _value(operation: str, column: tuple[Any, ...]) -> Any:
    """Return an operation's value; None where it has none, OverflowError where it is too large."""
    import mpmath

    if any(value is None for value in column):
        return None
    first, last = column[0], column[-1]
    if operation == "^" and first and abs(last * mpmath.log(abs(first), 2)) > LARGEST:
        raise OverflowError
    if operation == "exp" and abs(first) > LARGEST:
        raise OverflowError
    if operation in ("floor", "sin", "cos") and mpmath.mag(first) > LARGEST_ARGUMENT:
        raise OverflowError
    functions: dict[str, Any] = {
        **_EXPRESSIONS,
        **{"min": min, "max": max},
        **{name: getattr(mpmath, name) for name in ("sqrt", "log", "exp", "sin", "cos", "floor")},
    }
    try:
        value = functions[operation](*column)
    except (ZeroDivisionError, ValueError):
        return None
    if not isinstance(value, mpmath.mpf) or not mpmath.isfinite(value):
        return None
    if value and abs(mpmath.mag(value)) > LARGEST:
        raise OverflowError
    return value
