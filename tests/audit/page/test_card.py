"""Tests of what a card shows of values and of a repair."""

from dataclasses import replace

from askewtheory.audit.page.about import about
from askewtheory.audit.page.card import Cards, _split


def test_a_written_statement_is_parted_from_its_proof():
    """Without both marks nothing is parted."""
    assert _split("## T\n**Statement.** a\n**Proof.** b") == ("a", "## T\n**Proof.** b")
    assert _split("## T\n**Statement.** a") == ("", "## T\n**Statement.** a")
    assert _split("words") == ("", "words")


def test_a_repair_shows_its_whole_statement_once(record):
    """It stands on the card, before the fold; the fold has the proof alone."""
    claim = next(one for one in record["claims"] if one["repair"])
    text = "## T\n\n**Statement.** Whole and $x > 0$.\n\n**Proof.** Thus.\n"
    own = about("tests.toy_claims")
    pages = {claim["repair"]["id"]: text}
    own = replace(own, written=pages.get)
    card = Cards(own, own.typesetter()).card(claim)
    assert card.count("Whole and") == 1
    assert '<div class="full"><h6>In full</h6><p>Whole and <math>' in card
    assert card.index("Whole and") < card.index("Thus.")


def test_what_was_checked_stands_on_the_card(record):
    """Whatever somebody's words and formula say: the hypotheses and the conclusion as they are."""
    own = about("tests.toy_claims")
    claim = next(
        one for one in record["claims"]
        if len(one["formal"]) == 1 and "prose" not in str(one["formal"])
    )  # fmt: skip
    claim = {**claim, "statement": "One is two.", "formula": "1 = 2"}
    claim["formal"] = [{"hypotheses": [], "conclusion": "x^2 >= 0", "theorem": None, "about": ""}]
    card = Cards(own, own.typesetter()).card(claim)
    shown = own.typesetter().formal("x^2 >= 0")
    assert f"<h6>It was checked that</h6><p>{shown}</p>" in card
