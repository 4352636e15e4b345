"""The Coq files of a folder: what each imports and states, its hash, and gaps in its proofs."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from askewtheory.errors import InputError

LIBRARY = "Askew"
_FORBIDDEN = re.compile(
    r"\b(Admitted|admit|give_up|Abort|Axioms?|Parameters?|Conjectures?|bypass_check)\b"
    r"|Unset\s+(Guard|Positivity|Universe)\s+Checking"
)
NAME = r"[A-Za-z_][\w']*"


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
        """Return a word that leaves a gap in a proof, if there is one in the closure."""
        for source in self.closure:
            found = _FORBIDDEN.search(without_comments(source.text))
            if found:
                return f"{source.name}.v says {found[0]}"
        return None


def without_comments(text: str) -> str:
    """Return Coq text without its comments, which nest."""
    kept, depth = [], 0
    for part in re.split(r"(\(\*|\*\))", text):
        if part in ("(*", "*)"):
            depth += 1 if part == "(*" else -1
        elif depth == 0:
            kept.append(part)
    return " ".join(kept)


def sources(folder: Path) -> dict[str, Source]:
    """Return the Coq files of ``folder`` by name, imports before what needs them."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.v"))}
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


def theorems(folder: Path) -> list[str]:
    """Return the names of all theorems, ``file.theorem``."""
    return [f"{name}.{t}" for name, source in sources(folder).items() for t in source.theorems]
