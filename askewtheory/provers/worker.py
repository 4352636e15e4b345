"""cvc5 in a process of its own, which can be ended: its time limit is not kept on hard queries.

``python -m askewtheory.provers.worker`` reads one JSON object a line (``script``, ``timeout``) and
answers each with one (``status``, ``version``).
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import subprocess
import sys
from typing import Any

GRACE = 2.0
"""Seconds beyond the limit before the process is ended."""


class Worker:
    """A cvc5 process, started when first asked and again after it had to be ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._owner = 0
        self.version = ""

    def ask(self, script: str, timeout: float) -> str:
        """Return ``sat``, ``unsat`` or ``unknown``; the last where the time ran out."""
        process = self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"script": script, "timeout": timeout}) + "\n")
        process.stdin.flush()
        ready, _, _ = select.select([process.stdout], [], [], timeout + GRACE)
        line = process.stdout.readline() if ready else ""
        if not line:
            self.close()
            return "unknown"
        answer = json.loads(line)
        self.version = answer["version"]
        if "error" in answer:
            raise RuntimeError(f"cvc5 refused the script: {answer['error']}")
        return answer["status"]

    def close(self) -> None:
        """End the process."""
        if self._process is None or self._owner != os.getpid():
            return
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._process.wait()
        self._process = None

    def _started(self) -> subprocess.Popen[str]:
        if self._owner != os.getpid():  # after a fork the process belongs to the parent
            self._process, self._owner = None, os.getpid()
        if self._process is None or self._process.poll() is not None:
            self.close()
            command = [sys.executable, "-m", "askewtheory.provers.worker"]
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            assert self._process.stdout is not None
            self.version = json.loads(self._process.stdout.readline())["version"]
        return self._process


WORKER = Worker()
atexit.register(WORKER.close)


def check(script: str, timeout: float) -> str:
    """Run cvc5 on a script in this process; its own limit is kept on most queries only."""
    import cvc5 as package

    cvc5: Any = package  # its stubs name nothing
    solver = cvc5.Solver(cvc5.TermManager())
    solver.setOption("tlimit-per", str(max(1, round(1000 * timeout))))
    solver.setLogic("QF_NRA")
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, script, "askewtheory")
    symbols = parser.getSymbolManager()
    status = "unknown"
    while not (command := parser.nextCommand()).isNull():
        answer = command.invoke(solver, symbols).strip()
        status = answer if answer in {"sat", "unsat"} else status
    return status


def _version() -> str:
    from importlib.metadata import version

    return version("cvc5")


def main() -> None:
    """Serve questions until standard input closes."""
    import cvc5  # noqa: F401  (loaded before the first question's clock starts)

    from askewtheory.pool import die_with_parent

    die_with_parent()
    print(json.dumps({"version": _version()}), flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        answer: dict[str, str] = {"version": _version()}
        try:
            answer["status"] = check(question["script"], question["timeout"])
        except RuntimeError as error:
            answer["error"] = str(error)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
