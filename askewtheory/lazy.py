"""Submodules that load when they are first asked for, so that importing a package costs nothing."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from types import ModuleType


def loader(package: str, *names: str) -> Callable[[str], ModuleType]:
    """Return the ``__getattr__`` of a package (PEP 562) that loads these submodules of it.

    Parameters
    ----------
    package : str
        The package's own ``__name__``.
    *names : str
        Its public submodules.

    Returns
    -------
    callable
        From a name to the loaded submodule. One that needs an extra which is missing raises the
        submodule's own MissingExtraError; any other name is an AttributeError.
    """

    def load(name: str) -> ModuleType:
        if name in names:
            return importlib.import_module(f"{package}.{name}")
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return load
