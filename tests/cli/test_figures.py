"""Tests of ``askewtheory figures`` and of finding, drawing and writing figures."""

import json

import pytest
from click.testing import CliRunner

from askewtheory.cli import main
from askewtheory.errors import InputError
from askewtheory.figures_runner import discover_figures, draw_figures, save
from tests.toy_figures import line


def test_figures_are_the_modules_with_a_name():
    """Helpers without one are passed over; what is found can be drawn."""
    found = discover_figures("tests.toy_figures")
    assert list(found) == ["line"]
    assert found["line"].caption == line.CAPTION


def test_every_figure_of_the_report_declares_itself():
    """A name that is a file name, and one sentence."""
    for name, source in discover_figures().items():
        assert name == name.lower().replace(" ", "-")
        assert source.caption.endswith(".")


@pytest.mark.parametrize("package", ["no_such_package", "tests.toy_claims"])
def test_a_package_without_figures_is_bad_input(package):
    """The error names the package."""
    with pytest.raises(InputError, match=package):
        discover_figures(package)


def test_a_figure_is_written_with_its_provenance_and_the_same_every_time(tmp_path):
    """The seed is in the file's metadata; time is not, so that bytes can be compared."""
    one = save(line.draw(), tmp_path / "1", "line", provenance={"seed": 7, "time": "now"})
    two = save(line.draw(), tmp_path / "2", "line", provenance={"seed": 7, "time": "later"})
    assert [path.suffix for path in one] == [".pdf", ".svg", ".png"]
    for first, second in zip(one, two, strict=True):
        content = first.read_bytes()
        assert content == second.read_bytes()
        assert b"seed" in content


def test_an_unknown_format_is_bad_input(tmp_path):
    """The error lists those that there are."""
    with pytest.raises(InputError, match="pdf, svg, png"):
        save(line.draw(), tmp_path, "line", ["gif"])


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_figure_that_fails_does_not_lose_the_others(tmp_path, jobs):
    """The failure carries its reason, the other figure its drawing."""
    found = {
        figure.name: figure
        for figure in draw_figures(
            (), tmp_path, ["png"], jobs=jobs, package="tests.toy_figures_failing"
        )
    }
    assert found["broken"].error == "ZeroDivisionError: no data"
    assert found["broken"].to_dict()["error"]
    assert found["line"].svg.startswith("<svg")
    assert (tmp_path / "line.png").is_file()


def run(*arguments):
    """Run the command on the toy figures."""
    return CliRunner().invoke(main, ["figures", "--figures", "tests.toy_figures", *arguments])


def test_the_command_writes_the_formats_asked_for(tmp_path):
    """Files and nothing else; the record names them."""
    result = run("--out", str(tmp_path), "--format", "svg", "--json", "-")
    assert result.exit_code == 0
    (record,) = json.loads(result.stdout)["figures"]
    assert record["files"] == [str(tmp_path / "line.svg")]
    assert [path.name for path in tmp_path.iterdir()] == ["line.svg"]


def test_a_figure_that_cannot_be_drawn_exits_with_1(tmp_path):
    """Whatever it raises: the failure is named, and the others are drawn."""
    broken = "tests.toy_figures_failing"
    result = CliRunner().invoke(
        main, ["figures", "--figures", broken, "--out", str(tmp_path), "--format", "png"]
    )
    assert result.exit_code == 1
    assert "failed broken: ZeroDivisionError: no data" in result.stdout
    assert "failed refusing: " in result.stdout
    assert "data must be there" in result.stdout
    assert (tmp_path / "line.png").is_file()


def test_a_misspelt_figure_is_recognised():
    """The sentence says which may be meant."""
    assert "did you mean line" in run("lime").stderr


def test_listing_shows_names_and_sentences():
    """Nothing is drawn for it."""
    result = run("--list")
    assert result.stdout.split() == ["line", *line.CAPTION.split()]


@pytest.mark.parametrize("arguments", [["nothing"], ["--format", "gif"]])
def test_unknown_names_and_formats_exit_with_2(arguments):
    """One sentence that says what there is."""
    result = run(*arguments)
    assert result.exit_code == 2
    assert "must be" in result.stderr


@pytest.mark.parametrize("name", ["../../g", "/tmp/g", "a b", "A", "", 3])
def test_a_figure_whose_name_is_no_file_name_is_refused(tmp_path, monkeypatch, name):
    """A NAME cannot lead out of the folder that figures are written to."""
    package = tmp_path / f"named_{abs(hash(str(name)))}"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "one.py").write_text(f"NAME, CAPTION = {name!r}, 'One.'\ndef draw(): ...\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(InputError, match="figure NAME must be"):
        discover_figures(package.name)
