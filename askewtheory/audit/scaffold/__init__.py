"""Making a claims package: an example to start from, or the statements of a LaTeX source.

``sources`` reads files, ``stream`` turns them into tokens with the paper's own macros expanded,
``numbering`` counts as LaTeX does, ``paper`` finds the statements and the displayed lines of their
proofs, ``wording`` says them in plain text, and ``write`` makes the package. Nothing is executed:
TeX's conditionals and low-level programming are not followed.
"""

from __future__ import annotations

from askewtheory.audit.scaffold.paper import read_paper
from askewtheory.audit.scaffold.write import from_paper, from_scratch, writable

__all__ = ["from_paper", "from_scratch", "read_paper", "writable"]
