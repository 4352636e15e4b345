"""Small experiments, so that each test trains for a moment only."""

import pytest


@pytest.fixture
def tiny():
    """Two moons with few points, for few epochs."""
    from askewtheory.experiments.config import load

    return load("two-moons").changed(
        {"data": {"train": 200, "test": 100}, "training": {"epochs": 3, "seeds": 3}}
    )


@pytest.fixture
def tiny_data(tiny):
    """The data of ``tiny``."""
    pytest.importorskip("torch")
    pytest.importorskip("sklearn")
    from askewtheory.experiments.runner import data_of

    return data_of(tiny)
