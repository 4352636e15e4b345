"""Which part of an image a network gets: a random one in training, the middle one otherwise."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from PIL.Image import Image

AREAS, RATIOS, TRIES = (0.08, 1.0), (3 / 4, 4 / 3), 10
"""A random part's share of the image, its width over its height, and how often one is drawn."""


def resized_crop(image: Image, size: int, generator: np.random.Generator) -> Image:
    """Return a random part of an image at a size, mirrored half the time.

    Parameters
    ----------
    image
        Of any size.
    size
        Height and width of the result.
    generator
        Draws the part (Szegedy et al., 2015: between 8 and 100 % of the area, between 3:4 and
        4:3), its place and a coin. Where no part fits, it is the largest one in the middle.
    """
    from PIL.Image import Resampling, Transpose

    width, height = image.size
    across, down = min(width, height * RATIOS[1]), min(height, width / RATIOS[0])
    for _ in range(TRIES):
        area = width * height * generator.uniform(AREAS[0], AREAS[1])
        ratio = math.exp(generator.uniform(math.log(RATIOS[0]), math.log(RATIOS[1])))
        if (area * ratio) ** 0.5 <= width and (area / ratio) ** 0.5 <= height:
            across, down = (area * ratio) ** 0.5, (area / ratio) ** 0.5
            places = generator.random(2)
            break
    else:
        places = np.full(2, 0.5)
    across, down = max(round(across), 1), max(round(down), 1)
    left, top = round(places[0] * (width - across)), round(places[1] * (height - down))
    part = image.crop((left, top, left + across, top + down))
    part = part.resize((size, size), Resampling.BILINEAR)
    return part.transpose(Transpose.FLIP_LEFT_RIGHT) if generator.random() < 0.5 else part


def middle(image: Image, size: int, resize: int) -> Image:
    """Return the middle of an image whose shorter side is made ``resize`` long first."""
    from PIL.Image import Resampling

    scale = resize / min(image.size)
    width, height = (max(round(side * scale), resize) for side in image.size)
    image = image.resize((width, height), Resampling.BILINEAR)
    left, top = (width - size) // 2, (height - size) // 2
    return image.crop((left, top, left + size, top + size))
