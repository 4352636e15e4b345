r"""DoReFa-Net's k-bit quantizer of a number in [0, 1], and its k-bit weights.

Setting
    ``n`` is 2^k - 1, at least 1; ``r`` is n x rounded to a whole number, ties either way; the
    quantizer gives r/n, a weight 2 r/n - 1.
"""

from __future__ import annotations

from askewtheory.audit.claim import PROVED, REFUTED, claim, probe

ROUNDED = {
    "n is 2^k - 1": "n >= 1",
    "x is in [0, 1]": "0 <= x and x <= 1",
    "r is n x, rounded": "abs(r - n*x) <= 1/2",
}


@claim(
    "k-bit", PROVED, title="The error of the k-bit quantizer",
    source="DoReFa-Net (2016), quantizer",
    latex=r"\left|\frac{r}{2^k - 1} - x\right| \le \frac{1}{2(2^k - 1)}", given=ROUNDED,
    concludes="abs(r/n - x) <= 1/(2*n)",
)  # fmt: skip
def k_bit(this):
    """The quantizer errs by at most half a step."""
    return this.solvers()


WHOLE = {
    "n is 2^k - 1 with k at least 1": "n == 2*h - 1 and h >= 1",
    "r is a whole number from 0 to n, left of the middle or right of it":
        "0 <= r and r <= h - 1 or h <= r and r <= n",
}  # fmt: skip


@claim(
    "k-bit-weights", PROVED, title="The weights of k bits are in [-1, 1], and never 0",
    source="DoReFa-Net (2016), k-bit weights", given=WHOLE,
    latex=r"\frac{1}{2^k-1} \le \left|2\frac{r}{2^k-1} - 1\right| \le 1",
    concludes="1/n <= abs(2*r/n - 1) and abs(2*r/n - 1) <= 1",
)  # fmt: skip
def k_bit_weights(this):
    """Every weight 2 r/n - 1 is at least 1/(2^k - 1) and at most 1 from 0."""
    return this.solvers()


@probe(
    "k-bit-weights", REFUTED, severity="wrong", why="There is an even number of levels.",
    given=WHOLE, concludes="2*r/n - 1 == 0",
)  # fmt: skip
def ternary(this):
    """Ternary weights, 0 among them, are weights of k bits in this sense."""
    return this.refuted(n=3, h=2, r=1, instead="2*r/n - 1 != 0")
