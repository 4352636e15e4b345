"""The architecture in one picture: who uses whom, drawn from a table of boxes."""

from __future__ import annotations

import io

import matplotlib

matplotlib.use("Agg")
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

BOXES: dict[str, tuple[float, float, float, str, str]] = {
    "kernel": (0, 0, 10, "kernel.py", "the update of one coordinate: the definition"),
    "method": (0, 1, 6.6, "grid · method · feasible", "levels, numbers, intervals, arrays"),
    "trajectory": (0, 2, 3.8, "losses · noise · trajectory", "problems and runs"),
    "optim": (4.15, 2, 2.45, "optim", "PyTorch optimizers"),
    "bounds": (
        0,
        3,
        3.8,
        "stepsize · bounds · rates · worstcase",
        "promised, and measured",
    ),
    "experiments": (4.15, 3, 2.45, "experiments", "training, compared"),
    "figures": (0, 4, 6.6, "figures", "every picture and table"),
    "audit": (7.5, 3, 2.5, "audit", "engine: knows no paper"),
    "claims": (6.95, 4, 3.05, "proofs_checks", "claims on this report, Coq"),
    "cli": (0, 5, 10, "cli", "verify · stepsize · simulate · rates · figures · train · report"),
}
"""Left edge, row, width, name and what it is."""
ARROWS = (
    ("method", "kernel", 3.3),
    ("trajectory", "method", 1.9),
    ("optim", "method", 5.4),
    ("bounds", "trajectory", 1.9),
    ("experiments", "optim", 5.4),
    ("figures", "bounds", 1.9),
    ("figures", "experiments", 5.4),
    ("claims", "audit", 8.75),
    ("claims", "kernel", 7.2),
    ("cli", "figures", 3.3),
    ("cli", "claims", 8.5),
)
"""Who uses whom, and where the arrow stands."""
HEIGHT, STEP = 0.62, 1.0


def svg() -> str:
    """Return the picture."""
    figure = Figure(figsize=(7.2, 4.6))
    axis = figure.add_axes((0.01, 0.01, 0.98, 0.98))
    axis.set(xlim=(-0.2, 10.2), ylim=(-0.2, 5.85))
    axis.axis("off")
    for left, row, width, name, what in BOXES.values():
        colour = "#fde9c8" if name == "kernel.py" else "#e3edf7"
        box = FancyBboxPatch((left, row * STEP), width, HEIGHT, boxstyle="round,pad=0.06",
                             facecolor=colour, edgecolor="#33516f", linewidth=0.9)  # fmt: skip
        axis.add_patch(box)
        middle = left + width / 2
        axis.text(middle, row * STEP + 0.43, name, ha="center", va="center", fontsize=8,
                  weight="bold")  # fmt: skip
        axis.text(middle, row * STEP + 0.15, what, ha="center", va="center", fontsize=7.5)
    for upper, lower, place in ARROWS:
        top, bottom = BOXES[upper][1] * STEP - 0.06, BOXES[lower][1] * STEP + HEIGHT + 0.06
        style = {"arrowstyle": "-|>", "color": "#33516f", "lw": 1.0}
        axis.annotate("", (place, bottom), (place, top), arrowprops=style)
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata={"Date": None})
    return stream.getvalue()
