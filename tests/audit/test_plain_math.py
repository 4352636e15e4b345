"""LaTeX as Unicode text: nothing of LaTeX is left, and nothing is read together that was apart."""

import pytest

from askewtheory.audit.package import discover
from askewtheory.audit.plain_math import plain

FORMULAS = {name: entry.latex for name, entry in discover("proofs_checks").entries.items()
            if entry.latex}  # fmt: skip


@pytest.mark.parametrize("name", FORMULAS)
def test_every_formula_of_the_package_is_written_without_latex(name):
    """No command and no brace group of LaTeX survives; parentheses pair up."""
    text = plain(FORMULAS[name])
    assert text
    assert "\\" not in text
    assert "^{" not in text
    assert "_{" not in text
    for opening, closing in ("{}", "⟨⟩", "⌈⌉"):  # and no round ones: intervals may be half open
        assert text.count(opening) == text.count(closing)


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        ("", ""),
        (r"\frac{a+b}{2} c", "((a + b)/2)c"),
        (r"\tfrac32dM_c^2", "(3/2)dM_c²"),
        (r"\frac{D}{3G}", "D/(3G)"),
        (r"\frac{1}{\sum_k\gamma_k}", "1/(∑_k γ_k)"),
        (r"\sqrt{T+1}", "√(T + 1)"),
        (r"\sqrt{L}", "√L"),
        (r"x_{k+1} = x_k - \gamma_k v_k", "x_(k + 1) = x_k − γ_k v_k"),
        (r"C_{\varepsilon_j}", "C_(ε_j)"),
        (r"\psi_i'^2 > 0", "ψ_i′² > 0"),
        (r"\hat g \le -2", "ĝ ≤ −2"),
        (r"w \in \mathcal{Z}_\varepsilon \iff h(w) = 0", "w ∈ Z_ε ⇔ h(w) = 0"),
        (r"\mathrm{sign}(g_i)", "sign(g_i)"),
        (r"\min_{k \le T}\|v^{(k)}\|^2", "min_(k ≤ T) ‖v^(k)‖²"),
        (r"\limsup_k d_k", "lim sup_k d_k"),
        (r"w^+ := w + \gamma", "w⁺ := w + γ"),
    ],
)
def test_what_a_bar_or_a_brace_held_together_stays_so(latex, text):
    """Quotients, indices and roots get the parentheses that one line needs."""
    assert plain(latex) == text


def test_an_unknown_command_is_refused():
    """It is not passed on as it is written."""
    with pytest.raises(Exception, match=r"."):
        plain(r"\nosuchcommand x")
