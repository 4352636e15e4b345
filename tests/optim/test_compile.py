"""``torch.compile`` of whole training steps, and where its graphs break.

Breaks are looked for first: after a backward pass was traced, PyTorch 2.13 fails to continue a
function behind a break (``AssertionError: model missing``), for its own optimizers too.
"""

import pytest
import torch

from askewtheory.optim import STE, ASkewSGD, BinaryConnect, ProxQuant, Skewed
from tests.optim.models import adam, groups, loss_of, net, sgd, state

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


def wrapped_step(model, optimizer):
    """Take one step of training whose backward pass is not compiled."""
    optimizer.step()
    for parameter in model.parameters():
        parameter.grad = None


@pytest.mark.parametrize("base", [adam, sgd])
@pytest.mark.parametrize("wrap", [Skewed, BinaryConnect, STE, ProxQuant])
@pytest.mark.parametrize("compiled", [training_step, wrapped_step])
def test_a_wrapper_steps_in_a_compiled_function(compiled, wrap, base):
    """A wrapper's step is left out of the graph, and moves what it moves without a compiler."""
    ends = []
    torch._dynamo.reset()
    for step in (compiled, torch.compile(compiled, backend="eager")):
        model = net()
        optimizer = wrap(base(groups(model)))
        for _ in range(4):
            loss_of(model).backward()
            step(model, optimizer)
        ends.append(state(model))
    assert torch.equal(*ends)


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
