"""When a parameter counts as written to."""

import pytest
import torch

from askewtheory.optim.truth import as_it_says, changed

NAN = float("nan")
INF = float("inf")


@pytest.mark.parametrize(
    ("written", "where"),
    [
        ([1.0, -1.0, NAN, INF], None),  # NaN is what NaN was
        ([1.0, -1.0, 0.0, INF], [False, False, True, False]),
        ([NAN, -1.0, NAN, INF], [True, False, False, False]),
        ([1.0, -1.0, NAN, -INF], [False, False, False, True]),
        ([1.0, -0.5, NAN, INF], [False, True, False, False]),
    ],
)
@pytest.mark.parametrize("rounding", [False, True])
def test_entries_that_were_written(written, where, rounding):
    """Each entry is compared by itself; NaN and infinities are values like others."""
    shown = torch.tensor([1.0, -1.0, NAN, INF])
    found = changed(torch.tensor(written), shown, rounding=rounding)
    if where is None:
        assert found is None or not found.any()
        return
    assert found is not None
    assert found.tolist() == where


@pytest.mark.parametrize(("units", "forgiven"), [(1, True), (2, True), (3, False)])
def test_rounding_errors_are_forgiven_as_a_whole(units, forgiven):
    """Two units in the last place in every entry are rounding; one entry beyond is a change."""
    shown = torch.tensor([1.0, -1.0, 0.0])
    written = shown * (1 + units * torch.finfo(torch.float32).eps)
    found = changed(written, shown, rounding=True)
    assert found is not None
    assert found.tolist() == [not forgiven, not forgiven, False]
    written[0] = 0.5
    found = changed(written, shown, rounding=True)
    assert found is not None
    assert found.tolist() == [True, True, False]
    found = changed(shown * (1 + torch.finfo(torch.float32).eps), shown, rounding=False)
    assert found is not None
    assert found.tolist() == [True, True, False]


def test_latents_keep_what_was_not_written():
    """Entries that were not written keep the latent's digits; nothing is written in place."""
    latent = torch.tensor([0.3, -0.2])
    shown = torch.tensor([1.0, -1.0])
    assert as_it_says(shown.clone(), latent, shown) is latent
    found = as_it_says(torch.tensor([1.0, 0.7]), latent, shown)
    assert torch.equal(found, torch.tensor([0.3, 0.7]))
    assert latent.tolist() == pytest.approx([0.3, -0.2])
    low = latent.bfloat16()
    assert as_it_says(low, latent, None) is latent
