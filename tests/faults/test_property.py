"""Whatever is done to a command, it ends in a documented way and spoils nothing."""

import json
import os
import random
import re
import resource
import signal
import subprocess

import pytest

pytest.importorskip("psutil")

from tests.faults.attacks import (
    COMMANDS,
    PLACES,
    SIGNALS,
    STREAMS,
    Bench,
    complaints,
    damaged,
    limited,
    patience,
)

FAST = ("verify", "stepsize", "figures")
"""Commands that take a second or two; with the others the suite is slow."""


def _each(*parts, few):
    """Return all combinations, of which those that ``few`` picks are in the default suite."""
    return [
        pytest.param(name, part, marks=() if few(name, part) else pytest.mark.slow)
        for name in COMMANDS
        for part in parts
    ]


@pytest.fixture
def bench(tmp_path):
    """An empty bench; commands that need packages which are missing are skipped."""
    return Bench(tmp_path)


def _needs(name):
    if name == "train":
        pytest.importorskip("torch")
        pytest.importorskip("sklearn")
    if name == "rates":
        pytest.importorskip("pyarrow")


@pytest.mark.parametrize(
    ("name", "stream"),
    _each(
        *STREAMS,
        few=lambda n, s: (
            n == "verify" and s in ("all closed", "stdout closed", "ascii", "20 columns")
        ),
    ),
)
def test_any_stream(bench, name, stream):
    """Closed or narrow, in any encoding: the verdict is the same, and what is shown is no error."""
    _needs(name)
    outcome = bench.run(name, **STREAMS[stream])
    assert complaints(bench, outcome) == []
    assert outcome.code == 0
    if stream in ("ascii", "ascii strict"):
        assert outcome.out.isascii()
    width = {"20 columns": 20, "wide": 100, "0 columns": 100}.get(stream, 80)
    lines = re.sub(r"\x1b\[[\d;]*m", "", outcome.out).splitlines()
    paths = ("wrote ", "/")  # these are kept whole
    if stream not in ("1 column", "utf-16"):
        assert [line for line in lines if len(line) > width and not line.startswith(paths)] == []


@pytest.mark.parametrize(("name", "number"), _each(1, 2, few=lambda n, number: n == "stepsize"))
def test_a_full_output(bench, name, number):
    """A full disk under standard output is bad input; under standard error it is nothing."""
    _needs(name)
    with open("/dev/full", "wb") as full:
        outcome = bench.run(name, **{"stdout" if number == 1 else "stderr": full})
    assert complaints(bench, outcome) == []
    assert outcome.code == (2 if number == 1 else 0)


@pytest.mark.parametrize(
    ("name", "when"), _each("at once", "later", few=lambda n, when: n == "stepsize")
)
def test_a_reader_that_stops(bench, name, when):
    """``| head -c 1`` and a reader that was never there: silence, whatever the command."""
    _needs(name)
    reading, writing = os.pipe()
    process = bench.start(name, stdout=writing)
    os.close(writing)
    if when == "later":
        os.read(reading, 1)
    os.close(reading)
    _, err = process.communicate(timeout=120)
    assert err == b""
    assert process.returncode in (0, 141)  # what fits the pipe may have been written before


@pytest.mark.parametrize(
    ("name", "place"), _each(*PLACES, few=lambda n, p: n == "simulate" and p == "no home")
)
def test_any_place(bench, name, place):
    """Without a home, a cache, a path, or with few open files: it works, or says why not."""
    _needs(name)
    outcome = bench.run(name, timeout=250, **PLACES[place])
    assert complaints(bench, outcome) == []
    if place not in ("few files", "warnings"):
        assert outcome.code == 0, outcome.err


@pytest.mark.parametrize(
    ("name", "seed"), _each(*range(4), few=lambda n, seed: n == "verify" and seed < 2)
)
def test_any_signal(bench, name, seed):
    """At a random moment: the end within two seconds, no process left, files whole, a way on."""
    _needs(name)
    draw = random.Random(f"{name} {seed}")
    number = SIGNALS[seed % len(SIGNALS)]
    outcome = bench.strike(name, number, draw.uniform(0.3, 4))
    assert complaints(bench, outcome, -number, 128 + number, killed=number == signal.SIGKILL) == []
    assert outcome.seconds < 2 * patience()
    again = bench.run(name, *(["--resume"] if name == "train" else []))
    assert again.code == 0, again.err


@pytest.mark.parametrize(
    ("name", "size"), _each(0, 1, 100, 5000, 60_000, few=lambda n, s: n == "figures" and s == 100)
)
def test_a_full_disk(bench, name, size):
    """No file can grow past some bytes: a sentence with the file, and no half of one."""
    _needs(name)
    keep = bench.here / "keep"
    more = ["--json", str(bench.out / "own.json")]
    outcome = bench.run(name, *more, env={"XDG_CACHE_HOME": str(keep), "TMPDIR": None},
                        preexec_fn=limited(resource.RLIMIT_FSIZE, size))  # fmt: skip
    assert complaints(bench, outcome) == []
    if size <= 100:
        assert outcome.code == 2
        assert "must be" in outcome.err or "too large" in outcome.err


@pytest.mark.parametrize(
    ("name", "seed"), _each(*range(6), few=lambda n, seed: n == "figures" and seed < 1)
)
def test_damaged_files(bench, name, seed):
    """Whatever became of an earlier run's files, the next one mends it or says what is wrong."""
    _needs(name)
    more = ["--json", str(bench.out / "own.json")]
    assert bench.run(name, *more).code == 0
    draw = random.Random(f"{name} {seed}")
    files = sorted(path for path in bench.out.rglob("*") if path.is_file())
    for path in draw.sample(files, min(len(files), 2)):
        path.write_bytes(damaged(path.read_bytes(), draw))
    outcome = bench.run(name, *more, *(["--resume"] if name == "train" else []))
    wrong = complaints(bench, outcome)
    # A run that refuses leaves the damaged file for its owner to look at.
    assert [one for one in wrong if outcome.code == 0 or not one.startswith("not whole")] == []


@pytest.mark.parametrize(
    ("name", "obstacle"),
    _each("file", "link", "pipe", "folders", "null", few=lambda n, o: n == "figures"),
)
def test_obstacles(bench, name, obstacle):
    """What stands in the way of the outputs is neither overwritten nor followed."""
    _needs(name)
    if obstacle == "file":
        bench.out.write_text("old")
    elif obstacle == "null":
        bench.out.symlink_to("/dev/null")
    else:
        assert bench.run(name, "--json", str(bench.out / "own.json")).code == 0
        for path in [path for path in bench.out.rglob("*") if path.is_file()]:
            path.unlink()
            if obstacle == "link":
                path.symlink_to(bench.here / "victim")
            elif obstacle == "pipe":
                os.mkfifo(path)
            else:
                path.mkdir()
    outcome = bench.run(name, "--json", str(bench.out / "own.json"))
    assert complaints(bench, outcome) == []
    assert outcome.code == 2
    assert (bench.here / "victim").read_text() == "old"


def test_one_option_of_each_kind_refuses_what_is_no_file(bench):
    """Devices, folders, impossible names and two outputs at one path, before any work is done."""
    for value in ("/dev/null", "/dev/full", "/proc/x", "/", ".", "", "a\nb/"):
        outcome = bench.run("stepsize", "--json", value)
        assert outcome.code == 2, value
        assert complaints(bench, outcome) == []
    same = str(bench.out / "a.png")
    outcome = bench.run("simulate", "--out", same, "--plot", same)
    assert (outcome.code, "two files" in outcome.err) == (2, True)


@pytest.mark.parametrize(
    ("device", "encoding"), [("-", "ascii"), ("/dev/stdout", "utf-8"), ("/dev/fd/1", "latin-1")]
)
def test_json_on_standard_output(bench, device, encoding):
    """By any of its names, alone, and readable in any encoding."""
    outcome = bench.run("stepsize", "--json", device, env={"PYTHONIOENCODING": encoding})
    assert outcome.code == 0
    assert json.loads(outcome.out)["conditions"]


@pytest.mark.parametrize(
    ("name", "full"), _each(False, True, few=lambda n, full: n in ("stepsize", "worst-case"))
)
def test_json_on_standard_output_is_all_of_it(bench, name, full):
    """No table beside it on standard error, whether or not it can be written."""
    _needs(name)
    with open("/dev/full" if full else os.devnull, "wb") as stream:
        outcome = bench.run(name, "--json", "-", stdout=stream)
    assert complaints(bench, outcome) == []
    assert outcome.code == (2 if full else 0), outcome
    assert (outcome.err == "") is not full


@pytest.mark.slow
def test_a_stopped_job_goes_on(bench):
    """Ctrl-Z and fg: the workers stay with their parent."""
    process = bench.start("verify")
    process.send_signal(signal.SIGSTOP)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(2)
    process.send_signal(signal.SIGCONT)
    assert process.communicate(timeout=60)[1] == b""
    assert process.returncode == 0
