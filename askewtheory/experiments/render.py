"""A table as Markdown, LaTeX and HTML: one record, three spellings."""

from __future__ import annotations

import html
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Table:
    """A titled table of texts, with notes below it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the table by parts."""
        return asdict(self)

    def markdown(self) -> str:
        """Return the table in GitHub's Markdown."""
        lines = [_piped(self.columns), "|" + " --- |" * len(self.columns)]
        lines += [_piped(row) for row in self.rows]
        notes = [f"- {note}" for note in self.notes]
        return "\n".join([f"**{self.title}**", "", *lines, *([""] if notes else []), *notes, ""])

    def latex(self) -> str:
        """Return the table as a LaTeX ``table`` (needs the package booktabs)."""
        lines = [" & ".join(map(_latex, row)) + r" \\" for row in (self.columns, *self.rows)]
        caption = " ".join([f"{self.title}.", *(f"{note}." for note in self.notes)])
        return "\n".join(
            [
                r"\begin{table}",
                rf"\caption{{{_latex(caption)}}}",
                rf"\begin{{tabular}}{{l{'r' * (len(self.columns) - 1)}}}",
                r"\toprule",
                lines[0],
                r"\midrule",
                *lines[1:],
                r"\bottomrule",
                r"\end{tabular}",
                r"\end{table}",
                "",
            ]
        )

    def html(self) -> str:
        """Return the table as HTML, without a style of its own."""
        head = "".join(f'<th scope="col">{html.escape(text)}</th>' for text in self.columns)
        rows = []
        for first, *rest in self.rows:
            cells = "".join(f"<td>{html.escape(text)}</td>" for text in rest)
            rows.append(f'<tr><th scope="row">{html.escape(first)}</th>{cells}</tr>')
        body = "\n".join(rows)
        notes = "".join(f"<li>{html.escape(note)}</li>" for note in self.notes)
        return (
            f"<table>\n<caption>{html.escape(self.title)}</caption>\n"
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n"
            + (f"<ul>{notes}</ul>\n" if notes else "")
        )


def _piped(row: tuple[str, ...]) -> str:
    return "| " + " | ".join(text.replace("|", r"\|") for text in row) + " |"


_LATEX = {
    "\\": r"\textbackslash{}",
    "±": r"$\pm$",
    "ε": r"$\varepsilon$",
    "–": "--",
    "×": r"$\times$",
    "<": "$<$",
    ">": "$>$",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
} | {character: "\\" + character for character in "&%$#_{}"}


def _latex(text: str) -> str:
    return "".join(_LATEX.get(character, character) for character in text)
