"""Statistical figures of the statistician's bench: size and power of its tests, coverage of its intervals, calibration.

    python -m benchmarks.bench_figures            writes bench_figures.json, from which docs/reference/bench.md is made
    python -m benchmarks.bench_figures coverage   only one of the figures; the others stay

Histories come from tests/models/bench/simulator.py, which shares nothing with the package. The slow tests call the same
functions with fewer histories.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.models import FIVE, made
from tests.models.bench.simulator import EFFECTS, coordinated, movers, simulated, squared

import comity
from comity import fit
from comity.histories import History
from comity.models.bench.bayes import posterior
from comity.models.bench.change import change_points, moving, outlying, smooth
from comity.models.bench.compare import held_out, lr_test, score_test, vuong_test, wald_test
from comity.models.bench.gof import AUXILIARY, monte_carlo
from comity.models.bench.heterogeneity import frailty
from comity.models.bench.influence import influence, robust
from comity.models.bench.margins import marginal_effects
from comity.models.bench.report import report
from comity.models.bench.residuals import drift, residuals
from comity.models.bench.uncertain import UncertainHistory, pooled
from comity.models.fit import Fit

FILE = Path(__file__).with_suffix(".json")
TRUE = np.array([0.5, 0.4, 0.3])
# The five of the tie-oriented benchmark, but for the one that is the same for all receivers of a sender.
CHOSEN = [each for each in FIVE if each.get("type") != "ego"]


def streams(seed: int, n: int) -> list[np.random.Generator]:
    return [np.random.default_rng(each) for each in np.random.SeedSequence(seed).spawn(n)]


def share(hits: list[np.ndarray]) -> list[float]:
    return np.mean(hits, axis=0).round(4).tolist()


def inside(result: Any, truth: np.ndarray, first: int = 0) -> np.ndarray:
    ends = result.interval()[first:]
    return (ends[:, 0] <= truth) & (truth <= ends[:, 1])


def relational(rng: np.random.Generator, m: int, process: str, timing: str) -> tuple[Fit, np.ndarray]:
    result = fit(simulated(rng, m=m), process, EFFECTS, timing=timing)
    return result, np.append(-3.0, TRUE) if timing == "interval" else TRUE


def rate(rng: np.random.Generator, m: int, timing: str) -> tuple[Fit, np.ndarray]:
    result = fit(movers(rng, m=m), "rate", [{"name": "ego", "attribute": "power"}], timing=timing)
    return result, np.array([-2.0, 0.5]) if timing == "interval" else np.array([0.5])


def pairs(rng: np.random.Generator, m: int) -> tuple[Fit, np.ndarray]:
    effects = [{"name": "inertia", "weighted": False}, {"name": "alter", "attribute": "power"}]
    return fit(coordinated(rng, m=m), "coordination", effects), np.array([0.5, 0.3])


def clustered(rng: np.random.Generator, m: int) -> tuple[Fit, np.ndarray]:
    return robust(fit(simulated(rng, m=m), "rem", EFFECTS), "dyad"), TRUE


# A history of so many events, the fit to it, and the values that it was made with.
KINDS: dict[str, tuple[int, Callable[[np.random.Generator, int], tuple[Fit, np.ndarray]]]] = {
    "rem, order": (1, lambda rng, m: relational(rng, m, "rem", "ordinal")),
    "rem, time": (2, lambda rng, m: relational(rng, m, "rem", "interval")),
    "choice": (3, lambda rng, m: relational(rng, m, "choice", "ordinal")),
    "rate, order": (4, lambda rng, m: rate(rng, m, "ordinal")),
    "rate, time": (5, lambda rng, m: rate(rng, m, "interval")),
    "coordination": (6, pairs),
    "rem, order, errors clustered by dyad": (7, clustered),
}


def coverage(n: int = 500) -> dict[str, Any]:
    """Share of 95 per cent intervals that hold the true value, by kind of model and term."""
    out: dict[str, Any] = {"histories": n, "level": 0.95, "kinds": {}}

    def record(name: str, one: Callable[[np.random.Generator], tuple[tuple[str, ...], np.ndarray]], seed: int) -> None:
        made = [one(rng) for rng in streams(seed, n)]
        out["kinds"][name] = {"terms": list(made[0][0]), "coverage": share([hits for _, hits in made])}

    for name, (seed, kind) in KINDS.items():

        def certain(rng: np.random.Generator, kind: Any = kind) -> tuple[tuple[str, ...], np.ndarray]:
            result, truth = kind(rng, 120)
            return result.terms, inside(result, truth)

        record(name, certain, seed)

    def blurred(rng: np.random.Generator, timing: str) -> tuple[tuple[str, ...], np.ndarray]:
        history = uncertain(simulated(rng), rng)
        result = pooled(history, "rem", EFFECTS, timing=timing, draws=10, seed=int(rng.integers(2**31)))
        return result.terms[-3:], inside(result, TRUE, first=len(result.terms) - 3)

    record("rem, order, half of the days known to the month", lambda rng: blurred(rng, "ordinal"), 8)
    record("rem, time, half of the days known to the month", lambda rng: blurred(rng, "interval"), 9)
    return out


def coverage_by_length(m: int, n: int = 2000) -> dict[str, Any]:
    """Coverage over enough histories to see a difference of 1 in 100, and what moves it, for histories of m events.

    std_error : root mean square of the standard errors.
    bias   : mean of estimate less true value, in standard errors.
    spread : standard deviation of the estimates over the root mean square of their standard errors; above 1 the
             intervals are too narrow.
    """
    kinds: dict[str, Any] = {}
    for name, (seed, kind) in KINDS.items():
        made = [kind(rng, m) for rng in streams(100 + seed, n)]
        errors = np.array([result.std_error for result, _ in made])
        away = np.array([result.estimate - truth for result, truth in made])
        size = np.sqrt((errors**2).mean(0))
        kinds[name] = {
            "terms": list(made[0][0].terms),
            "coverage": share([inside(*each) for each in made]),
            "std_error": size.round(4).tolist(),
            "bias": (away.mean(0) / size).round(3).tolist(),
            "spread": (away.std(0, ddof=1) / size).round(3).tolist(),
        }
    return {"histories": n, "events": m, "kinds": kinds}


def uncertain(history: History, rng: np.random.Generator) -> UncertainHistory:
    """The same events over about four years, every second one known to its month only."""
    e = history.events
    origin = dt.date(1960, 1, 1)
    scale = 4 * 365 / e.time[-1]
    days = [origin + dt.timedelta(days=int(t * scale)) for t in e.time]
    months = rng.random(len(days)) < 0.5
    table = {
        "time": [day.isoformat()[:7] if m else day.isoformat() for day, m in zip(days, months, strict=True)],
        "sender": [history.senders[k] for k in e.sender],
        "receiver": [history.senders[k] for k in e.receiver],
    }
    nodes = {"label": list(history.senders), "power": history.attributes["power"].initial}
    return UncertainHistory.from_tables(table, order="random", nodes=nodes, start="1960-01-01")


LEVELS = np.array([0.05, 0.10])
Noted = dict[str, dict[str, list[np.ndarray]]]


def tabled(found: Noted, n: int) -> dict[str, Any]:
    """How often each test rejected at 5 and 10 in 100, in each case."""
    tests = {test: {case: share(hits) for case, hits in cases.items()} for test, cases in found.items()}
    return {"histories": n, "levels": LEVELS.tolist(), "tests": tests}


def size_and_power(n: int = 500) -> dict[str, Any]:
    """How often each test of coefficients rejects, where its hypothesis holds and where it does not."""
    found: Noted = {}

    def note(test: str, case: str, p: float) -> None:
        found.setdefault(test, {}).setdefault(case, []).append(p <= LEVELS)

    for case, beta, swing, seed in (("size", (0.5, 0.0, 0.3), 0.0, 11), ("power", (0.5, 0.4, 0.3), 0.6, 12)):
        for rng in streams(seed, n):
            history = simulated(rng, beta, swing=swing)
            large, small = fit(history, "rem", EFFECTS), fit(history, "rem", [EFFECTS[0], EFFECTS[2]])
            note("likelihood ratio (reciprocity)", case, lr_test(small, large).p_value)
            note("Wald (reciprocity)", case, wald_test(large, [large.terms[1]]).p_value)
            note("score (reciprocity)", case, score_test(small, [EFFECTS[1]]).p_value)
            kept = residuals(large).trace
            tested = drift(large, trace=kept, draws=199, rng=rng)
            note("drift, score test of a line in time (power)", case, float(tested.p_value[2]))
            note("drift, score test of all terms", case, tested.overall_p_value)
            note("drift, supremum (power)", case, float(tested.supremum_p_value[2]))
    for case, swing, seed in (("size", 0.0, 13), ("power", 0.6, 14)):
        for rng in streams(seed, n):
            result = fit(simulated(rng, swing=swing), "rem", EFFECTS)
            note("change point, all terms", case, change_points(result, most=0, draws=199, rng=rng).tried[0][1])
    for case, pace, seed in (("size", 1.0, 18), ("power", 3.0, 19)):
        for rng in streams(seed, n):
            timed = fit(simulated(rng, pace=pace), "rem", EFFECTS, timing="interval")
            note("waiting times (Kolmogorov-Smirnov, corrected)", case, residuals(timed).waiting().p_value)
    for case, beta, seed in (("size", (0.4, 0.4), 20), ("power", (0.6, 0.2), 21)):
        for rng in streams(seed, n):
            history = squared(rng, beta)
            one, other = (fit(history, "rate", [{"name": "ego", "attribute": each}]) for each in ("here", "there"))
            note("Vuong (two attributes)", case, vuong_test(one, other).p_value)
    return tabled(found, n)


def frailty_test(n: int = 200) -> dict[str, Any]:
    """The same for the test of there being no spread of intercepts, by what they belong to."""
    found: Noted = {}
    for case, sd, seed in (("size", 0.0, 22), ("power", 0.5, 23)):
        for rng in streams(seed, n):
            result = fit(simulated(rng, sender_sd=sd), "rem", EFFECTS)
            p = frailty(result, "sender").p_value
            found.setdefault("no spread of senders", {}).setdefault(case, []).append(p <= LEVELS)
    return tabled(found, n)


def simulation_tests(n: int = 200, draws: int = 99) -> dict[str, Any]:
    """The same for the tests of fit by simulation; histories are simulated by the fast simulator at the estimates."""
    names = ("outdegree", "indegree", "dyads", "triads", "movers")
    found: Noted = {name: {} for name in names}
    for case, sd, seed in (("size", 0.0, 15), ("power", 0.8, 16)):
        for rng in streams(seed, n):
            history = simulated(rng, m=60, sender_sd=sd)
            beta = tuple(fit(history, "rem", EFFECTS).estimate)
            drawn = [simulated(rng, beta, m=60) for _ in range(draws)]
            for name in names:
                values = np.stack([AUXILIARY[name](each)[1] for each in drawn])
                p = monte_carlo(values, AUXILIARY[name](history)[1])
                found[name].setdefault(case, []).append(p <= LEVELS)
    return tabled(found, n) | {"draws": draws}


def calibration(n: int = 500, draws: int = 63) -> dict[str, Any]:
    """Ranks of true parameters among posterior draws, which are uniform if the posterior is right.

    Source: Talts et al. 2018, arXiv 1804.06788.
    """
    from scipy.stats import chisquare

    prior = (0.0, 0.5)
    ranks, efficiency = [], []
    terms: tuple[str, ...] = ()
    for rng in streams(17, n):
        truth = rng.normal(prior[0], prior[1], 3)
        result = fit(simulated(rng, tuple(truth), m=60), "rem", EFFECTS)
        terms = result.terms
        made = posterior(result, dict.fromkeys(terms, prior), draws=8 * draws, rng=rng)
        ranks.append((made.draws[::8] < truth).sum(0))
        efficiency.append(made.efficiency)
    bins = np.stack([np.bincount(column * 8 // (draws + 1), minlength=8) for column in np.array(ranks).T])
    return {
        "histories": n,
        "draws": draws,
        "terms": list(terms),
        "bins": bins.tolist(),
        "p_value": [float(chisquare(row).pvalue) for row in bins],
        "least_efficiency": round(float(min(efficiency)), 3),
    }


ASKED: dict[str, Callable[[Fit], Any]] = {
    "residuals": residuals,
    "report": report,
    "rank of what happened": lambda result: result.rank(),
    "held out, the last fifth": held_out,
    "moving windows, ten of a quarter": moving,
    "curves in time": smooth,
    "drift, 200 draws": lambda result: drift(result, draws=200),
    "influence": influence,
    "robust errors by dyad": robust,
    "outlying events": outlying,
    "change point, 200 draws": lambda result: change_points(result, most=0, draws=200),
    "marginal effects": marginal_effects,
    "score test of one more effect": lambda result: score_test(result, [{"name": "cyclic_closure"}]),
    "posterior, Laplace": lambda result: posterior(result, correct=False),
}


def speed(kind: str, names: list[str], actors: int = 1000, events: int = 100_000) -> dict[str, Any]:
    """Seconds of a fit with five terms, and of each diagnostic from nothing but the fit; compiled beforehand."""

    def ready(actors: int, events: int) -> Callable[[], Fit]:
        history = made(actors, events)
        if kind == "case-control, 10 controls":
            return lambda: fit(history, "rem", FIVE, controls=10)
        if kind == "two types":
            e = history.events
            types = np.random.default_rng(2).integers(0, 2, e.time.size, dtype=np.int32)
            typed = replace(history, events=replace(e, kind=types, kinds=("ask", "tell")))
            return lambda: fit(typed, "rem", [*FIVE, {"name": "type_intercept", "candidate": "tell"}], typed=True)
        return lambda: fit(history, "choice" if kind == "choice" else "rem", CHOSEN if kind == "choice" else FIVE)

    def once(of: Callable[[], Fit]) -> tuple[float, dict[str, float]]:
        begun = time.perf_counter()
        result = of()
        taken, spent = time.perf_counter() - begun, {}
        for name in names:
            begun = time.perf_counter()
            ASKED[name](result)
            spent[name] = time.perf_counter() - begun
            print(f"{kind}: {name} {spent[name]:.1f} s, of a fit {taken:.1f} s", flush=True)
        return taken, spent

    once(ready(30, 500))
    taken, spent = once(ready(actors, events))
    machine = f"{platform.machine()}, {os.cpu_count()} cores"
    return {
        "kind": kind, "actors": actors, "events": events, "terms": len(FIVE), "machine": machine, "fit": taken,
        "seconds_of": spent,
    }  # fmt: skip


SIZES = {"all candidates": 100_000, "case-control, 10 controls": 100_000, "choice": 100_000, "two types": 20_000}


def speeds() -> dict[str, Callable[[], dict[str, Any]]]:
    """One figure for each kind and a few diagnostics, so that none takes much longer than ten minutes."""
    names, out = list(ASKED), {}
    for kind, events in SIZES.items():
        for part in range(0, len(names), 6):
            some = names[part : part + 6]
            out[f"speed, {kind}, {part // 6 + 1}"] = lambda kind=kind, some=some, events=events: speed(
                kind, some, events=events
            )
    return out


FIGURES: dict[str, Callable[[], dict[str, Any]]] = {
    "coverage": coverage, "coverage_of_120": lambda: coverage_by_length(120),
    "coverage_of_300": lambda: coverage_by_length(300), "size_and_power": size_and_power, "frailty_test": frailty_test,
    "simulation_tests": simulation_tests, "calibration": calibration, **speeds(),
}  # fmt: skip


def main(wanted: list[str]) -> None:
    for name in wanted or list(FIGURES):
        started = time.perf_counter()
        made = FIGURES[name]()
        # Read only now: another figure may have been written meanwhile.
        done = json.loads(FILE.read_text()) if FILE.exists() else {}
        done[name] = made
        done[name]["seconds"] = round(time.perf_counter() - started)
        done["versions"] = {"python": platform.python_version(), "numpy": np.__version__, "comity": comity.__version__}
        FILE.write_text(json.dumps(done, indent=1) + "\n")
        print(name, done[name]["seconds"], "s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
