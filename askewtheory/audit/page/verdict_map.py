"""The verdict map: which statement is used in the proof of which, and what holds of each."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from askewtheory.audit.page.graph import below, known_edges, layers, reduced
from askewtheory.audit.page.marks import HAND, fails, meant, rests, sign
from askewtheory.audit.page.markup import readable
from askewtheory.audit.page.typeset import Typesetter

Record = Mapping[str, Any]
WIDTH, HEIGHT, ACROSS, DOWN, PER_ROW = 138, 50, 11, 40, 6
"""Size of a node, the space between nodes and rows, and how many stand side by side."""
WIDEST = 17
"""Letters of a name that fit in a box."""


def verdict_map(claims: Sequence[Record], typesetter: Typesetter) -> str:
    """Return the map as a section's content; empty where no statement uses another."""
    uses = {claim["id"]: claim.get("depends_on") or [] for claim in claims}
    edges = known_edges(uses)
    if not edges:
        return ""
    shown = reduced(edges)
    places = _places(layers(shown, list(uses)))
    known = {claim["id"]: claim for claim in claims}
    width = max(x for x, _ in places.values()) + WIDTH + 4
    height = max(y for _, y in places.values()) + HEIGHT + 4
    nodes = "".join(_node(known[name], *place, edges) for name, place in places.items())
    arrows = "".join(_arrow(used, user, places) for used, user in shown)
    alone = len(claims) - len(places)
    rest = f" The other {alone} neither use another statement nor are used." if alone else ""
    return (
        "<p>An arrow leads from a statement to one whose printed proof uses it; arrows that follow "
        "from others are left out. Point at a statement, or reach it with the tab key: what falls "
        f"with it is marked.{rest}</p>"
        f"{_legend([look(known[name]) for name in places])}"
        f'<div class="wide map" tabindex="0"><svg viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="group" aria-label="Which statement is used in '
        f'the proof of which">{_DEFINITIONS}<g class="arrows">{arrows}</g>{nodes}</svg></div>'
    )


_DEFINITIONS = (
    '<defs><marker id="map-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
    'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" class="head"/></marker>'
    '<pattern id="map-hand" width="7" height="7" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><path d="M0 0V7" class="hatch"/></pattern></defs>'
)


def _places(rows: Sequence[Sequence[str]]) -> dict[str, tuple[float, float]]:
    """Return the upper left corner of each node; a long layer is broken into rows."""
    broken = []
    for row in rows:
        count = -(-len(row) // PER_ROW)
        size = -(-len(row) // count) if count else 0
        broken += [row[first : first + size] for first in range(0, len(row), size or 1)]
    widest = max(map(len, broken))
    found = {}
    for number, row in enumerate(broken):
        left = (widest - len(row)) * (WIDTH + ACROSS) / 2 + 2
        for place, name in enumerate(row):
            found[name] = (left + place * (WIDTH + ACROSS), 2 + number * (HEIGHT + DOWN))
    return found


def _arrow(used: str, user: str, places: Mapping[str, tuple[float, float]]) -> str:
    (x, y), (to_x, to_y) = places[used], places[user]
    start, end = (x + WIDTH / 2, y + HEIGHT), (to_x + WIDTH / 2, to_y - 1)
    bend = max((end[1] - start[1]) / 2, 12)
    return (
        f'<path d="M{start[0]:g} {start[1]:g}C{start[0]:g} {start[1] + bend:g} {end[0]:g} '
        f'{end[1] - bend:g} {end[0]:g} {end[1]:g}" marker-end="url(#map-head)" '
        f'data-from="{html.escape(used)}" data-to="{html.escape(user)}"/>'
    )


@dataclass(frozen=True)
class Look:
    """How a statement looks on the map."""

    border: str
    fill: str
    hatched: bool
    text: str


def look(claim: Record) -> Look:
    """Return border (as printed), fill (as meant), hatching (a hand part) and the words of both."""
    found = meant(claim)
    printed = str(claim["verdict"])
    if not fails(claim):
        kind = claim.get("proof_kind")
        said = f"{sign(printed, kind)} {'by hand' if _by_hand(claim) else printed}"
        return Look(printed, printed, _by_hand(claim), said)
    first = f"{sign(printed, claim.get('proof_kind'))} {printed}"
    if found is None:
        repaired = claim["repair"]
        return Look(printed, "none", bool(repaired) and _by_hand(repaired), f"{first} → none")
    second = sign(found["verdict"], found.get("proof_kind"))
    return Look(printed, str(found["verdict"]), _by_hand(found), f"{first} → {second} as meant")


def _by_hand(item: Record) -> bool:
    return item["verdict"] == "proved" and rests(item.get("proof_kind")) == HAND


def _fitted(text: str, style: str) -> str:
    """Return what keeps a long name inside its box."""
    if style != "name" or len(text) <= WIDEST:
        return ""
    return f' textLength="{WIDTH - 10}" lengthAdjust="spacingAndGlyphs"'


def _node(claim: Record, x: float, y: float, edges: Sequence[tuple[str, str]]) -> str:
    name, shown = claim["id"], look(claim)
    fallen = sorted(below(edges, name))
    falls = f" What rests on it: {', '.join(fallen)}." if fallen else ""
    said = readable(f"{claim['title']}. {shown.text}. {claim.get('why') or ''}")
    title = f"{name}: {said}".strip()
    box = f'x="{x:g}" y="{y:g}" width="{WIDTH}" height="{HEIGHT}" rx="5"'
    hatch = f'<rect {box} fill="url(#map-hand)"/>' if shown.hatched else ""
    first, _, last = name.rpartition("/")
    lines = [(15, "of", f"{first}/")] if first else []
    lines += [(29 if first else 22, "name", last), (43 if first else 38, "said", shown.text)]
    words = "".join(
        f'<text x="{x + WIDTH / 2:g}" y="{y + down:g}" class="{style}"{_fitted(text, style)}>'
        f"{html.escape(_cut(text))}</text>"
        for down, style, text in lines
    )
    return (
        f'<a href="#{html.escape(name)}" data-node="{html.escape(name)}" '
        f'data-falls="{html.escape(" ".join(fallen))}"><title>{html.escape(title)}</title>'
        f"<desc>{html.escape(readable(claim['statement']) + falls)}</desc>"
        f'<rect {box} class="box printed-{shown.border} meant-{shown.fill}"/>{hatch}'
        f"{words}"
        "</a>"
    )


LABEL = 26


def _cut(text: str) -> str:
    return text if len(text) <= LABEL else text[: LABEL - 1] + "…"


_LEGEND = (
    ("printed-proved meant-proved", False, "holds as printed"),
    ("printed-refuted meant-proved", False, "refuted as printed, proved as meant"),
    ("printed-vacuous meant-proved", False, "vacuous as printed, proved as meant"),
    ("printed-ill-posed meant-proved", False, "ill-posed as printed, proved as meant"),
    ("printed-refuted meant-none", False, "refuted, no reading holds"),
    ("printed-proved meant-proved", True, "hatched: a person's argument is left"),
)


def _legend(shown: Iterable[Look]) -> str:
    """Explain the looks that occur."""
    looks = {(f"printed-{one.border} meant-{one.fill}", one.hatched) for one in shown}
    kinds = {kind for kind, _ in looks}
    hand = any(hatched for _, hatched in looks)
    items = "".join(
        '<li><svg width="36" height="20" aria-hidden="true">'
        f'<rect x="2" y="2" width="32" height="16" rx="3" class="box {style}"/>'
        + ('<rect x="2" y="2" width="32" height="16" rx="3" fill="url(#map-hand)"/>'
           if hatched else "")
        + f"</svg> {words}</li>"
        for style, hatched, words in _LEGEND
        if (hand if hatched else style in kinds)
    )  # fmt: skip
    return f'<ul class="legend">{items}</ul>'
