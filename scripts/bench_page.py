"""The page of the statistician's bench: what there is, and the figures of benchmarks/bench_figures.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import comity.models.bench as bench

FILE = Path(__file__).resolve().parent.parent / "benchmarks" / "bench_figures.json"

_HEAD = """# The statistician's bench

What a fit can be asked before anyone believes it. Everything takes a `Fit` and is imported from the module named; the
flagship names are in `comity` itself. `comity report FILE` prints a model file's fit in plain words.

"""

_FIGURES = """
## Figures

Made by `python -m benchmarks.bench_figures`, from histories of a simulator that shares nothing with the package: a
relational event model of 8 actors and 120 events (60 for the tests by simulation and the calibration) with inertia and
reciprocity of ties (0.5 and 0.4) and the power of the receiver (0.3). With 500 histories a true 5 in 100 is shown as
3.1 to 6.9 in 95 of 100 cases, and a true coverage of 95 as 93.1 to 96.9.
"""


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _percent(value: float) -> str:
    return f"{100 * value:.1f}"


def page() -> str:
    lines = [_HEAD + "| module of `comity.models.bench` | what it is for |", "|---|---|"]
    assert bench.__doc__ is not None
    for line in bench.__doc__.splitlines():
        if line.startswith("``"):
            name, words = line.split("``")[1], line.split("``")[2].strip()
            lines.append(_row(f"`{name}`", words))
    done: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    lines.append(_FIGURES)
    made = done["size_and_power"]
    lines += [
        f"### Size and power of the tests ({made['histories']} histories each)",
        "",
        "In 100 histories, rejections at 5 and at 10 in 100: where the hypothesis holds (size) and where it does not "
        "(power: a reciprocity of 0.4; a coefficient of power that jumps by 0.6 in the middle).",
        "",
        _row("test", "size at 5", "size at 10", "power at 5", "power at 10"),
        "|---|--:|--:|--:|--:|",
    ]
    for test, cases in made["tests"].items():
        lines.append(_row(test, *(_percent(v) for case in ("size", "power") for v in cases[case])))
    made = done["simulation_tests"]
    lines += [
        "",
        f"### Tests of fit by simulation ({made['histories']} histories, {made['draws']} draws each)",
        "",
        "The parameters are fitted to the events that are tested, which makes the tests conservative for statistics "
        "close to those of the model. Power is against senders that differ by normal intercepts with a standard "
        "deviation of 0.8, which only a statistic about senders can show.",
        "",
        _row("statistic", "size at 5", "size at 10", "power at 5", "power at 10"),
        "|---|--:|--:|--:|--:|",
    ]
    for test, cases in made["tests"].items():
        lines.append(_row(test, *(_percent(v) for case in ("size", "power") for v in cases[case])))
    made = done["coverage"]
    lines += [
        "",
        f"### Coverage of 95 per cent intervals ({made['histories']} histories each)",
        "",
        _row("model", "term", "held, in 100"),
        "|---|---|--:|",
    ]
    for kind, each in made["kinds"].items():
        for term, value in zip(each["terms"], each["coverage"], strict=True):
            lines.append(_row(kind, term, _percent(value)))
    made = done["coverage_closely"]
    lines += [
        "",
        f"Over {made['histories']} histories, where a coverage of 95 shows as 94.0 to 96.0 in 95 of 100 cases, the "
        "intervals of the three terms held "
        + "; ".join(f"{', '.join(_percent(v) for v in each)} ({kind})" for kind, each in made["kinds"].items())
        + ". With 120 events the intervals are a little too narrow: estimates spread about 3 in 100 more than their "
        "standard errors say.",
    ]
    made = done["calibration"]
    lines += [
        "",
        f"### Simulation-based calibration of the posterior ({made['histories']} histories)",
        "",
        f"Ranks of the true parameters, drawn from the prior, among {made['draws']} draws of the posterior, in eight "
        "equal bins. The least efficiency of the importance weights in any history was "
        f"{made['least_efficiency']:.2f}.",
        "",
        _row("term", *range(1, 9), "p of being uniform"),
        "|---|" + "--:|" * 9,
    ]
    for term, bins, p in zip(made["terms"], made["bins"], made["p_value"], strict=True):
        lines.append(_row(term, *bins, f"{p:.2f}"))
    if "speed" in done:
        made = done["speed"]
        lines += [
            "",
            f"### Time ({made['actors']} actors, {made['events']} events, {made['terms']} terms)",
            "",
            f"The fit itself took {made['fit']:.1f} s ({made['machine']}; compile time apart). Each diagnostic from "
            "nothing but the fit:",
            "",
            _row("diagnostic", "seconds", "times the fit"),
            "|---|--:|--:|",
        ]
        for name, seconds in made["seconds_of"].items():
            lines.append(_row(name, f"{seconds:.1f}", f"{seconds / made['fit']:.1f}"))
    return "\n".join(lines) + "\n"
