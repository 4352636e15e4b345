"""The report's experiments: declarative files, one training program, honest tables.

``config`` reads an experiment; ``data`` loads points, images (``idx``, ``cifar``) and texts
(``text``), downloaded where asked (``homes``, ``download``); ``models`` makes a network
(``network``, ``resnet``, ``language``), ``methods`` an optimizer of :mod:`askewtheory.optim`.
``training`` trains all seeds of a small network at once, in the order of ``feeds``; ``processes``
gives each seed of a large one a process; ``folder`` reads images (``crops``) as they are needed,
which ``distributed`` shares out to several processes; ``storage`` keeps what was done, ``track``
shows it.
``search`` tunes all methods alike; ``statistics``, ``tables`` and ``render`` compare the results
with what the report prints, ``enumeration`` with the exact optimum, and ``runner`` puts all this
together. Needs the extra ``experiments``, apart from ``config``, ``statistics`` and ``tables``.
"""

from typing import TYPE_CHECKING

from askewtheory.lazy import loader

if not TYPE_CHECKING:
    __getattr__ = loader(__name__, "config", "storage", "training")
