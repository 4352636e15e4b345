r"""How a package states its claims: decorators that put a formal statement beside its check.

A check is a function of ``this`` (see :class:`~askewtheory.audit.entry.This`) that returns what a
rule made of the claim's own statement. Its docstring says the statement in words, its name is the
last part of the identifier, and its module the rest: ``theorem-5/descent/line-4`` is ``line_4`` in
``theorem_5/descent/printed.py``. ::

    @claim("lemma-4/left", REFUTED, title="...", source="Report, Lemma 4",
           given={"A3": "g[0]^2 <= L", ...}, concludes="w[1] < m", about="run")
    def as_printed(this):
        '''With ... a coordinate below m stays below.'''
        return this.refuted(RUN, instead="w[1] <= m + gamma * M_c")

    @line("lemma-4/left", PROVED, latex=r"w \le w^+ < q_+", given=[...], concludes="...")
    def line_2(this):
        '''The step is at most its bound.'''
        return this.solvers()
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Sequence
from typing import Any

from askewtheory.audit.entry import STEPS, Entry, This, close_to
from askewtheory.audit.statement import Given
from askewtheory.audit.theorem import Judgement
from askewtheory.audit.verdict import FAILING, Severity, Verdict, one_line
from askewtheory.errors import InputError

PROVED, REFUTED, VACUOUS, SUPPORTED, ILL_POSED, UNDECIDED = Verdict


def _decorator(role: str, of: str, identifier: str, expected: Verdict | str, **rest: Any):
    shown = [rest.get(name, "") for name in _TEXTS]
    for text in (of, identifier, *shown, *rest.get("uses", ()), *rest.get("changes", ())):
        if type(text) is not str:  # a text of its own class may read otherwise than it is compared
            raise InputError(f"what is said of {identifier or of or 'a fact'} must be plain text, "
                             f"got a {type(text).__name__}")  # fmt: skip

    def mark(check: Callable[[This], Judgement]) -> Entry:
        name = check.__name__.strip("_").replace("_", "-")
        name = name.removeprefix(of.rpartition("/")[2] + "-")  # repaired_cell in one file
        words = one_line(check.__doc__ or _docstring(check))
        own = identifier or (f"{of}/{name}" if of else name)
        if not _IDENTIFIER.fullmatch(own):
            raise InputError("an identifier must be letters from a to z, digits and . _ - / "
                             f"alone, got {own!r}")  # fmt: skip
        if unknown := next(iter(rest.get("extra") or ()), ""):
            raise InputError(f"{role} {own} takes no {unknown!r}{close_to(unknown, _FIELDS)}")
        if expected not in list(Verdict):
            raise InputError(
                f"the verdict of {own} must be one of {', '.join(Verdict)}, got {expected!r}"
            )
        shown: dict[str, Any] = {name: one_line(rest[name]) for name in _SHOWN if name in rest}
        return Entry(own, of, role, Verdict(expected), check, words, **rest | shown)

    return mark


def _docstring(check: Callable[..., Any]) -> str:
    """Return from a check's source the docstring that ``python -OO`` left out."""
    if sys.flags.optimize < 2:
        return ""
    try:
        parsed = ast.parse(textwrap.dedent(inspect.getsource(check))).body[0]
    except (OSError, SyntaxError, TypeError, IndexError):
        return ""
    return ast.get_docstring(parsed) or "" if isinstance(parsed, ast.FunctionDef) else ""


_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*|")
"""Names that look alike are alike; a fact has none of its own."""
_SHOWN = ("title", "source", "why")
"""What a reader sees in a table, on one line."""
_TEXTS = ("title", "source", "latex", "why", "meant")


_FIELDS = ("title", "source", "latex", "given", "concludes", "about", "parts", "printed",
           "severity", "why", "meant", "changes", "uses")  # fmt: skip


def _severe(
    name: str, expected: Verdict | str, severity: str, why: str, meant: str, changes: Sequence[str]
) -> dict[str, Any]:
    """Return the fields that say how bad it is that an entry fails as printed.

    Raises
    ------
    InputError
        If there is no such severity, or the verdict on record is none that fails.
    """
    if severity and severity not in list(Severity):
        raise InputError(
            f"severity of {name} must be one of {', '.join(Severity)}, got {severity!r}"
        )
    if (severity or why or meant or changes) and expected not in FAILING:
        raise InputError(
            f"severity of {name} must belong to a verdict that fails, got one that is {expected}"
        )
    return {"severity": Severity(severity) if severity else None, "why": why, "meant": meant,
            "changes": tuple(map(one_line, changes))}  # fmt: skip


def claim(
    id: str, expected: Verdict | str, *, title: str, source: str, latex: str = "",
    given: Given | Callable[[], Given] = (), concludes: Any = None, about: str = "",
    parts: Any = (), printed: bool = True, severity: str = "", why: str = "", meant: str = "",
    changes: Sequence[str] = (), uses: Sequence[str] = (), **extra: Any,
):  # fmt: skip
    """Declare a printed statement; the decorated function checks it.

    Parameters
    ----------
    id : str
        Its identifier, of letters from a to z, digits and ``. _ - /``.
    expected
        The verdict on record.
    title, source, latex, printed
        For readers: a few words, where it stands, the formula, and whether a document prints it.
    given, concludes, about, parts
        The formal statement: its hypotheses, its conclusion and what it speaks about, or the
        statements of which it is the conjunction.
    severity, why, meant, changes
        What a reader takes away where it fails, see :class:`Entry`.
    uses
        The claims that its printed proof uses.
    **extra
        Fields that do not exist: each is named in the error.

    Raises
    ------
    InputError
        If there is no such severity, or the verdict on record is none that fails.
    """
    return _decorator("claim", "", id, expected, title=title, source=source, latex=latex,
                      given=given, concludes=concludes, about=about, parts=parts,
                      printed=printed, uses=tuple(uses), extra=extra,
                      **_severe(id, expected, severity, why, meant, changes))  # fmt: skip


def repair(
    of: str, *, title: str, source: str = "", latex: str = "",
    given: Given | Callable[[], Given] = (), concludes: Any = None, about: str = "",
    parts: Any = (), expected: Verdict | str = PROVED, **extra: Any,
):  # fmt: skip
    """Declare the true statement in place of the claim ``of``; its identifier is OF/repaired.

    Parameters
    ----------
    of : str
        The identifier of the claim.
    title, source, latex
        For readers: a few words, where it stands, and the formula.
    given, concludes, about, parts
        The formal statement: its hypotheses, its conclusion and what it speaks about, or the
        statements of which it is the conjunction.
    expected
        The verdict on record.
    **extra
        Fields that do not exist: each is named in the error.

    Raises
    ------
    InputError
        If a field does not exist, or the verdict on record is none.
    """
    return _decorator("repair", of, f"{of}/repaired", expected, title=title, source=source,
                      latex=latex, given=given, concludes=concludes, about=about, parts=parts,
                      extra=extra)  # fmt: skip


def line(
    of: str, expected: Verdict | str, *, latex: str = "",
    given: Given | Callable[[], Given] = (), concludes: Any = None, about: str = "",
    parts: Any = (), severity: str = "", why: str = "", meant: str = "",
    changes: Sequence[str] = (), role: str = "line", **extra: Any,
):  # fmt: skip
    """Declare a line of the proof of ``of`` that a source document displays or says.

    Under a repair, whose proof is displayed nowhere, it is a part.

    Parameters
    ----------
    of : str
        The identifier of what it belongs to.
    expected
        The verdict on record.
    latex : str
        The formula, for readers.
    given, concludes, about, parts
        The formal statement: its hypotheses, its conclusion and what it speaks about, or the
        statements of which it is the conjunction.
    severity, why, meant, changes
        What a reader takes away where it fails, see :class:`Entry`.
    role : str
        ``"line"``, ``"part"``, ``"reading"`` or ``"probe"``.
    **extra
        Fields that do not exist: each is named in the error.

    Raises
    ------
    InputError
        As for :func:`claim`, or if there is no such role.
    """
    if role not in STEPS:
        raise InputError(f"role must be one of {', '.join(STEPS)}, got {role!r} under {of}")
    own = "part" if of.endswith("/repaired") else role
    severe = _severe(f"a {own} of {of}", expected, severity, why, meant, changes)
    return _decorator(own, of, "", expected, latex=latex, given=given, concludes=concludes,
                      about=about, parts=parts, extra=extra, **severe)  # fmt: skip


def part(of: str, expected: Verdict | str, **stated: Any):
    """Declare a part of the statement ``of``.

    Parameters
    ----------
    of : str
        The identifier of what it belongs to.
    expected
        The verdict on record, ``PROVED`` for example.
    **stated
        The rest, as for :func:`line`.

    Raises
    ------
    InputError
        As for :func:`line`.
    """
    return line(of, expected, role="part", **stated)


def reading(of: str, expected: Verdict | str, **stated: Any):
    """Declare a reading of ``of`` or of a line of it.

    Parameters
    ----------
    of : str
        The identifier of what it belongs to.
    expected
        The verdict on record, ``PROVED`` for example.
    **stated
        The rest, as for :func:`line`.

    Raises
    ------
    InputError
        As for :func:`line`.
    """
    return line(of, expected, role="reading", **stated)


def probe(of: str, expected: Verdict | str, **stated: Any):
    """Declare a question about ``of`` that no document asks.

    Parameters
    ----------
    of : str
        The identifier of what it belongs to.
    expected
        The verdict on record, ``PROVED`` for example.
    **stated
        The rest, as for :func:`line`.

    Raises
    ------
    InputError
        As for :func:`line`.
    """
    return line(of, expected, role="probe", **stated)


def fact(
    *, given: Given | Callable[[], Given] = (), concludes: Any = None, about: str = "",
    parts: Any = (),
):  # fmt: skip
    """Declare a proved statement that several results use; it is listed nowhere by itself.

    Parameters
    ----------
    given, concludes, about, parts
        The formal statement: its hypotheses, its conclusion and what it speaks about, or the
        statements of which it is the conjunction.

    Raises
    ------
    InputError
        If it cannot be declared.
    """
    return _decorator("fact", "", "", PROVED, given=given, concludes=concludes, about=about,
                      parts=parts)  # fmt: skip
