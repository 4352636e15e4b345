"""Equal tuning."""

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from askewtheory.errors import InputError
from askewtheory.experiments.search import FIRST_SEED, search


def test_search_takes_the_best_rate_on_other_seeds(tiny, tiny_data):
    """Each method gets the rate of least loss, found on seeds that training never takes."""
    seen = []
    tuned, found = search(
        tiny, ["full-precision", "askewsgd"], tiny_data, rates=(1e-6, 0.1), seeds=2, epochs=3,
        measure="loss", on_epoch=lambda rows: seen.extend(row["seed"] for row in rows),
    )  # fmt: skip
    assert min(seen) == FIRST_SEED
    for method, means in found.items():
        assert means[0.1] < means[1e-6]
        assert tuned.methods[method]["lr"] == 0.1
    assert tuned.methods["proxquant"] == tiny.methods["proxquant"]


def test_bad_search(tiny, tiny_data):
    """Unknown measures and rates that are none are refused."""
    with pytest.raises(InputError, match="measure"):
        search(tiny, ["askewsgd"], tiny_data, measure="speed")
    with pytest.raises(InputError, match="rates"):
        search(tiny, ["askewsgd"], tiny_data, rates=(0.1, -1.0))
