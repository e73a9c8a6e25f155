"""The judge: every likelihood from the whole table of statistics, in plain NumPy, slowly.

Nothing is kept from one reading to the next and nothing is shared with the passes that follow the changes.
"""

from __future__ import annotations

import numpy as np

from comity.models.design import Design, Merged

__all__ = ["dense_pass", "statistics"]


def statistics(design: Design) -> tuple[np.ndarray, np.ndarray]:
    """The statistics and the risk set at every reading.

    Returns
    -------
    x    : float64 (R, n1, n2, p).
    risk : bool (R, n1, n2).
    """
    R, n1, n2, p = design.timeline.n_readings, design.n1, design.n2, design.p
    e, a, d = np.zeros((n1, p)), np.zeros((n2, p)), np.zeros((n1, n2, p))
    there1, there2 = np.zeros(n1), np.zeros(n2)
    x, risk = np.empty((R, n1, n2, p)), np.empty((R, n1, n2), dtype=bool)
    keys = design.table.i.astype(np.int64) * n2 + design.table.j
    allowed = np.full((n1, n2), design.table.rest)
    allowed.ravel()[keys] = True
    if design.table.rest and design.history.one_mode:
        np.fill_diagonal(allowed, False)

    def write(part: Merged, r: int, table: np.ndarray, there: np.ndarray | None) -> None:
        for c in range(part.ptr[r], part.ptr[r + 1]):
            if part.col[c] < 0 and there is None:
                allowed.ravel()[keys[part.key[c]]] = part.value[c] > 0
            elif part.col[c] < 0:
                assert there is not None
                there[part.key[c]] = part.value[c]
            else:
                key = part.key[c] if there is not None else keys[part.key[c]]
                table[key, part.col[c]] = part.value[c]

    for r in range(R):
        write(design.senders, r, e, there1)
        write(design.receivers, r, a, there2)
        write(design.dyads, r, d.reshape(n1 * n2, p), None)
        x[r] = e[:, None, :] + a[None, :, :] + d
        risk[r] = allowed & (there1[:, None] > 0) & (there2[None, :] > 0)
    return x, risk


def dense_pass(design: Design, beta: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """Log-likelihood, score and information at ``beta``, of any process."""
    x, risk = statistics(design)
    line = design.timeline
    process, p = design.model.process, design.p
    ll, score, info = 0.0, np.zeros(p), np.zeros((p, p))
    for r in range(line.n_readings):
        here = range(line.event_ptr[r], line.event_ptr[r + 1])
        events = [(int(design.event_sender[v]), int(design.event_receiver[v])) for v in here]
        if process in ("rem", "rate"):
            part = _rem_reading(design, beta, x[r], risk[r], events, float(line.exposure[r]))
        elif process == "choice":
            part = _choice_reading(beta, x[r], risk[r], events)
        else:
            part = _coordination_reading(beta, x[r], risk[r], events)
        ll, score, info = ll + part[0], score + part[1], info + part[2]
    return ll, score, info


_Part = tuple[float, np.ndarray, np.ndarray]


def _rem_reading(
    design: Design, beta: np.ndarray, x: np.ndarray, risk: np.ndarray, events: list, exposure: float
) -> _Part:
    p = beta.size
    ll, score, info = 0.0, np.zeros(p), np.zeros((p, p))
    X = x[risk]
    w = np.exp(X @ beta)
    S0, S1, S2 = w.sum(), X.T @ w, (X * w[:, None]).T @ X
    for i, j in events:
        ll += float(beta @ x[i, j])
        score = score + x[i, j]
    if design.timeline.timed:
        return ll - exposure * S0, score - exposure * S1, exposure * S2
    ties, d = design.timeline.convention.ties, len(events)
    shares = {"breslow": [0.0] * d, "point": [0.0] * min(d, 1), "efron": [v / d for v in range(d)]}[ties]
    Q = np.array([x[i, j] for i, j in events]).reshape(d, p)
    q = np.exp(Q @ beta)
    for f in shares:
        T0, T1, T2 = S0 - f * q.sum(), S1 - f * Q.T @ q, S2 - f * (Q * q[:, None]).T @ Q
        ll -= float(np.log(T0))
        score = score - T1 / T0
        info = info + T2 / T0 - np.outer(T1, T1) / T0**2
    return ll, score, info


def _choice_reading(beta: np.ndarray, x: np.ndarray, risk: np.ndarray, events: list) -> _Part:
    p = beta.size
    ll, score, info = 0.0, np.zeros(p), np.zeros((p, p))
    for i, j in events:
        # Whoever has been seen to choose was there to choose.
        X = x[i][risk.any(axis=0) & (np.arange(x.shape[1]) != i) if not risk[i].any() else risk[i]]
        w = np.exp(X @ beta)
        mean = X.T @ w / w.sum()
        ll += float(beta @ x[i, j] - np.log(w.sum()))
        score = score + x[i, j] - mean
        info = info + (X * w[:, None]).T @ X / w.sum() - np.outer(mean, mean)
    return ll, score, info


def _coordination_reading(beta: np.ndarray, x: np.ndarray, risk: np.ndarray, events: list) -> _Part:
    p = beta.size
    if not events:
        return 0.0, np.zeros(p), np.zeros((p, p))
    w = np.where(risk, np.exp(x @ beta), 0.0)
    total = w.sum(axis=1)
    P = w / np.where(total > 0, total, 1.0)[:, None]
    mean = np.einsum("ij,ijk->ik", P, x)
    pairs = [(i, j) for i in range(len(P)) for j in range(i)]
    weight = np.array([P[i, j] * P[j, i] for i, j in pairs])
    u = np.array([x[i, j] + x[j, i] - mean[i] - mean[j] for i, j in pairs])
    probability = weight / weight.sum()
    centre = probability @ u
    spread = (u * probability[:, None]).T @ u - np.outer(centre, centre)
    ll, score = 0.0, np.zeros(p)
    for i, j in events:
        k = pairs.index((max(i, j), min(i, j)))
        ll += float(np.log(probability[k]))
        score = score + u[k] - centre
    return ll, score, len(events) * spread
