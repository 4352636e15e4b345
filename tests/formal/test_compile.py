"""What compiling Coq files reports: proofs, gaps, errors, the record."""

import dataclasses
import json
from pathlib import Path

import pytest

from askewtheory.audit.package import discover
from askewtheory.audit.provers import coq as formal
from askewtheory.audit.provers.coq_names import read_otherwise
from askewtheory.audit.provers.coq_sources import Source, sources, theorems
from askewtheory.errors import InputError
from proofs_checks.formal import FOLDER, PROVES

needs_coq = pytest.mark.skipif(formal.coq_version() is None, reason="Coq is not installed")

BASE = "Lemma two : 1 + 1 = 2. Proof. reflexivity. Qed.\n"
TOP = (
    "From Askew Require Import base.\n(* Admitted (* nested *) *)\n"
    "Theorem three (n : nat) : n = n. Proof. reflexivity. Qed.\n"
)


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of two Coq files, with a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "toy"
    folder.mkdir()
    (folder / "base.v").write_text(BASE)
    (folder / "top.v").write_text(TOP)
    return folder


def _only(folder: Path, **options: float) -> formal.Result:
    return formal.compile(folder, **options)["top.three"]  # type: ignore[arg-type]


@needs_coq
def test_a_theorem_is_proved_with_its_statement_and_without_axioms(toy: Path) -> None:
    """A file that compiles gives Coq's own statement, no axiom, and the hash of the sources."""
    result = _only(toy)
    assert (result.status, result.axioms) == ("proved", ())
    assert result.statement == "forall n : nat, n = n"
    assert result.sources_sha == sources(toy)["top"].sha


@needs_coq
def test_unchanged_files_are_not_compiled_again(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second run starts no Coq; after a change to an import it does."""
    first = _only(toy)
    monkeypatch.setattr(formal, "_coqc", lambda *_: "top.v, line 1: compiled again")
    assert _only(toy) == first
    (toy / "base.v").write_text(BASE + "\n")
    assert _only(toy).reason == "top.v, line 1: compiled again"


@needs_coq
@pytest.mark.parametrize(
    ("file", "text", "reason"),
    [
        ("top", TOP.replace("n = n.", "n = 0."), "top.v, line 3: In environment"),
        ("base", BASE.replace("= 2", "= 3"), "base.v, line 1: "),
        ("base", "From Missing Require Import X.\n", "base.v, line 1: Cannot find a physical path"),
        ("base", BASE.replace("reflexivity. Qed", "Admitted"), "a gap: base.v says Admitted"),
        ("base", "Axiom a : False.\n", "a gap: base.v says Axiom"),
        ("base", BASE + "Notation \"'0' = '1'\" := True.\n", 'base.v says Notation "'),
        ("base", BASE + 'Infix "<" := le : nat_scope.\n', "base.v says Infix"),
        (
            "base",
            BASE + "Definition Rlt (x y : nat) := True.\n",
            "base.v gives Rlt another meaning",
        ),
        ("base", BASE + 'Comments "(*".\nNotation "x = y" := (x <> y).\n', "says Notation"),
        (
            "base",
            BASE + 'Inductive b : nat -> nat -> Prop := where "x = y" := (b x y).\n',
            'base.v says where "',
        ),
        ("base", BASE + 'Load "elsewhere.v".\n', "base.v says Load"),
        ("base", BASE + 'Add LoadPath "elsewhere" as E.\n', "base.v says Add LoadPath"),
        ("base", BASE + 'Time Load "elsewhere.v".\n', "base.v says Load"),
        ("base", BASE + "Delimit Scope nat_scope with R.\n", "base.v says Delimit Scope"),
        ("base", BASE + "Number Notation nat a b : R_scope.\n", "base.v says Number Notation"),
        ("base", BASE + "Export Nat.\n", "base.v says Export"),
        ("base", BASE + "Module RIneq. End RIneq.\n", "base.v says Module"),
        (
            "base",
            BASE + 'Lemma a : True. Proof. (simpl in *). exact I. Qed.\nInfix "<" := gt.\n',
            "base.v says Infix",
        ),
        ("base", "Definition \u0455qrt (n : nat) := 0.\n", "a letter beyond ASCII: U+0455"),
        ("base", "Definition f := \u03bb.\n", "a letter beyond ASCII: U+03BB"),
        ("base", BASE + "Global Unset Printing Implicit Defensive.\n", "says Unset Printing"),
        ("base", BASE + "Goal nat. Proof. exact 1. Save nth.\n", "gives nth another meaning"),
        ("base", "Inductive t := a : t | exp : nat -> t.\n", "base.v gives exp another meaning"),
        ("base", "Record t := { a : nat; sqrt : nat }.\n", "base.v gives sqrt another meaning"),
        ("base", "Property cos : nat. Proof. exact 1. Defined.\n", "gives cos another meaning"),
        ("base", "Fixpoint f (n : nat) := n with sin (n : nat) := n.\n", "gives sin another"),
        ("base", "Fixpoint f (n : nat) := n with sin n := n.\n", "gives sin another"),
        (
            "top",
            "From Coq Require Import Reals.\nArguments Rpower x {y}.\n"
            "Theorem three : (Rpower 2 (y := 3) = Rpower 2 (y := 3))%R. Proof. reflexivity. Qed.\n",
            "what Coq prints of a theorem does not say it: again.v, line 5: Cannot infer",
        ),
        (
            "top",
            "Definition less {b : nat} (x : nat) := x < b.\n"
            "Theorem three : @less 3 1. Proof. repeat constructor. Qed.\n",
            "what Coq prints of a theorem does not say it: again.v, line 5: Cannot infer",
        ),
        (
            "base",
            "Record b := { s : Type; a : s -> Prop }.\n"
            "#[canonical=yes] Definition c := {| s := nat; a := fun _ => True |}.\n",
            "base.v says #[",
        ),
        ("base", "Record t := { #[canonical=no] Rabs : nat }.\n", "base.v says #["),
        ("base", BASE + "Existing Class nat.\n", "base.v says Existing Class"),
        ("base", BASE + "Add Printing If nat.\n", "base.v says Add Printing"),
        ("base", "Definition fact (n : nat) := 1.\n", "base.v gives fact another meaning"),
        ("base", "Definition Rlt_dec (n : nat) := n.\n", "gives Rlt_dec another meaning"),
        ("base", "Notation is_derive_n := (fun n : nat => n).\n", "gives is_derive_n another"),
        ("top", "Variable n : nat.\nTheorem three : n = n. Proof. reflexivity. Qed.\n", "rests on"),
    ],
)
def test_what_is_not_proved_says_why(toy: Path, file: str, text: str, reason: str) -> None:
    """A wrong proof, a missing library, a gap and an assumption fail with Coq's own first line."""
    (toy / f"{file}.v").write_text(text)
    result = _only(toy)
    assert result.status == "failed"
    assert reason in result.reason


READ_OTHERWISE = {
    "Lim_seq (fun n : nat => INR n) < 1": "Lim_seq",
    "Derive Rabs 0 = 0": "Derive",
    "forall l : Rbar, l < 1 -> True": "Rbar",
    "p_infty < 1": "infinite",
    "exp p_infty = 1": "infinite",
    "is_lim_seq INR p_infty /\\ m_infty < 1": "infinite",
    "1 / 0 = 0": "/ 0",
    "sqrt (-1) = 0": "sqrt",
    "ln 0 = 0": "ln 0",
}
"""What Coq proves, and nobody would say."""


@pytest.mark.parametrize("statement", READ_OTHERWISE)
def test_what_coq_alone_gives_a_value_is_not_stated(statement: str) -> None:
    """A limit that there is none of, infinity as a number, and 1/0 are numbers in Coq alone."""
    assert READ_OTHERWISE[statement] in read_otherwise(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "is_lim_seq (sum_f_R0 (fun n : nat => / (INR n + 1))) p_infty",
        "forall x : R, x <> 0 -> x / x = 1 / 01",
        "filterlim Rinv (Rbar_locally p_infty) (locally 0)",
        "is_derive (fun x : R => sqrt x) 1 (1 / 2)",
        "(6 / 0%nat)%nat = 0%nat",
    ],
)
def test_limits_and_quotients_can_be_stated(statement: str) -> None:
    """What says itself that a limit exists, and divides by what is not 0, is let through."""
    assert read_otherwise(statement) == ""


@needs_coq
def test_a_word_of_the_sources_is_called_theirs(toy: Path) -> None:
    """A norm that is none of a library's is said to be the sources' own."""
    (toy / "base.v").write_text("Definition norm (n : nat) := 5.\n")
    (toy / "top.v").write_text(
        "From Askew Require Import base.\n"
        "Theorem three (n : nat) : norm n = 5. Proof. reflexivity. Qed.\n"
    )
    assert "norm as the sources define, not a library" in _only(toy).reason


SHADOWS = {
    "Rle": "Fixpoint f (n : nat) : nat := n with Rle (n : nat) (h : n = n) : Prop := True.",
    "Rlt": "Fixpoint f (n : nat) : nat := n with Rlt (g : (nat -> nat) -> nat) : Prop := True.",
    "Rabs": "Lemma a (n : nat) : nat with Rabs (n : nat) : nat. Proof. exact n. exact n. Defined.",
    "sum_n": "Section s. Let Fixpoint sum_n (n : nat) : nat := n. Definition g := sum_n. End s.",
    "is_derive": "Inductive t : nat -> Set := c : t 0 with is_derive : 1 = 1 -> Set := d.",
    "is_lim": "Derive Inversion is_lim with (forall n m, n <= m) Sort Prop.",
    "sqrt": "Definition f : nat. Proof. transparent_abstract (exact 0) using sqrt. Defined.",
    "Rmax": "#[local] Program Definition Rmax (n : nat) : nat := n.",
    "RInt": "Class k (RInt : nat) := { a : 1 = 1 ; b : nat; RInt : nat }.",
    "Lim_seq": "Record t := Lim_seq { a : nat }.",
    "exp": "Scheme a := Induction for nat Sort Prop with exp := Induction for bool Sort Prop.",
    "Derive": "Local Notation Derive := lt.",
    "INR": "Definition(* Rle *)INR@{u} (n : nat) := n.",
}
"""Ways to give a name of a library another meaning."""


@pytest.mark.parametrize("name", SHADOWS)
def test_a_name_of_a_library_keeps_its_meaning(name: str) -> None:
    """However a source declares another thing of that name, it is refused."""
    assert Source("base", SHADOWS[name], ()).forbidden == f"base.v gives {name} another meaning"


def test_what_only_uses_the_names_of_a_library_is_accepted() -> None:
    """In patterns, in tactics, in types and beside them they mean what they mean there."""
    text = """
    Definition f (n : nat) : R := match n with O => 0 | S m => INR m end.
    Lemma a (x : R) : match Rle_dec x 0 with left _ => Rabs x | right _ => x end = Rabs x.
    Proof. replace (f 0) with R0 by auto. destruct p with (x := sqrt x). Qed.
    Definition g l := match l with nil => True | cons a _ => match a with pair x y => x = y end end.
    """
    assert Source("base", text, ()).forbidden is None
    assert Source("base", "Function dist (n : nat) := n.", ()).forbidden == "base.v says Function"


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("Closed under the global context\n", []),
        ("Axioms:\nclassic : forall P : Prop,\n          P \\/ ~ P\n", ["classic"]),
        (
            "Axioms:\nA.b\n  : True\nf is assumed to be guarded.\n",
            ["A.b", "f is assumed to be guarded."],
        ),
        ("one relies on an unsafe hierarchy.\n", ["one relies on an unsafe hierarchy."]),
        ("", [""]),
    ],
)
def test_whatever_is_assumed_is_named(told: str, found: list[str]) -> None:
    """Beside an allowed axiom a check that was switched off is not overlooked."""
    assert formal._assumed(told) == found


def test_what_is_kept_must_agree_with_the_record() -> None:
    """A kept statement that differs from the record of the same sources is no proof."""
    entry = {"statement": "0 = 0", "axioms": [], "sources": "abc"}
    record = {"coq": "8.16.1", "theorems": {"a.b": entry}}
    kept = formal.Result("a.b", "proved", "compiled", "0 = 0", (), 1.0, "abc", "8.16.1")
    assert formal._as_recorded(kept, record) is kept
    poisoned = dataclasses.replace(kept, statement="0 = 1")
    assert formal._as_recorded(poisoned, record).status == "failed"
    assert formal._as_recorded(dataclasses.replace(poisoned, sources_sha="d"), record).status == (
        "proved"
    )


def test_no_file_is_called_like_a_library(toy: Path) -> None:
    """RIneq.R would be read as Coq's."""
    (toy / "base.v").rename(toy / "RIneq.v")
    (toy / "top.v").write_text(TOP.replace("base", "RIneq"))
    assert "must be named in small letters" in str(sources(toy)["top"].forbidden)


@needs_coq
def test_a_theorem_states_what_is_compared_with_it(toy: Path) -> None:
    """The same statement in other letters is accepted, another one is not."""
    assert formal.states(toy, "top.three", "forall m : nat, m = m") == ""
    other = formal.states(toy, "top.three", "forall m : nat, m = 0%nat")
    assert other.startswith("states.v, line ")


@needs_coq
def test_a_file_that_takes_too_long_is_not_proved(toy: Path) -> None:
    """A time-out is a failure that names the file."""
    _only(toy)  # base.v is compiled, so that the time-out is for top.v alone
    slow = "Fixpoint f (n : nat) : nat := match n with 0 => 1 | S m => f m + f m end.\n"
    (toy / "top.v").write_text(
        TOP + slow + "Lemma big : f 40 = 0. Proof. vm_compute. reflexivity. Qed.\n"
    )
    result = _only(toy, seconds=2)
    assert (result.status, result.reason) == ("failed", "top.v: no result after 2 s")


def test_without_coq_nothing_counts_as_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    """The record speaks for every theorem, as a record: the status is never "proved"."""
    monkeypatch.setattr(formal, "coq_version", lambda: None)
    results = formal.compile(FOLDER)
    assert list(results) == theorems(FOLDER)
    for result in results.values():
        assert result.status == "not re-run"
        assert result.reason.startswith(
            "formal, not re-run here: Coq is not installed; compiled by"
        )
        assert "changed" not in result.reason
        assert result.statement


def test_a_change_since_the_record_is_said(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record made from other sources says so; a theorem without a record has no statement."""
    monkeypatch.setattr(formal, "coq_version", lambda: None)
    assert _only(toy).reason.endswith("and there is no record")
    _write_record(toy, sources="0")
    assert "have changed since" in _only(toy).reason


def _write_record(toy: Path, **changed: object) -> dict:
    """Write the record of ``top.three`` as Coq would have made it, with some of it changed."""
    sha = sources(toy)["top"].sha
    result = formal.Result("top.three", "proved", "", "True", (), 0.0, sha)
    made = formal.record_of({"top.three": result})
    entry = made["theorems"]["top.three"] | changed
    made = {"coq": "8", "digest": formal._digest({"top.three": entry}),
            "theorems": {"top.three": entry}}  # fmt: skip
    (toy / "record.json").write_text(json.dumps(made))
    return made


def test_an_edited_record_speaks_for_nothing(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A statement, an axiom, or a gap that Coq did not print: the theorem counts as failed."""
    monkeypatch.setattr(formal, "coq_version", lambda: None)
    made = _write_record(toy)
    assert _only(toy).status == "not re-run"
    made["theorems"]["top.three"]["statement"] = "1 = 2"
    (toy / "record.json").write_text(json.dumps(made))
    assert "the record was changed" in _only(toy).reason
    for axiom in ("mine", "classic", "top.classic"):
        _write_record(toy, axioms=[axiom])
        assert (_only(toy).status, axiom in _only(toy).reason) == ("failed", True)


@needs_coq
def test_an_axiom_with_an_allowed_name_is_not_an_allowed_axiom(toy: Path) -> None:
    """A hypothesis outside of all sections that is called like an axiom of Coq's library."""
    (toy / "top.v").write_text(
        "Hypothesis classic : 0 = 1.\nTheorem three : 0 = 1. Proof. exact classic. Qed.\n"
    )
    assert _only(toy).status == "failed"


def test_the_record_is_of_todays_sources() -> None:
    """record.json names every theorem, with the hash of its sources as they are."""
    recorded = {n: entry["sources"] for n, entry in formal.read_record(FOLDER)["theorems"].items()}
    known = sources(FOLDER)
    assert recorded == {name: known[name.split(".")[0]].sha for name in theorems(FOLDER)}


def test_no_source_leaves_a_gap() -> None:
    """No Admitted, Axiom, Parameter or Abort, and only allowed axioms on record."""
    assert [source.forbidden for source in sources(FOLDER).values() if source.forbidden] == []
    for entry in formal.read_record(FOLDER)["theorems"].values():
        assert set(entry["axioms"]) <= formal.ALLOWED


def test_an_unknown_theorem_is_an_error() -> None:
    """A name that no file states is refused with the name."""
    with pytest.raises(InputError, match=r"'lemma_9\.nothing'"):
        formal.compile(FOLDER, ["lemma_9.nothing"])


@needs_coq
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_coq_proves_what_the_record_says() -> None:
    """Every theorem compiles, and its statement and axioms are those on record."""
    results, record = formal.compile(FOLDER), formal.read_record(FOLDER)
    assert {r.name: r.reason for r in results.values() if r.status != "proved"} == {}
    if formal.coq_version() == record["coq"]:
        assert formal.record_of(results) == record


def test_every_claim_and_theorem_of_the_table_exists() -> None:
    """PROVES names claims of the report and theorems of this folder, none of them twice."""
    assert set(PROVES) <= set(discover("proofs_checks").entries)
    named = [theorem for row in PROVES.values() for theorem in row]
    assert set(named) <= set(theorems(FOLDER))
    assert len(named) == len(set(named))
