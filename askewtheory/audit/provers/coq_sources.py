"""The Coq files of a folder: what each imports and states, its hash, and gaps in its proofs."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

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
_NAMES = """
R Rlt Rle Rgt Rge Rplus Rmult Rminus Ropp Rinv Rdiv Rabs Rmax Rmin Rsqr Rpower IZR INR up R0 R1 pow
powerRZ sqrt exp ln sin cos PI nat bool list Z Prop Set Type True False not and or iff eq ex all le
lt ge gt Un_cv infinite_sum derivable_pt_lim continuity continuity_pt is_lim is_lim_seq is_derive
ex_derive Derive continuous is_RInt ex_RInt RInt is_series ex_series Series Lim Lim_seq Rbar Rbar_lt
Rbar_le Finite p_infty m_infty locally filterlim eventually is_LimSup_seq is_LimInf_seq LimSup_seq
LimInf_seq sum_n sum_n_m sum_f_R0 In Forall Exists length nth map app rev seq fold_left fold_right
fst snd pair S O is_lub is_upper_bound R_dist limit1_in limit_in D_in Un_growing Un_decreasing
Cauchy_crit cv_infty has_lb has_ub derivable derivable_pt derive_pt Riemann_integrable RiemannInt
is_finite real Rbar_plus Rbar_mult Rbar_opp Sup_seq is_sup_seq is_inf_seq ex_lim_seq is_pseries
PSeries ex_finite_lim_seq continuous_on filterdiff tan atan asin acos cosh sinh frac_part
"""
LIBRARY_NAMES = frozenset(_NAMES.split())
"""Names of Coq's library and of Coquelicot that mean in a statement what they mean there."""


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
            inside = [name for one in _TYPES.findall(text) for name in _INSIDE.findall(one)]
            named = (*_DECLARES.findall(text), *_together(text), *inside)
            again = [one for one in named if one in LIBRARY_NAMES]
            if again:
                return f"{source.name}.v gives {again[0]} another meaning"
        return None


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
