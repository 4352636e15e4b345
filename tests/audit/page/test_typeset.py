"""Tests of text and formulas as HTML, over all that the claims say."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askewtheory.audit.package import discover
from askewtheory.audit.page.about import about
from askewtheory.audit.page.markdown import markdown
from askewtheory.audit.page.mathml import mathml
from askewtheory.audit.page.symbols import GREEK
from askewtheory.audit.page.typeset import Typesetter
from askewtheory.audit.results import formal_parts

RAW = re.compile(
    rf"(?<![\w/-])(?:ghat|grad|infinity|sqrt|slope_at|psi_at|{'|'.join(GREEK)}|[A-Za-z]\w*_\w+)(?!\w)"
    r"|<=|>=|!=|\w\^|\*\*"
)
"""Names and signs that a reader must not meet; ``xi`` and the like are Greek letters here."""


def visible(html):
    """Return what a reader sees outside formulas and code."""
    without = re.sub(r"<(math|code)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return re.sub(r"<[^>]*>", " ", without).replace("&lt;", "<").replace("&gt;", ">")


@pytest.fixture(scope="module")
def ours():
    """The package on the report, its texts and its typesetter."""
    return discover("proofs_checks").entries.values(), about("proofs_checks").typesetter()


def test_no_raw_name_stands_in_what_the_claims_say(ours):
    """Statements, titles, reasons, changes and names of hypotheses are typeset as a whole."""
    entries, typesetter = ours
    raw = []
    for entry in entries:
        named = [one["name"] for part in formal_parts(entry) for one in part["hypotheses"]]
        for text in (entry.words, entry.title, entry.why, *entry.changes, *named):
            found = RAW.findall(visible(typesetter.words(text)))
            raw += [(entry.id, found, text)] if found else []
    assert raw == []


def test_the_search_for_raw_names_finds_them():
    """A text that nothing typesets is caught (negative control)."""
    for text in ("|ghat| <= M", "grad l", "to infinity", "L_l", "x^2", "epsilon"):
        assert RAW.search(text), text
    assert not RAW.search("the gradients' alphabet, lemma-2 of ξ")


def test_formal_hypotheses_are_typeset(ours):
    """Each is a formula or a sentence; names of the engine do not show through."""
    entries, typesetter = ours
    raw = []
    for entry in list(entries)[::5]:
        for part in formal_parts(entry):
            for one in part["hypotheses"]:
                shown = visible(typesetter.formal(one["formula"]))
                raw += [(entry.id, one["formula"])] if RAW.search(shown) else []
    assert raw == []


def test_every_printed_formula_and_quotation_can_be_typeset(ours):
    """No formula of the audit, and none of the report's, falls back to its source."""
    for entry in ours[0]:
        if entry.latex:
            assert mathml(entry.latex), entry.id
    for name, text in about("proofs_checks").quoted.items():
        shown = markdown(text)
        assert "<code>" not in shown, name
        assert "$" not in shown, name


@given(st.text())
def test_no_text_can_add_markup(text):
    """Whatever a claim says, the only tags in its words are those of formulas and code."""
    shown = Typesetter().words(text)
    tags = re.findall(r"<(/?\w+)", shown)
    assert all(tag.lstrip("/")[0] == "m" or tag.lstrip("/") == "code" for tag in tags)
    assert "<script" not in shown


def test_abbreviations_are_marked_where_the_glossary_has_them():
    """A3 can be asked for its meaning; a word in which it stands is left alone."""
    typesetter = about("proofs_checks").typesetter()
    assert typesetter.words("Under A3, 0 < gamma.").startswith("Under <abbr>A3</abbr>, <math>")
    assert "<abbr>" not in typesetter.words("XA3 and A3_b or ZA3")
