r"""Theorem 4: a limit for the weighted average of the squared velocities, Robbins-Monro steps.

Setting
    Full gradients, stepsizes gamma_k.
Assumptions
    A2, A5; gamma_k < 1/L, where L is not defined; epsilon is not limited.
Claim
    The average of |v^(k)|^2/2 with weights gamma_k tends to O(M_c^2 d).
Valid for
    epsilon < min gap^2/4, where the average tends to 0 (the repair). At epsilon = gap^2/4 the
    convention at a feasible midpoint can feed a run with average M_c |g|/2, which is not O(M_c^2).
Source
    Report, Theorem 4 and its proof.
"""

from __future__ import annotations

from fractions import Fraction as F

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import QUADRATIC, remoteness_in_cell
from askewtheory.provers import Check, Instance, ill_posed, replay
from proofs_legacy import theorem_4_lines as lines
from proofs_legacy import theorem_4_repaired as repaired
from proofs_legacy.common import Coordinate


def _run(n: int) -> tuple[Coordinate, list[F], list[tuple]]:
    """Loss w, M_c = 1/n, stepsizes 1/2, 1/(2n), 1/4, 1/(4n), ...: up by M_c, down by g."""
    coordinate = Coordinate((-1, 1), 1, 1, F(1, n))
    steps = [F(1, 2 * (k // 2 + 1) * (n if k % 2 else 1)) for k in range(6)]
    rows = coordinate.orbit(0, lambda _: F(1), steps)
    return (
        coordinate,
        steps,
        [(k, s, w, g, v) for s, (k, w, g, v) in zip(steps, rows[:-1], strict=True)],
    )


def _average(steps: list[F], rows: list[tuple]) -> F:
    total = sum(steps, F(0))
    weighted = sum((s / 2 * row[4] ** 2 for s, row in zip(steps, rows, strict=True)), F(0))
    return weighted / total


def midpoint_pump() -> Outcome:
    """epsilon = gap^2/4: average 1/(2n) for M_c = 1/n, one loss; the claim allows C/n^2."""
    constant = sympy.Symbol("C", positive=True)
    shown = 4
    coordinate, steps, rows = _run(shown)
    size, x = sympy.Symbol("n", positive=True), sympy.Symbol("x", positive=True)
    pair = (x / size**2 + x / size) / (2 * (x + x / size))
    average = _average(steps, rows)
    psi = sympy.expand(remoteness_in_cell(x, 1, (-1, 1), 1, QUADRATIC))
    return replay(
        Instance(
            coordinate.setting(
                loss="w", start=0, stepsizes="1/2, 1/(2n), 1/4, 1/(4n), 1/6, ...",
                C="any constant > 0", n="2C + 1 (table: 4)",
            ),
            [
                Check("A2: the gradient is constant, M_l = 1 is a constant", 0, "<=", 1),
                Check("gamma_k < 1/L with L = M_l = 1 or the slope 1", max(steps), "<", 1),
                Check("A5: gamma_{2j} = 1/(2(j+1)): the sum diverges, squares up to 1/(j+1)^2",
                      steps[2], "==", F(1, 4)),
                Check("psi(0) = 0: a feasible midpoint, v = M_c", rows[0][4], "==", F(1, shown)),
                Check("psi(x) = x^2 > 0 for 0 < x <= 1: v = -g", psi, "==", x**2),
                Check("(1/2)(1/n) - (1/(2n)) 1 = 0: back at 0", rows[2][2], "==", 0),
                Check("w_4 = 0", rows[4][2], "==", 0),
                Check("every n: the average over each pair is 1/(2n)", sympy.cancel(pair), "==",
                      1 / (2 * size)),
                Check("the average over the six steps shown", average, "==", F(1, 8)),
            ],
            Check("lim = 1/(2n) <= C M_c^2 d = C/n^2, times 2n^2", 2 * constant + 1, "<=",
                  2 * constant),
            header=("k", "gamma", "w", "g", "v"),
            rows=rows,
            plot={"orbit": [row[4] ** 2 / 2 for row in rows], "bound": F(3, 32),
                  "label": "|v|^2/2"},
        ),
        control=Instance({}, [], Check("with M_c G d/2", average, "<=", F(1, 8))),
    )  # fmt: skip


def printed_floor() -> Outcome:
    """n = 4: the average stays at 1/8; the proof's floor 3 d M_c^2/2 is 3/32."""
    coordinate, steps, rows = _run(4)
    mild = _run(2)
    return replay(
        Instance(
            coordinate.setting(loss="w", start=0, stepsizes="1/2, 1/8, 1/4, 1/16, 1/6, 1/24"),
            [Check("w_2 = w_0", rows[2][2], "==", 0), Check("w_4 = w_0", rows[4][2], "==", 0)],
            Check("average <= 3 d M_c^2/2", _average(steps, rows), "<=", F(3, 32)),
            header=("k", "gamma", "w", "g", "v"), rows=rows,
        ),
        control=Instance({}, [], Check("n = 2", _average(*mild[1:]), "<=", F(3, 8))),
    )  # fmt: skip


def line_8_alone() -> Outcome:
    """l = -w/2, M_c = 2/5: far right the force and the gradient step oppose each other."""
    steps = [F(1, k + 2) for k in range(4)]

    def instance(slope: F) -> Instance:
        coordinate = Coordinate((-1, 1), "1/5", 1, "2/5")
        rows = coordinate.orbit(12, lambda _: slope, steps)
        weighted = [(k, s, w, g, v) for s, (k, w, g, v) in zip(steps, rows[:-1], strict=True)]
        drop = slope * (rows[0][1] - rows[-1][1])
        right = drop / sum(steps, F(0)) + F(3, 2) * coordinate.clip**2
        return Instance(
            coordinate.setting(loss=f"{slope}w", M=0, start=12, stepsizes="1/(k+2)"),
            [Check("epsilon < gap^2/4 = 1", coordinate.epsilon, "<", 1),
             Check("gamma_k < 1/L with L = |g|; the smoothness M is 0", steps[0] * abs(slope),
                   "<", 1),
             *(Check(f"psi(w_{k}) < 0, right of the levels", coordinate.psi(w), "<", 0)
               for k, w, _, _ in rows)],
            Check("average <= (l(w_0) - l(w_4))/H + 3 M_c^2/2", _average(steps, weighted), "<=",
                  right),
            header=("k", "gamma", "w", "g", "v"),
            rows=weighted,
        )  # fmt: skip

    return replay(instance(F(-1, 2)), control=instance(F(-1, 10)))


def undefined() -> Outcome:
    """gamma_k < 1/L: the statement defines M_l only (A2)."""
    return ill_posed(
        "L in gamma_k < 1/L is not defined; A2 has M_l. The counterexample meets every reading",
        ("theorem-4",),
    )


def _step(name: str, statement: str, expected: str, check, formula: str = "") -> Step:
    return Step(f"theorem-4/{name}", statement, expected, check, formula)


CLAIM = Claim(
    id="theorem-4",
    title="Asymptotic convergence, smooth loss, Robbins-Monro stepsizes",
    source="Report, Theorem 4",
    statement=(
        "Under A2 and A5, with gamma_k < 1/L, the average of |v^(k)|^2/2 with weights gamma_k "
        "tends to O(M_c^2 d). For epsilon < min gap^2/4 this is true, as the average tends to 0, "
        "but not by the printed proof; at epsilon = gap^2/4 it fails."
    ),
    formula=(
        r"\frac{1}{\sum_k\gamma_k}\sum_{k=k_0}^T\frac{\gamma_k}{2}\|v^{(k)}\|^2 \to "
        r"\mathcal{O}(M_c^2d)"
    ),
    assumptions=("A2", "A5", "gamma_k < 1/L", "epsilon in (0, 1], not limited by the gaps"),
    expected="refuted",
    check=midpoint_pump,
    steps=(
        _step("stepsize", "The condition on the stepsizes: L is not defined.", "ill-posed",
              undefined, r"\gamma_k < 1/L"),
        _step("standard", "The claim for epsilon < min gap^2/4.", "proved", repaired.theorem,
              r"\to 0"),
        _step("floor", "The floor of the proof at epsilon = gap^2/4.", "refuted", printed_floor,
              r"\tfrac32dM_c^2"),
        _step("note", "In S+ the force is at least as long as the gradient.", "refuted", lines.note,
              r"i \in S_\varepsilon^+ \Rightarrow |u_i| \ge |g_i|"),
        _step("line-1", "The descent inequality with A2's constant as displayed.", "refuted",
              lines.line_1, r"\ell(w^{(k+1)}) \le \ell - \tfrac{\gamma}{2}\sum_{S^c}g_i^2 + "
              r"\gamma\sum_{S}u_ig_i + \tfrac{\gamma^2M_\ell}{2}\sum_Su_i^2"),
        _step("line-1-smooth", "The same with M_l the smoothness, gamma M_l <= 1, off feasible "
              "midpoints.", "proved", lines.line_1_smooth),
        _step("line-2", "In S- the product u g enters with the wrong sign.", "refuted",
              lines.line_2, r"\le \dots - \gamma\sum_{S^-}|u_i||g_i|"),
        _step("line-2-along", "In S+ the product u g is at most |u|^2: not at a midpoint.",
              "refuted", lines.line_2_along, r"\sum_{S^+} u_ig_i \le \sum_{S^+}|u_i|^2"),
        _step("line-3", "The negative term is dropped, given line 2.", "proved", lines.line_3,
              r"\le \dots + \gamma\sum_{S^+}|u_i|^2 + \tfrac{\gamma^2M_\ell M_c^2d}{2}"),
        _step("line-4", "The squared velocity split: not at a feasible midpoint.", "refuted",
              lines.line_4, r"\tfrac\gamma2\|v\|^2 = \tfrac\gamma2\sum_{S^c}g_i^2 + "
              r"\tfrac\gamma2\sum_S|u_i|^2"),
        _step("line-4-elsewhere", "The split off those midpoints.", "proved",
              lines.line_4_elsewhere),
        _step("line-5", "Lines 3 and 4 put in (given both).", "proved", lines.line_5,
              r"\le \ell - \ell^+ + \tfrac{3\gamma}{2}\sum_S|u_i|^2 + \dots"),
        _step("line-6", "Forces at most M_c, given line 5.", "proved", lines.line_6,
              r"\le \ell - \ell^+ + \tfrac{3\gamma dM_c^2}{2} + \dots"),
        _step("line-7", "Summed over k, with w^(K+1).", "ill-posed", lines.line_7,
              r"\le \ell(w^{(k_0)}) - \ell(w^{(K+1)}) + \dots"),
        _step("line-7-meant", "Summed over k, with w^(T+1), given line 6.", "proved",
              lines.line_7_meant),
        _step("line-8", "Divided by the sum of the stepsizes, given line 7.", "proved",
              lines.line_8),
        _step("line-8-alone", "Line 8 on its own, below the limit and with M_l the smoothness.",
              "refuted", line_8_alone, r"\frac1H\sum_k\tfrac{\gamma_k}{2}\|v^{(k)}\|^2 \le "
              r"\frac{\ell(w^{(k_0)}) - \ell(w^{(T+1)})}{H} + \tfrac32dM_c^2 + \dots"),
        _step("line-9", "The limit, given line 8.", "proved", lines.line_9,
              r"\to \mathcal{O}(M_c^2d)"),
    ),
    repair=repaired.REPAIRED,
)  # fmt: skip

CLAIMS = (CLAIM,)
