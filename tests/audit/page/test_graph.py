"""Tests of the layout of what rests on what."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askewtheory.audit.page.graph import below, known_edges, layers, reduced
from askewtheory.audit.page.typeset import Typesetter
from askewtheory.audit.page.verdict_map import verdict_map

USES = {"a": [], "b": ["a"], "c": ["b", "a"], "d": [], "e": ["b", "d", "nothing", "e"], "f": []}


def test_edges_lead_from_what_is_used_to_what_uses_it():
    """What is unknown and what uses itself is left out."""
    assert known_edges(USES) == [("a", "b"), ("b", "c"), ("a", "c"), ("b", "e"), ("d", "e")]


def test_what_falls_with_a_statement_is_all_that_rests_on_it():
    """Directly or not; nothing rests on the last."""
    edges = known_edges(USES)
    assert below(edges, "a") == {"b", "c", "e"}
    assert below(edges, "d") == {"e"}
    assert below(edges, "c") == set()


def test_an_edge_that_follows_from_others_is_left_out():
    """What rests on what stays the same."""
    edges = known_edges(USES)
    kept = reduced(edges)
    assert ("a", "c") not in kept
    assert len(kept) == len(edges) - 1
    assert all(below(kept, name) == below(edges, name) for name in USES)


def test_every_statement_stands_below_what_it_uses():
    """Those without an edge have no place."""
    found = layers(known_edges(USES), list(USES))
    assert sorted(name for layer in found for name in layer) == list("abcde")
    depth = {name: number for number, layer in enumerate(found) for name in layer}
    assert all(depth[used] < depth[user] for used, user in known_edges(USES))


def test_an_order_with_a_crossing_is_mended():
    """Two pairs that cross in the order of names do not cross in the layout."""
    found = layers([("a", "d"), ("b", "c")], list("abcd"))
    upper, lower = found
    assert (upper.index("a") < upper.index("b")) == (lower.index("d") < lower.index("c"))


@pytest.mark.parametrize("length", [2, 5])
def test_a_cycle_is_opened(length):
    """Statements that use each other in a circle are shown all the same."""
    uses = {number: [(number + 1) % length] for number in range(length)}
    edges = known_edges(uses)
    assert len(edges) == length - 1
    assert sum(map(len, layers(edges, list(uses)))) == length


@given(st.dictionaries(st.integers(0, 9), st.lists(st.integers(0, 9), max_size=4), max_size=10))
def test_any_graph_has_a_layout(uses):
    """Layers respect every edge, and the reduced graph says the same."""
    edges = known_edges(uses)
    found = layers(edges, list(uses))
    depth = {name: number for number, layer in enumerate(found) for name in layer}
    assert all(depth[used] < depth[user] for used, user in edges)
    assert all(below(reduced(edges), node) == below(edges, node) for node in uses)
    assert all(layer for layer, _ in pairwise([*found, None]))


def test_the_map_says_reasons_in_letters_and_keeps_long_names_inside():
    """A tooltip shows no raw name of a letter; a long name is fitted into its box."""
    claim = {
        "id": "notes/a-name-of-twenty-one", "title": "T", "verdict": "refuted", "severity": None,
        "why": "At epsilon = gap^2/4.", "as_meant": None, "repair": None, "depends_on": [],
        "printed": True, "proof_kind": None, "statement": "epsilon is small",
    }  # fmt: skip
    short = {**claim, "id": "b", "depends_on": [claim["id"]]}
    shown = verdict_map([claim, short], Typesetter())
    assert "At ε = gap²/4." in shown
    assert shown.count("textLength") == 1
