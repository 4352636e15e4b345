"""Run the command line with ``python -m askewtheory``."""

from askewtheory.cli import main

if __name__ == "__main__":
    main()
