"""Running LaTeX where it is installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

ENGINES = {
    "latexmk": ("-pdf", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "-norc"),
    "tectonic": ("--keep-logs", "--untrusted"),
}
"""Programs that make a PDF, in the order in which they are looked for, with their options."""
SECONDS = 300
_WARNING = re.compile(r"^(?:LaTeX|Package|Class)\b.*Warning:.*$|^! .*$", re.MULTILINE)
_OVERFULL = re.compile(r"^Overfull \\[hv]box \((\d+(?:\.\d+)?)pt too (?:wide|high)\).*$", re.M)


@dataclass(frozen=True)
class Compiled:
    """What a LaTeX engine made of a source.

    Attributes
    ----------
    engine
        Its name.
    pdf
        The document; None where it could not be made.
    log
        What the engine says, and empty where it left no log.
    """

    engine: str
    pdf: bytes | None
    log: str

    @property
    def complaints(self) -> list[str]:
        """Errors, warnings, and lines that stick out by more than a point."""
        wide = [found[0] for found in _OVERFULL.finditer(self.log) if float(found[1]) > 1]
        return [found[0] for found in _WARNING.finditer(self.log)] + wide


def engine() -> str | None:
    """Return the LaTeX engine that is installed, or None."""
    needed = {"latexmk": "pdflatex"}
    return next(
        (one for one in ENGINES if shutil.which(one) and shutil.which(needed.get(one, one))), None
    )


def compiled(source: str, name: str = "erratum") -> Compiled | None:
    """Return what the installed engine makes of a source; None where there is no engine.

    The source may read or write no file outside of the folder in which it is compiled.
    """
    program = engine()
    if program is None:
        return None
    try:
        return _compiled(source, name, program)
    except (OSError, subprocess.TimeoutExpired) as error:  # a full disk among them
        return Compiled(program, None, f"! {error}")


def _compiled(source: str, name: str, program: str) -> Compiled:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / f"{name}.tex").write_text(source, encoding="utf-8", errors="backslashreplace")
        guarded = {**os.environ, "openin_any": "p", "openout_any": "p", "max_print_line": "1000"}
        subprocess.run(
            [program, *ENGINES[program], f"{name}.tex"], cwd=folder, env=guarded,
            stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False,
        )  # fmt: skip
        log, pdf = folder / f"{name}.log", folder / f"{name}.pdf"
        text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        failed = re.search(r"^! ", text, re.MULTILINE)
        return Compiled(program, pdf.read_bytes() if pdf.exists() and not failed else None, text)
