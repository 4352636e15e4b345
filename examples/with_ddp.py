"""Data parallel training (DDP) in two processes: each exports the same file, the first keeps it."""

from __future__ import annotations

import os
import tempfile
from task import data, deployed, network, optimizer_of

import torch
import torch.distributed as dist
from torch import nn
from torch.multiprocessing.spawn import spawn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, DistributedSampler, TensorDataset

from askewtheory.optim import EpsilonSchedule

PROCESSES = 2


def train(rank: int, epochs: int, folder: str) -> None:
    """Train in one of the processes; the first exports."""
    os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")  # both processes are on this machine
    dist.init_process_group(
        "gloo", init_method=f"file://{folder}/meeting", rank=rank, world_size=PROCESSES
    )
    torch.manual_seed(0)
    model = DistributedDataParallel(network())
    optimizer = optimizer_of(model)
    annealing = EpsilonSchedule.exponential(optimizer, rate=0.88, start=epochs // 4)
    train_x, _, train_y, _ = data()
    parts = TensorDataset(train_x, train_y)
    sampler = DistributedSampler(parts, PROCESSES, rank)
    loader = DataLoader(parts, batch_size=32, sampler=sampler)
    for epoch in range(epochs):
        sampler.set_epoch(epoch)
        model.train()
        for x, y in loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
        annealing.step()
    if rank == 0:
        torch.save(deployed(model.module, optimizer, folder), f"{folder}/accuracy.pt")
    dist.destroy_process_group()


def main(epochs: int = 60, folder: str | None = None) -> tuple[float, float]:
    """Train, export and reload; return the test accuracy before and after."""
    folder = folder or tempfile.mkdtemp()
    spawn(train, args=(epochs, folder), nprocs=PROCESSES)
    return torch.load(f"{folder}/accuracy.pt")


if __name__ == "__main__":
    main()
