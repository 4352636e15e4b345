"""PyTorch's archives, of torchao and ``torch.export``, with the digest of the whole file in them.

They are zip files, and the digest stands in the comment at their end, which PyTorch passes over.
What an archive holds is looked up in its table of contents: nothing is unpickled.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from pathlib import Path

from askewtheory import __version__
from askewtheory.errors import InputError, words_of
from askewtheory.optim.digest import NO_DIGEST, is_whole, sealed
from askewtheory.output import write_bytes

BEGINS = b"PK\x03\x04"
DIGEST = "sha256:{}"
_COMMENT = re.compile(rb"askewtheory ([\w.+-]+) (torchao|torch\.export) sha256:([0-9a-f]{64})")
_LONGEST = 200


def write(path: str | os.PathLike[str], archive: bytes, kind: str) -> Path:
    """Write an archive that PyTorch made, with its version, its format and its digest."""
    comment = f"askewtheory {__version__} {kind} {DIGEST.format(NO_DIGEST)}".encode()
    blank = archive[:-2] + len(comment).to_bytes(2, "little") + comment  # it had none
    return write_bytes(path, sealed(blank, DIGEST))


def decoded(
    content: bytes, path: str | os.PathLike[str]
) -> tuple[str, str, list[tuple[str, bytes]]]:
    """Return the format of an archive, the version that wrote it, and its records by name.

    Raises
    ------
    InputError
        If it is not as it was exported.
    """
    found = _COMMENT.search(content, max(0, len(content) - _LONGEST))
    try:
        if found is None or found.end() != len(content):
            raise ValueError("it has no digest, or its end is not the one it was written with")
        version, kind, digest = (part.decode() for part in found.groups())
        if not is_whole(content, DIGEST, digest):
            raise ValueError("its content does not have the digest that it was written with")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if sum(max(one.file_size, one.compress_size) for one in entries) > len(content):
                raise ValueError("its records are larger than the file")
            return kind, version, [(one.filename, archive.read(one)) for one in entries]
    except Exception as error:  # of bytes that somebody else wrote the decoder raises almost any
        raise InputError(
            f"path must be an undamaged archive of this program's, got {os.fspath(path)!r} "
            f"({words_of(error) or type(error).__name__:.300}); export the model again"
        ) from error
