"""LaTeX said in plain text, identifiers, and texts as Python literals."""

from __future__ import annotations

import ast
import re
import textwrap
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from askewtheory.audit.verdict import one_line

LONGEST = 20_000
"""Characters of LaTeX that are put into words; of longer texts the beginning is."""


def plain(latex: str, numbers: Mapping[str, str] | None = None) -> str:
    r"""Return LaTeX as text on one line: ``\gamma\le 1`` becomes ``γ≤1``.

    Parameters
    ----------
    latex
        As written.
    numbers
        What ``\ref`` prints, by label; others show their label.
    """
    shown = latex if len(latex) <= LONGEST else f"{latex[:LONGEST]} ..."
    try:
        text = _converter(numbers or {}).nodelist_to_text(_nodes(shown))
    except Exception:  # unbalanced or absurdly nested: the source says it
        text = shown
    return one_line(_RELATION.sub(r" \1 ", text))


_RELATION = re.compile(r"\s*([≤≥<>=≠∈→≈])\s*")


_SIGNS = {"|": "‖", "Vert": "‖", "lVert": "‖", "rVert": "‖", "lvert": "|", "rvert": "|"}
"""Signs that the converter leaves out."""


_FRACTIONS = ("tfrac", "dfrac", "cfrac")
"""Fractions that the converter does not know."""


def _converter(numbers: Mapping[str, str]) -> Any:
    from pylatexenc.latex2text import (
        LatexNodes2Text,
        MacroTextSpec,
        get_default_latex_context_db,
    )

    class Words(LatexNodes2Text):
        def math_node_to_text(self, node: Any) -> str:
            self.keep_braced_groups = True  # x_{k+1} is not x_k+1
            try:
                return super().math_node_to_text(node)
            finally:
                self.keep_braced_groups = False

    def printed(name: str) -> Callable[..., str]:
        def text(node: Any, l2tobj: Any) -> str:
            label = _argument(node, l2tobj)
            return numbers.get(label, "") or label

        return text

    def cited(node: Any, l2tobj: Any) -> str:
        return f"[{_argument(node, l2tobj)}]"

    references = ("ref", "eqref", "cref", "Cref", "autoref", "thref", "vref")
    macros = [MacroTextSpec(name, simplify_repl=printed(name)) for name in references]
    macros += [MacroTextSpec(name, simplify_repl=cited) for name in ("cite", "citep", "citet")]
    macros += [MacroTextSpec(name, simplify_repl=sign) for name, sign in _SIGNS.items()]
    macros.append(MacroTextSpec("operatorname", simplify_repl=_argument))
    macros += [MacroTextSpec(name, simplify_repl=_fraction) for name in ("frac", *_FRACTIONS)]
    context = get_default_latex_context_db()
    context.add_context_category("papers", prepend=True, macros=macros)
    return Words(latex_context=context, math_mode="text", strict_latex_spaces=False)


def _nodes(latex: str) -> Any:
    from pylatexenc.latexwalker import LatexWalker, get_default_latex_context_db
    from pylatexenc.macrospec import std_macro

    known = get_default_latex_context_db()
    references = ("cref", "Cref", "autoref", "thref", "vref")
    macros = [
        std_macro("operatorname", "*{"),
        *(std_macro(one, "{{") for one in _FRACTIONS),
        *(std_macro(one, "*{") for one in references),
    ]
    known.add_context_category("papers", prepend=True, macros=macros)
    walker = LatexWalker(latex, latex_context=known, tolerant_parsing=True)
    return walker.get_latex_nodes()[0]


def _argument(node: Any, l2tobj: Any) -> str:
    """Return a macro's last argument as text."""
    arguments = getattr(node.nodeargd, "argnlist", None) or []
    given = [place for place, one in enumerate(arguments) if one is not None]
    return one_line(l2tobj.node_arg_to_text(node, given[-1])) if given else ""


def _fraction(node: Any, l2tobj: Any) -> str:
    """Return a quotient with a slash: sums above, and what has parts below, in brackets."""
    above, below = (one_line(l2tobj.node_arg_to_text(node, k)) for k in (0, 1))
    above = f"({above})" if re.search(r".[-+±]", above) else above
    single = re.fullmatch(r"[^\W\d_]|\d+", below)
    return f"{above}/{below if single else f'({below})'}"


def identifier(text: str) -> str:
    """Return what a text becomes in an identifier: small ASCII letters, digits and hyphens."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")[:40].strip("-")


def literal(text: str) -> str:
    """Return a text as a Python literal on one line.

    LaTeX is written as it stands, in a raw string, where Python reads the same text back.
    """
    raw = f'r"{text}"' if "\\" in text else f'"{text}"'
    return raw if text.isprintable() and _reads(raw, text) else repr(text)


def block(text: str) -> str:
    """Return a text as a Python literal on several lines, as it stands where that is possible."""
    raw = f'r"""\n{text}\n"""' if "\\" in text else f'"""\n{text}\n"""'
    printable = all(one.isprintable() for one in text.replace("\n", ""))
    return raw if printable and _reads(raw, f"\n{text}\n") else repr(text)


def docstring(text: str, indent: str = "    ") -> str:
    """Return a text without line breaks as a docstring, wrapped where that is possible."""
    prefix = "r" if "\\" in text else ""
    width = 96 - len(indent)
    rows = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    for shown in (f"\n{indent}".join(rows), f"\n{indent}".join([*rows, ""])):
        raw = f'{prefix}"""{shown}"""'
        if (
            text.isprintable()
            and len(raw.splitlines()[-1]) < 100 - len(indent)
            and _says(raw, text)
        ):
            return raw
    return repr(text)


def _says(source: str, text: str) -> bool:
    """Tell whether Python reads a literal as the text, up to where its lines end."""
    try:
        return ast.literal_eval(source).split() == text.split()
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False


def _reads(source: str, text: str) -> bool:
    """Tell whether Python reads a literal as the text."""
    try:
        return ast.literal_eval(source) == text
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
