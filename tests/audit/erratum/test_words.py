"""Texts of a record as Markdown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askewtheory.audit.erratum.words import Words, plain

WORDS = Words(
    {"slope": r"\psi'", "l": r"\ell", "psi_at[]": r"\psi(w_{#1})"},
    frozenset({"A3"}),
    {"clip": "M_c"},
    {"rule": "printed"},
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Under A3 gamma L_l <= 1/2", r"Under A3 $\gamma L_{\ell} \le 1 / 2$"),
        ("psi'_i and w^(k)", r"$\psi_{i}'$ and $w^{(k)}$"),
        ("delta*^2", r"$\delta^{* 2}$"),
        ("k_1 and x_{k_0}", "$k_{1}$ and $x_{k_{0}}$"),
        ("'as printed' or \"so\"", "“as printed” or “so”"),
        ("50 % $ [so](on) # it`s", r"50 % \$ \[so\](on) \# it\`$s$"),
        ("What holds", "What holds"),
        ("the slope of a line", "the slope of a line"),
        ("at psi = 0 (x = y)", r"at $\psi = 0$ $(x = y)$"),
    ],
)
def test_formulas_in_sentences_are_found(text, shown):
    """Letters and relations become mathematics, words stay words, and signs mean nothing."""
    assert shown in WORDS.words(text)


def test_sentences_begin_and_end_as_sentences():
    """A capital, unless a symbol comes first, and one full stop."""
    assert WORDS.sentence("the clip acts") == "The clip acts."
    assert WORDS.sentence("gamma is small..") == r"$\gamma$ is small."
    assert WORDS.sentence(None) == ""


def test_values_are_exact_numbers_or_words():
    """Terms without names are computed; lists of numbers are sets; a usual choice is not said."""
    assert WORDS.value("epsilon", "3/4") == r"$\varepsilon = \tfrac{3}{4}$"
    assert WORDS.value("v", "(1/2 - (-1/2))/(1/(0 + 1))") == "$v = 1$"
    assert WORDS.value("levels", [-1, 1]) == r"$\mathrm{levels} = \{-1, 1\}$"
    assert WORDS.value("kind", "quartic") == r"$\mathrm{kind}$: quartic"
    assert WORDS.choice("clip", 2) == "$M_c = 2$"
    assert WORDS.choice("rule", "printed") == ""
    assert WORDS.choice("x", "x") == "any $x$"


def test_formal_statements_are_typeset_unless_they_are_too_long():
    """Nobody reads a formula of three hundred signs that nobody wrote."""
    assert WORDS.formal("implies(psi_at[0] <= 0, x < 1)") == r"if $\psi(w_{0}) \le 0$, then $x < 1$"
    assert WORDS.formal(" + ".join(["x"] * 200) + " < 1") == ""


@given(st.text(max_size=60), st.text(max_size=20))
def test_any_text_and_value_is_written(text, name):
    """No text of a record makes the writer fail."""
    WORDS.sentence(text)
    WORDS.choice(name, text)
    WORDS.formal(text)
    assert "\n" not in plain(text)


def test_several_choices_have_their_own_letters():
    """Stepsizes that a run takes by turns are a sequence, and no set."""
    several = Words({}, setting={"stepsize": r"\gamma", "stepsize[]": r"\gamma_0, \gamma_1, \dots"})
    assert several.choice("stepsize", "1/4") == r"$\gamma = \tfrac{1}{4}$"
    assert several.choice("stepsize", [1, "1/2"]) == (
        r"$\gamma_0, \gamma_1, \dots = 1, \tfrac{1}{2}$"
    )
