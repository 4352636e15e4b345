"""The numbers that the documentation shows: kept in a file, and written into its pages as tables.

``python -m benchmarks --record`` measures and keeps; ``python -m benchmarks.record`` writes the
tables anew from what is kept. A benchmark that is measured alone replaces its own numbers only, so
each has the machine, the versions and the commit that it was measured with beside it.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from askewtheory.output import write_json, write_text
from benchmarks.measure import Result
from benchmarks.optimizers import ALONE, ONE_THREAD, RATIOS

ROOT = Path(__file__).resolve().parents[1]
RECORD = ROOT / "docs/results/benchmarks.json"
ORDER = ("commands", "numpy_loop", "throughput", "cores", "c_loop", "growth", "optimizers")
"""What is kept; sizes and times of exported networks have a table of their own."""
START, END = "<!-- benchmarks: python -m benchmarks.record -->", "<!-- end -->"
DIGITS = 4
LIBRARIES = ("python", "numpy", "numba", "torch")
TOGETHER = "&nbsp;"
"""Between a number and its unit or sign, which a narrow column would part."""
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
SHOWN = {"python": "Python", "numpy": "NumPy", "numba": "Numba", "torch": "PyTorch"}
Group = dict[str, Any]
Kept = dict[str, Group]


def keep(measured: Mapping[str, tuple[str, list[Result]]], came: Mapping[str, Any]) -> None:
    """Replace what is kept of the benchmarks that were measured, and rewrite the pages.

    ``measured`` has a title and results for each benchmark, ``came`` says where they come from.
    """
    kept = load() if RECORD.exists() else {}
    for name, (title, results) in measured.items():
        if name in ORDER and results:
            rows = [result.to_dict() | {"value": _rounded(result.value)} for result in results]
            kept[name] = {"title": title, "measured": _origin(came), "results": rows}
    write_json(RECORD, {name: kept[name] for name in ORDER if name in kept})
    rewrite()


def load() -> Kept:
    """Return what is kept, by benchmark."""
    return json.loads(RECORD.read_text("utf-8"))


def _origin(came: Mapping[str, Any]) -> dict[str, Any]:
    revision = came.get("revision") or {}
    versions = {name: one for name, one in came["versions"].items() if name in LIBRARIES}
    return {
        "date": came["time"][:10], "commit": revision.get("commit", "")[:7],
        "dirty": revision.get("dirty"), "processor": processor(), "load": came.get("load"),
        "processors": came["platform"]["processors"], "versions": versions,
    }  # fmt: skip


def processor() -> str:
    """Return the processor's name, as Linux gives it; elsewhere as Python does."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def load_average() -> float | None:
    """Return how many processes the machine ran in the last minute, where it says so."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def speed_table(kept: Kept) -> str:
    """Return all benchmarks but the optimizers' in one table, and when each was measured."""
    lines = ["| measured | value | aim | aim met |", "| --- | --: | --: | --- |"]
    for name, group in kept.items():
        lines.append(f"| **{group['title']}** | | | |")
        lines += [_row(one) for one in group["results"] if _belongs(name, one)]
    return "\n".join([*lines, "", *_origins(kept)])


def _belongs(name: str, result: Mapping[str, Any]) -> bool:
    """Of the optimizers' many numbers, those that have an aim are shown beside the others."""
    return name != "optimizers" or bool(result["aim"] and ONE_THREAD not in result["name"])


def _row(result: Mapping[str, Any]) -> str:
    value, unit = result["value"], result["unit"]
    shown = f"{value:,.3g}" if value < 1e5 else _power(value)
    unit = "" if unit == "p" else f" {unit}"  # an exponent, as the group's title says
    aim = result["aim"] and result["aim"].replace("1e+08", "10⁸").replace("e+08", "·10⁸")
    number, aim = f"{shown}{unit}".replace(" ", TOGETHER), aim.replace(" ", TOGETHER)
    return f"| {result['name']} | {number} | {aim} | {_met(result['met'])} |"


def _power(value: float) -> str:
    digits, exponent = f"{value:.1e}".split("e")
    return f"{digits}·10{str(int(exponent)).translate(RAISED)}"


def _met(met: bool | None) -> str:
    return {True: "yes", False: "**missed**", None: ""}[met]


def _origins(kept: Kept) -> Iterator[str]:
    """Yield a sentence for each machine, day and commit: what was measured with them."""
    said: dict[str, list[str]] = {}
    for name, group in kept.items():
        said.setdefault(_sentence(group["measured"]), []).append(f"`{name}`")
    for sentence, names in said.items():
        yield f"{', '.join(names)}: {sentence}."


def _sentence(origin: Mapping[str, Any]) -> str:
    versions = ", ".join(f"{SHOWN[name]} {one}" for name, one in origin["versions"].items())
    load = "" if origin["load"] is None else f", a load of {origin['load']:g} when it began"
    dirty = " with changes" if origin["dirty"] else ""
    return (
        f"{origin['date']}, {origin['processors']} virtual processors ({origin['processor']}){load}"
        f"; commit {origin['commit']}{dirty}; {versions}"
    )


def optimizer_table(kept: Kept) -> str:
    """Return the optimizers' steps: a row for each comparison, a column for each network."""
    group = kept["optimizers"]
    found = {one["name"]: one for one in group["results"]}
    networks = list(dict.fromkeys(name.partition(":")[0].split(", ")[0] for name in found))
    lines = [f"| step | {' | '.join(networks)} |", "| --- |" + " --: |" * len(networks)]
    for label in ("SGD(foreach)", *(one[0] for one in RATIOS)):
        cells = [_cell(found, network, label) for network in networks]
        lines.append(f"| {label} | {' | '.join(cells)} |")
    return "\n".join([*lines, "", *_origins({"optimizers": group})])


def _cell(found: Mapping[str, Any], network: str, label: str) -> str:
    """Return a time or ratio in training, alone and in processor time, and the aim."""
    parts = [found.get(f"{network}{use}: {label}") for use in ("", ALONE, ONE_THREAD)]
    first = parts[0]
    if first is None:
        return ""
    unit = " ms" if first["unit"] == "ms" else ""
    shown = " / ".join("–" if one is None else f"{one['value']:.3g}" for one in parts) + unit
    missed = "" if first["met"] else ", **missed**"
    return shown + (f" (aim {first['aim']}{missed})" if first["aim"] else "")


PAGES = {"docs/speed.md": speed_table, "docs/optim.md": optimizer_table}


def written(page: str, kept: Kept) -> str:
    """Return a page with its table as the record has it."""
    before, rest = (ROOT / page).read_text("utf-8").split(START)
    after = rest.split(END, 1)[1]
    return f"{before}{START}\n{PAGES[page](kept)}\n{END}{after}"


def rewrite() -> None:
    """Write the tables of the record into their pages."""
    kept = load()
    for page in PAGES:
        write_text(ROOT / page, written(page, kept))


if __name__ == "__main__":
    rewrite()
