"""Writing results: atomically, and with exact numbers kept exact.

A file appears under its name only when it is complete: the content goes to a temporary file in the
same folder, which then takes the name in one step. A reader, or a run that is interrupted, never
sees half a result.

JSON has no fractions, arrays or symbols, so :func:`write_json` writes

===============================  ==========================================
value                            JSON
===============================  ==========================================
``Fraction(1, 5)``               ``"1/5"`` (an integer-valued one: ``"2"``)
NumPy number or array            number, or nested lists
SymPy number or expression       its text, for example ``"1/5"`` or ``"sqrt(2)"``
enumeration member               its value
object with ``to_dict()``        that dictionary
infinite float                   ``"inf"`` or ``"-inf"``
undefined float (nan)            ``null``
===============================  ==========================================
"""

from __future__ import annotations

import json
import math
import os
import sys
import tempfile
from collections.abc import Mapping
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from askewtheory.errors import InputError

STANDARD_OUTPUT = "-"
_NOT_FINITE = {math.inf: "inf", -math.inf: "-inf"}


def write_bytes(path: str | os.PathLike[str], content: bytes) -> Path:
    """Write a file atomically, making its folder where that is missing.

    Parameters
    ----------
    path : str or PathLike
        The file to write or replace.
    content : bytes
        Its whole content.

    Returns
    -------
    Path
        The path written.

    Raises
    ------
    InputError
        If the path cannot be written.
    """
    target = Path(path)
    temporary: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        temporary = Path(name)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        # mkstemp makes files private; a result has the permissions any new file would have.
        temporary.chmod(0o666 & ~_file_mask())
        temporary.replace(target)
    except OSError as error:
        raise InputError(
            f"path must be a file that can be written, got {str(target)!r} ({error.strerror})."
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
    return target


def write_text(path: str | os.PathLike[str], content: str) -> Path:
    """Write a text file atomically as UTF-8; see :func:`write_bytes`."""
    return write_bytes(path, content.encode("utf-8"))


def write_json(path: str | os.PathLike[str], content: Any) -> None:
    """Write an object as indented JSON to a file, or to standard output for ``"-"``.

    Parameters
    ----------
    path : str or PathLike
        The file, written atomically, or ``"-"``.
    content : dict, or any object with ``to_dict()``
        What to write; see the table in this module's docstring.

    Raises
    ------
    InputError
        If the path cannot be written.
    TypeError
        If the content holds something that has no place in JSON.
    """
    text = to_json(content) + "\n"
    if os.fspath(path) == STANDARD_OUTPUT:
        sys.stdout.write(text)
        sys.stdout.flush()
    else:
        write_text(path, text)


def to_json(content: Any) -> str:
    """Return the text that :func:`write_json` writes, without the last line's end."""
    return json.dumps(to_plain(content), indent=2, ensure_ascii=False, allow_nan=False)


def to_plain(value: Any) -> Any:
    """Turn a value into what JSON knows: dictionaries, lists, strings, numbers and null.

    Raises
    ------
    TypeError
        If the value, or something inside it, has no place in JSON.
    """
    # An enumeration member may also be a str or an int, and NumPy's float64 is a float: they go
    # first, so that the result holds plain types only.
    if isinstance(value, Enum):
        return to_plain(value.value)
    if isinstance(value, np.generic | np.ndarray):
        return to_plain(value.tolist())
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else _NOT_FINITE.get(value)
    if isinstance(value, Fraction | os.PathLike):
        return str(value)
    if isinstance(value, Mapping):
        return {_key(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((to_plain(item) for item in value), key=str)
    if callable(getattr(value, "to_dict", None)):
        return to_plain(value.to_dict())
    if _is_symbolic(value):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in JSON; give its class a to_dict().")


def _key(key: Any) -> str:
    """Return a dictionary key as text; exact numbers in the form that values have."""
    return str(to_plain(key))


def _is_symbolic(value: Any) -> bool:
    """Tell whether a value is SymPy's, without importing SymPy for values that are not."""
    sympy = sys.modules.get("sympy")
    return sympy is not None and isinstance(value, sympy.Basic)


def _file_mask() -> int:
    """Return the process's file creation mask (it can only be read by setting it)."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
