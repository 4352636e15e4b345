"""The tutorial as a notebook: ``python -m tests.docs.notebook`` makes docs/tutorial.ipynb.

Text becomes Markdown cells, a file a ``%%writefile`` cell, each command a ``!`` cell. What commands
print is left out: a notebook shows its own.
"""

from __future__ import annotations

import json
import re
from typing import Any

from tests.docs.blocks import ROOT, blocks, commands

SOURCE, TARGET = ROOT / "docs/tutorial.md", ROOT / "docs/tutorial.ipynb"


def cells(text: str) -> list[dict[str, Any]]:
    """Return the cells of the notebook for a page."""
    found, place = [], 0
    for block in blocks(text):
        before = re.sub(r"^```.*$", "", text[place : block.start], flags=re.MULTILINE).strip()
        if before:
            found.append(_cell("markdown", before, len(found)))
        if block.file:
            folder, _, _ = block.file.rpartition("/")
            made = f"%%writefile {block.file}\n{block.text.rstrip()}"
            assert folder
            found.append(_cell("code", made, len(found)))
        else:
            for command, _ in commands(block.text):
                if not command.startswith("echo"):
                    found.append(_cell("code", f"!{command}", len(found)))
        place = block.end
    rest = re.sub(r"^```.*$", "", text[place:], flags=re.MULTILINE).strip()
    return [*found, _cell("markdown", rest, len(found))]


def _cell(kind: str, source: str, place: int) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "id": f"cell-{place}", "metadata": {}}
    lines = source.splitlines(keepends=True)
    return (
        cell
        | {"source": lines}
        | ({"execution_count": None, "outputs": []} if kind == "code" else {})
    )


def notebook(text: str) -> str:
    """Return the notebook for a page, as its file has it."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole = {"cells": cells(text), "metadata": {"kernelspec": kernel}, "nbformat": 4,
             "nbformat_minor": 5}  # fmt: skip
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    TARGET.write_text(notebook(SOURCE.read_text("utf-8")), encoding="utf-8")
