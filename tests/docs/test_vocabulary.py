"""The reference of the vocabulary runs, and leaves nothing out."""

import inspect
import re

import pytest

from askewtheory.audit import entry
from askewtheory.audit.terms import BINDERS, QUANTIFIERS
from askewtheory.audit.verdict import Verdict
from tests.docs.blocks import ROOT, Folder, agrees, blocks, follow

TEXT = (ROOT / "docs/vocabulary.md").read_text("utf-8")
CODE = "\n".join(block.text for block in blocks(TEXT))


@pytest.mark.slow
def test_every_example_has_its_verdict(tmp_path):
    """The package that the examples make is verified with one command."""
    (tmp_path / "work").mkdir()
    done = list(follow(TEXT, Folder(tmp_path / "work")))
    assert done
    for command, said, printed in done:
        assert agrees(said, printed), "\n".join([command, *printed])


def test_every_rule_has_an_example():
    """Each public method of ``this`` is called in an example; a Coq theorem is only described."""
    rules = [name for name, one in vars(entry.This).items()
             if inspect.isfunction(one) and not name.startswith("_")]  # fmt: skip
    assert len(rules) >= 19
    missing = [name for name in rules if f"this.{name}(" not in CODE]
    assert missing == ["formal"]
    assert "`this.formal(folder)`" in TEXT


def test_every_decorator_verdict_and_form_has_an_example():
    """Decorators and verdicts in code; quantifiers and bound operators in the table."""
    for name in ("claim", "line", "repair", "fact"):
        assert f"@{name}(" in CODE
    for verdict in Verdict:
        assert verdict.name in CODE
    words = {"least": "min", "largest": "max", "forall": "all"}
    for operator in (*BINDERS, *QUANTIFIERS):
        assert re.search(rf"`[^`]*\b{words.get(operator, operator)}\b", TEXT), operator
