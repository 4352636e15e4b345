"""Worst cases of PEPit's examples, proved exactly: ``python -m benchmarks.pep``.

One row an example: our bound, which is an exact number with a proof that the trusted core has
multiplied out, beside the value that PEPit's solver finds for the same method and class, a float.
Where the two differ, the bound is true and not the best one: so does the literature state it. The
size is that of our statement: vectors, and inequalities between them.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import time
import warnings
from dataclasses import asdict, dataclass
from typing import Any

import click

from askewtheory.audit.evaluate import value
from askewtheory.audit.pep.decide import proved
from askewtheory.audit.pep.forms import linear
from askewtheory.audit.theorem import NotEstablishedError
from askewtheory.cli.common import console, json_option
from askewtheory.exact import to_float
from benchmarks.pep_cases import CASES, Case

CLOSE = 1e-4
"""Relative difference up to which PEPit's float is the exact value: its solvers' own accuracy."""


@dataclass(frozen=True)
class Row:
    """One example: our bound and its proof, PEPit's value, and what both took."""

    name: str
    bound: str
    number: float
    verdict: str
    vectors: int
    inequalities: int
    seconds: float
    pepit: float | None
    pepit_seconds: float

    @property
    def tight(self) -> bool:
        """Whether PEPit finds the same number."""
        scale = max(abs(self.number), 1e-3)
        return self.pepit is not None and abs(self.pepit - self.number) <= CLOSE * scale


def row(one: Case) -> Row:
    """Prove one example, and let PEPit compute it."""
    statement, bound = one.build()
    start = time.perf_counter()
    try:
        verdict = str(proved(statement).verdict)
    except NotEstablishedError as error:
        verdict = str(error)
    seconds = time.perf_counter() - start
    start = time.perf_counter()
    found = pepit(one)
    shown = bound if bound.op == "num" else str(value(bound, {})).replace("sqrt", "√")
    return Row(one.name, str(shown), to_float(_plain(value(bound, {}))), verdict,
               len(linear(statement).names), len(statement.hypotheses), seconds, found,
               time.perf_counter() - start)  # fmt: skip


def _plain(exact: Any) -> Any:
    return exact if hasattr(exact, "denominator") else float(exact)


def pepit(one: Case) -> float | None:
    """Return the value that PEPit's example computes."""
    module = importlib.import_module(f"PEPit.examples.{one.folder}.{one.function}")
    function = getattr(module, f"wc_{one.function}")
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        try:
            return float(function(**one.arguments, verbose=0)[0])
        except Exception:
            return None


@click.command()
@click.argument("names", nargs=-1, type=click.Choice([one.name for one in CASES]))
@json_option
def main(names: tuple[str, ...], json_path: str | None) -> None:
    """Prove the examples NAMES (all by default) and print one table."""
    from askewtheory.output import write_json
    from askewtheory.provenance import provenance

    proved(CASES[3].build()[0])  # starts the solvers: what is timed below is not that
    rows = [row(one) for one in CASES if not names or one.name in names]
    if json_path != "-":
        _print(rows)
    if json_path:
        record = provenance(config={"names": list(names)})
        write_json(json_path, {"rows": [asdict(one) for one in rows], "provenance": record})


def _print(rows: list[Row]) -> None:
    from rich.table import Table

    table = Table()
    for name in ("example", "exact bound", "size", "s", "PEPit", "s", "same"):
        table.add_column(name, justify="left" if name in ("example", "exact bound") else "right")
    for one in rows:
        shown = "" if one.pepit is None else f"{one.pepit:.7f}"
        bound = one.bound if one.verdict == "proved" else f"({one.bound}) {one.verdict}"
        table.add_row(one.name, bound, f"{one.vectors}, {one.inequalities}", f"{one.seconds:.1f}",
                      shown, f"{one.pepit_seconds:.1f}", "yes" if one.tight else "")  # fmt: skip
    console().print(table)
    done = sum(one.verdict == "proved" for one in rows)
    console().print(f"{done} of {len(rows)} proved exactly")


if __name__ == "__main__":
    main()
