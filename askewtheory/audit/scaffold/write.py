"""Writing a claims package: the whole of it, or nothing."""

from __future__ import annotations

import importlib.util
import keyword
import tempfile
from collections.abc import Mapping
from pathlib import Path
from string import Template

from askewtheory.audit.scaffold import templates
from askewtheory.audit.scaffold.paper import Paper, Statement
from askewtheory.audit.scaffold.wording import block, docstring, identifier, literal, plain
from askewtheory.errors import InputError
from askewtheory.output import write_text

LONGEST_NAME = 60


def writable(name: str, folder: Path) -> Path:
    """Return where a package of this name is made.

    Raises
    ------
    InputError
        If it is no name for a package, there is something of that name, or another package has it.
    """
    proper = name.isidentifier() and name.isascii() and name == name.lower()
    if not proper or name.startswith("_") or keyword.iskeyword(name) or keyword.issoftkeyword(name):
        raise InputError(
            "name must be that of a Python package, small letters, digits and underscores, "
            f"got {name!r}."
        )
    if len(name) > LONGEST_NAME:
        raise InputError(f"name must have at most {LONGEST_NAME} characters, got {len(name)}.")
    target = folder / name
    if target.exists() or target.is_symlink():
        raise InputError(f"name must be free, got {name!r}, which is in this folder already.")
    if (folder / f"{name}.py").exists() or importlib.util.find_spec(name) is not None:
        raise InputError(f"name must be free, got {name!r}, which Python imports already.")
    return target


def from_scratch(name: str, folder: Path) -> list[Path]:
    """Make a package with an example that is proved and one that is refuted.

    Parameters
    ----------
    name, folder
        The package's name, and the folder that it is made in.

    Returns
    -------
    list of Path
        The files.
    """
    about = "Claims on an example: one is proved, one refuted."
    files = {
        "__init__.py": _init(about, "An example of claims", "an example", ["lemma-1", "lemma-2"]),
        "lemma_1.py": templates.LEMMA_1,
        "lemma_2.py": templates.LEMMA_2,
        "test_claims.py": Template(templates.TESTS).substitute(NAME=name),
        "README.md": _readme(name, "An example of claims", "lemma-2", templates.EXAMPLE_MORE),
    }
    return _written(writable(name, folder), files)


def from_paper(name: str, folder: Path, paper: Paper) -> list[Path]:
    """Make a package with an undecided claim for each statement of a source.

    Parameters
    ----------
    name, folder
        As for :func:`from_scratch`.
    paper
        What was read of the source.

    Returns
    -------
    list of Path
        The files.
    """
    title = plain(paper.title, paper.numbers) or name
    ids = _identifiers(paper)
    labels = {label: ids[place] for place, one in enumerate(paper.statements)
              for label in one.labels}  # fmt: skip
    uses, circular = _uses(paper, ids, labels)
    files = {}
    for own, one in zip(ids, paper.statements, strict=True):
        files[f"{own.replace('-', '_')}.py"] = _module(one, own, title, uses[own], paper.numbers)
    notes = "\n".join(f"- {plain(note)}" for note in (*paper.notes, *circular))
    more = Template(templates.PAPER_MORE).substitute(
        notes=f"What reading the source left open:\n\n{notes}\n" if notes else ""
    )
    subject = f"the paper “{title}”" if title != name else f"the paper {name}"
    files |= {
        "__init__.py": _init(f"The statements of {subject}.", title, subject, ids),
        "test_claims.py": Template(templates.TESTS).substitute(NAME=name),
        "README.md": _readme(name, title, ids[0], more),
    }
    return _written(writable(name, folder), files)


def _uses(
    paper: Paper, ids: list[str], labels: Mapping[str, str]
) -> tuple[dict[str, list[str]], list[str]]:
    """Return which statements each proof refers to, and notes on what would close a circle."""
    found: dict[str, list[str]] = {own: [] for own in ids}
    notes = []

    def leads(start: str, end: str) -> bool:
        seen, open_ones = set(), [start]
        while open_ones:
            one = open_ones.pop()
            if one == end:
                return True
            if one not in seen:
                seen.add(one)
                open_ones += found[one]
        return False

    for own, one in zip(ids, paper.statements, strict=True):
        for label in dict.fromkeys(one.uses):
            other = labels.get(label)
            if other is None or other in found[own] or other == own:
                continue
            if leads(other, own):
                notes.append(f"the proof of {own} refers to {other}, which is proved from it")
            else:
                found[own].append(other)
    return found, notes


def _identifiers(paper: Paper) -> list[str]:
    """Return an identifier for each statement: ``lemma-3``, ``theorem-2-1``; no two are alike."""
    found: list[str] = []
    for one in paper.statements:
        word = identifier(plain(one.word)) or "statement"
        word = word if word[0].isalpha() else f"statement-{word}"
        rest = identifier(one.number) or identifier(plain(one.title)) or "unnumbered"
        own = base = f"{word}-{rest}"
        again = 1
        while own in found:
            again += 1
            own = f"{base}-again-{again}"
        found.append(own)
    return found


def _module(
    one: Statement, own: str, title: str, uses: list[str], numbers: Mapping[str, str]
) -> str:
    """Return the module of a statement: the claim, and a line for each of its proof."""
    cited = f"{plain(one.word)} {one.number}".strip() or "Statement"
    named = plain(one.title, numbers)
    label = f" ({plain(one.labels[0])})" if one.labels else ""
    source = f"{title}, {cited}" if len(title) <= 60 else cited
    words = plain(one.latex, numbers) or f"{cited} says nothing."
    shown = r" \\ ".join(display.latex for display in one.displays)
    text = Template(templates.STATEMENT).substitute(
        about=docstring(f"{cited}: {named}." if named else f"{cited}.", ""),
        imports="UNDECIDED, claim, line" if one.lines else "UNDECIDED, claim",
        printed=block(one.latex),
        id=literal(own),
        title=literal(f"{cited} ({named})" if named else cited),
        source=literal(source + label),
        latex=f"\n    latex={literal(shown)}," if shown else "",
        prose=literal(f"{own} as printed"),
        uses=f"\n    uses=[{', '.join(map(literal, uses))}]," if uses else "",
        words=docstring(words),
    )
    for place, display in enumerate(one.lines, 1):
        number = _shown(plain(display.number, numbers))
        text += Template(templates.LINE).substitute(
            id=literal(own),
            latex=literal(display.latex),
            prose=literal(f"{own}, displayed line {place} of the proof, as printed"),
            place=place,
            number=f", printed as ({number})" if number else "",
        )
    return text


def _shown(number: str) -> str:
    """Return a number that is printed beside a formula, without what could end a docstring."""
    return "".join(one for one in number if one.isalnum() or one in " .*'-")[:40].strip()


def _init(about: str, title: str, subject: str, order: list[str]) -> str:
    rows = "".join(f"    {literal(one)},\n" for one in order)
    return Template(templates.INIT).substitute(
        about=docstring(about, ""), title=literal(title), subject=literal(subject), order=rows
    )


def _readme(name: str, title: str, first: str, more: str) -> str:
    return Template(templates.README).substitute(NAME=name, title=title, first=first, more=more)


def _written(target: Path, files: Mapping[str, str]) -> list[Path]:
    """Write the files into a folder beside the target, which then gets its name."""
    with tempfile.TemporaryDirectory(prefix=".new-", dir=target.parent) as beside:
        made = Path(beside) / target.name
        for name, text in files.items():
            write_text(made / name, text)
        try:
            made.rename(target)  # in one step; what has taken the name by now stays as it is
        except OSError as error:
            raise InputError(
                f"name must be free, got {target.name!r} ({error.strerror})."
            ) from error
    return [target / name for name in files]
