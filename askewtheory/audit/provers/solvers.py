"""Z3 and cvc5 on the same script, each in a process of its own that can be ended.

Questions are numbered. An answer with another number, output that nobody asked for, a crash, an
interruption or a time-out ends the process. A question whose process died is asked once more; a
second death is an honest "the solver ended". Before the first question a solver must answer one
that is satisfiable and one that is not.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

GRACE = 2.0
"""Seconds beyond the limit before the process is ended."""
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


class Worker:
    """One solver's process, started when first asked and again after it had to be ended."""

    def __init__(self, solver: str) -> None:
        self.solver = solver
        self.version = ""
        self._process: subprocess.Popen[str] | None = None
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
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        process.wait()

    def _answer(self, script: str, seconds: float, effort: int, model: bool) -> dict[str, Any]:
        process = self._started()
        self._number += 1
        question = {
            "number": self._number,
            "script": script,
            "milliseconds": max(1, round(1000 * seconds)),
            "effort": effort,
            "model": model,
        }
        line = self._exchange(process, json.dumps(question), seconds + GRACE)
        if line is None:
            self.close()
            return {"status": "unknown"}
        answer = _parsed(line)
        if answer.get("number") != self._number or _pending(process):
            raise _EndedError("answered out of turn")
        if "error" in answer:
            raise SolverError(f"{self.solver} refused the question: {answer['error']}")
        if answer.get("status") not in ("sat", "unsat", "unknown"):
            raise _EndedError("gave an answer that is none")
        return answer

    def _exchange(self, process: subprocess.Popen[str], text: str, limit: float) -> str | None:
        """Send a line and return the next one, or None if the time runs out."""
        if process.stdin is None or process.stdout is None:
            raise _EndedError("has no channel")
        if _pending(process):
            raise _EndedError("spoke without being asked")
        try:
            process.stdin.write(text + "\n")
            process.stdin.flush()
        except OSError:
            raise _EndedError("ended") from None
        ready, _, _ = select.select([process.stdout], [], [], limit)
        if not ready:
            return None
        line = process.stdout.readline()
        if not line:
            raise _EndedError("ended")
        return line

    def _started(self) -> subprocess.Popen[str]:
        if self._owner != os.getpid():  # after a fork the process belongs to the parent
            self._process, self._owner = None, os.getpid()
        if self._process is None or self._process.poll() is not None:
            self.close()
            path = Path(__file__).with_name("worker.py")
            self._process = subprocess.Popen(
                [sys.executable, "-I", str(path), self.solver],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                text=True, bufsize=1, start_new_session=False,
            )  # fmt: skip
            first = self._process.stdout.readline() if self._process.stdout else ""
            if not first:
                self.close()
                raise SolverError(f"{self.solver} could not be started: is it installed?")
            self.version = _parsed(first).get("version", "")
            self._probe()
        return self._process

    def _probe(self) -> None:
        for script, known in PROBES:
            said = self._answer(script, 10.0, 0, False)["status"]
            if said != known:
                self.close()
                raise SolverError(f"{self.solver} answers {said} where {known} is known")


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


def _pending(process: subprocess.Popen[str]) -> bool:
    return process.stdout is not None and bool(select.select([process.stdout], [], [], 0)[0])


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
        The limit on the wall clock.
    effort
        A limit in the solver's own units, which does not depend on the machine's load; 0 for none.
    model
        Whether to return the rational values of a model (Z3 only).
    """
    worker, start = WORKERS[solver], time.perf_counter()
    said = worker.ask(script, seconds, effort=effort, model=model)
    values = said.get("model")
    found = None if values is None else {name: Fraction(value) for name, value in values.items()}
    return Answer(NAMES[solver], worker.version, said["status"], time.perf_counter() - start, found)
