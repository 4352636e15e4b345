"""Nothing is written outside of --out, whatever links, locks and other writers are there."""

import os
import pkgutil
import threading
from pathlib import Path

import pytest

from askewtheory.errors import InputError
from askewtheory.files import inside, write_text
from askewtheory.hold import LOCK, held

pytest.importorskip("psutil")
from tests.faults.attacks import GRID
from tests.refusals import refused

FIGURES = ["figures", "--figures", "tests.toy_figures", "--jobs", "1", "--format", "svg"]
TRAIN = ["train", "two-moons", "--method", "askewsgd", "--epochs", "2", "--seeds", "1",
         "--track", "none"]  # fmt: skip
REPORT = ["report", "--claims", "tests.toy_claims", "--figures", "tests.toy_figures", "--jobs", "1"]


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Be in a folder with a victim beside the outputs."""
    monkeypatch.chdir(tmp_path)
    Path("victim").mkdir()
    Path("victim/keep").write_text("old")
    Path("out").mkdir()
    return tmp_path


def _unharmed():
    return os.listdir("victim") == ["keep"] and Path("victim/keep").read_text() == "old"


@pytest.mark.parametrize(
    ("arguments", "link"),
    [([*FIGURES, "--out", "out"], "line.svg"), ([*REPORT, "--out", "out"], "index.html"),
     ([*REPORT, "--out", "out"], "verify.json"), ([*REPORT, "--out", "out"], "figures"),
     ([*FIGURES, "--out", "out"], LOCK), ([*REPORT, "--out", "out"], LOCK),
     ([*REPORT, "--erratum", "out", "--format", "md"], "erratum.md"),
     ([*REPORT, "--erratum", "out"], "erratum.tex"),
     ([*REPORT, "--erratum", "out"], "erratum.pdf")],
)  # fmt: skip
def test_a_link_inside_the_output_is_refused_before_the_work(arguments, link, here, monkeypatch):
    """To a file or to a folder elsewhere, and whatever it is called there."""
    monkeypatch.setattr("askewtheory.audit.runner.run_claims", lambda *given, **more: 1 / 0)
    monkeypatch.setattr("askewtheory.figures_runner.draw_figures", lambda *given, **more: 1 / 0)
    for target in ("victim/keep", "victim"):
        Path("out", link).symlink_to(here / target)
        assert "must" in refused(arguments)
        Path("out", link).unlink()
    assert _unharmed()


@pytest.mark.parametrize(
    "arguments",
    [[*FIGURES, "--out="], [*REPORT, "--out="], ["train", "two-moons", "--out="],
     [*REPORT, "--format", "md", "--erratum="]],
)  # fmt: skip
def test_an_empty_name_is_no_folder(arguments, here):
    """A variable that is not set does not scatter results in the current folder."""
    if arguments[0] == "train":
        pytest.importorskip("torch")
    before = sorted(here.iterdir())
    assert "must be a folder" in refused(arguments)
    assert sorted(here.iterdir()) == before


def test_a_lock_that_is_another_file_is_not_written_to(here):
    """A second name of somebody's file would be emptied."""
    os.link("victim/keep", f"out/{LOCK}")
    with pytest.raises(InputError, match="no file of its own"), held("out"):
        pass
    assert _unharmed()
    Path("out", LOCK).unlink()
    os.mkfifo(f"out/{LOCK}")
    with pytest.raises(InputError, match="no file of its own"), held("out"):
        pass


def test_a_place_inside_is_inside(here):
    """A link may lead within the folder, and not out of it, at any level."""
    Path("out/a/b").mkdir(parents=True)
    Path("out/within").symlink_to(here / "out" / "a")
    Path("out/a/outside").symlink_to(here / "victim")
    assert inside("out", "within", "b") == Path("out/within/b")
    assert inside("out", "new", "folder") == Path("out/new/folder")
    for parts in (("a", "outside"), ("within", "outside", "deeper"), ("..",), ("..", "victim")):
        with pytest.raises(InputError, match="must hold no link to another folder"):
            inside("out", *parts)


def test_curves_stay_inside_of_the_output(here):
    """A run that begins anew removes older curves, and no others."""
    pytest.importorskip("torch")
    from askewtheory.experiments.track import Tracker

    pytest.importorskip("tensorboard")
    Path("victim/events.out.tfevents.1").write_text("old")
    Path("out/tensorboard/askewsgd").mkdir(parents=True)
    Path("out/tensorboard/askewsgd/seed-0").symlink_to(here / "victim")
    tracker = Tracker("out", "tensorboard")
    with pytest.raises(InputError, match="must hold no link to another folder"):
        tracker.epoch([{"method": "askewsgd", "seed": 0, "epoch": 1, "train_loss": 1.0}])
    assert Path("victim/events.out.tfevents.1").read_text() == "old"


@pytest.mark.parametrize(
    ("arguments", "own"),
    [([*FIGURES, "--out", "out"], ["out/line.svg", "out/line.tex", f"out/{LOCK}"]),
     ([*REPORT, "--out", "out"], ["out/index.html", "out/verify.json", f"out/{LOCK}"]),
     ([*REPORT, "--erratum", "out"], ["out/erratum.tex", "out/erratum.pdf", f"out/{LOCK}"]),
     (["rates", "2", "--quick", "--out", "out"], ["out/rate-theorem-2.json", f"out/{LOCK}"]),
     (["rates", "--grid", "grid.toml", "--out", "out"], ["grid.toml", f"out/{LOCK}"]),
     (["new", "package"], ["package", "package/lemma_1.py"]),
     (["train", "two-moons", "--method", "askewsgd", "--out", "out"],
      ["out/askewsgd.pt", "out/askewsgd.jsonl", "out/tables.md", f"out/{LOCK}"])],
)  # fmt: skip
def test_json_takes_the_place_of_no_other_output(arguments, own, here):
    """It is refused before the work, and nothing is there afterwards."""
    if arguments[0] == "train":
        pytest.importorskip("torch")
    Path("grid.toml").write_text(GRID)
    for path in own:
        assert "json" in refused([*arguments, "--json", path])
    assert list(Path("out").iterdir()) == []
    assert not Path("package").exists()


def test_two_that_make_one_package_make_it_once(here, monkeypatch):
    """The second does not put its own inside of the first's."""
    from askewtheory.audit.scaffold import write

    monkeypatch.setattr(write, "writable", lambda name, folder: folder / name)
    together, ends = threading.Barrier(2), []

    def make():
        together.wait()
        try:
            ends.append(len(write.from_scratch("package", here)))
        except InputError as error:
            ends.append("must be free" in str(error))

    both = [threading.Thread(target=make) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(map(str, ends)) == ["5", "True"]
    assert len(list(Path("package").iterdir())) == 5
    assert not list(here.glob(".new-*"))


def _another_link(place):
    place.rename("moved")
    place.symlink_to("victim")


def _another_folder(place):
    place.rename("moved")
    place.mkdir()
    (place / "keep").write_text("old")


def _nothing(place):
    place.rename("moved")


@pytest.mark.parametrize("change", [_another_link, _another_folder, _nothing])
@pytest.mark.parametrize(
    ("arguments", "moment"),
    [([*FIGURES, "--out", "out"], "askewtheory.figures_runner.run_items"),
     ([*REPORT, "--out", "out"], "askewtheory.audit.runner.run_items"),
     ([*REPORT, "--out", "out"], "askewtheory.figures_runner.run_items"),
     ([*REPORT, "--erratum", "out", "--format", "md"], "askewtheory.cli.report._written"),
     ([*REPORT, "--erratum", "out"], "askewtheory.audit.erratum.engine.compiled"),
     (["rates", "--grid", "grid.toml", "--out", "out"], "askewtheory.rates.sweep.run_items"),
     (["rates", "2", "--quick", "--out", "out"], "askewtheory.cli.rates._studies"),
     ([*TRAIN, "--out", "out"], "askewtheory.experiments.storage.Store.begin"),
     ([*TRAIN, "--out", "out"], "askewtheory.experiments.storage.Store.append"),
     ([*TRAIN, "--out", "out"], "askewtheory.experiments.storage.Store.save"),
     ([*TRAIN, "--out", "out"], "askewtheory.experiments.storage.Store.finish")],
    ids=lambda given: given if isinstance(given, str) else "",
)  # fmt: skip
def test_another_folder_in_the_place_of_the_output(arguments, moment, change, here, monkeypatch):
    """Whenever it is put there: nothing is written into it, and one sentence says what happened."""
    if arguments[0] == "train":
        pytest.importorskip("torch")
        pytest.importorskip("sklearn")
    if arguments[0] == "rates":
        pytest.importorskip("pyarrow")
    Path("grid.toml").write_text(GRID)
    original = pkgutil.resolve_name(moment)

    def at_the_moment(*given, **more):
        if not Path("moved").exists():
            change(Path("out"))
        return original(*given, **more)

    monkeypatch.setattr(moment, at_the_moment)
    assert "out must stay the folder that it was" in refused(arguments)
    assert _unharmed()
    if change is not _nothing:
        assert os.listdir("out") == ["keep"]
    assert os.path.lexists("out") == (change is not _nothing)


def test_a_link_that_appears_inside_of_the_output(here, monkeypatch):
    """While a page is made its folder of figures becomes a link elsewhere."""
    moment = "askewtheory.figures_runner.run_items"
    original = pkgutil.resolve_name(moment)

    def at_the_moment(*given, **more):
        Path("out/figures").symlink_to(here / "victim")
        return original(*given, **more)

    monkeypatch.setattr(moment, at_the_moment)
    assert "out must stay the folder that it was" in refused([*REPORT, "--out", "out"])
    assert _unharmed()


@pytest.mark.parametrize(
    "value", ["", "5", "[", "[" * 5000, '{"a": 1}', '{"\\u0000": [1]}', "null"]
)
def test_any_value_of_the_variable_about_the_folder(value, here, monkeypatch):
    """It is this program's own; what somebody else put there keeps nothing from being written."""
    monkeypatch.setenv("ASKEWTHEORY_OUT", value)
    with held("out") as folder:
        write_text(folder / "file", "x")
    assert Path("out/file").read_text() == "x"
    assert os.environ["ASKEWTHEORY_OUT"] == value
