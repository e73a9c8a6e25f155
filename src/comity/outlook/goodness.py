"""Goodness: what the fitted model simulates of each case's first years, against what came.

The estimates have seen what they are compared with. So this does not say how good forecasts are (the backtest does);
it says what a good fit would still get wrong: the pace of recognition, how long states wait, who comes before whom,
and from which organisations those come who move.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from comity.errors import BadInput
from comity.outlook.draws import BEGINS, RecognitionHistory
from comity.outlook.fitted import Fitted
from comity.outlook.simulate import RECOGNISED, Start, simulate, start
from comity.polities import registry
from comity.standing.forecasts import LEVEL

__all__ = ["Band", "Goodness", "concordance", "goodness"]

YEARS = (0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0)
"""Years after the first recognition at which curves are compared."""
WAITS = (30.0, 91.0, 183.0, 365.0, 730.0, 1826.0)
"""Ends of the classes of waiting times, in days."""
ORGANISATIONS = ("AU", "ARAB-LEAGUE", "ASEAN", "COMMONWEALTH", "EU", "NAM", "NATO", "OAS", "OIC", "WARSAW-PACT")
_LEAST = 5
"""Recognitions below which the order of a case says nothing."""


@dataclass(frozen=True, slots=True)
class Band:
    """One number that was observed, among those simulated: the middle, and the ends that hold 80 per cent."""

    what: str
    observed: float
    low: float
    middle: float
    high: float

    @staticmethod
    def of(what: str, observed: float, simulated: np.ndarray) -> Band:
        """Against simulated numbers (F,)."""
        ends = [50 - 50 * LEVEL, 50, 50 + 50 * LEVEL]
        low, middle, high = np.percentile(simulated[np.isfinite(simulated)], ends, method="inverted_cdf")
        return Band(what, float(observed), float(low), float(middle), float(high))

    @property
    def inside(self) -> bool:
        """Whether the interval holds what was observed."""
        return self.low <= self.observed <= self.high

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        row = {name: getattr(self, name) for name in self.__slots__}
        return {name: round(value, 4) if isinstance(value, float) else value for name, value in row.items()}


@dataclass(frozen=True, slots=True)
class Goodness:
    """Simulated against observed, over the first five years after the first recognition of each case.

    curves : case -> states that had come to recognise it, at each of ``YEARS`` that it lived.
    waits  : of all cases, recognitions by how long after the first they came.
    order  : by case, the share of pairs of states of which the model puts the one first that came first.
    organisations : of all cases, the share of those that came to recognise who were members.
    """

    curves: dict[str, tuple[Band, ...]]
    waits: tuple[Band, ...]
    order: tuple[Band, ...]
    organisations: tuple[Band, ...]
    futures: int

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "curves": {case: [band.to_dict() for band in bands] for case, bands in self.curves.items()},
            "waits": [band.to_dict() for band in self.waits],
            "order": [band.to_dict() for band in self.order],
            "organisations": [band.to_dict() for band in self.organisations],
            "futures": self.futures,
        }


def goodness(model: Fitted, *, futures: int = 300, seed: int = 1, executor: Executor | None = None) -> Goodness:
    """Compare a fitted model with the first draw of the history that it was fitted on.

    Raises
    ------
    BadInput : no case has a year of history after its first recognition.
    """
    history = model.histories[0]
    n = len(history.states)
    curves: dict[str, tuple[Band, ...]] = {}
    order: list[Band] = []
    waits, seen_waits = np.zeros((futures, len(WAITS))), np.zeros(len(WAITS))
    groups, seen_groups = np.zeros((futures, len(ORGANISATIONS))), np.zeros(len(ORGANISATIONS))
    moved, seen_moved = np.zeros(futures), 0.0
    for j, case in enumerate(history.cases):
        begin = _first_years(model, history, j)
        if begin is None:
            continue
        run = simulate(begin, model.estimates, futures=futures, seed=seed, executor=executor)
        when = run.when[:, 0, :, RECOGNISED].astype(float)
        came = _came(history, begin, n)
        here = [years for years in YEARS if years * 365.25 <= begin.horizon + 1]
        curves[case] = tuple(
            Band.of(f"{years:g}", (came <= years * 365.25).sum(), (when <= years * 365.25).sum(axis=1))
            for years in here
        )
        edges = [0.0, *WAITS]
        for k, (a, b) in enumerate(pairwise(edges)):
            waits[:, k] += ((when > a) & (when <= b)).sum(axis=1)
            seen_waits[k] += ((came > a) & (came <= b)).sum()
        on = dt.date.fromordinal(int(begin.day))
        for k, name in enumerate(ORGANISATIONS):
            members = _members(model, name, on)
            groups[:, k] += np.isfinite(when[:, members]).sum(axis=1)
            seen_groups[k] += np.isfinite(came[members]).sum()
        moved += np.isfinite(when).sum(axis=1)
        seen_moved += np.isfinite(came).sum()
        if np.isfinite(came).sum() >= _LEAST:
            risk = begin.risk(0)[0]
            expected = np.minimum(when[:, risk], begin.horizon).mean(axis=0)
            simulated = np.array([concordance(expected, each) for each in when[:, risk]])
            order.append(Band.of(case, concordance(expected, came[risk]), simulated))
    if not curves:
        raise BadInput("no case has a year of history after its first recognition", hint="take a later day")
    labels = [f"up to {days:.0f} days" for days in WAITS]
    return Goodness(
        curves,
        tuple(Band.of(label, seen_waits[k], waits[:, k]) for k, label in enumerate(labels)),
        tuple(order),
        tuple(
            Band.of(name, seen_groups[k] / max(seen_moved, 1.0), groups[:, k] / np.maximum(moved, 1.0))
            for k, name in enumerate(ORGANISATIONS)
        ),
        futures,
    )


def _first_years(model: Fitted, history: RecognitionHistory, case: int) -> Start | None:
    """The case on the day after its first recognition, for as much of five years as it and the record last."""
    first = history.time[(history.case == case) & (history.kind == BEGINS)]
    if not first.size:
        return None
    day = float(first.min()) + 1
    window = history.window(case, day)
    if window is None:
        return None
    horizon = min(day + YEARS[-1] * 365.25, window[1], model.day) - day
    if horizon < 365:
        return None
    return start(model.spec, model.world, history, case, day, horizon)


def _came(history: RecognitionHistory, begin: Start, n: int) -> np.ndarray:
    """float64 (n,): days from the start to each state's recognition, inf where it did not come."""
    out = np.full(n, np.inf)
    mine = (history.case == begin.group[0]) & (history.kind == BEGINS)
    mine &= (history.time >= begin.day) & (history.time <= begin.day + begin.horizon)
    for state, time in zip(history.state[mine][::-1], history.time[mine][::-1], strict=True):
        if not begin.recognises[0, state]:
            out[state] = max(time - begin.day, 0.5)
    return out


def _members(model: Fitted, name: str, on: dt.date) -> np.ndarray:
    if name not in registry().organisations():
        return np.zeros(0, dtype=np.int64)
    found = {model.world.find(code) for code in registry().members(name, on)} - {-1}
    return np.array(sorted(found), dtype=np.int64)


def concordance(expected: np.ndarray, came: Sequence[float] | np.ndarray) -> float:
    """Of pairs of which one came before the other, the share in which it was expected first; ties count half.

    expected, came : float64 (n,); ``came`` is inf where a state did not come. NaN where nobody came.
    Source: Harrell et al. (1982), JAMA 247:2543.
    """
    came = np.asarray(came, dtype=float)
    hits = pairs = 0.0
    for i in np.flatnonzero(np.isfinite(came)):
        later = came > came[i]
        pairs += later.sum()
        hits += (expected[later] > expected[i]).sum() + 0.5 * (expected[later] == expected[i]).sum()
    return float(hits / pairs) if pairs else float("nan")
