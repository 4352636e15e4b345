r"""Markdown with ``$...$`` mathematics as HTML: written proofs, quoted statements, stored tables.

HTML inside it is text, and links and pictures are their words.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from functools import cache
from typing import Any

from askewtheory.audit.page.mathml import mathml


def markdown(text: str, *, level: int = 4, words: Callable[[str], str] = html.escape) -> str:
    """Return Markdown as HTML.

    Parameters
    ----------
    text
        The Markdown.
    level
        Where its headings begin.
    words
        What makes HTML of its plain words, such as one that marks abbreviations.
    """
    reader = _reader()
    tokens = reader.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1:]) + level - 1, 6)}"
    shown = reader.renderer.render(tokens, reader.options, {"words": words})
    return shown.replace("<table>", '<div class="wide" tabindex="0"><table>').replace(
        "</table>", "</table></div>"
    )


def inline(text: str) -> str:
    """Return one line of Markdown as HTML."""
    return _reader().renderInline(text)


@cache
def _reader() -> Any:
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.disable(["autolink", "html_inline", "html_block"])
    reader.inline.ruler.before("escape", "mathematics", _mathematics)
    reader.add_render_rule("mathematics", _shown)
    reader.add_render_rule("text", _plain)
    for rule in ("link_open", "link_close"):
        reader.add_render_rule(rule, _nothing)
    reader.add_render_rule("image", _words)
    return reader


def _mathematics(state: Any, silent: bool) -> bool:
    """Read ``$x$`` and ``$$x$$``; a dollar sign before a space is a dollar sign."""
    if state.src[state.pos] != "$":
        return False
    fence = "$$" if state.src.startswith("$$", state.pos) else "$"
    start = state.pos + len(fence)
    end = state.src.find(fence, start)
    if end <= start or end >= state.posMax + len(fence) or (
        fence == "$" and (state.src[start].isspace() or state.src[end - 1].isspace())
    ):  # fmt: skip
        return False
    if not silent:
        token = state.push("mathematics", "", 0)
        token.content, token.markup = state.src[start:end], fence
    state.pos = end + len(fence)
    return True


def _shown(renderer: Any, tokens: Any, place: int, options: Any, env: Any) -> str:
    token = tokens[place]
    block = token.markup == "$$"
    found = mathml(" ".join(token.content.split()), block=block)
    found = found or f"<code>{html.escape(token.content)}</code>"
    return f'<span class="formula" tabindex="0">{found}</span>' if block else found


def _plain(renderer: Any, tokens: Any, place: int, options: Any, env: Any) -> str:
    return env.get("words", html.escape)(tokens[place].content)


def _nothing(renderer: Any, tokens: Any, place: int, options: Any, env: Any) -> str:
    return ""


def _words(renderer: Any, tokens: Any, place: int, options: Any, env: Any) -> str:
    return html.escape(tokens[place].content)
