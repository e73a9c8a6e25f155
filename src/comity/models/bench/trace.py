"""Trace: one pass over a design that keeps what the likelihood only adds up, which every diagnostic is made from.

The sums over the candidates are kept up to date as in ``models.sums``; beside them each dyad carries its expected
number of events and its share of the score, brought up to date when one of its statistics moves. The parameters may
change in time by blocks of readings.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numba import njit

from comity.errors import BadModel
from comity.models.design import Design
from comity.models.sampled import Draw, statistics_of
from comity.models.sums import TIES, _mark

__all__ = ["Trace", "event_statistics", "trace"]

# The pass keeps about 8 (3 + 3 p) bytes a dyad.
_MOST_DYADS = 1 << 26


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """What a model expected and what happened, step by step and dyad by dyad.

    A step is a reading of the timeline; in a choice model it is an event. M events, S steps, p parameters.

    design         : the design; ``beta`` float64 (B, p), the parameters of each block.
    reading        : int64 (S,), the reading of each step.   time : float64 (S,), seconds.
    step           : int64 (M,), the step of each event.
    x              : float64 (M, p), the statistics of what happened (in a coordination model: what both members see,
                     against what they could choose instead).
    mean           : float64 (M, p), the mean of the statistics over the candidates, weighted by their rates; under
                     Efron's rule over what is left of a tied day; with one denominator a time point, a d-th part of it.
    share          : float64 (M,), the part of each event in its mean.
    log_probability : float64 (M,), of each event among its candidates, given that there was one; where candidates were
                     drawn, the others weighted by how many they stand for.
    total          : float64 (S,), the sum of the rates (timed) or weights (ordinal) of the candidates.
    log_likelihood : float64 (S,), score : float64 (S, p), information : float64 (S, p, p), of each step.
    dyad           : int64 (T,), ``i * n2 + j``, those that have an account: all, or those that were ever drawn.
    expected       : float64 (T,), events that the model expected of each dyad; ``count`` (T,), that it had.
    dyad_score     : float64 (T, p), each dyad's part of the score: the sum over time of (x - mean) dM, in a timed
                     model of x dM, with M the events less the expected ones.

    Where several samples of candidates were drawn, all of these are means over them.

    Source: Therneau & Grambsch 2000, Modeling Survival Data, sections 4.2 (martingale) and 4.4 (score residuals).
    """

    design: Design
    beta: np.ndarray
    reading: np.ndarray
    time: np.ndarray
    step: np.ndarray
    x: np.ndarray
    mean: np.ndarray
    share: np.ndarray
    log_probability: np.ndarray
    total: np.ndarray
    log_likelihood: np.ndarray
    score: np.ndarray
    information: np.ndarray
    dyad: np.ndarray
    expected: np.ndarray
    count: np.ndarray
    dyad_score: np.ndarray

    @property
    def timed(self) -> bool:
        """Whether waiting times are part of the likelihood."""
        return self.design.model.timed

    @property
    def schoenfeld(self) -> np.ndarray:
        """float64 (M, p): x - mean, what happened against what was to be expected, given that something did."""
        return self.x - self.mean

    @property
    def pairs(self) -> np.ndarray:
        """int64 (T,), ``i * m + j``: the sender and receiver of each account, whatever the type; m receivers."""
        i, j = self.members
        return i * (self.design.n2 // self._types) + j

    @property
    def members(self) -> tuple[np.ndarray, np.ndarray]:
        """int64 (T,) twice: the sender and the receiver of each account."""
        i, j = np.divmod(self.dyad, self.design.n2)
        return i, j % (self.design.n2 // self._types)

    @property
    def kind(self) -> np.ndarray:
        """int64 (T,): the type of each account's events."""
        return self.dyad % self.design.n2 // (self.design.n2 // self._types)

    @property
    def one_mode(self) -> bool:
        """Whether senders and receivers are the same."""
        return self.design.history.one_mode and self.design.model.process != "rate"

    @property
    def _types(self) -> int:
        return len(self.design.history.events.kinds) if self.design.model.typed else 1

    def gather(self, values: np.ndarray, of: str) -> np.ndarray:
        """Sums of accounts (T, ...) over each sender (n1, ...), receiver (m, ...), actor (n, ...), or type (C, ...).

        ``of`` may also be ``dyad``, (n1, n2, ...) with n2 receivers by types: every dyad, with 0 for those without an
        account.

        Raises
        ------
        BadModel : another ``of``, actors of two modes, or too many dyads to hold.
        """
        n1, n2 = self.design.n1, self.design.n2
        i, j = self.members
        if of == "dyad":
            _require_room(self.design, 'sum them: of = "sender", or read `trace.dyad`')
            if self.dyad.size == n1 * n2:
                return values.reshape(n1, n2, *values.shape[1:])
            return sums_at(self.dyad, values, n1 * n2).reshape(n1, n2, *values.shape[1:])
        if of == "sender":
            return sums_at(i, values, n1)
        if of == "receiver":
            return sums_at(j, values, n2 // self._types)
        if of == "type":
            return sums_at(self.kind, values, self._types)
        if of == "actor" and self.one_mode:
            return sums_at(i, values, n1) + sums_at(j, values, n1)
        if of == "actor":
            raise BadModel(
                "senders and receivers are not the same here", where="of", hint="sum over sender or receiver"
            )
        raise BadModel(f"of = {of!r}", where="of", hint="it is dyad, sender, receiver, actor or type")


def _require_room(design: Design, hint: str) -> None:
    if design.n1 * design.n2 > _MOST_DYADS:
        raise BadModel(
            f"{design.n1 * design.n2} dyads are too many to keep an account of each",
            where=design.model.process,
            hint=hint,
        )


def trace(
    design: Design, beta: np.ndarray, block: np.ndarray | None = None, *, samples: list[Draw] | None = None
) -> Trace:
    """Walk over a design at ``beta`` float64 (p,), or (B, p) with ``block`` int (R,), the row that holds at a reading.

    samples : the candidates that the fit drew (``fit.samples()``); the walk is then over these alone.

    Raises
    ------
    BadModel : there are too many dyads to keep an account of each.
    """
    n1, n2, p = design.n1, design.n2, design.p
    beta = np.ascontiguousarray(np.atleast_2d(beta), dtype=np.float64)
    line = design.timeline
    block = np.zeros(line.n_readings, dtype=np.int64) if block is None else np.ascontiguousarray(block, dtype=np.int64)
    if samples is not None:
        return _mean([_sampled(design, beta, block, each) for each in samples])
    _require_room(design, "fit with controls, which are few enough")
    open_, dyad_key = _unfolded(design)
    events = (line.event_ptr, design.event_sender, design.event_receiver)
    receivers, dyads = design.receivers.arrays, (design.dyads.ptr, dyad_key, design.dyads.col, design.dyads.value)
    process, ties = design.model.process, TIES[line.convention.ties]
    place = np.full(p, -1, dtype=np.int64)
    place[design.sides[2]] = np.arange(int(design.sides[2].sum()))
    event_step = np.repeat(np.arange(line.n_readings), np.diff(line.event_ptr))
    reading, exposure = np.arange(line.n_readings), line.exposure
    if process == "choice":
        S0, S1, S2, x, w, expected, part = _choice(
            beta, block, *events, *receivers, *dyads, open_, place, n1, n2
        )  # fmt: skip
        reading, event_step = event_step, np.arange(line.n_events)
        exposure, ties = np.zeros(line.n_events), TIES["breslow"]
    elif process == "coordination":
        S0, S1, S2, x, w, expected, part = _coordination(beta, block, *events, *receivers, *dyads, open_, n1)
        ties = TIES["breslow"]
    else:
        S0, S1, S2, x, w, expected, part = _rem(
            beta, block, line.timed, ties, exposure, *events, *design.senders.arrays, *receivers, *dyads, open_, place,
            n1, n2,
        )  # fmt: skip
    eta = np.einsum("vp,vp->v", x, beta[block[np.repeat(np.arange(line.n_readings), np.diff(line.event_ptr))]])
    ll, score, information, mean = _steps(
        line.timed, ties, exposure, np.searchsorted(event_step, np.arange(S0.size + 1)), S0, S1, S2, x, w, eta
    )
    count = np.zeros(n1 * n2)
    keys = design.event_sender.astype(np.int64) * n2 + design.event_receiver
    np.add.at(count, keys, 1.0)
    np.add.at(part, keys, x if line.timed else x - mean)
    share = w / S0[event_step]
    return Trace(
        design, beta, reading, line.time[reading], event_step, x, mean, share, np.log(share), S0, ll, score,
        information, np.arange(n1 * n2), expected, count, part,
    )  # fmt: skip


def _unfolded(design: Design) -> tuple[np.ndarray, np.ndarray]:
    """uint8 (n1 * n2,), whether a dyad can have events at all, and the dyad ``i * n2 + j`` of each change of one."""
    table, n2 = design.table, design.n2
    keys = table.i.astype(np.int64) * n2 + table.j
    open_ = np.full((design.n1, n2), table.rest, dtype=np.uint8)
    if table.rest and design.history.one_mode:
        np.fill_diagonal(open_, 0)
    open_.ravel()[keys] = 1
    return open_.ravel(), keys[design.dyads.key]


def event_statistics(design: Design) -> np.ndarray:
    """float64 (M, p): the statistics of each event just before it, without a pass over the other candidates."""
    line = design.timeline
    reading = np.repeat(np.arange(line.n_readings), np.diff(line.event_ptr))
    return statistics_of(design, reading, design.event_sender.astype(np.int64) * design.n2 + design.event_receiver)


def _sampled(design: Design, betas: np.ndarray, block: np.ndarray, sample: Draw) -> Trace:
    """The trace of one draw of candidates: given who was drawn, what the case was and what it was expected to be.

    Source: Borgan, Goldstein & Langholz 1995, doi:10.1214/aos/1176324322, section 4, for the residuals.
    """
    line, timed, p = design.timeline, design.timeline.timed, design.p
    g, x, case = sample.group, sample.x, sample.case
    reading = np.arange(line.n_readings) if timed else np.repeat(np.arange(line.n_readings), np.diff(line.event_ptr))
    S = reading.size
    eta = np.einsum("vp,vp->v", x, betas[block[reading[g]]])
    if timed:
        top, w = np.zeros(S), np.exp(eta) * sample.weight
    else:
        top = np.full(S, -np.inf)
        np.maximum.at(top, g, eta)
        w = np.exp(eta - top[g])
    S0, S1 = np.bincount(g, w, S), sums_at(g, x * w[:, None], S)
    S2 = sums_at(g, (x[:, :, None] * x[:, None, :] * w[:, None, None]).reshape(-1, p * p), S).reshape(S, p, p)
    step = g[case]
    total = S0 if timed else np.bincount(g, w * sample.weight, S)
    mean = S1[step] / S0[step][:, None]
    if timed:
        exposure = line.exposure
        ll = np.bincount(step, eta[case], S) - exposure * S0
        score = sums_at(step, x[case], S) - exposure[:, None] * S1
        information = exposure[:, None, None] * S2
        expected = exposure[g] * w
        part = (case - expected)[:, None] * x
    else:
        centre = S1 / S0[:, None]
        ll = (eta - top[g])[case] - np.log(S0)
        score = x[case] - centre
        information = S2 / S0[:, None, None] - centre[:, :, None] * centre[:, None, :]
        expected = w / S0[g]
        part = (case - expected)[:, None] * (x - centre[g])
    dyad, place = np.unique(sample.key, return_inverse=True)
    return Trace(
        design, betas, reading, line.time[reading], step, x[case], mean, np.exp(eta - top[g])[case] / S0[step],
        (eta - top[g])[case] - np.log(total[step]), S0, ll, score, information, dyad,
        np.bincount(place, expected, dyad.size), np.bincount(place, case, dyad.size), sums_at(place, part, dyad.size),
    )  # fmt: skip


def _mean(traces: list[Trace]) -> Trace:
    """The mean of the traces of several draws."""
    if len(traces) == 1:
        return traces[0]
    dyad, place = np.unique(np.concatenate([each.dyad for each in traces]), return_inverse=True)
    B = len(traces)

    def of(name: str) -> Any:
        return np.mean([getattr(each, name) for each in traces], axis=0)

    def by_dyad(name: str) -> Any:
        return sums_at(place, np.concatenate([getattr(each, name) for each in traces]), dyad.size) / B

    names = ("mean", "share", "log_probability", "total", "log_likelihood", "score", "information")
    return replace(
        traces[0], dyad=dyad, **{name: of(name) for name in names},
        **{name: by_dyad(name) for name in ("expected", "count", "dyad_score")},
    )  # fmt: skip


def sums_at(place: np.ndarray, values: np.ndarray, n: int) -> np.ndarray:
    """float64 (n, ...): the sums of values (k, ...) with the same place int (k,)."""
    if values.ndim == 1:
        return np.bincount(place, values, n)
    out = [np.bincount(place, column, n) for column in values.reshape(place.size, -1).T]
    return np.stack(out, axis=-1).reshape(n, *values.shape[1:]) if out else np.zeros((n, *values.shape[1:]))


@njit(cache=True)
def _add(sign, w, x, S1, S2):
    """Add one candidate's terms to S1 (p,) and S2 (p, p; lower triangle); returns what S0 gains."""
    w = sign * w
    for k in range(x.size):
        v = w * x[k]
        S1[k] += v
        for m in range(k + 1):
            S2[k, m] += v * x[m]
    return w


@njit(cache=True)
def _settle(s, r, w, x, since, H, HX, expected, part):
    """Bring a dyad's account up to reading r: it had weight w and statistics x since its last settling."""
    u = since[s]
    since[s] = r
    if w == 0.0 or u == r:
        return
    h = w * (H[r] - H[u])
    expected[s] += h
    for k in range(x.size):
        part[s, k] -= x[k] * h - w * (HX[r, k] - HX[u, k])


@njit(cache=True)
def _at(s, i, j, e, a, D, place, x):
    """x = e_i + a_j + d_ij of one dyad."""
    for k in range(x.size):
        x[k] = e[i, k] + a[j, k]
        if place[k] >= 0:
            x[k] += D[s, place[k]]


@njit(cache=True)
def _line(
    sign, first, step, count, n2, r, e, a, D, place, E, A, G, x, S1, S2, since, H, HX, expected, part
):  # fmt: skip
    """Add sign times the terms of the dyads first, first + step, ... to the sums; returns their weight.

    step : 1, along rows, or n2, down a column. What goes out (sign -1, or 0 for no sums) is settled first.
    """
    total, i, j = 0.0, first // n2, first % n2
    for t in range(count):
        s = first + t * step
        w = E[i] * A[j] * G[s]
        if w != 0.0:
            _at(s, i, j, e, a, D, place, x)
            if sign != 0.0:
                _add(sign, w, x, S1, S2)
            total += w
        if sign <= 0.0:
            _settle(s, r, w, x, since, H, HX, expected, part)
        if step == 1 and j + 1 < n2:
            j += 1
        else:
            i += 1
            j = 0 if step == 1 else j
    return total


@njit(cache=True)
def _note(lo, hi, who, key, col, value, z, there):
    """Write the changes lo:hi of one actor, or of all where ``who`` is -1, into values z (n, p) and who is there."""
    for c in range(lo, hi):
        if who < 0 or key[c] == who:
            if col[c] < 0:
                there[key[c]] = value[c]
            else:
                z[key[c], col[c]] = value[c]


@njit(cache=True)
def _weight(beta, z, there, i):
    """exp(b'z_i), or 0 where i is not there. z : float64 (n, p)"""
    if not there[i] > 0:
        return 0.0
    eta = 0.0
    for k in range(beta.size):
        eta += beta[k] * z[i, k]
    return np.exp(eta)


@njit(cache=True)
def _rem(
    betas, block, timed, ties, exposure, event_ptr, event_sender, event_receiver,
    s_ptr, s_key, s_col, s_value, r_ptr, r_key, r_col, r_value, d_ptr, d_key, d_col, d_value,
    open_, place, n1, n2,
):  # fmt: skip
    """Sums at each reading, statistics and weight of each event, expected events and compensated score of each dyad.

    Arrays as in Design, Merged and Timeline; dyads are i * n2 + j.   place : int64 (p,), column of D, or -1
    """
    p, R, n = betas.shape[1], event_ptr.size - 1, n1 * n2
    pd = max(place.max() + 1, 1) if p else 1
    e, a, D = np.zeros((n1, p)), np.zeros((n2, p)), np.zeros((n, pd))
    there1, there2 = np.zeros(n1), np.zeros(n2)
    E, A, G = np.zeros(n1), np.zeros(n2), np.zeros(n)
    out0, out1, out2 = np.zeros(R), np.zeros((R, p)), np.zeros((R, p, p))
    xs, ws = np.zeros((event_sender.size, p)), np.zeros(event_sender.size)
    H, HX = np.zeros(R + 1), np.zeros((R + 1, p))
    since, expected, part = np.zeros(n, dtype=np.int64), np.zeros(n), np.zeros((n, p))
    S0, S1, S2, spent = 0.0, np.zeros(p), np.zeros((p, p)), 0.0
    T1, x = np.zeros(p), np.empty(p)
    marked1, marked2 = np.zeros(n1, dtype=np.bool_), np.zeros(n2, dtype=np.bool_)
    marked = np.zeros(n, dtype=np.bool_)
    dirty1, dirty2, dirty = np.empty(n1, dtype=np.int64), np.empty(n2, dtype=np.int64), np.empty(1024, dtype=np.int64)
    for r in range(R):
        beta = betas[block[r]]
        moved = r == 0 or block[r] != block[r - 1]
        m1 = _mark(s_ptr[r], s_ptr[r + 1], s_key, marked1, dirty1)
        m2 = _mark(r_ptr[r], r_ptr[r + 1], r_key, marked2, dirty2)
        if d_ptr[r + 1] - d_ptr[r] > dirty.size:
            dirty = np.empty(2 * (d_ptr[r + 1] - d_ptr[r]), dtype=np.int64)
        m = _mark(d_ptr[r], d_ptr[r + 1], d_key, marked, dirty)
        whole = moved or m1 * n2 + m2 * n1 + m > 0.6 * n
        if whole:
            _line(0.0, 0, 1, n, n2, r, e, a, D, place, E, A, G, x, S1, S2, since, H, HX, expected, part)
        for c in range(0 if whole else m):
            w = _line(
                -1.0, dirty[c], 1, 1, n2, r, e, a, D, place, E, A, G, x, S1, S2, since, H, HX, expected, part
            )  # fmt: skip
            S0 -= w
            spent += w
        for c in range(d_ptr[r], d_ptr[r + 1]):
            D[d_key[c], place[d_col[c]]] = d_value[c]
        for c in range(n if moved else m):
            s = c if moved else dirty[c]
            if open_[s]:
                eta = 0.0
                for k in range(p):
                    if place[k] >= 0:
                        eta += beta[k] * D[s, place[k]]
                G[s] = np.exp(eta)
            if not whole:
                S0 += _line(
                    1.0, s, 1, 1, n2, r, e, a, D, place, E, A, G, x, S1, S2, since, H, HX, expected, part
                )  # fmt: skip
        if whole:
            _note(s_ptr[r], s_ptr[r + 1], -1, s_key, s_col, s_value, e, there1)
            _note(r_ptr[r], r_ptr[r + 1], -1, r_key, r_col, r_value, a, there2)
            for c in range(n1 if moved else m1):
                i = c if moved else dirty1[c]
                E[i] = _weight(beta, e, there1, i)
            for c in range(n2 if moved else m2):
                j = c if moved else dirty2[c]
                A[j] = _weight(beta, a, there2, j)
        for c in range(0 if whole else m1):
            i = dirty1[c]
            w = _line(
                -1.0, i * n2, 1, n2, n2, r, e, a, D, place, E, A, G, x, S1, S2, since, H, HX, expected, part
            )  # fmt: skip
            _note(s_ptr[r], s_ptr[r + 1], i, s_key, s_col, s_value, e, there1)
            E[i] = _weight(beta, e, there1, i)
            spent += w
            S0 += _line(
                1.0, i * n2, 1, n2, n2, r, e, a, D, place, E, A, G, x, S1, S2, since, H, HX, expected, part
            ) - w  # fmt: skip
        for c in range(0 if whole else m2):
            j = dirty2[c]
            w = _line(
                -1.0, j, n2, n1, n2, r, e, a, D, place, E, A, G, x, S1, S2, since, H, HX, expected, part
            )  # fmt: skip
            _note(r_ptr[r], r_ptr[r + 1], j, r_key, r_col, r_value, a, there2)
            A[j] = _weight(beta, a, there2, j)
            spent += w
            S0 += _line(
                1.0, j, n2, n1, n2, r, e, a, D, place, E, A, G, x, S1, S2, since, H, HX, expected, part
            ) - w  # fmt: skip
        # As in models.sums: what subtraction leaves behind is bounded before it can matter.
        if whole or not spent < 4096.0 * S0:
            spent = 0.0
            S1[:] = 0.0
            S2[:] = 0.0
            S0 = _line(1.0, 0, 1, n, n2, r, e, a, D, place, E, A, G, x, S1, S2, since, H, HX, expected, part)
        out0[r] = S0
        for k in range(p):
            out1[r, k] = S1[k]
            for q in range(k + 1):
                out2[r, k, q] = S2[k, q]
                out2[r, q, k] = S2[k, q]
        first, last = event_ptr[r], event_ptr[r + 1]
        d = last - first
        T0 = 0.0
        T1[:] = 0.0
        for v in range(first, last):
            i, j = event_sender[v], event_receiver[v]
            s = i * n2 + j
            _at(s, i, j, e, a, D, place, x)
            ws[v] = E[i] * A[j] * G[s]
            T0 += ws[v]
            for k in range(p):
                xs[v, k] = x[k]
                T1[k] += ws[v] * x[k]
        for k in range(p):
            HX[r + 1, k] = HX[r, k]
        H[r + 1] = H[r]
        if timed:
            H[r + 1] += exposure[r]
        elif d > 0:
            for q in range(1 if ties == 1 else d):
                f = q / d if ties == 2 else 0.0
                U0 = S0 - f * T0
                H[r + 1] += 1.0 / U0
                for k in range(p):
                    HX[r + 1, k] += (S1[k] - f * T1[k]) / (U0 * U0)
                # Under Efron's rule those who act on a tied day are at risk for a part of it only.
                if f > 0.0:
                    for v in range(first, last):
                        s = event_sender[v] * n2 + event_receiver[v]
                        expected[s] -= f * ws[v] / U0
                        for k in range(p):
                            part[s, k] += f * ws[v] / U0 * (xs[v, k] - (S1[k] - f * T1[k]) / U0)
    _line(0.0, 0, 1, n, n2, R, e, a, D, place, E, A, G, x, S1, S2, since, H, HX, expected, part)
    return out0, out1, out2, xs, ws, expected, part


@njit(cache=True)
def _choice(
    betas, block, event_ptr, event_sender, event_receiver,
    r_ptr, r_key, r_col, r_value, d_ptr, d_key, d_col, d_value, open_, place, n1, n2,
):  # fmt: skip
    """The same for the receiver given the sender: sums over the sender's row at each event, relative to its largest."""
    p, M, n = betas.shape[1], event_sender.size, n1 * n2
    pd = max(place.max() + 1, 1)
    a, there2, D = np.zeros((n2, p)), np.zeros(n2), np.zeros((n, pd))
    none = np.zeros((n1, p))
    out0, out1, out2 = np.zeros(M), np.zeros((M, p)), np.zeros((M, p, p))
    xs, ws = np.zeros((M, p)), np.zeros(M)
    expected, part = np.zeros(n), np.zeros((n, p))
    eta, x = np.empty(n2), np.empty(p)
    for r in range(event_ptr.size - 1):
        beta = betas[block[r]]
        for c in range(d_ptr[r], d_ptr[r + 1]):
            D[d_key[c], place[d_col[c]]] = d_value[c]
        _note(r_ptr[r], r_ptr[r + 1], -1, r_key, r_col, r_value, a, there2)
        for v in range(event_ptr[r], event_ptr[r + 1]):
            i, top = event_sender[v], -np.inf
            for j in range(n2):
                eta[j] = -np.inf
                if open_[i * n2 + j] and there2[j] > 0:
                    _at(i * n2 + j, i, j, none, a, D, place, x)
                    eta[j] = 0.0
                    for k in range(p):
                        eta[j] += beta[k] * x[k]
                    top = max(top, eta[j])
            for j in range(n2):
                if eta[j] > -np.inf:
                    _at(i * n2 + j, i, j, none, a, D, place, x)
                    eta[j] = np.exp(eta[j] - top)
                    out0[v] += _add(1.0, eta[j], x, out1[v], out2[v])
                    if j == event_receiver[v]:
                        ws[v] = eta[j]
                        xs[v] = x
                else:
                    eta[j] = 0.0
            for j in range(n2):
                if eta[j] > 0.0:
                    s = i * n2 + j
                    _at(s, i, j, none, a, D, place, x)
                    h = eta[j] / out0[v]
                    expected[s] += h
                    for k in range(p):
                        part[s, k] -= h * (x[k] - out1[v, k] / out0[v])
            for k in range(p):
                for m in range(k):
                    out2[v, m, k] = out2[v, k, m]
    return out0, out1, out2, xs, ws, expected, part


@njit(cache=True)
def _coordination(
    betas, block, event_ptr, event_sender, event_receiver,
    r_ptr, r_key, r_col, r_value, d_ptr, d_key, d_col, d_value, open_, n,
):  # fmt: skip
    """The same for pairs {i, j}, whose weight is p_ij p_ji and whose statistics are those of both less their means."""
    p, R = betas.shape[1], event_ptr.size - 1
    a, there, D = np.zeros((n, p)), np.zeros(n), np.zeros((n * n, p))
    out0, out1, out2 = np.zeros(R), np.zeros((R, p)), np.zeros((R, p, p))
    xs, ws = np.zeros((event_sender.size, p)), np.zeros(event_sender.size)
    expected, part = np.zeros(n * n), np.zeros((n * n, p))
    P, mean, u = np.zeros((n, n)), np.zeros((n, p)), np.zeros(p)
    for r in range(R):
        beta = betas[block[r]]
        _note(r_ptr[r], r_ptr[r + 1], -1, r_key, r_col, r_value, a, there)
        for c in range(d_ptr[r], d_ptr[r + 1]):
            D[d_key[c], d_col[c]] = d_value[c]
        first, last = event_ptr[r], event_ptr[r + 1]
        if first == last:
            continue
        mean[:] = 0.0
        for i in range(n):
            top, total = -np.inf, 0.0
            for j in range(n):
                P[i, j] = -np.inf
                if open_[i * n + j] and there[i] > 0 and there[j] > 0:
                    P[i, j] = 0.0
                    for k in range(p):
                        P[i, j] += beta[k] * (a[j, k] + D[i * n + j, k])
                    top = max(top, P[i, j])
            for j in range(n):
                P[i, j] = np.exp(P[i, j] - top) if P[i, j] > -np.inf else 0.0
                total += P[i, j]
            if total > 0.0:
                for j in range(n):
                    P[i, j] /= total
                    for k in range(p):
                        mean[i, k] += P[i, j] * (a[j, k] + D[i * n + j, k])
        for i in range(n):
            for j in range(i):
                w = P[i, j] * P[j, i]
                if w > 0.0:
                    for k in range(p):
                        u[k] = a[i, k] + a[j, k] + D[i * n + j, k] + D[j * n + i, k] - mean[i, k] - mean[j, k]
                    out0[r] += _add(1.0, w, u, out1[r], out2[r])
        d = last - first
        for i in range(n):
            for j in range(i):
                w = P[i, j] * P[j, i]
                if w > 0.0:
                    h, s = d * w / out0[r], j * n + i
                    expected[s] += h
                    for k in range(p):
                        u[k] = a[i, k] + a[j, k] + D[i * n + j, k] + D[j * n + i, k] - mean[i, k] - mean[j, k]
                        part[s, k] -= h * (u[k] - out1[r, k] / out0[r])
        for v in range(first, last):
            i, j = event_sender[v], event_receiver[v]
            ws[v] = P[i, j] * P[j, i]
            for k in range(p):
                xs[v, k] = a[i, k] + a[j, k] + D[i * n + j, k] + D[j * n + i, k] - mean[i, k] - mean[j, k]
        for k in range(p):
            for m in range(k):
                out2[r, m, k] = out2[r, k, m]
    return out0, out1, out2, xs, ws, expected, part


@njit(cache=True)
def _steps(timed, ties, exposure, ptr, S0, S1, S2, x, w, eta):
    """Log-likelihood (S,), score (S, p) and information (S, p, p) of each step, and the mean (M, p) at each event.

    ptr : int64 (S + 1,), the events of each step    S0, S1, S2 : sums at each step    w, eta : float64 (M,)
    """
    S, p = S0.size, S1.shape[1]
    ll, score, info, mean = np.zeros(S), np.zeros((S, p)), np.zeros((S, p, p)), np.zeros((x.shape[0], p))
    T1, T2 = np.zeros(p), np.zeros((p, p))
    for r in range(S):
        first, last = ptr[r], ptr[r + 1]
        d = last - first
        if timed:
            ll[r] = -exposure[r] * S0[r]
            for k in range(p):
                score[r, k] = -exposure[r] * S1[r, k]
                for m in range(p):
                    info[r, k, m] = exposure[r] * S2[r, k, m]
        if d == 0:
            continue
        T0 = 0.0
        T1[:] = 0.0
        T2[:] = 0.0
        for v in range(first, last):
            T0 += _add(1.0, w[v], x[v], T1, T2)
            for k in range(p):
                score[r, k] += x[v, k]
        if timed:
            for v in range(first, last):
                ll[r] += eta[v]
                for k in range(p):
                    mean[v, k] = S1[r, k] / S0[r]
            continue
        for v in range(first, last):
            ll[r] += np.log(w[v])
        for q in range(1 if ties == 1 else d):
            f = q / d if ties == 2 else 0.0
            U0 = S0[r] - f * T0
            ll[r] -= np.log(U0)
            for k in range(p):
                uk = (S1[r, k] - f * T1[k]) / U0
                score[r, k] -= uk
                for v in range(first, last):
                    mean[v, k] += uk / d
                for m in range(p):
                    t2 = T2[k, m] if m <= k else T2[m, k]
                    info[r, k, m] += (S2[r, k, m] - f * t2) / U0 - uk * (S1[r, m] - f * T1[m]) / U0
    return ll, score, info, mean
