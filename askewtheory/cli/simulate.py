"""``askewtheory simulate``: one run, its summary, and its records as archive, picture or JSON."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

from askewtheory.cli.common import (
    LEVELS,
    NUMBER,
    NUMBERS,
    PLOT,
    Command,
    OutputFile,
    ParsedType,
    Whole,
    console,
    deliver,
    json_option,
    parse_number,
    table,
    wrote,
)
from askewtheory.errors import InputError

if TYPE_CHECKING:
    from askewtheory.trajectory import Run


def parse_loss_option(text: str) -> Any:
    """Read ``--loss``; the losses load only when one is asked for."""
    from askewtheory.losses import parse_loss

    return parse_loss(text)


def parse_noise_option(text: str) -> Any:
    """Read ``--noise``."""
    from askewtheory.noise import parse_noise

    return parse_noise(text)


def parse_clip(text: str) -> Any:
    """Read ``--clip``: a number, or ``inf`` for no clip."""
    from askewtheory.exact import number, to_float

    clip = number(text, "clip")
    to_float(clip, "clip")  # refused where no float holds it
    return clip


def parse_stepsize(text: str) -> Any:
    """Read ``--stepsize``: a number, or a schedule such as ``power:c=1,k0=10,p=3/4``."""
    try:
        return parse_number(text, "stepsize")
    except InputError:
        from askewtheory.stepsize.schedules import parse_schedule

        return parse_schedule(text)


LOSS = ParsedType("name[:k=v,...]", parse_loss_option)
NOISE = ParsedType("name[:k=v,...]", parse_noise_option)
CLIP = ParsedType("number", parse_clip)
STEPSIZE = ParsedType("number or schedule", parse_stepsize)


@click.command("simulate", cls=Command)
@click.option("--loss", type=LOSS, required=True, help="Such as huber:width=1/2,center=3.")
@click.option("--levels", type=LEVELS, required=True, help="Such as -1,1 or ternary or int3.")
@click.option("--epsilon", type=NUMBER, required=True, help="Width of the feasible set, in (0, 1].")
@click.option("--alpha", type=NUMBER, required=True, help="Strength of the skewing force.")
@click.option("--clip", type=CLIP, required=True, help="Largest skewing force M_c; inf for none.")
@click.option("--stepsize", type=STEPSIZE, required=True, help="Such as 1/100 or 1/(k+10).")
@click.option("--steps", type=Whole(min=0), required=True, help="How many steps.")
@click.option("--start", type=NUMBERS, required=True, help="One number per coordinate: 2,-1/2.")
@click.option("--dimension", type=Whole(1, 10**7), help="Repeat a start of one number.")
@click.option("--kind", type=click.Choice(["quadratic", "quartic"]), default="quadratic")
@click.option("--rule", type=click.Choice(["printed", "projected"]), default="printed")
@click.option("--noise", type=NOISE, default=None, help="Such as gaussian:sigma=1/10.")
@click.option("--seed", type=Whole(min=0), default=0, help="Of the noise.")
@click.option("--every", type=Whole(min=1), default=1, help="Record every so many steps.")
@click.option("--out", type=OutputFile("out"), help="Write the records: run.npz.")
@click.option("--plot", type=PLOT, help="Draw the records: run.png.")
@json_option
def command(
    out: str | None,
    plot: str | None,
    json_path: str | None,
    dimension: int | None,
    loss: Any,
    levels: Any,
    start: tuple[Fraction, ...],
    noise: Any,
    seed: int,
    **method_and_steps: Any,
) -> None:
    """Run the algorithm on a loss; print how it ended and which branch each step took.

    Losses: quadratic, huber, linear, power, cosine, saturating, double-well, logistic. Noise:
    gaussian, two-point, mini-batch.
    """
    from askewtheory.files import check_apart
    from askewtheory.provenance import provenance
    from askewtheory.trajectory import simulate

    check_apart({"out": out, "plot": plot, "json": json_path})
    drawn = None if noise is None else seed
    point = _repeated(start, dimension)
    run = simulate(loss, point, levels, noise=noise, seed=drawn, **method_and_steps)
    if out:
        run.save(out)
    if plot:
        _draw(run, plot)
    record = {**run.to_dict(), "provenance": provenance(config=run.configuration, seed=drawn)}
    deliver(json_path, record, lambda: _print(run, [path for path in (out, plot) if path]))


def _repeated(start: tuple[Fraction, ...], dimension: int | None) -> list[Fraction]:
    if dimension is None or len(start) == dimension:
        return list(start)
    if len(start) == 1:
        return [start[0]] * dimension
    raise InputError(f"start must have 1 or {dimension} numbers, got {len(start)}")


def _print(run: Run, written: list[str]) -> None:
    """Print the summary table and the paths of what was written."""
    made = table("", "first", "last", title="Run")
    rows = [
        ("step k", run.steps),
        ("loss", run.loss),
        ("|v|² (velocity taken)", run.squared_velocity),
        ("running minimum of |v|²", run.running_minimum),
        ("distance to C_ε", run.distance),
    ]
    for label, values in rows:
        made.add_row(label, f"{values[0]:.6g}", f"{values[-1]:.6g}")
    terminal = console()
    terminal.print(made)
    counts = run.branch_counts.sum(axis=0)
    counted = f"Branches at w_0, ..., w_{run.steps[-1]}"
    branches = table("branch", "coordinates", "share", title=counted)
    labels = ("gradient", "skewing force, along (S⁺)", "skewing force, against (S⁻)")
    for label, count in zip(labels, counts, strict=True):
        branches.add_row(label, f"{count:,}", f"{100 * count / counts.sum():.2f} %")
    terminal.print(branches)
    wrote(*written)


def _draw(run: Run, path: str) -> None:
    """Draw loss, velocity, distance and branch shares over k."""
    from askewtheory import plotting

    @plotting.styled
    def figure() -> Any:
        drawing, axes = plotting.subplots(2, 2, width=plotting.DOUBLE, height=4.0, sharex=True)
        (loss, velocity), (distance, branch) = axes
        loss.plot(run.steps, run.loss, color=plotting.BLUE)
        loss.set_ylabel("loss")
        velocity.plot(run.steps, run.squared_velocity, color=plotting.SKY, label="taken")
        velocity.plot(run.steps, run.running_minimum, color=plotting.BLUE, label="running minimum")
        velocity.set_ylabel(r"$\|v_k\|^2$")
        velocity.set_yscale("symlog", linthresh=_smallest(run.running_minimum))
        velocity.legend()
        distance.plot(run.steps, run.distance, color=plotting.BLUE)
        distance.set_ylabel(r"distance to $C_\varepsilon$")
        labels = ("gradient", "force, along", "force, against")
        colours = (plotting.GREY, plotting.ORANGE, plotting.RED)
        branch.stackplot(run.steps, run.branch_shares().T, labels=labels, colors=colours, lw=0)
        branch.set(ylabel="share of branch", ylim=(0, 1))
        branch.legend(loc="lower right", frameon=True)
        for axis in axes[1]:
            axis.set_xlabel("step k")
        return drawing

    plotting.save(figure(), path)


def _smallest(values: Any) -> float:
    """Return the least positive value, below which the axis is linear."""
    positive = values[(values > 0) & (values < float("inf"))]
    return max(float(positive.min()), 1e-16) if positive.size else 1.0
