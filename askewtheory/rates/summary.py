"""What a study reports of a case: slope, violations, tightness, vacuity, how often forced."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from askewtheory.rates.fitting import fit
from askewtheory.rates.measure import Measured, Track

ROUNDING = 1e-9
"""Relative slack of a comparison in floats; bounds that hold with equality need it."""
SIGMAS = 4
"""A bound on a mean counts as violated where the sample mean exceeds it by this many errors."""


def summary(measured: Measured) -> dict[str, Any]:
    """Return the row of a case: configuration, and for each track what was found.

    Parameters
    ----------
    measured
        What :func:`run` returned.

    Returns
    -------
    dict
        As JSON would write it.
    """
    return {
        "case": measured.case.to_dict(),
        "settled": measured.settled,
        "fired": measured.fired,
        "fired_runs": measured.fired_runs,
        "tracks": [track_summary(track) for track in measured.tracks],
    }


def sentences(study: Sequence[Measured]) -> str:
    """Return what a study found, for its figure's caption: slopes, violations, tightness, force.

    Slopes are those of the first quantity, and only where its decay is a power.
    """
    slopes = [track_summary(one.tracks[0])["slope"]["value"] for one in study]
    powers = [value for value in slopes if value is not None]
    found = ["No decay is a power of the horizon."]
    if powers:
        found = [
            f"In {len(powers)} of {len(study)} cases the decay is a power, with an exponent from "
            f"{min(powers):.2f} to {max(powers):.2f}."
        ]
    for name in dict.fromkeys(name for one in study for t in one.tracks for name in t.bounds):
        rows = [compared(t, name) for one in study for t in one.tracks if name in t.bounds]
        exceeded = sum(row["violations"] for row in rows)
        tight = max(row["tightness"] for row in rows)
        closest = "that is not positive" if np.isinf(tight) else f"at most {tight:.2g} times it"
        found.append(
            f"The bound “{name}” is exceeded in {exceeded} of "
            f"{sum(row['comparisons'] for row in rows)} comparisons (measured: {closest})."
        )
    fired = [one.fired for one in study]
    found.append(f"The force acts in {min(fired):.0%} to {max(fired):.0%} of the steps.")
    return " ".join(found)


def track_summary(track: Track) -> dict[str, Any]:
    """Return what was found for one quantity."""
    floor = track.floors.get("repaired", min(track.floors.values(), default=0.0))
    return {
        "quantity": track.quantity,
        "note": track.note,
        "horizon": int(track.horizons[-1]),
        "last_median": float(np.median(track.values[:, -1])),
        "slope": fit(track.horizons, track.values, floor, resolution=track.resolution).to_dict(),
        "bounds": {name: compared(track, name) for name in track.bounds},
        "refused": dict(track.refused),
    }


def compared(track: Track, name: str) -> dict[str, Any]:
    """Return violations, tightness and vacuity of one bound.

    ``violations`` counts pairs of run and horizon (horizons alone for a bound on the mean) where
    the measured value exceeds the bound, of ``comparisons``; ``tightness`` is the largest measured
    value over bound where the bound is positive, ``"inf"`` where the bound is not; ``vacuous`` says
    that the floor lies above everything observed, in every run (every mean, for a bound on it),
    and that the bound is kept: with a growing loss a bound can lie below its floor.
    """
    bound = np.broadcast_to(track.bounds[name], track.values.shape)
    values, slack = track.values, np.zeros(track.values.shape[1])
    if track.in_mean:
        slack = SIGMAS * values.std(axis=0, ddof=1) / np.sqrt(len(values))
        values, bound = values.mean(axis=0)[None], bound.mean(axis=0)[None]
    above = values - slack > bound + ROUNDING * (np.abs(bound) + np.abs(values))
    known = np.isfinite(bound)
    positive = known & (bound > 0)
    ratios = np.where(positive, values / np.where(positive, bound, 1.0), np.inf)
    ratios = np.where(~positive & (values <= np.abs(bound) * ROUNDING), 0.0, ratios)
    ratios = np.where(known, ratios, 0.0)
    floor = track.floors.get(name, 0.0)
    return {
        "violations": int(above.sum()),
        "comparisons": int(known.sum()),
        "runs_violated": int(above.any(axis=1).sum()),
        "tightness": float(ratios.max()),
        "tightness_last": float(np.median(ratios[:, -1])),
        "floor": floor,
        "last": float(np.median(bound[:, -1])),
        "vacuous": bool(floor > 0 and floor >= values.max() and not above.any()),
    }
