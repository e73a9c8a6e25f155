"""Charts: where the marks of a picture stand; templates draw them, so that they are there without JavaScript."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from comity.codebook import codebook
from comity.days import Day
from comity.ledger import Act
from comity.polities import registry

__all__ = [
    "Bar", "Curve", "Line", "Mark", "Neighbour", "Ring", "Strip", "Tick", "curve_chart", "ring_chart",
    "spark_path", "strip_chart",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tick:
    """A tick of an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a picture that leads to an act."""

    x: float
    y: float
    shape: str
    """``opens``, ``closes``, ``suspends``, ``marks``: what the act did; drawn by shape, not by colour alone."""
    words: str
    act: str
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One case on a chart of curves: its steps, and where they end."""

    name: str
    path: str
    """SVG path data of the steps."""
    area: str
    x: float
    y: float
    label_y: float
    """Where its name and last number stand, clear of those of the other line."""
    last: int
    """Recognisers at the end."""
    peak: int
    peak_on: str
    """The first day on which they were ``peak``."""


@dataclass(frozen=True, slots=True)
class Curve:
    """The number of recognisers over time, in a box of ``width`` by ``height``."""

    width: int
    height: int
    left: int
    lines: tuple[Line, ...]
    """Those that rise above nothing by the end."""
    x: tuple[Tick, ...]
    y: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    days: tuple[Tick, ...]
    """Days that are asked about, within the chart."""


def curve_chart(
    series: Sequence[tuple[str, Sequence[tuple[dt.date, int]], dt.date]],
    events: Sequence[tuple[str, str, str]] = (),
    days: Sequence[tuple[dt.date, str]] = (),
) -> Curve:
    """Curves of recognisers as steps.

    Parameters
    ----------
    series : of each line its name, the days on which the number changes with the new number, and the last day.
    events : EDTF day, words and act of marks on the first line.
    days   : days to be marked, with their labels.
    """
    width, height, left, right, top, bottom = 960, 300, 44, 64, 16, 26
    known = [(name, [(day, n) for day, n in curve if day <= until], until) for name, curve, until in series]
    known = [(name, points, until) for name, points, until in known if points]
    if not known:
        return Curve(width, height, left, (), (), (), (), ())
    first = min(points[0][0] for _, points, _ in known)
    last = max(max(until, points[-1][0]) for _, points, until in known)
    whole = max((last - first).days, 1)
    most = max(count for _, points, _ in known for _, count in points)
    y_ticks = _round_ticks(most)
    scale = max(most, y_ticks[-1])

    def x(date: dt.date) -> float:
        return round(left + (width - left - right) * (date - first).days / whole, 1)

    def y(count: float) -> float:
        return round(height - bottom - (height - top - bottom) * count / scale, 1)

    lines: list[Line] = []
    for name, points, until in known:
        begin, end = x(points[0][0]), x(max(until, points[-1][0]))
        path = f"M{begin},{y(0)}" + "".join(f"H{x(date)}V{y(count)}" for date, count in points) + f"H{end}"
        peak = max(count for _, count in points)
        label_y = y(points[-1][1])
        while any(abs(label_y - other.label_y) < 17 for other in lines):
            label_y += 17 if label_y >= lines[0].label_y else -17
        lines.append(
            Line(
                name, path, f"{path}V{y(0)}Z", end, y(points[-1][1]), label_y, points[-1][1], peak,
                next(date for date, count in points if count == peak).isoformat(),
            )
        )  # fmt: skip

    def height_on(date: dt.date) -> int:
        return next((count for day, count in reversed(known[0][1]) if day <= date), 0)

    marks = []
    for text, words, act in events:
        date = Day.parse(text).latest
        if first <= date <= last:
            ends = "recognises" not in words
            marks.append(Mark(x(date), y(height_on(date)), "closes" if ends else "opens", f"{words}, {text}", act))
    return Curve(
        width, height, left, tuple(lines), tuple(_year_ticks(first, last, x)),
        tuple(Tick(y(value), str(value)) for value in y_ticks), tuple(marks),
        tuple(Tick(x(day), label) for day, label in days if first <= day <= last),
    )  # fmt: skip


def spark_path(curve: Sequence[tuple[dt.date, int]], until: dt.date) -> str:
    """SVG path data of a small curve, filled, in a box of 120 by 24; empty where it never rises."""
    points = [(day, count) for day, count in curve if day <= until]
    if not points:
        return ""
    first, most = points[0][0], max(count for _, count in points)
    whole = max((until - first).days, 1)
    steps = "".join(f"H{120 * (day - first).days / whole:.1f}V{23 - 22 * count / most:.1f}" for day, count in points)
    return f"M0,23{steps}H120V23Z"


def _round_ticks(most: int) -> list[int]:
    step = next(step for step in (1, 2, 5, 10, 20, 25, 50, 100, 200) if most / step <= 5 or step == 200)
    return list(range(0, most + step, step))[: most // step + 2]


def _year_ticks(first: dt.date, last: dt.date, x: Callable[[dt.date], float]) -> list[Tick]:
    years = max(last.year - first.year, 1)
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if years / step <= 9 or step == 100)
    begin = first.year + (-first.year) % step
    found = []
    for year in range(begin, last.year + 1, step):
        date = dt.date(year, 1, 1)
        if first <= date <= last:
            found.append(Tick(x(date), str(year)))
    return found


@dataclass(frozen=True, slots=True)
class Bar:
    """How long a tie stood, by the acts that are drawn."""

    x: float
    to: float
    y: float
    tie: str
    """``recognition`` or ``relations``."""


@dataclass(frozen=True, slots=True)
class Strip:
    """Acts as marks on a line for each other party, by day."""

    width: int
    height: int
    rows: tuple[tuple[float, str, str], ...]
    """Height of the line, code and name of the party."""
    x: tuple[Tick, ...]
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    left_off: int
    """Parties that are not drawn, for want of room."""
    left: int
    """Where the lines begin; names stand before it."""


SHAPES = {
    "opens": "opens", "resumes": "opens", "raises": "opens", "closes": "closes", "suspends": "suspends",
    "lowers": "suspends", "refuses": "closes",
}  # fmt: skip


def strip_chart(acts: Sequence[Act], centre: str, until: dt.date, most: int = 24) -> Strip:
    """The parties with the most acts with one party, each on a line of its own.

    Between an act that opens a tie and the one that ends it, or the end of either party, or ``until``, stands a bar.
    """
    by_party: dict[str, list[Act]] = {}
    for act in acts:
        other = act.receiver if act.sender == centre else act.sender
        if other and act.happened:
            by_party.setdefault(other, []).append(act)
    width, left, row_height, top = 960, 230, 21, 10
    ranked = sorted(by_party, key=lambda code: (-len(by_party[code]), code))
    chosen = sorted(ranked[:most], key=lambda code: min(a.happened.earliest for a in by_party[code] if a.happened))
    if not chosen:
        return Strip(width, 0, (), (), (), (), 0, left)
    days = [act.happened for code in chosen for act in by_party[code] if act.happened]
    first, last = min(day.earliest for day in days), max(until, *(day.latest for day in days))
    whole = max((last - first).days, 1)

    def x(date: dt.date) -> float:
        return round(left + 8 + (width - left - 24) * (date - first).days / whole, 1)

    rows, marks, bars = [], [], []
    parties = registry()
    for index, code in enumerate(chosen):
        y = top + row_height * index + row_height / 2
        rows.append((y, code, parties.label(code) if code in parties else code))
        over = min([last, *(one for one in (_end(code), _end(centre)) if one)])
        bars += [Bar(x(begun), x(ended), y, tie) for begun, ended, tie in _stood(by_party[code], over) if begun < ended]
        for act in by_party[code]:
            assert act.happened is not None
            kind = codebook()[act.kind]
            marks.append(
                Mark(
                    x(act.happened.latest), y, SHAPES.get(kind.effect, "marks"),
                    f"{parties.label(act.sender) if act.sender in parties else act.sender} {kind.words} "
                    f"{parties.label(act.receiver) if act.receiver in parties else act.receiver}, {act.happened.text}",
                    act.id, act.disputed,
                )
            )  # fmt: skip
    height = top + row_height * len(chosen) + 24
    return Strip(
        width,
        height,
        tuple(rows),
        tuple(_year_ticks(first, last, x)),
        tuple(bars),
        tuple(marks),
        len(ranked) - len(chosen),
        left,
    )


def _end(code: str) -> dt.date | None:
    end = registry().get(code).end if code in registry() else None
    return end.earliest if end else None


def _stood(acts: Sequence[Act], over: dt.date) -> list[tuple[dt.date, dt.date, str]]:
    """From when to when recognition and relations stood, in either direction, by acts between two parties."""
    begun: dict[tuple[str, str], dt.date] = {}
    found = []
    for act in sorted(acts, key=lambda act: act.sort_key):
        kind = codebook()[act.kind]
        if act.happened is None or kind.tie not in ("recognition", "relations"):
            continue
        key = (kind.tie, "" if kind.tie == "relations" else act.sender)
        if kind.effect in ("opens", "resumes"):
            begun.setdefault(key, act.happened.latest)
        elif kind.effect in ("closes", "suspends") and key in begun:
            found.append((begun.pop(key), min(act.happened.earliest, over), kind.tie))
    return [*found, *((day, over, tie) for (tie, _), day in begun.items())]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A party on the ring around another."""

    x: float
    y: float
    label_x: float
    label_y: float
    turn: float
    """Degrees by which the label is turned, where they stand too close to be level."""
    anchor: str
    party: str
    name: str
    out: str
    """What the centre does towards it: ``recognises``, ``ended`` or empty."""
    back: str
    """What it does towards the centre."""
    relations: str
    act: str


@dataclass(frozen=True, slots=True)
class Ring:
    """A party among those it has ties with, by region around a circle."""

    size: int
    neighbours: tuple[Neighbour, ...]
    chords: tuple[str, ...]
    """SVG path data of the recognition that stands between two of the neighbours."""
    left_off: int


LEVEL_LABELS = 28
"""Neighbours whose names can stand level around the ring without covering each other."""


def ring_chart(
    ties: Sequence[tuple[str, str, str, str, str]], among: Collection[tuple[str, str]] = (), most: int = 56
) -> Ring:
    """Ties of a party around it, by region.

    Parameters
    ----------
    ties  : party, out, back, relations, act; the first ``most`` are drawn.
    among : pairs of parties of which one recognises the other; those between two that are drawn are chords.
    """
    size = 860
    radius = size / 2 - 190
    parties = registry()
    chosen = sorted(
        ties[:most],
        key=lambda tie: (
            (parties.continent(tie[0]), parties.region(tie[0]), tie[0]) if tie[0] in parties else ("", "", "")
        ),
    )
    found = []
    for index, (code, out, back, relations, act) in enumerate(chosen):
        angle = 2 * math.pi * index / max(len(chosen), 1) - math.pi / 2
        cos, sin = math.cos(angle), math.sin(angle)
        dense = len(chosen) > LEVEL_LABELS
        anchor = "start" if cos > (0 if dense else 0.15) else "end" if dense or cos < -0.15 else "middle"
        turn = (math.degrees(angle) + (180 if anchor == "end" else 0)) if dense else 0.0
        found.append(
            Neighbour(
                round(size / 2 + radius * cos, 1), round(size / 2 + radius * sin, 1),
                round(size / 2 + (radius + 12) * cos, 1), round(size / 2 + (radius + 14) * sin + 4, 1), round(turn, 1),
                anchor, code, parties.label(code) if code in parties else code, out, back, relations, act,
            )
        )  # fmt: skip
    where = {one.party: (one.x, one.y) for one in found}
    pairs = sorted({tuple(sorted(pair)) for pair in among if pair[0] in where and pair[1] in where})
    chords = tuple(f"M{where[a][0]},{where[a][1]}Q{size / 2},{size / 2} {where[b][0]},{where[b][1]}" for a, b in pairs)
    return Ring(size, tuple(found), chords, max(0, len(ties) - most))
