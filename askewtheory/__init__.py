"""askewtheory: proves, runs, measures and draws the skewed-gradient method for quantization.

The names below load their modules on first use, so that importing the package, or asking the
command line for help, costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from askewtheory import losses, stepsize
    from askewtheory.feasible import (
        branch,
        distance,
        feasible_intervals,
        project,
        remoteness,
        skewing_force,
        slope,
        velocity,
    )
    from askewtheory.grid import Grid
    from askewtheory.trajectory import ensemble, simulate, simulate_exact

__version__ = "0.2.0"

__all__ = [
    "Grid",
    "remoteness",
    "slope",
    "skewing_force",
    "velocity",
    "branch",
    "feasible_intervals",
    "distance",
    "project",
    "simulate",
    "simulate_exact",
    "ensemble",
    "losses",
    "stepsize",
    "__version__",
]

_SUBMODULES = ("losses", "stepsize")
_HOMES = {
    "askewtheory.grid": ("Grid",),
    "askewtheory.feasible": (
        "remoteness",
        "slope",
        "skewing_force",
        "velocity",
        "branch",
        "feasible_intervals",
        "distance",
        "project",
    ),
    "askewtheory.trajectory": ("simulate", "simulate_exact", "ensemble"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Load an exported name from its module, once."""
    if name in _SUBMODULES:
        return importlib.import_module(f"askewtheory.{name}")
    if name not in _HOME_OF:
        raise AttributeError(f"module 'askewtheory' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the exported names besides those already loaded."""
    return sorted({*globals(), *__all__})
