"""The search: instances in turn, each evaluated exactly, and what was found so far."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from askewtheory.audit import rules, vectors
from askewtheory.audit.evaluate import UndefinedError, UnknownError, holds, value
from askewtheory.audit.fuzz.points import points
from askewtheory.audit.fuzz.sequences import drawn_sequences, sequences_of
from askewtheory.audit.fuzz.written import arguments, imports, instead, shown
from askewtheory.audit.instances import model_classes
from askewtheory.audit.orbits import RUNNING
from askewtheory.audit.statement import Statement, beyond_solvers, states
from askewtheory.audit.terms import BUILT_IN, Formula, substitute, walk
from askewtheory.audit.theorem import NotEstablishedError
from askewtheory.errors import InputError

Instance = Mapping[str, Any]
DIMENSION = 2
"""Of the vectors that are drawn."""


@dataclass
class Found:
    """What a search found so far.

    Parameters
    ----------
    statement
        The statement searched.
    tried, satisfied, undecided
        Instances, those that meet all hypotheses, and those that leave a formula open.
    margin, closest
        By how much the conclusion holds where it holds by least, and the instance. None where the
        conclusion is no inequality.
    line
        Python that refutes the claim in its check; empty while nothing is found.
    imports
        What that line needs.
    """

    statement: Statement
    tried: int = 0
    satisfied: int = 0
    undecided: int = 0
    margin: Fraction | None = None
    closest: dict[str, str] = field(default_factory=dict)
    counterexample: dict[str, str] = field(default_factory=dict)
    broken: str = ""
    line: str = ""
    imports: str = ""
    stopped: str = "time"

    def attempt(self, instance: Any) -> bool:
        """Evaluate an instance; tell whether it refutes."""
        return _try(self, instance)

    def to_dict(self) -> dict[str, Any]:
        """Return the record as ``--json`` writes it."""
        return {
            "statement": str(self.statement),
            "tried": self.tried,
            "satisfied": self.satisfied,
            "not_decided": self.undecided,
            "closest": {"margin": str(self.margin), "at": self.closest} if self.closest else None,
            "counterexample": self.counterexample or None,
            "broken": self.broken or None,
            "line": self.line or None,
            "imports": self.imports or None,
            "stopped": self.stopped,
        }


def searchable(statement: Statement) -> str:
    """Return why a statement cannot be searched, in a clause; empty where it can."""
    for node in itertools.chain(*map(walk, (*statement.formulas, statement.conclusion))):
        if node.op == "prose":
            return f"it is said in words: '{node.args[0]}'"
        if node.op == "coq":
            return f"it is a Coq statement: {node.args[0]}"
        if node.op == "call" and not statement.about and node.args[0] not in BUILT_IN:
            return f"{node.args[0]} is a function, and functions are not drawn"
    formulas = (*statement.formulas, statement.conclusion)
    if not statement.about and any(map(vectors.has_vectors, formulas)) and sequences_of(statement):
        return "it has sequences beside vectors, and those are not drawn together"
    if statement.about and _offering(statement.about) is None:
        return f"it is about '{statement.about}', of which no class offers instances(draw)"
    return ""


def _offering(about: str) -> Any:
    """Return the class of a model that offers instances."""
    found = [one for one in model_classes() if vars(one)["about"] == about]
    return next((one for one in found if callable(getattr(one, "instances", None))), None)


def search(found: Found, seconds: float, seed: int) -> Found:
    """Search for a counterexample until one is found or the time is over.

    Parameters
    ----------
    found
        Where the results are put as they come, so that an interruption loses none.
    seconds
        How long.
    seed
        Of the draws.

    Raises
    ------
    InputError
        If the statement cannot be searched.
    """
    statement = found.statement
    if reason := searchable(statement):
        raise InputError(f"fuzz needs a statement whose instances can be drawn: {reason}.")
    until = time.monotonic() + seconds
    draw = random.Random(seed)
    if not statement.names and not statement.about:
        found.attempt({})
        found.stopped = "there is one instance"
        return found
    for instance in _instances(found, draw, until):
        if found.attempt(instance):
            found.stopped = "found"
            break
        if time.monotonic() > until:
            break
    return found


def _instances(found: Found, draw: random.Random, until: float) -> Iterator[Any]:
    statement = found.statement
    if statement.about:
        offering = _offering(statement.about)
        while time.monotonic() < until:
            yield from itertools.islice(offering.instances(draw), 100)
    elif any(map(vectors.has_vectors, (*statement.formulas, statement.conclusion))):
        yield from _in_the_plane(found, draw, until)
    elif beyond_solvers(statement):
        yield from drawn_sequences(statement, draw, until)
    else:
        yield from points(found, draw, until)


@dataclass
class _Coordinates:
    """A statement about vectors as one about their coordinates, for what draws points."""

    whole: Found
    closest: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        one = self.whole.statement
        self.points, _ = vectors.sorts((*one.formulas, one.conclusion))
        given = [vectors.realised(part, DIMENSION) for part in one.formulas]
        self.statement = states(vectors.realised(one.conclusion, DIMENSION), given)

    def grouped(self, point: Instance) -> Instance:
        """Return coordinates as vectors."""
        return vectors.grouped(dict(point), self.points, DIMENSION)

    def attempt(self, instance: Any) -> bool:
        """Evaluate the statement itself."""
        return self.whole.attempt(self.grouped(instance))


def _in_the_plane(found: Found, draw: random.Random, until: float) -> Iterator[Instance]:
    """Yield vectors of the plane; those of a line are among them."""
    flat = _Coordinates(found)
    yield from map(flat.grouped, points(flat, draw, until))


def _try(found: Found, instance: Any) -> bool:
    """Evaluate an instance; return whether it refutes, replayed by the rule itself.

    The rule also asks whether a model is the one that defines its subject, which takes long.
    """
    found.tried += 1
    statement = found.statement
    try:
        names = instance.names() if statement.about else instance
        given = [holds(one, names) for one in statement.formulas]
        if any(one is False for one in given):
            return False
        kept = holds(statement.conclusion, names)
    except (UnknownError, UndefinedError, TypeError, ValueError, ArithmeticError):
        found.undecided += 1
        return False
    along = any(isinstance(one, Formula) for one in (*given, kept))
    if along:  # what has to hold along the index of a sequence: the rule asks solvers
        if statement.about and _breaks_along(given, kept):
            return _replayed(found, instance, names, [f"{RUNNING} >= 0"])
        found.undecided += 1
        return False
    found.satisfied += 1
    if kept:
        _closest(found, names)
        return False
    return _replayed(found, instance, names)


def _breaks_along(given: Sequence[Any], kept: Any) -> bool:
    """Tell whether at the first values of the index all that is given holds and ``kept`` fails."""
    for k in range(10):
        try:
            at = [holds(substitute(one, {RUNNING: k}), {}) if isinstance(one, Formula) else one
                  for one in (*given, kept)]  # fmt: skip
        except (UnknownError, UndefinedError):
            return False
        if not all(at[:-1]) or at[-1]:
            return False
    return True


def _closest(found: Found, names: Instance) -> None:
    by = margin(found.statement.conclusion, names)
    if by is not None and (found.margin is None or by < found.margin):
        found.margin = by
        found.closest = {name: shown(names[name]) for name in found.statement.names
                         if name in names}  # fmt: skip


def margin(conclusion: Formula, names: Instance) -> Fraction | None:
    """Return by how much a conclusion holds: what its sides differ by; None for other formulas."""
    if conclusion.op in ("and", "or"):
        parts = [margin(one, names) for one in conclusion.args]
        known = [one for one in parts if one is not None]
        if len(known) < len(parts):
            return None
        return min(known) if conclusion.op == "and" else max(known)
    if conclusion.op not in ("<=", "<", ">=", ">"):
        return None
    try:
        left, right = (value(one, names) for one in conclusion.args)
        by = right - left if conclusion.op in ("<=", "<") else left - right
    except (UndefinedError, UnknownError, ArithmeticError):
        return None
    return by if isinstance(by, Fraction) else None


def _replayed(found: Found, instance: Any, names: Instance, free: Sequence[str] = ()) -> bool:
    """Tell whether the rule refutes, and keep what it takes; ``free`` is assumed of an index."""
    statement = found.statement
    given, about = ({}, instance) if statement.about else (dict(instance), None)
    for other in instead(statement, names):
        try:
            judgement = rules.refutation(statement, given, other, model=about, parameters=free)
        except (NotEstablishedError, TypeError, ValueError, ArithmeticError):
            continue
        found.broken = judgement.reason
        chosen = repr(instance) if about is not None else arguments(given)
        more = f", parameters={free}" if free else ""
        found.line = f'this.refuted({chosen}, instead="{other}"{more})'
        found.satisfied += bool(free)
        found.imports = imports(given)
        found.counterexample = {name: shown(one) for name, one in given.items()} or {
            "instance": repr(instance)
        }
        return True
    found.undecided += 1
    return False
