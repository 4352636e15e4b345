"""Slips in a package: one sentence that says what was expected, with file and line."""

import sys
import textwrap
from itertools import count

import pytest

from askewtheory.audit.package import discover
from askewtheory.audit.runner import run_claims
from askewtheory.errors import InputError

NUMBER = count()
HEAD = "from askewtheory.audit.claim import PROVED, claim, line\n"
GOOD = """
@claim("good", PROVED, title="t", source="s", concludes="x^2 >= 0")
def good(this):
    "Words."
    return this.solvers()
"""


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Return a function that makes a package of one module, and gives its name."""
    monkeypatch.syspath_prepend(tmp_path)

    def make(module, root=""):
        name = f"slips_{next(NUMBER)}"
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(root)
        (tmp_path / name / "good.py").write_text(HEAD + GOOD)
        (tmp_path / name / "slip.py").write_text(HEAD + textwrap.dedent(module))
        return name

    yield make
    for name in [one for one in sys.modules if one.startswith("slips_")]:
        del sys.modules[name]


@pytest.mark.parametrize(
    ("decorated", "body", "said"),
    [
        ('"slip", "provd", title="t", source="s", concludes="x > 1"', "return this.solvers()",
         "the verdict of slip must be one of proved, refuted, vacuous, supported, ill-posed, "
         "undecided, got 'provd' (slip.py, line 2)"),
        ('"slip", PROVED, title="t", source="s", givn=["x > 1"], concludes="x > 1"',
         "return this.solvers()", "takes no 'givn' (did you mean given?) (slip.py, line 2)"),
        ('"slip", PROVED, title="t", source="s", given="x > 1", concludes="x > 1"',
         "return this.solvers()", "got the text 'x > 1' (slip.py, line 2)"),
        ('"slip", PROVED, title="t", source="s", concludes="x + * 2"', "return this.solvers()",
         "'x + * 2' is no formula: invalid syntax (slip.py, line 2)"),
        ('"slip", PROVED, title="t", source="s", concludes="x > 1"', "return this.solver()",
         "there is no rule this.solver (did you mean solvers?) (slip.py, line 5)"),
        ('"slip", PROVED, title="t", source="s", concludes="x > 1"', "this.solvers",
         "returned nothing, no judgement: write `return this.solvers()`, or another rule"),
        ('"slip", PROVED, title="t", source="s", concludes="x > 1"', "return {}[this]",
         "KeyError"),
    ],
)  # fmt: skip
def test_the_slip_is_named_and_costs_nothing_else(package, decorated, body, said):
    """The other module's claim is proved; this one is undecided, and not reproduced."""
    name = package(f'@claim({decorated})\ndef slip(this):\n    "Words."\n    {body}\n')
    found = {item.id: item for item in run_claims(package=name, jobs=1)}
    assert found.pop("good").verdict == "proved"
    (other,) = found.values()
    assert other.verdict == "undecided"
    assert not other.reproduced
    assert said in other.result.reason


CALLS = {
    "solvers(this.statement)": "this.solvers() proves the claim's own statement (rules.solvers "
    "another one), and takes nothing but a number of seconds, got a Statement",
    "solvers(True)": "this.solvers() proves the claim's own statement (rules.solvers another one), "
    "and takes nothing but a number of seconds, got True",
    "signs(this.statement)": "a rule is called as this.signs() for the claim's own statement, "
    "got other arguments: too many positional arguments",
    "induction(1)": "a rule is called as this.induction(base, step) for the claim's own statement, "
    "got other arguments: missing a required argument: 'step'",
    "certificate(1, [0])": "a part of a certificate must be (multiplier, [numbers of hypotheses, "
    "from 0 on]), of 1, got 1",
    "certificate((1, [1]))": "a part of a certificate must be (multiplier, [numbers of hypotheses, "
    "from 0 on]), of 1, got (1, [1])",
    "instance(1, x=this.statement)": "the value of x must be an exact number, a term or a text, "
    "got a Statement",
    "member(True)": "the index of a member must be an exact number, a term or a text, got True",
    "formal('here')": "the folder of Coq sources must be a Path, got 'here'",
    "hand(3)": "an argument must be a text, got 3",
    "refuted(this.statement, instead='x == 0')": "an instance must be values by name, or a model "
    "of what the statement is about, got a Statement",
    "vacuous('x > 0')": "TypeError: hypotheses must be a list or a mapping of formulas, got the "
    "text 'x > 0'",
    "vacuous(3)": "TypeError: hypotheses must be a list or a mapping of formulas, got 3",
    "supported(1, control=[-1], seed=1, detail='d')": "the margins must be a list of numbers, "
    "got 1",
}


@pytest.mark.parametrize("call", CALLS)
def test_a_rule_that_is_called_otherwise_says_what_it_takes(package, call):
    """Nor does it pass for a claim that is open on record: the check is broken."""
    name = package(f"""
        from askewtheory.audit.claim import UNDECIDED

        @claim("slip", UNDECIDED, title="t", source="s", given=["x > 1"], concludes="x > 0")
        def slip(this):
            "Words."
            return this.{call}
    """)
    (item,) = run_claims(["slip"], name, jobs=1)
    assert not item.reproduced
    assert item.result.reason == f"the check failed: {CALLS[call]} (slip.py, line 8)"


def test_what_keeps_a_package_from_being_read_is_one_sentence(package):
    """An identifier twice, with both modules; an order that is no list."""
    twice = package(GOOD)
    with pytest.raises(InputError, match=rf"'good' twice, in {twice}.good and {twice}.slip"):
        discover(twice)
    name = package("", root="ORDER = 3")
    with pytest.raises(InputError, match=f"ORDER of {name} must be a list of identifiers, got 3"):
        discover(name)


def test_an_import_that_fails_names_the_file_of_the_package(package):
    """Not the library's own file in which it broke."""
    name = package("import json\njson.loads('{')")
    found = {item.id: item for item in run_claims(package=name, jobs=1)}
    assert "(slip.py, line 3)" in found[f"{name}.slip"].result.reason
