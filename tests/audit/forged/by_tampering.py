"""Judgements, statements and entries that are made up, changed or exchanged."""

# pyright: reportArgumentType=false
# What a checker of types refuses is given to the rules on purpose.

import copy
import pickle
from fractions import Fraction as F

from askewtheory.audit import rules, theorem
from askewtheory.audit.claim import ILL_POSED
from askewtheory.audit.statement import Conjunction, Hypothesis, Statement, states
from askewtheory.audit.terms import Formula, Term, formula, negation, prose, reals
from askewtheory.audit.theorem import Judgement
from askewtheory.audit.verdict import Kind, Verdict
from tests.audit.forged import forged
from tests.audit.forged.reported import squares

x, y = reals("x y")
FALSE = formula("x > 7")


class AnyStatement(Statement):
    """A statement that equals every other one."""

    def __eq__(self, other):
        return True

    __hash__ = object.__hash__


class AnyFormula(Formula):
    """A formula that equals every other one."""

    def __eq__(self, other):
        return True

    __hash__ = object.__hash__


class AnyTerm(Term):
    """A term that equals every other one."""

    def __eq__(self, other):
        return True

    __hash__ = object.__hash__


class AnyNumber(F):
    """A number that equals every other one."""

    def __eq__(self, other):
        return True

    __hash__ = F.__hash__


class AnyText(str):
    """A name that equals every other one."""

    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


class Twin(Judgement):
    """A judgement that equals one that a rule made."""

    __slots__ = ()

    def __hash__(self):
        return hash(squares.judgement)

    def __eq__(self, other):
        return True


def filled(made, statement):
    """Return a judgement with everything that one has."""
    values = {"statement": statement, "verdict": Verdict.PROVED, "kind": Kind.COMPUTED,
              "rule": "solvers", "reason": "Z3 and cvc5 agree", "premises": (), "evidence": (),
              "counterexample": None, "readings": ()}  # fmt: skip
    for name, value in values.items():
        object.__setattr__(made, name, value)
    return made


@forged("judgement/new", concludes=FALSE)
def new(this):
    """Made around the constructor."""
    return filled(object.__new__(Judgement), this.statement)


@forged("judgement/twin", concludes=FALSE)
def twin(this):
    """Of a class that equals what a rule made."""
    return filled(object.__new__(Twin), this.statement)


@forged("judgement/copied", concludes=FALSE)
def copied(this):
    """A copy, to be changed."""
    return filled(copy.copy(squares.judgement), this.statement)


@forged("judgement/pickled", concludes=FALSE)
def pickled(this):
    """Written and read again."""
    return filled(pickle.loads(pickle.dumps(squares.judgement)), this.statement)


@forged("judgement/changed", concludes=FALSE)
def changed(this):
    """A rule's own, changed."""
    return filled(rules.solvers(states("y^2 >= 0")), this.statement)


@forged("judgement/changed-inside", concludes="z > 7")
def changed_inside(this):
    """The statement inside of a rule's own, changed."""
    made = rules.solvers(states("z^2 >= 0"))
    object.__setattr__(made.statement, "conclusion", formula("z > 7"))
    return made


@forged("judgement/premise", parts=[squares, states("x > 7")])
def premise(this):
    """A premise that no rule made."""
    return rules.conjunction(
        [squares.judgement, filled(object.__new__(Judgement), states("x > 7"))]
    )


@forged("judgement/established", concludes=FALSE)
def established(this):
    """Asked for outside of the rules."""
    return theorem.establish(this.statement, Verdict.PROVED, Kind.COMPUTED, "solvers", "so")


@forged("judgement/under-the-rules-name", concludes=FALSE)
def under_the_rules_name(this):
    """Asked for by code that pretends to be in the rules' file."""
    names = {"establish": theorem.establish, "s": this.statement, "v": Verdict, "k": Kind}
    code = "made = establish(s, v.PROVED, k.COMPUTED, 'solvers', 'so')"
    exec(compile(code, rules.__file__, "exec"), names)
    return names["made"]


@forged("judgement/true", concludes=FALSE)
def true(this):
    """True."""
    return True


@forged("judgement/nothing", concludes=FALSE)
def nothing(this):
    """Nothing."""


@forged("statement/any", concludes=FALSE)
def any_statement(this):
    """Another statement, which equals the claim's."""
    return rules.solvers(AnyStatement((), formula("x^2 >= 0")))


@forged("statement/any-hypothesis", given=["y > 0"], concludes=FALSE)
def any_hypothesis(this):
    """A hypothesis that equals every other."""
    return rules.solvers(
        Statement((Hypothesis(AnyFormula(">", (x, Term("num", (F(7),))))),), FALSE)
    )


@forged("statement/any-formula", concludes=lambda: AnyFormula("<=", (x, x)))
def any_formula(this):
    """A conclusion that equals every other."""
    return squares.judgement


@forged("statement/any-term", concludes=lambda: AnyTerm("var", ("x",)) > 7)
def any_term(this):
    """A term that equals every other."""
    return this.solvers()


@forged("statement/any-number", concludes=lambda: Formula(">", (x, Term("num", (AnyNumber(-1),)))))
def any_number(this):
    """A number that equals every other."""
    return this.solvers()


@forged("statement/any-name", concludes=lambda: Formula(">", (Term("var", (AnyText("x"),)), x)))
def any_name(this):
    """A name that equals every other."""
    return this.solvers()


@forged("statement/any-subject", concludes=FALSE, about=AnyText("a walk"))
def any_subject(this):
    """A subject that equals every other."""
    return this.solvers()


@forged("statement/changed", concludes="y > 7")
def changed_statement(this):
    """The claim's own, changed while it is checked."""
    object.__setattr__(this.statement, "conclusion", formula("y^2 >= 0"))
    return this.solvers()


@forged("statement/exchanged", concludes=FALSE)
def exchanged(this):
    """The claim's own, exchanged while it is checked."""
    vars(this.entry)["statement"] = states("x^2 >= 0")
    return this.solvers()


@forged("statement/about", concludes="x^2 >= 0", about="a walk")
def another_subject(this):
    """The same words of another subject."""
    return squares.judgement


@forged("statement/none")
def none(this):
    """No statement at all."""
    return squares.judgement


@forged("statement/no-parts", concludes=None, parts=[])
def no_parts(this):
    """A conjunction of nothing."""
    return rules.conjunction([])


@forged("statement/nested", parts=[squares])
def nested(this):
    """A conjunction within a conjunction is another statement."""
    return rules.conjunction([rules.conjunction([squares.judgement])])


@forged("statement/list", concludes=FALSE)
def listed(this):
    """A conjunction with a list of parts."""
    return rules.conjunction([filled(object.__new__(Judgement), Conjunction([]))])


asked: list[int] = []


def harder():
    """Return no hypothesis when first asked, and what is needed from then on."""
    asked.append(1)
    return [] if len(asked) == 1 else ["x > 8"]


@forged("entry/given-changes", given=harder, concludes=FALSE)
def given_changes(this):
    """Hypotheses that are others each time they are asked for."""
    return rules.solvers(states(FALSE, harder()))


@forged("entry/without-words", concludes="x^2 + 1 >= 0")
def without_words(this):  # noqa: D103
    return this.solvers()


@forged("entry/expected", concludes=FALSE)
def expected(this):
    """The verdict on record is changed while it is checked."""
    object.__setattr__(this.entry, "expected", Verdict.UNDECIDED)
    return this.undecided("I do not know")


@forged("entry/negated", concludes=negation(FALSE))
def negated(this):
    """The negation of a refuted statement is not proved by its refutation."""
    return rules.refutation(states(FALSE), {"x": 0}, "x == 0")


@forged("entry/well-posed", ILL_POSED, concludes=prose("x is above 7"))
def well_posed(this):
    """Its only reading is a forgery."""
    return this.ill_posed("it could mean anything", "entry/negated")


@forged("trace/changing", concludes="x^2 >= 0", parts=[squares])
def changing(this):
    """A function that compares other numbers each time it is called."""
    from askewtheory.audit.provers.trace import traced

    answers = iter((True, True, False, False, False, False, False, False))

    def function(v):
        return (v if v > 0 else -v) if next(answers) and v > 1 else v

    rules.solvers(states(traced(function, x) >= 0))
    return this.solvers()
