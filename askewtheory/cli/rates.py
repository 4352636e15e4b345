"""``askewtheory rates``: measured rates against the theorems' bounds, and sweeps over grids."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from askewtheory.cli.common import Command, Whole, console, deliver, json_option, progress, table
from askewtheory.cli.completion import complete
from askewtheory.cli.frame import say
from askewtheory.errors import InputError, near
from askewtheory.hold import LOCK, held

if TYPE_CHECKING:
    from askewtheory.rates.measure import Measured
    from askewtheory.rates.sweep import SweepReport


WRITTEN = ("json", "pdf", "png")


@click.command("rates", cls=Command)
@click.argument("theorems", nargs=-1, metavar="[THEOREM]...", shell_complete=complete("theorem"))
@click.option("--out", metavar="DIR", help="Write a figure and a JSON table for each theorem.")
@click.option("--quick", is_flag=True, help="Fewer runs and steps.")
@click.option("--grid", "grid_path", metavar="FILE",
              help="Run the sweep of a TOML file instead, of at most 100,000 cases.")  # fmt: skip
@click.option("--backend", type=click.Choice(["processes", "dask"]), default="processes",
              help="Where a sweep runs.")  # fmt: skip
@click.option("--scheduler", metavar="ADDRESS", help="Of the Dask cluster.")
@click.option("--workers", type=Whole(1), help="Processes or threads; all cores if unset.")
@json_option
def command(
    theorems: tuple[str, ...],
    out: str | None,
    quick: bool,
    grid_path: str | None,
    backend: str,
    scheduler: str | None,
    workers: int | None,
    json_path: str | None,
) -> int:
    """Compare measured convergence rates with the theorems' bounds.

    THEOREM is 2, 3, 4, 5, 6, corollary-2 or theorem-2 and so on; all of them if none is given.
    Exit code 1 says that a repaired bound was violated; a violated printed bound is only shown.
    With --grid a sweep is run into the Parquet dataset --out, and resumed where it stopped.
    """
    if grid_path is not None:
        if theorems:
            raise InputError("give theorems in the grid file, not beside --grid")
        return _sweep(grid_path, out, backend, scheduler, workers, json_path)
    if backend == "dask" or scheduler:
        raise InputError("--backend and --scheduler need --grid, got none")
    chosen = theorem_names(theorems)
    from askewtheory.files import check_apart, check_path

    files = {f"{name}.{end}": f"{out}/rate-{name}.{end}" for name in chosen for end in WRITTEN}
    files = files if out else {}
    check_apart({**files, "lock": out and f"{out}/{LOCK}", "json": json_path})
    with held(out) if out else nullcontext() as folder:
        for name, path in files.items():
            check_path(path, name)
        rows, lost = _studies(chosen, folder, quick, workers)
    for sentence in lost:
        say(sentence)
    violated = any(_counts(found, "repaired")[0] for found in rows.values())
    deliver(json_path, _record(rows, quick), lambda: _print_table(rows))
    return 1 if violated or lost else 0


def theorem_names(given: Sequence[str]) -> list[str]:
    """Return full names of theorems such as ``2`` or ``corollary-2``; all if none is given."""
    from askewtheory.rates import THEOREMS

    names = [f"theorem-{item}" if item.isdigit() else item for item in given]
    for name in names:
        if name not in THEOREMS:
            known = ", ".join(THEOREMS)
            raise InputError(f"THEOREM must be one of {known}, got {name!r}{near(name, THEOREMS)}")
    return names or list(THEOREMS)


def _studies(
    names: Sequence[str], folder: Path | None, quick: bool, workers: int | None
) -> tuple[dict[str, list[dict[str, Any]]], list[str]]:
    """Measure all theorems' cases in one stream; a study is drawn while the next is measured.

    Returns the rows of each theorem, and a sentence for each case that was lost with its process;
    a study with a lost case is not drawn.
    """
    from askewtheory.pool import Lost
    from askewtheory.rates import default_cases, summary
    from askewtheory.rates.run import each_or_lost

    cases = {name: default_cases(name, quick=quick) for name in names}
    stream = each_or_lost(itertools.chain(*cases.values()), workers=workers)
    rows, lost = {}, []
    with progress("rates", sum(map(len, cases.values()))) as advance:
        for name, own in cases.items():
            measured = []
            for case, item in itertools.islice(stream, len(own)):
                if isinstance(item, Lost):
                    lost.append(f"{name} lacks {case}: {item.reason}.")
                else:
                    measured.append(item)
                advance()
            rows[name] = [summary(item) for item in measured]
            if folder and len(measured) == len(own):
                _write(folder, name, measured, rows[name], quick)
    return rows, lost


def _write(
    folder: Path, name: str, measured: list[Measured], rows: list[dict[str, Any]], quick: bool
) -> None:
    from askewtheory.output import write_json
    from askewtheory.plotting import save
    from askewtheory.rates.drawing import draw_study

    stem = folder / f"rate-{name}"
    write_json(stem.with_suffix(".json"), _record({name: rows}, quick))
    figure = draw_study(measured)
    for suffix in WRITTEN[1:]:
        save(figure, stem.with_suffix(f".{suffix}"))


def _record(rows: dict[str, list[dict[str, Any]]], quick: bool) -> dict[str, Any]:
    from askewtheory.provenance import provenance

    return {
        "theorems": rows,
        "provenance": provenance({"theorems": list(rows), "quick": quick}, seed=0),
    }


def _counts(rows: list[dict[str, Any]], version: str) -> tuple[int, int, float, int]:
    """Return violations, comparisons, the largest measured / bound, and vacuous bounds."""
    found = [
        bound
        for row in rows
        for track in row["tracks"]
        for name, bound in track["bounds"].items()
        if name.partition(",")[0] == version
    ]
    return (
        sum(bound["violations"] for bound in found),
        sum(bound["comparisons"] for bound in found),
        max((bound["tightness"] for bound in found), default=float("nan")),
        sum(bound["vacuous"] for bound in found),
    )


def _print_table(rows: dict[str, list[dict[str, Any]]]) -> None:
    made = table("statement", "bound", "cases", "violations", "largest measured / bound",
                 "vacuous", "force fires", title="Measured against bounds")  # fmt: skip
    for column in made.columns[2:]:
        column.justify = "right"
    for name, found in rows.items():
        if not found:  # all its cases were lost
            continue
        shares = sorted(row["fired"] for row in found)
        fires = f"{shares[0]:.0%} to {shares[-1]:.0%}"
        for version in ("repaired", "printed"):
            broken, total, ratio, vacuous = _counts(found, version)
            if total:
                made.add_row(name, version, str(len(found)), f"{broken} of {total}",
                              f"{ratio:.3g}", str(vacuous), fires)  # fmt: skip
        if not any(_counts(found, version)[1] for version in ("repaired", "printed")):
            made.add_row(name, "none: a limit", str(len(found)), "-", "-", "-", fires)
    console().print(made)


def _sweep(
    grid_path: str,
    out: str | None,
    backend: str,
    scheduler: str | None,
    workers: int | None,
    json_path: str | None,
) -> int:
    from askewtheory.files import check_apart
    from askewtheory.rates.sweep import files_of, read_grid, run_sweep

    if not out:
        raise InputError("--grid needs --out, the folder of the Parquet dataset, got none")
    if backend == "dask" and not scheduler:
        raise InputError("--backend dask needs --scheduler, the address of a cluster, got none")
    cases = read_grid(grid_path)
    files = {f"row {key}": f"{out}/{name}" for key, name in files_of(cases).items()}
    check_apart({"grid": grid_path, "lock": f"{out}/{LOCK}", **files, "json": json_path})
    with held(out), _unlogged(), progress("sweep", len(cases)) as advance:
        report = run_sweep(
            cases, out, scheduler=scheduler if backend == "dask" else None, workers=workers,
            done=advance,
        )  # fmt: skip
    deliver(json_path, report, lambda: _print_sweep(report, out))
    return 1 if report.failed or report.violations else 0


@contextmanager
def _unlogged() -> Iterator[None]:
    """Keep Dask's log off standard error; what matters of it is told by the command."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


def _print_sweep(report: SweepReport, out: str) -> None:
    screen = console()
    screen.print(
        f"{report.finished} run now, {report.resumed} already there, {len(report.failed)} failed; "
        f"{report.violations} violations of repaired bounds. Dataset: {out}"
    )
    if again := report.outdated + report.damaged:
        screen.print(
            f"Run again: {again}, of which {report.outdated} were there from other code and "
            f"{report.damaged} in a damaged file."
        )
    for failure in report.failed:
        screen.print(f"failed: {failure['error']} in {failure['case']}")
