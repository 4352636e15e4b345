"""Sweeps: many cases on all cores or on a cluster, resumable, into one Parquet dataset.

Each finished case is one small Parquet file, named by a digest of its configuration and written
atomically. A sweep that is killed loses only what was running, and started again it runs only
what is missing. A row holds nothing that differs between machines or runs (no times), so that the
dataset is the same bit for bit wherever it was made. It has a digest of the code that made it and
one of all else in it: a row of other code, or one that was changed since, counts as missing.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from askewtheory.cluster import run_on_cluster
from askewtheory.errors import InputError, require
from askewtheory.files import check_folder, check_path
from askewtheory.output import to_json, write_bytes
from askewtheory.pool import Lost, run_items
from askewtheory.provenance import code_digest
from askewtheory.rates.case import Case
from askewtheory.reading import content_of, read_toml, shown

MOST_CASES = 100_000
MOST_ROW = 1 << 24
"""Bytes of a row's file."""
Row = dict[str, Any]


@dataclass(frozen=True)
class SweepReport:
    """What a sweep did.

    Cases run now, cases found done, failures, violated repaired bounds, and of the cases run now
    those that had a row of other code and those whose file was damaged.
    """

    finished: int
    resumed: int
    failed: list[dict[str, str]]
    violations: int
    outdated: int = 0
    damaged: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return the record as ``--json`` writes it."""
        return asdict(self)


def read_grid(path: str | Path) -> list[Case]:
    """Return all cases of a TOML file: in each ``[[study]]`` every combination of the lists.

    Raises
    ------
    InputError
        If the file cannot be read, a case is not one, or there are more than ``MOST_CASES``.

    Examples
    --------
    A file may say::

        [[study]]
        theorem = "theorem-2"
        loss = ["huber", "saturating"]
        dimension = [1, 10]
        share = [1.0, 0.1]
    """
    tables = read_toml(path, "grid")
    studies = tables.get("study")
    if not isinstance(studies, list) or not studies or set(tables) != {"study"}:
        raise InputError(f"grid must hold [[study]] tables, got {', '.join(tables) or 'nothing'}")
    cases = []
    for study in studies:
        if not isinstance(study, dict):
            raise InputError(f"grid must hold [[study]] tables, got {shown(study)}")
        lists = [value if isinstance(value, list) else [value] for value in study.values()]
        if not all(lists):
            empty = ", ".join(name for name, value in study.items() if value == [])
            raise InputError(f"grid must give at least one value for {empty}, got none")
        count = len(cases) + math.prod(map(len, lists))
        if count > MOST_CASES:
            raise InputError(f"grid must have at most {MOST_CASES:,} cases, got {count:,}")
        for values in itertools.product(*lists):
            cases.append(Case.from_dict(dict(zip(study, values, strict=True))))
    return list(dict.fromkeys(cases))


def key_of(case: Case) -> str:
    """Return the name of a case: a digest of its configuration."""
    text = json.dumps(case.to_dict(), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def files_of(cases: Iterable[Case]) -> dict[str, str]:
    """Return the names of the cases' files in a dataset, by key."""
    return {key: f"part-{key}.parquet" for key in map(key_of, cases)}


def run_row(case: Case) -> Row:
    """Run one case and return its row; an error is part of the row and stops nothing."""
    from askewtheory.rates.run import run
    from askewtheory.rates.summary import summary

    try:
        found = summary(run(case))
    except Exception as error:
        return _row(case, error=f"{type(error).__name__}: {error}")
    return _row(case, found=found)


def _row(case: Case, *, found: dict[str, Any] | None = None, error: str = "") -> Row:
    bounds = [bound for track in (found or {"tracks": []})["tracks"]
              for bound in track["bounds"].items()]  # fmt: skip
    repaired = [bound for name, bound in bounds if name == "repaired"]
    row = {
        "key": key_of(case),
        **case.to_dict(),
        "error": error,
        "fired": found["fired"] if found else None,
        "violations": sum(bound["violations"] for bound in repaired),
        "tightness": max((bound["tightness"] for bound in repaired), default=None),
        "summary": to_json(found) if found else None,
        "code": code_digest(*LIBRARIES),
    }
    return {**row, "digest": _digest(row)}


LIBRARIES = ("numpy", "scipy", "numba")
"""Whose versions may change a row's numbers."""


def _digest(row: Row) -> str:
    """Return a digest of a row without its own."""
    told = sorted((name, repr(value)) for name, value in row.items() if name != "digest")
    return hashlib.sha256(repr(told).encode()).hexdigest()


def run_sweep(
    cases: Iterable[Case],
    folder: str | Path,
    *,
    scheduler: str | None = None,
    workers: int | None = None,
    done: Callable[..., None] = lambda: None,
) -> SweepReport:
    """Run what is missing of a sweep and write each row as it finishes.

    Parameters
    ----------
    cases
        What to run; cases with a row in the folder are not run again, unless that row says that
        they failed.
    folder
        The dataset.
    scheduler
        The address of a Dask scheduler; processes on this machine if None.
    workers
        How many processes; all cores if None.
    done
        Called after each row.

    Raises
    ------
    InputError
        If the folder cannot be written, before anything runs.
    """
    target, wanted = check_folder(folder), {key_of(case): case for case in cases}
    files = files_of(wanted.values())
    found = {key: _read(target / files[key]) for key in wanted}
    for key in [key for key, row in found.items() if isinstance(row, str)]:
        check_path(target / files[key], "row")  # what cannot be replaced is said before the work
    known = {key: row for key, row in found.items() if isinstance(row, dict)}
    code = code_digest(*LIBRARIES)
    kept = {key: row for key, row in known.items() if row["code"] == code and not row["error"]}
    for row in kept.values():
        _make_whole(target, row)
    missing = [case for key, case in wanted.items() if key not in kept]
    rows = []
    results = _on_cluster(missing, scheduler) if scheduler else _on_cores(missing, workers)
    for row in results:
        if row["code"] != code:
            raise InputError(
                "--scheduler must have workers with this machine's version of askewtheory and its "
                f"libraries, got a worker with other code ({row['code']}, not {code})"
            )
        _write(target, row)
        rows.append(row)
        done()
    failed = [
        {"case": json.dumps(wanted[row["key"]].to_dict()), "error": row["error"]}
        for row in rows
        if row["error"]
    ]
    return SweepReport(
        finished=len(rows) - len(failed),
        resumed=len(kept),
        failed=failed,
        violations=sum(row["violations"] for row in (*rows, *kept.values())),
        outdated=sum(row["code"] != code for row in known.values()),
        damaged=sum(isinstance(row, str) for row in found.values()),
    )


def read_rows(folder: str | Path) -> list[Row]:
    """Return all rows of a dataset, in the order of their keys; damaged files are left out."""
    rows = (_read(path) for path in sorted(Path(folder).glob("part-*.parquet")))
    return [row for row in rows if isinstance(row, dict)]


def _on_cores(cases: list[Case], workers: int | None) -> Iterator[Row]:
    for case, row in run_items(run_row, cases, workers):
        yield _row(case, error=row.reason) if isinstance(row, Lost) else row


def _on_cluster(cases: list[Case], scheduler: str) -> Iterator[Row]:
    """Yield rows as a cluster finishes them; a task whose workers keep dying becomes a failure."""
    code = code_digest(*LIBRARIES)
    tasks = {f"{key_of(case)}-{code}": case for case in cases}
    kept = "the rows that are finished are kept, and the same command goes on with the others"
    for case, row in run_on_cluster(run_row, tasks, scheduler, kept):
        yield _row(case, error=f"{row}") if isinstance(row, Exception) else row


def _write(folder: Path, row: Row) -> None:
    write_bytes(folder / f"part-{row['key']}.parquet", _written(row))


def _make_whole(folder: Path, row: Row) -> None:
    """Write a row's file anew where it is another one than its row makes.

    A changed statistic, or a second copy, leaves the row as it is, and not what others read of it.
    """
    name = f"part-{row['key']}.parquet"
    if content_of(folder / name, "row", MOST_ROW) != (content := _written(row)):
        write_bytes(check_path(folder / name, "row"), content)


def _written(row: Row) -> bytes:
    """Return the content of a row's file."""
    pyarrow, parquet = require("pyarrow", "scale"), require("pyarrow.parquet", "scale")
    sink = pyarrow.BufferOutputStream()
    parquet.write_table(pyarrow.Table.from_pylist([row], schema=_schema()), sink)
    return sink.getvalue().to_pybytes()


def _read(path: Path) -> Row | str | None:
    """Return the row of a file; None without one, and what is wrong with one that is damaged."""
    pyarrow, parquet = require("pyarrow", "scale"), require("pyarrow.parquet", "scale")
    if not path.exists():
        return None
    try:
        content = content_of(path, "row", MOST_ROW)
        (row,) = parquet.ParquetFile(pyarrow.BufferReader(content)).read().to_pylist()
        if row["digest"] == _digest(row) and path.name == f"part-{row['key']}.parquet":
            return row
    except (OSError, pyarrow.ArrowException, ArithmeticError, LookupError, MemoryError, TypeError,
            ValueError) as error:  # fmt: skip
        return type(error).__name__
    return "changed"


def _schema() -> Any:
    """Return the columns' types; a column of nulls in one file would otherwise have its own."""
    pyarrow = require("pyarrow", "scale")
    types = {str: pyarrow.string(), int: pyarrow.int64(), float: pyarrow.float64()}
    case = Case("theorem-2").to_dict()
    columns = [(name, types[type(value)]) for name, value in case.items()]
    found = [("error", str), ("fired", float), ("violations", int), ("tightness", float),
             ("summary", str), ("code", str), ("digest", str)]  # fmt: skip
    columns = [("key", types[str]), *columns, *((name, types[t]) for name, t in found)]
    return pyarrow.schema(columns)
