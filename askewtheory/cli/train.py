"""``askewtheory train``: train quantized networks; tables of measured beside printed values."""

from __future__ import annotations

import time
from typing import Any

import click

from askewtheory.cli.common import console, json_option, progress


@click.command(context_settings={"show_default": True})
@click.argument("experiment", required=False)
@click.option("--method", "methods", multiple=True, help="Which method; all by default.")
@click.option("--reading", metavar="NAME", help="One of the experiment's other readings.")
@click.option("--seeds", type=click.IntRange(1), help="How many; the experiment's own by default.")
@click.option("--epochs", type=click.IntRange(1), help="The experiment's own by default.")
@click.option("--data", "data_name", metavar="NAME", help="Another data set, such as digits.")
@click.option("--data-dir", metavar="DIR", help="The folder with the data set's files.")
@click.option("--out", metavar="DIR", help="Where results go; by default report/train/EXPERIMENT.")
@click.option("--search", "searching", is_flag=True, help="Give each method its best lr first.")
@click.option("--resume", is_flag=True, help="Go on from the checkpoints in DIR.")
@click.option("--list", "listing", is_flag=True, help="List the experiments and train nothing.")
@json_option
def command(
    experiment: str | None,
    methods: tuple[str, ...],
    reading: str | None,
    seeds: int | None,
    epochs: int | None,
    data_name: str | None,
    data_dir: str | None,
    out: str | None,
    searching: bool,
    resume: bool,
    listing: bool,
    json_path: str | None,
) -> None:
    """Train the methods of an EXPERIMENT: one of those listed by --list, or a TOML file.

    All seeds train at once. DIR gets one log and checkpoint for each method, written after every
    epoch, and in the end the tables as Markdown, LaTeX and HTML.
    """
    from askewtheory.errors import InputError, require
    from askewtheory.experiments.config import load

    if listing:
        _list()
        return
    if experiment is None:
        raise InputError("experiment must be given; --list shows those there are.")
    chosen = load(experiment)
    if reading:
        chosen = chosen.reading(reading)
    names = [name for name in methods if chosen.method(name)] or list(chosen.methods)
    require("torch", extra="experiments")
    from askewtheory.experiments.runner import data_of, run, with_data

    obstacle = ""
    if data_name and data_name != chosen.data["name"]:
        obstacle = f"other data: {data_name}"
        chosen = with_data(chosen, data_name, data_dir)
    data = data_of(chosen, data_dir)
    if searching:
        chosen = _searched(chosen, names, data, epochs)
    folder = out or f"report/train/{_plain(chosen.name)}"
    total = _epochs(chosen, names, seeds, epochs)
    try:
        with progress(f"Training {chosen.name}", total) as advance:
            record = run(
                chosen, names, data, seeds=seeds, epochs=epochs, folder=folder, resume=resume,
                obstacle=obstacle, on_epoch=_Reporter(advance, total),
            )  # fmt: skip
    except KeyboardInterrupt:
        click.echo(f"{folder} holds every finished epoch; --resume goes on from there.", err=True)
        raise
    _finish(record, folder, json_path)


def _searched(experiment: Any, names: list[str], data: Any, epochs: int | None) -> Any:
    """Return the experiment with each method's best learning rate, on seeds of their own."""
    from askewtheory.experiments.runner import threads
    from askewtheory.experiments.search import RATES, SEEDS, search

    total = _epochs(experiment, names, SEEDS, epochs) * len(RATES)
    with progress(f"Searching {experiment.name}", total) as advance, threads(experiment):
        tuned, found = search(
            experiment, names, data, epochs=epochs, on_epoch=_Reporter(advance, total)
        )
    for method, means in found.items():
        shown = ", ".join(f"{rate:g}: {mean:.4g}" for rate, mean in means.items())
        chosen = tuned.methods[method]["lr"]
        click.echo(f"{method}: lr {chosen:g} (mean quantized loss {shown})", err=True)
    return tuned


def _epochs(experiment: Any, names: list[str], seeds: int | None, epochs: int | None) -> int:
    """Return how many epochs are reported: seeds that train together report as one."""
    count = 1 if experiment.together else seeds or experiment.training["seeds"]
    return (epochs or experiment.training["epochs"]) * len(names) * count


class _Reporter:
    """Moves the progress bar after each epoch and says loss and time left."""

    def __init__(self, advance: Any, total: int) -> None:
        self.advance, self.total = advance, total
        self.done, self.began = 0, time.monotonic()

    def __call__(self, rows: list[dict[str, Any]]) -> None:
        self.done += 1
        rate = (time.monotonic() - self.began) / self.done
        left = time.strftime("%H:%M:%S", time.gmtime(rate * (self.total - self.done)))
        loss = sum(row["train_loss"] for row in rows) / len(rows)
        text = f"{rows[0]['method']} epoch {rows[0]['epoch']}, loss {loss:.4g}, left {left}"
        self.advance(1, text)


def _finish(record: dict[str, Any], folder: str, json_path: str | None) -> None:
    from askewtheory import output

    if json_path:
        output.write_json(json_path, record)
    if json_path == "-":
        return
    from rich.table import Table

    terminal = console()
    for table in record["tables"]:
        shown = Table(title=table.title, title_justify="left")
        for column in table.columns:
            shown.add_column(column)
        for row in table.rows:
            shown.add_row(*row)
        terminal.print(shown)
        for note in table.notes:
            terminal.print(f"- {note}", markup=False)
    terminal.print(f"wrote {folder}/tables.md, .tex, .html and results.json", markup=False)


def _list() -> None:
    from askewtheory.experiments.config import load, names

    terminal = console()
    for name in names():
        found = load(name)
        terminal.print(f"{name:<22} {found.title}", markup=False)
        terminal.print(f"{'':<22} methods: {', '.join(found.methods)}", markup=False)
        if found.readings:
            terminal.print(f"{'':<22} readings: {', '.join(found.readings)}", markup=False)


def _plain(name: str) -> str:
    """Return a name that a folder can have."""
    return "".join(c if c.isalnum() or c in "-_." else "-" for c in name)
