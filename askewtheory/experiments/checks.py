"""What the entries of an experiment may be: one sentence for each that is something else."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from askewtheory.errors import InputError


class Rule(NamedTuple):
    """A test of a value, and what it must be in words."""

    holds: Callable[[Any], bool]
    words: str


def is_integer(value: Any, least: int = 1) -> bool:
    """Tell whether a value is an integer of at least ``least``; true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def is_number(value: Any) -> bool:
    """Tell whether a value is a finite number; true and false are none."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and math.isfinite(value)


def _listed(value: Any, holds: Callable[[Any], bool], least: int) -> bool:
    return isinstance(value, list) and len(value) >= least and all(map(holds, value))


POSITIVE_INTEGER = Rule(is_integer, "a positive integer")
INTEGER = Rule(lambda value: is_integer(value, 0), "an integer of at least 0")
POSITIVE = Rule(lambda value: is_number(value) and value > 0, "a positive number")
NUMBER = Rule(lambda value: is_number(value) and value >= 0, "a number of at least 0")
SHARE = Rule(lambda value: is_number(value) and 0 < value <= 1, "above 0 and at most 1")
BELOW_ONE = Rule(lambda value: is_number(value) and 0 <= value < 1, "at least 0 and below 1")
BOOLEAN = Rule(lambda value: isinstance(value, bool), "true or false")
TEXT = Rule(lambda value: isinstance(value, str), "a text")
TEXTS = Rule(lambda value: _listed(value, TEXT.holds, 0), "a list of texts")
TABLE = Rule(lambda value: isinstance(value, dict), "a table")
LEVELS = Rule(lambda value: _listed(value, is_number, 2), "a list of at least two numbers")
EPOCHS = Rule(lambda value: _listed(value, is_integer, 0), "a list of positive integers")
WIDTHS = Rule(lambda value: _listed(value, is_integer, 2), "at least two positive integers")
PRINTED = Rule(
    lambda value: (
        _listed(value, is_number, 1) and len(value) < 3 and min(value[1:], default=0) >= 0
    ),
    "a list of a mean and at most one deviation",
)
START = Rule(
    lambda value: value == "torch" or NUMBER.holds(value), "'torch' or a number of at least 0"
)

MODEL = {
    "name": TEXT,
    "widths": WIDTHS,
    "activation": TEXT,
    "bias": BOOLEAN,
    "batch_norm": BOOLEAN,
    "quantize": TEXT,
    "init": START,
    "width": POSITIVE_INTEGER,
    "stem": TEXT,
    "activation_bits": POSITIVE_INTEGER,
    "units": POSITIVE_INTEGER,
    "layers": POSITIVE_INTEGER,
    "dropout": BELOW_ONE,
}
TRAINING = {
    "epochs": POSITIVE_INTEGER,
    "batch": POSITIVE_INTEGER,
    "seeds": POSITIVE_INTEGER,
    "levels": LEVELS,
    "milestones": EPOCHS,
    "factor": POSITIVE,
    "telemetry": INTEGER,
    "double": BOOLEAN,
    "together": BOOLEAN,
    "augment": TEXT,
    "bfloat16": BOOLEAN,
    "clip_norm": NUMBER,
    "window": POSITIVE_INTEGER,
    "recalibrate": INTEGER,
}
DATA = {"name": TEXT, "data_dir": TEXT, "download": BOOLEAN}
_SWITCHES = (
    *("per_channel", "freeze_scale", "clip_latents", "stochastic", "nesterov", "maximize"),
    *("foreach", "fused", "compile"),
)
METHOD = {
    "algorithm": TEXT,
    "base": TEXT,
    "label": TEXT,
    "kind": TEXT,
    "rule": TEXT,
    "lr": POSITIVE,
    "lr_decay": NUMBER,
    "momentum": NUMBER,
    "anneal_from": POSITIVE_INTEGER,
    "anneal_rate": SHARE,
    "start": INTEGER,
    **dict.fromkeys(_SWITCHES, BOOLEAN),
}
"""Of a method's entries those that its optimizer does not check in every case."""

_OF_TRAINING = ("levels", "differentiable", "telemetry")
"""Keywords of optimizers that a method may not have: the experiment decides, or nothing can."""


def check_entries(table: Mapping[str, Any], rules: Mapping[str, Rule], where: str) -> None:
    """Refuse a table with an entry that is not what its rule says.

    Parameters
    ----------
    table
        Entries without a rule may be anything.
    rules
        By name of the entry.
    where
        What the table is called, ``"model"``; the message begins with it.

    Raises
    ------
    InputError
        Name, expectation and value of the first such entry.
    """
    for key, value in table.items():
        if key in rules and not rules[key].holds(value):
            raise InputError(f"{where} {key} must be {rules[key].words}, got {value!r}.")


def check_method(name: str, settings: Any) -> None:
    """Refuse a method's table whose own entries are missing or are not what they must be."""
    if not isinstance(settings, dict) or not {"algorithm", "lr"} <= set(settings):
        raise InputError(f"method {name!r} must have an algorithm and an lr, got {settings!r}.")
    check_entries(settings, METHOD, f"method {name!r}")
    if decided := [key for key in _OF_TRAINING if key in settings]:
        raise InputError(f"method {name!r} must leave {decided[0]} to the training, got one.")


def check_printed(printed: Mapping[str, Any], methods: Any, measures: Any) -> None:
    """Refuse printed values of no method or measure, or that are no mean and deviation."""
    refuse_unknown(printed, ("experiments", *methods), "printed")
    check_entries(printed, dict.fromkeys(printed, TABLE), "printed")
    for name, values in printed.items():
        if name == "experiments":
            refuse_unknown(values, ("n",), "printed experiments")
            check_entries(values, {"n": POSITIVE_INTEGER}, "printed experiments")
        else:
            refuse_unknown(values, measures, f"printed {name}")
            check_entries(values, dict.fromkeys(measures, PRINTED), f"printed {name}")


def refuse_unknown(given: Mapping[str, Any], known: Any, where: str) -> None:
    """Refuse a table with an entry that nothing reads."""
    for key in given:
        if key not in known:
            raise InputError(f"{where} must have entries of {', '.join(known)}, got {key!r}.")
