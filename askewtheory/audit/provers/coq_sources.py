"""The Coq files of a folder: what each imports and states, its hash, and gaps in its proofs."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from askewtheory.audit.provers.coq_names import LIBRARY_NAMES, OWN_NAMES
from askewtheory.errors import InputError
from askewtheory.reading import MOST_RECORD, content_of

LIBRARY = "Askew"
NAME = r"[A-Za-z_][\w']*"
_FORBIDDEN = re.compile(
    r"\b(Admitted|admit|give_up|Abort|Axioms?|Parameters?|Conjectures?|bypass_check)\b"
    r"|Unset\s+(Guard|Positivity|Universe)\s+Checking"
    r"|\b(Infix|Coercion|Canonical|Declare)\b|\bNotation\s+\""
    r"|:>(?!=)|\b(?:Set|Unset)\s+Printing\b|\bwhere\s+\"|\bSuchThat\b"
    r"|\b(?:Number|Numeral|String)\s+Notation\b|\b(?:Delimit|Undelimit|Bind)\s+Scope\b"
    r"|\b(?:Export|Include|Module|Redirect|Extraction|Primitive|Function)\b"
    r"|#\[(?!\s*(?:local|global|export|program)\s*\])|\bExisting\s+Class\b"
    r"|\b(?:Add|Remove)\s+Printing\b"
    r"|\bLoad\b|\bAdd\s+(?:Rec\s+)?(?:LoadPath|ML\s+Path)\b"
)
"""What leaves a gap in a proof, makes a statement read otherwise than what it says, or reads a file
that is no source."""
_LETTERS = re.compile(r"[^\x00-\x7F]")
"""Of these some look like others: a name that is read as a library's, and is none."""
_DECLARES = re.compile(
    r"\b(?:Definition|Fixpoint|CoFixpoint|Inductive|CoInductive|Variant|Record|Structure|Class"
    r"|Notation|Let|Save|Defined|Scheme|Theorem|Lemma|Fact|Inversion|Inversion_clear|using"
    r"|Remark|Corollary"
    rf"|Proposition|Property|Example|Instance|SubClass)(?=\s+({NAME}))"
)
_TYPES = re.compile(
    r"\b(?:Inductive|CoInductive|Variant|Record|Structure|Class)\s(.*?)\.(?=\s|\Z)", re.DOTALL
)
_INSIDE = re.compile(rf"(?:\||:=|[{{;])\s*({NAME})")
"""The names of constructors and fields; of others, too, that are refused with them."""
_TOGETHER = re.compile(rf"\bwith\s+({NAME})")


@dataclass(frozen=True)
class Source:
    """One Coq file: its text, the files that it imports, its theorems, and the hash of it all."""

    name: str
    text: str
    imports: tuple[Source, ...]

    @property
    def closure(self) -> list[Source]:
        """Return what it rests on and itself, imports first."""
        found: dict[str, Source] = {}
        for other in self.imports:
            found |= {source.name: source for source in other.closure}
        return [*found.values(), self]

    @property
    def theorems(self) -> list[str]:
        """Return the names of its theorems, in order."""
        return re.findall(rf"^\s*Theorem\s+({NAME})", without_comments(self.text), re.MULTILINE)

    @property
    def sha(self) -> str:
        """Return the hash of its text and of all that it imports."""
        digest = hashlib.sha256()
        for source in self.closure:
            digest.update(f"{source.name}\0{source.text}\0".encode())
        return digest.hexdigest()

    @property
    def forbidden(self) -> str | None:
        """Return what leaves a gap in a proof, or a meaning in doubt, in the closure."""
        for source in self.closure:
            text = without_comments(source.text)
            if found := _FORBIDDEN.search(text):
                return f"{source.name}.v says {' '.join(found[0].strip('. }').split())}"
            if source.name != source.name.lower():
                return f"{source.name}.v must be named in small letters, as no library of Coq's is"
            if found := _LETTERS.search(text):
                return f"{source.name}.v has a letter beyond ASCII: U+{ord(found[0]):04X}"
            again = [one for one in _declared(text) if one in LIBRARY_NAMES]
            if again:
                return f"{source.name}.v gives {again[0]} another meaning"
        return None

    @property
    def own(self) -> set[str]:
        """Return the names of a library's that mean something of their own in the closure."""
        texts = (without_comments(source.text) for source in self.closure)
        return {one for text in texts for one in _declared(text) if one in OWN_NAMES}


def _declared(text: str) -> tuple[str, ...]:
    """Return the names that a source gives a meaning, without those that it makes of them."""
    inside = [name for one in _TYPES.findall(text) for name in _INSIDE.findall(one)]
    return (*_DECLARES.findall(text), *_together(text), *inside)


def _together(text: str) -> Iterator[str]:
    """Yield what ``with`` declares beside something else: its name has a type, no pattern's arm."""
    for found in _TOGETHER.finditer(text):
        depth = 0
        for sign in re.findall(r"[()\[\]{}]|=>|:=|[:|.](?=\s)", text[found.end() :]):
            depth += (sign in "([{") - (sign in ")]}")
            if depth < 0 or (depth == 0 and sign in ("=>", "|", ".")):
                break
            if depth == 0 and sign in (":", ":="):
                yield found[1]
                break


def without_comments(text: str) -> str:
    """Return Coq text without its comments, which nest; no comment begins or ends in a string.

    Outside of comments ``*)`` ends nothing: it is written in ``(simpl in *)``.
    """
    kept, depth = [], 0
    for part in re.split(r'("[^"]*"|\(\*|\*\))', text):
        if part in ("(*", "*)"):
            depth = depth + 1 if part == "(*" else max(depth - 1, 0)
        elif depth == 0:
            kept.append(part)
    return " ".join(kept)


def sources(folder: Path) -> dict[str, Source]:
    """Return the Coq files of ``folder`` by name, imports before what needs them."""
    texts = {path.stem: _text(path) for path in sorted(folder.glob("*.v"))}
    found: dict[str, Source] = {}

    def visit(name: str, above: tuple[str, ...] = ()) -> Source:
        if name in above:
            raise InputError(f"Coq files must not import each other, got {name}.v twice")
        if name not in found:
            lines = re.findall(
                rf"From\s+{LIBRARY}\s+Require\s+Import\s+([^.]*)\.", without_comments(texts[name])
            )
            needed = [word for line in lines for word in line.split() if word in texts]
            imports = tuple(visit(word, (*above, name)) for word in needed)
            found[name] = Source(name, texts[name], imports)
        return found[name]

    for name in texts:
        visit(name)
    return found


def _text(path: Path) -> str:
    try:
        return content_of(path, "Coq file", MOST_RECORD).decode("utf-8")
    except UnicodeDecodeError:
        raise InputError(f"Coq file must be UTF-8, got {str(path)!r}.") from None


def theorems(folder: Path) -> list[str]:
    """Return the names of all theorems, ``file.theorem``."""
    return [f"{name}.{t}" for name, source in sources(folder).items() for t in source.theorems]
