"""Z3 and cvc5 on the same script, each in a process of its own that can be ended.

Questions are numbered. An answer with another number, output that nobody asked for, a crash, an
interruption or a time-out ends the process; the time is the processor's, where the system counts
it. A question whose process died is asked once more; a second death is an honest "the solver
ended". Before the first question a solver must answer one that is satisfiable and one that is not.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import IO, Any

from askewtheory.audit.provers.worker import PATIENCE

GRACE = 2.0
"""Seconds on the wall beyond ``PATIENCE`` times the limit before the process is ended."""
START = 300.0
"""Seconds in which a process must say that it is there; loading a solver can be slow."""
_WAIT = 0.5  # seconds between two looks, so that Ctrl-C is answered everywhere
PROBES = (
    ("(declare-const x Real)\n(assert (= (* x x) 4.0))\n(assert (< x 0.0))\n(check-sat)", "sat"),
    ("(declare-const x Real)\n(assert (< (* x x) 0.0))\n(check-sat)", "unsat"),
)
"""Questions of which the answer is known."""


class SolverError(RuntimeError):
    """A solver gave no usable answer: it ended, answered out of turn, or answered a probe wrong."""


@dataclass(frozen=True)
class Answer:
    """What a solver said: ``sat``, ``unsat`` or ``unknown`` (a time-out is unknown)."""

    solver: str
    version: str
    status: str
    seconds: float
    model: dict[str, Fraction] | None = None


class _Heard:
    """The lines of a process, read by a thread: not every system can wait for a pipe otherwise."""

    def __init__(self, stream: IO[str]) -> None:
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.thread = threading.Thread(target=self._listen, args=(stream,), daemon=True)
        self.thread.start()

    def next(self, seconds: float) -> str | None:
        """Return the next line, empty at the stream's end; None if none comes in time."""
        end = time.monotonic() + seconds
        while True:
            left = end - time.monotonic()
            with contextlib.suppress(queue.Empty):
                return self._lines.get(timeout=min(_WAIT, max(left, 0.001)))
            if left <= 0:
                return None

    def pending(self) -> bool:
        """Tell whether there is a line, or the stream's end, that nobody has taken."""
        return not self._lines.empty()

    def _listen(self, stream: IO[str]) -> None:
        with contextlib.suppress(OSError, ValueError):  # what is no text, or closed, is an end
            for line in stream:
                self._lines.put(line)
        self._lines.put("")


class Worker:
    """One solver's process, started when first asked and again after it had to be ended."""

    def __init__(self, solver: str) -> None:
        self.solver = solver
        self.version = ""
        self._process: subprocess.Popen[str] | None = None
        self._heard: _Heard | None = None
        self._owner = 0
        self._number = 0
        self._lock = threading.Lock()

    def ask(
        self, script: str, seconds: float, *, effort: int = 0, model: bool = False
    ) -> dict[str, Any]:
        """Return the answer to one question: ``status``, and ``model`` if asked for.

        Raises
        ------
        SolverError
            If the solver ended twice, or refused the script.
        """
        with self._lock:
            for attempt in (1, 2):
                try:
                    return self._answer(script, seconds, effort, model)
                except _EndedError as error:
                    self.close()
                    if attempt == 2:
                        raise SolverError(f"{self.solver} {error}, twice") from None
                except BaseException:  # an interruption must not leave an answer behind
                    self.close()
                    raise
        raise SolverError(f"{self.solver} gave no answer")

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        heard, self._heard = self._heard, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        if heard is not None:
            heard.thread.join(1)
        # A stream that a thread still reads cannot be closed.
        read = None if heard is not None and heard.thread.is_alive() else process.stdout
        for stream in (process.stdin, read):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        process.wait()

    def _answer(self, script: str, seconds: float, effort: int, model: bool) -> dict[str, Any]:
        process, heard = self._started()
        self._number += 1
        question = {
            "number": self._number,
            "script": script,
            "seconds": seconds,
            "effort": effort,
            "model": model,
        }
        line = self._exchange(process, heard, json.dumps(question), PATIENCE * seconds + GRACE)
        if line is None:
            self.close()
            return {"status": "unknown"}
        answer = _parsed(line)
        if answer.get("number") != self._number or heard.pending():
            raise _EndedError("answered out of turn")
        if "error" in answer:
            raise SolverError(f"{self.solver} refused the question: {answer['error']}")
        if answer.get("status") not in ("sat", "unsat", "unknown"):
            raise _EndedError("gave an answer that is none")
        return answer

    def _exchange(
        self, process: subprocess.Popen[str], heard: _Heard, text: str, limit: float
    ) -> str | None:
        """Send a line and return the next one, or None if the time of either kind runs out."""
        if process.stdin is None:
            raise _EndedError("has no channel")
        if heard.pending():
            raise _EndedError("spoke without being asked")
        try:
            process.stdin.write(text + "\n")
            process.stdin.flush()
        except OSError:
            raise _EndedError("ended") from None
        line = heard.next(limit)
        if line == "" and _spent(process):
            return None
        if line == "":
            raise _EndedError("ended")
        return line

    def _started(self) -> tuple[subprocess.Popen[str], _Heard]:
        if self._owner != os.getpid():  # after a fork the process belongs to the parent
            self._process, self._heard, self._owner = None, None, os.getpid()
        if self._process is None or self._heard is None or self._process.poll() is not None:
            self.close()
            path = Path(__file__).with_name("worker.py")
            process = self._process = subprocess.Popen(
                [sys.executable, "-I", str(path), self.solver],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                encoding="utf-8", bufsize=1, start_new_session=False,
            )  # fmt: skip
            assert process.stdout is not None
            heard = self._heard = _Heard(process.stdout)
            first = heard.next(START)
            if not first:
                self.close()
                raise SolverError(f"{self.solver} could not be started: is it installed?")
            self.version = _parsed(first).get("version", "")
            self._probe()
            return process, heard
        return self._process, self._heard

    def _probe(self) -> None:
        for script, known in PROBES:
            said = self._answer(script, 10.0, 0, False)["status"]
            if said != known:
                self.close()
                raise SolverError(f"{self.solver} answers {said} where {known} is known")


def _spent(process: subprocess.Popen[str]) -> bool:
    """Tell whether the system ended a process that had spent its processor time."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        return -process.wait(GRACE) == getattr(signal, "SIGXCPU", None)
    return False


class _EndedError(Exception):
    """The process ended or cannot be trusted any more; the message says what it did."""


def _parsed(line: str) -> dict[str, Any]:
    try:
        answer = json.loads(line)
    except ValueError:
        raise _EndedError("printed something that is no answer") from None
    if not isinstance(answer, dict):
        raise _EndedError("printed something that is no answer")
    return answer


WORKERS = {name: Worker(name) for name in ("z3", "cvc5")}
NAMES = {"z3": "Z3", "cvc5": "cvc5"}


@atexit.register
def close() -> None:
    """End both solvers."""
    for worker in WORKERS.values():
        worker.close()


@cache
def ask(
    solver: str, script: str, *, seconds: float = 30.0, effort: int = 0, model: bool = False
) -> Answer:
    """Ask one solver; within a process the same question is asked once.

    Parameters
    ----------
    solver
        ``"z3"`` or ``"cvc5"``.
    script
        SMT-LIB 2, ending in ``(check-sat)``.
    seconds
        The limit on processor time; where the system does not count it, and for ``PATIENCE`` times
        as long everywhere, on the wall clock.
    effort
        A limit in the solver's own units, which does not depend on the machine's load; 0 for none.
    model
        Whether to return the rational values of a model (Z3 only).
    """
    if type(script) is not str:  # what only equals a question would be remembered in its place
        raise TypeError(f"a question must be a text, got {type(script).__name__}")
    worker, start = WORKERS[solver], time.perf_counter()
    said = worker.ask(script, seconds, effort=effort, model=model)
    values = said.get("model")
    found = None if values is None else {name: Fraction(value) for name, value in values.items()}
    return Answer(NAMES[solver], worker.version, said["status"], time.perf_counter() - start, found)
