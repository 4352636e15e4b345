"""``askewtheory figures``: draw the figures and tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from askewtheory.cli.common import (
    Command,
    ParsedType,
    Whole,
    console,
    deliver,
    json_option,
    limit_option,
    progress,
)
from askewtheory.cli.completion import complete
from askewtheory.plotting import FORMATS, TABLES

if TYPE_CHECKING:
    from askewtheory.figures_runner import DrawnFigure


def _formats(text: str) -> tuple[str, ...]:
    from askewtheory.errors import InputError

    found = tuple(part.strip() for part in text.split(","))
    if not set(found) <= set(FORMATS):
        raise InputError(f"format must be of {', '.join(FORMATS)}, got {text!r}.")
    return found


@click.command(cls=Command, context_settings={"show_default": True})
@click.argument("names", nargs=-1, shell_complete=complete("figure"))
@click.option("--list", "listing", is_flag=True, help="List the figures and draw none.")
@click.option("--out", default="report/figures", metavar="DIR", help="Where the files go.")
@click.option("--format", "formats", type=ParsedType("formats", _formats), default="pdf,svg,png")
@click.option("--figures", "package", default="figures", metavar="PACKAGE")
@click.option("--quick", is_flag=True, help="Fewer steps and seeds.")
@click.option("--jobs", type=Whole(1), help="Processes; by default one for each core.")
@limit_option
@json_option
def command(
    names: tuple[str, ...],
    listing: bool,
    out: str,
    formats: tuple[str, ...],
    package: str,
    quick: bool,
    jobs: int | None,
    limit: float,
    json_path: str | None,
) -> int:
    """Draw the figures and tables: all, or those named.

    Exits with 1 if one could not be drawn.
    """
    from askewtheory.figures_runner import discover_figures, select_figures
    from askewtheory.files import check_apart, check_path
    from askewtheory.foreign import try_first
    from askewtheory.hold import LOCK, held
    from askewtheory.provenance import provenance

    try_first(discover_figures, package)
    chosen = select_figures(names, package)
    ends = (*formats, *TABLES)
    files = {f"figure {name}.{kind}": f"{out}/{name}.{kind}" for name in chosen for kind in ends}
    check_apart({**files, "lock": f"{out}/{LOCK}", "json": json_path})
    if listing:
        known = discover_figures(package)
        records: list[dict[str, Any]] = [
            {"name": name, "caption": known[name].caption} for name in chosen
        ]
    else:
        options = {"quick": quick, "jobs": jobs, "limit": limit, "package": package}
        with held(out):
            for name, path in files.items():
                check_path(path, name)
            drawn = draw_with_progress(chosen, out, formats, **options)
        records = [one.to_dict() for one in drawn]
    config = {"quick": quick, "formats": formats}
    record = {"figures": records, "environment": provenance(config)}
    deliver(json_path, record, lambda: _show(records))
    return int(any("error" in record for record in records))


def draw_with_progress(
    names: Sequence[str], out: str | Path, formats: Sequence[str] = FORMATS, **options: Any
) -> list[DrawnFigure]:
    """Draw figures with a bar on standard error; return them in the order of their names."""
    from askewtheory.figures_runner import draw_figures
    from askewtheory.report_packages import is_own

    drawn, apart = [], not is_own(options["package"])
    with progress("Drawing figures", len(names)) as advance:
        for figure in draw_figures(names, out, formats, apart=apart, **options):
            drawn.append(figure)
            advance(1, f"Drew {figure.name}")
    return sorted(drawn, key=lambda figure: names.index(figure.name))


def _show(records: list[dict[str, Any]]) -> None:
    from rich.padding import Padding

    terminal = console()
    for record in records:
        if "error" in record:
            terminal.print("failed", style="red", end=" ")
            terminal.print(f"{record['name']}: {record['error']}")
        elif "files" in record:
            for path in record["files"]:
                terminal.print(f"wrote {path}", soft_wrap=True)
        else:
            terminal.print(record["name"])
            caption = Padding(terminal.render_str(record["caption"]), (0, 0, 0, 4), expand=False)
            terminal.print(caption)
