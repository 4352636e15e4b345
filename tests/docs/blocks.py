"""The code blocks of a page of documentation: files to write, and commands with what they print.

A block ```` ```python file=NAME ```` is written to NAME. In a block ```` ```console ```` each line
after ``$`` is run, and what stands below it is compared with what it prints; a line ``...`` stands
for any lines. ``python -m tests.docs.blocks docs/PAGE.md`` writes what is printed into the page,
for a person to read and to shorten again.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"^```(\w+)(?: file=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A block of a page: its language, the file that it is for, its text, where it stands."""

    language: str
    file: str | None
    text: str
    start: int
    end: int


def blocks(text: str) -> list[Block]:
    """Return the blocks of a page."""
    return [
        Block(found[1], found[2], found[3], found.start(3), found.end(3))
        for found in _BLOCK.finditer(text)
    ]


def commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each command of a console block, and the lines that it is said to print."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *said = part.rstrip("\n").split("\n")
        yield command, said


def agrees(said: list[str], printed: list[str]) -> bool:
    """Tell whether lines are those that are said.

    ``...`` stands for any number of lines, and ``…`` in a line for anything in it.
    """
    if not said:
        return not printed
    if said[0] == "...":
        return any(agrees(said[1:], printed[place:]) for place in range(len(printed) + 1))
    return bool(printed) and _same(said[0], printed[0]) and agrees(said[1:], printed[1:])


def _same(said: str, printed: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, said.split("…"))), printed) is not None


class Folder:
    """An empty folder in which a page is followed, as a new user does."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._code = 0
        tools = path.parent / f"{path.name}-bin"
        tools.mkdir()
        for name, module in (("askewtheory", "askewtheory"), ("pytest", "pytest")):
            script = tools / name
            script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {module} "$@"\n')
            script.chmod(0o755)
        self._environment = {
            **os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100", "LC_ALL": "C.UTF-8",
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        }  # fmt: skip

    def write(self, block: Block) -> None:
        """Write a block to its file."""
        target = self.path / (block.file or "")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(block.text, encoding="utf-8")

    def run(self, command: str) -> list[str]:
        """Run a command; return the lines that it prints."""
        if command == "echo $?":
            return [str(self._code)]
        done = subprocess.run(
            ["sh", "-c", command], cwd=self.path, env=self._environment, text=True, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=250,
        )  # fmt: skip
        self._code = done.returncode
        return (
            [line.rstrip() for line in done.stdout.strip("\n").split("\n")] if done.stdout else []
        )


def follow(text: str, folder: Folder) -> Iterator[tuple[str, list[str], list[str]]]:
    """Follow a page; yield each command with what it is said to print, and what it does."""
    for block in blocks(text):
        if block.file:
            folder.write(block)
        elif block.language == "console":
            for command, said in commands(block.text):
                yield command, said, folder.run(command)


def refreshed(text: str, folder: Folder) -> str:
    """Return a page with what its commands print now; lines that agree are left as they are."""
    made, place = [], 0
    for block in blocks(text):
        if block.file:
            folder.write(block)
        if block.file or block.language != "console":
            continue
        shown = []
        for command, said in commands(block.text):
            printed = folder.run(command)
            shown += [f"$ {command}", *(said if agrees(said, printed) else printed)]
        made += [text[place : block.start], "\n".join(shown) + "\n"]
        place = block.end
    return "".join(made) + text[place:]


if __name__ == "__main__":
    page = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as temporary:
        inside = Path(temporary) / "work"
        inside.mkdir()
        page.write_text(refreshed(page.read_text("utf-8"), Folder(inside)), encoding="utf-8")
