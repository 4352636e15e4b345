"""What a claims package says of itself in its ``__init__``: the words of its page."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from askewtheory.audit.latex import is_letter
from askewtheory.audit.page.addition import Addition
from askewtheory.audit.page.symbols import Symbols
from askewtheory.audit.page.typeset import Typesetter
from askewtheory.ending import is_end
from askewtheory.errors import InputError, looked_into, shown, words_of
from askewtheory.reading import MOST_RECORD, content_of
from askewtheory.report_packages import is_order, names_of


@dataclass(frozen=True)
class About:
    """A package's own words; everything but the name may be left out.

    Attributes
    ----------
    package
        Its name.
    title, subject, authors
        ``TITLE``, ``SUBJECT`` (completes "the statements of ...") and ``AUTHORS``.
    sections
        ``SECTIONS``: identifiers of statements by the title of their section.
    symbols, glossary
        ``SYMBOLS``: LaTeX by name. ``GLOSSARY``: the meaning by name; a name that has no LaTeX is
        an abbreviation, unless it is a single letter.
    setting, usual
        ``SETTING``: what a choice of an instance is called in formulas, by its name. ``USUAL``:
        choices that go without saying.
    quoted
        ``QUOTED``: the printed text of a statement, Markdown with ``$...$``.
    written
        ``WRITTEN``: a written proof's Markdown file by identifier; or a function ``written`` from
        an identifier to Markdown or None.
    before_proofs
        ``BEFORE_PROOFS``: identifiers of what all written proofs refer to.
    results
        ``RESULTS``: a folder of Markdown tables that are shown where no newer run is.
    figures
        ``FIGURES``: the package of its figures, empty for none.
    addition
        A function ``addition`` from the claims on record to a part of the page, or to None.
    """

    package: str
    title: str = ""
    subject: str = ""
    authors: str = ""
    sections: Mapping[str, Sequence[str]] = field(default_factory=dict)
    symbols: Mapping[str, str] = field(default_factory=dict)
    glossary: Mapping[str, str] = field(default_factory=dict)
    setting: Mapping[str, str] = field(default_factory=dict)
    usual: Mapping[str, Any] = field(default_factory=dict)
    quoted: Mapping[str, str] = field(default_factory=dict)
    written: Callable[[str], str | None] = lambda identifier: None
    before_proofs: Sequence[str] = ()
    results: Path | None = None
    figures: str = ""
    addition: Callable[[Sequence[Mapping[str, Any]]], Addition | None] = lambda claims: None

    def typesetter(self) -> Typesetter:
        """Return what sets text in the package's letters."""
        return Typesetter(Symbols(self.symbols, self.abbreviations), self.glossary)

    @property
    def abbreviations(self) -> frozenset[str]:
        """The names in the glossary that are words and no letters."""
        return frozenset(
            name for name in self.glossary
            if name not in self.symbols and name not in Symbols() and len(name) > 1
            and name.isalnum()
        )  # fmt: skip

    def section_of(self, identifier: str) -> str:
        """Return the title of the section that a statement stands in; empty for none."""
        return next((title for title, ids in self.sections.items() if identifier in ids), "")


def about(package: str) -> About:
    """Return what a package says of itself.

    Raises
    ------
    InputError
        If one of its words is of another type than it must be.
    """
    with looked_into(package):
        return _about(package, names_of(importlib.import_module(package)))


def _about(package: str, root: Mapping[str, Any]) -> About:
    """Return what a package's names say."""

    def said(name: str, kind: type, empty: Any) -> Any:
        value: Any = root.get(name, empty)
        given: Any = value
        if not isinstance(value, kind) or (kind is str and type(value) is not str):
            raise InputError(
                f"{name} of {package} must be a {kind.__name__.lower()}, got {shown(value)}."
            )
        return dict(given) if kind is Mapping else value

    addition = root.get("addition")
    mappings = {name.lower(): said(name, Mapping, {}) for name in _INSIDE}
    for name, (fits, words) in _INSIDE.items():
        for key, value in mappings[name.lower()].items():
            if type(key) is not str or not fits(key, value):
                raise InputError(
                    f"{name} of {package} must be a mapping from texts to {words}, got "
                    f"{shown(key)}: {shown(value)}."
                )
    before = said("BEFORE_PROOFS", tuple, ())
    if not is_order(before):
        raise InputError(f"BEFORE_PROOFS of {package} must be texts, got {shown(before)}.")
    said("CORRECTS", str, "")  # which the erratum takes
    results = root.get("RESULTS")
    if not isinstance(results, str | os.PathLike | None) or "\0" in str(results):
        raise InputError(f"RESULTS of {package} must be a folder, got {shown(results)}.")
    return About(
        package,
        said("TITLE", str, "") or package,
        said("SUBJECT", str, "") or f"the package {package}",
        said("AUTHORS", str, ""),
        written=_written(root, package),
        before_proofs=before,
        results=None if results is None else Path(results),
        figures=said("FIGURES", str, ""),
        **({"addition": addition} if callable(addition) else {}),
        **mappings,
    )


def _is_text(name: str, value: Any) -> bool:
    return type(value) is str


_INSIDE: dict[str, tuple[Callable[[str, Any], bool], str]] = {
    "SECTIONS": (lambda name, value: is_order(value), "lists of identifiers"),
    "SYMBOLS": (is_letter, "the LaTeX of letters"),
    "GLOSSARY": (_is_text, "texts"),
    "SETTING": (_is_text, "texts"),
    "USUAL": (lambda name, value: True, "values"),
    "QUOTED": (_is_text, "texts"),
}
"""What the values of a package's mappings must be: the page is made after a long run."""


def _written(root: Mapping[str, Any], package: str) -> Callable[[str], str | None]:
    """Return what finds a written proof; a file that cannot be read is none."""
    own: Any = root.get("written")
    if callable(own) and not isinstance(own, ModuleType):
        return partial(_asked, own, f"written of {package}")
    files = root.get("WRITTEN", {})
    if not isinstance(files, Mapping) or not all(
        isinstance(path, str | os.PathLike) for path in files.values()
    ):
        raise InputError(f"WRITTEN of {package} must be a mapping to files, got {shown(files)}.")
    files = dict(files)

    def read(identifier: str) -> str | None:
        try:
            return content_of(files[identifier], "WRITTEN", MOST_RECORD).decode("utf-8")
        except (KeyError, InputError, UnicodeError):
            return None

    return read


def _asked(written: Callable[[str], Any], name: str, identifier: str) -> str | None:
    """Return what a package's own function says; whatever is wrong with it is said of it."""
    try:
        found = written(identifier)
    except BaseException as error:
        if is_end(error):
            raise
        raise InputError(
            f"{name} must return a text or None for {identifier!r}, got {type(error).__name__}: "
            f"{words_of(error):.200}."
        ) from error
    if found is None or type(found) is str:
        return found
    raise InputError(f"{name} must return a text or None for {identifier!r}, got {shown(found)}.")
