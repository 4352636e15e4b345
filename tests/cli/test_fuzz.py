"""Tests of ``askewtheory fuzz``: what it finds, what it says where it finds nothing."""

import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from askewtheory.audit.entry import This
from askewtheory.audit.package import discover
from askewtheory.cli import main

ROOT = Path(__file__).parents[2]
CLAIMS = """
from dataclasses import dataclass
from fractions import Fraction
from askewtheory.audit.claim import UNDECIDED, claim
from askewtheory.audit.orbits import cycle
from askewtheory.audit.terms import prose


def state(name, concludes, given=(), about=""):
    def check(this):
        "Words."
        return this.undecided("nothing was tried")
    return claim(name, UNDECIDED, title="t", source="s", given=given, concludes=concludes,
                 about=about)(check)


@dataclass(frozen=True)
class Flip:
    start: Fraction
    gamma: Fraction
    about = "flips"
    @classmethod
    def instances(cls, draw):
        while True:
            yield cls(Fraction(draw.randint(-3, 3)), Fraction(draw.randint(1, 8), 4))
    def names(self):
        step = lambda w: max(-1, min(1, w - self.gamma * w))
        return {"w": cycle(step, self.start), "gamma": self.gamma}
    def obligations(self):
        return ()
    def setting(self):
        return {"start": self.start, "gamma": self.gamma}
    def table(self):
        return ("k", "w"), ()


true = state("true", "x + y + z >= 3", ["x > 0", "y > 0", "z > 0", "x*y*z == 1"])
false = state("false", "(x + y)^2 >= 5*x*y", ["x > 0", "y > 0"])
narrow = state("narrow", "(1000*x - 1)^2 > 0", ["x > 0"])
equation = state("equation", "y <= 100", ["y == x^3", "x <= 5"])
orbit = state("orbit", "all(w[k] <= c for k in N)",
              ["all(w[k+1] == c - w[k] for k in N)", "w[0] == 1", "c >= 0"])
finite = state("finite", "sum(w[k]^2 for k in range(0, T)) >= w[0]", ["T >= 1"])
run = state("run", "all(abs(w[k+1]) < abs(w[k]) or w[k] == 0 for k in N)", ["gamma <= 2"], "flips")
silent = state("silent", "w[0] > 0", (), "a thing")
function = state("function", "f(x) > 0")
square = state("square", "norm2(x + y) <= norm2(x) + norm2(y)")
line = state("line", "inner(x, y)^2 >= norm2(x)*norm2(y)")
triangle = state("triangle", "norm(x + y) <= norm(x) + norm(y)")
points = state("points", "norm2(x[k]) >= 1")
words = state("words", prose("all is well"))
empty = state("empty", "x == 7", ["x > 1", "x < 0"])
divided = state("divided", "1/(x - 2) != 5", ["x != 3"])
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """Return the name of a package of undecided claims, which can be imported."""
    folder = tmp_path_factory.mktemp("fuzzed")
    (folder / "fuzzed").mkdir()
    (folder / "fuzzed/__init__.py").write_text(textwrap.dedent(CLAIMS), encoding="utf-8")
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))


def fuzz(name, *options):
    """Run the command on a claim of the package."""
    return CliRunner().invoke(
        main, ["fuzz", name, "--claims", "fuzzed", "--seconds", "3", *options]
    )


def _stated(name):
    return discover("fuzzed").entries[name]


@pytest.mark.parametrize("name", ["false", "narrow", "equation", "orbit", "finite", "run",
                                  "divided", "square", "line"])  # fmt: skip
def test_what_it_prints_refutes_the_claim(package, name):
    """The line that it prints, pasted into the check, is accepted by the rule."""
    result = fuzz(name)
    assert result.exit_code == 1
    assert "Counterexample, replayed exactly: " in result.stdout
    (pasted,) = re.findall(r"^    return (this\.refuted\(.*\))$", result.stdout, re.M)
    names = {"Fraction": Fraction, "Cycle": __import__(
        "askewtheory.audit.orbits", fromlist=["Cycle"]).Cycle,
        "Flip": sys.modules["fuzzed"].Flip, "this": This(_stated(name))}  # fmt: skip
    judgement = eval(pasted, names)
    assert judgement.verdict == "refuted"
    assert judgement.statement == _stated(name).statement


def test_what_is_true_is_not_refuted_and_nothing_is_claimed(package):
    """Exit code 0, how many instances met the hypotheses, the closest miss, and no proof."""
    result = fuzz("true")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert int(lines[1].split(": ")[1].rstrip(".").replace(",", "")) >= 300
    assert int(lines[2].split(": ")[1].rstrip(".").replace(",", "")) >= 5
    assert lines[3] == "Closest miss: the conclusion holds by 0 at x = 1, y = 1, z = 1."
    assert lines[4] == "No counterexample was found. This proves nothing."


def test_vectors_are_drawn_by_their_coordinates(package):
    """In the plane: what is true there is not refuted."""
    result = fuzz("triangle")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert int(lines[2].split(": ")[1].rstrip(".").replace(",", "")) >= 200


def test_hypotheses_that_nothing_meets_are_named(package):
    """A search without an instance is no evidence, and says so."""
    result = fuzz("empty", "--seconds", "1")
    assert result.exit_code == 0
    assert "All hypotheses hold in: 0." in result.stdout
    assert "No instance met all hypotheses" in result.stdout


def test_the_record_has_the_same_numbers(package):
    """With --json -, and a seed that gives the same search."""
    record = json.loads(fuzz("finite", "--json", "-").stdout)
    (part,) = record["parts"]
    assert part["tried"] >= part["satisfied"] >= 1
    assert part["line"].startswith("this.refuted(")
    assert record["seed"] == 0
    again = json.loads(fuzz("finite", "--json", "-").stdout)
    assert again["parts"][0]["line"] == part["line"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("silent", "it is about 'a thing', of which no class offers instances(draw)"),
        ("function", "f is a function, and functions are not drawn"),
        ("points", "it has sequences beside vectors"),
        ("words", "it is said in words: 'all is well'"),
        ("nothing", "claim must be one of"),
    ],
)
def test_what_is_not_supported_is_said(package, name, said):
    """One sentence and exit code 2, before anything is tried."""
    result = fuzz(name)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_interrupted_it_prints_what_it_has(package):
    """Ctrl-C: the counts so far, and exit code 130."""
    program = subprocess.Popen(
        [sys.executable, "-m", "askewtheory", "fuzz", "true", "--claims", "fuzzed",
         "--seconds", "100"],
        cwd=package, env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    time.sleep(15)  # an import in another process comes first
    program.send_signal(signal.SIGINT)
    printed, said = program.communicate(timeout=60)
    assert program.returncode == 130
    assert "No counterexample was found (interrupted). This proves nothing." in printed
    assert "Interrupted." in said
