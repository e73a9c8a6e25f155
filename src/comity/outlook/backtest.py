"""Backtest: forecasts from origins in the past, each fitted only on what had happened before it, and their scores.

At each origin the cases are those that were open and that somebody had recognised; the pairs are those of such a case
with a state in being that did not recognise it. The model, its frailties and their variances, and the baselines are
fitted on the rows that end before the origin. Nothing that happened at the origin or after reaches a forecast: the
networks and attributes are those of the day, and whether a case is open follows from its party's own dates.

One thing the record cannot undo: it was compiled today, of cases that are known today.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from comity.errors import BadInput
from comity.outlook.baselines import Baselines
from comity.outlook.draws import BEGINS, ENDS, RecognitionHistory, draw_history
from comity.outlook.estimate import Estimate, fit_process, learn
from comity.outlook.panel import Panel, build_panels
from comity.outlook.scores import Scores, calibration, pit_share, score
from comity.outlook.simulate import draw_parameters, simulate, start
from comity.outlook.specification import Specification, read_specification
from comity.outlook.statistics import Moment, Tracker
from comity.outlook.world import World
from comity.standing import View

__all__ = ["Backtest", "OriginForecast", "backtest", "forecast_origin"]

LEVEL = 0.8
"""Level of the intervals whose coverage is told."""


@dataclass(frozen=True, slots=True, eq=False)
class OriginForecast:
    """What was forecast from one origin, beside what came.

    case, state : int32 (m,), the pairs at risk.   p : forecaster -> float64 (m,).   y : float64 (m,).
    totals : rows of (case, expected, low, high, P(N < n), P(N <= n), n) for each case, and one with case -1 for all.
    """

    origin: float
    case: np.ndarray
    state: np.ndarray
    p: dict[str, np.ndarray]
    y: np.ndarray
    totals: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Backtest:
    """All origins, scored together."""

    process: str
    cases: tuple[str, ...]
    states: tuple[str, ...]
    origins: tuple[OriginForecast, ...]
    skipped: tuple[str, ...]
    horizon_days: float
    futures: int
    settings: dict[str, Any]
    left_out: Backtest | None = None
    withdrawal: Backtest | None = None
    p: dict[str, np.ndarray] = field(default_factory=dict)

    @property
    def y(self) -> np.ndarray:
        """float64 (m,), outcomes of all pairs."""
        return np.concatenate([o.y for o in self.origins])

    @property
    def when(self) -> np.ndarray:
        """float64 (m,), origins of all pairs."""
        return np.concatenate([np.full(o.y.size, o.origin) for o in self.origins])

    def probabilities(self, name: str) -> np.ndarray:
        """float64 (m,), of one forecaster."""
        return np.concatenate([o.p[name] for o in self.origins])

    @property
    def forecasters(self) -> tuple[str, ...]:
        """``model`` and the baselines."""
        return tuple(self.origins[0].p)

    def scores(self) -> dict[str, Scores]:
        """Scores by forecaster."""
        return {name: score(self.probabilities(name), self.y, self.when) for name in self.forecasters}

    def coverage(self, whole: bool = True) -> dict[str, float]:
        """How often 80 per cent intervals of yearly counts held the truth: of all cases together, or case by case.

        ``inside`` counts intervals with whole ends (10th to 90th percentile, both included), which hold more than
        80 per cent where counts are few; ``exact`` spreads each count over its jump, and is 0.8 for a perfect forecast.
        """
        rows = np.concatenate([o.totals for o in self.origins])
        rows = rows[(rows[:, 0] < 0) == whole]
        inside = (rows[:, 2] <= rows[:, 6]) & (rows[:, 6] <= rows[:, 3])
        return {
            "inside": float(inside.mean()), "exact": pit_share(rows[:, 4], rows[:, 5], LEVEL), "n": int(rows.shape[0])
        }  # fmt: skip

    def by(self, what: str) -> dict[str, dict[str, Any]]:
        """Pairs, events and log score of each forecaster by ``case`` or ``era`` (decade of the origin)."""
        y = self.y
        if what == "case":
            key = np.concatenate([o.case for o in self.origins])
            names = {k: self.cases[k] for k in np.unique(key)}
        else:
            key = np.array([dt.date.fromordinal(int(day)).year // 10 * 10 for day in self.when])
            names = {k: f"{k}s" for k in np.unique(key)}
        from comity.outlook.scores import log_score

        out = {}
        for k, name in names.items():
            here = key == k
            out[name] = {
                "pairs": int(here.sum()), "events": int(y[here].sum()),
                "log_score": {f: round(log_score(self.probabilities(f)[here], y[here]), 6) for f in self.forecasters},
            }  # fmt: skip
        return out

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        scores = {name: each.to_dict() for name, each in self.scores().items()}
        base = scores["model"]
        out: dict[str, Any] = {
            "process": self.process,
            "origins": [dt.date.fromordinal(int(o.origin)).isoformat() for o in self.origins],
            "skipped": list(self.skipped),
            "pairs": int(self.y.size),
            "events": int(self.y.sum()),
            "scores": scores,
            "skill": {
                name: {
                    key: round(1 - base[key] / each[key], 4) if each[key] else None for key in ("log_score", "brier")
                }
                for name, each in scores.items()
                if name != "model"
            },
            "calibration": calibration(self.probabilities("model"), self.y),
            "coverage": {"all": self.coverage(True), "case": self.coverage(False)},
            "by_case": self.by("case"),
            "by_era": self.by("era"),
            "horizon_days": self.horizon_days,
            "futures": self.futures,
            "settings": self.settings,
            "yearly": [
                {
                    "origin": dt.date.fromordinal(int(o.origin)).isoformat(), "expected": round(float(t[1]), 3),
                    "low": float(t[2]), "high": float(t[3]), "observed": int(t[6]),
                }
                for o in self.origins
                for t in o.totals[o.totals[:, 0] < 0]
            ],
        }  # fmt: skip
        if self.left_out is not None:
            out["left_out"] = {
                key: value
                for key, value in self.left_out.to_dict().items()
                if key in ("pairs", "events", "scores", "skill", "by_case", "coverage")
            }
        if self.withdrawal is not None:
            out["withdrawal"] = {
                key: value
                for key, value in self.withdrawal.to_dict().items()
                if key in ("pairs", "events", "scores", "skill", "coverage")
            }
        return out


def backtest(
    view: View,
    *,
    first: int = 1960,
    last: int = 2025,
    every: int = 1,
    horizon_days: float = 365.25,
    futures: int = 500,
    draw: int = 0,
    seed: int = 1,
    spec: Specification | None = None,
    leave_out: bool = True,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Backtest:
    """Forecasts from the first of January of each year, scored.

    Parameters
    ----------
    first, last, every : years of the origins.
    draw      : which draw of the history is taken for what happened (0: the plain reading).
    leave_out : also forecast each case by a model that was fitted on the others alone.
    executor  : where origins run; any number of workers gives the same numbers.
    progress  : called with how many jobs are done, and of how many.

    Raises
    ------
    BadInput : no origin has enough history, or the years are in no order.
    """
    if last < first or every < 1:
        raise BadInput(f"origins from {first} to {last} every {every} years", hint="--from 1960 --to 2025 --every 1y")
    spec = spec or read_specification()
    world = World(spec.networks)
    history = draw_history(view, world, draw=draw, seed=seed, rules=spec.draws)
    days = [float(dt.date(year, 1, 1).toordinal()) for year in range(first, last + 1, every)]
    end = max(days) + horizon_days
    known = float(history.time.max()) + 1 if history.n_events else end
    panels = build_panels(spec, world, history, until=min(end, max(known, max(days))))
    settings = {"from": first, "to": last, "every": every, "draw": draw, "seed": seed}
    jobs: list[tuple[Any, ...]] = [(spec, world, history, panels, day, horizon_days, futures, seed) for day in days]
    outs: list[tuple[Any, ...]] = [(spec, world, history, panels, days, horizon_days, futures, seed, j)
        for j in range(len(history.cases))] if leave_out else []  # fmt: skip
    total = len(jobs) + len(outs)
    done = 0
    results: list[Any] = []
    for result in _map(executor, _origin, jobs):
        results.append(result)
        done += 1
        if progress:
            progress(done, total)
    left: list[Any] = []
    for result in _map(executor, _left_out, outs):
        left.append(result)
        done += 1
        if progress:
            progress(done, total)
    good = [r for r in results if not isinstance(r, str)]
    skipped = tuple(r for r in results if isinstance(r, str))
    if not good:
        raise BadInput(skipped[0] if skipped else "there is no origin", hint="take later origins: --from 1960")

    def assembled(name: str, origins: Sequence[OriginForecast], **more: Any) -> Backtest:
        return Backtest(
            name, history.cases, history.states, tuple(origins), skipped, horizon_days, futures, settings, **more
        )

    second = [r[1] for r in good if r[1] is not None]
    apart = [o for group in left for o in group]
    return assembled(
        "recognition",
        [r[0] for r in good],
        withdrawal=assembled("withdrawal", second) if second else None,
        left_out=assembled("recognition", apart) if apart else None,
    )


def _map(executor: Executor | None, job: Callable[..., Any], jobs: Sequence[tuple[Any, ...]]) -> Any:
    if not jobs:
        return []
    if executor is None:
        return (job(*each) for each in jobs)
    return executor.map(job, *zip(*jobs, strict=True))


def _fit_both(
    spec: Specification, panels: tuple[Panel, Panel], history: RecognitionHistory, where: str
) -> tuple[Estimate, Estimate | None]:
    n, c = len(history.states), len(history.cases)
    first = fit_process(spec.recognition, panels[0], n_states=n, n_cases=c, where=where)
    try:
        second = fit_process(spec.withdrawal, panels[1], n_states=n, n_cases=c, where=where)
    except BadInput:
        second = None
    return first, second


def _origin(
    spec: Specification, world: World, history: RecognitionHistory, panels: tuple[Panel, Panel], day: float,
    horizon: float, futures: int, seed: int,
) -> tuple[OriginForecast, OriginForecast | None] | str:  # fmt: skip
    date = dt.date.fromordinal(int(day)).isoformat()
    past = (panels[0].before(day), panels[1].before(day))
    cases = history.known(day)
    if not cases:
        return f"{date}: no case is open that anybody had recognised"
    try:
        estimates = _fit_both(spec, past, history, date)
    except BadInput as error:
        return f"{date}: {error.message}"
    baselines = _baselines(spec, past, history, day)
    return forecast_origin(spec, world, history, baselines, estimates, cases, day, horizon, futures, seed)


def _baselines(
    spec: Specification, past: tuple[Panel, Panel], history: RecognitionHistory, day: float
) -> list[Baselines]:
    return [Baselines.fit(spec.processes[k], past[k], day, len(history.cases)) for k in range(2)]


def forecast_origin(
    spec: Specification, world: World, history: RecognitionHistory, baselines: Sequence[Baselines],
    estimates: tuple[Estimate, Estimate | None], cases: Sequence[int], day: float, horizon: float, futures: int,
    seed: int,
) -> tuple[OriginForecast, OriginForecast | None]:  # fmt: skip
    """Forecasts of all cases from one origin, by estimates and baselines at hand, beside what came."""
    tracker = Tracker.of(history, day)
    # A world of its own: origins run side by side, and a snapshot is kept by the world that made it.
    moment = Moment.at(spec, world.copy().snapshot(day), tracker)
    rng = np.random.default_rng([seed, int(day)])
    parameters = tuple(None if e is None else draw_parameters(e, rng, futures) for e in estimates)
    parts: list[list[tuple[Any, ...]]] = [[], []]
    totals: list[list[list[float]]] = [[], []]
    sums = np.zeros((2, futures))
    came = np.zeros(2)
    for j in cases:
        begin = start(spec, world, history, j, day, horizon, tracker=tracker, moment=moment)
        run = simulate(begin, estimates, futures=futures, seed=seed, parameters=parameters)  # type: ignore[arg-type]
        for k, kind in enumerate((BEGINS, ENDS)):
            if estimates[k] is None:
                continue
            rows = np.flatnonzero(begin.risk(k)[0])
            if not rows.size:
                continue
            then = (history.time >= day) & (history.time < day + horizon) & (history.case == j) & (history.kind == kind)
            y = np.zeros(world.n)
            y[history.state[then]] = 1.0
            x = begin.x[k][0][rows]
            window = history.window(j, day)
            assert window is not None
            base = baselines[k].expected(x, j, day - window[0], horizon)
            p = {"model": run.probability[k, 0, rows], **{name: -np.expm1(-rate) for name, rate in base.items()}}
            parts[k].append((np.full(rows.size, j, dtype=np.int32), rows.astype(np.int32), p, y[rows]))
            counts = run.acted(k)[:, rows].sum(axis=1).astype(float)
            totals[k].append(_total(j, counts, float(p["model"].sum()), float(y[rows].sum())))
            sums[k] += counts
            came[k] += y[rows].sum()
    out: list[OriginForecast | None] = []
    for k in range(2):
        if not parts[k]:
            out.append(None)
            continue
        names = parts[k][0][2].keys()
        p = {name: np.concatenate([part[2][name] for part in parts[k]]) for name in names}
        whole = _total(-1, sums[k], float(p["model"].sum()), float(came[k]))
        out.append(
            OriginForecast(
                day,
                np.concatenate([part[0] for part in parts[k]]),
                np.concatenate([part[1] for part in parts[k]]),
                p,
                np.concatenate([part[3] for part in parts[k]]),
                np.array([*totals[k], whole]),
            )
        )
    assert out[0] is not None
    return out[0], out[1]


def _total(case: int, counts: np.ndarray, expected: float, n: float) -> list[float]:
    low, high = np.percentile(counts, [50 - 50 * LEVEL, 50 + 50 * LEVEL], method="inverted_cdf")
    return [float(case), expected, float(low), float(high), float((counts < n).mean()), float((counts <= n).mean()), n]


def _left_out(
    spec: Specification, world: World, history: RecognitionHistory, panels: tuple[Panel, Panel], days: Sequence[float],
    horizon: float, futures: int, seed: int, case: int,
) -> list[OriginForecast]:  # fmt: skip
    """One case forecast from each of its years by a model of the other cases, whenever they were.

    What the case itself, or a rival of it, had seen before a year is known then, and says what it can of its own pace.
    """
    mine = (case, *history.rivals[case])
    others = (
        panels[0].take(np.flatnonzero(~np.isin(panels[0].case, mine))),
        panels[1].take(np.flatnonzero(~np.isin(panels[1].case, mine))),
    )
    when = [day for day in days if case in history.known(day)]
    if not when:
        return []
    fitted = _fit_both(spec, others, history, history.cases[case])
    baselines = _baselines(spec, others, history, days[0])
    own = [panel.take(np.flatnonzero(np.isin(panel.case, mine))) for panel in panels]
    n, c = len(history.states), len(history.cases)
    out = []
    for day in when:
        past = [panel.before(day) for panel in own]
        first = learn(fitted[0], past[0], cases=mine, n_states=n, n_cases=c)
        second = fitted[1] and learn(fitted[1], past[1], cases=mine, n_states=n, n_cases=c)
        simple = [each.after(panel, day) for each, panel in zip(baselines, past, strict=True)]
        forecasts = forecast_origin(
            spec, world, history, simple, (first, second), [case], day, horizon, max(futures // 2, 100), seed
        )
        out.append(forecasts[0])
    return out
