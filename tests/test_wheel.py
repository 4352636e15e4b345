"""Tests of what is installed: a wheel built from a source distribution, used in another folder."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("setuptools")
ROOT = Path(__file__).parents[1]
FOLDERS = ("askewtheory", "proofs_checks", "figures", "docs/proofs", "docs/results")
OTHERS = ("setup.py", "pyproject.toml", "MANIFEST.in", "README.md", "LICENSE")
BUILD = "from setuptools import build_meta; import sys; print(build_meta.build_{}(sys.argv[1]))"
pytestmark = pytest.mark.slow


def built(kind, source, out):
    """Build a ``wheel`` or an ``sdist`` as pip does; return its path."""
    done = subprocess.run(
        [sys.executable, "-c", BUILD.format(kind), str(out)],
        cwd=source, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return out / done.stdout.split()[-1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Return a wheel made from a source distribution, in a tree with an old version's leavings."""
    place = tmp_path_factory.mktemp("wheel")
    source = place / "source"
    for folder in FOLDERS:
        ignored = shutil.ignore_patterns("__pycache__", "_report")
        shutil.copytree(ROOT / folder, source / folder, ignore=ignored)
    for name in OTHERS:
        shutil.copy(ROOT / name, source / name)
    (source / "build/lib/figures").mkdir(parents=True)
    (source / "build/lib/figures/old.py").write_text("", encoding="utf-8")
    sdist = built("sdist", source, place)
    with tarfile.open(sdist) as archive:
        archive.extractall(place / "unpacked", filter="data")
    (unpacked,) = (place / "unpacked").iterdir()
    first = built("wheel", source, place)
    direct = set(zipfile.ZipFile(first).namelist())
    second = built("wheel", unpacked, place)
    assert set(zipfile.ZipFile(second).namelist()) == direct
    return second


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Return a function that runs the installed program in a folder of its own."""
    place = tmp_path_factory.mktemp("installed")
    site, here = place / "site", place / "here"
    zipfile.ZipFile(wheel).extractall(site)
    here.mkdir()
    (here / "figures.py").write_text("raise RuntimeError('the user has figures too')\n")

    def run(*arguments):
        environment = {**os.environ, "PYTHONPATH": str(site)}
        command = [sys.executable, "-m", "askewtheory", *arguments]
        return subprocess.run(
            command, cwd=here, env=environment, capture_output=True, encoding="utf-8", check=False
        )

    return run


def test_the_wheel_takes_one_name(wheel):
    """Nothing but the package and its metadata is put into anybody's environment."""
    names = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {name.split("-")[0] for name in names} == {"askewtheory"}
    assert len(names) == 2


def test_the_wheel_holds_every_file(wheel):
    """All files of the three folders are there, the Coq sources too; each where it belongs."""
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info" not in name}
    wanted = set()
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                name = path.relative_to(ROOT).as_posix()
                wanted.add(name if folder == "askewtheory" else f"askewtheory/_report/{name}")
    assert held == wanted


def test_verdicts_are_those_of_the_checkout(installed):
    """The installed claims have the verdicts and kinds of proof that the checkout's have."""
    asked = ("verify", "mfcq", "--json", "-", "--jobs", "1")
    there = installed(*asked)
    here = subprocess.run(
        [sys.executable, "-m", "askewtheory", *asked],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True,
        encoding="utf-8", check=True,
    )  # fmt: skip
    assert there.returncode == 0, there.stderr
    one, other = (timeless(json.loads(done.stdout)["claims"]) for done in (there, here))
    assert one == other
    assert '"formal"' in json.dumps(one)


def timeless(record):
    """Return a record without how long anything took."""
    if isinstance(record, dict):
        return {key: timeless(value) for key, value in record.items() if key != "seconds"}
    return [timeless(value) for value in record] if isinstance(record, list) else record


def test_figures_are_the_reports_own(installed):
    """Figures are listed and drawn, in workers too; a module of that name beside them is not."""
    assert "figure-1" in installed("figures", "--list").stdout
    drawn = installed("figures", "figure-1", "figure-2", "--format", "svg", "--jobs", "2")
    assert drawn.returncode == 0, drawn.stderr
    assert drawn.stdout.count("wrote ") == 2


def test_importing_the_library_makes_no_other_name_importable(installed, wheel, tmp_path):
    """Until a command asks for them the report's packages have no name of their own."""
    zipfile.ZipFile(wheel).extractall(tmp_path)
    program = (
        "import importlib.util as u, sys, askewtheory\n"
        "print([n for n in ('figures', 'proofs_checks') if u.find_spec(n)], 'numpy' in sys.modules)"
    )
    shown = subprocess.run(
        [sys.executable, "-P", "-S", "-c", program],
        env={**os.environ, "PYTHONPATH": str(tmp_path)}, cwd=tmp_path, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    assert shown.stdout.strip() == "[] False"
