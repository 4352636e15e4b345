"""No forged claim is accepted, and no part of it is."""

from typing import Any

import pytest
from click.testing import CliRunner

from askewtheory.audit.claim import claim
from askewtheory.audit.package import discover
from askewtheory.audit.runner import run_entry
from askewtheory.audit.theorem import NotEstablishedError
from askewtheory.audit.verdict import Kind, Verdict
from askewtheory.cli import main
from askewtheory.errors import InputError
from tests.audit.forged.by_changing import HIDING, hidden

FORGED = "tests.audit.forged"


@pytest.mark.parametrize("name", discover(FORGED).claims)
def test_a_forged_claim_is_undecided(name):
    """Whatever verdict the forger puts on record, the tool does not reproduce it."""
    known = discover(FORGED).entries
    found = run_entry(known[name], known)
    assert found.verdict is Verdict.UNDECIDED
    assert found.reason
    assert not found.reproduced


def test_nothing_could_not_be_imported():
    """The forgeries themselves are read: none is refused for a slip of its file."""
    assert not discover(FORGED).broken
    assert len(discover(FORGED).claims) >= 150


class Alias(str):
    """A text that reads as another one in print."""

    __slots__ = ()

    def __format__(self, spec):
        return "lemma-1"

    __str__ = __repr__ = lambda self: "lemma-1"


@pytest.mark.parametrize("field", ["id", "meant", "uses", "latex", "source"])
def test_a_text_is_what_it_reads(field):
    """An identifier, or what else a reader sees, cannot be printed as something else than it is."""
    said: dict[str, Any] = {"id": "lemma-2", "title": "A lemma", "source": "forged"}
    said[field] = [Alias("lemma-3")] if field == "uses" else Alias("lemma-3")
    with pytest.raises(InputError, match="must be plain text, got a Alias"):
        claim(expected=Verdict.REFUTED, concludes="x > 7", **said)


@pytest.mark.parametrize("rule", HIDING)
def test_a_person_is_not_hidden(rule):
    """What a person says is visible in the kind, whatever a list of judgements shows later."""
    assert hidden(rule).kind is Kind.HAND


@pytest.mark.parametrize("name", ["unrelated", "statement/changed", "statement/exchanged"])
def test_nothing_else_is_established_than_is_claimed(name):
    """The judgement itself is refused, also where it would serve another claim."""
    with pytest.raises(NotEstablishedError):
        _ = discover(FORGED).entries[name].judgement


def test_the_command_says_so():
    """``verify`` on forged claims exits with 1 and proves nothing."""
    result = CliRunner().invoke(main, ["verify", "--claims", FORGED, "--jobs", "1"])
    assert result.exit_code == 1
    assert "✓ proved" not in result.stdout
