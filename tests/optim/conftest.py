"""PyTorch is an extra; without it these tests are skipped.

Most tests train a few steps only, of which the library warns; what it warns of is tested apart.
"""

import importlib.util

import pytest

collect_ignore_glob = []
if importlib.util.find_spec("torch") is None:
    # Not importorskip: where this folder is what pytest was asked for, that is a traceback.
    collect_ignore_glob += ["test_*.py"]


def pytest_report_header():
    """Say why nothing is collected here."""
    return "tests/optim is left out: PyTorch is not installed" if collect_ignore_glob else None


def pytest_collection_modifyitems(items):
    """Ignore the library's warnings about quantized weights, but for tests that ask for them."""
    ignored = pytest.mark.filterwarnings("ignore::askewtheory.optim.QuantizationWarning")
    for item in items:
        if "tests/optim" in item.path.as_posix():
            item.add_marker(ignored, append=False)
