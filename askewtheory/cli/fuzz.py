"""``askewtheory fuzz``: search for a counterexample of a claim, a line or a repair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from askewtheory.cli.common import Command, Decimal, Whole, console, deliver, json_option
from askewtheory.cli.verify import importable_here
from askewtheory.ending import EndedError

if TYPE_CHECKING:
    from askewtheory.audit.entry import Entry
    from askewtheory.audit.fuzz import Found


@click.command(cls=Command, context_settings={"show_default": True})
@click.argument("identifier", metavar="ID")
@click.option("--claims", "package", default="proofs_checks", metavar="PACKAGE",
              help="The claims package: any whose modules state claims.")  # fmt: skip
@click.option("--seconds", type=Decimal(0.1, 86_400), default=60.0, help="How long.")
@click.option("--seed", type=Whole(0), default=0, help="Of the draws.")
@json_option
def command(identifier: str, package: str, seconds: float, seed: int, json_path: str | None) -> int:
    """Search for instances that meet every hypothesis of ID and break its conclusion.

    Exits with 1 if one is found, with 0 if none is; then nothing is proved either.
    """
    from askewtheory.audit.fuzz import Found, search
    from askewtheory.audit.statement import scalar_parts
    from askewtheory.errors import InputError

    importable_here(package)
    _keep_apart()
    entry = _entry(identifier, package)
    try:
        parts = [Found(one) for one in scalar_parts(entry.statement)]
    except Exception as error:
        raise InputError(f"{identifier} must have a statement, got none ({error}).") from None
    record: dict[str, Any] = {"id": entry.id, "seed": seed, "parts": parts}
    try:
        for found in parts:
            search(found, seconds / len(parts), seed)
    except (KeyboardInterrupt, EndedError):
        found.stopped = "interrupted"
        _deliver(entry, record, json_path)
        raise
    _deliver(entry, record, json_path)
    return int(any(found.line for found in parts))


def _keep_apart() -> None:
    """Let Hypothesis keep what it keeps below the user's cache, and not in the current folder."""
    import os

    from askewtheory.private import private_folder

    os.environ.setdefault(
        "HYPOTHESIS_STORAGE_DIRECTORY", str(private_folder("hypothesis") or os.devnull)
    )


def _entry(identifier: str, package: str) -> Entry:
    """Return a claim, a line or a repair; the error of an unknown one names those alike."""
    from askewtheory.audit.package import discover, select
    from askewtheory.errors import InputError

    known = discover(package)
    if identifier in known.broken:
        raise InputError(f"{identifier} must be importable, got: {known.broken[identifier]}.")
    if identifier not in known.entries:
        select([identifier], package)
        raise InputError(f"fuzz takes one claim, line or repair, got {identifier!r}, a group.")
    return known.entries[identifier]


def _deliver(entry: Entry, record: dict[str, Any], json_path: str | None) -> None:
    parts = record["parts"]
    plain = record | {"parts": [one.to_dict() for one in parts]}

    def show() -> None:
        for found in parts:
            _show(entry, found, len(parts))

    deliver(json_path, plain, show)


def _show(entry: Entry, found: Found, parts: int) -> None:
    terminal = console()
    terminal.print(f"{entry.id}: {found.statement}", soft_wrap=True)
    terminal.print(f"Instances tried: {found.tried:,}.")
    terminal.print(f"All hypotheses hold in: {found.satisfied:,}.")
    if found.undecided:
        terminal.print(f"Not decided by the instance: {found.undecided:,}.")
    if found.closest:
        where = ", ".join(f"{name} = {one}" for name, one in found.closest.items())
        about = "" if found.margin is None or found.margin.denominator == 1 else (
            f" (about {float(found.margin):.3g})")  # fmt: skip
        terminal.print(f"Closest miss: the conclusion holds by {found.margin}{about} at {where}.",
                       soft_wrap=True)  # fmt: skip
    if not found.line:
        if found.tried and not found.satisfied:
            terminal.print("No instance met all hypotheses; the search says nothing of the claim.")
        end = " (interrupted)" if found.stopped == "interrupted" else ""
        terminal.print(f"No counterexample was found{end}. This proves nothing.")
        return
    where = ", ".join(f"{name} = {one}" for name, one in found.counterexample.items())
    terminal.print(f"Counterexample, replayed exactly: {where}.", soft_wrap=True)
    terminal.print(f"There {found.broken}.", soft_wrap=True)
    if parts > 1:
        terminal.print("It breaks one part of a conjunction; state that part as a line to refute.")
        return
    terminal.print(f"In the check of {entry.id}:")
    if found.imports:
        terminal.print(f"    # {found.imports}", soft_wrap=True)
    terminal.print(f"    return {found.line}", soft_wrap=True)
    terminal.print(
        "Let `instead` say what is true in its place; here it is what holds at this instance."
    )
