"""Tests of the package's front door: lazy exports and the version."""

import importlib.metadata
import importlib.util
import subprocess
import sys

import pytest

import askewtheory
from tests.docs.api import modules

NEED_TORCH = ("optim", "experiments.training", "experiments.storage")

PUBLIC = [name.removeprefix("askewtheory.") for name in modules() if name != "askewtheory"]


def test_version_is_the_installed_one():
    """The version in the code and in the package's metadata are the same."""
    assert askewtheory.__version__ == importlib.metadata.version("askewtheory")


@pytest.mark.parametrize("name", askewtheory.__all__)
def test_every_export_loads(name):
    """Each name that the package lists can be used, and dir() shows it."""
    home = askewtheory._HOME_OF.get(name, f"askewtheory.{name}")
    if name != "__version__" and importlib.util.find_spec(home) is None:
        pytest.skip(f"{home} is not written yet")
    assert getattr(askewtheory, name) is not None
    assert name in dir(askewtheory)


def test_unknown_name_is_an_attribute_error():
    """A misspelled export fails as any module's attribute does."""
    with pytest.raises(AttributeError, match="no attribute 'velocities'"):
        askewtheory.velocities  # noqa: B018  (the access is the test)


def in_new_process(program):
    """Return what a program prints in a process of its own that has imported nothing."""
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.split("\n")[:-1]


@pytest.mark.parametrize("torch", [True, False])
def test_every_public_module_loads_when_it_is_asked_for(torch):
    """All modules of the API are attributes; those whose extra is missing say what to install."""
    if torch:
        pytest.importorskip("torch")
    shown = in_new_process(
        f"import operator, sys\nif not {torch}: sys.modules['torch'] = None\n"
        f"import askewtheory\nfor name in {PUBLIC}:\n"
        "    try: print(operator.attrgetter(name)(askewtheory).__name__)\n"
        "    except askewtheory.errors.MissingExtraError as error: print(error)\n"
    )
    for name, line in zip(PUBLIC, shown, strict=True):
        if not torch and name in NEED_TORCH:
            assert "torch is needed here and is not installed" in line
            assert "-m pip install" in line
        else:
            assert line == f"askewtheory.{name}"


def test_looking_at_the_package_needs_no_extra():
    """What inspects every listed name, as help() does, works where PyTorch is missing."""
    shown = in_new_process(
        "import inspect, sys; sys.modules['torch'] = None; import askewtheory\n"
        "print([name for name, _ in inspect.getmembers(askewtheory)])"
    )
    assert "'worstcase'" in shown[0]
    assert "'optim'" not in shown[0]


def test_importing_the_package_imports_no_library():
    """The import itself loads none of the numerical libraries."""
    program = (
        "import sys, askewtheory; print([m for m in ('numpy', 'numba', 'sympy') if m in"
        " sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


def test_importing_the_optimizers_does_not_load_the_compiler():
    """PyTorch's takes longer to import than PyTorch; it is loaded where it is used."""
    pytest.importorskip("torch")
    shown = in_new_process("import sys, askewtheory.optim; print('torch._dynamo' in sys.modules)")
    assert shown == ["False"]
