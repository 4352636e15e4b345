"""Does what was exported compute what the quantized model computes? Its outputs are compared."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils import _pytree

from askewtheory.errors import InputError

TOLERANCE = 1e-3
"""Of the largest output; sums in another order differ by less."""
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
SHARE = 0.95
"""Of the outputs must be within the tolerance: where activations are rounded, a last bit can move
one of them to its neighbour."""


def flat_tensors(outputs: Any) -> list[Tensor]:
    """Return all tensors of a model's output, which may be nested."""
    return [leaf for leaf in _pytree.tree_leaves(outputs) if isinstance(leaf, Tensor)]


@torch.no_grad()
def outputs_of(model: nn.Module, inputs: tuple[Any, ...]) -> list[Tensor]:
    """Run a model on its example; its random state is its own.

    Raises
    ------
    InputError
        If the example is not what the model takes, or has no rows to compare.
    """
    if any(given.numel() == 0 for given in flat_tensors(inputs)):
        raise InputError("example must have at least one row, got an empty tensor")
    with foreign("takes the example"):
        return [output.clone() for output in flat_tensors(model(*inputs))]


def difference(found: Sequence[Tensor], expected: Sequence[Tensor]) -> float:
    """Return the largest difference between two lists of outputs.

    Raises
    ------
    InputError
        If they are not the same up to rounding.
    """
    largest = 0.0
    for one, other in zip(found, expected, strict=True):
        if one.shape != other.shape:
            raise InputError(
                f"the exported model must have the model's outputs, got shape {tuple(one.shape)}"
                f" for {tuple(other.shape)}"
            )
        if other.numel() == 0:
            continue
        gap = (one.double() - other.double()).abs()
        same = gap <= TOLERANCE * other.double().abs().max()
        if float(same.double().mean()) < SHARE:
            raise InputError(
                "the exported model must have the model's outputs up to rounding, got differences"
                f" up to {float(gap.max()):.3g} on the example"
            )
        largest = max(largest, float(gap.max()))
    return largest


@contextmanager
def foreign(task: str) -> Iterator[None]:
    """Turn whatever another tool raises into one sentence; its own error is kept as the cause.

    What it warns of is its own inner workings, which nobody here can mend.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except InputError:
        raise
    except Exception as error:
        lines = _COLOURS.sub("", str(error)).strip().splitlines() or [type(error).__name__]
        raise InputError(f"the model must be one that {task}, it says: {lines[0]}") from error


def traceable(inputs: tuple[Any, ...]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Return inputs to trace with, and which of their dimensions may vary: the first of each.

    One sample is doubled, since tracing takes a size of one as given. Each input is a tensor of its
    own: tracing takes one that is given twice for a single input.
    """
    shapes: list[Any] = []
    traced = []
    for value in inputs:
        batched = isinstance(value, Tensor) and value.dim() > 0
        shapes.append({0: torch.export.Dim.AUTO} if batched else None)
        alone = _pytree.tree_map_only(Tensor, Tensor.clone, value)
        traced.append(torch.cat([value, value]) if batched and len(value) == 1 else alone)
    return tuple(traced), tuple(shapes)


def warn_if_fixed(program: Any) -> None:
    """Warn of inputs whose first dimension the traced model does not leave free.

    Parameters
    ----------
    program
        A ``torch.export.ExportedProgram``.
    """
    from torch.fx.experimental.symbolic_shapes import is_concrete_int

    taken = set(program.graph_signature.user_inputs)
    for node in program.graph.nodes:
        value: Any = node.meta.get("val")
        given = node.op == "placeholder" and node.name in taken and isinstance(value, Tensor)
        if given and value.dim() and is_concrete_int(value.shape[0]):
            warnings.warn(
                f"the model takes its input {node.name} only with {value.shape[0]} as first"
                " dimension, as the example has it: something in it fixes that number, such as a"
                " reshape",
                stacklevel=5,
            )
