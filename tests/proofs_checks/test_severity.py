"""What a reader takes away from each printed statement: how bad, why, and what was meant."""

import pytest

from askewtheory.audit.package import discover
from askewtheory.audit.verdict import FAILING, Severity, Verdict

PACKAGE = discover("proofs_checks")
PRINTED = [PACKAGE.entries[name] for name in PACKAGE.claims if PACKAGE.entries[name].printed]


@pytest.mark.parametrize("claim", PRINTED, ids=lambda claim: claim.id)
def test_a_statement_has_a_severity_exactly_if_it_fails(claim):
    """With it come a sentence on why, and what was mended where something is meant."""
    assert (claim.severity is not None) == (claim.expected in FAILING)
    assert bool(claim.why) == (claim.expected in FAILING)
    assert bool(claim.meant) == bool(claim.changes)
    assert claim.why == "" or claim.why.endswith(".")


@pytest.mark.parametrize("claim", [one for one in PRINTED if one.severity], ids=lambda one: one.id)
def test_a_severity_agrees_with_what_is_proved(claim):
    """What can be mended has a proved reading or repair; of what is wrong no reading is proved."""
    inside = PACKAGE.whole(claim.id)
    assert claim.meant in ("", *inside)
    meant = PACKAGE.entries[claim.meant].expected if claim.meant else None
    repairs = [one.expected for one in PACKAGE.within(claim.id, "repair")]
    if claim.severity is Severity.WRONG:
        assert meant is not Verdict.PROVED
    else:
        assert Verdict.PROVED in (meant, *repairs)
