"""``askewtheory report``: the main job, from the claims and the figures to one page."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from askewtheory.cli.common import console, deliver, json_option, progress

if TYPE_CHECKING:
    from askewtheory.figures_runner import DrawnFigure


@click.command(context_settings={"show_default": True})
@click.option("--out", default="report", metavar="DIR", help="Where everything is written.")
@click.option("--quick", is_flag=True, help="No proof lines, no repairs; figures with fewer steps.")
@click.option("--claims", "package", default="proofs_checks", metavar="PACKAGE")
@click.option("--figures", "figures_package", metavar="PACKAGE",
              help="By default what the claims package calls FIGURES.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(1), help="Processes; by default one for each core.")
@json_option
def command(
    out: str,
    quick: bool,
    package: str,
    figures_package: str | None,
    jobs: int | None,
    json_path: str | None,
) -> int:
    """Verify every claim, draw every figure, and write one page that shows them.

    Writes DIR/verify.json, DIR/figures/ and DIR/index.html, each as soon as it is known; tables
    that `askewtheory train` wrote into DIR/train/ are shown too. Exits with 1 if a verdict on
    record is not reproduced or a figure cannot be drawn.
    """
    from askewtheory import output
    from askewtheory.audit.package import discover
    from askewtheory.audit.page import render_page
    from askewtheory.cli.verify import importable_here
    from askewtheory.figures_runner import discover_figures
    from askewtheory.files import check_apart
    from askewtheory.hold import held

    importable_here()
    discover(package)  # what cannot be had is said before anything is written
    figures_package = figures_package or _figures_of(package)
    if figures_package:
        discover_figures(figures_package)
    page = Path(out) / "index.html"
    check_apart({"page": page, "record": page.with_name("verify.json"), "json": json_path})
    omitted = _omitted(package, figures_package) if quick else []
    with held(out) as folder:
        *_, record = _verify(package, folder, quick, jobs)
        # An interrupted drawing leaves a page with the verdicts.
        output.write_text(page, render_page(record, quick=omitted, folder=folder))
        drawn = _draw(figures_package, folder, quick, jobs)
        figures = [figure.to_dict() | {"svg": figure.svg} for figure in drawn]
        output.write_text(page, render_page(record, figures, quick=omitted, folder=folder))
    failed = [figure.name for figure in drawn if figure.error]
    record |= {"figures": [one.to_dict() for one in drawn]}
    deliver(json_path, record, lambda: _show(record, failed, page))
    return int(bool(record["summary"]["not_reproduced"] or failed))


def _figures_of(package: str) -> str:
    """Return the figures package that a claims package names; ours names none, and has one."""
    default = "figures" if package == "proofs_checks" else ""
    return getattr(importlib.import_module(package), "FIGURES", default)


def _omitted(package: str, figures_package: str) -> list[str]:
    from askewtheory.audit.page.record import left_out
    from askewtheory.figures_runner import discover_figures

    counts = left_out(package)
    left = (
        f"lines of proofs: {counts['lines of proofs']}, and repairs: {counts['repairs']}; the "
        "printed statements alone were decided again"
    )
    if not figures_package:
        return [left]
    slow = [one.name for one in discover_figures(figures_package).values() if not one.quick]
    return [
        left,
        *([f"figures: {', '.join(slow)}"] if slow else []),
        "figures were drawn with fewer steps, stepsizes or seeds where their modules allow it",
    ]


def _verify(package: str, folder: Path, quick: bool, jobs: int | None) -> Iterator[dict[str, Any]]:
    """Run the claims; after each, write and yield the record so far."""
    from askewtheory import output
    from askewtheory.audit.package import select
    from askewtheory.audit.page import verification
    from askewtheory.audit.runner import run_claims

    names, results = select((), package), []
    with progress("Verifying claims", len(names)) as advance:
        for result in run_claims((), package, jobs, lines=not quick):
            results.append(result)
            advance(1, f"Verified {result.id}")
            record = verification(results, package, {"quick": quick, "jobs": jobs})
            record["summary"]["pending"] = len(names) - len(results)
            output.write_json(folder / "verify.json", record)
            yield record


def _draw(package: str, folder: Path, quick: bool, jobs: int | None) -> list[DrawnFigure]:
    """Draw the figures; in the package's order."""
    from askewtheory.cli.figures import draw_with_progress
    from askewtheory.figures_runner import discover_figures

    if not package:
        return []
    known = discover_figures(package)
    names = [name for name in known if known[name].quick or not quick]
    if not names:  # to the runner, no name means every figure
        return []
    options = {"quick": quick, "jobs": jobs, "package": package}
    return draw_with_progress(names, folder / "figures", **options)


def _show(record: dict[str, Any], failed: list[str], page: Path) -> None:
    from askewtheory.cli import verify_tables as tables

    terminal = console()
    tables.verdicts(terminal, record["claims"])
    tables.summary(terminal, record)
    for name in failed:
        terminal.print(f"Figure {name} could not be drawn; the page says why.")
    terminal.print(str(page.resolve()), soft_wrap=True)
