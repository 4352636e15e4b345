"""Searching for counterexamples: instances are drawn, and each is evaluated exactly.

What is found refutes; what is not found proves nothing. Where a statement is scalar, instances are
points: a solver's, those of a grid of small fractions, random ones, and ones near the point that
came closest. Where it names sequences (``w[k]``) they are periodic, or follow the recurrences among
the hypotheses until their state returns. Where it is *about* a model, the model's class offers
instances itself: ``instances(draw)``, a class method that yields them from a ``random.Random``.
"""

from __future__ import annotations

from askewtheory.audit.fuzz.search import Found, search, searchable

__all__ = ["Found", "search", "searchable"]
