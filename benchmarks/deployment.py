"""Exported networks: the size of the file and the time of a call, against the same in floats.

``python -m benchmarks.deployment docs/deployment.md`` writes the table into that page.
"""

from __future__ import annotations

import importlib.util
import io
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from benchmarks.measure import Result, seconds

TITLE = "Exported networks (CPU, one thread)"
BATCHES = (1, 64)
GRIDS: dict[str, dict[str, Any]] = {
    "1 bit": {"levels": "binary", "scale": "mean"},
    "2 bits": {"levels": 2, "scale": "mean"},
    "4 bits": {"levels": 4, "scale": "max", "per_channel": True},
}
START, END = "<!-- deployment table: python -m benchmarks.deployment -->", "<!-- end -->"


@dataclass(frozen=True)
class Row:
    """One way to run one network: its file in bytes, and seconds for each batch size."""

    network: str
    weights: str
    runs: str
    size: int
    seconds: tuple[float, ...]


def run(quick: bool = False) -> list[Result]:
    """Return sizes and times; none where a package is missing."""
    results = []
    for row in rows(quick):
        name = f"{row.network}, {row.weights}, {row.runs}"
        results.append(Result(f"{name}: file", row.size / 1024, "KiB", "", None))
        for batch, spent in zip(BATCHES, row.seconds, strict=True):
            results.append(Result(f"{name}: batch {batch}", 1e3 * spent, "ms", "", None))
    return results


def rows(quick: bool = False) -> list[Row]:
    """Measure every network in every form."""
    if not all(map(importlib.util.find_spec, ("torch", "torchao", "onnxruntime", "onnxscript"))):
        return []
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        found = []
        for name, (make, shape) in networks().items():
            with tempfile.TemporaryDirectory() as folder:
                forms = list(_forms(make, shape, Path(folder)))
            found += _timed(name, forms, shape, 3 if quick else 40)
            if quick:
                break
        return found
    finally:
        torch.set_num_threads(threads)


def networks() -> dict[str, tuple[Callable[[], Any], tuple[int, ...]]]:
    """Return networks and the shapes of their inputs."""
    from torch import nn

    from askewtheory.experiments.resnet import ResNet

    def mlp() -> Any:
        return nn.Sequential(
            nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10)
        )

    return {
        "MLP 784-512-512-10": (mlp, (784,)),
        "ResNet-20": (lambda: ResNet("resnet20", 3, 10, width=16), (3, 32, 32)),
    }


Form = tuple[str, str, int, Callable[[Any], Any]]


def _forms(make: Callable[[], Any], shape: tuple[int, ...], folder: Path) -> Iterator[Form]:
    """Yield weights, what runs them, the file's bytes, and a function of a batch."""
    import torch
    from safetensors.torch import save

    torch.manual_seed(0)
    model = make().eval()
    example = torch.randn(4, *shape)
    size = len(save({name: value.contiguous() for name, value in model.state_dict().items()}))
    yield "float32", "PyTorch", size, model
    path = folder / "float.onnx"
    torch.onnx.export(model, (example,), path, dynamo=True, verbose=False, external_data=False,
                      dynamic_shapes=({0: torch.export.Dim.AUTO},))  # fmt: skip
    yield "float32", "onnxruntime", path.stat().st_size, _session(path)
    yield from _rounded_afterwards(make)
    for name, settings in GRIDS.items():
        yield from _exported(name, make, settings, example, folder)


def _exported(
    name: str, make: Callable[[], Any], settings: dict[str, Any], example: Any, folder: Path
) -> Iterator[Form]:
    import torch

    from askewtheory.optim import ASkewSGD, export, load_quantized

    torch.manual_seed(0)
    model = make().eval()
    matrices = [p for p in model.parameters() if p.dim() > 1]
    others = [{"params": [p for p in model.parameters() if p.dim() == 1], "levels": None}]
    groups = [{"params": matrices}, *(others if others[0]["params"] else [])]
    optimizer = ASkewSGD(groups, epsilon=1e-6, **settings)
    path = folder / "x.safetensors"
    export(model, optimizer, path)
    plain = make().eval()
    plain.load_state_dict(load_quantized(path))
    yield name, "PyTorch, from safetensors", path.stat().st_size, plain
    export(model, optimizer, path := folder / "x.pt", "torchao")
    lazy = make().eval()
    lazy.load_state_dict(torch.load(path, weights_only=True), assign=True)
    yield name, "torchao intx", path.stat().st_size, lazy
    export(model, optimizer, path := folder / "x.pt2", "torch.export", example=example)
    yield name, "torch.export", path.stat().st_size, torch.export.load(path).module()
    export(model, optimizer, path := folder / "x.onnx", "onnx", example=example)
    yield name, "onnxruntime", path.stat().st_size, _session(path)
    once = {"session.disable_quant_qdq": "1"}
    yield name, "onnxruntime, unpacked at load", path.stat().st_size, _session(path, once)
    export(model, optimizer, path, "onnx", example=example, matmul_nbits=True)
    if b"MatMulNBits" in path.read_bytes():
        yield name, "onnxruntime, MatMulNBits", path.stat().st_size, _session(path, once)


def _rounded_afterwards(make: Callable[[], Any]) -> Iterator[Form]:
    """Yield the model through torchao's own quantization after training."""
    import torch
    from torchao.quantization import (  # pyright: ignore[reportMissingImports]
        Int8DynamicActivationInt8WeightConfig,
        Int8WeightOnlyConfig,
        IntxWeightOnlyConfig,
        quantize_,
    )

    four_bits = IntxWeightOnlyConfig(weight_dtype=vars(torch)["int4"])
    for name, config in (
        ("int8 weights, rounded after training", Int8WeightOnlyConfig()),
        ("int8 weights and inputs, after training", Int8DynamicActivationInt8WeightConfig()),
        (
            "int4 weights, rounded after training",
            four_bits,
        ),
    ):
        torch.manual_seed(0)
        model = make().eval()
        quantize_(model, config)
        buffer = io.BytesIO()
        torch.save(model.state_dict(), buffer)
        yield name, "torchao", buffer.getbuffer().nbytes, model


def _session(path: Path, entries: dict[str, str] | None = None) -> Callable[[Any], Any]:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    for key, value in (entries or {}).items():
        options.add_session_config_entry(key, value)
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    (given,) = session.get_inputs()
    return lambda x: session.run(None, {given.name: x.numpy()})


def _timed(network: str, forms: list[Form], shape: tuple[int, ...], repeats: int) -> list[Row]:
    import torch

    spent: list[list[float]] = []
    with torch.no_grad():
        for batch in BATCHES:
            x = torch.randn(batch, *shape)
            tasks = [lambda call=form[3]: call(x) for form in forms]  # noqa: B023 (run at once)
            for task in tasks:
                task()
            # Processor time: other processes on the machine change it least.
            spent.append(seconds(*tasks, repeats=repeats, clock=time.process_time))
    return [
        Row(network, weights, runs, size, tuple(times))
        for (weights, runs, size, _call), *times in zip(forms, *spent, strict=True)
    ]


def table(found: list[Row]) -> str:
    """Return the rows in Markdown; times as multiples of PyTorch's with float32."""
    lines = []
    for network in dict.fromkeys(row.network for row in found):
        part = [row for row in found if row.network == network]
        first = part[0]
        head = [f"batch {batch}" for batch in BATCHES]
        lines += [f"**{network}**", "", f"| weights | run by | file, KiB | {' | '.join(head)} |",
                  "| --- | --- | --: | --: | --: |"]  # fmt: skip
        for row in part:
            times = " | ".join(
                f"{1e3 * spent:.3g} ms ({spent / own:.2g}×)"
                for spent, own in zip(row.seconds, first.seconds, strict=True)
            )
            size = f"{row.size / 1024:,.0f} ({row.size / first.size:.2g}×)"
            lines.append(f"| {row.weights} | {row.runs} | {size} | {times} |")
        lines.append("")
    return "\n".join(lines)


def main(page: str) -> None:
    """Measure, and put the table into a page between its two marks."""
    from askewtheory.output import write_text

    text = Path(page).read_text(encoding="utf-8")
    before, rest = text.split(START)
    after = rest.split(END)[1]
    write_text(page, f"{before}{START}\n{table(rows())}{END}{after}")


if __name__ == "__main__":
    click.command()(click.argument("page", type=click.Path(exists=True))(main))()
