"""The README is short, its example runs, and what it says of the version holds everywhere."""

import re
import tomllib
from pathlib import Path

import askewtheory

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_is_for_two_minutes():
    """A newcomer reads fewer than 120 lines."""
    assert len(README.splitlines()) < 120


def test_the_python_example_runs(capsys):
    """The first Python block of the README runs and prints what it says."""
    block = re.search(r"```python\n(.*?)```", README, re.S)
    assert block
    exec(compile(block[1], "README.md", "exec"), {})
    printed = capsys.readouterr().out.strip()
    assert printed
    assert f"# {printed}" in block[1]


def test_the_version_is_one():
    """Package, metadata, citation and changelog name the same version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert project["version"] == askewtheory.__version__
    assert f"\nversion: {askewtheory.__version__}\n" in citation
    assert re.search(r"^## (\S+)", changes, re.M)[1] == askewtheory.__version__  # type: ignore


def test_the_named_extras_exist():
    """The README lists every extra for a user, and no other."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    listed = re.search(r"the\nextras are (.*?)\.\s", README, re.S)
    assert listed
    named = set(re.findall(r"`([a-z-]+)`", listed[1]))
    assert named == set(extras["optional-dependencies"]) - {"test", "mnist-sample"}
