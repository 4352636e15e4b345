"""Which hypotheses matter, as a card and its lines show it."""

import pytest

from askewtheory.audit.page import needed
from askewtheory.audit.page.needed import Needed
from askewtheory.audit.page.typeset import Typesetter


def twin(change, outcome="needed", **at):
    """Return the record of a changed statement."""
    return {"change": change, "hypothesis": "h" if "without" in change else "", "outcome": outcome,
            "at": at}  # fmt: skip


def item(name, *found):
    """Return a record with these changed statements."""
    return {"id": name, "twins": [{"statement": "s", "twins": list(found)}]}


@pytest.fixture
def writer():
    """Return what writes them, for one page."""
    return Needed(Typesetter())


def test_a_line_says_where_it_fails_without_what_it_needs(writer):
    """Each needed hypothesis with its instance, in letters; what is not needed is left out."""
    without = twin("without delta > 0", delta="-1/2", x="3")
    others = twin("without order", "not needed"), twin("conclusion moved", delta="1")
    line = item("a/line-1", without, *others)
    shown = writer.brief(line)
    assert shown.count("<li>") == 1
    assert "<i>at δ = −1/2, x = 3</i>" in shown
    assert "order" not in shown


def test_a_list_that_stood_before_is_a_link(writer):
    """Lines that need the same name the first of them; a statement's table is another thing."""
    twins = [twin("without x > 0", x="0")]
    assert "<li>" in writer.brief(item("a/line-1", *twins))
    again = writer.brief(item("a/line-2", *twins))
    assert '<a href="#a/line-1">a/line-1</a>' in again
    assert "<li>" not in again
    assert "<table>" in writer.whole(item("a", *twins))
    assert '<a href="#a">a</a>' in writer.whole(item("b", *twins))


def test_a_line_that_needs_much_says_how_much_more(writer, monkeypatch):
    """It names a few hypotheses, and counts the others."""
    monkeypatch.setattr(needed, "MOST_NAMED", 2)
    shown = writer.brief(item("a", *(twin(f"without h{k} > 0", x=str(k)) for k in range(5))))
    assert shown.count("<li>") == 3
    assert "and 3 more, in the record" in shown


def test_a_line_that_needs_nothing_says_nothing(writer):
    """Neither does a statement without changed twins."""
    assert writer.brief(item("a", twin("without x > 0", "open"))) == ""
    assert writer.whole(item("a")) == ""
