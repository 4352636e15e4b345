"""What a user waits for: a new process each, from its start to its end.

Caches are as an earlier run left them (Numba's machine code, compiled proofs, answers of solvers),
except where "from nothing" is said.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measure import Result, at_most

TITLE = "Commands, each a process of its own (wall clock)"
PROGRAM = (sys.executable, "-m", "askewtheory")
QUICK: dict[str, tuple[str, ...]] = {
    "import askewtheory": (sys.executable, "-c", "import askewtheory"),
    "--help": (*PROGRAM, "--help"),
    "stepsize, the example of the README": (
        *PROGRAM, "stepsize", "--levels=-1,1", "--epsilon", "1/5", "--alpha", "1", "--clip", "1",
        "--gradient-bound", "1", "--smoothness", "2", "--dimension", "10", "--stepsize", "1/4",
    ),
    "verify lemma-5": (*PROGRAM, "verify", "lemma-5"),
}  # fmt: skip
LONG: dict[str, tuple[str, ...]] = {
    "verify, every statement": (*PROGRAM, "verify"),
    "rates, all default studies with figures and tables": (*PROGRAM, "rates", "--out", "rates"),
    "report, the whole page": (*PROGRAM, "report", "--out", "report"),
}
FORMAL = "make formal, from nothing"
AIMS = {"verify, every statement": 180, "rates, all default studies with figures and tables": 90}
"""In seconds."""


def run(quick: bool = False) -> list[Result]:
    """Return the seconds of each command: the least of five of a short one, of a long one one."""
    results = [_result(name, min(spent(command) for _ in range(5))) for name, command in
               QUICK.items()]  # fmt: skip
    if not quick:
        results += [_result(name, spent(command)) for name, command in LONG.items()]
        results += _formal()
    return results


def spent(command: Sequence[str], **environment: str) -> float:
    """Return the seconds of a command that succeeds, run in an empty folder."""
    path = os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        subprocess.run(
            command, cwd=folder, check=True, stdout=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path.rstrip(os.pathsep), **environment},
        )  # fmt: skip
        return time.perf_counter() - begun


def _formal() -> list[Result]:
    """Return the seconds that all Coq proofs take to compile, where Coq is installed."""
    from askewtheory.audit.provers.coq import coq_version

    if coq_version() is None:
        return []
    with tempfile.TemporaryDirectory() as empty:
        seconds = spent([sys.executable, "-m", "proofs_checks.formal"], XDG_CACHE_HOME=empty)
    return [_result(FORMAL, seconds)]


def _result(name: str, seconds: float) -> Result:
    if name in AIMS:
        return at_most(name, seconds, AIMS[name], "s")
    return Result(name, seconds, "s", "", None)
