"""``askewtheory verify``: recompute the verdicts of claims and compare them with the record."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from askewtheory.cli.common import PLOT, console, deliver, json_option, progress
from askewtheory.cli.frame import say
from askewtheory.errors import InputError

if TYPE_CHECKING:
    from askewtheory.audit.results import ClaimResult


SEVERITIES = ("misprint", "boundary", "hypothesis", "constant", "gap", "wrong")
"""As in ``askewtheory.audit.verdict``, which the help text does not wait for."""


@click.command(context_settings={"show_default": True})
@click.argument("ids", nargs=-1)
@click.option("--list", "listing", is_flag=True, help="List the claims and run none.")
@click.option("--claims", "package", default="proofs_checks", metavar="PACKAGE",
              help="The claims package: any whose modules state claims.")  # fmt: skip
@click.option(
    "--explain", metavar="ID", help="Show one claim in full: card, lines, counterexample."
)
@click.option("--severity", type=click.Choice(SEVERITIES),
              help="Only the statements that fail as printed to this degree.")  # fmt: skip
@click.option("--plot", type=PLOT, metavar="FILE",
              help="Draw the counterexample of the one claim, line or repair named.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(1), help="Processes; by default one for each core.")
@json_option
def command(
    ids: tuple[str, ...],
    listing: bool,
    package: str,
    explain: str | None,
    severity: str | None,
    plot: str | None,
    jobs: int | None,
    json_path: str | None,
) -> int:
    """Recompute the verdicts of all claims, or of those named, and print one row for each.

    Exits with 1 if a verdict on record is not reproduced. What was decided before an interruption
    is shown and written.
    """
    from askewtheory.audit.package import select
    from askewtheory.files import check_apart

    importable_here()
    wanted = (*ids, explain) if explain else ids
    wanted = _of_severity(severity, wanted, package) if severity else wanted
    if plot and len(set(wanted)) != 1:
        raise InputError(f"plot must come with one claim's identifier, got {len(set(wanted))}.")
    if listing:
        return _list(select(wanted, package), package, json_path)
    check_apart({"plot": plot, "json": json_path})
    results: list[ClaimResult] = []
    options = {"ids": wanted, "jobs": jobs}
    try:
        run_with_progress(wanted, package, jobs, results)
    except BaseException:
        pending = len(select(wanted, package)) - len(results)
        _deliver(_record(results, package, options, pending), None, json_path)
        raise
    record = _record(results, package, options)
    _deliver(record, explain, json_path)
    if plot:
        _plot(record, wanted[0], plot)
    return int(bool(record["summary"]["not_reproduced"]))


def _record(
    results: list[ClaimResult], package: str, options: dict[str, Any], pending: int = 0
) -> dict[str, Any]:
    from askewtheory.audit.page import verification

    record = verification(results, package, options)
    if pending:
        record["summary"]["pending"] = pending
    return record


def _deliver(record: dict[str, Any], explain: str | None, json_path: str | None) -> None:
    from askewtheory.cli import verify_tables as tables

    def show() -> None:
        terminal = console()
        if explain:
            tables.explain(terminal, record["claims"], explain)
        else:
            tables.verdicts(terminal, record["claims"])
        tables.summary(terminal, record)

    deliver(json_path, record, show)


def _of_severity(severity: str, ids: tuple[str, ...], package: str) -> tuple[str, ...]:
    """Return the claims among those wanted whose severity on record is the one given."""
    from askewtheory.audit.package import discover, select

    known = discover(package).entries
    names = (name for name in select(ids, package) if name in known)
    if found := tuple(name for name in names if known[name].severity == severity):
        return found
    raise InputError(f"severity must be that of some statement, got {severity!r}, which none has")


def importable_here() -> None:
    """Let a claims package in the current folder be imported, as ``python -m`` would."""
    if os.getcwd() not in sys.path:
        sys.path.append(os.getcwd())


def run_with_progress(
    ids: tuple[str, ...], package: str, jobs: int | None, results: list[ClaimResult]
) -> None:
    """Run claims with a bar on standard error that names the claim just done.

    They are added to the results as they are done, so that an interruption loses none.
    """
    from askewtheory.audit.package import select
    from askewtheory.audit.runner import run_claims

    with progress("Verifying claims", len(select(ids, package))) as advance:
        for result in run_claims(ids, package, jobs):
            results.append(result)
            advance(1, f"Verified {result.id}")


def _list(names: list[str], package: str, json_path: str | None) -> int:
    from askewtheory.audit.package import discover
    from askewtheory.cli import verify_tables as tables

    known = discover(package)
    records = []
    for name in names:
        entry = known.entries.get(name)
        repairs = known.within(name, "repair")
        records.append({
            "id": name,
            "title": entry.title if entry else f"cannot be imported: {known.broken[name]}",
            "source": entry.source if entry else "",
            "expected": str(entry.expected) if entry else "undecided",
            "severity": entry.severity and str(entry.severity) if entry else None,
            "steps": [step.id for step in known.within(name, "line")],
            "repair": repairs[0].id if repairs else None,
        })  # fmt: skip
    deliver(json_path, {"claims": records}, lambda: tables.listing(console(), records))
    return 0


def _plot(record: Mapping[str, Any], name: str, path: str) -> None:
    """Draw the counterexample of ``name``, or else of the first of its lines that has one."""
    from askewtheory import plotting
    from askewtheory.audit.page import pictures
    from askewtheory.audit.page.record import parts

    found = [part for part in parts(record["claims"]) if part["counterexample"]]
    own = [part for part in found if part["id"] == name] or found
    for part in own:
        figure = pictures.draw(part["counterexample"])
        if figure is not None:
            break
    else:
        raise InputError(f"plot must be of a claim with a counterexample to draw, got {name!r}.")
    plotting.save(figure, path)
    say(f"Plot of {part['id']}: {path}")
