"""PyTorch is an extra; without it these tests are skipped."""

import pytest

torch = pytest.importorskip("torch")
