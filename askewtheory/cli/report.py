"""``askewtheory report``: the main job, from the claims and the figures to one page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from askewtheory.cli.common import (
    Command,
    Whole,
    console,
    deliver,
    fresh_option,
    json_option,
    limit_option,
    progress,
    wrote,
)
from askewtheory.cli.frame import say
from askewtheory.errors import InputError, words_of

if TYPE_CHECKING:
    from askewtheory.audit.page.about import About
    from askewtheory.audit.results import ClaimResult
    from askewtheory.figures_runner import DrawnFigure


class Work(NamedTuple):
    """On how many processes claims and figures run, and for how many seconds each."""

    jobs: int | None
    limit: float


@click.command(cls=Command, context_settings={"show_default": True})
@click.option("--out", default="report", metavar="DIR", help="Where everything is written.")
@click.option("--quick", is_flag=True, help="No proof lines, no repairs; figures with fewer steps.")
@click.option("--claims", "package", default="proofs_checks", metavar="PACKAGE")
@click.option("--figures", "figures_package", metavar="PACKAGE",
              help="By default what the claims package names, if anything.")  # fmt: skip
@click.option("--erratum", metavar="DIR", help="Write the erratum there, and no page.")
@click.option("--format", "form", type=click.Choice(("tex", "md")), default="tex",
              help="Of the erratum: LaTeX, with a PDF where an engine is installed, or Markdown.",
              )  # fmt: skip
@click.option("--record", "given", metavar="FILE",
              help="What `verify --json` wrote, for the erratum; without it the claims are run.",
              )  # fmt: skip
@click.option("--jobs", type=Whole(1), help="Processes; by default one for each core.")
@limit_option
@fresh_option
@json_option
def command(
    out: str,
    quick: bool,
    package: str,
    figures_package: str | None,
    erratum: str | None,
    form: str,
    given: str | None,
    jobs: int | None,
    limit: float,
    json_path: str | None,
) -> int:
    """Verify every claim, draw every figure, and write one page that shows them.

    With --erratum, what the author of the document changes is written instead: DIR/erratum.tex and
    DIR/erratum.pdf, or DIR/erratum.md. Without an engine for LaTeX there is no PDF; one that fails
    makes the command exit with 1.

    Writes DIR/verify.json, DIR/figures/ and DIR/index.html, each as soon as it is known; tables
    that `askewtheory train` wrote into DIR/train/ are shown too. Exits with 1 if a verdict on
    record is not reproduced or a figure cannot be drawn.
    """
    from askewtheory import output
    from askewtheory.audit.page import Page
    from askewtheory.cli.verify import importable_here
    from askewtheory.figures_runner import discover_figures
    from askewtheory.files import check_apart, check_path, inside
    from askewtheory.foreign import try_first
    from askewtheory.hold import LOCK, held
    from askewtheory.reading import sealed

    importable_here(package)
    work = Work(jobs, limit)
    if given is not None and erratum is None:
        raise InputError(f"record must come with --erratum, got {given!r} without it.")
    if erratum is not None:
        if given is not None and json_path is not None:
            raise InputError("json must come without --record, which is that result already.")
        if quick:
            raise InputError("quick must come without --erratum, which is about lines and repairs.")
        return _erratum(package, erratum, form, given, work, json_path)
    own = _words(package)  # what cannot be had is said before anything is written
    figures_package = own.figures if figures_package is None else figures_package
    if figures_package:
        try_first(discover_figures, figures_package)
        discover_figures(figures_package)
    page = Path(out) / "index.html"
    files = {"page": page, "record": page.with_name("verify.json"), "lock": Path(out) / LOCK}
    check_apart({**files, "json": json_path})
    omitted = _omitted(package, figures_package) if quick else []
    with held(out) as folder:
        check_path(page, "page")
        check_path(files["record"], "record")
        inside(folder, "figures")
        *_, record = _verify(package, folder, quick, work)
        shown = Page(record, tuple(omitted), folder)
        output.write_text(page, shown.html())  # an interrupted drawing leaves the verdicts
        if drawn := _draw(figures_package, folder, quick, work):
            figures = [figure.to_dict() | {"svg": figure.svg} for figure in drawn]
            output.write_text(page, shown.html(figures))
    failed = [figure.name for figure in drawn if figure.error]
    record |= {"figures": [one.to_dict() for one in drawn]}
    deliver(json_path, sealed(record), lambda: _show(record, failed, page))
    return int(bool(record["summary"]["not_reproduced"] or failed))


def _words(package: str) -> About:
    """Return what a claims package says of itself, once all of it has been looked at."""
    from askewtheory.audit.package import discover
    from askewtheory.audit.page.about import about

    known, own = discover(package), about(package)
    for name in (*known.entries, *own.before_proofs):
        own.written(name)
    return own


def _erratum(
    package: str,
    out: str,
    form: str,
    given: str | None,
    work: Work,
    json_path: str | None,
) -> int:
    """Write the erratum of a record, or of a verification that runs first."""
    from askewtheory import output
    from askewtheory.files import check_apart, check_folder, check_path
    from askewtheory.hold import LOCK, held
    from askewtheory.reading import sealed

    _words(package)
    check_folder(out, "erratum")
    files = {f"erratum.{end}": Path(out) / f"erratum.{end}" for end in ("tex", "pdf", "md")}
    check_apart({**files, "lock": Path(out) / LOCK, "record": given, "json": json_path})
    for name in ("erratum.md",) if form == "md" else ("erratum.tex", "erratum.pdf"):
        check_path(files[name], "erratum")
    record = _read(given) if given else _verified(package, work)
    if json_path is not None:
        output.write_json(json_path, sealed(record), "json")  # whatever becomes of the erratum
    text, wrong = _typeset(record, package, form)
    with held(out, "erratum") as folder:
        written, failed = _written(text, folder, form)
    if json_path != "-":
        wrote(*written, *filter(None, [json_path]))
    return int(wrong or failed)


def _typeset(record: dict[str, Any], package: str, form: str) -> tuple[str, bool]:
    """Return the erratum of a record, and whether it is of other verdicts than the expected ones.

    A record that was changed has none that are known.
    """
    from askewtheory.audit.erratum import erratum
    from askewtheory.audit.erratum.tex import tex
    from askewtheory.audit.page.record import is_untouched, not_reproduced

    try:
        document = erratum(record, package)
        text = document.markdown() if form == "md" else tex(document)
        return text, bool(not_reproduced(record["claims"])) or not is_untouched(record)
    except InputError:
        raise
    except Exception as error:  # a record may be anybody's
        raise InputError(
            "record must be a file that `askewtheory verify --json` wrote, got one that cannot be "
            f"typeset ({type(error).__name__}: {words_of(error):.200})."
        ) from error


def _read(path: str) -> dict[str, Any]:
    """Return the record in a file."""
    import json

    from askewtheory.reading import MOST_RECORD, content_of, unsealed

    try:
        found = json.loads(content_of(path, "record", MOST_RECORD))
        if isinstance(found, dict) and "format" in found:  # one that somebody wrote has none
            found = unsealed(found, path, "record")
    except (ValueError, RecursionError) as error:
        if isinstance(error, InputError):
            raise
        found = None
    if isinstance(found, dict) and isinstance(found.get("summary"), dict):
        return found
    raise InputError(f"record must be a file that `askewtheory verify --json` wrote, got {path!r}.")


def _verified(package: str, work: Work) -> dict[str, Any]:
    """Run the claims and return their record."""
    from askewtheory.audit.page import verification

    return verification(list(_results(package, False, work)), package, {"jobs": work.jobs})


def _written(text: str, folder: Path, form: str) -> tuple[list[Path], bool]:
    """Write an erratum; return the files, and whether an engine failed to make a PDF."""
    from askewtheory import output

    if form == "md":
        return [output.write_text(folder / "erratum.md", text)], False
    from askewtheory.audit.erratum.engine import compiled
    from askewtheory.kept import check_kept

    found = [output.write_text(folder / "erratum.tex", text)]
    check_kept(folder)
    (folder / "erratum.pdf").unlink(missing_ok=True)  # an older one is not this one
    made = compiled(text)
    if made is None:
        say("no PDF: neither latexmk with pdflatex nor tectonic is installed")
    elif made.pdf is None:
        say(f"no PDF: {made.engine} failed ({'; '.join(made.complaints[:1]) or 'it says nothing'})")
    else:
        found.append(output.write_bytes(folder / "erratum.pdf", made.pdf))
    return found, made is not None and made.pdf is None


def _omitted(package: str, figures_package: str) -> list[str]:
    from askewtheory.audit.page.record import left_out
    from askewtheory.figures_runner import discover_figures

    counts = left_out(package)
    found = [
        ", ".join(f"{name}: {count}" for name, count in counts.items())
        + "; the printed statements alone were decided again"
    ]
    if figures_package:
        figures = discover_figures(figures_package).values()
        slow = [one.name for one in figures if not one.quick]
        found += [f"figures: {', '.join(slow)}"] if slow else []
        found.append(
            "figures were drawn with fewer steps, stepsizes or seeds where their modules allow it"
        )
    return found


def _verify(package: str, folder: Path, quick: bool, work: Work) -> Iterator[dict[str, Any]]:
    """Run the claims; after each, write and yield the record so far."""
    from askewtheory import output
    from askewtheory.audit.package import select
    from askewtheory.audit.page import verification
    from askewtheory.reading import sealed

    total, results = len(select((), package)), []
    for result in _results(package, quick, work):
        results.append(result)
        record = verification(results, package, {"quick": quick, "jobs": work.jobs})
        record["summary"]["pending"] = total - len(results)
        output.write_json(folder / "verify.json", sealed(record))
        yield record


def _results(package: str, quick: bool, work: Work) -> Iterator[ClaimResult]:
    """Run the claims on so many processes, each for so long, with a bar on standard error."""
    from askewtheory.audit.package import select
    from askewtheory.audit.runner import run_claims
    from askewtheory.report_packages import is_own

    options = {"lines": not quick, "apart": not is_own(package), "limit": work.limit}
    with progress("Verifying claims", len(select((), package))) as advance:
        for result in run_claims((), package, work.jobs, **options):
            advance(1, f"Verified {result.id}")
            yield result


def _draw(package: str, folder: Path, quick: bool, work: Work) -> list[DrawnFigure]:
    """Draw the figures; in the package's order."""
    from askewtheory.cli.figures import draw_with_progress
    from askewtheory.figures_runner import discover_figures

    known = discover_figures(package) if package else {}
    names = [name for name in known if known[name].quick or not quick]
    if not names:  # to the runner, no name means every figure
        return []
    options = {"quick": quick, "jobs": work.jobs, "limit": work.limit, "package": package}
    return draw_with_progress(names, folder / "figures", **options)


def _show(record: dict[str, Any], failed: list[str], page: Path) -> None:
    from askewtheory.cli import verify_tables as tables

    terminal = console()
    tables.verdicts(terminal, record["claims"])
    tables.summary(terminal, record)
    for name in failed:
        terminal.print(f"Figure {name} could not be drawn; the page says why.")
    terminal.print(str(page.resolve()), soft_wrap=True)
