"""From a method's settings to its optimizer."""

import pytest

torch = pytest.importorskip("torch")

from askewtheory import optim  # noqa: E402
from askewtheory.errors import InputError  # noqa: E402
from askewtheory.experiments.methods import ALGORITHMS, build  # noqa: E402
from askewtheory.experiments.network import Network  # noqa: E402


def test_experiments_know_every_optimizer():
    """Each optimizer that the package exports has a name; that of ASkewSGD gives Skewed as well."""
    exported = {getattr(optim, name) for name in optim.__all__}
    ours = {one for one in exported if isinstance(one, type) and issubclass(one, optim.Quantizing)}
    assert {*ALGORITHMS.values(), optim.Skewed, optim.Quantizing} == ours


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"algorithm": "askewsgd", "lr": 0.1, "clip": -1}, "Invalid clip value: -1"),
        ({"algorithm": "proxquant", "lr": -1.0}, "Invalid learning rate: -1.0"),
        ({"algorithm": "binary-connect", "lr": 0.1, "momentum": -1}, "Invalid momentum value: -1"),
        ({"algorithm": "full-precision", "lr": 0.1, "clip": 1}, "unexpected keyword"),
        ({"algorithm": "sgdask", "lr": 0.1}, "algorithm must be one of full-precision"),
    ],
)
def test_bad_settings(settings, message):
    """What an optimizer refuses, ours or PyTorch's own, comes back as one sentence."""
    with pytest.raises(InputError, match=message) as caught:
        build(settings, Network([2, 3, 2], seeds=[0]), [-1.0, 1.0])
    assert str(caught.value).endswith(".")
    assert not str(caught.value).endswith("..")
