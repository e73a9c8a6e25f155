"""Plots of the outlook as SVG: estimates, curves with what was simulated, calibration.

Who may act next is drawn by ``comity.standing.rendering``, where a page shows it; ``comity.atlas`` has the map.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from comity.models.bench.plots import Axis, Plot, forest, line, page, text
from comity.outlook.estimate import Estimate
from comity.outlook.goodness import Band

__all__ = ["calibration_plot", "curves_plot", "estimates_plot"]

_BLUE, _ORANGE = "#1b6ca8", "#b5541c"


def estimates_plot(estimate: Estimate) -> Plot:
    """A forest of the effects with 95 per cent intervals, as logarithms of what they multiply the rate by."""
    rows = list(estimate.table())[estimate.p_steps :]
    points = [(k, 0, row.estimate, row.low, row.high) for k, row in enumerate(rows)]
    said = "; ".join(f"{row.effect} {row.estimate:.2f} ({row.low:.2f} to {row.high:.2f})" for row in rows)
    words = f"Effects on the rate of {estimate.process.name}, logarithms with 95 per cent intervals: {said}"
    return forest([row.effect for row in rows], [estimate.process.name], points, words)


def curves_plot(curves: Mapping[str, Sequence[Band]], *, across: int = 4) -> Plot:
    """For each case the states that came to recognise it, over the band and the middle of what was simulated."""
    wide, tall = 190, 150
    body = []
    missed = []
    for place, (case, bands) in enumerate(curves.items()):
        left, top = 40 + wide * (place % across), 24 + tall * (place // across)
        x = np.array([0.0, *(float(band.what) for band in bands)])
        low, middle, high, seen = (
            np.array([0.0, *(getattr(band, name) for band in bands)]) for name in ("low", "middle", "high", "observed")
        )
        h = Axis(0.0, float(x[-1]), left, left + wide - 50)
        v = Axis(0.0, max(float(max(high.max(), seen.max())), 1.0), top + tall - 50, top + 6)
        ring = [f"{h.at(a):.1f},{v.at(b):.1f}" for a, b in zip(x, high, strict=True)]
        ring += [f"{h.at(a):.1f},{v.at(b):.1f}" for a, b in zip(x[::-1], low[::-1], strict=True)]
        body.append(f'<polygon points="{" ".join(ring)}" fill="{_BLUE}" fill-opacity="0.2"/>')
        for values, colour, dash in ((middle, _BLUE, "3 3"), (seen, _ORANGE, "")):
            path = " ".join(f"{h.at(a):.1f},{v.at(b):.1f}" for a, b in zip(x, values, strict=True))
            dashed = f' stroke-dasharray="{dash}"' if dash else ""
            body.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"{dashed}/>')
        body += [text(left, top, case), line(left, v.at(0), left + wide - 50, v.at(0))]
        body += [text(h.at(years), v.at(0) + 14, f"{years:g}", "middle") for years in (0.0, x[-1])]
        body.append(text(left - 4, v.at(max(high.max(), seen.max())) + 4, f"{max(high.max(), seen.max()):.0f}", "end"))
        if not all(band.inside for band in bands):
            missed.append(case)
    words = (
        "States that came to recognise each case in the years after its first recognition: observed (solid), the "
        "middle (dashed) and the central 80 per cent (band) of simulations. Observed leaves the band somewhere for: "
        + (", ".join(missed) or "none")
    )
    return page(40 + wide * across, 24 + tall * -(-len(curves) // across), body, words)


def calibration_plot(bins: Sequence[Mapping[str, float]]) -> Plot:
    """Forecast and observed shares of each bin, both on a logarithmic scale, with 95 per cent intervals of chance."""
    rows = []
    for each in bins:
        n, k = each["n"], each["observed"] * each["n"]
        # Wilson's interval.
        z = 1.96
        middle, half = (k + z * z / 2) / (n + z * z), z * np.sqrt(k * (n - k) / n + z * z / 4) / (n + z * z)
        rows.append((each["forecast"], each["observed"], max(middle - half, 1e-6), middle + half))
    least = min(min(row[0], row[2]) for row in rows)
    least, most = max(least, 1e-5), max(max(row[0], row[3]) for row in rows)
    h, v = Axis(np.log10(least), np.log10(most), 70, 430), Axis(np.log10(least), np.log10(most), 380, 20)
    body = [
        line(h.at(np.log10(least)), v.at(np.log10(least)), h.at(np.log10(most)), v.at(np.log10(most)), "#bbb", "3 3"),
        line(70, 380, 430, 380), line(70, 20, 70, 380),
    ]  # fmt: skip
    for forecast, observed, low, high in rows:
        x = h.at(np.log10(max(forecast, least)))
        body.append(line(x, v.at(np.log10(max(low, least))), x, v.at(np.log10(max(high, least))), _BLUE))
        if observed > 0:
            body.append(f'<circle cx="{x:.1f}" cy="{v.at(np.log10(max(observed, least))):.1f}" r="4" fill="{_BLUE}"/>')
    for power in range(int(np.ceil(np.log10(least))), int(np.floor(np.log10(most))) + 1):
        label = f"{100 * 10.0**power:g}%"
        body += [text(h.at(power), 398, label, "middle"), text(64, v.at(power) + 4, label, "end")]
    body += [text(250, 418, "forecast probability of a year", "middle"), text(70, 14, "share that came")]
    said = "; ".join(f"{row[0]:.3%} forecast, {row[1]:.3%} came" for row in rows)
    return page(460, 430, body, f"Calibration: {said}")
