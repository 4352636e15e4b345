"""Tests of the lock on an output folder."""

import os
import signal
import subprocess
import sys
import time

import pytest

from askewtheory.errors import InputError
from askewtheory.hold import LOCK, held

HOLDER = """
import sys, time
from askewtheory.hold import held
with held(sys.argv[1]):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    """A process that holds a folder."""
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_writer_is_refused_and_told_who_the_first_is(tmp_path, holder):
    """The sentence names the process; nothing of the folder changes."""
    for _ in range(2):
        with pytest.raises(InputError, match=f"no other process .*process {holder.pid} on"):
            held(tmp_path).__enter__()
    assert holder.poll() is None


def test_a_killed_holder_leaves_no_lock(tmp_path, holder):
    """The system gives the folder free, however the process ended."""
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with held(tmp_path) as folder:
        assert str(os.getpid()) in (folder / LOCK).read_text()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_made_and_given_free_after_an_error(tmp_path):
    """Nothing but the folder is left, and it can be held again; folders inside are others."""
    folder = tmp_path / "a" / "b"
    with pytest.raises(ZeroDivisionError), held(folder):
        raise ZeroDivisionError
    with held(folder), held(folder / "inside"), held(tmp_path):
        pass
    assert not list(folder.glob(".*"))


def test_of_many_at_once_one_holds_at_a_time(tmp_path):
    """Processes that take turns as fast as they can never overlap."""
    program = """
import sys, os, time
from pathlib import Path
from askewtheory.errors import InputError
from askewtheory.hold import held
folder, mark, until = Path(sys.argv[1]), Path(sys.argv[2]), time.monotonic() + 2
count = 0
while time.monotonic() < until:
    try:
        with held(folder):
            os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
            os.unlink(mark)
            count += 1
    except InputError:
        pass
print(count)
"""
    command = [sys.executable, "-c", program, str(tmp_path / "out"), str(tmp_path / "mark")]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    counts = [int(process.communicate(timeout=60)[0]) for process in started]
    assert [process.returncode for process in started] == [0, 0, 0]
    assert sum(counts) > 20


@pytest.mark.parametrize("place", ["file", "file/inside", "null\0", "link"])
def test_what_cannot_be_a_folder_is_bad_input(tmp_path, place):
    """A file in the folder's place, an impossible name, or a lock that is a link elsewhere."""
    (tmp_path / "file").touch()
    if place == "link":
        (tmp_path / "link").mkdir()
        (tmp_path / "link" / LOCK).symlink_to(tmp_path / "file")
    with pytest.raises(InputError, match="out must be a folder that"):
        held(tmp_path / place).__enter__()
    assert (tmp_path / "file").read_text() == ""


def test_waiting_is_not_what_happens(tmp_path, holder):
    """A refusal comes at once."""
    start = time.monotonic()
    with pytest.raises(InputError):
        held(tmp_path).__enter__()
    assert time.monotonic() - start < 1
