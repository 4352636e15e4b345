"""The documentation's table of the contract says what the contract's functions find."""

import re
from pathlib import Path

import pytest

from askewtheory import optim
from askewtheory.optim import Quantizing
from tests.optim.contract import CLASSES, ITEMS, outcome

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "optim.md"


def documented():
    """The table's cells, by item and class."""
    text = DOCUMENT.read_text().split("<!-- contract -->")[1]
    head, _rule, *rows = (line.strip("| ") for line in text.strip().splitlines())
    names = [name.strip() for name in head.split("|")]
    cells = [[cell.strip() for cell in row.split("|")] for row in rows]
    return {words: dict(zip(names, rest, strict=True)) for words, *rest in cells}


TABLE = documented()


def test_the_table_is_complete():
    """It has every item and every class, and nothing else."""
    assert list(TABLE) == list(ITEMS)
    assert all(list(row) == list(CLASSES) for row in TABLE.values())


def test_every_optimizer_is_tried():
    """Each optimizer that the package exports is in the contract and in the table of classes."""
    exported = {name for name in optim.__all__ if _is_optimizer(getattr(optim, name))}
    assert exported == set(CLASSES)
    rows = re.findall(r"^\| `(\w+)` \|", DOCUMENT.read_text(), re.MULTILINE)
    assert exported <= set(rows)


def _is_optimizer(thing):
    return isinstance(thing, type) and issubclass(thing, Quantizing) and thing is not Quantizing


@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize("words", ITEMS)
def test_the_contract(words, kind):
    """Each cell is what trying finds: held, refused in a sentence, or no question."""
    assert outcome(words, kind) == TABLE[words][kind]
