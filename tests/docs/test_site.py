"""The site builds without a warning and holds every public name, figure and page."""

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.api import modules

pytest.importorskip("sphinx")
pytest.importorskip("myst_nb")
pytest.importorskip("furo")
ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Return the folder of a site built with warnings as errors."""
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-d", str(out / "trees")]
    done = subprocess.run(
        [*command, "docs", str(out / "html")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return out / "html"


@pytest.mark.parametrize("module", modules())
def test_every_public_name_has_its_entry(site, module):
    """The page of a module documents each name of its ``__all__``."""
    if module.startswith(("askewtheory.optim", "askewtheory.experiments")):
        pytest.importorskip("torch")
    page = (site / f"generated/api/{module}.html").read_text("utf-8")
    loaded = importlib.import_module(module)
    for name in getattr(loaded, "__all__", ()):
        if callable(getattr(loaded, name)):
            assert f'id="{module}.{name}"' in page, name


def test_figures_and_search(site):
    """The gallery shows pictures with their code, and the search index needs no server."""
    index = (site / "generated/gallery/index.html").read_text("utf-8")
    assert index.count("<img") >= 10
    page = (site / "generated/gallery/lyapunov.html").read_text("utf-8")
    assert "printed_function" in page
    assert "admissible" in (site / "searchindex.js").read_text("utf-8")
    assert (site / "search.html").exists()


def test_no_page_needs_a_network(site):
    """No page loads a script, a style or a font from elsewhere."""
    for page in site.rglob("*.html"):
        loaded = re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="(https?:[^"]+)"',
                            page.read_text("utf-8"))  # fmt: skip
        assert not loaded, (page, loaded)
