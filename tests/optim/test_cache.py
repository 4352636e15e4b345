"""Compiled loops that several processes write to disk, and that one process loads together."""

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest

from askewtheory.compiled import compiled
from askewtheory.optim import fused
from askewtheory.optim.spacing import PAIR, TABLE, UNIFORM

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
import numpy as np
from numba.extending import register_jitable
from askewtheory.compiled import compiled, variant

def made(number, named):
    def inner(x):  # too long to be put into the loop itself
        order = np.argsort(x)
        return number * (x[order] + order).sum()

    if named:
        variant(inner, number)
    called = register_jitable(inner)

    def loop(x):
        return called(x) + called(x + 1)

    return compiled(variant(loop, number)), inner

x = np.linspace(0, 5, 11)
for number in map(int, sys.argv[2:]):
    loop, inner = made(number, sys.argv[1] == "named")
    print(bool(np.isclose(loop(x), inner(x) + inner(x + 1))))
"""


def started(folder, *arguments):
    """Start the program with a cache of its own."""
    program = folder / "program.py"
    program.write_text(PROGRAM)
    paths = {"XDG_CACHE_HOME": str(folder), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(program), *map(str, arguments)]
    return subprocess.Popen(
        command, env={**os.environ, **paths}, stdout=subprocess.PIPE, text=True
    )  # fmt: skip


def answers(process):
    """Return what a process of the program printed."""
    return process.communicate()[0].split()


@pytest.mark.slow
def test_variants_of_different_processes_keep_apart(tmp_path):
    """Loops that two processes compiled are right together in a third; without names they are not.

    The second process starts counting where the first did, since it finds one loop on disk.
    """
    for way in ("named", "plain"):
        folder = tmp_path / way
        folder.mkdir()
        assert answers(started(folder, way, 1)) == ["True"]
        assert answers(started(folder, way, 1, 2)) == ["True", "True"]
        together = answers(started(folder, way, 1, 2))
        assert together == (["True", "True"] if way == "named" else ["True", "False"])


@pytest.mark.slow
def test_processes_share_a_cache(tmp_path):
    """Three processes fill an empty cache with variants of a loop; a fourth finds each its own."""
    writers = [started(tmp_path, "named", *range(first, 9, 3)) for first in range(3)]
    assert [answers(writer) for writer in writers] == [["True"] * 3] * 3
    assert answers(started(tmp_path, "named", *range(9))) == ["True"] * 9
    assert len(list(tmp_path.rglob("loop*"))) == 9


def test_every_variant_of_the_update_has_its_own_name():
    """No two variants of the fused loop's parts share the name that their machine code gets."""
    flags = (False, True)
    kinds = list(itertools.product((PAIR, UNIFORM, TABLE), flags, flags))
    names = [fused._measurer(*kind).__qualname__ for kind in kinds]
    moves = list(itertools.product(flags, repeat=3))
    names += [fused._mover(*move).__qualname__ for move in moves]
    assert len(set(names)) == len(kinds) + len(moves)


def test_a_closure_without_a_name_of_its_own_is_refused():
    """A loop that closes over something is not compiled under a name that others may have."""
    number = 2
    with pytest.raises(TypeError, match="name of its own"):
        compiled(lambda x: number * x)
