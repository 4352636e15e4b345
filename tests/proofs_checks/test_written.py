"""The written proofs are complete, name checks that exist, and can be typeset and followed."""

import importlib
import re
from itertools import chain

import pytest

from askewtheory.audit.page.mathml import mathml
from askewtheory.audit.provers.coq import read_record
from askewtheory.audit.verdict import Verdict
from proofs_checks.formal import FOLDER as COQ
from proofs_checks.formal import PROVES
from proofs_checks.written_proofs import FOLDER, sections, written
from tests.proofs_checks.test_statements import ENTRIES

PAGES = {path.name: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.md"))}
REPAIRS = [name for name, entry in ENTRIES.items() if entry.role == "repair"]
WRITTEN = [name for name in sections() if name in ENTRIES]
CODE = re.compile(r"`([^`]+)`")
DISPLAY = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
INLINE = re.compile(r"(?<!\$)\$(?!\$)([^$\n]+)\$(?!\$)")
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
FACT = re.compile(r"\bFact (\d+)")
STEP = re.compile(r"^(\d+)\. ", re.MULTILINE)


def section(name):
    """Return the section of a repaired statement, which has one."""
    text = written(name)
    assert text is not None
    return text


def slug(heading):
    """Return the anchor that Markdown renderers give a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def anchors(page):
    """Return the anchors of a page."""
    return [slug(heading) for heading in HEADING.findall(PAGES[page])]


def exists(name):
    """Return whether a name in code is a check, a fact, a theorem or lemma in Coq, or a file."""
    if name in ENTRIES or (FOLDER.parents[1] / name).exists():
        return True
    module, _, last = name.rpartition(".")
    if module.startswith("facts."):
        return hasattr(importlib.import_module(f"proofs_checks.{module}"), last)
    source = COQ / f"{module}.v"
    stated = rf"^(Theorem|Lemma) {re.escape(last)}\b"
    return source.exists() and bool(re.search(stated, source.read_text("utf-8"), re.MULTILINE))


def test_every_repair_is_written():
    """Every repaired statement has a section; others are of claims that hold as printed."""
    assert set(REPAIRS) <= set(WRITTEN)
    others = set(WRITTEN) - set(REPAIRS)
    roles = {(ENTRIES[name].role, ENTRIES[name].expected) for name in others}
    assert roles == {("claim", Verdict.PROVED)}
    assert set(sections()) - set(WRITTEN) == {"index", "near-a-box", "setting"}
    assert written("lemma-5") is None
    assert section("lemma-5/repaired").startswith("## Lemma 5′\n")


@pytest.mark.parametrize("name", WRITTEN)
def test_a_section_states_and_proves(name):
    """A section has one heading, one statement and one proof with numbered steps."""
    text = section(name)
    assert len(HEADING.findall(text)) == 1
    assert text.count("**Statement.**") == text.count("**Proof.**") == 1
    steps = STEP.findall(text.split("**Proof.**")[1])
    assert steps == [str(k + 1) for k in range(len(steps))] != []


@pytest.mark.parametrize("name", WRITTEN)
def test_a_section_names_what_proves_it(name):
    """A section names its theorems in Coq, and a repair's also all its checked lines."""
    named = set(CODE.findall(section(name)))
    lines = set() if name not in REPAIRS else {one for one, entry in ENTRIES.items()
             if one.startswith(f"{name}/") and entry.expected is Verdict.PROVED}  # fmt: skip
    missing = {*PROVES.get(name, ()), *lines} - named
    assert not missing
    assert any(one.startswith(name) or one in read_record(COQ)["theorems"] for one in named)


@pytest.mark.parametrize("page", PAGES)
def test_names_in_code_exist(page):
    """Whatever a page sets as code is a check, a fact, a Coq theorem, a file or a command."""
    other = {"askewtheory verify", "push", "lemma_5"}
    assert [
        name for name in CODE.findall(PAGES[page]) if name not in other and not exists(name)
    ] == []


@pytest.mark.parametrize("page", PAGES)
def test_formulas_convert(page):
    """Every formula becomes MathML as a whole, and no dollar sign is left over."""
    text = CODE.sub("", PAGES[page])
    for source in chain(DISPLAY.findall(text), INLINE.findall(DISPLAY.sub("", text))):
        assert mathml(source), source
        assert source.count("{") == source.count("}"), source
    assert "$" not in INLINE.sub("", DISPLAY.sub("", text))


@pytest.mark.parametrize("page", PAGES)
def test_displayed_formulas_are_paragraphs(page):
    """A displayed formula stands on a line of its own between empty lines."""
    lines = PAGES[page].splitlines()
    for number, line in enumerate(lines):
        if "$$" in line:
            assert re.fullmatch(r" *\$\$[^$]+\$\$", line), line
            assert [*lines[number - 1 : number], *lines[number + 1 : number + 2]] == ["", ""], line


def test_facts_are_numbered_and_references_have_targets():
    """Facts are numbered one after another, and every fact that is referred to is stated."""
    order = ["setting.md", "near-a-box.md"]
    stated = [heading for page in order for heading in HEADING.findall(PAGES[page])
              if heading.startswith("Fact ")]  # fmt: skip
    assert stated == [f"Fact {k + 1}" for k in range(len(stated))]
    used = {int(number) for text in PAGES.values() for number in FACT.findall(text)}
    assert used <= set(range(1, len(stated) + 1))


@pytest.mark.parametrize("page", PAGES)
def test_links_resolve(page):
    """Every link leads to a page and a heading that exist, once."""
    for target in LINK.findall(INLINE.sub("", DISPLAY.sub("", PAGES[page]))):
        file, _, anchor = target.partition("#")
        assert not file or file in PAGES, target
        if anchor:
            assert anchors(file or page).count(anchor) == 1, f"{page}: {target}"


@pytest.mark.parametrize("name", WRITTEN)
def test_links_of_a_section_name_their_page(name):
    """The links of a section can be followed from elsewhere: each names a page of the folder."""
    for target in LINK.findall(INLINE.sub("", DISPLAY.sub("", section(name)))):
        assert target.partition("#")[0] in PAGES


def test_the_index_lists_every_section():
    """The index names each statement once, with a link to its section."""
    listed = [name for name in CODE.findall(PAGES["index.md"]) if name in ENTRIES]
    assert sorted(listed) == sorted(WRITTEN)
