"""Negative controls: with a weaker hypothesis or a sharper constant a proof must not go through."""

import re
from pathlib import Path

import pytest

from askewtheory.audit.provers import coq as formal
from askewtheory.audit.provers.coq_sources import theorems
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
    "velocity.projection_lipschitz": ("<= Rabs (g - g')", "<= 99 / 100 * Rabs (g - g')"),
    "velocity.velocity_size": ("Rmax (Rabs g) clip", "Rmin (Rabs g) clip"),
    "intervals.disjoint": ("kind j < lv q j", "kind j < mid q j"),
    "intervals.gap_feasible": ("<= 4 * reach", "<= 401 / 100 * reach"),
    "intervals.levels_intersection": ("0 < eps < 1", "1 < eps < 2"),
    "theorem_2.theorem_2_attained": ("+ clip ^ 2", "+ 2 * clip ^ 2"),
    "cycling.cycle": ("= 2 * w)", "= 3 * w)"),
    "corollary_1.corollary_1_annealing": ("<= gamma_max", "<= 101 / 100 * gamma_max"),
    "corollary_1.sharper_is_larger": ("<= gamma_max", "<= 101 / 100 * gamma_max"),
    "corollary_1_sharper.corollary_1_sharp": ("~ sharper q eps clip gamma G kind i -> ", ""),
    "corollary_1_sharper.settled_force": ("<= 2 * alpha", "<= 199 / 100 * alpha"),
    "theorem_3.theorem_3_attained": ("4 * alpha ^ 2", "5 * alpha ^ 2"),
    "theorem_3.theorem_3_sharper": ("(first_step i <= K)", "(0 <= K)"),
    "theorem_4.theorem_4_explicit": ("b ^ 2 / a", "99 / 100 * b ^ 2 / a"),
    "theorem_4_limit.theorem_4_limit": ("avg 0", "avg 1"),
    "theorem_4_one_step.signs": ("u * g <= 0", "u * g < 0"),
    "exact_penalty.penalty_sufficient": ("<= mu ->", "<= 101 / 100 * mu ->"),
    "smooth.descent": ("M / 2", "M / 3"),
    "smooth.lipschitz": ("l x + G * s", "l x + 99 / 100 * G * s"),
    "smooth.descent_both": ("M / 2", "M / 3"),
    "sequences.robbins_siegmund": ("L <= A k", "L <= Bk k"),
    "sequences.settle": ("(forall x, 0 < x -> 0 < f x) ->", ""),
    "sequences.slow": ("conv (fun k => gam k * s k) ->", ""),
    "finite_time.finite_time": ("2 * c * G", "199 / 100 * c * G"),
    "expectation.finite_expectation": ("mean E f =", "mean E f = 2 *"),
    "lemma_1.projected_rests": ("QUADRATIC < 0", "QUADRATIC < - 1"),
    "lemma_1_any_epsilon.lemma_1_any_epsilon": ("is_lim_seq gamma 0 ->", ""),
    "lemma_1_any_epsilon.lemma_1_growth": ("is_lim_seq gamma 0 ->", ""),
    "lemma_2.lemma_2_psi": ("0 < width j - 2 *", "0 < width j - 3 *"),
    "lemma_3.basin_kept": ("(forall k, Rabs (g k) <= G) ->", ""),
    "lemma_5.lemma_5_from": ("(n <= k)", "(n <= S k)"),
    "linear.farkas": ("0 <= lam j", "0 < lam j"),
    "linear.nearest_exists": ("d2 p <= d2 y", "d2 p < d2 y"),
    "minimiser.hat_exists": ("F y <= F u", "F y < F u"),
    "minimiser.minimiser_exists": ("exists hat, minimises", "forall hat, minimises"),
    "arrival.bounded": ("0 <= Y", "Y <= 0"),
    "arrival.one_box": ("(w k i)) 0.", "(w k i)) 1."),
    "theorem_6.boxes_have_minimisers": ("loss_ok n l g c0 c1 ->", "0 <= c0 -> 0 <= c1 ->"),
    "theorem_6_almost_surely.theorem_6_almost_surely": ("(w k o)) 0 /\\", "(w k o)) 1 /\\"),
    "theorem_1.theorem_1": ("(w k o)) 0 /\\", "(w k o)) 1 /\\"),
    "compact.far_from_stationary": ("0 < eta ->", ""),
    "theorem_5_probability.in_probability": ("/ c.", "/ (101 / 100 * c)."),
    "theorem_5_probability.rate_to_zero": ("is_lim_seq (fun T => sum T gamma) p_infty ->", ""),
    "theorem_5_index.in_probability": ("is_lim_seq (fun T => sum T gamma) p_infty ->", ""),
    "theorem_5_index.one_uniform": ("0 < u ->", "0 <= u ->"),
    "theorem_6_mean_field.mean_field_zero": ("rule <> PROJECTED ->", ""),
    "theorem_6_mean_field_noise.inside_mean": ("0 < psi", "0 <= psi"),
    "theorem_6_mean_field_noise.outside_mean": ("psi < 0 \\/ psi = 0 /\\ s = 0", "psi <= 0"),
    "theorem_6_mean_field_noise.mean_zero_only_if": ("ghat * s <= 0", "ghat * s < 0"),
    "theorem_6_printed.lipschitz_variance": ("<= variance E X", "<= 99 / 100 * variance E X"),
    "theorem_6_printed.velocity_variance": ("<= variance E ghat", "<= 99 / 100 * variance E ghat"),
    "theorem_6_printed.bounded_any_epsilon": ("is_lim_seq gamma 0 ->", ""),
    "theorem_6_printed.bounded_almost_surely": ("conv (fun k => gamma k ^ 2) ->", ""),
    "theorem_6_lyapunov.no_smooth_penalty": ("0 < G ->", ""),
    "flow.rest_points_solve": ("(forall i, (i < n)%nat -> h x i = 0) ->", ""),
    "theorem_6_flow.one_box": ("(forall i, (i < n)%nat -> within_basin 0 i) ->", ""),
    "theorem_6_flow.decreases": (
        "(2 * M ^ 2 * S2 (w t) - eta)",
        "(201 / 100 * M ^ 2 * S2 (w t) - eta)",
    ),
    "theorem_6_flow.converges": ("(forall i, (i < n)%nat -> within_basin 0 i) ->", ""),
    "theorem_6_flow.stable": ("norm n (fun i => w 0 i - e i) < xi ->", ""),
    "theorem_6_stable.rest_points": ("(forall i, (i < n)%nat -> h x i = 0) ->", ""),
    "theorem_6_stable.limit_of_l": ("(forall s t, 0 <= s <= t -> L (w t) <= L (w s)) ->", ""),
    "theorem_5_proof.three_cases": ("lo < hi -> is_lim_seq", "is_lim_seq"),
    "theorem_5_proof.steps_vanish": ("conv (fun k => gamma k ^ 2) ->", ""),
    "theorem_5_proof.an_end": (
        "(forall K : nat, exists k, (K <= k)%nat /\\ ~ lo < x k < hi) ->",
        "",
    ),
    "theorem_5_printed.i_pathwise": ("is_lim_seq (fun T => sum T gamma) p_infty ->", ""),
    "averages.upper_limit": ("is_lim_seq H p_infty -> ", ""),
    "averages.loss_on_bounded": ("within n Y x -> Rabs", "Rabs"),
    "averages.mean_of_bounded": ("Rabs (mean E f) <= B", "Rabs (mean E f) <= 99 / 100 * B"),
    "corollary_2_limit.limit": ("(v (w T k)) <= e", "(v (w T k)) <= 0"),
    "corollary_2_limit.limit_below": ("(first T i <= K T)", "(0 <= K T)"),
    "theorem_5_uniform.i_uniform": ("Rabs (ghat k i) <= G", "Rabs (ghat k i) <= G * INR k"),
    "theorem_5_no_convergence.along_a_path": ("is_lim_seq (fun T => sum T gamma) p_infty ->", ""),
    "theorem_5_no_convergence.almost_surely": ("conv (fun k => gamma k ^ 2) ->", ""),
    "theorem_6_null.measure_zero": ("slope (w i) (levels i) kind = 0 /\\ ", ""),
    "notes_theorem_1_one_step.one_step": ("gamma * M ^ 2 *", "gamma * M ^ 2 / 2 *"),
    "notes_theorem_1_multiplier.multiplier": ("4 * eps < (lv", "399 / 100 * eps < (lv"),
    "notes_stationary_set.kkt": ("- dl i + nu i", "dl i + nu i"),
    "notes_stationary_set.minus_polar": ("-> 0 <= dot", "-> 0 < dot"),
    "theorem_6_penalty.penalty_derive": ("w (slope_of", "w (2 * slope_of"),
    "theorem_6_penalty.penalty_slope_continuous": (
        "continuous slope_of_penalty",
        "continuous (fun x => slope x q kind)",
    ),
    "theorem_6_penalty.penalised_C1": ("alpha / 2 * slope", "alpha * slope"),
    "section_3.smoothed_sequence": ("is_lim_seq eps 0 ->", ""),
    "tangent_cone.tangent_cone_psi": ("0 <= slope", "0 < slope"),
    "a3_implies_a2.roots": ("<= sqrt L ^ 2", "<= L ^ 2"),
    "a3_implies_a2.bounded_on_balls": ("sqrt M * R", "M * R"),
    "a3_implies_a2.a2_without_a3": ("A2 1 g 1", "A2 1 g 0"),
    "a3_implies_a2.a3_without_a2": ("A3 1 l 1", "A3 1 l 0"),
    "notes_corollary_1.pieces": ("0 <= remoteness w", "0 < remoteness w"),
    "notes_lemma_2.strong_duality": ("(exists v, allowed v) -> ", ""),
    "notes_lemma_2.inner_minimum": ("/ 2.", "/ 3."),
    "notes_lemma_3.straight_line": ("qualified d", "allowed d"),
    "notes_lemma_3.tangent_cone": ("qualified u -> ", "allowed u -> "),
    "notes_lemma_3.tangents_closed": ("(forall k, tangent n feasible x (D k)) -> ", ""),
    "notes_lemma_3.normal_cone": ("0 <= lam j", "0 < lam j"),
    "notes_lemma_5.both_distances": ("/ 2 /\\", "/ 3 /\\"),
    "notes_lemma_5.kept": ("kind j / 2) ->", "kind j) ->"),
    "notes_theorem_1_any_steps.any_steps": ("w k i - y i) < eta", "w k i - y i) <= 0"),
    "notes_theorem_1_any_steps.velocity_vanishes": ("(fun i => v k i)) 0", "(fun i => v k i)) 1"),
    "notes_theorem_1.without_noise": ("0 < alpha -> ", ""),
    "notes_theorem_2.first_second": (
        "(forall t d, 0 <= t -> 0 < d -> exists s, t < s < t + d /\\ D s) ->",
        "",
    ),
    "notes_theorem_2.second_first": ("C (x 0) -> ", ""),
    "notes_theorem_2.second_third": ("form_2 t <-> form_3 t", "form_1 t <-> form_3 t"),
    "notes_theorem_3.multipliers_exist": ("exists lam", "exists! lam"),
    "notes_theorem_3.multipliers_bounded": ("forall lam, multiplier lam ->", "forall lam,"),
    "notes_theorem_3.multipliers_closed": ("(forall k, multiplier (Lam k)) -> ", ""),
    "notes_theorem_3.supremum": ("/\\ 0 < g j)", "/\\ 0 <= g j)"),
    "notes_algorithm_3.attained": ("(forall y, lagrangian lam x <= lagrangian lam y) -> ", ""),
    "notes_algorithm_3.supergradient": ("(mu j - lam j)", "(99 / 100 * mu j - lam j)"),
    "notes_algorithm_3.weak_duality": ("(forall j, (j < m)%nat -> g j y <= 0) -> ", ""),
    "notes_algorithm_3.projected_step": ("g j x) 0 in", "g j x) 1 in"),
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
    end += len(statement.replace(old, new)) - len(statement)
    (tmp_path / f"{file}.v").write_text(text)
    result = formal.compile(tmp_path, [name])[name]
    assert result.status == "failed"
    place = re.match(rf"{file}\.v, line (\d+): ", result.reason)
    assert place, result.reason
    first, last = (text[:spot].count("\n") + 1 for spot in (end, text.index("Qed.", end)))
    assert first <= int(place[1]) <= last


def test_every_theorem_has_a_control() -> None:
    """No theorem of the folder is left without a statement that its proof must not prove."""
    assert sorted(CONTROLS) == sorted(theorems(FOLDER))


def test_the_independent_checker_accepts_every_file() -> None:
    """The checker re-checks all compiled files and names no axiom outside the allowed list."""
    report = formal.check(FOLDER)
    assert "CONTEXT SUMMARY" in report
    own = re.findall(rf"{formal.LIBRARY}\.\S+", report.split("* Axioms:")[1])
    assert own == []
