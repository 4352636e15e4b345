"""``python -m benchmarks``: print every ratio, measured now on this machine."""

from __future__ import annotations

import importlib
from typing import Any

import click

from askewtheory.cli.common import console, json_option, progress

MODULES = (
    "commands", "numpy_loop", "throughput", "cores", "c_loop", "growth", "optimizers", "deployment",
)  # fmt: skip


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(MODULES))
@click.option("--quick", is_flag=True, help="Smaller sizes: seconds instead of minutes.")
@click.option("--record", is_flag=True, help="Keep the numbers, and write them into the docs.")
@json_option
def main(names: tuple[str, ...], quick: bool, record: bool, json_path: str | None) -> None:
    """Measure the benchmarks NAMES (all by default) and print one table."""
    from askewtheory.output import write_json
    from askewtheory.provenance import provenance
    from benchmarks.record import keep, load_average

    if quick and record:
        raise click.UsageError("--record keeps whole measurements, none of --quick.")
    chosen = names or MODULES
    came = provenance({"names": list(chosen), "quick": quick}) | {"load": load_average()}
    measured: dict[str, tuple[str, list[Any]]] = {}
    with progress("benchmarks", len(chosen)) as advance:
        for name in chosen:
            module = importlib.import_module(f"benchmarks.{name}")
            measured[name] = module.TITLE, module.run(quick)
            advance()
    if json_path != "-":
        _print(dict(measured.values()))
    if json_path:
        write_json(json_path, {"benchmarks": dict(measured.values()), "provenance": came})
    if record:
        keep(measured, came)


def _print(measured: dict[str, Any]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table()
    table.add_column("measured")
    table.add_column("value", justify="right")
    table.add_column("aim", justify="right")
    table.add_column("met")
    for title, results in measured.items():
        table.add_section()
        table.add_row(Text(title, style="bold"))
        for result in results:
            value = f"{result.value:,.3g}" if result.value < 1e5 else f"{result.value:.2e}"
            met = {True: "yes", False: "no", None: ""}[result.met]
            table.add_row("  " + result.name, f"{value} {result.unit}", result.aim, met)
    console().print(table)


if __name__ == "__main__":
    main()
