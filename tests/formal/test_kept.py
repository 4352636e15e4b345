"""What is kept of Coq is believed, so it is whole and this user's own, or it is made anew."""

import json
import os

import pytest

from askewtheory.audit.provers import coq
from askewtheory.audit.provers.coq_kept import FACTS, Built, keep, kept, read_record
from askewtheory.audit.provers.coq_sources import sources
from askewtheory.errors import InputError
from askewtheory.reading import sealed

FACT = {"one": {"statement": "True", "axioms": []}}


@pytest.fixture
def source(tmp_path):
    """Return a Coq file with one theorem."""
    (tmp_path / "a.v").write_text("Theorem one : True.\nProof. exact I. Qed.\n")
    return sources(tmp_path)["a"]


def _made(tmp_path, source, name="home"):
    """Keep a compilation and return its folder."""
    place = tmp_path / f"work-{name}" / "built"
    place.mkdir(parents=True)
    (place / "a.vo").write_bytes(b"compiled")
    keep(place, tmp_path / name, source, Built(None, "", 1.5, FACT))
    return tmp_path / name


def _facts(**changed):
    import hashlib

    compiled = hashlib.sha256(b"compiled").hexdigest()
    return json.dumps(sealed({"seconds": 1.5, "compiled": compiled, "facts": FACT} | changed))


DAMAGE = {
    "empty": lambda file: file.write_text(""),
    "cut": lambda file: file.write_text(file.read_text()[:-20]),
    "another statement": lambda file: file.write_text(file.read_text().replace("True", "1 = 2")),
    "no object": lambda file: file.write_text("[1, 2]"),
    "deep": lambda file: file.write_text("[" * 100_000),
    "no text": lambda file: file.write_bytes(b"\xff\xfe"),
    "other types": lambda file: file.write_text(_facts(facts={"one": {"statement": 5}})),
    "another theorem": lambda file: file.write_text(_facts(facts={"two": FACT["one"]})),
    "more entries": lambda file: file.write_text(_facts(folder="/")),
    "other compiled": lambda file: (file.parent / "a.vo").write_bytes(b"changed"),
    "nothing compiled": lambda file: (file.parent / "a.vo").unlink(),
    "pipe": lambda file: (file.unlink(), os.mkfifo(file)),
    "folder": lambda file: (file.unlink(), file.mkdir()),
    "link": lambda file: (file.rename(file.with_name("b")), file.symlink_to(file.with_name("b"))),
    "open to all": lambda file: file.chmod(0o666),
    "its folder open to all": lambda file: file.parent.chmod(0o777),
    "huge": lambda file: os.truncate(file, 2**40),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_not_whole_counts_as_missing_and_is_replaced(damage, source, tmp_path):
    """Whatever was done to it; the next compilation takes its place."""
    home = _made(tmp_path, source)
    assert kept(home, source) == Built(home, "", 1.5, FACT)
    DAMAGE[damage](home / FACTS)
    assert kept(home, source) is None
    again = tmp_path / "again" / "built"
    again.mkdir(parents=True)
    (again / "a.vo").write_bytes(b"compiled")
    keep(again, home, source, Built(None, "", 2.5, FACT))
    assert kept(home, source) == Built(home, "", 2.5, FACT)


def test_facts_of_right_form_are_believed(source, tmp_path):
    """The file that the damage is done to is otherwise as it must be."""
    home = _made(tmp_path, source)
    (home / FACTS).write_text(_facts())
    assert kept(home, source) == Built(home, "", 1.5, FACT)


def test_a_folder_that_is_a_link_is_not_believed(source, tmp_path):
    """Nor is one of another user."""
    home = _made(tmp_path, source)
    (tmp_path / "link").symlink_to(home)
    assert kept(tmp_path / "link", source) is None
    if hasattr(os, "getuid") and os.getuid() == 0:
        os.chown(home / FACTS, 65534, 65534)
        assert kept(home, source) is None


def test_what_is_there_already_stays(source, tmp_path):
    """Another process was faster: its folder may be in use."""
    home = _made(tmp_path, source)
    before = (home / FACTS).stat().st_ino
    second = tmp_path / "second" / "built"
    second.mkdir(parents=True)
    (second / "a.vo").write_bytes(b"compiled")
    keep(second, home, source, Built(None, "", 2.5, FACT))
    assert (home / FACTS).stat().st_ino == before


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"coq": 5, "theorems": {}}', '{"coq": null, "theorems": {"a": 5}}',
                "[" * 100_000, '{"coq": null}'],
)  # fmt: skip
def test_a_record_that_is_none_is_a_sentence(content, tmp_path):
    """It names the file and what makes it anew."""
    (tmp_path / "record.json").write_text(content)
    with pytest.raises(InputError, match="record must be one of `make formal RECORD=1`, got"):
        read_record(tmp_path)


def test_a_coq_file_that_cannot_be_read_is_a_sentence(tmp_path):
    """A pipe is not waited for, and bytes that are no text are named."""
    (tmp_path / "a.v").write_bytes(b"\xff")
    with pytest.raises(InputError, match="Coq file must be UTF-8"):
        sources(tmp_path)
    (tmp_path / "a.v").unlink()
    os.mkfifo(tmp_path / "a.v")
    with pytest.raises(InputError, match="Coq file must be a regular file"):
        sources(tmp_path)


def test_the_folder_is_that_of_the_present_environment(tmp_path, monkeypatch):
    """A process that is told of another cache uses it: nothing of the first is remembered."""
    for name in ("one", "two"):
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / name))
        assert coq._cache_root().is_relative_to(tmp_path / name)
