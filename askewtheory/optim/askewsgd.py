"""ASkewSGD: Algorithm 2 of the report as a PyTorch optimizer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.optim.sgd import sgd

from askewtheory.errors import InputError
from askewtheory.optim.base import LEVEL_DEFAULTS, local_scale
from askewtheory.optim.forced import Forced
from askewtheory.optim.settings import check_flag, check_setting, rests, step_of, working_dtype
from askewtheory.optim.truth import local
from askewtheory.optim.update import advance, fusible, tensor_path

_FLAGS = ("nesterov", "maximize", "foreach", "fused", "compile", "capturable", "differentiable")


class ASkewSGD(Forced):
    """Gradient descent whose velocity is skewed towards the quantization levels.

    Leconte, Schechtman, Moulines (2023), Algorithm 2: w <- w + lr * s(g, w), with the velocity s of
    section 3: -g where the weight is feasible or the gradient step returns it fast enough, else the
    skewing force. With momentum or weight decay, g is what ``torch.optim.SGD`` would step along.

    Parameters
    ----------
    params
        Parameters, named or not, or groups. A group may set every keyword below for itself;
        ``levels=None`` makes it plain SGD. Those with levels are float32, float64, bfloat16 or
        float16.
    lr
        Learning rate (gamma), at least 0 and finite: a number or a tensor of one element.
    levels
        Quantization levels, at least two, strictly increasing: a list, a ``Grid``, ``"binary"``,
        ``"ternary"``, or a number of bits.
    epsilon
        In (0, 1], a number or a tensor that a schedule fills in place.
    alpha
        At least 0 and finite.
    clip
        The clip M_c, at least 0, or a rule: ``"c/lr"`` with a number c of at least 0, or
        ``"gap/(4*lr)"``.
    kind, rule
        ``"quadratic"`` or ``"quartic"``; ``"printed"`` or ``"projected"``.
    scale
        Levels are ``scale`` times ``levels``: None (1), a number above 0, ``"max"``, ``"mean"`` or
        ``"sawb"``. The constraint is psi(w / scale; epsilon) >= 0, so epsilon keeps its meaning.
    per_channel
        One scale for each output channel.
    block
        One scale for each block of so many consecutive weights of an output channel, counted in
        the flattened channel (for a linear layer, along its inputs); it must divide the channel,
        and ``scale`` must be a statistic. ``per_channel`` then says nothing more.
    freeze_scale
        Keep the scale of the first step (the default), or take it anew at every step.
    momentum, weight_decay
        At least 0, as in ``torch.optim.SGD``.
    dampening, nesterov, maximize, foreach, differentiable
        As in ``torch.optim.SGD``; Nesterov's needs a momentum and no dampening.
    fused
        Machine code on CPU tensors: None where possible, True or False.
    compile
        Run the update through ``torch.compile``.
    capturable
        Never look at a tensor's value from Python, so that the step can be captured in a graph.
    telemetry
        Measure every so many steps, at least 0 (never); see :attr:`telemetry`.

    Raises
    ------
    InputError
        A ``ValueError``: if a setting is out of range, levels do not differ in a parameter's type
        or overflow it, a parameter has another type or no shape, or blocks do not fill a channel.
        At a step the same of what was written into the groups since, and if the model carries
        other weights (inside ``with quantized(...)``).
    RuntimeError
        At a step, if a gradient is sparse, or ``fused`` is True and a parameter is not in plain CPU
        memory.
    """

    def __init__(
        self,
        params: Any,
        lr: float | Tensor = 1e-3,
        *,
        levels: Any = (-1.0, 1.0),
        epsilon: float | Tensor = 1.0,
        alpha: float | Tensor = 0.2,
        clip: float | str = 1.0,
        kind: str = "quadratic",
        rule: str = "printed",
        scale: float | str | None = None,
        per_channel: bool = False,
        block: int | None = None,
        freeze_scale: bool = True,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
        maximize: bool = False,
        foreach: bool | None = None,
        fused: bool | None = None,
        compile: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
        telemetry: int = 0,
    ) -> None:
        given = {key: value for key, value in locals().items() if key in self._NAMES}
        super().__init__(params, given)

    _NAMES = (
        *("lr", "epsilon", "alpha", "clip", "kind", "rule", *LEVEL_DEFAULTS),
        *("momentum", "dampening", "weight_decay", *_FLAGS, "telemetry"),
    )

    heeded = (*Forced.heeded, "momentum", "dampening", "weight_decay", *_FLAGS)

    def check_group(self, group: dict[str, Any]) -> None:
        """Check one group's settings and write its levels as plain numbers."""
        check_setting(group, "lr", 0.0, 1.7e308)
        super().check_group(group)

    def check_settings(self, group: dict[str, Any]) -> None:
        """Check the settings that may change in mid-run."""
        for name in ("momentum", "weight_decay"):
            check_setting(group, name, 0.0, 1.7e308)
        check_setting(group, "dampening", -1.7e308, 1.7e308)
        for name in _FLAGS:
            check_flag(group, name, unsaid=name in ("foreach", "fused"))
        if group["nesterov"] and (group["momentum"] <= 0 or group["dampening"] != 0):
            raise InputError("Nesterov momentum requires a momentum and zero dampening")
        if group["fused"] and (group["differentiable"] or group["foreach"]):
            other = "differentiable" if group["differentiable"] else "foreach"
            raise InputError(f"`fused` and `{other}` cannot be `True` together.")
        super().check_settings(group)

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Take one step.

        Parameters
        ----------
        closure
            Evaluates the loss and its gradients at the present weights; None: they are there.

        Returns
        -------
        The closure's loss, or None.
        """
        loss = None
        self._ready()
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
            self._ready()
        self.start_guide()
        with torch.set_grad_enabled(self.defaults["differentiable"] and torch.is_grad_enabled()):
            for index, group in enumerate(self.param_groups):
                params = [p for p in group["params"] if p.grad is not None]
                if params and group["levels"] is None:
                    self._step_plainly(group, params)
                elif params:
                    if any(gradient.is_sparse for gradient in gradients(params)):
                        raise RuntimeError("ASkewSGD does not support sparse gradients")
                    self._step_skewed(index, group, params)
        if not torch.compiler.is_compiling():
            self._watch.stepped()
        return loss

    def _step_plainly(self, group: dict[str, Any], params: list[Tensor]) -> None:
        """Take PyTorch's own SGD step."""
        buffers = [self.state[p].get("momentum_buffer") for p in params]
        names = ("weight_decay", "momentum", "lr", "dampening", "nesterov", "maximize", "foreach")
        sgd(params, gradients(params), buffers, **{name: group[name] for name in names})
        self._keep(params, buffers, group)

    def _keep(self, params: list[Tensor], buffers: list[Any], group: dict[str, Any]) -> None:
        if group["momentum"] != 0:
            for parameter, buffer in zip(params, buffers, strict=True):
                self.state[parameter]["momentum_buffer"] = buffer

    def _directions(self, group: dict[str, Any], params: list[Tensor]) -> list[Tensor]:
        """Return what SGD would step along, in working precision: gradient, decay, momentum."""
        pairs = zip(params, gradients(params), strict=True)
        grads = [g if g.dtype is working_dtype(p) else g.to(working_dtype(p)) for p, g in pairs]
        if group["maximize"]:
            grads = [-gradient for gradient in grads]
        if group["weight_decay"] != 0:
            decay = group["weight_decay"]
            latents = [self._live(p) for p in params]
            grads = [g.add(w, alpha=decay) for g, w in zip(grads, latents, strict=True)]
        if group["momentum"] == 0:
            return grads
        buffers = [self.state[p].get("momentum_buffer") for p in params]
        for k, (gradient, buffer) in enumerate(zip(grads, buffers, strict=True)):
            if buffer is None:
                buffers[k] = gradient.clone()
            else:
                buffer.mul_(group["momentum"]).add_(gradient, alpha=1 - group["dampening"])
        self._keep(params, buffers, group)
        if group["nesterov"]:
            ahead = group["momentum"]
            return [g.add(b, alpha=ahead) for g, b in zip(grads, buffers, strict=True)]
        return buffers

    def _live(self, parameter: Tensor) -> Tensor:
        """Return the latent: the parameter, or its float32 counterpart in the state."""
        if working_dtype(parameter) is parameter.dtype:
            return parameter
        return self.state[parameter]["latent"]

    @torch.no_grad()
    def _take_over(self, params: list[Tensor]) -> None:
        """Make the latents what the parameters say, and make those that there are not yet."""
        for parameter in params:
            kind = working_dtype(parameter)
            if kind is parameter.dtype:
                if self.state:
                    self.kept(parameter).pop("latent", None)
                continue
            state = self.kept(parameter)
            latent = self.latent(parameter)
            if latent is not state.get("latent"):
                self.state[parameter]["latent"] = latent.to(kind)

    def _step_skewed(self, index: int, group: dict[str, Any], params: list[Tensor]) -> None:
        self._take_over(params)
        directions = self._directions(group, params)
        kinds = [(working_dtype(p), None if p.is_cpu else p.device) for p in params]
        for kind in dict.fromkeys(kinds):
            chosen = [k for k, other in enumerate(kinds) if other == kind]
            latents = [self._live(params[k]) for k in chosen]
            scales: list[Tensor | None] = [None] * len(chosen)
            if group["scale"] is not None:
                for k in chosen:
                    self._freeze(params[k], group)
                scales = [local_scale(self.scale(params[k], group)) for k in chosen]
            if rests(group):
                continue
            cells = self.cells(latents[0], group)
            points = [local(latent) for latent in latents]
            others = [local(directions[k]) for k in chosen]
            self._advance(index, group, points, others, scales, cells)
            for k, latent in zip(chosen, latents, strict=True):
                if latent is not params[k]:
                    params[k].copy_(latent)

    def _advance(
        self, index: int, group: dict[str, Any], points: Any, others: Any, scales: Any, cells: Any
    ) -> None:
        step = step_of(group, cells)
        path = self._path(group, points, others, cells)
        before = [w.detach().clone() for w in points] if self.measuring(group) else None
        fired = advance(points, others, scales, cells, step, path)
        self.note(index, group, fired, before and (before, points, others, scales, cells, step))

    def _path(self, group: dict[str, Any], points: Any, others: Any, cells: Any) -> str:
        """Choose how the step is evaluated; all ways agree."""
        if group["differentiable"]:
            return "single"
        if group["compile"] and not torch.compiler.is_compiling():
            return "compile"
        possible = fusible(points, others, cells)
        if group["fused"] and not possible and not torch.compiler.is_compiling():
            raise RuntimeError("`fused=True` requires parameters in CPU memory")
        if possible and group["fused"] is not False and not group["foreach"]:
            return "fused"
        if group["foreach"] is None:
            return tensor_path(points)
        return "foreach" if group["foreach"] else "single"


def gradients(params: list[Tensor]) -> list[Tensor]:
    """Return the gradients of parameters that have one."""
    return [p.grad for p in params if p.grad is not None]
