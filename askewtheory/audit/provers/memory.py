"""What earlier runs tried on a twin, so that the same search is not made again.

Nothing that is read here decides anything. A counterexample is replayed and put to both solvers
like a new one; that a search stayed *open* claims nothing. Proofs, and twins that are still proved,
are asked for in every run. With ``ASKEWTHEORY_FRESH=1`` (``askewtheory verify --fresh``) nothing is
read.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from importlib.metadata import version
from typing import Any

from askewtheory.private import private_folder

FRESH = "ASKEWTHEORY_FRESH"
"""The environment variable under which nothing is read."""
_USELESS = (sqlite3.Error, ValueError, TypeError, ZeroDivisionError, RecursionError)
PATIENCE = 5.0
"""Seconds to wait for another process that writes."""


def recall(question: str, effort: Mapping[str, int]) -> dict[str, Fraction] | str | None:
    """Return the point that an earlier run found, ``"open"``, or None if it is not known.

    Parameters
    ----------
    question
        What the solvers are asked.
    effort
        What each solver may spend; a search with another effort is another search.
    """
    if os.environ.get(FRESH) == "1":
        return None
    with contextlib.suppress(*_USELESS), _table() as table:
        if table is None:
            return None
        asked = "SELECT outcome FROM twins WHERE question = ?"
        row = table.execute(asked, (_key(question, effort),)).fetchone()
        found = json.loads(row[0]) if row else None
        if isinstance(found, dict):
            return {str(name): Fraction(value) for name, value in found.items()}
        return "open" if found == "open" else None
    return None


def remember(
    question: str, effort: Mapping[str, int], outcome: Mapping[str, Fraction] | str
) -> None:
    """Keep the point of a refuted twin, or that the search stayed ``"open"``."""
    text = outcome if isinstance(outcome, str) else {k: str(v) for k, v in outcome.items()}
    with contextlib.suppress(sqlite3.Error), _table() as table:
        if table:
            table.execute(
                "INSERT OR REPLACE INTO twins VALUES (?, ?)",
                (_key(question, effort), json.dumps(text)),
            )


@contextlib.contextmanager
def _table() -> Iterator[sqlite3.Connection | None]:
    """Open the file of this user, make its table if need be, and commit at the end.

    A file that is damaged is removed: the next question starts a new one.
    """
    folder = private_folder("twins")
    if folder is None:
        yield None
        return
    path = folder / "twins.sqlite"
    try:
        with contextlib.closing(sqlite3.connect(path, timeout=PATIENCE)) as table, table:
            table.execute("CREATE TABLE IF NOT EXISTS twins (question TEXT PRIMARY KEY, outcome)")
            yield table
    except sqlite3.DatabaseError as error:
        if not isinstance(error, sqlite3.OperationalError):
            with contextlib.suppress(OSError):
                path.unlink()
        raise


def _key(question: str, effort: Mapping[str, int]) -> str:
    asked = {"question": question, "effort": dict(effort), "solvers": _versions()}
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


@cache
def _versions() -> Any:
    return [version("z3-solver"), version("cvc5")]
