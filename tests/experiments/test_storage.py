"""Files that a training run leaves, damaged in every way, and code and data that change."""

import json
import shutil

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("pyarrow")

from hypothesis import HealthCheck, given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from askewtheory import provenance  # noqa: E402
from askewtheory.errors import InputError  # noqa: E402
from askewtheory.experiments import training  # noqa: E402
from askewtheory.experiments.data import load_data  # noqa: E402
from askewtheory.experiments.storage import Store, read_checkpoint  # noqa: E402
from askewtheory.experiments.training import train  # noqa: E402
from tests.refusals import outcome  # noqa: E402

CONFIG = {"model": {"bias": True}, "code": "1"}
ROW = {"method": "plain", "seed": 0, "epoch": 1, "train_loss": 0.5, "loss": 0.25, "accuracy": 50.0,
       "quantized_loss": 0.75, "quantized_accuracy": 25.0, "epsilon": None,
       "force_share": None}  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A folder with a log of three epochs and the checkpoints of the last two."""
    folder = tmp_path_factory.mktemp("written")
    store = Store(folder, "plain", CONFIG)
    store.begin()
    for epoch in (1, 2, 3):
        store.append([{**ROW, "epoch": epoch}])
        store.save({"epoch": epoch, "network": torch.full((50,), float(epoch))})
    return folder


def loaded(folder):
    """Return the epoch that resuming begins after, once what was loaded is what was saved."""
    found, said = outcome(Store(folder, "plain", CONFIG).load)
    if said:
        return said
    state, rows = found
    assert torch.equal(state["network"], torch.full((50,), float(state["epoch"])))
    assert rows == [{**ROW, "epoch": epoch + 1} for epoch in range(state["epoch"])]
    assert len((folder / "plain.jsonl").read_text().splitlines()) == state["epoch"]
    return state["epoch"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_damaged_byte_is_loaded(written, tmp_path_factory, data):
    """Bytes flipped, cut off or put in anywhere: the state before is loaded, or it is refused."""
    folder = tmp_path_factory.mktemp("damaged")
    shutil.copytree(written, folder, dirs_exist_ok=True)
    for name in data.draw(st.sets(st.sampled_from(["plain.pt", "plain.pt.before", "plain.jsonl"]))):
        path = folder / name
        content = bytearray(path.read_bytes())
        place = data.draw(st.integers(0, len(content) - 1))
        kind = data.draw(st.sampled_from(["flip", "cut", "insert"]))
        if kind == "flip":
            content[place] ^= 1 << data.draw(st.integers(0, 7))
        elif kind == "cut":
            del content[place:]
        else:
            content[place:place] = data.draw(st.binary(min_size=1, max_size=9))
        path.write_bytes(content)
    found = loaded(folder)
    assert found in (2, 3) or "without --resume the run begins anew" in found
    shutil.rmtree(folder)


def test_the_checkpoint_before_is_taken_and_said(written, tmp_path, caplog):
    """With the last checkpoint damaged, resuming goes on from the one before and says so."""
    shutil.copytree(written, tmp_path, dirs_exist_ok=True)
    (tmp_path / "plain.pt").write_bytes((tmp_path / "plain.pt").read_bytes()[:-1])
    assert loaded(tmp_path) == 2
    assert "plain.pt" in caplog.text
    assert "Going on from the checkpoint before, of epoch 2." in caplog.text
    caplog.clear()
    assert loaded(tmp_path) == 2  # it has taken the other's place
    assert not caplog.text


def test_a_changed_digit_of_the_log_is_noticed(written, tmp_path):
    """A digit of an early row that is changed is refused with the log's name."""
    shutil.copytree(written, tmp_path, dirs_exist_ok=True)
    log = tmp_path / "plain.jsonl"
    log.write_text(log.read_text().replace("0.25", "0.26", 1))
    with pytest.raises(InputError, match=r"log must be as its checkpoint left it.*plain\.jsonl"):
        Store(tmp_path, "plain", CONFIG).load()


@pytest.mark.parametrize(
    "payload",
    [
        {},
        [1],
        {"config": CONFIG},
        {"config": CONFIG, "log_size": "x", "log_hash": ""},
        {"config": CONFIG, "log_size": 10**30, "log_hash": ""},
        {"config": CONFIG, "log_size": -1, "log_hash": ""},
        *({"config": one, "log_size": 0, "log_hash": ""} for one in (None, 5, "x", [1], 0.5)),
    ],
)
def test_a_seal_on_something_else(tmp_path, payload):
    """A whole file that holds something else is refused in one sentence."""
    store = Store(tmp_path, "plain", CONFIG)
    store.begin()
    store.save({"epoch": 0})
    seal(store.checkpoint, payload)
    assert "without --resume" in loaded(tmp_path)


def seal(path, content):
    """Write a checkpoint whose hash is right."""
    import io

    from askewtheory.experiments.storage import HEAD, _hash

    stream = io.BytesIO()
    torch.save(content, stream)
    path.write_bytes(HEAD + _hash(stream.getvalue()).encode() + b"\n" + stream.getvalue())


def test_changed_settings_are_named(written, tmp_path):
    """A checkpoint of other settings, of which older code is one, is refused with their names."""
    shutil.copytree(written, tmp_path, dirs_exist_ok=True)
    with pytest.raises(InputError, match=r"got others: model\.bias, code; without --resume"):
        Store(tmp_path, "plain", {"model": {"bias": False}, "code": "2"}).load()


def test_resuming_under_other_code_or_data_is_refused(tiny, tiny_data, tmp_path, monkeypatch):
    """A run goes on neither with code nor with points other than those it began with."""
    train(tiny, "askewsgd", tiny_data, folder=tmp_path, epochs=1)
    tiny_data.train_x[0, 0] += 1
    with pytest.raises(InputError, match="got others: data_digest"):
        train(tiny, "askewsgd", tiny_data, folder=tmp_path, resume=True)
    tiny_data.train_x[0, 0] -= 1
    monkeypatch.setattr(training, "code_digest", lambda *_: "other")
    with pytest.raises(InputError, match=r"got others: (code|data_digest)"):
        train(tiny, "askewsgd", tiny_data, folder=tmp_path, resume=True)


@pytest.mark.parametrize("epoch", [None, "1", [], {}, 0.5, torch.zeros(2)], ids=str)
def test_an_epoch_that_is_no_number_does_not_fit(epoch, tiny, tiny_data, tmp_path):
    """A whole checkpoint of these settings, made by something else: one sentence."""
    train(tiny, "askewsgd", tiny_data, folder=tmp_path, epochs=1)
    path = tmp_path / "askewsgd.pt"
    seal(path, {**read_checkpoint(path), "epoch": epoch})
    with pytest.raises(InputError, match=r"got one that does not fit .*; without --resume"):
        train(tiny, "askewsgd", tiny_data, folder=tmp_path, resume=True)


def test_a_replaced_image_is_other_data(image_folder):
    """Images of the same names and sizes with other content are other data."""
    before = load_data("imagenet", data_dir=str(image_folder), images=True).digest()
    assert before == load_data("imagenet", data_dir=str(image_folder), images=True).digest()
    path = next(image_folder.rglob("*.png"))
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(content)
    assert load_data("imagenet", data_dir=str(image_folder), images=True).digest() != before


def test_the_digest_of_code_follows_its_sources(tmp_path, monkeypatch):
    """A changed source changes the digest; one that only shows results does not."""
    (tmp_path / "cli").mkdir()
    (tmp_path / "cli" / "show.py").write_text("1")
    (tmp_path / "kernel.py").write_text("1")
    monkeypatch.setattr(provenance, "__file__", str(tmp_path / "provenance.py"))

    def digest():
        provenance.code_digest.cache_clear()
        return provenance.code_digest()

    first = digest()
    (tmp_path / "cli" / "show.py").write_text("2")
    assert digest() == first
    (tmp_path / "kernel.py").write_text("2")
    assert digest() != first
    provenance.code_digest.cache_clear()


def test_rows_are_plain_json(written):
    """Each line of a log is one JSON object."""
    lines = (written / "plain.jsonl").read_text().splitlines()
    assert [json.loads(line)["epoch"] for line in lines] == [1, 2, 3]
