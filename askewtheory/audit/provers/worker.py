"""A solver in a process of its own: reads a JSON object a line, answers each with one.

Run as a file by an isolated interpreter, so that it imports the installed solver and nothing of
the current folder. What a solver prints itself goes nowhere: answers have a channel of their own,
and each carries the number of its question. Its limit is processor time, so that a busy machine
gives the answers of an idle one: the system ends the process that has spent it.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

try:
    import resource
except ImportError:  # there are none on this system: the clock on the wall has to do
    resource = None

PATIENCE = 1 if resource is None else 4
"""Seconds on the wall for each of processor time."""


def ask_z3(script: str, milliseconds: int, effort: int, model: bool) -> dict[str, Any]:
    """Answer with Z3, in a context of its own so that no question depends on an earlier one."""
    import z3

    context = z3.Context()
    solver = z3.Solver(ctx=context)
    solver.set("timeout", milliseconds)
    if effort:
        solver.set("rlimit", effort)
    solver.from_string(script)
    answer: dict[str, Any] = {"status": str(solver.check())}
    if model and answer["status"] == "sat":
        found: Any = solver.model()
        answer["model"] = {
            str(declaration.name()): str(found[declaration].as_fraction())
            for declaration in found.decls()
            if z3.is_rational_value(found[declaration])
        }
    return answer


def ask_cvc5(script: str, milliseconds: int, effort: int, model: bool) -> dict[str, Any]:
    """Answer with cvc5; no model is asked of it."""
    import cvc5 as package

    cvc5: Any = package  # its stubs name nothing
    solver = cvc5.Solver(cvc5.TermManager())
    solver.setOption("tlimit-per", str(milliseconds))
    if effort:
        solver.setOption("rlimit-per", str(effort))
    solver.setLogic("QF_NRA")
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, script, "question")
    symbols = parser.getSymbolManager()
    status = "unknown"
    while not (command := parser.nextCommand()).isNull():
        said = command.invoke(solver, symbols).strip()
        status = said if said in {"sat", "unsat"} else status
    return {"status": status}


def limit(seconds: float) -> None:
    """Let this process run for some more seconds of processor time, counted in whole ones."""
    if resource is not None:
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        soft = int(time.process_time() + seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (soft if most < 0 else min(soft, most), most))


def version(solver: str) -> str:
    """Return the version of the solver's package."""
    import importlib.metadata

    return importlib.metadata.version({"z3": "z3-solver"}.get(solver, solver))


def main(solver: str) -> None:
    """Serve questions until standard input closes or the parent is gone."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    if resource is not None:  # what is ended leaves no file behind
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    ask = {"z3": ask_z3, "cvc5": ask_cvc5}[solver]
    print(json.dumps({"version": version(solver)}), file=channel, flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        answer: dict[str, Any] = {"number": question["number"]}
        try:
            limit(question["seconds"])
            milliseconds = max(1, round(1000 * PATIENCE * question["seconds"]))
            answer |= ask(question["script"], milliseconds, question["effort"], question["model"])
        except Exception as error:  # the parent says it in a sentence
            answer["error"] = f"{type(error).__name__}: {error}"
        print(json.dumps(answer), file=channel, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
