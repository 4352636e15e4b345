"""How many of the solvers' proofs need no solver: ``python -m benchmarks.certificates``.

Every scalar goal that Z3 and cvc5 prove for a claim is proved once more as a sum of products of its
hypotheses, case by case (:mod:`askewtheory.audit.provers.certificates`), and that is multiplied out
in fractions. With ``--coq``, Coq's ``nra`` tries what has no such proof after its cases.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass

import click

from askewtheory.audit.package import discover
from askewtheory.audit.provers.certificate_search import find
from askewtheory.audit.provers.certificates import Certificate, Contradiction, check
from askewtheory.audit.provers.coq import coq_version
from askewtheory.audit.provers.solvers import SolverError
from askewtheory.audit.statement import Statement, beyond_solvers
from askewtheory.audit.theorem import Judgement, NotEstablishedError
from askewtheory.cli.common import console, json_option, progress
from askewtheory.pool import Lost, run_items
from benchmarks.certificates_coq import closed


@dataclass(frozen=True)
class Row:
    """One goal: where it is used, and the size of its certificate (0 if none was found)."""

    used_by: str
    goal: str
    cases: int
    products: int
    seconds: float


def goals(package: str, names: tuple[str, ...]) -> tuple[dict[Statement, str], list[str]]:
    """Return the scalar statements that solvers prove, with an identifier that uses each.

    Second come the identifiers of what is not established here, whose goals are not counted.
    """
    entries = discover(package).entries
    found: dict[Statement, str] = {}
    open_: list[str] = []
    chosen = [one for one in entries.values() if not names or one.id in names]
    with progress("claims", len(chosen)) as advance:
        for entry in chosen:
            try:
                for one in leaves(entry.judgement):
                    found.setdefault(one, entry.id)
            except (NotEstablishedError, SolverError):
                open_.append(entry.id)
            advance()
    return found, open_


def leaves(judgement: Judgement) -> list[Statement]:
    """Return the scalar statements that solvers proved for a judgement."""
    if judgement.rule == "solvers":
        one = judgement.statement
        if not isinstance(one, Statement) or beyond_solvers(one):
            return []
        return [one]
    return [one for premise in judgement.premises for one in leaves(premise)]


def row(item: tuple[Statement, str, float]) -> Row:
    """Look for the certificate of one goal."""
    statement, used_by, seconds = item
    start = time.perf_counter()
    found = find(statement, seconds)
    if found is not None and check(statement, found):
        found = None
    cases, products = size(found) if found is not None else (0, 0)
    return Row(used_by, str(statement), cases, products, time.perf_counter() - start)


def size(certificate: Certificate) -> tuple[int, int]:
    """Return how many cases and products a certificate has."""
    if isinstance(certificate, Contradiction):
        return 1, len(certificate.products)
    sizes = [size(part) for part in certificate.parts]
    return sum(cases for cases, _ in sizes), sum(products for _, products in sizes)


@click.command()
@click.argument("names", nargs=-1)
@click.option("--claims", default="proofs_checks", show_default=True, help="The claims' package.")
@click.option("--seconds", default=30.0, show_default=True, help="For each goal.")
@click.option("--jobs", default=1, show_default=True, help="Processes that search.")
@click.option("--coq", is_flag=True, help="Let Coq try what no certificate was found for (slow).")
@json_option
def main(
    names: tuple[str, ...], claims: str, seconds: float, jobs: int, coq: bool,
    json_path: str | None,
) -> None:  # fmt: skip
    """Look for certificates of the goals of NAMES (all by default) and print how many there are."""
    from askewtheory.output import write_json
    from askewtheory.provenance import provenance

    if coq and coq_version() is None:
        raise click.ClickException("Coq is not installed; leave out --coq, or install it")
    asked, open_ = goals(claims, names)
    rows: list[Row] = []
    by_coq: list[str] = []
    items = [(statement, used_by, seconds) for statement, used_by in asked.items()]
    with progress("goals", len(items)) as advance:
        for item, found in run_items(row, items, jobs):
            lost = isinstance(found, Lost)
            one = Row(item[1], str(item[0]), 0, 0, seconds) if lost else found
            rows.append(one)
            if coq and not one.cases and closed(item[0], seconds):
                by_coq.append(one.goal)
            advance()
    if json_path != "-":
        _print(rows, by_coq, open_, coq)
    if json_path:
        record = provenance(config={"names": list(names), "claims": claims, "seconds": seconds})
        write_json(json_path, {"rows": [asdict(one) for one in rows], "coq": by_coq,
                               "not_established": open_, "provenance": record})  # fmt: skip


def _print(rows: list[Row], by_coq: list[str], open_: list[str], coq: bool) -> None:
    found = [one for one in rows if one.cases]
    show = console().print
    for one in rows:
        if not one.cases:
            how = "by Coq" if one.goal in by_coq else "none"
            show(f"{how}: {one.used_by}: {one.goal}", markup=False, soft_wrap=True)
    if open_:
        show(f"not established here, goals not counted: {', '.join(open_)}", markup=False)
    all_, share = len(rows), 100 * len(found) / max(1, len(rows))
    cases, products = sum(one.cases for one in found), sum(one.products for one in found)
    show(f"{len(found)} of {all_} goals ({share:.1f} %) have a certificate that needs no solver")
    show(f"they have {cases} cases with {products} products, checked in fractions")
    if coq:
        show(f"of the other {len(rows) - len(found)}, Coq's nra closes {len(by_coq)}")


if __name__ == "__main__":
    main()
