"""Mutants of the mathematical core: one operator or constant changed, chosen the same every time.

A mutant is a change of one node of a file's syntax tree. Which ones are tried is decided by a hash
of file, line and change, so that an edit elsewhere in a file changes no choice.
``python -m tests.mutants [MODULE...]`` runs the choice, or that of modules whose names begin like
this, and prints the survivors.
"""

from __future__ import annotations

import ast
import hashlib
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

ROOT = Path(__file__).parents[1]
PARTS = ("askewtheory", "proofs_checks", "tests", "docs", "pyproject.toml")
OPTIM = "tests/optim/"

SUITES: dict[str, tuple[str, ...]] = {
    "kernel": ("tests/test_kernel.py", "tests/test_feasible.py", "tests/stepsize"),
    "feasible": ("tests/test_feasible.py", "tests/stepsize/test_lemmas.py"),
    "bounds/constant": ("tests/test_bounds.py",),
    "bounds/decaying": ("tests/test_bounds.py",),
    "bounds/terms": ("tests/test_bounds.py",),
    "stepsize/admissibility": ("tests/stepsize",),
    "stepsize/annealing": ("tests/stepsize",),
    "stepsize/cells": ("tests/stepsize",),
    "stepsize/conditions": ("tests/stepsize",),
    "stepsize/maximum": ("tests/stepsize",),
    "stepsize/settling": ("tests/stepsize",),
    "optim/formula": (
        *(OPTIM + f"test_{name}.py" for name in ("update", "table", "spacing")),
    ),
    "optim/update": (OPTIM + "test_paths.py", OPTIM + "test_update.py"),
    "optim/cells": (OPTIM + "test_update.py", OPTIM + "test_rivals.py"),
    "optim/spacing": (OPTIM + "test_spacing.py", OPTIM + "test_update.py"),
    "optim/settings": (
        *(OPTIM + f"test_{name}.py" for name in ("settings", "askewsgd", "table")),
    ),
    "optim/truth": (OPTIM + "test_truth.py", OPTIM + "test_table.py"),
    "optim/base": (
        *(OPTIM + f"test_{name}.py" for name in ("changes", "table", "saving", "guidance")),
    ),
    "optim/wrapper": (
        *(OPTIM + f"test_{name}.py" for name in ("changes", "rivals", "table", "contract")),
    ),
    "optim/scales": (
        *(OPTIM + f"test_{name}.py" for name in ("rivals", "update", "blocks", "activations")),
    ),
    "optim/prox": (OPTIM + "test_rivals.py",),
    "optim/proximal": (OPTIM + "test_rivals.py", OPTIM + "test_table.py"),
    "optim/binary_connect": (OPTIM + "test_rivals.py", OPTIM + "test_table.py"),
    "optim/epsilon": (OPTIM + "test_tools.py", OPTIM + "test_table.py"),
    "optim/guidance": (OPTIM + "test_guidance.py", OPTIM + "test_tools.py"),
    "optim/telemetry": (OPTIM + "test_tools.py", OPTIM + "test_guidance.py"),
    "optim/admissible": (OPTIM + "test_admissible.py",),
}  # fmt: skip
"""The modules that are mutated, each with the tests that have to notice."""

COUNT = 142
"""How many are tried; with the eight that are written out in ``test_mutants`` they are 150."""

_ROUNDED = "the weight is not a number, and is neither given a code nor rounded"
EQUIVALENT: dict[str, str] = {
    "optim/base: LEVEL_DEFAULTS: dict[str, Any] = {'levels': (-1.0, 1.0), 'scale': None,"
    " 'per_channel': False, 'block': None, 'freeze_scale': True} -> LEVEL_DEFAULTS: dict[str, Any]"
    " = {'levels': (-1.0, 2.0), 'scale': None, 'per_channel': False, 'block': None,"
    " 'freeze_scale': True}": "every method gives its own levels",
    "optim/binary_connect: return local(number.nan_to_num(0.0).round().long())"
    " -> return local(number.nan_to_num(1.0).round().long())": _ROUNDED,
    "optim/binary_connect: share = torch.where(right > left, (x - left) / (right - left), 0.0)"
    " -> share = torch.where(right >= left, (x - left) / (right - left), 0.0)":
        "outside the levels left is right, and is taken whatever the share",
    "optim/prox: SCHEDULE_DEFAULTS: dict[str, Any] = {'strength': 0.0, 'strength_rate': 0.0,"
    " 'strength_growth': 1.0, 'start': 0, 'iteration': 0} -> SCHEDULE_DEFAULTS: dict[str, Any] ="
    " {'strength': 0.0, 'strength_rate': 0.0, 'strength_growth': 2.0, 'start': 0,"
    " 'iteration': 0}": "every method with a schedule gives its own growth",
    "optim/spacing: MOST = 4096 -> MOST = 4097":
        "a formula is used only where it gives every level; the table beyond gives the same cells",
    "optim/update: rows = [1 if scale is None else scale.numel() for scale in scales]"
    " -> rows = [2 if scale is None else scale.numel() for scale in scales]":
        "more tensors are copied before the step, with the same result",
    "stepsize/admissibility: return count if dimension == 1 and count > 1 else dimension"
    " -> return count if dimension == 1 and count >= 1 else dimension":
        "for one grid and dimension 1 both are 1",
    "stepsize/annealing: cell, = cells_in_scope(grids[i % len(grids)], epsilon, self.kind, [point],"
    " 1) -> cell, = cells_in_scope(grids[i % len(grids)], epsilon, self.kind, [point], 2)":
        "one point has one cell, however often its grid is repeated",
    "stepsize/cells: if sign(point, cell.upper) > 0: -> if sign(point, cell.upper) >= 0:":
        "at the end of the interval the distance to it is zero",
    "stepsize/settling: return 1 -> return 2":
        "an infinite pace needs an infinite tau, which is at most αγG",
}  # fmt: skip
"""Mutants that no test can notice, each with the reason."""

COMPARISONS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
ARITHMETIC = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A module, which of its changes, and the line before and after as the tree has it."""

    module: str
    number: int
    before: str
    after: str

    @property
    def name(self) -> str:
        """What it is called in reports, and in the list of equivalent ones."""
        return f"{self.module}: {self.before} -> {self.after}"

    @property
    def path(self) -> str:
        """The file."""
        return f"askewtheory/{self.module}.py"

    @property
    def order(self) -> str:
        """The hash that decides whether it is chosen."""
        return hashlib.sha256(self.name.encode()).hexdigest()


def _changes(node: ast.AST) -> Iterator[tuple[ast.AST, str, object]]:
    """Yield (node, field, new value) for each way to change a node."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
        yield node, "ops", [COMPARISONS[type(node.ops[0])](), *node.ops[1:]]
    elif isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        if not any(isinstance(side, ast.JoinedStr) for side in (node.left, node.right)):
            yield node, "op", ARITHMETIC[type(node.op)]()
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node, "op", ast.UAdd()
    elif isinstance(node, ast.BoolOp):
        yield node, "op", ast.Or() if isinstance(node.op, ast.And) else ast.And()
    elif _is_number(node):
        yield node, "value", node.value + 1  # type: ignore[attr-defined]


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def _annotations(tree: ast.AST) -> set[int]:
    """Return the nodes of annotations, which do nothing at run time."""
    found = [
        getattr(node, name, None) for node in ast.walk(tree) for name in ("annotation", "returns")
    ]
    return {id(part) for one in found if one is not None for part in ast.walk(one)}


def mutants(module: str) -> list[Mutant]:
    """Return every mutant of a module."""
    lines = enumerate(_mutated(module))
    return [Mutant(module, number, before, after) for number, (before, after, _tree) in lines]


def _mutated(module: str) -> Iterator[tuple[str, str, ast.AST]]:
    """Yield line before, line after and tree of each mutant; the tree is changed back later."""
    tree = ast.parse((ROOT / f"askewtheory/{module}.py").read_text())
    skipped = _annotations(tree)
    statements = {}
    for statement in ast.walk(tree):
        if isinstance(statement, ast.stmt):
            for node in ast.walk(statement):
                statements[id(node)] = statement  # the innermost, which is walked last
    for node in list(ast.walk(tree)):
        for owner, field, value in [] if id(node) in skipped else _changes(node):
            statement, kept = statements[id(node)], getattr(owner, field)
            before = _line(statement)
            setattr(owner, field, value)
            yield before, _line(statement), tree
            setattr(owner, field, kept)


def _line(statement: ast.stmt) -> str:
    """Return a statement in one line, without what is inside a compound one."""
    return ast.unparse(statement).splitlines()[0]


def chosen(count: int = COUNT) -> list[Mutant]:
    """Return the mutants to try: of every module some, the same until their line changes."""
    pool = {module: sorted(mutants(module), key=lambda m: m.order) for module in SUITES}
    share = -(-count // len(pool))
    first = [one for listed in pool.values() for one in listed[:share]]
    return sorted(first, key=lambda m: m.order)[:count]


def copy_to(folder: Path) -> None:
    """Copy what the tests need."""
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / part)


def passes(module: str, folder: Path) -> bool:
    """Run a module's tests in a copy; tell whether all pass."""
    suite = [path for path in SUITES[module] if (folder / path).exists()]
    options = ["-q", "-x", "-m", "not slow", "-p", "no:cacheprovider", "--timeout=240"]
    alone = {
        "PYTHONPATH": str(folder),
        "XDG_CACHE_HOME": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",  # a change within a second could leave a stale one
    }
    result = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *suite],
        cwd=folder,
        env={**os.environ, **alone},
        capture_output=True,
        text=True,
        check=False,
    )
    return result.returncode == 0


def survives(mutant: Mutant, folder: Path) -> bool:
    """Tell whether the module's tests pass in a copy with the mutant, which is mended after."""
    tree = next(itertools.islice(_mutated(mutant.module), mutant.number, None))[2]
    path = folder / mutant.path
    original = path.read_text()
    path.write_text(ast.unparse(tree))
    try:
        return passes(mutant.module, folder)
    finally:
        path.write_text(original)


@click.command()
@click.option("--count", default=COUNT, show_default=True, help="How many are chosen, of all.")
@click.argument("modules", nargs=-1)
def main(count: int, modules: tuple[str, ...]) -> None:
    """Run those chosen of MODULES, or of all, and print what survives.

    Tests that fail without a mutant judge none.
    """
    tried = [
        mutant
        for mutant in chosen(count)
        if mutant.name not in EQUIVALENT and mutant.module.startswith(modules or ("",))
    ]
    survivors, failing = 0, set()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_to(folder)
        for module, group in itertools.groupby(sorted(tried, key=_module), _module):
            if not passes(module, folder):
                failing.add(module)
                print("FAILS WITHOUT A MUTANT", module, flush=True)
                continue
            for mutant in group:
                alive = survives(mutant, folder)
                survivors += alive
                print("SURVIVES" if alive else "killed  ", mutant.name, flush=True)
    print(f"{len(tried)} tried, {survivors} survivors")
    if survivors or failing:
        raise SystemExit(1)


def _module(mutant: Mutant) -> str:
    return mutant.module


if __name__ == "__main__":
    main()
