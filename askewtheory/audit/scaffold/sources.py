"""The files of a LaTeX source: those in its folder, each read once, and no more than is sane."""

from __future__ import annotations

from pathlib import Path

from askewtheory.errors import InputError
from askewtheory.reading import content_of

LARGEST = 4 * 2**20
"""Bytes that all files of a source may have together."""


class TooLargeError(InputError):
    """A source that has more than :data:`LARGEST` bytes."""


class Sources:
    """Reads a LaTeX file and what it inputs.

    Parameters
    ----------
    main
        The file that is read first; nothing outside of its folder is.

    Attributes
    ----------
    notes
        What was left out, one sentence each.
    """

    def __init__(self, main: Path) -> None:
        try:
            self.folder = main.resolve().parent
        except (OSError, RuntimeError, ValueError):  # a loop of links; a name that no file can have
            raise InputError(f"from must be a LaTeX file, got {str(main)!r}.") from None
        self.notes: list[str] = []
        self._left = LARGEST

    def main(self, path: Path) -> str:
        """Return the text of the source's first file.

        Raises
        ------
        InputError
            If it cannot be read, or is too large.
        """
        if not path.is_file():
            raise InputError(f"from must be a LaTeX file, got {str(path)!r}.")
        return self._read(path)

    def included(self, name: str, suffix: str = ".tex") -> tuple[Path, str] | None:
        r"""Return the path and text of an ``\input`` file, or None, with a note, where none is.

        Parameters
        ----------
        name, suffix
            As written in the source, and the suffix that LaTeX adds.
        """
        try:
            named = self.folder / name.strip().strip('"')
            for path in (named.with_name(named.name + suffix), named):
                found = path.resolve()
                if self.folder not in found.parents:
                    self.notes.append(f"{name} lies outside of the source's folder")
                    return None
                if found.is_file():
                    return found, self._read(found)
        except TooLargeError:
            raise
        except (OSError, ValueError, RuntimeError):
            pass  # a name that no file can have
        if suffix == ".tex":
            self.notes.append(f"{name} is not there")
        return None

    def _read(self, path: Path) -> str:
        if path.stat().st_size > self._left:
            raise TooLargeError(
                f"from must have at most {LARGEST // 2**20} MiB with all its files, "
                f"got more at {path.name!r}."
            )
        content = content_of(path, "from", self._left)
        self._left -= len(content)
        text = _decoded(content).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
        return text


def _decoded(content: bytes) -> str:
    """Return a text in UTF-8, or else in the encoding that older sources have."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")
