"""Every verdict on record comes out again, with a counterexample where it is a refutation."""

import pytest

from askewtheory.audit.package import discover
from askewtheory.audit.runner import run_claim


@pytest.mark.parametrize("name", discover("proofs_checks").claims)
def test_the_recorded_verdicts_come_out_again(name):
    """Statement, lines, readings and repair of each claim are recomputed."""
    result = run_claim(name)
    wrong = [(one.id, str(one.verdict), one.reason) for one in result.all_results
             if not one.reproduced]  # fmt: skip
    assert wrong == []
    for one in result.all_results:
        if one.verdict == "refuted":
            assert one.counterexample is not None
            assert "is false" in one.counterexample.conclusion
        if one.verdict == "proved":
            assert one.kind is not None


def test_no_module_is_broken():
    """Every module of the package can be imported, and every line belongs to a claim."""
    assert discover("proofs_checks").broken == {}
