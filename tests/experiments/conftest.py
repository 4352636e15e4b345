"""Small experiments, so that each test trains for a moment only."""

import pytest


@pytest.fixture
def tiny():
    """Two moons with few points, for few epochs."""
    from askewtheory.experiments.config import load

    return load("two-moons").changed(
        {"data": {"train": 200, "test": 100}, "training": {"epochs": 3, "seeds": 3}}
    )


@pytest.fixture
def tiny_data(tiny):
    """The data of ``tiny``."""
    pytest.importorskip("torch")
    pytest.importorskip("sklearn")
    from askewtheory.experiments.runner import data_of

    return data_of(tiny)


@pytest.fixture
def image_folder(tmp_path):
    """A folder as ImageNet has them: 3 classes, 8 and 4 tiny images of each, JPEG and PNG."""
    np = pytest.importorskip("numpy")
    image = pytest.importorskip("PIL.Image")
    draw = np.random.default_rng(0)
    root = tmp_path / "images"
    for part, count in (("train", 8), ("val", 4)):
        for label in range(3):
            folder = root / part / f"n{label:02d}"
            folder.mkdir(parents=True)
            for number in range(count):
                height, width = draw.integers(30, 60, 2)
                pixels = draw.integers(0, 120, (height, width, 3))
                pixels[..., label] += 120
                name = f"{number}.{'JPEG' if number % 2 else 'png'}"
                image.fromarray(pixels.astype(np.uint8)).save(folder / name)
    return root


@pytest.fixture
def small_imagenet():
    """The experiment with a narrow network for images of 32 pixels."""
    from askewtheory.experiments.config import load

    return load("imagenet").changed(
        {
            "data": {"size": 32, "resize": 36, "workers": 0},
            "model": {"width": 8},
            "training": {"epochs": 3, "batch": 8, "milestones": [], "telemetry": 1},
            "methods": {name: {"lr": 0.01} for name in load("imagenet").methods},
        }
    )
