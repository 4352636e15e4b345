"""Experiments as files: what is trained, on what, with which methods, and what was printed.

An experiment is a TOML file with the tables

``data``      which data set (``name``) and its own keywords, see :mod:`.data`;
``model``     ``name`` and the entries of that model, see ``MODELS``;
``training``  ``epochs``, ``batch``, ``seeds``, ``levels`` and more, see ``TRAINING``;
``methods``   one table each: ``algorithm``, ``base``, ``lr`` and the algorithm's keywords;
``printed``   what the report prints for a method, ``measure = [mean, deviation]``: shown beside
              the measured values and read by nothing else;
``readings``  named changes of the tables above, for what the text leaves open.

The files of this package are examples to copy: a path to another file does as well as a name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from askewtheory.errors import InputError

MODELS: dict[str, dict[str, Any]] = {
    "perceptron": {
        "widths": None,
        "activation": "relu",
        "bias": True,
        "batch_norm": False,
        "quantize": "all",
        "init": "torch",
    },
    "resnet18": {"width": 64, "stem": "small", "quantize": "all", "activation_bits": 32},
    "resnet20": {"width": 16, "stem": "small", "quantize": "all", "activation_bits": 32},
    "lstm": {"units": 300, "layers": 1, "dropout": 0.5, "quantize": "all"},
}
"""What a model may say, with defaults; a perceptron (the default) must say its ``widths``."""

CONVOLUTIONAL = ("resnet18", "resnet20")
"""Models whose inputs are images of shape (channels, height, width)."""

TRAINING: dict[str, Any] = {
    "epochs": None,
    "batch": 50,
    "seeds": None,
    "levels": [-1, 1],
    "milestones": [],
    "factor": 0.5,
    "telemetry": 10,
    "double": False,
    "together": True,
    "augment": "none",
    "bfloat16": False,
    "clip_norm": 0,
    "window": 35,
    "recalibrate": 0,
}
"""What training may say; learning rates are multiplied by ``factor`` at ``milestones`` (epochs).

``telemetry``: measure the skewing force every so many steps; ``double``: compute in float64;
``together``: all seeds of a perceptron as one batched program, else each in a process of its own
(other models never train together); ``augment``: ``"crop-flip"`` for images (moved by up to 4
pixels, of those in folders a random part; mirrored half the time) or ``"none"``; ``bfloat16``:
products in bfloat16 (autocast);
``clip_norm``: the largest norm of a gradient, 0 for any (not for seeds that train together);
``window``: steps in time between which a language model's gradient is cut; ``recalibrate``:
batches on which batch norm's statistics are estimated anew before quantized weights are measured
(0: the running statistics, which are those of the weights that the method trains with).
"""

AUGMENT = ("none", "crop-flip")

MEASURES = ("loss", "accuracy", "quantized_loss", "quantized_accuracy")
"""What is measured after every epoch; accuracies are in percent."""

PERPLEXITIES = {"perplexity": "loss", "quantized_perplexity": "quantized_loss"}
"""What a language model's tables show instead of a loss: its exponential."""

_TEXTS = ("title", "description")
_TABLES = ("data", "model", "training", "methods", "printed", "readings")


@dataclass(frozen=True)
class Experiment:
    """An experiment that can be run; see this module's docstring."""

    name: str
    title: str
    description: str
    data: dict[str, Any]
    model: dict[str, Any]
    training: dict[str, Any]
    methods: dict[str, dict[str, Any]]
    printed: dict[str, dict[str, Any]] = field(default_factory=dict)
    readings: dict[str, dict[str, Any]] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    """What the report leaves open, and what is chosen here."""

    @property
    def together(self) -> bool:
        """Whether all seeds train as one batched program."""
        return self.model["name"] == "perceptron" and self.training["together"]

    @property
    def measures(self) -> tuple[str, ...]:
        """What the tables show."""
        return tuple(PERPLEXITIES) if self.model["name"] == "lstm" else MEASURES

    def to_dict(self) -> dict[str, Any]:
        """Return what decides a run's numbers."""
        return {
            "name": self.name,
            "data": self.data,
            "model": self.model,
            "training": self.training,
            "methods": self.methods,
        }

    def method(self, name: str) -> dict[str, Any]:
        """Return a method's settings; an unknown name is an ``InputError``."""
        if name not in self.methods:
            raise InputError(f"method must be one of {', '.join(self.methods)}, got {name!r}.")
        return self.methods[name]

    def changed(self, changes: Mapping[str, Any], name: str | None = None) -> Experiment:
        """Return the experiment with some entries changed, ``{"model": {"bias": False}}``.

        Printed values belong to the report's own setting, but a reading of it is still compared
        with them.
        """
        parts = {
            table: _merged(getattr(self, table), change)
            for table, change in changes.items()
            if table in _TABLES[:4]
        }
        if "name" in changes.get("model", {}):  # another model: nothing of the old one is kept
            parts["model"] = _model(changes["model"])
        if unknown := set(changes) - set(_TABLES[:4]):
            raise InputError(
                f"a change must be of {', '.join(_TABLES[:4])}, got {sorted(unknown)[0]!r}."
            )
        return _checked(replace(self, **parts, name=name or self.name))

    def reading(self, name: str) -> Experiment:
        """Return the experiment under one of its readings."""
        if name not in self.readings:
            raise InputError(f"reading must be one of {', '.join(self.readings)}, got {name!r}.")
        return self.changed(self.readings[name], f"{self.name}: {name}")


def names() -> list[str]:
    """Return the names of the experiments that come with the package."""
    folder = files("askewtheory.experiments") / "files"
    return sorted(
        item.name.removesuffix(".toml") for item in folder.iterdir() if item.name.endswith(".toml")
    )


def load(source: str) -> Experiment:
    """Read an experiment.

    Parameters
    ----------
    source
        The name of one that comes with the package, or the path of a TOML file.

    Raises
    ------
    InputError
        If there is none, or the file does not say what an experiment must.
    """
    if source in names():
        text = (files("askewtheory.experiments") / "files" / f"{source}.toml").read_text("utf-8")
        return parse(text, source)
    path = Path(source)
    if path.suffix != ".toml" or not path.is_file():
        raise InputError(
            f"experiment must be one of {', '.join(names())} or a TOML file, got {source!r}."
        )
    return parse(path.read_text("utf-8"), path.stem)


def parse(text: str, name: str) -> Experiment:
    """Read an experiment from the text of its file."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"experiment {name!r} must be valid TOML, got: {error}.") from None
    known = (*_TEXTS, "choices", *_TABLES)
    _refuse_unknown(content, known, f"experiment {name!r}")
    for table in ("data", "model", "training", "methods"):
        if not isinstance(content.get(table), dict) or not content[table]:
            raise InputError(f"experiment {name!r} must have a table [{table}], got none.")
    return _checked(
        Experiment(
            name=name,
            title=content.get("title", name),
            description=content.get("description", ""),
            data=content["data"],
            model=_model(content["model"]),
            training={**TRAINING, **content["training"]},
            methods=content["methods"],
            printed=content.get("printed", {}),
            readings=content.get("readings", {}),
            choices=tuple(content.get("choices", ())),
        )
    )


def _model(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a model's entries on top of its defaults."""
    name = given.get("name", "perceptron")
    if name not in MODELS:
        raise InputError(f"model name must be one of {', '.join(MODELS)}, got {name!r}.")
    return {"name": name, **MODELS[name], **given}


def _checked(experiment: Experiment) -> Experiment:
    model, training = experiment.model, experiment.training
    _refuse_unknown(model, ("name", *MODELS[model["name"]]), f"model {model['name']}")
    _refuse_unknown(training, TRAINING, "training")
    widths = model.get("widths", [1, 1])
    if not isinstance(widths, list) or len(widths) < 2 or not all(map(_positive, widths)):
        raise InputError(f"model widths must be at least two positive integers, got {widths!r}.")
    if training["augment"] not in AUGMENT:
        raise InputError(
            f"training augment must be one of {', '.join(AUGMENT)}, got {training['augment']!r}."
        )
    if training["clip_norm"] and experiment.together:
        raise InputError("training clip_norm must be 0 where seeds train together, got another.")
    for key in ("epochs", "batch", "seeds", "window"):
        if not _positive(experiment.training[key]):
            given = experiment.training[key]
            raise InputError(f"training {key} must be a positive integer, got {given!r}.")
    if "name" not in experiment.data:
        raise InputError("data must have a name, got none.")
    for name, settings in experiment.methods.items():
        if not isinstance(settings, dict) or not {"algorithm", "lr"} <= set(settings):
            raise InputError(f"method {name!r} must have an algorithm and an lr, got {settings!r}.")
    return experiment


def _positive(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _refuse_unknown(given: Mapping[str, Any], known: Any, where: str) -> None:
    for key in given:
        if key not in known:
            raise InputError(f"{where} must have entries of {', '.join(known)}, got {key!r}.")


def _merged(old: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table with the entries of another on top, tables inside merged likewise."""
    result = dict(old)
    for key, value in change.items():
        inside = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = _merged(result[key], value) if inside else value
    return result
