"""How the names of this package's statements are typeset (see :mod:`askewtheory.audit.latex`)."""

from __future__ import annotations

SYMBOLS = {
    "psi_at[]": r"\psi(w_{#1})",
    "slope": r"\psi'",
    "slope_at[]": r"\psi'(w_{#1})",
    "l": r"\ell",
    "l[]": r"\ell(w_{#1})",
    "loss": r"\ell",
    "grad()": r"\nabla\ell(#1)",
    "grad_i": r"[\nabla\ell(w)]_i",
    "gap": r"\mathrm{gap}",
    "velocity()": r"s(#2, #1)",
    "force": "u",
    "branch_at[]": r"\mathrm{branch}(w_{#1})",
    "dist()": r"d(#1, C_\varepsilon)",
    "d[]": r"d(w_{#1}, C_\varepsilon)",
    "dist_Z()": r"d(#1, \mathcal{Z}_\varepsilon)",
    "d_Z[]": r"d(w_{#1}, \mathcal{Z}_\varepsilon)",
    "lyapunov": "L",
    "sigma2": r"\sigma^2",
    "M_psi": r"M_\psi",
}
"""Iterates are numbered below, as w_k: instances have one coordinate."""

SETTING = {
    "levels": "Q",
    "clip": "M_c",
    "start": "w_0",
    "stepsize": r"\gamma",
    "loss": r"\ell(w)",
    "noise": r"\hat g_k - g_k",
    "iterates": "w",
}
"""The choices of an instance that have a symbol of their own."""
USUAL = {"psi": "quadratic", "rule": "printed"}
"""Choices that go without saying."""
