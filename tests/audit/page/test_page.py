"""Tests of the page's contents, from its HTML alone."""

import re
from html.parser import HTMLParser

from askewtheory.audit.package import discover
from askewtheory.audit.page import markup, render_page, verification
from askewtheory.audit.page.record import tally
from askewtheory.audit.runner import run_claims

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


def test_a_refutation_can_be_followed_from_the_page(page):
    """Setting, hypotheses, table, broken conclusion, picture and control are all there."""
    section = page[page.index('id="overshoot"') : page.index('id="empty"')]
    for part in (
        "stepsize = 3/2",
        "0 &lt; γ &lt; 2: 0 &lt; 3/2 and 3/2 &lt; 2 <span>✓</span>",
        "<td>1</td><td>−1/2</td>",
        "w<sub>1</sub>·w<sub>0</sub> ≥ 0: −1/2 ≥ 0 is false",
        "<svg",
        "Negative control: not refuted by the same instance: w<sub>2</sub>·w<sub>0</sub> ≥ 0",
        'id="overshoot/repaired"',
        "askewtheory verify --claims tests.toy_claims --explain overshoot",
        'href="#source-tests.toy_claims.uncertain"',
    ):
        assert part in section


def test_the_first_wrong_line_of_a_true_statement_is_shown(page):
    """A wrong line under a proved statement is a finding of its own."""
    section = page[page.index('id="halving"') : page.index('id="overshoot"')]
    assert 'First line that does not hold: <a href="#halving/line-2">' in section
    assert "x > 0" in page or "x &gt; 0" in page
    assert "By hand: the sum: term by term, each half is smaller." in section


def test_the_sources_of_the_checks_are_in_the_page(page):
    """The page carries the code that decided each claim, escaped."""
    assert "tests/toy_claims/certain.py" in page
    assert "&quot;&quot;&quot;For every x &gt; 0, x/2 &lt; x &amp; nothing" in page


def test_counts_are_those_of_the_record(page, record):
    """The table counts statements, lines and repairs apart."""
    counts = tally(record["claims"])
    assert counts["statements of the report"].total() == 6
    assert dict(counts["lines of proofs"]) == {"proved": 1, "refuted": 1}
    assert dict(counts["repairs"]) == {"proved": 1}
    assert "of 6 printed statements 1 hold as printed, 1 are false" in page


def test_the_index_says_what_a_reader_takes_away(page):
    """As printed, as meant, severity and why, of what fails and of what holds."""
    rows = {name: row for row in re.findall("<tr data-verdict.*?</tr>", page)
            for name in re.findall("<code>(.*?)</code>", row)}  # fmt: skip
    assert set(rows) == {"halving", "overshoot", "empty", "unread", "sampled", "open"}
    row = rows["overshoot"]
    assert row.startswith('<tr data-verdict="refuted" data-severity="hypothesis">')
    for part in ('<a href="#overshoot/repaired"><span class="verdict proved"', ">hypothesis<",
                 "A step above 1 jumps over 0.", ">solvers<"):  # fmt: skip
        assert part in row
    assert ">none<" in rows["empty"]
    assert ">hand<" in rows["halving"]
    assert 'data-severity=""' in rows["halving"]
    assert "Of the 3 that fail as printed, 1 are proved as meant" in page
    assert "In 1 cases no statement" in page
    section = page[page.index('id="overshoot"') : page.index('id="empty"')]
    assert "(true with a named hypothesis more). A step above 1 jumps over 0." in section
    assert "with γ ≤ 1." in section


def test_a_verdict_that_is_not_reproduced_is_on_top():
    """The page of a wrong record warns before anything else."""
    package = "tests.toy_claims_wrong"
    page = render_page(verification(run_claims((), package, 1), package))
    assert "<code>wrong</code>: on record proved, found refuted" in page
    assert page.index("Not reproduced") < page.index('id="summary"')


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


def test_every_printed_formula_can_be_typeset():
    """No formula of the audit falls back to its source."""
    for entry in discover("proofs_checks").entries.values():
        if entry.latex:
            assert "<code>" not in markup.formula(entry.latex), entry.id
