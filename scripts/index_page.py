"""The index of the docs: every page under its heading, by its title."""

from __future__ import annotations

from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"

_PARTS = {
    "tutorial": "To learn it",
    "how-to": "To do something",
    "reference": "To look something up",
    "explanation": "To understand it",
}


def page() -> str:
    parts = []
    for folder, heading in _PARTS.items():
        lines = [_line(path) for path in sorted((DOCS / folder).glob("*.md"))]
        parts.append(f"## {heading}\n\n" + "\n".join(lines) + "\n")
    return _HEAD + "\n".join(parts)


def _line(path: Path) -> str:
    title = path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ").strip()
    return f"- [{title}]({path.relative_to(DOCS)})"


_HEAD = """\
# comity

<!-- Written by scripts/index_page.py from the pages; `make docs` writes it again. -->

A record of diplomatic recognition that can be checked, and what can be made from it.

"""
