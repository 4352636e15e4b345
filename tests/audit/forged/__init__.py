"""Claims that are false, say nothing, or are checked by something else: none is accepted."""

from askewtheory.audit.claim import PROVED, claim

SYMBOLS = {"posing": "x", "other[]": "w_{#1}", "other()": "f(#1)"}


def forged(name, expected=PROVED, **statement):
    """Return the decorator of a forged claim."""
    return claim(name, expected, title=name, source="forged", **statement)
