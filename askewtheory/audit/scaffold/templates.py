"""The texts that a new package starts from. ``$NAME`` is the package's, the rest is filled in."""

INIT = """\
$about

TITLE = $title
SUBJECT = $subject
ORDER = [
$order]
"""

TESTS = '''\
"""The verdicts on record are what the checks find; run with ``pytest $NAME``."""

from askewtheory.audit.package import select
from askewtheory.audit.runner import run_claim


def pytest_generate_tests(metafunc):
    """Make one test for each claim."""
    metafunc.parametrize("name", select((), "$NAME"))


def test_the_verdicts_on_record_are_found_again(name):
    """The claim, its lines and its repair have the verdicts in their decorators."""
    wrong = [one for one in run_claim(name, "$NAME").all_results if not one.reproduced]
    assert not wrong, [(one.id, str(one.verdict), one.reason) for one in wrong]
'''

LEMMA_1 = '''\
"""An example that is proved. Put your own statement in its place."""

from askewtheory.audit.claim import PROVED, claim, line

POSITIVE = {"x is positive": "x > 0"}


@claim(
    "lemma-1",
    PROVED,
    title="A number and its inverse",
    source="Example, Lemma 1",
    latex=r"x + \\frac{1}{x} \\ge 2",
    given=POSITIVE,
    concludes="x + 1/x >= 2",
)
def as_printed(this):
    """A positive number and its inverse add up to at least 2."""
    return this.solvers()


@line(
    "lemma-1",
    PROVED,
    latex=r"x + \\frac{1}{x} - 2 = \\frac{(x - 1)^2}{x}",
    given=POSITIVE,
    concludes="x + 1/x - 2 == (x - 1)^2/x",
)
def line_1(this):
    """What the two exceed 2 by is a square over x."""
    return this.solvers()
'''

LEMMA_2 = '''\
"""An example that is refuted: right form, wrong number. Its repair is what holds."""

from askewtheory.audit.claim import REFUTED, claim, repair

POSITIVE = {"x is positive": "x > 0", "y is positive": "y > 0"}


@claim(
    "lemma-2",
    REFUTED,
    title="The square of a sum",
    source="Example, Lemma 2",
    latex=r"(x + y)^2 \\ge 5 x y",
    given=POSITIVE,
    concludes="(x + y)^2 >= 5*x*y",
    severity="constant",
    why="At x = y the factor is 4.",
    meant="lemma-2/repaired",
    changes=["4 for 5"],
)
def as_printed(this):
    """The square of a sum of positive numbers is at least five times their product."""
    return this.refuted(x=1, y=1, instead="(x + y)^2 >= 4*x*y")


@repair(
    "lemma-2",
    title="The square of a sum, with 4",
    source="In place of Lemma 2",
    latex=r"(x + y)^2 \\ge 4 x y",
    given=POSITIVE,
    concludes="(x + y)^2 >= 4*x*y",
)
def repaired(this):
    """The square of a sum of positive numbers is at least four times their product."""
    return this.solvers()
'''

README = """\
# $title

Claims for askewtheory. From the folder that holds this one:

```sh
askewtheory verify --claims $NAME              # a verdict for each claim
askewtheory verify --claims $NAME --explain $first
askewtheory fuzz $first --claims $NAME         # search for a counterexample
askewtheory report --claims $NAME --out page   # one page: page/index.html
pytest $NAME                                   # the verdicts on record are found again
```

$more
"""

EXAMPLE_MORE = """\
`lemma_1.py` has a claim that is proved, `lemma_2.py` one that is refuted, with its repair. Replace
them by your own, one module a statement, and put the identifiers into `ORDER` in `__init__.py`."""

PAPER_MORE = """\
Each module quotes one statement of the source. All are undecided until you

1. write what it assumes and concludes as formulas: `given={"name": "0 < gamma"}`,
   `concludes="x + 1/x >= 2"` in place of the words;
2. let the check return what a rule makes of it: `this.solvers()`, `this.refuted(x=1, ...)`;
3. put the verdict that you expect in place of `UNDECIDED`.

$notes"""

STATEMENT = '''\
$about

from askewtheory.audit.claim import $imports
from askewtheory.audit.terms import prose

PRINTED = $printed
"""As the source has it, with its own macros expanded."""


@claim(
    $id,
    UNDECIDED,
    title=$title,
    source=$source,$latex
    concludes=prose($prose),$uses
)
def as_printed(this):
    $words
    return this.undecided("it is not yet stated as a formula")
'''

LINE = '''\


@line(
    $id,
    UNDECIDED,
    latex=$latex,
    concludes=prose($prose),
)
def line_$place(this):
    """Displayed line $place of the proof$number."""
    return this.undecided("it is not yet stated as a formula")
'''
