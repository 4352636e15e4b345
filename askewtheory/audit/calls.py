"""What a rule that a check calls says of arguments that it does not take: one sentence."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeVar

from askewtheory.audit.terms import Term
from askewtheory.errors import InputError

Rules = TypeVar("Rules")


def called_as_written(cls: type[Rules]) -> type[Rules]:
    """Give the rules of a class one sentence for a call with other arguments than they have."""
    for name, rule in list(vars(cls).items()):
        if inspect.isfunction(rule) and not name.startswith("_"):
            setattr(cls, name, _as_written(rule))
    return cls


def _as_written(rule: Callable[..., Any]) -> Callable[..., Any]:
    signature = inspect.signature(rule)
    _, *arguments = signature.parameters.values()
    shown = ", ".join(str(one.replace(annotation=one.empty)) for one in arguments)

    @functools.wraps(rule)
    def called(this: Any, *given: Any, **named: Any) -> Any:
        try:
            signature.bind(this, *given, **named)
        except TypeError as error:
            raise InputError(
                f"a rule is called as this.{rule.__name__}({shown}) for the claim's own statement, "
                f"got other arguments: {error}"
            ) from None
        return rule(this, *given, **named)

    return called


def expect(condition: bool, what: str, given: Any) -> None:
    """Refuse an argument of a rule in one sentence: the check is broken, not its claim open."""
    if not condition:
        short = len(repr(given)) < 40
        raise InputError(f"{what}, got {repr(given) if short else f'a {type(given).__name__}'}")


def expect_number(value: Any, what: str) -> None:
    """Refuse what is no number, no term and no text of one."""
    wanted = f"{what} must be an exact number, a term or a text"
    number = isinstance(value, int | Fraction | Term | str) and type(value) is not bool
    expect(number, wanted, value)
