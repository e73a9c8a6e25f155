"""Streams: what a statistic becomes, and when, as arrays of changes, and the steps that every effect shares.

A column of a model is the sum of up to three streams: one over senders, one over receivers, one over dyads. So an
effect of one actor costs one change when the actor changes, not one for each of its dyads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numba import njit

__all__ = ["Column", "Stream"]


@dataclass(frozen=True, slots=True, eq=False)
class Stream:
    """Changes of one statistic, in the order of the readings that first see them.

    step : int32 (m,), non-decreasing: the reading from which the value holds.
    key  : int64 (m,): the sender, the receiver, or for dyads ``sender * n2 + receiver``.
    value : float64 (m,): the statistic from then on. What is never named is 0. Keys do not repeat within a step.
    """

    step: np.ndarray
    key: np.ndarray
    value: np.ndarray

    @staticmethod
    def of(step: np.ndarray, key: np.ndarray, value: np.ndarray) -> Stream:
        """A stream from arrays of any integer and float types."""
        return Stream(
            np.ascontiguousarray(step, dtype=np.int32),
            np.ascontiguousarray(key, dtype=np.int64),
            np.ascontiguousarray(value, dtype=np.float64),
        )

    @staticmethod
    def from_deltas(step: np.ndarray, key: np.ndarray, delta: np.ndarray, n_keys: int) -> Stream:
        """Sum what a kernel adds to each key, step by step."""
        return Stream(*_settle(*_compact(step, key, delta, n_keys), True))

    @staticmethod
    def from_values(step: np.ndarray, key: np.ndarray, value: np.ndarray, n_keys: int) -> Stream:
        """Keep the last value of each key in a step, and only where it differs from the one before."""
        return Stream(*_settle(*_compact(step, key, value, n_keys), False))

    def map(self, function: Callable[[np.ndarray], np.ndarray]) -> Stream:
        """The same changes with a function of their values, where the function keeps 0."""
        return Stream(self.step, self.key, np.ascontiguousarray(function(self.value), dtype=np.float64))


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One statistic of every dyad: ``sender[i] + receiver[j] + dyad[i, j]``; None is 0 throughout."""

    sender: Stream | None = None
    receiver: Stream | None = None
    dyad: Stream | None = None


# Up to this many keys a table of all of them is kept while settling (16 bytes a key); beyond, the keys that occur.
_DENSE_KEYS = 1 << 25


def _compact(
    step: np.ndarray, key: np.ndarray, value: np.ndarray, n_keys: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, int]:
    step = np.ascontiguousarray(step, dtype=np.int32)
    key = np.ascontiguousarray(key, dtype=np.int64)
    value = np.ascontiguousarray(value, dtype=np.float64)
    if n_keys <= _DENSE_KEYS:
        return step, key, value, np.empty(0, dtype=np.int64), n_keys
    names, short = np.unique(key, return_inverse=True)
    return step, short.astype(np.int64), value, names, names.size


@njit(cache=True)
def _settle(step, key, value, names, n_keys, adds):
    """Values that hold from each step on, once a key and step.

    step : int32 (m,), non-decreasing    key : int64 (m,), 0 <= key < n_keys    value : float64 (m,)
    names : int64 (n_keys,), what the keys stand for, or empty where they stand for themselves
    Returns step int32 (q,), key int64 (q,), value float64 (q,), without changes that change nothing.
    """
    current = np.zeros(n_keys)
    place = np.full(n_keys, -1, dtype=np.int64)
    m = step.size
    out_step = np.empty(m, dtype=np.int32)
    out_key = np.empty(m, dtype=np.int64)
    out_value = np.empty(m)
    before = np.empty(m)
    q = 0
    for c in range(m):
        k = key[c]
        new = current[k] + value[c] if adds else value[c]
        if adds and abs(new) <= 1e-12 * abs(value[c]):
            new = 0.0  # what was added has been taken away again, up to rounding
        p = place[k]
        if p >= 0 and out_step[p] == step[c]:
            out_value[p] = new
        elif new != current[k]:
            out_step[q] = step[c]
            out_key[q] = k
            out_value[q] = new
            before[q] = current[k]
            place[k] = q
            q += 1
        current[k] = new
    kept = 0
    for c in range(q):
        if out_value[c] != before[c]:
            out_step[kept] = out_step[c]
            out_key[kept] = names[out_key[c]] if names.size else out_key[c]
            out_value[kept] = out_value[c]
            kept += 1
    return out_step[:kept].copy(), out_key[:kept].copy(), out_value[:kept].copy()


def expand(column: Column, n1: int, n2: int) -> Stream:
    """The same column as changes of dyads alone: what a step that is not additive has to see."""
    none = Stream.of(np.empty(0), np.empty(0), np.empty(0))
    parts = [column.sender or none, column.receiver or none, column.dyad or none]
    arrays = [a for part in parts for a in (part.step, part.key, part.value)]
    step, key, value = _expand(*arrays, n1, n2)
    return Stream.from_values(step, key, value, n1 * n2)


@njit(cache=True)
def _expand(s_step, s_key, s_value, r_step, r_key, r_value, d_step, d_key, d_value, n1, n2):
    """Changes of dyads from changes of senders, receivers and dyads; arrays as in Stream."""
    sender, receiver, dyad = np.zeros(n1), np.zeros(n2), np.zeros(n1 * n2)
    m = s_step.size * n2 + r_step.size * n1 + d_step.size
    step, key, value = np.empty(m, dtype=np.int32), np.empty(m, dtype=np.int64), np.empty(m)
    a, b, c, q = 0, 0, 0, 0
    while a < s_step.size or b < r_step.size or c < d_step.size:
        now = np.int32(2147483647)
        if a < s_step.size:
            now = min(now, s_step[a])
        if b < r_step.size:
            now = min(now, r_step[b])
        if c < d_step.size:
            now = min(now, d_step[c])
        while a < s_step.size and s_step[a] == now:
            i = s_key[a]
            sender[i] = s_value[a]
            for j in range(n2):
                step[q], key[q] = now, i * n2 + j
                value[q] = sender[i] + receiver[j] + dyad[i * n2 + j]
                q += 1
            a += 1
        while b < r_step.size and r_step[b] == now:
            j = r_key[b]
            receiver[j] = r_value[b]
            for i in range(n1):
                step[q], key[q] = now, i * n2 + j
                value[q] = sender[i] + receiver[j] + dyad[i * n2 + j]
                q += 1
            b += 1
        while c < d_step.size and d_step[c] == now:
            k = d_key[c]
            dyad[k] = d_value[c]
            step[q], key[q] = now, k
            value[q] = sender[k // n2] + receiver[k % n2] + dyad[k]
            q += 1
            c += 1
    return step, key, value


def only_untied(column: Column, ties: Stream, n1: int, n2: int) -> Column:
    """The column times 1[no tie]: on a tied dyad a dyadic part takes away what the actors' parts give.

    ties : stream over dyads; positive where tied.
    """
    none = Stream.of(np.empty(0), np.empty(0), np.empty(0))
    parts = [column.sender or none, column.receiver or none, column.dyad or none, ties]
    arrays = [a for part in parts for a in (part.step, part.key, part.value)]
    step, key, value = _only_untied(*arrays, n1, n2)
    return Column(column.sender, column.receiver, Stream.from_values(step, key, value, n1 * n2))


@njit(cache=True)
def _only_untied(
    s_step, s_key, s_value, r_step, r_key, r_value, d_step, d_key, d_value, t_step, t_key, t_value, n1, n2
):
    """Changes of the dyadic part of a column that is 0 on tied dyads; arrays as in Stream, ties last."""
    sender, receiver, dyad = np.zeros(n1), np.zeros(n2), np.zeros(n1 * n2)
    tied = np.zeros((n1, n2), dtype=np.bool_)
    m = 1024
    step, key, value = np.empty(m, dtype=np.int32), np.empty(m, dtype=np.int64), np.empty(m)
    a, b, c, d, q = 0, 0, 0, 0, 0
    while a < s_step.size or b < r_step.size or c < d_step.size or d < t_step.size:
        now = np.int32(2147483647)
        if a < s_step.size:
            now = min(now, s_step[a])
        if b < r_step.size:
            now = min(now, r_step[b])
        if c < d_step.size:
            now = min(now, d_step[c])
        if d < t_step.size:
            now = min(now, t_step[d])
        first_a, first_b, first_c, first_d = a, b, c, d
        while a < s_step.size and s_step[a] == now:
            sender[s_key[a]] = s_value[a]
            a += 1
        while b < r_step.size and r_step[b] == now:
            receiver[r_key[b]] = r_value[b]
            b += 1
        while c < d_step.size and d_step[c] == now:
            dyad[d_key[c]] = d_value[c]
            c += 1
        while d < t_step.size and t_step[d] == now:
            tied[t_key[d] // n2, t_key[d] % n2] = t_value[d] > 0
            d += 1
        need = q + (a - first_a) * n2 + (b - first_b) * n1 + (c - first_c) + (d - first_d)
        if need > step.size:
            size = max(need, 2 * step.size)
            step = np.append(step, np.empty(size - step.size, dtype=np.int32))
            key = np.append(key, np.empty(size - key.size, dtype=np.int64))
            value = np.append(value, np.empty(size - value.size))
        for x in range(first_a, a):
            i = s_key[x]
            for j in range(n2):
                if tied[i, j]:
                    step[q], key[q], value[q] = now, i * n2 + j, -(sender[i] + receiver[j])
                    q += 1
        for x in range(first_b, b):
            j = r_key[x]
            for i in range(n1):
                if tied[i, j]:
                    step[q], key[q], value[q] = now, i * n2 + j, -(sender[i] + receiver[j])
                    q += 1
        for x in range(first_c, c):
            k = d_key[x]
            if not tied[k // n2, k % n2]:
                step[q], key[q], value[q] = now, k, dyad[k]
                q += 1
        for x in range(first_d, d):
            k = t_key[x]
            i, j = k // n2, k % n2
            step[q], key[q] = now, k
            value[q] = -(sender[i] + receiver[j]) if tied[i, j] else dyad[k]
            q += 1
    return step[:q], key[:q], value[:q]


def standardise(column: Column, at_risk: Stream, n_readings: int, n1: int, n2: int, width: int) -> Column:
    """At each reading (S - mean) / sd over candidates at risk, with divisor n - 1; 0 where they are all equal.

    at_risk : stream over dyads; positive where at risk.
    width   : how many dyads that follow each other are compared: all, or the n2 candidates of one sender.

    Source: remstats 4.1, ``scaling = "std"``.
    """
    whole = expand(column, n1, n2)
    arrays = (whole.step, whole.key, whole.value, at_risk.step, at_risk.key, at_risk.value)
    step, key, value = _standardise(*arrays, n_readings, n1 * n2, width)
    return Column(dyad=Stream.from_values(step, key, value, n1 * n2))


@njit(cache=True)
def _standardise(step, key, value, risk_step, risk_key, risk_value, n_readings, n_keys, width):
    """A change of every dyad of a group at each reading where its mean or spread moved; arrays as in Stream."""
    current = np.zeros(n_keys)
    risk = np.zeros(n_keys, dtype=np.bool_)
    out_step = np.empty(n_keys, dtype=np.int32)
    out_key = np.empty(n_keys, dtype=np.int64)
    out_value = np.empty(n_keys)
    moved = np.ones(n_keys // width, dtype=np.bool_)
    a, b, q = 0, 0, 0
    for r in range(n_readings):
        while a < step.size and step[a] <= r:
            current[key[a]] = value[a]
            moved[key[a] // width] = True
            a += 1
        while b < risk_step.size and risk_step[b] <= r:
            risk[risk_key[b]] = risk_value[b] > 0
            moved[risk_key[b] // width] = True
            b += 1
        for group in range(moved.size):
            if not moved[group]:
                continue
            moved[group] = False
            first, last = group * width, (group + 1) * width
            n, mean, largest = 0, 0.0, 0.0
            for k in range(first, last):
                if risk[k]:
                    n += 1
                    mean += current[k]
                    largest = max(largest, abs(current[k]))
            mean /= max(n, 1)
            spread = 0.0
            for k in range(first, last):
                if risk[k]:
                    spread += (current[k] - mean) ** 2
            sd = np.sqrt(spread / max(n - 1, 1))
            if q + width > out_step.size:
                more = max(width, out_step.size)
                out_step = np.append(out_step, np.empty(more, dtype=np.int32))
                out_key = np.append(out_key, np.empty(more, dtype=np.int64))
                out_value = np.append(out_value, np.empty(more))
            for k in range(first, last):
                if risk[k]:
                    out_step[q], out_key[q] = r, k
                    out_value[q] = (current[k] - mean) / sd if sd > 1e-12 * largest else 0.0
                    q += 1
    return out_step[:q], out_key[:q], out_value[:q]


def multiply(a: Column, b: Column, n1: int, n2: int) -> Column:
    """The product of two columns."""
    x, y = expand(a, n1, n2), expand(b, n1, n2)
    step, key, value = _multiply(x.step, x.key, x.value, y.step, y.key, y.value, n1 * n2)
    return Column(dyad=Stream.from_values(step, key, value, n1 * n2))


@njit(cache=True)
def _multiply(x_step, x_key, x_value, y_step, y_key, y_value, n_keys):
    """Changes of the product of two streams over the same keys; arrays as in Stream."""
    x, y = np.zeros(n_keys), np.zeros(n_keys)
    m = x_step.size + y_step.size
    step, key, value = np.empty(m, dtype=np.int32), np.empty(m, dtype=np.int64), np.empty(m)
    a, b = 0, 0
    while a < x_step.size or b < y_step.size:
        if b >= y_step.size or (a < x_step.size and x_step[a] <= y_step[b]):
            k, now = x_key[a], x_step[a]
            x[k] = x_value[a]
            a += 1
        else:
            k, now = y_key[b], y_step[b]
            y[k] = y_value[b]
            b += 1
        step[a + b - 1], key[a + b - 1], value[a + b - 1] = now, k, x[k] * y[k]
    return step, key, value
