"""Plots of the outlook: well-formed, with what they show in words."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import comity
from comity.atlas.probability_map import probability_map
from comity.models.bench.plots import Plot
from comity.outlook.fitted import packaged_estimates
from comity.outlook.goodness import Band
from comity.outlook.plots import calibration_plot, curves_plot, estimates_plot
from comity.standing.rendering.svg import likely_svg

NS = "{http://www.w3.org/2000/svg}"


def read(plot: Plot) -> ET.Element:
    root = ET.fromstring(plot.svg)
    title = root.find(f"{NS}title")
    assert title is not None
    assert title.text == plot.words
    return root


def test_a_forest_has_a_point_and_a_line_for_each_effect() -> None:
    estimate = packaged_estimates()[0]
    root = read(estimates_plot(estimate))
    assert len(root.findall(f"{NS}circle")) == estimate.p_effects
    words = [element.text for element in root.iter(f"{NS}text")]
    assert {effect.label for effect in estimate.process.effects} <= set(words)


def test_curves_say_which_case_leaves_its_band() -> None:
    inside, outside = (
        [Band(f"{year}", seen * year, 1.0 * year, 3.0 * year, 9.0 * year) for year in (1, 2)] for seen in (4.0, 20.0)
    )
    plot = curves_plot({"A": inside, "B": outside})
    root = read(plot)
    assert plot.words.endswith("leaves the band somewhere for: B")
    assert len(root.findall(f"{NS}polygon")) == 2
    assert len(root.findall(f"{NS}polyline")) == 4


def test_calibration_shows_every_bin_that_came_and_its_chance() -> None:
    bins = [{"forecast": 0.001, "observed": 0.0, "n": 1000}, {"forecast": 0.1, "observed": 0.12, "n": 500}]
    plot = calibration_plot(bins)
    root = read(plot)
    # Nothing came of the first: it has an interval and no point.
    assert len(root.findall(f"{NS}circle")) == 1
    assert "0.100% forecast, 0.000% came" in plot.words


def test_the_map_is_darkest_where_it_is_likeliest_and_stays_on_its_side() -> None:
    found = comity.open().forecast("XKX")
    root = read(probability_map(found))
    shades = {}
    for path in root.findall(f"{NS}path"):
        title = path.find(f"{NS}title")
        assert title is not None
        assert title.text is not None
        shades[title.text[:3]] = path.get("fill-opacity")
        rings = [ring for ring in path.get("d", "").split("M") if ring]
        for ring in rings:
            x = [float(point.split(",")[0]) for point in ring.rstrip("Z").split()]
            # A ring that crosses the antimeridian goes on; none runs back across the map.
            assert max(abs(b - a) for a, b in zip(x, x[1:] + x[:1], strict=True)) < 360
    likeliest = found.likely()[0].party
    told = {code: float(shade) for code, shade in shades.items() if shade is not None}
    assert max(told, key=lambda code: told[code]) == likeliest
    assert shades["DEU"] is None  # recognises it already
    assert len(shades) > 190


def test_bars_are_as_long_as_the_probabilities() -> None:
    rows = comity.open().forecast("XKX").likely()
    root = ET.fromstring(likely_svg(rows, title="next & first", description="<who>"))
    bars = [float(rect.get("width", "0")) for rect in root.findall(f"{NS}rect")]
    assert len(bars) == len(rows)
    for bar, row in zip(bars, rows, strict=True):
        assert abs(bar / bars[0] - row.probability / rows[0].probability) < 0.01
