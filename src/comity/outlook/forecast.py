"""Forecast: which states are likely to recognise a case, or to withdraw, within a time, and what drives each number."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import replace

import numpy as np

from comity.days import Day
from comity.errors import BadInput
from comity.outlook.draws import RecognitionHistory
from comity.outlook.fitted import DRAWS, Fitted, fitted
from comity.outlook.simulate import LAPSED, Futures, Start, log_rates, simulate, start
from comity.outlook.specification import Specification, words_of
from comity.polities import registry
from comity.standing import View
from comity.standing.forecasts import LEVEL, Count, Driver, Forecast, StateForecast, begins_on
from comity.standing.spells import party_on

__all__ = ["Forecast", "StateForecast", "estimate_notes", "forecast", "horizon_days", "run_futures", "starts"]

_DRAWN = 400
"""Draws of the parameters behind each state's interval."""


def count_of(act: str, counts: np.ndarray) -> Count:
    """How many act, of simulated counts (F,)."""
    a, b = np.percentile(counts, [50 - 50 * LEVEL, 50 + 50 * LEVEL], method="inverted_cdf")
    shares = np.bincount(counts.astype(int)) / counts.size
    return Count(act, float(counts.mean()), int(a), int(b), tuple(float(s) for s in shares))


def horizon_days(text: str) -> float:
    """Days of ``1y``, ``6m``, ``90d``.

    Raises
    ------
    BadInput : it is none of these, or longer than five years.
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([ymd])", text.strip().lower())
    if not found:
        raise BadInput(f"{text!r} is no horizon", where="--horizon", hint="write 1y, 6m or 90d")
    days = float(found[1]) * {"y": 365.25, "m": 365.25 / 12, "d": 1.0}[found[2]]
    if not 0 < days <= 5 * 366:
        raise BadInput(f"a horizon of {text} is out of range", where="--horizon", hint="from 1d to 5y")
    return days


def forecast(
    view: View,
    case: str,
    on: Day | str,
    *,
    horizon: str = "1y",
    futures: int = 10_000,
    seed: int = 1,
    draws: int | None = None,
    disputed: bool = True,
    spec: Specification | None = None,
    model: Fitted | None = None,
    executor: Executor | None = None,
    tell: Callable[[str], None] | None = None,
) -> Forecast:
    """Forecast a case from the end of a day.

    Parameters
    ----------
    case    : code of the case.
    on      : the day; of a record that says how far it goes, at most the last day that it covers.
    futures : how many are simulated, spread evenly over the draws of the history.
    draws   : how many histories are drawn; 1 takes the plain reading alone.
    model   : a fitted model at hand.
    executor: where futures run; any number of workers gives the same numbers.

    Raises
    ------
    BadInput : nobody had recognised the case by then, or it was not open; or too little had happened to fit anything.
    """
    days = horizon_days(horizon)
    at = begins_on(view, on)
    # What happened on the day itself is known at its end.
    day = float(at.latest.toordinal() + 1)
    model = model or _model(view, case, day, spec, draws, seed, disputed, executor, tell)
    begins = starts(model, case, day, days)
    runs = run_futures(model, begins, futures=futures, seed=seed, executor=executor)
    found = _summary(model, case, at, day, days, begins, runs, futures, seed)
    if at != Day.parse(on):
        found = replace(found, notes=(f"the record ends on {found.on}, and the forecast begins there", *found.notes))
    return found


def _model(
    view: View, case: str, day: float, spec: Specification | None, draws: int | None, seed: int, disputed: bool,
    executor: Executor | None, tell: Callable[[str], None] | None,
) -> Fitted:  # fmt: skip
    check_case(view, case, day)
    return fitted(
        view, day, spec=spec, draws=draws or DRAWS, seed=seed, disputed=disputed, executor=executor, tell=tell
    )


def check_case(view: View, case: str, day: float) -> None:
    """Tell plainly why a case cannot be forecast on a day.

    Raises
    ------
    BadInput : nobody recognises it in the record; nobody had by then; or it had ceased to exist.
    """
    if case not in view.cases:
        raise BadInput(
            f"the record holds no recognition of {registry().label(case)} ({case})", where=case,
            hint="`comity cases` lists the cases; add acts with `comity read` and `comity ledger append`",
        )  # fmt: skip
    began = min((s.began.happened.earliest for s in view.spells(case) if s.began.happened), default=None)
    when = dt.date.fromordinal(int(day) - 1)
    if began is None or began > when:
        raise BadInput(
            f"nobody had recognised {registry().label(case)} by {when}", where=case,
            hint=f"its first recognition is of {began}; forecasts begin after it" if began else "see `comity cases`",
        )  # fmt: skip
    end = registry().get(case).end
    if end and end.earliest <= when:
        raise BadInput(f"{registry().label(case)} ceased to exist on {end}", where=case, hint="take an earlier day")


def starts(model: Fitted, case: str, day: float, days: float) -> list[Start]:
    """A start for each draw of the history in which the case is open and known on the day.

    Raises
    ------
    BadInput : there is none.
    """
    out = []
    for history in model.histories:
        j = history.cases.index(case)
        if history.window(j, day) is None or j not in history.known(day):
            continue
        out.append(start(model.spec, model.world, history, j, day, days))
    if not out:
        raise BadInput(
            f"{case} was not open on that day in any draw of the history", where=case, hint="take a later day"
        )
    return out


def run_futures(
    model: Fitted, begins: Sequence[Start], *, futures: int, seed: int, together: int = 1,
    executor: Executor | None = None,
) -> list[Futures]:  # fmt: skip
    """Futures of each draw's start, so many in all; ``together`` as in ``simulate``."""
    sizes = [len(part) for part in np.array_split(np.arange(futures), len(begins))]
    if min(sizes) < 1:
        raise BadInput(f"{futures} futures", where="--futures", hint="at least 100")
    return [
        simulate(begin, model.estimates, futures=size, seed=seed * 1009 + k, together=together, executor=executor)
        for k, (begin, size) in enumerate(zip(begins, sizes, strict=True))
    ]


def _summary(
    model: Fitted, case: str, at: Day, day: float, days: float, begins: Sequence[Start], runs: Sequence[Futures],
    futures: int, seed: int,
) -> Forecast:  # fmt: skip
    weight = np.array([run.n for run in runs], dtype=float) / sum(run.n for run in runs)
    states: list[StateForecast] = []
    counts = []
    rng = np.random.default_rng([seed, 7])
    for k, act in enumerate(("recognise", "withdraw")):
        if model.estimates[k] is None:
            continue
        risk = np.mean([begin.risk(k)[0] for begin in begins], axis=0) > 0
        p = sum(w * run.probability[k, 0] for w, run in zip(weight, runs, strict=True))
        when = np.concatenate([run.when[:, 0, :, k] for run in runs])
        if k == 1:
            lapsed = np.concatenate([run.when[:, 0, :, LAPSED] for run in runs])
            p = p + (lapsed <= days).mean(axis=0)
            when = np.minimum(when, lapsed)
        happened = when <= days
        earliest = when.min(axis=1)
        first = ((when == earliest[:, None]) & happened).mean(axis=0)
        counts.append(count_of(act, happened.sum(axis=1)))
        low, high = _bounds(model, begins[0], k, p, days, rng)
        reasons = _drivers(model, begins[0], k)
        for i in np.flatnonzero(risk):
            code = party_on(model.world.states[i], at)
            code = code_on(code, model.histories[0], day)
            states.append(
                StateForecast(
                    code,
                    registry().label(code),
                    act,
                    float(p[i]),
                    float(low[i]),
                    float(high[i]),
                    float(first[i]),
                    reasons[i],
                )
            )
    states.sort(key=lambda s: (s.act, -s.probability, s.party))
    notes = []
    last = max(float(h.time[h.time < day].max()) for h in model.histories)
    if day - last > 400:
        notes.append(f"the record's last act before that day is of {dt.date.fromordinal(int(last))}")
    notes += estimate_notes(model)
    until = dt.date.fromordinal(int(day + days) - 1).isoformat()
    now = round(float(np.mean([begin.recognises[0].sum() for begin in begins])))
    return Forecast(
        case, registry().label(case), at.latest.isoformat(), until, now, tuple(states), tuple(counts),
        _case_drivers(model, begins[0]), futures, seed, len(model.histories), tuple(notes),
    )  # fmt: skip


def estimate_notes(model: Fitted) -> list[str]:
    """What a reader has to know of the estimates: a process that could not be fitted, or did not converge."""
    notes = []
    for estimate in model.estimates:
        if estimate is None:
            notes.append("too few withdrawals are known by then to say anything of them")
        elif not estimate.converged:
            notes += [f"{estimate.process.name}: {why}" for why in estimate.why]
    return notes


def code_on(code: str, history: RecognitionHistory, day: float) -> str:
    """The code that a line bears on a day: SUN before 1991-12-26."""
    from comity.standing.spells import lineage

    date = dt.date.fromordinal(int(day) - 1)
    who = registry()
    if code in who.polities and who.is_in_being(code, date):
        return code
    for other in sorted(who.in_being(date)):
        if lineage(other) == lineage(code):
            return other
    return code


def _bounds(
    model: Fitted, begin: Start, k: int, p: np.ndarray, days: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """float64 (n,), twice: the interval of each probability over draws of the parameters.

    The rate at the start, under each draw, is scaled so that the mean over draws is the simulated probability.
    """
    estimate = model.estimates[k]
    assert estimate is not None
    rate = np.exp(np.minimum(log_rates(begin, k, estimate, rng, _DRAWN), 15.0)) * days / 365.25
    # One or two steps of a fixed point are enough: probabilities are small.
    scale = np.ones(p.size)
    for _ in range(8):
        mean = -np.expm1(-scale * rate).mean(axis=0)
        scale *= np.clip(p / np.maximum(mean, 1e-12), 0.2, 5.0)
    drawn = -np.expm1(-scale * rate)
    low, high = np.percentile(drawn, [50 - 50 * LEVEL, 50 + 50 * LEVEL], axis=0)
    return np.minimum(low, p), np.maximum(high, p)


def _drivers(model: Fitted, begin: Start, k: int) -> list[tuple[Driver, ...]]:
    """For each state the three largest factors on its rate, against the mean of those at risk."""
    estimate = model.estimates[k]
    assert estimate is not None
    x = begin.x[k][0]
    risk = begin.risk(k)[0]
    names = [effect.label for effect in estimate.process.effects]
    part = (x - x[risk].mean(axis=0)) * estimate.mean[estimate.effects] if risk.any() else np.zeros_like(x)
    if "state" in estimate.offsets:
        first, size = estimate.offsets["state"]
        part = np.column_stack([part, estimate.mean[first : first + size]])
        names = [*names, "state"]
    out = []
    for i in range(x.shape[0]):
        order = np.argsort(-np.abs(part[i]), kind="stable")[:3]
        out.append(
            tuple((names[c], float(np.exp(part[i, c])), words_of(names[c])) for c in order if abs(part[i, c]) > 0.05)
        )
    return out


def _case_drivers(model: Fitted, begin: Start) -> tuple[Driver, ...]:
    """What is the same for all states: the case's own pace, its age, and how many have moved."""
    estimate = model.estimates[0]
    j = begin.group[0]
    out = []
    if "case" in estimate.offsets:
        first, _ = estimate.offsets["case"]
        out.append(("case", float(np.exp(estimate.mean[first + j])), words_of("case")))
    risk = begin.risk(0)[0]
    if risk.any():
        for c, effect in enumerate(estimate.process.effects):
            values = begin.x[0][0][risk, c]
            if effect.name in ("recognisers", "share", "recent", "withdrawals", "government") and values.std() < 1e-9:
                factor = float(np.exp(values[0] * estimate.mean[estimate.effects][c]))
                if abs(np.log(factor)) > 0.05:
                    out.append((effect.label, factor, words_of(effect.label)))
    return tuple(sorted(out, key=lambda row: -abs(np.log(row[1]))))
