"""The conditions on the stepsize, the largest one that meets them, and what it then promises.

``check`` decides the conditions of Lemmas 3 to 5, Corollary 1 and Theorems 2 and 3, exactly for
exact input; ``schedules`` describes stepsizes that change; ``annealing`` follows the largest
stepsize while epsilon shrinks.
"""

from typing import TYPE_CHECKING

from askewtheory.lazy import loader
from askewtheory.stepsize.admissibility import Admissibility, check
from askewtheory.stepsize.annealing import anneal
from askewtheory.stepsize.schedules import Schedule, parse_schedule

__all__ = ["Admissibility", "Schedule", "anneal", "check", "parse_schedule"]

if not TYPE_CHECKING:
    __getattr__ = loader(__name__, "sharpness")
