"""Texts for the language model, as streams of words: Penn Treebank, and Python's own help.

A text is a sequence of lines; each ends with the word ``<eos>``. The vocabulary is that of the
training text; every other word is ``<unk>``.
"""

from __future__ import annotations

import os
import platform
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from askewtheory.experiments.download import check_hash
from askewtheory.experiments.homes import REMOTES
from askewtheory.reading import content_of

END = "<eos>"
UNKNOWN = "<unk>"

MOST = 1 << 24
"""Bytes of a part of a text."""

LEAST = 3
"""How often a word of Python's help must be seen to be in the vocabulary."""

BLOCK = 10
"""Paragraphs of Python's help that follow one another; the 9th and 10th of ten such blocks are
those for validation and for testing."""

_WORD = re.compile(r"[a-z_]+(?:['’][a-z]+)?|[0-9]+|[.,:;?!()\"]")


@dataclass(frozen=True)
class Text:
    """A text's three parts as numbers of words in ``words``, int64, shape (n,).

    The most frequent word has number 0.
    """

    train: np.ndarray
    valid: np.ndarray
    test: np.ndarray
    words: tuple[str, ...]
    source: str


def read_ptb(folder: str | os.PathLike[str]) -> Text:
    """Read ``ptb.train.txt``, ``ptb.valid.txt`` and ``ptb.test.txt``, verified by hash.

    Raises
    ------
    InputError
        If a file is missing, cut short, or not the one it should be.
    """
    parts = []
    for remote in REMOTES["ptb"]:
        path = Path(folder) / remote.file
        content = content_of(path, "text", MOST)
        check_hash(content, remote.hash, path)
        parts.append([line.split() for line in content.decode("utf-8").splitlines()])
    return numbered(parts, 1, "Penn Treebank")


def python_docs() -> Text:
    """Return the prose of Python's help on its own language (module ``pydoc_data``).

    Words are in lower case, numbers are ``N``, as in Penn Treebank, and marks of prose are words. A
    paragraph that several topics show is taken once, so that no test text is seen in training.
    The text is that of the Python that runs, whose version is part of the source.
    """
    blocks: list[list[list[str]]] = [[], [], []]
    for number, paragraph in enumerate(_paragraphs()):
        block = number // BLOCK % 10
        blocks[max(block - 7, 0)].append(paragraph)
    return numbered(blocks, LEAST, f"help of Python {platform.python_version()}")


def numbered(parts: Sequence[Sequence[Sequence[str]]], least: int, source: str) -> Text:
    """Return three parts of a text, each a list of lines of words, as streams of numbers.

    Parameters
    ----------
    parts
        For training, validation and testing.
    least
        How often a word must be seen in training to be in the vocabulary.
    source
        What the text is.
    """
    streams = [[word for line in part for word in (*line, END)] for part in parts]
    counts = Counter(streams[0])
    kept = {word: count for word, count in counts.items() if count >= least}
    kept |= {word: kept.get(word, 0) for word in (END, UNKNOWN)}
    words = tuple(sorted(kept, key=lambda word: (-kept[word], word)))
    number = {word: place for place, word in enumerate(words)}
    unknown = number[UNKNOWN]
    train, valid, test = (
        np.array([number.get(word, unknown) for word in stream], dtype=np.int64)
        for stream in streams
    )
    sizes = f"{len(train)} + {len(valid)} + {len(test)} words, {len(words)} different"
    return Text(train, valid, test, words, f"{source} ({sizes})")


def _paragraphs() -> Iterator[list[str]]:
    """Yield the words of each paragraph of the help, topics in the order of their names."""
    from pydoc_data.topics import topics

    seen = set()
    for name in sorted(topics):
        for paragraph in re.split(r"\n\s*\n", topics[name]):
            found = _WORD.findall(paragraph.lower())
            words = ["N" if word.isdigit() else word for word in found]
            if words and any(word.isalpha() for word in words) and tuple(words) not in seen:
                seen.add(tuple(words))
                yield words
