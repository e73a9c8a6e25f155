"""Plots of fits as SVG text: estimates with their intervals, curves with bands, observed among simulated.

Written by hand rather than by a plotting library: three shapes without interaction, which must render in a notebook, in
the documentation and in the browser without a further dependency.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from comity.models.bench.tables import named_fits
from comity.models.fit import Fit

__all__ = ["Axis", "Plot", "curve_plot", "forest", "forest_plot", "line", "page", "spread_plot", "text"]

COLOURS = ("#1b6ca8", "#b5541c", "#3d7a3d", "#7a3d78", "#555555")


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot: ``svg`` is its text, ``words`` what it shows, for those who cannot see it."""

    svg: str
    words: str

    def _repr_html_(self) -> str:
        return self.svg

    def __str__(self) -> str:
        return self.svg


def page(width: float, height: float, body: Sequence[str], words: str) -> Plot:
    """A plot of this size from what is drawn in it, and what it shows in words."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" font-family="sans-serif" font-size="12">'
        f"<title>{html.escape(words)}</title>"
    )
    return Plot(head + "".join(body) + "</svg>", words)


def text(x: float, y: float, words: str, anchor: str = "start") -> str:
    """Words at a place; ``anchor`` is ``start``, ``middle`` or ``end``."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{html.escape(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, colour: str = "#999", dash: str = "") -> str:
    """A straight line; ``dash`` as in SVG."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"{dashed}/>'


class Axis:
    """A linear axis from values to places, with round ticks."""

    def __init__(self, low: float, high: float, start: float, stop: float) -> None:
        if not high > low:
            low, high = low - 0.5, high + 0.5
        margin = 0.04 * (high - low)
        self.low, self.high, self.start, self.stop = low - margin, high + margin, start, stop

    def at(self, value: float) -> float:
        """The place of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.stop - self.start)

    def ticks(self) -> list[float]:
        """Round values between the ends."""
        step = 10 ** np.floor(np.log10((self.high - self.low) / 4))
        step *= min((m for m in (1, 2, 5, 10) if (self.high - self.low) / (m * step) <= 6), default=10)
        return [float(v) for v in np.arange(np.ceil(self.low / step), np.floor(self.high / step) + 1) * step]


def forest_plot(
    fits: Mapping[str, Fit] | Sequence[Fit] | Fit,
    *,
    level: float = 0.95,
    terms: Sequence[str] | None = None,
    labels: Mapping[str, str] | None = None,
) -> Plot:
    """Estimates of one or several fits with their intervals, a line a term.

    Baselines are left out unless they are named in ``terms``, and so are fixed parameters.

    Raises
    ------
    NotConverged : a fit did not converge.
    """
    named, words = named_fits(fits), dict(labels or {})
    shown = (
        list(terms)
        if terms is not None
        else list(dict.fromkeys(t for f in named.values() for t in f.terms if t != "baseline"))
    )
    points: list[tuple[int, int, float, float, float]] = []
    for n, each in enumerate(named.values()):
        ends = each.interval(level)
        for row, term in enumerate(shown):
            if term in each.terms and not each.fixed[k := each.terms.index(term)]:
                points.append((row, n, float(each.estimate[k]), float(ends[k, 0]), float(ends[k, 1])))
    rows = [words.get(term, term) for term in shown]
    what = f"Estimates with {100 * level:g} per cent intervals: " + "; ".join(
        f"{shown[row]} {estimate:.3g} ({low:.3g} to {high:.3g})" for row, _, estimate, low, high in points
    )
    return forest(rows, list(named), points, what)


def forest(
    rows: Sequence[str], names: Sequence[str], points: Sequence[tuple[int, int, float, float, float]], words: str
) -> Plot:
    """Estimates with intervals, a line a row and a colour a name.

    points : (row, name, estimate, low, high), the first two as places in ``rows`` and ``names``.
    """
    left = 20 + 7 * max(map(len, rows), default=0)
    tall = 14 * len(names) + 8
    axis = Axis(min([0.0, *(p[3] for p in points)]), max([0.0, *(p[4] for p in points)]), left, left + 380)
    bottom = 20 + tall * len(rows)
    body = [line(axis.at(0), 10, axis.at(0), bottom, "#bbb", "3 3")]
    for row, label in enumerate(rows):
        body.append(text(left - 10, 20 + tall * (row + 0.5) + 2, label, "end"))
    for row, n, estimate, low, high in points:
        y, colour = 20 + tall * row + 14 * (n + 0.5), COLOURS[n % len(COLOURS)]
        body.append(line(axis.at(low), y, axis.at(high), y, colour))
        body.append(f'<circle cx="{axis.at(estimate):.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>')
    body.append(line(left, bottom, left + 380, bottom))
    body += [text(axis.at(v), bottom + 16, f"{v:g}", "middle") for v in axis.ticks()]
    if len(names) > 1:
        for n, name in enumerate(names):
            body.append(f'<circle cx="{left + 400}" cy="{24 + 16 * n}" r="3.5" fill="{COLOURS[n % len(COLOURS)]}"/>')
            body.append(text(left + 410, 28 + 16 * n, name))
    wide = left + 420 + (7 * max(map(len, names)) if len(names) > 1 else 0)
    return page(wide, bottom + 30, body, words)


def curve_plot(
    x: np.ndarray,
    y: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    *,
    across: str,
    up: str,
    level: float | None = None,
) -> Plot:
    """A curve y float64 (q,) over x with its band from low to high; ``level`` is a dashed line."""
    sound = np.isfinite(y) & np.isfinite(low) & np.isfinite(high)
    x, y, low, high = (np.asarray(v, dtype=np.float64)[sound] for v in (x, y, low, high))
    lowest = float(low.min()) if level is None else min(float(low.min()), level)
    highest = float(high.max()) if level is None else max(float(high.max()), level)
    h, v = Axis(float(x.min()), float(x.max()), 70, 520), Axis(lowest, highest, 260, 20)
    ring = [f"{h.at(a):.1f},{v.at(b):.1f}" for a, b in zip(x, high, strict=True)]
    ring += [f"{h.at(a):.1f},{v.at(b):.1f}" for a, b in zip(x[::-1], low[::-1], strict=True)]
    path = " ".join(f"{h.at(a):.1f},{v.at(b):.1f}" for a, b in zip(x, y, strict=True))
    body = [
        f'<polygon points="{" ".join(ring)}" fill="{COLOURS[0]}" fill-opacity="0.2"/>',
        f'<polyline points="{path}" fill="none" stroke="{COLOURS[0]}" stroke-width="1.5"/>',
        line(70, 260, 520, 260),
        line(70, 20, 70, 260),
    ]
    if level is not None:
        body.append(line(70, v.at(level), 520, v.at(level), "#bbb", "3 3"))
    body += [text(h.at(t), 276, f"{t:g}", "middle") for t in h.ticks()]
    body += [text(64, v.at(t) + 4, f"{t:g}", "end") for t in v.ticks()]
    body += [text(295, 296, across, "middle"), text(70, 14, up)]
    first, last = float(y[0]), float(y[-1])
    return page(540, 304, body, f"{up} against {across}: {first:.3g} at {x[0]:.3g}, {last:.3g} at {x[-1]:.3g}")


def spread_plot(simulated: np.ndarray, observed: np.ndarray, labels: Sequence[str], *, up: str) -> Plot:
    """What was observed among what was simulated: medians and central 95 per cent, a column a statistic.

    simulated : float64 (draws, q).   observed : float64 (q,).
    """
    low, middle, high = np.quantile(simulated, [0.025, 0.5, 0.975], axis=0)
    v = Axis(float(min(low.min(), observed.min())), float(max(high.max(), observed.max())), 240, 20)
    wide = 34.0
    body = [line(60, 240, 70 + wide * len(labels), 240), line(60, 20, 60, 240)]
    outside = []
    for k, label in enumerate(labels):
        x = 80 + wide * k
        body += [
            line(x, v.at(low[k]), x, v.at(high[k]), "#888"),
            line(x - 5, v.at(middle[k]), x + 5, v.at(middle[k])),
        ]
        beyond = not low[k] <= observed[k] <= high[k]
        outside += [label] * beyond
        colour = COLOURS[1] if beyond else COLOURS[0]
        body.append(f'<circle cx="{x:.1f}" cy="{v.at(observed[k]):.1f}" r="3.5" fill="{colour}"/>')
        body.append(text(x, 256, label, "middle"))
    body += [text(54, v.at(t) + 4, f"{t:g}", "end") for t in v.ticks()]
    body.append(text(60, 14, up))
    said = f"{len(outside)} of {len(labels)} observed values of {up} lie outside what 95 in 100 simulations give"
    return page(90 + wide * len(labels), 266, body, said + (f": {', '.join(outside)}" if outside else ""))
