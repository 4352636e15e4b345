"""Two runs write the same record, whatever the hash seed, and without assertions."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
TOY = '''
"""A toy package of claims: most rules, and verdicts of each kind."""
from askewtheory.audit.claim import *
from askewtheory.audit.terms import prose

ORDER = ("square", "sum", "wrong", "vague", "trials", "empty", "forged", "names")

@claim("square", PROVED, title="t", source="s", parts=[states("x^2 >= 0"), states("1 < 2")])
def square(this):
    "Squares."
    return this.conjunction()

@claim("sum", PROVED, title="t", source="s", given={"A": "x >= 1", "B": "y >= 2*z", "C": "z > 3"},
       concludes="x*y >= 2*z")
def sum_(this):
    "A product."
    return this.solvers()

@line("sum", PROVED, given=["all(x[k] <= y[k] for k in N)"],
      concludes="sum(x[k] for k in range(0, T)) <= sum(y[k] for k in range(0, T))")
def line_1(this):
    "Term by term."
    return this.sum_order(states("x[k] <= y[k]", ["x[k] <= y[k]"]))

@claim("wrong", REFUTED, title="t", source="s", given=["a > 0", "b > a", "c != b"],
       concludes="a*b > c")
def wrong(this):
    "A product is larger."
    return this.refuted(instead="a*b > 0")

@claim("vague", ILL_POSED, title="t", source="s", concludes=prose("it is small"))
def vague(this):
    "It is small."
    return this.ill_posed("small is not defined", "wrong", "square")

@claim("trials", SUPPORTED, title="t", source="s", concludes=prose("it decreases"))
def trials(this):
    "It decreases."
    return this.supported([1, 2], control=[-1], seed=0, detail="trials")

@claim("empty", VACUOUS, title="t", source="s", given=["u > v", "v > u"], concludes="u > 5")
def empty(this):
    "Both are larger."
    return this.vacuous(["u > v"])

@claim("forged", PROVED, title="t", source="s", concludes="x > 7")
def forged(this):
    "Every number is above 7."
    assert False, "an assertion decides nothing"
    return this.solvers()

@claim("names", PROVED, title="t", source="s",
       concludes="p + q + r + s - s - r - q - p + t^2*w^2 >= 0")
def names(this):
    "Many names."
    return this.certificate(("(t*w)^2", []))
'''


def record(folder: Path, seed: str, *options: str) -> Any:
    """Return what ``verify --json`` writes, without times and without where and when it ran."""
    path = folder / f"{seed}{''.join(options)}.json"
    environment = {**os.environ, "PYTHONHASHSEED": seed,
                   "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}  # fmt: skip
    command = [sys.executable, *options, "-m", "askewtheory", "verify", "--claims", "toy_claims",
               "--jobs", "1", "--json", str(path)]  # fmt: skip
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    return timeless({key: part for key, part in json.loads(path.read_text()).items()
                     if key not in ("environment", "format")})  # fmt: skip


def timeless(part: Any) -> Any:
    """Return a record without its times."""
    if isinstance(part, dict):
        return {key: timeless(one) for key, one in part.items() if key != "seconds"}
    return [timeless(one) for one in part] if isinstance(part, list) else part


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with the toy package."""
    made = tmp_path_factory.mktemp("toy")
    (made / "toy_claims").mkdir()
    head, _, body = TOY.partition("\nORDER")
    text = head.replace("prose\n", "prose\nfrom askewtheory.audit.statement import states\n")
    (made / "toy_claims" / "__init__.py").write_text("ORDER" + body.partition("\n")[0])
    (made / "toy_claims" / "all.py").write_text(text + "\n" + body.partition("\n")[2])
    return made


def test_the_record_depends_on_no_hash_seed_and_on_no_assertion(folder):
    """Equal apart from times; a check that asserts falsehood is undecided, and not proved by -O."""
    first = record(folder, "0")
    assert [one["id"] for one in first["claims"]][:2] == ["square", "sum"]
    verdicts = {one["id"]: one["verdict"] for one in first["claims"]}
    assert sorted(set(verdicts.values())) == [
        "ill-posed", "proved", "refuted", "supported", "undecided", "vacuous"
    ]  # fmt: skip
    assert record(folder, "4711") == first
    optimised = record(folder, "1", "-O")
    assert {one["id"]: one["verdict"] for one in optimised["claims"]} == verdicts
    for one, other in zip(first["claims"], optimised["claims"], strict=True):
        assert one == other or one["id"] == "forged"
