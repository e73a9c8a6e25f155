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

from itertools import pairwise

import numpy as np
from numba import njit

from comity.models.design import Design
from comity.models.parts import Part, side_by_side

__all__ = ["choice_pass", "rem_pass", "some_readings"]

_PARTS = 2
# So many candidates swept over are worth a second core, and a start from a part of them.
_MUCH = 2e7
TIES = {"breslow": 0, "point": 1, "efron": 2}


def rem_pass(
    design: Design, beta: np.ndarray, *, anew: bool = False, stretches: list[tuple[int, int]] | None = None
) -> tuple[float, np.ndarray, np.ndarray]:
    """Log-likelihood, score (p,) and information (p, p) of a relational event or rate model at ``beta``.

    ``anew`` makes the sums from all candidates at every reading: the dense pass, for comparison. ``stretches`` are the
    readings (first, and one after the last) whose events and exposure count; all, unless given.
    """
    line, layout = design.timeline, _layout(design)

    def part(start: int, stop: int) -> Part:
        out = _rem(
            start, stop, beta, line.timed, TIES[line.convention.ties], anew, line.exposure, line.event_ptr,
            design.event_sender, design.event_receiver, design.event_slot, *design.senders.arrays,
            *design.receivers.arrays, *design.dyads.arrays, *design.table.arrays, design.table.rest,
            design.history.one_mode, *layout, design.n1, design.n2,
        )  # fmt: skip
        return float(out[0]), out[1], out[2]

    return side_by_side(part, _parts(design) if stretches is None else stretches)


def some_readings(design: Design) -> list[tuple[int, int]] | None:
    """Stretches with a twenty-fifth of the readings, from early to late; None where all of them cost little."""
    (first, last), sweeps = _span(design), _sweeps(design)
    some = (last - first) // 125
    if sweeps[last] - sweeps[first] < _MUCH or some < 100:
        return None
    ends = [first + (last - first) * k // 5 for k in range(1, 6)]
    return [(end - some, end) for end in ends]


def _layout(design: Design) -> tuple[np.ndarray, ...]:
    """Where the columns are, int64 all.

    place : (p,), the row of a column among the dyads' values, or -1.   dyad_cols : the columns with such a row.
    row_cols, row_place, row_own : the columns that vary along a row, their rows or -1, and which of them (by their
    place in row_cols) have a part of the receivers.   col_cols, col_place, col_own : the same along a column.
    """
    senders, receivers, dyads = design.sides
    place = np.where(dyads, np.cumsum(dyads) - 1, -1).astype(np.int64)
    row_cols, col_cols = np.flatnonzero(receivers | dyads), np.flatnonzero(senders | dyads)
    return (
        place, np.flatnonzero(dyads), row_cols, place[row_cols], np.flatnonzero(receivers[row_cols]),
        col_cols, place[col_cols], np.flatnonzero(senders[col_cols]),
    )  # fmt: skip


def _sweeps(design: Design) -> np.ndarray:
    """float64 (R + 1,): about how many candidates are swept over up to each reading."""
    return (design.senders.ptr * design.n2 + design.receivers.ptr * design.n1).astype(np.float64)


def _span(design: Design) -> tuple[int, int]:
    """The first reading that counts, and one after the last."""
    line = design.timeline
    inside = np.flatnonzero((np.diff(line.event_ptr) > 0) | (line.timed & (line.exposure > 0)))
    return (int(inside[0]), int(inside[-1]) + 1) if inside.size else (0, 0)


def _parts(design: Design) -> list[tuple[int, int]]:
    """The readings in stretches of about the same cost, which run side by side.

    A part starts from the statistics at its first reading, so it has to write all changes before it, but not to sum
    them. Readings before the first and after the last that count, as in a design of some readings only, are not summed.
    """
    (first, last), sweeps = _span(design), _sweeps(design)
    done, cost = sweeps[first], sweeps[last] - sweeps[first]
    if cost < _MUCH:
        return [(first, last)]
    cuts = [first, *(int(np.searchsorted(sweeps, done + cost * k / _PARTS)) for k in range(1, _PARTS)), last]
    return list(pairwise(cuts))


def choice_pass(design: Design, beta: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """Log-likelihood, score (p,) and information (p, p) of a choice model at ``beta``."""
    line = design.timeline
    out = _choice(
        beta, line.event_ptr, design.event_sender, design.event_receiver, design.event_slot,
        *design.receivers.arrays, *design.dyads.arrays, design.table.j, design.table.row_ptr, design.table.rest,
        design.history.one_mode, *_layout(design)[:2], np.flatnonzero(design.sides[1]), design.n2,
    )  # fmt: skip
    return float(out[0]), out[1], out[2]


@njit(cache=True, fastmath={"reassoc", "contract", "nsz"})
def _moments(w, Y, v, n, sign, cols, R1, R2):
    """Add sign times sum w y to R1 and sum w y y' to R2 (lower triangle) at ``cols``; returns sign times sum w.

    w, v : float64 (>= n,), v is overwritten    Y : float64 (>= c, >= n)    cols : int64 (c,), ascending, of the q
    R1 : float64 (q,)    R2 : float64 (q, q)
    """
    R0 = 0.0
    for t in range(n):
        R0 += w[t]
    for k in range(cols.size):
        s = 0.0
        for t in range(n):
            v[t] = w[t] * Y[k, t]
            s += v[t]
        R1[cols[k]] += sign * s
        for m in range(k + 1):
            s = 0.0
            for t in range(n):
                s += v[t] * Y[m, t]
            R2[cols[k], cols[m]] += sign * s
    return sign * R0


@njit(cache=True)
def _sweep(lo, hi, other, W, z, G, D, cols, place, own, every, rest, u, w, v, Y, Z, R1, R2):
    """Sums over the slots lo:hi of one actor of W_o G (1, y, yy') with y = z_o + d; returns the first.

    Where the dyads beside the table are summed as products, less what these slots have in that sum: W_o (1, z, zz').

    other : int32, the other actor o of each slot    W : float64 (n,), z : float64 (p, n), of the others
    G : float64 (T,), D : float64 (pd, T)    cols : int64 (q,), columns    place : int64 (q,), their rows in D, or -1
    own : int64, which of the q columns have a part z; elsewhere it is 0    every : int64 (q,), 0, 1, ...
    u, w, v : float64 (n,), Y, Z : float64 (q, n), scratch    R1 : float64 (q,), R2 : float64 (q, q), overwritten
    """
    n = hi - lo
    for k in range(cols.size):
        R1[k] = 0.0
        for m in range(cols.size):
            R2[k, m] = 0.0
    for t in range(n):
        u[t] = W[other[lo + t]]
        w[t] = u[t] * G[lo + t]
    c = 0
    for k in range(cols.size):
        if c < own.size and own[c] == k:
            zk = z[cols[k]]
            for t in range(n):
                Z[c, t] = zk[other[lo + t]]
            if place[k] < 0:
                for t in range(n):
                    Y[k, t] = Z[c, t]
            else:
                dk = D[place[k]]
                for t in range(n):
                    Y[k, t] = dk[lo + t] + Z[c, t]
            c += 1
        else:
            dk = D[place[k]]
            for t in range(n):
                Y[k, t] = dk[lo + t]
    R0 = _moments(w, Y, v, n, 1.0, every, R1, R2)
    if rest:
        R0 += _moments(u, Z, v, n, -1.0, own, R1, R2)
    return R0


@njit(cache=True)
def _put(W, z, R0, R1, R2, cols, S0, S1, S2):
    """Add W times the sums of x = y + z to S0 (1,), S1 (p,), S2 (p, p) (lower triangle). z : float64 (p,)."""
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
    S0[0] += W * R0


@njit(cache=True)
def _one(w, x, S0, S1, S2):
    """Add one candidate's terms to S0 (1,), S1 (p,), S2 (p, p) (lower triangle)."""
    for k in range(x.size):
        f = w * x[k]
        S1[k] += f
        for m in range(k + 1):
            S2[k, m] += f * x[m]
    S0[0] += w


@njit(cache=True)
def _clear(S0, S1, S2):
    """Set sums to 0."""
    S0[0] = 0.0
    for k in range(S1.size):
        S1[k] = 0.0
        for m in range(S1.size):
            S2[k, m] = 0.0


@njit(cache=True)
def _of(z, i, out):
    """Copy z[:, i] to ``out`` and return it."""
    for k in range(out.size):
        out[k] = z[k, i]
    return out


@njit(cache=True)
def _pair(e, i, a, j, out):
    """Write e[:, i] + a[:, j] to ``out`` and return it."""
    for k in range(out.size):
        out[k] = e[k, i] + a[k, j]
    return out


@njit(cache=True)
def _weight(beta, z, there, i):
    """exp(b'z_i), or 0 where i is not there. z : float64 (p, n), there : float64 (n,)."""
    if there[i] <= 0:
        return 0.0
    s = 0.0
    for k in range(beta.size):
        s += beta[k] * z[k, i]
    return np.exp(s)


@njit(cache=True)
def _write(c, key, col, value, z, there):
    """Write change c into the values z (p, n) of actors, or into who is there."""
    if col[c] < 0:
        there[key[c]] = value[c]
    else:
        z[col[c], key[c]] = value[c]


@njit(cache=True)
def _actor(
    i, lo, hi, key, col, value, beta, there, z, W, oz, OW, swept, P0, P1, P2, cols, S0, S1, S2,
    rest, one_mode, F0, F1, F2, B0, B1, B2, x,
):  # fmt: skip
    """Take an actor out of the sums, write its changes lo:hi, and put it back; returns the weight that went out.

    z, W : the values (p, n) and weights (n,) of its side    oz, OW : of the other    P0, P1, P2 : its sweep
    F : the sums over its side, B : over the diagonal, where there are dyads beside the table    x : float64 (p,)
    """
    out = 0.0
    if swept:
        _put(-W[i], _of(z, i, x), P0, P1, P2, cols, S0, S1, S2)
        out = W[i] * abs(P0)
    if rest:
        _one(-W[i], _of(z, i, x), F0, F1, F2)
        if one_mode:
            _one(-W[i] * OW[i], _pair(z, i, oz, i, x), B0, B1, B2)
    for c in range(lo, hi):
        if key[c] == i:
            _write(c, key, col, value, z, there)
    W[i] = _weight(beta, z, there, i)
    if swept:
        _put(W[i], _of(z, i, x), P0, P1, P2, cols, S0, S1, S2)
    if rest:
        _one(W[i], _of(z, i, x), F0, F1, F2)
        if one_mode:
            _one(W[i] * OW[i], _pair(z, i, oz, i, x), B0, B1, B2)
    return out


@njit(cache=True)
def _dyads(sign, dirty, m, slot_i, slot_j, E, A, e, a, G, D, dyad_cols, rest, x, S0, S1, S2):
    """Add sign times the terms of the slots dirty[:m] to the sums; returns their weight."""
    moved = 0.0
    for c in range(m):
        s = dirty[c]
        i, j = slot_i[s], slot_j[s]
        f = E[i] * A[j]
        if f == 0.0:
            continue
        _pair(e, i, a, j, x)
        if rest:
            _one(-sign * f, x, S0, S1, S2)
            moved += f
        for k in range(dyad_cols.size):
            x[dyad_cols[k]] += D[k, s]
        _one(sign * f * G[s], x, S0, S1, S2)
        moved += f * G[s]
    return moved


@njit(cache=True)
def _mark(ptr_lo, ptr_hi, key, marked, dirty):
    """List the keys that change once each in ``dirty``; returns how many."""
    m = 0
    for c in range(ptr_lo, ptr_hi):
        if not marked[key[c]]:
            marked[key[c]] = True
            dirty[m] = key[c]
            m += 1
    for c in range(m):
        marked[dirty[c]] = False
    return m


@njit(cache=True)
def _write_dyad(c, key, col, value, place, D, shut):
    """Write change c into the values D (pd, T) of dyads, or into which of them are not at risk."""
    if col[c] < 0:
        shut[key[c]] = value[c] <= 0.0
    else:
        D[place[col[c]], key[c]] = value[c]


@njit(cache=True)
def _lay(s, beta, dyad_cols, D, DT, G, GT, to_col, shut):
    """The weight of a slot from its values, in both orders; 0 where it is not at risk."""
    eta = 0.0
    for k in range(dyad_cols.size):
        DT[k, to_col[s]] = D[k, s]
        eta += beta[dyad_cols[k]] * D[k, s]
    G[s] = 0.0 if shut[s] else np.exp(eta) if eta != 0.0 else 1.0
    GT[to_col[s]] = G[s]


@njit(cache=True)
def _end(
    timed, ties, exposure, first, last, event_sender, event_receiver, event_slot, beta, e, a, E, A, D, G, dyad_cols,
    T0, T1, T2, V0, V1, V2, x, z, score, info,
):  # fmt: skip
    """What one reading gives: its exposure and its events, from the sums T; returns the log-likelihood's part.

    score (p,), info (p, p) (lower triangle) : added to
    """
    p, ll = beta.size, 0.0
    if timed:
        ll -= exposure * T0
        for k in range(p):
            score[k] -= exposure * T1[k]
            for t in range(k + 1):
                info[k, t] += exposure * T2[k, t]
    d = last - first
    if d == 0:
        return ll
    _clear(V0, V1, V2)
    for t in range(first, last):
        i, j, s = event_sender[t], event_receiver[t], event_slot[t]
        _pair(e, i, a, j, x)
        for k in range(dyad_cols.size):
            x[dyad_cols[k]] += D[k, s]
        eta = 0.0
        for k in range(p):
            eta += beta[k] * x[k]
            score[k] += x[k]
        # An event of a dyad that is not at risk has probability 0.
        f = E[i] * A[j] * G[s]
        ll += eta if f > 0.0 else -np.inf
        if ties == 2 and d > 1:
            _one(f, x, V0, V1, V2)
    if timed:
        return ll
    for t in range(d if ties == 2 else 1):
        share = t / d if ties == 2 else 0.0
        times = d if ties == 0 else 1
        W0 = T0 - share * V0[0]
        ll -= times * np.log(W0)
        for k in range(p):
            z[k] = (T1[k] - share * V1[k]) / W0
            score[k] -= times * z[k]
            for h in range(k + 1):
                info[k, h] += times * ((T2[k, h] - share * V2[k, h]) / W0 - z[k] * z[h])
    return ll


@njit(cache=True, nogil=True)
def _rem(
    start, stop, beta, timed, ties, anew, exposure, event_ptr, event_sender, event_receiver, event_slot,
    s_ptr, s_key, s_col, s_value, r_ptr, r_key, r_col, r_value, d_ptr, d_key, d_col, d_value,
    slot_i, slot_j, row_ptr, col_ptr, to_col, col_i, rest, one_mode,
    place, dyad_cols, row_cols, row_place, row_own, col_cols, col_place, col_own, n1, n2,
):  # fmt: skip
    """What the readings start:stop give to log-likelihood, score and information; arrays as in Design and its parts.

    ties : 0 one denominator an event, 1 one a time point, 2 Efron
    place : int64 (p,), the row of a column among the dyads' values, or -1; the others as in ``_layout``
    """
    p, pd, n_slots = beta.size, dyad_cols.size, slot_i.size
    e, a, there1, there2 = np.zeros((p, n1)), np.zeros((p, n2)), np.zeros(n1), np.zeros(n2)
    E, A = np.zeros(n1), np.zeros(n2)
    # Dyads twice, so that a sweep over a row and one over a column both read memory in order.
    D, DT = np.zeros((max(pd, 1), n_slots)), np.zeros((max(pd, 1), n_slots))
    G, GT = np.ones(n_slots), np.ones(n_slots)
    S0, S1, S2, spent = np.zeros(1), np.zeros(p), np.zeros((p, p)), 0.0
    # Of the dyads beside the table: sums over senders and over receivers, and their diagonal.
    F0, F1, F2 = np.zeros(1), np.zeros(p), np.zeros((p, p))
    H0, H1, H2 = np.zeros(1), np.zeros(p), np.zeros((p, p))
    B0, B1, B2 = np.zeros(1), np.zeros(p), np.zeros((p, p))
    T1, T2 = np.zeros(p), np.zeros((p, p))
    V0, V1, V2 = np.zeros(1), np.zeros(p), np.zeros((p, p))
    score, info, ll = np.zeros(p), np.zeros((p, p)), 0.0
    n, q1, q2, every = max(n1, n2), row_cols.size, col_cols.size, np.arange(p)
    u, w, v, Y, Z = np.empty(n), np.empty(n), np.empty(n), np.empty((max(q1, q2), n)), np.empty((max(q1, q2), n))
    P1, P2, Q1, Q2 = np.empty(q1), np.empty((q1, q1)), np.empty(q2), np.empty((q2, q2))
    x, z = np.empty(p), np.empty(p)
    marked1, marked2 = np.zeros(n1, dtype=np.bool_), np.zeros(n2, dtype=np.bool_)
    marked, shut = np.zeros(n_slots, dtype=np.bool_), np.zeros(n_slots, dtype=np.bool_)
    dirty1, dirty2, dirty = np.empty(n1, dtype=np.int64), np.empty(n2, dtype=np.int64), np.empty(1024, dtype=np.int64)
    for r in range(stop):
        if r < start:
            for c in range(s_ptr[r], s_ptr[r + 1]):
                _write(c, s_key, s_col, s_value, e, there1)
            for c in range(r_ptr[r], r_ptr[r + 1]):
                _write(c, r_key, r_col, r_value, a, there2)
            for c in range(d_ptr[r], d_ptr[r + 1]):
                _write_dyad(c, d_key, d_col, d_value, place, D, shut)
            continue
        if r == start:
            for i in range(n1):
                E[i] = _weight(beta, e, there1, i)
            for j in range(n2):
                A[j] = _weight(beta, a, there2, j)
            for s in range(n_slots):
                _lay(s, beta, dyad_cols, D, DT, G, GT, to_col, shut)
        m1 = _mark(s_ptr[r], s_ptr[r + 1], s_key, marked1, dirty1)
        m2 = _mark(r_ptr[r], r_ptr[r + 1], r_key, marked2, dirty2)
        if d_ptr[r + 1] - d_ptr[r] > dirty.size:
            dirty = np.empty(2 * (d_ptr[r + 1] - d_ptr[r]), dtype=np.int64)
        m = _mark(d_ptr[r], d_ptr[r + 1], d_key, marked, dirty)
        # Where most of the table moves it is cheaper, and exact, to make the sums anew.
        cost = 4 * m
        for c in range(m1):
            cost += row_ptr[dirty1[c] + 1] - row_ptr[dirty1[c]] + 2
        for c in range(m2):
            cost += col_ptr[dirty2[c] + 1] - col_ptr[dirty2[c]] + 2
        whole = anew or r == start or cost > 1.2 * (n_slots + n1)
        if not whole:
            spent += _dyads(-1.0, dirty, m, slot_i, slot_j, E, A, e, a, G, D, dyad_cols, rest, x, S0, S1, S2)
        for c in range(d_ptr[r], d_ptr[r + 1]):
            _write_dyad(c, d_key, d_col, d_value, place, D, shut)
        for c in range(m):
            _lay(dirty[c], beta, dyad_cols, D, DT, G, GT, to_col, shut)
        if not whole:
            _dyads(1.0, dirty, m, slot_i, slot_j, E, A, e, a, G, D, dyad_cols, rest, x, S0, S1, S2)
        # Senders, then receivers: the sums over the other side stay, the actor's own weight and values change.
        P0, Q0 = 0.0, 0.0
        for c in range(m1):
            i = dirty1[c]
            if not whole:
                P0 = _sweep(
                    row_ptr[i], row_ptr[i + 1], slot_j, A, a, G, D, row_cols, row_place, row_own, every[:q1], rest,
                    u, w, v, Y, Z, P1, P2,
                )  # fmt: skip
            spent += _actor(
                i, s_ptr[r], s_ptr[r + 1], s_key, s_col, s_value, beta, there1, e, E, a, A, not whole,
                P0, P1, P2, row_cols, S0, S1, S2, rest, one_mode, F0, F1, F2, B0, B1, B2, x,
            )  # fmt: skip
        for c in range(m2):
            j = dirty2[c]
            if not whole:
                Q0 = _sweep(
                    col_ptr[j], col_ptr[j + 1], col_i, E, e, GT, DT, col_cols, col_place, col_own, every[:q2], rest,
                    u, w, v, Y, Z, Q1, Q2,
                )  # fmt: skip
            spent += _actor(
                j, r_ptr[r], r_ptr[r + 1], r_key, r_col, r_value, beta, there2, a, A, e, E, not whole,
                Q0, Q1, Q2, col_cols, S0, S1, S2, rest, one_mode, H0, H1, H2, B0, B1, B2, x,
            )  # fmt: skip
        # Each subtraction may leave 2^-53 of what it took; 4096 S0 keeps the sums good to about 1e-12.
        if whole or not spent < 4096.0 * (S0[0] + F0[0] * H0[0]):
            spent = 0.0
            _clear(S0, S1, S2)
            for i in range(n1):
                if E[i] != 0.0:
                    P0 = _sweep(
                        row_ptr[i], row_ptr[i + 1], slot_j, A, a, G, D, row_cols, row_place, row_own, every[:q1], rest,
                        u, w, v, Y, Z, P1, P2,
                    )  # fmt: skip
                    _put(E[i], _of(e, i, x), P0, P1, P2, row_cols, S0, S1, S2)
            if rest:
                _clear(F0, F1, F2)
                _clear(H0, H1, H2)
                _clear(B0, B1, B2)
                for i in range(n1):
                    _one(E[i], _of(e, i, x), F0, F1, F2)
                    if one_mode:
                        _one(E[i] * A[i], _pair(e, i, a, i, x), B0, B1, B2)
                for j in range(n2):
                    _one(A[j], _of(a, j, x), H0, H1, H2)
        # The table's sums, and the rest: (senders) x (receivers) less the diagonal; F, H and B are 0 without a rest.
        T0 = S0[0] + F0[0] * H0[0] - B0[0]
        for k in range(p):
            T1[k] = S1[k] + F1[k] * H0[0] + F0[0] * H1[k] - B1[k]
            for t in range(k + 1):
                T2[k, t] = S2[k, t] + F2[k, t] * H0[0] + F0[0] * H2[k, t] + F1[k] * H1[t] + H1[k] * F1[t] - B2[k, t]
        ll += _end(
            timed, ties, exposure[r], event_ptr[r], event_ptr[r + 1], event_sender, event_receiver, event_slot, beta,
            e, a, E, A, D, G, dyad_cols, T0, T1, T2, V0, V1, V2, x, z, score, info,
        )  # fmt: skip
    for k in range(p):
        for t in range(k):
            info[t, k] = info[k, t]
    return ll, score, info


@njit(cache=True)
def _choice(
    beta, event_ptr, event_sender, event_receiver, event_slot,
    r_ptr, r_key, r_col, r_value, d_ptr, d_key, d_col, d_value,
    slot_j, row_ptr, rest, one_mode, place, dyad_cols, own, n2,
):  # fmt: skip
    """Log-likelihood, score and information of the receiver given the sender; arrays as in Design, Merged, Timeline.

    Only the sender's own row is summed, and only when it sends; weights move where statistics do.
    """
    p, pd, n_slots = beta.size, dyad_cols.size, slot_j.size
    cols = np.arange(p)
    a, there, A = np.zeros((p, n2)), np.zeros(n2), np.zeros(n2)
    D, G = np.zeros((max(pd, 1), n_slots)), np.ones(n_slots)
    H0, H1, H2, spent = np.zeros(1), np.zeros(p), np.zeros((p, p)), 0.0
    B0 = np.zeros(1)
    score, info, ll = np.zeros(p), np.zeros((p, p)), 0.0
    u, w, v, Y, Z = np.empty(n2), np.empty(n2), np.empty(n2), np.empty((p, n2)), np.empty((p, n2))
    y = np.empty(p)
    P1, P2 = np.empty(p), np.empty((p, p))
    moved, shut = np.zeros(n2, dtype=np.bool_), np.zeros(n_slots, dtype=np.bool_)
    for r in range(event_ptr.size - 1):
        for c in range(d_ptr[r], d_ptr[r + 1]):
            _write_dyad(c, d_key, d_col, d_value, place, D, shut)
        for c in range(d_ptr[r], d_ptr[r + 1]):
            s = d_key[c]
            eta = 0.0
            for k in range(pd):
                eta += beta[dyad_cols[k]] * D[k, s]
            G[s] = 0.0 if shut[s] else np.exp(eta)
        for c in range(r_ptr[r], r_ptr[r + 1]):
            j = r_key[c]
            if rest and not moved[j]:
                moved[j] = True
                _one(-A[j], _of(a, j, y), H0, H1, H2)
                spent += A[j]
            _write(c, r_key, r_col, r_value, a, there)
        for c in range(r_ptr[r], r_ptr[r + 1]):
            j = r_key[c]
            A[j] = _weight(beta, a, there, j)
            if moved[j]:
                moved[j] = False
                _one(A[j], _of(a, j, y), H0, H1, H2)
        if rest and not spent < 4096.0 * H0[0]:
            spent = 0.0
            _clear(H0, H1, H2)
            for j in range(n2):
                _one(A[j], _of(a, j, y), H0, H1, H2)
        for t in range(event_ptr[r], event_ptr[r + 1]):
            i, j, s = event_sender[t], event_receiver[t], event_slot[t]
            P0 = _sweep(
                row_ptr[i], row_ptr[i + 1], slot_j, A, a, G, D, cols, place, own, cols, rest,
                u, w, v, Y, Z, P1, P2,
            )  # fmt: skip
            if rest:
                P0 += H0[0]
                for k in range(p):
                    P1[k] += H1[k]
                    for m in range(k + 1):
                        P2[k, m] += H2[k, m]
                if one_mode:
                    B0[0] = P0
                    _one(-A[i], _of(a, i, y), B0, P1, P2)
                    P0 = B0[0]
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
