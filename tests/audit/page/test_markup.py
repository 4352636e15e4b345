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


@pytest.mark.parametrize(
    ("shown", "written"),
    [
        ("needs γα > 2, or γM_c/2", "needs gamma alpha > 2, or gamma M_c/2"),
        ("2 M_c √d + M_c² d", "2 M_c sqrt(d) + M_c^2 d"),
        ("10⁻¹⁰ from k₁ on", "10^(-10) from k_1 on"),
        ("d(w, Z_ε), 1/√(T+1)", "d(w, Z_epsilon), 1/sqrt(T+1)"),
        ("Σ min(0, ψ)²", "Σ min(0, psi)^2"),
        ("plain words", "plain words"),
    ],
)
def test_unicode_mathematics_is_spelled_for_the_typesetter(shown, written):
    """Letters by name, apart from what they stand beside; powers, indices and roots in ASCII."""
    assert markup.spelled(shown) == written


def test_values_are_shown_exactly():
    """Lists are sets of levels, dictionaries are assignments."""
    assert markup.value_text([-1, "1/2"]) == "{-1, 1/2}"
    assert markup.value_text({"a": 1, "b": [2]}) == "a = 1, b = {2}"
