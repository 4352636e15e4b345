"""The translations of kernel.py: JavaScript under node, Coq, and what is refused."""

import itertools
import json
import random
import shutil
import subprocess
from fractions import Fraction as F
from pathlib import Path
from types import ModuleType

import pytest

from askewtheory import kernel, translate
from askewtheory.losses import formulas

HERE = Path(__file__).parent
SOURCES = HERE.parents[1] / "proofs_checks" / "formal"


def _cases(count: int) -> list[tuple]:
    """Return calls of every translated function with exact arguments, corners included."""
    draw = random.Random(18)

    def number(low: int, high: int) -> F:
        return F(draw.randint(8 * low, 8 * high), 8)

    calls = []
    names = itertools.cycle(translate.read().functions.values())
    while len(calls) < count:
        function = next(names)
        levels = sorted({number(-3, 3) for _ in range(draw.randint(1, 4))})
        middles = [(a + b) / 2 for a, b in itertools.pairwise(levels)]
        width = min([F(1), *(b - a for a, b in itertools.pairwise(levels))]) / 4
        known = {
            "levels": levels,
            "lowers": [q - width for q in levels],
            "uppers": [q + width for q in levels],
            "w": draw.choice([*levels, *middles, *(number(-5, 5) for _ in range(9))]),
            "index": draw.randint(0, len(levels)),
            "branch": draw.randint(0, 2),
            "kind": draw.randint(0, 1),
            "rule": draw.randint(0, 1),
            "epsilon": F(draw.randint(1, 16), 16),
            "alpha": F(draw.randint(1, 16), 8),
            "clip": F(draw.randint(1, 16), 8),
            "psi_slope": number(-1, 1),
            "psi": number(-1, 1),
        }
        arguments = [known.get(name, number(-2, 2)) for name in function.parameters]
        calls.append((function.name, *arguments))
    return calls


def _json(value: object) -> object:
    if isinstance(value, list):
        return [_json(each) for each in value]
    return f"{value.numerator}/{value.denominator}" if isinstance(value, F) else value


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_javascript_computes_what_python_computes() -> None:
    """Two thousand calls, levels and midpoints among the points, agree as exact fractions."""
    calls, functions = _cases(2000), translate.read().functions
    expected = [
        _json(value) if functions[name].returns == translate.COUNT else _json(F(value))
        for name, *rest in calls
        for value in [getattr(kernel, name)(*rest)]
    ]  # fmt: skip
    program = translate.javascript() + (HERE / "fractions.js").read_text()
    done = subprocess.run(
        ["node", "-e", program],
        input=json.dumps([_json(list(call)) for call in calls]),
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert json.loads(done.stdout) == expected


def test_every_branch_occurs_among_the_cases() -> None:
    """The random calls take all three branches under both rules and both kinds."""
    seen = {(kernel.branch(*rest), *rest[-2:]) for name, *rest in _cases(4000) if name == "branch"}
    assert len(seen) == 3 * 2 * 2


def test_committed_coq_definitions_are_the_translation() -> None:
    """proofs_checks/formal/kernel.v says what kernel.py says today."""
    assert (SOURCES / "kernel.v").read_text() == translate.coq()


def test_every_function_of_the_kernel_is_translated() -> None:
    """No function of kernel.py is left out."""
    assert [f.__name__ for f in kernel.JITABLE] == list(translate.read().functions)


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_formulas_of_losses_are_translated_after_the_kernel() -> None:
    """A Huber loss, which calls the kernel's clip, agrees as exact fractions; others are left."""
    names = ("huber", "huber_slope", "quadratic", "quadratic_slope")
    source = translate.read(formulas, names, translate.read())
    assert set(source.functions) == {*names, *translate.read().functions}
    draw = random.Random(19)
    calls = [
        (name, F(draw.randint(-24, 24), 8), F(draw.randint(1, 16), 8), F(draw.randint(-16, 16), 8),
         *([F(draw.randint(0, 16), 8)] if name.startswith("huber") else []))
        for name in itertools.islice(itertools.cycle(names), 400)
    ]  # fmt: skip
    expected = [_json(getattr(formulas, name)(*rest)) for name, *rest in calls]
    done = subprocess.run(
        ["node", "-e", translate.javascript(source) + (HERE / "fractions.js").read_text()],
        input=json.dumps([_json(list(call)) for call in calls]),
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert json.loads(done.stdout) == expected


@pytest.mark.parametrize(
    "body",
    [
        "return w ** 2",
        "return w // 2",
        "return sorted(w)",
        "return [w]",
        "return f(w, 1)",
        "return w if w != 1 else 0",
        "while w < 1:\n        w += 1\n    return w",
    ],
)
def test_what_is_not_understood_is_refused(body: str, tmp_path: Path) -> None:
    """A construct beyond comparison, arithmetic, if, bounded loops and calls is an error."""
    module = _module(f'def f(w):\n    """Doc."""\n    {body}\n', tmp_path)
    for translation in (translate.coq, translate.javascript):
        with pytest.raises(NotImplementedError, match="cannot translate"):
            translation(translate.read(module))


@pytest.mark.parametrize(
    "text",
    [
        "@abs\ndef f(w):\n    return w\n",
        "def f(w, *more):\n    return w\n",
        "def f(w):\n    return w\nf = abs\n",
        "def f(w):\n    return w\nfrom math import ceil as f\n",
        "def f(w):\n    return w\ndef f(w):\n    return 2 * w\n",
        "A, B = 0, 1\ndef f(w):\n    return w\nA = 2\n",
    ],
)
def test_a_name_with_another_meaning_is_refused(text: str, tmp_path: Path) -> None:
    """What is decorated or bound again computes something else than its body."""
    text = text.replace("@abs", "@(lambda function: abs)")
    with pytest.raises(NotImplementedError, match="cannot translate"):
        translate.read(_module(text, tmp_path))


def test_no_statement_is_taken_for_a_docstring(tmp_path: Path) -> None:
    """The first statement of a function without one is part of it."""
    source = translate.read(_module("def f(w):\n    w = w + 1\n    return w\n", tmp_path))
    assert "let w := (w + 1) in" in translate.coq(source)


def test_a_changed_comparison_changes_the_translation(tmp_path: Path) -> None:
    """>= and > are different definitions in Coq and in JavaScript."""
    texts = {
        (translate.coq(source), translate.javascript(source))
        for sign in (">=", ">")
        for source in [
            translate.read(
                _module(f'def f(w):\n    """Doc."""\n    return 1 if w {sign} 0 else 2\n', tmp_path)
            )
        ]
    }
    assert len(texts) == 2


def _module(text: str, folder: Path) -> ModuleType:
    path = folder / f"source{len(list(folder.iterdir()))}.py"
    path.write_text(text)
    module = ModuleType(path.stem)
    module.__file__ = str(path)
    exec(compile(text, path, "exec"), module.__dict__)
    return module
