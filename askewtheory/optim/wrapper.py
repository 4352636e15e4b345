"""A base optimizer, and what a method makes of its steps.

Every method but ASkewSGD wraps a base optimizer, which moves the latents; the method then changes
where the base arrived, or what the forward pass uses. Base and method are thus exchangeable:
``BinaryConnect(torch.optim.Adam(...))``, ``ProxQuant(torch.optim.SGD(...))``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

from askewtheory.errors import InputError
from askewtheory.optim.base import LEVEL_DEFAULTS, Quantizing
from askewtheory.optim.settings import working_dtype


class Wrapper(Quantizing):
    """A quantizing optimizer around a base optimizer.

    The wrapper has the model's parameters in its groups; the base has the latents, which are the
    parameters themselves unless the method needs both or a parameter is of low precision. Hyper-
    parameters live in the wrapper's groups and are handed to the base at each step. From then on
    only the wrapper is to be used. Groups of the base may carry this method's settings, such as
    ``{"params": biases, "levels": None}``.

    Parameters
    ----------
    base
        The optimizer that moves the latents.
    settings
        The method's settings for groups that do not give their own.
    """

    separate = False
    """Whether the forward pass uses other weights than the latents (after every step)."""

    def __init__(self, base: Optimizer, settings: dict[str, Any]) -> None:
        if not isinstance(base, Optimizer) or isinstance(base, Quantizing):
            raise TypeError(f"base must be an optimizer of torch.optim's kind, got {type(base)}")
        self.base = base
        groups = [dict(group) for group in base.param_groups]
        super().__init__(groups, {**base.defaults, **LEVEL_DEFAULTS, **settings})
        # Hooks of the base run with the wrapper's, so that they see finished weights.
        for hooks in ("_optimizer_step_pre_hooks", "_optimizer_step_post_hooks"):
            setattr(self, hooks, getattr(base, hooks))

    def __getstate__(self) -> dict[str, Any]:
        return {**super().__getstate__(), "base": self.base}

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Add a group to the method and to its base."""
        super().add_param_group(param_group)
        added = self.param_groups[-1]
        number = len(self.param_groups) - 1
        if number == len(self.base.param_groups):
            self.base.add_param_group(dict(added))
        latents = [self._adopt(p, added, self.base.state) for p in added["params"]]
        self.base.param_groups[number] = {**added, "params": latents}
        self.show([added], moved=False)

    def _adopt(self, parameter: Tensor, group: dict[str, Any], state: Any) -> Tensor:
        """Return what the base is to move for a parameter, with the base's state moved over."""
        precise = working_dtype(parameter) == parameter.dtype
        if group["levels"] is None or (precise and not self.separate):
            return parameter
        latent = parameter.detach().to(working_dtype(parameter), copy=True)
        latent.requires_grad_(parameter.requires_grad)
        self.state[parameter]["latent"] = latent
        if parameter in state:
            state[latent] = state.pop(parameter)
        return latent

    def forward_weights(self, parameter: Tensor, group: dict[str, Any]) -> Tensor:
        """Return what the forward pass uses for a parameter with levels."""
        return self.latent(parameter)

    @torch.no_grad()
    def show(self, groups: list[dict[str, Any]], *, moved: bool = True) -> None:
        """Write into the parameters what the forward pass uses; only those moved, if ``moved``."""
        for group in groups:
            for parameter in group["params"]:
                if moved and parameter.grad is None:
                    continue
                if group["levels"] is not None and self.separate:
                    parameter.copy_(self.forward_weights(parameter, group))
                elif "latent" in self.state.get(parameter, {}):
                    parameter.copy_(self.state[parameter]["latent"])

    def _pairs(self) -> Iterator[tuple[Tensor, Tensor, dict[str, Any]]]:
        """Yield each parameter with its latent and its group."""
        for group, below in zip(self.param_groups, self.base.param_groups, strict=True):
            for parameter, latent in zip(group["params"], below["params"], strict=True):
                yield parameter, latent, group

    @torch.no_grad()
    def _hand_gradients(self) -> None:
        for parameter, latent, group in self._pairs():
            gradient = parameter.grad
            if gradient is not None and gradient.is_sparse and group["levels"] is not None:
                raise RuntimeError(f"{type(self).__name__} does not support sparse gradients")
            if latent is not parameter:
                latent.grad = None if gradient is None else gradient.to(latent.dtype)
            if gradient is not None and group["levels"] is not None:
                self.transform_gradient(parameter, latent, group)

    def transform_gradient(self, parameter: Tensor, latent: Tensor, group: dict[str, Any]) -> None:
        """Change the latent's gradient, where a method does."""

    def _hand_settings(self) -> None:
        for group, below in zip(self.param_groups, self.base.param_groups, strict=True):
            below.update({key: value for key, value in group.items() if key != "params"})

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Take one step of the base, then the method's own part.

        Parameters
        ----------
        closure
            Evaluates the loss and its gradients; called by the base, each time at the weights
            that the method's forward pass uses for the latents of that moment.
        """
        self._hand_settings()
        with torch.no_grad():
            before = self.before_base()
        if closure is None:
            self._hand_gradients()
            loss = _unhooked_step(self.base)
        else:
            loss = _unhooked_step(self.base, self._at_forward_weights(closure))
        with torch.no_grad():
            self.after_base(before)
        self.show(self.param_groups)
        for parameter, latent, _group in self._pairs():
            if latent is not parameter:
                latent.grad = None
        return loss

    def _at_forward_weights(self, closure: Callable[[], Any]) -> Callable[[], Any]:
        first = True

        def evaluate() -> Any:
            nonlocal first
            if not first:  # before the base's first move the parameters show them already
                self.show(self.param_groups)
            first = False
            with torch.enable_grad():
                loss = closure()
            self._hand_gradients()
            return loss

        return evaluate

    def before_base(self) -> Any:
        """Do what a method does before the base's step; passed to :meth:`after_base`."""

    def after_base(self, before: Any) -> None:
        """Change the latents after the base's step, where a method does."""

    def full_state(self) -> dict[str, Any]:
        """Return the method's state with the base's merged into each parameter's."""
        for parameter in self._drawn():
            kept = parameter.detach().to(working_dtype(parameter), copy=True)
            self.state[parameter]["forward"] = kept
        own, below = super().full_state(), self.base.state_dict()
        own["state"] = {key: dict(value) for key, value in own["state"].items()}
        for parameter in self._drawn():
            del self.state[parameter]["forward"]
        merged = {key: dict(value) for key, value in own["state"].items()}
        for key, value in below["state"].items():
            merged.setdefault(key, {}).update(value)
        return {**own, "state": merged}

    def load_full_state(self, state_dict: dict[str, Any]) -> None:
        """Load a state into the method and its base."""
        own, below = {}, {}
        for key, value in state_dict["state"].items():
            own[key] = {name: item for name, item in value.items() if name in self.own_state}
            below[key] = {name: item for name, item in value.items() if name not in self.own_state}
        latents = {p: s["latent"] for p, s in self.state.items() if "latent" in s}
        super().load_full_state({**state_dict, "state": _without_empty(own)})
        self.base.load_state_dict({**state_dict, "state": _without_empty(below)})
        with torch.no_grad():
            for parameter, latent in latents.items():
                loaded = self.state[parameter].get("latent")
                if loaded is None:
                    raise InputError("loaded state dict has no latent weights for this method")
                latent.copy_(loaded)
                self.state[parameter]["latent"] = latent
            # The constructor has shown what the latents were then.
            self.show([g for g in self.param_groups if not g.get("stochastic")], moved=False)
            for parameter in self._drawn():
                if (forward := self.state[parameter].pop("forward", None)) is not None:
                    parameter.copy_(forward)

    def _drawn(self) -> list[Tensor]:
        """Return the parameters whose forward weights are random: saved, not to be drawn again."""
        groups = [g for g in self.param_groups if g["levels"] is not None and g.get("stochastic")]
        return [parameter for group in groups for parameter in group["params"]]

    own_state = ("latent", "scale", "forward")
    """Names in a parameter's state that are the method's, not the base's."""


def _without_empty(state: dict[Any, dict[str, Any]]) -> dict[Any, dict[str, Any]]:
    return {key: value for key, value in state.items() if value}


def _unhooked_step(optimizer: Optimizer, *arguments: Any) -> Any:
    """Take an optimizer's step without its hooks, which the wrapper's own step runs."""
    step = type(optimizer).step
    plain = getattr(step, "__wrapped__", step) if getattr(step, "hooked", False) else step
    return plain(optimizer, *arguments)
