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

__all__ = ["Plot", "curve_plot", "forest_plot", "spread_plot"]

_COLOURS = ("#1b6ca8", "#b5541c", "#3d7a3d", "#7a3d78", "#555555")


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot: ``svg`` is its text, ``words`` what it shows, for those who cannot see it."""

    svg: str
    words: str

    def _repr_html_(self) -> str:
        return self.svg

    def __str__(self) -> str:
        return self.svg


def _page(width: float, height: float, body: Sequence[str], words: str) -> Plot:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" font-family="sans-serif" font-size="12">'
        f"<title>{html.escape(words)}</title>"
    )
    return Plot(head + "".join(body) + "</svg>", words)


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{html.escape(text)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str = "#999", dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"{dashed}/>'


class _Axis:
    """A linear axis from values to places, with round ticks."""

    def __init__(self, low: float, high: float, start: float, stop: float) -> None:
        if not high > low:
            low, high = low - 0.5, high + 0.5
        margin = 0.04 * (high - low)
        self.low, self.high, self.start, self.stop = low - margin, high + margin, start, stop

    def at(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.stop - self.start)

    def ticks(self) -> list[float]:
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
    left = 20 + 7 * max((len(words.get(t, t)) for t in shown), default=0)
    tall = 14 * len(named) + 8
    axis = _Axis(min([0.0, *(p[3] for p in points)]), max([0.0, *(p[4] for p in points)]), left, left + 380)
    bottom = 20 + tall * len(shown)
    body = [_line(axis.at(0), 10, axis.at(0), bottom, "#bbb", "3 3")]
    for row, term in enumerate(shown):
        body.append(_text(left - 10, 20 + tall * (row + 0.5) + 2, words.get(term, term), "end"))
    for row, n, estimate, low, high in points:
        y, colour = 20 + tall * row + 14 * (n + 0.5), _COLOURS[n % len(_COLOURS)]
        body.append(_line(axis.at(low), y, axis.at(high), y, colour))
        body.append(f'<circle cx="{axis.at(estimate):.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>')
    body.append(_line(left, bottom, left + 380, bottom))
    body += [_text(axis.at(v), bottom + 16, f"{v:g}", "middle") for v in axis.ticks()]
    if len(named) > 1:
        for n, name in enumerate(named):
            body.append(f'<circle cx="{left + 400}" cy="{24 + 16 * n}" r="3.5" fill="{_COLOURS[n % len(_COLOURS)]}"/>')
            body.append(_text(left + 410, 28 + 16 * n, name))
    what = f"Estimates with {100 * level:g} per cent intervals: " + "; ".join(
        f"{shown[row]} {estimate:.3g} ({low:.3g} to {high:.3g})" for row, _, estimate, low, high in points
    )
    wide = left + 420 + (7 * max(map(len, named)) if len(named) > 1 else 0)
    return _page(wide, bottom + 30, body, what)


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
    h, v = _Axis(float(x.min()), float(x.max()), 70, 520), _Axis(lowest, highest, 260, 20)
    ring = [f"{h.at(a):.1f},{v.at(b):.1f}" for a, b in zip(x, high, strict=True)]
    ring += [f"{h.at(a):.1f},{v.at(b):.1f}" for a, b in zip(x[::-1], low[::-1], strict=True)]
    path = " ".join(f"{h.at(a):.1f},{v.at(b):.1f}" for a, b in zip(x, y, strict=True))
    body = [
        f'<polygon points="{" ".join(ring)}" fill="{_COLOURS[0]}" fill-opacity="0.2"/>',
        f'<polyline points="{path}" fill="none" stroke="{_COLOURS[0]}" stroke-width="1.5"/>',
        _line(70, 260, 520, 260),
        _line(70, 20, 70, 260),
    ]
    if level is not None:
        body.append(_line(70, v.at(level), 520, v.at(level), "#bbb", "3 3"))
    body += [_text(h.at(t), 276, f"{t:g}", "middle") for t in h.ticks()]
    body += [_text(64, v.at(t) + 4, f"{t:g}", "end") for t in v.ticks()]
    body += [_text(295, 296, across, "middle"), _text(70, 14, up)]
    first, last = float(y[0]), float(y[-1])
    return _page(540, 304, body, f"{up} against {across}: {first:.3g} at {x[0]:.3g}, {last:.3g} at {x[-1]:.3g}")


def spread_plot(simulated: np.ndarray, observed: np.ndarray, labels: Sequence[str], *, up: str) -> Plot:
    """What was observed among what was simulated: medians and central 95 per cent, a column a statistic.

    simulated : float64 (draws, q).   observed : float64 (q,).
    """
    low, middle, high = np.quantile(simulated, [0.025, 0.5, 0.975], axis=0)
    v = _Axis(float(min(low.min(), observed.min())), float(max(high.max(), observed.max())), 240, 20)
    wide = 34.0
    body = [_line(60, 240, 70 + wide * len(labels), 240), _line(60, 20, 60, 240)]
    outside = []
    for k, label in enumerate(labels):
        x = 80 + wide * k
        body += [
            _line(x, v.at(low[k]), x, v.at(high[k]), "#888"),
            _line(x - 5, v.at(middle[k]), x + 5, v.at(middle[k])),
        ]
        beyond = not low[k] <= observed[k] <= high[k]
        outside += [label] * beyond
        colour = _COLOURS[1] if beyond else _COLOURS[0]
        body.append(f'<circle cx="{x:.1f}" cy="{v.at(observed[k]):.1f}" r="3.5" fill="{colour}"/>')
        body.append(_text(x, 256, label, "middle"))
    body += [_text(54, v.at(t) + 4, f"{t:g}", "end") for t in v.ticks()]
    body.append(_text(60, 14, up))
    said = f"{len(outside)} of {len(labels)} observed values of {up} lie outside what 95 in 100 simulations give"
    return _page(90 + wide * len(labels), 266, body, said + (f": {', '.join(outside)}" if outside else ""))
