"""Calibration of the estimator: histories are made by the simulator from parameters drawn of the prior, and fitted.

Where simulator, rows and estimator agree, the true value of a parameter is as likely to be the smallest among draws of
its posterior as any other place: its ranks are uniform. A likelihood that differs from the simulation, a covariance
that is too narrow, or a mode taken for a mean shows at once.

Source: Talts, Betancourt, Simpson, Vehtari and Gelman (2018), arXiv:1804.06788, algorithm 1.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import chisquare

from comity.outlook.draws import BEGINS, RecognitionHistory
from comity.outlook.estimate import Estimate, fit_process
from comity.outlook.panel import build_panels
from comity.outlook.simulate import RECOGNISED, draw_parameters, simulate, start
from comity.outlook.specification import Draws, EffectSpec, NetworkSpec, ProcessSpec, Specification
from comity.outlook.world import World

__all__ = ["Calibrated", "calibrate"]

CASES = ("A", "B", "C", "D", "E", "F")
_SPREAD = 0.3
"""Standard deviation of each effect in the prior: a tenfold rate is out of reach, as it should be in one history."""
_VARIANCE = 0.5
"""Of the frailty of cases."""
_EFFECTS = (
    EffectSpec("recognisers", transform="log1p"), EffectSpec("recent", half_life_days=365.0),
    EffectSpec("share_of", network="region"), EffectSpec("power"),
)  # fmt: skip
_BINS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Calibrated:
    """Ranks of true values among draws of their posterior.

    labels : of the parameters: the baseline, the effects, and the frailties of cases as one.
    ranks  : int64 (histories, parameters), 0 to ``draws``; of the frailties that of a case picked by its turn.
    events : int64 (histories,).
    """

    labels: tuple[str, ...]
    ranks: np.ndarray
    draws: int
    events: np.ndarray

    def counts(self) -> np.ndarray:
        """int64 (parameters, 10): how many ranks fell into each tenth."""
        tenth = self.ranks * _BINS // (self.draws + 1)
        return np.stack([np.bincount(column, minlength=_BINS) for column in tenth.T])

    def p_values(self) -> np.ndarray:
        """float64 (parameters,): of the counts under uniform ranks (chi-squared, 9 degrees of freedom)."""
        return np.array([float(chisquare(row).pvalue) for row in self.counts()])

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "histories": int(self.ranks.shape[0]), "draws": self.draws, "events": float(self.events.mean()),
            "parameters": [
                {"parameter": label, "counts": row.tolist(), "p_value": round(float(p), 4)}
                for label, row, p in zip(self.labels, self.counts(), self.p_values(), strict=True)
            ],
        }  # fmt: skip


def calibrate(
    *, histories: int = 200, draws: int = 99, seed: int = 1, progress: Callable[[int, int], None] | None = None
) -> Calibrated:
    """Make and fit so many histories of six cases over two years.

    Parameters
    ----------
    draws : of each posterior; ranks go from 0 to so many.
    """
    process = ProcessSpec("recognition", (0.0,), _EFFECTS, _SPREAD**-2, ("case",))
    networks = (NetworkSpec("region", same="region"),)
    spec = Specification(networks, process, ProcessSpec("withdrawal", (0.0,), (), 1.0, ()), Draws())
    world = World(networks)
    first = float(dt.date(2000, 1, 1).toordinal())
    rng = np.random.default_rng(seed)
    ranks, events = [], []
    for k in range(histories):
        truth = _drawn(process, world.n, rng)
        history = _made(spec, world, truth, first, int(rng.integers(2**31)), rng)
        panel = build_panels(spec, world, history, until=first + 731.0)[0]
        # The recognition that each case begins with is not of the model's making.
        panel = panel.take(np.flatnonzero(panel.end > first))
        found = fit_process(process, panel, n_states=world.n, n_cases=len(CASES), variance={"case": _VARIANCE})
        sample = draw_parameters(found, rng, draws)
        places = [*range(5), 5 + k % len(CASES)]
        ranks.append([(sample[:, place] < truth.mean[place]).sum() for place in places])
        events.append(panel.n_events)
        if progress:
            progress(k + 1, histories)
    labels = ("baseline", *(effect.label for effect in process.effects), "frailty of a case")
    return Calibrated(labels, np.array(ranks), draws, np.array(events))


def _drawn(process: ProcessSpec, n: int, rng: np.random.Generator) -> Estimate:
    """Parameters of the prior, in the form of an estimate without any spread."""
    c, p = len(CASES), len(process.effects)
    frailty = np.log(rng.gamma(1.0 / _VARIANCE, _VARIANCE, c))
    mean = np.concatenate([[rng.normal(np.log(0.06), 0.3)], rng.normal(0.0, _SPREAD, p), frailty])
    none = np.zeros(mean.size)
    return Estimate(
        process, process.labels, mean, none, np.zeros((mean.size, mean.size)), 1, p, {"case": (1 + p, c)},
        {"case": _VARIANCE}, 0.0, 0, 0, True, (), 1, none,
    )  # fmt: skip


def _made(
    spec: Specification, world: World, truth: Estimate, first: float, seed: int, rng: np.random.Generator
) -> RecognitionHistory:
    """A history of every case, each begun by one state the day before, simulated for two years."""
    c = len(CASES)
    present = np.flatnonzero(world.snapshot(first).present)
    blank = RecognitionHistory(
        states=world.states, cases=CASES, windows=tuple(((first - 1.0, 1e6),) for _ in CASES),
        own=np.full(c, -1, dtype=np.int32), rivals=tuple(() for _ in CASES), parent=np.full(c, -1, dtype=np.int32),
        government=np.zeros(c), time=np.full(c, first), state=rng.choice(present, c).astype(np.int32),
        case=np.arange(c, dtype=np.int32), kind=np.full(c, BEGINS, dtype=np.int8), draw=0,
    )  # fmt: skip
    rows = [(first, int(state), j) for j, state in enumerate(blank.state)]
    for j in range(c):
        begin = start(spec, world, blank, j, first + 1, 730.0)
        run = simulate(begin, (truth, None), futures=1, seed=seed, spread=False)
        when = run.when[0, 0, :, RECOGNISED]
        rows += [(first + 1 + float(when[i]), int(i), j) for i in np.flatnonzero(np.isfinite(when))]
    rows.sort()
    time, state, case = (np.array(column) for column in zip(*rows, strict=True))
    return RecognitionHistory(
        states=blank.states, cases=CASES, windows=blank.windows, own=blank.own, rivals=blank.rivals,
        parent=blank.parent, government=blank.government, time=time.astype(float), state=state.astype(np.int32),
        case=case.astype(np.int32), kind=np.full(time.size, BEGINS, dtype=np.int8), draw=0,
    )  # fmt: skip
