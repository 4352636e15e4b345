r"""Reading LaTeX: statements, numbers as LaTeX prints them, displays, proofs, macros, files."""

import re
import shutil
import subprocess
import time
from itertools import pairwise

import pytest

from askewtheory.audit.scaffold.paper import read_paper
from askewtheory.errors import InputError

PREAMBLE = r"""
\documentclass{article}
\usepackage{amsmath,amsthm,amssymb}
\newtheorem{thm}{Theorem}[section]
\newtheorem{lem}[thm]{Lemma}
\newtheorem{cor}{Corollary}
\newtheorem*{rem}{Remark}
\numberwithin{equation}{section}
\newcommand{\R}{\mathbb{R}}
\newcommand{\norm}[2][2]{\|#2\|_{#1}}
\def\half#1{\tfrac{#1}{2}}
\DeclareMathOperator*{\argmin}{arg\,min}
\newcommand{\be}{\begin{equation}} \newcommand{\ee}{\end{equation}}
"""
BODY = r"""
\title{On \emph{descent}}
\begin{document}
\section{One}\label{sec:one}
\begin{thm}[Main]\label{main} For all $x\in\R$, \be\label{eq:main} f(x) \ge \half{1} \ee \end{thm}
\begin{lem}\label{a} $\norm{x} \le \norm[1]{x}$ \end{lem}
\begin{proof} By Theorem~\ref{main},
\begin{align}
  a &= b \label{eq:a} \\
    &\le c \nonumber \\
    &< \begin{cases} 1 & x \\ 2 & y \end{cases} \tag{$*$}\label{eq:star}
\end{align}
so \[ z = 1 \] and $$q = 2.$$
\end{proof}
\begin{rem} Nothing. \end{rem}
\section{Two}
\begin{cor}\label{c} See \eqref{eq:main}. \end{cor}
\begin{lem}\label{b} $1 < 2$ \begin{enumerate} \item\label{item} x \end{enumerate} \end{lem}
\begin{subequations}
\begin{gather} u = 1 \label{eq:u} \\ v = 2 \label{eq:v} \end{gather}
\end{subequations}
\appendix
\section{Proof of Theorem~\ref{main}}\label{app}
\begin{lem}\label{d} $3 < 4$ \end{lem}
\begin{proof} \begin{equation*} 3 < 4 \end{equation*} \end{proof}
\begin{proof} \begin{equation}\label{eq:h} h = \argmin_x f \end{equation} \end{proof}
\begin{proof}[Proof of Lemma~\ref{b}] $$1 < 2$$ \end{proof}
\end{document}
\begin{lem} after the end \end{lem}
"""


@pytest.fixture
def read(tmp_path):
    """Return a function that reads a source, and further files."""

    def reading(text, **files):
        for name, content in files.items():
            path = tmp_path / f"{name}.tex"
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        main = tmp_path / "paper.tex"
        main.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_paper(main)

    return reading


def test_statements_have_their_words_numbers_and_titles(read):
    """Shared counters, counters within sections, letters in the appendix, none with a star."""
    paper = read(PREAMBLE + BODY)
    assert paper.title == r"On \emph{descent}"
    assert [one.name for one in paper.statements] == [
        "Theorem 1.1", "Lemma 1.2", "Remark", "Corollary 1", "Lemma 2.1", "Lemma A.1",
    ]  # fmt: skip
    assert paper.statements[0].title == "Main"


def test_displayed_lines_belong_to_the_proof_that_they_stand_in(read):
    """By the title of the proof, the heading above it, or what it follows; rows one by one."""
    found = {one.name: one for one in read(PREAMBLE + BODY).statements}
    assert [one.latex for one in found["Lemma 1.2"].lines] == [
        "a = b", r"\le c", r"< \begin{cases} 1 & x \\ 2 & y \end{cases}", "z = 1", "q = 2.",
    ]  # fmt: skip
    assert [one.number for one in found["Lemma 1.2"].lines] == ["1.2", "", "$*$", "", ""]
    assert found["Lemma 1.2"].uses == ["main"]
    assert [one.latex for one in found["Lemma A.1"].lines] == ["3 < 4"]
    assert [one.latex for one in found["Theorem 1.1"].lines] == [
        r"h = \operatorname*{arg\,min}_x f"
    ]
    assert [one.latex for one in found["Lemma 2.1"].lines] == ["1 < 2"]


def test_macros_are_expanded_in_what_is_quoted(read):
    """With optional arguments, by a plain definition, and for the ends of an environment."""
    first, second, *_ = read(PREAMBLE + BODY).statements
    assert r"x\in\mathbb{R}" in first.latex
    assert [one.latex for one in first.displays] == [r"f(x) \ge \tfrac{1}{2}"]
    assert second.latex == r"$\|x\|_{2} \le \|x\|_{1}$"


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="LaTeX is not installed")
def test_numbers_are_those_that_latex_prints(read, tmp_path):
    """Every label's number agrees with what LaTeX writes into its .aux file."""
    paper = read(PREAMBLE + BODY)
    subprocess.run(
        ["pdflatex", "-no-shell-escape", "-interaction=nonstopmode", "paper.tex"],
        cwd=tmp_path, capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    written = (tmp_path / "paper.aux").read_text(encoding="utf-8")
    printed = dict(re.findall(r"\\newlabel\{([^}]*)\}\{\{((?:\{[^{}]*\}|[^{}])*)\}", written))
    del printed["item"]  # numbers of items are not followed
    assert len(printed) == 13
    assert {label: paper.numbers[label].strip("()") for label in printed} == {
        label: number.strip("{}") for label, number in printed.items()
    }


@pytest.mark.parametrize(
    ("declared", "names"),
    [
        (r"\declaretheorem[name=Satz]{one}\declaretheorem[sibling=one]{two}", "Satz 1|Two 2"),
        (r"\declaretheorem[numbered=no]{one}\declaretheorem[parent=section]{two}", "One|Two 1.1"),
        (r"\newtheorem{one}[equation]{A}\newtheorem{two}[one]{B}", "A 1|B 2"),
        (r"\newtheorem{one}{A}\renewcommand{\theone}{\Alph{one}}\newtheorem{two}{B}", "A A|B 1"),
        (r"\newtheorem{one}{A}\newtheorem{two}{B}\setcounter{one}{4}", "A 5|B 1"),
        (r"\newtheorem{one}{A}[section]\counterwithout{one}{section}\newtheorem{two}{B}",
         "A 1|B 1"),
        (r"\spnewtheorem{one}{A}[section]{\bfseries}{\itshape}\newtheorem{two}[one]{B}",
         "A 1.1|B 1.2"),
    ],
)  # fmt: skip
def test_declarations(read, declared, names):
    """amsthm, thmtools and the counters' own commands."""
    body = r"\section{S}\begin{one}x\end{one}\begin{two}y\end{two}"
    assert "|".join(one.name for one in read(declared + body).statements) == names


def test_undeclared_environments_of_classes_are_known(read):
    """A source whose class declares them counts each on its own."""
    text = r"\begin{lemma}x\end{lemma}\begin{theorem}y\end{theorem}\begin{lemma*}z\end{lemma*}"
    assert [one.name for one in read(text).statements] == ["Lemma 1", "Theorem 1", "Lemma"]


def test_restatable_and_thmtools_titles(read):
    """The environment is the inner one; the title and the label are keys."""
    text = (
        r"\begin{restatable}[Big]{theorem}{again}\label{t}x\end{restatable}\again*"
        r"\begin{lemma}[name=Small, label=s]y\end{lemma}"
        r"\begin{proof}[Proof of Theorem~\ref{t}] $$1=1$$ \end{proof}"
    )
    big, small = read(text).statements
    assert (big.title, small.title, small.labels) == ("Big", "Small", ["s"])
    assert len(big.lines) == 1


def test_user_environments_are_followed(read):
    """One that begins a proof, with an argument that names what it proves."""
    text = (
        r"\newenvironment{show}[1]{\begin{proof}[Proof of #1]}{\end{proof}}"
        r"\begin{lemma}\label{l}x\end{lemma}\begin{lemma}y\end{lemma}"
        r"\begin{show}{Lemma~\ref{l}} \[ 1 = 1 \] \end{show}"
    )
    first, second = read(text).statements
    assert (len(first.lines), len(second.lines)) == (1, 0)


def test_comments_verbatim_and_false_branches_are_no_statements(read):
    """Only what LaTeX would set."""
    text = r"""
    % \begin{lemma}comment\end{lemma}
    \begin{verbatim}\begin{lemma}v\end{lemma}\end{verbatim}
    \begin{comment}\begin{lemma}c\end{lemma}\end{comment}
    \iffalse \begin{lemma}f\end{lemma} \fi
    \verb|\begin{lemma}|
    \begin{lemma}50\% of $x$ % not this
    \end{lemma}"""
    (only,) = read(text).statements
    assert only.latex == r"50\% of $x$"


def test_files_inside_the_folder_alone_are_read(read, tmp_path):
    """Inputs are spliced in, once in a loop; outside of the folder nothing is read."""
    (tmp_path.parent / "secret.tex").write_text(r"\begin{lemma}secret\end{lemma}")
    text = r"\input{part} \include{../secret} \input ../secret \input{/etc/passwd} \input{gone}"
    paper = read(text, part=r"\begin{lemma}inside\end{lemma}\input{part}\input{paper}")
    assert [one.latex for one in paper.statements] == ["inside", "inside"][:1]
    notes = " ".join(paper.notes)
    assert "part includes itself" in notes
    assert "../secret lies outside" in notes
    assert "gone is not there" in notes


def test_a_label_that_stands_twice_is_noted(read):
    """LaTeX takes the last; so does the reader, and says so."""
    text = r"\begin{lemma}\label{x}1\end{lemma}\begin{lemma}\label{x}2\end{lemma}"
    paper = read(text)
    assert paper.numbers["x"] == "2"
    assert "the label x stands twice" in paper.notes[0]


def test_a_long_word_takes_no_longer_than_its_letters(read):
    """In a label, an argument or a title: no time that grows with the square of its length."""
    pytest.importorskip("psutil")
    from tests.faults.attacks import patience

    began, word = time.monotonic(), "a" * 100_000
    paper = read(rf"\begin{{lemma}}[{word}]\label{{{word}}}\emph{{{word}}}\end{{lemma}}")
    assert paper.numbers[word] == "1"
    assert time.monotonic() - began < 10 * patience()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no statement at all", "must hold theorem-like environments"),
        ("".join(rf"\def\{x}{{\{y}{'9' * 9999}\{y}}}" for x, y in pairwise("abcdefghijkl")) + r"\a",
         "must have macros that expand to at most"),
        (r"\begin{lemma}x\end{lemma}" * 1001, "at most 1000 things"),
        ("x" * (4 * 2**20 + 1), "at most 4 MiB"),
    ],
)  # fmt: skip
def test_what_is_absurd_is_refused_in_a_sentence(read, text, said):
    """Nothing to read, macros without end, too many statements, too large a file."""
    with pytest.raises(InputError, match=said):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        r"\def\x{\x}\begin{lemma}\x\end{lemma}",
        r"\def\x{\y}\def\y{\x}\begin{lemma}\x\end{lemma}",
        r"\newcommand{\x}[1]{\x{#1#1}}\begin{lemma}\x{a}\end{lemma}",
        r"\newenvironment{e}{\begin{e}}{\end{e}}\begin{e}\begin{lemma}x\end{lemma}\end{e}",
        r"\begin{lemma}" + "{" * 5000 + "x",
        r"\begin{lemma}" + r"\begin{align}" * 2000 + r"x",
        r"\begin{lemma} $$ \end{lemma} }}} \end{align} \end{proof} \begin",
        r"\begin{lemma}\newcommand{\end{lemma}",
        r"\begin{proof} $$1$$ \end{proof}\begin{lemma} } \end{lemma}",
        "\\begin{lemma}\\label{\xe4} \xff\xfe \0 \x1b[31m\\end{lemma}".encode("latin-1"),
    ],
)
def test_hostile_sources_still_give_their_statement(read, text):
    """Recursion, unbalanced braces, deep nesting, other encodings: one lemma, and no error."""
    (only,) = read(text).statements
    assert only.name == "Lemma 1"
