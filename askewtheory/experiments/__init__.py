"""The report's experiments: declarative files, one batched training program, honest tables.

``config`` reads an experiment, ``data`` and ``network`` make what is trained, ``methods`` builds
an optimizer of :mod:`askewtheory.optim`, ``training`` runs all seeds at once, ``storage`` keeps
what was done, ``statistics`` and ``tables`` compare it with what the report prints. Needs the
extra ``experiments``, apart from ``config``, ``statistics`` and ``tables``.
"""
