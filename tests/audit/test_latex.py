"""Formulas as LaTeX."""

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askewtheory.audit.evaluate import value as value_of
from askewtheory.audit.latex import (
    escaped,
    fragments,
    is_letter,
    latex,
    parsed,
    said,
    symbol,
    symbols_of,
)
from askewtheory.audit.package import discover
from askewtheory.audit.page.mathml import mathml
from askewtheory.audit.plain_math import plain
from askewtheory.audit.statement import scalar_parts
from askewtheory.audit.terms import OPERATIONS, Formula, Term, prose, term, walk

SETS = {
    "gamma*max(L, M_c) < q_plus - q_minus": r"\gamma \max\{L, M_{c}\} < q_{+} - q_{-}",
    "0 < x and x <= 1 and y > 0": r"0 < x \le 1 \text{ and } y > 0",
    "x < 1 and 1 >= y": r"x < 1 \text{ and } 1 \ge y",
    "x - (y - z) - w": "x - (y - z) - w",
    "x - y + z": "x - y + z",
    "x + -y": "x - y",
    "x - -2*y": "x - (-2 y)",
    "1*x + (-1)*y": "x - y",
    "-(x + y)*z": "-(x + y) z",
    "x*-y": r"x \cdot (-y)",
    "2*(1/3)*x": r"2 \cdot \tfrac{1}{3} x",
    "x*3": r"x \cdot 3",
    "(-x)^2 != -x^2": r"(-x)^{2} \ne -x^{2}",
    "(x + 1)^2/(y - 1/2)": r"\frac{(x + 1)^{2}}{y - \tfrac{1}{2}}",
    "(x/y)^2": r"\left(\frac{x}{y}\right)^{2}",
    "abs(x*y)": r"\lvert x y \rvert",
    "min(x, 1)": r"\min\{x, 1\}",
    "w_bar*ghat[j]": r"\bar{w} \hat{g}_{j}",
    "d_after + t1": r"d_{\mathrm{after}} + t_{1}",
    "kept": r"\mathrm{kept}",
    "f(x, y)^2": "f(x, y)^{2}",
    "sum(v[k]^2 for k in range(0, T))": r"\sum_{k=0}^{T - 1} v_{k}^{2}",
    "c*sum(a[k] + b for k in N)": r"c \cdot (\sum_{k=0}^{\infty} (a_{k} + b))",
    "min(v[k] for k in range(0, T + 1))": r"\min_{0 \le k \le T} v_{k}",
    "max(v[k] for k in N(2))": r"\max_{k \ge 2} v_{k}",
    "limsup(w[k] for k in N) == 0": r"\limsup_{k \to \infty} w_{k} = 0",
    "average(w[k] for k in N)": r"\lim_{N \to \infty} \frac{1}{N} \sum_{k=0}^{N-1} w_{k}",
    "diverges(a[k] for k in N)": r"\sum_{k=0}^{\infty} a_{k} \text{ diverges}",
    "all(w[k] < m for k in N)": r"w_{k} < m \text{ for all } k \ge 0",
    "if_(x > 0, 1, 0)": r"\mathbf{1}[x > 0]",
    "if_(x > 0, x + y, 0)^2": r"((x + y) \mathbf{1}[x > 0])^{2}",
    "if_(x > 0, y, z)": r"\begin{cases} y & \text{if } x > 0 \\ z & \text{otherwise} \end{cases}",
    "not (x < 1 or y < 2)": r"\text{not } (x < 1 \text{ or } y < 2)",
    "implies(x < 1, iff(y < 2, z < 3))": r"x < 1 \Rightarrow (y < 2 \iff z < 3)",
    "(x < 1 or y < 2) and z < 3": r"(x < 1 \text{ or } y < 2) \text{ and } z < 3",
    "for 50 % of all w_i": r"\text{for 50 \% of all w\_i}",
}


@pytest.mark.parametrize("text", SETS)
def test_each_operation_is_typeset(text):
    """A formula comes out as a mathematician would write it."""
    assert latex(text) == SETS[text]


def test_the_table_covers_every_operation():
    """No operation of terms or formulas is left without a rendering that is tested above."""
    known = {node.op for text in SETS for node in walk(parsed(text))}
    rest = frozenset({"coq", "liminf", "lim", "converges"})
    assert known | rest == OPERATIONS[Term] | OPERATIONS[Formula]
    assert latex(Formula("coq", ("t_1", "x_0"))) == r"\text{the Coq theorem t\_1: x\_0}"
    assert latex("liminf(w[k] for k in N)").startswith(r"\liminf_{k \to \infty}")
    assert latex("lim(w[k] for k in N)").startswith(r"\lim_{k \to \infty}")
    assert latex("converges(a[k] for k in N)").endswith(r"\text{ converges}")


def _trees(depth):
    leaves = [term(-1), term("1/3"), term("x")]
    if not depth:
        return leaves
    inner = _trees(depth - 1)
    found = [Term(op, pair) for op in "+-*/" for pair in product(inner, inner)]
    return leaves + found + [Term("neg", (one,)) for one in inner] + [one**2 for one in inner]


def test_what_looks_alike_is_equal():
    """Of all small expressions, those that are typeset alike have one value: no bracket is missing.

    Every tree of two operations is looked at.
    """
    values = {}
    for tree in _trees(2):
        try:
            value = value_of(tree, {"x": term("3/7").args[0]})
        except (ZeroDivisionError, ArithmeticError, ValueError):
            value = None
        assert values.setdefault(latex(tree), value) == value, latex(tree)
    assert len(values) > 1000


@pytest.mark.parametrize("name", ["f", "f[k]", "f^2", "2*f", "x*f", "-f", "x_1", "loss", "psi"])
@pytest.mark.parametrize("inner", ["b + 1", "-b", "x/2 + 1"])
def test_a_product_is_no_value_of_a_function(name, inner):
    """What a bracket follows is called; between a factor and a bracket there is a dot or a star."""
    called = re.compile(r"(?<!\\cdot)(?<=[\w}²]) ?(\\left)?\(")
    for write in (latex, said, lambda one: plain(latex(one)), str):
        product = write(term(f"({name})*({inner})")).replace(r"\left", "")
        assert not called.search(product), product
        assert called.search(write(term(f"f({inner})")))


def test_connectives_become_words():
    """In running text a line can break at every connective."""
    text = "all(implies(0 < x[k] and x[k] <= 1, y > 2) for k in N)"
    assert said(text) == "for all $k \\ge 0$: if $0 < x_{k} \\le 1$, then $y > 2$"
    assert fragments("iff(x < 1, not (y < 1 or z < 1))") == [
        ("math", "x < 1"), ("words", " if and only if (it is not true that ("),
        ("math", "y < 1"), ("words", " or "), ("math", "z < 1"), ("words", "))"),
    ]  # fmt: skip
    assert said("(x < 1 or y < 1) and z < 1") == "($x < 1$ or $y < 1$) and $z < 1$"
    assert said(prose("50 % of w_i")) == r"50 \% of w\_i"
    assert said("diverges(a[k] for k in N)") == r"$\sum_{k=0}^{\infty} a_{k}$ diverges"


def test_a_package_extends_the_table():
    """Names, members and values of a package are set by its own table."""
    known = symbols_of("proofs_checks")
    assert latex("slope_at[0]^2*slope", known) == r"\psi'(w_{0})^{2} \psi'"
    assert latex("slope^2*slope[i]^2", known) == r"(\psi')^{2} (\psi'_{i})^{2}"
    assert latex("velocity(x, g)*l[k]*l(x)", known) == r"s(g, x) \ell(w_{k}) \ell(x)"
    assert latex("sigma2^2", known) == r"(\sigma^2)^{2}"
    assert symbols_of("tests.toy_claims")["gamma"] == r"\gamma"


def test_every_statement_of_the_report_is_typeset():
    """Each hypothesis and conclusion has balanced braces, and only lines of words have words."""
    known = symbols_of("proofs_checks")
    for entry in discover("proofs_checks").entries.values():
        for part in scalar_parts(entry.statement):
            for one in (*part.formulas, part.conclusion):
                shown = latex(one, known)
                assert _balanced(shown), shown
                assert not re.search(r"_\{[^{}]*\}_|\^\{[^{}]*\}\^", shown), shown


def _balanced(text):
    depth = 0
    for sign in re.sub(r"\\.", "", text):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            return False
    return depth == 0


@given(st.text(max_size=60))
def test_text_is_text(text):
    """Nothing that a user writes has a meaning for LaTeX: no command of theirs, no open brace."""
    found = escaped(text)
    assert _balanced(found)
    words = "textbackslash textasciitilde textasciicircum textless textgreater textbar dots S"
    rest = re.sub(rf"\\({words.replace(' ', '|')})\{{\}}", "", found)
    rest = re.sub(r"\\ensuremath\{(\\[A-Za-z]+|-|\^\{[23]\}|\{\}')\}", "", rest)
    rest = re.sub(r"\\[{}$&#%_]", "", rest).replace("{}", "")
    assert not set(rest) & set("\\{}$&#%_^~")
    assert found.isascii() or all(sign.isalpha() for sign in found if not sign.isascii())


def test_ligatures_are_broken():
    """Two signs stay two signs."""
    assert escaped("a--b ?` ''<") == r"a-{}-b ?{}` '{}'\textless{}"


@given(st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,12}", fullmatch=True))
def test_every_name_is_typeset(name):
    """A name of any form gives balanced LaTeX that is not empty, and can carry an index."""
    assert symbol(name)
    assert _balanced(symbol(name))
    shown = latex(Term("^", (Term("at", (name, term(1))), 2)))
    assert _balanced(shown)
    assert not re.search(r"\}_\{[^{}]*\}_\{", re.sub(r"\\mathrm\{[^{}]*\}", "x", shown))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("norm2(x - y)", r"\lVert x - y \rVert^{2}"),
        ("norm(x)^2", r"(\lVert x \rVert)^{2}"),
        ("inner(x, y)", r"\langle x, y \rangle"),
        ("sqrt(x + 1)", r"\sqrt{x + 1}"),
    ],
)
def test_norms_and_roots_are_written_as_such(text, written):
    """What every package may name needs no entry in its table."""
    assert latex(text) == written


def test_a_package_may_write_a_norm_in_its_own_way():
    """Its table comes first."""
    assert latex("norm(x)", {"norm()": r"|#1|_{1}"}) == "|x|_{1}"


def test_a_product_with_a_negative_product_is_no_difference():
    """A times -b is not printed as a less b."""
    assert latex("a*((-1)*b)") == r"a \cdot (-b)"
    assert latex("a*((-2)*b)") == r"a \cdot (-2 b)"


def test_a_name_of_several_letters_is_no_product():
    """On the page as in LaTeX: upright where letters side by side are a product."""
    assert mathml(latex("ab > 0")) != mathml(latex("a*b > 0"))


@pytest.mark.parametrize(
    ("name", "text"),
    [("p", r"\pi"), ("x", "x^{2}"), ("x", "x^2"), ("a", r"\lvert x \rvert"), ("n", "-x"),
     ("s", "x + y"), ("e()", r"\exp(#1)"), ("r", r"\sqrt{x}"), ("q", r"\frac{x}{y}"),
     ("i", "x^{-1}"), ("m", r"\infty"), ("w", r"\text{less than }x"), ("z", r"x\phantom{y}")],
)  # fmt: skip
def test_a_letter_says_nothing_of_itself(name, text):
    """A table of letters makes no power, size or known number of a name."""
    assert not is_letter(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [("sigma2", r"\sigma^2"), ("delta_star", r"\delta^{*}"), ("w[]", r"\bar w_{#1}^{+}"),
     ("grad_i", r"[\nabla\ell(w)]_i"), ("d[]", r"d(w_{#1}, C_\varepsilon)"), ("B", r"B_\infty")],
)  # fmt: skip
def test_a_letter_may_have_accents_and_indices(name, text):
    """Those that papers have."""
    assert is_letter(name, text)


GROUPED = {
    "not x > 0 or y > 0": "(it is not true that $x > 0$) or $y > 0$",
    "all(not w[k] > 0 for k in N)": "for all $k \\ge 0$: it is not true that $w_{k} > 0$",
    "iff(implies(x > 0, y > 0), z > 0)":
        "(if $x > 0$, then $y > 0$) if and only if $z > 0$",
    "iff(x > 0, all(w[k] > 0 for k in N))":
        "$x > 0$ if and only if ($w_{k} > 0$ for all $k \\ge 0$)",
    "implies(v[k] > 0, all(w[k] > 0 for k in N))":
        "if $v_{k} > 0$, then ($w_{k} > 0$ for all $k \\ge 0$)",
    "sum(w[k] for k in range(0, T + 1)) + v[k] > 0": r"$(\sum_{k=0}^{T} w_{k}) + v_{k} > 0$",
    "x + min(w[k] for k in N) - v[k] > 0": r"$(x + \min_{k \ge 0} w_{k}) - v_{k} > 0$",
    "sum(w[k] for k in range(0, T + 1)) + v[j] > 0": r"$\sum_{k=0}^{T} w_{k} + v_{j} > 0$",
}  # fmt: skip


@pytest.mark.parametrize("text", GROUPED)
def test_what_words_apply_to_is_seen(text):
    """A negation, a condition, a range and a sum end where their brackets do."""
    assert said(text) == GROUPED[text]


def test_a_long_quotient_is_no_quotient_by_a_product():
    """A / b c would be a / (b c)."""
    long_ = " + ".join(f"a_{k}" for k in range(30))
    assert ")) z" in latex(f"({long_})/(x + y)*z >= 0")


def test_an_average_begins_where_it_does():
    """No member is shown that is not there."""
    assert r"\sum_{k=5}^{N-1} w_{k - 5}" in latex("average(w[k - 5] for k in N(5)) == 0")
