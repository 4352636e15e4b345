"""Finding the claims of a package.

A package is any importable one whose modules hold entries (see :mod:`askewtheory.audit.claim`);
its ``ORDER``, ``TITLE`` and the like are for readers. A module that cannot be imported costs its
own verdicts and no more: they are *undecided*, with file and line.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
import sysconfig
import traceback
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from types import ModuleType
from typing import Any

from askewtheory.audit.entry import STEPS, Entry
from askewtheory.audit.verdict import one_line
from askewtheory.ending import is_end
from askewtheory.errors import InputError, looked_into, near, shown, words_of
from askewtheory.report_packages import folders_of, is_order, make_importable, names_of


@dataclass(frozen=True)
class Package:
    """The claims of a package, each with its lines and its repair, in the package's order.

    Attributes
    ----------
    name : str
        What it is imported by.
    entries : dict of Entry
        By identifier.
    broken : dict of str
        What cannot be run, by identifier, and why.
    """

    name: str
    entries: dict[str, Entry] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)

    @property
    def claims(self) -> list[str]:
        """The identifiers of the claims."""
        return [name for name, entry in self.entries.items() if entry.role == "claim"]

    def within(self, of: str, *roles: str) -> list[Entry]:
        """Return what stands under a claim in one of these roles."""
        return [one for one in self.entries.values() if one.of == of and one.role in roles]

    def steps(self, of: str) -> list[Entry]:
        """Return the lines, parts, readings and probes of a claim or of a repair."""
        return self.within(of, *STEPS)

    def whole(self, of: str) -> list[str]:
        """Return the identifiers of everything inside a claim."""
        own = [one for one in self.entries.values() if one.of == of]
        return [name for one in own for name in (one.id, *self.whole(one.id))]


@cache
def discover(package: str = "proofs_checks") -> Package:
    """Return the claims of a package.

    Parameters
    ----------
    package
        An importable package. If it has an ``ORDER`` of identifiers, claims come in that order.

    Returns
    -------
    Package

    Raises
    ------
    InputError
        If the package cannot be imported, holds no claim, names one twice, or has a claim that
        uses one which does not exist, or itself, be it through others.
    """
    make_importable()
    with looked_into(package):
        return _known(_root(package), package)


def _root(package: str) -> ModuleType:
    """Import a package itself."""
    try:
        root = importlib.import_module(package)
        names_of(root)
        return root
    except ModuleNotFoundError as error:
        raise InputError(f"claims package must be importable, got {package!r} ({error})") from None
    except BaseException as error:
        interrupted(error)
        raise InputError(
            f"claims package must be importable, got {package!r}: {failed(error)}"
        ) from None


def _known(root: ModuleType, package: str) -> Package:
    """Return the claims of an imported package."""
    found: dict[str, Entry] = {}
    broken: dict[str, str] = {}
    for module_name in [package, *_modules(root, package)]:
        try:
            module = importlib.import_module(module_name)
            _take(names_of(module).values(), module_name, found, broken)
        except BaseException as error:
            interrupted(error)
            if isinstance(error, _TwiceError):
                raise
            broken[module_name] = failed(error)
    if not any(entry.role == "claim" for entry in found.values()) and not broken:
        raise InputError(
            f"claims package must declare a claim in a module, got none in {package!r}"
        )
    for one in [entry for entry in found.values() if entry.of and entry.of not in found]:
        broken[one.id] = f"it belongs to {one.of!r}, which no module declares"
        del found[one.id]
    listed = names_of(root).get("ORDER", ())
    if not is_order(listed):
        raise InputError(f"ORDER of {package} must be a list of identifiers, got {shown(listed)}.")
    order: dict[str, int] = {name: place for place, name in enumerate(listed)}
    claims = [name for name, entry in found.items() if entry.role == "claim"]
    ranked = sorted(claims, key=lambda name: (order.get(name, len(order)), name))
    rest = {name: entry for name, entry in found.items() if entry.role != "claim"}
    known = Package(package, {name: found[name] for name in ranked} | rest, broken)
    _check_uses(known)
    return known


class _TwiceError(InputError):
    """Two claims have one identifier."""


def _take(
    values: Iterable[Any], module_name: str, found: dict[str, Entry], broken: dict[str, str]
) -> None:
    """Add a module's entries to those found, or to those that cannot be run."""
    for entry in values:
        if not issubclass(type(entry), Entry) or entry.role == "fact":
            continue
        if type(entry) is not Entry:  # what it states may be another thing each time
            broken[entry.id] = f"it must be made by a decorator, got a {type(entry).__name__}"
            continue
        if entry.module != module_name:
            if not _holds(entry.module, entry):  # its own module lists what is imported here
                broken[entry.id] = f"its check must stand in {module_name}: {entry.module}"
            continue
        if entry.id in found and found[entry.id] is not entry:
            raise _TwiceError(
                f"claim identifiers must be unique, got {entry.id!r} twice, in "
                f"{found[entry.id].module} and {entry.module}."
            )
        found[entry.id] = entry


def _check_uses(known: Package) -> None:
    """Refuse uses of a claim that is declared nowhere, and uses that go round in a circle."""
    graph = {name: known.entries[name].uses for name in known.claims}
    for name, uses in graph.items():
        strangers = [one for one in uses if one not in graph]
        if strangers and not known.broken:  # in a module that cannot be imported it may exist
            raise InputError(f"uses of {name} must be claims, got {strangers[0]!r}")
    sorter = TopologicalSorter({name: set(uses) & set(graph) for name, uses in graph.items()})
    try:
        sorter.prepare()
    except CycleError as error:
        circle = " uses ".join(reversed(error.args[1]))
        raise InputError(f"uses must not go round in a circle, got {circle}") from None


def _holds(module_name: str, entry: Entry) -> bool:
    module = sys.modules.get(module_name)
    return module is not None and any(one is entry for one in names_of(module).values())


def _modules(root: ModuleType, package: str) -> list[str]:
    """Return the modules of a package; one that cannot be imported is named, its own are not."""
    names: list[str] = []
    for info in pkgutil.iter_modules(folders_of(root), package + "."):
        if info.name.endswith(".__main__"):  # a program, which importing would run
            continue
        names.append(info.name)
        if info.ispkg:
            try:
                inner = importlib.import_module(info.name)
            except BaseException as error:
                interrupted(error)
                continue
            names += _modules(inner, info.name)
    return names


def interrupted(error: BaseException) -> None:
    """Raise what ends the program and is no fault of a check.

    Parameters
    ----------
    error
        What a check raised.

    Raises
    ------
    BaseException
        The error itself, where it ends the program.
    """
    if is_end(error):
        raise error


def failed(error: BaseException, stated: tuple[str, int] | None = None) -> str:
    """Return one line: the error, and the file and line of the package that it comes from.

    Parameters
    ----------
    error
        What was raised.
    stated
        The file and line to name where no frame of the error lies outside of what is installed.
    """
    frames = traceback.extract_tb(error.__traceback__)
    own = [(one.filename, one.lineno or 0) for one in frames if not _installed(one.filename)]
    rest = [(one.filename, one.lineno or 0) for one in frames if "importlib" not in one.filename]
    place, what = (
        (own[-1:] or [stated] if stated or own else rest[-1:] or [None])[0],
        words_of(error),
    )
    if isinstance(error, SyntaxError) and error.filename and Path(error.filename).suffix:
        place, what = (error.filename, error.lineno or 0), error.msg
    kind = "" if isinstance(error, InputError) else f"{type(error).__name__}: "
    where = f" ({Path(place[0]).name}, line {place[1]})" if place else ""
    return f"{kind}{one_line(what)}{where}"


def _installed(filename: str) -> bool:
    """Tell whether a file is Python's own, this package's or another library's."""
    inside = ("<", sysconfig.get_paths()["stdlib"], sysconfig.get_paths()["purelib"], _OURS)
    return filename.startswith(inside)


_OURS = str(Path(__file__).resolve().parents[1])


def select(ids: Iterable[str] = (), package: str = "proofs_checks") -> list[str]:
    """Return the claim identifiers that ``ids`` name; all of them for none.

    Parameters
    ----------
    ids
        A line or repair (``lemma-2/line-2``) selects its claim; ``notes`` selects all the notes'.
    package
        The claims package.

    Returns
    -------
    list of str

    Raises
    ------
    InputError
        If a name is that of nothing.
    """
    return list(chosen(ids, package))


def chosen(
    ids: Iterable[str] = (), package: str = "proofs_checks"
) -> dict[str, frozenset[str] | None]:
    """Return the claims that ``ids`` name, and which parts of each: None for all of it.

    A line chooses itself and what is meant by it, a repair itself with its parts.

    Parameters
    ----------
    ids
        Identifiers; none for all.
    package
        The claims package.

    Returns
    -------
    dict
        By claim, in the order asked for.

    Raises
    ------
    InputError
        If a name is that of nothing; it says what may be meant.
    """
    known = discover(package)
    found: dict[str, frozenset[str] | None] = {}
    for name in ids or [*known.claims, *known.broken]:
        whole = [name] if name in known.claims or name in known.broken else []
        whole = whole or [one for one in known.claims if one.startswith(name + "/")]
        found.update(dict.fromkeys(whole))
        if whole:
            continue
        if name not in known.entries:
            where = "" if package == "proofs_checks" else f" --claims {package}"
            raise InputError(
                f"claim must be one of `askewtheory verify --list{where}`, got "
                f"{name!r}{near(name, known.entries)}"
            )
        of = known.entries[name]
        parts = frozenset([name, *known.whole(name), *filter(None, [of.meant])])
        while of.of:
            of = known.entries[of.of]
        before = found.get(of.id, frozenset())
        found[of.id] = None if before is None else before | parts
    return found
