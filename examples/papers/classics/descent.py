"""The descent lemma, and one gradient step."""

# pyright: reportAttributeAccessIssue=false
# What rules return here proves one implication, not a conjunction.

from askewtheory.audit import rules
from askewtheory.audit.claim import PROVED, REFUTED, claim, probe
from askewtheory.audit.entry import judged
from askewtheory.audit.inequalities import descent_lemma
from askewtheory.audit.statement import states

NESTEROV = "Nesterov, Lectures on Convex Optimization (2018)"
SMOOTH = descent_lemma.statement.formulas[0]
LEMMA = descent_lemma.statement.conclusion


@claim(
    "descent-lemma",
    PROVED,
    title="The descent lemma",
    source=f"{NESTEROV}, Lemma 1.2.3",
    latex=r"f(y) \le f(x) + \langle\nabla f(x), y - x\rangle + \tfrac{L}{2}\|y - x\|^2",
    given={"f is L-smooth, x against y": SMOOTH, "L is positive": "L > 0"},
    concludes=LEMMA,
)
def lemma(this):
    """A function with an L-Lipschitz gradient lies below its parabolas, convex or not."""
    return this.chain(descent_lemma)


@claim(
    "descent-lemma/step",
    PROVED,
    title="One gradient step",
    source=f"{NESTEROV}, Section 1.2.3",
    latex=r"f(x - \tfrac1L\nabla f(x)) \le f(x) - \tfrac{1}{2L}\|\nabla f(x)\|^2",
    given=lambda: (
        states(LEMMA, {"f is L-smooth, x against x - g/L": SMOOTH, "L is positive": "L > 0"})
        .at({"y": "x - gx/L"})
        .having("L != 0")
        .hypotheses
    ),
    concludes="fy <= fx - norm2(gx)/(2*L)",
    uses=["descent-lemma"],
)
def step(this):
    """A step of length 1/L lowers f by at least |g|^2/(2L); fy is the value after it."""
    after = states(LEMMA).at({"y": "x - gx/L"}).conclusion
    first = rules.instance(
        this.statement.concluding(after), judged(descent_lemma), {"y": "x - gx/L"}
    )
    return this.chain(first, this.statement.under([after, "L > 0", "L != 0"]))


@probe(
    "descent-lemma",
    REFUTED,
    latex=r"f(y) \le f(x) + \langle\nabla f(x), y - x\rangle + \tfrac{L}{4}\|y - x\|^2",
    given=lambda: states("0 <= 0", [SMOOTH, "L > 0"]).hypotheses,
    concludes="fy <= fx + inner(gx, y - x) + L*norm2(y - x)/4",
    severity="constant",
    why="A parabola of curvature L meets the bound with L/2.",
)
def half(this):
    """The constant L/4 would do."""
    return this.refuted(
        {"x": (0,), "y": (1,), "gx": (0,), "gy": (1,), "fx": 0, "fy": "1/2", "L": 1},
        instead=LEMMA,
    )
