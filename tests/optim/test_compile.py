"""``torch.compile`` of whole training steps, and where its graphs break.

Breaks are looked for first: after a backward pass was traced, PyTorch 2.13 fails to continue a
function behind a break (``AssertionError: model missing``), for its own optimizers too.
"""

import pytest
import torch

from askewtheory.optim import ASkewSGD, BinaryConnect, Skewed
from tests.optim.models import adam, loss_of, net, sgd, state

# Raised inside PyTorch's compiler.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


def training_step(model, optimizer):
    """Take one step of training and return the loss."""
    for parameter in model.parameters():
        parameter.grad = None
    loss = loss_of(model)
    loss.backward()
    optimizer.step()
    return loss.detach()


def built(**options):
    """A model, and its optimizer."""
    model = net()
    return model, ASkewSGD(model.parameters(), lr=0.05, epsilon=0.1, **options)


def test_the_only_break_is_the_backward_pass():
    """With PyTorch's default settings the graph breaks once: at ``Tensor.backward``."""
    torch._dynamo.reset()
    found = torch._dynamo.explain(training_step)(*built())
    assert found.graph_break_count == 1
    assert "backward" in found.break_reasons[0].reason


@pytest.mark.parametrize("wrap", [Skewed, BinaryConnect])
@pytest.mark.parametrize("base", [adam, sgd])
def test_a_wrapper_breaks_where_its_base_does(wrap, base):
    """Every break in a wrapper's step is in PyTorch's code of the base optimizer's step."""
    model = net()
    optimizer = wrap(base(model.parameters()))
    loss_of(model).backward()
    torch._dynamo.reset()
    found = torch._dynamo.explain(optimizer.step)()
    places = {reason.user_stack[-1].filename for reason in found.break_reasons}
    assert all(place.endswith("torch/optim/optimizer.py") for place in places)


SCALED = {"momentum": 0.9, "levels": 3, "scale": "max"}


BLOCKS = {**SCALED, "block": 2}


@pytest.mark.parametrize(
    ("backend", "options"),
    [("eager", {}), ("eager", SCALED), ("inductor", SCALED), ("eager", BLOCKS)],
)
def test_a_training_step_is_one_graph(backend, options):
    """Forward, backward and step compile into one graph, and train as they do uncompiled."""
    if not hasattr(torch._dynamo.config, "trace_autograd_ops"):
        pytest.skip("this PyTorch cannot trace a backward pass")
    (model, optimizer), twins = built(**options), built(**options)
    torch._dynamo.reset()
    step = torch.compile(training_step, backend=backend, fullgraph=True)
    with torch._dynamo.config.patch(trace_autograd_ops=True):
        losses = [step(model, optimizer).item() for _ in range(4)]
    torch.testing.assert_close(losses, [training_step(*twins).item() for _ in range(4)])
    torch.testing.assert_close(state(model), state(twins[0]))
    if backend == "eager":
        assert torch.equal(state(model), state(twins[0]))
