"""Experiments as files."""

import json
import os
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askewtheory.errors import InputError
from askewtheory.experiments import schema
from askewtheory.experiments.config import load, names, parse
from askewtheory.reading import content_of
from tests.refusals import outcome

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
        ("training", 'levels = "abc"', "training levels must be a list of 2 to 65,536 numbers"),
        ("training", 'levels = ["a", 1]', "training levels must be a list of 2 to 65,536 numbers"),
        (
            "training",
            "milestones = 5",
            "training milestones must be a list of at most 1,000 positive",
        ),
        (
            "training",
            'milestones = ["a"]',
            "training milestones must be a list of at most 1,000 positive",
        ),
        (
            "training",
            'factor = "half"',
            "training factor must be a number above 0, at most 1e+06, got 'half'",
        ),
        (
            "training",
            'telemetry = "x"',
            "training telemetry must be an integer from 0 to 1,000,000,000",
        ),
        (
            "training",
            "telemetry = -3",
            "training telemetry must be an integer from 0 to 1,000,000,000",
        ),
        ("training", 'double = "x"', "training double must be true or false, got 'x'"),
        ("training", 'together = "x"', "training together must be true or false, got 'x'"),
        ("model", 'bias = "no"', "model bias must be true or false, got 'no'"),
        (
            "model",
            "activation = [1]",
            "model activation must be one of relu, leaky_relu, tanh, got [1]",
        ),
        ("model", 'name = ["x"]', "model name must be one of perceptron"),
        (
            "methods.plain",
            'lr_decay = "x"',
            "method 'plain' lr_decay must be a number from 0 to 100",
        ),
        (
            "methods.plain",
            'anneal_from = "x"',
            "method 'plain' anneal_from must be an integer from 1",
        ),
        ("methods.plain", "levels = [1, 2]", "method 'plain' levels must be left to the training"),
        ("methods.plain", "base = [1]", "method 'plain' base must be a text"),
        ("printed", "experiments.n = 0", "printed experiments n must be an integer from 1"),
        ("printed", 'plain.loss = ["x"]', "printed plain loss must be a list of 1 to 2 numbers"),
        (
            "printed",
            "plain.loss = [1, 2, 3]",
            "printed plain loss must be a list of 1 to 2 numbers",
        ),
        ("printed", "plain.loss = 3", "printed plain loss must be a list of 1 to 2 numbers"),
        ("printed", "plain.speed = [1]", "printed plain must have entries of loss"),
        ("printed", "plane.loss = [1]", "printed must have entries of experiments, plain"),
        ("printed", "plain = 3", "printed plain must be a table"),
        ("readings", "wide = 3", "reading wide must be a table"),
        ("readings", "wide.model = 3", "a change of model must be a table"),
        ("readings", "wide.model.bias = 3", "model bias must be true or false, got 3"),
        ("readings", "wide.printed.n = 3", "a change must be of data, model"),
        ("", "title = 5", "experiment 'mine' title must be a text of at most 300"),
        ("", "choices = 5", "choices must be a list of at most 100 texts"),
        ("", "choices = [5]", "choices must be a list of at most 100 texts"),
        (
            "",
            'choices = [{ text = "a", about = "x" }]',
            "or tables of a text and what it is about, got",
        ),
        ("training", "seeds = 100000000", "training seeds must be an integer from 1 to 1,000"),
        ("training", f"batch = {2**63}", "training batch must be an integer from 1 to 1,000,000"),
        ("training", f"epochs = {10**40}", "training epochs must be an integer from 1"),
        ("training", "levels = [1, nan]", "training levels must be a list of 2 to 65,536 numbers"),
        ("training", "levels = [-1e39, 1e39]", "training levels must be a list of 2 to 65,536"),
        ("training", "factor = inf", "training factor must be a number above 0, at most 1e+06"),
        ("model", f"widths = [2, {2**63}, 2]", "model widths must be a list of 2 to 100 integers"),
        (
            "model",
            "widths = [100000, 100000]",
            "model widths must give at most 268,435,456 weights",
        ),
        ("methods.plain", "lr = 1e308", "method 'plain' lr must be a number above 0, at most"),
        ("methods.plain", "lr = 1979-05-27", "method 'plain' lr must be a number above 0"),
        ("methods.plain", "lr = nan", "method 'plain' lr must be a number above 0"),
        ("methods.plain", "alpha = inf", "method 'plain' alpha must be a text, true or false, or"),
        ("methods.plain", "epsilon = [nan]", "method 'plain' epsilon must be a text"),
        ("methods.plain", "epsilon = 07:32:00", "method 'plain' epsilon must be a text"),
        ("methods.plain", "epsilon = { a = 1 }", "method 'plain' epsilon must be a text"),
        ("data", "train = 1_000_000_000_000", "data train must be an integer from 1 to 10,000,000"),
        ("data", "seed = 4294967296", "data seed must be an integer from 0 to 2,147,483,647"),
        ("", "'' = 1", "must have entries of data, model"),
        ("", f"title = '{'x' * 400}'", "title must be a text of at most 300 characters"),
        (
            "",
            'choices = [{ text = "a", of = [] }]',
            "or tables of a text and what it is about, got",
        ),
    ],
)
def test_bad_entry(table, entry, message):
    """An entry of the wrong kind is refused with its name, what it must be and what it is."""
    heading = f"[{table}]\n"
    text = SMALL.replace(heading, f"{heading}{entry}\n") if heading in SMALL else ""
    if entry.partition(" ")[0] in ("lr", "epochs", "seeds", "widths"):
        text = re.sub(
            rf"^{entry.partition(' ')[0]} = .*$", entry, SMALL, count=1, flags=re.MULTILINE
        )
    if not text:
        text = f"{SMALL}{heading}{entry}\n" if table else f"{entry}\n{SMALL}"
    with pytest.raises(InputError, match=re.escape(message)):
        parse(text, "mine")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfe", "a byte that is not UTF-8 at position 0"),
        (b"a = " + b"[" * 5000 + b"]" * 5000, "TOML"),
        (b"a = " + b"{a=" * 5000, "TOML"),
        (b"a = " + b"9" * 5000, "TOML"),
        (b"a = 1\na = 2", "TOML"),
        (b"\x00", "TOML"),
        (b"#" * 2**21, "at most 1,048,576 bytes"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_text(tmp_path, content, message):
    """Bytes that are no TOML, nest too deeply or are too many are one sentence with the file."""
    path = tmp_path / "mine.toml"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        load(str(path))
    assert "mine" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_only_a_regular_file_is_read(tmp_path):
    """A pipe without a writer, or a folder, is refused and not waited for."""
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "folder.toml").mkdir()
    for name in ("pipe", "folder"):
        with pytest.raises(InputError):
            load(str(tmp_path / f"{name}.toml"))
        with pytest.raises(InputError, match=r"regular file|that can be read"):
            content_of(tmp_path / f"{name}.toml", "experiment")


KINDS = {"data": schema.Data, "model": schema.Perceptron, "training": schema.Training,
         "methods.plain": schema.Method}  # fmt: skip
ENTRIES = [(table, key) for table, kind in KINDS.items() for key in kind.__struct_fields__]
VALUES = st.one_of(
    st.integers(), st.floats(), st.booleans(), st.text(max_size=5),
    st.lists(st.one_of(st.integers(), st.floats(), st.text(max_size=2)), max_size=3),
    st.integers(min_value=2**62), st.just({}), st.just(None), st.dates(),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(ENTRIES), VALUES)
def test_any_value_of_any_entry(entry, value):
    """Whatever an entry holds, the experiment is read as it is or refused in one sentence."""
    (table, key), experiment = entry, parse(SMALL, "mine")
    change = {"methods": {"plain": {key: value}}} if "." in table else {table: {key: value}}
    found, said = outcome(experiment.changed, change)
    if said:
        return
    kept = found.methods["plain"] if "." in table else getattr(found, table)
    assert kept[key] == value
    json.dumps(found.to_dict(), allow_nan=False)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_damage_to_a_file(data):
    """A file with bytes changed, cut out or put in is read or refused in one sentence."""
    content = bytearray(SMALL.encode())
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(content) - 1))
        size = data.draw(st.integers(0, 4))
        content[place : place + size] = data.draw(st.binary(max_size=4))
    found, said = outcome(parse, bytes(content), "mine")
    assert said or found.name == "mine"


def test_unknown_names():
    """Unknown experiments, methods and readings are refused with the known ones."""
    with pytest.raises(InputError, match="two-moons"):
        load("three-moons")
    with pytest.raises(InputError, match="a TOML file"):
        load("a" * 300 + ".toml")
    with pytest.raises(InputError, match="askewsgd"):
        load("two-moons").method("sgdask")
    with pytest.raises(InputError, match="clip 10"):
        load("two-moons").reading("clip 11")
