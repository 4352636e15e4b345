"""Whatever a claim, a figure or a neighbouring file says: it is shown, and it does nothing."""

import json
import os
import re
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askewtheory.audit.page import render_page
from askewtheory.audit.page.about import About
from askewtheory.audit.page.runs import runs_section
from askewtheory.audit.page.typeset import Typesetter
from askewtheory.provenance import provenance
from askewtheory.reading import sealed

EVIL = "x\"'><img src=y onerror=alert(1)><script>alert(2)</script><a href='javascript:alert(3)'>"
CHOSEN = ("verdict", "expected", "kind", "severity")
"""Entries whose values come from a fixed list."""


class _Acts(HTMLParser):
    """Collects what could do something: scripts, handlers, links to code, things from outside."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "img", "iframe", "object", "embed", "base", "form"):
            self.found.append(tag)
        for name, value in attrs:
            code = re.sub(r"\s", "", value or "").lower().startswith(("javascript:", "data:text"))
            if name.startswith("on") or code:
                self.found.append(f"{tag} {name}={value}")


def acts(page: str) -> list[str]:
    """Return what of a page could do something."""
    parser = _Acts()
    parser.feed(page)
    parser.close()
    return parser.found


def _poisoned(value, key=""):
    """Return a record with every text in it replaced, names of entries apart."""
    if isinstance(value, dict):
        renamed = key in ("versions", "setting", "methods", "configuration")
        return {
            (f"{name}{EVIL}" if renamed and name not in ("claims",) else name): _poisoned(
                item, name
            )
            for name, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [_poisoned(item, key) for item in value]
    return f"{value[:20]}{EVIL}".replace(".", "") if isinstance(value, str) else value


def _restored(value, original):
    """Put back the values that come from a fixed list."""
    if isinstance(value, dict) and isinstance(original, dict):
        for name in CHOSEN:
            if name in original and isinstance(original[name], str):
                value[name] = original[name]
        for name, item in value.items():
            _restored(item, original.get(name))
    elif isinstance(value, list) and isinstance(original, list | tuple):
        for item, other in zip(value, original, strict=True):
            _restored(item, other)
    return value


def _words(package):
    """Return what a package says of itself, hostile in every field."""
    return About(
        package, EVIL, EVIL, EVIL, {EVIL: ["halving"], "": []}, {}, {"A3": EVIL, EVIL: EVIL},
        {"levels": EVIL}, {}, {"halving": EVIL, f"empty{EVIL[:0]}": f"${EVIL}$"},
        lambda name: EVIL, (EVIL,),
    )  # fmt: skip


def test_no_text_of_a_record_or_a_package_becomes_code(record, monkeypatch):
    """Identifiers, titles, formulas, modules, reasons, evidence, dependencies, provenance."""
    monkeypatch.setattr("askewtheory.audit.page.page.about", _words)
    hostile: Any = _restored(_poisoned(record), record)
    hostile["environment"]["revision"] = {"commit": EVIL, "dirty": True}
    names = [claim["id"] for claim in hostile["claims"]]
    for claim, used in zip(hostile["claims"][1:], names, strict=False):
        claim["depends_on"] = [used, EVIL]
    figures = [{"name": EVIL, "caption": EVIL, "svg": ""}, {"name": EVIL, "error": EVIL}]
    page = render_page(hostile, figures, quick=[EVIL])
    assert page.count("&lt;script&gt;") > 50
    assert 'class="wide map"' in page
    assert acts(page) == ["script"]  # the page's own, which its policy allows
    (own,) = re.findall("<script>(.*?)</script>", page, re.DOTALL)
    assert own == files("askewtheory.audit.page").joinpath("page.js").read_text("utf-8")


def test_the_detector_finds_what_it_is_for():
    """Each part of the text would be seen if it were not escaped (negative control)."""
    assert acts(f'<p title="{EVIL}">') == ["img", "img onerror=alert(1)", "script",
                                           "a href=javascript:alert(3)"]  # fmt: skip


@pytest.mark.parametrize(
    "latex",
    [r"\href{javascript:alert(1)}{x}", r"\style{x}{y}", r"\text{<img src=y onerror=alert(1)>}",
     r"\class{a}{b}", EVIL, r"\text{" + EVIL + "}", r"\url{javascript:alert(1)}",
     *(rf"\text{{<{tag}>x</{tag}>}}" for tag in ("script", "style", "iframe", "p", "x:script"))],
)  # fmt: skip
def test_a_formula_does_nothing(latex):
    """Not even one that is a link, or one whose words are elements of a page."""
    shown = Typesetter().display(latex)
    assert acts(shown) == []
    assert not re.search("<(style|p|x:|iframe)", shown)


@given(st.text(max_size=40))
def test_no_formula_does_anything(latex):
    """For any text, known to the converter or not, as a formula, in words, as a statement."""
    for shown in (Typesetter().display, Typesetter().words, Typesetter().formal):
        assert acts(shown(latex)) == []


def test_the_page_says_what_a_browser_may_do(page):
    """No script but the template's own by their digests, nothing from outside."""
    (policy,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
    assert policy.startswith("default-src 'none'; script-src '")
    assert "unsafe" not in policy.partition("script-src")[2].partition(";")[0]
    assert page.index("Content-Security-Policy") < page.index("<style>")


def _record(**changes):
    table = {"title": "T", "columns": ["a"], "rows": [["b"]], "notes": ["n"]}
    return {
        "tables": [table], "data": "digits", "methods": {"m": {"epochs": 3}},
        "environment": provenance({}, 0),
    } | changes  # fmt: skip


NEIGHBOURS = [
    b"", b"[]", b"null", b"3", b'"x"', b"{", b"\xff\xfe", b"{}", b'{"tables": null}',
    b"[" * 100_000, b'{"tables": [' * 50_000, b"1" * 5000, b"\x00" * 10, b"NaN",
    *(
        json.dumps(sealed(_record(**change))).encode()
        for change in (
            {"tables": [3]}, {"tables": [{}]}, {"tables": {"a": 1}}, {"tables": "abc"},
            {"tables": [{"title": 1, "columns": 2, "rows": 3, "notes": 4}]},
            {"tables": [{"title": "t", "columns": ["a"], "rows": [[]], "notes": []}]},
            {"tables": [{"title": "t", "columns": ["a"], "rows": [None], "notes": []}]},
            {"methods": None}, {"methods": []}, {"methods": {"m": None}}, {"methods": {"m": {}}},
            {"environment": None}, {"environment": {}}, {"environment": {"revision": 1, "time": 2}},
            {"environment": {"revision": {"commit": 3}, "time": None}},
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(NEIGHBOURS)))
def test_a_bad_neighbour_costs_its_own_section(tmp_path, number):
    """Whatever lies beside the page, the good runs are shown, and the bad one is named."""
    for name, content in (("a", json.dumps(sealed(_record())).encode()), ("b", NEIGHBOURS[number])):
        (tmp_path / "train" / name).mkdir(parents=True)
        (tmp_path / "train" / name / "results.json").write_bytes(content)
    shown = runs_section(tmp_path, About("p"))
    assert "digits" in shown
    assert "train/b" in shown
    assert acts(shown) == []


def test_neighbours_that_are_no_files_do_not_hold_the_page_up(tmp_path):
    """A pipe, a device, a folder, a loop of links, a file too large or not to be read."""
    places = ("pipe", "device", "folder", "loop", "large", "dangling")
    for name in places:
        (tmp_path / "train" / name).mkdir(parents=True)
    at = {name: tmp_path / "train" / name / "results.json" for name in places}
    os.mkfifo(at["pipe"])
    at["device"].symlink_to("/dev/zero")
    at["folder"].mkdir()
    at["loop"].symlink_to(at["loop"])
    at["dangling"].symlink_to("nowhere")
    with at["large"].open("wb") as stream:
        stream.truncate(10**10)
    shown = runs_section(tmp_path, About("p"))
    for name in ("pipe", "device", "folder", "large"):
        assert f"train/{name}/results.json" in shown


def test_every_text_of_a_neighbour_is_escaped(tmp_path):
    """Epochs, commit, time, methods, data, and cells that are no texts."""
    (tmp_path / "train").mkdir()
    hostile = _record(
        tables=[{"title": EVIL, "columns": [EVIL], "rows": [[EVIL]], "notes": [EVIL]}],
        data=EVIL, methods={EVIL: {"epochs": EVIL}},
        environment={"time": EVIL, "revision": {"commit": EVIL}},
    )  # fmt: skip
    (tmp_path / "train" / "results.json").write_text(json.dumps(sealed(hostile)))
    shown = runs_section(tmp_path, About("p"))
    assert shown.count("&lt;img") >= 7
    assert acts(shown) == []
