"""``askewtheory train``."""

import json
import os
from importlib.resources import files

import pytest
from click.testing import CliRunner

from askewtheory.cli import main
from askewtheory.hold import held


def _run(*arguments):
    return CliRunner().invoke(main, ["train", *map(str, arguments)])


def test_list_names_experiments_and_methods():
    """--list shows every experiment with its methods and trains nothing."""
    result = _run("--list")
    assert result.exit_code == 0
    assert "two-moons-enumerated" in result.output
    assert "askewsgd" in result.output


def test_trains_and_writes_tables(tmp_path):
    """A short run writes logs, tables and a record whose verdicts do not claim too much."""
    pytest.importorskip("torch")
    pytest.importorskip("sklearn")
    arguments = ("two-moons", "--method", "binary-connect", "--seeds", 2, "--epochs", 1)
    result = _run(*arguments, "--out", tmp_path / "out", "--json", tmp_path / "record.json")
    assert result.exit_code == 0, result.output
    record = json.loads((tmp_path / "record.json").read_text())
    found = record["methods"]["binary-connect"]["comparisons"]["quantized_loss"]
    assert (found["verdict"], found["reason"]) == ("not comparable", "epochs: 1, not 60")
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"binary-connect.jsonl", "binary-connect.parquet", "results.json"} <= written
    assert {"tables.md", "tables.tex", "tables.html"} <= written


def test_interrupted_run_keeps_its_epochs(tmp_path, monkeypatch):
    """Ctrl-C ends with code 130 and a way on; what was done is kept, and resuming completes it."""
    pytest.importorskip("torch")
    pytest.importorskip("sklearn")
    from askewtheory.experiments.session import Session

    arguments = ("two-moons", "--method", "askewsgd", "--seeds", 1, "--epochs", 2)
    assert _run(*arguments, "--out", tmp_path / "straight").exit_code == 0
    epoch = Session.run_epoch

    def interrupted(session):
        if session.epoch == 1:
            raise KeyboardInterrupt
        return epoch(session)

    with monkeypatch.context() as patch:
        patch.setattr(Session, "run_epoch", interrupted)
        result = _run(*arguments, "--out", tmp_path / "halted")
    assert result.exit_code == 130
    assert "--resume" in result.output
    assert _run(*arguments, "--out", tmp_path / "halted", "--resume").exit_code == 0
    logs = [(tmp_path / name / "askewsgd.jsonl").read_bytes() for name in ("straight", "halted")]
    assert logs[0] == logs[1]


def test_other_data_replaces_the_first_layer(tmp_path):
    """The digits serve the image experiment offline, and nothing is called reproduced."""
    pytest.importorskip("torch")
    pytest.importorskip("sklearn")
    arguments = ("mnist-w1", "--data", "digits", "--method", "askewsgd", "--epochs", 1)
    result = _run(*arguments, "--seeds", 1, "--out", tmp_path, "--json", "-")
    assert result.exit_code == 0, result.output
    record = json.loads(result.output)
    assert record["experiment"]["model"]["widths"][0] == 64
    assert "digits" in record["methods"]["askewsgd"]["comparisons"]["loss"]["reason"]
    notes = record["tables"][0]["notes"]
    assert any(note.startswith("data: scikit-learn digits") for note in notes)
    assert "model.widths for this data: [64, 512, 512, 10]" in notes
    assert not any("50,000" in note for note in notes)


def test_search_keeps_what_it_tried(tmp_path):
    """A search writes every rate's mean, and its results are not compared with printed ones."""
    pytest.importorskip("torch")
    pytest.importorskip("sklearn")
    arguments = ("two-moons", "--method", "askewsgd", "--seeds", 1, "--epochs", 60)
    tries = ("--search", "--search-seeds", 1, "--search-epochs", 1)
    result = _run(*arguments, *tries, "--search-measure", "accuracy", "--out", tmp_path, "--json",
                  tmp_path / "record.json", "--track", "none")  # fmt: skip
    assert result.exit_code == 0, result.output
    means = json.loads((tmp_path / "search.json").read_text())["means"]["askewsgd"]
    record = json.loads((tmp_path / "record.json").read_text())
    best = max(means, key=lambda rate: means[rate])
    assert record["experiment"]["methods"]["askewsgd"]["lr"] == float(best)
    assert record["methods"]["askewsgd"]["comparisons"]["loss"]["verdict"] == "not comparable"
    assert not (tmp_path / "tensorboard").exists()
    notes = record["tables"][0]["notes"]
    remark = f"held out, seed 10000: ASkewSGD {float(best):g}"
    assert any(remark in note for note in notes)
    assert not any("as the report prints" in note for note in notes)


def test_verdict_goes_by_the_epochs_that_were_trained(tmp_path):
    """Rows kept by --resume are judged by their own number of epochs, not by the one asked for."""
    pytest.importorskip("torch")
    pytest.importorskip("sklearn")
    text = (files("askewtheory.experiments") / "files" / "two-moons.toml").read_text("utf-8")
    path = tmp_path / "short.toml"
    path.write_text(text.replace("epochs = 60", "epochs = 2").replace("train = 2000", "train = 99"))

    def reasons(*arguments):
        result = _run(path, "--seeds", 2, "--track", "none", "--out", tmp_path / "out", "--json",
                      tmp_path / "record.json", *arguments)  # fmt: skip
        assert result.exit_code == 0, result.output
        methods = json.loads((tmp_path / "record.json").read_text())["methods"]
        return {found["comparisons"]["loss"]["reason"] for found in methods.values()}

    one = ("--method", "askewsgd")
    assert reasons(*one, "--epochs", 3) == {"epochs: 3, not 2"}
    assert reasons(*one, "--resume") == {"epochs: 3, not 2"}
    assert reasons(*one, "--epochs", 1, "--resume") == {"epochs: 3, not 2"}
    both = reasons(*one, "--method", "proxquant", "--resume")
    assert both == {"epochs: ASkewSGD 3, ProxQuant 2, not 2"}
    assert "epochs" not in reasons("--method", "proxquant").pop()


def test_all_readings_in_one_table(tmp_path):
    """--reading all trains each reading in a folder of its own and puts them in one table."""
    pytest.importorskip("torch")
    pytest.importorskip("sklearn")
    pytest.importorskip("tensorboard")
    arguments = ("two-moons", "--method", "askewsgd", "--seeds", 1, "--epochs", 1)
    result = _run(*arguments, "--reading", "all", "--out", tmp_path)
    assert result.exit_code == 0, result.output
    lines = (tmp_path / "readings.md").read_text().splitlines()
    assert any(line.startswith("| as chosen") for line in lines)
    assert any(line.startswith("| clip 10") for line in lines)
    assert list(tmp_path.glob("clip-10-*/tensorboard/**/events.*"))
    assert _run("two-moons", "--reading", "all", "--search").exit_code == 2
    result = _run("two-moons", "--search", "--scheduler", "tcp://nowhere:1")
    assert result.exit_code == 2
    assert "--scheduler must be used without --search" in result.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "experiment must be given"),
        (("no-such",), "experiment must be one of"),
        (("two-moons", "--method", "none"), "method must be one of"),
        (("two-moons", "--reading", "none"), "reading must be one of"),
    ],
)
def test_bad_input(arguments, message):
    """Wrong names end with exit code 2 and one sentence."""
    result = _run(*arguments)
    assert result.exit_code == 2
    assert message in result.output


@pytest.mark.parametrize("entry", ["lr = -1.0", 'clip_latents = "x"', "momentum = -1"])
def test_bad_file(tmp_path, entry):
    """A file with an impossible entry ends with exit code 2 and no traceback."""
    pytest.importorskip("torch")
    pytest.importorskip("sklearn")
    key = entry.split(" ")[0]
    path = tmp_path / "mine.toml"
    rate = "" if key == "lr" else "lr = 0.1\n"
    path.write_text(
        '[data]\nname = "two-moons"\n[model]\nwidths = [2, 2]\n[training]\nepochs = 1\nseeds = 1\n'
        f'[methods.m]\nalgorithm = "binary-connect"\n{rate}{entry}\n'
    )
    result = _run(path, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert key in result.output


def test_missing_files_are_explained():
    """An image experiment without files says where they go and what works without."""
    pytest.importorskip("torch")
    result = _run("mnist-w1")
    assert result.exit_code == 2
    assert "--data digits" in result.output


def test_a_folder_belongs_to_one_experiment_and_one_writer(tmp_path):
    """Other settings in the same folder are refused, and so is a second run at the same time."""
    pytest.importorskip("torch")
    pytest.importorskip("sklearn")
    arguments = ("--method", "askewsgd", "--seeds", 1, "--epochs", 1, "--out", tmp_path)
    assert _run("two-moons", *arguments).exit_code == 0
    before = (tmp_path / "askewsgd.jsonl").read_bytes()
    other = _run("two-moons", *arguments, "--reading", "clip 10")
    assert other.exit_code == 2
    assert "results of another (experiment.json differs in" in other.stderr
    with held(tmp_path):
        second = _run("two-moons", *arguments)
    assert second.exit_code == 2
    assert f"process {os.getpid()} on" in second.stderr
    assert (tmp_path / "askewsgd.jsonl").read_bytes() == before
    assert _run("two-moons", *arguments).exit_code == 0


@pytest.mark.parametrize("text", ["[/x]", "[bold]", "\\x1b[2J", ":smile:", "[link=x]y"])
def test_what_a_user_writes_is_neither_markup_nor_obeyed(tmp_path, text):
    """Titles and labels are printed letter for letter, and control characters are spelled out."""
    pytest.importorskip("torch")
    pytest.importorskip("sklearn")
    source = (files("askewtheory.experiments") / "files" / "two-moons.toml").read_text("utf-8")
    escaped = text.replace("\\x1b", "\\u001b")
    path = tmp_path / "own.toml"
    path.write_text(source.replace('title = "', f'title = "{escaped}', 1))
    arguments = ("--method", "askewsgd", "--seeds", 1, "--epochs", 1, "--track", "none")
    result = _run(path, *arguments, "--out", tmp_path / text)
    assert result.exit_code == 0, result.output
    assert text in result.output
    assert "\x1b" not in result.output
