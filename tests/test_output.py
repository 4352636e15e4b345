"""Tests of the files and the JSON that every command writes."""

import json
import stat
from dataclasses import dataclass
from enum import Enum, StrEnum
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from askewtheory import output
from askewtheory.errors import InputError


class Colour(Enum):
    """An enumeration with a plain value."""

    RED = "red"


class Word(StrEnum):
    """An enumeration that is also a string."""

    PROVED = "proved"


@dataclass(frozen=True)
class Result:
    """A result object as the library's are."""

    value: Fraction

    def to_dict(self) -> dict:
        """Return the field."""
        return {"value": self.value}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fraction(1, 5), "1/5"),
        (Fraction(4, 2), "2"),
        (np.float64(0.5), 0.5),
        (np.int32(3), 3),
        (np.bool_(True), True),
        (np.array([[1, 2], [3, 4]]), [[1, 2], [3, 4]]),
        (np.array([Fraction(1, 3)], dtype=object), ["1/3"]),
        (sympy.Rational(2, 3), "2/3"),
        (sympy.sqrt(2), "sqrt(2)"),
        (float("inf"), "inf"),
        (np.array([-np.inf]), ["-inf"]),
        (float("nan"), None),
        (Colour.RED, "red"),
        (Word.PROVED, "proved"),
        (Result(Fraction(1, 2)), {"value": "1/2"}),
        ({Fraction(1, 2): (1, None)}, {"1/2": [1, None]}),
        ({2: "a"}, {"2": "a"}),
        ({"b", "a"}, ["a", "b"]),
        (Path("a/b"), "a/b"),
        (True, True),
    ],
)
def test_to_plain_writes_each_type_as_documented(value, expected):
    """Each line of the module's table holds, nested values included."""
    plain = output.to_plain(value)
    assert plain == expected
    assert type(plain) is type(expected)
    assert json.loads(output.to_json({"value": value})) == {"value": expected}


@given(st.fractions())
def test_fractions_survive_the_round_trip(value):
    """An exact number read back from JSON is the same number."""
    assert Fraction(json.loads(output.to_json(value))) == value


def test_to_plain_refuses_what_json_cannot_hold():
    """An object without to_dict is an error that says what to do, not its repr."""
    with pytest.raises(TypeError, match="to_dict"):
        output.to_plain({"value": object()})


def test_write_json_to_standard_output(capsys):
    """A dash prints the JSON and nothing else."""
    output.write_json("-", {"γ": Fraction(1, 5)})
    assert json.loads(capsys.readouterr().out) == {"γ": "1/5"}


def test_write_makes_folders_and_replaces(tmp_path):
    """A file in a new folder is written, and a second write replaces it whole."""
    target = tmp_path / "new" / "result.txt"
    output.write_text(target, "a long first text")
    assert output.write_text(target, "ψ") == target
    assert target.read_bytes() == "ψ".encode()
    assert [path.name for path in target.parent.iterdir()] == ["result.txt"]


def test_written_file_has_ordinary_permissions(tmp_path):
    """The temporary file's private mode does not stick to the result."""
    (tmp_path / "ordinary").touch()
    written = output.write_bytes(tmp_path / "written", b"")
    assert stat.S_IMODE(written.stat().st_mode) == stat.S_IMODE(
        (tmp_path / "ordinary").stat().st_mode
    )


def test_failed_write_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    """A write that breaks off before its end changes nothing."""
    target = output.write_text(tmp_path / "result.txt", "old")

    def break_off(*names, **folders):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", break_off)
    with pytest.raises(InputError, match="No space left"):
        output.write_text(target, "new")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("place", [".", "file/inside"])
def test_path_that_cannot_be_written_is_bad_input(tmp_path, place):
    """A folder as target, or a file where a folder should be, gives one sentence with the path."""
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="path must be a file that can be written, got"):
        output.write_json(tmp_path / place, {})
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
