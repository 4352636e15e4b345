"""What each of two processes does in the tests of distributed training."""

import sys
from pathlib import Path

import torch
import torch.distributed as dist
from torch import nn

from askewtheory import optim
from tests.optim.models import INPUTS, TARGETS, adam, net

METHODS = {
    "askewsgd": lambda p: optim.ASkewSGD(p, lr=0.05, momentum=0.9, epsilon=0.3),
    "scaled": lambda p: optim.ASkewSGD(
        p, lr=0.05, levels=3, scale="max", per_channel=True, epsilon=0.1
    ),
    "blocks": lambda p: optim.ASkewSGD(p, lr=0.05, levels=3, scale="max", block=2, epsilon=0.1),
    "mean": lambda p: optim.ASkewSGD(p, lr=0.05, scale="mean", epsilon=0.1),
    "skewed": lambda p: optim.Skewed(adam(p), epsilon=0.3),
    "binaryconnect": lambda p: optim.BinaryConnect(adam(p), scale="mean"),
}


def trained(model, optimizer, inputs, targets, steps=4):
    """Train on these data; return the weights, gathered."""
    for _ in range(steps):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(inputs), targets).backward()
        optimizer.step()
    parts = [p.full_tensor() if hasattr(p, "full_tensor") else p for p in model.parameters()]
    return torch.cat([part.detach().flatten() for part in parts])


def alone(name, sharded):
    """Train in one process, on all data in one batch."""
    del sharded
    model = net()
    return trained(model, METHODS[name](model.parameters()), INPUTS, TARGETS)


def together(name, sharded, rank):
    """Train in this process of two: replicas with half the data each, or shards with all of it."""
    model = net()
    if sharded:
        from torch.distributed.device_mesh import init_device_mesh
        from torch.distributed.fsdp import fully_shard

        fully_shard(model, mesh=init_device_mesh("cpu", (2,)))
        return trained(model, METHODS[name](model.parameters()), INPUTS, TARGETS)
    replica = nn.parallel.DistributedDataParallel(model)
    half = slice(rank * 16, rank * 16 + 16)
    return trained(replica, METHODS[name](replica.parameters()), INPUTS[half], TARGETS[half])


def checkpointed(name, flat):
    """Save and load a sharded optimizer's state through the distributed checkpoint functions."""
    from torch.distributed.checkpoint.state_dict import (
        StateDictOptions,
        get_state_dict,
        set_state_dict,
    )
    from torch.distributed.device_mesh import init_device_mesh
    from torch.distributed.fsdp import fully_shard

    options = StateDictOptions(flatten_optimizer_state_dict=flat)
    models = [net(), net()]
    for model in models:
        fully_shard(model, mesh=init_device_mesh("cpu", (2,)))
    optimizers = [METHODS[name](model.parameters()) for model in models]
    trained(models[0], optimizers[0], INPUTS, TARGETS)
    weights, state = get_state_dict(models[0], optimizers[0], options=options)
    given = {"model_state_dict": weights, "optim_state_dict": state}
    set_state_dict(models[1], optimizers[1], **given, options=options)
    ends = [trained(m, o, INPUTS, TARGETS) for m, o in zip(models, optimizers, strict=True)]
    return torch.equal(*ends)


def main(rank, folder):
    """Run every case and let the first process write the results."""
    meeting = f"file://{folder / 'store'}"
    dist.init_process_group("gloo", init_method=meeting, rank=rank, world_size=2)
    results = {}
    for name in METHODS:
        for sharded in (False, True):
            results[f"{name}/{sharded}"] = together(name, sharded, rank)
        for flat in (False, True):
            results[f"checkpoint/{name}/{flat}"] = checkpointed(name, flat)
    if rank == 0:
        torch.save(results, folder / "results.pt")
    dist.barrier()
    dist.destroy_process_group()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
