"""The tokens of one formula, as LaTeX."""

from __future__ import annotations

from askewtheory.audit.latex import VECTORS
from askewtheory.audit.page.symbols import Symbols
from askewtheory.audit.page.tokens import FUNCTIONS, MEMBERS, Token, closing, read

_RELATIONS = {
    "<=>": r"\Leftrightarrow", "<=": r"\le", ">=": r"\ge", "!=": r"\ne", "==": "=", "->": r"\to",
    "=>": r"\Rightarrow", ":=": ":=", "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "→": r"\to",
    "∈": r"\in",
}  # fmt: skip
_STAR = "^{*}"


class Inline:
    """Writes the tokens of one formula."""

    def __init__(self, symbols: Symbols) -> None:
        """Take the letters of a package."""
        self.symbols = symbols

    def write(self, tokens: list[Token]) -> str:
        """Return the LaTeX of the tokens."""
        found: list[str] = []
        place = 0
        while place < len(tokens):
            place = self._one(tokens, place, found)
        return " ".join(part for part in found if part).strip()

    def _one(self, tokens: list[Token], place: int, found: list[str]) -> int:
        one = tokens[place]
        if one.kind == "name":
            return self._name(tokens, place, found)
        if one.kind == "space":
            found.append(r"\ " if self._apart(tokens, place) else "")
        elif one.kind == "number":
            found.append(one.text)
        elif one.kind == "relation":
            found.append(_RELATIONS.get(one.text, one.text))
        elif one.kind == "prime":
            found.append({"'": "'", "''": "''", "′": "'", "″": "''"}[one.text])
        elif one.kind == "sign":
            return self._sign(tokens, place, found)
        else:
            found.append(
                {
                    "{": r"\{",
                    "}": r"\}",
                    "⟨": r"\langle",
                    "⟩": r"\rangle",
                    "%": r"\%",
                    "#": r"\#",
                    "&": r"\&",
                    "$": r"\$",
                    "~": r"\sim",
                    "\\": r"\backslash",
                    "_": r"\_",
                }.get(one.text, one.text)
            )
        return place + 1

    def _apart(self, tokens: list[Token], place: int) -> bool:
        """Tell whether a space stands between two factors or two separate formulas."""
        before, after = tokens[place - 1], tokens[place + 1] if place + 1 < len(tokens) else None
        if after is None or before.text in FUNCTIONS:
            return False
        sides = [one for one in (before, after) if one.kind == "name" and one.text not in MEMBERS
                 and one.text.partition("_")[0] not in FUNCTIONS]  # fmt: skip
        words = any(self.symbols.latex(one.text).startswith(r"\text") for one in sides)
        return words or before.kind == after.kind == "number"

    def _name(self, tokens: list[Token], place: int, found: list[str]) -> int:
        name = tokens[place].text
        if name in MEMBERS and name not in self.symbols.own:
            found.append(MEMBERS[name])
            return place + 1
        base, _, index = name.partition("_")
        if name in VECTORS and f"{name}()" not in self.symbols.own and _called(tokens, place):
            end = closing(tokens, place + 1)
            found.append(VECTORS[name].replace("#1", self.write(tokens[place + 2 : end])))
            return end + 1
        for sign, form in (("(", f"{name}()"), ("[", f"{name}[]")):
            if form in self.symbols.own and tokens[place + 1 : place + 2]:
                end = closing(tokens, place + 1)
                if tokens[place + 1].text == sign and end < len(tokens):
                    found.append(self._formed(form, tokens[place + 1 : end + 1]))
                    return end + 1
        if base in FUNCTIONS and name not in self.symbols.own:
            below = f"_{{{self._index(index)}}}" if index else ""
            found.append(FUNCTIONS[base] + below)
        elif name in self.symbols.own or not index:
            found.append(f"{{{self.symbols.latex(name)}}}")
        else:
            found.append(f"{{{self.symbols.latex(base)}}}_{{{self._index(index)}}}")
        follows = tokens[place + 1] if place + 1 < len(tokens) else None
        if follows is not None and follows.text == "^" and _ends(tokens, place + 2):
            found[-1] = rf"\hat{{{found[-1]}}}"
            return place + 2
        if follows is not None and follows.text == "[":
            end = closing(tokens, place + 1)
            if end < len(tokens):
                found[-1] = self.symbols.latex(name, self.write(tokens[place + 2 : end]))
                return end + 1
        return place + 1

    def _formed(self, form: str, tokens: list[Token]) -> str:
        """Write a function or a member as the package does: ``#1`` is what stands in brackets."""
        shown = self.symbols.own[form]
        if "#" not in shown:
            return f"{shown} {self.write(tokens)}"
        inside: list[list[Token]] = [[]]
        for one in tokens[1:-1]:
            inside.append([]) if one.text == "," else inside[-1].append(one)
        for number, part in enumerate(inside, 1):
            shown = shown.replace(f"#{number}", self.write(part))
        return f"{{{shown}}}"

    def _index(self, text: str) -> str:
        inside = text.strip("{}()")
        if inside in ("+", "-"):
            return inside
        if not inside.isalnum():
            tokens = read(inside, maths=True)
            return self.write(tokens)
        return self.symbols.index(inside) or inside

    def _sign(self, tokens: list[Token], place: int, found: list[str]) -> int:
        text = tokens[place].text
        if text in ("^", "**"):
            start = place + 1
            if start < len(tokens) and tokens[start].kind == "open":
                end = closing(tokens, start)
                iterate = tokens[place - 1].kind in ("name", "prime") and end == start + 2
                inside = tokens[start : end + 1] if iterate else tokens[start + 1 : end]
                found.append(f"^{{{self.write(inside)}}}")  # w^(k) is the k-th iterate
                return end + 1
            sign = start < len(tokens) and tokens[start].kind == "sign"
            after = tokens[start + 1 : start + 2]
            signed = sign and bool(after) and after[0].kind in ("name", "number")
            end = min(start + (2 if signed else 1), len(tokens))
            power = self.write(tokens[start:end])
            if found and found[-1] == _STAR:
                found[-1] = f"^{{* {power}}}"
            else:
                found.append(f"^{{{power}}}")
            return end
        if text == "*":
            after = tokens[place + 1] if place + 1 < len(tokens) else None
            factor = after is not None and after.kind in ("name", "number", "open", "sign")
            beside = place > 0 and tokens[place - 1].kind != "space"
            starred = after is not None and after.kind == "sign" and after.text in "*/^+-"
            found.append(r"\cdot" if factor and beside and not starred else _STAR)
            return place + 1
        if text == "√" and place + 1 < len(tokens):
            end = closing(tokens, place + 1)
            found.append(rf"\sqrt{{{self.write(tokens[place + 2 : end])}}}")
            return end + 1
        found.append({"·": r"\cdot", "−": "-", "×": r"\times", "|": "|"}.get(text, text))
        return place + 1


def _ends(tokens: list[Token], place: int) -> bool:
    """Tell whether a hat without an exponent ends here: ``x^ - w``."""
    return place >= len(tokens) or tokens[place].kind in ("space", "close", "stop")


def _called(tokens: list[Token], place: int) -> bool:
    """Tell whether a name has arguments, up to a bracket that closes."""
    after = tokens[place + 1 : place + 2]
    return bool(after) and after[0].text == "(" and closing(tokens, place + 1) < len(tokens)
