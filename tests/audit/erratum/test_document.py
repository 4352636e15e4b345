"""The erratum of the toy claims, and of records that try to be something else."""

import copy
import json
import re
from typing import Any

import pytest

from askewtheory.audit.entry import Entry
from askewtheory.audit.erratum import entry, erratum
from askewtheory.audit.erratum.document import document
from askewtheory.audit.erratum.tex import tex
from askewtheory.audit.erratum.words import Words
from askewtheory.audit.package import discover
from askewtheory.audit.page.about import About
from askewtheory.audit.page.record import verification
from askewtheory.audit.results import ClaimResult, StepResult, description
from askewtheory.audit.verdict import JUDGED
from askewtheory.errors import InputError
from askewtheory.output import to_json

EVIL = r"\input{/etc/passwd} $x$ 50% #1 a_b } \end{document} ~^& <b> `c` [l](file:///etc) | é ∀ 中"


@pytest.fixture(scope="module")
def markdown(record):
    """The erratum of the toys."""
    return erratum(record, "tests.toy_claims").markdown()


def test_a_severity_is_said_to_be_an_authors_word(markdown):
    """Beside the list of severities, which no machine checks."""
    assert f"\n{JUDGED}.\n" in markdown


def test_an_entry_says_what_is_printed_wrong_and_right(markdown):
    """Place, title, severity, formula, reason, counterexample, and the repair that was proved."""
    start = markdown.index("## Lemma 2. Steps below 2 keep the sign (hypothesis)")
    entry = markdown[start : markdown.index("\n## ", start + 3)]
    assert "**Printed.** Gradient descent on $w^{2} / 2$ with $\\gamma < 2$ keeps" in entry
    assert r"$$\gamma < 2 \Rightarrow w_{k+1} w_k \ge 0$$" in entry
    assert "**Wrong.** A step above 1 jumps over 0." in entry
    assert r"$\varepsilon = \tfrac{1}{5}$" in entry
    assert r"$k = 0$, $w = 1$; $k = 1$, $w = -\tfrac{1}{2}$; $k = 2$, $w = \tfrac{1}{4}$." in entry
    assert r"This breaks: $w_{1} w_{0} \ge 0$ (in numbers: $-\tfrac{1}{2} \ge 0$)." in entry
    assert r"**Instead.** $\gamma \le 1$. *Steps of at most 1 keep the sign* (proved" in entry
    assert "by two solvers, in full in the [appendix]" in entry


def test_lines_that_fail_stand_after_their_statement(markdown):
    """Also where the statement itself holds."""
    start = markdown.index("## Lemma 1. Half of a positive number is smaller")
    entry = markdown[start : markdown.index("\n## ", start + 3)]
    assert "The statement holds as printed. **Lines that do not hold.**" in entry
    assert "- *line 2* (misprint): $= x^2/2$ – $x^{2}$ is printed for $x$." in entry
    assert "line 1" not in entry


def test_a_line_says_what_holds_or_what_its_counterexample_shows(record):
    """What an instance happens to meet is not offered as what to write."""
    claim = copy.deepcopy(next(one for one in record["claims"] if one["repair"]))
    control = "not refuted by the same instance: w[1] <= 2"
    line = {
        "id": f"{claim['id']}/line-9", "role": "line", "verdict": "refuted", "severity": "gap",
        "why": "It jumps.", "statement": "It stays.", "formula": "", "readings": [],
        "formal": [{"about": "run"}], "as_meant": None,
        "evidence": [{"kind": "exact-replay", "control": control}],
    }  # fmt: skip
    claim["steps"] = [line]
    words = Words({})
    shown = entry._lines(claim, words, failing=True)
    assert "It stays. It jumps. In a counterexample: $w_{1} \\le 2$." in shown
    line["evidence"][0]["control"] += "; nor by any other, as it is a hypothesis"
    assert entry._lines(claim, words, failing=True) == shown
    meant = {"id": f"{claim['id']}/meant", "role": "reading", "verdict": "proved",
             "statement": "Reading: The step is short."}  # fmt: skip
    claim["steps"] = [{**line, "as_meant": {"id": meant["id"]}}, meant]
    shown = entry._lines(claim, words, failing=True)
    assert "It jumps. Instead: the step is short." in shown
    assert "counterexample" not in shown


@pytest.mark.parametrize("verdict", ["refuted", "supported", "undecided"])
def test_nothing_is_called_proved_that_is_not(record, verdict):
    """A repair and a reading with another verdict, whatever kind of evidence they have."""
    claim = copy.deepcopy(next(one for one in record["claims"] if one["repair"]))
    claim["repair"] |= {"verdict": verdict, "proof_kind": "computed"}
    changed = {**record, "claims": [claim]}
    shown = erratum(changed, "tests.toy_claims").markdown()
    assert f"*Steps of at most 1 keep the sign* ({verdict})" in shown
    assert "Appendix" not in shown
    meant = {**claim["repair"], "id": f"{claim['id']}/meant", "role": "reading",
             "verdict": verdict, "proof_kind": "computed", "statement": "The step is short.",
             "title": "", "formula": ""}  # fmt: skip
    claim["repair"], claim["as_meant"] = None, {"id": meant["id"], "changes": []}
    claim["steps"] = [meant]
    shown = erratum(changed, "tests.toy_claims").markdown()
    assert f"{verdict.capitalize()}: The step is short." in shown
    assert "proved by" not in shown.partition("**Instead.**")[2]


@pytest.mark.parametrize(
    ("place", "value"),
    [("verdict", "proved"), ("severity", "misprint"), ("why", "A slip."), ("statement", "1 = 1.")],
)
def test_a_record_that_was_changed_is_not_passed_off_as_a_verification(record, place, value):
    """The first thing that the erratum says of it; as JSON has it, the record is untouched."""
    said = "**This was made of a record that is not as the verification wrote it**"
    kept = json.loads(to_json(record))
    assert said not in erratum(kept, "tests.toy_claims").markdown()
    claim = next(one for one in kept["claims"] if one["severity"] == "hypothesis")
    claim[place] = value
    assert said in erratum(kept, "tests.toy_claims").markdown()


def test_the_top_counts_and_says_what_is_not_settled(markdown):
    """How many fail, by severity with links, and what nobody decided."""
    top = markdown[: markdown.index("\n# Toy")]
    assert "6 printed statements were read; 3 of them do not hold as printed." in top
    assert "1 line of statements and proofs does not hold." in top
    assert "**Neither proved nor refuted:** Remark. Only tried (supported" in top
    assert "Remark. Not decided (undecided: both timed out)" in top
    assert "- **wrong** (no statement of this kind holds), 1: [Lemma 3](#lemma-3-" in top
    assert "on record" not in top


def test_the_words_are_the_package_s_own(markdown):
    """Nothing of another document is said."""
    assert markdown.startswith("# Erratum to “tests.toy\\_claims”")
    assert not re.search("askew|weight|quanti|remoteness", markdown.split("\n---\n")[0], re.I)


def test_the_repair_is_in_the_appendix_with_what_was_checked(record):
    """Where nobody has written its proof."""
    one = erratum(record, "tests.toy_claims").results[0]
    assert one.title == "Steps of at most 1 keep the sign"
    assert one.statement == r"With $\gamma \le 1$ it does."
    assert one.proof == ""


def test_a_written_proof_is_taken_as_it_is(record):
    """Statement and proof become a theorem and its proof; comments for programs go."""
    text = (
        "<!-- a -->\n## Lemma 2′\n\n**Statement.** $x$.\n\n**Proof.** Clear, see [it](#lemma-2).\n"
    )
    said = About(
        "toys", "Toys", written={"overshoot/repaired": text, "setting": "# Setting\n\nS."}.get
    )
    found = document(record, said, Words({}), "A paper", ["setting"])
    assert found.markdown().startswith("# Erratum to “A paper”")
    assert found.setting == "## Setting\n\nS."
    source = tex(found)
    assert "Lemma 2\\ensuremath{{}'}}\n$x$.\n\\end{result}" in source
    assert source.count(r"\hypertarget{lemma-2}") == 1
    assert "\\begin{proof}\nClear, see \\hyperlink{lemma-2}{it}.\n\\end{proof}" in source
    assert "<!--" not in source


def test_a_package_where_nothing_fails_has_a_short_erratum(record, compile_quietly):
    """It says so, and has neither entries nor an appendix."""
    good = dict(record, claims=[one for one in record["claims"] if one["id"] == "sampled"])
    found = erratum(good, "tests.toy_claims")
    assert "none of them was found to fail as printed" in found.front
    assert found.body == ""
    assert "Appendix" not in found.markdown()
    compile_quietly(tex(found))


def test_verdicts_that_differ_from_the_record_are_said_first(record):
    """A reader must know that the run did not find what was expected."""
    other = copy.deepcopy(record)
    other["claims"][0]["expected"] = "refuted"
    front = erratum(other, "tests.toy_claims").front
    assert "**This run found other verdicts than those on record**, for `halving` (proved)" in front


def test_an_interrupted_run_says_how_much_is_missing(record):
    """Its record counts what it did not reach."""
    part = dict(record, claims=record["claims"][:2], summary=record["summary"] | {"pending": 4})
    assert (
        "2 printed statements were read, and 4 more were not reached"
        in erratum(part, "tests.toy_claims").front
    )


def _poisoned(value: Any, key: str = "") -> Any:
    """Return a record with every text replaced but those from a fixed list."""
    if isinstance(value, dict):
        keys = {name: EVIL + name for name in value} if key == "setting" else {}
        return {keys.get(name, name): _poisoned(one, name) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_poisoned(one, key) for one in value]
    fixed = ("verdict", "expected", "severity", "kind", "role", "id", "claims")
    return value if not isinstance(value, str) or key in fixed else EVIL


def test_hostile_texts_come_out_as_text(record, compile_quietly):
    """Every field of a record, the package's title, quotations and proofs may be anything."""
    said = About("toys", EVIL, quoted={"overshoot": EVIL}, written=lambda name: EVIL)
    found = document(_poisoned(record), said, Words({}, setting={"x": "y"}), EVIL, ["setting"])
    source = tex(found)
    assert not re.search(r"\\(input|include|write)\b", source)
    assert source.count(r"\end{document}") == 1
    assert source.rstrip().endswith(r"\end{document}")
    compile_quietly(source)


@pytest.mark.parametrize(
    "broken", [{}, {"claims": []}, {"environment": {}}, {"environment": 3, "claims": 2}]
)
def test_what_is_no_record_is_refused(broken):
    """In one sentence."""
    with pytest.raises(InputError, match="record must be"):
        erratum(broken, "tests.toy_claims")


def test_a_record_of_another_package_is_refused(record):
    """Its identifiers would mean something else."""
    with pytest.raises(InputError, match=r"record must be of the claims of proofs_checks, got"):
        erratum(record, "proofs_checks")


def test_the_erratum_of_the_toys_compiles(record, compile_quietly):
    """Without errors, warnings, or lines that stick out."""
    compile_quietly(tex(erratum(record, "tests.toy_claims")))


def _as_on_record(package):
    """Return the record of a package as if every check had found what is on record.

    Nothing is run: this is for the texts, and holds no counterexample.
    """
    known = discover(package)

    def step(one: Entry):
        return StepResult(description(one), one.id, one.expected, one.expected, "", 0.0)

    def whole(one: Entry):
        inner = [known.entries[name] for name in known.entries if known.entries[name].of == one.id]
        repairs = [whole(part) for part in inner if part.role == "repair"]
        steps = tuple(step(part) for part in inner if part.role != "repair")
        return ClaimResult(step(one), steps, repairs[0] if repairs else None)

    return verification([whole(known.entries[name]) for name in known.claims], package)


@pytest.mark.slow
def test_the_erratum_of_the_report_compiles(compile_quietly):
    """Every title, statement, formula, reason, quotation and proof of it is typeset in silence."""
    found = erratum(_as_on_record("proofs_checks"), "proofs_checks")
    assert len(found.results) > 30
    source = tex(found)
    compile_quietly(source)
    other = r"\]\(#[^)]*\)|\$[^$]*\$|\\[A-Za-z]+|\\texttt\{[^{}]*\}"
    said = re.sub(other, "", found.front + found.body)
    raw = re.findall(r"\b(?:grad l|ghat|gbar|psi'|epsilon|gamma)\b", said)
    assert raw == []
