"""Tests of the page's pieces: readable mathematics, MathML, verdicts, tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askewtheory.audit.page import markup
from askewtheory.audit.verdict import Verdict


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
    ("written", "shown"),
    [
        ("q_- < M_c & w_{k+1}", "q<sub>-</sub> &lt; M<sub>c</sub> &amp; w<sub>k+1</sub>"),
        ("q^(j) + 3^20", "q<sup>(j)</sup> + 3<sup>20</sup>"),
        ("a - b, -1/2, (-alpha), 1-h", "a − b, −1/2, (−α), 1-h"),
        ("gradient_bound", "gradient_bound"),
    ],
)
def test_words_are_escaped_and_set(written, shown):
    """Subscripts belong to single letters; minus signs do not let the line break."""
    assert markup.words(written) == shown


@given(st.text())
def test_no_text_can_add_markup(text):
    """Whatever a claim says, the only tags in its words are those for sub- and superscripts."""
    found = markup.words(text)
    for tag in ("<sub>", "</sub>", "<sup>", "</sup>"):
        found = found.replace(tag, "")
    assert "<" not in found
    assert ">" not in found


def test_formulas_become_mathml_with_their_source_beside_them():
    """The formula is typeset, primes stand on the line, and LaTeX is the text alternative."""
    found = markup.formula(r"\frac{\alpha}{\psi'_i} < 2")
    assert "<mfrac>" in found
    assert "α" in found
    assert r'alttext="\frac{\alpha}{\psi&#x27;_i} &lt; 2"' in found
    assert '<msub><mrow><mi>ψ</mi><mo lspace="0" rspace="0">′</mo></mrow><mi>i</mi></msub>' in found


@pytest.mark.parametrize("latex", [r"\unheardof{x}", r"\left( x"])
def test_a_formula_that_cannot_be_set_is_shown_as_written(latex):
    """A reader sees the source rather than half a formula."""
    assert markup.formula(latex) == (
        f'<div class="formula" tabindex="0"><code>{latex}</code></div>'
    )


def test_every_verdict_has_its_own_mark_and_word():
    """Verdicts differ by sign and by word, so that colour carries nothing alone."""
    assert len(set(markup.SYMBOLS.values())) == len(Verdict)
    for verdict in Verdict:
        shown = markup.badge(verdict.value)
        assert verdict.value in shown
        assert markup.SYMBOLS[verdict] in shown


def test_a_verdict_that_was_not_reproduced_says_so():
    """The word beside the verdict tells that the record differs."""
    assert "not the verdict on record" in markup.badge("proved", reproduced=False)


def test_values_are_shown_exactly():
    """Lists are sets of levels, dictionaries are assignments."""
    assert markup.value_text([-1, "1/2"]) == "{-1, 1/2}"
    assert markup.value_text({"a": 1, "b": [2]}) == "a = 1, b = {2}"
