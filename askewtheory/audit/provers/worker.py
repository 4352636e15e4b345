"""A solver in a process of its own: reads a JSON object a line, answers each with one.

Run as a file by an isolated interpreter, so that it imports the installed solver and nothing of
the current folder. What a solver prints itself goes nowhere: answers have a channel of their own,
and each carries the number of its question.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any


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


def version(solver: str) -> str:
    """Return the version of the solver's package."""
    import importlib.metadata

    return importlib.metadata.version({"z3": "z3-solver"}.get(solver, solver))


def main(solver: str) -> None:
    """Serve questions until standard input closes or the parent is gone."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    ask = {"z3": ask_z3, "cvc5": ask_cvc5}[solver]
    print(json.dumps({"version": version(solver)}), file=channel, flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        answer: dict[str, Any] = {"number": question["number"]}
        try:
            answer |= ask(
                question["script"], question["milliseconds"], question["effort"], question["model"]
            )
        except Exception as error:  # the parent says it in a sentence
            answer["error"] = f"{type(error).__name__}: {error}"
        print(json.dumps(answer), file=channel, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
