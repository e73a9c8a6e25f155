"""Newton's method for log-likelihoods, and an honest account of whether it arrived."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

__all__ = ["Ascent", "ascend"]

Pass = Callable[[np.ndarray], tuple[float, np.ndarray, np.ndarray]]

_FLAT = 1e-10
_MOST = 60


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


def ascend(evaluate: Pass, start: np.ndarray, free: np.ndarray, reach: np.ndarray) -> Ascent:
    """Newton steps with halving until neither the likelihood nor the linear predictor moves.

    Parameters
    ----------
    evaluate : log-likelihood, score and information at a parameter.
    free     : bool (p,), the parameters that may move.
    reach    : float64 (p,), the largest value of each statistic: a step counts by what it does to a predictor, so
               that a likelihood that only flattens out (separation) is not taken for a maximum.
    """
    beta = start.copy()
    ll, score, info = evaluate(beta)
    move = np.zeros(beta.size)
    flat = np.zeros((0, beta.size))
    arrived, iterations = False, 0
    reach = np.where(reach > 0, reach, 1.0)
    while iterations < _MOST and np.isfinite(ll):
        iterations += 1
        step, flat = newton_step(score, info, free)
        gain = float(score @ step)
        scale, found = 1.0, False
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
        if gain < 1e-9 and np.abs(move * reach).max() < 1e-5:
            arrived = True
            break
    step, flat = newton_step(score, info, free)
    runaway = np.flatnonzero(free & (np.abs(move * reach) > 0.05)) if not arrived else np.zeros(0, dtype=np.int64)
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
