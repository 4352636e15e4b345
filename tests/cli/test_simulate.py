import json
import re

import numpy as np
import pytest
from click.testing import CliRunner

from askewtheory import Grid, losses, simulate
from askewtheory.cli import main

ARGUMENTS = [
    "simulate", "--loss", "huber:width=1/2,center=3", "--levels", "-1,1", "--epsilon", "1/5",
    "--alpha", "1", "--clip", "1", "--stepsize", "1/100", "--steps", "200", "--start", "2,-1/2",
]  # fmt: skip


def _invoke(*arguments):
    return CliRunner().invoke(main, [*ARGUMENTS, *arguments])


def test_summary_says_how_the_run_ended():
    """The tables hold the final loss, minimum, distance and the three branches, in 100 columns."""
    result = _invoke()
    assert result.exit_code == 0, result.output
    for text in ("loss", "running minimum", "distance to C_ε", "gradient", "(S⁺)", "(S⁻)"):
        assert text in result.output
    assert max(map(len, result.output.splitlines())) <= 100


def test_help_lists_every_loss_and_noise():
    """Each name that ``--loss`` and ``--noise`` accept stands in the help."""
    from askewtheory.noise import ORACLES

    words = re.split(r"[\s,.]+", _invoke("--help").output)
    assert {*losses.LOSSES, *ORACLES} <= set(words)


def test_json_is_the_run():
    """``--json -`` writes only the records of the same run done from Python."""
    result = _invoke("--json", "-", "--noise", "two-point:sigma=1/2", "--seed", "4")
    from askewtheory.noise import TwoPoint

    run = simulate(
        losses.Huber(width="1/2", center=3), [2, "-1/2"], Grid.binary(), epsilon="1/5", alpha=1,
        clip=1, stepsize="1/100", steps=200, noise=TwoPoint("1/2"), seed=4,
    )  # fmt: skip
    written = json.loads(result.output)
    assert written["loss"] == run.loss.tolist()
    assert written["branch_counts"] == run.branch_counts.tolist()
    assert written["provenance"]["seed"] == 4


def test_files_are_written(tmp_path):
    """Archive and picture appear under the names given."""
    archive, picture = tmp_path / "run.npz", tmp_path / "run.png"
    result = _invoke("--out", str(archive), "--plot", str(picture), "--every", "10")
    assert result.exit_code == 0, result.output
    assert np.load(archive)["steps"].tolist() == list(range(0, 201, 10))
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_one_start_is_repeated_and_schedules_are_read():
    """``--dimension`` repeats a single start; a formula in k is a stepsize."""
    result = CliRunner().invoke(main, [
        "simulate", "--loss", "logistic:samples=20,dimension=3", "--levels", "binary",
        "--epsilon", "1/5", "--alpha", "1", "--clip", "inf", "--stepsize", "1/(k+10)",
        "--steps", "30", "--start", "1/2", "--dimension", "3", "--noise", "mini-batch:size=2",
        "--json", "-",
    ])  # fmt: skip
    assert result.exit_code == 0, result.output
    assert len(json.loads(result.output)["last"]) == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--loss", "cubic"], "loss must be one of"),
        (["--noise", "gaussian:sigma=-1"], "sigma must be"),
        (["--stepsize", "0"], "stepsize must be positive"),
        (["--dimension", "5"], "start must have 1 or 5 numbers, got 2"),
        (["--plot", "run.nonsense"], "plot must be a path ending in"),
        (["--plot", "/proc/run.png"], "plot must be a file that can be written"),
        (["--steps", "-1"], "--steps"),
        (["--steps", "99999999999999"], "steps must be at most 100,000,000 times every"),
        (["--dimension", "99999999999"], "--dimension"),
        (["--loss", "logistic:dimension=99999999999"], "samples times dimension must be at most"),
        (["--loss", "huber:width=1,width=2"], "loss huber must have width once"),
        (["--loss", "huber:width=1e400"], "width must be finite and at most 1.8e308"),
        (["--noise", "gaussian:sigma=1e400"], "sigma must be finite and at most 1.8e308"),
        (["--alpha", "1e400"], "must be finite and at most 1.8e308 in size, got '1e400'"),
        (["--clip", "1e400"], "clip must be finite and at most 1.8e308"),
        (["--stepsize", "1e400"], "stepsize must be finite and at most 1.8e308"),
        (["--start", "1e400"], "must be finite and at most 1.8e308"),
        (["--levels", "0,1e400"], "levels must be finite and at most 1.8e308"),
        (["--stepsize", "horizon:T=5"], "got horizon:T=5 which ends after 6"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(arguments, message):
    """Bad options name themselves, without a traceback."""
    result = _invoke(*arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.output.split())
    assert "Traceback" not in result.output
