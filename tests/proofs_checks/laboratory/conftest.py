"""A browser that runs a script of the laboratory, and counterexamples on record to open in it."""

import html
import json
import re
import shutil
import subprocess

import pytest

from askewtheory import translate
from askewtheory.audit.package import discover
from askewtheory.audit.results import description
from askewtheory.losses import formulas
from proofs_checks import laboratory

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars", "--window-size=1000,900", "--virtual-time-budget=20000",
    "--proxy-server=http://127.0.0.1:9",
)  # fmt: skip
CHOSEN = (
    "lemma-4/left/as-displayed", "corollary-1/case-a", "corollary-1/case-b", "corollary-1/choice",
    "corollary-1/case-c-lengths", "cycling/line-2-force", "theorem-2/line-2", "lemma-5/line-6",
    "lemma-5/count", "theorem-4/line-1", "notes/lemma-4", "notes/lemma-4/iterates",
    "notes/lemma-5/two-gaps", "section-5/type-4", "velocity-formula/infeasible-midpoint",
    "psi-smooth", "corollary-1/repaired/one-percent-interval", "intervals",
)  # fmt: skip
"""Counterexamples that are computed in seconds: every kind of loss, both psi, noise, parameters."""


@pytest.fixture(scope="session")
def browse(tmp_path_factory):
    """Return a function: the document that a browser makes of a page."""
    if BROWSER is None:
        pytest.skip("no Chromium is installed on this machine")
    profile = tmp_path_factory.mktemp("profile")

    def load(page):
        path = tmp_path_factory.mktemp("page") / "index.html"
        path.write_text(page, encoding="utf-8")
        options = [*FLAGS, f"--user-data-dir={profile}", "--dump-dom"]
        done = subprocess.run(
            [str(BROWSER), *options, path.as_uri()],
            capture_output=True, text=True, timeout=200, check=True,
        )  # fmt: skip
        return done.stdout

    return load


@pytest.fixture(scope="session")
def computed(browse):
    """Return a function: what a script gives for some data, with the laboratory's functions."""
    kernel = translate.javascript(translate.read(formulas, laboratory.LOSSES, translate.read()))
    own = "".join(
        laboratory._resource(name) for name in ("exact.js", "run.js", "evaluate.js", "charts.js")
    )

    def run(script, data):
        tail = f"const DATA = {laboratory._json(data)};\n{script}"
        text = f"<pre id=out></pre><script>{kernel}{own}{tail}</script>"
        found = re.search(r'<pre id="out">(.*?)</pre>', browse(text), re.DOTALL)
        assert found
        assert found[1], "the script did not end"
        return json.loads(html.unescape(found[1]))

    return run


def on_record(names):
    """Return claims as a record holds them, with these counterexamples, computed now."""
    entries = discover("proofs_checks").entries
    found = []
    for name in names:
        counterexample = entries[name].judgement.counterexample
        assert counterexample
        found.append(
            {"id": name, "steps": [], "repair": None, **description(entries[name]),
             "counterexample": counterexample.to_dict()}
        )  # fmt: skip
    return found


@pytest.fixture(scope="session")
def claims():
    """The chosen counterexamples, as a record holds them."""
    return on_record(CHOSEN)
