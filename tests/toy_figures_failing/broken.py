"""A figure that raises."""

NAME = "broken"
CAPTION = "Never seen."
QUICK = False


def draw(quick: bool = False):
    """Raise."""
    raise ZeroDivisionError("no data")
