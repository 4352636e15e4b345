"""What the report leaves open and an experiment chooses, as notes for its tables.

A choice names the entries that it speaks of. Where one of them is changed, by a reading, by other
data or by a search of learning rates, the choice no longer describes the run and is left out; what
was changed is said instead, in a remark.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from msgspec import Struct


class Choice(Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence about an experiment.

    Attributes
    ----------
    text : str
        The sentence.
    about : tuple of str
        The entries that make it true, such as ``"model.bias"`` or ``"methods.*.lr"``.
    """

    text: str
    about: tuple[str, ...] = ()

    def untouched(self, paths: Sequence[str]) -> bool:
        """Tell whether none of some entries is what the sentence is about."""
        return not any(fnmatchcase(path, pattern) for path in paths for pattern in self.about)


def entries(tables: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Return the entries of tables inside tables by their dotted names."""
    found = {}
    for key, value in tables.items():
        name = f"{before}{key}"
        found |= entries(value, f"{name}.") if isinstance(value, dict) else {name: value}
    return found


def changed_entries(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the dotted names of entries that two tables do not share or have otherwise."""
    old, new = entries(before), entries(after)
    missing = object()
    return [name for name in old | new if old.get(name, missing) != new.get(name, missing)]


def spelled(changes: Mapping[str, Any]) -> str:
    """Return changes in one line, ``model.bias = false, methods.askewsgd.clip = 10.0``."""
    return ", ".join(f"{name} = {json.dumps(value)}" for name, value in entries(changes).items())
