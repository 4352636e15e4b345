"""Cases that no sum of products was found for, as lemmas for Coq's ``nra``."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from askewtheory.audit.provers.cases import Constraint
from askewtheory.audit.provers.certificate_search import split_up
from askewtheory.audit.provers.certificates import open_cases
from askewtheory.audit.statement import Statement

HEAD = "From Coq Require Import Reals Lra Psatz.\nOpen Scope R_scope.\n"


def closed(statement: Statement, seconds: float) -> bool:
    """Tell whether Coq contradicts every case of a statement that certificates leave open.

    Parameters
    ----------
    statement
        One implication over the reals.
    seconds
        How long to split it up, and how long Coq may take for one case.
    """
    found = split_up(statement, seconds)
    if found is None:
        return False
    cases = open_cases(statement, found)
    lemmas = [lemma(f"case_{i}", one, int(seconds)) for i, one in enumerate(cases)]
    return _compiles(HEAD + "\n".join(lemmas), seconds * (len(cases) + 1))


def lemma(name: str, known: Sequence[Constraint], seconds: int) -> str:
    """Return the Coq lemma that constraints contradict each other, with its proof."""
    names = sorted({n for one in known for monomial, _ in one.polynomial for n, _ in monomial})
    called = {n: f"x{i}" for i, n in enumerate(names)}
    given = [f"{_written(one, called)} {_RELATION[one.relation]} 0" for one in known]
    given += [f"{called[n]} * {called[n]} = {n[5:-1]}" for n in names if n.startswith("sqrt(")]
    bound = f"forall {' '.join(called.values())} : R, " if names else ""
    proof = f"Proof. intros; timeout {seconds} nra. Qed."
    return f"Lemma {name} : {bound}{' -> '.join([*given, 'False'])}.\n{proof}"


_RELATION = {"==": "=", ">=": ">=", ">": ">"}


def _written(one: Constraint, called: dict[str, str]) -> str:
    parts = []
    for monomial, value in one.polynomial:
        factors = [_number(value), *(f"{called[name]}^{power}" for name, power in monomial)]
        parts.append(" * ".join(factors))
    return " + ".join(parts) or "0"


def _number(value: Fraction) -> str:
    return f"({value.numerator} / {value.denominator})" if value >= 0 else f"(- {_number(-value)})"


def _compiles(text: str, seconds: float) -> bool:
    """Tell whether Coq compiles a text in a temporary folder."""
    with TemporaryDirectory() as folder:
        Path(folder, "open_cases.v").write_text(text, encoding="utf-8")
        try:
            done = subprocess.run(
                ["coqc", "-q", "open_cases.v"],
                cwd=folder, capture_output=True, timeout=seconds, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return False
    return done.returncode == 0
