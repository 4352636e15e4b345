"""What the site shows and the code says itself: the API's pages, the gallery, the architecture.

Everything goes to `docs/generated/`, which is not tracked. Figures are drawn again only if a source
has changed.
"""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

import architecture

from askewtheory.figures_runner import FigureSource, discover_figures, draw_figures
from askewtheory.files import write_text

ROOT = Path(__file__).resolve().parents[1]
API: dict[str, tuple[str, ...]] = {
    "The algorithm": (
        "askewtheory", "askewtheory.kernel", "askewtheory.method", "askewtheory.exact",
        "askewtheory.errors",
    ),
    "Problems and runs": (
        "askewtheory.losses", "askewtheory.noise", "askewtheory.trajectory",
        "askewtheory.muehlebach_jordan", "askewtheory.dual_ascent",
    ),
    "What is promised and what happens": (
        "askewtheory.stepsize", "askewtheory.stepsize.sharpness", "askewtheory.bounds",
        "askewtheory.rates", "askewtheory.worstcase", "askewtheory.worstcase.pep",
    ),
    "Training": (
        "askewtheory.optim", "askewtheory.experiments.config", "askewtheory.experiments.training",
        "askewtheory.experiments.storage",
    ),
    "Auditing a paper": (
        "askewtheory.audit.claim", "askewtheory.audit.statement", "askewtheory.audit.terms",
        "askewtheory.audit.rules", "askewtheory.audit.theorem", "askewtheory.audit.package",
        "askewtheory.audit.runner", "askewtheory.audit.results",
    ),
    "Figures": ("askewtheory.figures_runner", "askewtheory.plotting"),
}  # fmt: skip
"""The public modules by what they are for: their names are the API."""
NEED_TORCH = ("askewtheory.optim", "askewtheory.experiments")
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
ALSO = ("figure-3", "figure-4")
"""Figures that a quick report leaves out with the trained ones, but that nothing trains."""
NOT_DRAWN = "*It trains networks for minutes and is not drawn here; the command draws it.*"


def pages(folder: Path) -> None:
    """Write all generated pages and pictures into a folder."""
    write_text(folder / "architecture.svg", architecture.svg())
    _api(folder / "api")
    _gallery(folder / "gallery")


def _api(folder: Path) -> None:
    """Write one page for each public module, and the page that lists them."""
    torch = importlib.util.find_spec("torch") is not None
    lines = ["# API reference", "", "Every public name, from its docstring.", ""]
    for title, modules in API.items():
        lines += [f"## {title}", "", "```{toctree}", ":maxdepth: 1", ""]
        for module in modules:
            lines.append(module)
            write_text(folder / f"{module}.rst", _module_page(module, torch))
        lines += ["```", ""]
    write_text(folder / "index.md", "\n".join(lines))


def _module_page(module: str, torch: bool) -> str:
    head = f"{module}\n{'=' * len(module)}\n\n"
    if module.startswith(NEED_TORCH) and not torch:
        return head + "Not shown: this page was built where PyTorch is not installed.\n"
    return f"{head}.. automodule:: {module}\n   :members:\n"


def _gallery(folder: Path) -> None:
    """Draw the figures, with fewer steps where they allow it; write a page for each and a list."""
    known = discover_figures()
    _draw([name for name, figure in known.items() if figure.quick or name in ALSO], folder)
    lines = ["# Gallery", "", "Each figure with its code, here drawn with few steps and seeds.", ""]
    for name, figure in known.items():
        picture = _picture(name, folder)
        write_text(folder / f"{name}.md", _figure_page(figure, picture))
        lines += [f"## [{name}]({name}.md)", "", figure.caption, "", picture, ""]
    lines += ["```{toctree}", ":hidden:", "", *known, "```"]
    write_text(folder / "index.md", "\n".join(lines) + "\n")


def _picture(name: str, folder: Path) -> str:
    """Return what shows a figure: as drawn now, as committed, or a sentence."""
    if (folder / f"{name}.svg").exists():
        return f"![{name}]({name}.svg)"
    if (ROOT / f"docs/images/{name}.png").exists():
        return f"![{name}](../../images/{name}.png)"
    return NOT_DRAWN


def _figure_page(figure: FigureSource, picture: str) -> str:
    source = "/../" + "/".join(figure.module.split(".")) + ".py"
    return FIGURE.format(name=figure.name, caption=figure.caption, picture=picture, source=source)


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
