"""The examples of the page on mistakes: a module each, and the sentences about it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.docs.blocks import ROOT, blocks, commands

PAGE = ROOT / "docs/mistakes.md"
_TOLD = re.compile(r"^(Not reproduced|Not run to its end|Error): ")


@dataclass(frozen=True)
class Example:
    """A module with a mistake, a command, what it is said to tell, and where that stands."""

    module: str
    command: str
    told: list[str]


def beside(text: str) -> str:
    """Return the module that every package of the page has."""
    return next(block.text for block in blocks(text) if block.file == "fine.py")


def examples(text: str) -> Iterator[Example]:
    """Yield the examples of the page."""
    module = ""
    for block in blocks(text):
        if block.file == "slip.py":
            module = block.text
        elif block.language == "console":
            for command, said in commands(block.text):
                yield Example(module, command, said)


def package(folder: Path, fine: str, module: str) -> None:
    """Write a package with a mistake into a folder."""
    (folder / "package").mkdir()
    for name, text in (("__init__", ""), ("fine", fine), ("slip", module)):
        (folder / f"package/{name}.py").write_text(text, encoding="utf-8")


def told(printed: list[str]) -> list[str]:
    """Return the lines of an output from the sentence on, and nothing of its table."""
    start = next((place for place, line in enumerate(printed) if _TOLD.match(line)), len(printed))
    return printed[start:]


def _refresh() -> None:
    """Write into the page what is told now, for a person to read."""
    import tempfile

    from tests.docs.blocks import Folder

    text = PAGE.read_text("utf-8")
    fine, made, place, module = beside(text), [], 0, ""
    for block in blocks(text):
        module = block.text if block.file == "slip.py" else module
        if block.language != "console":
            continue
        shown = []
        for command, _ in commands(block.text):
            with tempfile.TemporaryDirectory() as temporary:
                inside = Path(temporary) / "work"
                inside.mkdir()
                package(inside, fine, module)
                shown += [f"$ {command}", *told(Folder(inside).run(f"{command} --jobs 1"))]
        made += [text[place : block.start], "\n".join(shown) + "\n"]
        place = block.end
    PAGE.write_text("".join(made) + text[place:], encoding="utf-8")


if __name__ == "__main__":
    sys.exit(_refresh())
