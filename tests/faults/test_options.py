"""Numbers, clocks and shells of any kind, on any option: read as they are meant, or refused."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from click.testing import CliRunner

from askewtheory.cli import main
from askewtheory.errors import InputError
from askewtheory.plotting import check_clock

pytest.importorskip("psutil")
from tests.faults.attacks import Bench, complaints

WHOLE = {
    "simulate --steps": ["simulate", "--steps"], "verify --jobs": ["verify", "--list", "--jobs"],
    "figures --jobs": ["figures", "--list", "--jobs"],
    "worst-case --seed": ["worst-case", "--seed"],
    "train --seeds": ["train", "--list", "--seeds"], "rates --workers": ["rates", "--workers"],
    "report --jobs": ["report", "--jobs"], "fuzz --seed": ["fuzz", "one", "--seed"],
}  # fmt: skip
NO_NUMBERS = ["1_0", "٣", "１", "0x10", "1e1", " 1", "1\n", "", "1/1", "+", "9" * 10**6, "1.0"]


@pytest.mark.parametrize("option", WHOLE)
@pytest.mark.parametrize("text", NO_NUMBERS, ids=lambda text: repr(text[:8]))
def test_a_whole_number_is_ascii_digits(option, text):
    """Python's int() takes more than a person would write, and a million digits are not shown."""
    result = CliRunner().invoke(main, [*WHOLE[option], text])
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1), result.stderr
    assert "is not a valid integer" in result.stderr
    assert len(result.stderr) < 1000


@pytest.mark.parametrize("text", ["nan", "inf", "1e400", "1_0", "٣", " 1", "1\n", "0", "1e999"])
def test_seconds_are_a_number_in_their_range(text):
    """What is not a number is below no bound and above none."""
    result = CliRunner().invoke(main, ["fuzz", "one", f"--seconds={text}"])
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1), result.stderr
    assert "not a valid number" in result.stderr or "not in the range" in result.stderr


@pytest.mark.parametrize("name", ["stepsize", "simulate", "verify"])
def test_a_sentence_is_not_as_long_as_what_was_given(name):
    """Both ends of it are shown."""
    result = CliRunner().invoke(main, [name, "x" * 10**6])
    assert result.exit_code == 2
    assert len(result.stderr) < 11_000


def test_a_clock_that_is_none_is_refused_before_the_work(monkeypatch, tmp_path):
    """The library that draws would stumble on it afterwards."""
    for given in ("abc", "-1", "", "9" * 30, "1.5", "٣"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
        with pytest.raises(InputError, match="SOURCE_DATE_EPOCH must be whole seconds since 1970"):
            check_clock()
        plot = ["--plot", str(tmp_path / "a.pdf")]
        for command in (["simulate", *plot], ["stepsize", *plot], ["verify", "one", *plot]):
            result = CliRunner().invoke(main, command)
            assert (result.exit_code, "SOURCE_DATE_EPOCH" in result.stderr) == (2, True)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    check_clock()
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("time", ["3e11", "-1e300", "float('nan')", "int(1e30)"])
def test_a_clock_beyond_the_calendar_is_refused(time):
    """Neither Python nor its libraries can say such a time: one sentence, before anything runs."""
    program = f"import time; time.time = lambda: {time}\n"
    program += "from askewtheory.__main__ import main; main()"
    command = [sys.executable, "-c", program, "verify", "--list"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Error: the clock must show a time that Python can read, got another.\n"


def test_any_clock_that_can_be_read_is_one(tmp_path):
    """Before 1970 and 1980, when archives begin, and after 2107, when they end."""
    bench, library = Bench(tmp_path), tmp_path / "keep"
    command = ["cc", "-shared", "-fPIC", "-x", "c", "-o", str(library), "-"]
    if not sys.platform.startswith("linux") or shutil.which("cc") is None:
        pytest.skip("no clock can be made here")
    subprocess.run(command, input=CLOCK, text=True, check=True)
    for shift in ("-3000000000", "-1600000000", "5500000000"):
        for name in ("simulate", "stepsize"):
            more = ["--plot", str(bench.out / "a.pdf"), "--json", str(bench.out / "a.json")]
            outcome = bench.run(name, *more, env={"LD_PRELOAD": str(library), "SHIFT": shift})
            assert (outcome.code, outcome.err) == (0, ""), shift
            assert complaints(bench, outcome) == []
            assert re.search('"time": "(19|22)', (bench.out / "a.json").read_text())


CLOCK = """
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
int clock_gettime(clockid_t id, struct timespec *t) {
    int done = syscall(SYS_clock_gettime, id, t);
    if (id == CLOCK_REALTIME) t->tv_sec += atoll(getenv("SHIFT"));
    return done;
}
time_t time(time_t *p) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    if (p) *p = t.tv_sec;
    return t.tv_sec;
}
"""


@pytest.mark.parametrize(
    "shell",
    [{}, {"COMP_WORDS": "askewtheory ver", "COMP_CWORD": "abc"},
     {"COMP_WORDS": "'", "COMP_CWORD": "9"},
     {"COMP_WORDS": "askewtheory verify --claims ../.. x", "COMP_CWORD": "4"},
     {"COMP_WORDS": "askewtheory verify --claims \x1b x", "COMP_CWORD": "4"}],
)  # fmt: skip
def test_a_shell_that_asks_oddly_gets_no_error_in_its_prompt(shell, monkeypatch):
    """Silence, whatever is in its variables."""
    for instruction in ("bash_complete", "zsh_complete", "nonsense", "bash"):
        monkeypatch.setenv("_ASKEWTHEORY_COMPLETE", instruction)
        for name in ("COMP_WORDS", "COMP_CWORD"):
            monkeypatch.delenv(name, raising=False)
        for name, value in shell.items():
            monkeypatch.setenv(name, value)
        result = CliRunner().invoke(main, [], prog_name="askewtheory")
        assert isinstance(result.exception, SystemExit | None), result.exception
        assert (result.exit_code in (0, 2), result.stderr) == (True, "")
