"""``askewtheory worst-case``: adversarial search for each bound, and certified worst cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from askewtheory.cli.common import Command, Whole, console, deliver, json_option, progress, table
from askewtheory.cli.completion import complete

if TYPE_CHECKING:
    from askewtheory.worstcase import Worst
    from askewtheory.worstcase.instance import Instance
    from askewtheory.worstcase.pep import Bounded


@click.command("worst-case", cls=Command)
@click.argument("theorems", nargs=-1, metavar="[THEOREM]...", shell_complete=complete("theorem"))
@click.option(
    "--seed", default=0, show_default=True, type=Whole(0, 2**63 - 1), help="Of the search."
)
@click.option("--restarts", default=2, show_default=True, type=Whole(1, 1000),
              help="Independent searches for each loss family and horizon.")  # fmt: skip
@click.option("--iterations", default=40, show_default=True, type=Whole(1, 10_000),
              help="Generations of each search.")  # fmt: skip
@click.option("--pep/--no-pep", default=None,
              help="Certify worst cases too (if unset: where no theorem is named "
              "and the extra pep is installed).")  # fmt: skip
@json_option
def command(
    theorems: tuple[str, ...],
    seed: int,
    restarts: int,
    iterations: int,
    pep: bool | None,
    json_path: str | None,
) -> int:
    """Search the worst case of each bound and replay it exactly; certify bounds exactly.

    THEOREM is 2, 3, 4, 5, 6, corollary-2 or theorem-2 and so on; all of them if none is given.
    Exit code 1 says that a repaired bound was exceeded, or that one known to be attained was not
    reached by the search.
    """
    from askewtheory.worstcase import search, targets_of

    names = tuple(f"theorem-{item}" if item.isdigit() else item for item in theorems)
    targets = targets_of(names)
    certify = _to_certify(pep, named=bool(theorems))
    found = []
    with progress("searching", len(targets)) as advance:
        for target in targets:
            found.append(search(target, seed=seed, restarts=restarts, iterations=iterations))
            advance()
    bounds = _certified() if certify else []
    options = {"seed": seed, "restarts": restarts, "iterations": iterations}
    record = _record(found, bounds, options)
    deliver(json_path, record, lambda: _show(found, bounds))
    return 1 if any(_failed(worst) for worst in found) else 0


def _show(found: list[Worst], bounds: list[Bounded]) -> None:
    screen = console()
    screen.print(_table(found))
    screen.print(_instances(found))
    if bounds:
        screen.print(_pep_table(bounds))


def _failed(worst: Worst) -> bool:
    """Tell whether a repaired bound was exceeded, or one said to be tight was not reached."""
    if worst.target.version.startswith("printed"):
        return False
    return worst.verdict == "violated" or (worst.target.tight and worst.verdict != "attained")


def _to_certify(pep: bool | None, *, named: bool) -> bool:
    """Tell whether worst cases are certified; if asked to without the extra, say so at once."""
    import importlib.util

    from askewtheory.errors import require

    if pep is None:
        return not named and importlib.util.find_spec("cvxpy") is not None
    if pep:
        require("cvxpy", "pep")
    return pep


def _certified() -> list[Bounded]:
    from askewtheory.worstcase.pep import all_bounds

    with progress("certifying", None) as advance:
        bounds = []
        for bound in all_bounds():
            bounds.append(bound)
            advance()
    return bounds


def _table(found: list[Worst]) -> Any:
    made = table("statement", "bound", "measured / bound", "verdict", "problems tried", "note",
                 title="Worst cases found, replayed exactly")  # fmt: skip
    for worst in found:
        ratio = "bound ≤ 0" if worst.bound <= 0 else f"{float(worst.ratio):.6g}"
        if worst.verdict == "attained":
            ratio = "1 exactly"
        made.add_row(worst.target.theorem, worst.target.version, ratio, worst.verdict,
                      str(worst.evaluations), worst.target.note)  # fmt: skip
    return made


def _instances(found: list[Worst]) -> Any:
    """Return a table of the problems themselves, in exact numbers: they can be run again."""
    made = table("statement", "the problem, exactly", title="The problems, in exact numbers")
    for worst in found:
        made.add_row(f"{worst.target.theorem}, {worst.target.version}", instance_text(worst))
    return made


def instance_text(worst: Worst) -> str:
    """Return everything that a worst case is made of, measured value and bound included."""
    one = worst.instance
    parts = {
        "levels": "{" + ", ".join(map(str, one.levels)) + "}", "ε": one.epsilon, "α": one.alpha,
        "M_c": one.clip, "loss": _loss(one), "M": one.smoothness, "w_0": one.start,
        "γ": one.stepsize, "steps": one.steps, "σ": one.sigma, "measured": worst.measured,
        "bound": worst.bound,
    }  # fmt: skip
    if not one.sigma:
        del parts["σ"]
    return "; ".join(f"{name} = {value}" for name, value in parts.items())


def _loss(one: Instance) -> str:
    if one.width is None:
        return f"linear, slope {one.slope}"
    return f"Huber, slope {one.slope}, width {one.width}, centre {one.center}"


def _pep_table(bounds: list[Bounded]) -> Any:
    made = table("step", "setting", "worst case", "status", "theorem", "formula",
                 title="Performance estimation, Δℓ ≤ 1")  # fmt: skip
    for bound in bounds:
        setting = ", ".join(f"{_SHORT[name]}={value}" for name, value in bound.setting.items())
        made.add_row(bound.problem, setting, worst_value(bound), bound.status,
                      "outside its range" if bound.theorem is None else str(bound.theorem),
                     bound.formula)  # fmt: skip
    return made


def worst_value(bound: Bounded) -> str:
    """Return a worst case as text: exact, the upper bound that is proved, or in decimals."""
    from askewtheory.worstcase.pep import PROVED, UNBOUNDED

    if bound.status == UNBOUNDED:
        return UNBOUNDED
    if bound.value is None:
        return f"{bound.numerical:.6f}"
    if bound.status == PROVED:
        return str(bound.value)
    decimal = f"{float(bound.value):.5f}".rstrip("0").rstrip(".")  # it has no more digits
    return f"≤ {decimal} (solver: {bound.numerical:.6f})"


_SHORT = {"steps": "N", "stepsize": "γ", "smoothness": "M", "alpha": "α",
          "gradient_bound": "G", "force": "U"}  # fmt: skip


def _record(found: list[Worst], bounds: list[Bounded], options: dict[str, Any]) -> dict[str, Any]:
    from askewtheory.provenance import provenance

    return {
        "worst_cases": found,
        "performance_estimation": bounds,
        "provenance": provenance(options, seed=options["seed"]),
    }
