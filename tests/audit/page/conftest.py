"""The toy claims and figures as a page."""

import pytest

from askewtheory.audit.page import render_page, verification
from askewtheory.audit.page.svg import inline_svg
from askewtheory.audit.runner import run_claims
from tests.toy_figures import line


@pytest.fixture(scope="session")
def record():
    """The record of the toy claims."""
    return verification(run_claims((), "tests.toy_claims", 1), "tests.toy_claims")


@pytest.fixture(scope="session")
def page(record):
    """The page of the toy claims and one figure."""
    figure = {"name": "line", "caption": line.CAPTION}
    svg = inline_svg(line.draw(), "f-line", line.CAPTION)
    return render_page(record, [figure | {"svg": svg}])
