"""Negative controls: with a weaker hypothesis or a sharper constant a proof must not go through."""

import re
from pathlib import Path

import pytest

from askewtheory.audit.provers import coq as formal
from proofs_checks.formal import FOLDER

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(formal.coq_version() is None, reason="Coq is not installed"),
]

CONTROLS = {
    "lemma_2.lemma_2": ("alpha * delta * (1 - theta)", "99 / 100 * alpha * delta * (1 - theta)"),
    "lemma_2.lemma_2_sharp": ("= 2 * alpha * delta", "= 1.98 * alpha * delta"),
    "lemma_2.lemma_2_outer": ("= alpha * delta", "= 2 * alpha * delta"),
    "lemma_2.lemma_2_kinds": ("<= alpha * (2 * d)", "<= alpha * (199 / 100 * d)"),
    "lemma_2.lemma_2_remark": ("4 * alpha ^ 2", "3 * alpha ^ 2"),
    "lemma_3.lemma_3": ("(width (S i)) / 2)", "(width (S i)))"),
    "lemma_4.lemma_4_left": ("kind 0 / 2)", "kind 0)"),
    "lemma_4.lemma_4_right": ("kind j / 2)", "kind j)"),
    "lemma_5.lemma_5": ("(k1 <= k)", "(k1 <= S k)"),
    "lemma_5.lemma_5_sharp": ("<= k)", "<= S k)"),
    "corollary_1.corollary_1": ("gamma <= gamma_max", "gamma <= 101 / 100 * gamma_max"),
    "corollary_1_sharper.corollary_1_sharper": ("sharper -> ", "(thirds \\/ sharper) -> "),
    "theorem_2.theorem_2": ("2 * clip * G", "199 / 100 * clip * G"),
    "theorem_3.theorem_3": ("(first_step i <= K)", "(0 <= K)"),
    "corollary_2.corollary_2": ("M ^ 2 <= INR (S T)", "M ^ 2 <= 4 * INR (S T)"),
    "lemma_1.lemma_1": ("is_lim_seq gamma 0", "(forall k, gamma k <= 1)"),
    "theorem_4.theorem_4_quadratic": ("4 * alpha * sum", "399 / 100 * alpha * sum"),
    "theorem_4.theorem_4": ("is_lim_seq gamma 0", "(forall k, gamma k <= 1)"),
    "drift.distance": ("(1 - a * gam)", "(1 - 2 * a * gam)"),
    "drift.drift": ("- 2 * M ^ 2 * gam", "- 201 / 100 * M ^ 2 * gam"),
    "minimiser.minimiser_unique": ("hat' x i", "hat' x (S i)"),
    "theorem_5.theorem_5": ("(2 * M ^ 2 * H)", "(201 / 100 * M ^ 2 * H)"),
    "theorem_5.distance_rate": ("/ (a * H)", "/ (101 / 100 * a * H)"),
    "theorem_6.theorem_6": ("(hat level) (w k)) 0", "(hat level) (w k)) 1"),
    "theorem_5.escape": ("/ delta ^ 2", "/ (101 / 100 * delta ^ 2)"),
    "theorem_5.residual_rate": ("9 / 2", "4"),
    "theorem_4_one_step.one_step": ("gamma * M <= 1", "gamma * M <= 2"),
    "velocity.projection": ("(v g + g) ^ 2 <=", "2 * (v g + g) ^ 2 <="),
    "intervals.intervals": ("minus q eps kind j <= w", "minus q eps kind j < w"),
    "cycling.cycle_needs": ("2 < gamma", "201 / 100 < gamma"),
    "exact_penalty.penalty_exact": ("<= mu)", "<= 101 / 100 * mu)"),
    "exact_penalty.penalty_distance": ("G + clip <= mu", "G + clip <= 101 / 100 * mu"),
    "definition_2.cases": ("lv q i <= w) ", "lv q i < w) "),
    "definition_2.printed_quartic": ("(w - lv q i) ^ 2", "(w - lv q i) ^ 1"),
    "definition_2.at_levels": ("<= eps /", "< eps /"),
    "definition_2.psi_continuous": ("increasing q ->", "True ->"),
    "definition_2.derivative_off_levels": ("w <> lv q i)", "True)"),
    "definition_2.derivative_quartic": ("slope w q QUARTIC = 0", "slope w q QUADRATIC = 0"),
    "definition_3.printed_quadratic": ("(lv q i - w) *", "(lv q i - w) * 2 *"),
    "mfcq.slope_vanishes": ("kind <= 0 ->", "kind <= eps ->"),
    "mfcq.midpoint_infeasible": ("4 * eps < (lv", "399 / 100 * eps < (lv"),
    "mfcq.mfcq": ("0 < remoteness", "0 <= remoteness"),
    "mfcq.mfcq_feasible": ("4 * eps < (lv", "399 / 100 * eps < (lv"),
    "mfcq.polyhedron": ("0 <= t <= 1 ->", "0 <= t <= 101 / 100 ->"),
    "section_2.k_bit": ("<= / 2)", "<= 1)"),
    "section_2.k_bit_repaired": ("- 1)%Z.", ")%Z."),
    "section_2.dual_averaging": ("/ 2 * norm2 n z", "/ 3 * norm2 n z"),
    "section_2.proximal_map": ("0 <= lam ->", ""),
    "stationarity_signs.stationary": ("0 <= lam j /\\", "True /\\"),
    "normal_cone.normal_cone": ("0 <= lam j /\\", "0 < lam j /\\"),
    "notes_lemma_1.minimum_of_convex": ("0 <= t <= 1 ->", "0 <= t <= 101 / 100 ->"),
    "psi_smooth.slope_lipschitz": ("2 * (lv q (S i)", "199 / 100 * (lv q (S i)"),
    "mfcq.empty_exactly": (
        "0 <= remoteness (w i) (q i) eps kind.",
        "0 < remoteness (w i) (q i) eps kind.",
    ),
    "velocity_set.scaled": ("g j <= 0 -> 0 < dot", "g j < 0 -> 0 < dot"),
}
"""Per theorem a text in its statement and what makes the statement stronger than is proved."""


@pytest.mark.parametrize("name", CONTROLS)
def test_a_stronger_statement_is_not_proved(name: str, tmp_path: Path) -> None:
    """The variant's statement is well formed, and Coq stops inside the proof below it."""
    for path in FOLDER.glob("*.v"):
        (tmp_path / path.name).write_text(path.read_text())
    file, theorem = name.split(".")
    text = (tmp_path / f"{file}.v").read_text()
    start = re.search(rf"Theorem {theorem}\b", text)
    assert start
    end = text.index("Proof", start.start())
    old, new = CONTROLS[name]
    statement = text[start.start() : end]
    assert old in statement
    text = text[: start.start()] + statement.replace(old, new) + text[end:]
    (tmp_path / f"{file}.v").write_text(text)
    result = formal.compile(tmp_path, [name])[name]
    assert result.status == "failed"
    place = re.match(rf"{file}\.v, line (\d+): ", result.reason)
    assert place, result.reason
    first, last = (text[:spot].count("\n") + 1 for spot in (end, text.index("Qed.", end)))
    assert first <= int(place[1]) <= last


def test_the_independent_checker_accepts_every_file() -> None:
    """The checker re-checks all compiled files and names no axiom outside the allowed list."""
    report = formal.check(FOLDER)
    assert "CONTEXT SUMMARY" in report
    own = re.findall(rf"{formal.LIBRARY}\.\S+", report.split("* Axioms:")[1])
    assert own == []
