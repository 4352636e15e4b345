"""Experiments as files: what is trained, on what, with which methods, and what was printed.

An experiment is a TOML file with the tables

``data``      which data set (``name``) and its own keywords, see :mod:`.data`;
``model``     ``name`` and the entries of that model, see ``MODELS``;
``training``  ``epochs``, ``batch``, ``seeds``, ``levels`` and more, see ``TRAINING``;
``methods``   one table each: ``algorithm``, ``base``, ``lr`` and the algorithm's keywords;
``printed``   what the report prints for a method, ``measure = [mean, deviation]``: shown beside
              the measured values and read by nothing else;
``readings``  named changes of the tables above, for what the text leaves open;
``choices``   notes on what the text leaves open, see :mod:`.choices`.

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
from askewtheory.experiments import checks
from askewtheory.experiments.choices import Choice, changed_entries, read_choices, spelled

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

_TEXTS: tuple[str, ...] = ("title", "description")
_TABLES: tuple[str, ...] = ("data", "model", "training", "methods", "printed", "readings")


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
    choices: tuple[Choice, ...] = ()
    """What the report leaves open, and what is chosen here."""
    remarks: tuple[str, ...] = ()
    """What was changed since: a reading, other data, learning rates found by search."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What tables say about the settings: what was changed, then what was chosen."""
        return (*self.remarks, *(choice.text for choice in self.choices))

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

        Choices about these entries are left out. Printed values belong to the report's own
        setting, but a reading of it is still compared with them.
        """
        if unknown := set(changes) - set(_TABLES[:4]):
            raise InputError(
                f"a change must be of {', '.join(_TABLES[:4])}, got {sorted(unknown)[0]!r}."
            )
        checks.check_entries(changes, dict.fromkeys(_TABLES[:4], checks.TABLE), "a change of")
        parts = {table: _merged(getattr(self, table), change) for table, change in changes.items()}
        if "name" in changes.get("model", {}):  # another model: nothing of the old one is kept
            parts["model"] = _model(changes["model"])
        return self._with(parts, name or self.name)

    def on(self, data: Mapping[str, Any]) -> Experiment:
        """Return the experiment on other data, of which nothing old is kept."""
        return self._with({"data": dict(data)}, self.name)

    def remarked(self, remark: str, title: str = "") -> Experiment:
        """Return the experiment with one remark more and something after its title."""
        return replace(self, title=f"{self.title}{title}", remarks=(*self.remarks, remark))

    def reading(self, name: str) -> Experiment:
        """Return the experiment under one of its readings."""
        if name not in self.readings:
            raise InputError(f"reading must be one of {', '.join(self.readings)}, got {name!r}.")
        changes = self.readings[name]
        changed = self.changed(changes, f"{self.name}: {name}")
        return changed.remarked(f"reading {name}: {spelled(changes)}", f": {name}")

    def _with(self, parts: dict[str, dict[str, Any]], name: str) -> Experiment:
        touched = changed_entries({table: getattr(self, table) for table in parts}, parts)
        kept = tuple(choice for choice in self.choices if choice.untouched(touched))
        return _checked(replace(self, **parts, name=name, choices=kept))


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
    where = f"experiment {name!r}"
    checks.refuse_unknown(content, (*_TEXTS, "choices", *_TABLES), where)
    rules = dict.fromkeys(_TEXTS, checks.TEXT) | dict.fromkeys(_TABLES, checks.TABLE)
    checks.check_entries(content, rules, where)
    for table in _TABLES[:4]:
        if not content.get(table):
            raise InputError(f"{where} must have a table [{table}], got none.")
    found = _checked(
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
            choices=read_choices(content.get("choices", [])),
        )
    )
    checks.check_printed(found.printed, found.methods, (*MEASURES, *PERPLEXITIES))
    checks.check_entries(found.readings, dict.fromkeys(found.readings, checks.TABLE), "reading")
    for reading in found.readings:
        found.reading(reading)
    return found


def _model(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a model's entries on top of its defaults."""
    checks.check_entries(given, {"name": checks.TEXT}, "model")
    name = given.get("name", "perceptron")
    if name not in MODELS:
        raise InputError(f"model name must be one of {', '.join(MODELS)}, got {name!r}.")
    return {"name": name, **MODELS[name], **given}


def _checked(experiment: Experiment) -> Experiment:
    model, training = experiment.model, experiment.training
    checks.refuse_unknown(model, ("name", *MODELS[model["name"]]), f"model {model['name']}")
    checks.refuse_unknown(training, TRAINING, "training")
    checks.check_entries(model, checks.MODEL, "model")
    checks.check_entries(training, checks.TRAINING, "training")
    if training["augment"] not in AUGMENT:
        raise InputError(
            f"training augment must be one of {', '.join(AUGMENT)}, got {training['augment']!r}."
        )
    if training["clip_norm"] and experiment.together:
        raise InputError("training clip_norm must be 0 where seeds train together, got another.")
    if "name" not in experiment.data:
        raise InputError("data must have a name, got none.")
    checks.check_entries(experiment.data, checks.DATA, "data")
    for name, settings in experiment.methods.items():
        checks.check_method(name, settings)
    return experiment


def _merged(old: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table with the entries of another on top, tables inside merged likewise."""
    result = dict(old)
    for key, value in change.items():
        inside = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = _merged(result[key], value) if inside else value
    return result
