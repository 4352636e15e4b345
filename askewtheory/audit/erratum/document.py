"""The whole erratum: what it says at the top, its entries by document, the repaired results."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from askewtheory.audit.erratum import entry as entries
from askewtheory.audit.erratum.markdown import anchor
from askewtheory.audit.erratum.words import Words, plain
from askewtheory.audit.page.about import About
from askewtheory.audit.page.record import is_untouched, not_reproduced, severities
from askewtheory.audit.verdict import FAILING, JUDGED, Severity, Verdict

Record = Mapping[str, Any]
_TITLE = re.compile(r"^##\s+(.+)$", re.MULTILINE)
_SPLIT = re.compile(r"\*\*(Statement|Proof)\.\*\*")


APPENDIX = "# Appendix: the repaired statements and their proofs"


@dataclass(frozen=True)
class Result:
    """A repaired statement with its proof, as Markdown; without a proof, the checks alone."""

    id: str
    title: str
    statement: str
    proof: str
    checks: str = ""

    def markdown(self) -> str:
        """Return it as a section."""
        proof = f"**Proof.** {self.proof}" if self.proof else ""
        parts = [f"## {self.title}", f"**Statement.** {self.statement}", proof, self.checks]
        return "\n\n".join(part for part in parts if part)


@dataclass(frozen=True)
class Document:
    """An erratum, in Markdown with ``$...$`` mathematics.

    Attributes
    ----------
    title
        Of the document that it corrects, plain text.
    front, body
        What stands at the top, and the entries.
    setting, results
        The appendix: what all proofs use, and the repaired statements.
    made, revision
        How it was made, and of what revision when: plain text.
    """

    title: str
    front: str
    body: str
    setting: str
    results: tuple[Result, ...]
    made: str
    revision: str

    @property
    def heading(self) -> str:
        """The title of the erratum."""
        return f"Erratum to “{self.title}”"

    def markdown(self) -> str:
        """Return the erratum as one text."""
        appendix = [self.setting, *(one.markdown() for one in self.results)]
        shown = ["# Appendix: the repaired statements and their proofs", *appendix]
        parts = [
            f"# {plain(self.heading)}",
            self.front,
            self.body,
            *(shown if any(appendix) else []),
        ]
        return "\n\n".join(part for part in parts if part) + f"\n\n---\n\n{plain(self.made)}\n"


def document(
    record: Record,
    about: About,
    words: Words,
    title: str = "",
    before: Iterable[str] = (),
    letters: str = "",
) -> Document:
    """Return the erratum of a verification.

    Parameters
    ----------
    record
        As ``verify --json`` writes it.
    about, words
        What the package says of itself, and how its texts are written.
    title
        Of the document that is corrected; by default the package's own.
    before
        Names of written pages with what all proofs use.
    letters
        A sentence on the letters that the document does not have.
    """
    claims = [one for one in record["claims"] if one.get("printed", True)]
    wrong = [one for one in claims if one["verdict"] in FAILING or entries.wrong_lines(one)]
    results = {
        one["id"]: result(one["repair"], about, words)
        for one in claims
        if one["repair"]
        and one["verdict"] in FAILING
        and one["repair"]["verdict"] == Verdict.PROVED
    }
    pages = [_shifted(_section(about.written(name) or "")) for name in before]
    setting = "\n\n".join(filter(None, pages))
    return Document(
        title or about.title, _front(record, claims, words, letters),
        _body(wrong, about, words, results), setting, tuple(results.values()),
        _made(record["environment"]), _revision(record["environment"]),
    )  # fmt: skip


def _body(
    wrong: Iterable[Record], about: About, words: Words, results: Mapping[str, Result]
) -> str:
    """Return the entries, under a heading for each document that they are about."""
    found: dict[str, list[str]] = {}
    for claim in wrong:
        known = results.get(claim["id"])
        proved = f"in full in the [appendix](#{anchor(known.title)})" if known else ""
        source = claim["source"].partition(", ")
        name = source[0] if source[1] else about.title
        found.setdefault(name, []).append(entries.entry(claim, about, words, proved=proved))
    return "\n\n".join(
        "\n\n".join([f"# {words.words(name)}", *shown]) for name, shown in found.items()
    )


def _front(record: Record, claims: list[Record], words: Words, letters: str) -> str:
    """Return the sentences at the top: how much fails, how badly, and what is not known."""
    failing = [one for one in claims if one["verdict"] in FAILING]
    lines = sum(len(entries.wrong_lines(one)) for one in claims)
    total = f"{len(claims)} printed statement{'s' * (len(claims) != 1)} were read"
    missing = record.get("summary", {}).get("pending")
    if missing:
        total += f", and {missing} more were not reached"
    if failing:
        first = f"{total}; {len(failing)} of them do not hold as printed."
    else:
        first = f"{total}; none of them was found to fail as printed."
    second = f" {lines} line{'s' * (lines != 1)} of statements and proofs " if lines else ""
    second += ("do not hold." if lines > 1 else "does not hold.") if lines else ""
    parts = [
        first + second + _HOW,
        words.sentence(letters),
        *_unsettled(record, claims, words),
        _overview(failing, words),
    ]
    return "\n\n".join(part for part in parts if part)


_HOW = (
    " Every counterexample is in exact numbers and meets all hypotheses. Entries are in the order"
    " of the source: what is printed, what is wrong, a counterexample, and what to write instead."
    " “Proved formally” is by a proof that Coq checks, “by two solvers” by Z3 and cvc5, which"
    " agree, and “from a named theorem” with a theorem of a textbook as a premise. A line has the"
    " name under which it was checked; what is said of it “in a counterexample” is true there,"
    " where the line is false."
)


def _unsettled(record: Record, claims: list[Record], words: Words) -> list[str]:
    """Say what this run did not settle, before anything else."""
    found = []
    if not is_untouched(record):
        found.append("**This was made of a record that is not as the verification wrote it**: no "
                     "verdict below is known to be one that was found.")  # fmt: skip
    differing = not_reproduced(record["claims"])
    if differing:
        names = ", ".join(f"`{one['id']}` ({one['verdict']})" for one in differing)
        found.append(f"**This run found other verdicts than those on record**, for {names}: what "
                     "is said of them below is to be read with care.")  # fmt: skip
    open_ = [one for one in claims if one["verdict"] in ("undecided", "supported")]
    if open_:
        names = "; ".join(
            f"{entries.heading(one, words)} ({one['verdict']}: {words.words(one['reason'])})"
            for one in open_
        )
        found.append(f"**Neither proved nor refuted:** {names}.")
    return found


def _overview(failing: list[Record], words: Words) -> str:
    """Return the statements that fail, by severity, the gravest first."""
    rows = []
    counts = severities(failing)
    main = failing[0]["source"].partition(", ")[0] if failing else ""
    for severity in reversed(Severity):
        named = [one for one in failing if one["severity"] == severity]
        if named:
            rows.append(f"- **{severity.value}** ({severity.meaning}), {counts[severity]}: "
                        f"{'; '.join(_link(one, words, main) for one in named)}.")  # fmt: skip
    rest = [one for one in failing if not one["severity"]]
    if rest:
        rows.append(f"- without a severity: {'; '.join(_link(one, words, main) for one in rest)}.")
    if counts:
        rows.append(f"\n{JUDGED}.")
    return "\n".join(rows)


def _link(claim: Record, words: Words, main: str) -> str:
    place = entries.place(claim, words).replace("; ", " and ")  # a semicolon ends each of them
    document, comma, _ = claim["source"].partition(", ")
    if comma and document != main:
        place = f"{words.words(document)}, {place}"
    return f"[{place}](#{anchor(entries.heading(claim, words))})"


def result(repair: Record, about: About, words: Words) -> Result:
    """Return a repair as the package writes it, or from what was checked where it does not."""
    written = _section(about.written(repair["id"]) or "")
    title = _TITLE.search(written)
    parts = _SPLIT.split(written)
    named = dict(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=False))
    if title and "Statement" in named:
        return Result(repair["id"], title[1].strip(), named["Statement"], named.get("Proof", ""))
    shown = "\n\n".join(
        filter(None, [words.sentence(repair["statement"]), entries.display(repair["formula"])])
    )
    return Result(repair["id"], words.words(repair["title"]), shown, "", _checks(repair, words))


def _checks(repair: Record, words: Words) -> str:
    """Return the parts of a repair that were proved, where nobody has written the proof."""
    steps = [f"- {words.sentence(one['statement'])} {_kind(one)}" for one in repair["steps"]]
    hand = dict.fromkeys(
        one["detail"] for one in repair["evidence"] if one["kind"] == "hand" and one["detail"]
    )
    steps += [f"- By hand: {words.sentence(one)}" for one in hand]
    return "\n".join(["What was checked of it:", "", *steps]) if steps else ""


def _kind(step: Record) -> str:
    return f"({step['verdict']}{', ' + step['proof_kind'] if step['proof_kind'] else ''})"


def _section(text: str) -> str:
    """Return a written section without its comments."""
    return re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL).strip()


def _shifted(text: str) -> str:
    """Return a section whose headings are one deeper, below that of the appendix."""
    return re.sub(r"^(#+ )", r"#\1", text, flags=re.MULTILINE)


def _revision(environment: Record) -> str:
    revision = environment.get("revision") or {}
    commit = str(revision.get("commit", ""))[:12]
    changed = " with changes" if revision.get("dirty") else ""
    time = str(environment.get("time", ""))[:16].replace("T", " ")
    return ", ".join(filter(None, [f"revision {commit}{changed}" if commit else "", time]))


def _made(environment: Record) -> str:
    versions = environment.get("versions") or {}
    tools = ", ".join(f"{name} {versions[name]}" for name in _TOOLS if name in versions)
    found = "; ".join(filter(None, [_revision(environment), tools]))
    return f"Made from a verification: {found}."


_TOOLS = ("askewtheory", "python", "z3-solver", "cvc5", "sympy")
