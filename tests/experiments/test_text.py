"""Texts as streams of words."""

import hashlib

import numpy as np
import pytest

from askewtheory.errors import InputError
from askewtheory.experiments.homes import REMOTES, Remote
from askewtheory.experiments.text import (
    END,
    LEAST,
    UNKNOWN,
    _paragraphs,
    numbered,
    python_docs,
    read_ptb,
)

PARTS = {"train": "the cat\n the <unk> N\n", "valid": "the dog\n", "test": "a cat\n"}


def _words(text, stream):
    return [text.words[number] for number in stream]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a small text in Penn Treebank's format, its hashes the known ones."""
    remotes = []
    for part, content in PARTS.items():
        path = tmp_path / f"ptb.{part}.txt"
        path.write_text(content)
        known = hashlib.md5(path.read_bytes()).hexdigest()
        remotes.append(Remote(path.name, f"md5:{known}", ()))
    monkeypatch.setitem(REMOTES, "ptb", tuple(remotes))
    return tmp_path


def test_lines_end_and_unseen_words_are_unknown(folder):
    """Every line ends in <eos>; what training does not show is <unk>; frequent words come first."""
    text = read_ptb(folder)
    assert _words(text, text.train) == ["the", "cat", END, "the", UNKNOWN, "N", END]
    assert _words(text, text.valid) == ["the", UNKNOWN, END]
    assert _words(text, text.test) == [UNKNOWN, "cat", END]
    assert text.words == (END, "the", UNKNOWN, "N", "cat")
    assert text.train.dtype == np.int64
    assert "7 + 3 + 3 words, 5 different" in text.source


def test_a_changed_word_shows_both_hashes(folder):
    """A file with another content is refused with the expected and the actual hash."""
    path = folder / "ptb.valid.txt"
    expected = hashlib.md5(path.read_bytes()).hexdigest()
    path.write_text(PARTS["valid"].replace("dog", "dig"))
    actual = hashlib.md5(path.read_bytes()).hexdigest()
    with pytest.raises(InputError, match=f"{expected}, got {actual}"):
        read_ptb(folder)


def test_a_missing_part_is_named(folder):
    """A folder that lacks a part is refused with its name."""
    (folder / "ptb.test.txt").unlink()
    with pytest.raises(InputError, match=r"ptb\.test\.txt"):
        read_ptb(folder)


def test_rare_words_are_unknown():
    """A word seen fewer times than asked is <unk>, which the vocabulary has in any case."""
    text = numbered([[["a", "a", "b"]], [["b"]], [["a"]]], 2, "made")
    assert set(text.words) == {"a", END, UNKNOWN}
    assert _words(text, text.train) == ["a", "a", UNKNOWN, END]


def test_python_docs_is_a_text_that_comes_with_python():
    """The help has tens of thousands of words, the same each time, and says its version."""
    text, again = python_docs(), python_docs()
    assert len(text.train) > 30_000
    assert min(len(text.valid), len(text.test)) > 2_000
    assert text.words == again.words
    assert all(np.array_equal(getattr(text, p), getattr(again, p)) for p in PARTS)
    counts = np.bincount(text.train, minlength=len(text.words))
    rare = [word for word, count in zip(text.words, counts, strict=True) if count < LEAST]
    assert not set(rare) - {UNKNOWN, END}
    assert "help of Python 3." in text.source


def test_no_test_paragraph_is_trained_on():
    """Paragraphs are taken once, though topics share some, so that no part shows another's."""
    paragraphs = [tuple(words) for words in _paragraphs()]
    assert len(set(paragraphs)) == len(paragraphs) > 1000
    text = python_docs()
    ends = sum(int((part == text.words.index(END)).sum()) for part in _parts(text))
    assert ends == len(paragraphs)


def _parts(text):
    return text.train, text.valid, text.test
