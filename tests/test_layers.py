"""Tests of who may import whom: each layer of the mathematics knows only what lies below it."""

import ast
import graphlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = (
    "errors", "cluster", "kernel", "enclosure", "exact", "grid", "compiled", "array_loops",
    "mapping", "method", "feasible", "streams", "losses", "noise", "trajectory", "bounds",
    "stepsize", "rates", "worstcase", "optim", "experiments", "cli",
)  # fmt: skip
"""From the bottom up; modules of other names are not part of the order."""
FILES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in (ROOT / "askewtheory").rglob("*.py")
}


def imported(source: str) -> set[str]:
    """Return the modules of the package that a source imports, in functions too, when it runs."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
            node.body = []
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("askewtheory"):
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (whole & FILES.keys()) or {node.module}
    return found


IMPORTS = {name: imported(path.read_text()) - {name} for name, path in FILES.items()}


def rank(module: str) -> int | None:
    """Return the layer of a module; None for one outside the order."""
    part = f"{module}.".split(".")[1]
    return LAYERS.index(part) if part in LAYERS else None


def upward(imports: dict[str, set[str]]) -> list[str]:
    """Return every import that points up."""
    return [
        f"{module} imports {other}"
        for module, others in imports.items()
        for other in others
        if (low := rank(module)) is not None and (high := rank(other)) is not None and high > low
    ]


def test_no_layer_imports_one_above_it():
    """An import points down, also inside a function; a planted one that points up is noticed."""
    assert upward(IMPORTS) == []
    planted = imported("def f():\n    from askewtheory.cli.common import NUMBER\n")
    assert upward({"askewtheory.rates.case": planted}) == [
        "askewtheory.rates.case imports askewtheory.cli.common"
    ]


def test_no_two_modules_import_each_other():
    """There is no circle of imports, also none that a function's import closes."""
    tuple(graphlib.TopologicalSorter(IMPORTS).static_order())
    circle = {**IMPORTS, "askewtheory.errors": {"askewtheory.grid"}}
    with pytest.raises(graphlib.CycleError):
        tuple(graphlib.TopologicalSorter(circle).static_order())


def test_the_bounds_know_no_solver():
    """What is bounded is known without the engine that checks proofs."""
    for module, others in IMPORTS.items():
        if module.startswith("askewtheory.bounds"):
            assert not {other.split(".")[1] for other in others} & {"provers", "audit"}
