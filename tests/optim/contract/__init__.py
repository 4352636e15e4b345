"""The contract of a PyTorch optimizer, item by item: a function that fails where it is not held.

``python -m tests.optim.contract`` prints the table of the documentation, which ``test_table``
compares with what the functions find.
"""

from askewtheory.errors import InputError

# Each import adds its items, in the order of the table: that of the files' names.
from tests.optim.contract import state, surroundings, types_and_settings  # noqa: F401
from tests.optim.contract.items import ITEMS, NotThere
from tests.optim.models import MAKERS, groups, net

__all__ = ["CLASSES", "ITEMS", "outcome", "table"]

CLASSES: dict[str, list[str]] = {}
for _name, _make in MAKERS.items():
    CLASSES.setdefault(type(_make(groups(net()))).__name__, []).append(_name)
"""Each class with the names of its makers."""


def outcome(words, kind):
    """What the documentation's table says of an item and a class: yes, refused, or a dash."""
    found = set()
    for name in CLASSES[kind]:
        try:
            ITEMS[words](name)
            found.add("yes")
        except InputError:
            found.add("refused")
        except NotThere:
            found.add("–")
    (one,) = found
    return one


def table():
    """The table of the documentation."""
    lines = ["| | " + " | ".join(CLASSES) + " |", "| --- |" + " --- |" * len(CLASSES)]
    for words in ITEMS:
        cells = [outcome(words, kind) for kind in CLASSES]
        lines.append(f"| {words} | " + " | ".join(cells) + " |")
    return "\n".join(lines)
