"""The erratum: what the author of a document changes, from a record of verified claims."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

from askewtheory.audit.erratum.document import Document, document
from askewtheory.audit.erratum.words import Words
from askewtheory.audit.page.about import about
from askewtheory.errors import InputError, words_of
from askewtheory.report_packages import names_of

__all__ = ["Document", "erratum"]


def erratum(record: Mapping[str, Any], package: str) -> Document:
    """Return the erratum that a record gives.

    Parameters
    ----------
    record
        As ``verify --json`` writes it.
    package
        The claims package that the record is of. What it says of itself is used where it does:
        ``CORRECTS``, the title of the document; ``LETTERS``, a sentence on letters that it lacks;
        ``SYMBOLS``, ``SETTING`` and ``USUAL``, how names and an instance's choices are typeset;
        ``QUOTED``; written proofs, and ``BEFORE_PROOFS``, the pages that they all use.

    Raises
    ------
    InputError
        If the record is not one of a verification, or of another package.
    """
    said = about(package)
    root = names_of(importlib.import_module(package))
    words = Words(said.symbols, said.abbreviations, said.setting, said.usual)
    try:
        of = record["environment"]["configuration"]["claims"]
        if of == package:
            before = root.get("BEFORE_PROOFS", ("setting",))
            title, letters = root.get("CORRECTS", ""), root.get("LETTERS", "")
            return document(record, said, words, title, before, letters)
    except InputError:
        raise
    except Exception as error:  # the record may be anybody's
        raise InputError(
            "record must be a file that `askewtheory verify --json` wrote, got one without "
            f"{words_of(error):.200} ({type(error).__name__})."
        ) from None
    raise InputError(f"record must be of the claims of {package}, got one of {of!r}.")
