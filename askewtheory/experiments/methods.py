"""From a method's table in an experiment to an optimizer of :mod:`askewtheory.optim`.

No update is written here. The algorithm ``recipe`` is :func:`~askewtheory.optim.optimizer_for`, of
which only the base is chosen: ``base``, here ``"adam"`` by default, ``lr`` and ``momentum``. Any
other method's keywords are those of the optimizer's class; besides them stand ``label``,
``algorithm``, ``base`` (``"sgd"``, the default, or ``"adam"``), ``lr``, ``lr_decay`` (p for a
learning rate that falls as epoch**-p), ``momentum``, and for annealed methods ``anneal_from`` (the
epoch, from 1, whose epsilon is still the first one) and ``anneal_rate``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import torch
from torch.optim import Optimizer

from askewtheory import optim
from askewtheory.errors import InputError
from askewtheory.experiments.models import Alone
from askewtheory.experiments.network import Network
from askewtheory.optim import EpsilonSchedule, Quantizing
from askewtheory.optim.recipe import Recipe

ALGORITHMS: dict[str, Any] = {
    "full-precision": optim.FullPrecision,
    "binary-connect": optim.BinaryConnect,
    "ste": optim.STE,
    "proxquant": optim.ProxQuant,
    "proxconnect": optim.ProxConnect,
    "binary-relax": optim.BinaryRelax,
    "projected-gradient": optim.ProjectedGradient,
    "luq": optim.LUQ,
    "askewsgd": optim.ASkewSGD,
}
BASES: dict[str, Any] = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}
_OURS = (
    *("label", "algorithm", "base", "lr", "lr_decay", "momentum", "anneal_from", "anneal_rate"),
)


def build(
    settings: Mapping[str, Any], network: Network | Alone, levels: Any, telemetry: int = 0
) -> Quantizing:
    """Return the optimizer that a method's settings describe.

    Parameters
    ----------
    settings
        A method's table.
    network
        The matrices of ``quantized_weights()`` get the levels, everything else none.
    levels
        As for the optimizers.
    telemetry
        How often methods with a skewing force measure it, in steps.

    Raises
    ------
    InputError
        If algorithm or base is unknown, or the optimizer does not take a keyword or its value.
    """
    algorithm = settings["algorithm"]
    if algorithm not in ALGORITHMS:
        raise InputError(f"algorithm must be one of {', '.join(ALGORITHMS)}, got {algorithm!r}.")
    base = _base_of(settings, "sgd")
    quantized = network.quantized_weights()
    chosen = {id(weight) for weight in quantized}
    others = [p for p in network.parameters() if id(p) not in chosen]
    groups = [{"params": quantized, "levels": levels}] if quantized else []
    if groups and isinstance(network, Network):
        # Along the first axis lie the seeds, so that a scale "per channel" is one for each seed.
        groups[0]["per_channel"] = True
    groups += [{"params": others, "levels": None}] if others else []
    keywords = {key: value for key, value in settings.items() if key not in _OURS}
    try:
        if algorithm != "askewsgd":
            return ALGORITHMS[algorithm](base(groups), **keywords)
        if base.func is torch.optim.SGD:
            return optim.ASkewSGD(groups, **base.keywords, **keywords, telemetry=telemetry)
        return optim.Skewed(base(groups), **keywords, telemetry=telemetry)
    except (TypeError, ValueError) as error:  # among the latter those of torch.optim
        given = str(error).rstrip(".")
        raise InputError(
            f"settings of {algorithm} must be keywords and values of its optimizer, got: {given}."
        ) from None


def recipe(
    settings: Mapping[str, Any], network: Network | Alone, quantize: str, levels: int, steps: int
) -> Recipe:
    """Return what ``optimizer_for`` makes for a network, with its annealing at every step.

    Parameters
    ----------
    settings
        A method's table; besides ``label`` and ``algorithm`` only ``base``, ``lr``, ``momentum``.
    network
        Of PyTorch's own layers.
    quantize
        The model's entry: first and last layer get as many bits as the others, or none.
    levels
        How many, a power of two; the recipe chooses which.
    steps
        Of the whole training.

    Raises
    ------
    InputError
        If the method has other keywords, the levels are no power of two, or the network is none
        that the recipe is for.
    """
    if unknown := set(settings) - {"label", "algorithm", "base", "lr", "momentum"}:
        raise InputError(f"settings of recipe must be its base's alone, got {sorted(unknown)[0]}.")
    if quantize == "none":
        raise InputError("model quantize must be 'all' or 'hidden' for a recipe, got 'none'.")
    bits = levels.bit_length() - 1
    if 2**bits != levels:
        raise InputError(f"levels of a recipe must be a power of two in number, got {levels}.")
    if isinstance(network, Network):
        raise InputError("model of a recipe must have PyTorch's own layers, got a perceptron.")
    ends = bits if quantize == "all" else None
    base = _base_of(settings, "adam")
    return optim.optimizer_for(network, bits, steps=steps, ends=ends, base=base)


def _base_of(settings: Mapping[str, Any], usual: str) -> partial[Any]:
    """Return what makes a method's base of groups, with its learning rate and momentum."""
    base = settings.get("base", usual)
    if base not in BASES:
        raise InputError(f"base must be one of {', '.join(BASES)}, got {base!r}.")
    if base == "adam" and "momentum" in settings:
        raise InputError(f"momentum must be sgd's, got {settings['momentum']!r} for adam.")
    return partial(BASES[base], **{k: settings[k] for k in ("lr", "momentum") if k in settings})


def annealing(settings: Mapping[str, Any], optimizer: Optimizer) -> EpsilonSchedule | None:
    """Return the schedule epsilon_t = epsilon * rate**(t - anneal_from), or None without one.

    Epochs t count from 1; the schedule steps after each epoch, hence one epoch ahead.
    """
    if "anneal_rate" not in settings:
        return None
    start = max(settings.get("anneal_from", 1) - 1, 0)
    return EpsilonSchedule.exponential(optimizer, settings["anneal_rate"], start=start)


def epsilon_of(optimizer: Quantizing) -> float | None:
    """Return the present epsilon of the groups with levels, or None for methods without one."""
    found = [
        float(group["epsilon"])
        for group in optimizer.param_groups
        if group["levels"] is not None and "epsilon" in group
    ]
    return found[0] if found else None
