"""What several results use: a bound whose certificate is searched for, a step as an equation."""

# pyright: reportAttributeAccessIssue=false
# What rules return here proves one implication, not a conjunction.

from askewtheory.audit import rules
from askewtheory.audit.claim import fact
from askewtheory.audit.statement import Statement, states


def searched(statement: Statement):
    """Return a statement as a fact whose certificate is searched for."""

    @fact(given=statement.hypotheses, concludes=statement.conclusion)
    def one(this):
        """The bound for one number of steps."""
        return this.dual()

    return one


@fact(given=["norm2(v) == 0"], concludes="inner(v, w) == 0")
def orthogonal(this):
    """A vector of length zero is orthogonal to every vector."""
    return this.solvers()


def multiplied(v: str, w: str):
    """Return that a step's equation, |v|^2 = 0, may be multiplied with any vector w."""
    made = states(f"inner({v}, {w}) == 0", [f"norm2({v}) == 0"])
    return rules.instance(made, orthogonal.judgement, {"v": v, "w": w})
