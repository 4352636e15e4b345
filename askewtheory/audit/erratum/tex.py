r"""An erratum as a LaTeX document that needs nothing but the AMS packages, geometry, hyperref."""

from __future__ import annotations

import re

from askewtheory.audit.erratum.document import APPENDIX, Document, Result
from askewtheory.audit.erratum.markdown import anchor, bookmark, destination, to_latex
from askewtheory.audit.latex import escaped

_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
_END = re.compile(r"\s*\\end\{enumerate\}\Z")
_PREAMBLE = r"""\documentclass[10pt,a4paper]{article}
\usepackage{amsmath,amssymb,amsthm}
\usepackage[hmargin=1.9cm,top=1.4cm,bottom=1.6cm,footskip=0.8cm]{geometry}
\usepackage[hidelinks]{hyperref}
\makeatletter
\renewcommand\section{\@startsection{section}{1}{0pt}{2.4ex plus 1ex}{0.6ex}%
  {\normalfont\Large\bfseries\raggedright}}
\renewcommand\subsection{\@startsection{subsection}{2}{0pt}{1.2ex plus 0.8ex}{0.1ex}%
  {\normalfont\normalsize\bfseries\raggedright}}
\renewcommand\subsubsection{\@startsection{subsubsection}{3}{0pt}{1.6ex plus 0.5ex}{0.4ex}%
  {\normalfont\normalsize\itshape\raggedright}}
\renewcommand\labelitemi{--}
\let\fullitemize\itemize
\def\itemize{\small\let\@listi\@listI\fullitemize}
\def\@listi{\leftmargin 1.2em \parsep 1pt plus 1pt \topsep 1pt plus 1pt \itemsep 0pt plus 1pt}
\let\@listI\@listi
\def\ps@made{\let\@oddhead\@empty\def\@oddfoot{\footnotesize\made\hfil\thepage}}
\makeatother
\pagestyle{made}
\setlength\parindent{0pt}
\setlength\parskip{1pt plus 2pt}
\AtBeginDocument{\normalsize
\abovedisplayskip 2pt plus 2pt \belowdisplayskip 2pt plus 2pt
\abovedisplayshortskip 0pt plus 2pt \belowdisplayshortskip 2pt plus 2pt}
\raggedbottom
\sloppy
\emergencystretch=4em
\hbadness=10000
\vbadness=10000
\allowdisplaybreaks
% A displayed formula; one that is wider than the line breaks at its relations.
\newsavebox\shownbox
\newcommand\shown[1]{\sbox\shownbox{$\displaystyle #1$}%
  \ifdim\wd\shownbox>\linewidth
    \begin{center}$\displaystyle\relpenalty=0 \binoppenalty=0 #1$\end{center}%
  \else\[#1\]\fi}
\newcommand\resultname{}
\newtheorem*{named}{\resultname}
\newenvironment{result}[1]{\renewcommand\resultname{#1}\begin{named}}{\end{named}}
"""


def tex(document: Document) -> str:
    """Return the source of a document; it compiles whatever its texts are."""
    everything = [document.front, document.body, document.setting]
    headings = [found[1] for text in everything for found in _HEADING.finditer(text)]
    anchors = frozenset(map(anchor, [*headings, *(one.title for one in document.results)]))
    title = escaped(document.heading)
    made = escaped(document.revision)
    parts = [
        _PREAMBLE,
        rf"\newcommand\made{{{made}}}",
        rf"\hypersetup{{pdftitle={{{_bookmark(document.heading)}}}}}",
        r"\begin{document}",
        rf"{{\Large\bfseries\raggedright {title}\par}}\medskip",
        to_latex(document.front, anchors=anchors),
        to_latex(document.body, anchors=anchors),
        _appendix(document, anchors),
        rf"\bigskip\footnotesize {escaped(document.made)}",
        r"\end{document}",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _bookmark(text: str) -> str:
    return escaped("".join(sign for sign in text if sign.isascii() and sign not in "\\{}$"))


def _appendix(document: Document, anchors: frozenset[str]) -> str:
    if not (document.setting or document.results):
        return ""
    shown = [
        r"\clearpage\let\itemize\fullitemize", to_latex(APPENDIX, anchors=anchors),
        to_latex(document.setting, anchors=anchors),
        *(_result(one, anchors) for one in document.results),
    ]  # fmt: skip
    return "\n".join(shown)


def _result(one: Result, anchors: frozenset[str]) -> str:
    """Return a repaired statement as a theorem with its proof, ready to be pasted."""
    name = to_latex(one.title, anchors=anchors).strip()
    statement = to_latex(one.statement, anchors=anchors).strip()
    place = "\\phantomsection" + bookmark("subsection", name, one.title)
    found = [
        f"{place}\\begin{{result}}{{{destination(anchor(one.title))}{name}}}",
        f"{statement}\n\\end{{result}}",
    ]
    if one.proof:
        proof = to_latex(one.proof, anchors=anchors).strip()
        ended = _END.sub("\\\\qedhere\n\\\\end{enumerate}", proof)
        found.append(f"\\begin{{proof}}\n{ended}\n\\end{{proof}}")
    if one.checks:
        found.append(to_latex(one.checks, anchors=anchors))
    return "\n".join(found)
