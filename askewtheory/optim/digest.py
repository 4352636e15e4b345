"""The digest of a whole file, inside it: of all its bytes, with zeros where the digest stands.

A file's metadata has a text such as ``sha256:…``; ``form`` is that text with ``{}`` for the digest.
"""

from __future__ import annotations

import hashlib

NO_DIGEST = "0" * 64
"""What stands in the digest's place until it is known."""


def sealed(blank: bytes, form: str) -> bytes:
    """Return a file's content with its digest in the place that was kept free for it."""
    return _with(blank, form, NO_DIGEST, hashlib.sha256(blank).hexdigest())


def is_whole(content: bytes, form: str, digest: str) -> bool:
    """Tell whether every byte of a file's content is as it was when it got this digest."""
    blank = _with(content, form, digest, NO_DIGEST)
    return hashlib.sha256(blank).hexdigest() == digest


def _with(content: bytes, form: str, old: str, new: str) -> bytes:
    """Put another digest of the same length in the place of the one that is there."""
    return content.replace(form.format(old).encode(), form.format(new).encode(), 1)
