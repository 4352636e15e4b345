"""Markdown as LaTeX."""

import re

from hypothesis import given
from hypothesis import strategies as st

from askewtheory.audit.erratum.markdown import anchor, code, to_latex
from askewtheory.audit.erratum.words import plain


def test_each_element_has_its_latex():
    """Headings, emphasis, lists, quotations, code and tables are converted."""
    assert r"\emph{a} \textbf{b} \texttt{c}" in to_latex("*a* **b** `c`")
    assert r"\section*{" in to_latex("# A")
    assert r"\subsubsection*{" in to_latex("## A", level=1)
    items = to_latex("- a\n- b")
    assert "\\begin{itemize}\n\\item a\n\n\\item b\n\n\\end{itemize}" in items
    assert "\\begin{enumerate}\n\\item a" in to_latex("1. a\n2. b")
    assert "\\begin{quote}\na" in to_latex("> a")
    assert "\\begin{tabular}{ll}\na & b \\\\\n\\hline\nc & d \\\\" in to_latex(
        "| a | b |\n| - | - |\n| c | d |"
    )
    assert r"\texttt{x\char95{}\allowbreak{}y}" in to_latex("```\nx_y\n```")


def test_mathematics_passes_or_is_shown_as_code():
    """A formula that is not certain to compile is text, in its place."""
    assert to_latex("$x^2$ and $\\input{a}$").strip() == (
        r"$x^2$ and \texttt{\char92{}input\char123{}a\char125{}}"
    )
    assert to_latex("Then\n\n$$x \\le y$$\n\nholds.") == "Then\n\\shown{x \\le y}\n\n\nholds.\n\n"
    assert to_latex("it costs 3 $ or 4 $").strip() == r"it costs 3 \$ or 4 \$"
    assert to_latex(r"\$x\$").strip() == r"\$x\$"


def test_a_line_can_break_after_the_commas_of_a_list():
    """But not after those of a function's arguments."""
    assert to_latex("$a, b(c, d), e$").strip() == r"$a,\allowbreak b(c, d),\allowbreak e$"


def test_links_go_to_headings_that_are_there():
    """Others are their words; files are not opened by anybody's text."""
    known = frozenset([anchor("Lemma 5′")])
    assert anchor("Lemma 5′") == "lemma-5"
    assert to_latex("[a](#lemma-5)", anchors=known).strip() == r"\hyperlink{lemma-5}{a}"
    assert to_latex("[a](lemma-5.md)", anchors=known).strip() == r"\hyperlink{lemma-5}{a}"
    assert to_latex("[a](/etc/passwd) ![b](c.png)", anchors=known).strip() == "a b"


def test_comments_go_and_html_is_text():
    """A comment names a section for programs."""
    assert to_latex("<!-- id -->\n").strip() == ""
    assert (
        to_latex("a <b>c</b>").strip()
        == r"a \textless{}b\textgreater{}c\textless{}/b\textgreater{}"
    )


def test_two_headings_alike_have_one_target():
    """LaTeX would warn of a second."""
    assert to_latex("# A\n\n# A").count("hypertarget") == 1


def test_identifiers_can_break():
    """Long ones would stick out of the line."""
    assert code("a-5/b") == r"\texttt{a\char45{}\allowbreak{}5\char47{}\allowbreak{}b}"


def commands(latex):
    """Return the control words of a LaTeX text that are not those of escaped signs."""
    return set(re.findall(r"\\([A-Za-z]+)", latex)) - {
        "textbackslash", "textasciitilde", "textasciicircum", "textless", "textgreater", "textbar",
        "ensuremath", "texttt", "char", "allowbreak", "dots", "S",
    }  # fmt: skip


@given(st.text(alphabet=st.sampled_from("ab \\{}$%#&_^~<>|*`[]()!-+=1.'\"\n:/\t"), max_size=40))
def test_plain_text_is_text_in_markdown_and_latex(text):
    """Whatever a title is, it comes out as its characters: no command, list or link of its own."""
    found = to_latex(plain(text))
    assert commands(found) == set()
    shown = found.replace("{}", "")
    for sign, written in (("\\", r"\textbackslash"), ("~", r"\textasciitilde"),
                          ("^", r"\textasciicircum"), ("<", r"\textless"), (">", r"\textgreater"),
                          ("|", r"\textbar")):  # fmt: skip
        shown = shown.replace(written, f"\0{ord(sign)}\0")
    shown = re.sub(r"\\([{}$&#%_])", r"\1", shown)
    shown = re.sub("\0(\\d+)\0", lambda one: chr(int(one[1])), shown)
    expected = " ".join(text.split()).replace('"', "''")
    assert " ".join(shown.split()) == expected


@given(st.text(max_size=60))
def test_any_markdown_is_converted(text):
    """No text makes the converter fail, and braces are balanced in what it returns."""
    found = re.sub(r"\\[\\{}]", "", to_latex(text))
    assert found.count("{") == found.count("}")
    assert not {"input", "write", "def", "csname", "include"} & commands(found)
