"""Experiments as files: what is trained, on what, with which methods, and what was printed.

An experiment is a TOML file with these tables:

============  =====================================================================
table         holds
============  =====================================================================
``data``      which data set (``name``) and its own keywords, see :mod:`.data`
``model``     ``name`` and the entries of that model
``training``  ``epochs``, ``batch``, ``seeds``, ``levels`` and more
``methods``   one table each: ``algorithm``, ``base``, ``lr`` and the algorithm's
              keywords
``printed``   what the report prints for a method, ``measure = [mean, deviation]``:
              shown beside the measured values and read by nothing else
``readings``  named changes of the tables above, for what the text leaves open
``choices``   notes on what the text leaves open, see :mod:`.choices`
============  =====================================================================

:mod:`.schema` has the entries of all tables with their bounds and defaults. The files of this
package are examples to copy: a path to another file does as well as a name.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from askewtheory.errors import InputError
from askewtheory.experiments import schema
from askewtheory.experiments.choices import Choice, changed_entries, spelled
from askewtheory.reading import checked, content_of, parse_toml, shown

CONVOLUTIONAL = ("resnet18", "resnet20")
"""Models whose inputs are images of shape (channels, height, width)."""

MEASURES = ("loss", "accuracy", "quantized_loss", "quantized_accuracy")
"""What is measured after every epoch; accuracies are in percent."""

PERPLEXITIES = {"perplexity": "loss", "quantized_perplexity": "quantized_loss"}
"""What a language model's tables show instead of a loss: its exponential."""

_TABLES = ("data", "model", "training", "methods")
MOST_WEIGHTS = 2**28
"""Of the matrices of all seeds that a perceptron trains together: a gigabyte."""


@dataclass(frozen=True)
class Experiment:
    """An experiment that can be run; see this module's docstring.

    Attributes
    ----------
    name, title, description : str
        For readers; the name is that of the file.
    data, model, training : dict
        What is trained on, the network, and epochs, batch, seeds and what else is alike for all.
    methods : dict of dict
        The settings of each method by its name.
    printed : dict of dict
        The values that the report prints, by method.
    readings : dict of dict
        Other readings of the report's text, by name: what each changes.
    choices : tuple of Choice
        What the report leaves open, and what is chosen here.
    remarks : tuple of str
        What was changed since: a reading, other data, learning rates found by search.
    """

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
        if unknown := set(changes) - set(_TABLES):
            raise InputError(
                f"a change must be of {', '.join(_TABLES)}, got {sorted(unknown)[0]!r}."
            )
        for table, change in changes.items():
            _table(change, f"a change of {table}")
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

    Returns
    -------
    Experiment

    Raises
    ------
    InputError
        If there is none, or the file does not say what an experiment must.
    """
    if source in names():
        text = (files("askewtheory.experiments") / "files" / f"{source}.toml").read_text("utf-8")
        return parse(text, source)
    path = Path(source)
    if path.suffix != ".toml" or not os.path.isfile(path):  # False also for an impossible name
        raise InputError(
            f"experiment must be one of {', '.join(names())} or a TOML file, got {source!r}."
        )
    return parse(content_of(path, "experiment"), path.stem)


def parse(content: str | bytes, name: str) -> Experiment:
    """Read an experiment from the content of its file.

    Parameters
    ----------
    content
        TOML.
    name : str
        Of the experiment, which also the errors say.

    Returns
    -------
    Experiment

    Raises
    ------
    InputError
        If it is no TOML, or does not say what an experiment must.
    """
    where = f"experiment {name!r}"
    given = checked(parse_toml(content, where), schema.File, where)
    found = _checked(
        Experiment(
            name=name,
            title=given.title or name,
            description=given.description,
            data=given.data,
            model=_model(given.model),
            training=_filled(given.training, schema.Training, "training"),
            methods=given.methods,
            printed=given.printed,
            readings=given.readings,
            choices=tuple(Choice(x) if isinstance(x, str) else x for x in given.choices),
        )
    )
    _check_printed(found)
    if found.printed:  # with the zeros that the report prints
        found = replace(found, printed=parse_toml(content, where, Decimal)["printed"])
    for reading, changes in found.readings.items():
        _table(changes, f"reading {reading}")
        found.reading(reading)
    return found


def _model(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a model's entries on top of its defaults."""
    name = given.get("name", "perceptron")
    if not isinstance(name, str) or name not in schema.MODELS:
        known = ", ".join(schema.MODELS)
        raise InputError(f"model name must be one of {known}, got {shown(name)}.")
    return _filled({"name": name, **given}, schema.MODELS[name], "model")


def _filled(given: Mapping[str, Any], kind: type[msgspec.Struct], where: str) -> dict[str, Any]:
    """Return a table as it is given, with the defaults of what it leaves out."""
    return {**msgspec.to_builtins(checked(given, kind, where)), **given}


def _checked(experiment: Experiment) -> Experiment:
    model, training = experiment.model, experiment.training
    checked(model, schema.MODELS[model["name"]], "model")
    checked(training, schema.Training, "training")
    if training["clip_norm"] and experiment.together:
        raise InputError("training clip_norm must be 0 where seeds train together, got another.")
    checked(experiment.data, schema.Data, "data")
    if not experiment.methods:
        raise InputError("methods must be at least one table, got none.")
    for name, settings in experiment.methods.items():
        checked(settings, schema.Method, f"method {name!r}")
        _check_keywords(name, settings)
    check_size(experiment, training["seeds"])
    return experiment


def check_size(experiment: Experiment, seeds: int) -> None:
    """Refuse more seeds, or weights of seeds that train together, than there may be.

    Parameters
    ----------
    experiment
        Its model may give ``widths``.
    seeds : int
        How many.

    Raises
    ------
    InputError
        If there are more.
    """
    if not 1 <= seeds <= schema.MOST_SEEDS:
        raise InputError(f"seeds must be from 1 to {schema.MOST_SEEDS:,}, got {seeds:,}.")
    widths = experiment.model.get("widths", [])
    size = sum(a * b for a, b in itertools.pairwise(widths))
    size *= seeds if experiment.together else 1
    if size > MOST_WEIGHTS:
        raise InputError(
            f"model widths must give at most {MOST_WEIGHTS:,} weights in all seeds, got {size:,}."
        )


def _check_keywords(method: str, settings: Mapping[str, Any]) -> None:
    """Refuse a keyword that is no text, truth value or finite number, whatever reads it."""
    for key, value in settings.items():
        try:
            msgspec.convert(value, schema.Keyword)
        except msgspec.ValidationError:
            raise InputError(
                f"method {method!r} {key} must be a text, true or false, or finite numbers of at "
                f"most 1e+30, got {shown(value)}."
            ) from None


def _check_printed(experiment: Experiment) -> None:
    """Refuse printed values of no method or measure, or that are no mean and deviation."""
    for name, values in experiment.printed.items():
        if name != "experiments" and name not in experiment.methods:
            known = ", ".join(("experiments", *experiment.methods))
            raise InputError(f"printed must have entries of {known}, got {name!r}.")
        kind = schema.Experiments if name == "experiments" else schema.Printed
        checked(values, kind, f"printed {name}")
        for measure, value in values.items():
            if name != "experiments" and min(value[1:], default=0) < 0:
                raise InputError(f"printed {name} {measure} must have no negative deviation.")


def _table(given: Any, where: str) -> None:
    if not isinstance(given, Mapping):
        raise InputError(f"{where} must be a table, got {shown(given)}.")


def _merged(old: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table with the entries of another on top, tables inside merged likewise."""
    result = dict(old)
    for key, value in change.items():
        inside = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = _merged(result[key], value) if inside else value
    return result
