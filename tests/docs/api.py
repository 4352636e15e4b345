"""The public modules: those of which `docs/generate.py` makes the pages of the API reference."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def modules() -> list[str]:
    """Return their dotted names, read without importing what the pages are made with."""
    text = (ROOT / "docs/generate.py").read_text("utf-8").partition("NEED_TORCH")[0]
    return sorted(set(re.findall(r'"(askewtheory(?:\.\w+)*)"', text)))
