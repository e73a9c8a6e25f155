"""A step curve in characters, for a terminal."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence

__all__ = ["axis_ticks", "plot"]

_BLOCKS = " ▁▂▃▄▅▆▇█"


def plot(
    points: Sequence[tuple[dt.date, int]],
    begins: dt.date,
    ends: dt.date,
    *,
    width: int = 78,
    height: int = 8,
    marks: Sequence[tuple[dt.date, str]] = (),
) -> list[str]:
    """Lines of a filled step curve, none wider than ``width``.

    Parameters
    ----------
    points : (day, value) of each change, by day; the value holds until the next.
    begins, ends : the span drawn.
    height : rows of the curve at most; a curve that never exceeds it gets a row a unit.
    marks  : (day, one character) to stand below the axis; of several in one column the last is shown.
    """
    top = max((value for _, value in points), default=0)
    rows = min(height, max(top, 2))
    label = len(f"{top:,}")
    columns = width - label - 2
    days = max((ends - begins).days, 1)
    dates = [date for date, _ in points]
    values = []
    for column in range(columns):
        last = begins + dt.timedelta(days=round(days * (column + 1) / columns))
        index = bisect_right(dates, last) - 1
        values.append(points[index][1] if index >= 0 else 0)
    lines = []
    for row in range(rows, 0, -1):
        at = {rows: f"{top:,}"} | ({(rows + 1) // 2: f"{round(top * ((rows + 1) // 2) / rows):,}"} if rows > 3 else {})
        cells = ""
        for value in values:
            filled = round(value / top * rows * 8) - (row - 1) * 8 if top else 0
            # One recogniser among two hundred is still to be seen.
            cells += _BLOCKS[max(0, min(8, max(filled, 1) if value and row == 1 else filled))]
        lines.append(f"{at.get(row, ''):>{label}} │{cells}".rstrip())
    axis, names = ["─"] * columns, [" "] * columns
    taken = -1
    for date, words in axis_ticks(begins, ends, columns // 9):
        column = min(columns - 1, round((date - begins).days / days * columns))
        place = max(0, min(columns - len(words), column - len(words) // 2))
        if place > taken:
            axis[column] = "┬"
            names[place : place + len(words)] = words
            taken = place + len(words)
    lines.append(f"{'0':>{label}} └{''.join(axis)}")
    below = [" "] * columns
    for date, mark in marks:
        if begins <= date <= ends:
            below[min(columns - 1, (date - begins).days * columns // days)] = mark
    indent = " " * (label + 2)
    if any(mark != " " for mark in below):
        lines.append((indent + "".join(below)).rstrip())
    lines.append((indent + "".join(names)).rstrip())
    return lines


def axis_ticks(begins: dt.date, ends: dt.date, most: int) -> list[tuple[dt.date, str]]:
    """Days at which to write the time, at most so many: years, or months where the span is short."""
    years = ends.year - begins.year
    if years < 3:
        months = (ends.year - begins.year) * 12 + ends.month - begins.month
        step = next((step for step in (1, 2, 3, 6, 12) if months / step < most), 12)
        found = []
        for month in range(0, months + 1, step):
            year, index = divmod(begins.year * 12 + begins.month - 1 + month, 12)
            date = dt.date(year, index + 1, 1)
            if begins <= date <= ends:
                found.append((date, f"{date:%b} {year}"))
        return found
    step = next((step for step in (1, 2, 5, 10, 20, 50) if years / step < most), 100)
    first = begins.year + (-begins.year) % step
    dates = [dt.date(year, 1, 1) for year in range(first, ends.year + 1, step)]
    return [(date, str(date.year)) for date in dates if begins <= date <= ends]
