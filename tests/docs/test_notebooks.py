"""The notebooks run from top to bottom and print what they were committed with."""

import os
import re
from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "docs/notebooks").glob("*.ipynb"))
TRAINING = ("train_and_export",)
"""Their numbers depend on the machine's arithmetic; that they hold is asserted inside."""


def printed(notebook):
    """Return what the cells print and show, without pictures and what libraries complain of."""
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            text = output.get("text") or output.get("data", {}).get("text/plain", "")
            if output.get("name") != "stderr" and not re.match(r"<Figure size", text):
                found.append(text)
    return found


def test_there_are_three():
    """Simulate and stepsize; audit a lemma; train and export."""
    names = [path.stem for path in NOTEBOOKS]
    assert names == ["audit_a_lemma", "simulate_and_stepsize", "train_and_export"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_committed_is_whole_and_without_a_machine(path):
    """Every cell was run, none ended in an error, and no output names a folder of a machine."""
    notebook = nbformat.read(path, 4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert "error" not in {out.output_type for cell in cells for out in cell.outputs}
    assert not re.search(r"(?<![\w.])/(home|work|root|tmp|Users)/", path.read_text("utf-8"))


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path, tmp_path, monkeypatch):
    """Executed anew it raises nothing, and prints the same where that is machine-independent."""
    pytest.importorskip("ipykernel")
    if path.stem in TRAINING:
        pytest.importorskip("torch")
        pytest.importorskip("sklearn")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    committed, notebook = nbformat.read(path, 4), nbformat.read(path, 4)
    place = {"metadata": {"path": str(tmp_path)}}
    nbclient.NotebookClient(notebook, timeout=600, resources=place).execute()
    if path.stem not in TRAINING:
        assert printed(notebook) == printed(committed)
