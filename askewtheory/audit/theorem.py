"""What is established: judgements, which only the rules can make.

A judgement says that a formal statement is proved (or refuted, vacuous, supported, ill-posed), by
which rule, from which other judgements, and of what kind its weakest part is.
"""

from __future__ import annotations

import sys
import weakref
from pathlib import Path
from typing import Any

from askewtheory.audit.statement import AnyStatement, check_proper
from askewtheory.audit.verdict import Counterexample, Evidence, Kind, Verdict

_RULES = str(Path(__file__).with_name("rules.py"))
_KNOWN: weakref.WeakKeyDictionary[Judgement, tuple[Any, ...]] = weakref.WeakKeyDictionary()


_FIELDS = ("statement", "verdict", "kind", "rule", "reason", "premises", "evidence",
           "counterexample", "readings")  # fmt: skip


class NotEstablishedError(Exception):
    """A rule does not apply; the message says why. It makes a verdict *undecided*."""


class Judgement:
    """A statement with its verdict and what that rests on; made by :mod:`audit.rules` alone.

    Attributes
    ----------
    statement, verdict
        What is established of which statement.
    kind
        The weakest kind among the rule's own and the premises'.
    rule, reason
        The rule's name, and one line for readers.
    premises, evidence
        The judgements used, and what re-checks this one.
    counterexample
        The instance, where the verdict is ``refuted``.
    readings
        Identifiers of the readings of an ill-posed statement.
    """

    __slots__ = (
        "__weakref__", "counterexample", "evidence", "kind", "premises", "readings", "reason",
        "rule", "statement", "verdict",
    )  # fmt: skip

    statement: AnyStatement
    verdict: Verdict
    kind: Kind
    rule: str
    reason: str
    premises: tuple[Judgement, ...]
    evidence: tuple[Evidence, ...]
    counterexample: Counterexample | None
    readings: tuple[str, ...]

    def __init__(self, *_: Any, **__: Any) -> None:
        raise TypeError("only a rule of askewtheory.audit.rules makes a judgement")

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"a judgement cannot be changed: {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a judgement cannot be changed: {name}")

    def __reduce__(self) -> Any:
        raise TypeError("a judgement cannot be copied or read from a file: run its rule again")

    @property
    def proved(self) -> bool:
        """Whether the statement is proved."""
        return self.verdict is Verdict.PROVED

    @property
    def all_evidence(self) -> tuple[Evidence, ...]:
        """The premises' evidence, then the rule's own, each once."""
        found = [item for premise in self.premises for item in premise.all_evidence]
        return tuple(dict.fromkeys([*found, *self.evidence]))


def establish(
    statement: AnyStatement,
    verdict: Verdict,
    kind: Kind,
    rule: str,
    reason: str,
    *,
    premises: tuple[Judgement, ...] = (),
    evidence: tuple[Evidence, ...] = (),
    counterexample: Counterexample | None = None,
    readings: tuple[str, ...] = (),
) -> Judgement:
    """Make a judgement; refused outside of the rules: what calls their file calls one of them.

    Raises
    ------
    TypeError
        If called from elsewhere, or for something that is no statement.
    NotEstablishedError
        If a premise was not made by a rule.
    """
    caller = sys._getframe(1)
    core = vars(sys.modules["askewtheory.audit.rules"])
    inside = caller.f_code.co_filename == _RULES and caller.f_globals is core
    while caller.f_back is not None and caller.f_back.f_globals is core:
        caller = caller.f_back
    name = caller.f_code.co_name
    is_rule = getattr(core.get(name), "__code__", None) is caller.f_code
    if not inside or not is_rule or name.startswith("_"):
        raise TypeError("only a rule of askewtheory.audit.rules makes a judgement")
    check_proper(statement)
    for premise in premises:
        require(premise)
    made = object.__new__(Judgement)
    weakest = max([kind, *(premise.kind for premise in premises)])
    values = {
        "statement": statement, "verdict": verdict, "kind": Kind(weakest), "rule": rule,
        "reason": reason, "premises": premises, "evidence": evidence,
        "counterexample": counterexample, "readings": readings,
    }  # fmt: skip
    for name, value in values.items():
        object.__setattr__(made, name, value)
    _KNOWN[made] = tuple(values.values()), str(statement)
    return made


def require(judgement: Any, verdict: Verdict | None = None) -> Judgement:
    """Return a judgement that a rule made; anything else is refused.

    Raises
    ------
    NotEstablishedError
        If it is none, or does not have ``verdict`` where one is asked for.
    """
    if type(judgement) is not Judgement or judgement not in _KNOWN:
        raise NotEstablishedError(
            f"a rule's judgement was expected, got {type(judgement).__name__}"
        )
    made, text = _KNOWN[judgement]
    now = (getattr(judgement, name) for name in _FIELDS)
    if any(a is not b for a, b in zip(made, now, strict=True)) or str(made[0]) != text:
        raise NotEstablishedError("a judgement was changed after a rule had made it")
    if verdict is not None and judgement.verdict is not verdict:
        raise NotEstablishedError(f"a {verdict} statement was expected, got: {judgement.reason}")
    return judgement
