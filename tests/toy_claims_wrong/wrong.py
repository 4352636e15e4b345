"""One claim, on record as proved, that its check refutes."""

from askewtheory.claims import Claim, Outcome, Verdict

CLAIMS = (
    Claim(
        id="wrong",
        title="Recorded wrongly",
        source="Toy",
        statement="1 = 2",
        expected="proved",
        check=lambda: Outcome(Verdict.REFUTED, "1 is not 2"),
    ),
)
