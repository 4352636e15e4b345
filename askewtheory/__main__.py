"""Run the command line, as ``python -m askewtheory`` and as the program ``askewtheory``."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime


def main() -> None:
    """Run it, unless the clock is one that neither Python nor its libraries can read."""
    try:
        datetime.fromtimestamp(time.time(), UTC)
    except (OverflowError, OSError, ValueError):
        sys.stderr.write("Error: the clock must show a time that Python can read, got another.\n")
        sys.exit(2)
    from askewtheory.cli import main as command

    command()


if __name__ == "__main__":
    main()
