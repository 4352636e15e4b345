"""The example that the documentation shows."""

import importlib.util
from pathlib import Path

import pytest

pytest.importorskip("sklearn")

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "digits.py"


def test_digits(tmp_path, capsys):
    """A short run exports one bit per weight, and the reloaded plain model is as accurate."""
    spec = importlib.util.spec_from_file_location("digits", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    digits = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(digits)
    before, after = digits.main(epochs=15, folder=tmp_path)
    assert before == after > 0.9
    assert "0.weight               128×64      1         32768         1024" in (
        capsys.readouterr().out
    )
