"""A figure that raises."""

NAME = "broken"
CAPTION = "Never seen."


def draw(quick: bool = False):
    """Raise."""
    raise ZeroDivisionError("no data")
