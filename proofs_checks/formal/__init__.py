"""The repaired statements in Coq, and what compiles and inspects them.

One file a result, named as the module of that result; ``kernel.v`` is translated from
``askewtheory/kernel.py``. A result is stated as ``Theorem``, all the rest as ``Lemma``.
"""
