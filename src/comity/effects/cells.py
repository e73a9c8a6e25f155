"""Cells: a network as the changes of its cells that statistics are built from, after weights, windows and decay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numba import njit

from comity.effects.streams import Stream
from comity.errors import BadInput, BadModel
from comity.histories import Attribute, History, Network, Timeline, tables

__all__ = ["Cells", "Reader"]


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of one network that are ever tied, by row and by column, and every change of one.

    n1, n2  : senders and receivers.
    i, j    : int32 (k,), the cell of each slot; slots are in row order.
    row_ptr : int64 (n1 + 1,); the slots of row i are row_ptr[i] : row_ptr[i + 1].
    col_ptr : int64 (n2 + 1,), col_slot : int64 (k,); those of column j are col_slot[col_ptr[j] : col_ptr[j + 1]].
    step    : int32 (m,), slot : int64 (m,), value : float64 (m,): the value of a slot from a reading on. The ties at
              the start are changes of step 0; before them every cell is 0.
    """

    n1: int
    n2: int
    i: np.ndarray
    j: np.ndarray
    row_ptr: np.ndarray
    col_ptr: np.ndarray
    col_slot: np.ndarray
    step: np.ndarray
    slot: np.ndarray
    value: np.ndarray

    @staticmethod
    def of(n1: int, n2: int, key: np.ndarray, step: np.ndarray, value: np.ndarray) -> Cells:
        """Cells from the changes of keys ``i * n2 + j``."""
        names, slot = np.unique(key, return_inverse=True)
        i, j = (names // n2).astype(np.int32), (names % n2).astype(np.int32)
        row_ptr = np.searchsorted(i, np.arange(n1 + 1)).astype(np.int64)
        col_slot = np.argsort(j, kind="stable").astype(np.int64)
        col_ptr = np.searchsorted(j[col_slot], np.arange(n2 + 1)).astype(np.int64)
        return Cells(n1, n2, i, j, row_ptr, col_ptr, col_slot, step, slot.astype(np.int64), value)

    @cached_property
    def transposed(self) -> Cells:
        """The same network read from receiver to sender."""
        key = self.j[self.slot].astype(np.int64) * self.n1 + self.i[self.slot]
        return Cells.of(self.n2, self.n1, key, self.step, self.value)

    @cached_property
    def stream(self) -> Stream:
        """The cells as a stream over dyads."""
        return Stream(self.step, self.i[self.slot].astype(np.int64) * self.n2 + self.j[self.slot], self.value)

    @property
    def arrays(self) -> tuple[np.ndarray, ...]:
        """What a kernel takes: i, j, row_ptr, col_ptr, col_slot, step, slot, value."""
        return (self.i, self.j, self.row_ptr, self.col_ptr, self.col_slot, self.step, self.slot, self.value)


@dataclass(eq=False)
class Reader:
    """What an effect may ask of a history under a timeline: cells of networks, streams of attributes.

    process : ``rem``, ``rate``, ``choice`` or ``coordination``.
    """

    history: History
    timeline: Timeline
    process: str
    notes: list[str] = field(default_factory=list)
    _cells: dict[tuple, Cells] = field(default_factory=dict)

    @property
    def n1(self) -> int:
        """The number of senders."""
        return len(self.history.senders)

    @property
    def n2(self) -> int:
        """The number of receivers."""
        return len(self.history.receivers)

    def key(self, i: np.ndarray, j: np.ndarray) -> np.ndarray:
        """int64 ``i * n2 + j``."""
        return i.astype(np.int64) * self.n2 + j

    def cells(
        self,
        network: str | None = None,
        *,
        weighted: bool = False,
        window: float | None = None,
        delay: float = 0.0,
        half_life: float | None = None,
        kind: str | None = None,
    ) -> Cells:
        """The cells of a network: weights or 0 and 1, of all changes, of those in a window, or decaying."""
        source = self.history.network(network)
        asked = (source.name, weighted, window, delay, half_life, kind)
        if asked not in self._cells:
            self._cells[asked] = self._read(source, *asked[1:])
        return self._cells[asked]

    def tied(self, program: str) -> Stream:
        """Over dyads, whether the events have tied them: what ``ignore_repetitions`` looks at.

        goldfish counts several changes of one tie at one time as one here (though not in its statistics); under its
        name so do we.
        """
        source = self.history.events
        if program == "goldfish" and source.adds:
            rows = np.arange(source.time.size)
            last = {(t, i, j): k for k, t, i, j in zip(rows, source.time, source.sender, source.receiver, strict=True)}
            keep = np.array(sorted(last.values()), dtype=np.int64)
            if keep.size < rows.size:
                once = replace(
                    source,
                    time=source.time[keep],
                    sender=source.sender[keep],
                    receiver=source.receiver[keep],
                    value=source.value[keep],
                    kind=source.kind[keep],
                )
                return self._read(once, False).stream
        return self.cells().stream

    def closings(self) -> Stream | None:
        """Over dyads, 1 while they are at risk and 0 while a tie, or the lack of one, takes them out; None if nothing.

        Dyads that are never named are at risk.
        """
        rule = self.history.at_risk_while
        if not rule:
            return None
        tied = self.cells().stream
        if rule == "untied":
            return tied.map(lambda x: 1.0 - x)
        every = np.arange(self.n1 * self.n2, dtype=np.int64)
        first = tied.step == 0
        start = np.zeros(every.size)
        start[tied.key[first]] = tied.value[first]
        return Stream.of(
            np.append(np.zeros(every.size), tied.step[~first]),
            np.append(every, tied.key[~first]),
            np.append(start, tied.value[~first]),
        )

    def _read(
        self,
        source: Network,
        weighted: bool,
        window: float | None = None,
        delay: float = 0.0,
        half_life: float | None = None,
        kind: str | None = None,
    ) -> Cells:
        value = self._known(source)
        keep = of_kind(source, kind)
        time, i, j, value = source.time[keep], source.sender[keep], source.receiver[keep], value[keep]
        if half_life is not None:
            return self._decayed(source, time, i, j, value, half_life)
        # What is seen late is seen after time + delay, as what lapses is after time + window.
        seen = "after" if source.name == "events" or delay > 0.0 else self.timeline.convention.attributes_seen
        step, adds = self.timeline.place(time + delay, seen), np.full(time.size, source.adds)
        order_time = time + delay
        if window is not None:
            if source.adds:
                gone = -value
                lapse = np.arange(time.size)
            else:
                # A tie that was written again within the window is still there (goldfish ends it all the same).
                lapse = np.arange(time.size)
                if self.timeline.convention.name != "goldfish":
                    lapse = lapse[~_written_again(self.key(i, j), time, window - delay)]
                gone = np.zeros(lapse.size)
            # Closed at w: a change of age exactly w still counts, so its end is seen after time + w.
            expiry = self.timeline.place(time[lapse] + window, "after")
            step, i, j = np.append(step, expiry), np.append(i, i[lapse]), np.append(j, j[lapse])
            value, adds = np.append(value, gone), np.append(adds, np.full(lapse.size, source.adds))
            order_time = np.append(order_time, time[lapse] + window)
            order = np.argsort(order_time, kind="stable")
            step, i, j, value, adds = (x[order] for x in (step, i, j, value, adds))
        else:
            first = source.initial_sender
            step = np.append(np.zeros(first.size, dtype=np.int32), step)
            i, j = np.append(first, i), np.append(source.initial_receiver, j)
            known = np.nan_to_num(source.initial_weight, nan=0.0)
            value, adds = np.append(known, value), np.append(np.zeros(first.size, dtype=bool), adds)
        inside = step < self.timeline.n_readings
        step, i, j, value, adds = (x[inside] for x in (step, i, j, value, adds))
        if not source.directed:
            step, value, adds = np.repeat(step, 2), np.repeat(value, 2), np.repeat(adds, 2)
            i, j = np.stack([i, j], 1).ravel(), np.stack([j, i], 1).ravel()
        key = self.key(i, j)
        names, slot = np.unique(key, return_inverse=True)
        value = _accumulate(slot.astype(np.int64), value, adds, names.size)
        if not weighted:
            value = (value > 0).astype(np.float64)
        stream = Stream.from_values(step, key, value, self.n1 * self.n2)
        return Cells.of(self.n1, self.n2, stream.key, stream.step, stream.value)

    def one_by_one(self, net: Network, window: float | None, kind: str | None = None) -> tuple[np.ndarray, ...]:
        """Every change of a network on its own, in the order of its rows where several fall on one time.

        Returns tied uint8 (n1, n2), the ties at the start; then of each change, and of each end in a window, time
        float64, row int64 (of the change; -1 for an end), step int32, sender, receiver int32, whether it leaves the
        cell tied (float64), and whether it is seen after the events of its time (bool). Undirected changes are there
        in both directions.
        """
        keep = of_kind(net, kind)
        value, time, row = np.nan_to_num(net.value)[keep], net.time[keep], np.flatnonzero(keep)
        sender, receiver, adds = net.sender[keep], net.receiver[keep], np.full(time.size, net.adds)
        seen = "after" if net.name == "events" else self.timeline.convention.attributes_seen
        step, after = self.timeline.place(time, seen), np.full(time.size, seen == "after")
        weight = np.zeros((self.n1, self.n2))
        if window is None:
            weight[net.initial_sender, net.initial_receiver] = np.nan_to_num(net.initial_weight)
            if not net.directed:
                weight[net.initial_receiver, net.initial_sender] = np.nan_to_num(net.initial_weight)
        else:
            gone = time + window
            step, after = np.append(step, self.timeline.place(gone)), np.append(after, np.ones(gone.size, dtype=bool))
            time, row, adds = np.append(time, gone), np.append(row, np.full(gone.size, -1)), np.append(adds, adds)
            sender, receiver = np.append(sender, sender), np.append(receiver, receiver)
            value = np.append(value, -value if net.adds else np.zeros(value.size))
            order = np.lexsort((after, time))
            step, after, time, row, adds, value = (x[order] for x in (step, after, time, row, adds, value))
            sender, receiver = sender[order], receiver[order]
        i, j = sender, receiver
        if not net.directed:
            i, j = np.stack([sender, receiver], 1).ravel(), np.stack([receiver, sender], 1).ravel()
            step, after, time, row, adds, value = (np.repeat(x, 2) for x in (step, after, time, row, adds, value))
        tied, sign = (weight > 0).astype(np.uint8), np.empty(value.size)
        for c in range(value.size):
            weight[i[c], j[c]] = weight[i[c], j[c]] + value[c] if adds[c] else value[c]
            sign[c] = float(weight[i[c], j[c]] > 0)
        return tied, time, row, step, i, j, sign, after

    def _known(self, source: Network) -> np.ndarray:
        """The values of changes with the missing ones filled: a missing tie is 0, a missing increment adds 0."""
        gaps = int(np.isnan(source.value).sum() + np.isnan(source.initial_weight).sum())
        if gaps == 0:
            return source.value
        if self.timeline.convention.missing == "refuse":
            row = int(np.flatnonzero(np.isnan(source.value))[0]) + 2 if np.isnan(source.value).any() else 0
            raise BadInput(
                f"{gaps} values of the network {source.name!r} are missing" + (f", first in row {row}" if row else ""),
                where=f"networks.{source.name}",
                hint='fill them in, or say missing = "mean" (missing ties are then taken as absent)',
            )
        self._note(f"{gaps} missing values of the network {source.name!r} were taken as 0")
        return np.nan_to_num(source.value, nan=0.0)

    def _note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    def decay_times(self, source: Network) -> np.ndarray:
        """float64 (R,): the time at which decaying weights are read at each reading.

        "previous" is the last time of an event, or of a change of the network itself, so that no change is read
        before it happened.
        """
        line = self.timeline
        if line.convention.decay == "now" and not line.timed:
            return line.time
        points = np.union1d(self.history.events.time, source.time)
        if line.convention.decay == "now":
            points = np.union1d(points, line.time)
        before = np.searchsorted(points, line.time, side="left") - 1
        return np.where(before >= 0, points[np.maximum(before, 0)], line.time)

    def _decayed(
        self, source: Network, time: np.ndarray, i: np.ndarray, j: np.ndarray, value: np.ndarray, half_life: float
    ) -> Cells:
        if not source.adds:
            raise BadModel(
                f"the network {source.name!r} is overwritten (replace), so its ties do not decay",
                where="half_life",
                hint="half_life is for networks of increments",
            )
        if not source.directed:
            time, value = np.repeat(time, 2), np.repeat(value, 2)
            i, j = np.stack([i, j], 1).ravel(), np.stack([j, i], 1).ravel()
        step = self.timeline.place(time)
        inside = step < self.timeline.n_readings
        step, key, value, time = step[inside], self.key(i, j)[inside], value[inside], time[inside]
        names, slot = np.unique(key, return_inverse=True)
        kappa = np.log(2.0) / half_life
        out = _decay(slot.astype(np.int64), step, time, value, self.decay_times(source), kappa, names.size)
        stream = Stream.from_values(out[0], names[out[1]], out[2], self.n1 * self.n2)
        return Cells.of(self.n1, self.n2, stream.key, stream.step, stream.value)

    def filled(self, name: str) -> tuple[Attribute, np.ndarray, np.ndarray]:
        """An attribute, its first values and those of its changes, with the missing ones filled."""
        source = self.history.attribute(name)
        first, value = source.initial.copy(), source.value.copy()
        gaps = np.flatnonzero(np.isnan(first))
        holes = np.flatnonzero(np.isnan(value))
        if gaps.size + holes.size:
            labels = self.history.receivers if source.on == "receivers" else self.history.senders
            if self.timeline.convention.missing == "refuse":
                node = labels[gaps[0]] if gaps.size else labels[source.node[holes[0]]]
                raise BadInput(
                    f"{gaps.size} values of the attribute {name!r} and {holes.size} of its changes are missing, "
                    f"first of {node!r}",
                    where=f"attributes.{name}",
                    hint='fill them in, or say missing = "mean" in [model]',
                )
            if gaps.size == first.size:
                raise BadInput(f"no value of the attribute {name!r} is known at the start", where=f"attributes.{name}")
            self._note(
                f"{gaps.size} missing values of the attribute {name!r} and {holes.size} of its changes became the "
                "mean of the others"
            )
            first[gaps] = np.nanmean(first)
            state = first.copy()
            for row in range(value.size):
                node_ = source.node[row]
                if np.isnan(value[row]):
                    others = np.delete(state, node_)
                    value[row] = others.mean() if others.size else 0.0
                state[node_] = value[row]
        return source, first, value

    def attribute(self, name: str) -> tuple[Attribute, Stream]:
        """An attribute and its values over nodes, the first ones as changes of step 0."""
        source, first, value = self.filled(name)
        step = np.append(
            np.zeros(first.size, dtype=np.int32),
            self.timeline.place(source.time, self.timeline.convention.attributes_seen),
        )
        key, values = np.append(np.arange(first.size), source.node), np.append(first, value)
        inside = step < self.timeline.n_readings
        return source, Stream.from_values(step[inside], key[inside], values[inside], first.size)

    def presence(self, side: str) -> Stream:
        """1 for the actors who are there, over senders or receivers."""
        n = self.n1 if side == "sender" else self.n2
        there = self.history.present
        if side == "receiver" and not self.history.one_mode:
            there = self.history.receivers_present
        if there is None:
            return Stream.of(np.zeros(n), np.arange(n), np.ones(n))
        rule = self.timeline.convention.presence
        comes = self.timeline.place(there.time, rule)
        goes = comes if rule == "at" else self.timeline.place(there.time, "after")
        step = np.append(np.zeros(n, dtype=np.int32), np.where(there.value > 0, comes, goes))
        key, value = np.append(np.arange(n), there.node), np.append(there.initial, there.value)
        order = np.argsort(step, kind="stable")
        inside = order[step[order] < self.timeline.n_readings]
        return Stream.from_values(step[inside], key[inside], value[inside], n)

    def per_step(self, changes: Callable[[float], np.ndarray]) -> np.ndarray:
        """float64 (R, ...): a function of time at every reading."""
        return np.array([changes(t) for t in self.timeline.time])


def of_kind(source: Network, kind: str | None) -> np.ndarray:
    """bool (m,): which changes of a network are of a type; all where it is None."""
    if kind is None:
        return np.ones(source.time.size, dtype=bool)
    if kind not in source.kinds:
        raise BadModel(
            f"no event of {source.name} has the type {kind!r}",
            where="kind",
            hint=f"the types are {', '.join(source.kinds)}",
        )
    kept: np.ndarray = source.kind == source.kinds.index(kind)
    return kept


def check_side(reader: Reader, source: Attribute, side: str, term: str) -> None:
    """Refuse an attribute of the other mode of two-mode data."""
    wrong = {"sender": "receivers", "receiver": "senders"}[side]
    if source.on == wrong:
        raise BadModel(f"the attribute {source.name!r} belongs to the {wrong}", where=term, hint=tables.near(side, []))


@njit(cache=True)
def _accumulate(slot, value, adds, n_slots):
    """The value of a slot after each change.

    slot : int64 (m,)    value : float64 (m,), added where adds, else written    adds : bool (m,)
    """
    current = np.zeros(n_slots)
    out = np.empty(slot.size)
    for c in range(slot.size):
        current[slot[c]] = current[slot[c]] + value[c] if adds[c] else value[c]
        out[c] = current[slot[c]]
    return out


@njit(cache=True)
def _decay(slot, step, time, value, read_at, kappa, n_slots):
    """Every tied slot at every reading: sum of value * exp(-kappa (read_at - time)) over its changes so far.

    slot : int64 (m,), step : int32 (m,) non-decreasing, time, value : float64 (m,)    read_at : float64 (R,)
    """
    n_readings = read_at.size
    current, since = np.zeros(n_slots), np.zeros(n_slots)
    alive = np.empty(n_slots, dtype=np.int64)
    known = np.zeros(n_slots, dtype=np.bool_)
    n_alive, c, q = 0, 0, 0
    out_step = np.empty(1024, dtype=np.int32)
    out_slot = np.empty(1024, dtype=np.int64)
    out_value = np.empty(1024)
    for r in range(n_readings):
        while c < slot.size and step[c] <= r:
            k = slot[c]
            if not known[k]:
                known[k] = True
                alive[n_alive] = k
                n_alive += 1
                since[k] = time[c]
            current[k] = current[k] * np.exp(-kappa * (time[c] - since[k])) + value[c]
            since[k] = time[c]
            c += 1
        if q + n_alive > out_step.size:
            size = max(q + n_alive, 2 * out_step.size)
            out_step = np.append(out_step, np.empty(size - out_step.size, dtype=np.int32))
            out_slot = np.append(out_slot, np.empty(size - out_slot.size, dtype=np.int64))
            out_value = np.append(out_value, np.empty(size - out_value.size))
        for a in range(n_alive):
            k = alive[a]
            out_step[q], out_slot[q] = r, k
            out_value[q] = current[k] * np.exp(-kappa * (read_at[r] - since[k]))
            q += 1
    return out_step[:q], out_slot[:q], out_value[:q]


def _written_again(key: np.ndarray, time: np.ndarray, window: float) -> np.ndarray:
    """bool (m,): whether the same cell was written again at most ``window`` after each change."""
    order = np.lexsort((np.arange(key.size), key))
    again = np.zeros(key.size, dtype=bool)
    same = (key[order][1:] == key[order][:-1]) & (time[order][1:] - time[order][:-1] <= window)
    again[order[:-1][same]] = True
    return again
