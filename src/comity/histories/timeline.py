"""Timeline: when statistics are read, over how long, and which changes each reading sees, under a convention."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from comity.errors import BadInput
from comity.histories.history import History

__all__ = ["CONVENTIONS", "Convention", "Timeline"]


@dataclass(frozen=True, slots=True)
class Convention:
    """Answers to the questions on which programs differ (clock, ties, first and last interval, missing values).

    attributes_seen : ``after``: a change of an attribute or of an exogenous network dated t is seen after the events
                      at t; ``at``: by them. "after" cannot leak an outcome into its predictor.
    presence        : ``arrive``: who comes on the day of an event can take part in it, and counts from then on;
                      ``at``: who comes or goes at t did so for the whole interval that ends at t.
    breakpoints     : whether a timed likelihood is cut where an exogenous network, an attribute or a window changes.
    first           : ``open``: without a stated start, the first time of an event opens the clock and is not
                      modelled by a timed likelihood; ``zero``: it is modelled with an interval of length 0, or from
                      the first exogenous change before it; ``drop``: it is left out of every likelihood.
    last            : ``event``: without a stated end, exposure ends with the last event; ``change``: with the last
                      change of anything that the model uses.
    ties            : how an ordinal likelihood treats simultaneous events: ``breslow``, one denominator an event (an
                      event does not take its dyad out of the risk set, so this is the probability of independent
                      draws from one state); ``efron``, which averages over their order; ``point``, one denominator a
                      time point, which is no probability where several events share one.
    decay           : ``now``: decay is read at the time of the reading where the likelihood is ordinal;
                      ``previous``: at the event time before it, so that it is constant in between.
    missing         : ``refuse``, or ``mean``: attributes become the mean of the others, missing ties 0.
    """

    name: str
    attributes_seen: str
    presence: str
    breakpoints: bool
    first: str
    last: str
    ties: str
    decay: str
    missing: str


CONVENTIONS = {
    "comity": Convention("comity", "after", "arrive", True, "open", "event", "breslow", "now", "refuse"),
    "goldfish": Convention("goldfish", "after", "at", True, "zero", "change", "breslow", "now", "mean"),
    "remverse": Convention("remverse", "at", "at", False, "drop", "event", "point", "previous", "refuse"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """The readings of a history.

    time      : float64 (R,), non-decreasing: reading r sees what happened before time[r].
    exposure  : float64 (R,), length of the interval that ends with reading r; 0 throughout where timing is ordinal.
    event_ptr : int64 (R + 1,); the events of reading r are event_ptr[r] : event_ptr[r + 1] of the arrays below.
    event_row : int32 (M,), row of the event among all changes of ``history.events``.
    sender, receiver : int32 (M,).
    """

    convention: Convention
    timed: bool
    time: np.ndarray
    exposure: np.ndarray
    event_ptr: np.ndarray
    event_row: np.ndarray
    sender: np.ndarray
    receiver: np.ndarray

    @property
    def n_readings(self) -> int:
        """R."""
        return int(self.time.size)

    @property
    def n_events(self) -> int:
        """M, the number of events in the likelihood."""
        return int(self.event_row.size)

    def place(self, when: np.ndarray, seen: str = "after") -> np.ndarray:
        """int32: the first reading that sees a change dated ``when``; R where none does.

        ``after``: readings later than ``when``; ``at``: from ``when`` on; ``arrive``: the events at ``when``, but not
        the interval that ends there.
        """
        if seen == "after":
            return np.searchsorted(self.time, when, side="right").astype(np.int32)
        if seen == "at":
            return np.searchsorted(self.time, when, side="left").astype(np.int32)
        past = np.searchsorted(self.time, when, side="right")
        last = np.maximum(past - 1, 0)
        has_events = np.diff(self.event_ptr) > 0
        same = (past > 0) & (self.time[last] == when) & has_events[last]
        return np.where(same, last, past).astype(np.int32)

    @staticmethod
    def build(
        history: History,
        convention: Convention,
        *,
        timed: bool,
        changes: Iterable[np.ndarray] = (),
        expiries: Iterable[np.ndarray] = (),
    ) -> Timeline:
        """The readings for a model.

        Parameters
        ----------
        changes  : for each thing that the model uses besides the modelled events, the times at which it changes.
        expiries : for each window, the times at which something leaves it.

        Whatever falls outside the window of observation is left out.

        Raises
        ------
        BadInput : no event is left to be modelled.
        """
        rows = np.flatnonzero(history.modelled).astype(np.int32)
        when = history.events.time[rows]
        points = np.unique(when)
        if convention.first == "drop" or (convention.first == "open" and timed and history.start is None):
            opened = points[0]
            rows, when, points = rows[when > opened], when[when > opened], points[1:]
        else:
            opened = history.start if history.start is not None else points[0]
        if rows.size == 0:
            raise BadInput(
                "all events have one time, and the first time of an event only opens the clock",
                where=history.events.name,
                hint="give the start of the observation, or fit the order only",
            )
        exposure = np.zeros(points.size)
        if timed:
            moments = np.concatenate([points, *changes])
            if convention.first == "zero" and history.start is None:
                opened = moments.min()
            closed = history.end if history.end is not None else points[-1]
            readings = points
            if convention.breakpoints:
                if convention.last == "change" and history.end is None:
                    closed = moments.max()
                moments = np.concatenate([moments, *expiries])
                readings = np.union1d(points, moments[(moments > opened) & (moments <= closed)])
            if history.end is not None:
                readings = np.union1d(readings, [closed])
            before = np.concatenate([[opened], readings[:-1]])
            exposure = np.maximum(readings - before, 0.0)
            if convention.presence == "arrive":
                comings = [t.time for t in (history.present, history.receivers_present) if t is not None]
                if comings:
                    readings, exposure = _split(readings, exposure, np.intersect1d(points, np.concatenate(comings)))
            points = readings
        counts = np.zeros(points.size + 1, dtype=np.int64)
        at = np.searchsorted(points, when, side="right") - 1
        np.add.at(counts, at + 1, 1)
        return Timeline(
            convention,
            timed,
            points,
            exposure,
            np.cumsum(counts),
            rows,
            history.events.sender[rows],
            history.events.receiver[rows],
        )


def _split(readings: np.ndarray, exposure: np.ndarray, shared: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Read twice where somebody arrives at the time of an event: first the interval, then the events."""
    twice = np.isin(readings, shared)
    lengths = np.repeat(exposure, 1 + twice)
    lengths[np.flatnonzero(twice) + np.cumsum(twice)[twice]] = 0.0
    return np.repeat(readings, 1 + twice), lengths
