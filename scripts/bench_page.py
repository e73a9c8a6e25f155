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
        f"### Size and power of the tests ({made['histories']} histories each, of the last "
        f"{done['frailty_test']['histories']})",
        "",
        "In 100 histories, rejections at 5 and at 10 in 100: where the hypothesis holds (size) and where it does not "
        "(power: a reciprocity of 0.4; a coefficient of power that jumps by 0.6 in the middle; rates that treble in "
        "the middle; attributes with coefficients 0.6 and 0.2; sender intercepts with a standard deviation of 0.5).",
        "",
        *_tests(made),
        *_tests(done["frailty_test"])[2:],
    ]
    made = done["simulation_tests"]
    lines += [
        "",
        f"### Tests of fit by simulation ({made['histories']} histories, {made['draws']} draws each)",
        "",
        "The parameters are fitted to the events that are tested, which makes the tests conservative for statistics "
        "close to those of the model. Power is against senders that differ by normal intercepts with a standard "
        "deviation of 0.8, which only a statistic about senders can show.",
        "",
        *_tests(made),
    ]
    lines += _coverage(done)
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
    lines += _speed({name: each for name, each in done.items() if name.startswith("speed, ")})
    return "\n".join(lines) + "\n"


def _tests(made: dict[str, Any]) -> list[str]:
    return [
        _row("test", "size at 5", "size at 10", "power at 5", "power at 10"),
        "|---|--:|--:|--:|--:|",
        *(
            _row(test, *(_percent(v) for case in ("size", "power") for v in cases[case]))
            for test, cases in made["tests"].items()
        ),
    ]


def _coverage(done: dict[str, Any]) -> list[str]:
    few, short, long = done["coverage"], done["coverage_of_120"], done["coverage_of_300"]
    lines = [
        "",
        "### Coverage of 95 per cent intervals",
        "",
        f"In 100 histories, how often the interval held the true value: of {few['histories']} histories with 120 "
        f"events, and of {short['histories']} others with 120 and with 300, where a coverage of 95 shows as 94.0 to "
        "96.0 in 95 of 100 cases. Bias is that of the estimate in standard errors; spread the standard deviation of "
        "the estimates over their standard errors; both with 300 events.",
        "",
        _row("model", "term", few["histories"], f"{short['histories']} of 120", f"{long['histories']} of 300",
             "bias", "spread"),
        "|---|---|--:|--:|--:|--:|--:|",
    ]  # fmt: skip
    for kind, each in few["kinds"].items():
        for k, (term, value) in enumerate(zip(each["terms"], each["coverage"], strict=True)):
            more: list[str] = [""] * 4
            if kind in short["kinds"]:
                a, b = short["kinds"][kind], long["kinds"][kind]
                more = [_percent(a["coverage"][k]), _percent(b["coverage"][k]), f"{b['bias'][k]:+.2f}",
                        f"{b['spread'][k]:.2f}"]  # fmt: skip
            lines.append(_row(kind, term, _percent(value), *more))
    outside = [
        (kind, term, value, short["kinds"][kind]["coverage"][k], long["kinds"][kind]["coverage"][k])
        for kind, each in few["kinds"].items()
        for k, (term, value) in enumerate(zip(each["terms"], each["coverage"], strict=True))
        if not 0.93 <= value <= 0.97 and kind in short["kinds"]
    ]
    said = "; ".join(
        f"{_percent(v)} for {term} ({kind}), and {_percent(a)} and {_percent(b)} with more histories"
        for kind, term, v, a, b in outside
    )
    inertia = [each["kinds"]["rem, order"]["std_error"][0] for each in (short, long)]
    lines += [
        "",
        (
            f"Outside 93 to 97 of {few['histories']} histories: {said}. That is chance for the most part. "
            if said
            else ""
        )
        + "What remains is that estimates spread up to 6 in 100 more than their standard errors say, and that inertia "
        "is a little too small. More events do not help much here: among eight actors nearly every pair has acted "
        f"before long, so that 300 events say little more of inertia than 120 (standard errors of {inertia[1]:.2f} and "
        f"{inertia[0]:.2f}).",
    ]
    return lines


def _speed(parts: dict[str, dict[str, Any]]) -> list[str]:
    if not parts:
        return []
    kinds: dict[str, list[dict[str, Any]]] = {}
    for each in parts.values():
        kinds.setdefault(f"{each['kind']}: {each['actors']} actors, {each['events']} events", []).append(each)
    first = next(iter(parts.values()))
    lines = [
        "",
        "### Time",
        "",
        "Seconds of each diagnostic from nothing but the fit, and how many times the fit's own time that is "
        f"({first['terms']} terms; {first['machine']}; compile time apart). Other work ran on the machine meanwhile, "
        "which makes both longer. The fits took "
        + "; ".join(f"{min(each['fit'] for each in some):.1f} s ({kind})" for kind, some in kinds.items())
        + ".",
        "",
        _row("diagnostic", *kinds),
        "|---|" + "--:|" * len(kinds),
    ]
    cells = {
        kind: {name: (s, s / each["fit"]) for each in some for name, s in each["seconds_of"].items()}
        for kind, some in kinds.items()
    }
    for name in dict.fromkeys(name for some in cells.values() for name in some):
        shown = [f"{cells[k][name][0]:.1f} ({cells[k][name][1]:.1f})" if name in cells[k] else "" for k in kinds]
        lines.append(_row(name, *shown))
    return lines
