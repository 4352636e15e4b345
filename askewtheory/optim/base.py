"""What every quantizing optimizer here has in common: levels, scales, latents, quantized weights.

A *latent* is the weight that the method updates. It is the parameter itself where method and
precision allow; otherwise it is a float32 (or float64) tensor in the optimizer's state, and the
parameter shows what the forward pass uses. A parameter that was written to since is the truth: see
:mod:`askewtheory.optim.truth`.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any, NamedTuple

import torch
from torch import Tensor

from askewtheory.errors import InputError
from askewtheory.optim.carried import Carried
from askewtheory.optim.cells import Cells, as_levels, cells_of, constant
from askewtheory.optim.guidance import Guide
from askewtheory.optim.saving import Saving
from askewtheory.optim.scales import scale_of, shape_of_scale, spread
from askewtheory.optim.settings import (
    check_blocks,
    check_flag,
    check_representable,
    checked_levels,
    rests,
    working_dtype,
)
from askewtheory.optim.truth import as_it_says, local
from askewtheory.optim.update import sharded

LEVEL_DEFAULTS: dict[str, Any] = {
    "levels": (-1.0, 1.0),
    "scale": None,
    "per_channel": False,
    "block": None,
    "freeze_scale": True,
}
"""Settings of every quantizing optimizer's groups."""


class Checked(NamedTuple):
    """What was checked of a group: the settings that its scales depend on, and others."""

    group: dict[str, Any]
    said: tuple[Any, ...]
    heeded: tuple[Any, ...]


class Quantizing(Saving):
    """An optimizer whose groups have levels; ``levels=None`` leaves a group unquantized.

    Parameters
    ----------
    params
        Parameters, or parameter groups, as for ``torch.optim.Optimizer``.
    defaults : dict
        What a group has that does not say otherwise, ``levels`` among it.

    Raises
    ------
    InputError
        If the levels are no increasing finite numbers, or a parameter cannot be quantized.
    """

    separate = False
    """Whether the forward pass uses other weights than the latents (after every step)."""

    arrives = False
    """Whether the weights of the forward pass are to arrive at the levels in the end."""

    moves_by_force = False
    """Whether a skewing force leads them there."""

    _carried: Carried | None = None
    """What the model carries for the time of a ``with quantized(...)``."""

    def __init__(self, params: Any, defaults: dict[str, Any]) -> None:
        self._guide = Guide()
        self._checked: list[Checked] = []
        self._provisional: set[Tensor] = set()
        self._stepping = False
        super().__init__(params, {**defaults, "levels": as_levels(defaults["levels"])})

    def __getstate__(self) -> dict[str, Any]:
        names = ("_guide", "_checked", "_provisional", "_stepping")
        return {**super().__getstate__(), **{name: getattr(self, name) for name in names}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        for name, value in LEVEL_DEFAULTS.items():  # a pickle of an earlier version has fewer
            for settings in (self.defaults, *self.param_groups):
                settings.setdefault(name, value)

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Add a group; its settings are checked before anything is added."""
        if isinstance(param_group, dict):
            if "levels" in param_group:  # as numbers: an iterator gives them once
                param_group["levels"] = as_levels(param_group["levels"])
            self.check_group(self._completed(param_group))
        super().add_param_group(param_group)
        try:
            self._check(self.param_groups[-1])
        except InputError:
            self.param_groups.pop()
            raise
        self._checked.append(self._as_checked(self.param_groups[-1]))

    def _completed(self, group: dict[str, Any]) -> dict[str, Any]:
        return {**self.defaults, **{k: v for k, v in group.items() if k != "params"}}

    def check_group(self, group: dict[str, Any]) -> None:
        """Check one group's settings and write its levels as plain numbers."""
        checked_levels(group)
        self.check_settings(group)

    def check_settings(self, group: dict[str, Any]) -> None:
        """Check the settings of one group that its levels and scale do not depend on."""
        check_flag(group, "freeze_scale")

    def forget_settings(self) -> None:
        """Take the groups' settings, which were loaded, for those that scales were kept for."""
        self._provisional.clear()
        for group in self.param_groups:
            self._check(group)
        self._checked = [self._as_checked(group) for group in self.param_groups]

    def check_loaded(self, groups: list[dict[str, Any]]) -> None:
        """Check settings that are about to be loaded, before anything is."""
        for own, given in zip(self.param_groups, groups, strict=False):
            self._check({**given, "params": own["params"]})

    def _check(self, group: dict[str, Any]) -> None:
        self.check_group(group)
        if group["levels"] is not None:
            check_representable(group)
            check_blocks(group)

    said = ("levels", "scale", "per_channel", "block")
    """Settings on which a kept scale depends; what is written there in mid-run is checked."""

    heeded: tuple[str, ...] = ("freeze_scale",)
    """Further settings of which what is written in mid-run is checked."""

    def _as_checked(self, group: dict[str, Any]) -> Checked:
        said, heeded = (tuple(group[name] for name in names) for names in (self.said, self.heeded))
        return Checked(group, said, heeded)

    def _heed_settings(self) -> None:
        """Check what was written into the groups since; a scale for other levels is forgotten."""
        if torch.compiler.is_compiling():
            return
        before, self._checked = self._checked, []
        try:
            for index, group in enumerate(self.param_groups):
                known = before[index] if index < len(before) else None
                if known is None or known.group is not group:  # groups were removed or added
                    known = next((k for k in before if k.group is group), None)
                self._checked.append(self._heeded(group, known))
        except (InputError, TypeError):
            self._checked = before
            raise

    def _heeded(self, group: dict[str, Any], known: Checked | None) -> Checked:
        """Check one group as far as it is not what was checked before."""
        if known is None:
            for name, value in self.defaults.items():
                group.setdefault(name, value)
        now = self._as_checked(group)
        if known is not None and all(map(operator.is_, now.said, known.said)):
            # A schedule fills a tensor in place, so that it is itself whatever it holds.
            filled = any(isinstance(value, Tensor) for value in now.heeded)
            looked = filled and not group.get("capturable")
            if all(map(operator.is_, now.heeded, known.heeded)) and not looked:
                return known
            self.check_settings(group)
            return self._as_checked(group)
        self._check(group)
        now = self._as_checked(group)
        if known is not None and now.said != known.said:
            for parameter in group["params"]:
                self.state.get(parameter, {}).pop("scale", None)
        return now

    def _ready(self) -> None:
        """Refuse a step that would be lost, and heed what was written into the groups."""
        if self._carried is not None:
            raise InputError(
                "optimizer must not step while the model carries other weights: it has its own"
                " again after the `with quantized(...)`, and the step would be lost"
            )
        self._heed_settings()

    def cells(self, parameter: Tensor, group: dict[str, Any]) -> Cells:
        """Return the cells of a parameter's levels, in its working precision."""
        return cells_of(tuple(group["levels"]), working_dtype(parameter))

    def kept(self, parameter: Tensor) -> dict[str, Any]:
        """Return what is kept of a parameter's latent: ``latent`` and ``shown``, if anything."""
        return self.state.get(parameter) or {}

    def latent(self, parameter: Tensor) -> Tensor:
        """Return the weight that the method updates, which may be the parameter itself.

        Where the parameter was written to since the last step, that is what the parameter says.
        """
        if self._carried is not None and parameter in self._carried.own:
            return self._carried.latent(parameter)
        kept = self.kept(parameter)
        latent = kept.get("latent")
        if latent is None or latent.shape != parameter.shape:
            return parameter.detach()
        if self._stepping:
            return latent
        return as_it_says(parameter, latent, kept.get("shown"))

    def own(self, parameter: Tensor) -> Tensor:
        """Return what a parameter holds, or would hold outside of ``with quantized(...)``."""
        kept = {} if self._carried is None else self._carried.own
        return kept.get(parameter, parameter.detach())

    def scale(self, parameter: Tensor, group: dict[str, Any]) -> Tensor | None:
        """Return the scale of a parameter's levels, in its working precision, or None.

        Of no dimension, or of shape (channels, blocks, 1, ..., 1); ``scales.spread`` puts a block's
        number beside each of its weights.

        A frozen statistic stays what it was at the first step; before, and otherwise, the
        statistic is that of the present latents.
        """
        wanted = group["scale"]
        if wanted is None:
            return None
        if not isinstance(wanted, str):
            return constant(float(wanted), working_dtype(parameter), parameter.device)
        found = self.kept(parameter).get("scale") if group["freeze_scale"] else None
        parts = group["per_channel"], group["block"]
        fits = found is not None and found.shape == shape_of_scale(parameter, *parts)
        if found is not None and fits and (parameter not in self._provisional or self._stepping):
            kind = working_dtype(parameter)
            same = found.dtype is kind and found.device == parameter.device
            return found if same else found.to(parameter.device, kind)
        latent = self.latent(parameter).to(working_dtype(parameter))
        return scale_of(latent, group["levels"], wanted, *parts)

    def _freeze(self, parameter: Tensor, group: dict[str, Any]) -> None:
        """Keep the scale from the first step on; that of a step at rate zero counts until then."""
        if not isinstance(group["scale"], str) or not group["freeze_scale"]:
            return
        if parameter in self._provisional:
            self._provisional.discard(parameter)
            self.state[parameter].pop("scale", None)
        kept = self.state[parameter].get("scale")
        found = self.scale(parameter, group)
        if found is not kept:  # there is none yet, or the parameter has changed its shape or type
            self.state[parameter]["scale"] = found
            if rests(group):
                self._provisional.add(parameter)

    def points(self, parameter: Tensor, group: dict[str, Any]) -> tuple[Tensor, Tensor]:
        """Return a quantized parameter's latents in units of its scale, and that scale.

        The scale broadcasts to the latents. Both are this process's parts where the parameter is
        sharded.
        """
        latent = local(self.latent(parameter)).to(working_dtype(parameter))
        scale = local_scale(self.scale(parameter, group))
        if scale is None:
            return latent, constant(1.0, latent.dtype, latent.device)
        scale = spread(scale, latent)
        return latent / scale, scale

    def codes(self, parameter: Tensor, group: dict[str, Any]) -> Tensor:
        """Return the index of the level that each weight of a quantized group rounds to.

        Raises
        ------
        InputError
            If a weight is not a finite number: it rounds to no level.
        """
        x, _scale = self.points(parameter, group)
        if not bool(x.isfinite().all()):
            raise InputError(
                "weights must be finite to be rounded to levels, a parameter of shape"
                f" {tuple(parameter.shape)} has NaN or infinite ones: training has diverged"
            )
        return sharded(self.indices(parameter, x, group), parameter)

    def indices(self, parameter: Tensor, x: Tensor, group: dict[str, Any]) -> Tensor:
        """Return the index of each point's level; points that are no numbers have one too."""
        return self.cells(parameter, group).nearest(x)

    def rounded(self, parameter: Tensor, group: dict[str, Any]) -> Tensor:
        """Return a parameter's quantized weights, of its own shape and type.

        A weight that is not a finite number is NaN, so that divergence shows.
        """
        x, scale = self.points(parameter, group)
        value = self.levels_of(parameter, x, group).mul_(scale)
        return sharded(where_finite(x, value).to(parameter.dtype), parameter)

    def levels_of(self, parameter: Tensor, x: Tensor, group: dict[str, Any]) -> Tensor:
        """Return the level that each point rounds to, in units of the scale."""
        return self.cells(parameter, group).rounded(x)

    @torch.no_grad()
    def quantized(self) -> dict[Tensor, Tensor]:
        """Return the quantized weights of every parameter that has levels."""
        self._heed_settings()
        self._guide.look_at_levels(self)
        return {p: self.rounded(p, group) for p, group in self.quantized_parameters()}

    def warn_if_silent(self) -> None:
        """Warn, once each, of what makes quantized weights bad without an error."""
        self._guide.look_at_all(self)

    def start_guide(self) -> None:
        """Look for what will make quantized weights bad, at the first step that moves any."""
        if any(group["levels"] is not None and not rests(group) for group in self.param_groups):
            self._guide.started(self)

    def force_notes(self) -> list[str]:
        """Say what is wrong with the force; nothing where there is none."""
        return []

    def report(self) -> Any:
        """Return a summary to print: levels, scales, distances, force, learning rate."""
        from askewtheory.optim.report import report

        return report(self)

    def quantized_parameters(self) -> Iterator[tuple[Tensor, dict[str, Any]]]:
        """Yield each parameter that has levels, with its group."""
        for group in self.param_groups:
            if group["levels"] is not None:
                for parameter in group["params"]:
                    yield parameter, group


def where_finite(x: Tensor, value: Tensor) -> Tensor:
    """Return ``value``, but NaN where ``x`` is not finite, so that divergence stays visible."""
    return (x - x).add_(value)


def local_scale(scale: Tensor | None) -> Tensor | None:
    """Return this process's part of a scale, contiguous."""
    return None if scale is None else local(scale).contiguous()
