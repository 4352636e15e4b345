"""Claims: discovery, selection, running, and the comparison with the verdict on record."""

import json
import sys
import types

import pytest

from askewtheory.claims import (
    Claim,
    Outcome,
    Step,
    Verdict,
    discover,
    run_claim,
    run_claims,
    select,
    summarize,
)
from askewtheory.errors import InputError
from askewtheory.output import to_json
from askewtheory.pool import Lost


def says(verdict: Verdict):
    """Return a check that finds ``verdict``."""
    return lambda: Outcome(verdict, f"found {verdict}")


def toy(
    identifier: str = "toy", expected: str = "proved", found: Verdict = Verdict.PROVED
) -> Claim:
    """Return a claim with one refuted line and a proved repair."""
    line = Step(f"{identifier}/line-1", "wrong line", "refuted", says(Verdict.REFUTED))
    repair = Claim(f"{identifier}/repaired", "t", "s", "true", "proved", says(Verdict.PROVED))
    return Claim(
        identifier, "title", "source", "words", expected, says(found), steps=(line,), repair=repair
    )


@pytest.fixture
def package(monkeypatch):
    """A claims package with two modules, in memory."""

    def make(*modules: tuple[str, tuple[Claim, ...]]) -> str:
        name = "toy_claims"
        root = types.ModuleType(name)
        root.__path__ = []  # type: ignore[attr-defined]
        root.ORDER = ("second", "first")  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, name, root)
        infos = []
        for short, claims in modules:
            module = types.ModuleType(f"{name}.{short}")
            module.CLAIMS = claims  # type: ignore[attr-defined]
            monkeypatch.setitem(sys.modules, f"{name}.{short}", module)
            infos.append(types.SimpleNamespace(name=f"{name}.{short}"))
        monkeypatch.setattr("askewtheory.claims.pkgutil.walk_packages", lambda *_: infos)
        discover.cache_clear()
        return name

    yield make
    discover.cache_clear()


def test_discovery_keeps_the_packages_order(package):
    """Claims come in the package's order, each with its module, and can be run."""
    name = package(("a", (toy("first"),)), ("b", (toy("second"),)))
    assert list(discover(name)) == ["second", "first"]
    results = list(run_claims(package=name, jobs=1))
    assert [item.id for item in results] == ["second", "first"]
    assert results[0].module == "toy_claims.b"


def test_selection(package):
    """A line or a repair selects its claim, a prefix its group, and a stranger is refused."""
    name = package(("a", (toy("first"), toy("notes/one"), toy("notes/two"))))
    assert select(["first/line-1"], name) == ["first"]
    assert select(["first/repaired"], name) == ["first"]
    assert select(["notes"], name) == ["notes/one", "notes/two"]
    with pytest.raises(InputError, match="claim must be one of"):
        select(["lemma-99"], name)


def test_bad_packages(package):
    """A package that cannot be imported, is empty, or repeats an identifier is refused."""
    with pytest.raises(InputError, match="must be importable"):
        discover("no_such_package_of_claims")
    with pytest.raises(InputError, match="must export CLAIMS"):
        discover(package(("a", ())))
    with pytest.raises(InputError, match="must be unique"):
        discover(package(("a", (toy(),)), ("b", (toy(),))))


def test_a_verdict_that_differs_is_not_reproduced():
    """A claim, a line or a repair whose verdict differs from the record is reported."""
    good = run_claim(toy())
    assert good.reproduced
    assert good.first_wrong is not None
    assert good.first_wrong.id == "toy/line-1"
    changed = run_claim(toy(expected="proved", found=Verdict.REFUTED))
    assert not changed.reproduced
    assert summarize([good, changed])["not_reproduced"] == ["toy"]


def test_a_check_that_breaks_is_never_a_verdict():
    """An exception becomes undecided, and breaks out where undecided is what the record says."""

    def broken() -> Outcome:
        raise ZeroDivisionError("no")

    claim = Claim("toy", "t", "s", "w", "proved", broken)
    found = run_claim(claim)
    assert not found.reproduced
    assert "ZeroDivisionError" in found.result.outcome.reason
    with pytest.raises(ZeroDivisionError):
        run_claim(Claim("toy", "t", "s", "w", "undecided", broken))


def test_the_record_is_what_json_holds():
    """The dictionary has the fields of the interface, with plain values."""
    record = run_claim(toy(), "toy_claims.a").to_dict()
    assert {"id", "title", "source", "verdict", "reason", "seconds", "steps", "repair"} <= set(
        record
    )
    assert record["repair"]["id"] == "toy/repaired"
    assert record["steps"][0]["verdict"] == "refuted"
    summary = summarize([run_claim(toy())])
    assert summary["statements"] == {"proved": 1}
    assert summary["lines"] == {"refuted": 1}


def test_a_claim_whose_process_was_lost_is_undecided_and_not_reproduced(monkeypatch):
    """Whatever is on record, undecided too: neither it nor a part of it is reproduced."""
    names = ["overshoot", "empty"]
    monkeypatch.setattr(
        "askewtheory.claims.run_items",
        lambda work, items, jobs: [
            (name, Lost("it was killed") if name == "overshoot" else work(name)) for name in items
        ],
    )
    lost, kept = run_claims(names, "tests.toy_claims")
    assert {part.outcome.verdict for part in lost.all_results} == {Verdict.UNDECIDED}
    assert not any(part.reproduced for part in lost.all_results)
    assert "it was killed" in lost.result.outcome.reason
    assert kept.reproduced
    assert lost.id in summarize([lost, kept])["not_reproduced"]
    assert json.loads(to_json(lost))["verdict"] == "undecided"
