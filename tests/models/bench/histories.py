"""Histories that the tests of the bench share: small, made from a seed, with ties in time, comings and goings."""

from __future__ import annotations

import numpy as np

from comity.histories import History


def tied_days(seed: int = 1, n: int = 7, m: int = 60, *, directed: bool = True) -> History:
    """Events on whole days, several on some; one actor comes late, one leaves; an attribute that changes."""
    rng = np.random.default_rng(seed)
    names = [f"P{k}" for k in range(n)]
    time = np.sort(rng.integers(1, m, m)).astype(float)
    sender, receiver = [], []
    for t in time:
        there = [k for k in range(n) if not (k == 0 and t <= 10) and not (k == 1 and t >= 40)]
        i, j = rng.choice(there, 2, replace=False)
        sender.append(names[i])
        receiver.append(names[j])
    return History.from_tables(
        {"time": time, "sender": sender, "receiver": receiver},
        nodes={"label": names, "present": [k != 0 for k in range(n)], "power": rng.normal(size=n).round(2)},
        attributes={
            "power": {"changes": {"time": [20.0, 30.0], "node": [names[2], names[3]], "replace": [1.5, -1.5]}},
            "present": {"changes": {"time": [10.0, 40.0], "node": [names[0], names[1]], "replace": [1, 0]}},
        },
        directed=directed,
        start=0.0,
        end=float(m) + 5,
    )


DIRECTED = [{"name": "inertia"}, {"name": "reciprocity"}, {"name": "alter", "attribute": "power"}]
UNDIRECTED = [{"name": "inertia"}, {"name": "indegree"}, {"name": "alter", "attribute": "power"}]
