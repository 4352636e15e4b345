"""The API reference says what every public function and class takes, and which errors it raises."""

import ast
import enum
import functools
import importlib
import inspect
import itertools
import textwrap
from typing import Any

import pytest

from askewtheory.errors import InputError
from tests.docs.api import modules

NEED_TORCH = ("askewtheory.optim", "askewtheory.experiments")
ELSEWHERE = {
    "kernel": "letter by letter the report's symbols; another module documents each for users",
    "statement": "docs/vocabulary.md", "terms": "docs/vocabulary.md", "rules": "docs/vocabulary.md",
    "theorem": "docs/vocabulary.md",
}  # fmt: skip
"""Modules whose arguments are explained together, in words, and where."""
EXPLAINED = [name for name in modules() if name.rpartition(".")[2] not in ELSEWHERE]


def public(module: str) -> dict[str, Any]:
    """Return the functions and classes that a page shows, by name."""
    if module.startswith(NEED_TORCH):
        pytest.importorskip("torch")
    loaded = importlib.import_module(module)
    own = [name for name, one in vars(loaded).items() if getattr(one, "__module__", "") == module]
    names = getattr(loaded, "__all__", None) or [name for name in own if name[0] != "_"]
    found = {name: getattr(loaded, name) for name in names}
    return {
        name: one for name, one in found.items() if inspect.isfunction(one) or inspect.isclass(one)
    }


def sections(thing: Any) -> dict[str, list[str]]:
    """Return the lines of each section of a docstring: a line that is underlined begins one."""
    lines, found, name = (inspect.getdoc(thing) or "").splitlines(), {}, ""
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if line and below == "-" * len(line):
            name = line
        found.setdefault(name, []).append(line)
    return found


def documented(thing: Any) -> set[str]:
    """Return the parameters and attributes that a docstring, or a text below a field, explains."""
    found = sections(thing)
    lines = found.get("Parameters", []) + found.get("Attributes", [])
    heads = [line.partition(" : ")[0] for line in lines if line[:1].strip()]
    names = {name.strip(" *") for head in heads for name in head.split(",")}
    if inspect.isclass(thing):
        body = ast.parse(textwrap.dedent(inspect.getsource(thing))).body[0].body  # type: ignore
        for field, after in itertools.pairwise(body):
            if isinstance(field, ast.AnnAssign) and isinstance(after, ast.Expr):
                names.add(ast.unparse(field.target))
    return names


def taken(thing: Any) -> set[str]:
    """Return what a function or class is called with; nobody calls protocols and enumerations."""
    if inspect.isclass(thing):
        if issubclass(thing, BaseException | enum.Enum) or getattr(thing, "_is_protocol", False):
            return set()
        if not {"__init__", "__new__"} & vars(thing).keys():
            return set()  # it is made, and documented, as what it inherits from
    return inspect.signature(thing).parameters.keys() - {"self", "cls"}


@functools.cache
def raises(function: Any, called: bool = True) -> bool:
    """Return whether a function's body, or that of a function called in it, raises InputError."""
    function = inspect.unwrap(function)
    known = function.__globals__
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
        named = node.exc if isinstance(node, ast.Raise) else node
        if not isinstance(named, ast.Call):
            continue
        one = known.get(getattr(named.func, "id", ""))
        if isinstance(node, ast.Raise) and inspect.isclass(one) and issubclass(one, InputError):
            return True
        ours = inspect.isfunction(one) and one.__module__.startswith("askewtheory.")
        if called and ours and raises(one, called=False):
            return True
    return False


@pytest.mark.parametrize("module", EXPLAINED)
def test_the_reference_explains_every_parameter_and_error(module: str) -> None:
    """Each parameter of a public name has its line, and a function that refuses input says when."""
    lacking = []
    for name, thing in public(module).items():
        lacking += [f"{name}: {one}" for one in taken(thing) - documented(thing)]
        if inspect.isfunction(thing) and raises(thing) and "Raises" not in sections(thing):
            lacking.append(f"{name}: Raises")
    assert not lacking


def test_what_lacks_a_section_is_noticed() -> None:
    """A parameter without a line, and an error that is not mentioned, are both found."""

    def bare(one: int, *, other: int = 0) -> int:
        """Return one.

        Parameters
        ----------
        one
            Any.
        """
        if other:
            raise InputError("other must be 0")
        return one

    assert taken(bare) - documented(bare) == {"other"}
    assert raises(bare)
    assert "Raises" not in sections(bare)
