"""The command line: a table of commands, each loaded from its own module when it is asked for.

Exit codes: 0 success, 1 a check failed, 2 bad input, 130 interrupted. A command reports a failed
check by returning 1 (or by ``context.exit(1)``); bad input is an ``InputError``.
"""

from __future__ import annotations

import importlib
import importlib.util

import click

from askewtheory import __version__
from askewtheory.errors import InputError, MissingExtraError

COMMANDS = {
    "verify": "Check the report's claims and print a verdict for each.",
    "stepsize": "Check a stepsize against the theory; find the largest admissible one.",
    "simulate": "Run the algorithm on a loss with declared constants.",
    "rates": "Compare measured convergence rates with the theorems' bounds.",
    "worst-case": "Search the worst case of a bound; certify it where possible.",
    "figures": "Draw the figures and tables.",
    "train": "Train a quantized neural network with one of the methods.",
    "inspect": "Show what an exported network's file holds.",
    "report": "Run the main job: verdicts, figures and one page that shows them.",
}
INTERRUPTED = 130


class BadInput(click.ClickException):
    """An error that the user can mend: one sentence on standard error and exit code 2."""

    exit_code = 2


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

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their one-line help, without importing them."""
        rows = [(name, COMMANDS[name]) for name in self.list_commands(ctx)]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> None:
        """Run the command; turn what it raises or returns into a message and an exit code."""
        try:
            result = super().invoke(ctx)
        except (InputError, MissingExtraError) as error:
            raise BadInput(str(error)) from error
        except OverflowError as error:
            raise BadInput("numbers must stay in the range of floats, up to 1.8e308.") from error
        except MemoryError as error:
            raise BadInput(
                "steps, samples and dimension must fit in memory; these need more than there is."
            ) from error
        except KeyboardInterrupt:
            click.echo("Interrupted.", err=True)
            ctx.exit(INTERRUPTED)
        if isinstance(result, int):
            ctx.exit(result)


def _module(name: str) -> str:
    return f"{__name__}.{name.replace('-', '_')}"


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="askewtheory")
def main() -> None:
    """Proves, runs, measures and draws the skewed-gradient method for quantized optimization."""
