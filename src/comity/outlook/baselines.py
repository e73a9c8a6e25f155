"""Baselines: what anyone would try first, fitted on what the model is fitted on.

- ``constant``: one rate for every pair.
- ``age``: a rate for each step of the age of the case.
- ``shares``: a rate that depends on the shares of the state's region and of its fellow members that recognise already
  (Poisson regression on the two).
- ``last_year``: a rate for each case: what it saw in the last year, with one event's worth of the constant rate.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from comity.outlook.panel import Panel
from comity.outlook.specification import ProcessSpec

__all__ = ["BASELINES", "Baselines"]

BASELINES = ("constant", "age", "shares", "last_year")


@dataclass(frozen=True, slots=True, eq=False)
class Baselines:
    """The baselines, fitted on the rows before a day.

    rate : events a year and pair.   by_step : float64 (b,), by step of the age.   last : float64 (c,), by case.
    two  : float64 (1 + len(place),), the regression on the statistics at ``place``.
    """

    process: ProcessSpec
    rate: float
    by_step: np.ndarray
    last: np.ndarray
    place: tuple[int, ...]
    two: np.ndarray

    @staticmethod
    def fit(process: ProcessSpec, panel: Panel, day: float, n_cases: int) -> Baselines:
        """Fit on a panel of rows before a day."""
        rate = (panel.n_events + 1.0) / (panel.exposure.sum() + 1.0)
        n_steps = len(process.baseline)
        events = np.bincount(panel.step, weights=panel.y, minlength=n_steps)
        time = np.bincount(panel.step, weights=panel.exposure, minlength=n_steps)
        place = tuple(
            k
            for k, effect in enumerate(process.effects)
            if effect.name == "share_of" and effect.network in ("region", "fellows")
        )
        # One event's worth of the constant rate stands in for what a step or a year is too short to say.
        return Baselines(
            process, float(rate), (events + 1.0) / (time + 1.0 / rate), np.full(n_cases, rate), place,
            _regression(panel, place, float(rate)),
        ).after(panel, day)  # fmt: skip

    def after(self, panel: Panel, day: float) -> Baselines:
        """The same where the last year before a day is that of these rows."""
        latest = panel.take(panel.end > day - 365.25)
        seen = np.bincount(latest.case, weights=latest.y, minlength=self.last.size)
        at_risk = np.bincount(latest.case, weights=latest.exposure, minlength=self.last.size)
        return replace(self, last=(seen + 1.0) / (at_risk + 1.0 / self.rate))

    def expected(self, x: np.ndarray, case: int, age: float, horizon: float) -> dict[str, np.ndarray]:
        """Events expected of each pair of a case over a horizon, by baseline.

        x : float64 (m, p), statistics of the pairs.   age, horizon : days.
        """
        m, years = x.shape[0], horizon / 365.25
        edges = np.array([*self.process.baseline, np.inf])
        inside = np.minimum(age + horizon, edges[1:]) - np.maximum(age, edges[:-1])
        out = {
            "constant": np.full(m, self.rate * years),
            "age": np.full(m, float(np.maximum(inside, 0.0) @ self.by_step) / 365.25),
            "last_year": np.full(m, self.last[case] * years),
        }
        if self.place:
            out["shares"] = np.exp(self.two[0] + x[:, list(self.place)] @ self.two[1:]) * years
        return {name: out[name] for name in BASELINES if name in out}


def _regression(panel: Panel, place: tuple[int, ...], rate: float) -> np.ndarray:
    """Coefficients of a Poisson regression of the rows on some of their statistics."""
    X = np.column_stack([np.ones(panel.y.size), panel.x[:, list(place)]])
    b = np.zeros(X.shape[1])
    b[0] = np.log(rate)
    ridge = np.array([1e-9, *([0.01] * len(place))])
    for _ in range(30):
        w = panel.exposure * np.exp(np.minimum(X @ b, 15.0))
        step = np.linalg.solve((X * w[:, None]).T @ X + np.diag(ridge), X.T @ (panel.y - w) - ridge * b)
        b += step * min(1.0, 2.0 / max(np.abs(step).max(), 1e-12))
        if np.abs(step).max() < 1e-6:
            break
    return b
