"""Textbook results of first-order optimization, and two famous statements that are false.

``askewtheory verify --claims examples.papers.classics``. Statements about a class of functions
speak of the points that a method visits, and of what the class says of each two of them; they hold
in every dimension.
"""

TITLE = "Classics of first-order optimization"
SUBJECT = "this selection from textbooks and papers on first-order optimization"
SYMBOLS = {
    "fx": "f_x", "fy": "f_y", "gx": "g_x", "gy": "g_y", "fs": "f_*", "xs": "x_*",
}  # fmt: skip
ORDER = (
    "descent-lemma",
    "descent-lemma/step",
    "gradient-descent",
    "gradient-descent/tight",
    "proximal-point",
    "proximal-point/tight",
    "strongly-convex",
    "strongly-convex/steps",
    "polyak-step",
    "subgradient",
    "subgradient/tight",
    "heavy-ball",
    "adam",
    "adam/stuck",
    "adam/regret",
)
