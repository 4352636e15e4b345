"""The solvers' processes: numbered questions, and what faults of a process come to."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askewtheory.audit.evaluate import holds
from askewtheory.audit.provers import solvers
from askewtheory.audit.provers.smtlib import question, satisfied, script
from askewtheory.audit.provers.solvers import SolverError, Worker, ask
from askewtheory.audit.statement import states
from askewtheory.audit.terms import formula, term

SAT = "(declare-const x Real)\n(assert (> x 1.0))\n(check-sat)"
UNSAT = "(declare-const x Real)\n(assert (< (* x x) 0.0))\n(check-sat)"


@pytest.fixture
def worker():
    """A worker of its own."""
    made = Worker("cvc5")
    yield made
    made.close()


def fake(tmp_path: Path, body: str) -> Path:
    """Return a worker program that says hello, then does ``body`` for each question."""
    path = tmp_path / "worker.py"
    path.write_text(
        "import json, sys\nprint(json.dumps({'version': '1'}), flush=True)\n"
        "for line in sys.stdin:\n    q = json.loads(line)\n"
        "    said = 'unsat' if '< (* x x) 0.0' in q['script'] or '< x 0.0' not in q['script'] "
        f"else 'sat'\n{body}"
    )
    return path


def replaced(monkeypatch, path: Path) -> None:
    """Start ``path`` in place of the worker."""
    monkeypatch.setattr(solvers, "__file__", str(path.with_name("solvers.py")))


def test_known_answers():
    """Both solvers answer a satisfiable and an unsatisfiable question, Z3 with a model."""
    for name in ("z3", "cvc5"):
        assert ask(name, SAT).status == "sat"
        assert ask(name, UNSAT).status == "unsat"
    assert ask("z3", SAT, model=True).model is not None


@pytest.mark.parametrize("fault", [
    "    print(json.dumps({'number': q['number'] + 1, 'status': said}), flush=True)\n",
    "    print('hello', flush=True)\n",
    "    print(json.dumps({'number': q['number'], 'status': 'unsat'}), flush=True)\n",
    "    print(json.dumps({'number': q['number'], 'status': 'sat'}), flush=True)\n",
    "    print(json.dumps({'number': q['number'], 'status': 'true'}), flush=True)\n",
    "    print(json.dumps([q['number'], 'unsat']), flush=True)\n",
    "    sys.exit(0)\n",
    "    a = json.dumps({'number': q['number'], 'status': said})\n"
    "    print(a + chr(10) + a, flush=True)\n",
])  # fmt: skip
def test_a_solver_that_cannot_be_trusted_gives_no_answer(worker, tmp_path, monkeypatch, fault):
    """Wrong numbers, further output, wrong known answers, a crash: never a verdict."""
    replaced(monkeypatch, fake(tmp_path, fault))
    with pytest.raises(SolverError):
        _ = [worker.ask(UNSAT, 5) for _ in range(3)]


def test_a_killed_solver_is_asked_again(worker):
    """A process that ends between two questions costs nothing."""
    assert worker.ask(SAT, 5)["status"] == "sat"
    os.kill(worker._process.pid, signal.SIGKILL)
    worker._process.wait()
    assert worker.ask(UNSAT, 5)["status"] == "unsat"


def test_an_interruption_leaves_no_answer_behind(worker, monkeypatch):
    """Ctrl-C during a question ends the process, so that no later question gets its answer."""
    worker.ask(SAT, 5)

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(worker, "_exchange", interrupted)
    with pytest.raises(KeyboardInterrupt):
        worker.ask(SAT, 5)
    monkeypatch.undo()
    assert worker._process is None
    assert worker.ask(UNSAT, 5)["status"] == "unsat"


def test_threads_get_their_own_answers(worker):
    """Two threads that share a worker each get the answers to their own questions."""
    wrong = []

    def many(text, known):
        for _ in range(15):
            if worker.ask(text, 5)["status"] != known:
                wrong.append(text)

    threads = [
        threading.Thread(target=many, args=pair) for pair in ((SAT, "sat"), (UNSAT, "unsat"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_modules_of_the_current_folder_are_not_imported(tmp_path):
    """A cvc5.py beside the user's files is not what answers."""
    (tmp_path / "cvc5.py").write_text("raise SystemExit('stolen')")
    (tmp_path / "contextlib.py").write_text("raise SystemExit('stolen')")
    program = (
        f"from askewtheory.audit.provers.solvers import ask; print(ask('cvc5', {UNSAT!r}).status)"
    )
    command = [sys.executable, "-P", "-c", program]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True,
                          check=True)  # fmt: skip
    assert done.stdout.strip() == "unsat"


def test_a_hard_question_is_ended_when_its_time_is_up(worker):
    """A question on which cvc5 ignores its own limit is unknown, and the next one works."""
    total = term(0)
    for i in range(6):
        a, b = term(f"v{i}"), term(f"v{(i + 1) % 6}")
        total = total + a**4 * b**2 + a**2 * b**4 - 3 * a**2 * b**2 + 1
    assert worker.ask(question(states(total >= 0)), 0.3)["status"] == "unknown"
    assert worker.ask(UNSAT, 5)["status"] == "unsat"


@pytest.mark.skipif(solvers.PATIENCE == 1, reason="the system does not count processor time")
def test_a_machine_that_is_busy_with_others_costs_no_answer(worker):
    """The limit is time that the solver has: one that waits for the processor goes on later."""
    worker.ask(SAT, 5)
    process = worker._process.pid
    os.kill(process, signal.SIGSTOP)
    later = threading.Timer(0.5 + solvers.GRACE + 1, os.kill, (process, signal.SIGCONT))
    later.start()
    assert worker.ask(UNSAT, 0.5)["status"] == "unsat"
    later.join()
    assert worker._process.pid == process


@given(st.integers(-3, 3), st.integers(-3, 3), st.integers(-3, 3))
def test_the_script_means_what_the_formula_means(a, b, c):
    """At any point a script is satisfiable exactly if the formula is defined and true there."""
    one = formula(
        "x*y - z^2 <= x and (x > y or z != 1) and abs(x - z) < 3 and "
        "implies(x > 0, max(y/x, z) >= -2) and 1/(x - y) <= if_(z > 0, 1/z, 5)"
    )
    point = [f"x == {a}", f"y == {b}", f"z == {c}"]
    expected = "sat" if holds(one, {"x": a, "y": b, "z": c}) is True else "unsat"
    text = script([satisfied(one), *map(formula, point)])
    assert ask("z3", text).status == ask("cvc5", text).status == expected


def test_answers_are_plain_json():
    """What a worker is asked and says are single lines, whatever the script holds."""
    assert "\n" not in json.dumps({"script": SAT})
