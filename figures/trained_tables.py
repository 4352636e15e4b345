"""Tables of experiments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from figures.trained import QUICK_EPOCHS


def printed_rows(experiment: Any, runs: Mapping[str, Any], quick: bool) -> Any:
    """Return the rows for which the report prints a value."""
    from askewtheory.experiments.tables import main_table

    lasts = {method: run.last() for method, run in runs.items()}
    table = main_table(experiment, lasts, f"{QUICK_EPOCHS} epochs" if quick else "")
    rows = tuple(row for row in table.rows if row[5] != "–")
    return replace(table, rows=rows)


def gap_rows(experiment: Any, data: Any, runs: Mapping[str, Any]) -> Any:
    """Return the methods' gaps to the enumerated optimum."""
    from askewtheory.experiments.enumeration import optimum
    from askewtheory.experiments.tables import gap_table

    rows = {method: run.rows for method, run in runs.items()}
    return gap_table(experiment, rows, optimum(experiment, data))
