"""The likelihood of relational event, rate and choice models, whose sums follow the changes.

For weights w = exp(b'x) over the candidates at risk, a likelihood needs at each reading

    S0 = sum w,    S1 = sum w x,    S2 = sum w x x'.

They move only where some x moved, so they are kept up to date: a candidate's old terms go out, its new ones come in.
With x_ij = e_i + a_j + d_ij the weight is E_i A_j G_ij, so a change of a sender or a receiver is one sweep over its
candidates, without an exponential. Dyads whose d never moves have G = 1 and are not kept at all: their sums are
products of a sum over senders and a sum over receivers, so that there a change costs the actor's ties.

What subtraction leaves behind in rounding is bounded as it accumulates, and the sums are made anew before it can
matter.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from comity.models.design import Design
from comity.models.parts import Part, side_by_side

__all__ = ["choice_pass", "rem_pass"]

_PARTS = 2
TIES = {"breslow": 0, "point": 1, "efron": 2}


def rem_pass(design: Design, beta: np.ndarray, *, anew: bool = False) -> tuple[float, np.ndarray, np.ndarray]:
    """Log-likelihood, score (p,) and information (p, p) of a relational event or rate model at ``beta``.

    ``anew`` makes the sums from all candidates at every reading: the dense pass, for comparison.
    """
    line = design.timeline

    def part(start: int, stop: int) -> Part:
        out = _rem(
            start, stop, beta, line.timed, TIES[line.convention.ties], anew, line.exposure, line.event_ptr,
            design.event_sender, design.event_receiver, design.event_slot, *design.senders.arrays,
            *design.receivers.arrays, *design.dyads.arrays, *design.table.arrays, design.table.rest,
            design.history.one_mode, design.sides, design.n1, design.n2,
        )  # fmt: skip
        return float(out[0]), out[1], out[2]

    return side_by_side(part, _cuts(design))


def _cuts(design: Design) -> list[int]:
    """Where the readings are cut into parts of about the same cost, which run side by side.

    A part starts from the statistics at its first reading, so it has to write all changes before it, but not to sum
    them.
    """
    R = design.timeline.n_readings
    sweeps = (design.senders.ptr * design.n2 + design.receivers.ptr * design.n1).astype(np.float64)
    if sweeps[-1] < 2e7:
        return [0, R]
    return [0, *(int(np.searchsorted(sweeps, sweeps[-1] * k / _PARTS)) for k in range(1, _PARTS)), R]


def choice_pass(design: Design, beta: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """Log-likelihood, score (p,) and information (p, p) of a choice model at ``beta``."""
    line = design.timeline
    out = _choice(
        beta, line.event_ptr, design.event_sender, design.event_receiver, design.event_slot,
        *design.receivers.arrays, *design.dyads.arrays, *design.table.arrays[:3], design.table.rest,
        design.history.one_mode, design.sides, design.n1, design.n2,
    )  # fmt: skip
    return float(out[0]), out[1], out[2]


@njit(cache=True, fastmath={"reassoc", "contract", "nsz"})
def _moments(w, Y, v, n, sign, R1, R2):
    """Add sign times sum w y to R1 and sum w y y' to R2 (lower triangle); returns sign times sum w.

    w, v : float64 (>= n,), v is overwritten    Y : float64 (q, >= n)    R1 : float64 (q,)    R2 : float64 (q, q)
    """
    R0 = 0.0
    for t in range(n):
        R0 += w[t]
    for k in range(R1.size):
        s = 0.0
        for t in range(n):
            v[t] = w[t] * Y[k, t]
            s += v[t]
        R1[k] += sign * s
        for m in range(k + 1):
            s = 0.0
            for t in range(n):
                s += v[t] * Y[m, t]
            R2[k, m] += sign * s
    return sign * R0


@njit(cache=True)
def _sweep(lo, hi, other, W, z, G, D, cols, place, rest, w, v, Y, R1, R2):
    """Sums over the slots lo:hi of one actor of W_o G (1, y, yy') with y = z_o + d; returns the first.

    Where the dyads beside the table are summed as products, less what these slots have in that sum: W_o (1, z, zz').

    other : int32, the other actor o of each slot    W : float64 (n,), z : float64 (p, n), of the others
    G : float64 (T,), D : float64 (pd, T)    cols : int64 (q,), columns    place : int64 (q,), their rows in D, or -1
    w, v : float64 (n,), Y : float64 (q, n), scratch    R1 : float64 (q,), R2 : float64 (q, q), overwritten
    """
    n = hi - lo
    R1[:] = 0.0
    R2[:] = 0.0
    for t in range(n):
        w[t] = W[other[lo + t]] * G[lo + t]
    for k in range(cols.size):
        zk = z[cols[k]]
        if place[k] < 0:
            for t in range(n):
                Y[k, t] = zk[other[lo + t]]
        else:
            dk = D[place[k]]
            for t in range(n):
                Y[k, t] = dk[lo + t] + zk[other[lo + t]]
    R0 = _moments(w, Y, v, n, 1.0, R1, R2)
    if rest:
        for t in range(n):
            w[t] = W[other[lo + t]]
        for k in range(cols.size):
            zk = z[cols[k]]
            for t in range(n):
                Y[k, t] = zk[other[lo + t]]
        R0 += _moments(w, Y, v, n, -1.0, R1, R2)
    return R0


@njit(cache=True)
def _put(W, z, R0, R1, R2, cols, S1, S2):
    """Add W times the sums of x = y + z to S1, S2 (lower triangle); returns what S0 gains. z : float64 (p,)."""
    p, q = z.size, cols.size
    for k in range(q):
        r = cols[k]
        f = W * R1[k]
        S1[r] += f
        for m in range(k + 1):
            S2[r, cols[m]] += W * R2[k, m]
        for m in range(r + 1):
            S2[r, m] += f * z[m]
        for m in range(r, p):
            S2[m, r] += f * z[m]
    for k in range(p):
        f = W * R0 * z[k]
        S1[k] += f
        for m in range(k + 1):
            S2[k, m] += f * z[m]
    return W * R0


@njit(cache=True)
def _one(w, x, S1, S2):
    """Add one candidate's terms to S1, S2 (lower triangle); returns what S0 gains."""
    for k in range(x.size):
        f = w * x[k]
        S1[k] += f
        for m in range(k + 1):
            S2[k, m] += f * x[m]
    return w


@njit(cache=True)
def _of(z, i, out):
    """Copy z[:, i] to ``out`` and return it: the sums then see one memory layout only, and are compiled once."""
    for k in range(out.size):
        out[k] = z[k, i]
    return out


@njit(cache=True)
def _dot(beta, z, i):
    """b'z_i for z : float64 (p, n)."""
    s = 0.0
    for k in range(beta.size):
        s += beta[k] * z[k, i]
    return s


@njit(cache=True, nogil=True)
def _rem(
    start, stop, beta, timed, ties, anew, exposure, event_ptr, event_sender, event_receiver, event_slot,
    s_ptr, s_key, s_col, s_value, r_ptr, r_key, r_col, r_value, d_ptr, d_key, d_col, d_value,
    slot_i, slot_j, row_ptr, col_ptr, to_col, col_i, rest, one_mode, sides, n1, n2,
):  # fmt: skip
    """What the readings start:stop give to log-likelihood, score and information; arrays as in Design and its parts.

    ties : 0 one denominator an event, 1 one a time point, 2 Efron
    """
    p, n_slots = beta.size, slot_i.size
    place = np.full(p, -1, dtype=np.int64)
    pd = 0
    for k in range(p):
        if sides[2, k]:
            place[k] = pd
            pd += 1
    dyad_cols = np.flatnonzero(sides[2])
    row_cols, col_cols = np.flatnonzero(sides[1] | sides[2]), np.flatnonzero(sides[0] | sides[2])
    row_place, col_place = place[row_cols], place[col_cols]
    e, a, there1, there2 = np.zeros((p, n1)), np.zeros((p, n2)), np.zeros(n1), np.zeros(n2)
    E, A = np.zeros(n1), np.zeros(n2)
    # Dyads twice, so that a sweep over a row and one over a column both read memory in order.
    D, DT = np.zeros((max(pd, 1), n_slots)), np.zeros((max(pd, 1), n_slots))
    G, GT = np.ones(n_slots), np.ones(n_slots)
    S1, S2, S0, spent = np.zeros(p), np.zeros((p, p)), 0.0, 0.0
    # Of the dyads beside the table: sums over senders and over receivers, and their diagonal.
    F1, F2, F0 = np.zeros(p), np.zeros((p, p)), 0.0
    H1, H2, H0 = np.zeros(p), np.zeros((p, p)), 0.0
    B1, B2, B0 = np.zeros(p), np.zeros((p, p)), 0.0
    T1, T2 = np.zeros(p), np.zeros((p, p))
    score, info, ll = np.zeros(p), np.zeros((p, p)), 0.0
    n = max(n1, n2)
    q1, q2 = row_cols.size, col_cols.size
    w, v, Y = np.empty(n), np.empty(n), np.empty((max(q1, q2), n))
    P1, P2, Q1, Q2 = np.empty(q1), np.empty((q1, q1)), np.empty(q2), np.empty((q2, q2))
    x, y, z = np.empty(p), np.empty(p), np.empty(p)
    marked1, marked2 = np.zeros(n1, dtype=np.bool_), np.zeros(n2, dtype=np.bool_)
    marked = np.zeros(n_slots, dtype=np.bool_)
    dirty1, dirty2, dirty = np.empty(n1, dtype=np.int64), np.empty(n2, dtype=np.int64), np.empty(1024, dtype=np.int64)
    for r in range(stop):
        if r < start:
            for c in range(s_ptr[r], s_ptr[r + 1]):
                if s_col[c] < 0:
                    there1[s_key[c]] = s_value[c]
                else:
                    e[s_col[c], s_key[c]] = s_value[c]
            for c in range(r_ptr[r], r_ptr[r + 1]):
                if r_col[c] < 0:
                    there2[r_key[c]] = r_value[c]
                else:
                    a[r_col[c], r_key[c]] = r_value[c]
            for c in range(d_ptr[r], d_ptr[r + 1]):
                D[place[d_col[c]], d_key[c]] = d_value[c]
            continue
        if r == start and r > 0:
            for i in range(n1):
                E[i] = np.exp(_dot(beta, e, i)) if there1[i] > 0 else 0.0
            for j in range(n2):
                A[j] = np.exp(_dot(beta, a, j)) if there2[j] > 0 else 0.0
            for s in range(n_slots):
                eta = 0.0
                for k in range(pd):
                    DT[k, to_col[s]] = D[k, s]
                    eta += beta[dyad_cols[k]] * D[k, s]
                if eta != 0.0:
                    G[s] = np.exp(eta)
                    GT[to_col[s]] = G[s]
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
        cost = 0.0
        for c in range(m1):
            cost += row_ptr[dirty1[c] + 1] - row_ptr[dirty1[c]] + 2
        for c in range(m2):
            cost += col_ptr[dirty2[c] + 1] - col_ptr[dirty2[c]] + 2
        whole = anew or r == start or cost + 4 * m > 1.2 * (n_slots + n1)
        if not whole:
            for c in range(m):
                s = dirty[c]
                i, j = slot_i[s], slot_j[s]
                f = E[i] * A[j]
                if f != 0.0:
                    for k in range(p):
                        x[k] = e[k, i] + a[k, j]
                    if rest:
                        S0 += _one(f, x, S1, S2)
                    for k in range(pd):
                        x[dyad_cols[k]] += D[k, s]
                    S0 += _one(-f * G[s], x, S1, S2)
                    spent += f * (G[s] + 1.0) if rest else f * G[s]
        for c in range(d_ptr[r], d_ptr[r + 1]):
            k, s = place[d_col[c]], d_key[c]
            D[k, s] = d_value[c]
            DT[k, to_col[s]] = d_value[c]
        for c in range(m):
            s = dirty[c]
            marked[s] = False
            eta = 0.0
            for k in range(pd):
                eta += beta[dyad_cols[k]] * D[k, s]
            G[s] = np.exp(eta)
            GT[to_col[s]] = G[s]
            if not whole:
                i, j = slot_i[s], slot_j[s]
                f = E[i] * A[j]
                if f != 0.0:
                    for k in range(p):
                        x[k] = e[k, i] + a[k, j]
                    if rest:
                        S0 += _one(-f, x, S1, S2)
                    for k in range(pd):
                        x[dyad_cols[k]] += D[k, s]
                    S0 += _one(f * G[s], x, S1, S2)
        # Senders, then receivers: the sums over the other side stay, the actor's own weight and values change.
        for c in range(m1):
            i = dirty1[c]
            marked1[i] = False
            P0 = 0.0
            if not whole:
                P0 = _sweep(row_ptr[i], row_ptr[i + 1], slot_j, A, a, G, D, row_cols, row_place, rest, w, v, Y, P1, P2)
                S0 += _put(-E[i], _of(e, i, y), P0, P1, P2, row_cols, S1, S2)
                spent += E[i] * abs(P0)
            if rest:
                F0 += _one(-E[i], _of(e, i, y), F1, F2)
                if one_mode:
                    for k in range(p):
                        x[k] = e[k, i] + a[k, i]
                    B0 += _one(-E[i] * A[i], x, B1, B2)
            for t in range(s_ptr[r], s_ptr[r + 1]):
                if s_key[t] == i:
                    if s_col[t] < 0:
                        there1[i] = s_value[t]
                    else:
                        e[s_col[t], i] = s_value[t]
            E[i] = np.exp(_dot(beta, e, i)) if there1[i] > 0 else 0.0
            if not whole:
                S0 += _put(E[i], _of(e, i, y), P0, P1, P2, row_cols, S1, S2)
            if rest:
                F0 += _one(E[i], _of(e, i, y), F1, F2)
                if one_mode:
                    for k in range(p):
                        x[k] = e[k, i] + a[k, i]
                    B0 += _one(E[i] * A[i], x, B1, B2)
        for c in range(m2):
            j = dirty2[c]
            marked2[j] = False
            Q0 = 0.0
            if not whole:
                Q0 = _sweep(col_ptr[j], col_ptr[j + 1], col_i, E, e, GT, DT, col_cols, col_place, rest, w, v, Y, Q1, Q2)
                S0 += _put(-A[j], _of(a, j, y), Q0, Q1, Q2, col_cols, S1, S2)
                spent += A[j] * abs(Q0)
            if rest:
                H0 += _one(-A[j], _of(a, j, y), H1, H2)
                if one_mode:
                    for k in range(p):
                        x[k] = e[k, j] + a[k, j]
                    B0 += _one(-E[j] * A[j], x, B1, B2)
            for t in range(r_ptr[r], r_ptr[r + 1]):
                if r_key[t] == j:
                    if r_col[t] < 0:
                        there2[j] = r_value[t]
                    else:
                        a[r_col[t], j] = r_value[t]
            A[j] = np.exp(_dot(beta, a, j)) if there2[j] > 0 else 0.0
            if not whole:
                S0 += _put(A[j], _of(a, j, y), Q0, Q1, Q2, col_cols, S1, S2)
            if rest:
                H0 += _one(A[j], _of(a, j, y), H1, H2)
                if one_mode:
                    for k in range(p):
                        x[k] = e[k, j] + a[k, j]
                    B0 += _one(E[j] * A[j], x, B1, B2)
        # Each subtraction may leave 2^-53 of what it took; 4096 S0 keeps the sums good to about 1e-12.
        if whole or not spent < 4096.0 * (S0 + (F0 * H0 if rest else 0.0)):
            S0, spent, F0, H0, B0 = 0.0, 0.0, 0.0, 0.0, 0.0
            S1[:] = 0.0
            S2[:] = 0.0
            for i in range(n1):
                if E[i] != 0.0:
                    P0 = _sweep(
                        row_ptr[i], row_ptr[i + 1], slot_j, A, a, G, D, row_cols, row_place, rest, w, v, Y, P1, P2
                    )
                    S0 += _put(E[i], _of(e, i, y), P0, P1, P2, row_cols, S1, S2)
            if rest:
                F1[:], F2[:], H1[:], H2[:], B1[:], B2[:] = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
                for i in range(n1):
                    F0 += _one(E[i], _of(e, i, y), F1, F2)
                    if one_mode:
                        for k in range(p):
                            x[k] = e[k, i] + a[k, i]
                        B0 += _one(E[i] * A[i], x, B1, B2)
                for j in range(n2):
                    H0 += _one(A[j], _of(a, j, y), H1, H2)
        first, last = event_ptr[r], event_ptr[r + 1]
        U0 = S0
        if rest:
            # The table's sums, and the rest: (senders) x (receivers) less the diagonal.
            U0 += F0 * H0 - B0
            for k in range(p):
                T1[k] = S1[k] + F1[k] * H0 + F0 * H1[k] - B1[k]
                for t in range(k + 1):
                    T2[k, t] = S2[k, t] + F2[k, t] * H0 + F0 * H2[k, t] + F1[k] * H1[t] + H1[k] * F1[t] - B2[k, t]
        else:
            T1[:] = S1
            T2[:] = S2
        if timed:
            ll -= exposure[r] * U0
            for k in range(p):
                score[k] -= exposure[r] * T1[k]
                for t in range(k + 1):
                    info[k, t] += exposure[r] * T2[k, t]
        if last == first:
            continue
        d = last - first
        V0, V1, V2 = 0.0, np.zeros(p), np.zeros((p, p))
        for t in range(first, last):
            i, j, s = event_sender[t], event_receiver[t], event_slot[t]
            for k in range(p):
                x[k] = e[k, i] + a[k, j]
            for k in range(pd):
                x[dyad_cols[k]] += D[k, s]
            eta = 0.0
            for k in range(p):
                eta += beta[k] * x[k]
                score[k] += x[k]
            # An event of a dyad that is not at risk has probability 0.
            f = E[i] * A[j] * G[s]
            ll += eta if f > 0.0 else -np.inf
            if ties == 2 and d > 1:
                V0 += _one(f, x, V1, V2)
        if not timed:
            for t in range(1 if ties == 1 or ties == 0 or d == 1 else d):
                share = t / d if ties == 2 else 0.0
                times = d if ties == 0 else 1
                W0 = U0 - share * V0
                ll -= times * np.log(W0)
                for k in range(p):
                    z[k] = (T1[k] - share * V1[k]) / W0
                    score[k] -= times * z[k]
                    for h in range(k + 1):
                        info[k, h] += times * ((T2[k, h] - share * V2[k, h]) / W0 - z[k] * z[h])
    for k in range(p):
        for t in range(k):
            info[t, k] = info[k, t]
    return ll, score, info


@njit(cache=True)
def _choice(
    beta, event_ptr, event_sender, event_receiver, event_slot,
    r_ptr, r_key, r_col, r_value, d_ptr, d_key, d_col, d_value,
    slot_i, slot_j, row_ptr, rest, one_mode, sides, n1, n2,
):  # fmt: skip
    """Log-likelihood, score and information of the receiver given the sender; arrays as in Design, Merged, Timeline.

    Only the sender's own row is summed, and only when it sends; weights move where statistics do.
    """
    p, n_slots = beta.size, slot_i.size
    place = np.full(p, -1, dtype=np.int64)
    pd = 0
    for k in range(p):
        if sides[2, k]:
            place[k] = pd
            pd += 1
    cols, dyad_cols = np.arange(p), np.flatnonzero(sides[2])
    a, there, A = np.zeros((p, n2)), np.zeros(n2), np.zeros(n2)
    D, G = np.zeros((max(pd, 1), n_slots)), np.ones(n_slots)
    H1, H2, H0, spent = np.zeros(p), np.zeros((p, p)), 0.0, 0.0
    score, info, ll = np.zeros(p), np.zeros((p, p)), 0.0
    w, v, Y, y = np.empty(n2), np.empty(n2), np.empty((p, n2)), np.empty(p)
    P1, P2 = np.empty(p), np.empty((p, p))
    moved = np.zeros(n2, dtype=np.bool_)
    for r in range(event_ptr.size - 1):
        for c in range(d_ptr[r], d_ptr[r + 1]):
            D[place[d_col[c]], d_key[c]] = d_value[c]
        for c in range(d_ptr[r], d_ptr[r + 1]):
            s = d_key[c]
            eta = 0.0
            for k in range(pd):
                eta += beta[dyad_cols[k]] * D[k, s]
            G[s] = np.exp(eta)
        for c in range(r_ptr[r], r_ptr[r + 1]):
            j = r_key[c]
            if rest and not moved[j]:
                moved[j] = True
                H0 += _one(-A[j], _of(a, j, y), H1, H2)
                spent += A[j]
            if r_col[c] < 0:
                there[j] = r_value[c]
            else:
                a[r_col[c], j] = r_value[c]
        for c in range(r_ptr[r], r_ptr[r + 1]):
            j = r_key[c]
            A[j] = np.exp(_dot(beta, a, j)) if there[j] > 0 else 0.0
            if moved[j]:
                moved[j] = False
                H0 += _one(A[j], _of(a, j, y), H1, H2)
        if rest and not spent < 4096.0 * H0:
            H0, spent = 0.0, 0.0
            H1[:] = 0.0
            H2[:] = 0.0
            for j in range(n2):
                H0 += _one(A[j], _of(a, j, y), H1, H2)
        for t in range(event_ptr[r], event_ptr[r + 1]):
            i, j, s = event_sender[t], event_receiver[t], event_slot[t]
            P0 = _sweep(row_ptr[i], row_ptr[i + 1], slot_j, A, a, G, D, cols, place, rest, w, v, Y, P1, P2)
            if rest:
                P0 += H0
                for k in range(p):
                    P1[k] += H1[k]
                    for m in range(k + 1):
                        P2[k, m] += H2[k, m]
                if one_mode:
                    P0 += _one(-A[i], _of(a, i, y), P1, P2)
            eta = 0.0
            for k in range(p):
                x = a[k, j]
                if place[k] >= 0:
                    x += D[place[k], s]
                eta += beta[k] * x
                score[k] += x - P1[k] / P0
            ll += eta - np.log(P0) if A[j] * G[s] > 0.0 else -np.inf
            for k in range(p):
                for m in range(k + 1):
                    info[k, m] += P2[k, m] / P0 - P1[k] * P1[m] / (P0 * P0)
    for k in range(p):
        for m in range(k):
            info[m, k] = info[k, m]
    return ll, score, info
