"""The page of measured times of fits, from benchmarks/models.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parent.parent / "benchmarks" / "models.json"

_HEAD = """# How long fits take

Made by `python -m benchmarks.models`. A warm time is the shortest of several runs after one that is not counted. What
is compiled at the first run of a model stays on disk; a first run is shown on its own line. The load is how many
processes wanted the two cores meanwhile: above 2, seconds of CPU say more than those of the clock.

The timed model and the large ones have five effects (inertia, reciprocity, in-degree of the receiver, out-degree of the
sender, transitivity, all in logarithms), and histories made at random with repeated contacts, popular actors and closed
triads. `se_rem_2` is goldfish's timed model of 439 calls among 84 students, `ft_coord_2` its coordination model of 77
treaties among 154 states.

"""

_SPEED = (
    "se_rem_2",
    "se_rem_2, whole process",
    "se_rem_2, nothing compiled",
    "ft_coord_2",
    "timed model, 200 actors, 2,000 events",
)

_LARGE = """
## Large histories, exactly

From the table of events to the estimate, over all dyads at every event.

| history | seconds | of CPU | of which statistics | iterations | changes of dyads | dyads kept | GB at most | load |
|---|---|---|---|---|---|---|---|---|
"""

_WHY = """
A change of a dyad's statistic costs two terms of the sums, and a change of an actor's costs the dyads that it has a
statistic with: dyads that nothing has touched are summed as a product of a sum over senders and a sum over receivers.
What is left, and grows, are the partners, and partners of partners, of active actors.
"""


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _large(known: dict[str, Any]) -> list[str]:
    rows = [(name, each["found"], each["load"]) for name, each in known.items() if "statistics" in each["found"]]
    rows.sort(key=lambda row: (row[1]["dyads"], row[0]))
    return [
        _row(
            name,
            f"{found['whole']:.0f}",
            f"{found['cpu']:.0f}",
            f"{found['statistics']:.1f}",
            found["iterations"],
            f"{found['changes']:,}",
            f"{found['dyads']:,}",
            f"{found['gigabytes']:.1f}",
            "not noted" if load is None else load,
        )
        for name, found, load in rows
    ]


def page() -> str:
    known = json.loads(FILE.read_text())
    any_ = next(iter(known.values()))
    lines = [_HEAD + "| what | seconds | of CPU | goal | load of the machine |", "|---|---|---|---|---|"]
    for name in _SPEED:
        if name in known:
            found = known[name]["found"]
            took, cpu, target = (f"{found[key]:.3g}" for key in ("seconds", "cpu", "target"))
            lines.append(_row(name, took, cpu, target, known[name]["load"]))
    lines.append(
        f"\ncomity {any_['comity']}, Python {any_['python']}, Numba {any_['numba']}, NumPy {any_['numpy']}, "
        f"{any_['cores']} cores."
    )
    large = _large(known)
    if large:
        lines.append(_LARGE + "\n".join(large) + "\n" + _WHY)
    if "dense pass" in known:
        found = known["dense pass"]["found"]
        lines.append(
            f"One pass over the likelihood at {found['actors']:,} actors and {found['events']:,} events takes "
            f"{found['following']:.1f} s; the dense pass of the same code, which sums all dyads at every event, would "
            f"take {found['dense']:,.0f} s (from {found['readings']} readings), "
            f"{found['dense'] / found['following']:.0f} times as long.\n"
        )
    if "remflow, 30 actors, 500 events" in known:
        found = known["remflow, 30 actors, 500 events"]["found"]
        apart = max(abs(a - b) for a, b in zip(found["estimate"], found["remflow_estimate"], strict=True))
        lines.append(
            "## Beside remflow\n\nA timed model with inertia, reciprocity and paths of two, of 30 actors and 500 "
            f"events, in one run: comity {found['comity']:.4f} s, remflow {found['remflow']:.1f} s, "
            f"{found['remflow'] / found['comity']:,.0f} times as long. The estimates differ by {apart:.1g} at most.\n"
        )
    if "against actors" in known:
        lines.append("## Cost of an event\n")
        for name in ("actors", "events"):
            found = known[f"against {name}"]["found"]
            lines.append(
                f"![Microseconds an event against {name}](../images/models-{name}.svg)\n\n"
                f"Against {name} the cost of an event grows with the power {found['slopes'][0]:.2f}, in the dense pass "
                f"with the power {found['slopes'][1]:.2f}.\n"
            )
    return "\n".join(lines).rstrip() + "\n"
