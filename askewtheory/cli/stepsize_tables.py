"""What ``askewtheory stepsize`` prints: the answer first, then the conditions and the promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from askewtheory.cli.common import table as new_table
from askewtheory.stepsize.maximum import ALTERNATIVE, PLAIN, SHARPER
from askewtheory.stepsize.order import shown

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from askewtheory.stepsize.admissibility import Admissibility
    from askewtheory.stepsize.annealing import Stage
    from askewtheory.stepsize.conditions import Side


_SHORT = {PLAIN: "γ_max", ALTERNATIVE: "1/(2α)", SHARPER: "sharper"}
"""The annealing table's columns, by the condition that each follows."""


def show(
    out: Console,
    found: Admissibility,
    record: dict[str, Any],
    stages: list[Stage] | None,
    stepsize: Any,
    *,
    everything: bool,
) -> None:
    """Print the answer, at most 100 columns wide: in 15 lines, or with every table."""
    _answer(out, found, everything)
    if everything:
        out.print(_conditions(found))
        out.print(_consequences(found))
    else:
        _in_short(out, found)
    if "schedule" in record:
        _schedule(out, record["schedule"])
    if stages is not None:
        if everything:
            out.print(_annealing(stages))
        _failure(out, stages, stepsize)
    if not everything:
        out.print("--all shows every condition, bound and time with its numbers.")


def _answer(out: Console, found: Admissibility, everything: bool) -> None:
    which = "stepsize" if found.given else "stepsize (half of Corollary 1')"
    answer = Text(f"{which} {_number(found.stepsize)} is ")
    if found.admissible:
        answer.append(f"admissible by {found.admissible_by}")
    else:
        answer.append("NOT admissible", "bold").append(" by any condition that is proved")
    out.print(answer)
    for name, top in (
        ("Corollary 1', largest", found.max_stepsize),
        ("with the 1/(2α) alternative", found.max_stepsize_annealing),
    ):
        level = "" if top.level is None else f", level {top.level}"
        answer = Text(f"  {name}: ").append(_number(top.value), "bold")
        out.print(answer.append(f"  ({top.binding_condition}{level})"))
    for name, value in found.variants.items() if everything else ():
        text = "no stepsize satisfies it" if value is None else _number(value)
        out.print(f"  {name}: {text}")


def _in_short(out: Console, found: Admissibility) -> None:
    """Print what fails, when coordinates have settled, and what Theorem 3 then promises."""
    for version in ("printed", "repaired"):
        sides = [(row, getattr(row, version)) for row in found.conditions]
        stated = [(row, side) for row, side in sides if side is not None]
        broken = [row.source for row, side in stated if side.holds is False]
        sources = "; ".join(dict.fromkeys(broken))
        said = f"{len(broken)} of {len(stated)} fail ({sources})" if broken else "all hold"
        out.print(f"  conditions as {version}: {said}", no_wrap=True, overflow="ellipsis")
    steps = found.settling_step
    if found.settling_refused is not None:
        out.print(f"  settling: Lemma 5' does not apply: {found.settling_refused}")
    elif steps is None:
        out.print("  settling: give --start to count k₁")
    else:
        out.print(f"  settling: within γG of its interval from k₁ = {steps['coordinate']} steps on")
    for theorem, versions in found.bounds.items():
        bound = versions.get("repaired")
        if bound is None:
            continue
        if isinstance(bound, str):
            said = f"refused: {bound}"
        else:
            said = f"min |v|² ≤ {float(bound.total):.4g}, in the limit {float(bound.floor):.4g}"
        out.print(f"  {theorem}, repaired: {said}", no_wrap=True, overflow="ellipsis")


def _conditions(found: Admissibility) -> Table:
    table = new_table(title="Conditions at this stepsize")
    table.add_column("source", max_width=18)
    table.add_column("level", justify="right")
    for version in ("as printed", "as repaired"):
        table.add_column(version, max_width=28)
        table.add_column("")
    for row in found.conditions:
        level = "all" if row.level is None else str(row.level)
        table.add_row(row.source, level, *_side(row.printed), *_side(row.repaired))
    return table


def _side(side: Side | None) -> tuple[str, str | Text]:
    if side is None:
        return "–", ""
    text = side.formula
    if side.left is not None and side.right is not None:
        relation = (
            {"<": "<", "<=": "≤"}[side.relation]
            if side.holds
            else {"<": "≥", "<=": ">"}[side.relation]
        )
        text += f"\n{float(side.left):.4g} {relation} {float(side.right):.4g}"
        text += f"\nmargin {float(side.margin):.4g}"
    if side.note:
        text += f"\n{side.note}"
    marks = {True: Text("yes", "green"), False: Text("NO", "red"), None: "?"}
    return text, marks[side.holds]


def _consequences(found: Admissibility) -> Table:
    table = new_table("", "", title="What follows", heading=False)
    table.add_row("least force outside d ≤ γG: τ", _number(found.tau))
    steps = found.settling_step
    if found.settling_refused is not None:
        table.add_row("settling step k₁", f"Lemma 5' does not apply: {found.settling_refused}")
    elif steps is None:
        table.add_row("settling step k₁", "give --start to count it")
    else:
        for name, label in (
            ("coordinate", "k₁ per coordinate (Lemma 5')"),
            ("sharp", "k₁, sharper count"),
            ("euclidean", "k₁ with |d| (Lemma 5, η = τ, at least 0)"),
        ):
            value = steps[name]
            table.add_row(label, "not given by this count" if value is None else str(value))
    for theorem, versions in found.bounds.items():
        for version, bound in versions.items():
            if isinstance(bound, str):
                table.add_row(f"{theorem}, {version}", f"refused: {bound}")
            else:
                floor = f"(floor {float(bound.floor):.4g})"
                note = f"\n{bound.reading}" if bound.reading else ""
                table.add_row(
                    f"{theorem}, {version}: min |v|² ≤", f"{float(bound.total):.4g} {floor}{note}"
                )
    return table


def _schedule(out: Console, schedule: dict[str, Any]) -> None:
    monro = schedule["robbins_monro"]
    out.print(f"schedule γ_k = {schedule['expression']}")
    out.print(
        f"  Σγ {monro['sum']}, Σγ² {monro['sum_of_squares']}; Robbins–Monro: {monro['holds']}"
    )
    first = schedule["first_admissible"]
    sure = "" if first["certain"] else " (as far as was looked; not proved for all later k)"
    step = "no step" if first["step"] is None else f"k = {first['step']}"
    out.print(f"  at most the largest admissible stepsize for good from: {step}{sure}")


def _annealing(stages: list[Stage]) -> Table:
    table = new_table(title="Annealing")
    for name in ("t", "ε", "width", "γ_max", "with 1/(2α)", "sharper", "τ", "k₁", "admissible"):
        table.add_column(name, justify="right")
    for stage in stages:
        numbers = (stage.epsilon, stage.width, stage.max_stepsize, stage.max_stepsize_annealing,
                   stage.max_stepsize_sharper, stage.tau)  # fmt: skip
        texts = ["none" if value is None else f"{float(value):.4g}" for value in numbers]
        verdict = {False: "NO", None: "–"}.get(stage.admissible, "")
        if stage.admissible_by is not None:
            verdict = f"yes: {_SHORT[stage.admissible_by]}"
        settled = "–" if stage.settling_step is None else str(stage.settling_step)
        table.add_row(str(stage.t), *texts, settled, verdict)
    return table


def _failure(out: Console, stages: list[Stage], stepsize: Any) -> None:
    from askewtheory.stepsize.annealing import first_failure

    if stepsize is None:
        return
    failure = first_failure(stages)
    if failure is None:
        out.print("once admissible, the fixed stepsize stays admissible for all these t")
    else:
        out.print(f"the fixed stepsize stops being admissible at t = {failure}")


def _number(value: Any) -> str:
    parts = shown(value)
    decimal = f"{parts['value']:.6g}"
    exact = parts["exact"]
    if exact is None or exact == decimal:
        return decimal
    return f"{exact} = {decimal}" if "sqrt" in exact else f"{exact} ({decimal})"
