"""What earlier runs tried on twins helps, and decides nothing."""

import json
import sqlite3
from fractions import Fraction

import pytest

from askewtheory.audit import twins as module
from askewtheory.audit.provers import memory
from askewtheory.audit.provers.smtlib import question
from askewtheory.audit.statement import states
from askewtheory.audit.twins import twins

STATEMENT = states("x + 1 > 1", {"x is positive": "x > 0"})
TWIN = states("x + 1 > 1")


@pytest.fixture(autouse=True)
def empty(tmp_path, monkeypatch):
    """Give each test a folder of its own, and no memory within the process."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv(memory.FRESH, raising=False)
    module._twins.cache_clear()
    yield tmp_path / "askewtheory" / "twins" / "twins.sqlite"
    module._twins.cache_clear()


def forget():
    """Let the next call search again."""
    module._twins.cache_clear()


def test_the_next_run_makes_no_search(monkeypatch):
    """A counterexample is found once; then it is replayed, and the table of twins is the same."""
    first = twins(STATEMENT)
    assert first[0].outcome == "needed"
    forget()

    def searched(*arguments, **options):
        raise AssertionError("the search was made again")

    monkeypatch.setattr(module, "counterexample", searched)
    assert twins(STATEMENT) == first
    monkeypatch.setenv(memory.FRESH, "1")
    forget()
    with pytest.raises(AssertionError, match="again"):
        twins(STATEMENT)


def test_a_forged_point_is_not_believed():
    """A point that does not break the twin is thrown away, and the true one is found."""
    memory.remember(question(TWIN), module.EFFORT, {"x": Fraction(7)})
    found = twins(STATEMENT)[0]
    assert found.outcome == "needed"
    assert dict(found.point)["x"] <= 0


@pytest.mark.parametrize(
    "value", [{"y": "1"}, {"x": "1/0"}, {"x": []}, "needed", "not needed", ["x"], 3, None]
)
def test_nothing_but_points_and_open_is_read(value):
    """Other entries are the same as none: a proof cannot be put there."""
    key = memory._key(question(TWIN), module.EFFORT)
    with memory._table() as table:
        assert table is not None
        table.execute("INSERT INTO twins VALUES (?, ?)", (key, json.dumps(value)))
    assert twins(STATEMENT)[0].outcome == "needed"


def test_damage_is_the_same_as_nothing(empty):
    """A damaged file is removed, and a new one is begun."""
    twins(STATEMENT)
    empty.write_bytes(b"no database" * 100)
    forget()
    assert twins(STATEMENT)[0].outcome == "needed"
    forget()
    twins(STATEMENT)
    with sqlite3.connect(empty) as table:
        assert table.execute("SELECT count(*) FROM twins").fetchone()[0] >= 1


def test_without_a_folder_there_is_no_memory(monkeypatch):
    """Where nothing can be kept everything is searched."""
    monkeypatch.setattr(memory, "private_folder", lambda name: None)
    memory.remember("q", module.EFFORT, "open")
    assert memory.recall("q", module.EFFORT) is None
    assert twins(STATEMENT)[0].outcome == "needed"


def test_a_twin_has_the_words_of_its_own_statement():
    """Equal statements may call a hypothesis differently, and each keeps its name."""
    other = states("x + 1 > 1", {"the start": "x > 0"})
    assert other == STATEMENT
    assert [twins(one)[0].change for one in (STATEMENT, other)] == [
        "without x is positive", "without the start",
    ]  # fmt: skip
