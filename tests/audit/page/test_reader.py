"""Tests of the mathematics in sentences: what is found, and how it is written in LaTeX."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askewtheory.audit.page.reader import pieces
from askewtheory.audit.page.symbols import Symbols

SYMBOLS = Symbols(
    {"ghat": r"\hat g", "l": r"\ell", "gap": r"\Delta", "d()": r"d(#1, C)", "l[]": r"\ell(w_{#1})"},
    frozenset({"A3", "W1"}),
)


def maths(text):
    """Return the formulas of a sentence, without spaces and braces."""
    found = [part for kind, part in pieces(text, SYMBOLS) if kind == "maths"]
    return [part.replace("{", "").replace("}", "").replace(" ", "") for part in found]


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("With 0 < gamma max{L, M_c} < 2 it stays.", [r"0<\gamma\max\L,M_c\<2"]),
        ("a coordinate below m - q_+ stays", ["m-q_+"]),
        ("The gradient |ghat_i| <= B_inf.", [r"|\hatg_i|\leB_\infty"]),
        ("less than min gap^2/4", [r"\min\Delta^2/4"]),
        ("between the gap and a gap's end", []),
        ("(a) the case: (b) holds with a <= b", [r"a\leb"]),
        ("under A3 and W1, d(w^(k)) -> 0", [r"d(w^(k),C)\to0"]),
        ("almost surely l[k] falls by sqrt(3)/2", [r"\ell(w_k)", r"\sqrt3/2"]),
        ("v-hat equals u", [r"\hatv", "u"]),
        ("x^ minimises <h + 2M(x^ - w), z> >= 0", [r"\hatx", r"\langleh+2M(\hatx-w),z\rangle\ge0"]),
        ("-grad l(w) in N_C, where the loss falls", [r"-\nabla\ell(w)\inN_C"]),
        ("gamma_{k_0} and w_(T+1)", [r"\gamma_k_0", "w_T+1"]),
        ("That is what Theorem 3's line 2 says, i.e. nothing.", []),
        ("the cell (-oo, m)", [r"(-\infty,m)"]),
        ("-3/2 is a number", []),
        ("delta* and kappa'", [r"\delta^*", r"\kappa'"]),
    ],
)
def test_formulas_are_found_in_sentences(text, formulas):
    """Symbols, relations and what they join; words, numbers and numbers of items stay words."""
    assert maths(text) == formulas


@given(st.text(max_size=60))
def test_no_word_is_lost(text):
    """Whatever the text: what is not mathematics is there again, in order."""
    position = 0
    inner = text.replace("<", "⟨").replace(">", "⟩")
    for kind, part in pieces(text, SYMBOLS):
        if kind == "words" and "−" not in part:
            place = inner.find(part.replace("<", "⟨").replace(">", "⟩"), position)
            assert place >= position or "-hat" in text
            position = max(place, position)


def test_a_norm_in_a_sentence_is_mathematics():
    """It is no word that a formula ends at."""
    ((kind, text),) = pieces("f1 <= f - h/2*norm2(g)", Symbols({}))
    assert kind == "maths"
    assert text.endswith(r"\cdot \lVert {g} \rVert^{2}")
