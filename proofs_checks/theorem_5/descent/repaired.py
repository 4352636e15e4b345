"""In place of the descent inequality: distance and drift in one step, pathwise.

Notation of ``facts.drift``; what the minimiser x^ adds is in ``facts.proximal``.
"""

from __future__ import annotations

from askewtheory.audit.claim import PROVED, SUPPORTED, line, repair
from askewtheory.audit.terms import eq, every, reals
from proofs_checks.facts import drift, force, plane, proximal, trials, velocity

OF = "theorem-5/descent/repaired"


@repair(
    "theorem-5/descent", title="Distance and drift in one step, for any stochastic gradient",
    source="In place of the descent inequality in the proof of Theorem 5",
    latex=r"\Psi(w^+) \le \Psi(w) - 2M^2\gamma S^2 - 2M\gamma\langle\hat g - g, z\rangle + "
    r"\gamma^2[(M+\kappa)|\hat g|^2 + 4M\alpha^2 d^2]",
    parts=[drift.distance_sum, drift.drift, proximal.exists, proximal.unique, proximal.distance,
           proximal.drift],
)  # fmt: skip
def theorem(this):
    """Near one box the squared distance contracts and Psi decreases, whatever ghat is.

    Within delta* of the box and for gamma <= 1/(2 alpha): the distance up to gamma^2 ghat^2, Psi by
    2 M^2 gamma S^2 up to a term of mean zero and terms of order gamma^2. 0 < epsilon < min gap^2/4
    (quartic psi: gap^4/16); kappa is (M/a) max(0, M - 2*a) with a = alpha for the quadratic psi and
    alpha/2 for the quartic one; the gradient is M-Lipschitz on N.
    """
    return this.conjunction()


@line(OF, PROVED, latex=r"s v = \max(-s\hat g, U)", parts=[velocity.structure])
def velocity_(this):
    """Where psi <= 0 and no clip acts, v points inward by the larger of -s ghat and the force."""
    return this.conjunction()


@line(OF, PROVED, latex=r"\delta^+ \le \max(\delta, \gamma|\hat g|)",
      parts=[drift.distance_maximum])  # fmt: skip
def distance_maximum(this):
    """The distance grows at most to gamma |ghat|."""
    return this.conjunction()


@line(OF, PROVED, latex=r"(\delta^+)^2 \le (1-\alpha\gamma)\delta^2 + \gamma^2\hat g^2",
      parts=[drift.distance_square, drift.distance_sum])  # fmt: skip
def distance_square(this):
    """The squared distance contracts, in each coordinate and in sum."""
    return this.conjunction()


@line(OF, PROVED, latex=r"-v(\delta+z) \ge \alpha\delta^2 + \hat g z", parts=[drift.inner_product])
def inner_product(this):
    """Moving towards the interval moves towards the minimiser; the constant is sharp."""
    return this.conjunction()


@line(OF, PROVED, latex=r"v^2 \le \hat g^2 + 4\alpha^2\delta^2", parts=[drift.square_of_velocity])
def velocity_square(this):
    """The squared velocity."""
    return this.conjunction()


NORM, D, S, C = reals("norm d S c")


@line(OF, PROVED, given={"lengths": every(NORM >= 0, S >= 0, D >= 0), "e = w - p, c = <e, z>, "
                         "norm = |e + z|": eq(NORM**2, D**2 + 2 * C + S**2)},
      concludes=NORM * S <= (D**2 + 2 * C + 2 * S**2) / 2)  # fmt: skip
def young(this):
    """Young's inequality with the cross term."""
    return this.solvers()


@line(OF, PROVED, parts=[drift.coordinate, drift.drift])
def combination(this):
    """The sum of the parts, with visible signs."""
    return this.conjunction()


@line(OF, PROVED, latex=r"\tfrac12 \le |\psi_4\psi_2'|/|\psi_4'\psi_2| \le 1",
      parts=[force.quartic_force, force.quartic_bounds])  # fmt: skip
def quartic(this):
    """For the quartic psi the force is half to once the quadratic one: a = alpha/2, b = 2 alpha."""
    return this.conjunction()


@line(OF, SUPPORTED, parts=[drift.distance, drift.drift])
def exact_trials(this):
    """Distance, drift, and the drift's expectation under two-point noise, in exact fractions."""
    found, control = trials.drift(300, 5)
    return this.supported(found, control=control, seed=5, detail=(
        "levels -1, 1, both psi, quadratic loss with x^ in closed form, points within delta* of "
        "[q_-, q_+] (control: the drift with -10 M^2 gamma S^2)"))  # fmt: skip


@line(OF, SUPPORTED, parts=[drift.drift])
def exact_trials_plane(this):
    """The drift for two coupled coordinates and indefinite losses, in exact fractions."""
    found, control = plane.drift(200, 7)
    return this.supported(found, control=control, seed=7, detail=(
        "two coupled coordinates, both psi, indefinite losses, any ghat (control: the drift with "
        "-12 M^2 gamma S^2)"))  # fmt: skip


@line(OF, SUPPORTED, latex=r"\kappa = (M/a)(M-2a)^+", parts=[drift.drift])
def kappa(this):
    """Cases that need kappa: with 2a for a (quartic psi: the quadratic one's kappa) it fails."""
    found, control = plane.kappa_decides()
    return this.supported(found, control=control, seed=0, detail=(
        "both psi, M = 3 and 8, one coordinate outside and one inside, no random numbers "
        "(control: 2a for a in kappa)"))  # fmt: skip
