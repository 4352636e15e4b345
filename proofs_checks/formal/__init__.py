"""The repaired statements in Coq, and what compiles and inspects them.

One file a result, named as the module of that result; ``kernel.v`` is translated from
``askewtheory/kernel.py``. A result is stated as ``Theorem``, all the rest as ``Lemma``.
"""

from functools import cache
from pathlib import Path

from askewtheory.audit.claim import Entry, fact
from askewtheory.audit.provers.coq import read_record
from askewtheory.audit.terms import Formula, coq
from askewtheory.audit.textbook import TABLE

FOLDER = Path(__file__).parent
"""Where the Coq files are, and the record of what they prove."""


@cache
def theorem(name: str) -> Formula:
    """Return what ``file.theorem`` states, as the committed record has it."""
    return coq(name, read_record(FOLDER)["theorems"][name]["statement"])


@cache
def _fact(name: str) -> Entry:
    @fact(concludes=lambda: theorem(name))
    def proved_by_coq(this):
        """A theorem that Coq proves about the update that runs."""
        return this.formal(FOLDER)

    return proved_by_coq


@cache
def _premise(name: str) -> Entry:
    @fact(concludes=TABLE[name].statement.conclusion)
    def cited(this):
        """A textbook theorem that a theorem in Coq takes as a premise."""
        return this.textbook(name)

    return cited


def proved(identifier: str) -> list[Entry]:
    """Return the facts that Coq proves about a claim, and the textbook theorems they start from."""
    names = PROVES[identifier]
    premises = dict.fromkeys(one for name in names for one in PREMISES.get(name, ()))
    return [*map(_fact, names), *map(_premise, premises)]


LEVI, DOOB = "Beppo Levi", "Doob, martingales bounded in L^2"
PREMISES = {
    "theorem_1.theorem_1": (LEVI, DOOB),
    "theorem_5_no_convergence.almost_surely": (DOOB,),
    "theorem_5_proof.steps_vanish": (LEVI,),
    "theorem_6_almost_surely.theorem_6_almost_surely": (LEVI, DOOB),
    "theorem_6_printed.bounded_almost_surely": (LEVI,),
}
"""What a theorem's statement in Coq takes as premises: facts of measure theory, each by name."""


PROVES: dict[str, tuple[str, ...]] = {
    "velocity-formula/repaired": (
        "velocity.projection",
        "velocity.projection_lipschitz",
        "velocity.velocity_size",
    ),
    "intervals/repaired": ("intervals.intervals", "intervals.disjoint", "intervals.gap_feasible"),
    "definition-2/cases": ("definition_2.cases",),
    "definition-2/formula": ("definition_2.printed_quartic",),
    "definition-2/continuous": ("definition_2.psi_continuous", "definition_2.at_levels"),
    "definition-2/differentiable-inside": ("definition_2.derivative_off_levels",),
    "definition-2/differentiable-at-levels": ("definition_2.derivative_quartic",),
    "definition-3/formula": ("definition_3.printed_quadratic",),
    "section-2/k-bit": ("section_2.k_bit",),
    "section-2/k-bit/repaired": ("section_2.k_bit_repaired",),
    "section-2/dual-averaging": ("section_2.dual_averaging",),
    "section-2/proximal-map/formula": ("section_2.proximal_map",),
    "mfcq/polyhedron": ("mfcq.polyhedron",),
    "mfcq/repaired": ("mfcq.mfcq", "mfcq.mfcq_feasible"),
    "mfcq/repaired/slope-quadratic": ("mfcq.slope_vanishes",),
    "mfcq/repaired/feasible-quadratic": ("mfcq.midpoint_infeasible",),
    "stationarity-signs/normal-cone": ("normal_cone.normal_cone",),
    "stationarity-signs/repaired": ("stationarity_signs.stationary",),
    "levels-intersection": ("intervals.levels_intersection",),
    "lemma-1": ("lemma_1.lemma_1",),
    "lemma-1/clipped": ("lemma_1_any_epsilon.lemma_1_any_epsilon",),
    "notes/lemma-4/distance-smooth": ("lemma_1_any_epsilon.lemma_1_growth",),
    "lemma-2/repaired": (
        "lemma_2.lemma_2",
        "lemma_2.lemma_2_sharp",
        "lemma_2.lemma_2_outer",
        "lemma_2.lemma_2_kinds",
    ),
    "lemma-2/remark/repaired": ("lemma_2.lemma_2_remark",),
    "theorem-2/repaired": ("theorem_2.theorem_2", "theorem_2.theorem_2_attained"),
    "cycling/repaired": ("cycling.cycle", "cycling.cycle_needs"),
    "lemma-3/repaired": ("lemma_3.lemma_3",),
    "lemma-4/left/repaired": ("lemma_4.lemma_4_left",),
    "lemma-4/right/repaired": ("lemma_4.lemma_4_right",),
    "lemma-5/repaired": ("lemma_5.lemma_5", "lemma_5.lemma_5_sharp"),
    "corollary-1/repaired": ("corollary_1.corollary_1", "corollary_1.corollary_1_annealing"),
    "corollary-1/sharper": (
        "corollary_1_sharper.corollary_1_sharper",
        "corollary_1_sharper.corollary_1_sharp",
    ),
    "theorem-3/repaired": ("theorem_3.theorem_3", "theorem_3.theorem_3_attained"),
    "corollary-2/repaired": ("corollary_2.corollary_2",),
    "corollary-2/limit": ("corollary_2_limit.limit",),
    "corollary-2/limit-standard": ("corollary_2_limit.limit_below",),
    "theorem-4/repaired": (
        "theorem_4_one_step.one_step",
        "theorem_4.theorem_4_explicit",
        "theorem_4.theorem_4_quadratic",
        "theorem_4.theorem_4",
    ),
    "theorem-5/descent/repaired": ("drift.distance", "drift.drift"),
    "theorem-5/repaired": (
        "theorem_5.theorem_5",
        "theorem_5.distance_rate",
        "theorem_5.residual_rate",
        "theorem_5.escape",
        "compact.far_from_stationary",
        "theorem_5_probability.in_probability",
        "theorem_5_probability.rate_to_zero",
    ),
    "theorem-5/almost-surely/repaired": (
        "theorem_5_index.in_probability",
        "theorem_5_index.one_uniform",
    ),
    "theorem-6/repaired": (
        "theorem_6.theorem_6",
        "theorem_6_almost_surely.theorem_6_almost_surely",
    ),
    "theorem-6/lyapunov/repaired": (
        "exact_penalty.penalty_exact",
        "exact_penalty.penalty_sufficient",
        "exact_penalty.penalty_distance",
    ),
    "theorem-6/mean-field-zero/repaired": (
        "theorem_6_mean_field.mean_field_zero",
        "theorem_6_mean_field_noise.mean_zero_only_if",
    ),
    "theorem-6/mean-field-zero/if-interior": ("theorem_6_mean_field_noise.inside_mean",),
    "theorem-6/mean-field-zero/only-if-outside": ("theorem_6_mean_field_noise.outside_mean",),
    "psi-smooth/quartic": ("psi_smooth.slope_lipschitz",),
    "theorem-4/line-9": ("averages.upper_limit", "averages.loss_on_bounded"),
    "theorem-5/descent/line-8": ("averages.mean_of_bounded",),
    "notes/theorem-1/multiplier": ("notes_theorem_1_multiplier.multiplier",),
    "notes/theorem-1/repaired/one-step": ("notes_theorem_1_one_step.one_step",),
    "notes/stationary-set-sign/section-4": (
        "notes_stationary_set.kkt",
        "notes_stationary_set.minus_polar",
    ),
    "theorem-6/bounded": (
        "theorem_6_printed.bounded_any_epsilon",
        "theorem_6_printed.bounded_almost_surely",
    ),
    "theorem-6/noise-variance-near": (
        "theorem_6_printed.lipschitz_variance",
        "theorem_6_printed.velocity_variance",
    ),
    "theorem-6/lyapunov/repaired/no-smooth-penalty": ("theorem_6_lyapunov.no_smooth_penalty",),
    "theorem-6/stable/repaired": (
        "theorem_6_flow.one_box",
        "theorem_6_flow.decreases",
        "theorem_6_flow.converges",
        "theorem_6_flow.stable",
    ),
    "theorem-6/stable/rest-points": (
        "theorem_6_stable.rest_points",
        "flow.rest_points_solve",
    ),
    "theorem-6/stable/limit-of-l": ("theorem_6_stable.limit_of_l",),
    "theorem-5/three-cases": ("theorem_5_proof.steps_vanish", "theorem_5_proof.three_cases"),
    "theorem-5/subsequence": ("theorem_5_proof.an_end",),
    "theorem-5/i-random": ("theorem_5_printed.i_pathwise",),
    "theorem-5/i-fixed-finite-sum": ("theorem_5_uniform.i_uniform",),
    "theorem-5/no-convergence": (
        "theorem_5_no_convergence.along_a_path",
        "theorem_5_no_convergence.almost_surely",
    ),
    "theorem-6/lyapunov/measure-zero-lebesgue": ("theorem_6_null.measure_zero",),
    "theorem-6/penalty-c1": (
        "theorem_6_penalty.penalty_derive",
        "theorem_6_penalty.penalty_slope_continuous",
        "theorem_6_penalty.penalised_C1",
    ),
    "section-3/smoothed-sequence": ("section_3.smoothed_sequence",),
    "theorem-1/repaired": ("theorem_1.theorem_1",),
    "mfcq/tangent-cone": ("tangent_cone.tangent_cone_psi",),
    "a3-implies-a2/repaired": (
        "a3_implies_a2.roots",
        "a3_implies_a2.bounded_on_balls",
        "a3_implies_a2.a2_without_a3",
        "a3_implies_a2.a3_without_a2",
    ),
    "notes/lemma-1": ("notes_lemma_1.minimum_of_convex",),
    "notes/corollary-1/repaired": ("notes_corollary_1.pieces",),
    "notes/lemma-2-duality": ("notes_lemma_2.strong_duality",),
    "notes/lemma-2-dual-formula/repaired": ("notes_lemma_2.inner_minimum",),
    "notes/lemma-3": ("notes_lemma_3.tangent_cone",),
    "notes/lemma-3/fixed-direction": ("notes_lemma_3.straight_line",),
    "notes/lemma-3/if-line-4": ("notes_lemma_3.tangents_closed",),
    "notes/lemma-3/normal-cone": ("notes_lemma_3.normal_cone",),
    "notes/lemma-5/repaired": ("notes_lemma_5.both_distances", "notes_lemma_5.kept"),
    "notes/theorem-2/repaired": (
        "notes_theorem_2.first_second",
        "notes_theorem_2.second_first",
        "notes_theorem_2.second_third",
    ),
    "notes/theorem-3": (
        "notes_theorem_3.multipliers_exist",
        "notes_theorem_3.multipliers_bounded",
        "notes_theorem_3.multipliers_closed",
    ),
    "notes/theorem-3/primal": ("notes_theorem_3.supremum",),
    "notes/algorithm-3": (
        "notes_algorithm_3.attained",
        "notes_algorithm_3.supergradient",
        "notes_algorithm_3.weak_duality",
        "notes_algorithm_3.projected_step",
    ),
    "notes/condition-a/scaling": ("velocity_set.scaled",),
    "notes/condition-a/repaired": ("mfcq.empty_exactly",),
    "notes/theorem-1/repaired": ("notes_theorem_1_any_steps.any_steps",),
    "notes/theorem-1/repaired/square-summable": ("notes_theorem_1.without_noise",),
    "notes/theorem-1/velocity": ("notes_theorem_1_any_steps.velocity_vanishes",),
}
"""Per claim the theorems about it."""
