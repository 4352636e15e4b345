"""Residual networks and the language model."""

import pytest

torch = pytest.importorskip("torch")

from askewtheory.errors import InputError  # noqa: E402
from askewtheory.experiments.config import load  # noqa: E402
from askewtheory.experiments.data import Data  # noqa: E402
from askewtheory.experiments.language import LanguageModel  # noqa: E402
from askewtheory.experiments.models import build_network  # noqa: E402
from askewtheory.experiments.resnet import ResNet  # noqa: E402


@pytest.mark.parametrize(
    ("name", "width", "weights", "matrices"),
    [("resnet18", 64, 11_164_352, 21), ("resnet20", 16, 270_896, 22)],
)
def test_sizes_are_the_published_ones(name, width, weights, matrices):
    """Both networks have the published numbers of weights, with 1 x 1 shortcuts and no biases."""
    network = ResNet(name, 3, 10, width=width)
    assert sum(p.numel() for p in network.parameters()) == weights
    assert all(p.dim() > 1 for p in network.parameters())
    assert len(network.quantized_weights()) == matrices
    assert len(ResNet(name, 3, 10, width=4, quantize="hidden").quantized_weights()) == matrices - 2
    assert not ResNet(name, 3, 10, width=4, quantize="none").quantized_weights()


@pytest.mark.parametrize(("stem", "bits", "width"), [("small", 32, 8), ("large", 4, 4)])
def test_images_give_classes(stem, bits, width):
    """Every stem and activation gives finite outputs, and a gradient to each weight."""
    torch.manual_seed(0)
    network = ResNet("resnet18", 1, 5, width=width, stem=stem, activation_bits=bits)
    outputs = network(torch.randn(3, 1, 32, 32))
    assert outputs.shape == (3, 5)
    outputs.square().sum().backward()
    for weight in network.parameters():
        assert weight.grad is not None
        assert torch.isfinite(weight.grad).all()
        assert weight.grad.abs().sum() > 0


def test_few_bit_activations_have_few_values():
    """With four bits an activation takes at most 16 values; a plain ReLU takes more."""
    values = torch.randn(1, 4, 16, 16)
    few = ResNet("resnet18", 1, 5, width=4, activation_bits=4).activation(values)
    many = ResNet("resnet18", 1, 5, width=4).activation(values)
    assert len(few.unique()) <= 16 < len(many.unique())


def test_hidden_state_is_carried_within_a_pass():
    """Two windows in turn give what one long window gives; a new pass begins afresh."""
    torch.manual_seed(0)
    model = LanguageModel(11, units=6, dropout=0.0)
    words = torch.randint(11, (2, 8))
    whole = model(words).view(2, 8, 11)
    model.begin()
    parts = [model(words[:, :5]).view(2, 5, 11), model(words[:, 5:]).view(2, 3, 11)]
    torch.testing.assert_close(torch.cat(parts, 1), whole)
    forgetful = model(words[:, :5]).view(2, 5, 11)  # goes on from the end, without begin()
    assert not torch.allclose(forgetful, whole[:, :5])


def test_language_model_matrices():
    """Levels concern the matrices asked for, never the biases."""
    sizes = {name: len(LanguageModel(11, units=6, quantize=name).quantized_weights()) for name in
             ("all", "hidden", "none")}  # fmt: skip
    assert sizes == {"all": 4, "hidden": 2, "none": 0}


def test_seeds_decide_the_start():
    """A seed always gives the same weights, another seed others."""
    experiment = load("cifar10").changed({"model": {"width": 4}})
    data = Data(torch.zeros(4, 3, 8, 8), torch.arange(4), torch.zeros(1, 3, 8, 8),
                torch.zeros(1).long(), "made here")  # fmt: skip
    first, again, other = (
        build_network(experiment.model, [seed], data).quantized_weights()[0] for seed in (0, 0, 1)
    )
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    with pytest.raises(InputError, match="one by one"):
        build_network(experiment.model, [0, 1], data)


@pytest.mark.parametrize("wrong", [{"stem": "none"}, {"quantize": "some"}, {"name": "resnet5"}])
def test_bad_residual_networks(wrong):
    """Unknown names are refused in one sentence."""
    with pytest.raises(InputError, match=next(iter(wrong))):
        ResNet(**({"name": "resnet18", "channels": 1, "classes": 2} | wrong))


@pytest.mark.parametrize("wrong", [{"quantize": "some"}, {"dropout": 1.0}])
def test_bad_language_models(wrong):
    """Unknown names and probabilities that are none are refused."""
    with pytest.raises(InputError, match=next(iter(wrong))):
        LanguageModel(5, **wrong)
