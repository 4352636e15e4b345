"""Where the claims and the figures of this project's own report are.

In a checkout `proofs_checks` and `figures` are folders beside the library; installed they lie in
its folder `_report`. Their modules keep these names in both, but only once a command, or a worker
of one, has asked for them: importing the library makes nothing else importable, and somebody's own
module `figures` does not hide the report's.
"""

from __future__ import annotations

import importlib.machinery
import itertools
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from askewtheory.errors import InputError, shown

NAMES = ("proofs_checks", "figures")
_LIBRARY = Path(__file__).resolve().parent


class _Finder:
    """Finds the packages of :data:`NAMES` in one folder; their modules are found as usual."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return where a package of the report is; None for every other name."""
        if name not in NAMES or path is not None:
            return None
        return importlib.machinery.PathFinder.find_spec(name, [str(_folder())])


def is_own(package: str) -> bool:
    """Tell whether a package is the report's, whose code is as trusted as the program's."""
    return package.partition(".")[0] in NAMES


def is_order(listed: Any) -> bool:
    """Tell whether a package's ``ORDER`` is a list of names."""
    return type(listed) in (list, tuple) and all(type(name) is str for name in listed)


def names_of(module: ModuleType) -> dict[str, Any]:
    """Return what a module names; its own ``__getattr__`` and ``__dict__`` are not asked."""
    return dict(vars(ModuleType)["__dict__"].__get__(module))


def folders_of(module: ModuleType) -> list[str]:
    """Return the folders in which a package's modules are; none for a plain module.

    Raises
    ------
    InputError
        If its ``__path__`` is no short list of texts.
    """
    listed = names_of(module).get("__path__", [])
    if type(listed) is list or type(listed).__name__ == "_NamespacePath":
        found = list(itertools.islice(listed, MOST_FOLDERS))
        if all(type(one) is str for one in found):
            return found
    name = names_of(module).get("__name__")
    raise InputError(f"__path__ of {name} must be a list of folders, got {shown(listed)}.")


MOST_FOLDERS = 100
"""That a package is looked for in."""


def make_importable() -> None:
    """Let `proofs_checks` and `figures` be imported, from wherever they are."""
    if _Finder not in sys.meta_path:
        sys.meta_path.insert(0, _Finder)


def _folder() -> Path:
    """Return the folder that holds the report's packages."""
    installed = _LIBRARY / "_report"
    return installed if installed.is_dir() else _LIBRARY.parent
