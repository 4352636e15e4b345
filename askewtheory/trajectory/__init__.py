"""Trajectories: deterministic and stochastic runs, ensembles, and exact runs in fractions.

``simulate`` does one run in a compiled loop, ``ensemble`` many of them on all cores, each bit for
bit the run done alone, and ``simulate_exact`` a short one in exact arithmetic.
"""

from askewtheory.trajectory.ensembles import ensemble
from askewtheory.trajectory.exact_run import simulate_exact
from askewtheory.trajectory.record import Ensemble, Run
from askewtheory.trajectory.runs import simulate

__all__ = ["Ensemble", "Run", "ensemble", "simulate", "simulate_exact"]
