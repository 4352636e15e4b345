"""What the commands share: the types of their options, tables and progress.

Numbers on the command line are exact. ``1``, ``1/5`` and ``0.2`` are read as the fractions 1, 1/5
and 1/5, never through a float; a command that computes in floats converts them itself.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

import click

from askewtheory.errors import InputError

if TYPE_CHECKING:
    from rich.console import Console

    from askewtheory.grid import Grid

MAX_WIDTH = 100
Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def parse_number(text: str, name: str = "number") -> Fraction:
    """Read an exact finite number; NumPy loads with the first one, not with ``--help``."""
    from askewtheory import exact

    return exact.parse_number(text, name)


def parse_numbers(text: str, name: str = "numbers") -> tuple[Fraction, ...]:
    """Read exact numbers separated by commas."""
    return tuple(parse_number(part, name) for part in text.split(","))


def parse_levels(text: str) -> Grid:
    """Read ``--levels``: see :func:`askewtheory.grid.parse_levels`."""
    from askewtheory import grid

    return grid.parse_levels(text)


class ParsedType(click.ParamType):
    """The type of an option whose text one of the functions above reads."""

    def __init__(self, name: str, parse: Callable[..., Any]) -> None:
        self.name = name
        self._parse = parse

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read a text; a value that is not text is a default, already of its type."""
        if not isinstance(value, str):
            return value
        try:
            return self._parse(value)
        except InputError as error:
            self.fail(str(error), param, ctx)


NUMBER = ParsedType("number", parse_number)
NUMBERS = ParsedType("numbers", parse_numbers)
LEVELS = ParsedType("levels", parse_levels)


def json_option(function: Decorated) -> Decorated:
    """Add ``--json PATH|-``; the command receives ``json_path``, a string or None."""
    return click.option(
        "--json",
        "json_path",
        metavar="PATH|-",
        help="Write the result as JSON to a file, or to standard output for -.",
    )(function)


def save_plot(figure: Any, path: Any) -> None:
    """Write a figure; refuse a path that cannot be written, or a suffix that is not known."""
    from askewtheory import plotting

    try:
        plotting.save(figure, path)
    except (OSError, ValueError) as error:
        raise InputError(
            f"plot must be a path ending in png, pdf or svg, in a folder that can be written, "
            f"got {str(path)!r}."
        ) from error


def console(*, stderr: bool = False) -> Console:
    """Return a console as wide as the terminal, and at most 100 characters."""
    from rich.console import Console

    width = min(shutil.get_terminal_size((MAX_WIDTH, 24)).columns, MAX_WIDTH)
    return Console(width=width, stderr=stderr, highlight=False)


@contextmanager
def progress(description: str, total: int | None) -> Iterator[Callable[..., None]]:
    """Show a progress bar on standard error; silent where that is not a terminal.

    Parameters
    ----------
    description : str
        What is being done, in a few words.
    total : int or None
        The number of steps, or None where it is not known.

    Yields
    ------
    callable
        ``advance(steps=1, description=None)``, to be called as steps are done; a description
        replaces the one shown.
    """
    if not sys.stderr.isatty():
        yield lambda steps=1, description=None: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task(description, total=total)

        def advance(steps: int = 1, description: str | None = None) -> None:
            bar.update(task, advance=steps, description=description)

        yield advance
