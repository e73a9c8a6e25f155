"""The likelihood of relational event, rate and choice models, whose sums follow the changes.

For weights w = exp(b'x) over the candidates at risk, a likelihood needs at each reading

    S0 = sum w,    S1 = sum w x,    S2 = sum w x x'.

They move only where some x moved, so they are kept up to date: a candidate's old terms go out, its new ones come in.
A change of a sender or a receiver is one sweep over its candidates, without an exponential. What subtraction leaves
behind in rounding is bounded as it accumulates, and the sums are made anew before it can matter.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from comity.models.design import Design

__all__ = ["choice_pass", "rem_pass"]

TIES = {"breslow": 0, "point": 1, "efron": 2}


def rem_pass(design: Design, beta: np.ndarray, *, anew: bool = False) -> tuple[float, np.ndarray, np.ndarray]:
    """Log-likelihood, score (p,) and information (p, p) of a relational event or rate model at ``beta``.

    ``anew`` makes the sums from all candidates at every reading: the dense pass, for comparison.
    """
    line = design.timeline
    out = _rem(
        beta, line.timed, TIES[line.convention.ties], anew, line.exposure, line.event_ptr, design.event_sender,
        design.event_receiver, *design.senders.arrays, *design.receivers.arrays, *design.dyads.arrays, design.open,
        design.sides, design.n1, design.n2,
    )  # fmt: skip
    return float(out[0]), out[1], out[2]


def choice_pass(design: Design, beta: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """Log-likelihood, score (p,) and information (p, p) of a choice model at ``beta``."""
    line = design.timeline
    out = _choice(
        beta, line.event_ptr, design.event_sender, design.event_receiver, *design.senders.arrays,
        *design.receivers.arrays, *design.dyads.arrays, design.open, design.sides, design.n1, design.n2,
    )  # fmt: skip
    return float(out[0]), out[1], out[2]


@njit(cache=True)
def _row(i, n2, A, a, G, D, cols, dcol, y, R1, R2):
    """Sums over receivers j of A_j G_ij (1, y, yy') with y = a_j + d_ij, for one sender i; returns the first.

    A : float64 (n2,), a : float64 (n2, p), G : float64 (n1 * n2,), D : float64 (n1 * n2, pd)
    cols : int64 (q,), the columns that vary over receivers    dcol : int64 (q,), their place in D, or -1
    y, R1 : float64 (q,), R2 : float64 (q, q), overwritten (lower triangle)
    """
    q = cols.size
    R0 = 0.0
    R1[:] = 0.0
    R2[:] = 0.0
    base = i * n2
    for j in range(n2):
        w = A[j] * G[base + j]
        if w == 0.0:
            continue
        for k in range(q):
            y[k] = a[j, cols[k]]
            if dcol[k] >= 0:
                y[k] += D[base + j, dcol[k]]
        R0 += w
        for k in range(q):
            v = w * y[k]
            R1[k] += v
            for m in range(k + 1):
                R2[k, m] += v * y[m]
    return R0


@njit(cache=True)
def _col(j, n1, n2, E, e, G, D, cols, dcol, y, R1, R2):
    """The same for one receiver j, over senders i: E_i G_ij (1, y, yy') with y = e_i + d_ij."""
    q = cols.size
    R0 = 0.0
    R1[:] = 0.0
    R2[:] = 0.0
    for i in range(n1):
        s = i * n2 + j
        w = E[i] * G[s]
        if w == 0.0:
            continue
        for k in range(q):
            y[k] = e[i, cols[k]]
            if dcol[k] >= 0:
                y[k] += D[s, dcol[k]]
        R0 += w
        for k in range(q):
            v = w * y[k]
            R1[k] += v
            for m in range(k + 1):
                R2[k, m] += v * y[m]
    return R0


@njit(cache=True)
def _put(sign, W, z, R0, R1, R2, cols, S1, S2):
    """Add W times the sums of x = y + z to S1, S2 (p, p); returns what S0 gains. z : float64 (p,)."""
    p, q = z.size, cols.size
    W = sign * W
    for k in range(q):
        S1[cols[k]] += W * R1[k]
        for m in range(k + 1):
            v = W * R2[k, m]
            S2[cols[k], cols[m]] += v
            if m != k:
                S2[cols[m], cols[k]] += v
        for m in range(p):
            v = W * R1[k] * z[m]
            S2[cols[k], m] += v
            S2[m, cols[k]] += v
    for k in range(p):
        v = W * R0 * z[k]
        S1[k] += v
        for m in range(p):
            S2[k, m] += v * z[m]
    return W * R0


@njit(cache=True)
def _one(sign, w, x, S1, S2):
    """Add one candidate's terms to S1, S2; returns what S0 gains."""
    w = sign * w
    for k in range(x.size):
        v = w * x[k]
        S1[k] += v
        for m in range(x.size):
            S2[k, m] += v * x[m]
    return w


@njit(cache=True)
def _rem(
    beta, timed, ties, anew, exposure, event_ptr, event_sender, event_receiver,
    s_ptr, s_key, s_col, s_value, r_ptr, r_key, r_col, r_value, d_ptr, d_key, d_col, d_value,
    open_, sides, n1, n2,
):  # fmt: skip
    """Log-likelihood, score and information; arrays as in Design, Merged and Timeline.

    ties : 0 one denominator an event, 1 one a time point, 2 Efron
    """
    p = beta.size
    place = np.full(p, -1, dtype=np.int64)
    pd = 0
    for k in range(p):
        if sides[2, k]:
            place[k] = pd
            pd += 1
    row_cols = np.flatnonzero(sides[1] | sides[2])
    col_cols = np.flatnonzero(sides[0] | sides[2])
    row_d, col_d = place[row_cols], place[col_cols]
    dyad_cols = np.flatnonzero(sides[2])
    e, a = np.zeros((n1, p)), np.zeros((n2, p))
    there1, there2 = np.zeros(n1), np.zeros(n2)
    E, A = np.zeros(n1), np.zeros(n2)
    D = np.zeros((n1 * n2, max(pd, 1)))
    G = np.zeros(n1 * n2)
    for s in range(n1 * n2):
        G[s] = open_[s]
    S1, S2 = np.zeros(p), np.zeros((p, p))
    S0, spent = 0.0, 0.0
    score, info = np.zeros(p), np.zeros((p, p))
    ll = 0.0
    y1, P1, P2 = np.empty(row_cols.size), np.empty(row_cols.size), np.empty((row_cols.size, row_cols.size))
    y2, Q1, Q2 = np.empty(col_cols.size), np.empty(col_cols.size), np.empty((col_cols.size, col_cols.size))
    x = np.empty(p)
    marked1, marked2 = np.zeros(n1, dtype=np.bool_), np.zeros(n2, dtype=np.bool_)
    marked = np.zeros(n1 * n2, dtype=np.bool_)
    dirty1, dirty2 = np.empty(n1, dtype=np.int64), np.empty(n2, dtype=np.int64)
    dirty = np.empty(1024, dtype=np.int64)
    T1, T2 = np.zeros(p), np.zeros((p, p))
    for r in range(event_ptr.size - 1):
        m1, m2, m = 0, 0, 0
        for c in range(s_ptr[r], s_ptr[r + 1]):
            if not marked1[s_key[c]]:
                marked1[s_key[c]] = True
                dirty1[m1] = s_key[c]
                m1 += 1
        for c in range(r_ptr[r], r_ptr[r + 1]):
            if not marked2[r_key[c]]:
                marked2[r_key[c]] = True
                dirty2[m2] = r_key[c]
                m2 += 1
        if d_ptr[r + 1] - d_ptr[r] > dirty.size:
            dirty = np.empty(2 * (d_ptr[r + 1] - d_ptr[r]), dtype=np.int64)
        for c in range(d_ptr[r], d_ptr[r + 1]):
            if not marked[d_key[c]]:
                marked[d_key[c]] = True
                dirty[m] = d_key[c]
                m += 1
        # Where most of the table moves it is cheaper, and exact, to make the sums anew.
        whole = anew or r == 0 or m1 * n2 + m2 * n1 + m > 0.6 * n1 * n2
        if not whole:
            for c in range(m):
                s = dirty[c]
                i, j = s // n2, s % n2
                w = E[i] * A[j] * G[s]
                if w != 0.0:
                    for k in range(p):
                        x[k] = e[i, k] + a[j, k]
                    for k in range(dyad_cols.size):
                        x[dyad_cols[k]] += D[s, k]
                    S0 += _one(-1.0, w, x, S1, S2)
                    spent += w
        for c in range(d_ptr[r], d_ptr[r + 1]):
            D[d_key[c], place[d_col[c]]] = d_value[c]
        for c in range(m):
            s = dirty[c]
            marked[s] = False
            if open_[s]:
                eta = 0.0
                for k in range(dyad_cols.size):
                    eta += beta[dyad_cols[k]] * D[s, k]
                G[s] = np.exp(eta)
                if not whole:
                    i, j = s // n2, s % n2
                    w = E[i] * A[j] * G[s]
                    if w != 0.0:
                        for k in range(p):
                            x[k] = e[i, k] + a[j, k]
                        for k in range(dyad_cols.size):
                            x[dyad_cols[k]] += D[s, k]
                        S0 += _one(1.0, w, x, S1, S2)
        # Senders: the sums over their receivers stay, their own weight and values change.
        if whole:
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
        else:
            for c in range(m1):
                i = dirty1[c]
                P0 = _row(i, n2, A, a, G, D, row_cols, row_d, y1, P1, P2)
                dirty_old = E[i]
                S0 += _put(-1.0, dirty_old, e[i], P0, P1, P2, row_cols, S1, S2)
                spent += abs(dirty_old * P0)
                for q in range(s_ptr[r], s_ptr[r + 1]):
                    if s_key[q] == i:
                        if s_col[q] < 0:
                            there1[i] = s_value[q]
                        else:
                            e[i, s_col[q]] = s_value[q]
                eta = 0.0
                for k in range(p):
                    eta += beta[k] * e[i, k]
                E[i] = np.exp(eta) if there1[i] > 0 else 0.0
                S0 += _put(1.0, E[i], e[i], P0, P1, P2, row_cols, S1, S2)
            for c in range(m2):
                j = dirty2[c]
                Q0 = _col(j, n1, n2, E, e, G, D, col_cols, col_d, y2, Q1, Q2)
                S0 += _put(-1.0, A[j], a[j], Q0, Q1, Q2, col_cols, S1, S2)
                spent += abs(A[j] * Q0)
                for q in range(r_ptr[r], r_ptr[r + 1]):
                    if r_key[q] == j:
                        if r_col[q] < 0:
                            there2[j] = r_value[q]
                        else:
                            a[j, r_col[q]] = r_value[q]
                eta = 0.0
                for k in range(p):
                    eta += beta[k] * a[j, k]
                A[j] = np.exp(eta) if there2[j] > 0 else 0.0
                S0 += _put(1.0, A[j], a[j], Q0, Q1, Q2, col_cols, S1, S2)
        for c in range(m1):
            marked1[dirty1[c]] = False
            if whole:
                i = dirty1[c]
                eta = 0.0
                for k in range(p):
                    eta += beta[k] * e[i, k]
                E[i] = np.exp(eta) if there1[i] > 0 else 0.0
        for c in range(m2):
            marked2[dirty2[c]] = False
            if whole:
                j = dirty2[c]
                eta = 0.0
                for k in range(p):
                    eta += beta[k] * a[j, k]
                A[j] = np.exp(eta) if there2[j] > 0 else 0.0
        # Each subtraction may leave 2^-53 of what it took; 4096 S0 keeps the sums good to about 1e-12.
        if whole or not spent < 4096.0 * S0:
            S0, spent = 0.0, 0.0
            S1[:] = 0.0
            S2[:] = 0.0
            for i in range(n1):
                if E[i] != 0.0:
                    P0 = _row(i, n2, A, a, G, D, row_cols, row_d, y1, P1, P2)
                    S0 += _put(1.0, E[i], e[i], P0, P1, P2, row_cols, S1, S2)
        first, last = event_ptr[r], event_ptr[r + 1]
        if timed:
            ll -= exposure[r] * S0
            for k in range(p):
                score[k] -= exposure[r] * S1[k]
                for q in range(p):
                    info[k, q] += exposure[r] * S2[k, q]
        T0 = 0.0
        T1[:] = 0.0
        T2[:] = 0.0
        for v in range(first, last):
            i, j = event_sender[v], event_receiver[v]
            s = i * n2 + j
            eta = 0.0
            for k in range(p):
                x[k] = e[i, k] + a[j, k]
            for k in range(dyad_cols.size):
                x[dyad_cols[k]] += D[s, k]
            for k in range(p):
                eta += beta[k] * x[k]
                score[k] += x[k]
            # An event of a dyad that is not at risk has probability 0.
            ll += eta if E[i] * A[j] * G[s] > 0.0 else -np.inf
            if ties == 2:
                T0 += _one(1.0, E[i] * A[j] * G[s], x, T1, T2)
        if not timed and last > first:
            d = last - first
            for v in range(1 if ties == 1 else d):
                f = v / d if ties == 2 else 0.0
                times = d if ties == 0 else 1
                U0 = S0 - f * T0
                ll -= times * np.log(U0)
                for k in range(p):
                    uk = (S1[k] - f * T1[k]) / U0
                    score[k] -= times * uk
                    for q in range(p):
                        uq = (S1[q] - f * T1[q]) / U0
                        info[k, q] += times * ((S2[k, q] - f * T2[k, q]) / U0 - uk * uq)
                if ties == 0:
                    break
    return ll, score, info


@njit(cache=True)
def _choice(
    beta, event_ptr, event_sender, event_receiver,
    s_ptr, s_key, s_col, s_value, r_ptr, r_key, r_col, r_value, d_ptr, d_key, d_col, d_value,
    open_, sides, n1, n2,
):  # fmt: skip
    """Log-likelihood, score and information of the receiver given the sender; arrays as in Design, Merged, Timeline.

    Only the sender's own row is summed, and only when it sends; weights move where statistics do.
    """
    p = beta.size
    place = np.full(p, -1, dtype=np.int64)
    pd = 0
    for k in range(p):
        if sides[2, k]:
            place[k] = pd
            pd += 1
    cols = np.arange(p)
    dyad_cols = np.flatnonzero(sides[2])
    a, there2, A = np.zeros((n2, p)), np.zeros(n2), np.zeros(n2)
    D = np.zeros((n1 * n2, max(pd, 1)))
    G = np.zeros(n1 * n2)
    for s in range(n1 * n2):
        G[s] = open_[s]
    score, info = np.zeros(p), np.zeros((p, p))
    ll = 0.0
    y, P1, P2 = np.empty(p), np.empty(p), np.empty((p, p))
    for r in range(event_ptr.size - 1):
        for c in range(d_ptr[r], d_ptr[r + 1]):
            D[d_key[c], place[d_col[c]]] = d_value[c]
        for c in range(d_ptr[r], d_ptr[r + 1]):
            s = d_key[c]
            if open_[s]:
                eta = 0.0
                for k in range(dyad_cols.size):
                    eta += beta[dyad_cols[k]] * D[s, k]
                G[s] = np.exp(eta)
        for c in range(r_ptr[r], r_ptr[r + 1]):
            if r_col[c] < 0:
                there2[r_key[c]] = r_value[c]
            else:
                a[r_key[c], r_col[c]] = r_value[c]
        for c in range(r_ptr[r], r_ptr[r + 1]):
            j = r_key[c]
            eta = 0.0
            for k in range(p):
                eta += beta[k] * a[j, k]
            A[j] = np.exp(eta) if there2[j] > 0 else 0.0
        for v in range(event_ptr[r], event_ptr[r + 1]):
            i, j = event_sender[v], event_receiver[v]
            P0 = _row(i, n2, A, a, G, D, cols, place, y, P1, P2)
            eta = 0.0
            for k in range(p):
                x = a[j, k]
                if place[k] >= 0:
                    x += D[i * n2 + j, place[k]]
                eta += beta[k] * x
                score[k] += x - P1[k] / P0
            ll += eta - np.log(P0) if A[j] * G[i * n2 + j] > 0.0 else -np.inf
            for k in range(p):
                for m in range(k + 1):
                    u = P2[k, m] / P0 - P1[k] * P1[m] / (P0 * P0)
                    info[k, m] += u
                    if m != k:
                        info[m, k] += u
    return ll, score, info
