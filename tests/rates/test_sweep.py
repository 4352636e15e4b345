import gc
import os
import signal
import subprocess
import sys
import time
import weakref
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from askewtheory import cluster as tasks
from askewtheory.errors import IncompleteError, InputError
from askewtheory.rates import Case, sweep
from askewtheory.rates.sweep import key_of, read_grid, read_rows, run_row, run_sweep

pytest.importorskip("pyarrow")

GRID = """
[[study]]
theorem = "theorem-2"
loss = ["huber", "saturating"]
dimension = [1, 2]
steps = 60
members = 4
"""


@pytest.fixture
def cases(tmp_path: Path) -> list[Case]:
    """Return the four cases of a grid file."""
    path = tmp_path / "study.toml"
    path.write_text(GRID)
    return read_grid(path)


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file of a dataset."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.parquet"))}


def test_a_grid_is_every_combination_of_its_lists(cases):
    """Two losses and two dimensions are four cases, each with its own key."""
    assert [(c.loss, c.dimension) for c in cases] == [
        ("huber", 1), ("huber", 2), ("saturating", 1), ("saturating", 2),
    ]  # fmt: skip
    assert len({key_of(case) for case in cases}) == 4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"theorem = 2", "study"),
        (b"study = []", "study"),
        (b"study = [1]", "study"),
        (b"[[study]]\nloss = 'huber'", "theorem"),
        (b"[[study]]\ntheorem = []", "at least one value for theorem"),
        (b"[[study]]\ntheorem = 'theorem-2'\nlevels = 3", "levels must be text"),
        (b"[[study]]\ntheorem = 'theorem-2'\nshare = [[1.0]]", "share must be"),
        (b"not toml", "TOML"),
        (b"note = '\xff'", "TOML"),
        (b"a = " + b"[" * 5000, "TOML"),
        (b"#" * 2**21, "at most 1,048,576 bytes"),
        (
            b"[[study]]\ntheorem = 'theorem-2'\n"
            + b"".join(
                b"%s = [%s]\n" % (name, b"1," * 700) for name in (b"seed", b"steps", b"members")
            ),
            "at most 100,000 cases, got 343,000,000",
        ),
    ],
)
def test_a_wrong_grid_is_refused(tmp_path, text, said):
    """What is not TOML, or has no [[study]], no theorem or a value of a wrong type is refused."""
    path = tmp_path / "study.toml"
    path.write_bytes(text)
    with pytest.raises(InputError, match=said):
        read_grid(path)


@pytest.mark.parametrize("size", [0, 3, 100, -1])
def test_a_row_file_cut_short_counts_as_missing(cases, tmp_path, size):
    """A truncated file is run again, and the dataset is what it was."""
    run_sweep(cases[:2], tmp_path, workers=1)
    whole = contents(tmp_path)
    victim = sorted(tmp_path.glob("*.parquet"))[0]
    victim.write_bytes(victim.read_bytes()[:size])
    assert len(read_rows(tmp_path)) == 1
    again = run_sweep(cases[:2], tmp_path, workers=1)
    assert (again.finished, again.resumed) == (1, 1)
    assert contents(tmp_path) == whole


def test_a_folder_that_cannot_be_written_is_refused_before_anything_runs(cases, tmp_path):
    """Where a file stands in the folder's place the sweep names --out and runs no case."""
    (tmp_path / "taken").write_text("")
    with pytest.raises(InputError, match="out must be a folder that can be written"):
        run_sweep(cases, tmp_path / "taken", workers=1, done=pytest.fail)


def test_a_sweep_resumes_where_it_stopped(cases, tmp_path):
    """After half of a sweep the rest alone is run, and the bytes are those of one sweep."""
    first = run_sweep(cases[:2], tmp_path / "a", workers=1)
    second = run_sweep(cases, tmp_path / "a", workers=1)
    assert (first.finished, first.resumed) == (2, 0)
    assert (second.finished, second.resumed) == (2, 2)
    run_sweep(cases, tmp_path / "b", workers=1)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_a_failed_case_is_recorded_and_does_not_stop_the_rest(cases, tmp_path):
    """A case that cannot run becomes a row with its error; it is tried again on resuming."""
    broken = Case("theorem-3", share=1e-3, steps=20, members=2)
    report = run_sweep([broken, *cases], tmp_path, workers=1)
    assert report.finished == 4
    assert "settling step" in report.failed[0]["error"]
    assert '"share": 0.001' in report.failed[0]["case"]
    again = run_sweep([broken, *cases], tmp_path, workers=1)
    assert (again.finished, again.resumed, len(again.failed)) == (0, 4, 1)
    assert sum(bool(row["error"]) for row in read_rows(tmp_path)) == 1


def test_a_row_holds_the_configuration_and_the_summary(cases):
    """A row names its case, how often the force fired, and the violations of repaired bounds."""
    row = run_row(cases[0])
    assert (row["theorem"], row["loss"], row["error"]) == ("theorem-2", "huber", "")
    assert row["violations"] == 0
    assert 0 < row["fired"] <= 1


@pytest.fixture(scope="module")
def one_row(tmp_path_factory) -> tuple[Path, Case]:
    """Return the file of a case's row, and the case."""
    folder = tmp_path_factory.mktemp("row")
    case = Case("theorem-2", steps=20, members=2)
    run_sweep([case], folder, workers=1)
    return folder / f"part-{key_of(case)}.parquet", case


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_flipped_bit_changes_a_number(one_row, tmp_path_factory, data):
    """With any bits of its file flipped a row is the one that was written, or it is missing."""
    path, _ = one_row
    (row,) = read_rows(path.parent)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 2))):
        content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    folder = tmp_path_factory.mktemp("flipped")
    (folder / path.name).write_bytes(content)
    assert read_rows(folder) in ([], [row])


def test_a_damaged_or_renamed_row_is_run_again_and_said(one_row, tmp_path):
    """A row that was changed, or stands under another case's name, counts as damaged."""
    path, case = one_row
    other = Case("theorem-2", steps=20, members=2, seed=1)
    (tmp_path / path.name).write_bytes(path.read_bytes()[:-9])
    (tmp_path / f"part-{key_of(other)}.parquet").write_bytes(path.read_bytes())
    report = run_sweep([case, other], tmp_path, workers=1)
    assert (report.finished, report.resumed, report.damaged, report.outdated) == (2, 0, 2, 0)


def test_a_file_is_what_its_row_makes(one_row, tmp_path):
    """A second copy in it, or a changed statistic, leaves the row and goes when it is taken up."""
    path, case = one_row
    content = path.read_bytes()
    statistic = content.rindex(b"theorem-2")  # the footer says between which texts a column lies
    for changed in (content * 2, content[:statistic] + b"T" + content[statistic + 1 :]):
        (tmp_path / path.name).write_bytes(changed)
        assert read_rows(tmp_path) == read_rows(path.parent)
        report = run_sweep([case], tmp_path, workers=1)
        assert (report.finished, report.resumed) == (0, 1)
        assert (tmp_path / path.name).read_bytes() == content


def test_rows_of_other_code_are_run_again(one_row, tmp_path, monkeypatch):
    """After a change of the code no row is reused, and the report counts them."""
    path, case = one_row
    (tmp_path / path.name).write_bytes(path.read_bytes())
    assert run_sweep([case], tmp_path, workers=1).resumed == 1
    monkeypatch.setattr(sweep, "code_digest", lambda *_: "other")
    monkeypatch.setattr(sweep, "_on_cores", lambda cases, _: map(run_row, cases))
    report = run_sweep([case], tmp_path, workers=1)
    assert (report.finished, report.resumed, report.outdated) == (1, 0, 1)
    assert read_rows(tmp_path)[0]["code"] == "other"


def test_a_worker_with_other_code_ends_the_sweep(tmp_path, monkeypatch):
    """A row made by other code than this machine's is not taken."""
    case = Case("theorem-2", steps=20, members=2)
    other = {**sweep._row(case, error="x"), "code": "other"}
    monkeypatch.setattr(sweep, "_on_cluster", lambda *_: iter([other]))
    with pytest.raises(InputError, match="a worker with other code"):
        run_sweep([case], tmp_path, scheduler="somewhere")
    assert not read_rows(tmp_path)


@pytest.mark.filterwarnings("ignore")  # the cluster's own, on closing
@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:9", "nonsense", "foo://x:1", "", "tls://x:1", "ucx://x"]
)
def test_a_cluster_that_does_not_answer_is_one_sentence(cases, address, monkeypatch):
    """An address of nobody, or that is none, is refused with the address."""
    pytest.importorskip("distributed")
    monkeypatch.setattr(tasks, "ANSWER", 0.5)
    with pytest.raises(InputError, match="--scheduler must be the address of a Dask scheduler"):
        list(sweep._on_cluster(cases, address))


def test_a_half_made_client_is_gone_when_its_refusal_is_said(monkeypatch):
    """What would close itself at any later moment, a circle of references, is collected before."""
    distributed = pytest.importorskip("distributed")
    made = []

    class HalfMade:
        def __init__(self, *given, **more):
            self.itself = self
            made.append(weakref.ref(self))
            raise ValueError("...")

    monkeypatch.setattr(distributed, "Client", HalfMade)
    gc.disable()
    try:
        with pytest.raises(InputError, match="--scheduler must be"), tasks._client("somewhere"):
            pass
        assert made[0]() is None
    finally:
        gc.enable()


def slow_row(case: Case) -> dict:
    """Run a case slowly, so that a worker can be killed while it runs one."""
    time.sleep(0.4)
    return run_row(case)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # the cluster's own, on losing a worker
def test_a_dask_sweep_survives_the_death_of_a_worker(cases, tmp_path, monkeypatch):
    """With one of two workers killed midway, the dataset is bit for bit the one of one machine."""
    distributed = pytest.importorskip("distributed")
    from askewtheory.rates import sweep

    many = [*cases, *(Case("theorem-2", steps=60, members=4, seed=s) for s in range(1, 9))]
    run_sweep(many, tmp_path / "local", workers=1)
    monkeypatch.setattr(sweep, "run_row", slow_row)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        victims = [worker.pid for worker in cluster.workers.values()]
        finished = []

        def kill_one() -> None:
            finished.append(1)
            if len(finished) == 3:
                os.kill(victims[0], signal.SIGKILL)

        report = run_sweep(many, tmp_path / "dask", scheduler=cluster.scheduler_address,
                           done=kill_one)  # fmt: skip
    assert (report.finished, len(report.failed)) == (len(many), 0)
    assert contents(tmp_path / "dask") == contents(tmp_path / "local")


@pytest.mark.filterwarnings("ignore")  # the cluster's own, on losing its parts
@pytest.mark.parametrize("fault", ["nobody", "no address", "no workers", "no scheduler"])
def test_a_cluster_that_is_not_there_is_said_so(cases, tmp_path, monkeypatch, fault):
    """Unreachable, without workers or gone midway: one sentence, and the finished rows are kept."""
    distributed = pytest.importorskip("distributed")
    from askewtheory.rates import sweep

    monkeypatch.setattr(tasks, "ANSWER", 1.0)
    address = {"nobody": "tcp://127.0.0.1:1", "no address": "nonsense://x"}.get(fault)
    if address is not None:
        with pytest.raises(InputError, match="must be the address of a Dask scheduler"):
            run_sweep(cases, tmp_path, scheduler=address)
        return
    monkeypatch.setattr(tasks, "PATIENCE", 2.0)
    monkeypatch.setattr(sweep, "run_row", slow_row)
    cluster = distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None
    )
    many = [Case("theorem-2", steps=60, members=4, seed=s) for s in range(20)]
    finished = []

    def fail() -> None:
        finished.append(1)
        if len(finished) == 2:
            cluster.scale(0) if fault == "no workers" else cluster.close()

    with pytest.raises(IncompleteError, match="rows that are finished are kept"):
        run_sweep(many, tmp_path, scheduler=cluster.scheduler_address, done=fail)
    cluster.close()
    assert 2 <= len(contents(tmp_path)) < 20


@pytest.mark.slow
def test_a_killed_command_is_resumed_without_loss(tmp_path):
    """`rates --grid` killed after its first rows and started again ends with the same dataset."""
    grid, out = tmp_path / "study.toml", tmp_path / "killed"
    grid.write_text(GRID.replace("[1, 2]", "[1, 2, 3, 4, 5, 6]").replace("60", "100_000"))
    command = [sys.executable, "-m", "askewtheory", "rates", "--grid", str(grid), "--out", str(out),
               "--workers", "1"]  # fmt: skip
    with subprocess.Popen(command, start_new_session=True) as process:
        while process.poll() is None and len(contents(out)) < 2:
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGKILL)
    before = contents(out)
    assert 2 <= len(before) < 12
    report = run_sweep(read_grid(grid), out, workers=1)
    assert (report.finished, report.resumed) == (12 - len(before), len(before))
    run_sweep(read_grid(grid), tmp_path / "whole", workers=1)
    assert contents(out) == contents(tmp_path / "whole")
