"""Saving and loading: hooks see whole states, latents keep their precision.

PyTorch's own ``state_dict`` and ``load_state_dict`` do the work.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

from askewtheory.optim.settings import working_dtype


class Saving(Optimizer):
    """An optimizer whose state is more precise than its parameters."""

    def forget_settings(self) -> None:
        """Take settings that were loaded for the present ones."""

    def check_loaded(self, groups: list[dict[str, Any]]) -> None:
        """Check settings that are about to be loaded."""

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

        Settings that the state lacks (one of an earlier version, or of a plain optimizer) stay as
        they are in the present group. No parameter is written to, except that what was shown in it
        at construction is taken back. Hooks see the whole state before, and the finished
        optimizer after.
        """
        state_dict = dict(state_dict)
        for before in self._optimizer_load_state_dict_pre_hooks.values():
            changed = before(self, state_dict)
            state_dict = state_dict if changed is None else changed
        # PyTorch compares the numbers of groups, and says what is wrong with them.
        present = self.param_groups + [{}] * len(state_dict["param_groups"])
        groups = [
            {**{key: value for key, value in own.items() if key not in _LOCAL}, **group}
            for own, group in zip(present, state_dict["param_groups"], strict=False)
        ]
        self.check_loaded(groups)
        with (
            torch.inference_mode(False),  # what is loaded there could never be changed again,
            torch.no_grad(),  # and without it gradients are on
            _without_hooks(
                self,
                "_optimizer_load_state_dict_pre_hooks",
                "_optimizer_load_state_dict_post_hooks",
            ),
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
        self.forget_settings()
        saved = [index for group in state_dict["param_groups"] for index in group["params"]]
        present = [(p, group) for group in self.param_groups for p in group["params"]]
        for index, (parameter, group) in zip(saved, present, strict=True):
            given = state_dict["state"].get(index)
            if given and group["levels"] is not None:
                loaded = self.state[parameter]
                counted = {"step": loaded["step"]} if "step" in loaded else {}
                loaded.update(_precise(parameter, {**given, **counted}))
                for key in _MADE_ANEW:
                    if isinstance(self.state[parameter].get(key), dict):  # a checkpoint's gap
                        del self.state[parameter][key]


_LOCAL = ("params", "param_names")
_MADE_ANEW = ("latent", "shown", "scale")


def _precise(parameter: Tensor, given: dict[str, Any]) -> dict[str, Any]:
    """Return copies of a parameter's state in the precision that its latents have.

    PyTorch casts to the parameter's own type, which would round latents and moments.
    """
    result = {}
    for key, value in given.items():
        if isinstance(value, Tensor) and key == "step":  # PyTorch has its own rules for it
            result[key] = value.clone()
        elif isinstance(value, Tensor) and value.is_floating_point():
            kind = parameter.dtype if key == "shown" else working_dtype(parameter)
            result[key] = value.detach().to(parameter.device, kind, copy=True)
    return result


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
