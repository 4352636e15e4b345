r"""Terms and formulas as LaTeX mathematics.

:func:`latex` sets a whole formula as mathematics, :func:`fragments` as words with mathematics in
between, for running text. Braces are balanced and nothing but text comes of a name that is no
symbol, whatever it contains: a name without an entry in the table is set letter by letter.

A table maps a name to its LaTeX, ``name()`` to that of the function, and ``name[]`` to that of a
member, where ``#1`` (``#2``, ...) are the index or the arguments: ``{"psi_at[]": r"\psi(w_{#1})"}``
sets ``psi_at[k]`` as ψ(w_k). A package extends :data:`SYMBOLS` by its own ``SYMBOLS``
(:func:`symbols_of`).
"""

from __future__ import annotations

import importlib
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from askewtheory.audit.terms import BOUND, BUILT_IN, Term, free_names, prose, term, walk
from askewtheory.audit.text import parse_formula, parse_term
from askewtheory.report_packages import names_of

_LOWER = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
    "upsilon phi chi psi omega"
)
_UPPER = "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
SYMBOLS: Mapping[str, str] = {
    **{name: rf"\{name}" for name in f"{_LOWER} {_UPPER}".split()},
    "epsilon": r"\varepsilon",
    "phi": r"\varphi",
    "lam": r"\lambda",
    "inf": r"\infty",
    "infinity": r"\infty",
}
"""Names that stand for a symbol in every package."""
VECTORS = {
    "norm": r"\lVert #1 \rVert",
    "norm2": r"\lVert #1 \rVert^{2}",
    "inner": r"\langle #1 \rangle",
    "sqrt": r"\sqrt{#1}",
}
"""What every package may name without declaring it."""
_SUFFIXES = {"plus": "+", "minus": "-", "star": "*", "inf": r"\infty"}
_ACCENTS = {"hat": r"\hat", "bar": r"\bar", "tilde": r"\tilde"}
_RELATIONS = {"<=": r"\le", "<": "<", ">=": r"\ge", ">": ">", "==": "=", "!=": r"\ne"}
_ALONG = ({"<", "<=", "=="}, {">", ">=", "=="})
"""Relations that may follow one another in a chain."""
_JOINED = ("and", "or", "not", "implies", "iff", "forall")
_LIMITS = {"lim": r"\lim", "liminf": r"\liminf", "limsup": r"\limsup"}
_LEVEL = {"iff": 0, "implies": 0, "or": 1, "and": 2, "not": 3, "forall": 0, "converges": 4,
          "diverges": 4, "+": 5, "-": 5, "sum": 5.5, "neg": 6, "*": 6, "/": 9, "^": 8}  # fmt: skip
_ATOM = 10
_LONG = 110
"""The most characters of a numerator or denominator that stand above one another."""
_GREEK = dict(zip("αβγδεζηθικλμνξπρστυφχψω", _LOWER.split(), strict=True)) | dict(
    zip("ΓΔΘΛΞΠΣΥΦΨΩ", _UPPER.split(), strict=True)
)
_SIGNS = {
    "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "→": r"\to", "∞": r"\infty", "·": r"\cdot",
    "×": r"\times", "−": "-", "±": r"\pm", "∈": r"\in", "√": r"\surd", "∇": r"\nabla",
    "ℓ": r"\ell", "∅": r"\emptyset", "≈": r"\approx", "⊂": r"\subset", "∩": r"\cap",
    "∪": r"\cup", "⇒": r"\Rightarrow", "′": r"{}'", "²": "^{2}", "³": "^{3}",
}  # fmt: skip
_SPECIAL: Mapping[str, str] = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "{}$&#%_"},
    **{sign: rf"\ensuremath{{{SYMBOLS[name]}}}" for sign, name in _GREEK.items()},
    **{sign: rf"\ensuremath{{{command}}}" for sign, command in _SIGNS.items()},
    "–": "--", "—": "---", "…": r"\dots{}", "‘": "`", "’": "'", "“": "``", "”": "''",
    "§": r"\S{}", '"': "''", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
}  # fmt: skip
_LETTERS = frozenset("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿ")
_JOINING = frozenset("-,`'!?")
"""Signs that the fonts would join with the next one to another sign."""


def symbols_of(package: str) -> dict[str, str]:
    """Return the table of a claims package: its ``SYMBOLS``, where it has any, over the common."""
    root = importlib.import_module(package)
    return {**SYMBOLS, **names_of(root).get("SYMBOLS", {})}


def alike(formulas: Iterable[Any], module: str) -> tuple[str, str] | None:
    """Return two names, members or values that print alike in the letters of a module's packages.

    Each package that the module lies in may have ``SYMBOLS``; None where all print differently.
    """
    above = [module.rsplit(".", k)[0] for k in range(module.count(".") + 1)]
    own = [names_of(sys.modules[one]).get("SYMBOLS") for one in above if one in sys.modules]
    named = tuple(dict.fromkeys(one for formula in formulas for one in _named(formula)))
    for table in (SYMBOLS, *({**SYMBOLS, **one} for one in own if isinstance(one, Mapping))):
        known: dict[str, Any] = {}
        for one in named:
            printed = re.sub(_UPRIGHT + r"|[\s{}]", "", _Writer(table).at(one, 0))
            other = known.setdefault(printed, one)
            if other != one:
                return str(other), str(one)
    return None


def _named(node: Any) -> Iterator[Any]:
    """Yield what a reader knows by its name: indices too, members, and values of functions."""
    for one in walk(node):
        if one.op in BOUND:
            yield Term("var", (one.args[0],))
        if one.op in ("var", "at") or (one.op == "call" and one.args[0] not in BUILT_IN):
            yield one


_UPRIGHT = r"\\(?:text|mathrm|mathit|operatorname)(?![A-Za-z])"
"""Styles by which alone no reader tells two letters from each other."""
_SCRIPTS = re.compile(r"[_^](?:\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|\\[A-Za-z]+|.)")
_MEANT = re.compile(
    r"[=<>&+*/|!~-]|\\[,;:! ]|\\text\{[^{}]*\s|\\(?:l[et]|g[et]|n[eo]t?|[lg]eq|neq|in|notin|to"
    r"|Rightarrow|iff|land|lor|lnot|neg|forall|exists|[dt]?frac|sqrt|[lr]?[vV]ert|cdot|times|div"
    r"|pm|mp|infty|pi|sum|prod|int|lim|max|min|sup|inf|exp|log|ln|sin|cos|tan|arg|det|dim"
    r"|phantom|color|hspace|kern)(?![A-Za-z])"
)
"""What says something of a letter, or is what readers know: of a name it would be said unproved."""
_STYLES = re.compile(r"\\(?:text|math[a-z]+|operatorname|hat|bar|tilde)(?![A-Za-z])")


def is_letter(name: str, text: Any) -> bool:
    """Tell whether a text may be the LaTeX of a name: it has a letter, and says nothing of it.

    An index may say more; a number above is a power unless the name ends in it, as sigma2 does.
    """
    if type(text) is not str or _MEANT.search(_SCRIPTS.sub("", text)):
        return False
    powers = re.findall(r"\^\{?\s*-?(\d+)", text)
    if not all(name.rstrip("[]()").endswith(one) for one in powers):
        return False
    return re.search("[A-Za-z]", _STYLES.sub("", text)) is not None


def parsed(text: str) -> Any:
    """Return the formula or term that a text says, and as prose what is neither."""
    for read in (parse_formula, parse_term):
        try:
            return read(text)
        except (SyntaxError, ValueError, TypeError, RecursionError):
            continue
    return prose(text)


def latex(node: Any, symbols: Mapping[str, str] = SYMBOLS) -> str:
    r"""Return a term, a formula or its text as LaTeX, for mathematics mode.

    Parameters
    ----------
    node
        A term or formula; a text is parsed, and what is no formula becomes ``\text{...}``.
    symbols
        The table of symbols.
    """
    return _Writer(symbols).at(parsed(node) if isinstance(node, str) else node, 0)


def fragments(node: Any, symbols: Mapping[str, str] = SYMBOLS) -> list[tuple[str, str]]:
    """Return a formula as words and mathematics: pairs ("words" or "math", text).

    Connectives and quantifiers become words, so that a line can break there; the mathematics is
    LaTeX, the words are plain text that nobody has escaped yet.
    """
    found = _Writer(symbols).said(parsed(node) if isinstance(node, str) else node)
    joined: list[tuple[str, str]] = []
    for kind, text in found:
        if joined and joined[-1][0] == kind == "words":
            joined[-1] = (kind, joined[-1][1] + text)
        else:
            joined.append((kind, text))
    return joined


def said(node: Any, symbols: Mapping[str, str] = SYMBOLS) -> str:
    """Return :func:`fragments` as LaTeX for text mode: words escaped, mathematics in dollars."""
    return "".join(
        f"${text}$" if kind == "math" else escaped(text) for kind, text in fragments(node, symbols)
    )


def escaped(text: Any) -> str:
    r"""Return plain text for text mode (or ``\text``): no character of it means anything.

    Greek letters and the usual signs are set as mathematics; a character that the common fonts do
    not have is shown as its number.
    """
    plain = unicodedata.normalize("NFC", str(text))
    shown = [
        "{}" + _character(sign) if {before, sign} <= _JOINING else _character(sign)
        for before, sign in zip(" " + plain, plain, strict=False)
    ]
    return "".join(shown)


def _character(sign: str) -> str:
    if sign in _SPECIAL:
        return _SPECIAL[sign]
    if " " <= sign <= "~" or sign in _LETTERS:
        return sign
    if sign.isspace() or unicodedata.category(sign)[0] == "C":
        return " "
    return f"(U+{ord(sign):04X})"


def symbol(name: str, symbols: Mapping[str, str] = SYMBOLS) -> str:
    r"""Return a name as LaTeX: ``w_bar`` is ``\bar{w}``, ``q_plus`` is ``q_{+}``."""
    if name in symbols:
        return symbols[name]
    base, _, rest = name.partition("_")
    if rest in _ACCENTS and base:
        return f"{_ACCENTS[rest]}{{{symbol(base, symbols)}}}"
    if rest and base:
        return f"{_base(base, symbols)}_{{{_subscript(rest, symbols)}}}"
    numbered = re.fullmatch(r"([A-Za-z]+)(\d+)", name)
    if numbered and (numbered[1] in symbols or len(numbered[1]) == 1):
        return f"{_base(numbered[1], symbols)}_{{{numbered[2]}}}"
    for ending, accent in _ACCENTS.items():
        if name.removesuffix(ending) != name and len(name) == len(ending) + 1:
            return f"{accent}{{{name[0]}}}"
    return name if len(name) == 1 and name.isalpha() else rf"\mathrm{{{escaped(name)}}}"


def _base(name: str, symbols: Mapping[str, str]) -> str:
    """Return a name that a subscript follows; braces keep two subscripts apart."""
    found = symbol(name, symbols)
    return f"{{{found}}}" if "_" in found else found


def _subscript(rest: str, symbols: Mapping[str, str]) -> str:
    if re.fullmatch(r"[A-Za-z]_\d+", rest):  # k_0 is a name of its own
        return symbol(rest, symbols)
    parts = [one for one in rest.split("_") if one]
    shown = []
    for one in parts:
        plain = one.isdigit() or len(one) == 1 or one in symbols
        word = symbol(one, symbols) if plain and not one.isdigit() else one
        shown.append(_SUFFIXES.get(one) or (word if plain else rf"\mathrm{{{escaped(one)}}}"))
    return ",".join(shown)


class _Writer:
    """Writes nodes with one table of symbols."""

    def __init__(self, symbols: Mapping[str, str]) -> None:
        self.symbols = symbols

    def at(self, node: Any, above: float) -> str:
        """Return a node, in parentheses where it binds less than what stands around it."""
        shown, level = self.bare(node)
        if level >= above:
            return shown
        tall = r"\frac" in shown and len(shown) < _LONG
        return rf"\left({shown}\right)" if tall else f"({shown})"

    def bare(self, node: Any) -> tuple[str, float]:
        """Return a node without parentheses, and how strongly it binds."""
        op, args = node.op, node.args
        if op in BOUND:
            return self.bound(node)
        if op in _RELATIONS:
            left, right = (self.at(part, 5) for part in args)
            return f"{left} {_RELATIONS[op]} {right}", 4
        if op == "/":
            return self.quotient(*args)
        if op == "ite" and args[2] == term(0) != args[1]:
            return self.where(*args[:2])
        method = getattr(self, _METHODS[op])
        return method(*args), self.level(op, args)

    @staticmethod
    def level(op: str, args: tuple[Any, ...]) -> float:
        if op == "num":
            return 6 if args[0] < 0 else _ATOM if args[0].denominator == 1 else 9
        return _LEVEL.get(op, _ATOM)

    def number(self, value: Fraction) -> str:
        sign, size = "-" if value < 0 else "", abs(value)
        if size.denominator == 1:
            return f"{sign}{size}"
        if len(str(size)) > 12:
            return f"{sign}{size}"
        return rf"{sign}\tfrac{{{size.numerator}}}{{{size.denominator}}}"

    def name(self, name: str) -> str:
        return symbol(name, self.symbols)

    def filled(self, name: str, values: list[str]) -> str | None:
        """Return the template of a name with its values put in, where it has one."""
        template = self.symbols.get(name, "")
        if "#" not in template:
            return None
        places = {f"#{place}": value for place, value in enumerate(values, 1)}
        return re.sub(r"#\d", lambda found: places.get(found[0], ""), template)

    def member(self, name: str, index: Any) -> str:
        place = self.at(index, 0)
        return self.filled(f"{name}[]", [place]) or f"{_base(name, self.symbols)}_{{{place}}}"

    def call(self, name: str, *values: Any) -> str:
        shown = [self.at(one, 0) for one in values]
        word = self.symbols.get(f"{name}()") or self.name(name)
        if name in VECTORS and f"{name}()" not in self.symbols:
            return VECTORS[name].replace("#1", ", ".join(shown))
        return self.filled(f"{name}()", shown) or f"{word}({', '.join(shown)})"

    def plus(self, left: Any, right: Any) -> str:
        first, second = self.at(left, _ended(left, right)), self.at(right, 5.2)
        return f"{first} - {second[1:]}" if second[0] == "-" else f"{first} + {second}"

    def minus(self, left: Any, right: Any) -> str:
        shown = self.at(right, 5.8)
        first = self.at(left, _ended(left, right))
        return f"{first} - {f'({shown})' if shown[0] == '-' else shown}"

    def negative(self, inner: Any) -> str:
        return f"-{self.at(inner, 6.5 if inner.op in ('neg', 'num') else 6)}"

    def times(self, left: Any, right: Any) -> str:
        if left in (term(1), term(-1)):
            return f"{'-' if left == term(-1) else ''}{self.at(right, 6.5)}"
        first, second = self.at(left, 6), self.at(right, 6.5)
        if right.op == "*":
            second = self.at(right, 6)
            second = f"({second})" if second[0] == "-" else second  # else it is a difference
        mixed = first[-1:].isdigit() and second.startswith(r"\tfrac")  # 2 1/3 would be a number
        open_ = _is_named(left) and not re.search(r"\)(\^\{\d+\})?$", first)
        called = open_ and second.startswith(("(", r"\left("))  # f (x) would be f(x)
        dot = r"\cdot " if mixed or called or second[:1].isdigit() else ""
        return f"{first} {dot}{second}"

    def quotient(self, over: Any, under: Any) -> tuple[str, float]:
        """Return a quotient; a long one with a slash, so that lines can break in it."""
        top, bottom = self.at(over, 0), self.at(under, 0)
        if max(len(top), len(bottom)) <= _LONG:
            return rf"\frac{{{top}}}{{{bottom}}}", _LEVEL["/"]
        return f"{self.at(over, 6)} / {self.at(under, 8)}", 5.9  # a / b c would be a / (b c)

    def power(self, base: Any, exponent: int) -> str:
        shown = self.at(base, _ATOM)
        outside = re.sub(r"\{[^{}]*\}", "", shown)
        closed = base.op in ("var", "at") and not re.search(r"[\^']", outside)
        if base.op in ("var", "at", "call") and not closed and not shown.endswith(")"):
            shown = f"({shown})"
        return f"{shown}^{{{exponent}}}"

    def size(self, inner: Any) -> str:
        return rf"\lvert {self.at(inner, 0)} \rvert"

    def least(self, *inner: Any) -> str:
        return rf"\min\{{{', '.join(self.at(one, 0) for one in inner)}\}}"

    def largest(self, *inner: Any) -> str:
        return rf"\max\{{{', '.join(self.at(one, 0) for one in inner)}\}}"

    def where(self, condition: Any, then: Any) -> tuple[str, float]:
        """Return a term that is 0 where a condition fails: times the condition's indicator."""
        indicator = rf"\mathbf{{1}}[{self.at(condition, 0)}]"
        return (indicator, _ATOM) if then == term(1) else (f"{self.at(then, 6)} {indicator}", 6)

    def choice(self, condition: Any, then: Any, otherwise: Any) -> str:
        shown = self.at(condition, 0)
        return (rf"\begin{{cases}} {self.at(then, 0)} & \text{{if }} {shown} \\ "
                rf"{self.at(otherwise, 0)} & \text{{otherwise}} \end{{cases}}")  # fmt: skip

    def all_of(self, *inner: Any) -> str:
        return r" \text{ and } ".join(
            self.at(group[0], 2.5) if len(group) == 1 else self.chain(group)
            for group in chained(inner)
        )

    def any_of(self, *inner: Any) -> str:
        return r" \text{ or } ".join(self.at(one, 1.5) for one in inner)

    def negated(self, inner: Any) -> str:
        return rf"\text{{not }} ({self.at(inner, 0)})"

    def conditional(self, condition: Any, then: Any) -> str:
        return rf"{self.at(condition, 1)} \Rightarrow {self.at(then, 1)}"

    def equivalent(self, left: Any, right: Any) -> str:
        return rf"{self.at(left, 1)} \iff {self.at(right, 1)}"

    def words(self, words: str) -> str:
        return rf"\text{{{escaped(words)}}}"

    def theorem(self, name: str, words: str) -> str:
        return rf"\text{{the Coq theorem {escaped(name)}: {escaped(words)}}}"

    def chain(self, links: tuple[Any, ...]) -> str:
        """Return a <= b < c, whose links are relations that share their ends."""
        shown = [self.at(links[0].args[0], 5)]
        shown += [f"{_RELATIONS[one.op]} {self.at(one.args[1], 5)}" for one in links]
        return " ".join(shown)

    def bound(self, node: Any) -> tuple[str, float]:
        """Return an operator or a quantifier of a bound index."""
        op, (index, low, high, body) = node.op, node.args
        if op == "forall":
            shown = self.at(body, 4 if body.op == "not" else 1)
            return f"{shown} \\text{{ for all }} {self.range(index, low, high)}", 0
        i = self.name(index)
        if op in ("converges", "diverges"):
            return rf"{self.series(*node.args)} \text{{ {op}}}", 4
        if op == "sum":
            return self.series(*node.args), 5.5
        if op in _LIMITS:
            return rf"{_LIMITS[op]}_{{{i} \to \infty}} {self.at(body, 6)}", 5.5
        if op == "average":
            end = next(one for one in ("N", "n", "T", "m") if one not in free_names(body))
            return (rf"\lim_{{{end} \to \infty}} \frac{{1}}{{{end}}} \sum_{{{i}={self.at(low, 0)}}}"
                    rf"^{{{end}-1}} {self.at(body, 5.5)}", 5.5)  # fmt: skip
        word = r"\min" if op == "least" else r"\max"
        return rf"{word}_{{{self.range(index, low, high)}}} {self.at(body, 6)}", 5.5

    def series(self, index: str, low: Any, high: Any, body: Any) -> str:
        end = r"\infty" if high is None else self.at(last(high), 0)
        start = f"{self.name(index)}={self.at(low, 0)}"
        return rf"\sum_{{{start}}}^{{{end}}} {self.at(body, 5.5)}"

    def range(self, index: str, low: Any, high: Any) -> str:
        i = self.name(index)
        if high is None:
            return rf"{i} \ge {self.at(low, 5)}"
        return rf"{self.at(low, 5)} \le {i} \le {self.at(last(high), 5)}"

    def said(self, node: Any) -> list[tuple[str, str]]:
        """Return a formula as words and mathematics."""
        op, args = node.op, node.args
        if op == "prose":
            return [("words", args[0])]
        if op == "coq":
            return [("words", f"the Coq theorem {args[0]}: {args[1]}")]
        if op == "and":
            return self.listed(chained(args), " and ")
        if op == "or":
            return self.listed([(one,) for one in args], " or ")
        if op == "not":
            return [("words", "it is not true that "), *self.listed([(args[0],)], "")]
        if op == "implies":
            hides = args[1].op == "forall" and args[1].args[0] in free_names(args[0])
            then = self.listed([(args[1],)], "") if hides else self.said(args[1])
            return [("words", "if "), *self.said(args[0]), ("words", ", then "), *then]
        if op == "iff":
            return self.listed([(one,) for one in args], " if and only if ")
        if op == "forall" and args[3].op in _JOINED:
            return [("words", "for all "), ("math", self.range(*args[:3])), ("words", ": "),
                    *self.said(args[3])]  # fmt: skip
        if op == "forall":
            return [*self.said(args[3]), ("words", " for all "), ("math", self.range(*args[:3]))]
        if op in ("converges", "diverges"):
            return [("math", self.series(*args)), ("words", f" {op}")]
        return [("math", self.at(node, 0))]

    def listed(self, groups: Any, word: str) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for place, group in enumerate(groups):
            if place:
                found.append(("words", word))
            if len(group) > 1:
                found.append(("math", self.chain(group)))
            elif group[0].op in _JOINED:
                found += [("words", "("), *self.said(group[0]), ("words", ")")]
            else:
                found += self.said(group[0])
        return found


def _ended(left: Any, right: Any) -> float:
    """Return how strongly a left side has to bind, in which a sum over k would go on to v_k."""
    while left.op in ("+", "-"):
        left = left.args[1]
    return 5.6 if left.op in BOUND and left.args[0] in free_names(right) else 5


def _is_named(factor: Any) -> bool:
    """Tell whether a factor ends in a name or a power of one, which a bracket would call."""
    while factor.op in ("*", "neg", "^"):
        factor = factor.args[factor.op == "*"]
    return factor.op in ("var", "at")


def last(end: Any) -> Any:
    """Return the last index of a range: ``range(0, T + 1)`` is read as up to T + 1 - 1."""
    known = end.op == "-" and end.args[1] == term(1) and end.args[0].op == "+"
    return end.args[0].args[0] if known and end.args[0].args[1] == term(1) else end


def chained(members: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """Group the members of a conjunction: relations that share their ends are one chain."""
    groups: list[list[Any]] = []
    for one in members:
        links = [*groups[-1], one] if groups else [one]
        related = all(link.op in _RELATIONS for link in links)
        along = related and any({link.op for link in links} <= way for way in _ALONG)
        if groups and along and links[-2].args[1] == one.args[0]:
            groups[-1].append(one)
        else:
            groups.append([one])
    return [tuple(group) for group in groups]


_METHODS = {
    "num": "number", "var": "name", "at": "member", "call": "call", "+": "plus", "-": "minus",
    "neg": "negative", "*": "times", "^": "power", "abs": "size", "min": "least",
    "max": "largest", "ite": "choice", "and": "all_of", "or": "any_of", "not": "negated",
    "implies": "conditional", "iff": "equivalent", "prose": "words", "coq": "theorem",
}  # fmt: skip
