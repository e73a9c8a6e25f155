"""The likelihood of the coordination model: both members of a pair choose each other.

    P({i, j}) = p_ij p_ji / sum over pairs of p_kl p_lk,    p_ij = exp(b's_ij) / sum_k exp(b's_ik)

Source: Stadtfeld, Hollway & Block 2017, doi:10.1177/0081175017709295. The information is its expectation under the
pairs' probabilities, which is positive semi-definite; the observed one need not be.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from comity.models.design import Design

__all__ = ["coordination_pass"]


def coordination_pass(design: Design, beta: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """Log-likelihood, score (p,) and expected information (p, p) at ``beta``."""
    out = _coordination(
        beta, design.timeline.event_ptr, design.event_sender, design.event_receiver, *design.receivers.arrays,
        *design.dyads.arrays, design.table.i, design.table.j, design.sides, design.n1,
    )  # fmt: skip
    return float(out[0]), out[1], out[2]


@njit(cache=True, fastmath={"reassoc", "contract", "nsz"})
def _cross(U, pi, n, T1, T2):
    """Add sum_j pi_j u_j to T1 and sum_j pi_j u_j u_j' to T2 (lower triangle). U : (p, n), pi : (n,), float64."""
    for k in range(U.shape[0]):
        s = 0.0
        for j in range(n):
            s += pi[j] * U[k, j]
        T1[k] += s
        for m in range(k + 1):
            s = 0.0
            for j in range(n):
                s += pi[j] * U[k, j] * U[m, j]
            T2[k, m] += s


@njit(cache=True, fastmath={"reassoc", "contract", "nsz"})
def _weighted(w, x, n):
    """sum_j w_j x_j"""
    s = 0.0
    for j in range(n):
        s += w[j] * x[j]
    return s


@njit(cache=True)
def _coordination(
    beta, event_ptr, event_sender, event_receiver,
    r_ptr, r_key, r_col, r_value, d_ptr, d_key, d_col, d_value, slot_i, slot_j, sides, n,
):  # fmt: skip
    """Log-likelihood, score and information; arrays as in Design, Merged and Timeline.

    The weights exp(b's) follow the changes. Every choice set is summed at every event, since any change of a receiver
    moves the choice of everybody.
    """
    p = beta.size
    a, there, A = np.zeros((n, p)), np.zeros(n), np.zeros(n)
    D, X = np.zeros((p, n, n)), np.zeros((p, n, n))
    Y = np.zeros((p, n, n))
    G, w = np.zeros((n, n)), np.zeros((n, n))
    for s in range(slot_i.size):
        G[slot_i[s], slot_j[s]] = 1.0
    Z, M = np.zeros(n), np.zeros((p, n))
    U, pi = np.zeros((p, n)), np.zeros(n)
    score, info = np.zeros(p), np.zeros((p, p))
    T1, T2 = np.zeros(p), np.zeros((p, p))
    moved = np.zeros(n, dtype=np.bool_)
    ll = 0.0
    for r in range(event_ptr.size - 1):
        for c in range(r_ptr[r], r_ptr[r + 1]):
            j = r_key[c]
            moved[j] = True
            if r_col[c] < 0:
                there[j] = r_value[c]
            else:
                a[j, r_col[c]] = r_value[c]
        for c in range(d_ptr[r], d_ptr[r + 1]):
            D[d_col[c], slot_i[d_key[c]], slot_j[d_key[c]]] = d_value[c]
        for c in range(d_ptr[r], d_ptr[r + 1]):
            i, j, k = slot_i[d_key[c]], slot_j[d_key[c]], d_col[c]
            X[k, i, j] = a[j, k] + D[k, i, j]
            Y[k, i, j] = X[k, i, j] + X[k, j, i]
            Y[k, j, i] = Y[k, i, j]
            eta = 0.0
            for m in range(p):
                eta += beta[m] * D[m, i, j]
            G[i, j] = np.exp(eta)
            w[i, j] = A[j] * G[i, j]
        for j in range(n):
            if not moved[j]:
                continue
            moved[j] = False
            eta = 0.0
            for k in range(p):
                eta += beta[k] * a[j, k]
            A[j] = np.exp(eta) if there[j] > 0 else 0.0
            for i in range(n):
                w[i, j] = A[j] * G[i, j]
                for k in range(p):
                    X[k, i, j] = a[j, k] + D[k, i, j]
                    Y[k, i, j] = X[k, i, j] + X[k, j, i]
                    Y[k, j, i] = Y[k, i, j]
        first, last = event_ptr[r], event_ptr[r + 1]
        if first == last:
            continue
        for i in range(n):
            Z[i] = 0.0
            if there[i] > 0:
                for j in range(n):
                    Z[i] += w[i, j]
                if Z[i] > 0.0:
                    for k in range(p):
                        M[k, i] = _weighted(w[i], X[k, i], n) / Z[i]
        T0 = 0.0
        T1[:] = 0.0
        T2[:] = 0.0
        for i in range(1, n):
            if Z[i] <= 0.0:
                continue
            for j in range(i):
                pi[j] = w[i, j] * w[j, i] / (Z[i] * Z[j]) if Z[j] > 0.0 else 0.0
                T0 += pi[j]
            for k in range(p):
                for j in range(i):
                    U[k, j] = Y[k, i, j] - M[k, i] - M[k, j]
            _cross(U, pi, i, T1, T2)
        d = last - first
        for v in range(first, last):
            i, j = event_sender[v], event_receiver[v]
            here = w[i, j] * w[j, i] / (Z[i] * Z[j]) if Z[i] > 0.0 and Z[j] > 0.0 else 0.0
            ll += np.log(here / T0)
            for k in range(p):
                score[k] += Y[k, i, j] - M[k, i] - M[k, j] - T1[k] / T0
        for k in range(p):
            for m in range(k + 1):
                u = d * (T2[k, m] / T0 - T1[k] * T1[m] / (T0 * T0))
                info[k, m] += u
                if m != k:
                    info[m, k] += u
    return ll, score, info
