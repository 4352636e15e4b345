"""Experiments as files."""

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


def test_unknown_names():
    """Unknown experiments, methods and readings are refused with the known ones."""
    with pytest.raises(InputError, match="two-moons"):
        load("three-moons")
    with pytest.raises(InputError, match="askewsgd"):
        load("two-moons").method("sgdask")
    with pytest.raises(InputError, match="clip 10"):
        load("two-moons").reading("clip 11")
