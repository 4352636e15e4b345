"""Writing a package: what any text becomes in Python, identifiers, circles, the folder."""

import ast
import importlib.util
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from askewtheory.audit.scaffold import from_paper, from_scratch, read_paper, writable
from askewtheory.audit.scaffold.displays import Display
from askewtheory.audit.scaffold.paper import Paper
from askewtheory.audit.scaffold.statements import Statement
from askewtheory.audit.scaffold.wording import block, docstring, identifier, literal, plain
from askewtheory.errors import InputError

TEXT = st.text(max_size=60) | st.text(alphabet="\\\"' \n{}$%#a\u2028\x00\x1b", max_size=30)


@given(TEXT)
def test_a_literal_is_read_back_as_the_text(text):
    """Whatever stands in it, Python reads the same text; one on one line stays on one."""
    assert ast.literal_eval(literal(text)) == text
    assert "\n" not in literal(text)
    assert ast.literal_eval(block(text)) in (text, f"\n{text}\n")
    said = " ".join(text.split())
    assert ast.literal_eval(docstring(said)).split() == said.split()


@pytest.mark.parametrize(
    "text",
    ['"""', "'''", "\\", 'a"', 'x""" + y', "\\N{BULLET}", "\\u0041", '"; import os #', "{0}$NAME"],
)
def test_what_could_end_a_literal_stays_inside(text):
    """Quotes, backslashes at the end, escapes, and what a template would fill in."""
    for made in (literal(text), block(text), docstring(text)):
        tree = ast.parse(made)
        assert len(tree.body) == 1
        assert isinstance(tree.body[0], ast.Expr)
        assert isinstance(tree.body[0].value, ast.Constant)


@given(st.text(max_size=80))
def test_an_identifier_is_small_ascii(text):
    """Letters, digits and hyphens, none at an end."""
    found = identifier(text)
    assert set(found) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert found == found.strip("-")


@pytest.mark.parametrize(
    ("latex", "said"),
    [
        (r"$\gamma \le 1/L$", "γ ≤ 1/L"),
        (r"$\|x\|_2$ by Lemma~\ref{a} and \eqref{e}, see \cite{key}", "‖x‖_2 by Lemma 1.2 and (3)"),
        (r"$\tfrac{L\eta^2}{2}$, $\dfrac12$, $\frac L2$, $\frac hk$", "Lη^2/2, 1/2, L/2, h/k"),
        (r"$\frac{a+b}{2}$, $\tfrac{1}{2L}$, $\frac{-1}{k-1}$", "(a+b)/2, 1/(2L), -1/(k-1)"),
        (r"$x_{k+1} - x^{*}$, $\sum_{i=1}^n a_i$", "x_{k+1} - x^*, ∑_{i = 1}^n a_i"),
        (r"\begin{align} y &= \frac{x_{k+1}}{e^{-t}} \end{align}", "y = (x_{k+1})/(e^{-t})"),
        (r"{\bf Bold} text, \textbf{Bold} \& 50\%", "Bold text, Bold & 50%"),
        ("{" * 3000 + "x", "x"),
    ],
)
def test_latex_in_words(latex, said):
    """Formulas in their letters, references as printed; the absurd is no error."""
    assert said in plain(latex, {"a": "1.2", "e": "(3)"})


def _load(folder, name):
    spec = importlib.util.spec_from_file_location(name, folder / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))  # type: ignore[arg-type]
@given(TEXT, TEXT, TEXT, TEXT)
def test_any_statement_becomes_a_module(tmp_path_factory, word, title, latex, number):
    """The module runs, has one claim that is undecided, quotes the source, and has its line."""
    folder = tmp_path_factory.mktemp("made")
    one = Statement(word, number, title, latex, [title], [Display(latex)],
                    [Display(latex or "x", number)])  # fmt: skip
    paper = Paper(title, (one, one), {}, (title,))
    from_paper("made", folder, paper)
    files = [path.stem for path in (folder / "made").glob("*.py") if path.stem[0] != "_"]
    files.remove("test_claims")
    assert len(files) == 2
    for name in files:
        module = _load(folder / "made", name)
        assert module.PRINTED.strip("\n") in (latex, latex.strip("\n"))
        assert module.as_printed.expected == "undecided"
        assert module.as_printed.statement.conclusion.op == "prose"
        assert module.line_1.latex == (latex or "x")
    assert _load(folder / "made", "__init__").TITLE


def test_identifiers_are_the_printed_numbers_and_differ(tmp_path):
    """Numbers with dots, letters of other alphabets, unnumbered ones, the same number twice."""
    words = [("Lemma", "2.1"), ("Théorème", "A"), ("Теорема", "3"), ("Remark", ""), ("Remark", ""),
             ("Lemma", "2.1"), ("class", ""), ("1st", "")]  # fmt: skip
    paper = Paper("T", tuple(Statement(*one) for one in words), {}, ())
    from_paper("made", tmp_path, paper)
    assert _load(tmp_path / "made", "__init__").ORDER == [
        "lemma-2-1", "theoreme-a", "statement-3", "remark-unnumbered",
        "remark-unnumbered-again-2", "lemma-2-1-again-2", "class-unnumbered",
        "statement-1st-unnumbered",
    ]  # fmt: skip


def test_proofs_that_refer_to_each_other_make_no_circle(tmp_path):
    """The first reference stays, the one that would close a circle is noted."""
    source = tmp_path / "p.tex"
    source.write_text(
        r"\begin{lemma}\label{a}1\end{lemma}\begin{proof}\ref{b}\end{proof}"
        r"\begin{lemma}\label{b}2\end{lemma}\begin{proof}\ref{a} \ref{b}\end{proof}"
    )
    from_paper("made", tmp_path, read_paper(source))
    assert tuple(_load(tmp_path / "made", "lemma_1").as_printed.uses) == ("lemma-2",)
    assert tuple(_load(tmp_path / "made", "lemma_2").as_printed.uses) == ()
    assert "lemma-2 refers to lemma-1" in (tmp_path / "made/README.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("for", "must be that of a Python package"),
        ("match", "must be that of a Python package"),
        ("A", "must be that of a Python package"),
        ("a-b", "must be that of a Python package"),
        ("../a", "must be that of a Python package"),
        ("", "must be that of a Python package"),
        ("_a", "must be that of a Python package"),
        ("é", "must be that of a Python package"),
        ("json", "which Python imports already"),
        ("x" * 61, "at most 60 characters"),
        ("taken", "in this folder already"),
        ("beside", "which Python imports already"),
    ],
)
def test_names_that_cannot_be_used(tmp_path, name, said):
    """Keywords, paths, names of other packages, what is there already."""
    (tmp_path / "taken").mkdir()
    (tmp_path / "beside.py").touch()
    with pytest.raises(InputError, match=said):
        writable(name, tmp_path)


def test_nothing_is_left_where_writing_fails(tmp_path, monkeypatch):
    """An error halfway leaves neither the package nor a part of it."""
    module = sys.modules["askewtheory.audit.scaffold.write"]
    calls = []

    def failing(path, text):
        calls.append(path)
        if len(calls) == 3:
            raise InputError("no more room")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)

    monkeypatch.setattr(module, "write_text", failing)
    with pytest.raises(InputError, match="no more room"):
        from_scratch("made", tmp_path)
    assert list(tmp_path.iterdir()) == []
