"""What every command prints with: JSON lines for programs, tables that fit 80 columns for people."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from comity.days import Day
from comity.errors import BadDay

__all__ = ["account", "day_option", "json_line", "table"]


def account() -> str:
    """The account name of whoever runs the command; empty where the system gives none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def json_line(row: dict[str, Any]) -> None:
    """One object on one line of stdout; a Day is its text."""
    sys.stdout.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, whole: Collection[str] = ()) -> None:
    """A table without rules on stdout, wrapped to the width of the terminal (80 where there is none).

    Columns named in ``whole`` are never broken over two lines: codes, dates and numbers.
    """
    # Imported here: with --json nothing of it is needed.
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    out = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for name in columns:
        out.add_column(name, overflow="fold", no_wrap=name in whole)
    for row in rows:
        out.add_row(*(Text(cell) for cell in row))
    Console(highlight=False).print(out)


def day_option(text: str | None, option: str = "--on") -> Day | None:
    """The day of an option, or None where it was not given.

    Raises
    ------
    BadDay : the text is no date; it names the option.
    """
    if text is None:
        return None
    try:
        return Day.parse(text)
    except BadDay as error:
        error.where = error.where or option
        raise
