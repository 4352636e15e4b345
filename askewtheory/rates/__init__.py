"""Rates: what the theorems promise against what happens.

``run`` measures one case (a problem, a stepsize, many runs), ``default_cases`` lists a theorem's
study, ``summary`` says how tight the bounds are and whether one is violated, and ``draw_study``
shows it.
"""

from askewtheory.rates.case import THEOREMS, Case, build
from askewtheory.rates.run import run, run_all, run_each
from askewtheory.rates.study import default_cases
from askewtheory.rates.summary import summary

__all__ = ["THEOREMS", "Case", "build", "default_cases", "run", "run_all", "run_each", "summary"]
