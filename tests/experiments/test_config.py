"""Experiments as files."""

import re

import pytest

from askewtheory.errors import InputError
from askewtheory.experiments.config import load, names, parse

SMALL = """
[data]
name = "two-moons"
[model]
widths = [2, 3, 2]
[training]
epochs = 1
seeds = 1
[methods.plain]
algorithm = "full-precision"
lr = 0.1
[readings.wider.model]
widths = [2, 9, 2]
"""


@pytest.mark.parametrize("name", names())
def test_shipped_files(name):
    """Every file of the package is an experiment whose readings can be read."""
    found = load(name)
    for reading in found.readings:
        assert found.reading(reading).name == f"{name}: {reading}"
    assert set(found.printed) - {"experiments"} <= set(found.methods)


def test_own_file(tmp_path):
    """A user's own file is read by its path, with the defaults filled in."""
    path = tmp_path / "mine.toml"
    path.write_text(SMALL)
    found = load(str(path))
    assert (found.name, found.model["activation"], found.training["batch"]) == ("mine", "relu", 50)


def test_reading_changes_only_what_it_names():
    """A reading changes its own entries and leaves the experiment itself alone."""
    found = parse(SMALL, "mine")
    assert found.reading("wider").model["widths"] == [2, 9, 2]
    assert found.model["widths"] == [2, 3, 2]


def test_printed_values_are_no_input():
    """What decides a run's numbers does not contain what the report prints."""
    assert "printed" not in load("two-moons").to_dict()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[2, 3, 2]", "[2]", "widths"),
        ("[2, 3, 2]", '[2, "3", 2]', "widths"),
        ("epochs = 1", "epochs = 0", "epochs"),
        ("seeds = 1", "seed = 1", "seed"),
        ("lr = 0.1", "", "lr"),
        ("[data]", "[dat]", "dat"),
        ('name = "two-moons"', "", "data"),
        ("[model]", "[model", "TOML"),
    ],
)
def test_bad_file(old, new, message):
    """A file that does not say what it must is refused in one sentence that names the entry."""
    with pytest.raises(InputError, match=message):
        parse(SMALL.replace(old, new), "mine")


@pytest.mark.parametrize(
    ("table", "entry", "message"),
    [
        ("training", 'levels = "abc"', "training levels must be a list of at least two numbers"),
        ("training", 'levels = ["a", 1]', "training levels must be a list of at least two numbers"),
        ("training", "milestones = 5", "training milestones must be a list of positive integers"),
        ("training", 'milestones = ["a"]', "training milestones must be a list of positive"),
        ("training", 'factor = "half"', "training factor must be a positive number, got 'half'"),
        ("training", 'telemetry = "x"', "training telemetry must be an integer of at least 0"),
        ("training", "telemetry = -3", "training telemetry must be an integer of at least 0"),
        ("training", 'double = "x"', "training double must be true or false, got 'x'"),
        ("training", 'together = "x"', "training together must be true or false, got 'x'"),
        ("model", 'bias = "no"', "model bias must be true or false, got 'no'"),
        ("model", "activation = [1]", "model activation must be a text"),
        ("model", 'name = ["x"]', "model name must be a text"),
        ("methods.plain", 'lr_decay = "x"', "method 'plain' lr_decay must be a number"),
        ("methods.plain", 'anneal_from = "x"', "method 'plain' anneal_from must be a positive int"),
        ("methods.plain", "levels = [1, 2]", "method 'plain' must leave levels to the training"),
        ("methods.plain", "base = [1]", "method 'plain' base must be a text"),
        ("printed", "experiments.n = 0", "printed experiments n must be a positive integer"),
        ("printed", 'plain.loss = ["x"]', "printed plain loss must be a list of a mean"),
        ("printed", "plain.loss = [1, 2, 3]", "printed plain loss must be a list of a mean"),
        ("printed", "plain.loss = 3", "printed plain loss must be a list of a mean"),
        ("printed", "plain.speed = [1]", "printed plain must have entries of loss"),
        ("printed", "plane.loss = [1]", "printed must have entries of experiments, plain"),
        ("printed", "plain = 3", "printed plain must be a table"),
        ("readings", "wide = 3", "reading wide must be a table"),
        ("readings", "wide.model = 3", "a change of model must be a table"),
        ("readings", "wide.model.bias = 3", "model bias must be true or false, got 3"),
        ("readings", "wide.printed.n = 3", "a change must be of data, model"),
        ("", "title = 5", "experiment 'mine' title must be a text, got 5"),
        ("", "choices = 5", "choices must be a list, got 5"),
        ("", "choices = [5]", "choice must be a text or a table with a text, got 5"),
        ("", 'choices = [{ text = "a", about = "x" }]', "choice about must be a list of texts"),
        ("", 'choices = [{ text = "a", of = [] }]', "choice must have entries of text, about"),
    ],
)
def test_bad_entry(table, entry, message):
    """An entry of the wrong kind is refused with its name, what it must be and what it is."""
    heading = f"[{table}]\n"
    text = SMALL.replace(heading, f"{heading}{entry}\n") if heading in SMALL else ""
    if not text:
        text = f"{SMALL}{heading}{entry}\n" if table else f"{entry}\n{SMALL}"
    with pytest.raises(InputError, match=re.escape(message)):
        parse(text, "mine")


def test_unknown_names():
    """Unknown experiments, methods and readings are refused with the known ones."""
    with pytest.raises(InputError, match="two-moons"):
        load("three-moons")
    with pytest.raises(InputError, match="askewsgd"):
        load("two-moons").method("sgdask")
    with pytest.raises(InputError, match="clip 10"):
        load("two-moons").reading("clip 11")
