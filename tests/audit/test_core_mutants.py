"""Mutants of the trusted core: each rule weakened in turn is caught by the forgeries or a test."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.audit.core_mutants import MUTANTS, SURVIVORS

ROOT = Path(__file__).parents[2]
SUITE = ("test_forged.py", "test_rules.py", "test_orbits.py", "test_text.py", "test_solvers.py",
         "test_vectors.py")  # fmt: skip
NEVER = ("answers_its_own_limit", "command_says_so")


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Return a folder with the package and the tests of the engine, to be changed in turn."""
    folder = tmp_path_factory.mktemp("core")
    for part in ("askewtheory", "proofs_checks", "tests/audit", "pyproject.toml"):
        source, target = ROOT / part, folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        skipped = shutil.ignore_patterns("__pycache__")
        if source.is_dir():
            shutil.copytree(source, target, ignore=skipped)
        else:
            shutil.copy(source, target)
    return folder


def suite_fails(folder: Path) -> bool:
    """Tell whether the engine's tests fail in a folder; the first failure ends them."""
    tests = [str(folder / "tests" / "audit" / name) for name in SUITE]
    command = [sys.executable, "-m", "pytest", "-qx", "-p", "no:cacheprovider", *tests,
               "-k", " and ".join(f"not {word}" for word in NEVER)]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True,
                          timeout=1200, check=False)  # fmt: skip
    assert done.returncode in (0, 1, 2), done.stdout[-2000:] + done.stderr[-2000:]
    return done.returncode != 0


@pytest.mark.slow
def test_the_core_as_it_is_passes(copy):
    """Without a change nothing fails: what is caught below is caught for its change."""
    assert not suite_fails(copy)


@pytest.mark.slow
@pytest.mark.parametrize("name", MUTANTS)
def test_a_weakened_core_is_caught(copy, name):
    """One change of the core, undone afterwards; those that nothing can catch are argued."""
    module, before, after = MUTANTS[name]
    path = copy / "askewtheory" / "audit" / f"{module}.py"
    text = path.read_text()
    assert before in text, "the change no longer applies"
    try:
        path.write_text(text.replace(before, after, 1))
        assert suite_fails(copy) is (name not in SURVIVORS)
    finally:
        path.write_text(text)


@pytest.mark.parametrize("name", MUTANTS)
def test_a_change_still_applies(name):
    """What is replaced stands in the core, so that no mutant is lost in silence."""
    module, before, _ = MUTANTS[name]
    assert before in (ROOT / "askewtheory" / "audit" / f"{module}.py").read_text()
