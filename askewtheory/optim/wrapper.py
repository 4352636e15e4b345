"""A base optimizer, and what a method makes of its steps.

Every method but ASkewSGD wraps a base optimizer, which moves the latents; the method then changes
where the base arrived, or what the forward pass uses. Base and method are thus exchangeable:
``BinaryConnect(torch.optim.Adam(...))``, ``ProxQuant(torch.optim.SGD(...))``.

All state is in the wrapper's ``state``, by the model's parameters. For the time of its step the
base is lent the latents and its own part of that state; between steps it has neither.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import torch
from torch import Tensor
from torch._compile import _disable_dynamo
from torch.optim import Optimizer

from askewtheory.errors import InputError
from askewtheory.optim.base import LEVEL_DEFAULTS, Quantizing
from askewtheory.optim.bases import (
    LENT,
    holders,
    in_precision,
    optimizers_in,
    refuse_alone,
    same,
    settings_of,
    unhooked_step,
    versions_of,
)
from askewtheory.optim.guidance import QuantizationWarning
from askewtheory.optim.settings import refuse_lazy, rests, working_dtype
from askewtheory.optim.truth import local

OWN = ("latent", "shown", "scale")
"""Names in a parameter's state that are the method's, not the base's."""

Lent = list[tuple[Tensor, Tensor, dict[str, Any]]]
"""Each parameter, what the base moves for it, and its group."""


class Wrapper(Quantizing):
    """A quantizing optimizer around a base optimizer.

    The wrapper has the model's parameters in its groups; the base moves the latents, which are the
    parameters themselves unless the method needs both or a parameter is of low precision. Hyper-
    parameters live in the wrapper's groups and are handed to the base at each step; what the base,
    or a scheduler that was made of it, writes into the base's groups is taken over. The base's
    ``step`` and ``load_state_dict`` are not to be called any more. Groups of the base may carry
    this method's settings, such as ``{"params": biases, "levels": None}``.

    Parameters
    ----------
    base
        The optimizer that moves the latents; its steps so far count.
    settings
        The method's settings for groups that do not give their own.

    Raises
    ------
    InputError
        If the base is differentiable, takes sparse gradients only, or keeps references to the
        parameters of its own, as LBFGS does, where it is to move latents; if a setting is out of
        range, or a parameter's type, shape or levels are none that can be (:class:`ASkewSGD`).
        At a step also if the base was stepped by itself.
    TypeError
        If ``base`` is no optimizer of ``torch.optim``'s kind, or one of this package.
    RuntimeError
        At a step, if a parameter with levels has a sparse gradient.
    """

    _lent: Lent | None = None
    """What the base has for the time of its step."""

    def __init__(self, base: Optimizer, settings: dict[str, Any]) -> None:
        if not isinstance(base, Optimizer) or isinstance(base, Quantizing):
            raise TypeError(f"base must be an optimizer of torch.optim's kind, got {type(base)}")
        self.base = base
        self._adopted: dict[Tensor, dict[str, Tensor]] = {}
        self._handed: list[dict[str, Any]] | None = None  # until all groups are there
        groups = [dict(group) for group in base.param_groups]
        super().__init__(groups, {**base.defaults, **LEVEL_DEFAULTS, **settings})
        self._handed = [settings_of(group) for group in self.param_groups]
        # Hooks of the base run with the wrapper's, so that they see finished weights and states.
        for kind in ("step", "state_dict", "load_state_dict"):
            for hooks in (f"_optimizer_{kind}_pre_hooks", f"_optimizer_{kind}_post_hooks"):
                setattr(self, hooks, getattr(base, hooks))
        base.register_step_pre_hook(refuse_alone)
        for key, kept in base.state.items():  # of a base that has made steps
            self.state[key] = in_precision(key, kept)
        base.state = defaultdict(dict)
        if inner := next(optimizers_in(base), None):
            warnings.warn(
                f"base {type(base).__name__} steps another optimizer (in {inner!r}), whose state"
                f" the state_dict of {type(self).__name__} does not have: save it yourself",
                QuantizationWarning,
                stacklevel=3,
            )

    def __getstate__(self) -> dict[str, Any]:
        self._settle()
        own = {name: getattr(self, name) for name in ("base", "_adopted", "_handed")}
        return {**super().__getstate__(), **own}

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Add a group to the method and to its base."""
        if self._handed is not None:
            self._hear_base()
        super().add_param_group(param_group)
        added = self.param_groups[-1]
        try:
            self._refuse_base(added)
        except InputError:
            self.param_groups.pop()
            self._checked.pop()
            raise
        if len(self.param_groups) > len(self.base.param_groups):
            self.base.add_param_group(dict(added))
        if self._handed is not None:
            self._handed.append(settings_of(added))
        self._adopt(added)

    def _refuse_base(self, group: dict[str, Any]) -> None:
        """Refuse a base that cannot serve a group with levels."""
        name = type(self.base).__name__
        if group.get("differentiable") or self.base.defaults.get("differentiable"):
            raise InputError(
                f"base {name} must not be differentiable: what {type(self).__name__} makes of its"
                " steps has no derivative (ASkewSGD's own step has)"
            )
        if group["levels"] is not None and isinstance(self.base, torch.optim.SparseAdam):
            raise InputError(f"base {name} takes sparse gradients only, which levels do not allow")
        apart = {p for p in group["params"] if self.needs_latent(p, group)}
        if held := next(holders(self.base, apart), None):
            self._refuse_holding(f"in {held!r}")

    def _refuse_written(self, versions: dict[Tensor, int]) -> None:
        """Refuse a base that wrote to parameters for which it was lent other tensors."""
        if versions_of(versions) != versions:
            self._refuse_holding("somewhere")

    def _refuse_holding(self, where: str) -> NoReturn:
        raise InputError(
            f"base {type(self.base).__name__} keeps its own references to the parameters ({where}),"
            f" and {type(self).__name__} moves other tensors; use a base that does not"
        )

    def needs_latent(self, parameter: Tensor, group: dict[str, Any]) -> bool:
        """Tell whether the base moves another tensor than the parameter."""
        if group["levels"] is None:
            return False
        return self.separate or working_dtype(parameter) != parameter.dtype

    def kept(self, parameter: Tensor) -> dict[str, Any]:
        """Return what is kept of a parameter's latent, from construction on."""
        state = self.state.get(parameter) or {}
        if "latent" in state:
            return state
        return {**state, **self._adopted.get(parameter, {})}

    @torch.no_grad()
    def _adopt(self, group: dict[str, Any]) -> None:
        """Show, before any step, what the forward pass is to use; the state stays empty."""
        for parameter in group["params"] if self.separate else ():
            if self.needs_latent(parameter, group):
                refuse_lazy(parameter)
                # What inference mode makes could never be changed; outside it gradients are on.
                with torch.inference_mode(False), torch.no_grad():
                    self._adopt_one(parameter, group)

    def _adopt_one(self, parameter: Tensor, group: dict[str, Any]) -> None:
        latent = parameter.detach().to(working_dtype(parameter), copy=True)
        self._adopted[parameter] = {"latent": latent}
        self._stepping = True
        parameter.copy_(self.forward_weights(parameter, group))
        self._stepping = False
        self._adopted[parameter]["shown"] = parameter.detach().clone()

    def forward_weights(self, parameter: Tensor, group: dict[str, Any]) -> Tensor:
        """Return what the forward pass uses for a parameter with levels."""
        return self.latent(parameter)

    @torch.no_grad()
    def show(self) -> None:
        """Write into the parameters that were moved what the forward pass uses."""
        for parameter, group in self.moved_parameters():
            if self.needs_latent(parameter, group):
                parameter.copy_(self.forward_weights(parameter, group))
                if self.separate:
                    self.state[parameter]["shown"] = parameter.detach().clone()

    def moved_parameters(self) -> Iterator[tuple[Tensor, dict[str, Any]]]:
        """Yield each parameter with levels that this step moves, with its group."""
        for parameter, group in self.quantized_parameters():
            if parameter.grad is not None and not rests(group):
                yield parameter, group

    @torch.no_grad()
    def _take_over(self, closure: bool) -> None:
        """Make the latents what the parameters say, and make those that there are not yet."""
        moving = []
        for group in self.param_groups:
            for parameter in group["params"]:
                steps = parameter.grad is not None or (closure and parameter.requires_grad)
                if not self.needs_latent(parameter, group):
                    for key in ("latent", "shown"):
                        self.state.get(parameter, {}).pop(key, None)
                elif steps or parameter in self.state:
                    self._take_over_one(parameter)
                if steps and group["levels"] is not None:
                    moving.append((parameter, group))
        self._stepping = True
        for parameter, group in moving:
            self._freeze(parameter, group)

    def _take_over_one(self, parameter: Tensor) -> None:
        kept, kind = self.kept(parameter), working_dtype(parameter)
        old, latent = kept.get("latent"), self.latent(parameter)
        shown = kept.get("shown")
        if old is None or old.shape != parameter.shape:
            latent = parameter.detach().to(kind, copy=True)
            shown = None
        elif latent is not old:
            shown = None
            if (old.dtype, old.device) == (kind, latent.device):
                old.copy_(latent)
                latent = old
        state = self.state[parameter]
        state["latent"] = latent.to(kind)
        if self.separate:
            state["shown"] = parameter.detach().clone() if shown is None else shown

    def _lend(self) -> Lent:
        """Hand latents, state and settings to the base; return parameters, latents and groups."""
        state: defaultdict[Any, Any] = defaultdict(dict)
        lent = []
        for group, below in zip(self.param_groups, self.base.param_groups, strict=True):
            below.update(settings_of(group))
            latents = []
            for parameter in group["params"]:
                kept = self.state.get(parameter) or {}
                latent = kept.get("latent", parameter)
                if rest := {key: value for key, value in kept.items() if key not in OWN}:
                    state[latent] = rest
                if latent is not parameter:
                    latent.requires_grad_(parameter.requires_grad)  # bases pass over what does not
                latents.append(latent)
                lent.append((parameter, latent, group))
            below["params"] = latents
        for key, value in self.state.items():
            if not isinstance(key, Tensor):
                state[key] = value
        self.base.state = state
        vars(self.base)[LENT] = True
        return lent

    def _hear_base(self) -> None:
        """Take over settings that were written into the base's groups since they were handed."""
        self._settle()
        if any(self.base.state.values()):
            raise InputError(
                f"base {type(self.base).__name__} must not step or load a state by itself any more:"
                f" use the {type(self).__name__} around it"
            )
        if len(self.param_groups) != len(self.base.param_groups):  # groups were removed
            self.base.param_groups = [dict(group) for group in self.param_groups]
            self._handed = [settings_of(group) for group in self.param_groups]
            return
        groups = zip(self.param_groups, self.base.param_groups, self._handed or (), strict=True)
        for group, below, handed in groups:
            for key, value in below.items():
                if key != "params" and not same(value, handed.get(key, handed)):
                    group[key] = value

    def _settle(self) -> None:
        """End what was lent, also to a step that failed; PyTorch compiles no ``finally``."""
        if self._lent is not None:
            lent, self._lent = self._lent, None
            self._take_back(lent)
            vars(self.base)["_opt_called"] = True  # schedulers made of the base look there

    def _take_back(self, lent: Lent) -> None:
        """Take the base's state after its step."""
        state = self.base.state
        for parameter, latent, _group in lent:
            kept = self.state.get(parameter) or {}
            own = {key: kept[key] for key in OWN if key in kept}
            if latent is not parameter:
                latent.grad = None
                latent.requires_grad_(False)
            if merged := {**own, **(state.get(latent) or {})}:
                self.state[parameter] = merged
        for key, value in state.items():
            if not isinstance(key, Tensor):
                self.state[key] = value
        for group, below in zip(self.param_groups, self.base.param_groups, strict=True):
            group.update(settings_of(below))
            below["params"] = group["params"]
        self._handed = [settings_of(group) for group in self.param_groups]
        self.base.state = defaultdict(dict)
        vars(self.base).pop(LENT, None)

    @torch.no_grad()
    def _hand_gradients(self, lent: Lent) -> None:
        for parameter, latent, group in lent:
            gradient = parameter.grad
            if gradient is not None and gradient.is_sparse and group["levels"] is not None:
                raise RuntimeError(f"{type(self).__name__} does not support sparse gradients")
            if latent is not parameter:
                latent.grad = None if gradient is None else gradient.to(latent.dtype, copy=True)
            if gradient is not None and group["levels"] is not None:
                self.transform_gradient(parameter, latent, group)

    def transform_gradient(self, parameter: Tensor, latent: Tensor, group: dict[str, Any]) -> None:
        """Change the latent's gradient, where a method does."""

    @_disable_dynamo  # the base's step breaks every graph; loads the compiler when called
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Take one step of the base, then the method's own part.

        A group whose learning rate is zero is left to the base alone, which moves nothing.

        Parameters
        ----------
        closure
            Evaluates the loss and its gradients; called by the base, each time at the weights
            that the method's forward pass uses for the latents of that moment.
        """
        self._hear_base()
        self._ready()
        self.start_guide()
        self._take_over(closure is not None)
        try:
            return self._step(closure)
        finally:
            self._stepping = False

    def _step(self, closure: Callable[[], Any] | None) -> Any:
        lent = self._lent = self._lend()
        with torch.no_grad():
            before = self.before_base()
        versions = versions_of(p for p, latent, _group in lent if latent is not p)
        if closure is None:
            self._hand_gradients(lent)
            loss = unhooked_step(self.base)
        else:
            evaluate = self._at_forward_weights(closure, lent, versions)
            loss = unhooked_step(self.base, evaluate)
        self._settle()
        self._refuse_written(versions)
        with torch.no_grad():
            self.after_base(before)
        self.show()
        for parameter, _group in self.moved_parameters():
            self._adopted.pop(parameter, None)
        return loss

    def _at_forward_weights(
        self, closure: Callable[[], Any], lent: Lent, versions: dict[Tensor, int]
    ) -> Callable[[], Any]:
        first = True

        def evaluate() -> Any:
            nonlocal first
            self._refuse_written(versions)
            if not first:  # before the base's first move the parameters show them already
                self.show()
            first = False
            with torch.enable_grad():
                loss = closure()
            self._hand_gradients(lent)
            versions.update(versions_of(versions))  # what was shown, or the closure wrote, counts
            return loss

        return evaluate

    def before_base(self) -> Any:
        """Do what a method does before the base's step; passed to :meth:`after_base`."""

    def after_base(self, before: Any) -> None:
        """Change the latents after the base's step, where a method does."""

    def full_state(self) -> dict[str, Any]:
        """Return the state, with the latents of parameters that have made no step yet."""
        self._settle()
        full = super().full_state()
        order = [parameter for group in self.param_groups for parameter in group["params"]]
        adopted = {k: self.kept(p) for k, p in enumerate(order) if p in self._adopted}
        return {**full, "state": {**full["state"], **adopted}}

    @torch.no_grad()
    def load_full_state(self, state_dict: dict[str, Any]) -> None:
        """Load a state, and undo what construction showed in the parameters."""
        super().load_full_state(state_dict)
        adopted, self._adopted = self._adopted, {}
        for group in self.param_groups:
            for parameter in group["params"]:
                state = self.state.get(parameter) or {}
                if self.separate and self.needs_latent(parameter, group) and "latent" in state:
                    state["shown"] = self._loaded_shown(parameter, group, state)
                _give_back(parameter, adopted.get(parameter), state)
            without = [p for p in group["params"] if "latent" not in (self.state.get(p) or {})]
            self._adopt({**group, "params": without})

    def _loaded_shown(
        self, parameter: Tensor, group: dict[str, Any], state: dict[str, Any]
    ) -> Tensor:
        """Return what a loaded state showed; earlier versions kept it only where it was drawn."""
        shown = state.pop("forward", state.get("shown"))
        if shown is None:
            self._stepping = True
            shown = self.forward_weights(parameter, group)
            self._stepping = False
        return shown.to(parameter.dtype)


def _give_back(parameter: Tensor, adopted: dict[str, Tensor] | None, state: dict[str, Any]) -> None:
    """Undo what construction showed, unless the loaded state shows it too or it was overwritten."""
    if adopted is None or not torch.equal(local(parameter), local(adopted["shown"])):
        return
    shown = state.get("shown")
    if shown is None or not torch.equal(local(parameter), local(shown)):
        parameter.copy_(adopted["latent"])
