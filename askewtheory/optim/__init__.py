"""PyTorch optimizers for quantized weights: the skewed-gradient method and its rivals.

Needs the extra ``torch``. Every optimizer here has levels and a scale per parameter group, takes
``step()``, and gives its quantized weights by ``quantized()``.
"""

from askewtheory.errors import require

require("torch", extra="torch")

from askewtheory.optim.askewsgd import ASkewSGD  # noqa: E402  (the requirement comes first)
