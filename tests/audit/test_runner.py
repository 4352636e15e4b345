"""Packages of claims: discovery, selection, running, and what their authors' slips come to."""

import importlib
import json
import sys
import textwrap

import pytest

from askewtheory.audit.package import discover, select
from askewtheory.audit.results import summarize
from askewtheory.audit.runner import run_claim, run_claims
from askewtheory.audit.verdict import Verdict
from askewtheory.errors import InputError
from askewtheory.output import to_json
from askewtheory.pool import Lost

HEAD = """
from askewtheory.audit.claim import *
from askewtheory.audit.terms import *
def good(this):
    "Fine."
    return this.solvers()
"""
ONE = 'first = claim("first", PROVED, title="t", source="s", concludes="x^2 >= 0")(good)'


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Return a function that writes a package of claims and returns its name."""
    monkeypatch.syspath_prepend(str(tmp_path))
    count = iter(range(100))

    def make(order="()", **modules):
        name = f"toy_package_{tmp_path.name[-6:]}_{next(count)}".replace("-", "_")
        folder = tmp_path / name
        folder.mkdir()
        (folder / "__init__.py").write_text(f"ORDER = {order}\n")
        for module, text in modules.items():
            (folder / f"{module}.py").write_text(HEAD + textwrap.dedent(text))
        importlib.invalidate_caches()
        discover.cache_clear()
        return name

    yield make
    for name in [one for one in sys.modules if one.startswith("toy_package_")]:
        del sys.modules[name]
    discover.cache_clear()


def failing(verdict, more):
    """Return a module whose claim "bad" is refuted by x = 2, with its line "bad/good"."""
    return f"""
    @claim("bad", {verdict}, title="t", source="s", concludes="x == 1"{more})
    def bad(this):
        "No."
        return this.refuted(x=2, instead="x == 2")
    @line("bad", PROVED, given={{"x is 1": "x - 1 == 0"}}, concludes="x == 1")
    def good(this):
        "Yes."
        return this.solvers()
    """


SAID = ', severity="misprint", why="w", meant="{}", changes=["c"]'


def test_what_is_meant_has_the_verdict_that_the_run_found(package):
    """The verdict comes from the line itself, and is left open where lines are not run."""
    name = package(a=failing("REFUTED", SAID.format("bad/good")))
    record = run_claim("bad", name).to_dict()
    assert record["as_meant"] == {
        "id": "bad/good", "verdict": "proved", "proof_kind": "solvers", "changes": ["c"],
    }  # fmt: skip
    assert (record["severity"], record["why"]) == ("misprint", "w")
    (step,) = record["steps"]
    assert step["role"] == "line"
    assert step["severity"] is step["why"] is step["as_meant"] is None
    assert run_claim("bad", name, lines=False).to_dict()["as_meant"]["verdict"] is None


def test_a_meaning_that_is_refuted_is_not_shown_as_proved(package):
    """A line whose record says proved and whose check says no: the check counts."""
    text = failing("REFUTED", SAID.format("bad/good")).replace("x - 1 == 0", "x - 2 == 0")
    assert run_claim("bad", package(a=text)).to_dict()["as_meant"]["verdict"] == "undecided"


@pytest.mark.parametrize("meant", ["nowhere", "bad", "first"])
def test_what_is_meant_belongs_to_the_claim(package, meant):
    """Neither a name that nothing has, nor the claim itself, nor another claim."""
    result = run_claim("bad", package(a=failing("REFUTED", SAID.format(meant)), b=ONE))
    assert result.verdict == "undecided"
    assert "what is meant is no line and no repair of bad" in result.result.reason
    assert result.to_dict()["severity"] is None


@pytest.mark.parametrize(
    ("verdict", "more", "said"),
    [
        ("REFUTED", ', severity="awful", why="w"', "must be one of misprint, boundary"),
        ("PROVED", ', severity="wrong", why="w"', "a verdict that fails, got one that is proved"),
        ("UNDECIDED", ', why="w"', "a verdict that fails, got one that is undecided"),
    ],
)
def test_a_severity_has_its_place(package, verdict, more, said):
    """An unknown one, and one where nothing fails, are refused in a sentence."""
    broken = discover(package(a=failing(verdict, more), b=ONE)).broken
    assert len(broken) == 1
    assert said in next(iter(broken.values()))


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("nothing", "", "uses of first must be claims, got 'nothing'"),
        ("first", "", "uses must not go round in a circle, got first uses first"),
        ("second", "first", "uses must not go round in a circle"),
    ],
)
def test_uses_that_cannot_be_are_refused(package, first, second, said):
    """A claim uses claims that exist, and never itself, be it through another."""
    one = ONE.replace("PROVED,", f'PROVED, uses=["{first}"],', 1)
    other = ONE.replace("first", "second")
    if second:
        other = other.replace("PROVED,", f'PROVED, uses=["{second}"],', 1)
    with pytest.raises(InputError, match=said):
        discover(package(a=one, b=other))


def test_uses_are_what_a_claim_depends_on(package):
    """They stand in the record; a claim of a module that cannot be imported may be used."""
    one = ONE.replace("PROVED,", 'PROVED, uses=["second"],', 1)
    name = package(a=one, b=ONE.replace("first", "second"))
    assert run_claim("first", name).to_dict()["depends_on"] == ["second"]
    assert discover(package(a=one, b="import nothing_of_the_kind")).claims == ["first"]


def test_steps_are_counted_by_their_role(package):
    """Lines, parts, readings and probes apart; what stands under a repair is part of its proof."""
    steps = "".join(
        f"""
@{role}("{of}", PROVED, concludes="x^2 >= 0")
def {role}_{number}(this):
    "A step."
    return this.solvers()
"""
        for number, (role, of) in enumerate([
            ("line", "first"), ("part", "first"), ("reading", "first"), ("probe", "first"),
            ("line", "first/repaired"),
        ])
    )  # fmt: skip
    name = package(
        a=ONE
        + "\nfrom askewtheory.audit.claim import part, probe, reading"
        + steps
        + """
@repair("first", title="r", concludes="x^2 >= 0")
def repaired(this):
    "A repair."
    return this.solvers()
"""
    )
    result = run_claim("first", name)
    assert [one["role"] for one in result.to_dict()["steps"]] == [
        "line",
        "part",
        "reading",
        "probe",
    ]
    assert result.to_dict()["repair"]["steps"][0]["role"] == "part"
    summary = summarize([result])
    for group in ("statements", "lines", "parts", "readings", "probes", "repairs"):
        assert summary[group] == {"proved": 1}, group


def test_no_other_role_is_known(package):
    """A role that does not exist is refused in a sentence."""
    broken = discover(package(a=ONE, b='@line("first", PROVED, role="remark")\ndef a(this): ...'))
    assert "role must be one of line, part, reading, probe" in next(iter(broken.broken.values()))


def test_discovery_keeps_the_packages_order(package):
    """Claims come in the package's order, each with file and line."""
    second = ONE.replace("first", "second")
    name = package('("second", "first")', a=ONE, b=second)
    assert discover(name).claims == ["second", "first"]
    record = next(run_claims(package=name, jobs=1)).to_dict()
    assert (record["id"], record["module"]) == ("second", f"{name}.b")
    assert record["line"] == 4


def test_selection(package):
    """A line or a repair selects its claim, a prefix its group, and a stranger is refused."""
    name = package(
        a=ONE
        + """
@line("first", PROVED, concludes="x^2 >= 0")
def line_1(this):
    "A line."
    return this.solvers()
@repair("first", title="r", concludes="x^2 >= 0")
def repaired(this):
    "A repair."
    return this.solvers()
@line("first/repaired", PROVED, concludes="x^2 >= 0")
def repaired_part(this):
    "A part."
    return this.solvers()
one = claim("notes/one", PROVED, title="t", source="s", concludes="x^2 >= 0")(good)
"""
    )
    for part in ("first/line-1", "first/repaired", "first/repaired/part"):
        assert select([part], name) == ["first"]
    assert select(["notes"], name) == ["notes/one"]
    with pytest.raises(InputError, match=r"did you mean first"):
        select(["frist"], name)


def test_bad_packages(package):
    """A package that cannot be imported, is empty, or repeats an identifier is refused."""
    with pytest.raises(InputError, match="must be importable"):
        discover("no_such_package_of_claims")
    with pytest.raises(InputError, match="must declare a claim"):
        discover(package(a=""))
    with pytest.raises(InputError, match="must be unique"):
        discover(package(a=ONE, b=ONE))


def test_a_line_without_its_claim_is_named(package):
    """A line of a claim that no module declares is undecided, and costs nothing else."""
    name = package(a=ONE + '\nlost = line("nowhere", PROVED, concludes="x^2 >= 0")(good)')
    found = {item.id: item for item in run_claims(package=name, jobs=1)}
    assert found["first"].verdict == "proved"
    assert "'nowhere'" in found["nowhere/good"].result.reason


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("pass", "no judgement"),
        ("raise SystemExit(0)", "SystemExit"),
        ("return True", "no judgement"),
        ("return this.undecided('tried')", "tried"),
        ("raise ZeroDivisionError('no')", "ZeroDivisionError: no (a.py, line 9)"),
        ("return other.judgement", "another statement"),
        ("return this.solvers() if 0.1 > 0 and not 1 / 0 else None", "ZeroDivisionError"),
    ],
)
def test_a_slip_in_a_check_is_undecided(package, body, said):
    """Nothing returned, an exit, an exception, another theorem: undecided, in a sentence."""
    name = package(
        a=f"""
    @claim("slip", PROVED, title="t", source="s", concludes="x > 1")
    def slip(this): {body}
    @fact(concludes="x^2 >= 0")
    def other(this): return this.solvers()
    {ONE}
    """
    )
    found = {item.id: item for item in run_claims(package=name, jobs=1)}
    assert found["first"].verdict == "proved"
    assert found["slip"].verdict == "undecided"
    assert said in found["slip"].result.reason
    assert not found["slip"].reproduced


@pytest.mark.parametrize(
    ("module", "said"),
    [
        ("import nothing_of_the_kind", "ModuleNotFoundError"),
        ("def broken(:\n    pass", "SyntaxError"),
        ('misspelt = claim("m", "prooved", title="t", source="s", concludes="x > 0")(good)',
         "'prooved'"),
        ("import sys\nsys.exit(0)", "SystemExit"),
        (ONE.replace('"first"', '"f\u0456rst"'), "an identifier must be letters from a to z"),
        (ONE.replace('"first"', '"first\u200b"'), "an identifier must be letters from a to z"),
        (ONE.replace('"first"', '"first "'), "an identifier must be letters from a to z"),
        (f"{ONE.replace('first', 'm')}\nclass Own(type(m)): pass\nm = Own(**vars(m))",
         "it must be made by a decorator, got a Own"),
        ('bad = claim("m", PROVED, title="t", source="s", concludes=reals("x")[0] != 1)(good)',
         ""),
    ],
)  # fmt: skip
def test_a_broken_module_costs_its_own_claims(package, module, said):
    """The other modules still run; the broken one is undecided with file and line."""
    name = package(a=ONE, b=module)
    found = {item.id: item for item in run_claims(package=name, jobs=1)}
    assert found["first"].verdict == "proved"
    other = next(item for key, item in found.items() if key != "first")
    assert other.verdict == "undecided"
    assert said in other.result.reason


def test_what_is_shown_stays_on_its_line(package):
    """A title, or what a check says, cannot write a line of its own or move the cursor."""
    name = package(
        a="""
    @claim("m", UNDECIDED, title="t\\n second \\x1b[1A proved", source="s", concludes="x > 0")
    def m(this):
        "Yes."
        return this.undecided("open\\n m \\x1b[2K proved")
    """
    )
    found = next(iter(run_claims(package=name, jobs=1)))
    assert found.result.about["title"] == "t second [1A proved"
    assert found.result.reason == "open m [2K proved"


def test_a_broken_check_never_hides_behind_undecided(package):
    """Where undecided is on record, a check that raises is not a verdict found again."""
    name = package(
        a="""
    @claim("open", UNDECIDED, title="t", source="s", concludes="x > 1")
    def open_(this): return 1 / 0
    """
    )
    found = run_claim("open", name)
    assert found.verdict == "undecided"
    assert not found.reproduced
    assert "ZeroDivisionError: division by zero (a.py, line 9)" in found.result.reason


def test_counts(package):
    """The summary counts statements, lines, twins, and names what is not reproduced."""
    name = package(
        a=ONE
        + """
@claim("wrong", PROVED, title="t", source="s", concludes="x^2 > 0")
def wrong(this):
    "Wrong at zero."
    return this.refuted(instead="x^2 >= 0")
"""
    )
    summary = summarize(run_claims(package=name, jobs=1))
    assert summary["statements"] == {"proved": 1, "refuted": 1}
    assert summary["not_reproduced"] == ["wrong"]
    assert summary["twins"]["needed"] >= 1


def test_readings_have_to_be_decided(package):
    """An ill-posed statement names readings that exist."""
    name = package(
        a="""
    @claim("vague", ILL_POSED, title="t", source="s", concludes=prose("gamma is below 1/L"))
    def vague(this):
        "It is below."
        return this.ill_posed("L is not defined", "vague/reading")
    """
    )
    assert "a reading is not decided" in run_claim("vague", name).result.reason


def test_a_claim_whose_process_was_lost_is_undecided_and_not_reproduced(monkeypatch):
    """Whatever is on record, undecided too: neither it nor a part of it is reproduced."""
    names = ["overshoot", "empty"]
    monkeypatch.setattr(
        "askewtheory.audit.runner.run_items",
        lambda work, items, jobs, **_: [
            (name, Lost("it was killed") if name == "overshoot" else work(name)) for name in items
        ],
    )
    lost, kept = run_claims(names, "tests.toy_claims")
    assert {part.verdict for part in lost.all_results} == {Verdict.UNDECIDED}
    assert not any(part.reproduced for part in lost.all_results)
    assert "it was killed" in lost.result.reason
    assert kept.reproduced
    assert lost.id in summarize([lost, kept])["not_reproduced"]
    assert json.loads(to_json(lost))["verdict"] == "undecided"


def test_a_claim_whose_check_stands_elsewhere_is_named(package):
    """It is not left out in silence; one that is imported is listed by its own module."""
    name = package(
        a=ONE,
        b="from textwrap import dedent\n"
        'second = claim("second", PROVED, title="t", source="s", concludes="x >= x")(dedent)',
    )
    found = discover(name)
    assert list(found.entries) == ["first"]
    assert "its check must stand in" in found.broken["second"]
    assert [one.verdict for one in run_claims((), name) if one.id != "first"] == [Verdict.UNDECIDED]
