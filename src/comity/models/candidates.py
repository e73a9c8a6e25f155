"""What a fitted model gave to each candidate: surprise, rank and rates."""

from __future__ import annotations

import numpy as np
from numba import njit

from comity.models.design import Design, Merged

__all__ = ["event_ranks", "rates_at"]

_PROCESS = {"rem": 0, "rate": 0, "choice": 1, "coordination": 2}


def event_ranks(design: Design, beta: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Surprise float64 (M,), rank float64 (M,) and number of candidates int64 (M,) of every event at ``beta``."""
    return _ranks(
        beta, design.timeline.event_ptr, design.event_sender, design.event_receiver, *design.senders.arrays,
        *design.receivers.arrays, *design.dyads.arrays, design.table.i, design.table.j, design.table.rest,
        design.history.one_mode, design.n1, design.n2,
        _PROCESS[design.model.process],
    )  # fmt: skip


@njit(cache=True)
def _ranks(
    beta, event_ptr, event_sender, event_receiver,
    s_ptr, s_key, s_col, s_value, r_ptr, r_key, r_col, r_value, d_ptr, d_key, d_col, d_value,
    slot_i, slot_j, rest, one_mode, n1, n2, process,
):  # fmt: skip
    """Surprise, rank and candidates; arrays as in Design, Merged and Timeline. process : 0 any, 1 row, 2 pairs.

    The linear predictor is the sum of a sender's, a receiver's and a dyad's part, each moved by its own changes.
    """
    m = event_sender.size
    surprise, rank, count = np.empty(m), np.empty(m), np.empty(m, dtype=np.int64)
    e, a, d = np.zeros((n1, beta.size)), np.zeros((n2, beta.size)), np.zeros(n1 * n2)
    there1, there2 = np.zeros(n1), np.zeros(n2)
    value = np.zeros((slot_i.size, beta.size))
    open_ = np.full(n1 * n2, rest)
    if rest and one_mode:
        for i in range(n1):
            open_[i * n2 + i] = False
    for s in range(slot_i.size):
        open_[slot_i[s] * n2 + slot_j[s]] = True
    eta = np.empty(n1 * n2)
    row_total = np.empty(n1)
    for r in range(event_ptr.size - 1):
        for c in range(s_ptr[r], s_ptr[r + 1]):
            if s_col[c] < 0:
                there1[s_key[c]] = s_value[c]
            else:
                e[s_key[c], s_col[c]] = s_value[c]
        for c in range(r_ptr[r], r_ptr[r + 1]):
            if r_col[c] < 0:
                there2[r_key[c]] = r_value[c]
            else:
                a[r_key[c], r_col[c]] = r_value[c]
        for c in range(d_ptr[r], d_ptr[r + 1]):
            s = d_key[c]
            if d_col[c] < 0:
                open_[slot_i[s] * n2 + slot_j[s]] = d_value[c] > 0.0
                continue
            d[slot_i[s] * n2 + slot_j[s]] += beta[d_col[c]] * (d_value[c] - value[s, d_col[c]])
            value[s, d_col[c]] = d_value[c]
        for v in range(event_ptr[r], event_ptr[r + 1]):
            i, j = event_sender[v], event_receiver[v]
            low, high = (i, i + 1) if process == 1 else (0, n1)
            top = -np.inf
            for x in range(low, high):
                for y in range(n2):
                    s = x * n2 + y
                    eta[s] = -np.inf
                    if open_[s] and there2[y] > 0 and (process == 1 or there1[x] > 0):
                        h = d[s]
                        for k in range(beta.size):
                            h += beta[k] * (e[x, k] + a[y, k])
                        eta[s] = h
                        top = max(top, h)
            if process == 2:
                for x in range(n1):
                    row_top = -np.inf
                    for y in range(n2):
                        row_top = max(row_top, eta[x * n2 + y])
                    total = 0.0
                    for y in range(n2):
                        if eta[x * n2 + y] > -np.inf:
                            total += np.exp(eta[x * n2 + y] - row_top)
                    row_total[x] = row_top + np.log(total) if total > 0 else 0.0
                top = -np.inf
                for x in range(n1):
                    for y in range(x):
                        h = eta[x * n2 + y] + eta[y * n2 + x] - row_total[x] - row_total[y]
                        eta[x * n2 + y] = -np.inf
                        eta[y * n2 + x] = h
                        top = max(top, h)
            here = eta[i * n2 + j]
            total, above, equal, n = 0.0, 0, 0, 0
            for s in range(low * n2, high * n2):
                if eta[s] > -np.inf:
                    n += 1
                    total += np.exp(eta[s] - top)
                    near = 1e-9 * max(1.0, abs(here))
                    if eta[s] > here + near:
                        above += 1
                    elif eta[s] >= here - near:
                        equal += 1
            surprise[v] = top + np.log(total) - here if n > 0 else np.inf
            rank[v] = above + (equal + 1) / 2 if here > -np.inf else np.inf
            count[v] = n
    return surprise, rank, count


def rates_at(design: Design, beta: np.ndarray, reading: int) -> np.ndarray:
    """float64 (n1, n2): rates or probabilities of the candidates at one reading."""
    n1, n2, p = design.n1, design.n2, design.p
    r = range(design.timeline.n_readings)[reading]
    e, there1 = _latest(design.senders, r, n1, p)
    a, there2 = _latest(design.receivers, r, n2, p)
    d, closed = _latest(design.dyads, r, design.table.i.size, p, there=1.0)
    x = e[:, None, :] + a[None, :, :]
    x[design.table.i, design.table.j] += d
    here = np.full((n1, n2), design.table.rest)
    if design.table.rest and design.history.one_mode:
        np.fill_diagonal(here, False)
    here[design.table.i, design.table.j] = closed > 0
    here &= there2[None, :] > 0
    if design.model.process != "choice":
        here &= there1[:, None] > 0
    eta = np.where(here, x @ beta, -np.inf)
    if design.model.timed:
        return np.exp(eta)
    if design.model.process == "rem" or design.model.process == "rate":
        w = np.exp(eta - eta.max())
        return w / w.sum()
    with np.errstate(invalid="ignore", divide="ignore"):
        w = np.exp(eta - eta.max(axis=1, keepdims=True))
        P = np.nan_to_num(w / w.sum(axis=1, keepdims=True))
    if design.model.process == "choice":
        return P
    both = np.triu(P * P.T, 1)
    both = both / both.sum()
    return both + both.T


def _latest(part: Merged, r: int, n: int, p: int, there: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """The values of every key and column at a reading, and who is there (``there`` unless a change says so)."""
    table, present = np.zeros((n, p)), np.full(n, there)
    stop = part.ptr[r + 1]
    key, col, value = part.key[:stop], part.col[:stop], part.value[:stop]
    stats = col >= 0
    table[key[stats], col[stats]] = value[stats]
    present[key[~stats]] = value[~stats]
    return table, present
