"""The written proofs: for each repaired statement the section of ``docs/proofs`` that proves it.

A section starts with a comment that holds the identifier, ``<!-- lemma-5/repaired -->``, and ends
where the next one starts. Code in it names what re-runs a step: a check, such as
``lemma-5/repaired/count``, a fact (``facts.velocity.push``) or a theorem in Coq
(``lemma_5.lemma_5``).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "docs" / "proofs"
"""Where the pages are: in an installed package too they lie beside the claims."""
_START = re.compile(r"^<!-- (\S+) -->\n", re.MULTILINE)
_HERE = re.compile(r"\]\(#")


def written(identifier: str) -> str | None:
    """Return the written statement and proof of a repair.

    Parameters
    ----------
    identifier
        Of a repaired statement, such as ``lemma-5/repaired``; or ``setting`` or ``near-a-box``, for
        the pages with the definitions and facts that the proofs refer to.

    Returns
    -------
    str or None
        Markdown with formulas in ``$...$`` and ``$$...$$``, from its heading on; its links are
        relative to ``FOLDER``. None where there is no such section.
    """
    return sections().get(identifier)


@cache
def sections() -> dict[str, str]:
    """Return all sections by identifier, and pages without any by their names."""
    found: dict[str, str] = {}
    for page in sorted(FOLDER.glob("*.md")):
        whole, *parts = _START.split(page.read_text("utf-8"))
        parts = parts or [page.stem, whole]
        for identifier, text in zip(parts[::2], parts[1::2], strict=True):
            if identifier in found:
                raise ValueError(f"{page.name}: {identifier} is written a second time")
            found[identifier] = _HERE.sub(f"]({page.name}#", text).strip() + "\n"
    return found
