"""A map of probabilities as SVG, for a page without JavaScript.

Equirectangular, from the country shapes of the atlas (Natural Earth, public domain).
"""

from __future__ import annotations

import json
from html import escape
from importlib.resources import files
from itertools import pairwise
from typing import Any

import numpy as np

from comity.models.bench.plots import Plot, page, text
from comity.standing.forecasts import Forecast
from comity.standing.spells import lineage

__all__ = ["probability_map"]

_BLUE = "#1b6ca8"
_NEAR = 0.6
"""Pixels; points of an outline nearer than that to the one before are left out."""


def probability_map(found: Forecast, act: str = "recognise") -> Plot:
    """States by their probability to act, the darker the likelier; those that cannot act are grey."""
    told = {lineage(state.party): state.probability for state in found.states if state.act == act}
    top = max(told.values(), default=0.0) or 1.0
    body = []
    for code, rings in _shapes():
        p = told.get(lineage(code))
        path = "".join(f"M{' '.join(f'{x:.1f},{y:.1f}' for x, y in ring)}Z" for ring in rings)
        fill = f'fill="{_BLUE}" fill-opacity="{0.06 + 0.94 * p / top:.3f}"' if p is not None else 'fill="#ddd"'
        title = f"<title>{escape(code)}{f': {p:.1%}' if p is not None else ''}</title>"
        body.append(f'<path d="{path}" {fill} stroke="#999" stroke-width="0.3">{title}</path>')
    likely = "; ".join(f"{row.name} {row.probability:.1%}" for row in found.likely(act))
    body.append(text(10, 320, f"Darkest: {top:.1%}. Grey: recognises it, or cannot act."))
    return page(720, 330, body, f"Probability to {act} {found.name} from {found.on} to {found.until}: {likely}")


def _shapes() -> list[tuple[str, list[list[tuple[float, float]]]]]:
    """Code and rings of each country, in the pixels of a map of 720 by 360.

    Source: the TopoJSON format specification 1.0, sections 2.1.1 and 2.1.4.
    """
    given: dict[str, Any] = json.loads(files("comity.atlas").joinpath("static/vendor/world.json").read_text())
    (sx, sy), (tx, ty) = given["transform"]["scale"], given["transform"]["translate"]
    arcs = []
    for arc in given["arcs"]:
        points = np.cumsum(np.array(arc), axis=0) * [sx, sy] + [tx, ty]
        arcs.append([((x + 180.0) * 2.0, (90.0 - y) * 2.0) for x, y in points])
    out = []
    for one in given["objects"]["countries"]["geometries"]:
        polygons = [one["arcs"]] if one["type"] == "Polygon" else one.get("arcs", [])
        rings = []
        for ring in (ring for polygon in polygons for ring in polygon):
            points = []
            for k in ring:
                points += (arcs[k] if k >= 0 else arcs[~k][::-1])[1 if points else 0 :]
            rings.append(_thinned(_whole(points)))
        if one.get("id"):
            seen = [ring for ring in rings if _size(ring) >= 2 * _NEAR]
            out.append((str(one["id"]), seen or sorted(rings, key=_size)[-1:]))
    return out


def _whole(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """A ring that crosses the antimeridian goes on beyond the edge of the map, rather than back across it."""
    out, shift = points[:1], 0.0
    for (before, _), (x, y) in pairwise(points):
        shift += 720.0 if x - before < -360.0 else -720.0 if x - before > 360.0 else 0.0
        out.append((x + shift, y))
    return out


def _size(ring: list[tuple[float, float]]) -> float:
    """Half the outline of the box around a ring, in pixels."""
    x, y = np.array(ring).T
    return float(np.ptp(x) + np.ptp(y))


def _thinned(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """An outline without what cannot be seen of it; four points at least, where it has them."""
    out = points[:1]
    for x, y in points[1:-1]:
        if abs(x - out[-1][0]) + abs(y - out[-1][1]) >= _NEAR:
            out.append((x, y))
    return [*out, points[-1]] if len(out) >= 3 else points[:: max(len(points) // 4, 1)]
