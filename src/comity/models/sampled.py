"""Sampled risk sets: each event beside a few candidates drawn at its time, for histories too large to sum over.

Statistics are still computed from all events. Under ordinal timing (and for choice) the sampled likelihood is the
nested case-control one, with simple random sampling without replacement, in which sampling probabilities cancel
(Borgan, Goldstein & Langholz 1995). Under interval timing the sum over the risk set is estimated with inverse sampling
probabilities, and the covariance is the sandwich of the readings' scores (Lerner & Lomi 2020; remstimate's weights).
Several draws are combined like imputations: the mean, and within plus (1 + 1 / B) between.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from comity.errors import BadModel
from comity.models.design import Design
from comity.models.newton import Ascent, ascend

__all__ = ["Draw", "Sampling", "draw", "sampled_fit", "sampled_pass", "statistics_of"]


@dataclass(frozen=True, slots=True)
class Sampling:
    """How candidates were drawn, so that the same ones can be drawn again.

    controls : how many beside each event (ordinal timing) or at each reading (interval timing).
    seeds    : one for each draw.
    """

    controls: int
    seeds: tuple[np.random.SeedSequence, ...]

    def draw(self, design: Design) -> list[Draw]:
        """The draws from a design."""
        return [draw(design, self.controls, np.random.default_rng(seed)) for seed in self.seeds]


@dataclass(frozen=True, slots=True, eq=False)
class Draw:
    """Cases and controls with their statistics.

    group   : int64 (k,), non-decreasing: the event (ordinal timing) or the reading (interval timing) of each row.
    case    : bool (k,).
    key     : int64 (k,), the dyad ``i * n2 + j`` of each row.
    weight  : float64 (k,), what a row stands for in the sum over the risk set: 1 for cases, and for controls the
              number of candidates that are no cases over the number drawn.
    x       : float64 (k, p).
    """

    group: np.ndarray
    case: np.ndarray
    key: np.ndarray
    weight: np.ndarray
    x: np.ndarray


def draw(design: Design, controls: int, rng: np.random.Generator) -> Draw:
    """Draw controls for every event, or under interval timing for every reading.

    Parameters
    ----------
    controls : how many for each; all where there are no more.

    Raises
    ------
    BadModel : a coordination model, whose choice sets cannot be sampled by pairs.
    """
    if design.model.process == "coordination":
        raise BadModel("a coordination model needs all pairs", where="controls", hint="leave controls out")
    if controls < 1:
        raise BadModel(f"controls = {controls}", where="controls", hint="draw at least one")
    line, n2 = design.timeline, design.n2
    timed, own_row = line.timed, design.model.process == "choice"
    groups: list[np.ndarray] = []
    cases: list[np.ndarray] = []
    weights: list[np.ndarray] = []
    keys: list[np.ndarray] = []
    readings: list[np.ndarray] = []
    at = _AtRisk(design)
    for r in range(line.n_readings):
        at.move_to(r)
        here = np.arange(line.event_ptr[r], line.event_ptr[r + 1])
        case_keys = design.event_sender[here].astype(np.int64) * n2 + design.event_receiver[here]
        if timed:
            sets = [(r, case_keys, None)]
        else:
            rows = design.event_sender[here] if own_row else [None] * here.size
            sets = [(int(v), case_keys[k : k + 1], row) for k, (v, row) in enumerate(zip(here, rows, strict=True))]
        for group, mine, row in sets:
            drawn, of = at.sample(controls, case_keys, rng, row)
            size = mine.size + drawn.size
            groups.append(np.full(size, group))
            cases.append(np.arange(size) < mine.size)
            weights.append(np.append(np.ones(mine.size), np.full(drawn.size, of / max(drawn.size, 1))))
            keys.append(np.append(mine, drawn))
            readings.append(np.full(size, r))
    key = np.concatenate(keys)
    x = statistics_of(design, np.concatenate(readings), key)
    return Draw(np.concatenate(groups), np.concatenate(cases), key, np.concatenate(weights), x)


def statistics_of(design: Design, reading: np.ndarray, key: np.ndarray) -> np.ndarray:
    """float64 (k, p): the statistics of dyads ``key`` int (k,), ``i * n2 + j``, at readings int (k,), in order."""
    return _collect(
        np.searchsorted(reading, np.arange(design.timeline.n_readings + 1)).astype(np.int64),
        (key // design.n2).astype(np.int64), (key % design.n2).astype(np.int64), *design.senders.arrays,
        *design.receivers.arrays, *design.dyads.arrays, design.table.j, design.table.row_ptr, design.p, design.n1,
        design.n2,
    )  # fmt: skip


class _AtRisk:
    """Who is at risk at each reading, and draws from them."""

    def __init__(self, design: Design) -> None:
        self.design = design
        self.there1, self.there2 = np.zeros(design.n1, dtype=bool), np.zeros(design.n2, dtype=bool)
        self.open = np.ones(design.table.i.size, dtype=bool)
        self.keys: np.ndarray | None = None
        self.table = design.table.i.astype(np.int64) * design.n2 + design.table.j

    def move_to(self, r: int) -> None:
        moved = False
        for part, there in ((self.design.senders, self.there1), (self.design.receivers, self.there2)):
            here = slice(part.ptr[r], part.ptr[r + 1])
            who = part.col[here] < 0
            if who.any():
                there[part.key[here][who]] = part.value[here][who] > 0
                moved = True
        dyads = self.design.dyads
        here = slice(dyads.ptr[r], dyads.ptr[r + 1])
        shut = dyads.col[here] < 0
        if shut.any():
            self.open[dyads.key[here][shut]] = dyads.value[here][shut] > 0
            moved = True
        if moved:
            self.keys = None

    def _all(self) -> np.ndarray:
        """Every key at risk, where they are all kept."""
        if self.keys is None:
            t = self.design.table
            choosing = self.design.model.process == "choice"
            self.keys = self.table[(self.there1[t.i] | choosing) & self.there2[t.j] & self.open]
        return self.keys

    def sample(
        self, controls: int, cases: np.ndarray, rng: np.random.Generator, row: int | None
    ) -> tuple[np.ndarray, int]:
        """Keys of controls, none of them a case, and how many they were drawn from."""
        n2 = self.design.n2
        if self.design.table.rest:
            return self._sample_rest(controls, cases, rng, row)
        keys = self._all()
        if row is not None:
            keys = keys[np.searchsorted(keys, row * n2) : np.searchsorted(keys, (row + 1) * n2)]
        mine = np.unique(cases)
        total = keys.size - int((np.searchsorted(keys, mine, side="right") - np.searchsorted(keys, mine)).sum())
        if controls * 2 >= keys.size:
            left = np.setdiff1d(keys, cases)
            return rng.choice(left, size=min(controls, left.size), replace=False), total
        return self._reject(controls, cases, lambda k: keys[rng.integers(keys.size, size=k)]), total

    def _sample_rest(
        self, controls: int, cases: np.ndarray, rng: np.random.Generator, row: int | None
    ) -> tuple[np.ndarray, int]:
        n2, one_mode = self.design.n2, self.design.history.one_mode
        senders = np.flatnonzero(self.there1) if row is None else np.array([row])
        receivers = np.flatnonzero(self.there2)
        loops = int(np.isin(senders, receivers).sum()) if one_mode else 0
        t, shut = self.design.table, np.flatnonzero(~self.open)
        closed = self.table[shut[np.isin(t.i[shut], senders) & np.isin(t.j[shut], receivers)]]
        total = senders.size * receivers.size - loops - closed.size
        mine = cases if row is None else cases[cases // n2 == row]

        def some(k: int) -> np.ndarray:
            i, j = senders[rng.integers(senders.size, size=k)], receivers[rng.integers(receivers.size, size=k)]
            keep = i != j if one_mode else np.ones(k, dtype=bool)
            return i[keep].astype(np.int64) * n2 + j[keep]

        total -= np.unique(mine).size
        return self._reject(min(controls, total), np.append(cases, closed), some), total

    @staticmethod
    def _reject(controls: int, cases: np.ndarray, some: object) -> np.ndarray:
        """Draw until there are enough different keys that are no cases."""
        found = np.empty(0, dtype=np.int64)
        while found.size < controls:
            more = some(2 * (controls - found.size) + 2)  # type: ignore[operator]
            more = np.append(found, more[~np.isin(more, cases)])
            _, first = np.unique(more, return_index=True)
            found = more[np.sort(first)][:controls]
        return found


@njit(cache=True)
def _collect(
    ptr, want_i, want_j, s_ptr, s_key, s_col, s_value, r_ptr, r_key, r_col, r_value,
    d_ptr, d_key, d_col, d_value, slot_j, row_ptr, p, n1, n2,
):  # fmt: skip
    """The statistics of the candidates (want_i, want_j), those of reading r being ptr[r] : ptr[r + 1].

    Arrays as in Design, Merged and Table. Returns float64 (k, p).
    """
    e, a = np.zeros((p, n1)), np.zeros((p, n2))
    used = np.zeros(p, dtype=np.bool_)
    for c in range(d_col.size):
        if d_col[c] >= 0:
            used[d_col[c]] = True
    place, cols = np.zeros(p, dtype=np.int64), np.flatnonzero(used)
    for k in range(cols.size):
        place[cols[k]] = k
    D = np.zeros((max(cols.size, 1), slot_j.size))
    x = np.empty((want_i.size, p))
    for r in range(ptr.size - 1):
        for c in range(s_ptr[r], s_ptr[r + 1]):
            if s_col[c] >= 0:
                e[s_col[c], s_key[c]] = s_value[c]
        for c in range(r_ptr[r], r_ptr[r + 1]):
            if r_col[c] >= 0:
                a[r_col[c], r_key[c]] = r_value[c]
        for c in range(d_ptr[r], d_ptr[r + 1]):
            if d_col[c] >= 0:
                D[place[d_col[c]], d_key[c]] = d_value[c]
        for t in range(ptr[r], ptr[r + 1]):
            i, j = want_i[t], want_j[t]
            for k in range(p):
                x[t, k] = e[k, i] + a[k, j]
            lo, hi = row_ptr[i], row_ptr[i + 1]
            while lo < hi:
                middle = (lo + hi) // 2
                if slot_j[middle] < j:
                    lo = middle + 1
                else:
                    hi = middle
            if lo < row_ptr[i + 1] and slot_j[lo] == j:
                for k in range(cols.size):
                    x[t, cols[k]] += D[k, lo]
    return x


def sampled_pass(
    design: Design, sample: Draw, beta: np.ndarray
) -> tuple[tuple[float, np.ndarray, np.ndarray], np.ndarray]:
    """The sampled log-likelihood, score and information, and the score of every group (g, p)."""
    x, p = sample.x, beta.size
    eta = x @ beta
    starts = np.flatnonzero(np.append(True, np.diff(sample.group) > 0))
    if design.timeline.timed:
        w = np.exp(eta) * sample.weight * design.timeline.exposure[sample.group]
        ll = float(eta[sample.case].sum() - w.sum())
        each = np.add.reduceat(x * (sample.case - w)[:, None], starts, axis=0)
        return (ll, each.sum(axis=0), (x * w[:, None]).T @ x), each
    top = np.maximum.reduceat(eta, starts)
    size = np.diff(np.append(starts, eta.size))
    w = np.exp(eta - np.repeat(top, size))
    total = np.add.reduceat(w, starts)
    share = w / np.repeat(total, size)
    ll = float(eta[sample.case].sum() - (np.log(total) + top).sum())
    mean = np.add.reduceat(x * share[:, None], starts, axis=0)
    each = x[sample.case] - mean
    return (ll, each.sum(axis=0), (x * share[:, None]).T @ x - mean.T @ mean), each.reshape(-1, p)


def sampled_fit(
    design: Design, samples: list[Draw], start: np.ndarray, free: np.ndarray
) -> tuple[list[Ascent], np.ndarray, np.ndarray]:
    """Fit on several draws; the ascents, the combined estimate (p,) and covariance (p, p)."""
    ends, covariances, draws = [], [], len(samples)
    for sample in samples:
        end = ascend(lambda beta, s=sample: sampled_pass(design, s, beta)[0], start, free, design.reach)  # type: ignore[misc]
        ends.append(end)
        covariances.append(_spread(design, sample, end, free))
    estimates = np.array([end.beta for end in ends])
    within = np.mean(covariances, axis=0)
    between = np.cov(estimates.T, ddof=1).reshape(within.shape) if draws > 1 else np.zeros_like(within)
    return ends, estimates.mean(axis=0), within + (1 + 1 / draws) * between


def _spread(design: Design, sample: Draw, end: Ascent, free: np.ndarray) -> np.ndarray:
    k = np.flatnonzero(free)
    out = np.zeros((free.size, free.size))
    if end.flat.shape[0]:
        out[np.ix_(k, k)] = np.nan
        return out
    inverse = np.linalg.inv(end.information[np.ix_(k, k)])
    if design.timeline.timed:
        scores = sampled_pass(design, sample, end.beta)[1][:, k]
        inverse = inverse @ (scores.T @ scores) @ inverse
    out[np.ix_(k, k)] = inverse
    return out
