"""The errors that a user can cause or must know of, and the gate before optional dependencies."""

from __future__ import annotations

import importlib
from types import ModuleType


class InputError(ValueError):
    """Input that cannot be used.

    The message is one sentence: the argument's name, what was expected and what was given. The
    command line prints it without a traceback and exits with code 2.
    """


class IncompleteError(RuntimeError):
    """Part of the work was lost, to a killed process for example; the rest is done and kept.

    The message is one sentence; the command line prints it without a traceback and exits with
    code 1.
    """


class MissingExtraError(ImportError):
    """An optional dependency is needed and not installed."""


def require(module: str, extra: str) -> ModuleType:
    """Import an optional dependency, or say how to install it.

    Parameters
    ----------
    module : str
        Dotted name of the module to import, for example ``"torch"``.
    extra : str
        The extra of askewtheory that installs it, for example ``"torch"``.

    Returns
    -------
    ModuleType
        The imported module itself (for a dotted name, the innermost one).

    Raises
    ------
    MissingExtraError
        If the module, or a package it lies in, is not installed. An import that fails *inside*
        an installed module is that module's own error and passes through unchanged.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        absent = error.name or ""
        if module != absent and not module.startswith(absent + "."):
            raise
        raise MissingExtraError(
            f"{module} is needed here and is not installed;"
            f" run pip install 'askewtheory[{extra}]' to add it.",
            name=module,
        ) from error
