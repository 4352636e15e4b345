"""Tests of LaTeX as MathML: typeset, short, and harmless."""

import re

import pytest

from askewtheory.audit.page.mathml import mathml


def test_formulas_become_mathml():
    """Fractions, indices and primes on the line; nothing that a browser knows is said."""
    found = mathml(r"\frac{\alpha}{\psi'_i} < 2")
    assert found == (
        "<math><mfrac><mi>α</mi><msub><mrow><mi>ψ</mi><mi>′</mi></mrow><mi>i</mi></msub></mfrac>"
        "<mo>&lt;</mo><mn>2</mn></math>"
    )
    assert mathml("x", block=True) == "<math display=block><mi>x</mi></math>"


@pytest.mark.parametrize("latex", [r"\unheardof{x}", r"\left( x"])
def test_a_formula_that_cannot_be_set_is_none(latex):
    """Rather nothing than half a formula: its source is shown instead."""
    assert mathml(latex) == ""


def test_a_minus_before_a_number_is_told_from_one_between_two():
    """After a relation or an opening bracket it is a sign, without spaces around it."""
    assert "<mo>=</mo><mn>−1</mn>" in mathml("x = -1")
    assert "<mi>x</mi><mo>−</mo><mn>1</mn>" in mathml("x - 1")


@pytest.mark.parametrize(
    "latex", [r"\begin{aligned} a &= b \\ &\le c \end{aligned}", r"a \iff b", r"\arg\min_x f"]
)
def test_commands_of_papers_are_known(latex):
    """What printed statements use is set."""
    assert mathml(latex)


def test_only_harmless_attributes_remain():
    """A link's address, a class and a style are no attributes of formulas."""
    for latex in (r"\href{javascript:alert(1)}{x}", r"\class{a}{b}", r"\style{color:red}{x}"):
        assert not re.search(r"href|class|style=|javascript", mathml(latex))


def test_numbers_and_signs_side_by_side_are_one_element():
    """A negative fraction is one number; what stands in an index of its own is not joined."""
    assert mathml("x + (-3/4)") == (
        "<math><mi>x</mi><mo>+</mo><mi>(</mi><mn>−3/4</mn><mi>)</mi></math>"
    )
    assert mathml("((x))") == "<math><mi>((</mi><mi>x</mi><mi>))</mi></math>"
    assert "<mn>1</mn><mn>2</mn>" in mathml(r"\frac{1}{2}")
    assert mathml(r"\frac{-}{1}").count("<mn>") == 1


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"\mathbb{E}", "<mi>𝔼</mi>"),
        (r"\mathbb{R}", "<mi>ℝ</mi>"),
        (r"\mathbf{1}", "<mn>𝟏</mn>"),
        (r"\mathrm{hi}", "<mi>hi</mi>"),
        (":=", "<mo>≔</mo>"),
    ],
)
def test_letters_say_their_variant_themselves(latex, shown):
    """Browsers know no variant but the upright one: elsewhere it is in the letter."""
    assert shown in mathml(latex)
    assert "mathvariant" not in mathml(latex)
