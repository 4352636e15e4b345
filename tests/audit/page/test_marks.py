"""Tests of verdicts as signs and words."""

import pytest

from askewtheory.audit.page.marks import KINDS, RESTS, badge, sign
from askewtheory.audit.verdict import Kind, Verdict


def proved(kind):
    """Return a proved item of a kind."""
    return {"verdict": "proved", "proof_kind": kind}


def test_a_sentence_never_looks_like_a_machines_proof():
    """Sign, word and style differ; a proof of unknown kind counts as a sentence."""
    machine, hand, unknown = (badge(proved(kind)) for kind in ("solvers", "hand", None))
    assert "✓" in machine
    for other in (hand, unknown):
        assert "✓" not in other
        assert "argued by hand" in other
        assert "proved hand" in other
    assert len({sign("proved", kind.word) for kind in Kind}) == 4


def test_every_kind_of_proof_is_known():
    """Each has a place among those who ask to be believed, and its words."""
    assert {kind.word for kind in Kind} == set(RESTS) == set(KINDS)


def test_every_verdict_has_its_own_sign_and_word():
    """Nothing rests on colour alone."""
    signs = {sign(verdict, "solvers") for verdict in Verdict}
    assert len(signs) == len(Verdict)
    for verdict in Verdict:
        shown = badge({"verdict": verdict, "proof_kind": "solvers"})
        assert sign(verdict, "solvers") in shown
        assert verdict.value in shown


@pytest.mark.parametrize("brief", [False, True])
def test_a_verdict_that_was_not_reproduced_says_so(brief):
    """The word beside the verdict tells that the record differs."""
    item = proved("solvers") | {"reproduced": False}
    assert "not the verdict on record" in badge(item, brief=brief)
