"""What section 2's claims speak of is what the library's optimizers compute."""

from fractions import Fraction

import pytest

from askewtheory.audit.evaluate import value
from askewtheory.audit.terms import term
from askewtheory.grid import Grid
from proofs_checks import section_2


@pytest.mark.parametrize("bits", [1, 2, 3, 8])
def test_the_repaired_quantizer_takes_the_integer_levels(bits):
    """round((2^k - 1) w) - 2^(k-1) takes the levels of ``Grid.integer``; printed is one more."""
    half, most = 2 ** (bits - 1), 2**bits - 1
    taken = [round(most * Fraction(code, most)) for code in range(most + 1)]
    assert [one - half for one in taken] == list(Grid.integer(bits).levels)
    printed = [int(value(section_2.PRINTED, {"r": Fraction(one), "h": Fraction(half)}))
               for one in taken]  # fmt: skip
    assert printed == [level + 1 for level in Grid.integer(bits).levels]


@pytest.mark.parametrize("w", ["-3", "-1", "-1/8", "0", "1/8", "1", "5/2"])
def test_the_proximal_map_is_the_library_s(w):
    """``soft_threshold`` gives the claim's P(w), towards either level."""
    torch = pytest.importorskip("torch")
    from askewtheory.optim.cells import Cells
    from askewtheory.optim.prox import soft_threshold

    for q in (-1, 1):
        for strength in ("0", "1/4", "4"):
            names = {"w": Fraction(w), "lam": Fraction(strength)}
            wanted = float(value(section_2.pulled(section_2.W, term(q)), names))
            x = torch.tensor(float(Fraction(w)), dtype=torch.float64)
            cells = Cells((float(q), 1e6), torch.float64)  # every w here is nearest to q
            assert soft_threshold(x, cells, float(Fraction(strength))) == wanted


def test_binary_connect_rounds_as_printed():
    """The forward weights of ``BinaryConnect`` are the claim's P(w), 0 included."""
    torch = pytest.importorskip("torch")
    from askewtheory.optim import BinaryConnect

    points = [-3.0, -0.25, 0.0, 0.25, 3.0]
    parameter = torch.nn.Parameter(torch.tensor(points, dtype=torch.float64))
    BinaryConnect(torch.optim.SGD([parameter], lr=0.1))
    wanted = [int(value(section_2.SIGN, {"w": Fraction(one)})) for one in points]
    assert parameter.tolist() == wanted
