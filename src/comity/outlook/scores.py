"""Scores: how good probabilities of events were, once it is known what happened.

Log score and Brier score are losses: less is better. ``skill`` is the share of a baseline's loss that a forecast saves.

Source: Good (1952), Journal of the Royal Statistical Society B 14:107 (log score); Brier (1950), Monthly Weather Review
78:1; Gneiting and Raftery (2007), doi:10.1198/016214506000001437; Naeini, Cooper and Hauskrecht (2015), AAAI (expected
calibration error); Bordes et al. (2013), NeurIPS (filtered ranks); Dawid (1984), doi:10.2307/2981683, and Czado,
Gneiting and Held (2009), doi:10.1111/j.1541-0420.2009.01191.x (probability integral transform of counts).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Scores", "average_precision", "brier", "calibration", "ece", "log_score", "pit_share", "ranks", "score"]

_LEAST = 1e-6


def log_score(p: np.ndarray, y: np.ndarray) -> float:
    """Mean of -log of the probability given to what happened; probabilities are held to 1e-6 and 1 - 1e-6."""
    p = np.clip(p, _LEAST, 1 - _LEAST)
    return float(-np.mean(np.where(y > 0, np.log(p), np.log1p(-p))))


def brier(p: np.ndarray, y: np.ndarray) -> float:
    """Mean squared difference of probability and outcome."""
    return float(np.mean((p - y) ** 2))


def calibration(p: np.ndarray, y: np.ndarray, bins: int = 10) -> list[dict[str, float]]:
    """The calibration curve: bins of equally many forecasts, from the least probable on.

    Each has ``forecast`` (mean probability), ``observed`` (share that happened), ``n``.
    """
    order = np.argsort(p, kind="stable")
    out = []
    for part in np.array_split(order, bins):
        if part.size:
            out.append({"forecast": float(p[part].mean()), "observed": float(y[part].mean()), "n": int(part.size)})
    return out


def ece(p: np.ndarray, y: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error: mean distance of forecast and observed over the calibration curve, by size of bin."""
    curve = calibration(p, y, bins)
    return float(sum(b["n"] * abs(b["forecast"] - b["observed"]) for b in curve) / max(p.size, 1))


def ranks(p: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The place of each that happened among those that did not (1 is the most probable); ties share their mean."""
    other = np.sort(p[y == 0])
    mine = p[y > 0]
    above = other.size - np.searchsorted(other, mine, side="right")
    level = np.searchsorted(other, mine, side="right") - np.searchsorted(other, mine, side="left")
    return np.asarray(1.0 + above + level / 2.0)


def average_precision(p: np.ndarray, y: np.ndarray) -> float:
    """Mean over what happened of the share that happened among all at least as probable; NaN where nothing did."""
    if not y.any():
        return float("nan")
    values, inverse = np.unique(-p, return_inverse=True)
    hits = np.bincount(inverse, weights=y, minlength=values.size)
    size = np.bincount(inverse, minlength=values.size)
    # Forecasts that are level come in any order: half of them stand before each.
    before = np.cumsum(hits) - hits
    placed = np.cumsum(size) - size
    share = (before + (hits + 1) / 2) / (placed + (size + 1) / 2)
    return float((hits * np.minimum(share, 1.0)).sum() / y.sum())


def pit_share(low: np.ndarray, high: np.ndarray, level: float) -> float:
    """How often, in expectation, the randomised probability integral transform falls into the central interval.

    low, high : P(N < n) and P(N <= n) at the count n that came. The interval of a count cannot hold exactly ``level``
    of its distribution; the transform, spread evenly over its jump, can.
    """
    a, b = (1 - level) / 2, (1 + level) / 2
    jump = np.maximum(high - low, 1e-12)
    inside = np.clip(np.minimum(high, b) - np.maximum(low, a), 0.0, None)
    return float(np.mean(np.minimum(inside / jump, 1.0)))


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of one forecaster over all origins together.

    ``mrr`` (mean reciprocal rank) and ``hits_at_10`` are over the events, each ranked among all pairs of its origin
    that did not move; ``average_precision`` is the mean over origins with an event.
    """

    log_score: float
    brier: float
    ece: float
    mrr: float
    hits_at_10: float
    average_precision: float

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {name: round(getattr(self, name), 6) for name in self.__slots__}


def score(p: np.ndarray, y: np.ndarray, origin: np.ndarray) -> Scores:
    """All scores of probabilities ``p`` (m,) of outcomes ``y`` (m,), ranked within each ``origin`` (m,)."""
    places, precision = [], []
    for each in np.unique(origin):
        here = origin == each
        if y[here].any():
            places.append(ranks(p[here], y[here]))
            precision.append(average_precision(p[here], y[here]))
    rank = np.concatenate(places) if places else np.zeros(0)
    none = float("nan")
    return Scores(
        log_score(p, y),
        brier(p, y),
        ece(p, y),
        float(np.mean(1.0 / rank)) if rank.size else none,
        float(np.mean(rank <= 10)) if rank.size else none,
        float(np.mean(precision)) if precision else none,
    )
