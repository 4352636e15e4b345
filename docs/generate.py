"""What the site shows and the code says itself: the API's pages, the gallery, the architecture.

Everything goes to `docs/generated/`, which is not tracked.
"""

from __future__ import annotations

import importlib.util
import inspect
from pathlib import Path

import architecture
import gallery

from askewtheory.files import write_text

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
        "askewtheory.audit.claim", "askewtheory.audit.entry", "askewtheory.audit.statement",
        "askewtheory.audit.terms", "askewtheory.audit.rules", "askewtheory.audit.theorem",
        "askewtheory.audit.package",
        "askewtheory.audit.runner", "askewtheory.audit.results",
    ),
    "Figures": ("askewtheory.figures_runner", "askewtheory.plotting"),
}  # fmt: skip
"""The public modules by what they are for: their names are the API."""
NEED_TORCH = ("askewtheory.optim", "askewtheory.experiments")


def pages(folder: Path) -> None:
    """Write all generated pages and pictures into a folder."""
    write_text(folder / "architecture.svg", architecture.svg())
    _api(folder / "api")
    gallery.pages(folder / "gallery")


def _api(folder: Path) -> None:
    """Write one page for each public module, and the page that says what each is for."""
    torch = importlib.util.find_spec("torch") is not None
    lines = ["# API reference", "", "Every public name, from its docstring.", ""]
    for title, modules in API.items():
        lines += [f"## {title}", "", "| module | what it is |", "| --- | --- |"]
        for module in modules:
            shown = torch or not module.startswith(NEED_TORCH)
            lines.append(f"| [{module}]({module}.rst) | {_summary(module) if shown else ''} |")
            write_text(folder / f"{module}.rst", _module_page(module, torch))
        lines += ["", "```{toctree}", ":hidden:", "", *modules, "```", ""]
    write_text(folder / "index.md", "\n".join(lines))


def _summary(module: str) -> str:
    """Return the first sentence of a module's docstring."""
    text = inspect.getdoc(importlib.import_module(module)) or ""
    first = " ".join(text.split("\n\n")[0].split())
    plain = first.removeprefix(f"{module}: ").replace("``", "`").replace("|", "\\|")
    return plain[:1].upper() + plain[1:]


def _module_page(module: str, torch: bool) -> str:
    head = f"{module}\n{'=' * len(module)}\n\n"
    if module.startswith(NEED_TORCH) and not torch:
        return head + "Not shown: this page was built where PyTorch is not installed.\n"
    return f"{head}.. automodule:: {module}\n   :members:\n"
