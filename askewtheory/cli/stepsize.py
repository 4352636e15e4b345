"""``askewtheory stepsize``: whether a stepsize is admissible, and the largest that is."""

from __future__ import annotations

from typing import Any

import click

from askewtheory.cli.common import (
    LEVELS,
    NUMBER,
    NUMBERS,
    PLOT,
    Command,
    console,
    deliver,
    json_option,
    wrote,
)
from askewtheory.errors import InputError

MOST_TIMES = 500
MOST_LEVELS = 2_000
"""Of all times together."""
MOST_DIGITS = 1_000
"""Of r^times, whose digits grow with the times."""


@click.command(cls=Command, context_settings={"show_default": True})
@click.option("--levels", type=LEVELS, required=True,
              help="-1,1 · binary · ternary · int3; at most 2,048, of 200 gaps.")  # fmt: skip
@click.option("--epsilon", type=NUMBER, required=True, help="In (0, 1], below min gap²/4.")
@click.option("--alpha", type=NUMBER, required=True)
@click.option("--clip", type=NUMBER, default="1", help="M_c.")
@click.option("--gradient-bound", type=NUMBER, required=True, help="G ≥ |∇ℓ|.")
@click.option("--smoothness", type=NUMBER, help="Lipschitz constant of ∇ℓ, if it has one.")
@click.option("--dimension", type=int, default=1)
@click.option("--stepsize", type=NUMBER, help="Without it: half of Corollary 1'.")
@click.option("--schedule",
              help="power:c=1,k0=10,p=3/4 · horizon:T=1000 · 1/(k+1) · …; at most 200 characters "
              "of numbers, k, + - * / ^, sqrt, log, exp, sin, cos, floor, min, max.")  # fmt: skip
@click.option("--start", type=NUMBERS, help="One number, or one for each coordinate.")
@click.option("--kind", type=click.Choice(["quadratic", "quartic"]), default="quadratic")
@click.option("--horizon", type=int, help="T of the bounds; without it their limits.")
@click.option("--loss-gap", type=NUMBER, help="ℓ(first) − ℓ(last) of the bounds.")
@click.option("--anneal", metavar="c,r,times",
              help="Follow ε_t = c·r^t for so many t, at most 500.")  # fmt: skip
@click.option("--clip-rule", type=click.Choice(["fixed", "gap/(4*stepsize)", "c/stepsize"]),
              default="fixed", help="For --anneal; c is --clip.")  # fmt: skip
@click.option("--plot", type=PLOT, help="Draw the admissible region.")
@click.option("--all", "everything", is_flag=True,
              help="Show every condition, bound and time, and not only the answer.")  # fmt: skip
@json_option
def command(json_path: str | None, plot: str | None, everything: bool, **given: Any) -> int:
    """Check a stepsize against the theory; find the largest admissible one.

    A stepsize is admissible if one of the conditions that are proved admits it: Corollary 1',
    Corollary 1'' (sharper), or Corollary 1' with its 1/(2α) alternative. Exits with 1 if the given
    stepsize is not admissible. Numbers are exact and have at most 300 digits.
    """
    from askewtheory.files import check_apart
    from askewtheory.provenance import provenance
    from askewtheory.stepsize.admissibility import check

    check_apart({"plot": plot, "json": json_path})
    schedule, anneal, rule = (given.pop(name) for name in ("schedule", "anneal", "clip_rule"))
    given["grid"] = given.pop("levels")
    start = given["start"]
    given["start"] = start[0] if start and len(start) == 1 else start
    found = check(**given)
    stages = _stages(given, anneal, rule) if anneal else None
    record = found.to_dict()
    if schedule:
        record["schedule"] = _schedule_record(schedule, found)
    if stages is not None:
        record["annealing"] = [stage.to_dict() for stage in stages]
    record["environment"] = provenance(found.configuration)
    if plot:
        _plot(plot, given, stages)
    from askewtheory.cli.stepsize_tables import show

    def answer() -> None:
        show(console(), found, record, stages, given["stepsize"], everything=everything)

    deliver(json_path, record, answer)
    if plot and json_path != "-":
        wrote(plot)
    return 0 if found.admissible or not found.given else 1


def _stages(given: dict[str, Any], anneal: str, rule: str) -> list[Any]:
    from askewtheory.cli.common import parse_numbers
    from askewtheory.stepsize.annealing import anneal as follow
    from askewtheory.stepsize.annealing import geometric

    parts = parse_numbers(anneal, "anneal")
    if len(parts) != 3 or not 1 <= parts[2] <= MOST_TIMES or parts[2].denominator != 1:
        raise InputError(
            f"anneal must be c,r,times such as 1,0.88,30, with at most {MOST_TIMES:,} times, "
            f"got {anneal!r}"
        )
    if parts[2] * given["grid"].count > MOST_LEVELS:
        raise InputError(
            f"anneal must have at most {MOST_LEVELS:,} times * levels, got {parts[2]} * "
            f"{given['grid'].count}"
        )
    if parts[2] * len(str(parts[1].denominator)) > MOST_DIGITS:
        raise InputError(
            f"anneal must have r^times of at most {MOST_DIGITS:,} digits, got {anneal!r}"
        )
    names = ("alpha", "gradient_bound", "clip", "stepsize", "start", "dimension", "kind")
    return follow(
        given["grid"], geometric(parts[0], parts[1]), int(parts[2]), clip_rule=rule,
        **{name: given[name] for name in names},
    )  # fmt: skip


def _schedule_record(text: str, found: Any) -> dict[str, Any]:
    from askewtheory.stepsize.schedules import parse_schedule

    schedule = parse_schedule(text)
    first = schedule.first_admissible(found.max_admissible)
    return {**schedule.to_dict(), "first_admissible": first}


def _plot(path: str, given: dict[str, Any], stages: list[Any] | None) -> None:
    from askewtheory import plotting
    from askewtheory.stepsize.regions import draw_annealing, draw_regions

    if stages is not None:
        plotting.save(draw_annealing(stages, given["stepsize"]), path)
        return
    names = ("epsilon", "alpha", "clip", "gradient_bound", "stepsize", "start", "dimension", "kind")
    plotting.save(draw_regions(given["grid"], **{name: given[name] for name in names}), path)
