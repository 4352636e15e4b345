"""What the tests of bad input share."""

from collections.abc import Callable, Sequence
from typing import Any

from click.testing import CliRunner

from askewtheory.cli import main
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


def refused(arguments: Sequence[str]) -> str:
    """Run a command that must refuse its input, and return its one line, after exit code 2."""
    result = CliRunner().invoke(main, list(arguments))
    assert isinstance(result.exception, SystemExit | None), result.exception
    assert result.exit_code == 2, (arguments, result.output)
    assert len(result.stderr.splitlines()) == 1, result.stderr
    return result.stderr
