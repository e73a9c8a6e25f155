"""How long fits take: published models, against remflow, and against actors and events.

    python -m benchmarks.models                          # all but the largest
    python -m benchmarks.models largest                  # 10,000 actors and 1,000,000 events
    python -m benchmarks.models remflow --python PYTHON  # PYTHON has remflow installed

Compile time is shown apart: every fit is run once before it is timed. What was found goes into models.json beside this
file, from which docs/reference/benchmarks.md is made, and the pictures into docs/images.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numba
import numpy as np
from tests.conftest import SHARED
from tests.models.test_reference import published

import comity
from comity.histories import History
from comity.models.design import Design
from comity.models.fit import Fit, fit_design, fit_model, likelihood
from comity.models.model import Model
from comity.models.sums import rem_pass

HERE = Path(__file__).resolve().parent
FOUND = HERE / "models.json"
IMAGES = HERE.parent / "docs" / "images"

FIVE = [
    {"name": "inertia", "transform": "log1p"},
    {"name": "reciprocity", "transform": "log1p"},
    {"name": "indegree", "transform": "log1p"},
    {"name": "outdegree", "type": "ego", "transform": "log1p"},
    {"name": "transitivity", "transform": "log1p"},
]


def made(actors: int, events: int, seed: int = 1) -> History:
    """A history with repeated contacts, popular actors and closed triads, made at random."""
    rng = np.random.default_rng(seed)
    sender = rng.choice(actors, events, p=_shares(rng, actors))
    anybody = rng.choice(actors, events, p=_shares(rng, actors))
    kind, pick, pick2 = rng.random(events), rng.random(events), rng.random(events)
    receiver = np.empty(events, dtype=np.int64)
    partners: list[list[int]] = [[] for _ in range(actors)]
    for m in range(events):
        mine = partners[sender[m]]
        j = anybody[m]
        if mine and kind[m] < 0.6:
            j = mine[int(pick[m] * len(mine))]
        elif mine and kind[m] < 0.75:
            theirs = partners[mine[int(pick[m] * len(mine))]]
            j = theirs[int(pick2[m] * len(theirs))] if theirs else j
        if j == sender[m]:
            j = (j + 1) % actors
        receiver[m] = j
        mine.append(int(j))
    table = {"time": np.cumsum(rng.exponential(1, events)), "sender": sender, "receiver": receiver}
    return History.from_tables(table, nodes={"label": range(actors)})


def _shares(rng: np.random.Generator, n: int) -> np.ndarray:
    weight = rng.gamma(2, 1, n)
    return weight / weight.sum()


def seconds(run: Callable[[], object], repeats: int = 3) -> float:
    """The shortest of some runs, after one that is not counted."""
    run()
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return min(times)


def timed(run: Callable[[], object], repeats: int = 3, *, first: bool = False) -> dict[str, float]:
    """The shortest of some runs by the clock and its seconds of CPU, children included; ``first``: of one run only."""
    if not first:
        run()
    best = {"seconds": math.inf, "cpu": math.inf}
    for _ in range(1 if first else repeats):
        began, cpu = time.perf_counter(), _cpu()
        run()
        took = {"seconds": time.perf_counter() - began, "cpu": _cpu() - cpu}
        best = min(best, took, key=lambda each: each["seconds"])
    return best


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def keep(what: str, found: object) -> None:
    """Print a result, and write it down under its name with what it was measured on."""
    print(f"{what}: {json.dumps(found)}", flush=True)
    known = json.loads(FOUND.read_text()) if FOUND.exists() else {}
    known[what] = {
        "found": found,
        "comity": comity.__version__,
        "python": platform.python_version(),
        "numba": numba.__version__,
        "numpy": np.__version__,
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
    }
    FOUND.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")


def published_models() -> None:
    """The two published models warm, one as a whole process, and a timed model of 200 actors and 2,000 events."""
    history, model = made(200, 2000), Model.of("rem", FIVE, timing="interval")
    keep("timed model, 200 actors, 2,000 events", {**timed(lambda: fit_model(model, history)), "target": 0.5})
    if not SHARED.is_dir():
        print("published models: the data (../shared/data) are not beside this checkout")
        return
    with tempfile.TemporaryDirectory() as folder:
        for name, target in (("se_rem_2", 0.05), ("ft_coord_2", 0.3)):
            file = Path(folder) / f"{name}.toml"
            file.write_text(published(name))
            read = comity.read_model(file)
            keep(name, {**timed(lambda read=read: fit_model(read.model, read.history), 5), "target": target})
        command = [sys.executable, "-m", "comity", "fit", str(Path(folder) / "se_rem_2.toml"), "--json"]
        took = timed(lambda: subprocess.run(command, check=True, capture_output=True))
        keep("se_rem_2, whole process", {**took, "target": 1.5})
        cold = {**os.environ, "NUMBA_CACHE_DIR": str(Path(folder) / "cache")}
        took = timed(lambda: subprocess.run(command, check=True, capture_output=True, env=cold), first=True)
        keep("se_rem_2, nothing compiled", {**took, "target": 20})


def against_remflow(python: str) -> None:
    """30 actors and 500 events, the same model and data, in one run."""
    history = made(30, 500)
    model = Model.of(
        "rem", ["remstats:inertia", "remstats:reciprocity", "remstats:otp"], timing="interval", convention="remverse"
    )
    ours = seconds(lambda: fit_model(model, history), 5)
    fit = fit_model(model, history)
    script = """
import json, sys, time, pandas as pd, remflow
from remflow import remify, remstats, remstimate
events = pd.DataFrame(json.load(open(sys.argv[1])))
began = time.perf_counter()
history = remify(events, ordinal=False)
statistics = remstats(history, tie_effects="~ inertia() + reciprocity() + otp()", first=2)
fit = remstimate(history, statistics, backend="numpy")
out = {"seconds": time.perf_counter() - began, "cpu": time.process_time()}
print(json.dumps({**out, "coef": list(fit.coef), "ll": fit.log_likelihood}))
"""
    events = history.events
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "events.json"
        table = {
            "time": events.time.tolist(),
            "sender": [f"a{k}" for k in events.sender],
            "receiver": [f"a{k}" for k in events.receiver],
        }
        data.write_text(json.dumps(table))
        out = subprocess.run([python, "-c", script, str(data)], check=True, capture_output=True, text=True)
    theirs = json.loads(out.stdout.strip().splitlines()[-1])
    keep(
        "remflow, 30 actors, 500 events",
        {
            "comity": ours, "remflow": theirs["seconds"], "remflow_cpu": theirs["cpu"], "target": 1000,
            "estimate": fit.estimate.tolist(), "remflow_estimate": theirs["coef"],
            "log_likelihood": fit.log_likelihood, "remflow_log_likelihood": theirs["ll"],
        },
    )  # fmt: skip


def large(actors: int, events: int, timing: str = "ordinal") -> Fit:
    """One large exact fit, from the table to the estimate."""
    history = made(actors, events)
    model = Model.of("rem", FIVE, timing=timing)
    fit_model(model, made(20, 100))
    began, cpu = time.perf_counter(), time.process_time()
    design = Design.build(model, history)
    built = time.perf_counter() - began
    result = fit_design(design, began)
    keep(
        f"{actors:,} actors, {events:,} events, {timing}",
        {
            "statistics": built, "whole": result.seconds, "cpu": time.process_time() - cpu,
            "iterations": result.iterations, "converged": result.converged,
            "changes": int(design.dyads.key.size), "dyads": int(design.table.i.size),
            "gigabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
        },
    )  # fmt: skip
    return result


def dense_ratio(actors: int = 1000, events: int = 100_000, readings: int = 300) -> None:
    """A pass that follows the changes against the dense pass of the same code, whose cost is shown by some readings."""
    history = made(actors, events)
    design = Design.build(Model.of("rem", FIVE), history)
    beta = np.full(design.p, 0.2)
    following = seconds(lambda: likelihood(design, beta), 1)
    short = Design.build(Model.of("rem", FIVE), made(actors, readings))
    dense = seconds(lambda: rem_pass(short, beta, anew=True), 1) / readings * events
    keep(
        "dense pass", {"actors": actors, "events": events, "following": following, "dense": dense, "readings": readings}
    )


def slopes() -> None:
    """Cost per event of a pass against actors, and against events, as pictures."""
    for name, sizes in (
        ("actors", [(n, 5000) for n in (50, 100, 200, 400, 800, 1600)]),
        ("events", [(300, m) for m in (1000, 2000, 4000, 8000, 16000, 32000)]),
    ):
        x, follow, dense = [], [], []
        for actors, events in sizes:
            design = Design.build(Model.of("rem", FIVE), made(actors, events))
            beta = np.full(design.p, 0.2)
            follow.append(seconds(lambda d=design, b=beta: rem_pass(d, b), 2) / events * 1e6)
            short = Design.build(Model.of("rem", FIVE), made(actors, min(events, 200)))
            dense.append(seconds(lambda d=short, b=beta: rem_pass(d, b, anew=True), 1) / short.timeline.n_events * 1e6)
            x.append(actors if name == "actors" else events)
        slope = [float(np.polyfit(np.log(x), np.log(y), 1)[0]) for y in (follow, dense)]
        picture(IMAGES / f"models-{name}.svg", name, x, {"following the changes": follow, "dense": dense}, slope)
        keep(f"against {name}", {"sizes": x, "following": follow, "dense": dense, "slopes": slope})


def picture(path: Path, name: str, x: list[float], lines: dict[str, list[float]], slope: list[float]) -> None:
    """Two lines on logarithmic axes as SVG."""
    width, height, edge = 640, 400, 60
    every = [value for line in lines.values() for value in line]
    low, high = math.floor(math.log10(min(every))), math.ceil(math.log10(max(every)))
    left, right = math.log10(min(x)), math.log10(max(x))

    def at(a: float, b: float) -> tuple[float, float]:
        across = edge + (math.log10(a) - left) / (right - left) * (width - 2 * edge)
        return across, height - edge - (math.log10(b) - low) / (high - low) * (height - 2 * edge)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
        'font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for power in range(low, high + 1):
        y = at(x[0], 10.0**power)[1]
        parts.append(f'<line x1="{edge}" x2="{width - edge}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{edge - 6}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>')
    for value in x:
        across = at(value, every[0])[0]
        parts.append(f'<text x="{across:.1f}" y="{height - edge + 18}" text-anchor="middle">{value:,}</text>')
    for (label, values), colour, steep in zip(lines.items(), ("#1b6ca8", "#b8552f"), slope, strict=True):
        points = " ".join(f"{a:.1f},{b:.1f}" for a, b in (at(*point) for point in zip(x, values, strict=True)))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        a, b = at(x[-1], values[-1])
        parts.append(f'<text x="{a:.1f}" y="{b - 8:.1f}" text-anchor="end" fill="{colour}">{label}, {steep:.2f}</text>')
    parts.append(f'<text x="{width / 2}" y="{height - 14}" text-anchor="middle">{name}</text>')
    parts.append(
        f'<text x="{edge}" y="24">microseconds an event, one pass over the likelihood (slopes on the lines)</text>'
    )
    path.write_text("\n".join([*parts, "</svg>", ""]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "what", nargs="?", default="all", choices=["all", "published", "remflow", "scale", "largest", "dense", "slopes"]
    )
    parser.add_argument("--python", help="an interpreter that has remflow")
    arguments = parser.parse_args()
    if arguments.what in ("all", "published"):
        published_models()
    if arguments.what in ("all", "remflow") and arguments.python:
        against_remflow(arguments.python)
    if arguments.what in ("all", "scale"):
        large(1000, 100_000)
        large(1000, 100_000, "interval")
    if arguments.what in ("all", "dense"):
        dense_ratio()
    if arguments.what == "largest":
        large(10_000, 1_000_000)
    if arguments.what in ("all", "slopes"):
        slopes()


if __name__ == "__main__":
    main()
