"""Which formulas are let through to LaTeX."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askewtheory.audit.erratum.mathematics import _SYMBOLS, checked

GOOD = (
    "x", "x'^2", r"\frac12", r"\frac{a}{b}", r"\sqrt[3]{x}", r"\left(\frac{x}{2}\right]",
    r"\left\{ x \middle| y \right\}", r"\begin{cases} a & b \\ c & d \end{cases}",
    r"\text{for $x > 0$ and 50 \% of them}", r"\bigl( x \bigr)", r"\hat g_i^{(k)}",
    r"\sum\limits_{k=0}^{T} x_k", r"\min_{\substack{a \\ b}} f", r"\operatorname*{arg}_x",
    r"\underbrace{x + y}_{z}", r"\mathbb E", r"\|x\|", "f(x), g[y]",
)  # fmt: skip
BAD = (
    "", r"\input{/etc/passwd}", r"\write18{rm}", r"\end{document}", r"\begin{document}", "$", "x$y",
    "a & b", r"a \\ b", "x^2^3", "x_1_2", "x^2'", "{", "}", "x}{", r"\frac{1}", r"\hat", "x^",
    r"\left( x", r"x \right)", r"\left x \right)", r"\begin{cases} a \end{aligned}",
    r"\begin{verbatim} \end{verbatim}", r"\text{a_b}", r"\text{x", r"\text{\def\x{}}",
    r"\hat\hat x", "%", "#1", r"\x", r"\csname", "^^41", "x\x00", "中", r"x \limits_2",
    r"\catcode`\%=12", r"\substack{a & b", "~" * 3 + "&", r"\left(" * 60 + "x" + r"\right)" * 60,
)  # fmt: skip


@pytest.mark.parametrize("source", GOOD)
def test_what_mathematicians_write_passes(source):
    """Commands with their arguments, fences, environments and words pass as they are."""
    assert checked(source) == source


@pytest.mark.parametrize("source", BAD)
def test_what_might_not_compile_is_refused(source):
    """Unknown commands, open braces, missing arguments, two superscripts, signs with a meaning."""
    assert checked(source) is None


def test_letters_become_commands():
    """Greek letters and signs that are not ASCII are set as their commands."""
    assert checked("ε ≤ x²") == r"\varepsilon  \le  x^{2}"


@given(st.text(max_size=40) | st.lists(st.sampled_from(
    ["\\", "{", "}", "^", "_", "x", "\\left", "\\right", "(", ")", "\\frac", "\\text", "$", "%",
     "\\input", "&", "\\\\", "\\begin", "{cases}", "\\end", "'", "#", " "]), max_size=12
).map("".join))  # fmt: skip
def test_nothing_dangerous_passes(source):
    """No command that reads, writes or defines, and no comment, is let through."""
    found = checked(source)
    if found is not None:
        bare = re.sub(r"\\[%#$&_{}|]", "", found)
        outside = re.sub(r"\\text\{[^{}]*\}", "", bare)
        assert not set(outside) & set("%#$")
        assert found.count("{") == found.count("}") or r"\{" in found or r"\}" in found
        assert not re.search(r"\\(input|write|def|catcode|csname|include|openin|immediate)", found)


def accepted(count, seed):
    """Return formulas that are put together at random and let through."""
    draw = random.Random(seed)
    pieces = [
        "x", "2", "+", "=", ",", "'", "^", "_", "{", "}", "(", ")", r"\alpha", r"\frac", r"\hat",
        r"\left(", r"\right)", r"\left.", r"\sqrt", "[", "]", r"\text{ if $x$ }",
        r"\sum", r"\limits",
        r"\min", r"\bigl", "|", r"\|", r"\{", r"\}", r"\mathbb", r"\quad", r"\not", r"\le",
        r"\begin{cases}", "&", r"\\", r"\end{cases}", r"\underbrace", r"\overset",
        r"\operatorname*",
    ]  # fmt: skip
    found: dict[str, None] = {}
    while len(found) < count:
        source = " ".join(draw.choices(pieces, k=draw.randint(1, 9)))
        if checked(source) is not None:
            found[source] = None
    return list(found)


def test_what_is_let_through_compiles(compile_quietly):
    """Every command, six hundred formulas put together at random, and those above: in silence."""
    every = [*GOOD, *(rf"a \{one} b" for one in sorted(_SYMBOLS)), *accepted(600, seed=1)]
    body = "\n\n".join(rf"$\displaystyle {one}$" for one in every)
    compile_quietly(
        "\\documentclass{article}\\usepackage{amsmath,amssymb}\\hbadness=10000\\vbadness=10000"
        f"\\raggedbottom\\begin{{document}}\n{body}\n\\end{{document}}\n"
    )
