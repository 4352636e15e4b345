"""The claims on the report, the early notes and the notes of meetings: one file or folder a result.

``theorem-5/descent/line-4`` is the function ``line_4`` in ``theorem_5/descent.py``; the lines of a
statement with a folder of its own stand in ``printed.py`` there (a long proof's in ``proof.py``),
its repair in ``repaired.py``. ``written`` returns the written proof of a repair, ``addition`` the
laboratory in ``laboratory/``, where a reader of the page moves counterexamples.
``vocabulary`` gives names to what statements speak of, ``facts`` holds what several results use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proofs_checks.glossary import GLOSSARY, SETTING, SYMBOLS, USUAL
from proofs_checks.quoted import QUOTED
from proofs_checks.written_proofs import written

if TYPE_CHECKING:
    from askewtheory.audit.page.addition import Addition

__all__ = [
    "BEFORE_PROOFS", "CORRECTS", "FIGURES", "GLOSSARY", "LETTERS", "ORDER", "QUOTED", "RESULTS",
    "SECTIONS", "SETTING", "SUBJECT", "SYMBOLS", "TITLE", "USUAL", "addition", "written",
]  # fmt: skip

TITLE = "Revisiting ASkewSGD: what holds and what does not"
CORRECTS = (
    "Revisiting ASkewSGD: New Theoretical Guarantees for Quantization-Aware Deep Neural Network "
    "Optimization"
)
LETTERS = (
    "Letters that the report does not have, each defined in the appendix: G bounds |grad l|, "
    "M_s is a Lipschitz constant of grad l, and B = max(G, M_c); m is the midpoint between "
    "two levels, m_l and m_r those to the left and right of a level; [q_-, q_+] is a level's "
    "feasible interval, D the width of the infeasible middle between two of them (D_l and D_r "
    "beside a level), A = min D the least; delta is a distance to the feasible set. C is a "
    "box, the product of one feasible interval for each coordinate, and N its neighbourhood "
    "of width delta_star = min(A/3, M_c/(2 alpha)) in each coordinate; xhat minimises l(y) + "
    "M |w - y|^2 over y in C, with M a Lipschitz constant of grad l on N; d is the distance "
    "of w to C, S that of its projection on C to xhat, and Psi = l(xhat) + M |w - xhat|^2 + "
    "kappa d^2. In a counterexample Q are the levels of the one coordinate, and w, g, v at k "
    "are iterate, gradient and velocity of step k"
)
"""What the erratum says of letters that the report does not have."""
BEFORE_PROOFS = ("setting", "near-a-box")
SUBJECT = "the report on skewed-gradient quantization and of notes before it"
FIGURES = "figures"
RESULTS = Path(__file__).parents[1] / "docs" / "results"

SECTIONS = {
    "Background and existing works (Section 2)": (
        "section-2/binary-connect",
        "section-2/stochastic",
        "section-2/k-bit",
        "section-2/dual-averaging",
        "section-2/proximal-map",
    ),
    "The algorithm and its feasible set (Section 3)": (
        "mfcq",
        "section-3/trade-off",
        "definition-2",
        "levels-intersection",
        "section-3/smoothed-sequence",
        "section-3/solvable",
        "velocity-formula",
        "stationarity-signs",
    ),
    "Existing convergence analysis (Section 4)": (
        "lemma-1",
        "theorem-1",
        "a3-implies-a2",
    ),
    "Forces and constant stepsizes (Sections 5 and 5.1.1)": (
        "definition-3",
        "intervals",
        "section-5/figure-1",
        "section-5/figure-2",
        "lemma-2",
        "lemma-2/remark",
        "definition-4",
        "theorem-2",
        "cycling",
        "lemma-3",
        "lemma-4/left",
        "lemma-4/right",
        "lemma-5",
        "corollary-1",
        "corollary-1/sharper",
        "theorem-3",
        "corollary-2",
        "section-5/implications",
    ),
    "Decreasing stepsizes, without noise (Section 5.1.2)": ("theorem-4",),
    "Decreasing stepsizes, with noise (Section 5.2)": (
        "definition-5",
        "section-5/type-4",
        "theorem-5",
        "theorem-5/almost-surely",
        "theorem-5/descent",
        "theorem-6",
        "psi-smooth",
        "theorem-6/penalty-c1",
        "theorem-6/mean-field-zero",
        "theorem-6/lyapunov",
        "theorem-6/stable",
    ),
    "Experiments and conclusion (Sections 6 and 7)": (
        "section-6/levels",
        "section-6/noise",
        "section-6/proxquant-start",
        "section-6/epsilon",
        "section-6/epsilon-limit",
        "section-6/best",
        "section-6/rounded",
        "section-6/proxquant-lags",
        "section-7/architectures",
    ),
    "The early notes": (
        "notes/condition-a",
        "notes/explicit-formula",
        "notes/algorithm-2-sign",
        "notes/lemma-1",
        "notes/corollary-1",
        "notes/theorem-1",
        "notes/lemma-2-duality",
        "notes/lemma-2-dual-formula",
        "notes/mfcq-on-c",
        "notes/lemma-3",
        "notes/definition-6",
        "notes/theorem-2",
        "notes/lemma-4",
        "notes/lemma-5",
        "notes/theorem-3",
        "notes/stationary-set-sign",
        "notes/theorem-4",
        "notes/algorithm-3",
    ),
    "The notes of the meetings": ("notes/lipschitz-square", "notes/spectral-norm"),
}
"""The statements in the order in which the documents make them, by section."""

ORDER = tuple(name for names in SECTIONS.values() for name in names)
"""The identifiers, in that order."""


def addition(claims: Sequence[Mapping[str, Any]]) -> Addition | None:
    """Return the laboratory, which a page shows beside the claims on record."""
    from proofs_checks.laboratory import laboratory

    return laboratory(claims)
