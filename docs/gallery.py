"""The gallery: each figure and table with its code, by what it is about.

Figures are drawn again only if a source has changed. What trains networks for minutes is not drawn:
its table or picture is that of the recorded run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from typesetting import letters

from askewtheory.figures_runner import FigureSource, discover_figures, draw_figures
from askewtheory.files import write_text

ROOT = Path(__file__).resolve().parents[1]
GROUPS = {
    "Figures and tables of the report": (
        "figure-1", "figure-2", "figure-3", "figure-4", "figure-5", "table-1", "table-1-code",
    ),
    "What fails, and how": ("cycling", "sliding", "lyapunov"),
    "Promised and measured": (
        "rate-theorem-2", "rate-theorem-3", "rate-corollary-2", "rate-theorem-4", "rate-theorem-5",
        "rate-theorem-6",
    ),
    "Training, and an optimum that is known": (
        "two-moons-readings", "two-moons-enumerated", "logistic",
    ),
}  # fmt: skip
"""A figure that no group names comes last."""
ALSO = ("figure-3", "figure-4")
"""Figures that a quick report leaves out with the trained ones, but that nothing trains."""
NOT_DRAWN = "*It trains networks for minutes and is not drawn here; the command draws it.*"
FIGURE = """# {name}

{caption}

{picture}

```sh
askewtheory figures {name}
```

```{{literalinclude}} {source}
:language: python
```
"""


@dataclass(frozen=True)
class Recorded:
    """A table in a page of results: which page, its title's end, and which rows are shown."""

    page: str
    title: str = ""
    printed: bool = False
    """Only the rows that the report prints a value for."""


RECORDED: Mapping[str, Recorded] = {
    "table-1": Recorded("two-moons", printed=True),
    "table-1-code": Recorded("two-moons-code", printed=True),
    "two-moons-enumerated": Recorded("two-moons-enumerated", ": gap to the optimum"),
    "logistic": Recorded("logistic", ": gap to the optimum"),
}


def pages(folder: Path) -> None:
    """Draw the figures, with fewer steps where they allow it; write a page for each and a list."""
    known = discover_figures()
    _draw([name for name, figure in known.items() if figure.quick or name in ALSO], folder)
    lines = [
        "# Gallery", "",
        "Each figure with its code. What runs is drawn here with few steps and seeds; what trains "
        "shows its recorded run.", "",
    ]  # fmt: skip
    for title, names in grouped(known).items():
        lines += [f"## {title}", ""]
        for name in names:
            shown = _shown(name, folder)
            write_text(folder / f"{name}.md", _figure_page(known[name], shown))
            lines += [f"### [{name}]({name}.md)", "", letters(known[name].caption), "", shown, ""]
        lines += ["```{toctree}", ":hidden:", "", *names, "```", ""]
    write_text(folder / "index.md", "\n".join(lines))


def grouped(known: Mapping[str, FigureSource]) -> dict[str, list[str]]:
    """Return the names of the figures by group."""
    found = {title: [name for name in names if name in known] for title, names in GROUPS.items()}
    rest = [name for name in known if not any(name in names for names in found.values())]
    return found | ({"Others": rest} if rest else {})


def _shown(name: str, folder: Path) -> str:
    """Return what shows a figure: as drawn now, as recorded, as committed, or a sentence."""
    if (folder / f"{name}.svg").exists():
        return f"![{name}]({name}.svg)"
    if name in RECORDED:
        one = RECORDED[name]
        link = f"[{one.page}](../../results/{one.page}.md)"
        return f"{recorded(one)}\n\n*The recorded run, with its data, date and versions: {link}.*"
    if (ROOT / f"docs/images/{name}.png").exists():
        return f"![{name}](../../images/{name}.png)"
    return NOT_DRAWN


def recorded(one: Recorded) -> str:
    """Return a table of a page of results.

    Raises
    ------
    ValueError
        If the page has none with that title.
    """
    text = (ROOT / f"docs/results/{one.page}.md").read_text("utf-8")
    for part in text.split("\n\n**")[1:]:
        title, _, rest = part.partition("**\n\n")
        if title.endswith(one.title):
            lines = rest.split("\n\n")[0].splitlines()
            rows = [row for row in lines[2:] if not (one.printed and "| – |" in row)]
            return "\n".join([*lines[:2], *rows])
    raise ValueError(f"{one.page} has no table whose title ends in {one.title!r}")


def _figure_page(figure: FigureSource, shown: str) -> str:
    source = "/../" + "/".join(figure.module.split(".")) + ".py"
    caption = letters(figure.caption)
    return FIGURE.format(name=figure.name, caption=caption, picture=shown, source=source)


def _draw(names: list[str], folder: Path) -> None:
    """Draw figures unless they were drawn from the same sources."""
    digest, stamp = _digest(), folder / "sources.txt"
    drawn = stamp.exists() and stamp.read_text("utf-8") == digest
    if drawn and all((folder / f"{name}.svg").exists() for name in names):
        return
    for figure in draw_figures(names, folder, ("svg",), quick=True):
        if figure.error:
            raise RuntimeError(f"figure {figure.name} could not be drawn: {figure.error}")
    write_text(stamp, digest)


def _digest() -> str:
    found = hashlib.sha256()
    for folder in ("askewtheory", "figures"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            found.update(path.read_bytes())
    return found.hexdigest()
