"""docs/reference/outlook.md and the pictures of it: the packaged estimates in words, and what they were checked for.

The checks (robustness, goodness of fit, calibration) take minutes: ``python -m scripts.make_outlook checks`` keeps what
they gave in ``scripts/outlook_checks.json``, and their sections stand where that file is there.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import comity
from comity.atlas.probability_map import probability_map
from comity.outlook.estimate import Estimate
from comity.outlook.fitted import packaged_estimates
from comity.outlook.plots import calibration_plot, estimates_plot
from comity.outlook.specification import EFFECTS
from comity.standing.forecasts import Forecast
from comity.standing.rendering.svg import likely_svg

CHECKS = Path(__file__).resolve().parent / "outlook_checks.json"
CASE = "XKX"
"""Whose forecast is shown in pictures."""


def page() -> str:
    estimates = [estimate for estimate in packaged_estimates() if estimate is not None]
    lines = [
        "# Outlook: estimates",
        "",
        "<!-- Written by scripts/make_docs.py from the packaged estimates and scripts/outlook_checks.json. -->",
        "",
        "What the packaged [model](../explanation/recognition-model.md) found in the bundled record, and one of its",
        "forecasts in pictures. How good its forecasts are is in [Backtest](backtest.md).",
        "",
        "## Estimates",
        "",
        "By what one more of each statistic multiplies the rate of a pair, all else equal, with an interval of 95 per",
        "cent; *open* is the share of the variance that is due to what the record leaves open of days and disputes.",
        "These are associations.",
        "",
    ]
    for estimate in estimates:
        lines += _estimates(estimate)
    lines += [
        "![Effects on the rate of recognition](../images/outlook-estimates.svg)",
        "",
    ]
    if CHECKS.is_file():
        lines += _sections(json.loads(CHECKS.read_text(encoding="utf-8")))
    lines += _pictures()
    return "\n".join(lines).rstrip() + "\n"


def _sections(checks: dict[str, Any]) -> list[str]:
    """The sections of what was checked: all of them, or those that were made."""
    lines = []
    if "robustness" in checks:
        lines += [
            "## Robustness",
            "",
            "The estimates again, each time with one thing done otherwise, from one draw of the history where the",
            "packaged ones pool three. In bold what moved by more than two of the standard errors of the packaged one.",
            "",
        ]
        for side in checks["robustness"]:
            lines += _robustness(side)
    if "goodness" in checks:
        lines += _goodness(checks["goodness"])
    if "calibration" in checks:
        lines += _calibration(checks["calibration"])
    return lines


def _estimates(estimate: Estimate) -> list[str]:
    lines = [
        f"### {estimate.process.name.capitalize()}",
        "",
        f"{estimate.n_events} events, {estimate.n_rows:,} rows, {estimate.draws} draws of the history. Variance of the "
        "frailties: "
        + ", ".join(f"{g.replace('case_year', 'year of a case')} {value:.2f}" for g, value in estimate.variance.items())
        + ".",
        "",
        "| effect | log | std. error | rate × | 95 per cent | open | one more is | what it is |",
        "|---|---:|---:|---:|---|---:|---|---|",
    ]
    for k, row in enumerate(list(estimate.table())[estimate.p_steps :]):
        name = estimate.process.effects[k].name
        ends = f"{_factor(row.low)} to {_factor(row.high)}"
        lines.append(
            f"| `{row.effect}` | {row.estimate:.2f} | {row.std_error:.2f} | {row.factor:.2g} | {ends} "
            f"| {row.between:.0%} | {EFFECTS[name].raises} | {row.words} |"
        )
    return [*lines, ""]


def _factor(log: float) -> str:
    return f"{2.718281828459045**log:.2g}"


def _robustness(side: dict[str, Any]) -> list[str]:
    names = side["variants"]
    lines = [
        f"### {side['process'].capitalize()}",
        "",
        f"| effect | {' | '.join(names)} |",
        "|---|" + "---:|" * len(names),
    ]
    base, errors = side["estimate"][0], side["std_error"][0]
    for k, effect in enumerate(side["effects"]):
        cells = []
        for row in side["estimate"]:
            moved = abs(row[k] - base[k]) > 2 * errors[k]
            cells.append(f"**{row[k]:.2f}**" if moved else f"{row[k]:.2f}")
        lines.append(f"| `{effect}` | {' | '.join(cells)} |")
    lines.append(f"| events | {' | '.join(str(n) for n in side['events'])} |")
    return [*lines, ""]


def _goodness(found: dict[str, Any]) -> list[str]:
    last = {case: bands[-1] for case, bands in found["curves"].items()}
    every = [band for bands in found["curves"].values() for band in bands]
    lines = [
        "## Goodness of fit",
        "",
        f"Each case is simulated {found['futures']} times from the day after its first recognition, for up to five",
        "years, by the model that has seen what came; intervals hold 80 per cent of the simulations. Of the points of",
        f"all curves, {_inside(every)} lie inside; of the numbers at the end of each, {_inside(list(last.values()))}.",
        "",
        "| case | years | came to recognise it | simulated | 80 per cent |",
        "|---|---:|---:|---:|---|",
        *(_band_row(f"{case} | {band['what']}", band, 0) for case, band in last.items()),
        "",
        "How long after the first recognition others came, all cases together:",
        "",
        "| waited | observed | simulated | 80 per cent |",
        "|---|---:|---:|---|",
        *(_band_row(band["what"], band, 0) for band in found["waits"]),
        "",
        "Who comes before whom: the share of pairs of states of which the one came first that simulations put first on",
        "average (0.5 is chance), and the same for simulated histories:",
        "",
        "| case | observed | simulated | 80 per cent |",
        "|---|---:|---:|---|",
        *(_band_row(band["what"], band, 2) for band in found["order"]),
        "",
        "From which organisations those came who moved, all cases together:",
        "",
        "| members of | observed | simulated | 80 per cent |",
        "|---|---:|---:|---|",
        *(_band_row(band["what"], band, 2) for band in found["organisations"]),
        "",
    ]
    return lines


def _inside(bands: list[dict[str, Any]]) -> str:
    held = sum(band["low"] <= band["observed"] <= band["high"] for band in bands)
    return f"{held} of {len(bands)}"


def _band_row(head: str, band: dict[str, Any], digits: int) -> str:
    observed, low, middle, high = (f"{band[key]:.{digits}f}" for key in ("observed", "low", "middle", "high"))
    mark = "" if band["low"] <= band["observed"] <= band["high"] else " (outside)"
    return f"| {head} | {observed} | {middle} | {low} to {high}{mark} |"


def _calibration(found: dict[str, Any]) -> list[str]:
    return [
        "## Calibration of the estimator",
        "",
        f"{found['histories']} histories of six cases over two years ({found['events']:.0f} recognitions on average)",
        "are simulated from parameters drawn of the prior, and fitted. Where simulator and estimator agree, the rank",
        f"of the true value among {found['draws']} draws of its posterior is uniform: about "
        f"{found['histories'] / 10:.0f} in",
        "each tenth. The last column is the probability of counts as uneven as these if it is.",
        "",
        "| parameter | " + " | ".join(f"{k}" for k in range(1, 11)) + " | p |",
        "|---|" + "---:|" * 11,
        *(
            f"| {row['parameter']} | {' | '.join(map(str, row['counts']))} | {row['p_value']:.2f} |"
            for row in found["parameters"]
        ),
        "",
    ]


def _pictures() -> list[str]:
    found = _forecast()
    return [
        f"## A forecast in pictures: {found.name}, from {found.on} to {found.until}",
        "",
        "![Who may recognise it next](../images/outlook-next.svg)",
        "",
        "![Probabilities on a map](../images/outlook-map.svg)",
        "",
        "The calibration of all yearly probabilities of the [backtest](backtest.md):",
        "",
        "![Calibration](../images/outlook-calibration.svg)",
    ]


def _forecast() -> Forecast:
    return comity.open().forecast(CASE)


def _estimates_picture() -> str:
    return estimates_plot(packaged_estimates()[0]).svg


def _calibration_picture() -> str:
    found = json.loads(files("comity.outlook").joinpath("accuracy.json").read_text(encoding="utf-8"))
    return calibration_plot(found["calibration"]).svg


def _next_picture() -> str:
    found = _forecast()
    words = "; ".join(f"{row.name} {row.probability:.1%}" for row in found.likely())
    title = f"The states likeliest to recognise {found.name} by {found.until}"
    # Alone, a picture has no page to take its colours from.
    return likely_svg(found.likely(), title=title, description=words).replace(
        "<svg ", '<svg style="--accent:#1b6ca8" ', 1
    )


PICTURES: dict[str, Callable[[], str]] = {
    "images/outlook-estimates.svg": _estimates_picture,
    "images/outlook-calibration.svg": _calibration_picture,
    "images/outlook-next.svg": _next_picture,
    "images/outlook-map.svg": lambda: probability_map(_forecast()).svg,
}
