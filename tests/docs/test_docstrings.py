"""The examples in docstrings print what stands below them; no name of the front door lacks one."""

import doctest
import importlib
import inspect
import re
from pathlib import Path

import pytest

import askewtheory
from askewtheory.losses.registry import LOSSES
from askewtheory.noise import ORACLES

ROOT = Path(__file__).parents[2]
SHOWN = [path for path in sorted((ROOT / "askewtheory").rglob("*.py"))
         if re.search(r"^ *>>> (?!.*\+SKIP)", path.read_text("utf-8"), re.M)]  # fmt: skip


def module_of(path):
    """Return a module's name."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("path", SHOWN, ids=module_of)
def test_an_example_prints_what_it_shows(path):
    """Every example of a docstring is run, unless it says that it only shows a pattern."""
    found = doctest.testmod(importlib.import_module(module_of(path)))
    assert found.attempted > 0
    assert found.failed == 0


@pytest.mark.parametrize("name", askewtheory.__all__)
def test_the_front_door_shows_how(name):
    """Each function and class that the package exports has an example and says its result."""
    thing = getattr(askewtheory, name)
    if callable(thing):
        text = thing.__doc__ or ""
        assert "\nExamples\n" in re.sub(r"^ +", "", text, flags=re.M), name
        assert isinstance(thing, type) or "Returns" in text


@pytest.mark.parametrize(
    "name", [n for n in askewtheory.__all__ if callable(getattr(askewtheory, n))]
)
def test_the_front_door_says_what_it_refuses(name):
    """Each function and class that the package exports says for which input it raises."""
    assert re.search(r"^ *Raises$", getattr(askewtheory, name).__doc__ or "", re.M)


@pytest.mark.parametrize("kind", [*LOSSES.values(), *ORACLES.values()], ids=lambda kind: kind.name)
def test_losses_and_noises_say_what_they_take(kind):
    """Each argument of a loss or a noise is described on its page, under its own name."""
    described = kind.__doc__ or ""
    assert "Parameters" in described
    for argument in inspect.signature(kind).parameters:
        assert re.search(rf"^ *(\w+, )*{argument}\b", described, re.M), argument
