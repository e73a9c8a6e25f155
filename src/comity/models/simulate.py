"""Histories that a fitted model would make.

At each step every statistic is computed anew from what has happened so far, by the same kernels as in estimation, so
that any model that can be fitted can be simulated, a user's own effects included. In a timed model the waiting time is
exponential with the sum of the hazards; where the next breakpoint comes first the clock moves there and draws again.

Source: Lakdawala, Mulder & Leenders 2025, doi:10.1007/s42001-025-00427-2, without their approximations.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from comity.errors import BadModel
from comity.histories import History, Timeline
from comity.models.candidates import rates_at
from comity.models.design import Design, changes_of, expiries_of
from comity.models.model import Model

__all__ = ["Process", "simulate"]


@dataclass(frozen=True, slots=True, eq=False)
class Process:
    """A model with parameters: what ``simulate`` runs. A Fit gives one by ``fit.process``."""

    model: Model
    beta: np.ndarray


def simulate(
    process: Process,
    history: History,
    rng: np.random.Generator,
    *,
    events: int,
    until: float | None = None,
    receivers: Process | None = None,
) -> History:
    """A history that the process makes, from the first ties of ``history`` on.

    Parameters
    ----------
    process   : a ``rem`` or ``coordination`` model, a ``rate`` model together with ``receivers``, or a ``choice`` model
                alone, which draws a receiver for each event of ``history``: who acted and when stay as they were.
    history   : gives actors, presence, other networks, attributes and the ties at the start; its events are left out
                (of a choice model alone, their receivers).
    rng       : where chance comes from.
    events    : stop after so many events.
    until     : stop at this time (timed models); the history then ends there.
    receivers : a ``choice`` model, which draws the receiver of each event of a rate model.

    Returns
    -------
    A History with ``start`` at 0 (or the start that ``history`` states), and ``end`` at ``until`` where given.

    Raises
    ------
    BadModel : the models do not make events: a rate model without a choice model, or another model with one.
    """
    if (process.model.process == "rate") != (receivers is not None):
        raise BadModel(
            f"a {process.model.process} model {'alone makes no events' if receivers is None else 'needs no receivers'}",
            where="process",
            hint="simulate a rate model with receivers = a choice model, any other model without",
        )
    if process.model.process == "choice":
        return _chosen(process, history, rng, events)
    start = 0.0 if history.start is None else history.start
    rows: list[tuple[float, int, int, int]] = []
    n2 = len(history.receivers)
    time = start
    while len(rows) < events:
        now = _with(history, rows, start, until)
        stops = _breaks(process.model, now)
        later = stops[stops > time]
        stop = float(later.min()) if later.size else np.inf
        if until is not None:
            stop = min(stop, until)
        rates = _rates(process, now, time)
        if process.model.timed:
            total = rates.sum()
            wait = rng.exponential() / total if total > 0 else np.inf
            if time + wait > stop:
                if until is not None and stop >= until:
                    break
                if not np.isfinite(stop):
                    raise BadModel("nobody is at risk, now or later", where="simulate")
                time = stop
                continue
            time += wait
        else:
            time += 1.0
        cell = int(rng.choice(rates.size, p=(rates / rates.sum()).ravel()))
        i, j = cell // rates.shape[1], cell % rates.shape[1]
        if receivers is not None:
            chances = _rates(receivers, now, time)[i]
            j = int(rng.choice(chances.size, p=chances / chances.sum()))
        rows.append((time, i, j % n2, j // n2))
    if not rows:
        raise BadModel("no event happened before the end", where="simulate", hint="simulate for longer")
    return _with(history, rows, start, until)


def _chosen(process: Process, history: History, rng: np.random.Generator, events: int) -> History:
    """The first events of a history, each with a receiver that the process draws."""
    e, rows = history.events, np.flatnonzero(history.modelled)[:events]
    start = float(e.time[rows[0]]) if history.start is None else history.start
    drawn: list[tuple[float, int, int, int]] = []
    for row in rows:
        # Events of one time do not see each other.
        before = np.nextafter(e.time[row], -np.inf)
        past = [each for each in drawn if each[0] < e.time[row]]
        chances = _rates(process, _with(history, past, start, None), before)[e.sender[row]]
        j = int(rng.choice(chances.size, p=chances / chances.sum()))
        drawn.append((float(e.time[row]), int(e.sender[row]), j, int(e.kind[row])))
    return _with(history, drawn, start, history.end)


def _with(history: History, rows: list[tuple[float, int, int, int]], start: float, until: float | None) -> History:
    time = np.array([row[0] for row in rows])
    events = replace(
        history.events,
        time=time,
        sender=np.array([row[1] for row in rows], dtype=np.int32),
        receiver=np.array([row[2] for row in rows], dtype=np.int32),
        value=np.ones(time.size),
        adds=True,
        kind=np.array([row[3] for row in rows], dtype=np.int32),
    )
    return replace(history, events=events, modelled=np.ones(time.size, dtype=bool), start=start, end=until)


def _breaks(model: Model, history: History) -> np.ndarray:
    """When something other than an event changes the hazards."""
    times = [each for each in changes_of(model, history) if each is not history.events.time]
    times += expiries_of(model, history)
    times += [there.time for there in (history.present, history.receivers_present) if there is not None]
    return np.concatenate(times) if times else np.empty(0)


def _rates(process: Process, history: History, time: float) -> np.ndarray:
    """The hazards (or probabilities) just after ``time``: what has happened by then is known."""
    none = np.empty(0, dtype=np.int32)
    # One reading, a moment later: a reading sees what came strictly before it.
    now = Timeline(
        process.model.convention,
        process.model.timed,
        np.array([np.nextafter(time, np.inf)]),
        np.zeros(1),
        np.zeros(2, dtype=np.int64),
        none,
        none,
        none,
    )
    return rates_at(Design.build(process.model, history, now), process.beta, 0)
