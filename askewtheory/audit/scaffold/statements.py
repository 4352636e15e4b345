r"""Statements and proofs as they are read, and which proof is whose.

A proof belongs to the statement that its title names or refers to (``\begin{proof}[Proof of
Theorem~\ref{main}]``), or that the heading above it does; otherwise to the one before it.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from askewtheory.audit.scaffold.displays import Display

NOT_PROVED = ("remark", "definition", "example", "assumption", "notation", "note", "hypothesis")
"""What nobody expects a proof of: one that follows is of what stands before."""


@dataclass
class Statement:
    """A theorem-like environment: its word and number as printed, title, LaTeX, and displays.

    ``lines`` are the displayed lines of its proof, ``uses`` the labels that the proof refers to.
    """

    word: str
    number: str
    title: str = ""
    latex: str = ""
    labels: list[str] = field(default_factory=list)
    displays: list[Display] = field(default_factory=list)
    lines: list[Display] = field(default_factory=list)
    uses: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """As a reader cites it: ``Lemma 3``."""
        return f"{self.word} {self.number}".strip()


@dataclass
class Proof:
    """A proof: what its title and the heading above it say, what it follows, its displays."""

    title: str
    heading: str
    after: Statement | None
    fresh: bool = False
    """Whether a statement stands between the heading and the proof."""
    lines: list[Display] = field(default_factory=list)
    uses: list[str] = field(default_factory=list)


def owner_of(
    proof: Proof,
    statements: Sequence[Statement],
    owners: Mapping[str, Statement],
    proved: Sequence[Statement],
) -> Statement | None:
    """Return the statement that a proof is of.

    Parameters
    ----------
    proof, statements
        The proof, and all statements.
    owners
        Statements by label.
    proved
        Those that have a proof already.
    """
    waiting = proof.fresh and not any(one is proof.after for one in proved)
    heading = proof.heading if "roof" in proof.heading and not waiting else ""
    for said in (proof.title, heading):
        for label, own in owners.items():
            if label and f"{{{label}}}" in said:
                return own
        named = [one for one in statements if one.number and _says(said, one)]
        if named:
            return named[-1]
    return proof.after


def _says(said: str, one: Statement) -> bool:
    """Tell whether a title such as ``Proof of Lemma~3.`` names a statement."""
    words = said.replace("~", " ").replace("\\", " ").split()
    pairs = itertools.pairwise(words)
    return any(a == one.word and b.rstrip(".:,") == one.number for a, b in pairs)
