r"""Theorem 5 as printed and its readings; the lines of its proof are in ``proof``.

Setting
    Algorithm 2 with unbiased ghat; tau_K is drawn with weights gamma_k from k_0, ..., K.
Valid for
    Below the limit epsilon < min gap^2/4: (i) for every delta > 0 almost surely with a random k_0;
    (ii) in probability for locally Lipschitz gradients (the repair, with a rate). At the limit a
    run can return for ever to a feasible midpoint, where the force is M_c.
Source
    Report, Theorem 5. The random index is in ``almost_surely``, with independent draws.
"""

from __future__ import annotations

from typing import Any

from askewtheory.audit.claim import ILL_POSED, PROVED, REFUTED, claim, part, probe, reading
from askewtheory.audit.orbits import Family
from askewtheory.audit.terms import prose, term
from proofs_checks.facts import distance, force, velocity
from proofs_checks.facts.runs import MIDPOINT_FORCE
from proofs_checks.formal import proved
from proofs_checks.theorem_5.almost_surely import CONVERGES, GIVEN, HARMONIC
from proofs_checks.theorem_5.proof import AT_LIMIT
from proofs_checks.vocabulary import A5, CLOSED, STRICT, Run, named

DRAWS: Any = {"instead": "lim(w[k] for k in N) == 7/4", "parameters": ["c >= 0", "n >= 0"]}


@claim(
    "theorem-5", REFUTED,
    severity="wrong",
    why="Drawn independently, the random index returns to early, non-stationary iterates for ever.",
    title="Convergence along a random index, with Lipschitz losses",
    source="Report, Theorem 5", about="run", given=[*GIVEN, CLOSED], concludes=CONVERGES,
    latex=r"\lim_{K\to\infty} d(w^{(\tau_K)}, \mathcal{Z}_\varepsilon) = 0 \text{ a.s.}",
    uses=["lemma-1", "lemma-2/remark", "theorem-5/descent", "theorem-5/almost-surely"],
)  # fmt: skip
def as_printed(this):
    """Almost surely d(w^(tau_K), Z) -> 0 along a random index; and (i), on the distance to C.

    Under A3, A5, A6, A7 and epsilon <= min gap^2/4: (i) the iterates end within delta of the
    feasible set with forces of at most 2 alpha delta, (ii) as above. The instance refutes (ii) with
    tau_K independent for different K (not said in the report; limit-case does without).
    """
    return this.refuted(HARMONIC, **DRAWS)


@part(
    "theorem-5",
    ILL_POSED,
    latex=r"\exists k_0\,\forall k \ge k_0:\ d(w^{(k)}, C_\varepsilon) \le \delta",
    concludes=prose("from some k_0 on d(w^(k), C) <= delta and |u| <= 2 alpha delta"),
    severity="misprint",
    why="delta is not introduced, and every delta > 0 is meant.",
    meant="theorem-5/i-random",
)
def i(this):
    """Statement (i): delta has no definition."""
    return this.ill_posed(
        "delta is not introduced: not which delta, nor whether k_0 may depend on it or on chance",
        "theorem-5/i-random", "theorem-5/i-fixed", "theorem-5/i-fixed-finite-sum",
    )  # fmt: skip


PUSHED = [velocity.five_cases, distance.quadratic, force.outside_bounds]


@reading(
    "theorem-5",
    PROVED,
    parts=lambda: [*PUSHED, *proved("theorem-5/three-cases")[:1], *proved("theorem-5/i-random")],
)
def i_random(this):
    """(i) read: below the limit, for every delta > 0, almost surely there is a (random) k_0."""
    return this.conjunction()


ENDS_NEAR = f"limsup(d[k] for k in N) <= {{0}} and limsup({MIDPOINT_FORCE} for k in N) <= {{1}}"


@reading("theorem-5", REFUTED, latex=r"\|u^{(k)}\| \le 2\alpha\delta", about="run",
      given=[*GIVEN, CLOSED, {"delta is positive": "delta > 0"}],
      concludes=ENDS_NEAR.format("delta", "2*alpha*delta"),
      severity="boundary",
      why="At epsilon = gap^2/4 the force at a feasible midpoint is M_c, for ever.",
      meant="theorem-5/i-random")  # fmt: skip
def i_limit_case(this):
    """The same at epsilon = gap^2/4: at a feasible midpoint the force is M_c, for ever."""
    run = AT_LIMIT.but(delta="delta")
    return this.refuted(run, instead=ENDS_NEAR.format("delta", "M_c"),
                        parameters=["delta > 0", "2*delta < 1", "n >= 0"])  # fmt: skip


JUMP = "limsup(dist(after[k]) for k in N)"
LAW = named(
    "A6, A7: the noise is 0, or size[m] or -size[m] with the same weight p[m], for every m",
    "all(p[m] > 0 and size[m] > 0 for m in N) and converges(p[m] for m in N) and "
    "converges(p[m]*size[m]^2 for m in N)",
)


@reading("theorem-5", REFUTED, about="run",
      given=[A5, LAW, STRICT, {"delta is positive": "delta > 0", "with noise 0 it rests at x, so "
                               "that w^(k) = x is possible": "all(w[k] == x for k in N)",
                               "from there noise -size[k] leads to after[k]":
                               "all(after[k] == x + gamma[k]*velocity(x, -size[k]) for k in N)"}],
      concludes=f"{JUMP} <= delta",
      severity="hypothesis",
      why=("Unbounded noise can lead far away at every step, so that no fixed k_0 is"
           " sure."),
      meant="theorem-5/i-fixed-finite-sum")  # fmt: skip
def i_fixed(this):
    """(i) read: for every delta > 0 there is a k_0 that does not depend on chance.

    So for any ghat with A6 and A7, as the expectations from k_0 on need it. With unbounded noise no
    step is sure to end near C: from w^(k) = 1, where noise 0 keeps the iterate, size[k] = 4(k + 1)
    leads to 5 at every k, with a positive probability.
    """
    sequences = {"p": "1/(n + 2)^4", "size": "4*(n + 1)", "after": "5"}
    families = {name: Family((term(form),), "n") for name, form in sequences.items()}
    run = Run((-1, 1), "3/4", start=1, family=["1"], gamma=["1/(n + 1)"],
              constants={"x": 1, "delta": "delta", **families})  # fmt: skip
    return this.refuted(
        run, instead=f"{JUMP} <= 4", parameters=["delta > 0", "delta < 3", "n >= 0"]
    )


@reading("theorem-5", PROVED,
      parts=lambda: [*PUSHED, *proved("theorem-5/i-fixed-finite-sum")])  # fmt: skip
def i_fixed_finite_sum(this):
    """The same, below the limit, if ghat is a mean of gradients of the l_j, each with A3.

    Such ghat are bounded by one G; k_0 depends on the stepsizes, the start and G only.
    """
    return this.conjunction()


@part(
    "theorem-5",
    REFUTED,
    about="run",
    given=[*GIVEN, STRICT],
    concludes=CONVERGES,
    severity="wrong",
    why="Drawn independently, the random index returns to early, non-stationary iterates for ever.",
)
def ii(this):
    """Statement (ii), below the limit on epsilon, with independent draws."""
    return this.refuted(HARMONIC, **DRAWS)


@probe("theorem-5", REFUTED, about="run", given=[*GIVEN, CLOSED, {"eta is positive": "eta > 0"}],
      concludes="not all(d_Z[k] >= eta for k in N)",
      severity="boundary",
      why="At epsilon = gap^2/4 the run stays away from the stationary set.",
      meant="theorem-5/repaired")  # fmt: skip
def limit_case(this):
    """Statement (ii) at epsilon = gap^2/4, in any mode of convergence, however coupled.

    Each mode needs iterates within every eta of Z, but w^(k) >= 0 for every k, and Z = {-2}.
    """
    return this.refuted(AT_LIMIT.but(eta=1), instead="limsup(d[k] for k in N) == 0",
                        parameters=["n >= 0"])  # fmt: skip
