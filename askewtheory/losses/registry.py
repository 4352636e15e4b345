"""Losses by name, and the text that the command line accepts for one."""

from __future__ import annotations

import inspect
from typing import Any

from askewtheory.errors import InputError, shown
from askewtheory.exact import in_range
from askewtheory.losses import joint, separable
from askewtheory.losses.base import Loss

LOSSES: dict[str, type[Loss]] = {
    loss.name: loss
    for loss in (
        separable.Quadratic,
        separable.Huber,
        separable.Linear,
        separable.Power,
        separable.Cosine,
        separable.Saturating,
        separable.DoubleWell,
        joint.Logistic,
    )
}
"""Every loss that a name and numbers describe."""


def parse_loss(text: str) -> Loss:
    """Read a loss such as ``huber:width=1/2,center=3``.

    Parameters
    ----------
    text
        A name, then after a colon the keywords of the loss. Numbers are exact; ``;`` separates
        one number for each coordinate, as in ``linear:slope=1;-1;2``.

    Raises
    ------
    InputError
        If the name, a keyword or a number is unknown.
    """
    return parse_named(text, LOSSES, "loss")


def parse_named(text: str, registry: dict[str, Any], what: str) -> Any:
    """Read ``NAME[:keyword=number,...]`` and call the registry's entry with the keywords."""
    name, _, rest = text.strip().partition(":")
    if name not in registry:
        raise InputError(f"{what} must be one of {', '.join(sorted(registry))}, got {shown(name)}")
    known = list(inspect.signature(registry[name]).parameters)
    keywords = {}
    for part in filter(None, (part.strip() for part in rest.split(","))):
        key, equals, value = part.partition("=")
        if not equals or key.strip() not in known:
            allowed = ", ".join(known) or "none"
            raise InputError(f"{what} {name} takes the keywords: {allowed}; got {shown(part)}")
        if key.strip() in keywords:
            raise InputError(
                f"{what} {name} must have {key.strip()} once, got {shown(text.strip())}"
            )
        numbers = [in_range(item, key.strip()) for item in value.split(";")]
        keywords[key.strip()] = numbers[0] if len(numbers) == 1 else numbers
    return registry[name](**keywords)
