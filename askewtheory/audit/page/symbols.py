r"""How names are typeset: ``gamma_k`` as LaTeX, with the letters that a package adds.

Claims are written in ASCII. What a name stands for in print is the package's to say (``SYMBOLS`` in
its ``__init__``: ``{"ghat": r"\hat g"}``); the Greek letters and a few words are known here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
    "upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
)
GREEK = _GREEK.split()
KNOWN = {name: "\\" + name for name in GREEK} | {
    "epsilon": r"\varepsilon",
    "phi": r"\varphi",
    "infinity": r"\infty",
    "oo": r"\infty",
    "grad": r"\nabla ",
}
"""What needs no package to be known; a package's own entries come first."""
_INDEXED = re.compile(r"(.+?)_(\{(.*)\}|\w|\\\w+)")
_PLAIN = re.compile(r"[A-Za-z]\d*")
_ACCENTS = {"hat": r"\hat", "bar": r"\bar", "tilde": r"\tilde"}
_ACCENT = re.compile(r"(.+?)(hat|bar|tilde)")


@dataclass(frozen=True)
class Symbols:
    """The names that a package typesets in its own way.

    Parameters
    ----------
    own
        LaTeX by name.
    terms
        Abbreviations, such as the names of assumptions: words, and no mathematics.
    """

    own: Mapping[str, str] = field(default_factory=dict)
    terms: frozenset[str] = frozenset()

    def __contains__(self, name: str) -> bool:
        """Tell whether a whole word is a name that has a letter or sign of its own."""
        return name in self.own or name in KNOWN or self._accented(name) is not None

    def is_word(self, name: str) -> bool:
        """Tell whether a name is also a word, such as gap, that only an operator makes a symbol."""
        plain = name.isalpha() and len(name) > 2 and name not in KNOWN
        return plain and name in self.own and self._accented(name) is None

    def latex(self, name: str, index: str = "") -> str:
        """Return a name as LaTeX; what follows an underscore is its index.

        Parameters
        ----------
        name
            As the claims write it.
        index
            A further index, in LaTeX.
        """
        base, below = self._parts(name)
        below += [index] if index else []
        return f"{{{base}}}_{{{','.join(below)}}}" if below else base

    def _parts(self, name: str) -> tuple[str, list[str]]:
        """Return the letter of a name and its indices."""
        if name in self.own:
            found = _INDEXED.fullmatch(self.own[name])
            return (found[1], [found[3] or found[2]]) if found else (self.own[name], [])
        base, _, index = name.partition("_")
        if not index:
            return self._word(name), []
        head, below = self._parts(base)
        return head, [*below, self.index(index)]

    def index(self, name: str) -> str:
        """Return what stands below a name: the parts of ``plus_1``, or ``k_0``, itself a name."""
        if re.fullmatch(r"[A-Za-z]_\d+", name):
            return self.latex(name)
        return ",".join(map(self._index, name.split("_")))

    def _word(self, name: str) -> str:
        if name in KNOWN:
            return KNOWN[name]
        if accented := self._accented(name):
            return accented
        if _PLAIN.fullmatch(name):
            return name if len(name) == 1 else f"{name[0]}_{{{name[1:]}}}"
        return rf"\text{{{name.replace('_', ' ')}}}"

    def _index(self, name: str) -> str:
        """Return an index; a word in it stands upright."""
        known = {"plus": "+", "minus": "-", "star": r"\ast", "inf": r"\infty"}
        if name in known:
            return known[name]
        return self.latex(name) if name.isalpha() else name

    def _accented(self, name: str) -> str | None:
        found = _ACCENT.fullmatch(name)
        if (
            not found
            or name.lower() in ("that", "what", "chat")
            or not (len(found[1]) == 1 or found[1] in GREEK)
        ):
            return None
        return f"{_ACCENTS[found[2]]}{{{self._word(found[1])}}}"
