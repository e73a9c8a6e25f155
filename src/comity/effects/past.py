"""Past: what a plain definition of a statistic may look at, worked out anew from the rows each time.

Nothing here is fast, and nothing here is shared with the kernels: this is the judge that they are held to.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from comity.effects.options import Options
from comity.histories import History, Network, Timeline

__all__ = ["Past"]


@dataclass(eq=False)
class Past:
    """The history as the events of one reading see it.

    reading : index of the reading; ``t`` is its time.
    """

    history: History
    timeline: Timeline
    reading: int
    _known: dict[tuple, Any] = field(default_factory=dict)

    @property
    def t(self) -> float:
        """The time of the reading."""
        return float(self.timeline.time[self.reading])

    def once(self, asked: tuple, make: Callable[[], Any]) -> Any:
        """What ``make`` gives, made once for a reading: for definitions that go through the whole past."""
        if asked not in self._known:
            self._known[asked] = make()
        return self._known[asked]

    @property
    def senders(self) -> range:
        """Indices of senders."""
        return range(len(self.history.senders))

    @property
    def receivers(self) -> range:
        """Indices of receivers."""
        return range(len(self.history.receivers))

    def sees(self, when: float, *, exogenous: bool) -> bool:
        """Whether a change dated ``when`` is in force at this reading."""
        if exogenous and self.timeline.convention.attributes_seen == "at":
            return when <= self.t
        return when < self.t

    def events(self, kind: str | None = None) -> list[tuple[float, int, int, float]]:
        """Every earlier event: time, sender, receiver, weight."""
        source = self.history.events
        code = None if kind is None else source.kinds.index(kind)
        rows = range(source.time.size)
        return [
            (float(source.time[k]), int(source.sender[k]), int(source.receiver[k]), float(source.value[k]))
            for k in rows
            if source.time[k] < self.t and (code is None or source.kind[k] == code)
        ]

    def x(self, options: Options, network: str | None = None) -> np.ndarray:
        """float64 (n1, n2): the network as the options read it (weights or 0 and 1; window; decay)."""
        name = network if network is not None else options.network
        asked = (name, options.weighted, options.window, options.delay, options.half_life, options.kind)
        known: np.ndarray = self.once(asked, lambda: self._x(self.history.network(name), options))
        return known

    def a(self, options: Options, network: str | None = None) -> np.ndarray:
        """float64 (n1, n2): 1 where the network as the options read it is tied."""
        return (self.x(options, network) > 0).astype(float)

    def _x(self, source: Network, options: Options) -> np.ndarray:
        x = np.zeros((len(self.senders), len(self.receivers)))
        if options.window is None and options.half_life is None:
            for i, j, w in zip(source.initial_sender, source.initial_receiver, source.initial_weight, strict=True):
                x[i, j] = 0.0 if math.isnan(w) else w
                if not source.directed:
                    x[j, i] = x[i, j]
        exogenous = source is not self.history.events and options.half_life is None
        changes = []
        for k in range(source.time.size):
            if options.kind is not None and source.kinds[source.kind[k]] != options.kind:
                continue
            when = float(source.time[k])
            value = 0.0 if math.isnan(source.value[k]) else float(source.value[k])
            late = options.delay > 0 and not when + options.delay < self.t
            if self.sees(when, exogenous=exogenous) and not late:
                changes.append((when, k, int(source.sender[k]), int(source.receiver[k]), value))
        for when, _, i, j, value in changes:
            for a, b in [(i, j)] if source.directed else [(i, j), (j, i)]:
                if options.half_life is not None:
                    age = self.decay_time(source) - when
                    x[a, b] += value * 2.0 ** (-age / options.half_life)
                elif options.window is not None and self.t - when > options.window:
                    continue
                elif source.adds:
                    x[a, b] += value
                else:
                    x[a, b] = value
        if options.window is not None and not source.adds and self.timeline.convention.name == "goldfish":
            x = self._goldfish_window(source, changes, options.window, options.delay)
        return x if options.weighted else (x > 0).astype(float)

    def _goldfish_window(self, source: Network, changes: list, window: float, delay: float) -> np.ndarray:
        """goldfish writes 0 when a change leaves the window, whatever was written meanwhile."""
        x = np.zeros((len(self.senders), len(self.receivers)))
        writes = [(when + delay, 0, k, i, j, value) for when, k, i, j, value in changes]
        writes += [(when + window, 1, k, i, j, 0.0) for when, k, i, j, _ in changes if when + window < self.t]
        for _, _, _, i, j, value in sorted(writes):
            x[i, j] = value
            if not source.directed:
                x[j, i] = value
        return x

    def decay_time(self, source: Network) -> float:
        """When decaying weights are read."""
        line = self.timeline
        if line.convention.decay == "now" and not line.timed:
            return self.t
        points = set(self.history.events.time.tolist()) | set(source.time.tolist())
        if line.convention.decay == "now":
            points |= set(line.time.tolist())
        return max((p for p in points if p < self.t), default=self.t)

    def tied(self, program: str = "comity") -> np.ndarray:
        """bool (n1, n2): where the events have tied a dyad; see ``Reader.tied`` for goldfish."""
        source = self.history.events
        rows = [k for k in range(source.time.size) if source.time[k] < self.t]
        if program == "goldfish" and source.adds:
            cell = {k: (source.time[k], source.sender[k], source.receiver[k]) for k in rows}
            rows = [k for k in rows if not any(cell[k] == cell[later] for later in rows if later > k)]
        x = np.zeros((len(self.senders), len(self.receivers)))
        for i, j, w in zip(source.initial_sender, source.initial_receiver, source.initial_weight, strict=True):
            x[i, j] = w
            if not source.directed:
                x[j, i] = w
        for k in rows:
            i, j = int(source.sender[k]), int(source.receiver[k])
            for a, b in [(i, j)] if source.directed else [(i, j), (j, i)]:
                x[a, b] = x[a, b] + source.value[k] if source.adds else source.value[k]
        return x > 0

    def z(self, name: str) -> np.ndarray:
        """float64 (n,): the attribute of every node."""
        source = self.history.attribute(name)
        z = source.initial.copy()
        z[np.isnan(z)] = np.nanmean(z)
        for when, node, value in zip(source.time, source.node, source.value, strict=True):
            if self.sees(float(when), exogenous=True):
                z[node] = np.delete(z, node).mean() if math.isnan(value) else value
        return z

    def at_risk(self, i: int, j: int) -> bool:
        """Whether the dyad can have an event at this reading."""
        if self.history.one_mode and i == j:
            return False
        if self.history.at_risk is not None and not self.history.at_risk[i, j]:
            return False
        if self.history.at_risk_while and bool(self.tied()[i, j]) != (self.history.at_risk_while == "tied"):
            return False
        return self.present(i) and self.present(j, receiver=True)

    def present(self, node: int, *, receiver: bool = False) -> bool:
        """Whether the node is there at this reading."""
        there = self.history.present
        if receiver and not self.history.one_mode:
            there = self.history.receivers_present
        if there is None:
            return True
        value = float(there.initial[node])
        line = self.timeline
        events_here = line.event_ptr[self.reading + 1] > line.event_ptr[self.reading]
        for when, who, new in zip(there.time, there.node, there.value, strict=True):
            if who != node:
                continue
            seen = when < self.t
            if when == self.t:
                seen = line.convention.presence == "at" or (new > 0 and bool(events_here))
            if seen:
                value = float(new)
        return value > 0
