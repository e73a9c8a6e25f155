"""The likelihood of the coordination model: both members of a pair choose each other.

    P({i, j}) = p_ij p_ji / sum over pairs of p_kl p_lk,    p_ij = exp(b's_ij) / sum_k exp(b's_ik)

Source: Stadtfeld, Hollway & Block 2017, doi:10.1177/0081175017709295. The information is its expectation under the
pairs' probabilities, which is positive semi-definite; the observed one need not be.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from comity.models.design import Design
from comity.models.parts import Part, side_by_side

__all__ = ["coordination_pass"]


def coordination_pass(design: Design, beta: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """Log-likelihood, score (p,) and expected information (p, p) at ``beta``."""

    def part(start: int, stop: int) -> Part:
        out = _coordination(
            start, stop, beta, design.timeline.event_ptr, design.event_sender, design.event_receiver,
            *design.receivers.arrays, *design.dyads.arrays, design.table.i, design.table.j, design.sides, design.n1,
        )  # fmt: skip
        return float(out[0]), out[1], out[2]

    R = design.timeline.n_readings
    return side_by_side(part, [(0, R // 2), (R // 2, R)] if R * design.n1**2 > 100_000 else [(0, R)])


_FAST = {"reassoc", "contract", "nsz"}


@njit(cache=True, nogil=True, fastmath=_FAST)
def _cross(U, pi, v, n, T1, T2):
    """Add sum_t pi_t u_t to T1 and sum_t pi_t u_t u_t' to T2 (lower triangle); returns sum_t pi_t.

    U : float64 (p, >= n)    pi, v : float64 (>= n,), v is overwritten    T1 : float64 (p,)    T2 : float64 (p, p)
    """
    for k in range(U.shape[0]):
        s = 0.0
        for t in range(n):
            v[t] = pi[t] * U[k, t]
            s += v[t]
        T1[k] += s
        for m in range(k + 1):
            s = 0.0
            for t in range(n):
                s += v[t] * U[m, t]
            T2[k, m] += s
    s = 0.0
    for t in range(n):
        s += pi[t]
    return s


@njit(cache=True, nogil=True, fastmath=_FAST)
def _choices(there, w, wt, X, g, M, n):
    """Choice sets: g_i = 1 / sum_j w_ij and M_i = sum_j w_ij x_ij g_i, or 0 where i cannot choose; wt is w'.

    there : float64 (n,)    w, wt : float64 (n, n)    X : float64 (p, n, n)
    g : float64 (n,), M : float64 (p, n), overwritten
    """
    for i in range(n):
        s = 0.0
        for j in range(n):
            s += w[i, j]
            wt[j, i] = w[i, j]
        g[i] = 1.0 / s if s > 0.0 and there[i] > 0.0 else 0.0
        for k in range(X.shape[0]):
            s = 0.0
            for j in range(n):
                s += w[i, j] * X[k, i, j]
            M[k, i] = s * g[i]


@njit(cache=True, nogil=True, fastmath=_FAST)
def _pairs(i, q, w, wt, Y, g, M, U, pi):
    """The pairs of i with every j < i, from place q of U (p, ...) and pi on: probability and deviation."""
    gi = g[i]
    for j in range(i):
        pi[q + j] = w[i, j] * wt[i, j] * gi * g[j]
    for k in range(U.shape[0]):
        c = M[k, i]
        for j in range(i):
            U[k, q + j] = Y[k, i, j] - c - M[k, j]


@njit(cache=True, nogil=True, fastmath=_FAST)
def _renew(beta, a, A, D, X, Y, G, w, open_, n):
    """Everything that follows from the receivers' and the dyads' parts, for all dyads.

    a : float64 (n, p)    A : float64 (n,)    D : float64 (p, n, n)    open_ : float64 (n, n), 1 where open
    X, Y : float64 (p, n, n), G, w : float64 (n, n), overwritten
    """
    for i in range(n):
        for j in range(n):
            G[i, j] = 0.0
        for k in range(beta.size):
            b = beta[k]
            for j in range(n):
                G[i, j] += b * D[k, i, j]
                X[k, i, j] = a[j, k] + D[k, i, j]
        for j in range(n):
            if open_[i, j] > 0.0:
                G[i, j] = np.exp(G[i, j])
            else:
                G[i, j] = 0.0
            w[i, j] = A[j] * G[i, j]
    for k in range(beta.size):
        for i in range(n):
            for j in range(i):
                Y[k, i, j] = X[k, i, j] + X[k, j, i]


@njit(cache=True, nogil=True)
def _coordination(
    start, stop, beta, event_ptr, event_sender, event_receiver,
    r_ptr, r_key, r_col, r_value, d_ptr, d_key, d_col, d_value, slot_i, slot_j, sides, n,
):  # fmt: skip
    """What the readings start:stop give to log-likelihood, score and information; arrays as in Design and its parts.

    The weights exp(b's) follow the changes. Every choice set is summed at every event, since any change of a receiver
    moves the choice of everybody.
    """
    p = beta.size
    a, there, A = np.zeros((n, p)), np.zeros(n), np.zeros(n)
    D, X = np.zeros((p, n, n)), np.zeros((p, n, n))
    Y = np.zeros((p, n, n))
    G, w, open_ = np.zeros((n, n)), np.zeros((n, n)), np.zeros((n, n))
    for s in range(slot_i.size):
        open_[slot_i[s], slot_j[s]] = 1.0
    g, M, wt = np.zeros(n), np.zeros((p, n)), np.zeros((n, n))
    room = max(2048, 2 * n)
    U, pi, v = np.zeros((p, room)), np.zeros(room), np.zeros(room)
    score, info = np.zeros(p), np.zeros((p, p))
    T1, T2 = np.zeros(p), np.zeros((p, p))
    moved = np.zeros(n, dtype=np.bool_)
    ll = 0.0
    for r in range(stop):
        for c in range(r_ptr[r], r_ptr[r + 1]):
            j = r_key[c]
            moved[j] = True
            if r_col[c] < 0:
                there[j] = r_value[c]
            else:
                a[j, r_col[c]] = r_value[c]
        for c in range(d_ptr[r], d_ptr[r + 1]):
            if d_col[c] < 0:
                open_[slot_i[d_key[c]], slot_j[d_key[c]]] = d_value[c]
            else:
                D[d_col[c], slot_i[d_key[c]], slot_j[d_key[c]]] = d_value[c]
        if r < start:
            continue
        whole = r == start or d_ptr[r + 1] - d_ptr[r] > 0.2 * n * n
        for j in range(n):
            if moved[j] or whole:
                eta = 0.0
                for k in range(p):
                    eta += beta[k] * a[j, k]
                A[j] = np.exp(eta) if there[j] > 0 else 0.0
        if whole:
            _renew(beta, a, A, D, X, Y, G, w, open_, n)
            moved[:] = False
        else:
            for c in range(d_ptr[r], d_ptr[r + 1]):
                i, j, k = slot_i[d_key[c]], slot_j[d_key[c]], d_col[c]
                if k >= 0:
                    X[k, i, j] = a[j, k] + D[k, i, j]
                    Y[k, max(i, j), min(i, j)] = X[k, i, j] + X[k, j, i]
                eta = 0.0
                for m in range(p):
                    eta += beta[m] * D[m, i, j]
                G[i, j] = np.exp(eta) if open_[i, j] > 0.0 else 0.0
                w[i, j] = A[j] * G[i, j]
            for j in range(n):
                if moved[j]:
                    moved[j] = False
                    for i in range(n):
                        w[i, j] = A[j] * G[i, j]
                        for k in range(p):
                            X[k, i, j] = a[j, k] + D[k, i, j]
                            Y[k, max(i, j), min(i, j)] = X[k, i, j] + X[k, j, i]
        first, last = event_ptr[r], event_ptr[r + 1]
        if first == last:
            continue
        _choices(there, w, wt, X, g, M, n)
        T0 = 0.0
        T1[:] = 0.0
        T2[:] = 0.0
        q = 0
        for i in range(1, n):
            if g[i] > 0.0:
                _pairs(i, q, w, wt, Y, g, M, U, pi)
                q += i
            if q + n > room or i == n - 1:
                T0 += _cross(U, pi, v, q, T1, T2)
                q = 0
        d = last - first
        for t in range(first, last):
            i, j = event_sender[t], event_receiver[t]
            here = w[i, j] * w[j, i] * g[i] * g[j]
            ll += np.log(here / T0)
            for k in range(p):
                score[k] += Y[k, max(i, j), min(i, j)] - M[k, i] - M[k, j] - T1[k] / T0
        for k in range(p):
            for m in range(k + 1):
                u = d * (T2[k, m] / T0 - T1[k] * T1[m] / (T0 * T0))
                info[k, m] += u
                if m != k:
                    info[m, k] += u
    return ll, score, info
