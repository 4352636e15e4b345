"""Finding figures, drawing them, and writing them with where they came from.

A figure is a module of a package (``figures`` by default) with

- ``NAME``: the name on the command line and of the files,
- ``CAPTION``: one sentence,
- ``draw(quick=False)``: returns a ``matplotlib.figure.Figure`` or, for a table, an
  :class:`askewtheory.experiments.render.Table`; ``quick`` may take fewer steps or seeds. It may
  return a pair, with sentences that the caption goes on with: what was measured while drawing.
- ``QUICK = False``, optional: a quick report leaves the figure out, and says so.

Modules without a ``NAME`` are helpers and are passed over.
"""

from __future__ import annotations

import io
import json
import math
import pkgutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from askewtheory.ending import is_end
from askewtheory.errors import InputError, imported, looked_into, near, shown, words_of
from askewtheory.experiments.render import Table
from askewtheory.files import slug
from askewtheory.plotting import FORMATS, check_clock
from askewtheory.pool import Lost, run_items
from askewtheory.report_packages import folders_of, is_order, make_importable, names_of


@dataclass(frozen=True)
class FigureSource:
    """A figure that can be drawn: its name, its sentence and its drawing function.

    Attributes
    ----------
    name, caption : str
        Of its module.
    module : str
        The module's dotted name.
    draw : callable
        Returns a matplotlib figure, or a table.
    quick : bool
        Whether ``draw`` takes ``quick``.
    """

    name: str
    caption: str
    module: str
    draw: Callable[..., Any]
    quick: bool = True


@dataclass(frozen=True)
class DrawnFigure:
    """What became of one figure: the files written and the drawing, or why there is none.

    Attributes
    ----------
    name, caption, module : str
        As of its :class:`FigureSource`.
    files : tuple of str
        The paths written.
    svg : str
        An element for a page: a drawing, or an HTML table.
    error : str
        Why there is no drawing; empty where there is one.
    seconds : float
        How long it took.
    """

    name: str
    caption: str
    module: str
    files: tuple[str, ...] = ()
    svg: str = ""
    error: str = ""
    seconds: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return the record as ``--json`` writes it (without the drawing itself)."""
        record: dict[str, Any] = {
            "name": self.name,
            "caption": self.caption,
            "module": self.module,
            "files": list(self.files),
            "seconds": round(self.seconds, 3),
        }
        return record | ({"error": self.error} if self.error else {})


def discover_figures(package: str = "figures") -> dict[str, FigureSource]:
    """Return the figures of a package by name, in the order of its ``ORDER``, then by name.

    Parameters
    ----------
    package
        An importable package.

    Returns
    -------
    dict of FigureSource

    Raises
    ------
    InputError
        If the package cannot be imported, has no figure, or one name twice.
    """
    make_importable()
    with looked_into(package):
        root = imported(package, "figures")
        found: dict[str, FigureSource] = {}
        for module_name, module in _modules(root, package):
            source = _source(module_name, names_of(module))
            if source is None:
                continue
            if source.name in found:
                raise InputError(f"figure names must be unique, got {source.name!r} twice.")
            found[source.name] = source
    if not found:
        raise InputError(f"figures package must hold a module with NAME, got none in {package!r}.")
    listed = names_of(root).get("ORDER", ())
    if not is_order(listed):
        raise InputError(f"ORDER of {package} must be a list of names, got {shown(listed)}.")
    place: dict[str, int] = {name: number for number, name in enumerate(listed)}
    return {
        name: found[name] for name in sorted(found, key=lambda n: (place.get(n, len(place)), n))
    }


def _modules(root: ModuleType, package: str) -> Iterator[tuple[str, ModuleType]]:
    """Yield the modules inside a package, imported."""
    for info in pkgutil.iter_modules(folders_of(root), package + "."):
        if info.name.endswith(".__main__"):  # a program, which importing would run
            continue
        module = imported(info.name, "figures")
        yield info.name, module
        if info.ispkg:
            yield from _modules(module, info.name)


def _source(module: str, names: Mapping[str, Any]) -> FigureSource | None:
    """Return the figure that a module declares, or None."""
    name = names.get("NAME")
    if name is None:
        return None
    if type(name) is not str or slug(name) != name:
        raise InputError(
            f"figure NAME must be small letters, digits and hyphens, got {shown(name)} in {module}."
        )
    if lacking := [part for part in ("CAPTION", "draw") if part not in names]:
        raise InputError(f"figure {name} must have {lacking[0]}, got none in {module}.")
    caption, draw, quick = names["CAPTION"], names["draw"], names.get("QUICK", True)
    if type(caption) is not str or not callable(draw):
        raise InputError(
            f"figure {name} must have a text CAPTION and a function draw, got others in {module}."
        )
    if type(quick) is not bool:
        raise InputError(f"QUICK of {module} must be true or false, got {shown(quick)}.")
    return FigureSource(name, caption, module, draw, quick)


def select_figures(names: Iterable[str] = (), package: str = "figures") -> list[str]:
    """Return the names asked for, or all.

    Parameters
    ----------
    names
        Of figures; none for all.
    package
        The figures package.

    Returns
    -------
    list of str

    Raises
    ------
    InputError
        If a name is unknown.
    """
    known = discover_figures(package)
    wanted = list(dict.fromkeys(names)) or list(known)
    for name in wanted:
        if name not in known:
            raise InputError(
                f"figure must be one of {', '.join(known)}, got {name!r}{near(name, known)}."
            )
    return wanted


def save(
    figure: Any,
    out_dir: str | Path,
    name: str,
    formats: Sequence[str] = FORMATS,
    provenance: Mapping[str, Any] | None = None,
) -> list[Path]:
    """Write a figure, atomically, in each of the formats; the files carry their provenance.

    A table is written as LaTeX (booktabs) and Markdown instead.

    Parameters
    ----------
    figure
        A matplotlib figure, or a table.
    out_dir, name
        The files are ``out_dir/name.format``.
    formats
        Of ``pdf``, ``svg``, ``png``.
    provenance
        Written into the file's own metadata; time and machine are left out, so that the same code
        with the same versions writes the same bytes.

    Returns
    -------
    list of Path

    Raises
    ------
    InputError
        If a format is unknown, or a file cannot be written.
    """
    from askewtheory import output, plotting

    kept = {key: value for key, value in (provenance or {}).items() if key not in _PASSING}
    text = json.dumps(output.to_plain(kept), sort_keys=True)
    written = []
    if isinstance(figure, Table):
        return [
            output.write_text(Path(out_dir) / f"{name}.tex", f"% {text}\n{figure.latex()}"),
            output.write_text(Path(out_dir) / f"{name}.md", f"{figure.markdown()}\n`{text}`\n"),
        ]
    for kind in formats:
        if kind not in FORMATS:
            raise InputError(f"format must be of {', '.join(FORMATS)}, got {kind!r}.")
        stream = io.BytesIO()
        plotting.save(figure, stream, format=kind, metadata=_metadata(kind, name, text))
        written.append(output.write_bytes(Path(out_dir) / f"{name}.{kind}", stream.getvalue()))
    return written


_PASSING = ("time", "platform")


def _metadata(kind: str, name: str, text: str) -> dict[str, Any]:
    if kind == "pdf":
        return {"Title": name, "Subject": text, "CreationDate": None}
    if kind == "svg":
        return {"Title": name, "Description": text, "Date": None}
    return {"Title": name, "Description": text}


def draw_figures(
    names: Iterable[str],
    out_dir: str | Path,
    formats: Sequence[str] = FORMATS,
    *,
    quick: bool = False,
    jobs: int | None = None,
    package: str = "figures",
    apart: bool = False,
    limit: float = math.inf,
) -> Iterator[DrawnFigure]:
    """Draw and write figures on several processes; yield each as it is done.

    A figure that raises, or whose process is killed twice or takes too long, is yielded with its
    ``error``: the others are not lost with it.

    Parameters
    ----------
    names
        See :func:`select_figures`.
    out_dir, formats
        See :func:`save`.
    quick
        Passed to each ``draw``.
    jobs
        How many processes; by default the number of cores. One draws in this process.
    package
        The figures package.
    apart
        Whether even one figure is drawn in another process, which may end as it likes.
    limit
        How many seconds a figure may take if ``apart``.

    Yields
    ------
    DrawnFigure

    Raises
    ------
    InputError
        If a name is unknown, or the clock that stamps files is none.
    """
    chosen = select_figures(names, package)
    check_clock()
    work = partial(_draw_one, package, str(out_dir), tuple(formats), quick)
    for name, drawn in run_items(work, chosen, jobs, apart=apart, limit=limit):
        if isinstance(drawn, Lost):
            source = discover_figures(package)[name]
            drawn = DrawnFigure(name, source.caption, source.module, error=drawn.reason)
        yield drawn


def _drawing(source: FigureSource, quick: bool) -> Any:
    """Draw; an input that a figure itself refuses is a figure that cannot be drawn."""
    try:
        return source.draw(quick=quick)
    except InputError as error:
        raise RuntimeError(str(error)) from error


def _draw_one(
    package: str, out_dir: str, formats: tuple[str, ...], quick: bool, name: str
) -> DrawnFigure:
    from askewtheory.audit.page.svg import inline_svg
    from askewtheory.provenance import provenance

    source = discover_figures(package)[name]
    start = time.perf_counter()
    try:
        figure = _drawing(source, quick)
        caption = source.caption
        if isinstance(figure, tuple):
            figure, measured = figure
            caption = f"{caption} {measured}"
        record = provenance({"figure": name, "quick": quick})
        files = tuple(str(path) for path in save(figure, out_dir, name, formats, record))
        table = isinstance(figure, Table)
        svg = figure.html() if table else inline_svg(figure, f"f-{name}", caption)
    except InputError:
        raise
    except BaseException as error:  # a drawing is anybody's, and may even end the program
        if is_end(error):
            raise
        reason = f"{type(error).__name__}: {words_of(error)}"
        return DrawnFigure(
            name, source.caption, source.module, error=reason, seconds=time.perf_counter() - start
        )
    seconds = time.perf_counter() - start
    return DrawnFigure(name, caption, source.module, files, svg, seconds=seconds)
