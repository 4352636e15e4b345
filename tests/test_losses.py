import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given

from askewtheory import losses
from askewtheory.errors import InputError
from askewtheory.losses import LOSSES, formulas, parse_loss
from tests.strategies import fractions

SEPARABLE = [
    losses.Quadratic(curvature="3/2", center="1/3"),
    losses.Huber(width="1/2", center="-1/4", slope=2),
    losses.Linear(slope="-3/2"),
    losses.Power(exponent="1/2", center="1/4", slope="3/2"),
    losses.Cosine(amplitude="1/2", center="1/5", frequency=3),
    losses.Saturating(height=2, center="1/2", width="1/3"),
    losses.DoubleWell(height="1/2", center="1/4", radius=2),
]
RATIONAL = [loss for loss in SEPARABLE if loss.rational]
LOGISTIC = losses.Logistic(samples=40, dimension=3, seed=5)
ALL = [*SEPARABLE, LOGISTIC]
FINE = np.linspace(-8, 8, 4001)


def _named(loss):
    return loss.name


def _lines(loss):
    """Return points along lines in every coordinate direction, shape (rows, d)."""
    if loss.dimension is None:
        return FINE[:, None]
    base = np.random.default_rng(0).uniform(-2, 2, loss.dimension)
    return np.concatenate([base + np.outer(FINE, unit) for unit in np.eye(loss.dimension)])


def test_every_loss_is_tried():
    """Each registered loss has an example here, so none goes without the tests below."""
    assert {loss.name for loss in ALL} == set(LOSSES)


def test_a_code_without_a_formula_gives_no_number():
    """What the two dispatching functions do not know is NaN, not the value of another loss."""
    unknown = max(loss.code for loss in SEPARABLE) + 1
    for dispatching in (formulas.scalar_value, formulas.scalar_slope):
        assert math.isnan(dispatching(unknown, 1, 1, 1, 1))


@pytest.mark.parametrize("loss", ALL, ids=_named)
def test_gradient_is_the_derivative_of_the_value(loss):
    """Central differences of the value give the gradient, coordinate by coordinate."""
    random, step = np.random.default_rng(1), 1e-6
    dimension = loss.dimension or 2
    for w in random.uniform(-3, 3, (50, dimension)):
        for i, unit in enumerate(np.eye(dimension)):
            difference = loss.value(w + step * unit) - loss.value(w - step * unit)
            assert difference / (2 * step) == pytest.approx(loss.gradient(w)[i], abs=1e-4)


@pytest.mark.parametrize("loss", ALL, ids=_named)
def test_declared_bounds_hold_on_a_grid(loss):
    """Gradient bound, Euclidean bound and lower bound hold on fine lines through space."""
    points = _lines(loss)
    gradients, values = loss.gradient(points), loss.value(points)
    if loss.gradient_bound is not None:
        assert np.abs(gradients).max() <= float(loss.gradient_bound) * (1 + 1e-12)
        norm_bound = loss.gradient_norm_bound(points.shape[1])
        assert np.linalg.norm(gradients, axis=1).max() <= norm_bound * (1 + 1e-12)
    if loss.lower_bound is not None:
        assert values.min() >= float(loss.lower_bound)


@pytest.mark.parametrize("loss", [x for x in ALL if x.smoothness is not None], ids=_named)
def test_declared_smoothness_holds_between_neighbours(loss):
    """|gradient(x) - gradient(y)| <= M |x - y| between neighbours on a grid, up to rounding."""
    points = _lines(loss).reshape(-1, FINE.size, loss.dimension or 1)
    changes = np.linalg.norm(np.diff(loss.gradient(points), axis=1), axis=2)
    distances = np.linalg.norm(np.diff(points, axis=1), axis=2)
    assert (changes <= float(loss.smoothness) * distances + 1e-12).all()


@pytest.mark.parametrize("loss", SEPARABLE, ids=_named)
def test_declared_constants_are_nearly_attained(loss):
    """Negative control: nine tenths of a declared constant would fail on the same grid."""
    gradients = loss.gradient(FINE[:, None])[:, 0]
    if loss.gradient_bound:
        assert np.abs(gradients).max() > 0.9 * float(loss.gradient_bound)
    if loss.smoothness:
        steepest = np.abs(np.diff(gradients) / np.diff(FINE)).max()
        assert steepest > 0.9 * float(loss.smoothness)


@pytest.mark.parametrize("loss", [losses.Quadratic(), losses.DoubleWell()], ids=_named)
def test_no_gradient_bound_where_the_gradient_is_unbounded(loss):
    """A loss that declares no gradient bound has ever larger gradients."""
    assert loss.gradient_bound is None
    assert loss.gradient_norm_bound(3) is None
    assert loss.gradient(1e6) > 1e3 * loss.gradient(1e1)


def test_power_has_no_smoothness():
    """The slope of the power loss has difference quotients without bound at its center."""
    loss = losses.Power(exponent="1/2")
    assert loss.smoothness is None
    assert loss.gradient(1e-12) / 1e-12 > 1e5


@pytest.mark.parametrize("loss", SEPARABLE, ids=_named)
def test_coercive_exactly_where_declared(loss):
    """A coercive loss is large at both far ends; one that is not stays bounded at one."""
    ends = loss.value(np.array([[-1e6], [1e6]]))
    assert (ends.min() > 1e5) == loss.coercive


@given(x=fractions(-6, 6, 48), y=fractions(-6, 6, 48))
def test_declared_constants_hold_exactly(x, y):
    """On fractions, bounds and smoothness of the rational losses hold without rounding."""
    for loss in RATIONAL:
        at_x, at_y = loss.gradient(x), loss.gradient(y)
        assert isinstance(at_x, Fraction)
        if loss.gradient_bound is not None:
            assert abs(at_x) <= loss.gradient_bound
        if loss.smoothness is not None:
            assert abs(at_x - at_y) <= loss.smoothness * abs(x - y)
        if loss.lower_bound is not None:
            assert loss.value(x) >= loss.lower_bound


@given(x=fractions(-6, 6, 48))
def test_exact_and_compiled_formulas_agree(x):
    """The compiled formula is the exact one up to rounding: it is the same source."""
    for loss in RATIONAL:
        assert loss.gradient(float(x)) == pytest.approx(float(loss.gradient(x)), abs=1e-12)
        assert loss.value(float(x)) == pytest.approx(float(loss.value(x)), abs=1e-12)


@given(x=fractions(-4, 4, 16), width=fractions(Fraction(1, 4), 3, 4))
def test_quadratic_part_of_huber(x, width):
    """Inside its width a Huber loss is the quadratic one, outside a straight line that joins."""
    huber = losses.Huber(width=width, slope=width)
    if abs(x) <= width:
        assert huber.value(x) == losses.Quadratic().value(x)
    else:
        assert huber.value(x) == huber.value(width) + width * (abs(x) - width)


def test_coordinates_have_their_own_parameters():
    """A sequence gives each coordinate its number; values add up and bounds are told apart."""
    loss = losses.Linear(slope=[1, -2, 2])
    assert loss.dimension == 3
    assert list(loss.gradient([0, 0, 0])) == [1, -2, 2]
    assert loss.value([1, 1, 1]) == 1
    assert loss.gradient_bound == 2
    assert loss.gradient_norm_bound(3) == 3
    with pytest.raises(InputError, match="3 coordinates of the loss, got 2"):
        loss.value([1, 2])


def test_shapes():
    """Points are the last axis: values lose it, gradients keep it."""
    loss = losses.Quadratic()
    assert isinstance(loss.value(2.0), float)
    assert loss.value(np.zeros((4, 5, 3))).shape == (4, 5)
    assert loss.gradient(np.ones((4, 5, 3))).shape == (4, 5, 3)
    assert LOGISTIC.value(np.zeros((4, 3))).shape == (4,)


def test_logistic_is_the_mean_of_its_terms():
    """Value and gradient are the textbook means over the samples, and the data repeat."""
    w = np.array([0.3, -1.2, 0.7])
    margins = LOGISTIC.labels * (LOGISTIC.features @ w)
    assert LOGISTIC.value(w) == pytest.approx(np.log1p(np.exp(-margins)).mean())
    np.testing.assert_allclose(LOGISTIC.gradient(w), LOGISTIC.term_gradients(w).mean(axis=0))
    again = losses.Logistic(samples=40, dimension=3, seed=5)
    np.testing.assert_array_equal(again.rows, LOGISTIC.rows)
    assert set(LOGISTIC.weights) <= {-1.0, 1.0}
    assert np.abs(LOGISTIC.features).max() <= 1


def test_logistic_knows_whether_it_is_coercive():
    """One sample is separable, so the loss falls forever; contradictory samples make it grow."""
    assert not losses.Logistic(samples=1, dimension=1).coercive
    assert not losses.Logistic(samples=2, dimension=3).coercive
    many = losses.Logistic(samples=200, dimension=2, seed=1)
    assert many.coercive
    directions = [np.array([np.cos(t), np.sin(t)]) for t in np.linspace(0, 2 * np.pi, 60)]
    assert min(many.value(1e4 * direction) for direction in directions) > 100


def test_logistic_does_not_overflow():
    """Far points give finite values and gradients."""
    far = np.array([[1e5, -1e5, 1e5], [-1e5, 1e5, -1e5]])
    assert np.isfinite(LOGISTIC.value(far)).all()
    assert np.isfinite(LOGISTIC.gradient(far)).all()


def test_user_loss_declares_what_it_is_told():
    """Constants are kept; the Euclidean bound defaults to sqrt(d) times the coordinate bound."""
    loss = losses.UserLoss(np.sum, np.ones_like, gradient_bound=1, smoothness=0)
    assert (loss.gradient_bound, loss.smoothness, loss.lower_bound) == (1, 0, None)
    assert loss.gradient_norm_bound(4) == 2
    assert loss.value(np.array([1.0, 2.0])) == 3
    assert loss.gradient(np.zeros((5, 2))).shape == (5, 2)


def test_user_gradient_of_the_wrong_shape_is_refused():
    """A gradient with another shape than the point names both shapes."""
    loss = losses.UserLoss(np.sum, lambda w: np.ones(3))
    with pytest.raises(InputError, match=r"shape \(2,\), got shape \(3,\)"):
        loss.gradient(np.zeros(2))


@pytest.mark.parametrize(
    ("text", "loss"),
    [
        ("huber:width=1/2,center=3", losses.Huber(width="1/2", center=3)),
        ("quadratic", losses.Quadratic()),
        ("linear:slope=1;-1/2", losses.Linear(slope=[1, "-1/2"])),
        ("logistic:samples=20,dimension=2", losses.Logistic(samples=20, dimension=2)),
        ("double-well: radius=2", losses.DoubleWell(radius=2)),
    ],
)
def test_parse(text, loss):
    """The command line's text builds the loss with exact parameters."""
    assert parse_loss(text).to_dict() == loss.to_dict()


def test_registry_names_are_the_losses_own():
    """Every registered loss is built by its bare name and says that name."""
    for name in LOSSES:
        assert parse_loss(name).to_dict()["name"] == name


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("cubic", "loss must be one of .*got 'cubic'"),
        ("huber:height=1", "takes the keywords: width, center, slope; got 'height=1'"),
        ("huber:width", "got 'width'"),
        ("huber:width=0", "width must be positive, got 0"),
        ("huber:width=x", "width must be a real number"),
        ("power:exponent=1", r"exponent must lie in \(0, 1\), got 1"),
        ("quadratic:curvature=-1", "curvature must be at least 0, got -1"),
        ("linear:slope=inf", "slope must be finite"),
        ("linear:slope=1e400", "slope must be finite and at most 1.8e308"),
        ("huber:width=1,width=2", "loss huber must have width once"),
        ("logistic:dimension=99999999999", "samples times dimension must be at most"),
        ("logistic:samples=1/2", "samples must be an integer of at least 1"),
        ("huber:width=1;2,center=1;2;3", "got 2 and 3 of them"),
    ],
)
def test_bad_losses_are_refused_in_one_sentence(text, message):
    """Bad names, keywords and numbers say what was expected and what was given."""
    with pytest.raises(InputError, match=message):
        parse_loss(text)


def test_infinite_points_are_refused():
    """A loss is not evaluated at infinity."""
    with pytest.raises(InputError, match="w must be finite"):
        losses.Quadratic().value(float("inf"))
