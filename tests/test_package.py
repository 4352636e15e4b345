"""Tests of the package's front door: lazy exports and the version."""

import importlib.metadata
import importlib.util
import subprocess
import sys

import pytest

import askewtheory


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
