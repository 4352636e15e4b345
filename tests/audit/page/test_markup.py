"""Tests of what pages and terminals share: readable mathematics, values."""

import pytest

from askewtheory.audit.page import markup


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("delta_1 <= gap^2/4", "δ_1 ≤ gap²/4"),
        ("|alpha*psi/psi'| != 2**20", "|α·ψ/ψ′| ≠ 2^20"),
        ("w'' == w'", "w″ = w′"),
        ("the gradients' alphabet, lemma-2", "the gradients' alphabet, lemma-2"),
        ("sqrt(3)/2", "√(3)/2"),
    ],
)
def test_ascii_mathematics_becomes_readable(written, shown):
    """Greek letters, relations, powers and primes are set; words and identifiers stay."""
    assert markup.readable(written) == shown


def test_values_are_shown_exactly():
    """Lists are sets of levels, dictionaries are assignments."""
    assert markup.value_text([-1, "1/2"]) == "{-1, 1/2}"
    assert markup.value_text({"a": 1, "b": [2]}) == "a = 1, b = {2}"
