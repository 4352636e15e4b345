"""PyTorch is an extra; without it these tests are skipped.

Most tests train a few steps only, of which the library warns; what it warns of is tested apart.
"""

import pytest

torch = pytest.importorskip("torch")


def pytest_collection_modifyitems(items):
    """Ignore the library's warnings about quantized weights, but for tests that ask for them."""
    ignored = pytest.mark.filterwarnings("ignore::askewtheory.optim.QuantizationWarning")
    for item in items:
        if "tests/optim" in item.path.as_posix():
            item.add_marker(ignored, append=False)
