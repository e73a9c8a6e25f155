"""Newton's method for log-likelihoods, and an honest account of whether it arrived."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

__all__ = ["Ascent", "ascend"]

Pass = Callable[[np.ndarray], tuple[float, np.ndarray, np.ndarray]]

_FLAT = 1e-10
_MOST = 100
_STRIDE = 6.0


@dataclass(frozen=True, slots=True, eq=False)
class Ascent:
    """Where an ascent ended.

    beta : float64 (p,).   log_likelihood, score (p,), information (p, p) : there.
    flat : float64 (q, p), unit directions, in standard deviations of the statistics, along which nothing changes.
    runaway : int (v,), the parameters that were still moving by whole steps at the end, as under separation.
    """

    beta: np.ndarray
    log_likelihood: float
    score: np.ndarray
    information: np.ndarray
    iterations: int
    arrived: bool
    flat: np.ndarray
    runaway: np.ndarray


def ascend(
    evaluate: Pass,
    start: np.ndarray,
    free: np.ndarray,
    reach: np.ndarray,
    known: tuple[float, np.ndarray, np.ndarray] | None = None,
) -> Ascent:
    """Newton steps with halving until neither the likelihood nor the linear predictor moves.

    Parameters
    ----------
    evaluate : log-likelihood, score and information at a parameter.
    free     : bool (p,), the parameters that may move.
    reach    : float64 (p,), the largest value of each statistic: a step counts by what it does to a predictor, so
               that a likelihood that only flattens out (separation) is not taken for a maximum.
    known    : what ``evaluate`` gives at the start, where it is at hand.
    """
    beta = start.copy()
    ll, score, info = evaluate(beta) if known is None else known
    move = np.zeros(beta.size)
    flat_at_start = newton_step(score, info, free)[1].shape[0]
    arrived, iterations = False, 0
    reach = np.where(reach > 0, reach, 1.0)
    while iterations < _MOST and np.isfinite(ll):
        step, flat = newton_step(score, info, free)
        gain = float(score @ step)
        if gain < 1e-9 and np.abs(step * reach).max() < 1e-5:
            # The last step is taken without another pass: what it gains is known to far more digits than it has.
            beta, ll, score = beta + step, ll + gain / 2, score - info @ step
            arrived = True
            break
        iterations += 1
        # Where few candidates carry a statistic the first step is far too long; no predictor moves by more than this.
        scale, found = min(1.0, _STRIDE / max(float(np.abs(step * reach).max()), 1e-300)), False
        for _ in range(40):
            trial = beta + scale * step
            new = evaluate(trial)
            if np.isfinite(new[0]) and np.isfinite(new[2]).all() and new[0] >= ll - 1e-12 * max(1.0, abs(ll)):
                found = True
                break
            scale *= 0.5
        if not found:
            arrived = gain < 1e-8
            break
        move = scale * step
        beta = trial
        ll, score, info = new
    step, flat = newton_step(score, info, free)
    runaway = np.zeros(0, dtype=np.int64)
    if flat.shape[0] > flat_at_start:
        # Flat only far out: the information has run dry along a direction that had some, as under separation.
        runaway = np.flatnonzero(free & (np.abs(flat) > 0.1).any(axis=0) & (np.abs(beta * reach) > _STRIDE))
    elif not arrived:
        runaway = np.flatnonzero(free & (np.abs(move * reach) > 0.05))
    return Ascent(beta, ll, score, info, iterations, arrived and flat.shape[0] == 0, flat, runaway)


def newton_step(score: np.ndarray, info: np.ndarray, free: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The step I^-1 u over the free parameters, and the directions in which the information is nothing.

    Scaled by the diagonal first, so that neither units nor sizes of statistics decide what is flat.
    """
    step = np.zeros(score.size)
    k = np.flatnonzero(free)
    if k.size == 0:
        return step, np.zeros((0, score.size))
    part = info[np.ix_(k, k)]
    size = np.sqrt(np.where(np.diag(part) > 0, np.diag(part), 1.0))
    values, vectors = np.linalg.eigh(part / np.outer(size, size))
    sound = values > _FLAT * max(values.max(), 1e-300)
    along = vectors[:, sound]
    step[k] = along @ ((along.T @ (score[k] / size)) / values[sound]) / size
    flat = np.zeros((int((~sound).sum()), score.size))
    flat[:, k] = vectors[:, ~sound].T
    return step, flat
