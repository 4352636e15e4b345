"""An engine that audits the claims of a paper: it knows nothing of any paper.

Statements (``terms``, ``text``, ``statement``) are established by ``rules`` and by nothing else;
``claim`` is how a package states its claims, ``runner`` finds and runs them, ``page`` shows them.
"""

from typing import TYPE_CHECKING

import askewtheory.audit.text  # noqa: F401 (terms are read and written by it)
from askewtheory.lazy import loader

if not TYPE_CHECKING:
    __getattr__ = loader(
        __name__, "claim", "package", "results", "rules", "runner", "statement", "terms", "theorem"
    )
