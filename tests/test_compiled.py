"""Tests of compiled loops: a cache that is safe, heals, and is never needed."""

import os
import random
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from askewtheory import compiled

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = """
import sys
from askewtheory import losses, noise, simulate
from askewtheory.compiled import cache_directory

if "folder" in sys.argv:
    print(cache_directory())
    sys.exit()
run = simulate(
    losses.Huber(width=1, center=3), [2.0, 0.0], [-1, 0, 1], epsilon=0.2, alpha=1.0, clip=1.0,
    stepsize=0.01, steps=50, noise=noise.parse_noise("gaussian:sigma=1/10"), seed=0,
)
print(run.loss[-1].hex(), run.squared_velocity.sum().hex())
"""


def _start(home: Path | None, *arguments: str, **more: str) -> subprocess.Popen:
    own = {"PYTHONPATH": str(ROOT), **more}
    if home is not None:
        own["XDG_CACHE_HOME"] = str(home)
    kept = {k: v for k, v in os.environ.items() if k not in ("XDG_CACHE_HOME", "HOME")}
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments], env=kept | own, text=True, cwd="/",
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def _answer(process: subprocess.Popen) -> str:
    out, err = process.communicate(timeout=250)
    assert (process.returncode, err) == (0, "")
    return out


@pytest.fixture(scope="module")
def warm(tmp_path_factory):
    """A cache with the program's loop, and what the program prints."""
    home = tmp_path_factory.mktemp("cache")
    return home, _answer(_start(home))


def _files(home: Path) -> list[Path]:
    return [path for path in (home / "askewtheory").rglob("*") if path.is_file()]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_a_damaged_cache_heals(warm, tmp_path, seed):
    """Cut short, emptied, one bit flipped, other bytes: the same answer, and a whole file again."""
    home, expected = warm
    (file,) = _files(home)
    whole, random_ = file.read_bytes(), random.Random(seed)
    place = random_.randrange(len(whole))
    damaged = [
        whole[:place],
        b"",
        whole[:place] + bytes([whole[place] ^ 1 << random_.randrange(8)]) + whole[place + 1 :],
        random_.randbytes(len(whole)),
        whole[:-1] + bytes([whole[-1] ^ 1]),
        whole + b"more",
    ][seed]
    file.write_bytes(damaged)
    assert _answer(_start(home)) == expected
    assert file.read_bytes() == whole or len(file.read_bytes()) > 1000
    before = file.stat().st_mtime_ns
    assert _answer(_start(home)) == expected
    assert file.stat().st_mtime_ns == before  # found, not made again


def test_the_second_process_finds_what_the_first_compiled(warm):
    """One file for each loop and its types, private, and written once."""
    home, expected = warm
    before = [(path, path.stat().st_mtime_ns) for path in _files(home)]
    assert len(before) == 1
    assert stat.S_IMODE(before[0][0].parent.stat().st_mode) == 0o700
    assert _answer(_start(home)) == expected
    assert [(path, path.stat().st_mtime_ns) for path in _files(home)] == before


@pytest.mark.slow
def test_four_that_start_at_once_on_an_empty_cache_agree(warm, tmp_path):
    """They need no lock, and the cache that they leave serves a fifth."""
    started = [_start(tmp_path) for _ in range(4)]
    assert {_answer(process) for process in started} == {warm[1]}
    assert _answer(_start(tmp_path)) == warm[1]
    assert not [path for path in _files(tmp_path) if path.suffix == ".part"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["a file", "no home", "full", "interpreted", "others' folder"])
def test_without_a_cache_the_answer_is_the_same(warm, tmp_path, kind):
    """Where there can be no cache the loop is compiled, or interpreted where that is asked for."""
    if kind == "a file":
        (tmp_path / "askewtheory").write_text("")
        process = _start(tmp_path)
    elif kind == "no home":
        process = _start(None, HOME="relative")
    elif kind == "full":
        process = _start(Path("/dev/full"))
    elif kind == "interpreted":
        process = _start(tmp_path, NUMBA_DISABLE_JIT="1")
    else:
        tmp_path.chmod(0o777)
        process = _start(tmp_path)
    assert _answer(process) == warm[1]
    assert not any(path.stat().st_size > 1000 for path in _files(tmp_path) if path.is_file())


def _directory(monkeypatch, home) -> Path | None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(home))
    return compiled.cache_directory.__wrapped__()


@pytest.mark.parametrize("mode", [0o777, 0o707, 0o702])
def test_a_folder_that_others_can_write_to_is_not_used(tmp_path, monkeypatch, mode):
    """Neither the folder itself nor one above it may be anybody's, unless names there are safe."""
    home = tmp_path / "home"
    home.mkdir()
    folder = _directory(monkeypatch, home)
    assert folder is not None
    for place in (folder, folder.parent, home):
        place.chmod(mode)
        assert _directory(monkeypatch, home) is None
        place.chmod(mode | stat.S_ISVTX)
        assert (_directory(monkeypatch, home) is None) == (place == folder)
        place.chmod(0o755)
    assert _directory(monkeypatch, home) == folder


@pytest.mark.skipif(
    getattr(os, "getuid", lambda: 1)() != 0, reason="only root can give a folder away"
)
def test_somebody_elses_folder_is_not_used(tmp_path, monkeypatch):
    """A folder with our name that another user made is not ours, nor is a link to one."""
    folder = _directory(monkeypatch, tmp_path)
    assert folder is not None
    for place in (folder, folder.parent):
        os.chown(place, 12345, -1)
        assert _directory(monkeypatch, tmp_path) is None
        os.chown(place, 0, -1)
    folder.rmdir()
    (tmp_path / "theirs").mkdir()
    os.chown(tmp_path / "theirs", 12345, -1)
    folder.symlink_to(tmp_path / "theirs")
    assert _directory(monkeypatch, tmp_path) is None


def test_no_folder_is_made_up_in_a_shared_place(monkeypatch):
    """Without a home there is no cache, and nothing below the temporary folder or this one."""
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    assert compiled.cache_directory.__wrapped__() is None
    assert _directory(monkeypatch, "relative/cache") is None
