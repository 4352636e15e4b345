"""What others bring, libraries, packages, files and names, costs a sentence and never the work."""

import io
import itertools
import logging
import os
import resource
import shutil
import subprocess
import sys
import time
import warnings
from pathlib import Path

import pytest
from click.testing import CliRunner

from askewtheory.audit.package import discover
from askewtheory.audit.page.about import about
from askewtheory.audit.page.pictures import number
from askewtheory.audit.page.reader import pieces
from askewtheory.audit.page.symbols import Symbols
from askewtheory.cli import COMMANDS as NAMES_OF_COMMANDS
from askewtheory.cli import main
from askewtheory.cli.common import console, table
from askewtheory.cli.frame import framed
from askewtheory.errors import InputError, imported
from askewtheory.feasible import SeparationWarning
from askewtheory.figures_runner import discover_figures
from askewtheory.libraries import (
    _FORMS,
    check_settings,
    unloaded,
    unusable_left_out,
    warnings_told,
)

pytest.importorskip("psutil")
from tests.faults.attacks import COMMANDS, GRID, Bench, complaints, limited, patience

CLAIM = """
from askewtheory.audit.claim import UNDECIDED, claim

@claim("one", UNDECIDED, title="t", source="s", given={"x > 0": "x > 0"}, concludes="x < 1")
def one(this):
    '''Words.'''
"""
NAMES = itertools.count()
FIGURE = "NAME = 'one'\nCAPTION = 'c'\ndef draw(quick=False): ...\n"


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Return a function that writes a package and returns its name, a new one each time."""
    monkeypatch.syspath_prepend(tmp_path)
    made = []

    def write(**modules):
        name = f"others_{next(NAMES)}"  # packages are looked into once
        made.append(name)
        (tmp_path / name).mkdir()
        for module, text in {"__init__": "", **modules}.items():
            (tmp_path / name / f"{module}.py").write_text(text)
        return name

    yield write
    for name in [one for one in sys.modules if one.partition(".")[0] in made]:
        del sys.modules[name]


def test_only_own_warnings_are_told():
    """A library's warning is no answer; one of this package is a sentence; -W shows all."""
    told = []
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("always")
        patch.setattr(sys, "warnoptions", [])
        with warnings_told(told.append):
            warnings.warn("theirs", RuntimeWarning, stacklevel=1)
            warnings.warn("ours", SeparationWarning, stacklevel=1)
        patch.setattr(sys, "warnoptions", ["default"])
        with warnings_told(told.append), pytest.warns(SeparationWarning):
            warnings.warn("as Python shows it", SeparationWarning, stacklevel=1)
    assert told == ["Warning: ours"]


def test_what_is_logged_is_told():
    """A command says that it goes on from an older checkpoint; a library's log stays its own."""
    told = []
    with warnings_told(told.append):
        logging.getLogger("askewtheory").warning("Going on from epoch %s.", 2)
        logging.getLogger("askewtheory").info("nothing")
        logging.getLogger("another").warning("theirs")
    logging.getLogger("askewtheory").warning("after")
    assert told == ["Warning: Going on from epoch 2."]


def test_a_library_that_does_not_load_is_named(package):
    """An error while a module runs for the first time is that module's; another one is nobody's."""
    broken = package(__init__="int('no number')")
    with pytest.raises(ValueError, match="no number") as caught:
        __import__(broken)
    assert unloaded(caught.value).startswith(f"{broken} must be a library that can be loaded, got")
    assert "ValueError" in unloaded(caught.value)
    with pytest.raises(ValueError, match="no number") as caught:
        int("no number")
    assert unloaded(caught.value) == ""


def test_a_variable_that_keeps_a_library_from_loading(tmp_path):
    """MPLBACKEND=nonsense is one sentence and exit code 2."""
    bench = Bench(tmp_path)
    plot = ["--plot", str(bench.out / "a.svg")]
    outcome = bench.run("stepsize", *plot, env={"MPLBACKEND": "nonsense"})
    assert complaints(bench, outcome) == []
    assert (outcome.code, "matplotlib" in outcome.err) == (2, True)


def test_settings_of_openmp_that_are_none_are_left_out(monkeypatch):
    """One sentence for each, in place of its library's lines; what it knows stays."""
    good = {
        "OMP_NUM_THREADS": "4, 2", "OMP_PROC_BIND": "close,spread", "OMP_PLACES": "{0:4},{4:4}",
        "OMP_SCHEDULE": "dynamic, 3", "OMP_STACKSIZE": " 4 M ", "GOMP_CPU_AFFINITY": "0 3 1-2",
        "GOMP_SPINCOUNT": "INFINITY", "OMP_WAIT_POLICY": "Passive", "OMP_DYNAMIC": "TRUE",
        "ARROW_IO_THREADS": "4", "ARROW_DEFAULT_MEMORY_POOL": "system",
        "ARROW_USER_SIMD_LEVEL": "AVX2",
    }  # fmt: skip
    for name, value in good.items():
        monkeypatch.setenv(name, value)
    assert unusable_left_out() == []
    assert {name: os.environ[name] for name in good} == good
    for name in good:
        monkeypatch.setenv(name, "nonsense")
    assert [sentence.split()[1] for sentence in unusable_left_out()] == [
        name for name in _FORMS if name in good
    ]
    assert not good.keys() & os.environ.keys()
    monkeypatch.setenv("OMP_NUM_THREADS", "")
    assert unusable_left_out() == []


@pytest.mark.skipif(sys.platform == "win32", reason="it cannot go there")
def test_a_current_folder_that_is_gone_is_said(tmp_path, monkeypatch):
    """A library would end the program, in words of its own."""
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    for command in (["figures", "--list"], ["train", "--list"], ["verify", "--list"]):
        result = CliRunner().invoke(main, command)
        assert (result.exit_code, result.stderr) == (
            2, "Error: the current folder must be one that is there, got none.\n",
        )  # fmt: skip
    for command in (["--help"], ["--version"], *([name, "--help"] for name in NAMES_OF_COMMANDS)):
        result = CliRunner().invoke(main, command)
        assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize("name", ["OMP_NUM_THREADS", "GOMP_CPU_AFFINITY"])
def test_a_library_of_threads_does_not_speak(name, tmp_path, monkeypatch):
    """Nor does it search for the processor of that name without end."""
    pytest.importorskip("torch")
    bench = Bench(tmp_path)
    (bench.here / "keep").write_bytes(b"no network")
    monkeypatch.setitem(COMMANDS, "own", ["inspect", "{here}/keep"])
    outcome = bench.run("own", env={name: "nonsense"})
    assert complaints(bench, outcome) == []
    assert outcome.code == 2
    outcome = bench.run("train", "--list", env={name: "nonsense"})
    assert outcome.err == f"Warning: {name} must be a setting of OpenMP, got 'nonsense'.\n"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
@pytest.mark.parametrize("given", ["/dev/zero", "pipe", "folder", "here"])
def test_settings_without_an_end_are_refused(given, tmp_path, monkeypatch):
    """Matplotlib would read a device or a pipe for ever; no settings at all are settings."""
    place = tmp_path / ("matplotlibrc" if given in ("folder", "here") else "pipe")
    os.mkfifo(place)
    monkeypatch.chdir(tmp_path if given == "here" else "/")
    if given != "here":
        chosen = {"pipe": str(place), "folder": str(tmp_path)}.get(given, given)
        monkeypatch.setenv("MATPLOTLIBRC", chosen)
    result = CliRunner().invoke(main, ["stepsize", "--help"])
    assert (result.exit_code, "matplotlibrc must be a regular file" in result.stderr) == (2, True)
    monkeypatch.chdir("/")
    monkeypatch.delenv("MATPLOTLIBRC", raising=False)
    monkeypatch.setenv("DASK_CONFIG", str(place))
    with pytest.raises(InputError, match="DASK_CONFIG must be a regular file"):
        check_settings()
    monkeypatch.delenv("DASK_CONFIG")
    for fine in ("/dev/null", "/nonexistent", "/tmp", "", __file__):
        monkeypatch.setenv("MATPLOTLIBRC", fine)
        check_settings()


@pytest.mark.parametrize("name", ["NUMBA_CPU_NAME", "NUMBA_CPU_FEATURES"])
def test_a_processor_that_is_none_is_named(name, tmp_path):
    """LLVM would say so itself, once for each loop, and go on without it."""
    bench = Bench(tmp_path)
    outcome = bench.run("simulate", env={name: "+nonsense"})
    assert complaints(bench, outcome) == []
    assert (outcome.code, f"got {name}=+nonsense" in outcome.err) == (2, True)


@pytest.mark.parametrize("home", ["relative", "~", ""])
def test_a_relative_home_is_ignored(home, tmp_path):
    """Also by the libraries: no folder of that name is made where the command runs."""
    bench = Bench(tmp_path)
    names = ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "MPLCONFIGDIR")
    places = {**dict.fromkeys(names, home), "HOME": str(bench.out)}
    outcome = bench.run("stepsize", "--plot", str(bench.out / "a.svg"), env=places)
    assert complaints(bench, outcome) == []
    assert outcome.code == 0


def test_a_search_writes_nothing_where_it_runs(tmp_path, monkeypatch):
    """What Hypothesis keeps lies below the user's cache."""
    pytest.importorskip("hypothesis")
    command = ["fuzz", "overshoot/repaired", "--claims", "tests.toy_claims", "--seconds", "0.2"]
    monkeypatch.setitem(sys.modules["tests.faults.attacks"].COMMANDS, "fuzz", command)
    bench = Bench(tmp_path)
    outcome = bench.run("fuzz", env={"HYPOTHESIS_STORAGE_DIRECTORY": None})
    assert complaints(bench, outcome) == []
    assert outcome.code == 0


NO_THREADS = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
static int made;
int pthread_create(pthread_t *t, const pthread_attr_t *a, void *(*run)(void *), void *given) {
    int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *) =
        dlsym(RTLD_NEXT, "pthread_create");
    return made++ < atoi(getenv("THREADS")) ? real(t, a, run, given) : EAGAIN;
}
"""


@pytest.mark.parametrize("name", ["stepsize", "simulate", "worst-case"])
def test_a_system_that_gives_no_threads(name, tmp_path):
    """Libraries get on with one, and none of them says so in words of its own."""
    bench, library = Bench(tmp_path), tmp_path / "keep"
    command = ["cc", "-shared", "-fPIC", "-x", "c", "-o", str(library), "-"]
    if not sys.platform.startswith("linux") or shutil.which("cc") is None:
        pytest.skip("threads cannot be withheld here")
    subprocess.run(command, input=NO_THREADS, text=True, check=True)
    for most in ("0", "1", "2", "4"):
        outcome = bench.run(name, env={"LD_PRELOAD": str(library), "THREADS": most})
        assert complaints(bench, outcome) == []
        assert (outcome.code, outcome.err) == (0, "")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="no such limit here")
@pytest.mark.parametrize("mebibytes", [200, 500, 900, 1100, 2000])
def test_little_memory_is_enough_or_refused(mebibytes, tmp_path):
    """OpenBLAS would ask for more without end, LLVM end the program in words of its own."""
    bench = Bench(tmp_path)
    limit = limited(resource.RLIMIT_AS, mebibytes << 20)
    for name in ("stepsize", "simulate", "worst-case"):
        outcome = bench.run(name, preexec_fn=limit)
        assert complaints(bench, outcome) == []
        said = f"allowed 1024 MiB of memory (ulimit -v), got {mebibytes}"
        assert (outcome.code, said in outcome.err) == (
            (2, True) if mebibytes < 1024 else (0, False)
        )


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_lines_keep_their_width_in_any_letters(encoding, monkeypatch):
    """Letters and signs are spelled out before lines are broken, control characters too."""
    from rich.text import Text

    monkeypatch.setenv("COLUMNS", "40")
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="strict")
    monkeypatch.setattr("sys.stdout", stream)
    terminal, made = console(), table("α", "\x1b[2J")
    made.add_row(Text("ε ≤ α and more", style="red"), Text("\x9b\u202e" * 30))
    terminal.print(made)
    terminal.print("ε ≤ α " * 30, no_wrap=True, overflow="ellipsis")
    terminal.print(Text("\x1b]0;title"))
    stream.flush()
    lines = stream.buffer.getvalue().decode(encoding).split("\n")  # type: ignore[attr-defined]
    assert max(map(len, lines)) <= 40
    assert all(line.isprintable() for line in lines)
    assert any("epsilon <= alpha" in line for line in lines) is (encoding != "utf-8")
    assert any(r"\x1b]0;title" in line for line in lines)


@pytest.mark.parametrize("label", [r"$\input{x}$", "\ud800", "$" + "{" * 2000 + "}" * 2000 + "$"])
def test_a_picture_that_cannot_be_drawn_does_not_cost_the_page(label):
    """The page has all its parts, and says of the picture what is wrong."""
    from askewtheory.audit.page import render_page, verification
    from askewtheory.audit.runner import run_claims

    record = verification(run_claims(["overshoot"], "tests.toy_claims", 1), "tests.toy_claims")
    record["claims"][0]["counterexample"]["plot"]["label"] = label
    page = render_page(record)
    assert page.rstrip().endswith("</html>")
    assert "It could not be drawn (" in page


@pytest.mark.parametrize("text", ["9**9**9**9", "9** 9**9", "1e999999999", "(" * 150, "1" * 5000])
def test_no_number_of_a_picture_takes_time(text):
    """What is no number of sane size is none."""
    assert number(text) is None


def test_brackets_inside_each_other_are_read_at_once():
    """Thousands of them are words, and take no time that grows with their square."""
    began = time.monotonic()
    text = "(" * 10_000 + "x < 1" + ")" * 10_000
    assert "".join(part for _, part in pieces(text, Symbols())).count("(") == 10_000
    assert time.monotonic() - began < 10 * patience()


@pytest.mark.parametrize("module", ["claims", "figures"])
def test_a_package_s_program_is_not_run(package, module, tmp_path):
    """``__main__`` is a program, and no module to look into."""
    ran = f"open({str(tmp_path / 'ran')!r}, 'w')"
    name = package(one=CLAIM if module == "claims" else FIGURE, __main__=ran)
    found = discover(name).entries if module == "claims" else discover_figures(name)
    assert list(found) == ["one"]
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("order", ["5", "[[1]]", "'one'", "{'one': 1}"])
def test_an_order_is_a_list_of_names(package, order):
    """Of anything else one sentence says what it is."""
    with pytest.raises(InputError, match=r"ORDER of others_\d+ must be a list of names, got"):
        discover_figures(package(__init__=f"ORDER = {order}", one=FIGURE))
    with pytest.raises(InputError, match=r"ORDER of others_\d+ must be a list of identifiers, got"):
        discover(package(__init__=f"ORDER = {order}", one=CLAIM))


@pytest.mark.parametrize("changed", ["CAPTION = 5", "draw = 5"])
def test_a_figure_has_words_and_a_function(package, changed):
    """What a figure must have is looked at before anything is drawn."""
    with pytest.raises(InputError, match="must have a text CAPTION and a function draw, got"):
        discover_figures(package(one=f"{FIGURE}{changed}\n"))


def test_a_package_that_ends_the_program_is_refused(package):
    """``sys.exit(0)`` while it is imported is not a success of the command."""
    with pytest.raises(InputError, match="figures package must be importable, got"):
        imported(package(__init__="raise SystemExit(0)"), "figures")


@pytest.mark.parametrize(
    "words",
    ["SYMBOLS = {'zero': '0'}", r"SYMBOLS = {'x': r'x \ge 0'}",
     "SYMBOLS = {'x': 5}", "SYMBOLS = {1: 'x'}", "SECTIONS = {'a': 5}", "SECTIONS = {5: ['one']}",
     "QUOTED = {'one': 5}", "GLOSSARY = {'x': None}", "SETTING = {'x': 1}", "WRITTEN = 5",
     "WRITTEN = {'one': 5}", "RESULTS = 5", r"RESULTS = '\0'", "BEFORE_PROOFS = (5,)",
     "CORRECTS = 5", "written = lambda name: 5", "def written(name): raise ValueError(name)"],
)  # fmt: skip
def test_a_package_s_words_are_looked_at_before_the_run(package, words, tmp_path):
    """The report refuses them in a sentence, and not after hours when it writes the page."""
    name = package(__init__=words, one=CLAIM)
    result = CliRunner().invoke(main, ["report", "--claims", name, "--out", str(tmp_path / "out")])
    assert not (tmp_path / "out").exists()
    assert result.exit_code == 2, result.exception
    assert len(result.stderr.splitlines()) == 1
    assert words.split()[0].replace("def", "written") in result.stderr


def test_a_written_proof_that_is_no_file_is_none(package):
    """A device that never ends is not read."""
    if not os.path.exists("/dev/zero"):
        pytest.skip("no such device here")
    name = package(__init__="WRITTEN = {'one': '/dev/zero'}", one=CLAIM)
    assert about(name).written("one") is None


UNSAID = """class UnsaidError(BaseException):
        def __str__(self): raise ValueError
    raise UnsaidError
"""


def test_an_error_that_cannot_be_said_costs_itself(package):
    """Its class is named: the verdict is undecided, and the figure is not drawn."""
    from askewtheory.audit.runner import run_claims
    from askewtheory.figures_runner import draw_figures

    name = package(one=f"{CLAIM}    {UNSAID}")
    assert (
        next(iter(run_claims((), name, 1)))
        .to_dict()["reason"]
        .startswith("the check failed: UnsaidError: ")
    )
    figure = FIGURE.replace("...", "\n    " + UNSAID.replace("BaseException", "Exception"))
    (drawn,) = draw_figures((), "nowhere", package=package(one=figure), jobs=1)
    assert drawn.error == "UnsaidError: "


def test_an_addition_that_fails_costs_itself(monkeypatch):
    """The page says so in its place."""
    from askewtheory.audit.page import render_page, verification
    from askewtheory.audit.runner import run_claims

    record = verification(run_claims(["halving"], "tests.toy_claims", 1), "tests.toy_claims")
    for wrong in (lambda claims: 1 / 0, lambda claims: "<script>"):
        monkeypatch.setattr("tests.toy_claims.addition", wrong, raising=False)
        assert "It could not be made (" in render_page(record)


@pytest.mark.parametrize("name", ["inspect", "new", "rates", "train"])
def test_an_output_does_not_replace_the_input(name, tmp_path, monkeypatch):
    """``--json`` at the path of what is read is refused, and the input stays."""
    if name in ("inspect", "train"):
        pytest.importorskip("torch")
    monkeypatch.chdir(tmp_path)
    given = Path("given")
    given.write_text(GRID)
    arguments = {
        "inspect": ["inspect", "given"],
        "new": ["new", "package", "--from", "given"],
        "rates": ["rates", "--grid", "given", "--out", "out"],
        "train": ["train", "given", "--out", "out"],
    }[name]
    if name == "train":
        arguments[1] = "given.toml"
        source = Path(__file__).parents[2] / "askewtheory/experiments/files/two-moons.toml"
        given = Path("given.toml")
        given.write_bytes(source.read_bytes())
    before = given.read_bytes()
    result = CliRunner().invoke(main, [*arguments, "--json", f"../{tmp_path.name}/{given}"])
    assert (result.exit_code, "must be two files" in result.stderr) == (2, True), result.stderr
    assert given.read_bytes() == before


def test_a_source_that_no_file_can_be(tmp_path, monkeypatch):
    """A null in its name is said, and what it inputs counts among the 4 MiB."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["new", "package", "--from", "a\0"])
    assert (result.exit_code, "from must be a LaTeX file" in result.stderr) == (2, True)
    Path("large.tex").write_text("x" * (4 * 2**20))
    Path("main.tex").write_text(r"\input{large}\begin{theorem}x\end{theorem}")
    result = CliRunner().invoke(main, ["new", "package", "--from", "main.tex"])
    assert (result.exit_code, "at most 4 MiB" in result.stderr) == (2, True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_in_place_of_a_checkpoint_is_not_waited_for(tmp_path):
    """It is a damaged file."""
    pytest.importorskip("torch")
    from askewtheory.experiments.storage import DamagedError, read_checkpoint

    os.mkfifo(tmp_path / "method.pt")
    with pytest.raises(DamagedError, match="must be a regular file"):
        read_checkpoint(tmp_path / "method.pt")


@pytest.mark.parametrize(
    "cell", ["sum(k for k in range(0, 10^9))", "9^9^9^9", "(" * 3000, "\ud800"]
)
def test_any_cell_of_a_record_is_words_at_worst(cell):
    """An erratum is made of a record that somebody else may have written."""
    from askewtheory.audit.erratum import erratum
    from askewtheory.audit.erratum.tex import tex
    from askewtheory.audit.page import verification
    from askewtheory.audit.runner import run_claims

    record = verification(run_claims(["overshoot"], "tests.toy_claims", 1), "tests.toy_claims")
    record["claims"][0]["counterexample"]["rows"] = [[0, cell], [cell, 1]]
    record["claims"][0]["counterexample"]["setting"] = {"start": cell, cell: 1}
    document = erratum(record, "tests.toy_claims")
    assert len(document.markdown()) > 500
    assert tex(document).endswith("\\end{document}\n")


def test_a_record_whose_summary_lacks_an_entry_is_used(tmp_path, monkeypatch):
    """What was not reproduced is read from the claims themselves."""
    import json

    from askewtheory.audit.page import verification
    from askewtheory.audit.runner import run_claims
    from askewtheory.output import write_json

    monkeypatch.chdir(tmp_path)
    record = verification(run_claims(["overshoot"], "tests.toy_claims", 1), "tests.toy_claims")
    write_json("record.json", record)
    plain = json.loads(Path("record.json").read_text())
    command = ["report", "--claims", "tests.toy_claims", "--record", "record.json",
               "--erratum", "out", "--format", "md"]  # fmt: skip
    for verdict, code in (("refuted", 0), ("proved", 1)):
        plain["summary"] = {}
        plain["claims"][0]["expected"] = verdict
        Path("record.json").write_text(json.dumps(plain))
        result = CliRunner().invoke(main, command)
        assert result.exit_code == code, result.exception


def test_a_plot_that_cannot_be_drawn_is_refused(tmp_path, monkeypatch):
    """The verdict is shown first."""
    monkeypatch.setattr("askewtheory.plotting.save", lambda *given: 1 / 0)
    path = str(tmp_path / "a.svg")
    command = ["verify", "overshoot", "--claims", "tests.toy_claims", "--plot", path, "--jobs", "1"]
    result = CliRunner().invoke(main, command)
    assert (result.exit_code, "that can be drawn" in result.stderr) == (2, True), result.exception
    assert "overshoot" in result.stdout


def test_a_refusal_is_one_sentence_also_after_a_warning(monkeypatch, capsys):
    """Where the command goes on, its warning is told, once; a refusal says more than it."""
    monkeypatch.setattr(sys, "warnoptions", [])

    def command(refused):
        for _ in range(2):
            warnings.warn("touching", SeparationWarning, stacklevel=1)
        if refused:
            raise InputError("epsilon must be smaller, got 1.")

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        codes = [framed(lambda: command(False)), framed(lambda: command(True))]
    assert codes == [0, 2]
    assert capsys.readouterr().err == (
        "Warning: touching\nError: epsilon must be smaller, got 1.\n"
    )


DROPPED = {
    "callback": "ctypes.CFUNCTYPE(None)(lambda: os.kill(os.getpid(), number))()",
    "finalizer": "type('One', (), {'__del__': lambda self: os.kill(os.getpid(), number)})()",
}
"""Where Python drops what is raised, and goes on."""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("place", DROPPED)
@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", -15), ("SIGHUP", -1)])
def test_a_signal_ends_the_program_where_its_exception_is_dropped(place, name, code):
    """In a library's callback, too: without a trace, and not only when all is done."""
    program = f"""
import ctypes, os, signal, sys
from askewtheory.cli.frame import framed
number = signal.{name}
def command():
    {DROPPED[place]}
    print("went on")
    return 0
sys.exit(framed(command))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    told = "Interrupted.\n" if name == "SIGINT" else ""
    assert (done.returncode, done.stdout, done.stderr) == (code, "", told)
