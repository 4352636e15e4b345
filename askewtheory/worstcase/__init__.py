"""Worst cases: the problem that makes measured / bound largest, found and replayed exactly.

``search`` attacks one bound of ``TARGETS``; ``pep`` gives certified worst-case bounds.
"""

from typing import TYPE_CHECKING

from askewtheory.lazy import loader
from askewtheory.worstcase.search import Worst, search
from askewtheory.worstcase.targets import TARGETS, Target, targets_of

__all__ = ["TARGETS", "Target", "Worst", "search", "targets_of"]

if not TYPE_CHECKING:
    __getattr__ = loader(__name__, "pep")
