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
