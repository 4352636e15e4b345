r"""How a package states its claims: decorators that put a formal statement beside its check.

A check is a function of ``this`` (see :class:`This`) that returns what a rule made of the claim's
own statement. Its docstring says the statement in words, its name is the last part of the
identifier, and its module the rest: ``theorem-5/descent/line-4`` is ``line_4`` in
``theorem_5/descent/printed.py``. ::

    @claim("lemma-4/left", REFUTED, title="...", source="Report, Lemma 4",
           given={"A3": "g[0]^2 <= L", ...}, concludes="w[1] < m", about="run")
    def as_printed(this):
        '''With ... a coordinate below m stays below.'''
        return this.refuted(RUN, instead="w[1] <= m + gamma * M_c")

    @line("lemma-4/left", PROVED, latex=r"w \le w^+ < q_+", given=[...], concludes="...")
    def line_2(this):
        '''The step is at most its bound.'''
        return this.solvers()
"""

from __future__ import annotations

import ast
import difflib
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from askewtheory.audit import rules
from askewtheory.audit.statement import (
    AnyStatement,
    Conjunction,
    Given,
    Statement,
    check_legible,
    check_proper,
    states,
)
from askewtheory.audit.terms import Formula, formula
from askewtheory.audit.theorem import Judgement, NotEstablishedError
from askewtheory.audit.twins import counterexample
from askewtheory.audit.verdict import FAILING, Severity, Verdict, one_line
from askewtheory.errors import InputError

PROVED, REFUTED, VACUOUS, SUPPORTED, ILL_POSED, UNDECIDED = Verdict
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
        raise AttributeError(f"there is no rule this.{name}{_close(name, known)}")

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
        return rules.solvers(self._one, seconds)

    def certificate(self, *parts: tuple[Any, Sequence[int]]) -> Judgement:
        """An identity, or a sum of products of the hypotheses."""
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

    def sum_order(self, fact: Any) -> Judgement:
        """Sums are ordered term by term."""
        return rules.sum_order(self._one, judged(fact))

    def textbook(self, name: str, *facts: Any) -> Judgement:
        """A named theorem whose hypotheses the parts discharge."""
        return rules.textbook(self._one, name, self._premises(facts))

    def formal(self, folder: Path) -> Judgement:
        """The Coq theorem that the claim states, among the sources in ``folder``."""
        return rules.formal(self._one, folder)

    def hand(self, argument: str) -> Judgement:
        """A person's argument from the parts: ``"limit: ..."``."""
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
        if instance is None or isinstance(instance, Mapping):
            names = {**(instance or {}), **more}
            known = {name: _exact(value) for name, value in names.items()}
            return rules.refutation(statement, known, instead, parameters=parameters, plot=plot)
        return rules.refutation(
            statement, {}, instead, model=instance, parameters=parameters, plot=plot
        )

    def vacuous(self, instead: Given) -> Judgement:
        """Nothing meets the hypotheses; what is meant ``instead`` can be met."""
        return rules.vacuity(self._one, [formula(one) for one in instead])

    def supported(
        self, margins: Sequence[Any], *, control: Sequence[Any], seed: int, detail: str
    ) -> Judgement:
        """Experiments agree, and contradict a weakened statement."""
        return rules.supported(self.statement, margins, control, seed, detail)

    def ill_posed(self, reason: str, *readings: str) -> Judgement:
        """It cannot be read as printed; ``readings`` are identifiers that are decided."""
        return rules.ill_posed(self.statement, reason, readings)

    def undecided(self, tried: str) -> Judgement:
        """Nothing decides it here: what was tried."""
        raise NotEstablishedError(tried)


def _exact(value: Any) -> Any:
    from askewtheory.audit.terms import rational, term

    if isinstance(value, str):
        found = term(value)
        return found.args[0] if found.op == "num" else found
    if isinstance(value, int) and not isinstance(value, bool):
        return rational(value)
    return value


def _decorator(role: str, of: str, identifier: str, expected: Verdict | str, **rest: Any):
    shown = [rest.get(name, "") for name in _TEXTS]
    for text in (of, identifier, *shown, *rest.get("uses", ()), *rest.get("changes", ())):
        if type(text) is not str:  # a text of its own class may read otherwise than it is compared
            raise InputError(f"what is said of {identifier or of or 'a fact'} must be plain text, "
                             f"got a {type(text).__name__}")  # fmt: skip

    def mark(check: Callable[[This], Judgement]) -> Entry:
        name = check.__name__.strip("_").replace("_", "-")
        name = name.removeprefix(of.rpartition("/")[2] + "-")  # repaired_cell in one file
        words = one_line(check.__doc__ or _docstring(check))
        own = identifier or (f"{of}/{name}" if of else name)
        if not _IDENTIFIER.fullmatch(own):
            raise InputError("an identifier must be letters from a to z, digits and . _ - / "
                             f"alone, got {own!r}")  # fmt: skip
        if unknown := next(iter(rest.get("extra") or ()), ""):
            raise InputError(f"{role} {own} takes no {unknown!r}{_close(unknown, _FIELDS)}")
        if expected not in list(Verdict):
            raise InputError(
                f"the verdict of {own} must be one of {', '.join(Verdict)}, got {expected!r}"
            )
        shown: dict[str, Any] = {name: one_line(rest[name]) for name in _SHOWN if name in rest}
        return Entry(own, of, role, Verdict(expected), check, words, **rest | shown)

    return mark


def _docstring(check: Callable[..., Any]) -> str:
    """Return from a check's source the docstring that ``python -OO`` left out."""
    if sys.flags.optimize < 2:
        return ""
    try:
        parsed = ast.parse(textwrap.dedent(inspect.getsource(check))).body[0]
    except (OSError, SyntaxError, TypeError, IndexError):
        return ""
    return ast.get_docstring(parsed) or "" if isinstance(parsed, ast.FunctionDef) else ""


_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*|")
"""Names that look alike are alike; a fact has none of its own."""
_SHOWN = ("title", "source", "why")
"""What a reader sees in a table, on one line."""
_TEXTS = ("title", "source", "latex", "why", "meant")


_FIELDS = ("title", "source", "latex", "given", "concludes", "about", "parts", "printed",
           "severity", "why", "meant", "changes", "uses")  # fmt: skip


def _close(name: str, known: Iterable[str]) -> str:
    """Return which of the known names may have been meant."""
    near = difflib.get_close_matches(name, known, n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _severe(
    name: str, expected: Verdict | str, severity: str, why: str, meant: str, changes: Sequence[str]
) -> dict[str, Any]:
    """Return the fields that say how bad it is that an entry fails as printed.

    Raises
    ------
    InputError
        If there is no such severity, or the verdict on record is none that fails.
    """
    if severity and severity not in list(Severity):
        raise InputError(
            f"severity of {name} must be one of {', '.join(Severity)}, got {severity!r}"
        )
    if (severity or why or meant or changes) and expected not in FAILING:
        raise InputError(
            f"severity of {name} must belong to a verdict that fails, got one that is {expected}"
        )
    return {"severity": Severity(severity) if severity else None, "why": why, "meant": meant,
            "changes": tuple(map(one_line, changes))}  # fmt: skip


def claim(
    id: str, expected: Verdict | str, *, title: str, source: str, latex: str = "",
    given: Given | Callable[[], Given] = (), concludes: Any = None, about: str = "",
    parts: Any = (), printed: bool = True, severity: str = "", why: str = "", meant: str = "",
    changes: Sequence[str] = (), uses: Sequence[str] = (), **extra: Any,
):  # fmt: skip
    """Declare a printed statement; the decorated function checks it.

    Parameters
    ----------
    id : str
        Its identifier, of letters from a to z, digits and ``. _ - /``.
    expected
        The verdict on record.
    title, source, latex, printed
        For readers: a few words, where it stands, the formula, and whether a document prints it.
    given, concludes, about, parts
        The formal statement: its hypotheses, its conclusion and what it speaks about, or the
        statements of which it is the conjunction.
    severity, why, meant, changes
        What a reader takes away where it fails, see :class:`Entry`.
    uses
        The claims that its printed proof uses.
    **extra
        Fields that do not exist: each is named in the error.

    Raises
    ------
    InputError
        If there is no such severity, or the verdict on record is none that fails.
    """
    return _decorator("claim", "", id, expected, title=title, source=source, latex=latex,
                      given=given, concludes=concludes, about=about, parts=parts,
                      printed=printed, uses=tuple(uses), extra=extra,
                      **_severe(id, expected, severity, why, meant, changes))  # fmt: skip


def repair(
    of: str, *, title: str, source: str = "", latex: str = "",
    given: Given | Callable[[], Given] = (), concludes: Any = None, about: str = "",
    parts: Any = (), expected: Verdict | str = PROVED, **extra: Any,
):  # fmt: skip
    """Declare the true statement in place of the claim ``of``; its identifier is OF/repaired.

    Parameters
    ----------
    of : str
        The identifier of the claim.
    title, source, latex
        For readers: a few words, where it stands, and the formula.
    given, concludes, about, parts
        The formal statement: its hypotheses, its conclusion and what it speaks about, or the
        statements of which it is the conjunction.
    expected
        The verdict on record.
    **extra
        Fields that do not exist: each is named in the error.

    Raises
    ------
    InputError
        If a field does not exist, or the verdict on record is none.
    """
    return _decorator("repair", of, f"{of}/repaired", expected, title=title, source=source,
                      latex=latex, given=given, concludes=concludes, about=about, parts=parts,
                      extra=extra)  # fmt: skip


def line(
    of: str, expected: Verdict | str, *, latex: str = "",
    given: Given | Callable[[], Given] = (), concludes: Any = None, about: str = "",
    parts: Any = (), severity: str = "", why: str = "", meant: str = "",
    changes: Sequence[str] = (), role: str = "line", **extra: Any,
):  # fmt: skip
    """Declare a line of the proof of ``of`` that a source document displays or says.

    Under a repair, whose proof is displayed nowhere, it is a part.

    Parameters
    ----------
    of : str
        The identifier of what it belongs to.
    expected
        The verdict on record.
    latex : str
        The formula, for readers.
    given, concludes, about, parts
        The formal statement: its hypotheses, its conclusion and what it speaks about, or the
        statements of which it is the conjunction.
    severity, why, meant, changes
        What a reader takes away where it fails, see :class:`Entry`.
    role : str
        ``"line"``, ``"part"``, ``"reading"`` or ``"probe"``.
    **extra
        Fields that do not exist: each is named in the error.

    Raises
    ------
    InputError
        As for :func:`claim`, or if there is no such role.
    """
    if role not in STEPS:
        raise InputError(f"role must be one of {', '.join(STEPS)}, got {role!r} under {of}")
    own = "part" if of.endswith("/repaired") else role
    severe = _severe(f"a {own} of {of}", expected, severity, why, meant, changes)
    return _decorator(own, of, "", expected, latex=latex, given=given, concludes=concludes,
                      about=about, parts=parts, extra=extra, **severe)  # fmt: skip


def part(of: str, expected: Verdict | str, **stated: Any):
    """Declare a part of the statement ``of``.

    Parameters
    ----------
    of : str
        The identifier of what it belongs to.
    expected
        The verdict on record, ``PROVED`` for example.
    **stated
        The rest, as for :func:`line`.

    Raises
    ------
    InputError
        As for :func:`line`.
    """
    return line(of, expected, role="part", **stated)


def reading(of: str, expected: Verdict | str, **stated: Any):
    """Declare a reading of ``of`` or of a line of it.

    Parameters
    ----------
    of : str
        The identifier of what it belongs to.
    expected
        The verdict on record, ``PROVED`` for example.
    **stated
        The rest, as for :func:`line`.

    Raises
    ------
    InputError
        As for :func:`line`.
    """
    return line(of, expected, role="reading", **stated)


def probe(of: str, expected: Verdict | str, **stated: Any):
    """Declare a question about ``of`` that no document asks.

    Parameters
    ----------
    of : str
        The identifier of what it belongs to.
    expected
        The verdict on record, ``PROVED`` for example.
    **stated
        The rest, as for :func:`line`.

    Raises
    ------
    InputError
        As for :func:`line`.
    """
    return line(of, expected, role="probe", **stated)


def fact(
    *, given: Given | Callable[[], Given] = (), concludes: Any = None, about: str = "",
    parts: Any = (),
):  # fmt: skip
    """Declare a proved statement that several results use; it is listed nowhere by itself.

    Parameters
    ----------
    given, concludes, about, parts
        The formal statement: its hypotheses, its conclusion and what it speaks about, or the
        statements of which it is the conjunction.

    Raises
    ------
    InputError
        If it cannot be declared.
    """
    return _decorator("fact", "", "", PROVED, given=given, concludes=concludes, about=about,
                      parts=parts)  # fmt: skip
