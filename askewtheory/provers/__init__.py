"""Provers: Z3 and cvc5 in agreement, SymPy certificates, and exact replay, behind one interface.

Each function returns an :class:`askewtheory.evidence.Outcome` and runs its negative control.
"""

from __future__ import annotations

from askewtheory.provers.agreement import DisagreementError, Twin, prove, vacuous
from askewtheory.provers.certificate import certify, certify_identity
from askewtheory.provers.combine import by_hand, conjunction, ill_posed, supported
from askewtheory.provers.replay import Check, Instance, replay
from askewtheory.provers.trace import Path, paths

__all__ = [
    "Check",
    "DisagreementError",
    "Instance",
    "Path",
    "Twin",
    "by_hand",
    "certify",
    "certify_identity",
    "conjunction",
    "ill_posed",
    "paths",
    "prove",
    "replay",
    "supported",
    "vacuous",
]
