"""Tests of the two user errors and of the gate in front of optional dependencies."""

import importlib.metadata
import json

import pytest

from askewtheory.errors import MOST_WORDS, InputError, MissingExtraError, require, words_of


def test_input_error_is_a_value_error():
    """Code that catches ValueError also catches bad input."""
    assert issubclass(InputError, ValueError)


@pytest.mark.parametrize("name", ["json", "os.path"])
def test_require_returns_the_module_itself(name):
    """An installed module, dotted or not, is returned as an import would give it."""
    import os.path

    assert require(name, extra="torch") is {"json": json, "os.path": os.path}[name]


@pytest.mark.parametrize("name", ["no_such_package", "no_such_package.inside", "json.no_such"])
def test_require_names_the_command_that_installs_the_extra(name):
    """A missing module is an ImportError whose message can be pasted into a shell."""
    with pytest.raises(MissingExtraError, match=r"extra pep.*pip install \"clarabel>=") as caught:
        require(name, extra="pep")
    assert isinstance(caught.value, ImportError)
    assert caught.value.name == name


def test_an_extra_inside_an_extra_is_spelled_out():
    """What is printed needs no index that knows askewtheory: it names the packages of both."""
    with pytest.raises(MissingExtraError) as caught:
        require("no_such_package", extra="onnx")
    said = str(caught.value)
    assert '"onnxruntime>=' in said and '"torch>=' in said  # noqa: PT018 (both are named)
    assert "askewtheory[" not in said


def test_a_checkout_that_is_not_installed_is_installed_whole(monkeypatch):
    """Without the package's metadata the command is the one for the checkout."""

    def absent(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.requires", absent)
    with pytest.raises(MissingExtraError, match=r"pip install -e \"\.\[pep\]\" in the checkout"):
        require("no_such_package", extra="pep")


def test_require_passes_on_an_import_that_fails_inside_the_module(tmp_path, monkeypatch):
    """A broken installation is not reported as a missing extra."""
    (tmp_path / "broken_package.py").write_text("import missing_inside\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="missing_inside") as caught:
        require("broken_package", extra="torch")
    assert not isinstance(caught.value, MissingExtraError)


def test_words_of_an_error_are_as_many_as_anybody_reads():
    """An error's text may be of any length: it is passed on, shown and stored cut."""
    assert words_of(ValueError("x" * 10**7)) == "x" * MOST_WORDS
    assert words_of(ValueError(" a\n b ")) == "a b"
