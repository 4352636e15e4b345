"""Which theorems in Coq each repair rests on, their axioms, and what is left to a textbook.

``python -m proofs_checks.formal.table`` prints the rows of ``docs/formal.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from askewtheory.audit.claim import Entry
from askewtheory.audit.package import discover
from askewtheory.audit.provers.coq import read_record
from askewtheory.audit.results import formal_parts
from proofs_checks.formal import FOLDER, PREMISES

AXIOMS = {
    "ClassicalDedekindReals.sig_forall_dec": "reals",
    "ClassicalDedekindReals.sig_not_dec": "reals",
    "FunctionalExtensionality.functional_extensionality_dep": "extensionality",
    "Classical_Prop.classic": "excluded middle",
    "RelationalChoice.relational_choice": "choice",
    "ClassicalUniqueChoice.dependent_unique_choice": "choice",
}
"""The axioms of Coq's library that are allowed, by a word for each group."""
CITED = {"theorem-5/almost-surely/repaired": "almost sure convergence",
         "notes/theorem-4/repaired": "strict saddles"}  # fmt: skip
"""Repaired statements whose proof cites a theorem of ``audit.textbook``, and which."""


def theorems_of(entry: Entry) -> list[str]:
    """Return the theorems in Coq that are parts of a statement, each once."""
    return list(dict.fromkeys(part["theorem"] for part in formal_parts(entry) if part["theorem"]))


def axioms_of(names: Iterable[str], record: Mapping[str, Any]) -> str:
    """Return the groups of axioms that the theorems use, all together."""
    used = {AXIOMS[axiom] for name in names for axiom in record[name]["axioms"]}
    return ", ".join(group for group in dict.fromkeys(AXIOMS.values()) if group in used)


def left_to_a_textbook(entry: Entry) -> str:
    """Return the theorems that are premises or cited, by name."""
    books = [book for name in theorems_of(entry) for book in PREMISES.get(name, ())]
    if entry.id in CITED:
        books.append(CITED[entry.id])
    return ", ".join(dict.fromkeys(map(short, books)))


def short(book: str) -> str:
    """Return whose theorem it is, or what it is called."""
    return book.partition(",")[0]


def rows() -> list[str]:
    """Return the rows of the table: one for each repaired statement, in the order of the report."""
    record = read_record(FOLDER)["theorems"]
    package = discover("proofs_checks")
    repairs = [one for name in package.claims for one in package.within(name, "repair")]
    return [_row(entry, record) for entry in repairs]


def _row(entry: Entry, record: Mapping[str, Any]) -> str:
    names = theorems_of(entry)
    shown = ", ".join(f"`{name}`" for name in names) or "(both solvers)"
    if not names and entry.id in CITED:
        shown = "(cited)"
    cells = (f"`{entry.id}`", shown, axioms_of(names, record), left_to_a_textbook(entry))
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    print("\n".join(rows()))
