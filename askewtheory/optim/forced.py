"""What the two methods with a skewing force share: telemetry, and warnings about the force."""

from __future__ import annotations

from typing import Any

import torch

from askewtheory.optim.base import Quantizing
from askewtheory.optim.guidance import ForceWatch
from askewtheory.optim.settings import check_rate, check_whole, checked_constraint
from askewtheory.optim.telemetry import Telemetry, measured

LOOKS = (100, 1000)
"""Steps that are measured for warnings, whether telemetry is on or not."""


class Forced(Quantizing):
    """A quantizing optimizer whose weights are led to the levels by a skewing force."""

    arrives = True
    moves_by_force = True

    def __init__(self, *arguments: Any) -> None:
        self._watch = ForceWatch()
        self._telemetry: list[Telemetry] = []
        self._looks: list[Telemetry] = []
        super().__init__(*arguments)

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        self.__dict__.setdefault("_watch", ForceWatch())
        self.__dict__.setdefault("_telemetry", [])
        self.__dict__.setdefault("_looks", [])

    heeded = (*Quantizing.heeded, "epsilon", "alpha", "clip", "kind", "rule", "telemetry")

    def check_group(self, group: dict[str, Any]) -> None:
        """Check one group's settings and write its levels as plain numbers."""
        super().check_group(group)
        if group["levels"] is not None:
            check_rate(group.get("lr"))

    def check_settings(self, group: dict[str, Any]) -> None:
        """Check the constraint's settings."""
        super().check_settings(group)
        if group["levels"] is not None:
            checked_constraint(group)
            check_whole(group, "telemetry")

    def watching(self, group: dict[str, Any]) -> bool:
        """Tell whether values of tensors may be looked at from Python."""
        return not torch.compiler.is_compiling() and not group.get("capturable")

    def measuring(self, group: dict[str, Any]) -> bool:
        """Tell whether this step is measured."""
        every, steps = group["telemetry"], self._watch.steps
        return self.watching(group) and (steps in LOOKS or (every > 0 and steps % every == 0))

    def note(self, index: int, group: dict[str, Any], fired: Any, measurable: Any) -> None:
        """Take note of a group's step: whether the force acted, and measurements if wanted."""
        if self.watching(group):
            self._watch.saw(fired)
        if measurable is None:
            return
        report = measured(self._watch.steps, index, *measurable)
        self._guide.look_at_clip([report])
        self._looks = [t for t in self._looks if t.group != index] + [report]
        if group["telemetry"]:
            self._telemetry = [t for t in self._telemetry if t.group != index] + [report]

    @property
    def looks(self) -> list[Telemetry]:
        """The last measurements of each group, also those that were made for warnings."""
        return list(self._looks)

    def force_notes(self) -> list[str]:
        """Say that the force has not acted, if so."""
        return self._watch.notes()

    @property
    def telemetry(self) -> list[Telemetry]:
        """The last measurements, one for each group, if ``telemetry`` is on."""
        return list(self._telemetry)

    def warn_if_silent(self) -> None:
        """Warn, once each, if the force never acted or weights are not at the levels."""
        self._watch.complain()
        super().warn_if_silent()
