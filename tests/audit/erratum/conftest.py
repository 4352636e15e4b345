"""The toy claims as a record, and how a document is compiled in tests."""

import pytest

from askewtheory.audit.erratum.engine import compiled, engine
from askewtheory.audit.page import verification
from askewtheory.audit.runner import run_claims


@pytest.fixture(scope="session")
def record():
    """The record of the toy claims."""
    return verification(run_claims((), "tests.toy_claims", 1), "tests.toy_claims")


@pytest.fixture(scope="session")
def compile_quietly():
    """Compile a source; fail if the engine warns, or a line sticks out by more than a point."""
    if engine() is None:
        pytest.skip("no LaTeX is installed")

    def run(source):
        found = compiled(source)
        assert found is not None
        assert found.complaints == []
        assert found.pdf is not None, found.log[-2000:]
        assert found.pdf.startswith(b"%PDF")

    return run
