"""Four-cycles: paths of three ties that an event from the sender to the receiver would close."""

from __future__ import annotations

import numpy as np
from numba import njit

from comity.effects.cells import Reader
from comity.effects.closure import as_read
from comity.effects.options import Options
from comity.effects.past import Past
from comity.effects.registry import Effect, register
from comity.effects.streams import Column, Stream
from comity.effects.ties import cells_of

_CODES = {"binary": 0, "product": 0, "min": 1, "root": 2}


def _four(reader: Reader, options: Options) -> Column:
    cells = cells_of(reader, as_read(options))
    n1, n2 = reader.n1, reader.n2
    step, i, j, delta = _three_paths(*cells.arrays, _CODES[options.combiner], reader.history.one_mode)
    return Column(dyad=Stream.from_deltas(step, reader.key(i, j), delta, n1 * n2))


@njit(cache=True)
def _combine(a, b, c, code):
    """One path from its three legs: product, minimum or cube root of the product."""
    if a <= 0.0 or b <= 0.0 or c <= 0.0:
        return 0.0
    if code == 0:
        return a * b * c
    if code == 1:
        return min(a, b, c)
    return np.cbrt(a * b * c)


@njit(cache=True)
def _three_paths(i, j, row_ptr, col_ptr, col_slot, step, slot, value, code, one_mode):
    """What each change of a tie adds to the paths i -> k <- l -> j with l != i and k != j; arrays as in Cells.

    Returns step, i, j : int32 (q,), delta : float64 (q,). A tie s -> r is the last, the first or the middle leg; the
    other two are found from the row of s and the column of r, so a change costs the ties around its ends.
    """
    now = np.zeros(i.size)
    out_step, out_i, out_j = (
        np.empty(1024, dtype=np.int32),
        np.empty(1024, dtype=np.int32),
        np.empty(1024, dtype=np.int32),
    )
    delta = np.empty(1024)
    q = 0
    for c in range(step.size):
        t = slot[c]
        s, r, old, new = i[t], j[t], now[t], value[c]
        # Room for whatever this change can add.
        need = q
        for u in range(row_ptr[s], row_ptr[s + 1]):
            need += col_ptr[j[u] + 1] - col_ptr[j[u]] + col_ptr[r + 1] - col_ptr[r]
        for u in range(col_ptr[r], col_ptr[r + 1]):
            o = i[col_slot[u]]
            need += row_ptr[o + 1] - row_ptr[o]
        if need > delta.size:
            more = max(need - delta.size, delta.size)
            out_step = np.append(out_step, np.empty(more, dtype=np.int32))
            out_i = np.append(out_i, np.empty(more, dtype=np.int32))
            out_j = np.append(out_j, np.empty(more, dtype=np.int32))
            delta = np.append(delta, np.empty(more))
        for u in range(row_ptr[s], row_ptr[s + 1]):
            k = j[u]
            if k == r or now[u] <= 0.0:
                continue
            for w in range(col_ptr[k], col_ptr[k + 1]):  # last leg: a -> k <- s -> r
                a = i[col_slot[w]]
                x = now[col_slot[w]]
                if a != s and x > 0.0 and not (one_mode and a == r):
                    change = _combine(x, now[u], new, code) - _combine(x, now[u], old, code)
                    if change != 0.0:
                        out_step[q], out_i[q], out_j[q], delta[q] = step[c], a, r, change
                        q += 1
            for w in range(col_ptr[r], col_ptr[r + 1]):  # middle leg: a -> r <- s -> k
                a = i[col_slot[w]]
                x = now[col_slot[w]]
                if a != s and x > 0.0 and not (one_mode and a == k):
                    change = _combine(x, new, now[u], code) - _combine(x, old, now[u], code)
                    if change != 0.0:
                        out_step[q], out_i[q], out_j[q], delta[q] = step[c], a, k, change
                        q += 1
        for u in range(col_ptr[r], col_ptr[r + 1]):
            o = i[col_slot[u]]
            x = now[col_slot[u]]
            if o == s or x <= 0.0:
                continue
            for w in range(row_ptr[o], row_ptr[o + 1]):  # first leg: s -> r <- o -> b
                b = j[w]
                if b != r and now[w] > 0.0 and not (one_mode and b == s):
                    change = _combine(new, x, now[w], code) - _combine(old, x, now[w], code)
                    if change != 0.0:
                        out_step[q], out_i[q], out_j[q], delta[q] = step[c], s, b, change
                        q += 1
        now[t] = new
    return out_step[:q], out_i[:q], out_j[:q], delta[:q]


def _define_four(past: Past, options: Options, i: int, j: int) -> float:
    x = past.x(as_read(options))
    total = 0.0
    for k in past.receivers:
        for o in past.senders:
            legs = (x[i, k], x[o, k], x[o, j])
            if k != j and o != i and min(legs) > 0:
                product = legs[0] * legs[1] * legs[2]
                total += {"binary": 1.0, "product": product, "min": min(legs), "root": product ** (1 / 3)}[
                    options.combiner
                ]
    return float(total)


register(
    Effect(
        "four_cycles",
        "Paths of three to the receiver: through somebody who shares a receiver with the sender.",
        "Σ_{k ≠ j, l ≠ i} f(x_ik, x_lk, x_lj), with f(a, b, c) = 1 where all are tied (binary), min(a, b, c), "
        "abc or ∛(abc)",
        _four,
        _define_four,
        options=(
            "network",
            "window",
            "delay",
            "half_life",
            "transform",
            "scaling",
            "ignore_repetitions",
            "combiner",
            "kind",
        ),
        processes=("rem", "choice", "coordination"),
        source="Lerner & Lomi 2020, doi:10.1017/nws.2019.57; Lerner et al. 2013, doi:10.14267/cjssp.2013.01.01",
        also={"goldfish:four": {"combiner": "binary"}},
    )
)
