"""The tutorial, followed by a new user in an empty folder; and the same as a notebook."""

import json

import pytest

from tests.docs.blocks import ROOT, Folder, agrees, blocks, follow
from tests.docs.notebook import SOURCE, TARGET, notebook


@pytest.fixture
def folder(tmp_path):
    """Return an empty folder."""
    (tmp_path / "work").mkdir()
    return Folder(tmp_path / "work")


@pytest.mark.slow
def test_every_command_of_the_tutorial_prints_what_it_shows(folder):
    """Its files are written, its commands run, and their output is compared line by line."""
    text = SOURCE.read_text("utf-8")
    count = 0
    for command, said, printed in follow(text, folder):
        assert agrees(said, printed), "\n".join([command, *printed])
        count += 1
    assert count >= 9
    assert len([block for block in blocks(text) if block.file]) >= 6


def test_the_notebook_is_the_tutorial():
    """It is what the page makes it to be, and has a cell for each file and command."""
    assert TARGET.read_text("utf-8") == notebook(SOURCE.read_text("utf-8"))
    code = [cell for cell in json.loads(TARGET.read_text("utf-8"))["cells"]
            if cell["cell_type"] == "code"]  # fmt: skip
    assert len(code) >= 12


@pytest.mark.slow
def test_the_notebook_runs(folder):
    """Its cells run in their order: files are written, and no command fails that should not."""
    failing = []
    for cell in json.loads(TARGET.read_text("utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] != "code":
            continue
        if source.startswith("%%writefile "):
            first, _, text = source.partition("\n")
            path = folder.path / first.split()[1]
            assert path.parent.is_dir()  # as %%writefile wants it
            path.write_text(text + "\n", encoding="utf-8")
        else:
            assert source.startswith("!")
            folder.run(source[1:])
            if folder.run("echo $?") != ["0"]:
                failing.append(source)
    assert failing == ["!askewtheory fuzz long-step --claims descent --seconds 20"]
    assert (folder.path / "page/index.html").exists()


def test_links_lead_somewhere():
    """Every relative link of the pages for authors is a file."""
    import re

    for page in ("tutorial.md", "vocabulary.md", "mistakes.md"):
        text = (ROOT / "docs" / page).read_text("utf-8")
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
            assert (ROOT / "docs" / target).exists(), (page, target)
