"""Tests of ``askewtheory fuzz`` on this report: runs are drawn, and what is proved survives."""

import itertools
import json
import random

from click.testing import CliRunner

from askewtheory.audit import rules
from askewtheory.audit.orbits import RUNNING, Cycle
from askewtheory.audit.package import discover
from askewtheory.audit.statement import Statement
from askewtheory.audit.verdict import Verdict
from askewtheory.cli import main
from proofs_checks.facts.losses import huber_loss, linear, quadratic_loss
from proofs_checks.vocabulary import Run


def searched(identifier, seconds, tmp_path):
    """Return the exit code of a search, and what it found of the only part."""
    path = tmp_path / "found.json"
    given = ["fuzz", identifier, "--seconds", str(seconds), "--json", str(path)]
    code = CliRunner().invoke(main, given).exit_code
    (part,) = json.loads(path.read_text(encoding="utf-8"))["parts"]
    return code, part


def test_it_finds_a_run_that_leaves_the_neighbourhood(tmp_path):
    """Lemma 5 as printed is refuted by a drawn run, and the line printed is accepted as its check.

    The run jumps to and fro, clipped, as the one on record does.
    """
    code, part = searched("lemma-5", 60, tmp_path)
    assert code == 1
    assert part["stopped"] == "found"
    names = {"Run": Run, "linear": linear, "huber_loss": huber_loss,
             "quadratic_loss": quadratic_loss}  # fmt: skip
    given = part["line"].removeprefix("this.refuted")

    def refuted(run, **more):
        statement = discover("proofs_checks").entries["lemma-5"].statement
        assert isinstance(statement, Statement)
        return rules.refutation(statement, {},
                                more["instead"], model=run,
                                parameters=more.get("parameters", ()))  # fmt: skip

    assert eval(f"refuted{given}", {**names, "refuted": refuted}).verdict is Verdict.REFUTED


def test_it_finds_none_for_what_is_proved(tmp_path):
    """Some drawn runs meet the hypotheses of a line that is proved, and none breaks it."""
    code, part = searched("lemma-3/line-1-lipschitz", 4, tmp_path)
    assert code == 0
    assert part["satisfied"] > 100
    assert part["counterexample"] is None


def test_drawn_runs_are_periodic_or_end():
    """Each has an exact start, a feasible interval and iterates; many return for ever."""
    drawn = list(itertools.islice(Run.instances(random.Random(1)), 200))
    kinds = [isinstance(run.iterates, Cycle) for run in drawn]
    assert 40 < sum(kinds) < 180
    assert all(0 < run.epsilon <= 1 and run.intervals for run in drawn)
    assert all(run.iterates.at(1) == run.after(run.start, 0) for run in drawn if run.forever)
    assert RUNNING == "n"


def test_a_run_is_written_as_it_is_made():
    """What is printed of a run makes the same run."""
    run = Run((-1, 1), "3/4", loss=huber_loss("1/2", 1, 2), start="-17/8", constants={"L": 1})
    text = 'Run(levels=(-1, 1), epsilon=\'3/4\', loss=huber_loss("1/2", "1", "2"), '
    assert repr(run) == text + "start='-17/8', constants={'L': 1})"
