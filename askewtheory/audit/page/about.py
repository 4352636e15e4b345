"""What a claims package says of itself in its ``__init__``: the words of its page."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from askewtheory.audit.page.symbols import Symbols
from askewtheory.audit.page.typeset import Typesetter
from askewtheory.errors import InputError


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
    root = importlib.import_module(package)

    def said(name: str, kind: type, empty: Any) -> Any:
        value = getattr(root, name, empty)
        if not isinstance(value, kind):
            raise InputError(
                f"{name} of {package} must be a {kind.__name__.lower()}, got {value!r}."
            )
        return value

    mappings = {
        name.lower(): said(name, Mapping, {})
        for name in ("SECTIONS", "SYMBOLS", "GLOSSARY", "SETTING", "USUAL", "QUOTED")
    }
    results = getattr(root, "RESULTS", None)
    return About(
        package,
        said("TITLE", str, "") or package,
        said("SUBJECT", str, "") or f"the package {package}",
        said("AUTHORS", str, ""),
        written=_written(root),
        before_proofs=said("BEFORE_PROOFS", tuple, ()),
        results=None if results is None else Path(results),
        figures=said("FIGURES", str, ""),
        **mappings,
    )


def _written(root: Any) -> Callable[[str], str | None]:
    """Return what finds a written proof; a file that cannot be read is none."""
    own: Any = getattr(root, "written", None)
    if callable(own) and not hasattr(own, "__path__"):
        return cast("Callable[[str], str | None]", own)
    files: Mapping[str, Any] = getattr(root, "WRITTEN", {})

    def read(identifier: str) -> str | None:
        try:
            return Path(files[identifier]).read_text(encoding="utf-8")
        except (KeyError, OSError, UnicodeError):
            return None

    return read
