"""The documentation's links lead somewhere, and its commands and programs print what it says."""

import contextlib
import importlib.util
import io
import re
import shlex
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from askewtheory.audit.package import discover
from askewtheory.cli import main
from tests.docs.blocks import agrees

ROOT = Path(__file__).parents[2]
SKIPPED = ("_build", "generated")
PAGES = [
    path
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))
    if not set(path.relative_to(ROOT).parts) & set(SKIPPED)
]
FOLLOWED = [ROOT / "docs/start.md", *sorted((ROOT / "docs/guides").glob("*.md"))]
BLOCK = re.compile(
    r"(?:Save as `(?P<file>[^`]+)`[^\n]*(?:\n[^\n`]+)*?(?:`[^`\n]*`[^\n]*)?\n\n)?"
    r"```(?P<kind>sh|python|text)\n(?P<body>.*?)```\n",
    re.S,
)
NEED_TORCH = ("practitioner",)
"""Pages whose programs need the extra ``torch``."""


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page):
    """Every relative link and picture is a file of the project, and every anchor a heading."""
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.S)
    for target, anchor in re.findall(r"\]\((?!https?:|#)([^)#\s]+)(?:#([^)\s]+))?\)", text):
        file = (page.parent / target).resolve()
        if "generated" in file.parts:
            continue  # the site's own build looks at these
        assert file.is_file(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", file.read_text("utf-8"), re.M)
            assert anchor in [slug(heading) for heading in headings], f"{target}#{anchor}"


def test_every_page_is_listed():
    """Each page of the site is in a table of contents: a reader can come to it."""
    docs, listed = ROOT / "docs", {ROOT / "docs/index.md", *ROOT.glob("docs/proofs/*.md")}
    for page in PAGES:
        for block in re.findall(r"```\{toctree\}\n(.*?)```", page.read_text("utf-8"), re.S):
            lines = [line for line in block.splitlines() if line and not line.startswith(":")]
            for entry in (re.sub(r".*<(.*)>", r"\1", line) for line in lines):
                listed |= set(page.parent.glob(f"{entry}.md"))
    missing = {path for path in PAGES if docs in path.parents} - listed
    assert not missing, sorted(path.name for path in missing)


def slug(heading: str) -> str:
    """Return a heading's anchor."""
    return re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-")


def lines(text: str) -> list[str]:
    """Return the lines of an output that have anything on them."""
    return [line.rstrip() for line in text.splitlines() if line.strip()]


class Follower:
    """Follows a page literally: files are saved, commands and programs run, outputs compared."""

    def __init__(self, page: Path) -> None:
        self.page, self.said, self.names = page, "", {"__name__": "guide"}

    def follow(self) -> int:
        """Follow the page to its end; return how many blocks were run."""
        count = 0
        for block in BLOCK.finditer(self.page.read_text("utf-8")):
            kind, body = block["kind"], block["body"]
            if kind == "text":
                assert agrees(lines(body), lines(self.said)), f"{self.page.name}: {self.said}"
                continue
            count += 1
            self.said = ""
            if block["file"]:
                path = Path(block["file"])
                path.parent.mkdir(exist_ok=True)
                (path.parent / "__init__.py").write_text("", encoding="utf-8")
                path.write_text(body, encoding="utf-8")
            elif kind == "python":
                self.program(body)
            else:
                for line in body.replace("\\\n", " ").splitlines():
                    self.command(line)
        return count

    def program(self, body: str) -> None:
        """Run a program in the names of those before it."""
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(body, self.page.name, "exec"), self.names)
        self.said = out.getvalue()

    def command(self, line: str) -> None:
        """Run one command, which must succeed."""
        program, *arguments = shlex.split(line, comments=True)
        assert program == "askewtheory", line
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 0, (line, result.output)
        self.said += result.output


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("page", FOLLOWED, ids=lambda path: path.stem)
def test_a_guide_can_be_followed(page, tmp_path, monkeypatch):
    """Each command and program of a guide runs as it stands and prints what stands below it."""
    if page.stem in NEED_TORCH and importlib.util.find_spec("torch") is None:
        pytest.skip("PyTorch is not installed")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "argv", ["askewtheory"])
    try:
        assert Follower(page).follow() >= 2
    finally:
        discover.cache_clear()


def test_a_guide_that_says_something_else_is_noticed(tmp_path, monkeypatch):
    """A wrong output, a failing program and an unknown command are found by the test above."""
    monkeypatch.chdir(tmp_path)
    page = tmp_path / "guide.md"
    right = "```python\nprint(1 + 1)\n```\n\n```text\n2\n```\n"
    page.write_text(right, encoding="utf-8")
    assert Follower(page).follow() == 1
    for wrong in (
        right.replace("\n2\n", "\n3\n"),
        right.replace("\n2\n", "\n"),
        right.replace("\n2\n", "\n2\n2\n"),
        "```python\nassert False\n```\n",
        "```sh\nrm file\n```\n",
        "```sh\naskewtheory stepsize --levels=1\n```\n",
    ):
        page.write_text(wrong, encoding="utf-8")
        with pytest.raises(AssertionError):
            Follower(page).follow()


def test_the_example_package_verifies(tmp_path, monkeypatch):
    """The package in the page on claims has the verdicts on its record."""
    block = re.search(r"```python\n(.*?)```", (ROOT / "docs/claims.md").read_text("utf-8"), re.S)
    assert block
    (tmp_path / "descent").mkdir()
    (tmp_path / "descent/__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "descent/lemma_1.py").write_text(block[1], encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    shown = CliRunner().invoke(main, ["verify", "--claims", "descent", "--jobs", "1"])
    assert shown.exit_code == 0, shown.output
    assert "Every verdict on record was reproduced." in shown.output
