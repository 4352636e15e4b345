"""How Sphinx builds the site: `make docs`, or `sphinx-build -W docs docs/_build/html`.

The pages are Markdown (MyST), the API comes from the numpydoc docstrings, and what can be drawn or
listed by the code is: see `generate.py`. The theme is Furo, which attrs, pip and many projects of
the field use: it is readable on a telephone, works without a network, and needs no settings.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import generate  # noqa: E402  (it lies beside this file)
from typesetting import typeset  # noqa: E402

from askewtheory import __version__  # noqa: E402

project = "askewtheory"
author = "the askewtheory authors"
copyright = "the askewtheory authors"
version = release = __version__

extensions = [
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.viewcode",
    "sphinx_copybutton",
]
exclude_patterns = ["_build", "**/.ipynb_checkpoints", "tutorial.ipynb"]  # it is tutorial.md
html_math_renderer = "mathml"

# Markdown, and notebooks with the outputs that they were committed with; a test executes them.
myst_enable_extensions = ["dollarmath", "colon_fence", "deflist"]
myst_heading_anchors = 3
suppress_warnings = ["myst.header"]  # the proofs begin each part at the level that the page has
nb_execution_mode = "off"
nb_merge_streams = True

# The API: one page a module, every name of its __all__.
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
autodoc_default_options = {"members": True}
numpydoc_show_class_members = False
numpydoc_xref_param_type = False
add_module_names = False
python_use_unqualified_type_names = True

html_theme = "furo"
html_title = f"askewtheory {version}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = ["offline.js"]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "light_css_variables": {
        "font-stack": "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif",
        "color-brand-primary": "#0b5394",
        "color-brand-content": "#0b5394",
    },
    "dark_css_variables": {
        "color-brand-primary": "#8ab4f8",
        "color-brand-content": "#8ab4f8",
    },
}
copybutton_prompt_text = "$ "


def _present(app: Any, name: str, source: list[str]) -> None:
    """Set the letters in titles of statements; list the written proofs."""
    if name == "verdicts":
        source[0] = re.sub(
            r"^(\| `[a-z0-9/-]+` \| )(.*?)(?= \| )",
            lambda row: row[1] + typeset(row[2]),
            source[0],
            flags=re.MULTILINE,
        )
    if name == "proofs/index":  # whose pages are for other readers too, and name no toctree
        source[0] += "\n```{toctree}\n:hidden:\n:glob:\n\n*\n```\n"


def _escape(app: Any, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    """Let docstrings write |x| and q_: both are letters there, and markup to Sphinx."""
    for number, line in enumerate(lines):
        parts = line.split("``")
        parts[::2] = [re.sub(r"(?<=\w)_(?!\w)|(?<!\\)\|", r"\\\g<0>", part) for part in parts[::2]]
        lines[number] = "``".join(parts)


def _mathml(display: str) -> Any:
    """Return what writes a formula as MathML, which browsers show without a network or a script."""

    def visit(translator: Any, node: Any) -> None:
        from docutils.nodes import SkipNode
        from latex2mathml.converter import convert

        formula = convert(node.astext(), display=display)
        wide = f'<div class="formula">{formula}</div>'
        translator.body.append(wide if display == "block" else formula)
        raise SkipNode

    return visit, None


def setup(app: Any) -> None:
    """Write what the code can say itself before Sphinx reads the pages."""
    app.connect("source-read", _present)
    app.connect("autodoc-process-docstring", _escape, priority=100)
    app.add_html_math_renderer("mathml", _mathml("inline"), _mathml("block"))
    generate.pages(HERE / "generated")
