"""The statements of a LaTeX source, each with its number, its displays and its proof's lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from askewtheory.audit.scaffold.definitions import Definitions, keys
from askewtheory.audit.scaffold.displays import OpenDisplay, is_display
from askewtheory.audit.scaffold.numbering import SECTIONS, Counters
from askewtheory.audit.scaffold.sources import Sources
from askewtheory.audit.scaffold.statements import NOT_PROVED, Proof, Statement, owner_of
from askewtheory.audit.scaffold.stream import Stream, Token
from askewtheory.errors import InputError

MOST_STATEMENTS, MOST_LINES = 1000, 10_000
_VERBATIM = ("verbatim", "Verbatim", "lstlisting", "minted", "comment", "alltt", "filecontents")
_REFERENCES = ("ref", "eqref", "cref", "Cref", "autoref", "thref", "vref", "nameref", "prettyref")
_LISTS = ("enumerate", "itemize", "description")


@dataclass
class _Open:
    """An environment that is being read: a statement or a proof."""

    environment: str
    holds: Statement | Proof
    parts: list[str] = field(default_factory=list)
    lists: int = 0


@dataclass(frozen=True)
class Paper:
    """What was read: title, statements in order, numbers by label, and notes for the user."""

    title: str
    statements: tuple[Statement, ...]
    numbers: dict[str, str]
    notes: tuple[str, ...]


def read_paper(path: Path) -> Paper:
    """Read a LaTeX source.

    Parameters
    ----------
    path
        Its main file.

    Raises
    ------
    InputError
        If it cannot be read, is too large, expands without end, or states nothing.
    """
    sources = Sources(path)
    return _Reader(Stream(sources.main(path), sources), sources).read(path.name)


class _Reader:
    """Goes through the tokens once."""

    def __init__(self, stream: Stream, sources: Sources) -> None:
        self.stream, self.notes = stream, sources.notes
        self.counters = Counters()
        self.definitions = Definitions(stream, self.counters)
        self.title, self.heading, self.anchor = "", "", ""
        self.heading_at = 0
        self.open: list[_Open] = []
        self.display: OpenDisplay | None = None
        self.inline = False
        self.statements: list[Statement] = []
        self.proofs: list[Proof] = []
        self.numbers: dict[str, str] = {}
        self.owners: dict[str, Statement] = {}
        self.proved: list[Statement] = []
        self.sub: list[str | int] = []
        self.commands: dict[str, Callable[[], object]] = {
            **self.definitions.commands(),
            "title": self._title,
            "input": lambda: stream.include(stream.word()),
            "include": lambda: stream.include(stream.argument()),
            "subfile": lambda: stream.include(stream.argument()),
            "usepackage": self._package,
            "RequirePackage": self._package,
            "documentclass": self._class,
            "iffalse": lambda: stream.skip_to("\\fi"),
            "appendix": self.counters.appendix,
            "proof": lambda: self._begin("proof"),
            "endproof": lambda: self._end("proof"),
            "verb": self._verb,
            **{name: (lambda name=name: self._section(name)) for name in SECTIONS},
        }
        stream.protected |= set(self.commands)

    def read(self, name: str) -> Paper:
        """Read to the end and put the proofs where they belong."""
        for token in self.stream:
            self._token(token)
            if len(self.statements) > MOST_STATEMENTS:
                raise InputError(f"from must state at most {MOST_STATEMENTS} things, got more.")
        while self.open:
            self._close()
        for proof in self.proofs:
            owner = owner_of(proof, self.statements, self.owners, self.proved)
            if owner is None:
                self.notes.append("a proof belongs to no statement")
                continue
            self.proved.append(owner)
            owner.lines += proof.lines
            owner.uses += proof.uses
        if sum(len(one.lines) for one in self.statements) > MOST_LINES:
            raise InputError(f"from must display at most {MOST_LINES} lines in proofs, got more.")
        if not self.statements:
            raise InputError(f"from must hold theorem-like environments, got none in {name!r}.")
        notes = tuple(dict.fromkeys(self.notes))
        return Paper(self.title, tuple(self.statements), self.numbers, notes)

    def _token(self, token: Token) -> None:
        kind, name = token.kind, token.name
        if kind == "begin_environment":
            self._begin(name, token.raw)
        elif kind == "end_environment":
            self._end(name, token.raw)
        elif kind == "mathmode_display" and not (self.inline and name == "$$"):
            self._toggle(name)
        elif kind == "macro" and name in ("label", *_REFERENCES) and not self._in_display(name):
            self._label(token) if name == "label" else self._reference(token)
        elif kind == "macro" and name in self.commands:
            self.commands[name]()
        elif self.display is not None:
            self.display.take(token, self.stream)
        else:
            self.inline ^= kind == "mathmode_inline"
            self._emit(token.raw)

    def _in_display(self, name: str) -> bool:
        return self.display is not None and name == "label"

    def _emit(self, raw: str) -> None:
        if self.open:
            self.open[-1].parts.append(raw)

    # --- environments ---------------------------------------------------------------------------

    def _begin(self, name: str, raw: str = "") -> None:
        if name in _VERBATIM or name.removesuffix("*") in _VERBATIM:
            self.stream.skip_to(f"\\end{{{name}}}")
        elif self.display is not None:
            self.display.take(Token("begin_environment", name, raw), self.stream)
        elif is_display(name):
            self.display = OpenDisplay(name)
            self.display.begin_arguments(self.stream)
        elif name == "subequations":
            self.sub = [self.counters.step("equation"), 0]
        elif name in ("restatable", "restatable*"):
            title, inner = self.stream.optional(), self.stream.argument().strip()
            self.stream.argument()
            self._statement(name, inner, title)
        elif self.counters.environment(name) is not None:
            self._statement(name, name, self.stream.optional())
        elif name.lower().startswith("proof") or name in ("pf", "pf*"):
            self._proof(name)
        elif name in self.definitions.environments:
            self._user_environment(name)
        else:
            if self.open and name in _LISTS:
                self.open[-1].lists += 1
            self._emit(raw)

    def _user_environment(self, name: str) -> None:
        count, default, begin, _ = self.definitions.environments[name]
        values = []
        if default is not None and count:
            given = self.stream.optional()
            values.append(default if given is None else given)
        values += [self.stream.argument() for _ in range(count - len(values))]
        for place in range(len(values), 0, -1):
            begin = begin.replace(f"#{place}", values[place - 1])
        self._once(name, begin)

    def _once(self, name: str, text: str) -> None:
        """Go on with what an environment stands for, unless that is being read already."""
        if f"\\begin{{{name}}}" not in text and f"\\end{{{name}}}" not in text:
            self.stream.push(text, name)

    def _statement(self, environment: str, inner: str, title: str | None) -> None:
        found = self.counters.environment(inner)
        word, counter = (inner.capitalize(), None) if found is None else (found.word, found.counter)
        number = "" if counter is None else self.counters.step(counter)
        own = Statement(word, number, title or "")
        options = keys(title or "")
        if "name" in options or "label" in options:  # thmtools
            own.title = options.get("name", "")
            if options.get("label"):
                self._anchor(options["label"], own)
        self.statements.append(own)
        self.open.append(_Open(environment, own))
        self.inline = False

    def _proof(self, environment: str) -> None:
        title = self.stream.optional() or ""
        provable = [one for one in self.statements if one.word.lower() not in NOT_PROVED]
        after = (provable or self.statements or [None])[-1]
        proof = Proof(title, self.heading, after, len(self.statements) > self.heading_at)
        self.proofs.append(proof)
        self.open.append(_Open(environment, proof))
        self.inline = False

    def _end(self, name: str, raw: str = "") -> None:
        if self.display is not None and not self.display.ends(name, raw):
            return
        if self.display is not None and self.display.name == name:
            self._close_display()
            return
        if name == "document":
            self.stream.end()
        elif any(one.environment == name for one in self.open):
            if self.display is not None:
                self._close_display()
            while self._close() != name:
                pass
        elif name == "subequations":
            self.sub = []
        elif name in self.definitions.environments and not is_display(name):
            self._once(name, self.definitions.environments[name][3])
        else:
            if self.open and name in _LISTS:
                self.open[-1].lists -= 1
            self._emit(raw)

    def _close(self) -> str:
        done = self.open.pop()
        if isinstance(done.holds, Statement):
            done.holds.latex = "".join(done.parts).strip()
        self.inline = False
        return done.environment

    def _toggle(self, name: str) -> None:
        if self.display is None:
            if name in ("$$", "\\["):
                self.display = OpenDisplay(name)
        elif {"$$": "$$", "\\]": "\\["}.get(name) == self.display.name:
            self._close_display()

    def _close_display(self) -> None:
        done, self.display = self.display, None
        if done is None:
            return
        found = done.close(self._number)
        for one in found:
            for label in one.labels:
                self._named(label, f"({one.number})" if one.number else "")
        if self.open:
            holds = self.open[-1].holds
            (holds.displays if isinstance(holds, Statement) else holds.lines).extend(found)
        self._emit(f"\n{done.raw}\n")

    def _number(self) -> str:
        if self.sub:
            self.sub[1] = int(self.sub[1]) + 1
            count = self.sub[1]
            return f"{self.sub[0]}{chr(ord('a') + count - 1) if count <= 26 else count}"
        return self.counters.step("equation")

    # --- commands -------------------------------------------------------------------------------

    def _label(self, token: Token) -> None:
        label = self.stream.argument().strip()
        for one in reversed(self.open):
            if isinstance(one.holds, Statement):
                if one.lists > 0:  # the number of an item is not followed
                    self._named(label, "")
                else:
                    self._anchor(label, one.holds)
                return
        self._named(label, self.anchor)

    def _anchor(self, label: str, own: Statement) -> None:
        self._named(label, own.number)
        own.labels.append(label)
        self.owners[label] = own

    def _named(self, label: str, number: str) -> None:
        if label in self.numbers:
            self.notes.append(f"the label {label} stands twice; LaTeX takes the last")
            self.owners.pop(label, None)
        self.numbers[label] = number

    def _reference(self, token: Token) -> None:
        self.stream.star()
        labels = self.stream.argument()
        for one in reversed(self.open):
            if isinstance(one.holds, Proof):
                one.holds.uses += [label.strip() for label in labels.split(",")]
                break
        raw = f"\\{token.name}{{{labels}}}"
        if self.display is not None:
            self.display.take(Token("char", raw, raw), self.stream)
        else:
            self._emit(raw)

    def _title(self) -> None:
        self.stream.optional()
        self.title = self.title or self.stream.argument()

    def _package(self) -> None:
        self.stream.optional()
        for name in self.stream.argument().split(","):
            self.stream.include(name, ".sty")

    def _class(self) -> None:
        self.stream.optional()
        if self.stream.argument().strip() in ("book", "report", "amsbook", "memoir", "scrbook"):
            self.counters.with_chapters()

    def _verb(self) -> None:
        self.stream.star()
        mark = self.stream.plain()
        if mark is not None:
            self.stream.skip_to(mark.name[:1] or "|")

    def _section(self, name: str) -> None:
        star = self.stream.star()
        self.stream.optional()
        self.heading, self.heading_at = self.stream.argument(), len(self.statements)
        self.anchor = "" if star else self.counters.step(name)
