"""A parameter is the truth: one that is not what was last shown is taken over.

A method that keeps its weights elsewhere shows in the parameter what the forward pass uses. Between
two steps anybody may write into the parameter (a checkpoint, an average over time, a mask); what
was written counts, entry by entry, from the next step on, and whoever asks before sees it too.
"""

from __future__ import annotations

import torch
from torch import Tensor

PLAIN = (Tensor, torch.nn.Parameter)
"""Types of tensors that are whole and do nothing of their own."""


def local(tensor: Tensor) -> Tensor:
    """Return this process's part of a sharded tensor (DTensor), or the tensor itself."""
    if type(tensor) in PLAIN:  # looking for a method that is not there takes longer
        return tensor
    shard = getattr(tensor, "to_local", None)
    return tensor if shard is None else shard()


def changed(parameter: Tensor, shown: Tensor, *, rounding: bool) -> Tensor | None:
    """Return where a parameter is not what was shown; None where that is seen to be nowhere.

    Parameters
    ----------
    parameter, shown
        Tensors of one shape and type, this process's parts. What is not a number is what was not.
    rounding
        Take it for unchanged if every entry is within two units in the last place: perturbations
        that were added and subtracted again, as sharpness-aware minimization does, leave as much.
    """
    visible = parameter.device.type == "cpu" and not torch.compiler.is_compiling()
    if visible and torch.equal(parameter, shown):
        return None
    same = (parameter == shown) | (parameter.isnan() & shown.isnan())
    if rounding:
        slack = 2 * torch.finfo(shown.dtype).eps * shown.abs()
        near = slack - (parameter - shown).abs() >= 0  # not so where either is infinite
        same = same | (same | near).all()
    return ~same


def as_it_says(parameter: Tensor, latent: Tensor, shown: Tensor | None) -> Tensor:
    """Return the latent of a parameter, with the parameter's own value where that was changed.

    ``shown`` is None where a method shows its latents: then it is the latent in the parameter's
    type.
    """
    rounding = shown is not None
    latent = latent.to(parameter.device)  # itself, where both are on one device
    seen = (latent if shown is None else shown).to(parameter.device, parameter.dtype)
    where = changed(local(parameter.detach()), local(seen), rounding=rounding)
    if where is None:
        return latent
    result = latent.clone()
    own = local(parameter.detach()).to(latent.dtype)
    local(result).copy_(torch.where(where, own, local(latent)))
    return result
