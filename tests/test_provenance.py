"""Tests of the record that every written result carries."""

import json
import subprocess
import sys
import time
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

import askewtheory
from askewtheory import output, provenance


def _git(folder, *arguments):
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.invalid"]
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True)


@pytest.fixture
def checkout(tmp_path):
    """Make a repository with one committed file."""
    _git(tmp_path, "init", "-q")
    (tmp_path / "file").write_text("1")
    _git(tmp_path, "add", "file")
    _git(tmp_path, "commit", "-q", "-m", "one")
    return tmp_path


def test_record_holds_every_documented_part():
    """The record names configuration, seed, versions, revision, platform and time."""
    record = provenance.provenance({"epsilon": Fraction(1, 5)}, seed=3)
    read = json.loads(output.to_json(record))
    assert read["configuration"] == {"epsilon": "1/5"}
    assert read["seed"] == 3
    assert read["versions"]["askewtheory"] == askewtheory.__version__
    assert read["versions"]["python"] == sys.version.split()[0]
    assert {"numpy", "scipy", "sympy", "numba", "z3-solver", "cvc5"} <= read["versions"].keys()
    assert {"revision", "platform"} <= read.keys()
    age = datetime.now(UTC) - datetime.fromisoformat(read["time"])
    assert age.total_seconds() < 60


def test_absent_package_is_left_out(monkeypatch):
    """A library that is not installed has no version, and is no error."""
    monkeypatch.setattr(provenance, "PACKAGES", ("numpy", "no-such-package"))
    provenance._installed_versions.cache_clear()
    try:
        assert provenance.versions().keys() == {"python", "numpy"}
    finally:
        provenance._installed_versions.cache_clear()


def test_reading_versions_imports_nothing_heavy():
    """Versions come from metadata: no library is imported for its version."""
    program = (
        "import sys; from askewtheory.provenance import versions; versions();"
        " print([m for m in ('numpy', 'sympy', 'numba', 'z3', 'cvc5', 'torch')"
        " if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


def test_revision_tells_commit_and_changes(checkout):
    """A clean checkout is not dirty; a changed tracked file makes it so, a new file does not."""
    clean = provenance.revision(checkout)
    assert clean is not None
    assert len(clean["commit"]) == 40
    assert clean["dirty"] is False
    (checkout / "new").write_text("untracked")
    assert provenance.revision(checkout) == clean
    (checkout / "file").write_text("2")
    assert provenance.revision(checkout) == {"commit": clean["commit"], "dirty": True}


def test_revision_is_none_outside_the_projects_own_checkout(checkout, monkeypatch):
    """A copy inside someone else's repository, or a machine without git, has no revision."""
    inside = checkout / "site-packages"
    inside.mkdir()
    assert provenance.revision(inside) is None
    monkeypatch.setenv("PATH", "")
    assert provenance.revision(checkout) is None


def test_a_git_around_this_program_does_not_mislead_it(checkout, tmp_path, monkeypatch):
    """Started by another repository's hook, the record still names the project's own commit."""
    expected = provenance.revision(checkout)
    other = tmp_path / "other"
    other.mkdir()
    _git(other, "init", "-q")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    assert provenance.revision(checkout) == expected


TOP = 'case "$*" in *toplevel) echo "$2";; '  # the right answer to one question alone


@pytest.mark.parametrize(
    "body",
    ["exit 3", "printf '\\377\\376'", "exec sleep 30", "cat", "printf 'a\\000b'",
     "exec >&-; sleep 30",
     "exec yes", "yes & sleep 30", "exec cat /dev/zero", f"{TOP} *) exec yes;; esac",
     f"{TOP} *) printf 'a\\033[2J';; esac", f"{TOP} *HEAD) echo HEAD;; esac",
     "printf '%5000d' 1", "yes 0123456789 | head -c 20000000"],
)  # fmt: skip
def test_a_git_that_misbehaves_costs_the_revision_alone(checkout, tmp_path, monkeypatch, body):
    """It may fail, print for ever or what is no commit, or wait: the record is made without one."""
    fake = tmp_path / "bin" / "git"
    fake.parent.mkdir()
    fake.write_text(f"#!/bin/sh\n{body}\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:/usr/bin:/bin")
    monkeypatch.setattr(provenance, "_PATIENCE", 1.0)
    assert provenance.revision(checkout) is None


@pytest.mark.skipif(sys.platform == "win32", reason="a shell's program")
def test_a_git_that_does_not_answer_is_waited_for_once(checkout, tmp_path, monkeypatch):
    """A report asks for each claim; and what the program started ends with it."""
    folder = tmp_path / "programs"
    folder.mkdir()
    (folder / "git").write_text(f"#!/bin/sh\nsleep 1000 & echo $! > {folder}/child\nwait\n")
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    monkeypatch.setattr(provenance, "_PATIENCE", 2.0)
    began = time.monotonic()
    for _ in range(50):
        assert provenance.revision(checkout) is None
    assert time.monotonic() - began < 20
    child = Path(f"/proc/{(folder / 'child').read_text().strip()}/stat")
    if child.parent.parent.is_dir():  # where the system tells
        for _ in range(100):
            if not child.exists() or child.read_text().rpartition(")")[2].split()[0] == "Z":
                return
            time.sleep(0.1)
        pytest.fail("it lives")
