"""A package of claims or figures is somebody's code: whatever it does costs its own result."""

import contextlib
import itertools
import json
import sys
import time

import pytest
from click.testing import CliRunner

from askewtheory.audit.package import discover
from askewtheory.audit.page.about import about
from askewtheory.audit.runner import run_entry
from askewtheory.cli import main
from askewtheory.ending import EndedError, StoppedError, is_end, signals_are_handled
from askewtheory.errors import InputError
from askewtheory.figures_runner import discover_figures
from askewtheory.foreign import try_first

psutil = pytest.importorskip("psutil")
from tests.faults.attacks import COMMANDS, Bench, complaints, patience  # noqa: E402

CLAIM = """
from askewtheory.audit.claim import UNDECIDED, claim

@claim("{name}", UNDECIDED, title="t", source="s", given={{"x > 0": "x > 0"}}, concludes="x < 1")
def one(this):
    '''Words.'''
    {body}
"""
FIGURE = "NAME = '{name}'\nCAPTION = 'c'\ndef draw(quick=False):\n    {body}\n"
ENDS = {
    "exit": "import sys; sys.exit(0)",
    "os._exit": "import os; os._exit(0)",
    "Ctrl-C": "raise KeyboardInterrupt",
    "generator": "raise GeneratorExit",
    "recursion": "f = lambda: f(); f()",
    "memory": "raise MemoryError",
    "group": "raise BaseExceptionGroup('two', [KeyboardInterrupt()])",
    "another program": "import os; os.execv('/bin/true', ['true'])",
    "no memory": "import ctypes; ctypes.string_at(0)",
    "traced": "import sys; sys.settrace(lambda *given: 1 / 0); raise ValueError",
}
"""What code does that wants to be the last."""
RAISED = [name for name in ENDS if name not in ("os._exit", "another program", "no memory")]
NUMBERS = itertools.count()


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Return a function that writes a package and returns its name, a new one each time."""
    monkeypatch.syspath_prepend(tmp_path)
    made = []

    def write(**modules):
        made.append(f"ending_{next(NUMBERS)}")
        (tmp_path / made[-1]).mkdir()
        for module, text in {"__init__": "", **modules}.items():
            (tmp_path / made[-1] / f"{module}.py").write_text(text)
        return made[-1]

    yield write
    for name in [one for one in sys.modules if one.partition(".")[0] in made]:
        del sys.modules[name]


@pytest.fixture
def handled():
    """Signals are the command line's business while a test runs."""
    signals_are_handled(True)
    yield
    signals_are_handled(False)


def _each(*quick, of=ENDS):
    return [pytest.param(name, marks=() if name in quick else pytest.mark.slow) for name in of]


@pytest.mark.parametrize("ending", _each("os._exit", "another program"))
def test_a_check_that_ends_its_process_is_undecided(ending, package, tmp_path, monkeypatch):
    """Also alone: the command does not end with it, and says which claim was not reproduced."""
    name = package(one=CLAIM.format(name="one", body=ENDS[ending]))
    monkeypatch.setitem(COMMANDS, "own", ["verify", "--claims", name])
    bench = Bench(_folder(tmp_path))
    outcome = bench.run("own", env=_path(tmp_path))
    assert complaints(bench, outcome) == []
    assert (outcome.code, "undecided" in outcome.out) == (1, True), outcome


def test_what_a_check_writes_is_no_answer(package, tmp_path, monkeypatch):
    """Neither on standard output nor on standard error, by Python or around it."""
    body = "import os, sys; print('x'); print('x', file=sys.stderr); os.write(1, b'x\\n')"
    everywhere = "for number in range(2, 30):\n        try: os.write(number, b'x\\n')\n"
    everywhere += "        except OSError: pass"
    name = package(one=CLAIM.format(name="one", body=f"{body}\n    {everywhere}"))
    monkeypatch.setitem(COMMANDS, "own", ["verify", "--claims", name])
    bench = Bench(_folder(tmp_path))
    outcome = bench.run("own", env=_path(tmp_path))
    assert complaints(bench, outcome) == []
    assert (outcome.err, "x" in outcome.out.split()) == ("", False)


def test_what_a_check_starts_or_signals_is_its_own(package, tmp_path, monkeypatch):
    """Its children end with the command, which does not wait for them, nor end by its signal."""
    child = tmp_path / "child"
    start = "import subprocess; child = subprocess.Popen(['sleep', '1000']).pid"
    name = package(
        one=CLAIM.format(name="one", body=f"{start}; open({str(child)!r}, 'w').write(str(child))"),
        two=CLAIM.format(name="two", body="import os; os.killpg(0, 15)"),
        three=CLAIM.format(name="three", body="import os, time; os.closerange(0, 99)\n    "
                                              "time.sleep(1000)"),
    )  # fmt: skip
    monkeypatch.setitem(COMMANDS, "own", ["verify", "--claims", name, "--jobs", "3"])
    bench = Bench(_folder(tmp_path))
    outcome = bench.run("own", env=_path(tmp_path), start_new_session=True)
    assert complaints(bench, outcome) == []
    assert outcome.code in (0, 1)
    assert "undecided: 3" in outcome.out or "3 undecided" in outcome.out, outcome.out
    pid = int(child.read_text())
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


ENDLESS = {
    "stops": "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
    "stops its group": "import os, signal; os.killpg(0, signal.SIGSTOP)",
    "computes": "while True: pass",
    "holds the interpreter": "sum(iter(int, 1))",
    "recurses": "def again():\n        try: again()\n        finally: again()\n    again()",
    "catches everything": "import time\n    while True:\n        try: time.sleep(9)\n"
                          "        except BaseException: pass",
    "waits for itself": "import os; os.read(os.pipe()[0], 1)",
    "hears no signal": "import signal, time; signal.pthread_sigmask(0, range(1, 65)); "
                       "time.sleep(1000)",
}  # fmt: skip
"""What code does that never ends."""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="what stops is noticed there")
@pytest.mark.parametrize("form", _each("stops", of=ENDLESS))
def test_a_check_without_an_end_costs_its_own_item(form, package, tmp_path, monkeypatch):
    """Within its time; it is named as not decided, and the other claims and figures are there."""
    name = package(
        one=CLAIM.format(name="one", body=ENDLESS[form]),
        two=CLAIM.format(name="two", body="raise ValueError('own words')"),
        three=FIGURE.format(name="three", body=ENDLESS[form]),
        four="from tests.toy_figures.line import CAPTION, draw\nNAME = 'four'\n",
    )
    monkeypatch.setitem(COMMANDS, "own", ["report", "--claims", name, "--figures", name, "--out",
                                          "{out}", "--json", "{out}/all.json"])  # fmt: skip
    bench = Bench(_folder(tmp_path))
    limit = 12 * patience()  # enough to draw the figure that does end
    outcome = bench.run("own", "--limit", f"{limit:g}", env=_path(tmp_path))
    assert complaints(bench, outcome) == []
    assert outcome.code == 1, outcome
    record = json.loads((bench.out / "all.json").read_text())
    one, two = (claim["reason"] for claim in record["claims"])
    four, three = (figure.get("error") for figure in record["figures"])
    said = "SIGSTOP" if "stops" in form else f"it took longer than {limit:g} seconds"
    assert said in one
    assert "own words" in two
    assert (three, four) == (one.removeprefix("it was not run to its end: "), None)
    assert (bench.out / "figures" / "four.svg").is_file()


DAEMON = """import os, time
    if not os.fork():
        os.setsid()
        if not os.fork():
            os.setsid(); os.environ.clear(); os.closerange(0, 99); os.chdir("/")
            with open({place!r}, "a") as seen: seen.write(f"{{os.getpid()}} ")
            time.sleep(1000)
        os._exit(0)
    while not os.path.exists({place!r}): time.sleep(0.01)
    {then}
"""


THEN = ("...", "os._exit(0)", "os.kill(os.getpid(), 9)", "os.kill(os.getpid(), 19)",
        "while True: pass")  # fmt: skip


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it is followed there")
@pytest.mark.parametrize("then", _each("...", of=THEN))
@pytest.mark.parametrize("ending", ["limit", "SIGKILL"])
def test_what_leaves_its_session_ends_with_the_command(
    then, ending, package, tmp_path, monkeypatch
):
    """A daemon has neither group nor session nor parent of the check that started it."""
    place = tmp_path / "daemons"
    name = package(one=CLAIM.format(name="one", body=DAEMON.format(place=str(place), then=then)))
    monkeypatch.setitem(COMMANDS, "own", ["verify", "--claims", name, "--limit", "2"])
    bench = Bench(_folder(tmp_path))
    process = bench.start("own", env=_path(tmp_path))
    until = time.monotonic() + 60
    while ending != "limit" and not place.exists() and time.monotonic() < until:
        time.sleep(0.01)
    if ending != "limit":
        process.kill()
    out, err = process.communicate(timeout=60)
    assert err == b""
    if ending == "limit":
        assert (process.returncode, b"undecided" in out) == (int(then != "..."), True)
    time.sleep(0 if ending == "limit" else patience())
    daemons = [int(pid) for pid in place.read_text().split()]
    assert daemons
    assert [pid for pid in daemons if psutil.pid_exists(pid)] == []


@pytest.mark.parametrize("ending", _each("os._exit"))
def test_a_drawing_that_ends_its_process_costs_its_figure(ending, package, tmp_path, monkeypatch):
    """The other figure is written, the exit code says that one is missing."""
    name = package(
        one=FIGURE.format(name="one", body=ENDS[ending]),
        two="from tests.toy_figures.line import CAPTION, draw\nNAME = 'two'\n",
    )
    monkeypatch.setitem(COMMANDS, "own", ["figures", "--figures", name, "--out", "{out}",
                                          "--jobs", "1"])  # fmt: skip
    bench = Bench(_folder(tmp_path))
    outcome = bench.run("own", env=_path(tmp_path))
    assert complaints(bench, outcome) == []
    assert outcome.code == 1, outcome
    assert (bench.out / "two.svg").is_file()


def _folder(tmp_path):
    (tmp_path / "bench").mkdir()
    return tmp_path / "bench"


def _path(tmp_path):
    from tests.faults.attacks import ROOT

    return {"PYTHONPATH": f"{ROOT}:{tmp_path}"}


@pytest.mark.parametrize("ending", [*RAISED, "os._exit"])
def test_a_module_that_ends_the_import_costs_its_own_claims(ending, package, handled):
    """The package's other claims are there, and this module is named with what it raised."""
    name = package(one=CLAIM.format(name="one", body="..."), two=ENDS[ending])
    known = discover(name)
    assert list(known.entries) == ["one"]
    assert list(known.broken) == [f"{name}.two"]


@pytest.mark.parametrize("ending", [*RAISED, "os._exit"])
def test_a_package_that_ends_the_import_is_refused(ending, package, handled):
    """In a sentence, for claims and for figures."""
    with pytest.raises(InputError, match="must be importable, got"):
        discover(package(__init__=ENDS[ending]))
    with pytest.raises(InputError, match="must be importable, got"):
        discover_figures(package(__init__=ENDS[ending]))


def test_a_signal_is_no_error_of_the_check_that_it_reached(package, handled):
    """It ends the program through any check; what a check raises itself does not."""
    entry = discover(package(one=CLAIM.format(name="one", body="raise error"))).entries["one"]
    for error, ends in (
        (EndedError(15), True), (StoppedError(), True), (KeyboardInterrupt(), False),
        (SystemExit(0), False), (MemoryError(), False),
    ):  # fmt: skip
        entry.check.__globals__["error"] = error
        assert is_end(error) is ends
        if ends:
            with pytest.raises(type(error)):
                run_entry(entry)
        else:
            assert "the check failed" in run_entry(entry).reason
    signals_are_handled(False)
    assert is_end(KeyboardInterrupt())


HARMS = {
    "sys.path": "import sys; sys.path = 5",
    "sys.meta_path": "import sys; sys.meta_path.clear()",
    "sys.path_hooks": "import sys; sys.path_hooks.clear()",
    "sys.modules": "import sys; sys.modules = 5",
    "the recursion limit": "import sys; sys.setrecursionlimit(60)",
    "the trace and profile": "import sys; sys.setprofile(lambda *given: None)",
    "builtins": "import builtins; builtins.open = None",
    "the standard streams": "import sys; sys.stdout = 5",
    "the current folder": "import os; os.chdir('/')",
    "the signals": "import signal; signal.alarm(1000)",
    "the limits": "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (9, 9))",
    "os.fork": "import os; os.fork()",
    "exit code 0": ENDS["another program"],
    "SIGSEGV": ENDS["no memory"],
}
"""What an import does to the program, and the word of the sentence about it."""


@pytest.mark.parametrize("word", HARMS)
def test_an_import_that_harms_the_program_is_refused(word, package):
    """It is tried in another process; one that does no harm is none."""
    harmful = package(__init__=HARMS[word], one=FIGURE.format(name="one", body="..."))
    with pytest.raises(InputError, match=f"must be one that can be imported, got: .*{word}"):
        try_first(discover_figures, harmful)


def test_an_import_that_does_no_harm_is_none(package):
    """More paths, hooks and modules, a higher limit, and an error that is said later."""
    more = "import sys, os; sys.path.append('x'); sys.meta_path.insert(0, sys.meta_path[0])\n"
    more += "sys.setrecursionlimit(5000); os.environ['x'] = 'y'; print(5); import wave\n"
    for end in ("", "raise ValueError", "import sys; sys.exit(0)"):
        name = package(__init__=more + end, one=FIGURE.format(name="one", body="..."))
        try_first(discover_figures, name)


@pytest.mark.parametrize(
    "ending", ["another program", pytest.param("no memory", marks=pytest.mark.slow)]
)
def test_an_import_does_not_end_a_command(ending, package, tmp_path, monkeypatch):
    """Not with the exit code of a success, and not without a word, in any command."""
    name = package(__init__=ENDS[ending])
    bench = Bench(_folder(tmp_path))
    for command in (
        ["verify", "--claims", name], ["fuzz", "one", "--claims", name],
        ["figures", "--figures", name, "--out", "{out}"],
        ["report", "--claims", name, "--out", "{out}"],
        ["report", "--claims", "tests.toy_claims", "--figures", name, "--out", "{out}"],
    ):  # fmt: skip
        monkeypatch.setitem(COMMANDS, "own", command)
        outcome = bench.run("own", env=_path(tmp_path))
        assert complaints(bench, outcome) == []
        assert (outcome.code, "its process ended" in outcome.err) == (2, True), outcome
        assert not bench.out.exists()


ODD = """class Odd:
    @property
    def __class__(self): raise ValueError("no class")
    def __repr__(self): raise ValueError("no words")
    def __iter__(self): raise ValueError("no items")
"""
WORDS = ("TITLE", "ORDER", "SYMBOLS", "WRITTEN", "USUAL", "BEFORE_PROOFS", "RESULTS", "FIGURES")


@pytest.mark.parametrize("word", WORDS)
def test_a_word_of_any_kind_is_looked_at_safely(word, package):
    """An object without class, words or items: a sentence, or it is taken as it is."""
    for value in ("Odd()", "{'one': Odd()}", "{Odd(): 'one'}", "[Odd()]", "(Odd(),)"):
        name = package(
            __init__=f"{ODD}{word} = {value}\n", one=CLAIM.format(name="one", body="...")
        )
        found = None
        with contextlib.suppress(InputError):
            found = discover(name), about(name)
        assert found is None or list(found[0].entries) == ["one"]


@pytest.mark.parametrize(
    "wrong",
    ["__path__ = 5", "__path__ = [5]", "__path__ = 'abc'", "import itertools\n"
     "__path__ = itertools.count()", "def __getattr__(name): raise ValueError(name)",
     "def __getattr__(name): raise SystemExit(0)", "def __getattr__(name): return 5",
     "import sys; sys.modules[__name__] = 5", "import sys; del sys.modules[__name__]",
     "__spec__ = 5", "__name__ = 5", f"{ODD}x = Odd()"],
)  # fmt: skip
def test_a_module_that_is_none_is_a_sentence(wrong, package, handled):
    """Whatever a package makes of itself: its claims are found, or one sentence says why not."""
    for command, module in (
        (["verify", "--list", "--claims"], CLAIM.format(name="one", body="...")),
        (["figures", "--list", "--figures"], FIGURE.format(name="one", body="...")),
    ):
        result = CliRunner().invoke(main, [*command, package(__init__=wrong + "\n", one=module)])
        assert isinstance(result.exception, SystemExit | None), result.exception
        assert result.exit_code in (0, 2)
        assert len(result.stderr.splitlines()) == (1 if result.exit_code else 0), result.stderr


def test_what_a_package_s_threads_raise_is_not_told(package, tmp_path, monkeypatch):
    """Nor what it leaves to the end of the program."""
    left = "import atexit, threading\natexit.register(lambda: 1 / 0)\n"
    left += "threading.Thread(target=lambda: 1 / 0).start()\n"
    name = package(__init__=left, one=CLAIM.format(name="one", body="..."))
    monkeypatch.setitem(COMMANDS, "own", ["verify", "--list", "--claims", name])
    bench = Bench(_folder(tmp_path))
    outcome = bench.run("own", env=_path(tmp_path))
    assert (outcome.code, outcome.err) == (0, "")
