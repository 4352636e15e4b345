"""``askewtheory verify``: recompute the verdicts of claims and compare them with the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from askewtheory.cli.common import (
    PLOT,
    Command,
    Whole,
    console,
    deliver,
    fresh_option,
    importable_here,
    json_option,
    limit_option,
    progress,
)
from askewtheory.cli.completion import complete
from askewtheory.cli.frame import say
from askewtheory.errors import InputError

if TYPE_CHECKING:
    from askewtheory.audit.entry import Entry
    from askewtheory.audit.results import ClaimResult


SEVERITIES = ("misprint", "boundary", "hypothesis", "constant", "gap", "wrong")
"""As in ``askewtheory.audit.verdict``, which the help text does not wait for."""


@click.command(cls=Command, context_settings={"show_default": True})
@click.argument("ids", nargs=-1, shell_complete=complete("claim"))
@click.option("--list", "listing", is_flag=True, help="List the claims and run none.")
@click.option("--claims", "package", default="proofs_checks", metavar="PACKAGE",
              help="The claims package: any whose modules state claims.")  # fmt: skip
@click.option(
    "--explain", metavar="ID", shell_complete=complete("claim"),
    help="Show one claim in full, or one line of it: card, lines, counterexample.",
)  # fmt: skip
@click.option("--severity", type=click.Choice(SEVERITIES),
              help="Only the statements and lines that fail to this degree, of all or of those "
              "named.")  # fmt: skip
@click.option("--plot", type=PLOT, metavar="FILE",
              help="Draw the counterexample of the one claim, line or repair named.")  # fmt: skip
@click.option("--jobs", type=Whole(1), help="Processes; by default one for each core.")
@limit_option
@fresh_option
@json_option
def command(
    ids: tuple[str, ...],
    listing: bool,
    package: str,
    explain: str | None,
    severity: str | None,
    plot: str | None,
    jobs: int | None,
    limit: float,
    json_path: str | None,
) -> int:
    """Recompute the verdicts of all claims, or of those named, and print one row for each.

    Exits with 1 if a verdict on record is not reproduced. What was decided before an interruption
    is shown and written.
    """
    from askewtheory.audit.package import select
    from askewtheory.files import check_apart

    importable_here(package)
    wanted = (*ids, explain) if explain else ids
    shown = _shown(wanted, severity, package)
    wanted = tuple(shown) if severity else wanted
    if plot and len(set(wanted)) != 1:
        raise InputError(f"plot must come with one claim's identifier, got {len(set(wanted))}.")
    if listing:
        return _list(list(shown) or select((), package), package, json_path)
    check_apart({"plot": plot, "json": json_path})
    results: list[ClaimResult] = []
    options = {"ids": wanted, "jobs": jobs}
    try:
        run_with_progress(wanted, package, jobs, results, limit)
    except BaseException:
        pending = len(select(wanted, package)) - len(results)
        _deliver(_record(results, package, options, pending), shown, None, json_path)
        raise
    record = _record(results, package, options)
    _deliver(record, shown, explain, json_path)
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


def _deliver(
    record: dict[str, Any], shown: Mapping[str, None], explain: str | None, json_path: str | None
) -> None:
    from askewtheory.cli import verify_tables as tables
    from askewtheory.reading import sealed

    def show() -> None:
        terminal = console()
        if explain:
            tables.explain(terminal, record["claims"], explain)
        else:
            tables.verdicts(terminal, record["claims"], shown)
        claims = {claim["id"] for claim in record["claims"]}
        tables.summary(terminal, record, counted=not shown or not claims.isdisjoint(shown))

    deliver(json_path, sealed(record), show)


def _shown(ids: tuple[str, ...], severity: str | None, package: str) -> dict[str, None]:
    """Return the identifiers that get a row, in order; none of them stand for all the claims.

    A claim that is named comes with its lines and its repair, a group such as ``notes`` without.
    A severity leaves those statements and lines that have it on record.
    """
    from askewtheory.audit.package import discover, select

    if not ids and not severity:
        return {}
    known = discover(package)
    names: dict[str, None] = {}
    for name in ids or known.claims:
        inside = [name] if name in known.entries else select([name], package)
        for one in inside:
            lines = known.whole(one) if severity or one == name else []
            names.update(dict.fromkeys([one, *lines]))
    if not severity:
        return names
    entries = [known.entries[name] for name in names if name in known.entries]
    if found := [one.id for one in entries if one.severity == severity]:
        return dict.fromkeys(found)
    raise InputError(
        f"severity must be that of some statement or line, got {severity!r}, which none has"
    )


def run_with_progress(
    ids: tuple[str, ...],
    package: str,
    jobs: int | None,
    results: list[ClaimResult],
    limit: float,
) -> None:
    """Run claims with a bar on standard error that names the claim just done.

    They are added to the results as they are done, so that an interruption loses none.
    """
    from askewtheory.audit.package import select
    from askewtheory.audit.runner import run_claims
    from askewtheory.report_packages import is_own

    apart = not is_own(package)
    with progress("Verifying claims", len(select(ids, package))) as advance:
        for result in run_claims(ids, package, jobs, apart=apart, limit=limit):
            results.append(result)
            advance(1, f"Verified {result.id}")


def _list(names: list[str], package: str, json_path: str | None) -> int:
    from askewtheory.audit.package import discover
    from askewtheory.cli import verify_tables as tables

    known = discover(package)
    records = []
    for name in names:
        entry = known.entries.get(name)
        if entry is not None and entry.role == "repair":
            continue
        repairs = known.within(name, "repair")
        records.append({
            "id": name,
            "role": entry.role if entry else "claim",
            "title": _title(entry) if entry else f"cannot be imported: {known.broken[name]}",
            "source": entry.source if entry else "",
            "expected": str(entry.expected) if entry else "undecided",
            "severity": entry.severity and str(entry.severity) if entry else None,
            "why": entry.why or None if entry else None,
            "depends_on": list(entry.uses) if entry else [],
            "steps": [step.id for step in known.steps(name)],
            "repair": repairs[0].id if repairs else None,
        })  # fmt: skip
    deliver(json_path, {"claims": records}, lambda: tables.listing(console(), records))
    return 0


def _title(entry: Entry) -> str:
    return entry.title or entry.words


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
    try:
        plotting.save(figure, path)
    except InputError:
        raise
    except Exception as error:  # of the library that draws
        raise InputError(
            f"plot must be of a counterexample that can be drawn, got {name!r} "
            f"({type(error).__name__}: {str(error).strip():.300})."
        ) from error
    say(f"Plot of {part['id']}: {path}")
