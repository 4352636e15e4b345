"""Downloads, from servers on this machine."""

import hashlib
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

pytest.importorskip("pooch")

from askewtheory.errors import InputError
from askewtheory.experiments import download
from askewtheory.experiments.download import check_hash, fetch, folder_of
from askewtheory.experiments.homes import REMOTES, Remote

CONTENT = bytes(range(256)) * 2000
KNOWN = f"sha256:{hashlib.sha256(CONTENT).hexdigest()}"
NOWHERE = "http://127.0.0.1:9/"
"""An address on this machine where nobody answers."""


@pytest.fixture
def serve():
    """A function that starts a server of ``content``; it returns address and requested ranges."""
    servers = []

    def start(content=CONTENT, *, stop_at=None, ranges=True, length=True):
        asked = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                given = self.headers.get("Range")
                asked.append(given)
                begin = int(given[6:-1]) if given and ranges else 0
                if begin >= len(content):
                    self.send_error(416)
                    return
                self.send_response(206 if begin else 200)
                if length:
                    self.send_header("Content-Length", str(len(content) - begin))
                self.end_headers()
                with suppress(ConnectionError):
                    self.wfile.write(content[begin:stop_at])

            def log_message(self, *_):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/", asked

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def _remote(*homes, known=KNOWN):
    return Remote("data.bin", known, homes)


def test_a_file_is_downloaded_whole(serve, tmp_path, capfd):
    """A download leaves the file and nothing else, and says nothing without a terminal."""
    home, asked = serve()
    assert fetch(_remote(home), tmp_path).read_bytes() == CONTENT
    assert asked == [None]
    assert [path.name for path in tmp_path.iterdir()] == ["data.bin"]
    assert "".join(capfd.readouterr()) == ""


@pytest.mark.parametrize("ranges", [True, False])
def test_an_interrupted_download_goes_on(serve, tmp_path, ranges):
    """After a connection is cut halfway, the next try asks for the rest, and gets it or all."""
    half = len(CONTENT) // 2
    broken, _ = serve(stop_at=half)
    with pytest.raises(InputError, match=r"cut off.*goes on from byte"):
        fetch(_remote(broken), tmp_path)
    have = (tmp_path / "data.bin.part").stat().st_size
    assert 0 < have <= half
    assert not (tmp_path / "data.bin").exists()
    whole, asked = serve(ranges=ranges)
    assert fetch(_remote(whole), tmp_path).read_bytes() == CONTENT
    assert asked == [f"bytes={have}-"]
    assert [path.name for path in tmp_path.iterdir()] == ["data.bin"]


def test_a_download_that_only_lacked_its_name(serve, tmp_path):
    """A part that is already whole is taken without being sent again."""
    (tmp_path / "data.bin.part").write_bytes(CONTENT)
    home, _ = serve()
    assert fetch(_remote(home), tmp_path).read_bytes() == CONTENT


def test_a_corrupt_part_is_given_up(serve, tmp_path):
    """Where the part that was kept is wrong, it is thrown away and the next home sends all."""
    (tmp_path / "data.bin.part").write_bytes(b"wrong" + CONTENT[5:1000])
    home, asked = serve()
    assert fetch(_remote(home, home), tmp_path).read_bytes() == CONTENT
    assert asked == ["bytes=1000-", None]


def test_corrupt_content_is_refused_with_both_hashes(serve, tmp_path):
    """A flipped byte is refused with the expected and the actual hash, and nothing is kept."""
    wrong = bytes([CONTENT[0] ^ 1]) + CONTENT[1:]
    home, _ = serve(wrong)
    actual = hashlib.sha256(wrong).hexdigest()
    with pytest.raises(InputError, match=f"{KNOWN} but got {actual}"):
        fetch(_remote(home), tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_body_without_end_is_cut_off(serve, tmp_path, monkeypatch):
    """Of a home that sends more than any file has, no more is taken, and nothing is kept."""
    monkeypatch.setattr(download, "MOST", 100_000)
    endless, _ = serve(bytes(10**7), length=False)
    large, _ = serve(bytes(10**7))
    with pytest.raises(InputError, match=r"more than 100,000 bytes.*more than 100,000 bytes"):
        fetch(_remote(endless, large), tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("length", ["-1", "x", "9" * 40, "1e3", "\u0661"])
def test_a_wrong_length_is_ignored(length):
    """A length that is no number says nothing about the file."""
    assert download._length(length) is None


def test_a_link_in_the_parts_place_is_not_written_through(serve, tmp_path):
    """A part that is a link is refused, before and while the file is opened."""
    (tmp_path / "victim").write_text("mine")
    part = tmp_path / "data.bin.part"
    part.symlink_to(tmp_path / "victim")
    home, asked = serve()
    with pytest.raises(InputError, match=r"data\.bin\.part must be a regular file or absent"):
        fetch(_remote(home), tmp_path)
    with pytest.raises(OSError, match="symbolic"):
        download._opened(part, 0)
    assert not asked
    assert (tmp_path / "victim").read_text() == "mine"


def test_homes_are_tried_in_turn(serve, tmp_path):
    """Where one home is silent and the next one corrupt, the third one's file is taken."""
    corrupt, _ = serve(CONTENT[::-1])
    good, _ = serve()
    assert fetch(_remote(NOWHERE, corrupt, good), tmp_path).read_bytes() == CONTENT


def test_offline_is_one_sentence(tmp_path):
    """Without a connection the message says what is missing, where, and that nobody answered."""
    expected = r"^data\.bin must be in '.*' or downloadable.*127\.0\.0\.1:9: no connection\)\.$"
    with pytest.raises(InputError, match=expected):
        fetch(_remote(NOWHERE), tmp_path)


def test_an_answer_without_a_file(serve, tmp_path):
    """A server that refuses is quoted with its answer."""
    home, _ = serve(b"")
    with pytest.raises(InputError, match="answer 416"):
        fetch(_remote(home), tmp_path)


@pytest.fixture
def made(serve, monkeypatch):
    """A data set of one file, at a server of this test."""
    home, asked = serve()
    monkeypatch.setitem(REMOTES, "made", (Remote("data.bin", KNOWN, (home,), ("data",)),))
    return asked


def test_missing_files_come_into_the_folder(made, tmp_path):
    """A folder without the files gets them; one with them, under any of their names, is left."""
    assert folder_of("made", str(tmp_path)) == tmp_path
    assert (tmp_path / "data.bin").read_bytes() == CONTENT
    (tmp_path / "data.bin").rename(tmp_path / "data")
    folder_of("made", str(tmp_path))
    assert len(made) == 1


def test_nothing_is_downloaded_unasked(made, tmp_path):
    """Without a folder, with one that is not there, or forbidden, nothing is downloaded."""
    with pytest.raises(InputError, match="data made must be in the folder given by --data-dir"):
        folder_of("made")
    with pytest.raises(InputError, match="existing folder"):
        folder_of("made", str(tmp_path / "typo"))
    with pytest.raises(InputError, match=r"must hold data\.bin"):
        folder_of("made", str(tmp_path), download=False)
    assert not made


def test_the_cache_serves_without_a_folder(made, tmp_path, monkeypatch):
    """``download=True`` fills the user's cache, from which the next call takes the files."""
    monkeypatch.setattr(download, "_cache", lambda name: tmp_path / name)
    first = folder_of("made", download=True)
    assert first == folder_of("made") == tmp_path / "made"
    assert len(made) == 1


@pytest.mark.parametrize("algorithm", ["md5", "sha256"])
def test_hashes(algorithm):
    """The right hash passes; another one is refused with both."""
    actual = hashlib.new(algorithm, CONTENT).hexdigest()
    check_hash(CONTENT, f"{algorithm}:{actual}", "file")
    with pytest.raises(InputError, match=f"000, got {actual}"):
        check_hash(CONTENT, f"{algorithm}:000", "file")


def test_the_table_of_homes_is_complete():
    """Every file has a hash of the right length and homes that end in a slash."""
    for remotes in REMOTES.values():
        for remote in remotes:
            algorithm, known = remote.hash.split(":")
            assert len(bytes.fromhex(known)) == hashlib.new(algorithm).digest_size
            assert remote.homes
            assert all(home.startswith("http") and home.endswith("/") for home in remote.homes)
