"""Counters as LaTeX steps and prints them, and the declarations of theorem-like environments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pylatexenc.latexwalker import LatexWalker, LatexWalkerError

SECTIONS = ("chapter", "section", "subsection", "subsubsection")
BUILT_IN = (
    "theorem", "lemma", "proposition", "corollary", "claim", "fact", "conjecture", "observation",
    "property", "definition", "assumption", "remark", "example", "hypothesis", "axiom", "condition",
    "notation", "problem", "question", "exercise", "thm", "lem", "prop", "cor", "conj", "obs",
    "defn", "rem", "asm",
)  # fmt: skip
"""Environments that classes define, for sources that declare none of that name."""
_SHORT = {
    "thm": "Theorem", "lem": "Lemma", "prop": "Proposition", "cor": "Corollary",
    "conj": "Conjecture", "obs": "Observation", "defn": "Definition", "rem": "Remark",
    "asm": "Assumption",
}  # fmt: skip


@dataclass(frozen=True)
class Environment:
    """A theorem-like environment: the word that is printed, and its counter or none."""

    word: str
    counter: str | None


@dataclass
class _Counter:
    value: int = 0
    within: str = ""
    form: str = ""


def _roman(value: int) -> str:
    found = ""
    for size, letters in ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"),
                          (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"),
                          (4, "iv"), (1, "i")):  # fmt: skip
        while value >= size:
            found, value = found + letters, value - size
    return found


def _letter(value: int) -> str:
    return chr(ord("a") + value - 1) if 0 < value <= 26 else str(value)


_FORMS: dict[str, Callable[[int], str]] = {
    "arabic": str,
    "alph": _letter,
    "Alph": lambda value: _letter(value).upper(),
    "roman": lambda value: _roman(value % 10_000),
    "Roman": lambda value: _roman(value % 10_000).upper(),
}


@dataclass
class Counters:
    """All counters of a document, and its theorem-like environments."""

    known: dict[str, _Counter] = field(default_factory=dict)
    environments: dict[str, Environment] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.known |= {"equation": _Counter(), "chapter": _Counter(), "section": _Counter()}
        self.known["subsection"] = _Counter(within="section")
        self.known["subsubsection"] = _Counter(within="subsection")

    def with_chapters(self) -> None:
        """Count as the classes for books do."""
        self.within("section", "chapter")
        self.within("equation", "chapter")

    def counter(self, name: str) -> _Counter:
        """Return a counter, which is made where it is not yet known."""
        return self.known.setdefault(name.strip(), _Counter())

    def within(self, name: str, outer: str) -> None:
        """Let a counter start again with each step of another, whose number it shows."""
        if name.strip() not in self._around(outer.strip()):
            self.counter(name).within = outer.strip()
            self.counter(outer)

    def _around(self, name: str) -> list[str]:
        """Return a counter and all those that it lies within."""
        found: list[str] = []
        while name and name not in found:
            found.append(name)
            name = self.counter(name).within
        return found

    def step(self, name: str) -> str:
        """Count one further; return the number as it is printed."""
        self.counter(name).value += 1
        for inner, one in self.known.items():
            if inner != name and name in self._around(inner):
                one.value = 0
        return self.printed(name)

    def set(self, name: str, value: str, *, more: bool) -> None:
        """Set a counter, or add to it; what is no number changes nothing."""
        try:
            number = int(value.strip()[:9])
        except ValueError:
            return
        one = self.counter(name)
        one.value = number + (one.value if more else 0)

    def appendix(self) -> None:
        """Begin to number sections (chapters, where there are some) with letters."""
        outer = "chapter" if self.known["section"].within else "section"
        self.known[outer] = _Counter(form=f"\\Alph{{{outer}}}")
        for inner in self.known:
            if inner != outer and outer in self._around(inner):
                self.known[inner].value = 0

    def printed(self, name: str, depth: int = 0) -> str:
        """Return a counter's number as it is printed."""
        one = self.counter(name)
        if one.form and depth < 10:
            return self._in_form(one.form, depth + 1)
        outer = f"{self.printed(one.within, depth + 1)}." if one.within and depth < 10 else ""
        return f"{outer}{one.value}"

    def _in_form(self, form: str, depth: int) -> str:
        r"""Return what a definition of ``\thename`` prints."""
        walker, place, found = LatexWalker(form), 0, ""
        command = ""
        while place < len(form):
            try:
                token = walker.get_token(place)
            except LatexWalkerError:
                break
            place = token.pos + token.len
            if token.tok == "macro" and token.arg in _FORMS:
                end = form.find("}", place)
                name = form[place:end].strip().lstrip("{").strip()
                found += _FORMS[token.arg](self.counter(name).value)
                place = end + 1 if end >= 0 else len(form)
            elif token.tok == "macro" and token.arg.startswith("the"):
                command = token.arg.removeprefix("the")
                found += self.printed(command, depth) if command in self.known else ""
            elif token.tok == "char":
                found += token.arg
        return found

    def declare(self, name: str, word: str, shared: str = "", within: str = "") -> None:
        r"""Declare a numbered environment, as ``\newtheorem{name}[shared]{word}[within]`` does."""
        name, shared = name.strip(), shared.strip()
        if shared:
            same = self.environments.get(shared)
            counter = shared if same is None or same.counter is None else same.counter
        else:
            counter = name
            self.counter(counter).value = 0
        self.counter(counter)
        if within:
            self.within(counter, within)
        self.environments[name] = Environment(word, counter)

    def declare_plain(self, name: str, word: str) -> None:
        """Declare an environment without numbers."""
        self.environments[name.strip()] = Environment(word, None)

    def environment(self, name: str) -> Environment | None:
        """Return a theorem-like environment: one that is declared, or that classes define."""
        found = self.environments.get(name)
        if found is not None:
            return found
        plain = name.removesuffix("*")
        if plain != name and plain in self.environments:
            return Environment(self.environments[plain].word, None)
        if plain.lower() not in BUILT_IN:
            return None
        word = _SHORT.get(plain.lower(), plain.capitalize())
        if plain != name:
            return Environment(word, None)
        self.declare(name, word)
        return self.environments[name]
