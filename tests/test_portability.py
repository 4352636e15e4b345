"""What Windows and macOS lack is not needed: tried as far as another system can show it."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
POSIX_ALONE = {"fcntl", "resource", "pwd", "grp", "termios", "pty", "posix", "select"}
ELSEWHERE = """
import multiprocessing, os, select, signal, sys
for name in {modules}:
    sys.modules[name] = None
import subprocess  # needs select and SIGKILL itself, as its twin for Windows does not
subprocess.Popen.kill = lambda self: self.send_signal(9)
for module, names in (
    (os, "fork getuid geteuid getgid sched_getaffinity register_at_fork getloadavg"),
    (signal, "SIGALRM SIGHUP SIGKILL setitimer getitimer alarm pthread_sigmask"),
    (select, "poll epoll"),
):
    for name in names.split():
        if hasattr(module, name):
            delattr(module, name)
def refused(*_):
    raise OSError("select waits for sockets only")
select.select = refused
multiprocessing.set_start_method("spawn")
"""
"""What every process of the programs below runs first: Python as a system without POSIX has it."""
MODULES = ("fcntl", "resource", "pwd", "grp", "termios", "pty")


def sources():
    """Return the files of everything that is installed."""
    folders = ("askewtheory", "proofs_checks", "figures")
    return [path for folder in folders for path in (ROOT / folder).rglob("*.py")]


@pytest.fixture
def elsewhere(tmp_path):
    """Return a function that runs the program where POSIX is missing."""
    (tmp_path / "sitecustomize.py").write_text(ELSEWHERE.format(modules=MODULES), "utf-8")

    def run(*arguments):
        path = os.pathsep.join((str(tmp_path), str(ROOT)))
        return subprocess.run(
            [sys.executable, "-m", "askewtheory", *arguments],
            env={**os.environ, "PYTHONPATH": path}, cwd=tmp_path, capture_output=True,
            encoding="utf-8", check=False,
        )  # fmt: skip

    return run


def test_no_module_needs_one_of_posix():
    """Modules of POSIX alone are imported nowhere but where their lack is looked at."""
    found = set()
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            found |= {(path.name, name) for name in names if name in POSIX_ALONE}
    assert found == {
        ("frame.py", "select"),
        ("foreign.py", "resource"),
        ("libraries.py", "resource"),
        ("worker.py", "resource"),
    }


def test_nothing_forks():
    """No source names ``os.fork``, but Linux's guard of foreign code, nor asks a pool to fork."""
    for path in sources():
        if path.name == "guard.py":  # a process of one thread, which has loaded nothing yet
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            named = isinstance(node, ast.Attribute) and node.attr in ("fork", "forkpty")
            asked = isinstance(node, ast.Constant) and node.value in ("fork", "forkserver")
            assert not named, path
            assert not asked, path


def test_text_files_are_utf_8():
    """Every text file is opened with its encoding: elsewhere the default is another one."""
    lint = [sys.executable, "-m", "ruff", "check", "--preview", "--select", "PLW1514", "--isolated"]
    folders = [str(ROOT / name) for name in ("askewtheory", "proofs_checks", "figures")]
    done = subprocess.run([*lint, *folders], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_names_of_files_are_allowed_everywhere():
    """No file's name has a character, a reserved word or a length that Windows refuses."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files"], capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("no checkout")
    reserved = {"con", "prn", "aux", "nul", *(f"{n}{i}" for n in ("com", "lpt") for i in range(10))}
    seen = {}
    for name in listed.stdout.splitlines():
        assert not set(name) & set('<>:"\\|?*'), name
        assert len(name) < 150, name
        assert not {part.split(".")[0].lower() for part in name.split("/")} & reserved, name
        assert seen.setdefault(name.lower(), name) == name, f"{name} differs by case alone"


@pytest.mark.slow
def test_claims_are_verified_there(elsewhere):
    """Workers, both solvers and the record of the formal proofs work, with the same verdicts."""
    done = elsewhere("verify", "lemma-4", "definition-4", "--jobs", "2", "--json", "-")
    assert done.returncode == 0, done.stderr
    record = json.loads(done.stdout)
    assert {claim["id"] for claim in record["claims"]} == {
        "lemma-4/left", "lemma-4/right", "definition-4",
    }  # fmt: skip
    assert record["summary"]["not_reproduced"] == []


@pytest.mark.parametrize(
    "command",
    [
        ("stepsize", "--levels=-1,1", "--epsilon", "1/5", "--alpha", "1", "--clip", "1",
         "--gradient-bound", "1", "--dimension", "10", "--schedule", "power:c=1,k0=10,p=3/4"),
        ("figures", "figure-1", "figure-2", "--format", "svg", "--jobs", "2"),
        ("simulate", "--loss", "huber:width=1/2,center=3", "--levels=-1,1", "--epsilon", "1/5",
         "--alpha", "1", "--clip", "1", "--stepsize", "1/100", "--steps", "100",
         "--start", "2,-1/2", "--out", "run.npz"),
    ],
    ids=lambda command: command[0],
)  # fmt: skip
def test_commands_run_there(elsewhere, command):
    """What computes, draws and writes works without signals, user numbers and forks."""
    done = elsewhere(*command)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
