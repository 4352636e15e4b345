"""Theorems of measure theory that formal statements take as premises are cited by name."""

from askewtheory.audit.provers.coq import read_record
from proofs_checks.formal import DOOB, FOLDER, LEVI, PREMISES, proved


def test_what_coq_takes_from_measure_theory_is_named():
    """A theorem whose statement has a convergence theorem as a premise cites it, and no other."""
    signs = {LEVI: "0 <= f k o", DOOB: "integrable E (fun o : Omega => D k o ^ 2)"}
    for name, one in read_record(FOLDER)["theorems"].items():
        statement = " ".join(one["statement"].split())
        found = tuple(book for book, sign in signs.items() if sign in statement)
        assert PREMISES.get(name, ()) == found, name
    cited = [one.stated for one in proved("theorem-6/repaired")]
    assert sum("converges almost surely" in one for one in cited) == 2
