"""Tables: what they show and their three spellings."""

import pytest

from askewtheory.experiments.config import load
from askewtheory.experiments.render import Table
from askewtheory.experiments.statistics import sample
from askewtheory.experiments.tables import gap_table, main_table, readings_table, welch_table

TABLE = Table("A & B", ("method", "x < y"), (("a_b", "1 ± 2"), ("c|d", "50 %")), ("a note",))


def _rows(accuracy, spread):
    return [
        {
            "loss": 0.01,
            "accuracy": 99.0,
            "quantized_loss": 0.05,
            "quantized_accuracy": accuracy + spread * (seed - 1),
        }
        for seed in range(3)
    ]


def test_spellings_escape():
    """Markdown, LaTeX and HTML escape what would be markup."""
    assert r"c\|d" in TABLE.markdown()
    assert r"a\_b & 1 $\pm$ 2 \\" in TABLE.latex()
    assert r"A \& B" in TABLE.latex()
    assert "x &lt; y" in TABLE.html()
    assert "<li>a note</li>" in TABLE.html()


def test_main_table_puts_measured_beside_printed():
    """Each printed value stands beside the measured one with a verdict of its own."""
    table = main_table(load("two-moons"), {"askewsgd": _rows(98.8, 1.0)})
    verdicts = {row[1]: row[5:] for row in table.rows}
    printed, verdict = verdicts["quantized accuracy, %"]
    assert printed == "98.80 ± 2.3833"
    assert verdict.startswith("reproduced (p = 0.0")
    assert verdicts["accuracy, %"] == ("–", "–")


def test_other_data_is_not_compared():
    """With an obstacle no row is called reproduced, and the reason is noted."""
    table = main_table(load("two-moons"), {"askewsgd": _rows(98.8, 1.0)}, "other data")
    assert {row[6] for row in table.rows} == {"–", "not comparable"}
    assert any("other data" in note for note in table.notes)


def test_what_prints_nothing_is_compared_with_nothing():
    """An experiment without printed values says nothing of them, whatever its data."""
    table = main_table(load("mnist-recipe"), {"recipe": _rows(84.0, 1.0)}, "other data")
    assert {row[5:] for row in table.rows} == {("–", "–")}
    assert not any("printed:" in note or "reproduced" in note for note in table.notes)


def test_notes_name_reading_and_data():
    """A table says under which reading and on which data it was made, before what was chosen."""
    changed = load("two-moons").reading("clip 10")
    table = main_table(changed, {"askewsgd": _rows(98.8, 1.0)}, "", "points made here")
    assert table.title.endswith(": clip 10")
    assert table.notes[1:3] == (
        "data: points made here",
        "reading clip 10: methods.askewsgd.clip = 10.0",
    )
    assert not any("clip M_c: 1" in note for note in table.notes)


def test_welch_table_has_every_pair():
    """Every two methods are compared once."""
    lasts = {"proxquant": _rows(90, 1), "askewsgd": _rows(95, 1), "full-precision": _rows(50, 5)}
    table = welch_table(load("two-moons"), lasts)
    assert len(table.rows) == 3
    assert table.rows[0][2] == "-5.00"
    assert 0 <= float(str(table.rows[0][3])) < 0.05


def test_readings_table():
    """Readings are rows, methods are columns."""
    results = {
        name: {"askewsgd": sample([mean - 1, mean, mean + 1])}
        for name, mean in (("first", 95.0), ("second", 90.0))
    }
    table = readings_table(load("two-moons"), results, "quantized_accuracy")
    assert table.columns == ("reading", "ASkewSGD")
    assert table.rows[1] == ("second", "90.00 ± 1.00")


def test_enumerated_optimum_is_the_least():
    """No configuration of the small net has less loss than the enumerated optimum."""
    torch = pytest.importorskip("torch")
    pytest.importorskip("sklearn")
    from askewtheory.experiments.enumeration import optimum
    from askewtheory.experiments.models import build_network
    from askewtheory.experiments.network import losses
    from askewtheory.experiments.runner import data_of

    experiment = load("two-moons-enumerated").changed({"data": {"train": 100}})
    data = data_of(experiment)
    best = optimum(experiment, data)
    assert best.configurations == 512
    data = data.double()
    network = build_network(experiment.model, range(40), data).double()
    with torch.no_grad():
        for weight in network.parameters():
            weight.copy_(weight.sign())
        found = losses(network(data.test_x), data.test_y)
        assert float(found.min()) >= best.loss - 1e-12
        for weight, part in zip(
            network.quantized_weights(), (best.weights[:6], best.weights[6:]), strict=True
        ):
            weight[0] = torch.tensor(part).double().reshape(weight[0].shape)
        assert float(losses(network(data.test_x), data.test_y)[0]) == pytest.approx(best.loss)


def test_enumeration_refuses_what_is_too_much():
    """Networks with real parameters or too many configurations are refused."""
    pytest.importorskip("torch")
    pytest.importorskip("sklearn")
    from askewtheory.errors import InputError
    from askewtheory.experiments.enumeration import optimum
    from askewtheory.experiments.runner import data_of

    experiment = load("two-moons")
    with pytest.raises(InputError, match="levels on all"):
        optimum(experiment, data_of(experiment))
    wide = load("two-moons-enumerated").changed({"model": {"widths": [2, 9, 1]}})
    with pytest.raises(InputError, match="configurations"):
        optimum(wide, data_of(wide))


def test_no_interval_of_a_gap_is_below_zero():
    """The gap to the best configuration is not negative, and neither is its interval."""
    pytest.importorskip("torch")
    from askewtheory.experiments.enumeration import Optimum

    best = Optimum(loss=1.0, weights=(), configurations=4, ties=1)
    rows = [
        {"seed": seed, "epoch": 1, "loss": 1.0, "quantized_loss": loss, "force_share": None}
        for seed, loss in enumerate((1.0, 1.0, 1.3))
    ]
    (row,) = gap_table(load("two-moons-enumerated"), {"askewsgd": rows}, best).rows
    assert row[3].startswith("0.1000")
    assert row[4].startswith("[0.0000, ")
    assert row[5] == "2 of 3"
