"""The repaired statements in Coq, and what compiles and inspects them.

One file a result, named as the module of that result; ``kernel.v`` is translated from
``askewtheory/kernel.py``. A result is stated as ``Theorem``, all the rest as ``Lemma``.
"""

from functools import cache
from pathlib import Path

from askewtheory.audit.provers.coq import read_record
from askewtheory.audit.terms import Formula, coq

FOLDER = Path(__file__).parent
"""Where the Coq files are, and the record of what they prove."""


@cache
def theorem(name: str) -> Formula:
    """Return what ``file.theorem`` states, as the committed record has it."""
    return coq(name, read_record(FOLDER)["theorems"][name]["statement"])
