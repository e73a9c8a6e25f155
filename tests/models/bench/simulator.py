"""Histories from known parameters, by a simulator that shares nothing with the package.

A timed relational event model with the statistics 1[i has acted on j] (inertia), 1[j has acted on i] (reciprocity) and
the power of the receiver, by the direct method.
"""

from __future__ import annotations

import numpy as np

from comity.histories import History

EFFECTS = [
    {"name": "inertia", "weighted": False},
    {"name": "reciprocity", "weighted": False},
    {"name": "alter", "attribute": "power"},
]


def simulated(
    rng: np.random.Generator,
    beta: tuple[float, float, float] = (0.5, 0.4, 0.3),
    *,
    n: int = 8,
    m: int = 120,
    sender_sd: float = 0.0,
    dyad_variance: float = 0.0,
    swing: float = 0.0,
    pace: float = 1.0,
) -> History:
    """n actors, m events; ``sender_sd`` of sender intercepts, ``dyad_variance`` of gamma multipliers of dyads.

    Halfway the power effect moves by ``swing``, and all rates become ``pace`` times what they were.
    """
    power = np.linspace(-1.5, 1.5, n)
    tied = np.zeros((n, n))
    zeal = rng.normal(scale=sender_sd, size=n)
    open_ = 1.0 - np.eye(n)
    if dyad_variance > 0:
        open_ *= rng.gamma(1 / dyad_variance, dyad_variance, (n, n))
    t, rows = 0.0, []
    for k in range(m):
        slope = beta[2] + (swing / 2 if k >= m // 2 else -swing / 2)
        rate = open_ * np.exp(beta[0] * tied + beta[1] * tied.T + slope * power[None, :] + zeal[:, None] - 3)
        t += rng.exponential(1 / rate.sum()) / (pace if k >= m // 2 else 1.0)
        cell = int(rng.choice(n * n, p=rate.ravel() / rate.sum()))
        i, j = divmod(cell, n)
        tied[i, j] = 1.0
        rows.append((t, i, j))
    names = [f"P{k}" for k in range(n)]
    return History.from_tables(
        {
            "time": [row[0] for row in rows],
            "sender": [names[row[1]] for row in rows],
            "receiver": [names[row[2]] for row in rows],
        },
        nodes={"label": names, "power": power},
        start=0.0,
    )


def movers(rng: np.random.Generator, beta: float = 0.5, *, n: int = 8, m: int = 120) -> History:
    """A rate model: actor i acts at exp(-2 + beta power_i), towards anybody."""
    power = np.linspace(-1.5, 1.5, n)
    rate = np.exp(-2 + beta * power)
    time = np.cumsum(rng.exponential(1 / rate.sum(), m))
    sender = rng.choice(n, m, p=rate / rate.sum())
    names = [f"P{k}" for k in range(n)]
    receiver = (sender + rng.integers(1, n, m)) % n
    return History.from_tables(
        {"time": time, "sender": [names[k] for k in sender], "receiver": [names[k] for k in receiver]},
        nodes={"label": names, "power": power},
        start=0.0,
    )


def squared(rng: np.random.Generator, beta: tuple[float, float], *, m: int = 120) -> History:
    """A rate model of nine actors, one for each pair of two attributes that are -1, 0 or 1: exchangeable attributes."""
    here, there = (each.ravel().astype(float) for each in np.meshgrid([-1, 0, 1], [-1, 0, 1]))
    rate = np.exp(beta[0] * here + beta[1] * there)
    sender = rng.choice(9, m, p=rate / rate.sum())
    names = [f"P{k}" for k in range(9)]
    receiver = (sender + rng.integers(1, 9, m)) % 9
    return History.from_tables(
        {"time": range(m), "sender": [names[k] for k in sender], "receiver": [names[k] for k in receiver]},
        nodes={"label": names, "here": here, "there": there},
    )


def two_minds(
    rng: np.random.Generator, slopes: tuple[float, float] = (1.0, -0.5), *, n: int = 20, m: int = 800
) -> History:
    """A timed model without a past: a third of the senders follow the power of receivers by the first slope."""
    power = np.linspace(-1.5, 1.5, n)
    slope = np.where(np.arange(n) % 3 == 0, slopes[0], slopes[1])
    rate = np.exp(-3 + slope[:, None] * power[None, :]) * (1 - np.eye(n))
    time = np.cumsum(rng.exponential(1 / rate.sum(), m))
    i, j = np.divmod(rng.choice(n * n, m, p=rate.ravel() / rate.sum()), n)
    names = [f"P{k}" for k in range(n)]
    return History.from_tables(
        {"time": time, "sender": [names[k] for k in i], "receiver": [names[k] for k in j]},
        nodes={"label": names, "power": power},
        start=0.0,
    )


def coordinated(
    rng: np.random.Generator, beta: tuple[float, float] = (0.5, 0.3), *, n: int = 8, m: int = 120
) -> History:
    """A coordination model: both members choose each other, by an earlier tie and by the power of the other."""
    power = np.linspace(-1.5, 1.5, n)
    tied = np.zeros((n, n))
    low, high = np.triu_indices(n, 1)
    rows = []
    for _ in range(m):
        w = np.exp(beta[0] * tied + beta[1] * power[None, :]) * (1 - np.eye(n))
        P = w / w.sum(1, keepdims=True)
        pair = (P * P.T)[low, high]
        k = int(rng.choice(pair.size, p=pair / pair.sum()))
        tied[low[k], high[k]] = tied[high[k], low[k]] = 1.0
        rows.append((int(low[k]), int(high[k])))
    names = [f"P{k}" for k in range(n)]
    return History.from_tables(
        {"time": range(m), "sender": [names[i] for i, _ in rows], "receiver": [names[j] for _, j in rows]},
        nodes={"label": names, "power": power},
        directed=False,
    )
