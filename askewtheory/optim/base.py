"""What every quantizing optimizer here has in common: levels, scales, latents, quantized weights.

A *latent* is the weight that the method updates. It is the parameter itself where method and
precision allow; otherwise it is a float32 (or float64) tensor in the optimizer's state, and the
parameter shows what the forward pass uses.
"""

from __future__ import annotations

import warnings
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

from askewtheory.optim.cells import Cells, cells_of, constant
from askewtheory.optim.scales import scale_of
from askewtheory.optim.settings import checked_levels, working_dtype
from askewtheory.optim.update import local, sharded

LEVEL_DEFAULTS: dict[str, Any] = {
    "levels": (-1.0, 1.0),
    "scale": None,
    "per_channel": False,
    "freeze_scale": True,
}
"""Settings of every quantizing optimizer's groups."""

PRECISE = ("latent", "scale", "momentum_buffer")
"""State of at least float32, also for a parameter of lower precision."""


class SilentForceWarning(UserWarning):
    """The skewing force has never acted, so the run was plain training."""


class Quantizing(Optimizer):
    """An optimizer whose groups have levels; ``levels=None`` leaves a group unquantized."""

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Add a group; its settings are checked before anything is added."""
        if isinstance(param_group, dict):
            self.check_group(self._completed(param_group))
        super().add_param_group(param_group)
        self.check_group(self.param_groups[-1])

    def _completed(self, group: dict[str, Any]) -> dict[str, Any]:
        return {**self.defaults, **{k: v for k, v in group.items() if k != "params"}}

    def check_group(self, group: dict[str, Any]) -> None:
        """Check one group's settings and write its levels as plain numbers."""
        checked_levels(group)

    def cells(self, parameter: Tensor, group: dict[str, Any]) -> Cells:
        """Return the cells of a parameter's levels, in its working precision."""
        return cells_of(tuple(group["levels"]), working_dtype(parameter))

    def latent(self, parameter: Tensor) -> Tensor:
        """Return the weight that the method updates, which may be the parameter itself."""
        state = self.state.get(parameter)
        found = parameter if not state else state.get("latent", parameter)
        return found.detach()

    def scale(self, parameter: Tensor, group: dict[str, Any]) -> Tensor | None:
        """Return the scale of a parameter's levels, in its working precision, or None.

        A number or a frozen statistic stays what it was at the first call; otherwise the
        statistic is that of the present latents.
        """
        if group["scale"] is None:
            return None
        state = self.state[parameter]
        if "scale" not in state or not (group["freeze_scale"] or _fixed(group["scale"])):
            latent = self.latent(parameter).to(working_dtype(parameter))
            state["scale"] = scale_of(latent, group["levels"], group["scale"], group["per_channel"])
        return state["scale"]

    def points(self, parameter: Tensor, group: dict[str, Any]) -> tuple[Tensor, Tensor]:
        """Return a quantized parameter's latents in units of its scale, and that scale.

        Both are this process's parts where the parameter is sharded.
        """
        latent = local(self.latent(parameter)).to(working_dtype(parameter))
        scale = local_scale(self.scale(parameter, group))
        if scale is None:
            return latent, constant(1.0, latent.dtype, latent.device)
        return latent / scale, scale

    def codes(self, parameter: Tensor, group: dict[str, Any]) -> Tensor:
        """Return the index of the level that each weight of a quantized group rounds to."""
        x, _scale = self.points(parameter, group)
        return sharded(self.cells(parameter, group).nearest(x), parameter)

    def rounded(self, parameter: Tensor, group: dict[str, Any]) -> Tensor:
        """Return a parameter's quantized weights, of its own shape and type."""
        value = self.cells(parameter, group).value(local(self.codes(parameter, group)))
        _x, scale = self.points(parameter, group)
        return sharded((value * scale).to(parameter.dtype), parameter)

    @torch.no_grad()
    def quantized(self) -> dict[Tensor, Tensor]:
        """Return the quantized weights of every parameter that has levels."""
        return {p: self.rounded(p, group) for p, group in self.quantized_parameters()}

    def warn_if_silent(self) -> None:
        """Warn if the method's own part of the steps has never acted (where that can be)."""

    def quantized_parameters(self) -> Iterator[tuple[Tensor, dict[str, Any]]]:
        """Yield each parameter that has levels, with its group."""
        for group in self.param_groups:
            if group["levels"] is not None:
                for parameter in group["params"]:
                    yield parameter, group

    def state_dict(self) -> dict[str, Any]:
        """Return the state of all parameters, and the groups; hooks see the whole."""
        for before in self._optimizer_state_dict_pre_hooks.values():
            before(self)
        with _without_hooks(
            self, "_optimizer_state_dict_pre_hooks", "_optimizer_state_dict_post_hooks"
        ):
            state = self.full_state()
        for after in self._optimizer_state_dict_post_hooks.values():
            changed = after(self, state)
            state = state if changed is None else changed
        return state

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Load a state; latents and scales keep their precision whatever the parameters' is.

        Settings that a state of an earlier version lacks are the defaults. Hooks see the whole
        state before, and the finished optimizer after.
        """
        state_dict = dict(state_dict)
        for before in self._optimizer_load_state_dict_pre_hooks.values():
            changed = before(self, state_dict)
            state_dict = state_dict if changed is None else changed
        missing = self.defaults.items()
        groups = [
            {**group, **{key: value for key, value in missing if key not in group}}
            for group in state_dict["param_groups"]
        ]
        with _without_hooks(
            self, "_optimizer_load_state_dict_pre_hooks", "_optimizer_load_state_dict_post_hooks"
        ):
            self.load_full_state({**state_dict, "param_groups": groups})
        for after in self._optimizer_load_state_dict_post_hooks.values():
            after(self)

    def full_state(self) -> dict[str, Any]:
        """Return what :meth:`state_dict` does, without its hooks."""
        return super().state_dict()

    def load_full_state(self, state_dict: dict[str, Any]) -> None:
        """Do what :meth:`load_state_dict` does, without its hooks."""
        super().load_state_dict(state_dict)
        saved = [index for group in state_dict["param_groups"] for index in group["params"]]
        present = [(p, group) for group in self.param_groups for p in group["params"]]
        for index, (parameter, group) in zip(saved, present, strict=True):
            for key in PRECISE if group["levels"] is not None else ():
                value = state_dict["state"].get(index, {}).get(key)
                if value is not None:
                    kind = working_dtype(parameter)
                    kept = value.detach().to(parameter.device, kind, copy=True)
                    self.state[parameter][key] = kept
        for group in self.param_groups:
            self.check_group(group)


@contextmanager
def _without_hooks(optimizer: Optimizer, *names: str) -> Iterator[None]:
    """Take hooks away while PyTorch's own code runs on a part of the whole."""
    kept = {name: getattr(optimizer, name) for name in names}
    for name in names:
        setattr(optimizer, name, OrderedDict())
    try:
        yield
    finally:
        for name, hooks in kept.items():
            setattr(optimizer, name, hooks)


class ForceWatch:
    """Warn once if the skewing force has not acted in the first ``patience`` steps."""

    patience = 1000

    def __init__(self) -> None:
        self.steps = 0
        self.acted: Any = False
        self.warned = False

    def saw(self, fired: Any) -> None:
        """Take note of one step of one group."""
        if self.acted is not True:
            acted = self.acted | (fired > 0) if isinstance(fired, Tensor) else fired > 0
            self.acted = bool(self.acted) or acted if not isinstance(acted, Tensor) else acted

    def stepped(self) -> None:
        """Count a step, and look at the patience."""
        self.steps += 1
        if self.steps == self.patience:
            self.complain()

    def complain(self) -> None:
        """Warn if steps were taken and the force has not acted in any."""
        if self.acted is not True:
            self.acted = bool(self.acted)
        if self.steps and not self.acted and not self.warned:
            self.warned = True
            warnings.warn(
                f"the skewing force has not acted in {self.steps} steps: every weight was"
                " feasible or moved inward by itself; a smaller epsilon makes it act",
                SilentForceWarning,
                stacklevel=2,
            )


def _fixed(scale: Any) -> bool:
    return not isinstance(scale, str)


def local_scale(scale: Tensor | None) -> Tensor | None:
    """Return this process's part of a scale, contiguous."""
    return None if scale is None else local(scale).contiguous()
