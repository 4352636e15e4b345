"""The command line: a table of commands, each loaded from its own module when it is asked for.

A command reports a failed check by returning 1; bad input is an ``InputError``. What becomes of
them, and of everything else that ends a command, is said in :mod:`.frame`.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import sys
from typing import Any

import click

from askewtheory import __version__
from askewtheory.cli.frame import BAD_INPUT, framed, unseen
from askewtheory.errors import near

COMMANDS = {
    "verify": "Check the report's claims and print a verdict for each.",
    "new": "Make a claims package: an example, or a LaTeX source's statements.",
    "fuzz": "Search for a counterexample of a claim.",
    "stepsize": "Check a stepsize against the theory; find the largest admissible one.",
    "simulate": "Run the algorithm on a loss with declared constants.",
    "rates": "Compare measured convergence rates with the theorems' bounds.",
    "worst-case": "Search the worst case of a bound; certify it where possible.",
    "figures": "Draw the figures and tables.",
    "train": "Train a quantized neural network with one of the methods.",
    "inspect": "Show what an exported network's file holds.",
    "report": "Run the main job: verdicts, figures and one page that shows them.",
}


class LazyGroup(click.Group):
    """A group whose commands are imported only when invoked or asked for help.

    The commands' one-line help lives in ``COMMANDS``, so that listing them imports nothing.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands whose modules exist, in the table's order."""
        return [name for name in COMMANDS if importlib.util.find_spec(_module(name)) is not None]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command's module; None for a name that is not a command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        return importlib.import_module(_module(cmd_name)).command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; of a name that is none, say which may be meant."""
        name = click.utils.make_str(args[0])
        known = self.list_commands(ctx)
        if name in known or name.startswith("-") or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        ctx.fail(f"No such command {name!r}{near(name, known)}.")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their one-line help, without importing them."""
        rows = [(name, COMMANDS[name]) for name in self.list_commands(ctx)]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)

    def main(self, *arguments: Any, standalone_mode: bool = True, **options: Any) -> Any:
        """Run the program: what a command returns or raises becomes a sentence and a code."""
        run = functools.partial(super().main, *arguments, standalone_mode=False, **options)
        if not standalone_mode:
            return run()
        sys.exit(framed(run))

    def _main_shell_completion(self, *arguments: Any, **options: Any) -> None:
        """Answer a shell; one that asks in an odd way gets silence, and no error in the prompt."""
        try:
            super()._main_shell_completion(*arguments, **options)
        except SystemExit as ended:
            raise click.exceptions.Exit(BAD_INPUT if ended.code else 0) from None
        except Exception:
            raise click.exceptions.Exit(BAD_INPUT) from None

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        """Read the command line; writing the help may fail."""
        with unseen():
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with unseen():
            return super().invoke(ctx)


def _module(name: str) -> str:
    return f"{__name__}.{name.replace('-', '_')}"


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="askewtheory")
@click.pass_context
def main(context: click.Context) -> None:
    """Proves, runs, measures and draws the skewed-gradient method for quantized optimization.

    Exit codes: 0 done, 1 a check failed or part of the output is missing, 2 bad input or a place
    that cannot be written, 130 interrupted, 141 nobody reads the output any more.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
