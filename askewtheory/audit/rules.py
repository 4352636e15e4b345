"""The rules: the only place where a judgement is made. To be read whole by a referee.

Each rule takes the formal statement that it is to establish and what it rests on, checks that one
follows from the other, and makes the judgement; where it does not follow, it raises
``NotEstablishedError``. Nothing here is clever. A statement holds *for all values of its names*; an
undefined hypothesis is not satisfied and an undefined conclusion does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import Any

from askewtheory.audit import polynomial, vectors
from askewtheory.audit.evaluate import UnknownError, holds, value
from askewtheory.audit.indices import counting, from_zero
from askewtheory.audit.instances import (
    ANY,
    checked,
    counterexample,
    known_names,
    modelled,
    valued,
)
from askewtheory.audit.orbits import RUNNING
from askewtheory.audit.provers import coq
from askewtheory.audit.provers.agreement import both, holds_anyway, require_satisfiable, said_by
from askewtheory.audit.provers.smtlib import defined, question, satisfied, script
from askewtheory.audit.provers.together import whole_names
from askewtheory.audit.statement import (
    AnyStatement,
    Conjunction,
    Statement,
    at_indices,
    beyond_solvers,
    conjuncts,
    states,
)
from askewtheory.audit.sums import sum_statement
from askewtheory.audit.terms import (
    BOUND,
    Formula,
    Term,
    for_all,
    formula,
    free_names,
    is_whole,
    negation,
    some,
    substitute,
    term,
    walk,
)
from askewtheory.audit.textbook import TABLE
from askewtheory.audit.theorem import Judgement, NotEstablishedError, establish, require
from askewtheory.audit.verdict import Evidence, Kind, Verdict
from askewtheory.exact import compare

SECONDS = 30.0
"""How long each solver may think about one question."""
PROVED, REFUTED = Verdict.PROVED, Verdict.REFUTED


def _need(condition: Any, reason: str) -> None:
    if condition is not True:
        raise NotEstablishedError(reason)


# --- a solver, a certificate, an evaluation -------------------------------------------------------


def solvers(statement: Statement, seconds: float = SECONDS) -> Judgement:
    """Z3 and cvc5 both find no values that satisfy the hypotheses and break the conclusion.

    What is not scalar counts as an unknown. The hypotheses must be satisfiable together.
    """
    _need(isinstance(statement, Statement), "solvers decide one implication at a time")
    _need(bool(statement.names), "nothing is unknown here: evaluate it")
    asked = question(statement)
    answers = both(asked, seconds)
    said = {one.status for one in answers}
    _need(said == {"unsat"}, f"not proved: {said_by(answers)}")
    evidence = tuple(
        Evidence("smt", one.solver, one.version, one.seconds, asked) for one in answers
    )
    about = any(map(vectors.has_vectors, (*statement.formulas, statement.conclusion)))
    reason = f"Z3 and cvc5 agree, for all reals{' and vectors of any dimension' * about}"
    return _proved(statement, Kind.SOLVERS, "solvers", reason, evidence=evidence, seconds=seconds)


def _proved(
    statement: Statement, kind: Kind, rule: str, reason: str, *, seconds: float = SECONDS,
    premises: Sequence[Judgement] = (), evidence: tuple[Evidence, ...] = (),
) -> Judgement:  # fmt: skip
    """Make the judgement that a statement is proved, which says something of some values."""
    require_satisfiable(statement.formulas, seconds, statement.conclusion)
    return establish(statement, PROVED, kind, rule, reason, premises=tuple(premises),
                     evidence=evidence)  # fmt: skip


def _used(judgement: Judgement, by: Statement) -> Statement:
    """Return the implication that a judgement proves, if it is of the same subject.

    A name that stands for a whole number in it must do so where it is used.
    """
    one = require(judgement, PROVED).statement
    if not isinstance(one, Statement):
        raise NotEstablishedError("one implication was expected, got a conjunction")
    _need(one.about in ("", by.about), f"'{one.about}' is another subject")
    lost = (_whole(one) & set(by.names)) - _whole(by)
    _need(not lost, f"it is about whole numbers: {', '.join(sorted(lost))}")
    return one


def _whole(statement: Statement) -> set[str]:
    return whole_names((*statement.formulas, statement.conclusion))


def _worded(*nodes: Any) -> bool:
    """Tell whether words stand anywhere: what they say of a name, nothing is put in for."""
    return any(node.op == "prose" for one in nodes for node in walk(one))


def _names(one: Formula, index: str) -> bool:
    """Tell whether a formula says something of a free index, be it in words such as ``w_k``."""
    words = [node.args[0] for node in walk(one) if node.op == "prose"]
    spoken = rf"(?<![A-Za-z0-9]){index}(?![A-Za-z0-9])"
    return index in free_names(one) or any(re.search(spoken, said) for said in words)


def certificate(statement: Statement, parts: Sequence[tuple[Any, Sequence[int]]] = ()) -> Judgement:
    """The conclusion is an identity, or its two sides differ by a visibly non-negative sum.

    For l >= r (l <= r), ``parts`` are pairs (c, [i, j, ...]): a term c that is visibly >= 0, and
    hypotheses h_i of the form a >= b (a > b), or a = b, beside which c may have any sign. The
    difference of the conclusion's sides must be the sum of the c (a_i - b_i)(a_j - b_j)...,
    identically: as polynomials in the names, and in the inner products of the vectors.
    """
    _need(isinstance(statement, Statement), "a certificate is of one implication")
    conclusion = statement.conclusion
    _need(conclusion.op in ("==", ">=", "<="), "a certificate shows = or >= or <=")
    left, right = conclusion.args
    difference = right - left if conclusion.op == "<=" else left - right
    total = term(0)
    for factor, chosen in () if conclusion.op == "==" else parts:
        product = term(factor)
        used = [statement.formulas[place] for place in chosen]
        _need(defined(product) is None, f"a multiplier must be defined everywhere: {product}")
        _need(any(one.op == "==" for one in used) or _nonnegative(product),
              f"a multiplier must be a square or a number >= 0, got {product}: of what else "
              "a hypothesis says that it is >= 0, the list names the hypothesis, too")  # fmt: skip
        for one in used:
            product = product * (one.args[0] - one.args[1] if one.op == "==" else _margin(one))
        total = total + product
    above, _ = polynomial.quotient(vectors.lifted(difference - total))
    _need(not above, f"the two sides of the certificate differ: {difference} and {total}")
    premises = _definedness(statement)
    detail = f"{difference} = {total}, identically"
    evidence = (Evidence("symbolic", "exact polynomials", "", 0.0, detail),)
    reason = "an identity" if conclusion.op == "==" else "a sum of products of the hypotheses"
    return _proved(statement, Kind.COMPUTED, "certificate", reason, premises=premises,
                   evidence=evidence)  # fmt: skip


def _nonnegative(one: Term) -> bool:
    """Tell whether a term without zero denominators is visibly >= 0."""
    if not free_names(one):
        return compare(value(one, {}), 0) >= 0
    if one.op == "^":
        return one.args[1] % 2 == 0
    if one.op == "call":
        return one.args[0] in ("sqrt", "norm", "norm2")
    return one.op in ("+", "*", "/") and all(map(_nonnegative, one.args))


def signs(statement: Statement) -> Judgement:
    """The conclusion's sides differ by a quotient without a sign change, for names known >= 0."""
    left, right = statement.conclusion.args
    _need(statement.conclusion.op in (">=", "<="), "signs show >= or <=")
    difference = right - left if statement.conclusion.op == "<=" else left - right
    margins = [_margin(one) for one in statement.formulas if one.op in (">=", ">", "<=", "<")]
    known = {str(one.args[0]) for one in margins if one.args[1] == term(0)}
    above, below = polynomial.quotient(difference)
    used = {name for part in (above, below) for monomial in part for name, _ in monomial}
    _need(used <= known, f"not known to be non-negative: {', '.join(sorted(used - known))}")
    same = polynomial.signless(above) * polynomial.signless(below) == 1
    _need(not above or same, "a coefficient is negative")
    detail = f"expanded, {difference} has no negative coefficient"
    evidence = (Evidence("symbolic", "exact polynomials", "", 0.0, detail),)
    return _proved(statement, Kind.COMPUTED, "signs", "no coefficient is negative",
                   premises=_definedness(statement), evidence=evidence)  # fmt: skip


def _margin(one: Formula) -> Term:
    _need(one.op in (">=", ">", "<=", "<"), f"no inequality to multiply with: {one}")
    left, right = one.args
    return left - right if one.op in (">=", ">") else right - left


def _definedness(statement: Statement) -> tuple[Judgement, ...]:
    """Return the judgement that the conclusion has no zero denominator, if it has one at all."""
    condition = defined(statement.conclusion)
    if condition is None or condition in statement.formulas:
        return ()
    return (solvers(statement.concluding(condition)),)


def evaluation(statement: Statement) -> Judgement:
    """A statement without unknowns, true by exact arithmetic."""
    _need(not statement.names and not statement.about, "there are unknowns: it is no arithmetic")
    _need(not beyond_solvers(statement), f"no arithmetic: {beyond_solvers(statement)}")
    for one in statement.formulas:
        _need(holds(one, {}), f"a hypothesis is false: {one}")
    _need(holds(statement.conclusion, {}), f"it is false: {statement.conclusion}")
    evidence = (Evidence("symbolic", "exact arithmetic", "", 0.0, str(statement.conclusion)),)
    return _proved(statement, Kind.COMPUTED, "evaluation", "exact arithmetic", evidence=evidence)


# --- counterexamples ------------------------------------------------------------------------------


def refutation(
    statement: Statement, names: Mapping[str, Any], instead: Any, *, model: Any = None,
    parameters: Iterable[Any] = (), plot: Mapping[str, Any] | None = None,
) -> Judgement:  # fmt: skip
    """An instance satisfies every hypothesis of the statement and breaks its conclusion.

    ``names`` gives every name its value: exact numbers, sequences, terms in parameters. Of what the
    statement is *about*, a ``model`` gives them, whose obligations have to hold. ``parameters`` are
    hypotheses on free parameters: the instance refutes for all of their values. ``instead`` is a
    true conclusion in its place, which the same instance must satisfy; ``plot`` is for readers.
    """
    _need(isinstance(statement, Statement), "one implication is refuted at a time")
    model = None if model is None else modelled(model)
    about = "" if model is None else type(model).about
    _need(about == statement.about, f"the statement speaks of '{statement.about}', not '{about}'")
    meant = known_names(statement)
    _need(not meant, f"readers know what {', '.join(meant)} means: it has no value to be given")
    names, obligations = checked(names) if model is None else valued(model)
    broken = [name for name in sorted(_whole(statement) & set(names))
              if not is_whole(term(names[name]), set())]  # fmt: skip
    _need(not broken, f"not a whole number: {', '.join(broken)}")
    free = [formula(one) for one in parameters]
    ahead = Term("var", (RUNNING,)) >= 0
    _need(all(one == ahead or RUNNING not in free_names(one) for one in free),
          f"nothing but {ahead} may be assumed of the index along a sequence")  # fmt: skip
    _need(not any(name.endswith(ANY) for one in free for name in free_names(one)),
          "nothing may be assumed of the argument of a function")  # fmt: skip
    other = formula(instead)
    _need(_speaks_of(statement.names if model is None else names, other),
          f"it says nothing of the instance: {other}")  # fmt: skip
    try:
        found = [("satisfies", one, holds(one, names)) for one in statement.formulas]
        found.append(("breaks", statement.conclusion, _broken(statement.conclusion, names)))
        found.append(("meets", other, holds(other, names)))
    except UnknownError as error:
        raise NotEstablishedError(f"the instance does not decide it: {error}") from None
    premises = [_obliged(one, free) for one in obligations]
    for what, one, result in found:
        if isinstance(result, Formula):
            premises.append(_for_parameters(result, free))
        else:
            _need(result, f"the instance does not meet what it {what}: {one}")
    example = counterexample(statement, names, model, plot)
    control = f"not refuted by the same instance: {other}{_remark(statement, other)}"
    evidence = (Evidence("exact-replay", "fractions", "", 0.0, example.conclusion, control),)
    return establish(statement, REFUTED, Kind.COMPUTED, "refutation", example.conclusion,
                     premises=tuple(premises), evidence=evidence,
                     counterexample=example)  # fmt: skip


def _speaks_of(names: Iterable[str], *formulas: Formula) -> bool:
    """Tell whether formulas say something of names, as what controls a verdict on them has to."""
    return any(free_names(one).intersection(names) for one in formulas)


def _remark(statement: Statement, other: Formula) -> str:
    """Return, for readers, why what is true instead says little, if it does."""
    if not _speaks_of(statement.names, other):
        return "; it has no name of the statement's"
    if any(other in conjuncts(one) for one in statement.formulas):
        return "; nor by any other, as it is a hypothesis"
    return "; nor by any other, as it holds of all values" if holds_anyway(other) else ""


def _broken(conclusion: Formula, names: Mapping[str, Any]) -> Any:
    """Return whether a conclusion is false or undefined (then it does not hold)."""
    result = holds(conclusion, names)
    return negation(result) if isinstance(result, Formula) else not result


def _obliged(one: Formula, free: list[Formula]) -> Judgement:
    """Return that the instance is one: its values exist, and are what the model says."""
    try:
        return _for_parameters(one, free)
    except NotEstablishedError as error:
        raise NotEstablishedError(f"not shown to be an instance: {one}: {error}") from None


def _for_parameters(result: Formula, free: list[Formula]) -> Judgement:
    statement = states(result, free)
    return solvers(statement) if statement.names else evaluation(statement)


def vacuity(statement: Statement, instead: Iterable[Any], seconds: float = SECONDS) -> Judgement:
    """No values satisfy the hypotheses; those in ``instead``, what is meant, can be satisfied."""
    asked = script([satisfied(one) for one in statement.formulas])
    answers = both(asked, seconds)
    _need({one.status for one in answers} == {"unsat"}, f"not shown empty: {said_by(answers)}")
    meant = states(statement.conclusion, instead)
    _need(_speaks_of(statement.names, *meant.formulas), "what is meant instead is not said")
    _need(not all(map(holds_anyway, meant.formulas)), "what is meant instead excludes no values")
    require_satisfiable(meant.formulas, seconds)
    control = f"satisfiable: {', '.join(map(str, meant.formulas))}"
    evidence = tuple(
        Evidence("smt", one.solver, one.version, one.seconds, asked, control) for one in answers
    )
    return establish(statement, Verdict.VACUOUS, Kind.SOLVERS, "vacuity",
                     "no real values satisfy the hypotheses", evidence=evidence)  # fmt: skip


# --- statements from statements -------------------------------------------------------------------


def conjunction(judgements: Iterable[Judgement]) -> Judgement:
    """Several proved statements, as one whose statement *is* their conjunction."""
    judgements = tuple(judgements)
    _need(len(judgements) > 0, "a conjunction of nothing says nothing")
    parts = tuple(require(one, PROVED).statement for one in judgements)
    reason = f"{len(parts)} parts, each proved" if len(parts) > 1 else "its one part is proved"
    return establish(Conjunction(parts), PROVED, Kind.COMPUTED, "conjunction", reason,
                     premises=judgements)  # fmt: skip


def cases(
    statement: Statement, judgements: Iterable[Judgement], exhaustive: Judgement
) -> Judgement:
    """The statement in each case, and that there is no other case.

    ``judgements[i]`` proves the statement with one further hypothesis F_i, ``exhaustive`` proves
    ``some(F_1, ..., F_n)`` under the statement's own hypotheses.
    """
    judgements, found = tuple(judgements), []
    for one in judgements:
        part = _used(one, statement)
        _need(part.conclusion == statement.conclusion, f"a case concludes {part.conclusion}")
        more = [h for h in part.formulas if h not in statement.formulas]
        _need(len(more) == 1, f"a case must have one further hypothesis, got {len(more)}")
        found.append(more[0])
    _need(len(found) > 0, "there is no case")
    proved = _used(exhaustive, statement)
    _need(proved.conclusion == some(*found), f"not the cases: {proved.conclusion}")
    _need(set(proved.formulas) <= set(statement.formulas), "the cases exhaust something else")
    return _proved(statement, Kind.COMPUTED, "cases", f"in {len(found)} cases",
                   premises=(*judgements, exhaustive))  # fmt: skip


def instance(statement: Statement, judgement: Judgement, values: Mapping[str, Any]) -> Judgement:
    """A proved statement with terms in place of names, under the same or more hypotheses.

    ``statement`` has to have the definedness of what is put in among its hypotheses.
    """
    values = {name: term(put) for name, put in values.items()}
    known = _used(judgement, statement)
    made = known.at(values)
    _need(not _worded(*made.formulas, made.conclusion), "nothing is put in for a name in words")
    _need(made.conclusion == statement.conclusion, f"the instance says {made.conclusion}")
    missing = [str(one) for one in made.formulas if one not in statement.formulas]
    _need(not missing, f"hypotheses that are not discharged: {'; '.join(missing)}")
    for name in counting((*known.formulas, known.conclusion)) & values.keys():
        _need(from_zero(values[name]) or (values[name] >= 0) in statement.formulas,
              f"an index must be a whole number from 0 on, got {values[name]}")  # fmt: skip
    for put in values.values():
        condition = defined(put)
        _need(condition is None or condition in statement.formulas, f"not defined: {put}")
    return _proved(statement, Kind.COMPUTED, "instance", "an instance", premises=(judgement,))


def chain(statement: Statement, judgements: Iterable[Judgement]) -> Judgement:
    """Each judgement uses the hypotheses and what came before; the last gives the conclusion."""
    judgements = tuple(judgements)
    _need(len(judgements) > 0, "a chain of nothing only repeats its hypotheses")
    known = set(statement.formulas)
    for one in judgements:
        part = _used(one, statement)
        missing = [str(h) for h in part.formulas if h not in known]
        _need(not missing, f"not available: {'; '.join(missing)}")
        known |= set(conjuncts(part.conclusion))
    wanted = [one for one in conjuncts(statement.conclusion) if one not in known]
    _need(not wanted, f"not concluded: {'; '.join(map(str, wanted))}")
    return _proved(statement, Kind.COMPUTED, "chain", f"in {len(judgements)} steps",
                   premises=judgements)  # fmt: skip


def induction(statement: Statement, base: Judgement, step: Judgement) -> Judgement:
    """H implies P(k) for every whole number k >= a.

    The statement concludes ``all(P(k) for k in N(a))``. ``base`` proves P(a) from H, ``step``
    P(k + 1) from H, k >= a and P(k). Both may use what H says for all indices, at k and k + 1.
    """
    conclusion = statement.conclusion
    _need(conclusion.op == "forall" and conclusion.args[2] is None, "it is not about all k >= a")
    index, low, _, body = conclusion.args
    _need(not _worded(body), "words say the same at k and at k + 1")
    k = Term("var", (index,))
    _need(not any(_names(one, index) for one in statement.formulas), f"{index} is not free")
    first = _used(base, statement)
    _need(first.conclusion == substitute(body, {index: low}), f"the base says {first.conclusion}")
    _subset(first.formulas, at_indices(statement, (low,)))
    then = _used(step, statement)
    _need(then.conclusion == substitute(body, {index: k + 1}), f"the step says {then.conclusion}")
    _subset(then.formulas, {*at_indices(statement, (k, k + 1)), body, *conjuncts(body), k >= low})
    return _proved(statement, Kind.COMPUTED, "induction", f"by induction over {index}",
                   premises=(base, step))  # fmt: skip


def generalisation(statement: Statement, judgement: Judgement) -> Judgement:
    """P(k) from H and a <= k (<= b), for any k, gives it for all such k."""
    conclusion = statement.conclusion
    _need(conclusion.op == "forall", "it is not about all k")
    index, low, high, body = conclusion.args
    k = Term("var", (index,))
    _need(not any(_names(one, index) for one in statement.formulas), f"{index} is not free")
    one = _used(judgement, statement)
    _need(one.conclusion == body, f"the member says {one.conclusion}")
    within = {k >= low} if high is None else {k >= low, k <= high}
    _subset(one.formulas, {*at_indices(statement, (k, k + 1)), *within})
    return _proved(statement, Kind.COMPUTED, "generalisation", f"for every {index}",
                   premises=(judgement,))  # fmt: skip


def member(statement: Statement, at: Any) -> Judgement:
    """P(t) for one whole number t with a <= t (<= b), from P(k) for every k = a, ..., (b).

    That it holds for every k, and the bounds on t, are hypotheses of the statement.
    """
    place = term(at)
    _need(is_whole(place, _whole(statement)), f"{place} need not be a whole number")
    for each in statement.formulas:
        if each.op == "forall" and not _worded(each):
            index, low, high, body = each.args
            if statement.conclusion in conjuncts(substitute(body, {index: place})):
                within = {place >= low} if high is None else {place >= low, place <= high}
                known = {one for one in within if not free_names(one) and holds(one, {}) is True}
                _subset(within - known, set(statement.formulas))
                return _proved(statement, Kind.COMPUTED, "member", f"the one at {place}")
    raise NotEstablishedError(f"nothing that is given for all indices says this at {place}")


def _subset(used: Iterable[Formula], allowed: set[Formula]) -> None:
    missing = [str(one) for one in used if one not in allowed]
    _need(not missing, f"not available: {'; '.join(missing)}")


# --- finite sums ----------------------------------------------------------------------------------


def sum_order(statement: Statement, judgement: Judgement) -> Judgement:
    """Termwise order: f <= g from H and a <= i <= b gives sum f <= sum g."""
    left, right = statement.conclusion.args
    _need(statement.conclusion.op == "<=" and left.op == right.op == "sum", "it orders no sums")
    _need(left.args[:3] == right.args[:3] and left.args[2] is not None, "the ranges differ")
    index, low, high, body = left.args
    each = for_all(index, low, body <= right.args[3], high)
    members = generalisation(statement.concluding(each), judgement)
    return _proved(statement, Kind.COMPUTED, "sum order", "term by term", premises=(members,))


def sum_fact(name: str, index: str, low: Any, high: Any, *bodies: Any) -> Judgement:
    """A fact of the fixed table about finite sums, whose terms are defined everywhere."""
    try:
        statement = sum_statement(name, index, low, high, *bodies)
    except ValueError as error:
        raise NotEstablishedError(str(error)) from None
    _need(not _worded(statement.conclusion), "nothing is put in for an index in words")
    for one in map(term, bodies):
        _need(defined(one, ((index, term(low), term(high)),)) is None,
              f"a term of a sum must be defined everywhere: {one}")  # fmt: skip
    counted = sorted(counting((*statement.formulas, statement.conclusion)))
    premises = _definedness(statement.having(*(Term("var", (one,)) >= 0 for one in counted)))
    evidence = (Evidence("symbolic", f"finite sums: {name}", "", 0.0, str(statement.conclusion)),)
    return _proved(statement, Kind.COMPUTED, "finite sums", name, premises=premises,
                   evidence=evidence)  # fmt: skip


# --- people and experiments -----------------------------------------------------------------------


def textbook(statement: Statement, name: str, judgements: Iterable[Judgement]) -> Judgement:
    """A theorem of the fixed table, word for word, with each hypothesis discharged.

    A hypothesis is discharged by a judgement that concludes it, or by being one of the statement's.
    """
    _need(type(name) is str and name in TABLE, f"no textbook theorem is called '{name}'")
    known, judgements = TABLE[name], tuple(judgements)
    used = [_used(one, statement) for one in judgements]
    for one in used:
        _subset(one.formulas, set(statement.formulas))
    _subset(known.statement.formulas, {*statement.formulas, *(one.conclusion for one in used)})
    then = known.statement.conclusion
    _need(statement.conclusion == then, f"the theorem says: {then}")
    evidence = (Evidence("library", known.reference, "", 0.0, f"{name}: {known.statement}"),)
    return _proved(statement, Kind.LIBRARY, "textbook", name, premises=judgements,
                   evidence=evidence)  # fmt: skip


def formal(statement: Statement, folder: Path) -> Judgement:
    """A Coq theorem whose statement, as Coq prints it, is the claim's.

    ``folder`` has the sources and the record of what they prove. Where Coq is not installed, the
    record made from the same sources speaks, and the judgement says that nothing was re-run.
    """
    conclusion = statement.conclusion
    _need(conclusion.op == "coq", "the claim is no Coq statement")
    _need(not statement.hypotheses, "a Coq statement has its hypotheses inside")
    name, text = conclusion.args
    found = coq.compile(folder, [name])[name]
    _need(found.status in ("proved", "not re-run"), found.reason)
    _need(not found.changed, found.reason)
    _need(" ".join(found.statement.split()) == text, f"{name} states something else")
    axioms = ", ".join(found.axioms) or "none"
    detail = f"{name}, axioms: {axioms}; sources {found.sources_sha[:12]}"
    evidence = Evidence("formal", "Coq", found.coq or "", found.seconds or 0.0, detail,
                        found.reason)  # fmt: skip
    kind = Kind.FORMAL if found.status == "proved" else Kind.RECORDED
    return _proved(statement, kind, "formal", f"{name}: {found.reason}", evidence=(evidence,))


def hand(statement: AnyStatement, judgements: Iterable[Judgement], argument: str) -> Judgement:
    """A person's argument, from proved parts, for what only words say: never for a formula."""
    judgements = tuple(judgements)
    if not isinstance(statement, Statement):
        raise NotEstablishedError("an argument is about one implication")
    _need(
        statement.conclusion.op == "prose",
        "a formula is for a machine, not a person: an argument is for what words alone say",
    )
    _need(len(judgements) > 0, "an argument has to start from something proved")
    for one in judgements:
        require(one, PROVED)
    text = " ".join(argument.split())
    _need(len(text.split()) >= 3, "an argument has to be written out")
    evidence = (Evidence("hand", "person", "", 0.0, text, "none: a person checks it"),)
    title = text.partition(":")[0]
    return _proved(statement, Kind.HAND, "hand", f"by hand: {title}", premises=judgements,
                   evidence=evidence)  # fmt: skip


def _is_scalar(statement: AnyStatement) -> bool:
    """Tell whether it concludes something of numbers, of which solvers can be asked.

    A member of a sequence and the value of a function are numbers too, and so is what is said of
    them beside words.
    """
    if not isinstance(statement, Statement):
        return all(map(_is_scalar, statement.parts))
    return not statement.about and _is_of_numbers(statement.conclusion)


def _is_of_numbers(one: Formula) -> bool:
    if one.op == "and":
        return any(map(_is_of_numbers, one.args))
    return not any(node.op in (*BOUND, "prose", "coq") for node in walk(one))


def supported(
    statement: AnyStatement, margins: Sequence[Any], control: Sequence[Any], seed: int, detail: str
) -> Judgement:
    """Experiments agree: every margin (bound - measured) is >= 0, some control's is not."""
    _need(not _is_scalar(statement), "a scalar statement is for solvers")
    _need(len(margins) > 0, "no experiment ran")
    _need(not any(isinstance(one, bool) for one in (*margins, *control)), "truth is no margin")
    measured, weakened = [float(one) for one in margins], [float(one) for one in control]
    _need(all(map(isfinite, (*measured, *weakened))), "an experiment gave no number")
    worst, broken = min(measured), sum(one < 0 for one in weakened)
    _need(worst >= 0, f"an experiment disagrees: margin {worst:.3g}")
    _need(broken > 0, "the weakened statement was not contradicted by any experiment")
    reason = f"{len(margins)} trials, worst margin {worst:.3g}, seed {seed}"
    text = f"contradicted in {broken} of {len(control)} trials: the weakened statement"
    evidence = (Evidence("numeric", "askewtheory", "", 0.0, f"{detail}; {reason}", text),)
    return establish(statement, Verdict.SUPPORTED, Kind.HAND, "supported", reason,
                     evidence=evidence)  # fmt: skip


def ill_posed(statement: AnyStatement, reason: str, readings: Sequence[str]) -> Judgement:
    """A person says why the statement cannot be read as printed, and which readings are decided."""
    _need(not _is_scalar(statement), "a scalar statement can be read: it is for solvers")
    _need(bool(reason.strip()), "it has to be said why")
    readings = tuple(readings)
    _need(all(type(one) is str for one in readings), "a reading must be named by a plain text")
    _need(len(readings) > 0, "it has to be said how it may be read")
    evidence = (Evidence("hand", "person", "", 0.0, reason, "each reading is decided on its own"),)
    return establish(statement, Verdict.ILL_POSED, Kind.HAND, "ill-posed", reason,
                     evidence=evidence, readings=readings)  # fmt: skip
