"""One training run in several processes that ``torchrun`` starts, on one machine or more.

Each process has the whole network and a share of every batch; gradients are averaged by PyTorch's
DistributedDataParallel, over ``nccl`` between GPUs and over ``gloo`` between CPUs. Every function
here is the identity in a process that is alone, so that training is written once.

Batch norm is PyTorch's own: each process normalises its share of a batch by that share's
statistics, and the running statistics are the first process's. (PyTorch's synchronised batch norm
exists for GPUs only; with it the number of processes would not matter.)
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn

FIRST = 0
"""The process that writes logs, checkpoints and tables."""


@contextmanager
def joined() -> Iterator[bool]:
    """Join the processes that ``torchrun`` started together with this one.

    Yields
    ------
    bool
        Whether this process is the first, which alone writes and tells.
    """
    if not dist.is_torchelastic_launched() or int(os.environ["WORLD_SIZE"]) < 2:
        yield True
        return
    place = device()
    if place.type == "cuda":
        torch.cuda.set_device(place)
    dist.init_process_group("nccl" if place.type == "cuda" else "gloo")
    try:
        yield rank() == FIRST
    finally:
        dist.destroy_process_group()


def rank() -> int:
    """Return the number of this process, from 0."""
    return dist.get_rank() if _several() else FIRST


def count() -> int:
    """Return how many processes train together."""
    return dist.get_world_size() if _several() else 1


def device() -> torch.device:
    """Return this process's GPU where there are any, else the CPU."""
    if not torch.cuda.is_available():
        return torch.device("cpu")
    return torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))


def parallel(network: nn.Module) -> nn.Module:
    """Return what a forward pass in training calls: backward then averages the gradients.

    The parameters stay the network's own tensors. For a forward pass without gradients the network
    itself is to be called: the returned module makes all processes wait for each other.
    """
    if not _several():
        return network
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Grad strides do not match bucket view")
        return nn.parallel.DistributedDataParallel(network)


@torch.no_grad()
def agree(network: nn.Module) -> None:
    """Give every process the first one's buffers, which hold batch norm's running statistics."""
    if _several():
        for buffer in network.buffers():
            dist.broadcast(buffer, FIRST)


def summed(*parts: Tensor) -> tuple[Tensor, ...]:
    """Return the sums over all processes of tensors of one type and device."""
    if not _several():
        return parts
    total = torch.stack(parts)
    dist.all_reduce(total)
    return tuple(total)


def told(value: Any) -> Any:
    """Return the first process's value, which the others do not know."""
    if not _several():
        return value
    values = [value]
    dist.broadcast_object_list(values, FIRST, device=device())
    return values[0]


def _several() -> bool:
    return dist.is_available() and dist.is_initialized()
