"""Recency: how long ago the last event was, and which partner was met last."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numba import njit

from comity.effects.cells import Cells, Reader, of_kind
from comity.effects.options import Options
from comity.effects.past import Past
from comity.effects.registry import Effect, register
from comity.effects.streams import Column, Stream

_VU = "Vu, Pattison & Robins 2015, doi:10.1016/j.socnet.2015.05.001"
_BUTTS = "Butts 2008, doi:10.1111/j.1467-9531.2008.00203.x"
_READ = ("transform", "scaling", "ignore_repetitions", "kind", "unit", "read_at")


def _rows(reader: Reader, options: Options) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """step, sender, receiver and time of the events that count; undirected events in both directions."""
    source = reader.history.events
    keep = of_kind(source, options.kind)
    time, i, j = source.time[keep], source.sender[keep].astype(np.int64), source.receiver[keep].astype(np.int64)
    if not source.directed:
        time, i, j = np.repeat(time, 2), np.stack([i, j], 1).ravel(), np.stack([j, i], 1).ravel()
    step = reader.timeline.place(time)
    inside = step < reader.timeline.n_readings
    return step[inside], i[inside], j[inside], time[inside]


def _read_at(reader: Reader, options: Options) -> np.ndarray:
    if options.read_at == "event":
        return reader.timeline.time
    return reader.decay_times(reader.history.events)


def _since(reader: Reader, options: Options, key: str, elapsed: bool) -> Stream:
    step, i, j, time = _rows(reader, options)
    keys = {"dyad": reader.key(i, j), "sender": i, "receiver": j}[key]
    n_keys = {"dyad": reader.n1 * reader.n2, "sender": reader.n1, "receiver": reader.n2}[key]
    names, slot = np.unique(keys, return_inverse=True)
    out = _ages(step, slot.astype(np.int64), time, _read_at(reader, options), options.unit, names.size)
    value = out[2] if elapsed else 1.0 / (1.0 + out[2])
    return Stream.from_values(out[0], names[out[1]], value, n_keys)


@njit(cache=True)
def _ages(step, slot, time, read_at, unit, n_slots):
    """Every slot that has had an event, at every reading: the time since the last one, in units.

    step : int32 (m,) non-decreasing, slot : int64 (m,), time : float64 (m,)    read_at : float64 (R,)
    """
    last, alive, known = np.zeros(n_slots), np.empty(n_slots, dtype=np.int64), np.zeros(n_slots, dtype=np.bool_)
    n_alive, c, q = 0, 0, 0
    out_step, out_slot, out_age = np.empty(1024, dtype=np.int32), np.empty(1024, dtype=np.int64), np.empty(1024)
    for r in range(read_at.size):
        while c < slot.size and step[c] <= r:
            if not known[slot[c]]:
                known[slot[c]] = True
                alive[n_alive] = slot[c]
                n_alive += 1
            last[slot[c]] = time[c]
            c += 1
        if q + n_alive > out_step.size:
            more = max(n_alive, out_step.size)
            out_step = np.append(out_step, np.empty(more, dtype=np.int32))
            out_slot = np.append(out_slot, np.empty(more, dtype=np.int64))
            out_age = np.append(out_age, np.empty(more))
        for a in range(n_alive):
            out_step[q], out_slot[q] = r, alive[a]
            out_age[q] = (read_at[r] - last[alive[a]]) / unit
            q += 1
    return out_step[:q], out_slot[:q], out_age[:q]


def _of_dyad(elapsed: bool) -> Callable[[Reader, Options], Column]:
    return lambda reader, options: Column(dyad=_since(reader, options, "dyad", elapsed))


def _of_actor(acted: str, at: str) -> Callable[[Reader, Options], Column]:
    def compute(reader: Reader, options: Options) -> Column:
        stream = _since(reader, options, acted, False)
        return Column(sender=stream) if at == "sender" else Column(receiver=stream)

    return compute


def _rank(received: bool) -> Callable[[Reader, Options], Column]:
    def compute(reader: Reader, options: Options) -> Column:
        step, i, j, time = _rows(reader, options)
        if options.tied == "index" and reader.timeline.convention.name == "remverse":
            # remstats counts time from the origin, and takes a last contact at 0 for none.
            counted = time != reader.history.start
            step, i, j, time = step[counted], i[counted], j[counted], time[counted]
        own, other = (j, i) if received else (i, j)
        n = reader.n1
        cells = Cells.of(n, n, own * n + other, step, time)
        arrays = (cells.row_ptr, cells.i, cells.j, step, cells.slot, time)
        at, key, value = _ranks(*arrays, n, options.tied == "index")
        return Column(dyad=Stream.from_values(at, key, value, n * n))

    return compute


@njit(cache=True)
def _ranks(row_ptr, slot_i, slot_j, step, slot, time, n, by_index):
    """1 / rank of each partner of an actor, the last met first, after each event.

    row_ptr, slot_i, slot_j as in Cells; step : int32 (m,), slot : int64 (m,), time : float64 (m,), non-decreasing
    Returns step int32, key int64 ``actor * n + partner``, value float64. The partners of an actor are kept in order:
    an event moves one to the front, and only those it passes change their rank.
    """
    order, length = np.empty(slot_i.size, dtype=np.int64), np.zeros(n, dtype=np.int64)
    met = np.empty(slot_i.size)
    known = np.zeros(slot_i.size, dtype=np.bool_)
    out_step, out_key, out_value = np.empty(1024, dtype=np.int32), np.empty(1024, dtype=np.int64), np.empty(1024)
    q = 0
    for c in range(step.size):
        s = slot[c]
        i = slot_i[s]
        start = row_ptr[i]
        place = start + length[i]
        before = np.nan
        if known[s]:
            before = met[s]
            place = start
            while order[place] != s:
                place += 1
        else:
            known[s] = True
            length[i] += 1
        met[s] = time[c]
        for p in range(place, start, -1):
            order[p] = order[p - 1]
        front = start
        order[front] = s
        while by_index and front < place and met[order[front + 1]] == time[c] and slot_j[order[front + 1]] > slot_j[s]:
            order[front] = order[front + 1]
            front += 1
            order[front] = s
        if q + length[i] > out_step.size:
            more = max(length[i], out_step.size)
            out_step = np.append(out_step, np.empty(more, dtype=np.int32))
            out_key = np.append(out_key, np.empty(more, dtype=np.int64))
            out_value = np.append(out_value, np.empty(more))
        rank = 1
        last = place
        # Those that shared the better rank with the one that moved lose it, though they stand behind its old place.
        while not by_index and last + 1 < start + length[i] and met[order[last + 1]] == before:
            last += 1
        for p in range(start, last + 1):
            if by_index or p == start or met[order[p]] != met[order[p - 1]]:
                rank = p - start + 1
            out_step[q], out_key[q], out_value[q] = step[c], np.int64(i) * n + slot_j[order[p]], 1.0 / rank
            q += 1
    return out_step[:q], out_key[:q], out_value[:q]


def _last(past: Past, options: Options, counts: Callable[[int, int], bool]) -> float | None:
    """When the last event was that counts."""
    both_ways = not past.history.events.directed
    times = [t for t, a, b, _ in past.events(options.kind) if counts(a, b) or (both_ways and counts(b, a))]
    return max(times, default=None)


def _age(past: Past, options: Options, last: float) -> float:
    at = past.t if options.read_at == "event" else past.decay_time(past.history.events)
    return (at - last) / options.unit


def _define_dyad(elapsed: bool) -> Callable[[Past, Options, int, int], float]:
    def define(past: Past, options: Options, i: int, j: int) -> float:
        last = _last(past, options, lambda a, b: (a, b) == (i, j))
        if last is None:
            return 0.0
        age = _age(past, options, last)
        return age if elapsed else 1 / (1 + age)

    return define


def _define_actor(acted: str, at: str) -> Callable[[Past, Options, int, int], float]:
    def define(past: Past, options: Options, i: int, j: int) -> float:
        actor = i if at == "sender" else j
        last = _last(past, options, lambda a, b: (a if acted == "sender" else b) == actor)
        return 0.0 if last is None else 1 / (1 + _age(past, options, last))

    return define


def _define_rank(received: bool) -> Callable[[Past, Options, int, int], float]:
    def define(past: Past, options: Options, i: int, j: int) -> float:
        met: dict[int, float] = {}
        for t, a, b, _ in past.events(options.kind):
            for x, y in [(a, b)] if past.history.events.directed else [(a, b), (b, a)]:
                if (y if received else x) == i:
                    met[x if received else y] = t
        if j not in met:
            return 0.0
        if options.tied == "index":
            return 1 / (1 + sum((t, k) > (met[j], j) for k, t in met.items()))
        return 1 / (1 + sum(t > met[j] for t in met.values()))

    return define


register(
    Effect(
        "recency",
        "How recent the last event from the sender to the receiver is.",
        "1 / (1 + Δ), Δ the time since the last event i → j in units of `unit`; 0 where there was none",
        _of_dyad(False),
        _define_dyad(False),
        options=_READ,
        processes=("rem", "choice", "coordination"),
        source=_VU,
        also={"remstats:recencyContinue": {"read_at": "event"}},
    )
)
register(
    Effect(
        "elapsed",
        "The time since the last event from the sender to the receiver.",
        "Δ, in units of `unit`; 0 where there was none",
        _of_dyad(True),
        _define_dyad(True),
        options=_READ,
        processes=("rem", "choice", "coordination"),
        source="Juozaitienė & Wit 2024, doi:10.1093/jrsssa/qnae132",
    )
)
for _acted, _at, _name, _other in (
    ("sender", "sender", "sender_last_sent", "recencySendSender"),
    ("sender", "receiver", "receiver_last_sent", "recencySendReceiver"),
    ("receiver", "sender", "sender_last_received", "recencyReceiveSender"),
    ("receiver", "receiver", "receiver_last_received", "recencyReceiveReceiver"),
):
    _verb = "sent" if _acted == "sender" else "received"
    register(
        Effect(
            _name,
            f"How recently the {_at} {_verb} an event.",
            f"1 / (1 + Δ), Δ the time since the {_at} last {_verb}, in units of `unit`; 0 where it never did",
            _of_actor(_acted, _at),
            _define_actor(_acted, _at),
            options=_READ if _at == "receiver" else tuple(k for k in _READ if k != "ignore_repetitions"),
            processes=("rem", "rate") if _at == "sender" else ("rem", "choice"),
            source=_VU,
            also={f"remstats:{_other}": {"read_at": "event"}},
            one_mode=_acted != _at,
            directed=True,
        )
    )
for _received, _name, _summary, _whom, _other, _third in (
    (False, "sending_rank", "How recently the sender sent to the receiver, among those it sent to.", "receivers",
     "rrankSend", "relevent:RSndSnd"),
    (True, "receiving_rank", "How recently the sender received from the receiver, among those it received from.",
     "senders", "rrankReceive", "relevent:RRecSnd"),
):  # fmt: skip
    register(
        Effect(
            _name,
            _summary,
            f"1 / rank of j among the distinct {_whom} of i, the latest first; 0 where j is not one of them",
            _rank(_received),
            _define_rank(_received),
            options=("transform", "scaling", "ignore_repetitions", "kind", "tied"),
            processes=("rem", "choice"),
            source=_BUTTS,
            also={f"remstats:{_other}": {"tied": "index"}, _third: {"tied": "index"}},
            one_mode=True,
            directed=True,
        )
    )
