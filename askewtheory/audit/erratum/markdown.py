r"""Markdown with ``$...$`` mathematics as LaTeX: written proofs, and the erratum itself.

The subset that they use: headings, paragraphs, lists, quotations, emphasis, code, links, tables.
Comments are left out; everything else is text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from askewtheory.audit.erratum.mathematics import checked
from askewtheory.audit.latex import escaped

_SECTIONS = ("section", "subsection", "subsubsection", "paragraph")
_AROUND = {
    "strong_open": r"\textbf{", "strong_close": "}", "em_open": r"\emph{", "em_close": "}",
    "bullet_list_open": "\n\\begin{itemize}\n", "bullet_list_close": "\\end{itemize}\n",
    "ordered_list_close": "\\end{enumerate}\n", "list_item_open": r"\item ",
    "list_item_close": "\n", "blockquote_open": "\n\\begin{quote}\n",
    "blockquote_close": "\\end{quote}\n", "softbreak": "\n", "hardbreak": "\\newline\n",
    "hr": "\n\\medskip\n", "paragraph_open": "", "thead_open": "", "thead_close": "\\hline\n",
    "tbody_open": "", "tbody_close": "", "tr_open": "", "td_open": "", "th_open": "",
}  # fmt: skip
_SET = re.compile(r"\\\{[^{}]{0,30}\\\}")
_ALONE = re.compile(r"([^}\s]\}?)\s*\n\s*\\shown")


def to_latex(text: str, *, level: int = 0, anchors: frozenset[str] = frozenset()) -> str:
    """Return Markdown as LaTeX.

    Parameters
    ----------
    text
        The Markdown; ``$x$`` and ``$$x$$`` are mathematics, shown as code where it is not certain
        to compile.
    level
        How much deeper headings are than they say.
    anchors
        Where links may go: slugs of headings, as :func:`anchor` gives them. Other links are text.
    """
    found = _Writer(level, anchors).blocks(_reader().parse(text))
    return _ALONE.sub(r"\1\n\\shown", found)  # a display ends no paragraph


def anchor(heading: str) -> str:
    """Return what a link to a heading is written as."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def mathematics(source: str, *, block: bool = False) -> str:
    """Return a formula as LaTeX for text mode, as code where it is not certain to compile."""
    found = checked(source)
    if found is None:
        return code(source)
    found = _breaking(found)
    return f"\n\\shown{{{found}}}\n" if block else f"${found}$"


def _breaking(found: str) -> str:
    """Let a line break after the commas of a formula, but for those in brackets or short sets."""
    depth, shown = 0, []
    sets = {place for one in _SET.finditer(found) for place in range(*one.span())}
    for place, sign in enumerate(found):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(sign, 0)
        outside = sign == "," and depth <= 0 and found[place + 1 : place + 2] == " "
        outside = outside and place not in sets
        shown.append(r",\allowbreak" if outside else sign)
    return "".join(shown)


def destination(name: str) -> str:
    """Return where links to an anchor go, a line above."""
    return rf"\raisebox{{1em}}[0pt][0pt]{{\hypertarget{{{_label(name)}}}{{}}}}"


def bookmark(level: str, shown: str, text: str) -> str:
    """Return an entry of the PDF's outline, which holds plain text only."""
    return f"\\addcontentsline{{toc}}{{{level}}}{{\\texorpdfstring{{{shown}}}{{{_ascii(text)}}}}}\n"


def code(text: str) -> str:
    """Return text in the typewriter's letters, which can break where identifiers have parts."""
    return rf"\texttt{{{''.join(map(_typed, text))}}}"


def _typed(sign: str) -> str:
    r"""Return a sign of the typewriter's font, which has every ASCII sign in its own place."""
    shown = sign if sign.isalnum() and sign.isascii() else escaped(sign)
    if " " < sign <= "~" and not sign.isalnum():
        shown = rf"\char{ord(sign)}{{}}"
    return shown + r"\allowbreak{}" * (sign in "-/._:")


@cache
def _reader() -> Any:
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": True}).enable("table")
    reader.disable(["autolink", "reference", "lheading", "code"])
    reader.inline.ruler.before("escape", "mathematics", _mathematics)
    return reader


def _mathematics(state: Any, silent: bool) -> bool:
    """Read ``$x$`` and ``$$x$$``; a dollar sign beside a space is a dollar sign."""
    fence = "$$" if state.src.startswith("$$", state.pos) else "$"
    start = state.pos + len(fence)
    end = state.src.find(fence, start)
    inside = state.src[start:end]
    known = state.src[state.pos] == "$" and end > start and inside.strip()
    if not known or (fence == "$" and inside != inside.strip()):
        return False
    if not silent:
        token = state.push("mathematics", "", 0)
        token.content, token.markup = inside, fence
    state.pos = end + len(fence)
    return True


class _Writer:
    def __init__(self, level: int, anchors: frozenset[str]) -> None:
        self.level = level
        self.anchors = anchors
        self.links: list[bool] = []
        self.targets: set[str] = set()

    def blocks(self, tokens: Sequence[Any]) -> str:
        return "".join(self.one(tokens, place) for place in range(len(tokens)))

    def one(self, tokens: Sequence[Any], place: int) -> str:
        token = tokens[place]
        if token.type in _AROUND:
            return _AROUND[token.type]
        method: Callable[..., str] | None = getattr(self, f"_{token.type}", None)
        if method is not None:
            return method(tokens, place)
        return escaped(token.content)

    def _inline(self, tokens: Sequence[Any], place: int) -> str:
        if place and tokens[place - 1].type == "heading_open":
            return ""  # the heading has it
        return self.blocks(tokens[place].children or ())

    def _heading_open(self, tokens: Sequence[Any], place: int) -> str:
        depth = int(tokens[place].tag[1:]) - 1 + self.level
        name = _SECTIONS[min(depth, len(_SECTIONS) - 1)]
        inside = tokens[place + 1]
        plain = "".join(one.content for one in inside.children or () if one.content)
        shown = self.blocks(inside.children or ())
        title = f"\n\\{name}*{{{self.target(anchor(inside.content))}{shown}}}\n"
        return title + bookmark(name, shown, plain)

    def target(self, name: str) -> str:
        """Return where links to a heading go; the first of two that are called alike has it."""
        if not name or name in self.targets:
            return ""
        self.targets.add(name)
        return destination(name)

    def _heading_close(self, tokens: Sequence[Any], place: int) -> str:
        return ""

    def _paragraph_close(self, tokens: Sequence[Any], place: int) -> str:
        return "\n" if tokens[place].hidden else "\n\n"

    def _ordered_list_open(self, tokens: Sequence[Any], place: int) -> str:
        return "\n\\begin{enumerate}\n"

    def _mathematics(self, tokens: Sequence[Any], place: int) -> str:
        return mathematics(tokens[place].content, block=tokens[place].markup == "$$")

    def _code_inline(self, tokens: Sequence[Any], place: int) -> str:
        return code(tokens[place].content)

    def _fence(self, tokens: Sequence[Any], place: int) -> str:
        lines = tokens[place].content.splitlines()
        shown = "\\\\\n".join(code(one) or "~" for one in lines)
        return f"\n\\begin{{quote}}\\raggedright\n{shown}\n\\end{{quote}}\n"

    def _link_open(self, tokens: Sequence[Any], place: int) -> str:
        target = str(tokens[place].attrs.get("href", "")).rpartition("#")[2].removesuffix(".md")
        self.links.append(target in self.anchors)
        return rf"\hyperlink{{{_label(target)}}}{{" if self.links[-1] else ""

    def _link_close(self, tokens: Sequence[Any], place: int) -> str:
        return "}" if self.links.pop() else ""

    def _html_block(self, tokens: Sequence[Any], place: int) -> str:
        content = tokens[place].content.strip()
        return "" if content.startswith("<!--") else escaped(content)

    _html_inline = _html_block

    def _image(self, tokens: Sequence[Any], place: int) -> str:
        return escaped(tokens[place].content)

    def _table_open(self, tokens: Sequence[Any], place: int) -> str:
        count = 0
        for token in tokens[place:]:
            count += token.type == "th_open"
            if token.type == "thead_close":
                break
        return f"\n\\begin{{center}}\\small\\begin{{tabular}}{{{'l' * max(count, 1)}}}\n"

    def _table_close(self, tokens: Sequence[Any], place: int) -> str:
        return "\\end{tabular}\\end{center}\n"

    def _td_close(self, tokens: Sequence[Any], place: int) -> str:
        return r" \\" + "\n" if tokens[place + 1].type == "tr_close" else " & "

    _th_close = _td_close

    def _tr_close(self, tokens: Sequence[Any], place: int) -> str:
        return ""


def _label(name: str) -> str:
    return re.sub(r"[^a-z0-9-]", lambda sign: f"u{ord(sign[0]):x}", name)


def _ascii(text: str) -> str:
    """Return a heading for the bookmarks, which hold plain text only."""
    plain = re.sub(r"\\([A-Za-z]+)", r"\1", text)
    return escaped("".join(sign for sign in plain if sign.isascii() and sign not in "\\{}$"))
