"""What a shell completes: identifiers of claims and lines, names of figures and theorems.

A package that cannot be imported completes to nothing: whoever presses Tab gets no traceback.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import click

Complete = Callable[[click.Context, click.Parameter, str], list[str]]


def complete(what: str) -> Complete:
    """Return click's ``shell_complete`` for ``claim``, ``figure`` or ``theorem``."""
    names = _NAMES[what]

    def found(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
        try:
            known = list(names(ctx.params))
        except Exception:  # a package of a user may raise anything
            return []
        return [name for name in known if name.startswith(incomplete)]

    return found


def _claims(options: Mapping[str, Any]) -> Iterable[str]:
    from askewtheory.audit.package import discover
    from askewtheory.cli.common import importable_here

    importable_here()
    return discover(options.get("package") or "proofs_checks").entries


def _figures(options: Mapping[str, Any]) -> Iterable[str]:
    from askewtheory.figures_runner import discover_figures

    return discover_figures(options.get("package") or "figures")


def _theorems(options: Mapping[str, Any]) -> Iterable[str]:
    from askewtheory.rates import THEOREMS

    return THEOREMS


_NAMES: dict[str, Callable[[Mapping[str, Any]], Iterable[str]]] = {
    "claim": _claims, "figure": _figures, "theorem": _theorems,
}  # fmt: skip
