"""The page in a real browser: contents, widths, and no request to anywhere.

Skipped where no Chromium is installed; nothing else in the suite needs one.
"""

import http.server
import re
import shutil
import subprocess
import threading
from html.parser import HTMLParser

import pytest

from askewtheory.audit.page import render_page

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars", "--proxy-bypass-list=<-loopback>", "--window-size=800,800",
)  # fmt: skip
PHONE = 390

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed on this machine")


class Recorder(http.server.BaseHTTPRequestHandler):
    """A proxy that notes what it is asked for and gives nothing."""

    asked: list[str]

    def do_GET(self):
        """Note the address."""
        self.asked.append(self.path)
        self.send_error(404)

    def do_CONNECT(self):
        """Note the host of an encrypted request."""
        self.do_GET()

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="module")
def browse(tmp_path_factory):
    """Return a function: the file's document after loading, and what was asked of the network."""
    asked: list[str] = []
    handler = type("Handler", (Recorder,), {"asked": asked})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    profile = tmp_path_factory.mktemp("profile")

    def load(path, *more):
        asked.clear()
        proxy = f"--proxy-server=http://127.0.0.1:{server.server_port}"
        result = subprocess.run(
            [str(BROWSER), *FLAGS, f"--user-data-dir={profile}", proxy, *more, path.as_uri()],
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        return result.stdout, list(asked)

    yield load
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def saved(page, tmp_path_factory):
    """The page as a file, with the record beside it."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "verify.json").write_text("{}")
    path = folder / "index.html"
    path.write_text(page, encoding="utf-8")
    return path


class Document(HTMLParser):
    """What the browser made of the page."""

    def __init__(self, text):
        super().__init__()
        self.identifiers, self.links, self.tags, self.text = set(), set(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Collect tags, identifiers and links."""
        found = dict(attrs)
        self.tags.append(tag)
        self.identifiers.add(found.get("id"))
        if tag == "a":
            self.links.add(found["href"])

    def handle_data(self, data):
        """Collect the words."""
        self.text.append(data)


def test_contents_and_links(browse, saved):
    """The browser shows every claim, formulas, pictures and tables, and each link has a target."""
    dom, _ = browse(saved, "--dump-dom")
    found = Document(dom)
    assert {"halving", "overshoot", "empty", "unread", "sampled", "open"} <= found.identifiers
    for tag, least in (("math", 4), ("mfrac", 1), ("svg", 2), ("table", 4), ("details", 3)):
        assert found.tags.count(tag) >= least, tag
    text = " ".join(found.text)
    for words in ("tests.toy_claims", "refuted", "ill-posed", "Every hypothesis"):
        assert words in text
    for link in found.links:
        if link.startswith("#"):
            assert link[1:] in found.identifiers, link
        else:
            assert (saved.parent / link).is_file(), link


def test_no_request_leaves_the_page(browse, saved, tmp_path):
    """A page with a picture elsewhere is caught asking for it; ours asks for nothing.

    The browser may ask for updates of its own; a page's request names a host that the page names.
    """
    for address in ("http://picture.example/x.png", "https://picture.example/x.png"):
        control = tmp_path / "control.html"
        control.write_text(f'<img src="{address}">')
        _, asked = browse(control, "--dump-dom")
        assert "picture.example" in hosts(asked)
    _, asked = browse(saved, "--dump-dom")
    page = saved.read_text(encoding="utf-8")
    assert [host for host in hosts(asked) if host in page] == []


def with_scripts(text):
    """Return a page whose policy allows the scripts that a test adds."""
    return re.sub("script-src [^;]*", "script-src 'unsafe-inline'", text, count=1)


@pytest.mark.parametrize(
    ("verdict", "severity", "words", "left"),
    [
        ("", "", "", "6 of 6"),
        ("refuted", "", "", "1 of 6"),
        ("", "wrong", "", "1 of 6"),
        ("refuted", "wrong", "", "0 of 6"),
        ("", "", "JUMPS over", "1 of 6"),
        ("proved", "", "nothing like it", "0 of 6"),
    ],
)
def test_filters_and_search_leave_what_they_name(browse, saved, tmp_path, verdict, severity, words,
                                                 left):  # fmt: skip
    """Each by itself and together; a group of the index without a row left is not shown."""
    choices = {"printed": verdict, "severity": severity, "text": words}
    act = "".join(f"get('{name}').value = '{value}';" for name, value in choices.items())
    page = with_scripts(saved.read_text(encoding="utf-8"))
    page += (
        f"<script>{act} get('text').dispatchEvent(new Event('input', {{bubbles: true}}))</script>"
    )
    (tmp_path / "filtered.html").write_text(page, encoding="utf-8")
    dom, _ = browse(tmp_path / "filtered.html", "--dump-dom")
    assert f'aria-live="polite">{left}</output>' in dom
    shown = re.findall(r"<tr data-printed=[^>]*>", dom)
    assert sum("hidden" not in row for row in shown) == int(left[0])
    assert ('<section class="group" hidden="">' in dom) == (left[0] == "0")


def test_the_script_of_the_page_runs_under_its_own_policy(browse, saved):
    """The filters are there, and say how many statements are shown."""
    dom, _ = browse(saved, "--dump-dom")
    assert 'aria-live="polite">6 of 6</output>' in dom
    assert '<div id="filters" role="search">' in dom


def hosts(asked):
    """Return the hosts of addresses such as http://host/path and host:443."""
    return {re.sub(r"^\w+://", "", address).split("/")[0].split(":")[0] for address in asked}


def test_the_page_fits_a_phone(browse, saved, tmp_path):
    """At a phone's width the page does not scroll sideways; wide tables scroll by themselves."""
    tell = "<script>parent.postMessage(document.documentElement.scrollWidth, '*')</script>"
    unfolded = saved.read_text(encoding="utf-8").replace("<details>", "<details open>")
    unfolded = with_scripts(unfolded)
    (tmp_path / "phone.html").write_text(unfolded + tell, encoding="utf-8")
    frame = tmp_path / "frame.html"
    frame.write_text(
        "<script>onmessage = e => document.title = 'width ' + e.data</script>"
        f'<iframe src="phone.html" style="width:{PHONE}px;height:800px;border:0"></iframe>'
    )
    dom, _ = browse(frame, "--dump-dom", "--virtual-time-budget=5000")
    assert f"<title>width {PHONE}</title>" in dom


def test_it_prints(browse, saved, tmp_path):
    """The page becomes a PDF of several sheets: folded lines are printed too."""
    target = tmp_path / "page.pdf"
    browse(saved, f"--print-to-pdf={target}", "--no-pdf-header-footer")
    content = target.read_bytes()
    assert content.startswith(b"%PDF")
    assert content.count(b"/Type /Page\n") >= 2


@pytest.fixture(scope="module")
def acted(browse, record, tmp_path_factory):
    """Return a function: the document of a page with a map and a glossary after some script."""
    uses = {"overshoot": ["halving"], "empty": ["overshoot"]}
    claims = [claim | {"depends_on": uses.get(claim["id"], [])} for claim in record["claims"]]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.toy_claims.GLOSSARY", {"gamma": "the stepsize"}, raising=False)
        page = with_scripts(render_page({**record, "claims": claims}))
    path = tmp_path_factory.mktemp("acted") / "page.html"

    def after(script):
        path.write_text(page + f"<script>{script}</script>", encoding="utf-8")
        return browse(path, "--dump-dom", "--virtual-time-budget=2000")[0]

    return after


def test_a_link_unfolds_what_it_points_at(acted):
    """The line's list opens; without the link it is folded."""
    assert "<details open" not in acted("")
    dom = acted("location.hash = '#halving/line-2'")
    opened = dom[dom.index("<details open") :]
    assert opened.index('id="halving/line-2"') < opened.index("</details>")
    assert dom.count("<details open") == 1


def test_what_falls_with_a_statement_is_marked(acted):
    """On the map, from the keyboard as with the pointer: all that rests on it and the arrows."""
    mark = "document.querySelector('[data-node=overshoot]').dispatchEvent(new Event('focus'))"
    dom = acted(mark)
    assert set(re.findall(r'data-node="(\w+)" data-falls="[^"]*" class="falls"', dom)) == {
        "overshoot", "empty"
    }  # fmt: skip
    assert dom.count('data-to="empty" class="falls"') == 1
    assert 'data-to="overshoot" class="falls"' not in dom
    assert 'class="falls"' not in acted("")


def test_a_symbol_that_is_pointed_at_says_what_it_means(acted):
    """The glossary's words appear beside it; beside another they do not."""
    point = (
        "const one = [...document.querySelectorAll('.card math mi')]"
        ".find(mi => mi.textContent === '{}');"
        "one.dispatchEvent(new Event('pointerover', {{bubbles: true}}))"
    )
    assert re.search(r'id="says"[^>]*>the stepsize<', acted(point.format("γ")))
    assert re.search(r'id="says" role="tooltip" hidden=""', acted(point.format("w")))
