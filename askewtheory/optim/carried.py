"""Other weights in a model's parameters, for as long as a ``with`` lasts."""

from __future__ import annotations

from torch import Tensor

from askewtheory.optim.truth import as_it_says, local


class Carried:
    """What parameters hold in place of their own values.

    Contexts may be nested, and may overlap in any order, as those of several threads or generators
    do: the parameters show the newest that lasts, and have their own values again after the last.

    Attributes
    ----------
    own : dict
        The values that parameters had before the first context.
    latents : dict
        Their latents then.
    layers : list
        What each context that lasts wants to show, in the order of their beginnings.
    """

    def __init__(self) -> None:
        self.own: dict[Tensor, Tensor] = {}
        self.latents: dict[Tensor, Tensor] = {}
        self.layers: list[dict[Tensor, Tensor]] = []

    def keep(self, parameter: Tensor, latent: Tensor) -> None:
        """Keep a parameter's own value, and its latent, which may be the parameter itself."""
        self.own[parameter] = parameter.detach().clone()
        itself = local(latent).data_ptr() == local(parameter.detach()).data_ptr()
        self.latents[parameter] = self.own[parameter] if itself else latent

    def show(self) -> None:
        """Write what is to be shown into the parameters."""
        for parameter, value in (self.layers[-1] if self.layers else self.own).items():
            parameter.copy_(value)

    def latent(self, parameter: Tensor) -> Tensor:
        """Return a parameter's latent, with what was written into the parameter since."""
        shown = self.layers[-1].get(parameter, self.own[parameter])
        return as_it_says(parameter, self.latents[parameter], shown)
