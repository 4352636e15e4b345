"""``python -m proofs_checks.formal``: compile; print each theorem, its axioms and seconds."""

from __future__ import annotations

import json
import sys

from askewtheory import translate
from askewtheory.audit.provers import coq as formal
from proofs_checks.formal import FOLDER


def main(arguments: list[str]) -> int:
    """Compile all theorems; ``--record`` rewrites kernel.v and record.json first and last."""
    if unknown := set(arguments) - {"--record"}:
        print(f"Arguments must be none or --record, got {', '.join(sorted(unknown))}.")
        return 2
    recording = "--record" in arguments
    if recording:
        (FOLDER / "kernel.v").write_text(translate.coq(), encoding="utf-8")
    if formal.coq_version() is None:
        print("Coq is not installed (Debian: apt-get install coq libcoq-coquelicot).")
        return 2
    results = formal.compile(FOLDER)
    for result in results.values():
        axioms = ", ".join(result.axioms) or "none"
        took = "" if result.seconds is None else f" (file: {result.seconds:.1f} s)"
        print(f"{result.name}: {result.status}, {result.reason}{took}")
        print(f"  {result.statement}\n  axioms: {axioms}\n" if result.statement else "")
    failed = [r.name for r in results.values() if r.status != "proved"]
    print(f"{len(results) - len(failed)} theorems proved, {len(failed)} not")
    if recording and not failed:
        text = json.dumps(formal.record_of(results), indent=1, ensure_ascii=False) + "\n"
        (FOLDER / "record.json").write_text(text, encoding="utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
