"""What the commands share: the types of their options, tables and progress.

Numbers on the command line are exact. ``1``, ``1/5`` and ``0.2`` are read as the fractions 1, 1/5
and 1/5, never through a float; a command that computes in floats converts them itself.
"""

from __future__ import annotations

import itertools
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

import click

from askewtheory.errors import InputError, shown
from askewtheory.libraries import check_room

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

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


class Command(click.Command):
    """A command, which runs where there is room for it; its help is shown anywhere."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run it."""
        check_room()
        return super().invoke(ctx)


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


class Whole(click.IntRange):
    """The type of an option that is a whole number, written in ASCII digits and nothing else.

    The bounds are click's ``min`` and ``max``.
    """

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read a text; a number is a default. Python would take ``1_0`` and any alphabet."""
        if isinstance(value, str) and not _WHOLE.fullmatch(value):
            self.fail(f"{shown(value)} is not a valid integer.", param, ctx)
        given: Any = value
        return super().convert(given, param, ctx)


class Decimal(click.FloatRange):
    """The type of an option that is a finite number between bounds, as :class:`Whole` is read."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Read a text; a number is a default. What is not a number is in no range."""
        if isinstance(value, str) and not _DECIMAL.fullmatch(value):
            self.fail(f"{shown(value)} is not a valid number.", param, ctx)
        given: Any = value
        return super().convert(given, param, ctx)


_WHOLE = re.compile(r"[+-]?[0-9]{1,300}")
_DECIMAL = re.compile(
    r"[+-]?(?:[0-9]{1,100}\.?[0-9]{0,100}|\.[0-9]{1,100})(?:[eE][+-]?[0-9]{1,3})?"
)


class OutputFile(click.ParamType):
    """The type of an option that names a file to write, which is tried before the work begins."""

    name = "file"

    def __init__(self, what: str, suffixes: Sequence[str] = ()) -> None:
        self.what, self.suffixes = what, suffixes

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path, if a file can be written there."""
        from askewtheory.files import check_path

        try:
            check_path(value, self.what, suffixes=self.suffixes)
        except InputError as error:
            self.fail(str(error), param, ctx)
        return value


class _Plot(OutputFile):
    """A picture, whose library must have what it needs."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from askewtheory.plotting import check_clock

        try:
            check_clock()
        except InputError as error:
            self.fail(str(error), param, ctx)
        return super().convert(value, param, ctx)


PLOT = _Plot("plot", ("pdf", "svg", "png"))


class _Json(OutputFile):
    """A file, or ``-`` for standard output, which may also be called by its device's names."""

    name = "json"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value in _STANDARD:
            if sys.stdout is None:
                self.fail("json must go to an open standard output, got a closed one.", param, ctx)
            return "-"
        return super().convert(value, param, ctx)


_STANDARD = ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")


def json_option(function: Decorated) -> Decorated:
    """Add ``--json PATH|-``; the command receives ``json_path``, a string or None."""
    return click.option(
        "--json",
        "json_path",
        type=_Json("json"),
        metavar="PATH|-",
        help="Write the result as JSON to a file, or to standard output for -.",
    )(function)


def limit_option(function: Decorated) -> Decorated:
    """Add ``--limit SECONDS``; the command receives ``limit``, a number."""
    return click.option(
        "--limit", type=Decimal(0.1, 604_800), default=3600.0, metavar="SECONDS",
        help="How long each claim or figure of somebody else's package may take.",
    )(function)  # fmt: skip


def fresh_option(function: Decorated) -> Decorated:
    """Add ``--fresh``, which holds for the process and all that it starts."""

    def chosen(context: click.Context, parameter: click.Parameter, value: bool) -> None:
        if value:
            os.environ["ASKEWTHEORY_FRESH"] = "1"

    return click.option(
        "--fresh", is_flag=True, expose_value=False, callback=chosen,
        help="Search every control anew, also where an earlier run tried it.",
    )(function)  # fmt: skip


def deliver(json_path: str | None, record: Any, show: Callable[[], Any]) -> None:
    """Write a result as JSON where that is wanted, and show it; one does not cost the other.

    Parameters
    ----------
    json_path : str or None
        The value of ``--json``; with ``-`` the JSON is all that standard output gets.
    record : object
        See :func:`askewtheory.output.write_json`.
    show : callable
        Prints the result on standard output.
    """
    from askewtheory.output import write_json

    try:
        if json_path is not None:
            write_json(json_path, record, "json")
    finally:
        if json_path != "-":
            show()
    if json_path not in (None, "-"):
        wrote(json_path)


def wrote(*paths: Any) -> None:
    """Say where files were written."""
    for path in paths:
        one_line = str(path).replace("\n", "\\n")
        console().print(f"wrote {one_line}", soft_wrap=True)


def console(*, stderr: bool = False) -> Console:
    """Return a console as wide as the terminal, and at most 100 characters.

    Texts are printed as they are: none is markup, and control characters are spelled out.
    """
    from rich.console import Console, ConsoleOptions
    from rich.segment import Segment
    from rich.text import Text

    from askewtheory.cli.frame import shown

    class Plain(Console):
        """Every text is spelled in what the output has before it is broken into lines."""

        def on_broken_pipe(self) -> None:
            raise

        def render_str(self, text: str, **options: Any) -> Text:
            return super().render_str(shown(text, self.encoding), **options)

        def render(self, renderable: Any, options: ConsoleOptions | None = None) -> Any:
            if isinstance(renderable, Text):
                renderable = _spelled(renderable, self.encoding)
            for one in super().render(renderable, options):
                cut = "…" in one.text and self.options.ascii_only  # rich's own, where a text ended
                yield Segment(_CUT.sub("...", one.text), one.style, one.control) if cut else one

    width = min(shutil.get_terminal_size((MAX_WIDTH, 24)).columns, MAX_WIDTH)
    return Plain(width=width, stderr=stderr, highlight=False, markup=False, emoji=False)


_CUT = re.compile(r"(?:[^…]{2})?…")


def _spelled(text: Text, encoding: str) -> Text:
    """Return a text in characters that an output shows, before it is broken into lines."""
    from rich.text import Span

    from askewtheory.cli.frame import shown

    if text.plain == shown(text.plain, encoding):
        return text
    parts = [shown(character, encoding) for character in text.plain]
    place = [0, *itertools.accumulate(map(len, parts))]
    made = text.blank_copy("".join(parts))
    made.spans = [
        Span(place[span.start], place[min(span.end, len(parts))], span.style)
        for span in text.spans
        if span.start < len(parts)
    ]
    return made


def importable_here(package: str = "") -> None:
    """Let a claims package in the current folder be imported, as ``python -m`` would.

    One that is named, and is somebody's own, is imported in another process first.
    """
    if os.getcwd() not in sys.path:
        sys.path.append(os.getcwd())
    if package:
        from askewtheory.audit.package import discover
        from askewtheory.foreign import try_first

        try_first(discover, package)


def table(*columns: str, title: str = "", heading: bool = True) -> Table:
    """Return an empty table in the one style of all commands.

    Parameters
    ----------
    *columns
        Their headings.
    title
        Stands above it, on the left.
    heading
        False leaves the headings out.
    """
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    made = Table(title=title or None, title_justify="left", box=SIMPLE_HEAD, pad_edge=False,
                 show_header=heading)  # fmt: skip
    for column in columns:
        made.add_column(Text(column))
    return made


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
    if sys.stderr is None or not sys.stderr.isatty():
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
