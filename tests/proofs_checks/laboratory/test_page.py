"""The laboratory on a page: counterexamples open from their cards, as they stand there."""

import json
import re
from fractions import Fraction

import pytest

from askewtheory.audit.evaluate import value
from askewtheory.audit.page import render_page
from askewtheory.audit.terms import free_names, term
from askewtheory.provenance import provenance
from proofs_checks import laboratory
from proofs_checks.laboratory.presets import loss_form, presets

PHONE = 390
MOST = 120_000
"""Bytes that the laboratory may add to a page."""


@pytest.fixture(scope="module")
def page(claims):
    """A page with the chosen counterexamples."""
    return page_of(claims)


def page_of(claims):
    """Return a page with these counterexamples as its claims."""
    shown = {
        "verdict": "refuted", "expected": "refuted", "reason": "", "proof_kind": "computed",
        "readings": [], "evidence": [], "twins": [], "as_meant": None, "depends_on": [],
        "first_wrong": None, "reproduced": True, "assumptions": [], "method": "", "seconds": 0.0,
    }  # fmt: skip
    return render_page(
        {"claims": [shown | one for one in claims],
         "environment": provenance({"claims": "proofs_checks"})}
    )  # fmt: skip


def opened(page, script):
    """Return the page with a further script, which its policy is made to allow."""
    page = re.sub("script-src [^;]*", "script-src 'unsafe-inline'", page, count=1)
    return page + f"<script>{script}</script>"


def test_every_counterexample_is_offered(claims):
    """None of a run is left out, and each is replayed before it is offered."""
    found = presets(claims)
    assert [one["id"] for one in found] == [one["id"] for one in claims]
    broken = [claims[0] | {"counterexample": claims[0]["counterexample"] | {
        "rows": [[k, w, g, 9] for k, w, g, _ in claims[0]["counterexample"]["rows"]]}}]  # fmt: skip
    assert presets(broken) == []
    assert laboratory.laboratory(broken) is None


def test_a_record_that_says_anything_offers_nothing(claims):
    """Settings and formulas that cannot be read cost their own offer, and nothing else."""
    one = claims[0]
    for setting in ({"start": "</script>"}, {"stepsize": []}, {"levels": "x"}, {"psi": "other"}):
        found = one | {"counterexample": one["counterexample"] | {
            "setting": one["counterexample"]["setting"] | setting}}  # fmt: skip
        assert presets([found, one])[-1]["id"] == one["id"]
        assert len(presets([found])) == 0
    assert presets([one | {"formal": [one["formal"][0] | {"conclusion": "alert('x')("}]}]) == []


def test_losses_are_read_from_their_words():
    """Each kind of the vocabulary, and no other."""
    assert loss_form("-w") == ("linear", ("-1",))
    assert loss_form("-1/4 w") == ("linear", ("-1/4",))
    assert loss_form("Huber: slope 1, width 1/8, centre -1") == ("huber", ("1", "1/8", "-1"))
    assert loss_form("(1/2/2) (w - 9)^2") == ("quadratic", ("1/2", "9"))
    assert loss_form("w^4") is None


def test_cards_and_laboratory_show_the_same_rows(browse, claims, page):
    """Each opens by a click on its card; its rows are the card's, and it is a counterexample."""
    script = """
    const told = {};
    for (const one of document.querySelectorAll(".try a")) {
      one.click();
      const card = one.closest("[id]");
      told[card.id] = {rows: laboratory.rows().map(row => row.slice(0, 4)),
        inside: card.contains(document.getElementById("lab")),
        broken: document.querySelectorAll("#lab-given .lab-no").length,
        verdict: document.getElementById("lab-verdict").textContent,
        focus: document.activeElement.id};
    }
    document.title = JSON.stringify(told);
    """
    told = json.loads(re.findall("<title>(.*?)</title>", browse(opened(page, script)))[0])
    assert told.keys() == {one["id"] for one in claims}
    plain = 0
    for one in claims:
        found = told[one["id"]]
        plain += compared(one, found["rows"])
        assert found["inside"], one["id"]
        assert found["focus"] == "lab-statement"
        assert found["broken"] == 0, one["id"]
        assert "conclusion fails" in found["verdict"] or "do not decide" in found["verdict"]
    decided = [one for one in told.values() if "conclusion fails" in one["verdict"]]
    assert plain > 30
    assert len(decided) > len(claims) - 3


def compared(claim, shown):
    """Hold rows of the laboratory equal to a card's, and return how many it has without letters."""
    plain = [k for k, row in enumerate(claim["counterexample"]["rows"])
             if not any(free_names(term(cell)) for cell in row)]  # fmt: skip
    rows = [[value(term(cell), {}) for cell in claim["counterexample"]["rows"][k]] for k in plain]
    read = [[Fraction(cell.replace("−", "-")) for cell in shown[k]] for k in plain]
    assert read == rows, claim["id"]
    return len(rows)


def test_moving_a_number_breaks_a_hypothesis_or_mends_the_conclusion(browse, page):
    """A small stepsize mends it, a large one turns a hypothesis red; a field refuses a word."""
    script = """
    const told = [];
    laboratory.open("corollary-1/case-a");
    const set = (name, text) => {
      const field = document.getElementById("lab-" + name);
      field.value = text;
      field.dispatchEvent(new Event("input", {bubbles: true}));
      told.push([document.getElementById("lab-verdict").textContent,
        document.querySelectorAll("#lab-given .lab-no").length,
        document.getElementById("lab-wrong").textContent]);
    };
    set("stepsize", "1/3"); set("stepsize", "2"); set("stepsize", "word"); set("stepsize", "9/20");
    const slider = document.querySelector('[data-slides="epsilon"]');
    slider.value = 90;
    slider.dispatchEvent(new Event("input", {bubbles: true}));
    told.push([document.getElementById("lab-epsilon").value]);
    document.title = JSON.stringify(told);
    """
    dom = browse(opened(page, script))
    mended, broken, refused, again, slid = json.loads(re.findall("<title>(.*?)</title>", dom)[0])
    assert mended == ["The conclusion holds in this setting: no counterexample.", 0, ""]
    assert broken[1] == 2
    assert "broken" in broken[0]
    assert refused[2] == ("stepsize must be a fraction such as 1/5 or a decimal, got “word”. "
                          "What is shown below is from before.")  # fmt: skip
    assert again[0] == "Every hypothesis holds and the conclusion fails: a counterexample."
    assert slid == ["9/10"]


def test_neighbours_are_counted_and_the_plane_is_drawn(browse, page):
    """Of 120 settings nearby some break the conclusion; the plane shows them beside the others."""
    script = "document.getElementById('laboratory').scrollIntoView();"
    dom = browse(opened(page, script))
    words = re.findall('<p id="lab-nearby">(.*?)</p>', dom)[0]
    assert re.fullmatch(
        r"Of 120 settings nearby, each number moved by up to 5 %, \d+ meet every hypothesis; in "
        r"\d+ of these the conclusion fails\. So this is no isolated point\.", words)  # fmt: skip
    plane = dom.partition('id="lab-plane-chart"')[2].partition("</section>")[0]
    assert plane.count('class="refuted"') > 3
    assert plane.count('class="holds"') > 30
    assert 'class="admissible"' in plane


def test_it_runs_under_the_page_s_own_policy_and_says_what_it_is_without_scripts(browse, page):
    """Two scripts are allowed by their digests; without scripts words stand in its place."""
    dom = browse(page)
    assert '<div id="lab">' in dom
    assert '<p id="lab-off" hidden="">' in dom
    assert dom.count('class="try"') > 10
    assert len(re.findall("'sha256-[^']+'", page)) == 2
    assert '<p id="lab-off">This part needs scripts' in page
    assert '<div id="lab" hidden>' in page
    assert not re.search(r"\beval\(|new Function|innerHTML|insertAdjacent|setTimeout\([\"']",
                         laboratory.program())  # fmt: skip


def test_it_fits_a_phone(browse, page, tmp_path):
    """In each card that it opens in, the page is as wide as the phone."""
    tell = """
    const wide = {};
    for (const one of document.querySelectorAll(".try a")) {
      for (let up = one; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
      one.click();
      const width = document.documentElement.scrollWidth;
      if (width > innerWidth) wide[one.closest("[id]").id] = width;
    }
    parent.postMessage(JSON.stringify([innerWidth, wide]), "*");
    """
    (tmp_path / "phone.html").write_text(opened(page, tell), encoding="utf-8")
    dom = browse(
        "<script>onmessage = e => document.title = e.data</script>"
        f'<iframe src="{(tmp_path / "phone.html").as_uri()}" '
        f'style="width:{PHONE}px;height:800px;border:0"></iframe>'
    )
    assert json.loads(re.findall("<title>(.*?)</title>", dom)[0]) == [PHONE, {}]


@pytest.mark.slow
def test_every_counterexample_of_a_run_in_the_package(browse):
    """All of them are offered, small enough together, and none breaks a hypothesis."""
    from askewtheory.audit.package import discover
    from tests.proofs_checks.laboratory.conftest import on_record

    names = [name for name, entry in discover("proofs_checks").entries.items()
             if entry.about == "run" and entry.expected == "refuted"]  # fmt: skip
    claims = on_record(names)
    assert [one["id"] for one in presets(claims)] == names
    added = laboratory.laboratory(claims)
    assert added
    assert sum(len(one.encode()) for one in (added.content, added.style, added.script)) < MOST
    script = """
    document.title = JSON.stringify([...document.querySelectorAll("#lab-statement option")].map(
      ({value}) => { laboratory.open(value); return [value,
        laboratory.rows().map(row => row.slice(0, 4)),
        document.querySelectorAll("#lab-given .lab-no").length,
        document.getElementById("lab-wrong").textContent,
        document.getElementById("lab-verdict").textContent]; }));
    """
    alone = f"<title></title><section id=laboratory>{added.content}</section>"
    dom = browse(f"{alone}<script>{added.script}</script><script>{script}</script>")
    told = json.loads(re.findall("<title>(.*?)</title>", dom)[0])
    assert [name for name, *_ in told] == names
    counts = [compared(claim, rows) for claim, (_, rows, *_) in zip(claims, told, strict=True)]
    assert sum(counts) > 300
    assert [name for name, _, broken, *_ in told if broken] == []
    assert [wrong for *_, wrong, _ in told if wrong] == []
    words = {name: words for name, *_, words in told}
    assert [name for name in names if "no counterexample" in words[name]] == []
    undecided = [name for name in names if "conclusion fails" not in words[name]]
    assert len(undecided) <= 20, undecided  # limits of runs that never return, and two losses
