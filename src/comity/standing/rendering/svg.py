"""Pictures as SVG that needs nothing else: each with a title and a description for those who do not see it.

Colours are those of the page they stand in: ``--accent``, ``--muted``, ``--mark``, ``--page``, else ``currentColor``.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence
from html import escape

from comity.standing.brief import BandPoint
from comity.standing.forecasts import StateForecast
from comity.standing.rendering.plot import axis_ticks
from comity.standing.rendering.sentences import percent

__all__ = ["band_svg", "curve_svg", "likely_svg"]

_WIDTH, _LEFT, _RIGHT, _TOP, _BOTTOM = 720, 44, 14, 12, 28


def curve_svg(
    points: Sequence[tuple[dt.date, int]],
    begins: dt.date,
    ends: dt.date,
    *,
    title: str,
    description: str,
    marks: Sequence[tuple[dt.date, str, str]] = (),
    name: str = "curve",
    height: int = 240,
) -> str:
    """A step line of a number over time.

    Parameters
    ----------
    points : (day, value) of each change, by day; the value holds until the next.
    begins, ends : the span drawn.
    title, description : what a reader who cannot see it is told.
    marks : (day, what, words) to stand on the line: a dot, hollow where ``what`` is ``not counted``.
    name  : the beginning of the ids in it, to be unlike any other on the page.
    """
    top = _nice(max((value for _, value in points), default=1))
    days = max((ends - begins).days, 1)
    low = height - _BOTTOM

    def x(date: dt.date) -> float:
        return round(_LEFT + (_WIDTH - _LEFT - _RIGHT) * (date - begins).days / days, 1)

    def y(value: float) -> float:
        return round(low - (low - _TOP) * value / top, 1)

    path = f"M{x(begins)} {y(0)}"
    for date, value in points:
        path += f"H{x(max(begins, date))}V{y(value)}"
    path += f"H{x(ends)}"
    dates = [date for date, _ in points]
    drawn = []
    for date, what, words in marks:
        if begins <= date <= ends:
            index = bisect_right(dates, date) - 1
            at = y(points[index][1]) if index >= 0 else y(0)
            inside = "var(--page,white)" if what == "not counted" else "var(--mark,currentColor)"
            drawn.append(
                f'<circle cx="{x(date)}" cy="{at}" r="3.5" fill="{inside}" stroke="var(--mark,currentColor)" '
                f'stroke-width="1.5"><title>{escape(words)}</title></circle>'
            )
    ticks = axis_ticks(begins, ends, 9)
    return "".join(
        [
            _open(name, title, description, height),
            _grid([(y(value), f"{value:,}") for value in _levels(top)]),
            _times([(x(date), words) for date, words in ticks], low),
            f'<path d="{path}V{y(0)}Z" fill="var(--accent,currentColor)" opacity="0.14"/>',
            f'<path d="{path}" fill="none" stroke="var(--accent,currentColor)" stroke-width="2"/>',
            *drawn,
            "</svg>",
        ]
    )


def band_svg(
    points: Sequence[BandPoint], *, title: str, description: str, name: str = "band", height: int = 170
) -> str:
    """The share of states that recognise a case by its age, over the band of the other cases."""
    oldest = points[-1].age or 1.0
    top = min(1.0, max(max(p.own, p.high or 0.0) for p in points) * 1.08) or 1.0
    low = height - _BOTTOM

    def x(age: float) -> float:
        return round(_LEFT + (_WIDTH - _LEFT - _RIGHT) * age / oldest, 1)

    def y(value: float) -> float:
        return round(low - (low - _TOP) * value / top, 1)

    known = [(p.age, p.low, p.middle, p.high) for p in points if p.low is not None]
    shapes = []
    if len(known) > 1:
        upper = " ".join(f"{x(age)},{y(high or 0)}" for age, _, _, high in known)
        lower = " ".join(f"{x(age)},{y(bottom or 0)}" for age, bottom, _, _ in reversed(known))
        shapes.append(f'<polygon points="{upper} {lower}" fill="var(--muted,currentColor)" opacity="0.18"/>')
        middle = " ".join(f"{x(age)},{y(half or 0)}" for age, _, half, _ in known)
        shapes.append(
            f'<polyline points="{middle}" fill="none" stroke="var(--muted,currentColor)" stroke-dasharray="4 3"/>'
        )
    own = " ".join(f"{x(p.age)},{y(p.own)}" for p in points)
    years = _levels(oldest) if oldest >= 2 else [0, oldest]
    return "".join(
        [
            _open(name, title, description, height),
            _grid([(y(value), percent(value)) for value in (0.0, top / 2, top)]),
            _times([(x(age), f"{age:.0f}" if oldest >= 2 else f"{age:.1f}") for age in years], low),
            *shapes,
            f'<polyline points="{own}" fill="none" stroke="var(--accent,currentColor)" stroke-width="2"/>',
            "</svg>",
        ]
    )


def likely_svg(rows: Sequence[StateForecast], *, title: str, description: str, name: str = "likely") -> str:
    """A bar for the probability of each state, with a whisker for its interval."""
    left, line = 190, 22
    top = max((row.high for row in rows), default=0.0) or 1.0
    low = _TOP + line * len(rows)
    step = next(step for step in (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5) if top / step <= 5.0)

    def x(value: float) -> float:
        return round(left + (_WIDTH - left - _RIGHT - 50) * value / top, 1)

    drawn = []
    for place, row in enumerate(rows):
        at = _TOP + line * place + line / 2
        drawn.append(
            f'<text x="{left - 8}" y="{at + 4}" text-anchor="end" fill="currentColor">{escape(_short(row.name))}</text>'
            f'<rect x="{left}" y="{at - 6}" width="{round(x(row.probability) - left, 1)}" height="12" '
            'fill="var(--accent,currentColor)" opacity="0.55"/>'
            f'<path d="M{x(row.low)} {at}H{x(row.high)}M{x(row.low)} {at - 4}v8M{x(row.high)} {at - 4}v8" '
            'stroke="currentColor" fill="none"/>'
            f'<text x="{x(row.high) + 6}" y="{at + 4}" fill="var(--muted,currentColor)">{percent(row.probability)}'
            "</text>"
        )
    ticks = [(x(step * k), f"{step * k:.1%}" if step < 0.01 else f"{step * k:.0%}") for k in range(int(top / step) + 1)]
    return "".join([_open(name, title, description, low + _BOTTOM), _times(ticks, low), *drawn, "</svg>"])


def _short(name: str, most: int = 28) -> str:
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def _open(name: str, title: str, description: str, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc" font-family="system-ui, sans-serif" font-size="12">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
    )


def _grid(levels: Sequence[tuple[float, str]]) -> str:
    return "".join(
        f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{at}" y2="{at}" stroke="var(--muted,currentColor)" '
        'opacity="0.3"/>'
        f'<text x="{_LEFT - 6}" y="{at + 4}" text-anchor="end" fill="var(--muted,currentColor)">{words}</text>'
        for at, words in levels
    )


def _times(ticks: Sequence[tuple[float, str]], low: float) -> str:
    return "".join(
        f'<line x1="{at}" x2="{at}" y1="{low}" y2="{low + 4}" stroke="var(--muted,currentColor)"/>'
        f'<text x="{min(max(at, 20), _WIDTH - 24)}" y="{low + 18}" text-anchor="middle" '
        f'fill="var(--muted,currentColor)">{words}</text>'
        for at, words in ticks
    )


def _nice(top: float) -> int:
    """The next round number at or above."""
    if top <= 5:
        return max(int(top), 1)
    scale: float = 1
    while True:
        for step in (1, 1.2, 1.6, 2, 2.5, 3, 4, 5, 6, 8):
            if step * scale >= top and step * scale == int(step * scale):
                return int(step * scale)
        scale *= 10


def _levels(top: float) -> list[int]:
    """0 to the top in at most five whole steps."""
    whole = int(top)
    step = next(step for step in (1, 2, 3, 4, 5, 10, 15, 20, 25, 30, 40, 50, 100) if whole / step <= 5)
    return list(range(0, whole + 1, step))
