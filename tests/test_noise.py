import itertools
import math

import numpy as np
import pytest

from askewtheory import losses, streams
from askewtheory.errors import InputError
from askewtheory.noise import Gaussian, MiniBatch, TwoPoint, parse_noise
from askewtheory.streams import key_of, normals, words
from askewtheory.trajectory.compiled_run import add_noise
from askewtheory.trajectory.setup import oracle_of

LOGISTIC = losses.Logistic(samples=7, dimension=3, seed=2)
W = np.array([0.4, -0.2, 0.9])


def _draws(noise, dimension, count, seed=0):
    draws = np.zeros((count, dimension))
    for step in range(count):
        add_noise(draws[step], step, oracle_of(noise, seed))
    return draws


def test_words_are_splitmix64():
    """The stream of key 1234567 starts as in SplitMix64's published test vector."""
    out = np.empty(3, dtype=np.uint64)
    words(np.uint64(1234567), 0, out)
    assert out.tolist() == [6457827717110365317, 3203168211198807973, 9817491932198370423]


def test_words_are_addressed_by_counter():
    """Word n does not depend on where reading began."""
    whole, tail = np.empty(20, dtype=np.uint64), np.empty(8, dtype=np.uint64)
    words(key_of(3), 0, whole)
    words(key_of(3), 12, tail)
    np.testing.assert_array_equal(whole[12:], tail)


def test_normals_are_normal():
    """A million variates pass Kolmogorov-Smirnov, and have the tail beyond the ziggurat's base."""
    from scipy.stats import kstest, norm

    out = np.empty(1_000_000)
    normals(key_of(11), 0, out)
    assert kstest(out, "norm").pvalue > 0.01
    beyond = (np.abs(out) > 3.6541528853610088).mean()
    assert beyond == pytest.approx(2 * norm.sf(3.6541528853610088), rel=0.2)
    assert abs(np.corrcoef(out[:-1], out[1:])[0, 1]) < 0.004
    assert kstest(out * 1.01, "norm").pvalue < 0.01  # the control: a wrong scale is noticed


def test_moments_are_those_of_a_normal():
    """The first eight moments agree within four standard errors; unfinished draws do not."""
    drawn, raw = np.empty(1_000_000), np.empty(1_000_000, dtype=np.uint64)
    normals(key_of(11), 0, drawn)
    words(key_of(11), 0, raw)
    sides = ((raw >> np.uint64(12)).astype(np.int64) * 2 + 1) * 2.0**-52 - 1
    # The control: the ziggurat without what happens at the edges of its layers.
    unfinished = sides * streams._ENDS[(raw & np.uint64(255)).astype(int)]
    powers = np.arange(1, 9)
    moments = np.array([0, 1, 0, 3, 0, 15, 0, 105])
    double_factorials = np.array([math.prod(range(1, 2 * p, 2)) for p in powers])
    errors = np.sqrt((double_factorials - moments**2) / 1_000_000)

    def deviations(sample):
        return (np.array([(sample**p).mean() for p in powers]) - moments) / errors

    assert np.abs(deviations(drawn)).max() < 4
    assert np.abs(deviations(unfinished)).max() > 6


def test_neighbouring_seeds_are_unrelated():
    """Streams of consecutive seeds do not correlate."""
    first, second = np.empty(100_000), np.empty(100_000)
    normals(key_of(0), 0, first)
    normals(key_of(1), 0, second)
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.013


@pytest.mark.parametrize("dimension", [1, 3, 64, 70])
def test_two_point_noise_takes_both_values_evenly(dimension):
    """Every draw is +sigma or -sigma, so its mean over the two is 0 and its square sigma^2."""
    draws = _draws(TwoPoint("1/4"), dimension, 4000)
    assert set(np.unique(draws)) == {-0.25, 0.25}
    assert np.abs(draws.mean(axis=0)).max() < 0.25 * 5 / np.sqrt(4000)
    assert (draws**2).sum(axis=1).mean() == TwoPoint("1/4").variance(losses.Linear(), draws[0])


def test_gaussian_noise_has_its_declared_variance():
    """The mean square over the whole vector is d sigma^2, and the mean is 0."""
    noise = Gaussian(0.5)
    draws = _draws(noise, 4, 20_000)
    assert noise.variance_bound(losses.Linear(), 4) == 1.0
    assert (draws**2).sum(axis=1).mean() == pytest.approx(1.0, rel=0.03)
    assert np.abs(draws.mean(axis=0)).max() < 0.5 * 5 / np.sqrt(20_000)


def test_mini_batches_are_unbiased_with_the_declared_variance():
    """Over all equally likely batches of two, mean and variance are what is declared."""
    terms = LOGISTIC.term_gradients(W)
    batches = [(terms[i] + terms[j]) / 2 for i, j in itertools.product(range(7), repeat=2)]
    np.testing.assert_allclose(np.mean(batches, axis=0), LOGISTIC.gradient(W), atol=1e-15)
    deviations = np.array(batches) - LOGISTIC.gradient(W)
    variance = (deviations**2).sum(axis=1).mean()
    assert variance == pytest.approx(MiniBatch(2).variance(LOGISTIC, W))
    assert variance <= MiniBatch(2).variance_bound(LOGISTIC, 3)


def test_a_run_draws_mini_batches_evenly():
    """Batch gradients of a compiled loop average to the gradient, each one a term of the sum."""
    parts = LOGISTIC.loop_parts()
    from askewtheory.compiled import compiled, variant

    batch_into = parts.batch_into

    def draw(w, out, data, key):
        for step in range(out.shape[0]):
            batch_into(w, out[step], data, key, step, 1)

    out = np.empty((7000, 3))
    compiled(variant(draw, batch_into.__name__))(W, out, parts.data, key_of(1))
    nearest = ((out[:, None, :] - LOGISTIC.term_gradients(W)) ** 2).sum(axis=2)
    assert nearest.min(axis=1).max() < 1e-28
    counts = np.bincount(nearest.argmin(axis=1), minlength=7)
    assert (np.abs(counts - 1000) < 5 * np.sqrt(1000 * 6 / 7)).all()


@pytest.mark.parametrize(
    ("text", "noise"),
    [
        ("none", None),
        ("gaussian:sigma=1/10", Gaussian("1/10")),
        ("two-point", TwoPoint(1)),
        ("mini-batch:size=5", MiniBatch(5)),
    ],
)
def test_parse(text, noise):
    """The command line's text builds the oracle."""
    assert parse_noise(text) == noise


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("gaussian:sigma=-1", "sigma must be finite and at least 0, got -1"),
        ("mini-batch:size=1/2", "size must be an integer of at least 1"),
        ("poisson", "noise must be one of"),
    ],
)
def test_bad_noise_is_refused(text, message):
    """Bad oracles say what was expected."""
    with pytest.raises(InputError, match=message):
        parse_noise(text)


def test_mini_batch_needs_a_finite_sum():
    """A loss without terms is refused by name."""
    with pytest.raises(InputError, match="needs a finite sum such as logistic"):
        MiniBatch(1).check(losses.Quadratic())
