r"""Notes, Corollary 1: one constraint replaced by one for each piece.

Setting
    psi = epsilon - phi of the notes' Definition 3; f_j the functions displayed in the proof of
    Lemma 1 (the continued pieces of phi).
Assumptions
    epsilon in [0, 1].
Claim
    psi >= 0 can be replaced by f_1 >= 0, ..., f_{K+1} >= 0.
Valid for
    epsilon - f_j in place of f_j: the displayed functions are never all non-negative.
Source
    Early notes, Corollary 1.
"""

from __future__ import annotations

import sympy

from askewtheory.claims import Claim, Outcome, Step
from askewtheory.kernel import QUADRATIC, product_in_cell, remoteness_in_cell
from askewtheory.provers import Check, Instance, Twin, conjunction, prove, replay
from proofs_legacy.common import Coordinate, reals
from proofs_legacy.notes_lemma_1 import lemma


def never_all() -> Outcome:
    """Q = {-1, 1}, epsilon = 1/2, w = -1: psi = 1/2 >= 0, but f_3 = w - 1 = -2 < 0."""
    coordinate = Coordinate((-1, 1), "1/2")
    values = [product_in_cell(-1, index, coordinate.levels) for index in (0, 1, 2)]
    own = [
        remoteness_in_cell(-1, j, coordinate.levels, coordinate.epsilon, QUADRATIC)
        for j in (0, 1, 2)
    ]
    return replay(
        Instance(
            coordinate.setting(w=-1),
            [
                Check("epsilon in [0, 1]", coordinate.epsilon, "<=", 1),
                Check("psi(-1) >= 0", coordinate.psi(-1), ">=", 0),
            ],
            Check("all f_j(-1) >= 0: the least", min(values), ">=", 0),
            header=("f_1", "f_2", "f_3", "psi"),
            rows=[(*values, coordinate.psi(-1))],
        ),
        control=Instance(
            coordinate.setting(w=-1),
            [],
            Check("the least of epsilon - f_j", min(own), ">=", 0),
        ),
    )


def minimum_constraint() -> Outcome:
    """min(a, b, c) >= 0 exactly if a, b, c >= 0."""
    a, b, c = reals("a b c")
    return prove(
        sympy.Equivalent(sympy.Min(a, b, c) >= 0, sympy.And(a >= 0, b >= 0, c >= 0)),
        control=Twin("max", sympy.Equivalent(sympy.Max(a, b, c) >= 0, sympy.And(a >= 0, b >= 0))),
    )


def replaced() -> Outcome:
    """psi is the minimum of its own pieces, so psi >= 0 exactly if all of them are."""
    return conjunction(lemma(), minimum_constraint(), reason="psi = min f_j, and min f_j >= 0")


CLAIM = Claim(
    id="notes/corollary-1",
    title="One constraint replaced by one for each piece",
    source="Early notes, Corollary 1",
    statement=(
        "psi(w) >= 0 can be replaced by f_1(w) >= 0, ..., f_{K+1}(w) >= 0 with the f_j displayed "
        "in the proof of Lemma 1."
    ),
    formula=r"\{\hat\psi \ge 0\} = \{(f_1, \dots, f_{K+1}) \succeq 0\}",
    assumptions=("epsilon in [0, 1]",),
    expected="refuted",
    check=never_all,
    steps=(
        Step(
            "notes/corollary-1/direct",
            "A minimum is non-negative exactly if all its parts are.",
            "proved",
            minimum_constraint,
        ),
    ),
    repair=Claim(
        id="notes/corollary-1/repaired",
        title="One constraint replaced by the pieces of psi",
        source="In place of the notes' Corollary 1",
        statement="psi(w) >= 0 exactly if every continued piece of psi, epsilon - f_j, is >= 0.",
        formula=r"\hat\psi \ge 0 \iff \varepsilon - f_j \ge 0 \text{ for all } j",
        expected="proved",
        check=replaced,
    ),
)

CLAIMS = (CLAIM,)
