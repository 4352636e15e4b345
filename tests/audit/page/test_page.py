"""Tests of the page's contents, from its HTML alone."""

import re
from html.parser import HTMLParser

import pytest

from askewtheory.audit.page import Page, instances, render_page, verification
from askewtheory.audit.page.about import About, about
from askewtheory.audit.page.card import Cards
from askewtheory.audit.page.opening import opening, sentences
from askewtheory.audit.page.record import tally
from askewtheory.audit.page.typeset import Typesetter
from askewtheory.audit.runner import run_claims
from askewtheory.audit.verdict import JUDGED
from askewtheory.errors import InputError

VOID = {"meta", "link", "br", "img", "input", "hr"}


class Structure(HTMLParser):
    """Identifiers, links, and whether the tags nest."""

    def __init__(self, text):
        super().__init__()
        self.identifiers, self.links, self.open, self.faults = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Collect what a tag declares and refers to."""
        found = dict(attrs)
        self.identifiers += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if tag == "a" else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        """Note a tag that does not close the one opened last."""
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)


def test_the_page_is_well_formed_and_its_links_resolve(page):
    """Tags nest, identifiers are unique, links lead into the page or to the record beside it."""
    found = Structure(page)
    assert not found.faults
    assert not found.open
    assert len(set(found.identifiers)) == len(found.identifiers)
    inside = {link[1:] for link in found.links if link.startswith("#")}
    assert inside <= set(found.identifiers)
    assert {link for link in found.links if not link.startswith("#")} == {"verify.json"}


def test_every_claim_line_and_repair_has_an_anchor(page, record):
    """What the record holds can be linked to."""
    identifiers = set(Structure(page).identifiers)
    for claim in record["claims"]:
        assert claim["id"] in identifiers
        assert {step["id"] for step in claim["steps"]} <= identifiers
        assert claim["repair"] is None or claim["repair"]["id"] in identifiers


def test_nothing_is_fetched_from_elsewhere(page):
    """No address of another host, one script that stands in the page, no import."""
    assert not re.search(r'(?:src|href|action|poster)="(?!#|data:|verify\.json")', page)
    assert not re.search(r"@import|url\((?!#)|<script(?!>)|<iframe", page)
    assert page.count("<script>") == 1


def card(page, name):
    """Return the card of a statement."""
    start = page.index(f'<article class="card" id="{name}"')
    return page[start : page.index("</article>", start)]


def test_a_severity_is_said_to_be_an_authors_word(page):
    """Above the cards, where the severities are counted."""
    assert f"<p>{JUDGED}.</p>" in page


def test_a_refutation_can_be_followed_from_its_card(page):
    """Verdicts, why, what to change, setting, hypotheses, table, broken conclusion, the repair."""
    shown = card(page, "overshoot")
    for part in (
        '<dt>As printed</dt><dd><span class="verdict refuted"',
        '<dt>As meant</dt><dd><a href="#overshoot/repaired"><span class="verdict proved machine',
        "A step above 1 jumps over 0. <small>(hypothesis: true with a named hypothesis more)",
        "<h5>What to change</h5><ul><li><math><mi>γ</mi><mo>≤</mo><mn>1</mn></math></li></ul>",
        "stepsize <math><mo>=</mo><mn>3/2</mn></math>",
        "<td>1</td><td>−1/2</td>",
        "<mo>≥</mo><mn>0</mn></math> is false",
        "<svg",
        'id="overshoot/repaired"',
        "askewtheory verify --claims tests.toy_claims --explain overshoot",
        "tests/toy_claims/uncertain.py:",
    ):
        assert part in shown, part
    assert shown.index("Why it fails") < shown.index("Counterexample") < shown.index("The repair")


def test_what_a_reader_needs_first_is_not_folded(page):
    """Lines and evidence are folded; verdicts, the reason and the repair's statement are not."""
    shown = card(page, "overshoot")
    folded = re.sub(r"<details>.*?</details>", "", shown, flags=re.DOTALL)
    assert "With <math><mi>γ</mi><mo>≤</mo><mn>1</mn></math> it does." in folded
    assert "Negative control" in shown
    assert "Negative control" not in folded


def test_the_lines_of_a_proof_are_told_apart_and_say_what_they_rest_on(page):
    """A wrong line under a true statement is shown, and an argument is printed in full."""
    shown = card(page, "halving")
    assert "Lines of the printed proof: 2 checked, 1 does not hold" in shown
    assert '<section class="step" id="halving/line-2"><h6><code>line-2</code> ' in shown
    assert "✎ by hand</strong>: the sum: term by term, each half is smaller." in shown


def test_counts_are_those_of_the_record(page, record):
    """Statements, lines, parts and repairs are counted apart."""
    counts = tally(record["claims"])
    assert counts["statements"].total() == 6
    assert dict(counts["lines of proofs"]) == {"proved": 1, "refuted": 1}
    assert dict(counts["repairs"]) == {"proved": 1}


def test_the_opening_can_be_repeated(page, record):
    """Three sentences with the record's numbers, and what is wrong at heart with its reason."""
    first, second, third = sentences(record["claims"], "a toy")
    assert first == (
        "Of the 6 statements of a toy that were checked, 1 holds as printed, 3 do not and 2 are "
        "not decided by a proof."
    )
    assert second.startswith("Of the 3 that fail, 1 is proved once what is listed")
    assert second.endswith("1 is wrong at heart: no such statement holds.")
    assert third.endswith("machine re-checks 2 completely, and 1 leaves a person's argument to be "
                          "read.")  # fmt: skip
    shown = page[page.index("<header>") : page.index("</header>")]
    assert shown.count("<li>") == 3 + 1
    assert "No number is on both sides of" in shown


def test_what_is_wrong_at_heart_is_named_as_the_document_names_it(record):
    """A reader looks for the theorem's number, so it comes first and is the link."""
    (claim,) = [one for one in record["claims"] if one["severity"] == "wrong"]
    shown = opening(record["claims"], "a toy", Typesetter())
    assert f'<a href="#{claim["id"]}"><strong>{claim["source"]}</strong></a>: <em>' in shown


def test_numbered_results_that_are_wrong_stand_before_other_sentences(record):
    """A proof counts for its result; a remark after one, or a section, is no result."""
    (claim,) = [one for one in record["claims"] if one["severity"] == "wrong"]
    sources = ["Paper, remark after Theorem 1", "Paper, Theorem 5", "Paper, section 3, Lemma 2",
               "Paper, proof of Theorem 5, first display", "Notes, Lemma 4"]  # fmt: skip
    claims = [{**claim, "source": source} for source in sources]
    shown = opening(claims, "a toy", Typesetter())
    results, beside = shown.index("2 numbered results"), shown.index("Sentences beside them")
    places = [shown.index(f"<strong>{source}</strong>") for source in sources]
    assert all(results < places[k] < beside for k in (1, 3, 4))
    assert all(beside < places[k] for k in (0, 2))


def test_the_index_is_searched_by_the_documents_numbers(page, record):
    """Each row names where its statement stands, so that its number finds it."""
    rows = page[page.index('<section id="index">') : page.index('<section id="statements">')]
    assert all(f"<small>{one['source']}</small>" in rows for one in record["claims"])


def test_the_statements_are_set_once(record, page, monkeypatch):
    """Figures that come later change nothing of the cards, which are not written again."""
    written = []
    card = Cards.card
    monkeypatch.setattr(Cards, "card", lambda self, one: written.append(one) or card(self, one))
    shown = Page(record)
    without = shown.html()
    later = shown.html([{"name": "late", "caption": "Late.", "svg": "<svg></svg>"}])
    assert len(written) == len(record["claims"])
    assert 'id="figure/late"' in later
    assert 'id="figure/late"' not in without


def test_a_proof_by_a_person_is_counted_as_one(record):
    """Were the repair argued by hand, the third sentence would say so (negative control)."""
    claims = [
        claim | {"repair": claim["repair"] and claim["repair"] | {"proof_kind": "hand"}}
        for claim in record["claims"]
    ]
    assert "re-checks 1 completely, and 2 leave a person's" in sentences(claims, "a toy")[2]


def test_the_index_says_what_a_reader_takes_away(page):
    """As printed, as meant, severity, why and proof, of what fails and of what holds."""
    rows = {name: row for row in re.findall("<tr data-printed.*?</tr>", page)
            for name in re.findall("<code>(.*?)</code>", row)}  # fmt: skip
    assert set(rows) == {"halving", "overshoot", "empty", "unread", "sampled", "open"}
    row = rows["overshoot"]
    assert row.startswith('<tr data-printed="refuted" data-severity="hypothesis" data-section="')
    for part in ('<a href="#overshoot/repaired"><span class="verdict proved', ">hypothesis<",
                 "A step above 1 jumps over 0.", ">solvers<"):  # fmt: skip
        assert part in row
    assert "none holds" in rows["empty"]
    assert ">hand<" in rows["halving"]
    assert 'data-proof=""' in rows["sampled"]


def test_statements_that_use_others_are_on_the_map(record):
    """Borders, fills and words of both verdicts; what falls; without uses there is no map."""
    assert 'id="map"' not in render_page(record)
    uses = {"overshoot": ["halving"], "empty": ["overshoot", "nowhere"]}
    claims = [claim | {"depends_on": uses.get(claim["id"], [])} for claim in record["claims"]]
    page = render_page({**record, "claims": claims})
    shown = page[page.index('<section id="map">') : page.index('<section id="index">')]
    assert 'data-falls="empty overshoot"' in shown
    assert '<a href="#overshoot" data-node="overshoot" data-falls="empty">' in shown
    assert 'data-from="halving" data-to="overshoot"' in shown
    assert "box printed-refuted meant-proved" in shown
    assert "✗ refuted → ✓ as meant" in shown
    assert "∅ vacuous → none" in shown
    assert shown.count('fill="url(#map-hand)"') == 2  # the legend's, and halving's
    assert "The other 3 neither use another statement" in shown


def test_a_record_of_an_older_version_is_shown(record):
    """Without dependencies, severities, roles and kinds the statements and verdicts are there."""
    page = render_page({**record, "claims": [older(claim) for claim in record["claims"]]})
    assert "Lines and parts: 2 checked, 1 does not hold" in page
    assert page.count('<article class="card"') == 6


def older(item):
    """Return an item as older records have it."""
    new = ("depends_on", "severity", "why", "as_meant", "role", "given", "proof_kind", "formal")
    old = {name: value for name, value in item.items() if name not in new}
    if "steps" in item:
        old["steps"] = [older(step) for step in item["steps"]]
        old["repair"] = item["repair"] and older(item["repair"])
    return old


def test_a_package_speaks_for_itself(record, monkeypatch):
    """Title, subject, sections, glossary, quotations and written proofs are the package's own."""
    import tests.toy_claims as package

    said = {
        "TITLE": "Halves & steps", "SUBJECT": "a toy", "AUTHORS": "A. Nobody",
        "SECTIONS": {"First": ("halving",), "Second": ("overshoot",)},
        "GLOSSARY": {"gamma": "the stepsize", "ABC": "letters"},
        "QUOTED": {"halving": "Of **all** $x > 0$."},
        "written": lambda name: "# How\n\n$x < y$" if name == "halving" else None,
    }  # fmt: skip
    for name, value in said.items():
        monkeypatch.setattr(package, name, value, raising=False)
    page = render_page(record)
    for part in (
        "<title>Halves &amp; steps</title>", "A. Nobody", "6 statements of a toy that",
        "<h3>First</h3>", "<h3>Further statements</h3>", "<dfn><math><mi>γ</mi></math></dfn>",
        "<dfn>ABC</dfn>", "<blockquote><p>Of <strong>all</strong> <math><mi>x</mi>",
        "<summary>The written proof</summary>",
    ):  # fmt: skip
        assert part in page, part


def test_nothing_of_another_package_is_on_the_page(page):
    """No word, figure, symbol or table of the report on quantized training."""
    assert "tests.toy_claims" in page
    body = page[page.index("<body>") :]
    for word in ("ASkew", "quantiz", "skewing", "Theorem 5", "glossary/", "proofs_checks", "MNIST"):
        assert word not in body, word


@pytest.mark.parametrize(
    ("name", "value"), [("TITLE", 3), ("SECTIONS", ["a"]), ("GLOSSARY", "x"), ("FIGURES", None)]
)
def test_a_word_of_another_type_is_refused(monkeypatch, name, value):
    """One sentence names the word, the package and what was given."""
    monkeypatch.setattr("tests.toy_claims." + name, value, raising=False)
    with pytest.raises(InputError, match=f"{name} of tests.toy_claims must be a "):
        about("tests.toy_claims")


def test_a_verdict_that_is_not_reproduced_is_on_top():
    """The page of a wrong record warns before anything else."""
    package = "tests.toy_claims_wrong"
    page = render_page(verification(run_claims((), package, 1), package))
    assert "<code>wrong</code>: on record proved, found refuted" in page
    assert page.index("Not reproduced") < page.index('class="lead"')


def test_what_a_quick_run_and_a_broken_figure_left_out_is_said(record):
    """Nothing is left out silently."""
    figure = {"name": "broken", "caption": "c", "error": "ZeroDivisionError: no data"}
    page = render_page(record, [figure], quick=["3 lines of proofs"])
    assert "A quick run" in page
    assert "3 lines of proofs" in page
    assert "broken: ZeroDivisionError: no data" in page


def test_the_record_names_what_made_it(record, page):
    """Versions, revision and options are in the record and at the page's foot."""
    assert record["environment"]["configuration"]["claims"] == "tests.toy_claims"
    assert f"python {record['environment']['versions']['python']}" in page


@pytest.mark.parametrize(
    ("conclusion", "told"),
    [
        ("w[1] <= 0: 1/2 <= 0 is false", "w[1] <= 0: 1/2 <= 0 is false"),
        ("x == 0 or y: x == 0 or y is false", "x == 0 or y is false"),
        ("c <= 1: (a term in c) <= 1 is false", "c <= 1 is false"),
        (f"x <= 1: {'x + ' * 200}2 <= 1 is false", "x <= 1 is false"),
        (f"{'x + ' * 200}2 <= 1: 3 <= 1 is false", "the conclusion: 3 <= 1 is false"),
    ],
)
def test_a_broken_conclusion_is_told_once_and_only_as_far_as_it_can_be_read(conclusion, told):
    """Its numbers are left out where they repeat it or are longer than anybody reads."""
    assert instances._told(conclusion) == told


def test_a_parameter_is_any_and_stepsizes_by_turns_are_a_sequence():
    """An instance for every value of M, with two stepsizes."""
    own = About("p", symbols={}, setting={"stepsize": "\\gamma", "stepsize[]": "\\gamma_0, \\dots"})
    writer = instances.Instances(own, own.typesetter())
    assert writer._chosen("M", "M") == "any <math><mi>M</mi></math>"
    shown = writer._chosen("stepsize", [1, "1/2"])
    assert shown.endswith("<mo>…</mo></math> = 1, 1/2")
