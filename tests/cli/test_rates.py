import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from askewtheory import rates
from askewtheory.cli import main


@pytest.fixture
def few(monkeypatch):
    """Let each study be three small cases: those that a panel and the strip need."""
    whole = rates.default_cases

    def reduced(theorem: str, *, quick: bool = False) -> list[rates.Case]:
        cases = [c for c in whole(theorem, quick=quick) if c.loss != "logistic"]
        chosen = [c for c in cases if c.dimension == 4]
        return [replace(c, members=4, steps=150) for c in chosen]

    monkeypatch.setattr(rates, "default_cases", reduced)


def test_rates_writes_a_figure_and_a_table(few, tmp_path: Path):
    """One theorem gives a PDF, a PNG and a JSON table with provenance, and exit code 0."""
    result = CliRunner().invoke(main, ["rates", "2", "--out", str(tmp_path)])
    assert result.exit_code == 0, result.output
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["rate-theorem-2.json", "rate-theorem-2.pdf", "rate-theorem-2.png"]
    record = json.loads((tmp_path / names[0]).read_text())
    rows = record["theorems"]["theorem-2"]
    assert all("fired" in row for row in rows)
    assert record["provenance"]["versions"]["askewtheory"]
    assert "violations" in result.output


def test_a_violated_repaired_bound_is_exit_code_1(few, monkeypatch):
    """Negative control: if a repaired bound were violated, the command would say so."""
    honest = rates.summary

    def dishonest(measured):
        row = honest(measured)
        for track in row["tracks"]:
            if "repaired" in track["bounds"]:
                track["bounds"]["repaired"]["violations"] = 1
        return row

    monkeypatch.setattr(rates, "summary", dishonest)
    assert CliRunner().invoke(main, ["rates", "theorem-3"]).exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["9"], "THEOREM"),
        (["--grid", "missing.toml", "--out", "x"], "grid"),
        (["--grid", "missing.toml"], "--out"),
        (["2", "--quick", "--out", "/dev/null"], "out must be a folder"),
        (["--scheduler", "tcp://nowhere:1"], "--grid"),
        (["2", "--grid", "missing.toml"], "--grid"),
        (["--grid", "x.toml", "--out", "x", "--backend", "dask"], "--scheduler"),
    ],
)
def test_bad_input_is_exit_code_2(arguments, word):
    """Wrong arguments are refused in a sentence that names them."""
    result = CliRunner().invoke(main, ["rates", *arguments])
    assert result.exit_code == 2
    assert word in result.output


def test_a_sweep_of_a_grid_file(tmp_path: Path):
    """A grid file is run into a dataset, and a second call runs nothing again."""
    pytest.importorskip("pyarrow")
    grid = tmp_path / "study.toml"
    grid.write_text('[[study]]\ntheorem = "theorem-2"\nsteps = 50\nmembers = 2\n')
    arguments = ["rates", "--grid", str(grid), "--out", str(tmp_path / "data"), "--workers", "1"]
    first = CliRunner().invoke(main, arguments)
    assert first.exit_code == 0, first.output
    assert "1 run now" in first.output
    assert "0 run now, 1 already there" in CliRunner().invoke(main, arguments).output
