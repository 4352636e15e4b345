"""What is kept of Coq: compiled files in the user's cache, and the record in the project.

Both may be damaged, and the first is believed: what is not whole, or is not this user's own, counts
as missing and is compiled again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from askewtheory.audit.provers.coq_sources import Source
from askewtheory.errors import InputError, words_of
from askewtheory.private import is_own
from askewtheory.reading import MOST_RECORD, checked, content_of, sealed
from askewtheory.reading import read_record as read_sealed


@dataclass
class Built:
    """A compiled file: its folder, what is wrong with it, and what Coq says of its theorems."""

    folder: Path | None = None
    error: str = ""
    seconds: float = 0.0
    facts: dict[str, dict] = field(default_factory=dict)


FACTS = "facts.json"


class _Fact(msgspec.Struct):
    """What Coq says of a theorem."""

    statement: str
    axioms: list[str]


class _Facts(msgspec.Struct, forbid_unknown_fields=True):
    """What is kept beside a compiled file: the facts, and the SHA-256 of what was compiled."""

    seconds: float
    compiled: str
    facts: dict[str, _Fact]


def kept(home: Path, source: Source) -> Built | None:
    """Return what is kept of a compilation; None where there is none, or none that is whole.

    It is believed, so it must be this user's own, and as it was written.
    """
    try:
        if not is_own(home) or not is_own(home / FACTS):
            return None
        found = checked(read_sealed(home / FACTS, "kept compilation"), _Facts, "kept compilation")
        if found.compiled != hash_of(home / f"{source.name}.vo"):
            return None
    except (InputError, OSError):
        return None
    if found.facts.keys() != set(source.theorems):
        return None
    return Built(home, "", found.seconds, msgspec.to_builtins(found.facts))


def keep(place: Path, home: Path, source: Source, built: Built) -> None:
    """Give a folder in which a file was compiled its name in the cache, with what Coq said.

    Parameters
    ----------
    place, home
        The folder, and what it becomes; something damaged there moves away beside ``place``.
    source, built
        The file and what was found.
    """
    compiled = hash_of(place / f"{source.name}.vo")
    record = {"seconds": built.seconds, "compiled": compiled, "facts": built.facts}
    (place / FACTS).write_text(json.dumps(sealed(record)), encoding="utf-8")
    (place / FACTS).chmod(0o600)
    place.chmod(0o700)
    if kept(home, source) is not None:  # another process was faster
        return
    with contextlib.suppress(FileNotFoundError):
        home.rename(place.with_name("damaged"))
    with contextlib.suppress(OSError):
        place.rename(home)


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(content_of(path, "compiled file", None)).hexdigest()


def read_record(folder: Path) -> dict:
    """Return the committed record: Coq's version, and each theorem's statement and axioms."""
    path = folder / "record.json"
    empty = {"coq": None, "theorems": {}}
    if not os.path.lexists(path):
        return empty
    try:
        found = json.loads(content_of(path, "record", MOST_RECORD))
        return msgspec.to_builtins(msgspec.convert(found, _Record))
    except (ValueError, RecursionError, msgspec.ValidationError) as error:
        raise InputError(
            f"record must be one of `make formal RECORD=1`, got {str(path)!r} ({words_of(error)})."
        ) from None


class _Entry(msgspec.Struct):
    """A theorem on record."""

    statement: str
    axioms: list[str]
    sources: str


class _Record(msgspec.Struct):
    """The committed record."""

    coq: str | None
    theorems: dict[str, _Entry]
    digest: str = ""
