"""Two processes on a CPU: replicas (DDP) and shards (FSDP2) against one process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from tests.optim.workers import METHODS, alone

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """What the two processes found."""
    folder = tmp_path_factory.mktemp("distributed")
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo"}
    command = [sys.executable, "-W", "ignore", "-m", "tests.optim.workers"]
    runs = [
        subprocess.Popen(
            [*command, str(rank), str(folder)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for rank in (0, 1)
    ]
    output = [run.communicate(timeout=240)[0] for run in runs]
    assert all(run.returncode == 0 for run in runs), "\n".join(output)
    return torch.load(folder / "results.pt")


@pytest.mark.slow
@pytest.mark.parametrize("sharded", [False, True], ids=["ddp", "fsdp2"])
@pytest.mark.parametrize("name", METHODS)
def test_two_processes_give_the_result_of_one(results, name, sharded):
    """DDP on half the data each, and FSDP2 on shards, end where one process ends."""
    torch.testing.assert_close(results[f"{name}/{sharded}"], alone(name, sharded))


@pytest.mark.slow
@pytest.mark.parametrize("flat", [False, True])
@pytest.mark.parametrize("name", METHODS)
def test_a_sharded_state_resumes(results, name, flat):
    """A sharded optimizer's state goes through torch.distributed.checkpoint and resumes exactly."""
    assert results[f"checkpoint/{name}/{flat}"]
