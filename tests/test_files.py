"""Tests of writing files: whole or not at all, ordinary files only, names that are no paths."""

import os
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askewtheory import files
from askewtheory.errors import InputError


def _special(tmp_path: Path) -> dict[str, Path]:
    """Return targets that are no ordinary file of their folder, by what they are."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "victim").write_text("old")
    links = {"link": elsewhere / "victim", "dangling": elsewhere / "new", "loop": tmp_path / "loop"}
    for name, target in links.items():
        (tmp_path / name).symlink_to(target)
    os.mkfifo(tmp_path / "pipe")
    made = {name: tmp_path / name for name in (*links, "pipe", "elsewhere")}
    return made | {
        "device": Path("/dev/null"),
        "nothing": Path("."),
        "root": Path("/"),
        "below a file": elsewhere / "victim" / "inside",
        "null": tmp_path / "a\0b",
        "long": tmp_path / ("x" * 256),
        "deep": tmp_path / "/".join(["x" * 200] * 30),
    }


@pytest.mark.parametrize("act", [files.check_path, lambda path: files.write_bytes(path, b"new")])
def test_what_is_no_ordinary_file_is_refused_and_left_alone(tmp_path, act):
    """Devices, pipes, folders, links to elsewhere and impossible names: a sentence, no change."""
    for kind, path in _special(tmp_path).items():
        with pytest.raises(InputError, match="path must be") as caught:
            act(path)
        assert "\n" not in str(caught.value), kind
    assert (tmp_path / "elsewhere" / "victim").read_text() == "old"
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    assert sorted(path.name for path in (tmp_path / "elsewhere").iterdir()) == ["victim"]


def test_a_link_inside_its_folder_is_written_through(tmp_path):
    """``latest -> run.json`` stays a link, and the file that it names is replaced."""
    (tmp_path / "latest").symlink_to("run.json")
    files.write_text(tmp_path / "latest", "new")
    assert (tmp_path / "latest").is_symlink()
    assert (tmp_path / "run.json").read_text() == "new"


@pytest.mark.parametrize("length", [1, 60, 200, 244, 245, 250, 255])
def test_every_length_of_name_that_the_system_takes_can_be_written(tmp_path, length):
    """The temporary file's name does not grow with the file's own."""
    path = files.write_text(tmp_path / ("x" * length), "new")
    assert path.read_text() == "new"
    assert len(list(tmp_path.iterdir())) == 1


def test_replacing_keeps_permissions_and_new_files_follow_the_mask(tmp_path):
    """A private file stays private; the mask of the process is read by nobody else."""
    private = files.write_text(tmp_path / "private", "old")
    private.chmod(0o600)
    files.write_text(private, "new")
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    before = os.umask(0o027)
    try:
        new = files.write_text(tmp_path / "new", "new")
    finally:
        os.umask(before)
    assert stat.S_IMODE(new.stat().st_mode) == 0o640


def test_no_other_thread_sees_another_mask(tmp_path):
    """Files that threads create while others write have the permissions of the process's mask."""
    stop, wrong = threading.Event(), []
    (tmp_path / "first").touch()
    expected = stat.S_IMODE((tmp_path / "first").stat().st_mode)

    def create():
        count = 0
        while not stop.is_set():
            count += 1
            path = tmp_path / f"other-{count}"
            path.touch()
            if stat.S_IMODE(path.stat().st_mode) != expected:
                wrong.append(path)

    thread = threading.Thread(target=create)
    thread.start()
    for number in range(300):
        files.write_text(tmp_path / f"mine-{number % 3}", "text")
    stop.set()
    thread.join()
    assert not wrong


def test_leftovers_of_killed_writes_are_found_for_their_file_alone(tmp_path):
    """A temporary file belongs to one target, however alike two names are."""
    for name in ("run.pt", "run.pt.x", "run"):
        (tmp_path / f"{files._stem(tmp_path / name)}abc.part").touch()
    assert files.leftovers(tmp_path / "run.pt") == [
        tmp_path / f"{files._stem(tmp_path / 'run.pt')}abc.part"
    ]


@pytest.mark.parametrize("name", ["run", "run.", "run.pgf", "run.png.txt", ".png"])
def test_another_ending_is_refused_by_name(tmp_path, name):
    """The endings that do are in the sentence."""
    with pytest.raises(InputError, match="plot must be a path ending in pdf or png, got"):
        files.check_path(tmp_path / name, "plot", suffixes=("pdf", "png"))
    files.check_path(tmp_path / "run.PNG", "plot", suffixes=("pdf", "png"))


def test_two_outputs_at_one_path_are_refused_however_it_is_spelled(tmp_path):
    """Relative, through a link or in other letters: it is one file."""
    (tmp_path / "link").symlink_to(tmp_path)
    one = tmp_path / "a.json"
    for other in (tmp_path / "link" / "a.json", f"{tmp_path}/./x/../a.json", tmp_path / "A.json"):
        with pytest.raises(InputError, match="json and out must be two files, got"):
            files.check_apart({"out": one, "json": other})
    files.check_apart({"out": one, "json": "-", "plot": None, "x": tmp_path / "b.json"})


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_a_slug_is_one_plain_name_whatever_the_words(words):
    """It has no separator, dot, space or capital, fits a folder, and is itself a slug."""
    name = files.slug(words)
    assert files._PLAIN.fullmatch(name)
    assert files.slug(name) == name
    assert len(name) <= 60


@given(st.lists(st.text(max_size=8), min_size=2, max_size=8, unique=True))
def test_different_words_have_different_slugs(words):
    """``a/b`` and ``a b`` do not share a folder."""
    assert len({files.slug(text) for text in words}) == len(words)


@pytest.mark.parametrize("words", ["..", "../../x", "/etc/x", "a/b", "a b", "CON", "con", "", "."])
def test_words_that_are_no_plain_name_get_a_digest(words):
    """What a path or a device could be read into is not the name."""
    assert files.slug(words) != words
    assert "/" not in files.slug(words)
