"""``askewtheory figures``: draw the figures and tables."""

from __future__ import annotations

from typing import Any

import click

from askewtheory.cli.common import ParsedType, console, json_option, progress


def _formats(text: str) -> tuple[str, ...]:
    from askewtheory.errors import InputError
    from askewtheory.plotting import FORMATS

    found = tuple(part.strip() for part in text.split(","))
    if not set(found) <= set(FORMATS):
        raise InputError(f"format must be of {', '.join(FORMATS)}, got {text!r}.")
    return found


@click.command(context_settings={"show_default": True})
@click.argument("names", nargs=-1)
@click.option("--list", "listing", is_flag=True, help="List the figures and draw none.")
@click.option("--out", default="report/figures", metavar="DIR", help="Where the files go.")
@click.option("--format", "formats", type=ParsedType("formats", _formats), default="pdf,svg,png")
@click.option("--figures", "package", default="figures", metavar="PACKAGE")
@click.option("--quick", is_flag=True, help="Fewer steps and seeds.")
@click.option("--jobs", type=click.IntRange(1), help="Processes; by default one for each core.")
@json_option
def command(
    names: tuple[str, ...],
    listing: bool,
    out: str,
    formats: tuple[str, ...],
    package: str,
    quick: bool,
    jobs: int | None,
    json_path: str | None,
) -> int:
    """Draw the figures and tables: all, or those named.

    Exits with 1 if one could not be drawn.
    """
    from askewtheory import output
    from askewtheory.figures_runner import discover_figures, draw_figures, select_figures
    from askewtheory.provenance import provenance

    chosen = select_figures(names, package)
    if listing:
        known = discover_figures(package)
        records: list[dict[str, Any]] = [
            {"name": name, "caption": known[name].caption} for name in chosen
        ]
    else:
        drawn = []
        with progress("Drawing figures", len(chosen)) as advance:
            options = {"quick": quick, "jobs": jobs, "package": package}
            for figure in draw_figures(chosen, out, formats, **options):
                drawn.append(figure)
                advance(1, f"Drew {figure.name}")
        records = [one.to_dict() for one in sorted(drawn, key=lambda one: chosen.index(one.name))]
    if json_path:
        config = {"quick": quick, "formats": formats}
        output.write_json(json_path, {"figures": records, "environment": provenance(config)})
    if json_path != "-":
        _show(records)
    return int(any("error" in record for record in records))


def _show(records: list[dict[str, Any]]) -> None:
    terminal = console()
    for record in records:
        if "error" in record:
            terminal.print(f"[red]failed[/] {record['name']}:", end=" ")
            terminal.print(record["error"], markup=False)
        elif "files" in record:
            for path in record["files"]:
                terminal.print(f"wrote {path}", markup=False, soft_wrap=True)
        else:
            terminal.print(f"{record['name']:<16} {record['caption']}", markup=False)
