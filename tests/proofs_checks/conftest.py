"""Shared by the tests of claims: run one and compare with the verdicts on record."""

from __future__ import annotations

import pytest

from askewtheory.claims import Claim, ClaimResult, run_claim


@pytest.fixture
def reproduced():
    """Run a claim; every verdict on record must come out again. Returns the verdicts by id."""

    def run(claim: Claim) -> dict[str, str]:
        result: ClaimResult = run_claim(claim)
        wrong = [
            (item.id, str(item.outcome.verdict), item.outcome.reason)
            for item in result.all_results
            if not item.reproduced
        ]
        assert wrong == []
        return {item.id: str(item.outcome.verdict) for item in result.all_results}

    return run
