"""``askewtheory new``: a claims package to start from, empty or with a paper's statements."""

from __future__ import annotations

from pathlib import Path

import click

from askewtheory.cli.common import Command, console, deliver, json_option
from askewtheory.errors import InputError


@click.command(cls=Command)
@click.argument("name")
@click.option("--from", "source", metavar="PAPER.tex", help="Take a LaTeX source's statements.")
@json_option
def command(name: str, source: str | None, json_path: str | None) -> int:
    """Make a claims package NAME in the current folder.

    It has an example that is proved and one that is refuted; or, from a LaTeX source, an undecided
    claim for each theorem, lemma and the like, with the displayed lines of its proof.
    """
    from askewtheory.audit.scaffold import from_paper, from_scratch, read_paper, writable
    from askewtheory.files import check_apart

    folder = Path.cwd()
    target = writable(name, folder)
    check_apart({"from": source, "name": target, "json": json_path})
    if json_path not in (None, "-") and target in Path(json_path).absolute().parents:
        raise InputError(f"json must lie outside of the new package, got {json_path!r}.")
    record: dict[str, object] = {"package": name}
    if source is None:
        files = from_scratch(name, folder)
        said = "2 examples: one is proved, one refuted."
    else:
        paper = read_paper(Path(source))
        files = from_paper(name, folder, paper)
        lines = sum(len(one.lines) for one in paper.statements)
        record |= {"title": paper.title, "statements": len(paper.statements), "lines": lines,
                   "notes": list(paper.notes)}  # fmt: skip
        said = f"{_count(len(paper.statements), 'statement')} and "
        said += f"{_count(lines, 'displayed line')} of proofs, all undecided."
    record["files"] = [str(one.relative_to(folder)) for one in files]

    def show() -> None:
        terminal = console()
        terminal.print(f"Made {name}/ with {said}")
        for note in record.get("notes", ()):  # type: ignore[attr-defined]
            terminal.print(f"Note: {note}.", soft_wrap=True)
        terminal.print(f"Next: askewtheory verify --claims {name}")

    deliver(json_path, record, show)
    return 0


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
