"""The recipes that the documentation shows: each trains, exports, and reloads what it exported."""

import importlib
import importlib.util
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("sklearn")

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
RECIPES = sorted(path.stem for path in EXAMPLES.glob("*.py") if path.stem != "task")
NEEDED = {"with_accelerate": "accelerate", "with_lightning": "lightning",
          "with_trainer": "transformers"}  # fmt: skip
QUICK = ("digits", "with_ema", "with_resume")
EPOCHS = 15


@pytest.fixture
def imported(monkeypatch):
    """Return a function that imports an example as a script would find it."""
    monkeypatch.syspath_prepend(EXAMPLES)
    return importlib.import_module


@pytest.mark.parametrize("name", QUICK)
def test_quick_recipes(name, imported, tmp_path, capsys):
    """A short run exports one bit per weight, and the reloaded plain model is as accurate."""
    warning = importlib.import_module("askewtheory.optim").QuantizationWarning
    with pytest.warns(warning, match="anneal epsilon further"):  # a short run
        before, after = imported(name).main(epochs=EPOCHS, folder=str(tmp_path))
    assert before == after > 0.8
    shown = capsys.readouterr().out
    assert "0.weight               128×64      1         32768         1024" in shown


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in RECIPES if name not in QUICK])
def test_recipes_in_a_process_of_their_own(name, tmp_path):
    """Wrappers, compilers and frameworks change nothing: as accurate when it is reloaded."""
    if name in NEEDED and importlib.util.find_spec(NEEDED[name]) is None:
        pytest.skip(f"{NEEDED[name]} is not installed (extra recipes)")
    program = (
        f"import json, {name}\n"
        "if __name__ == '__main__':\n"
        f"    print(json.dumps({name}.main(epochs={EPOCHS}, folder={str(tmp_path)!r})))"
    )
    script = tmp_path / "run.py"  # a file, since spawned processes import it again
    script.write_text(program)
    path = os.pathsep.join([str(ROOT), str(EXAMPLES)])
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(script)],
        capture_output=True, text=True, timeout=240, env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    before, after = json.loads(done.stdout.splitlines()[-1])
    assert before == after > 0.8


def test_an_interrupted_training_ends_where_it_would_have(imported, tmp_path):
    """The recipe's checkpoint goes on bit for bit: weights, annealing, random numbers."""
    training = imported("with_resume").Training
    straight, first, second = (training(6) for _ in range(3))
    torch.manual_seed(1)
    straight.run(4)
    torch.manual_seed(1)
    first.run(2)
    first.save(tmp_path / "x.pt")
    second.load(tmp_path / "x.pt")
    second.run(2)
    ends = [one.model.state_dict() for one in (straight, second)]
    assert all(torch.equal(ends[0][name], ends[1][name]) for name in ends[0])
    assert straight.annealing.get_last_epsilon() == second.annealing.get_last_epsilon()


@pytest.mark.parametrize(
    ("name", "missing", "extra"),
    [*((name, module, "recipes") for name, module in NEEDED.items()),
     *((name, module, "experiments") for name in RECIPES for module in ("torch", "sklearn"))],
)  # fmt: skip
def test_a_recipe_says_what_to_install(name, missing, extra, imported, monkeypatch):
    """Without its packages a recipe ends in the command that installs them, not in a traceback."""
    for module in ("task", name):  # what was imported before had all it needs
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, missing, None)
    told = rf"^{missing} is needed here and is not installed \(extra {extra}\); run .* pip install"
    with pytest.raises(SystemExit, match=told):
        imported(name)


def test_the_extra_of_the_recipes_is_all_they_need():
    """Each package that a recipe can miss is one of the extra ``recipes`` or of ``torch``."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    listed = {line.split(">=")[0] for line in [*extras["recipes"], *extras["torch"]]}
    assert {"torch", "scikit-learn", *NEEDED.values()} <= listed


@pytest.mark.parametrize("name", RECIPES)
def test_recipes_are_short(name):
    """A recipe has fewer than sixty lines."""
    assert len((EXAMPLES / f"{name}.py").read_text().splitlines()) < 60
