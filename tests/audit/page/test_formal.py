"""Tests of the formal statements that a card shows."""

from askewtheory.audit.page.formal import FormalStatements, broken, theorems


def item(*names, axioms="A.one, B.two"):
    """Return a result that rests on some formal theorems."""
    return {
        "formal": [
            {"theorem": name, "conclusion": f"forall x : R, 0 < x -> {name} < 1"} for name in names
        ],
        "evidence": [
            {"kind": "formal", "detail": f"{name}, axioms: {axioms}; sources 12ab"}
            for name in names
        ],
    }


def test_a_theorem_is_shown_word_for_word_with_its_axioms():
    """The statement stands folded, escaped, and its axioms by name."""
    shown = FormalStatements().section(item("f.t"))
    assert shown.startswith("<details><summary>The formal statement, as Coq prints it</summary>")
    assert "forall x : R,\n0 &lt; x -&gt;\nf.t &lt; 1" in shown
    assert "It assumes A.one, B.two." in shown


def test_a_theorem_without_axioms_says_so():
    """None is no name of an axiom."""
    assert "It assumes no axiom." in FormalStatements().section(item("t", axioms="none"))


def test_a_shared_theorem_is_shown_once():
    """The second result that rests on a theorem links to the first."""
    statements = FormalStatements()
    assert 'id="formal/t"' in statements.section(item("t"))
    again = statements.section(item("t", "u"))
    assert 'href="#formal/t"' in again
    assert 'id="formal/t"' not in again
    assert "The 2 formal statements, as Coq prints them" in again


def test_what_was_not_established_is_not_shown():
    """A statement without evidence of a formal proof is no formal theorem of the result."""
    assert list(theorems({**item("t"), "evidence": []})) == []
    assert FormalStatements().section({"formal": [], "evidence": []}) == ""


def test_names_and_statements_are_text():
    """Nothing in a theorem's name or statement acts on the page."""
    shown = FormalStatements().section(item("<script>alert(1)</script>"))
    assert "<script" not in shown


def test_lines_break_only_outside_brackets():
    """Removing the breaks gives back what Coq printed."""
    text = "forall (f : R -> R) (n : nat), (forall x : R, f x -> n = 0) -> exists y : R, f y = 0"
    assert broken(text).replace("\n", " ") == text
    assert broken(text).count("\n") == 3
