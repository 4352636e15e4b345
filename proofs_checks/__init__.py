"""The claims on the report and on the early notes: one file or folder a result.

``theorem-5/descent/line-4`` is the function ``line_4`` in ``theorem_5/descent.py``; the lines of a
statement with a folder of its own stand in ``printed.py`` there, its repair in ``repaired.py``.
``vocabulary`` gives names to what statements speak of, ``facts`` holds what several results use.
"""

ORDER = (
    # the report
    "definition-2",
    "definition-3",
    "intervals",
    "levels-intersection",
    "velocity-formula",
    "mfcq",
    "stationarity-signs",
    "lemma-1",
    "theorem-1",
    "a3-implies-a2",
    "lemma-2",
    "lemma-2/remark",
    "psi-smooth",
    "definition-4",
    "theorem-2",
    "cycling",
    "lemma-3",
    "lemma-4/left",
    "lemma-4/right",
    "lemma-5",
    "corollary-1",
    "corollary-1/sharper",
    "theorem-3",
    "corollary-2",
    "theorem-4",
    "definition-5",
    "theorem-5",
    "theorem-5/descent",
    "theorem-5/almost-surely",
    "theorem-6",
    "theorem-6/lyapunov",
    "theorem-6/mean-field-zero",
    "theorem-6/penalty-c1",
    "theorem-6/stable",
    # the early notes
    "notes/lemma-1",
    "notes/corollary-1",
    "notes/condition-a",
    "notes/definition-6",
    "notes/mfcq-on-c",
    "notes/explicit-formula",
    "notes/algorithm-2-sign",
    "notes/stationary-set-sign",
    "notes/lemma-2-duality",
    "notes/lemma-2-dual-formula",
    "notes/lemma-3",
    "notes/theorem-1",
    "notes/theorem-2",
    "notes/lemma-4",
    "notes/lemma-5",
    "notes/theorem-3",
    "notes/theorem-4",
    "notes/algorithm-3",
)
"""The identifiers in the order in which the documents state them."""
