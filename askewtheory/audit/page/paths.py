"""Paths of drawings by their shortest steps, in tenths of a point."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(r"[A-Za-z]|-?\d*\.?\d+(?:e[+-]?\d+)?")
_PART = re.compile(r"([A-Za-z])([^A-Za-z]*)")


def path(text: str) -> str:
    """Return a path of matplotlib's in relative steps of tenths.

    Steps of no length are left out, and steps along an axis that go on are one.
    """
    steps = list(_steps(text))
    found: list[tuple[str, list[int]]] = []
    for place, (command, numbers) in enumerate(steps):
        alone = place + 1 == len(steps) or steps[place + 1][0] in "mM"
        begins = not found or found[-1][0] in "mM"
        if command in "lhv" and not any(numbers) and not (alone and begins):
            continue
        goes_on = found and command in "hv" and found[-1][0] == command
        if goes_on and found[-1][1][0] * numbers[0] > 0:
            found[-1][1][0] += numbers[0]
        else:
            found.append((command, numbers))
    shown, before = "", ""
    for command, numbers in found:
        again = command == before and command in "lcq"
        shown += joined(shown if again else shown + command, numbers, again)[len(shown) :]
        before = command
    return shown


def joined(shown: str, numbers: list[int], again: bool) -> str:
    """Return a path with further numbers; ``again`` where its last command goes on with them."""
    for place, number in enumerate(numbers):
        text = tenths(number)
        apart = " " if (place or again) and not text.startswith("-") else ""
        shown += apart + text
    return shown


def _steps(text: str) -> Iterator[tuple[str, list[int]]]:
    """Yield the commands of a path of matplotlib's, absolute ones of M, L, Q, C and z."""
    tokens = _TOKEN.findall(text)
    place, here, start = 0, (0, 0), (0, 0)
    command = ""
    first = True
    while place < len(tokens):
        if tokens[place].isalpha():
            command = tokens[place]
            place += 1
        if command in "zZ":
            here = start
            yield "z", []
            continue
        count = {"M": 1, "L": 1, "Q": 2, "C": 3}[command]
        values = [round(10 * float(one)) for one in tokens[place : place + 2 * count]]
        place += 2 * count
        points = list(zip(values[::2], values[1::2], strict=True))
        steps = [number for x, y in points for number in (x - here[0], y - here[1])]
        if command == "M":
            yield ("M", list(points[0])) if first else ("m", steps)
            start = points[0]
        elif command == "L" and 0 in steps:
            yield ("h", steps[:1]) if steps[1] == 0 else ("v", steps[1:])
        else:
            yield command.lower(), steps
        here, first = points[-1], False


def tenths(number: int) -> str:
    """Return a number of tenths as decimals without a leading zero."""
    whole, rest = divmod(abs(number), 10)
    sign = "-" if number < 0 else ""
    return f"{sign}{whole or '' if rest else whole}{f'.{rest}' if rest else ''}"


def linked(shown: str) -> str:
    """Return a path whose parts begin by a step from the end of the part before."""
    found, here, start = "", (0, 0), (0, 0)
    for command, rest in _PART.findall(shown):
        numbers = [round(10 * float(one)) for one in _TOKEN.findall(rest)]
        if command == "M":
            step = [numbers[0] - here[0], numbers[1] - here[1]]
            here = start = (numbers[0], numbers[1])
            found = joined(f"{found}m", step, again=False) if found else f"M{rest}"
            continue
        found += command + rest
        if command == "z":
            here = start
        elif command in "hv":
            here = (
                here[0] + numbers[0] * (command == "h"),
                here[1] + numbers[0] * (command == "v"),
            )
        else:
            size = {"m": 2, "l": 2, "q": 4, "c": 6}[command]
            ends = range(size - 1, len(numbers), size)
            here = (here[0] + sum(numbers[k - 1] for k in ends),
                    here[1] + sum(numbers[k] for k in ends))  # fmt: skip
            start = here if command == "m" else start
    return found
