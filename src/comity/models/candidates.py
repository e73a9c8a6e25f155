"""What a fitted model gave to each candidate: surprise, rank and rates."""

from __future__ import annotations

import numpy as np
from numba import njit

from comity.models.design import Design, Merged

__all__ = ["event_ranks", "rates_at"]


def event_ranks(design: Design, beta: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Surprise float64 (M,), rank float64 (M,) and number of candidates int64 (M,) of every event at ``beta``.

    The predictors of each row are kept in order as they change, so that the place of an event is found by a search in
    each row: about n1 log n2 steps an event, and as many for a receiver that changes. The pairs of a coordination model
    depend on everybody's choices and are gone through at each event, as in its likelihood.
    """
    events, table = (design.timeline.event_ptr, design.event_sender, design.event_receiver), design.table
    if design.model.process == "coordination":
        return _pair_ranks(beta, *events, *design.receivers.arrays, *design.dyads.arrays, table.i, table.j, design.n1)
    rows = design.model.process != "rate"
    return _ranks(
        beta, *events, design.event_slot, *design.senders.arrays, *design.receivers.arrays, *design.dyads.arrays,
        table.i, table.j, table.row_ptr, table.col_ptr, np.argsort(table.to_col), table.rest,
        design.history.one_mode and rows, design.model.process == "choice", design.n1, design.n2,
    )  # fmt: skip


@njit(cache=True)
def _above(values, lo, hi, bound):
    """How many of the sorted values[lo:hi] are above a bound."""
    a, b = lo, hi
    while a < b:
        middle = (a + b) // 2
        if values[middle] > bound:
            b = middle
        else:
            a = middle + 1
    return hi - a


@njit(cache=True)
def _exchange(values, lo, hi, old, new):
    """Put ``new`` where ``old`` is in the sorted values[lo:hi], and keep them sorted."""
    if new > old:
        k = hi - 1 - _above(values, lo, hi, old)
        while k + 1 < hi and values[k + 1] < new:
            values[k] = values[k + 1]
            k += 1
        values[k] = new
    elif new < old:
        # The first of those that equal ``old``: all that are less lie before it.
        k, stop = lo, hi
        while k < stop:
            middle = (k + stop) // 2
            if values[middle] < old:
                k = middle + 1
            else:
                stop = middle
        while k > lo and values[k - 1] > new:
            values[k] = values[k - 1]
            k -= 1
        values[k] = new


@njit(cache=True)
def _predictor(beta, z, i):
    """b'z_i. z : float64 (n, p)"""
    s = 0.0
    for k in range(beta.size):
        s += beta[k] * z[i, k]
    return s


@njit(cache=True)
def _ranks(
    beta, event_ptr, event_sender, event_receiver, event_slot,
    s_ptr, s_key, s_col, s_value, r_ptr, r_key, r_col, r_value, d_ptr, d_key, d_col, d_value,
    slot_i, slot_j, row_ptr, col_ptr, col_slot, rest, one_mode, own_row, n1, n2,
):  # fmt: skip
    """Surprise, rank and candidates; arrays as in Design, Merged, Table and Timeline.

    col_slot : int64 (T,), the slots in column order    own_row : the candidates are those of the sender

    The predictor of a candidate is e_i + a_j + d_ij. Of each row a_j + d_ij is kept in order, -inf where the dyad is
    not at risk. Where there are dyads beside the table the order of all a_j stands for them, less the a_j of the row's
    slots, which are kept in order too.
    """
    p, T, m = beta.size, slot_i.size, event_sender.size
    ze, za, zd = np.zeros((n1, p)), np.zeros((n2, p)), np.zeros((T, p))
    there1, there2, shut = np.zeros(n1), np.zeros(n2), np.zeros(T, dtype=np.bool_)
    e, a, A = np.zeros(n1), np.full(n2, -np.inf), np.zeros(n2)
    d, G, now = np.zeros(T), np.ones(T), np.full(T, -np.inf)
    order, plain, everyone = np.full(T, -np.inf), np.full(T if rest else 0, -np.inf), np.full(n2, -np.inf)
    # Of each row's slots: sums of A G and of A, and what has been taken from them since they were made.
    W, U, spent = np.zeros(n1), np.zeros(n1), np.zeros(n1)
    marked1, marked2, marked = np.zeros(n1, dtype=np.bool_), np.zeros(n2, dtype=np.bool_), np.zeros(T, dtype=np.bool_)
    surprise, rank, count = np.full(m, np.inf), np.full(m, np.inf), np.zeros(m, dtype=np.int64)
    for r in range(event_ptr.size - 1):
        for c in range(s_ptr[r], s_ptr[r + 1]):
            marked1[s_key[c]] = True
            if s_col[c] < 0:
                there1[s_key[c]] = s_value[c]
            else:
                ze[s_key[c], s_col[c]] = s_value[c]
        for c in range(s_ptr[r], s_ptr[r + 1]):
            if marked1[s_key[c]]:
                marked1[s_key[c]] = False
                e[s_key[c]] = _predictor(beta, ze, s_key[c])
        moves = 0
        for c in range(r_ptr[r], r_ptr[r + 1]):
            j = r_key[c]
            if not marked2[j]:
                marked2[j] = True
                moves += col_ptr[j + 1] - col_ptr[j]
            if r_col[c] < 0:
                there2[j] = r_value[c]
            else:
                za[j, r_col[c]] = r_value[c]
        for c in range(d_ptr[r], d_ptr[r + 1]):
            s = d_key[c]
            if not marked[s]:
                marked[s] = True
                moves += 1
            if d_col[c] < 0:
                shut[s] = d_value[c] <= 0.0
            else:
                zd[s, d_col[c]] = d_value[c]
        # Where much of the table moves all rows are put in order anew.
        whole = r == 0 or 4 * moves > T
        for c in range(d_ptr[r], d_ptr[r + 1]):
            s = d_key[c]
            if not marked[s]:
                continue
            marked[s] = False
            d[s] = _predictor(beta, zd, s)
            gone, i, j = G[s], slot_i[s], slot_j[s]
            G[s] = 0.0 if shut[s] else np.exp(d[s])
            if not whole:
                new = -np.inf if shut[s] else a[j] + d[s]
                _exchange(order, row_ptr[i], row_ptr[i + 1], now[s], new)
                now[s] = new
                W[i] += A[j] * (G[s] - gone)
                spent[i] += A[j] * gone
        for c in range(r_ptr[r], r_ptr[r + 1]):
            j = r_key[c]
            if not marked2[j]:
                continue
            marked2[j] = False
            old, gone = a[j], A[j]
            a[j] = _predictor(beta, za, j) if there2[j] > 0 else -np.inf
            A[j] = np.exp(a[j])
            if rest:
                _exchange(everyone, 0, n2, old, a[j])
            for t in range(col_ptr[j], col_ptr[j + 1] if not whole else col_ptr[j]):
                s = col_slot[t]
                i = slot_i[s]
                new = -np.inf if shut[s] else a[j] + d[s]
                _exchange(order, row_ptr[i], row_ptr[i + 1], now[s], new)
                now[s] = new
                W[i] += (A[j] - gone) * G[s]
                spent[i] += gone * (G[s] + rest)
                if rest:
                    _exchange(plain, row_ptr[i], row_ptr[i + 1], old, a[j])
                    U[i] += A[j] - gone
        if whole:
            spent[:] = np.inf
            for s in range(T):
                now[s] = -np.inf if shut[s] else a[slot_j[s]] + d[s]
                order[s] = now[s]
                if rest:
                    plain[s] = a[slot_j[s]]
            for i in range(n1):
                order[row_ptr[i] : row_ptr[i + 1]].sort()
                if rest:
                    plain[row_ptr[i] : row_ptr[i + 1]].sort()
        if event_ptr[r] == event_ptr[r + 1]:
            continue
        all_ = 0.0
        if rest:
            for j in range(n2):
                all_ += A[j]
        for v in range(event_ptr[r], event_ptr[r + 1]):
            i, s = event_sender[v], event_slot[v]
            low, high = (i, i + 1) if own_row else (0, n1)
            here = now[s] + (0.0 if own_row else e[i])
            if not own_row and not there1[i] > 0:
                here = -np.inf
            near = 1e-9 * max(1.0, abs(here)) if here > -np.inf else 0.0
            total, above, beside, n = 0.0, 0, 0, 0
            for k in range(low, high):
                if not own_row and not there1[k] > 0:
                    continue
                lo, hi = row_ptr[k], row_ptr[k + 1]
                if not spent[k] < 4096.0 * W[k]:
                    spent[k], W[k], U[k] = 0.0, 0.0, 0.0
                    for t in range(lo, hi):
                        W[k] += A[slot_j[t]] * G[t]
                        U[k] += A[slot_j[t]]
                shift = 0.0 if own_row else e[k]
                weight = W[k]
                up, down = here + near - shift, here - near - shift
                n += _above(order, lo, hi, -np.inf)
                above += _above(order, lo, hi, up)
                beside += _above(order, lo, hi, down)
                if rest:
                    weight += all_ - U[k]
                    n += _above(everyone, 0, n2, -np.inf) - _above(plain, lo, hi, -np.inf)
                    above += _above(everyone, 0, n2, up) - _above(plain, lo, hi, up)
                    beside += _above(everyone, 0, n2, down) - _above(plain, lo, hi, down)
                    if one_mode and a[k] > -np.inf:
                        weight -= A[k]
                        n -= 1
                        above -= a[k] > up
                        beside -= a[k] > down
                total += weight * np.exp(shift)
            count[v] = n
            if here > -np.inf:
                surprise[v] = np.log(total) - here
                rank[v] = above + (beside - above + 1) / 2
    return surprise, rank, count


@njit(cache=True)
def _pair_ranks(
    beta, event_ptr, event_sender, event_receiver, r_ptr, r_key, r_col, r_value, d_ptr, d_key, d_col, d_value,
    slot_i, slot_j, n,
):  # fmt: skip
    """The same for pairs, whose predictor is that of both members' choices of each other; the table has all dyads."""
    m = event_sender.size
    surprise, rank, count = np.full(m, np.inf), np.full(m, np.inf), np.zeros(m, dtype=np.int64)
    za, zd = np.zeros((n, beta.size)), np.zeros((slot_i.size, beta.size))
    there, shut = np.zeros(n), np.zeros(slot_i.size, dtype=np.bool_)
    a, eta, pair, total = np.zeros(n), np.empty((n, n)), np.empty((n, n)), np.empty(n)
    for r in range(event_ptr.size - 1):
        for c in range(r_ptr[r], r_ptr[r + 1]):
            if r_col[c] < 0:
                there[r_key[c]] = r_value[c]
            else:
                za[r_key[c], r_col[c]] = r_value[c]
        for c in range(d_ptr[r], d_ptr[r + 1]):
            if d_col[c] < 0:
                shut[d_key[c]] = d_value[c] <= 0.0
            else:
                zd[d_key[c], d_col[c]] = d_value[c]
        if event_ptr[r] == event_ptr[r + 1]:
            continue
        for j in range(n):
            a[j] = _predictor(beta, za, j)
        eta[:] = -np.inf
        for s in range(slot_i.size):
            i, j = slot_i[s], slot_j[s]
            if there[i] > 0 and there[j] > 0 and not shut[s]:
                eta[i, j] = a[j] + _predictor(beta, zd, s)
        for i in range(n):
            top = eta[i].max()
            total[i] = top + np.log(np.exp(eta[i] - top).sum()) if top > -np.inf else 0.0
        top = -np.inf
        for i in range(n):
            for j in range(i):
                pair[i, j] = eta[i, j] + eta[j, i] - total[i] - total[j]
                top = max(top, pair[i, j])
        for v in range(event_ptr[r], event_ptr[r + 1]):
            here = pair[max(event_sender[v], event_receiver[v]), min(event_sender[v], event_receiver[v])]
            near = 1e-9 * max(1.0, abs(here))
            weight, above, equal, k = 0.0, 0, 0, 0
            for i in range(n):
                for j in range(i):
                    if pair[i, j] > -np.inf:
                        k += 1
                        weight += np.exp(pair[i, j] - top)
                        if pair[i, j] > here + near:
                            above += 1
                        elif pair[i, j] >= here - near:
                            equal += 1
            count[v] = k
            if here > -np.inf:
                surprise[v] = top + np.log(weight) - here
                rank[v] = above + (equal + 1) / 2
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
