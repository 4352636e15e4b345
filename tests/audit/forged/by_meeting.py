"""Hypotheses that no sequences meet, each of which alone says nothing impossible."""

from askewtheory.audit.claim import PROVED
from tests.audit.forged import forged

IMPOSSIBLE: dict[str, list[str]] = {
    "lim-shift": ["lim(w[k+1] for k in N) == 1", "lim(w[k] for k in N) == 0"],
    "lim-scaled": ["lim(2*w[k] for k in N) == 1", "lim(w[k] for k in N) == 0"],
    "lim-sum": [
        "lim(w[k] for k in N) == 0",
        "lim(v[k] for k in N) == 0",
        "lim(w[k]+v[k] for k in N) == 1",
    ],
    "lim-square": ["lim(w[k] for k in N) == 0", "lim(w[k]^2 for k in N) == 1"],
    "lim-start": ["lim(w[k] for k in N) == 0", "lim(w[k] for k in N(3)) == 1"],
    "lim-liminf-shift": ["liminf(w[k+1] for k in N) == 1", "limsup(w[k] for k in N) == 0"],
    "lim-order": [
        "lim(w[k] for k in N) == 1",
        "lim(v[k] for k in N) == 0",
        "all(w[k] <= v[k] for k in N)",
    ],
    "lim-order2": ["lim(w[k] for k in N) == 1", "all(w[k+1] <= 0 for k in N)"],
    "lim-order3": ["lim(w[k] for k in N) == 1", "all(2*w[k] <= 1 for k in N)"],
    "limsup-order": [
        "limsup(w[k] for k in N) == 1",
        "all(w[k] <= v[k] for k in N)",
        "lim(v[k] for k in N) == 0",
    ],
    "average-shift": ["average(w[k+1] for k in N) == 1", "average(w[k] for k in N) == 0"],
    "conv-lim": ["converges(w[k] for k in N)", "lim(w[k] for k in N) == 1"],
    "conv-shift": ["converges(w[k] for k in N)", "diverges(w[k+1] for k in N)"],
    "conv-start": ["converges(w[k] for k in N)", "diverges(w[k] for k in N(1))"],
    "conv-scaled": ["converges(w[k] for k in N)", "diverges(2*w[k] for k in N)"],
    "conv-large2": ["converges(w[k]^2 for k in N)", "all(w[k] >= 1 for k in N)"],
    "conv-compare": [
        "converges(w[k] for k in N)",
        "diverges(v[k] for k in N)",
        "all(0 <= v[k] and v[k] <= w[k] for k in N)",
    ],
    "sum-shift": [
        "sum(w[k+1] for k in range(0,T)) == 1",
        "sum(w[k] for k in range(1,T+1)) == 2",
        "T >= 1",
    ],
    "sum-shift2": [
        "sum(w[k+1] for k in range(0,T)) == 1",
        "sum(w[k] for k in range(0,T)) == 1",
        "w[T] == 5",
        "w[0] == 0",
        "T >= 1",
    ],
    "sum-two": ["sum(w[k] for k in range(T,T+2)) == 1", "w[T] == 0", "w[T+1] == 0"],
    "sum-scaled": ["sum(2*w[k] for k in range(0,T)) == 1", "sum(w[k] for k in range(0,T)) == 1"],
    "sum-lin": [
        "sum(w[k] + v[k] for k in range(0,T)) == 1",
        "sum(w[k] for k in range(0,T)) == 1",
        "sum(v[k] for k in range(0,T)) == 1",
    ],
    "sum-const": [
        "sum(w[k] + 1 for k in range(0,T)) == 1",
        "sum(w[k] for k in range(0,T)) == 1",
        "T >= 1",
    ],
    "sum-order": [
        "sum(w[k] for k in range(0,T)) > sum(v[k] for k in range(0,T))",
        "all(w[k] <= v[k] for k in N)",
        "T >= 1",
    ],
    "sum-tele": ["sum(w[k+1]-w[k] for k in range(0,T)) == 1", "w[T] == 0", "w[0] == 0", "T >= 1"],
    "sum-pair": [
        "sum(w[k] for k in range(0,T+2)) == 5",
        "sum(w[k] for k in range(0,T)) == 0",
        "w[T] == 0",
        "w[T+1]==0",
        "T>=2",
    ],
    "even-index": ["all(w[2*k] > 0 for k in N)", "w[2*T] < 0"],
    "even-odd": ["all(w[2*k] > 0 for k in N)", "all(w[4*k] < 0 for k in N(3))"],
    "odd-index": ["all(w[2*k+1] > 0 for k in N)", "w[2*T+1] < 0"],
    "rec-T": ["all(w[k+1] > w[k] for k in N)", "w[T] < w[0]", "T >= 1"],
    "rec-T2": ["all(w[k+1] == w[k] for k in N)", "w[T] == 1", "w[0] == 0"],
    "rec-lim": ["all(w[k+1] == w[k] for k in N)", "lim(w[k] for k in N) == 1", "w[0] == 0"],
    "rec-lim2": ["all(w[k+1] >= w[k] for k in N)", "lim(w[k] for k in N) == 0", "w[0] == 1"],
    "min-shift": ["min(w[k+1] for k in range(0,T)) > min(w[k] for k in range(1,T+1))", "T >= 1"],
    "min-scaled": [
        "min(2*w[k] for k in range(0,T)) == 1",
        "min(w[k] for k in range(0,T)) == 1",
        "T>=1",
    ],
    "min-neg": [
        "min(-w[k] for k in range(0,T)) == 1",
        "max(w[k] for k in range(0,T)) == 1",
        "T>=1",
    ],
    "min-attained": ["all(w[k] != min(w[j] for j in range(0,T)) for k in range(0,T))", "T >= 1"],
    "all-shift": ["all(w[k+1] > 0 for k in N)", "not all(w[k] > 0 for k in N(1))"],
    "all-equiv": ["all(w[k] > 0 for k in N)", "not all(2*w[k] > 0 for k in N)"],
    "all-implied": ["all(w[k] > 1 for k in N)", "not all(w[k] > 0 for k in N)"],
    "not-all": ["not all(w[k] > 0 for k in N)", "all(w[k] >= 1 for k in N)"],
    "not-all-sq": ["not all(w[k]^2 >= 0 for k in N)"],
    "abs-sum": [
        "abs(sum(w[k] for k in range(0,T))) > sum(abs(w[k]) for k in range(0,T))",
        "T >= 1",
    ],
    "cauchy": [
        "sum(w[k]*v[k] for k in range(0,T))^2"
        " > sum(w[k]^2 for k in range(0,T))*sum(v[k]^2 for k in range(0,T))",
        "T >= 1",
    ],
    "jensen": ["sum(w[k] for k in range(0,T))^2 > T*sum(w[k]^2 for k in range(0,T))", "T >= 1"],
}
"""By name what contradicts itself."""


def declared(name, given):
    """Declare a conclusion from what holds of no sequences."""

    @forged(f"unmet/{name}", PROVED, given=[*given, "x > 0"], concludes="x + 1 > 1")
    def check(this):
        """Anything is said of no sequences."""
        return this.solvers()

    check.check.__module__ = __name__
    return check


CHECKS = {name: declared(name, given) for name, given in IMPOSSIBLE.items()}
locals().update({f"check_{name.replace('-', '_')}": one for name, one in CHECKS.items()})
