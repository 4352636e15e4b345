"""A figure whose own input is refused."""

from askewtheory.errors import InputError

NAME = "refusing"
CAPTION = "Never seen either."
QUICK = False


def draw(quick: bool = False):
    """Refuse."""
    raise InputError("data must be there, got none")
