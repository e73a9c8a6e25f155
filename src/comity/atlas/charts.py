"""Charts: where the marks of a picture stand; templates draw them, so that they are there without JavaScript."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from comity.codebook import codebook
from comity.ledger import Act
from comity.polities import registry

__all__ = ["Curve", "Mark", "Neighbour", "Ring", "Strip", "Tick", "curve_chart", "ring_chart", "strip_chart"]


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
class Curve:
    """The number of recognisers over time, in a box of ``width`` by ``height``."""

    width: int
    height: int
    path: str
    """SVG path data of the steps."""
    area: str
    x: tuple[Tick, ...]
    y: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    today: float | None
    """Where the day asked about stands, or None where it is outside."""
    last: int
    """Recognisers at the end."""


def curve_chart(
    curve: Sequence[tuple[dt.date, int]], until: dt.date, events: Sequence[tuple[str, str, str]] = ()
) -> Curve:
    """A curve of recognisers as steps, up to a day; events are EDTF day, words and act."""
    width, height, left, top, bottom = 720, 240, 36, 12, 22
    points = [(date, count) for date, count in curve if date <= until]
    if not points:
        return Curve(width, height, "", "", (), (), (), None, 0)
    first, last = points[0][0], max(until, points[-1][0])
    days = max((last - first).days, 1)
    most = max(count for _, count in points)
    y_ticks = _round_ticks(most)
    scale = max(most, y_ticks[-1])

    def x(date: dt.date) -> float:
        return round(left + (width - left - 8) * (date - first).days / days, 1)

    def y(count: float) -> float:
        return round(height - bottom - (height - top - bottom) * count / scale, 1)

    steps = [f"M{x(first)},{y(0)}"]
    for date, count in points:
        steps.append(f"H{x(date)}V{y(count)}")
    steps.append(f"H{x(last)}")
    path = "".join(steps)

    def height_on(date: dt.date) -> int:
        return next((count for day, count in reversed(points) if day <= date), 0)

    from comity.days import Day

    marks = []
    for text, words, act in events:
        date = Day.parse(text).latest
        if first <= date <= last:
            ends = "recognises" not in words
            marks.append(Mark(x(date), y(height_on(date)), "closes" if ends else "opens", f"{words}, {text}", act))
    return Curve(
        width, height, path, f"{path}V{y(0)}Z", tuple(_year_ticks(first, last, x)),
        tuple(Tick(y(value), str(value)) for value in y_ticks), tuple(marks), x(last), points[-1][1],
    )  # fmt: skip


def _round_ticks(most: int) -> list[int]:
    step = next(step for step in (1, 2, 5, 10, 20, 25, 50, 100, 200) if most / step <= 5 or step == 200)
    return list(range(0, most + step, step))[: most // step + 2]


def _year_ticks(first: dt.date, last: dt.date, x: object) -> list[Tick]:
    years = max(last.year - first.year, 1)
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if years / step <= 9 or step == 100)
    begin = first.year + (-first.year) % step
    found = []
    for year in range(begin, last.year + 1, step):
        date = dt.date(year, 1, 1)
        if first <= date <= last:
            found.append(Tick(x(date), str(year)))  # type: ignore[operator]
    return found


@dataclass(frozen=True, slots=True)
class Strip:
    """Acts as marks on a line for each other party, by day."""

    width: int
    height: int
    rows: tuple[tuple[float, str, str], ...]
    """Height of the line, code and name of the party."""
    x: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    left_off: int
    """Parties that are not drawn, for want of room."""
    left: int
    """Where the lines begin; names stand before it."""


SHAPES = {
    "opens": "opens", "resumes": "opens", "raises": "opens", "closes": "closes", "suspends": "suspends",
    "lowers": "suspends", "refuses": "closes",
}  # fmt: skip


def strip_chart(acts: Sequence[Act], centre: str, most: int = 24) -> Strip:
    """The parties with the most acts with one party, each on a line of its own."""
    by_party: dict[str, list[Act]] = {}
    for act in acts:
        other = act.receiver if act.sender == centre else act.sender
        if other and act.happened:
            by_party.setdefault(other, []).append(act)
    width, left, row_height, top = 720, 176, 20, 10
    ranked = sorted(by_party, key=lambda code: (-len(by_party[code]), code))
    chosen = sorted(ranked[:most], key=lambda code: min(a.happened.earliest for a in by_party[code] if a.happened))
    if not chosen:
        return Strip(width, 0, (), (), (), 0, left)
    days = [act.happened for code in chosen for act in by_party[code] if act.happened]
    first, last = min(day.earliest for day in days), max(day.latest for day in days)
    whole = max((last - first).days, 1)

    def x(date: dt.date) -> float:
        return round(left + 8 + (width - left - 24) * (date - first).days / whole, 1)

    rows, marks = [], []
    parties = registry()
    for index, code in enumerate(chosen):
        y = top + row_height * index + row_height / 2
        rows.append((y, code, parties.label(code) if code in parties else code))
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
        width, height, tuple(rows), tuple(_year_ticks(first, last, x)), tuple(marks), len(ranked) - len(chosen), left
    )


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A party on the ring around another."""

    x: float
    y: float
    label_x: float
    label_y: float
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
    centre: str
    neighbours: tuple[Neighbour, ...]
    left_off: int


def ring_chart(centre: str, ties: Sequence[tuple[str, str, str, str, str]], most: int = 48) -> Ring:
    """Ties are party, out, back, relations, act; the first ``most`` are drawn, ordered by region."""
    size = 640
    radius = size / 2 - 118
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
        anchor = "start" if cos > 0.15 else "end" if cos < -0.15 else "middle"
        found.append(
            Neighbour(
                round(size / 2 + radius * cos, 1), round(size / 2 + radius * sin, 1),
                round(size / 2 + (radius + 12) * cos, 1), round(size / 2 + (radius + 14) * sin + 4, 1), anchor, code,
                parties.label(code) if code in parties else code, out, back, relations, act,
            )
        )  # fmt: skip
    return Ring(size, centre, tuple(found), max(0, len(ties) - most))
