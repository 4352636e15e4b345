"""The errors that a user can cause or must know of, and the gate before optional dependencies."""

from __future__ import annotations

import importlib
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import ModuleType

from askewtheory.ending import is_end


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


MOST_WORDS = 10_000
"""Characters of an error's text."""


def words_of(error: BaseException) -> str:
    """Return what an error says, on one line; one that cannot say it says nothing.

    Of a text that is longer than anybody reads it is the beginning.

    Parameters
    ----------
    error
        Anybody's.

    Returns
    -------
    str
    """
    try:
        return " ".join(str(error)[:MOST_WORDS].split())
    except BaseException as other:  # its class is anybody's
        if is_end(other):
            raise
        return ""


def shown(value: object, most: int = 80) -> str:
    """Return a value as a sentence shows it, cut where it is long; its class is anybody's.

    Parameters
    ----------
    value
        Anything.
    most
        How many characters are shown of it.

    Returns
    -------
    str
    """
    try:
        written = repr(value)
    except BaseException as error:
        if is_end(error):
            raise
        if isinstance(error, ValueError) and type(value) is int:
            return "an integer of thousands of digits"
        return f"something of type {type(value).__name__}"
    return written if len(written) <= most else f"{written[:most]}..."


def near(name: str, names: Iterable[str]) -> str:
    """Return the end of a sentence about an unknown name: which of ``names`` may be meant.

    Parameters
    ----------
    name : str
        The unknown name.
    names : iterable of str
        Those that are known.

    Returns
    -------
    str
        Empty where none is near.
    """
    import difflib

    close = difflib.get_close_matches(name, list(names), n=2)
    return f" (did you mean {' or '.join(close)}?)" if close else ""


def imported(package: str, what: str) -> ModuleType:
    """Import a package that a user named; whatever keeps it from loading is the user's to mend.

    Parameters
    ----------
    package : str
        Its dotted name.
    what : str
        What it is called in the error, ``"claims"`` or ``"figures"``.

    Returns
    -------
    module

    Raises
    ------
    InputError
        If there is no such package, or it does not load.
    """
    try:
        if not all(part.isidentifier() for part in package.split(".")):
            raise ImportError("that is no name of a package")
        module = importlib.import_module(package)
        if not issubclass(type(module), ModuleType):
            raise ImportError(f"it makes itself something of type {type(module).__name__}")
        return module
    except BaseException as error:  # a module that runs may raise anything
        if is_end(error):
            raise
        reason = f"{type(error).__name__}: {words_of(error)}"
        raise InputError(
            f"{what} package must be importable, got {package!r} ({reason:.300})."
        ) from error


@contextmanager
def looked_into(package: str) -> Iterator[None]:
    """Make what a package raises, while it is imported or looked at, an error of the package.

    ``os._exit``, too, ends no more than what called it: a command that ended in the middle with
    code 0 would look as if all had been checked.

    Parameters
    ----------
    package : str
        Its name, for the error.

    Raises
    ------
    InputError
        Whatever it was; what ends the program passes.
    """
    before, os._exit = os._exit, _refuse  # type: ignore[assignment]
    try:
        yield
    except (InputError, MissingExtraError):
        raise
    except BaseException as error:
        if is_end(error):
            raise
        raise InputError(
            f"package {package} must be one that can be looked into, got "
            f"{type(error).__name__}: {words_of(error):.200}."
        ) from error
    finally:
        os._exit = before


def _refuse(code: int = 0) -> None:
    raise SystemExit(code)


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
            f"{module} is needed here and is not installed (extra {extra});"
            f" run {_installation(extra)} to add it.",
            name=module,
        ) from error


def _installation(extra: str) -> str:
    """Return the command that installs an extra's packages.

    It names the packages themselves: `askewtheory[extra]` would be looked for in an index, where a
    package that was installed from a checkout or a file may not be. Double quotes are those that
    every shell takes, also Windows's.
    """
    import importlib.metadata

    try:
        stated = importlib.metadata.requires("askewtheory") or []
    except importlib.metadata.PackageNotFoundError:
        stated = []
    wanted, needed = [extra], []
    for name in wanted:
        for line in stated:
            requirement, _, marker = (part.strip() for part in line.partition(";"))
            if f'extra == "{name}"' not in marker.replace("'", '"'):
                continue
            if requirement.startswith("askewtheory["):  # one extra contains another
                wanted.append(requirement[len("askewtheory[") : -1])
            else:
                needed.append(f'"{requirement}"')
    if not needed:  # run from a checkout that is not installed
        needed = [f'-e ".[{extra}]" in the checkout']
    return f"{_python()} -m pip install {' '.join(dict.fromkeys(needed))}"


def _python() -> str:
    """Return how the shell calls the Python that runs here; `python` may be another, or none."""
    found = shutil.which("python")
    if found and os.path.dirname(found) == os.path.dirname(sys.executable):
        return "python"
    return f'"{sys.executable}"' if " " in sys.executable else sys.executable or "python"
