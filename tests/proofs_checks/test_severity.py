"""What a reader takes away from each printed statement and line: how bad, why, what was meant."""

import pytest

from askewtheory.audit.entry import STEPS, Entry
from askewtheory.audit.package import discover
from askewtheory.audit.verdict import FAILING, Severity, Verdict

PACKAGE = discover("proofs_checks")
PRINTED = [PACKAGE.entries[name] for name in PACKAGE.claims if PACKAGE.entries[name].printed]
LINES = [step for claim in PRINTED for step in PACKAGE.steps(claim.id)]
REPAIRED = [one for one in PACKAGE.entries.values() if one.of.endswith("/repaired")]
LONGEST_REASON = 20  # words


@pytest.mark.parametrize("entry", [*PRINTED, *LINES], ids=lambda entry: entry.id)
def test_a_statement_or_line_has_a_severity_exactly_if_it_fails(entry):
    """With it comes one sentence on why, of at most twenty words."""
    assert (entry.severity is not None) == (entry.expected in FAILING)
    assert bool(entry.why) == (entry.expected in FAILING)
    assert entry.why == "" or entry.why.endswith(".")
    assert len(entry.why.split()) <= LONGEST_REASON


@pytest.mark.parametrize("claim", PRINTED, ids=lambda claim: claim.id)
def test_what_was_mended_is_said_where_something_is_meant(claim):
    """A charitable reading of a statement comes with the changes that lead to it."""
    assert bool(claim.meant) == bool(claim.changes)


@pytest.mark.parametrize("claim", [one for one in PRINTED if one.severity], ids=lambda one: one.id)
def test_a_severity_agrees_with_what_is_proved(claim):
    """What can be mended has a proved reading or repair; of what is wrong no reading is proved."""
    inside = PACKAGE.whole(claim.id)
    assert claim.meant in ("", *inside)
    meant = PACKAGE.entries[claim.meant].expected if claim.meant else None
    repairs = [one.expected for one in PACKAGE.within(claim.id, "repair")]
    if claim.severity is Severity.WRONG:
        assert meant is not Verdict.PROVED
    else:
        assert Verdict.PROVED in (meant, *repairs)


@pytest.mark.parametrize("line", [one for one in LINES if one.meant], ids=lambda one: one.id)
def test_what_a_line_means_is_proved(line):
    """A line's charitable reading is another entry, with a proof; what is wrong has none."""
    assert line.meant != line.id
    assert PACKAGE.entries[line.meant].expected is Verdict.PROVED
    assert line.severity is not Severity.WRONG


def test_roles_agree_with_how_entries_are_used():
    """What a statement is the conjunction of is a part; what is meant is not what is displayed."""
    for entry in PACKAGE.entries.values():
        for part in entry.premises:
            if not isinstance(part, Entry) or part.of != entry.id:
                continue
            if entry.role in ("claim", "repair"):
                assert part.role == "part", part.id
    for claim in PRINTED:
        if claim.meant:
            assert PACKAGE.entries[claim.meant].role in ("reading", "repair"), claim.meant
    assert {one.role for one in LINES} == set(STEPS)
    assert REPAIRED
    assert {one.role for one in REPAIRED} == {"part"}


def test_statements_depend_on_others_without_a_circle():
    """Each printed theorem rests on something printed before it."""
    for name in ("theorem-2", "theorem-3", "corollary-1", "theorem-4", "theorem-5", "theorem-6"):
        assert PACKAGE.entries[name].uses
    assert set(PACKAGE.entries["corollary-1"].uses) >= {"lemma-3", "lemma-4/left", "lemma-5"}
    order = {name: place for place, name in enumerate(PACKAGE.claims)}
    assert all(used in order for name in order for used in PACKAGE.entries[name].uses)
