"""Embeddedness: in how many transitive triads an actor is the source."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numba import njit

from comity.effects.cells import Reader
from comity.effects.degrees import actor_of, at_side
from comity.effects.options import Options
from comity.effects.past import Past
from comity.effects.registry import Effect, register
from comity.effects.streams import Column, Stream
from comity.effects.ties import cells_of


def _embeddedness(reader: Reader, options: Options) -> Column:
    cells = cells_of(reader, replace(options, weighted=False))
    step, key, delta = _triads(*cells.arrays, reader.n1)
    return at_side(reader, options, Stream.from_deltas(step, key, delta, reader.n1))


@njit(cache=True)
def _triads(i, j, row_ptr, col_ptr, col_slot, step, slot, value, n):
    """What each change of a tie adds to the transitive triads v -> k -> l, v -> l of their source v.

    Arrays as in Cells, with values 0 and 1, one mode. Returns step int32, key int64 (the actor), delta float64.
    """
    now = np.zeros(i.size, dtype=np.bool_)
    sends, hears = np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.bool_)
    out_step, key, delta = np.empty(1024, dtype=np.int32), np.empty(1024, dtype=np.int64), np.empty(1024)
    q = 0
    for c in range(step.size):
        t = slot[c]
        s, r, change = i[t], j[t], (1.0 if value[c] > 0 else 0.0) - (1.0 if now[t] else 0.0)
        now[t] = False  # the triads that it closes with other ties
        if q + col_ptr[s + 1] - col_ptr[s] + 1 > delta.size:
            more = max(delta.size, n + 1)
            out_step = np.append(out_step, np.empty(more, dtype=np.int32))
            key = np.append(key, np.empty(more, dtype=np.int64))
            delta = np.append(delta, np.empty(more))
        for u in range(row_ptr[s], row_ptr[s + 1]):
            sends[j[u]] = now[u]
        for u in range(col_ptr[s], col_ptr[s + 1]):
            hears[i[col_slot[u]]] = now[col_slot[u]]
        triads = 0
        for u in range(row_ptr[r], row_ptr[r + 1]):
            if now[u] and sends[j[u]]:  # s -> r -> l, s -> l
                triads += 1
        for u in range(col_ptr[r], col_ptr[r + 1]):
            w = i[col_slot[u]]
            if now[col_slot[u]]:
                if sends[w]:  # s -> w -> r, s -> r
                    triads += 1
                if hears[w]:  # w -> s -> r, w -> r
                    out_step[q], key[q], delta[q] = step[c], w, change
                    q += 1
        if triads > 0:
            out_step[q], key[q], delta[q] = step[c], s, change * triads
            q += 1
        for u in range(row_ptr[s], row_ptr[s + 1]):
            sends[j[u]] = False
        for u in range(col_ptr[s], col_ptr[s + 1]):
            hears[i[col_slot[u]]] = False
        now[t] = value[c] > 0
    return out_step[:q], key[:q], delta[:q]


def _define(past: Past, options: Options, i: int, j: int) -> float:
    a, v = past.a(options), actor_of(past, options, i, j)
    others = [k for k in past.senders if k != v]
    return float(sum(a[v, k] * a[k, m] * a[v, m] for k in others for m in others if k != m))


register(
    Effect(
        "embeddedness",
        "The transitive triads that the actor is the source of.",
        "Σ_{k ≠ l} a_vk · a_kl · a_vl, with v the sender (ego) or the receiver (alter)",
        _embeddedness,
        _define,
        options=("network", "window", "delay", "transform", "scaling", "type", "ignore_repetitions"),
        source="Stadtfeld, Hollway & Block 2017, doi:10.1177/0081175017709295",
        also={"goldfish:node_trans": {}},
        one_mode=True,
    )
)
