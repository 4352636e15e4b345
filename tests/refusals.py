"""What the tests of bad input share."""

from collections.abc import Callable
from typing import Any

from askewtheory.errors import InputError


def outcome(function: Callable[..., Any], *arguments: Any, **keywords: Any) -> tuple[Any, str]:
    """Return what a function gives and nothing, or None and the one sentence of its refusal.

    Any other exception, or more than a sentence of 600 characters, is a failure.
    """
    try:
        return function(*arguments, **keywords), ""
    except InputError as error:
        said = str(error)
    assert said
    assert "\n" not in said
    assert len(said) < 600
    return None, said
