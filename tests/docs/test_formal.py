"""The page on what Coq proves is the record's, and hides no premise."""

import re
from pathlib import Path

from askewtheory.audit.provers.coq import ALLOWED
from askewtheory.audit.textbook import TABLE
from proofs_checks.formal import DOOB, FOLDER, LEVI, PREMISES
from proofs_checks.formal.table import AXIOMS, CITED, rows, short

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/formal.md").read_text("utf-8")


def test_the_table_is_the_record():
    """Each repaired statement has its theorems, axioms and premises as they are on record."""
    found = [line for line in PAGE.splitlines() if line.startswith("| `")]
    assert found == rows(), "\n".join(["the table should read:", *rows()])


def test_every_allowed_axiom_has_a_word():
    """No axiom that a theorem may use is left out of the column on axioms."""
    assert set(AXIOMS) == ALLOWED


def test_every_premise_from_a_textbook_is_found():
    """The sources speak of a textbook theorem just where it is on the list, with its reference."""
    for book in (LEVI, DOOB):
        files = {name.split(".")[0] for name, books in PREMISES.items() if book in books}
        marked = {path.stem for path in FOLDER.glob("*.v")
                  if short(book) in path.read_text("utf-8")}  # fmt: skip
        assert files == marked != set(), book
        entry = PAGE.partition(f"- {short(book)}: ")[2]
        place = re.search(r"section [\d.]*\d", entry)
        assert place is not None, book
        assert TABLE[book].reference.endswith(place[0]), book


def test_every_citation_of_a_textbook_is_listed():
    """The claims cite the theorems that the table names, and no others."""
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "proofs_checks").rglob("*.py"))
    assert sorted(re.findall(r"this\.textbook\(\"(.+?)\"", sources)) == sorted(CITED.values())
    for name in CITED.values():
        assert name in TABLE
        assert f"- {name}: " in PAGE
