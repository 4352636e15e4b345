"""What papers on training quantized networks claim of their updates, checked.

BinaryConnect (Courbariaux, Bengio and David 2015), DoReFa-Net (Zhou et al. 2016), ProxQuant (Bai,
Wang and Liberty 2019) and ProxConnect (Dockhorn et al. 2021), in one coordinate and our own words.
"""

TITLE = "Quantizers and proximal maps in the literature"
SUBJECT = "four papers on quantizers and proximal maps"
SYMBOLS = {"lam": r"\lambda"}
ORDER = (
    "prox-l1", "prox-l2", "prox-l1-limit", "prox-l2-limit", "descent",
    "dual-averaging", "clipped", "eager", "fixed-points", "k-bit", "k-bit-weights",
)  # fmt: skip
