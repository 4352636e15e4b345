"""Compiled loops that several processes write to disk at once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
from askewtheory.compiled import compiled

def made(number):
    def loop(x):
        return x + number
    return compiled(loop)

mine = range(int(sys.argv[1]), 24, int(sys.argv[2]))
print(all(made(number)(1) == 1 + number for number in mine))
"""


@pytest.mark.slow
def test_processes_share_a_cache(tmp_path):
    """Three processes fill an empty cache with variants of a loop; a fourth finds each its own."""
    paths = {"XDG_CACHE_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)

    def started(first, stride):
        command = [sys.executable, str(program), str(first), str(stride)]
        environment = {**os.environ, **paths}
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)

    writers = [started(first, 3) for first in range(3)]
    assert [writer.communicate()[0].strip() for writer in writers] == ["True"] * 3
    assert started(0, 1).communicate()[0].strip() == "True"
    assert len(list(tmp_path.rglob("*.nbc"))) == 24
