"""``askewtheory train``: train quantized networks; tables of measured beside printed values."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import click

from askewtheory.cli.common import Command, Whole, console, json_option, progress
from askewtheory.experiments.config import MEASURES


@click.command(cls=Command, context_settings={"show_default": True})
@click.argument("experiment", required=False)
@click.option("--method", "methods", multiple=True, help="Which method; all by default.")
@click.option("--reading", metavar="NAME", help="Another reading of the experiment; 'all': each.")
@click.option("--seeds", type=Whole(1, 1000), help="How many; the experiment's own by default.")
@click.option("--epochs", type=Whole(1, 100_000), help="The experiment's own by default.")
@click.option("--data", "data_name", metavar="NAME", help="Another data set, such as digits.")
@click.option("--data-dir", metavar="DIR", help="The folder with the data set's files.")
@click.option("--download", is_flag=True, help="Fetch missing files, without DIR into a cache.")
@click.option("--out", metavar="DIR", help="Where results go; by default report/train/EXPERIMENT.")
@click.option(
    "--search",
    "searching",
    is_flag=True,
    help="Choose each lr on training data first.",
)
@click.option("--search-epochs", type=Whole(1, 100_000), help="Of each try; all by default.")
@click.option("--search-seeds", type=Whole(1, 1000), help="Of each try; 20 at most by default.")
@click.option(
    "--search-measure",
    type=click.Choice(MEASURES),
    default="quantized_loss",
    help="What makes an lr the best: a small loss or a large accuracy.",
)
@click.option(
    "--track",
    type=click.Choice(["auto", "tensorboard", "wandb", "none"]),
    default="auto",
    help="Curves while it runs; auto: TensorBoard where it is installed.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Of a Dask cluster that trains the seeds.")
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
    download: bool,
    out: str | None,
    searching: bool,
    search_epochs: int | None,
    search_seeds: int | None,
    search_measure: str,
    track: str,
    scheduler: str | None,
    resume: bool,
    listing: bool,
    json_path: str | None,
) -> None:
    """Train the methods of an EXPERIMENT: one of those listed by --list, or a TOML file.

    A search holds out a fifth of the training set and gives every method the same rates to try.
    Seeds train at once, as one batched program, as processes or on a cluster. DIR gets a log and a
    checkpoint of each, written after every epoch (from a cluster after the last), and in the end
    the tables as Markdown, LaTeX and HTML.
    """
    from askewtheory.cli.train_tables import show, show_readings
    from askewtheory.errors import InputError, require
    from askewtheory.experiments.config import load
    from askewtheory.files import check_apart, inside, slug
    from askewtheory.hold import held

    if listing:
        _list()
        return
    if experiment is None:
        raise InputError("experiment must be given; --list shows those there are.")
    source = load(experiment)
    folder = f"report/train/{slug(source.name)}" if out is None else out
    every = reading == "all"
    if every and (searching or json_path):
        raise InputError("--reading all must be used without --search and --json, got one.")
    chosen = {"as chosen": source} if every or not reading else {}
    chosen |= {name: source.reading(name) for name in _readings(source, reading)}
    names = [name for name in methods if source.method(name)] or list(source.methods)
    require("torch", extra="experiments")
    from askewtheory.experiments.distributed import count, joined

    first = click.get_current_context().with_resource(joined())
    if searching and count() > 1:
        raise InputError(f"--search must be used in one process, got {count()}.")
    if scheduler and (searching or count() > 1):
        raise InputError("--scheduler must be used without --search and torchrun, got one.")
    if not first:
        located = data_name, data_dir, download or None
        _help(list(chosen.values()), names, located, seeds, epochs, resume)
        return
    check_apart({"experiment": experiment, **_outputs(names, folder), "json": json_path})
    click.get_current_context().with_resource(held(folder))
    records = {}
    for name, one in chosen.items():
        place = str(inside(folder, slug(name))) if every else folder
        inside(place, "tensorboard")
        one, data, obstacle = _with_data(one, data_name, data_dir, download or None)
        if searching:
            tries = {"epochs": search_epochs or epochs, "measure": search_measure}
            one = _searched(one, names, data, search_seeds, tries, place)
            obstacle = "; ".join(filter(None, (obstacle, "learning rates found by search")))
        with _tracking(one, place, track, resume) as tracked:
            options = {"seeds": seeds, "epochs": epochs, "folder": place, "resume": resume}
            options["by"] = _cluster(scheduler, data_dir, download or None)
            records[name] = _run(one, names, data, obstacle, tracked, options)
        show(records[name], place, json_path)
    if every:
        show_readings(source, records, folder)


def _cluster(scheduler: str | None, data_dir: str | None, download: bool | None) -> Any:
    """Return what trains the jobs; None is this machine."""
    if not scheduler:
        return None
    from askewtheory.experiments.elsewhere import Elsewhere, train_elsewhere

    return partial(train_elsewhere, Elsewhere(scheduler, data_dir, download))


def _outputs(names: list[str], folder: str) -> dict[str, str]:
    """Return the files that a training writes into its folder, by what they are called."""
    from askewtheory.experiments.runner import RESULTS
    from askewtheory.files import slug
    from askewtheory.hold import LOCK

    ends = ("jsonl", "pt", "pt.before", "parquet")
    methods = [f"{slug(name)}.{end}" for name in names for end in ends]
    return {f"output {name}": f"{folder}/{name}"
            for name in (*RESULTS, "search.json", LOCK, *methods)}  # fmt: skip


def _help(
    experiments: list[Any],
    names: list[str],
    located: tuple[str | None, str | None, bool | None],
    seeds: int | None,
    epochs: int | None,
    resume: bool,
) -> None:
    """Take part in a training that the first of several processes writes down and tells."""
    from askewtheory.experiments.processes import train_all

    for one in experiments:
        changed, data, _ = _with_data(one, *located)
        runs = [(changed, name) for name in names]
        train_all(runs, data, seeds=seeds, epochs=epochs, resume=resume)


def _readings(experiment: Any, reading: str | None) -> list[str]:
    """Return the names of the readings that are wanted beside the experiment itself."""
    if reading == "all":
        return list(experiment.readings)
    return [reading] if reading else []


def _with_data(
    experiment: Any, name: str | None, data_dir: str | None, download: bool | None
) -> tuple[Any, Any, str]:
    """Return the experiment on the data asked for, the data, and why that is not comparable."""
    from askewtheory.experiments.runner import data_of, with_data

    if name is None or name == experiment.data["name"]:
        return experiment, data_of(experiment, data_dir, download), ""
    changed = with_data(experiment, name, data_dir, download)
    return changed, data_of(changed, data_dir, download), f"other data: {name}"


@contextmanager
def _tracking(experiment: Any, folder: str, kind: str, resume: bool) -> Iterator[Any]:
    """Yield what takes each epoch's rows to TensorBoard or Weights & Biases."""
    from askewtheory.experiments.track import Tracker

    tracker = Tracker(folder, kind, resume=resume, config=experiment.to_dict())
    try:
        yield tracker.epoch
    finally:
        tracker.close()


def _run(
    experiment: Any,
    names: list[str],
    data: Any,
    obstacle: str,
    tracked: Any,
    options: dict[str, Any],
) -> dict[str, Any]:
    from askewtheory.experiments.runner import run

    total = _epochs(experiment, names, options["seeds"], options["epochs"])
    try:
        with progress(f"Training {experiment.name}", total) as advance:
            report = _Reporter(advance, total)

            def on_epoch(rows: list[dict[str, Any]]) -> None:
                report(rows)
                tracked(rows)

            return run(experiment, names, data, obstacle=obstacle, on_epoch=on_epoch, **options)
    except KeyboardInterrupt:
        folder = options["folder"]
        what = "seed" if options["by"] else "epoch"
        click.echo(f"{folder} holds every finished {what}; --resume goes on from there.", err=True)
        raise


def _searched(
    experiment: Any,
    names: list[str],
    data: Any,
    seeds: int | None,
    tries: dict[str, Any],
    folder: str,
) -> Any:
    """Return the experiment with each method's best learning rate, on data of their own."""
    from askewtheory import output
    from askewtheory.experiments.runner import threads
    from askewtheory.experiments.search import RATES, SEEDS, search
    from askewtheory.provenance import provenance

    count = seeds or min(SEEDS, experiment.training["seeds"])
    total = _epochs(experiment, names, count, tries["epochs"]) * len(RATES)
    with progress(f"Searching {experiment.name}", total) as advance, threads(experiment):
        tuned, found = search(
            experiment, names, data, seeds=count, on_epoch=_Reporter(advance, total), **tries
        )
    config = {"experiment": experiment.to_dict(), "seeds": count, **tries}
    chosen_by = tuned.remarks[-1]
    record = {"means": found, "chosen": chosen_by, "environment": provenance(config, None)}
    output.write_json(f"{folder}/search.json", record)
    for method, means in found.items():
        shown = ", ".join(f"{rate:g}: {mean:.4g}" for rate, mean in means.items())
        chosen, measure = tuned.methods[method]["lr"], tries["measure"].replace("_", " ")
        click.echo(f"{method}: lr {chosen:g} (mean {measure} {shown})", err=True)
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


def _list() -> None:
    from rich.padding import Padding

    from askewtheory.experiments.config import load, names

    terminal = console()
    for name in names():
        found = load(name)
        terminal.print(f"{name:<22} {found.title}")
        below = {"methods": found.methods, "readings": found.readings}
        for what, entries in below.items():
            if entries:  # a reading's name may have a comma in it
                said = f"{what}: {'; '.join(entries)}"
                terminal.print(Padding(terminal.render_str(said), (0, 0, 0, 23), expand=False))
