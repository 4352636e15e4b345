r"""Lemma 5: the iterates come within gamma L_l sqrt(d) of the feasible set, and stay.

Setting
    Coordinates confined to their cells from k_0 on; tau = min over i of the infimum, over
    d(w_i, C_i) >= gamma L_l, of the clipped force |alpha psi/psi'|.
Assumptions
    A3; gamma such that each coordinate is confined as in Lemmas 3 and 4.
Claim
    d(w^(k), C) <= gamma L_l sqrt(d) from k_0 + ceil((d(w^(k_0), C) - gamma L_l)/(eta gamma)) on.
Valid for
    eta = tau (eta is not defined), Lemma 3's and 4's conditions on gamma (confinement alone does
    not exclude that the clipped force throws the coordinate across its interval for ever), a count
    that is not negative, and L_l a bound on the gradient.
Source
    Report, Lemma 5 and its proof.
"""

from __future__ import annotations

from fractions import Fraction as F
from math import ceil

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.provers import (
    Check,
    Instance,
    Twin,
    by_hand,
    conjunction,
    ill_posed,
    prove,
    replay,
)
from proofs_legacy import cell_moves, settling
from proofs_legacy import lemma_5_lines as lines
from proofs_legacy.common import Coordinate
from proofs_legacy.lemma_5_lines import CELL, GAMMA, distance, small_stepsize
from proofs_legacy.settling import BASIC, DELTA, LENGTH, REPAIRED, C, P, Q, W


def cycle_in_the_cell() -> Outcome:
    """alpha = 22, M_c = 8, gamma = 1/4: -1/8 and -17/8 by turns, at distance 3/8 > gamma L."""
    coordinate = Coordinate((-1, 1), "3/4", 22, 8)
    rows = coordinate.orbit("-1/8", lambda _: F(1), [GAMMA] * 4)
    tau = min(coordinate.alpha * GAMMA, coordinate.clip)
    first = ceil((distance(rows[0][1]) - GAMMA) / (tau * GAMMA))
    shown = [(k, w, distance(w), v) for k, w, _, v in rows]
    hypotheses = [
        Check("A3 with L = 1 (and its square root): loss w, slope", 1, "<=", 1),
        Check("psi(-7/4) = 0: q_-", coordinate.psi("-7/4"), "==", 0),
        Check("psi(-1/2) = 0: q_+", coordinate.psi("-1/2"), "==", 0),
        Check("w_2 = w_0: a cycle", rows[2][1], "==", rows[0][1]),
        Check("confined: w_0 < 0", rows[0][1], "<", 0),
        Check("confined: w_1 < 0", rows[1][1], "<", 0),
        Check("tau = min(alpha gamma L, M_c)", tau, "==", F(11, 2)),
        Check("k = 1 is late enough: k_0 + ceil((3/8 - 1/4)/(tau gamma))", first, "<=", 1),
    ]
    setting = coordinate.setting(loss="w", L=1, stepsize=GAMMA, start="-1/8", eta="tau")
    calm = CELL.orbit("-1/8", lambda _: F(1), [GAMMA] * 4)
    return replay(
        Instance(
            setting,
            hypotheses,
            Check("d(w_1, C) <= gamma L", distance(rows[1][1]), "<=", GAMMA),
            header=("k", "w", "distance", "v"),
            rows=shown,
            plot={"orbit": [row[2] for row in shown], "bound": GAMMA, "label": "distance"},
        ),
        control=Instance(
            CELL.setting(loss="w", L=1, stepsize=GAMMA, start="-1/8"),
            small_stepsize(),
            Check("with alpha = 1, M_c = 1: d(w_1, C)", distance(calm[1][1]), "<=", GAMMA),
        ),
    )


def negative_count() -> Outcome:
    """From a feasible w^(4) the printed count is -4, so it speaks of k = 0, at distance 1."""
    rows = CELL.orbit("-11/4", lambda _: F(-1), [GAMMA] * 5)
    tau = min(CELL.alpha * GAMMA, CELL.clip)
    late = ceil((distance(rows[4][1]) - GAMMA) / (tau * GAMMA))
    hypotheses = [
        Check("A3 with L = 1: loss -w, slope", 1, "<=", 1),
        *small_stepsize(),
        Check("k_0 = 4: d(w_4, C) = 0", distance(rows[4][1]), "==", 0),
        Check("k_0 + count", 4 + late, "==", 0),
    ]
    setting = CELL.setting(loss="-w", L=1, stepsize=GAMMA, start="-11/4", k_0=4, eta="tau")
    return replay(
        Instance(
            setting, hypotheses,
            Check("d(w_0, C) <= gamma L", distance(rows[0][1]), "<=", GAMMA),
            header=("k", "w", "distance", "v"),
            rows=[(k, w, distance(w), v) for k, w, _, v in rows],
        ),
        control=Instance(
            setting, [], Check("from k_0 on", distance(rows[5][1]), "<=", GAMMA)
        ),
    )  # fmt: skip


def undefined() -> Outcome:
    """eta in the count is not defined; the proof has tau in its place."""
    return ill_posed(
        "eta is not defined in the statement; the proof has tau in its place",
        ("lemma-5/reading", "lemma-5"),
    )


def reading() -> Outcome:
    """eta = tau, Lemma 4's condition on gamma, |grad l| <= L_l, and a count of at least 0."""
    step = prove(
        settling.after_at_most(DELTA - Q, P),
        given=[*BASIC, *LENGTH, C < W, P < W],
        control=Twin("gamma M_c <= 2 W", given=[*BASIC, *LENGTH, C <= 2 * W, P < W]),
    )
    return by_hand(
        conjunction(
            cell_moves.velocity_facts(), step, settling.least_step(), settling.feasible_step(),
            settling.count(), reason="each coordinate decreases by gamma tau per step",
        ),
        "coordinates: d_i <= d(w, C), so the Euclidean count suffices for every coordinate; then "
        "the norm of d distances is at most gamma L sqrt(d)",
    )  # fmt: skip


def _step(name: str, statement: str, expected: str, check, formula: str = "") -> Step:
    return Step(f"lemma-5/{name}", statement, expected, check, formula)


CLAIM = Claim(
    id="lemma-5",
    title="Convergence to a neighbourhood of the feasible set",
    source="Report, Lemma 5",
    statement=(
        "If gamma is such that the coordinates are confined to their cells, then the distance is "
        "at most gamma L_l sqrt(d) after the printed number of steps (with eta read as tau)."
    ),
    formula=(
        r"d(w^{(k)}, C_\varepsilon) \le \gamma L_\ell\sqrt{d} \quad\text{for } k \ge k_0 + "
        r"\left\lceil\frac{d(w^{(k_0)}, C_\varepsilon) - \gamma L_\ell}{\eta\gamma}\right\rceil"
    ),
    assumptions=("A3", "each coordinate confined to its cell from k_0 on", "eta = tau"),
    expected="refuted",
    check=cycle_in_the_cell,
    steps=(
        _step("eta", "The count divides by eta, which is not defined.", "ill-posed", undefined,
              r"\eta"),
        _step("tau", "tau has the value min(alpha gamma L_l, M_c).", "proved", settling.tau,
              r"\tau = \min(\alpha\gamma L_\ell, M_c)"),
        _step("reading", "With Lemma 4's condition on gamma as a hypothesis, |grad l| <= L_l, and "
              "the count replaced by 0 where it is negative.", "proved", reading),
        _step("count", "Under Lemma 4's condition too, the count as printed can be negative, and "
              "then it speaks of iterates before k_0.", "refuted", negative_count),
        _step("line-1", "From a feasible point, A3 as displayed.", "refuted",
              lines.inside_as_displayed,
              r"d(w^{(k+1)}, C_\varepsilon) \le \sqrt{\textstyle\sum_i(\gamma L_\ell)^2}"),
        _step("line-1-lipschitz", "The same if L_l bounds the gradient.", "proved", lines.inside),
        _step("line-2", "Otherwise the skewing force activates.", "refuted", lines.force_activates),
        _step("line-3", "The correction of each infeasible coordinate is at least tau gamma.",
              "refuted", lines.correction),
        _step("line-3-far", "The same at distance gamma L_l or more.", "proved",
              settling.least_step),
        _step("line-4", "The force diminishes towards the feasible set.", "proved",
              lines.diminishes),
        _step("line-5", "On every infeasible coordinate the gradient pushes at least as strongly "
              "as the force.", "refuted", lines.gradient_is_stronger),
        _step("line-5-branch", "On the gradient's branch it does: -g points inward and is at least "
              "the force.", "proved", lines.gradient_branch,
              r"-g\,\psi' \ge -\alpha\psi \ge 0 \Rightarrow |g| \ge |\alpha\psi/\psi'|"),
        _step("line-6", "The distance of an infeasible coordinate falls by tau gamma.", "refuted",
              lines.decrease, r"d_i^{(k+1)} \le d_i^{(k)} - \tau\gamma"),
        _step("line-6-far", "The same at distance gamma L_l or more, down to 0, if gamma B is at "
              "most the interval's width.", "proved", lines.decrease_far),
        _step("line-7", "After the extra steps the distance is at most gamma L_l, for every gamma "
              "that keeps the cell.", "refuted", cycle_in_the_cell),
        _step("line-7-order", "It is O(gamma): for a fixed problem, at most gamma max(L_l, G) "
              "sqrt(d) for every such gamma with gamma M_c at most the interval's width (G bounds "
              "the gradient; the count at least 0).", "proved", lines.of_order_gamma,
              r"d(w^{(k)}, C_\varepsilon) = \mathcal{O}(\gamma)"),
    ),
    repair=REPAIRED,
)  # fmt: skip

CLAIMS = (CLAIM,)
