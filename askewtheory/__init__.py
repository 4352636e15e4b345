"""askewtheory: proves, runs, measures and draws the skewed-gradient method for quantization.

The names below load their modules on first use, so that importing the package, or asking the
command line for help, costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from askewtheory.lazy import loader

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

_SUBMODULES = (
    "audit", "bounds", "dual_ascent", "errors", "exact", "experiments", "figures_runner", "kernel",
    "losses", "method", "muehlebach_jordan", "noise", "optim", "plotting", "rates", "stepsize",
    "trajectory", "worstcase",
)  # fmt: skip
"""The public modules: those of the API reference. ``optim`` says which extra it needs."""
_submodule = loader(__name__, *_SUBMODULES)
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
    """Load a public module, or an exported name from its module, once."""
    if name not in _HOME_OF:
        return _submodule(name)
    value = getattr(importlib.import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List what can be had; ``optim``, whose extra may be missing, only once it is loaded."""
    return sorted({*globals(), *__all__, *_SUBMODULES} - ({"optim"} - globals().keys()))
