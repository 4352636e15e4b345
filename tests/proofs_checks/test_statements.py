"""Each statement of the audit stands where its identifier says, and survives drawn instances."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askewtheory.audit.entry import STEPS
from askewtheory.audit.evaluate import holds
from askewtheory.audit.package import discover
from askewtheory.audit.results import description
from askewtheory.audit.sampling import points
from askewtheory.audit.statement import Statement, beyond_solvers, scalar_parts
from askewtheory.audit.verdict import Verdict

ENTRIES = discover("proofs_checks").entries
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ENTRIES)
def test_an_identifier_is_a_path(name):
    """``theorem-5/descent/line-4`` is ``line_4`` in theorem_5/descent.py, or its printed.py."""
    entry = ENTRIES[name]
    place = entry.module.removeprefix("proofs_checks.").split(".")
    place = place[:-1] if place[-1] in ("printed", "proof") else place
    parts = [part.replace("-", "_") for part in name.split("/")]
    assert parts[: len(place)] == place, f"{name} stands in {entry.module}"
    if entry.role in STEPS:
        wanted = "_".join(parts[len(place) :])
        assert entry.check.__name__.strip("_") == wanted, f"{name} is {entry.check.__name__}"


def test_no_result_uses_its_neighbours_file():
    """A result imports facts, Coq theorems, the vocabulary and the library, no other result."""
    folder = ROOT / "proofs_checks"
    for path in folder.rglob("*.py"):
        own = path.relative_to(folder).parts
        if own[0] in ("formal", "facts", "vocabulary.py", "__init__.py"):
            continue
        result = own[0] if own[0] != "notes" else "/".join(own[:2])
        for line in path.read_text("utf-8").splitlines():
            if not line.startswith(("from proofs_checks", "import proofs_checks")):
                continue
            module = line.split()[1].removeprefix("proofs_checks").lstrip(".")
            used = module.split(".")
            top = used[0] if used[0] != "notes" else "/".join(used[:2])
            fine = top in ("", "facts", "formal", "vocabulary") or top == result.removesuffix(".py")
            assert fine, f"{path.relative_to(ROOT)}: {line}"


@pytest.mark.parametrize("name", ENTRIES)
def test_every_entry_has_words_and_a_statement(name):
    """The sentence and the formal statement stand beside each other, and readers get both."""
    record = description(ENTRIES[name])
    assert record["statement"]
    assert record["formal"], f"{name} has no formal statement"


@pytest.mark.parametrize("name", [name for name in ENTRIES if ENTRIES[name].role in STEPS])
def test_a_line_inherits_nothing(name):
    """What a line takes from another is a hypothesis of its own, and its words say so."""
    record = description(ENTRIES[name])
    said = re.search(r"\bgiven (line \d+|the line|both)", record["statement"])
    if said:
        assert record["given"], f"{name} has no hypothesis whose name begins with 'given'"
    for hypothesis in record["given"]:
        assert re.match(r"line \d+|the line|the qualification", hypothesis), (name, hypothesis)


def test_no_hypothesis_holds_what_separates_them():
    """They are listed with semicolons between them."""
    for name, entry in ENTRIES.items():
        for part in description(entry)["formal"]:
            for one in part["hypotheses"]:
                assert ";" not in one["name"] + one["formula"], (name, one)


def scalar():
    """Return the proved scalar statements, each once, with the entry that claims it."""
    found = {}
    for name, entry in ENTRIES.items():
        if entry.expected is Verdict.PROVED:
            for part in scalar_parts(entry.statement):
                if isinstance(part, Statement) and not beyond_solvers(part) and part.names:
                    found.setdefault(part, name)
    return found


@pytest.mark.parametrize(("statement", "name"), scalar().items(), ids=lambda one: str(one)[:40])
@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_drawn_instances_satisfy_every_proved_statement(statement, name, seed):
    """At exact points that satisfy the hypotheses the conclusion is defined and true."""
    for point in points(statement, 6, seed):
        assert holds(statement.conclusion, point) is True, (name, point)
