"""Writing results as JSON, exact numbers kept exact; files are written by :mod:`.files`.

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
from collections.abc import Mapping
from enum import Enum
from fractions import Fraction
from typing import Any

import numpy as np

from askewtheory.errors import InputError
from askewtheory.files import STANDARD_OUTPUT, write_bytes, write_text

__all__ = ["to_json", "to_plain", "write_bytes", "write_json", "write_text"]

_NOT_FINITE = {math.inf: "inf", -math.inf: "-inf"}


def write_json(path: str | os.PathLike[str], content: Any, name: str = "path") -> None:
    """Write an object as indented JSON to a file, or to standard output for ``"-"``.

    Parameters
    ----------
    path : str or PathLike
        The file, written atomically, or ``"-"``.
    content : dict, or any object with ``to_dict()``
        What to write; see the table in this module's docstring.
    name : str
        What the file is called in the error.

    Raises
    ------
    InputError
        If the path cannot be written.
    TypeError
        If the content holds something that has no place in JSON.
    """
    if os.fspath(path) != STANDARD_OUTPUT:
        # A character that UTF-8 has not, half of a surrogate pair, becomes JSON's own \\udc80.
        write_text(path, to_json(content) + "\n", name)
        return
    if sys.stdout is None:
        raise InputError(f"{name} must go to an open standard output, got a closed one.")
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    sys.stdout.write(to_json(content, ascii_only=not unicode) + "\n")
    sys.stdout.flush()


def to_json(content: Any, *, ascii_only: bool = False) -> str:
    """Return the text that :func:`write_json` writes, without the last line's end.

    With ``ascii_only`` other characters are JSON's escapes, for an output that cannot show them.
    """
    return json.dumps(to_plain(content), indent=2, ensure_ascii=ascii_only, allow_nan=False)


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
