"""One claim, on record as proved, that its check refutes."""

from askewtheory.audit.claim import PROVED, claim


@claim("wrong", PROVED, title="Recorded wrongly", source="Toy", concludes="x == 2")
def wrong(this):
    """X = 2."""
    return this.refuted(x=1, instead="x == 1")
