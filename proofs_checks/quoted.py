"""The printed text of the statements, quoted for readers; nothing is decided from it."""

import re
from pathlib import Path

_TEXT = (Path(__file__).parent / "quoted.md").read_text(encoding="utf-8")
QUOTED = {
    name.strip(): text.strip()
    for name, text in re.findall(r"^# (\S+)\n(.*?)(?=^# |\Z)", _TEXT, re.MULTILINE | re.DOTALL)
}
"""Markdown with ``$...$`` mathematics by identifier."""
