r"""The stochastic descent inequality in the proof of Theorem 5, line by line.

Setting
    One step from w = w^(k), k >= k_0, d = 1; the index sets of Definition 5 depend on ghat, hence
    are random. Printed outside the expectation they would be random while the left side is not;
    they are read inside it, and where it matters for each outcome too. A5 allows every step here:
    gamma is the first of gamma/(k + 1).
Valid for
    Smooth losses without noise. With noise, membership in types 1 and 2 depends on ghat, and where
    ghat points inward while g points outward (type 2) the loss grows at first order in gamma.
Source
    Report, section 5.2.1, proof of Theorem 5, first display. Of lines: ``kept`` is the sum of
    squared gradients over types 1 and 2, n the number of other coordinates; E[k] is E l(w^(k)).
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import ILL_POSED, PROVED, REFUTED, claim, line, reading
from askewtheory.audit.statement import states
from askewtheory.audit.terms import eq, every, for_all, reals
from proofs_checks.facts.losses import huber_loss, linear
from proofs_checks.facts.stochastic import NoisyStep, mean
from proofs_checks.facts.sums import DIM, K, T, total
from proofs_checks.formal import proved
from proofs_checks.vocabulary import A3_CONTRADICTS, A3_DISPLAYED, CLOSED, Run, named

A3 = named(
    "A3 for the loss and for every sample, as displayed and as Lipschitz",
    "G^2 <= L and G <= L and all(ghat[j]^2 <= L and abs(ghat[j]) <= L for j in range(1, J + 1))",
)
NOISE = (
    named("A6: the stochastic gradient is unbiased", f"{mean('ghat[j]')} == g"),
    named("A7: its variance is at most sigma^2", f"{mean('(ghat[j] - g)^2')} <= sigma2"),
)
SMALL = named("gamma <= min(1, 1/L)", "gamma > 0 and gamma <= 1 and gamma*L <= 1")
NEAR = named("from k_0 on, u where it acts", "d <= delta and (psi > 0 or abs(u) <= 2*alpha*delta)")
GIVEN = (A3, *NOISE, CLOSED, SMALL, NEAR)
AFTER, KEPT = mean("l_next[j]"), mean("free[j]*g^2")
LINE_1 = f"l + gamma*{mean('v[j]')}*g + gamma^2*L/2*{mean('v[j]^2')}"
LINE_4 = (f"l - gamma/2*{KEPT} + L*gamma^2*sigma2/2 + 2*L*gamma*alpha*delta "
          "+ 2*L*gamma^2*alpha^2*delta^2")  # fmt: skip


def _read(outcome: str, body: str) -> str:
    """Return a term in free[j] inside the expectation, or for the sets of one outcome."""
    return mean(body) if outcome == "j" else body.replace("free[j]", f"free[{outcome}]")


def line_two(outcome: str = "j") -> str:
    """Return line 2, with index sets inside the expectation or those of one outcome."""
    sums = "-gamma*free[j]*g^2 + (1 - free[j])*(gamma*u*g + gamma^2*L/2*u^2)"
    return f"l + {_read(outcome, sums)} + gamma^2*L/2*{mean('free[j]*ghat[j]^2')}"


def line_three(outcome: str = "j") -> str:
    """Return line 3, likewise."""
    sums = ("(gamma^2*L/2 - gamma)*free[j]*g^2 + (1 - free[j])*(2*alpha*delta*L*gamma "
            "+ gamma^2*L/2*4*alpha^2*delta^2)")  # fmt: skip
    return f"l + gamma^2*L/2*sigma2 + {_read(outcome, sums)}"


def step(slope: Any, noise: Any, sigma2: Any, bound: Any, delta: Any) -> NoisyStep:
    """Return a step with a linear loss from the end 7/4, noise +-``noise``."""
    run = Run((-1, 1), "3/4", loss=linear(slope), start="7/4", gamma="1/64")
    return NoisyStep(run, (noise, f"-{noise}"), {"L": bound, "sigma2": sigma2, "delta": delta})


OUTWARD = step("-1/2", "3/2", "9/4", 4, "1/96")
"""l = -w/2, the mean of w and -2w: ghat = 1 points inward, g outward (type 2)."""
INWARD = step(3, 4, 16, 49, "1/100")
"""l = 3w, the mean of 7w and -w: only ghat = 7, above its mean, is used."""
STOCHASTIC: Any = {"about": "a stochastic step", "given": GIVEN}


@claim(
    "theorem-5/descent", REFUTED,
    severity="wrong",
    why="Types depend on the noise, so that -g_i^2 does not come out of the expectation.",
    title="A descent inequality for stochastic updates",
    source="Report, proof of Theorem 5, first display", **STOCHASTIC,
    latex=r"\mathbb E\,\ell(w^{(k+1)}) \le \ell(w^{(k)}) - \frac{\gamma_k}{2}"
    r"\sum_{i\in\hat S_1\cup\hat S_2} g_i^2 + \frac{L\gamma_k^2\sigma^2}{2} + "
    r"2dL\gamma_k\alpha\delta + 2dL\gamma_k^2\alpha^2\delta^2",
    concludes=f"{AFTER} <= {LINE_4}",
    uses=["a3-implies-a2", "definition-5", "lemma-1", "lemma-2/remark"],
)  # fmt: skip
def printed_bound(this):
    """In expectation the loss falls by gamma/2 times the squared gradient over types 1 and 2.

    That is claimed up to terms in sigma^2 and delta.
    """
    return this.refuted(OUTWARD, instead=f"{AFTER} <= l + gamma*{mean('abs(v[j])')}*G")


@line("theorem-5/descent", REFUTED, **STOCHASTIC, concludes=f"{AFTER} <= {LINE_1}",
      latex=r"\mathbb E\,\ell(w^+) \le \ell(w) + \gamma\,\mathbb E[\hat v]^\top g + "
      r"\tfrac{\gamma^2 L}{2}\mathbb E\|\hat v\|^2",
      severity="hypothesis",
      why="The descent lemma needs a Lipschitz gradient, which A3 does not give.")  # fmt: skip
def line_1(this):
    """The descent lemma, with the Lipschitz constant of the loss as its smoothness."""
    run = Run((-1, 1), "3/4", loss=huber_loss("1/8", 1), start="9/8", gamma="1/2")
    kink = NoisyStep(run, constants={"L": 1, "sigma2": 0, "delta": 0})
    return this.refuted(kink, instead=f"{AFTER} <= {LINE_1.replace('*L/', '*M_s/')}")


@line("theorem-5/descent", REFUTED, **STOCHASTIC,
      latex=r"= \ell(w) - \gamma\sum_{\hat S_1\cup\hat S_2} g_i^2 + \dots",
      concludes=" or ".join(f"{LINE_1} == {line_two(one)}" for one in "j12"),
      severity="wrong",
      why="The types depend on the noise, so that the selected gradients are biased.")  # fmt: skip
def line_2(this):
    """Split by types with E[v-hat_i] g_i replaced by -g_i^2: the selected ghat is biased.

    The index sets depend on ghat (and in type 2 it may even raise the loss). It fails for the sets
    inside E, and for those of either outcome.
    """
    free = mean("free[j]*-ghat[j]*g + (1 - free[j])*u*g")
    return this.refuted(OUTWARD, instead=f"gamma*{mean('v[j]')}*g == gamma*{free}")


@line("theorem-5/descent", REFUTED, **STOCHASTIC,
      latex=r"\mathbb E\sum_{\hat S_1\cup\hat S_2}\hat g_i^2 \le "
      r"\sum_{\hat S_1\cup\hat S_2} g_i^2 + \sigma^2",
      concludes=f"{mean('free[j]*ghat[j]^2')} <= {KEPT} + sigma2",
      severity="wrong",
      why="Selected by their noise, the squares can exceed g^2 + sigma^2.")  # fmt: skip
def line_3_variance(this):
    """The second moment over the selected coordinates is at most g^2 + sigma^2: 49/2 > 41/2."""
    return this.refuted(INWARD, instead=f"{mean('ghat[j]^2')} <= g^2 + sigma2")


FORCE = "u*g <= 2*alpha*delta*{}"


@line("theorem-5/descent", ILL_POSED, about="a stochastic step", given=[NEAR],
      concludes=FORCE.format("L"), latex=r"u_i g_i \le 2\alpha\delta L",
      severity="misprint",
      why=("A3 contradicts itself: its words bound the gradient by L, its display by"
           " sqrt(L)."),
      meant="theorem-5/descent/line-3-force-lipschitz")  # fmt: skip
def line_3_force(this):
    """The force term, with L for |g|."""
    return this.ill_posed(A3_CONTRADICTS, "theorem-5/descent/line-3-force-displayed",
                          "theorem-5/descent/line-3-force-lipschitz")  # fmt: skip


@reading("theorem-5/descent", REFUTED, about="a stochastic step", given=[A3_DISPLAYED, NEAR],
      concludes=FORCE.format("L"),
      severity="misprint",
      why="The squared display of A3 bounds the gradient by sqrt(L) only.",
      meant="theorem-5/descent/line-3-force-lipschitz")  # fmt: skip
def line_3_force_displayed(this):
    """With A3 as displayed, |g| <= sqrt(L) only."""
    run = Run((-1, 1), "3/4", loss=linear("-1/4"), start=2)
    skewed = NoisyStep(run, constants={"L": "1/16", "delta": "1/4"})
    return this.refuted(skewed, instead=FORCE.format("G"))


GAMMA, L, ALPHA, DELTA, SIGMA2, KEPT_, N, A, U, G = reals(
    "gamma L alpha delta sigma2 kept n a u g")  # fmt: skip


@reading("theorem-5/descent", PROVED,
      given={"A3 as L-Lipschitz": abs(G) <= L, "from k_0 on": abs(U) <= 2 * ALPHA * DELTA},
      concludes=U * G <= 2 * ALPHA * DELTA * L)  # fmt: skip
def line_3_force_lipschitz(this):
    """The same if L bounds the gradient."""
    return this.solvers()


@line(
    "theorem-5/descent",
    REFUTED,
    **STOCHASTIC,
    concludes=(
        f"{line_two()} <= {line_three()} or ("
        f"{line_two('1')} <= {line_three('1')} and {line_two('2')} <= {line_three('2')})"
    ),
    severity="wrong",
    why="The variance bound that it puts in is false for selected coordinates.",
)
def line_3(this):
    """The whole third line is above the second: inside E, or for every outcome."""
    return this.refuted(INWARD, instead=f"{line_two()} <= l + gamma^2*L/2*{mean('ghat[j]^2')}")


RANGE: Any = {"gamma, L and alpha are positive": every(GAMMA > 0, L > 0, ALPHA > 0),
              "a sum of squares": KEPT_ >= 0, "n of d coordinates": every(N >= 0, N <= DIM),
              "delta >= 0": DELTA >= 0, "sigma^2 >= 0": SIGMA2 >= 0}  # fmt: skip
STEPSIZE: Any = {"gamma_k <= 1/L": GAMMA * L <= 1}
FORCES = (2 * ALPHA * DELTA * L * GAMMA * N
          + GAMMA**2 * L / 2 * 4 * ALPHA**2 * DELTA**2 * N)  # fmt: skip
REST = (L * GAMMA**2 * SIGMA2 / 2 + 2 * DIM * L * GAMMA * ALPHA * DELTA
        + 2 * DIM * L * GAMMA**2 * ALPHA**2 * DELTA**2)  # fmt: skip


@line("theorem-5/descent", PROVED, given={**RANGE, **STEPSIZE},
      latex=r"-\gamma(1-\gamma L/2) \le -\gamma/2",
      concludes=-GAMMA * KEPT_ + GAMMA**2 * L / 2 * (KEPT_ + SIGMA2) + FORCES
      <= -GAMMA / 2 * KEPT_ + REST)  # fmt: skip
def line_4(this):
    """The last line, for gamma_k <= 1/L (statement (i) says so for k_0 only)."""
    return this.solvers()


@line("theorem-5/descent", REFUTED, latex=r"1 - \gamma_{k_0}L/2 > 1/2",
      given={"gamma_(k_0) <= min(1, 1/L)": "gamma > 0 and L > 0 and gamma <= min(1, 1/L)"},
      concludes="1 - gamma*L/2 > 1/2",
      severity="boundary",
      why="At gamma = 1/L both sides are equal, and >= is enough.",
      meant="theorem-5/descent/line-4")  # fmt: skip
def line_4_strict(this):
    """Its stated reason, strictly: fails at gamma_{k_0} = 1/L; >= would do."""
    return this.refuted(gamma="1/2", L=2, instead="1 - gamma*L/2 >= 1/2")


@reading("theorem-5/descent", REFUTED, latex=r"\gamma_{k_0} \le \min\{1, 1/L\}",
      given={"gamma_(k_0) <= min(1, 1/L)": "first > 0 and L > 0 and first <= min(1, 1/L)",
             "a later step": "gamma > 0", "a gradient": "g == 1"},
      concludes="-gamma*(1 - gamma*L/2)*g^2 <= -gamma/2*g^2",
      severity="hypothesis",
      why="Every later stepsize must be bounded too, and not the first alone.",
      meant="theorem-5/descent/line-4")  # fmt: skip
def line_4_only_k0(this):
    """The same with what is printed, a bound on gamma_{k_0} only: a later one may be larger."""
    return this.refuted(first=1, gamma=4, L=1, g=1, instead="-first*(1 - first*L/2) <= -first/2")


@line("theorem-5/descent", PROVED,
      latex=r"2dL\alpha + 2d\alpha^2\delta \ge 2dL(\alpha + \gamma_k\alpha^2\delta)",
      given={**RANGE, **STEPSIZE}, concludes=2 * DIM * L * ALPHA + 2 * DIM * ALPHA**2 * DELTA
      >= 2 * DIM * L * (ALPHA + GAMMA * ALPHA**2 * DELTA))  # fmt: skip
def constant_a(this):
    """The constant a dominates, for gamma_k <= 1/L."""
    return this.solvers()


X, Y, H = reals("x y H")


@line("theorem-5/descent", PROVED,
      latex=r"\tfrac{\gamma_k}{2}\mathbb E\sum g_i^2 \le \mathbb E\ell(w^{(k)}) - "
      r"\mathbb E\ell(w^{(k+1)}) + \tfrac{L\gamma_k^2\sigma^2}{2} + a\gamma_k\delta",
      given={**RANGE, "given line 4": Y <= X - GAMMA / 2 * KEPT_ + REST,
             "a": A >= 2 * DIM * L * (ALPHA + GAMMA * ALPHA**2 * DELTA)},
      concludes=GAMMA / 2 * KEPT_
      <= X - Y + L * GAMMA**2 * SIGMA2 / 2 + A * GAMMA * DELTA)  # fmt: skip
def line_5(this):
    """Full expectation, rearranged, given line 4 (k_0 must not be random)."""
    return this.solvers()


E_K, G_K, KEPT_K, P_K = (reals(name)[0][K] for name in ("E", "gamma", "kept", "p"))
E = reals("E")[0]
SUMMED = E[0] - E[T + 1] + L * SIGMA2 / 2 * total(G_K**2) + A * DELTA * total(G_K)


@line("theorem-5/descent", PROVED, given={
    "there is a step": T >= 0, "given line 5": for_all("k", 0, G_K / 2 * KEPT_K
                                                 <= E_K - E[K + 1] + L * G_K**2 * SIGMA2 / 2
                                                 + A * G_K * DELTA),
}, concludes=total(G_K / 2 * KEPT_K) <= SUMMED)  # fmt: skip
def line_6(this):
    """Summed from k_0 to K, given line 5 (k_0 = 0, T = K)."""
    return this.summed()


@line("theorem-5/descent", PROVED, given={
    "there is a step": T >= 0, "H is positive": H > 0,
    "tau_K = k with probability gamma_k/H, independently": for_all("k", 0, eq(P_K * H, G_K)),
}, concludes=eq(total(P_K * KEPT_K), 2 / H * total(G_K / 2 * KEPT_K)),
    latex=r"\mathbb E[g_i(w^{(\tau_K)})^2] = \tfrac{2}{H_K}\sum_k\tfrac{\gamma_k}{2}"
    r"\mathbb E[g_i(w^{(k)})^2]")  # fmt: skip
def line_7(this):
    """The expectation over tau_K, drawn independently of the run; kept_k is E g_i(w^(k))^2."""
    drawn = this.statement.formulas[-1].args[3]
    return this.summed(states(eq(H * (P_K * KEPT_K), G_K * KEPT_K), [drawn]))


LEFT, Q, ETA, SPREAD = reals("left Q eta R")


@line("theorem-5/descent", PROVED, latex=r"\longrightarrow 2a\delta", parts=lambda: [
    states(2 * LEFT / H <= 2 / H * (X - Y) + L * SIGMA2 / H * Q + 2 * A * DELTA, {
        "H is positive": H > 0,
        "given line 6": LEFT <= X - Y + L * SIGMA2 / 2 * Q + A * DELTA * H}),
    states(2 * SPREAD / H + LEFT / H <= 2 * ETA, {
        "H is positive": H > 0, "ranges of E l and of the noise": every(SPREAD >= 0, LEFT >= 0),
        "eta > 0": ETA > 0, "H is large": H * ETA >= SPREAD + LEFT}),
    *proved("theorem-4/line-9"), *proved("theorem-5/descent/line-8"),
])  # fmt: skip
def line_8(this):
    """The bound over tau_K and its limit, given line 6 for every K and d(w^(K+1), C) <= delta.

    E l(w^(K+1)) stays bounded, H tends to infinity, and the sum of squares is finite.
    """
    return this.conjunction()
