"""The formal theorems of a statement, word for word, with the axioms that they assume."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from askewtheory.audit.page.markup import folded
from askewtheory.audit.provers.coq_names import has_values_everywhere

Record = Mapping[str, Any]


@dataclass
class FormalStatements:
    """Shows formal statements; one that several results share is shown once."""

    _shown: dict[str, str] = field(default_factory=dict)

    def section(self, item: Record) -> str:
        """Return the formal theorems of an item, folded; empty where it has none."""
        found = list(theorems(item))
        parts = [self._theorem(name, text, axioms) for name, text, axioms in found]
        title = "The formal statement" if len(found) == 1 else f"The {len(found)} formal statements"
        return folded(f"{title}, as Coq prints {'it' if len(found) == 1 else 'them'}",
                      "".join(parts))  # fmt: skip

    def _theorem(self, name: str, text: str, axioms: str) -> str:
        shown, anchor = html.escape(name), html.escape(f"formal/{name}")
        if name in self._shown:
            return f'<p class="more"><a href="#{anchor}"><code>{shown}</code></a>, above.</p>'
        self._shown[name] = text
        assumed = f"It assumes {html.escape(axioms)}." if axioms else "It assumes no axiom."
        assumed = f"{assumed} {has_values_everywhere(text)}".rstrip()
        return (
            f'<div id="{anchor}"><pre tabindex="0"><b>{shown}</b> :\n'
            f'{html.escape(broken(text), quote=False)}</pre><p class="evidence">{assumed}</p></div>'
        )


def theorems(item: Record) -> Iterator[tuple[str, str, str]]:
    """Yield the name, the statement and the axioms of each formal theorem of an item."""
    axioms = {}
    for one in item["evidence"]:
        if one["kind"] == "formal":
            name, _, rest = one["detail"].partition(", axioms: ")
            found = rest.partition("; sources")[0]
            axioms[name] = "" if found == "none" else found
    seen = set()
    for part in item.get("formal") or ():
        name = part.get("theorem")
        if name in axioms and name not in seen:
            seen.add(name)
            yield name, part["conclusion"], axioms[name]


def broken(text: str) -> str:
    """Break a statement after its arrows that stand in no bracket; Coq breaks it by width."""
    found, depth = "", 0
    for place, sign in enumerate(text):
        depth += (sign in "([{") - (sign in ")]}")
        ends = not depth and (text[:place].endswith("->") or (sign == " " and found[-1:] == ","))
        found += "\n" if sign == " " and ends else sign
    return found
