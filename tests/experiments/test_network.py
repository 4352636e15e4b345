"""Networks with a leading seed axis."""

import pytest

torch = pytest.importorskip("torch")

from askewtheory.errors import InputError  # noqa: E402
from askewtheory.experiments.network import Network, accuracies, losses  # noqa: E402


def _alone(network, member, x):
    """Evaluate one member with PyTorch's own layers."""
    h = x
    for number, weight in enumerate(network.weights):
        h = torch.nn.functional.linear(h, weight[member].T, network.biases[number][member, 0])
        h = torch.relu(h) if number < len(network.weights) - 1 else h
    return h


def test_members_are_ordinary_perceptrons():
    """Each member computes what PyTorch's linear layers compute with its weights."""
    network = Network([2, 5, 4, 3], seeds=[0, 7])
    x = torch.randn(6, 2, generator=torch.Generator().manual_seed(0))
    for member in range(2):
        torch.testing.assert_close(network(x)[member], _alone(network, member, x))


def test_member_depends_on_its_seed_only():
    """A member's initial weights do not depend on which seeds it is made with."""
    both, alone = Network([3, 4, 2], seeds=[5, 9]), Network([3, 4, 2], seeds=[9])
    for many, one in zip(both.parameters(), alone.parameters(), strict=True):
        assert torch.equal(many[1], one[0])


def test_losses_match_pytorch():
    """Cross-entropy and logistic loss and the accuracies are PyTorch's own."""
    outputs = torch.randn(2, 8, 3, generator=torch.Generator().manual_seed(1))
    y = torch.tensor([0, 1, 2, 0, 1, 2, 0, 1])
    expected = [torch.nn.functional.cross_entropy(member, y) for member in outputs]
    torch.testing.assert_close(losses(outputs, y), torch.stack(expected))
    right = [100 * (member.argmax(1) == y).double().mean() for member in outputs]
    torch.testing.assert_close(accuracies(outputs, y), torch.stack(right))
    binary, single = (y > 0).long(), outputs[..., :1]
    binary_loss = torch.nn.functional.binary_cross_entropy_with_logits
    expected = [binary_loss(member[:, 0], binary.float()) for member in single]
    torch.testing.assert_close(losses(single, binary), torch.stack(expected))


def test_batch_norm_matches_pytorch():
    """Batch normalization and its running statistics are PyTorch's own."""
    network = Network([2, 5, 2], seeds=[3], batch_norm=True)
    reference = torch.nn.BatchNorm1d(5, affine=False)
    x = torch.randn(10, 2, generator=torch.Generator().manual_seed(2))
    hidden = x @ network.weights[0][0] + network.biases[0][0]
    for mode in (True, False):
        network.train(mode)
        reference.train(mode)
        after = torch.relu(reference(hidden)) @ network.weights[1][0] + network.biases[1][0]
        torch.testing.assert_close(network(x)[0], after)


@pytest.mark.parametrize(("quantize", "count"), [("all", 3), ("hidden", 1), ("none", 0)])
def test_quantized_weights(quantize, count):
    """Which matrices have levels is what the model says; biases never have."""
    network = Network([2, 5, 4, 3], seeds=[0], quantize=quantize)
    found = network.quantized_weights()
    assert len(found) == count
    assert all(any(weight is own for own in network.weights) for weight in found)


@pytest.mark.parametrize("wrong", [{"activation": "step"}, {"quantize": "some"}, {"init": "x"}])
def test_bad_model(wrong):
    """Unknown words are refused by name."""
    with pytest.raises(InputError, match=next(iter(wrong))):
        Network([2, 2], seeds=[0], **wrong)
