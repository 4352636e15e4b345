"""Shorter drawings of the same thing: paths, marks, styles."""

import io
import random
import re
from xml.etree import ElementTree

import pytest

from askewtheory.audit.page.drawing import shortened, written
from askewtheory.audit.page.paths import path
from askewtheory.audit.page.svg import _write_svg, inline_svg, shared_rules
from tests.toy_figures import line

_PART = re.compile(r"([MmlhvcqzZ])([^A-Za-z]*)")
_NUMBER = re.compile(r"-?(?:\d+\.\d+|\.\d+|\d+)")


def points(text):
    """Return the points at which the parts of a short path end, as a renderer would find them."""
    found, here, start = [], (0.0, 0.0), (0.0, 0.0)
    for command, rest in _PART.findall(text):
        numbers = [float(one) for one in _NUMBER.findall(rest)]
        size = {"M": 2, "m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "q": 4}.get(command, 0)
        for first in range(0, len(numbers), size or 1):
            part = numbers[first : first + size]
            x, y = (part[0], 0) if command == "h" else (0, part[0]) if command == "v" else part[-2:]
            here = (x, y) if command == "M" else (here[0] + x, here[1] + y)
            start = here if command in "Mm" else start
            found.append((round(here[0], 1), round(here[1], 1)))
        here = start if command in "zZ" else here
    return found


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("M 0 0 L 3.5 0 ", "M0 0h3.5"),
        ("M 0 0 L 10 0 L 20 0 L 20 -5 z", "M0 0h20v-5z"),
        ("M 1 1 L 1.01 1.02 L 4 5 L 7 4", "M1 1l3 4 3-1"),
        ("M 1 1 L 1 1", "M1 1h0"),
        ("M 0 1.5 C 0.4 1.5 0.8 1.3 1.06 1.06", "M0 1.5c.4 0 .8-.2 1.1-.4"),
        ("M 0 0 L 2 2 M 5 5 L 6 7 z M 1 1 L 2 3", "M0 0l2 2m3 3l1 2zm-4-4l1 2"),
    ],
)
def test_paths_go_by_the_shortest_steps(long, short):
    """What adds nothing to a line is left out; a dot, which has no length, is not."""
    assert path(long) == short


def test_no_rounding_adds_up_along_a_path():
    """After a thousand relative steps a line is where its absolute points, rounded, are."""
    draw = random.Random(1)
    where = [(draw.uniform(0, 300), draw.uniform(0, 200)) for _ in range(1000)]
    text = "M" + " L".join(f" {x:.6f} {y:.6f}" for x, y in where)
    rounded = [(round(x, 1), round(y, 1)) for x, y in where]
    assert points(path(text)) == rounded


def drawing():
    """Return a figure with ticks, marks of two kinds, a band and a dashed line."""
    figure = line.draw()
    axes = figure.axes[0]
    axes.plot([0, 1, 2, 3], [1, 2, 1.5, 2.5], "o", color="#0072B2")
    axes.plot([0, 1, 2], [2, 1, 2.2], "^--", color="#D55E00")
    axes.fill_between([0, 1, 2], [0, 0, 1], [1, 2, 2], alpha=0.2)
    return figure


def test_every_mark_is_where_it_was():
    """Ticks and marks are drawn or referred to at the places of the original."""
    stream = io.BytesIO()
    _write_svg(drawing(), stream)
    source = stream.getvalue().decode()
    root, _ = shortened(source)
    shown = written(root)
    uses = re.findall(r'<use xlink:href="#(\w+)" x="([\d.-]+)" y="([\d.-]+)"', source)
    defined = {one.get("id"): one.get("d") or "" for one in ElementTree.fromstring(source).iter()
               if one.tag.endswith("}path") and one.get("id")}  # fmt: skip
    begins = {
        point
        for text in re.findall(r' d="([^"]*)"', shown)
        for sub in re.split("(?=M)", text)
        for point in points(sub)[:1]
    } | {tuple(map(float, one)) for one in re.findall(r'<use [^>]*x="(\S+)" y="(\S+?)"', shown)}
    assert len(uses) > 10
    for name, x, y in uses:
        first = [float(one) for one in re.findall(r"-?[\d.]+", defined[name])[:2]]
        moved = (round(float(x) + first[0], 1), round(float(y) + first[1], 1))
        near = {(moved[0] + a / 10, moved[1] + b / 10) for a in (-1, 0, 1) for b in (-1, 0, 1)}
        at = {(round(float(x), 1), round(float(y), 1))}
        assert {tuple(round(part, 1) for part in one) for one in near | at} & begins, (name, x, y)


def test_it_is_less_than_half_as_long_and_refers_to_nothing_that_is_not_there():
    """Each class has a rule and each reference a target."""
    stream = io.BytesIO()
    _write_svg(drawing(), stream)
    shown = inline_svg(drawing(), "p", "a drawing")
    assert len(shown) < len(stream.getvalue()) / 2
    assert set(re.findall(r'class="(\w+)"', shown)) <= set(re.findall(r"\.(\w+)\{", shown))
    references = set(re.findall(r'(?:href="|url\()#([\w-]+)', shown))
    assert references <= set(re.findall(r' id="([\w-]+)"', shown))


def test_drawings_of_a_page_share_their_rules():
    """Two that say the same have one rule for it, and no style of their own."""
    one, other = (inline_svg(drawing(), name, name) for name in "ab")
    page, rules = shared_rules(f"<p>{one}</p><p>{other}</p>")
    assert "<style" not in page
    found = re.findall(r"\.(\w+)\{[^}]*\}", rules)
    assert len(found) == len(set(found))
    assert set(re.findall(r'class="(\w+)"', page)) == set(found)
