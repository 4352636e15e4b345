"""Laying out what depends on what: layers, an order with few crossings, and what falls with what.

An edge goes from a statement to one whose printed proof uses it. A statement stands below
everything that it uses.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import cache
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)
SWEEPS = 12
"""How often the order of the layers is improved; more changes nothing on graphs of this size."""


def known_edges(uses: Mapping[Node, Iterable[Node]]) -> list[tuple[Node, Node]]:
    """Return the edges (used, user) between nodes that exist, in order, none to itself."""
    found = [
        (used, user)
        for user, all_used in uses.items()
        for used in dict.fromkeys(all_used)
        if used in uses and used != user
    ]
    return _without_cycles(found)


def _without_cycles(edges: Sequence[tuple[Node, Node]]) -> list[tuple[Node, Node]]:
    """Leave out each edge that would close a cycle with those before it."""
    kept: list[tuple[Node, Node]] = []
    for used, user in edges:
        if used not in below(kept, user):
            kept.append((used, user))
    return kept


def below(edges: Iterable[tuple[Node, Node]], start: Node) -> set[Node]:
    """Return everything that rests on a node, directly or not: what falls with it."""
    edges = list(edges)
    found: set[Node] = set()
    fresh = [start]
    while fresh:
        one = fresh.pop()
        after = [user for used, user in edges if used == one and user not in found]
        found.update(after)
        fresh += after
    return found


def reduced(edges: Sequence[tuple[Node, Node]]) -> list[tuple[Node, Node]]:
    """Return the edges that no longer way says too: what rests on what stays the same."""
    rest = {node: below(edges, node) for edge in edges for node in edge}
    users: dict[Node, set[Node]] = {}
    for used, user in edges:
        users.setdefault(used, set()).add(user)
    return [
        (used, user)
        for used, user in edges
        if not any(user in rest[other] for other in users[used] - {user})
    ]


def layers(edges: Sequence[tuple[Node, Node]], order: Sequence[Node]) -> list[list[Node]]:
    """Return the nodes of the edges in layers, each below all that it uses, with few crossings.

    Parameters
    ----------
    edges
        Without cycles.
    order
        Every node; within a layer it breaks ties.
    """
    users: dict[Node, list[Node]] = {}
    used_by: dict[Node, list[Node]] = {}
    for used, user in edges:
        users.setdefault(used, []).append(user)
        used_by.setdefault(user, []).append(used)

    @cache
    def depth(node: Node) -> int:
        return 1 + max((depth(one) for one in used_by.get(node, ())), default=-1)

    nodes = [node for node in order if node in users or node in used_by]
    ranks = {node: depth(node) for node in nodes}
    for node in nodes:  # a source stands just above its first user
        if node not in used_by:
            ranks[node] = min(ranks[one] for one in users[node]) - 1
    found: list[list[Node]] = [[] for _ in range(max(ranks.values(), default=-1) + 1)]
    for node in nodes:
        found[ranks[node]].append(node)
    return _ordered(found, users, used_by)


def _ordered(
    found: list[list[Node]],
    users: Mapping[Node, Sequence[Node]],
    used_by: Mapping[Node, Sequence[Node]],
) -> list[list[Node]]:
    """Order each layer by the mean place of its neighbours, down and up in turn."""
    for sweep in range(SWEEPS):
        neighbours = used_by if sweep % 2 == 0 else users
        place = {
            node: (number + 0.5) / len(layer)
            for layer in found
            for number, node in enumerate(layer)
        }
        for layer in found if sweep % 2 == 0 else reversed(found):
            means = {node: _mean([place[one] for one in neighbours.get(node, ())], place[node])
                     for node in layer}  # fmt: skip
            layer.sort(key=means.__getitem__)
            for number, node in enumerate(layer):
                place[node] = (number + 0.5) / len(layer)
    return found


def _mean(places: Sequence[float], own: float) -> float:
    return sum(places) / len(places) if places else own
