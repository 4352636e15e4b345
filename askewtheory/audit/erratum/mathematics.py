r"""Mathematics that is certain to compile: :func:`checked` reads it as LaTeX would, or refuses it.

Formulas come from claims and written proofs, which anybody may have written. Only known commands
pass, with as many arguments as they take; braces, fences and environments are closed where they
opened; nothing has two superscripts. Whatever is refused is shown as text by the caller.
"""

from __future__ import annotations

import re

from askewtheory.audit.latex import escaped

_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\s+|.", re.DOTALL)


def _named(*lines: str) -> frozenset[str]:
    return frozenset(name for line in lines for name in line.split())


_BARE = _named(
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi",
    "pi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi",
    "Pi Sigma Upsilon Phi Psi Omega ell infty prime star ast circ bullet top bot pm mp nabla",
    "partial emptyset varnothing",
)
"""Commands that may be an argument without braces."""
_SYMBOLS = _BARE | _named(
    "hbar Re Im aleph le leq ge geq ne neq ll gg sim simeq approx equiv cong propto in notin ni",
    "subset subseteq supset supseteq not mid parallel perp prec succ preceq succeq models vdash to",
    "gets mapsto rightarrow leftarrow longrightarrow Rightarrow Leftarrow Leftrightarrow",
    "leftrightarrow implies iff uparrow downarrow searrow nearrow hookrightarrow longmapsto",
    "cdot times div cap cup sqcap sqcup bigsqcup setminus wedge vee land lor lnot neg oplus otimes",
    "forall exists nexists sum prod int bigcap bigcup min max inf sup lim liminf limsup log ln exp",
    "sin cos tan arctan arg det dim ker Pr gcd ldots cdots dots vdots ddots dotsc dotsb colon quad",
    "qquad lvert rvert lVert rVert vert Vert lbrace rbrace langle rangle lceil rceil lfloor rfloor",
    "lbrack rbrack backslash surd displaystyle textstyle scriptstyle allowbreak square blacksquare",
)
_TAKING = {
    **dict.fromkeys(_named(
        "hat bar tilde dot ddot vec check widehat widetilde overline underline overrightarrow",
        "mathbf mathrm mathit mathsf mathtt mathcal mathbb mathfrak boldsymbol operatorname",
        "operatorname* underbrace overbrace phantom hphantom vphantom mathring sqrt pmod mathop",
        "mathbin mathrel mathopen mathclose substack"), 1),
    **dict.fromkeys(_named("frac tfrac dfrac binom tbinom overset underset stackrel"), 2),
}  # fmt: skip
"""Commands with arguments, and how many."""
_SIZES = frozenset(
    f"{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")
)
_FENCES = frozenset(
    ["(", ")", "[", "]", "|", "/", ".", "<", ">", r"\{", r"\}", r"\|", r"\lvert", r"\rvert",
     r"\lVert", r"\rVert", r"\langle", r"\rangle", r"\lceil", r"\rceil", r"\lfloor", r"\rfloor",
     r"\vert", r"\Vert", r"\lbrace", r"\rbrace", r"\backslash", r"\uparrow", r"\downarrow"]
)  # fmt: skip
_ENVIRONMENTS = _named("cases aligned gathered matrix pmatrix bmatrix smallmatrix split")
_SPACES = frozenset([r"\,", r"\;", r"\:", r"\!", r"\ ", r"\>", r"\/", "~"])
_ESCAPED = frozenset([r"\{", r"\}", r"\|", r"\%", r"\#", r"\&", r"\$", r"\_"])
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_SIGNS = frozenset('+-*/=<>()[]|.,;:!?@`"')
_LIMITED = frozenset(
    [r"\sum", r"\prod", r"\int", r"\min", r"\max", r"\inf", r"\sup", r"\lim", r"\liminf",
     r"\limsup", r"\bigcap", r"\bigcup"]
)  # fmt: skip
_DEEPEST = 40


def checked(source: str) -> str | None:
    """Return a formula that compiles in mathematics mode, or None where that is not certain.

    Letters that are not ASCII become their commands; nothing else is changed.
    """
    plain = "".join(_ascii(sign) for sign in source).strip()
    try:
        _Reader(plain).formula()
    except _RefusedError:
        return None
    return plain or None


def _ascii(sign: str) -> str:
    if sign.isascii():
        return sign
    found = escaped(sign)
    return f"{found[12:-1]} " if found.startswith(r"\ensuremath{") else sign


class _RefusedError(ValueError):
    pass


class _Reader:
    """Reads a formula token by token; every method refuses what it does not know."""

    def __init__(self, source: str) -> None:
        self.tokens: list[str] = _TOKEN.findall(source)
        self.place = 0
        self.depth = 0

    def formula(self) -> None:
        self.list(frozenset())
        if self.place < len(self.tokens):
            raise _RefusedError

    def next(self) -> str:
        """Return the token here, behind any white space; empty at the end."""
        while self.place < len(self.tokens) and self.tokens[self.place].isspace():
            self.place += 1
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self) -> str:
        token = self.next()
        if not token:
            raise _RefusedError
        self.place += 1
        return token

    def expect(self, wanted: str) -> None:
        if self.take() != wanted:
            raise _RefusedError

    def list(self, ends: frozenset[str], *, rows: bool = False) -> None:
        """Read up to one of the ends, which is left; with ``rows`` there are cells and rows."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _RefusedError
        scripts: set[str] = set()
        before = ""
        while (token := self.next()) and token not in ends:
            if token in ("^", "_"):
                if token in scripts:
                    raise _RefusedError
                scripts.add(token)
                self.place += 1
                self.argument()
            elif token == "'":
                if "^" in scripts or "'" in scripts:
                    raise _RefusedError
                while self.tokens[self.place : self.place + 1] == ["'"]:
                    self.place += 1
                adjacent = self.tokens[self.place : self.place + 1] == [self.next()]
                if self.next() == "'" or (self.next() == "^" and not adjacent):
                    raise _RefusedError  # a prime looks at the very next sign only
                scripts.add("'")
            elif token in (r"\limits", r"\nolimits"):
                if before not in _LIMITED:
                    raise _RefusedError
                self.place += 1
            elif rows and token in ("&", r"\\"):
                self.place += 1
                scripts = set()
            else:
                scripts = set()
                self.atom()
            before = token
        self.depth -= 1

    def argument(self) -> None:
        """Read one argument: a group, or a single sign."""
        token = self.next()
        if token == "{":
            self.atom()
        elif token in _LETTERS | _SIGNS | _ESCAPED or (token[:1] == "\\" and token[1:] in _BARE):
            self.place += 1
        else:
            raise _RefusedError  # \hat\mathbf x, x^\frac12, x_\sum

    def atom(self) -> None:
        token = self.take()
        word = token[1:] if token.startswith("\\") else ""
        if token == "{":
            self.list(frozenset("}"))
            self.expect("}")
        elif token == r"\left":
            self.fenced()
        elif token == r"\begin":
            self.environment()
        elif word in ("text", "textrm", "textit", "textbf", "mbox"):
            self.text()
        elif word in _TAKING:
            self.arguments(word)
        elif word in _SIZES:
            self.fence()
        elif not ((word and word in _SYMBOLS) or token in _SPACES | _ESCAPED | _LETTERS | _SIGNS):
            raise _RefusedError

    def arguments(self, word: str) -> None:
        if word == "sqrt" and self.next() == "[":
            self.place += 1
            self.list(frozenset("]"))
            self.expect("]")
        if word == "substack":
            self.expect("{")
            self.list(frozenset("}"), rows=True)
            self.expect("}")
            return
        for _ in range(_TAKING[word]):
            self.argument()

    def fence(self) -> None:
        if self.take() not in _FENCES:
            raise _RefusedError

    def fenced(self) -> None:
        self.fence()
        ends = frozenset([r"\right", r"\middle"])
        self.list(ends)
        while self.next() == r"\middle":
            self.place += 1
            self.fence()
            self.list(ends)
        self.expect(r"\right")
        self.fence()

    def name(self) -> str:
        self.expect("{")
        found = ""
        while (token := self.take()) != "}":
            found += token
        return found

    def environment(self) -> None:
        name = self.name()
        if name not in _ENVIRONMENTS:
            raise _RefusedError
        self.list(frozenset([r"\end"]), rows=True)
        self.expect(r"\end")
        if self.name() != name:
            raise _RefusedError

    def text(self) -> None:
        r"""Read the words of ``\text``; mathematics in dollars may stand among them."""
        self.expect("{")
        while (token := self._raw()) != "}":
            if token == "$":
                self.list(frozenset("$"))
                self.expect("$")
            elif token == r"\textbackslash" or token == r"\textasciitilde":
                self.expect("{")
                self.expect("}")
            elif not (
                token.isspace() or token in _ESCAPED | _SPACES | _LETTERS
                or token in _SIGNS | {"'"} or (token.isalpha() and escaped(token) == token)
            ):  # fmt: skip
                raise _RefusedError

    def _raw(self) -> str:
        if self.place >= len(self.tokens):
            raise _RefusedError
        self.place += 1
        return self.tokens[self.place - 1]
