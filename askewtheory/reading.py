"""Reading files that a user wrote or an earlier run left: bounded, and checked against a schema.

A schema is a ``msgspec.Struct`` whose fields carry bounds and, as their description, the words
that say what they must be. Whatever is wrong is one sentence: the entry's name, what it must be
and what it is.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import tomllib
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, get_type_hints

import msgspec
from msgspec import Meta

from askewtheory.errors import InputError, shown
from askewtheory.output import to_plain

MOST_BYTES = 1 << 20
"""Of a file that a user writes by hand."""
MOST_RECORD = 1 << 26
"""Of a record that this program wrote."""
VERSION = 1
Kind = TypeVar("Kind", bound=msgspec.Struct)


def integer(least: int, most: int) -> Meta:
    """Return the bounds of an integer; true and false are none."""
    return Meta(ge=least, le=most, description=f"an integer from {least:,} to {most:,}")


def decimal(most: float, *, least: float = 0, above: float | None = None) -> Meta:
    """Return the bounds of a finite number from ``least``, or above ``above``, to ``most``."""
    if above is not None:
        return Meta(gt=above, le=most, description=f"a number above {above:g}, at most {most:g}")
    return Meta(ge=least, le=most, description=f"a number from {least:g} to {most:g}")


def text(most: int) -> Meta:
    """Return the bound of a text of at most so many characters."""
    return Meta(max_length=most, description=f"a text of at most {most:,} characters")


def several(least: int, most: int, items: str) -> Meta:
    """Return the bounds of a list of ``least`` to ``most`` items, which ``items`` describes."""
    length = f"at most {most:,}" if least == 0 else f"{least} to {most:,}"
    return Meta(min_length=least, max_length=most, description=f"a list of {length} {items}")


def content_of(path: str | os.PathLike[str], what: str, most: int | None = MOST_BYTES) -> bytes:
    """Return the content of a regular file of at most ``most`` bytes, or of any size for None.

    A pipe, a device, or a file of the system that has nothing to give yet is no such file: nothing
    waits for it.

    Raises
    ------
    InputError
        If there is none, it cannot be read, or it is larger; ``what`` is its name in the sentence.
    """
    try:
        with open(path, "rb", opener=_unblocked) as stream:
            found = os.fstat(stream.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise InputError(f"{what} must be a regular file, got {os.fspath(path)!r}.")
            size = found.st_size if most is None else most
            content = stream.read(size + 1)
    except (OSError, ValueError, OverflowError, MemoryError) as error:
        if isinstance(error, InputError):
            raise
        reason = getattr(error, "strerror", None) or str(error) or "it does not fit in memory"
        raise InputError(
            f"{what} must be a file that can be read, got {os.fspath(path)!r} ({reason})."
        ) from None
    if content is None or (most is None and len(content) > size):
        # It would come later; or it is one of the system's that do not say how large they are.
        raise InputError(f"{what} must be a regular file, got {os.fspath(path)!r}.")
    if len(content) > size:
        raise InputError(
            f"{what} must have at most {size:,} bytes, got more in {os.fspath(path)!r}."
        )
    return content


def _unblocked(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # a pipe would wait for a writer


def read_toml(path: str | os.PathLike[str], what: str) -> dict[str, Any]:
    """Return the tables of a TOML file; see :func:`content_of` and :func:`parse_toml`."""
    return parse_toml(content_of(path, what), f"{what} {os.fspath(path)!r}")


def parse_toml(
    content: bytes | str, what: str, number: Callable[[str], Any] = float
) -> dict[str, Any]:
    """Return the tables of a TOML text, numbers with a point made by ``number``.

    Raises
    ------
    InputError
        If it is none, is not UTF-8, or nests too deeply.
    """
    try:
        text = content if isinstance(content, str) else content.decode("utf-8")
        return tomllib.loads(text, parse_float=number)
    except UnicodeDecodeError as error:
        reason = f"a byte that is not UTF-8 at position {error.start}"
    except RecursionError:
        reason = "tables or lists too deep inside each other"
    except ValueError as error:  # among them tomllib's own, and integers of thousands of digits
        reason = str(error).splitlines()[0].rstrip(".")
    raise InputError(f"{what} must be valid TOML, got: {reason}.")


def sealed(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record as JSON knows it, with a version and the SHA-256 of everything else in it."""
    plain = to_plain(dict(record))
    return {**plain, "format": {"version": VERSION, "sha256": _digest(plain)}}


def read_record(path: str | os.PathLike[str], what: str = "record") -> dict[str, Any]:
    """Return what :func:`sealed` returned before it was written to a JSON file.

    Raises
    ------
    InputError
        If the file cannot be read, or is not as it was written.
    """
    content, place = content_of(path, what, MOST_RECORD), os.fspath(path)
    try:
        return unsealed(json.loads(content), path, what)
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            f"{what} must be JSON of version {VERSION} that this program wrote, got {place!r} "
            f"({type(error).__name__}); make it anew."
        ) from None


def unsealed(record: dict[str, Any], path: str | os.PathLike[str], what: str) -> dict[str, Any]:
    """Return what :func:`sealed` was given.

    Raises
    ------
    InputError
        If the record, which is from this path, is not as it was written.
    KeyError
        If it has no seal.
    """
    plain = {key: value for key, value in record.items() if key != "format"}
    if record["format"] != {"version": VERSION, "sha256": _digest(plain)}:
        raise InputError(
            f"{what} must be as this program wrote it, got {os.fspath(path)!r} with other content "
            "than its checksum or another version; make it anew."
        )
    return plain


def _digest(plain: Any) -> str:
    return hashlib.sha256(json.dumps(plain, sort_keys=True, allow_nan=False).encode()).hexdigest()


def checked(given: Any, kind: type[Kind], where: str) -> Kind:
    """Return a table as its schema has it.

    Parameters
    ----------
    given
        The table.
    kind
        The schema.
    where
        What the table is called, ``"model"``; the sentence begins with it.

    Raises
    ------
    InputError
        If the table, or an entry in it, is not what the schema says.
    """
    try:
        return msgspec.convert(given, kind)
    except msgspec.ValidationError as error:
        raise InputError(_sentence(str(error), given, kind, where)) from None


def _sentence(said: str, given: Any, kind: type[msgspec.Struct], where: str) -> str:
    """Return msgspec's message with the words of the schema and the value."""
    if not isinstance(given, Mapping):
        return f"{where} must be a table, got {shown(given)}."
    said, _, place = said.partition(" - at `")
    path = re.match(r"(?:key in `)?\$\.(\w+)", place)
    if found := re.match(r"Object contains unknown field `(.*)`", said, re.DOTALL):
        if path is None:
            fields = ", ".join(kind.__struct_encode_fields__)
            return f"{where} must have entries of {fields}, got {shown(found[1])}."
    elif (found := re.match(r"Object missing required field `(\w+)`", said)) and path is None:
        return f"{where} must have an entry {found[1]}, got none."
    if path is None or path[1] not in given:  # a key that is no text, and the like
        return f"{where} must be a table of texts, numbers and lists, got: {said}."
    hint = get_type_hints(kind, include_extras=True)[path[1]]
    words = [meta.description for meta in getattr(hint, "__metadata__", ()) if meta.description]
    expected = words[0] if words else _named(hint)
    return f"{where} {path[1]} must be {expected}, got {shown(given[path[1]])}."


def _named(hint: Any) -> str:
    """Return what a field without words must be: one of some texts, a truth value, a table."""
    choices = getattr(hint, "__args__", ())
    if choices and all(isinstance(choice, str) for choice in choices):
        return f"one of {', '.join(choices)}"
    return {bool: "true or false", str: "a text", dict: "a table"}.get(
        getattr(hint, "__origin__", hint), "what its documentation says"
    )
