"""Panel: the exposure of every state to every case, in rows within which no statistic moves.

An interval-timed relational event likelihood with constant rates between changes is that of independent Poisson
counts over such rows: log L = sum over rows of (y log rate - rate x exposure). Rows end where an event of the case or
its rivals falls, where its age reaches a step of the baseline, and at the end of each quarter, on which the networks,
the attributes and what fades are read anew.

Source: Butts (2008), doi:10.1111/j.1467-9531.2008.00203.x, equation 2; Holford (1980), Biometrics 36:299, for the
likelihood as a Poisson one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from comity.outlook.draws import BEGINS, ENDS, RecognitionHistory
from comity.outlook.specification import Specification
from comity.outlook.statistics import Moment, Tracker, columns
from comity.outlook.world import World

__all__ = ["Panel", "build_panels", "era_of"]

FIRST_ERA = 1910
N_ERAS = 13
"""Decades 1910s to 2030s."""


def era_of(day: float) -> int:
    """The decade of a day, as an index from the 1910s on."""
    return min(max((dt.date.fromordinal(int(day)).year - FIRST_ERA) // 10, 0), N_ERAS - 1)


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Rows of one process, in the order in which they end.

    x        : float64 (R, p), statistics.
    exposure : float64 (R,), years at risk.
    y        : float64 (R,), 1 where the row ends with an event of its own.
    end      : float64 (R,), ordinal day on which it ends.
    state, case, step, year, era : int32 (R,); ``step`` is of the baseline, ``year`` the calendar year of its beginning.
    dropped  : events that no row holds: their state was not in being, or the case not open.
    """

    x: np.ndarray
    exposure: np.ndarray
    y: np.ndarray
    end: np.ndarray
    state: np.ndarray
    case: np.ndarray
    step: np.ndarray
    year: np.ndarray
    era: np.ndarray
    dropped: int

    @property
    def n_events(self) -> int:
        """Events in the rows."""
        return int(self.y.sum())

    def take(self, keep: np.ndarray) -> Panel:
        """The rows that ``keep`` selects."""
        return Panel(
            self.x[keep], self.exposure[keep], self.y[keep], self.end[keep], self.state[keep], self.case[keep],
            self.step[keep], self.year[keep], self.era[keep], self.dropped,
        )  # fmt: skip

    def before(self, day: float) -> Panel:
        """The rows that end before a day, or on it without an event."""
        return self.take(np.flatnonzero((self.end < day) | ((self.end == day) & (self.y == 0))))


def build_panels(
    spec: Specification, world: World, history: RecognitionHistory, *, until: float
) -> tuple[Panel, Panel]:
    """The rows of recognition and of withdrawal up to a day.

    The end of the observation cuts rows; it is a quarter's end where it is the first of January.
    """
    parts: list[list[tuple[np.ndarray, ...]]] = [[], []]
    held = [0, 0]
    tracker = Tracker(history)
    first = min(window[0] for windows in history.windows for window in windows)
    marks = _quarters(first, until)
    at = 0
    for a, b in pairwise(marks):
        stop = at
        # Events of the day on which a quarter ends belong to it: a row is (begin, end].
        while stop < history.n_events and history.time[stop] <= b:
            stop += 1
        inside = np.arange(at, stop)
        moment: Moment | None = None
        for case in range(len(history.cases)):
            for opened, closed in history.windows[case]:
                low, high = max(a, opened), min(b, closed)
                if low >= high:
                    continue
                if moment is None:
                    moment = Moment.at(spec, world.snapshot(max(a, first)), tracker)
                _case_rows(spec, world, history, tracker, moment, case, opened, low, high, inside, parts, held)
        for e in inside:
            tracker.apply(float(history.time[e]), int(history.state[e]), int(history.case[e]), int(history.kind[e]))
        at = stop
    totals = [int(((history.kind == kind) & (history.time <= until)).sum()) for kind in (BEGINS, ENDS)]
    panels = [_joined(parts[k], len(process.effects), totals[k] - held[k]) for k, process in enumerate(spec.processes)]
    return panels[0], panels[1]


def _quarters(first: float, until: float) -> list[float]:
    date = dt.date.fromordinal(int(first))
    marks = []
    for year in range(date.year, dt.date.fromordinal(int(until)).year + 1):
        marks += [float(dt.date(year, month, 1).toordinal()) for month in (1, 4, 7, 10)]
    inside = [mark for mark in marks if first < mark < until]
    return [first, *inside, until]


def _case_rows(
    spec: Specification, world: World, history: RecognitionHistory, tracker: Tracker, moment: Moment, case: int,
    opened: float, low: float, high: float, inside: np.ndarray, parts: list[list[tuple[np.ndarray, ...]]],
    held: list[int],
) -> None:  # fmt: skip
    """Rows of one case within one quarter."""
    group = (case, *history.rivals[case])
    mine = inside[np.isin(history.case[inside], group)]
    local = tracker.copy(group) if mine.size else tracker
    cuts = {low, high}
    cuts.update(float(t) for t in history.time[mine] if low < t < high)
    for process in spec.processes:
        cuts.update(opened + step for step in process.baseline if low < opened + step < high)
    order = sorted(cuts)
    at = 0
    while at < mine.size and history.time[mine[at]] <= low:
        at += _apply(history, local, mine[at])
    present: np.ndarray | None = None
    for a, b in pairwise(order):
        present = world.presence(a, b)
        if history.own[case] >= 0:
            present[history.own[case]] = 0.0
        last = at
        while last < mine.size and history.time[mine[last]] <= b:
            last += 1
        events = [e for e in mine[at:last] if history.case[e] == case]
        for k, process in enumerate(spec.processes):
            risk = (present > 0) & (~local.recognises[case] if k == 0 else local.recognises[case])
            rows = np.flatnonzero(risk)
            if rows.size == 0:
                continue
            x = columns(process, history, local, moment, case, a)[rows]
            y = np.zeros(present.size)
            for e in events:
                if history.kind[e] == (BEGINS, ENDS)[k] and risk[history.state[e]]:
                    y[history.state[e]] = 1.0
            held[k] += int(y.sum())
            size = rows.size
            step = int(np.searchsorted(process.baseline, a - opened, side="right")) - 1
            parts[k].append(
                (
                    x,
                    present[rows] / 365.25,
                    y[rows],
                    np.full(size, b),
                    rows.astype(np.int32),
                    np.full(size, case, dtype=np.int32),
                    np.full(size, step, dtype=np.int32),
                    np.full(size, dt.date.fromordinal(int(a)).year, dtype=np.int32),
                    np.full(size, era_of(a), dtype=np.int32),
                )
            )
        while at < last:
            at += _apply(history, local, mine[at])


def _apply(history: RecognitionHistory, tracker: Tracker, event: int) -> int:
    tracker.apply(
        float(history.time[event]), int(history.state[event]), int(history.case[event]), int(history.kind[event])
    )
    return 1


def _joined(parts: list[tuple[np.ndarray, ...]], p: int, dropped: int) -> Panel:
    if parts:
        whole = [np.concatenate(pieces) for pieces in zip(*parts, strict=True)]
    else:
        whole = [np.zeros((0, p)), *(np.zeros(0) for _ in range(3)), *(np.zeros(0, dtype=np.int32) for _ in range(5))]
    order = np.argsort(whole[3], kind="stable")
    x, exposure, y, end, state, case, step, year, era = (column[order] for column in whole)
    return Panel(x, exposure, y, end, state, case, step, year, era, dropped)
