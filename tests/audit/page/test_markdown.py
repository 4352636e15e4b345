"""Tests of Markdown with mathematics as HTML."""

import pytest

from askewtheory.audit.page.markdown import markdown
from tests.audit.page.test_hostile import EVIL, acts


def test_mathematics_is_typeset_and_the_rest_is_markdown():
    """Formulas in lines and on their own, headings below the page's, tables."""
    shown = markdown(
        "# Proof\n\nLet $x_1 < \\frac12$ and *so*\n\n$$a = b$$\n\n| a |\n|---|\n| 1 |\n"
    )
    assert "<h4>Proof</h4>" in shown
    assert "<math><msub><mi>x</mi><mn>1</mn></msub><mo>&lt;</mo><mfrac>" in shown
    assert "<em>so</em>" in shown
    assert "<math display=block>" in shown
    assert "<td>1</td>" in shown


def test_a_dollar_sign_that_is_none_of_mathematics_stays():
    """Prices are no formulas, and what cannot be typeset is shown as it is."""
    assert "5 $ and 6 $" in markdown("5 $ and 6 $ a piece")
    assert r"<code>\unheardof</code>" in markdown(r"$\unheardof$")


@pytest.mark.parametrize(
    "text",
    [EVIL, f"[a]({EVIL})", "[a](javascript:alert(1))", "![p](http://x.example/y.png)",
     f"${EVIL}$", f"# {EVIL}", "<javascript:alert(1)>", f"| {EVIL} |\n|---|\n| {EVIL} |"],
)  # fmt: skip
def test_no_text_does_anything(text):
    """HTML is text, links and pictures are their words."""
    shown = markdown(text)
    assert acts(shown) == []
    assert "<a" not in shown


def test_plain_words_may_be_marked_and_mathematics_is_left_alone():
    """What marks abbreviations sees the words of a quotation, not its formulas or code."""
    seen = []

    def mark(words):
        seen.append(words)
        return f"<abbr>{words}</abbr>"

    shown = markdown("Under A3, $A3 < x$ and `A3`", words=mark)
    assert seen == ["Under A3, ", " and "]
    assert shown.startswith("<p><abbr>Under A3, </abbr><math>")
