"""What the page on mistakes says the tool says is what it says, and none is a traceback."""

import pytest

from tests.docs.blocks import Folder
from tests.docs.mistakes import PAGE, beside, examples, package, told

TEXT = PAGE.read_text("utf-8")
EXAMPLES = list(examples(TEXT))


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.told[0][:40])
def test_the_sentence_on_the_page_is_what_is_said(tmp_path, example):
    """The real command, in a real package: the same sentence, and the other claim is decided."""
    inside = tmp_path / "work"
    inside.mkdir()
    package(inside, beside(TEXT), example.module)
    folder = Folder(inside)
    printed = folder.run(f"{example.command} --jobs 1")
    assert told(printed) == example.told
    assert not any("Traceback" in line for line in printed)
    code = folder.run("echo $?")
    if example.told[0].startswith("Error: "):
        assert code == ["2"]
        assert len(printed) == 1
    else:
        assert code == ["1"]
        assert any(line.split()[:3] == ["fine", "✓", "proved"] for line in printed)


def test_every_mistake_has_its_sentence():
    """No example is without an answer, and each says something else."""
    assert len(EXAMPLES) >= 20
    assert all(one.told for one in EXAMPLES)
    assert len({tuple(one.told) for one in EXAMPLES}) == len(EXAMPLES)
