"""An entry of a package: a statement, its check, and what the check is given to establish it."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from askewtheory.audit import rules
from askewtheory.audit.calls import called_as_written, expect, expect_number
from askewtheory.audit.statement import (
    AnyStatement,
    Conjunction,
    Given,
    Statement,
    check_legible,
    check_proper,
    hypotheses,
    states,
)
from askewtheory.audit.terms import Formula, rational, term
from askewtheory.audit.theorem import Judgement, NotEstablishedError
from askewtheory.audit.twins import counterexample
from askewtheory.audit.verdict import Severity, Verdict

STEPS = ("line", "part", "reading", "probe")
"""The roles of what stands under a claim or a repair, see :class:`Entry`."""


class Model(Protocol):
    """An instance of what statements speak about: it computes every name from a few choices."""

    about: str
    """What statements name in ``about``; the same for all instances of a kind."""

    def names(self) -> Mapping[str, Any]:
        """Return the value of every name."""
        ...

    def obligations(self) -> Iterable[Formula]:
        """Return what has to hold, for all parameters, for the names to be an instance."""
        ...

    def setting(self) -> Mapping[str, Any]:
        """Return the choices, for readers."""
        ...

    def table(self) -> tuple[Sequence[str], Sequence[Sequence[Any]]]:
        """Return a heading and rows that a person can follow by hand."""
        ...


@dataclass(frozen=True, eq=False)
class Entry:
    """A statement with its check: a claim, a line, a repair, a part of one, or a fact.

    Attributes
    ----------
    id, of
        The identifier, and the identifier of what it belongs to (empty for claims and facts).
    role
        ``claim``, ``repair`` or ``fact``, or of what stands under a claim: ``line``, which a source
        document displays or says; ``part`` of a statement, or of a repair and its proof;
        ``reading`` of what has several or does not hold literally; ``probe``, a question that the
        document does not ask.
    expected
        The verdict on record.
    check
        The decorated function.
    words
        Its docstring, on one line.
    title, source, latex, printed
        For readers: a few words, where it stands, the formula, and whether a source document
        prints it (a statement that goes beyond them counts among the repairs).
    given, concludes, about
        The formal statement: hypotheses, conclusion, and what it speaks about.
    parts
        Entries or statements of which this one is the conjunction, or from which it follows.
    severity, why, meant, changes
        Of what fails as printed: how bad that is, why in one sentence, the identifier of its
        charitable reading, and what was mended to get it.
    uses
        Of a claim: the identifiers of the claims that its printed proof uses.
    extra
        Fields that do not exist, by name.
    """

    id: str
    of: str
    role: str
    expected: Verdict
    check: Callable[[This], Judgement]
    words: str
    given: Any = ()
    concludes: Any = None
    about: str = ""
    parts: Any = ()
    title: str = ""
    source: str = ""
    latex: str = ""
    printed: bool = True
    severity: Severity | None = None
    why: str = ""
    meant: str = ""
    changes: Sequence[str] = ()
    uses: Sequence[str] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def module(self) -> str:
        """The module that holds the check."""
        return self.check.__module__

    @property
    def line_number(self) -> int:
        """The line on which the check starts."""
        return inspect.unwrap(self.check).__code__.co_firstlineno

    @cached_property
    def premises(self) -> tuple[Entry | Statement, ...]:
        """The parts, whether given as such or by a function."""
        parts: Any = self.parts
        found: Any = parts() if callable(parts) else parts
        return tuple(found)

    @cached_property
    def statement(self) -> AnyStatement:
        """What is claimed, formally: its own statement, or the conjunction of its parts'.

        Raises
        ------
        ValueError
            If it has neither conclusion nor parts.
        """
        if self.concludes is None:
            if not self.premises:
                raise ValueError(f"{self.id} states nothing: give what it concludes, or parts")
            parts = Conjunction(tuple(_statement(part) for part in self.premises))
            check_proper(parts)
            check_legible(parts)
            return parts
        given: Any = self.given() if callable(self.given) else self.given
        concludes = self.concludes() if callable(self.concludes) else self.concludes
        found = states(concludes, given, self.about)
        check_proper(found)
        check_legible(found)
        return found

    @cached_property
    def stated(self) -> str:
        """The statement as text, from before the check ran for the first time."""
        return str(self.statement)

    @cached_property
    def judgement(self) -> Judgement:
        """What the check established of the statement; it runs once.

        Raises
        ------
        NotEstablishedError
            If it established nothing, or another statement.
        """
        stated = self.stated
        found = self.check(This(self))
        if str(self.statement) != stated:
            raise NotEstablishedError(f"the check of {self.id} changed what is claimed: {stated}")
        if found is None:
            raise NotEstablishedError(
                f"the check of {self.id} returned nothing, no judgement: write `return "
                "this.solvers()`, or another rule"
            )
        if not isinstance(found, Judgement):
            raise NotEstablishedError(f"the check of {self.id} returned {found!r}, no judgement")
        if found.statement != self.statement:
            raise NotEstablishedError(
                f"another statement was established than {self.id} claims: {found.statement}"
            )
        return found


def _statement(part: Entry | Statement) -> AnyStatement:
    return part.statement if isinstance(part, Entry) else part


def judged(part: Any) -> Judgement:
    """Return the judgement of a fact, of a judgement, or of a statement that solvers decide.

    Parameters
    ----------
    part
        A fact, a judgement, or a statement.

    Returns
    -------
    Judgement

    Raises
    ------
    NotEstablishedError
        If it is anything else.
    """
    if isinstance(part, Entry):
        return part.judgement
    if isinstance(part, Statement):
        return rules.solvers(part) if part.names else rules.evaluation(part)
    if isinstance(part, Judgement):
        return part
    raise NotEstablishedError(f"a fact or a statement was expected, got {part!r}")


@called_as_written
class This:
    """What a check is given: the claim's statement, and the rules applied to it.

    Parameters
    ----------
    entry
        What is checked.
    """

    def __init__(self, entry: Entry) -> None:
        self.entry = entry

    def __getattr__(self, name: str) -> Any:
        """Name the rule that may have been meant."""
        if name in vars(This):  # a property that failed: its own error is the one to be seen
            return object.__getattribute__(self, name)
        known = [one for one in vars(This) if not one.startswith("_")]
        raise AttributeError(f"there is no rule this.{name}{close_to(name, known)}")

    @property
    def statement(self) -> AnyStatement:
        """The claim's formal statement."""
        return self.entry.statement

    @property
    def _one(self) -> Statement:
        if not isinstance(self.statement, Statement):
            raise NotEstablishedError(f"{self.entry.id} is a conjunction of its parts")
        return self.statement

    def _premises(self, facts: Iterable[Any]) -> tuple[Judgement, ...]:
        return tuple(judged(one) for one in (*facts, *(() if facts else self.entry.premises)))

    def solvers(self, seconds: float = rules.SECONDS) -> Judgement:
        """Both solvers prove it."""
        expect(
            type(seconds) in (int, float) and 0 < seconds < float("inf"),
            "this.solvers() proves the claim's own statement (rules.solvers another one), and "
            "takes nothing but a number of seconds",
            seconds,
        )
        return rules.solvers(self._one, seconds)

    def certificate(self, *parts: tuple[Any, Sequence[int]]) -> Judgement:
        """An identity, or a sum of products of the hypotheses."""
        count = len(self._one.hypotheses)
        for one in parts:
            expect(
                isinstance(one, tuple | list) and len(one) == 2 and isinstance(one[1], Sequence)
                and all(type(place) is int and 0 <= place < count for place in one[1]),
                "a part of a certificate must be (multiplier, [numbers of hypotheses, from 0 on]), "
                f"of {count}",
                one,
            )  # fmt: skip
        return rules.certificate(self._one, parts)

    def dual(self) -> Judgement:
        """A sum of multiples of the hypotheses, found with floats and checked exactly.

        For what is linear in inner products and numbers; it needs the extra ``pep``.
        """
        from askewtheory.audit.pep.decide import proved

        return proved(self._one)

    def signs(self) -> Judgement:
        """No coefficient is negative."""
        return rules.signs(self._one)

    def evaluation(self) -> Judgement:
        """Exact arithmetic."""
        return rules.evaluation(self._one)

    def conjunction(self) -> Judgement:
        """Each part is proved; statements among them by solvers."""
        return rules.conjunction([judged(part) for part in self.entry.premises])

    def cases(self, *facts: Any, exhaustive: Any) -> Judgement:
        """In each case, and there is no other."""
        return rules.cases(self._one, [judged(one) for one in facts], judged(exhaustive))

    def instance(self, fact: Any, **values: Any) -> Judgement:
        """A proved fact with terms in place of its names."""
        for name, value in values.items():
            expect_number(value, f"the value of {name}")
        return rules.instance(self._one, judged(fact), values)

    def chain(self, *facts: Any) -> Judgement:
        """One after the other; the parts, if no facts are named."""
        return rules.chain(self._one, self._premises(facts))

    def induction(self, base: Any, step: Any) -> Judgement:
        """By induction over the index of the conclusion."""
        return rules.induction(self._one, judged(base), judged(step))

    def generalisation(self, fact: Any) -> Judgement:
        """For every index."""
        return rules.generalisation(self._one, judged(fact))

    def member(self, at: Any) -> Judgement:
        """What is given for every index, at one."""
        expect_number(at, "the index of a member")
        return rules.member(self._one, at)

    def summed(self, *facts: Any) -> Judgement:
        """Inequalities of every step, summed; what is given for all k, if none are named."""
        from askewtheory.audit.summing import given_members, summed

        return summed(self._one, [judged(one) for one in facts or given_members(self._one)])

    def sum_order(self, fact: Any) -> Judgement:
        """Sums are ordered term by term."""
        return rules.sum_order(self._one, judged(fact))

    def textbook(self, name: str, *facts: Any) -> Judgement:
        """A named theorem whose hypotheses the parts discharge."""
        return rules.textbook(self._one, name, self._premises(facts))

    def formal(self, folder: Path) -> Judgement:
        """The Coq theorem that the claim states, among the sources in ``folder``."""
        expect(isinstance(folder, Path), "the folder of Coq sources must be a Path", folder)
        return rules.formal(self._one, folder)

    def hand(self, argument: str) -> Judgement:
        """A person's argument from the parts: ``"limit: ..."``."""
        expect(isinstance(argument, str), "an argument must be a text", argument)
        return rules.hand(self._one, self._premises(()), argument)

    def refuted(
        self,
        instance: Model | Mapping[str, Any] | None = None,
        *,
        instead: Any,
        parameters: Iterable[Any] = (),
        plot: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> Judgement:
        """An instance breaks it, and not what is true ``instead``.

        Parameters
        ----------
        instance
            A model for statements about one, values by name otherwise (then also keywords); found
            by a solver where none is given.
        instead
            A true conclusion in its place.
        parameters
            Hypotheses on parameters that the values contain.
        plot
            What a picture shows: ``member``, a term in k, and ``bound``, a term, with the numbers
            of the instance; ``count`` of the members, and a ``label``.
        """
        statement = self._one
        if instance is None and not more:
            instance = counterexample(statement, seconds=rules.SECONDS)
            if instance is None:
                raise NotEstablishedError("no rational counterexample was found")
        expect(
            instance is None or isinstance(instance, Mapping) or hasattr(instance, "obligations"),
            "an instance must be values by name, or a model of what the statement is about",
            instance,
        )
        if instance is None or isinstance(instance, Mapping):
            names = {**(instance or {}), **more}
            known = {name: _exact(value) for name, value in names.items()}
            return rules.refutation(statement, known, instead, parameters=parameters, plot=plot)
        return rules.refutation(
            statement, {}, instead, model=instance, parameters=parameters, plot=plot
        )

    def vacuous(self, instead: Given) -> Judgement:
        """Nothing meets the hypotheses; what is meant ``instead`` can be met."""
        return rules.vacuity(self._one, [one.formula for one in hypotheses(instead)])

    def supported(
        self, margins: Sequence[Any], *, control: Sequence[Any], seed: int, detail: str
    ) -> Judgement:
        """Experiments agree, and contradict a weakened statement."""
        for one in (margins, control):
            expect(isinstance(one, Sequence), "the margins must be a list of numbers", one)
        return rules.supported(self.statement, margins, control, seed, detail)

    def ill_posed(self, reason: str, *readings: str) -> Judgement:
        """It cannot be read as printed; ``readings`` are identifiers that are decided."""
        return rules.ill_posed(self.statement, reason, readings)

    def undecided(self, tried: str) -> Judgement:
        """Nothing decides it here: what was tried."""
        raise NotEstablishedError(tried)


def _exact(value: Any) -> Any:
    if isinstance(value, str):
        found = term(value)
        return found.args[0] if found.op == "num" else found
    if isinstance(value, int) and not isinstance(value, bool):
        return rational(value)
    return value


def close_to(name: str, known: Iterable[str]) -> str:
    """Return which of the known names may have been meant.

    Parameters
    ----------
    name, known
        What was written, and what there is.

    Returns
    -------
    str
        For the end of an error's sentence; empty where none is near.
    """
    near = difflib.get_close_matches(name, known, n=1)
    return f" (did you mean {near[0]}?)" if near else ""
