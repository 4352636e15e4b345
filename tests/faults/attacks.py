"""Faults that are done to a command, drawn from a seed, and what must hold whatever is done.

The property: the exit code is one of those that the command line documents, standard error is at
most one sentence and never a traceback, no process is left, nothing outside ``--out`` is written,
and what lies in ``--out`` is whole.
"""

import contextlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parent.parent.parent
LEVELS = ["--levels=-1,1", "--epsilon", "1/5", "--alpha", "1", "--clip", "1"]
GRID = '[[study]]\ntheorem = "theorem-2"\nsteps = 50\nmembers = 2\nseed = [1, 2, 3]\n'
COMMANDS: dict[str, list[str]] = {
    "verify": ["verify", "--claims", "tests.toy_claims", "--jobs", "2"],
    "stepsize": ["stepsize", *LEVELS, "--gradient-bound", "1", "--dimension", "10"],
    "simulate": ["simulate", *LEVELS, "--loss", "huber", "--stepsize", "1/100", "--steps", "50",
                 "--start", "2", "--out", "{out}/run.npz", "--plot", "{out}/run.png"],
    "rates": ["rates", "--grid", "{here}/grid.toml", "--out", "{out}", "--workers", "2"],
    "worst-case": ["worst-case", "2", "--iterations", "1", "--restarts", "1", "--no-pep"],
    "figures": ["figures", "--figures", "tests.toy_figures", "--out", "{out}", "--format", "svg"],
    "train": ["train", "two-moons", "--method", "askewsgd", "--seeds", "2", "--epochs", "3",
              "--track", "none", "--out", "{out}"],
    "report": ["report", "--claims", "tests.toy_claims", "--figures", "tests.toy_figures",
               "--out", "{out}", "--jobs", "2"],
}  # fmt: skip
"""Every command at its shortest, with files in ``{out}`` where it writes any."""

DOCUMENTED = {0, 1, 2, 130, 141}
WHOLE = (".json", ".jsonl", ".parquet", ".npz", ".png", ".svg", ".html")


@dataclass
class Outcome:
    """How a command ended."""

    name: str
    code: int
    out: str
    err: str
    seconds: float = 0.0
    """From the signal, where one was sent, to the end."""
    left: list[int] = field(default_factory=list)
    """Processes that outlived the command by more than a second."""


class Bench:
    """A folder in which commands are run: ``out`` is theirs, everything else must stay as it is."""

    def __init__(self, folder: Path) -> None:
        self.here, self.out = folder, folder / "out"
        (folder / "grid.toml").write_text(GRID)
        (folder / "victim").write_text("old")

    def arguments(self, name: str, *more: str) -> list[str]:
        """Return the command line of a command."""
        given = [*COMMANDS[name], *more]
        return [text.format(out=self.out, here=self.here) for text in given]

    def start(self, name: str, *more: str, **options: Any) -> subprocess.Popen:
        """Start a command; ``env`` adds variables, and removes those that are None."""
        changes = {"PYTHONPATH": str(ROOT), "COLUMNS": "80", **options.pop("env", {})}
        env = {k: v for k, v in {**os.environ, **changes}.items() if v is not None}
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        command = [sys.executable, *options.pop("flags", []), "-m", "askewtheory"]
        return subprocess.Popen(
            [*command, *self.arguments(name, *more)],
            cwd=self.here, env=env, **{**pipes, **options},
        )  # fmt: skip

    def run(self, name: str, *more: str, timeout: float = 120, **options: Any) -> Outcome:
        """Run a command to its end, which takes longer where others use the machine too."""
        process = self.start(name, *more, **options)
        try:
            out, err = process.communicate(timeout=timeout * patience())
        except BaseException:
            process.kill()
            raise
        return Outcome(name, process.returncode, _text(out), _text(err))

    def strike(self, name: str, number: int, after: float) -> Outcome:
        """Send a command a signal some seconds after it began, unless it is done by then."""
        process = self.start(name)
        _wait_until_begun(process)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(after)
        family = []
        with contextlib.suppress(psutil.NoSuchProcess):
            family = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(number)
        began = time.monotonic()
        out, err = process.communicate(timeout=60 * patience())
        seconds = time.monotonic() - began
        _, alive = psutil.wait_procs(family, timeout=1)
        pids = [one.pid for one in alive if _runs(one)]
        for number in pids:
            os.kill(number, signal.SIGKILL)
        return Outcome(name, process.returncode, _text(out), _text(err), seconds, pids)


def _wait_until_begun(process: subprocess.Popen) -> None:
    """Wait until the program answers SIGTERM itself: before that it is the bare interpreter."""
    mask, caught = 1 << (signal.SIGTERM - 1), 0
    while process.poll() is None and not caught & mask:
        time.sleep(0.01)
        with contextlib.suppress(OSError):
            status = Path(f"/proc/{process.pid}/status").read_text()
            caught = int(status.partition("SigCgt:")[2].split()[0], 16)


def patience() -> float:
    """Return how many times longer than alone something takes on this machine at the moment."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def _runs(process: psutil.Process) -> bool:
    """Tell whether a process is more than an entry that nobody has asked for yet."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.status() != psutil.STATUS_ZOMBIE
    return False


def _text(content: bytes | None) -> str:
    return (content or b"").decode("utf-8", "replace")


def complaints(bench: Bench, outcome: Outcome, *also: int, killed: bool = False) -> list[str]:
    """Return what the property finds wrong; ``also`` are further codes that are allowed."""
    found = []
    if outcome.code not in DOCUMENTED | set(also):
        found.append(f"exit code {outcome.code}")
    if "Traceback" in outcome.err or "Exception ignored" in outcome.err:
        found.append(f"traceback: {outcome.err[-1500:]}")
    lines = outcome.err.splitlines()
    if outcome.code == 2 and len(lines) != 1 and outcome.err:
        found.append(f"{len(lines)} lines: {outcome.err[:1500]}")
    if outcome.left:
        found.append(f"processes left: {outcome.left}")
    outside = {path.name for path in bench.here.iterdir()} - {"grid.toml", "victim", "out", "keep"}
    if outside or (bench.here / "victim").read_text() != "old":
        found.append(f"written outside of --out: {sorted(outside)}")
    if bench.out.is_dir():
        found += [f"not whole: {path.name}" for path in bench.out.rglob("*") if not _whole(path)]
        parts = [path.name for path in bench.out.rglob("*.part")]
        if parts and not killed:
            found.append(f"left behind: {parts}")
    return found


def _whole(path: Path) -> bool:
    """Tell whether a written file can be read to its end."""
    if path.suffix not in WHOLE or path.is_symlink() or not path.is_file():
        return True
    content = path.read_bytes()
    if path.suffix == ".json":
        return _parses(json.loads, content)
    if path.suffix == ".jsonl":  # appended to: the last line may be cut, which resuming mends
        return all(_parses(json.loads, line) for line in content.split(b"\n")[:-1])
    ends = {".parquet": b"PAR1", ".png": b"IEND\xaeB`\x82", ".svg": b"</svg>\n",
            ".html": b"</html>\n"}  # fmt: skip
    if path.name.startswith(("tables", "readings")):
        return True
    return content.endswith(ends.get(path.suffix, b""))


def _parses(parse: Callable[[bytes], Any], content: bytes) -> bool:
    try:
        parse(content)
    except ValueError:
        return False
    return True


def limited(kind: int, value: int) -> Callable[[], None]:
    """Return what limits a process before it starts."""
    return lambda: resource.setrlimit(kind, (value, value))


def damaged(content: bytes, draw: random.Random) -> bytes:
    """Return a file's content cut short, emptied, with bits flipped, or with bytes in its place."""
    place = draw.randrange(len(content) + 1)
    kind = draw.choice(["cut", "flip", "flip", "empty", "noise", "longer", "null"])
    if kind == "cut":
        return content[:place]
    if kind == "flip" and content:
        changed = bytearray(content)
        changed[place % len(content)] ^= 1 << draw.randrange(8)
        return bytes(changed)
    noise = draw.randbytes(draw.randrange(1, 200))
    return {"empty": b"", "noise": noise, "longer": content + noise}.get(kind, bytes(len(content)))


SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL)

STREAMS: dict[str, dict[str, Any]] = {
    "stdout closed": {"preexec_fn": lambda: os.close(1)},
    "stderr closed": {"preexec_fn": lambda: os.close(2)},
    "all closed": {"preexec_fn": lambda: [os.close(number) for number in range(3)]},
    "ascii": {"env": {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}},
    "ascii strict": {"env": {"PYTHONIOENCODING": "ascii:strict"}},
    "latin-1": {"env": {"PYTHONIOENCODING": "latin-1"}},
    "cp1252": {"env": {"PYTHONIOENCODING": "cp1252:strict"}},
    "utf-16": {"env": {"PYTHONIOENCODING": "utf-16"}},
    "no locale": {"env": {"LC_ALL": "C", "LANG": None, "PYTHONCOERCECLOCALE": "0"}},
    "20 columns": {"env": {"COLUMNS": "20"}},
    "1 column": {"env": {"COLUMNS": "1"}},
    "0 columns": {"env": {"COLUMNS": "0"}},
    "wide": {"env": {"COLUMNS": "100000"}},
    "dumb": {"env": {"TERM": "dumb", "NO_COLOR": "1"}},
    "colours": {"env": {"FORCE_COLOR": "1", "TERM": "xterm-256color"}},
    "unknown terminal": {"env": {"TERM": "\x1b[2J"}},
}
"""What a command's streams and terminal may be."""

PLACES: dict[str, dict[str, Any]] = {
    "no home": {"env": {"HOME": None, "XDG_CACHE_HOME": None}},
    "home is a file": {"env": {"HOME": "/etc/passwd", "XDG_CACHE_HOME": None}},
    "home is empty": {"env": {"HOME": "", "XDG_CACHE_HOME": ""}},
    "home is absent": {"env": {"HOME": "/nonexistent/home", "XDG_CACHE_HOME": None}},
    "cache is null": {"env": {"XDG_CACHE_HOME": "/dev/null"}},
    "cache is proc": {"env": {"XDG_CACHE_HOME": "/proc"}},
    "optimized": {"flags": ["-OO"]},
    "isolated hash": {"env": {"PYTHONHASHSEED": "1"}},
    "no bytecode": {"flags": ["-B"]},
    "warnings": {"env": {"PYTHONWARNINGS": "error"}},
    "git's variables": {"env": {"GIT_DIR": "/nonexistent"}},
    "no path": {"env": {"PATH": ""}},
    "few files": {"preexec_fn": limited(resource.RLIMIT_NOFILE, 64)},
}
"""Where a command may find itself."""
