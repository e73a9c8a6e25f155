"""Degrees: how much an actor has sent or received, read at the sender or the receiver."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numba import njit

from comity.effects.cells import Cells, Reader
from comity.effects.covariates import ABSOLUTE, LEAST, MOST, pairs
from comity.effects.options import Options
from comity.effects.past import Past
from comity.effects.registry import Effect, register
from comity.effects.streams import Column, Stream
from comity.effects.ties import cells_of
from comity.errors import BadModel

_READ = (
    "network",
    "weighted",
    "window",
    "delay",
    "half_life",
    "transform",
    "scaling",
    "type",
    "ignore_repetitions",
    "kind",
)
_BUTTS = "Butts 2008, doi:10.1111/j.1467-9531.2008.00203.x; Stadtfeld & Block 2017, doi:10.15195/v4.a14"


def at_side(reader: Reader, options: Options, stream: Stream, of: str = "nodes") -> Column:
    """A statistic of actors read where ``type`` says; a rate model has senders only.

    of : "senders" or "receivers", where in two-mode data only they have it.
    """
    side = options.type or ("ego" if reader.process == "rate" else "alter")
    if not reader.history.one_mode and of != {"ego": "senders", "alter": "receivers"}[side]:
        raise BadModel(
            f"in two-mode data the {'senders' if side == 'ego' else 'receivers'} do not have this statistic",
            where="type",
            hint=f'type = "{"alter" if side == "ego" else "ego"}"',
        )
    return Column(sender=stream) if side == "ego" else Column(receiver=stream)


def actor_of(reader: object, options: Options, i: int, j: int) -> int:
    """The actor whose statistic a plain definition gives."""
    return i if options.type == "ego" else j


def sums(cells: Cells, *, rows: bool) -> Stream:
    """Row sums (sent) or column sums (received) as a stream over actors."""
    actor = (cells.i if rows else cells.j)[cells.slot]
    n = cells.n1 if rows else cells.n2
    return Stream.from_deltas(cells.step, actor, _deltas(cells.slot, cells.value, cells.i.size), n)


@njit(cache=True)
def _deltas(slot, value, n_slots):
    """What each change adds to its slot: slot int64 (m,), value float64 (m,)."""
    current, out = np.zeros(n_slots), np.empty(slot.size)
    for c in range(slot.size):
        out[c] = value[c] - current[slot[c]]
        current[slot[c]] = value[c]
    return out


def both(a: Stream, b: Stream, n: int) -> Stream:
    """The sum of two streams over the same keys."""
    step = np.concatenate([a.step, b.step])
    key = np.concatenate([a.key, b.key])
    delta = np.concatenate([_deltas(a.key, a.value, n), _deltas(b.key, b.value, n)])
    order = np.argsort(step, kind="stable")
    return Stream.from_deltas(step[order], key[order], delta[order], n)


def of_all(reader: Reader, options: Options, stream: Stream, factor: float) -> Stream:
    """Shares of all past events (times ``factor``), 1 / n while there are none."""
    if not reader.history.one_mode:
        raise BadModel("proportional scaling is defined for one-mode data", where="scaling", hint="leave scaling out")
    cells = cells_of(reader, options)
    total = Stream.from_deltas(
        cells.step, np.zeros(cells.slot.size, dtype=np.int64), _deltas(cells.slot, cells.value, cells.i.size), 1
    )
    n = reader.n1
    # An undirected event is in both cells, so it is counted twice.
    divisor = factor * (1.0 if reader.history.network(options.network).directed else 0.5)
    step, key, value = _shares(stream.step, stream.key, stream.value, total.step, total.value, n, divisor)
    return Stream.from_values(step, key, value, n)


@njit(cache=True)
def _shares(step, key, value, total_step, total, n, factor):
    """Every actor's share whenever its value or the total moves; arrays as in Stream; 1 / n while the total is 0."""
    current = np.zeros(n)
    size = n * (total.size + step.size + 1)
    out_step, out_key, out_value = np.zeros(size, dtype=np.int32), np.empty(size, dtype=np.int64), np.empty(size)
    for v in range(n):
        out_key[v], out_value[v] = v, 1.0 / n
    q, a, b, whole = n, 0, 0, 0.0
    while a < step.size or b < total.size:
        now = np.int32(2147483647)
        if a < step.size:
            now = min(now, step[a])
        if b < total.size:
            now = min(now, total_step[b])
        while a < step.size and step[a] == now:
            current[key[a]] = value[a]
            a += 1
        while b < total.size and total_step[b] == now:
            whole = total[b]
            b += 1
        for v in range(n):
            out_step[q], out_key[q] = now, v
            out_value[q] = current[v] / (factor * whole) if whole > 0 else 1.0 / n
            q += 1
    return out_step[:q], out_key[:q], out_value[:q]


def _received(reader: Reader, options: Options) -> Stream:
    return sums(cells_of(reader, options), rows=False)


def _sent(reader: Reader, options: Options) -> Stream:
    return sums(cells_of(reader, options), rows=True)


def _indegree(reader: Reader, options: Options) -> Column:
    stream = _received(reader, options)
    stream = of_all(reader, options, stream, 1.0) if options.scaling == "prop" else stream
    return at_side(reader, options, stream, of="receivers")


def _outdegree(reader: Reader, options: Options) -> Column:
    stream = _sent(reader, options)
    stream = of_all(reader, options, stream, 1.0) if options.scaling == "prop" else stream
    return at_side(reader, options, stream, of="senders")


def _total(reader: Reader, options: Options) -> Stream:
    if not reader.history.network(options.network).directed:
        stream = _received(reader, options)
        return of_all(reader, options, stream, 2.0) if options.scaling == "prop" else stream
    stream = both(_received(reader, options), _sent(reader, options), reader.n1)
    return of_all(reader, options, stream, 2.0) if options.scaling == "prop" else stream


def _totaldegree(reader: Reader, options: Options) -> Column:
    return at_side(reader, options, _total(reader, options))


def _totaldegree_dyad(reader: Reader, options: Options) -> Column:
    stream = _total(reader, options)
    return Column(sender=stream, receiver=stream)


def _degree(past: Past, options: Options, actor: int, what: str) -> float:
    x = past.x(options)
    directed = past.history.network(options.network).directed
    got, gave = x[:, actor].sum() if what != "sent" else 0.0, x[actor].sum() if what != "received" else 0.0
    if not directed and what == "both":
        gave = 0.0
    if options.scaling != "prop":
        return float(got + gave)
    total = x.sum() * (1.0 if directed else 0.5)
    if total == 0:
        return 1 / len(x)
    return float((got + gave) / (total * (2.0 if what == "both" else 1.0)))


def _define_indegree(past: Past, options: Options, i: int, j: int) -> float:
    return _degree(past, options, actor_of(past, options, i, j), "received")


def _define_outdegree(past: Past, options: Options, i: int, j: int) -> float:
    return _degree(past, options, actor_of(past, options, i, j), "sent")


def _define_totaldegree(past: Past, options: Options, i: int, j: int) -> float:
    return _degree(past, options, actor_of(past, options, i, j), "both")


def _define_totaldegree_dyad(past: Past, options: Options, i: int, j: int) -> float:
    return _degree(past, options, i, "both") + _degree(past, options, j, "both")


register(
    Effect(
        "indegree",
        "What the actor has received.",
        "Σ_k x_kv, with v the sender (ego) or the receiver (alter)",
        _indegree,
        _define_indegree,
        options=_READ,
        source=_BUTTS,
        also={
            "goldfish:indeg": {"weighted": False},
            "remstats:indegreeSender": {"type": "ego"},
            "remstats:indegreeReceiver": {"type": "alter"},
            "remstats:activeIndegreeReceiver": {"type": "alter", "weighted": False},
        },
        proportional=True,
    )
)
register(
    Effect(
        "outdegree",
        "What the actor has sent.",
        "Σ_k x_vk, with v the sender (ego) or the receiver (alter)",
        _outdegree,
        _define_outdegree,
        options=_READ,
        processes=("rem", "rate", "choice"),
        source=_BUTTS,
        also={
            "goldfish:outdeg": {"weighted": False},
            "remstats:outdegreeSender": {"type": "ego"},
            "remstats:outdegreeReceiver": {"type": "alter"},
            "remstats:activeOutdegreeSender": {"type": "ego", "weighted": False},
        },
        proportional=True,
    )
)
register(
    Effect(
        "totaldegree",
        "What the actor has sent and received.",
        "Σ_k x_vk + Σ_k x_kv, with v the sender (ego) or the receiver (alter)",
        _totaldegree,
        _define_totaldegree,
        options=_READ,
        source=_BUTTS,
        also={
            "remstats:totaldegreeSender": {"type": "ego"},
            "remstats:totaldegreeReceiver": {"type": "alter"},
            "remstats:activeTotaldegreeSender": {"type": "ego", "weighted": False},
            "remstats:activeTotaldegreeReceiver": {"type": "alter", "weighted": False},
            "dream:prefattachment": {"type": "alter", "scaling": "prop"},
        },
        proportional=True,
        one_mode=True,
    )
)
register(
    Effect(
        "totaldegree_dyad",
        "What the sender and the receiver have sent and received together.",
        "Σ_k (x_ik + x_ki) + Σ_k (x_jk + x_kj)",
        _totaldegree_dyad,
        _define_totaldegree_dyad,
        options=tuple(key for key in _READ if key != "type"),
        processes=("rem",),
        source=_BUTTS,
        also={
            "remstats:totaldegreeDyad": {},
            "remstats:activeTotaldegreeDyad": {"weighted": False},
            "remstats:activeDegreeDyad": {"weighted": False},
        },
        proportional=True,
        one_mode=True,
    )
)

_DEGREE = tuple(key for key in _READ if key != "type")


def _compare(code: int) -> Callable[[Reader, Options], Column]:
    def compute(reader: Reader, options: Options) -> Column:
        directed = reader.history.network(options.network).directed
        stream = _received(reader, options)
        if directed:
            stream = both(stream, _sent(reader, options), reader.n1)
        if options.scaling == "prop":
            stream = of_all(reader, options, stream, 2.0 if directed else 1.0)
        arrays = (stream.step, stream.key, stream.value)
        step, key, value = pairs(*arrays, *arrays, reader.n1, reader.n1, code)
        return Column(dyad=Stream.from_values(step, key, value, reader.n1 * reader.n1))

    return compute


def _define_compare(choose: Callable[[float, float], float]) -> Callable[[Past, Options, int, int], float]:
    def define(past: Past, options: Options, i: int, j: int) -> float:
        x = past.x(options)
        directed = past.history.network(options.network).directed
        degree = x.sum(axis=0) + x.sum(axis=1) if directed else x.sum(axis=0)
        if options.scaling == "prop":
            # Twice the weight of all directed events, each being sent and received; undirected ones are in both cells.
            whole = x.sum() * (2.0 if directed else 0.5)
            degree = degree / whole if whole > 0 else np.full(len(x), 1 / len(x))
        return float(choose(degree[i], degree[j]))

    return define


for _name, _summary, _formula, _code, _choose, _also in (
    ("degree_minimum", "The lower of the two degrees.", "min(d_i, d_j)", LEAST, min, "Min"),
    ("degree_maximum", "The higher of the two degrees.", "max(d_i, d_j)", MOST, max, "Max"),
    (
        "degree_difference",
        "How far apart the two degrees are.",
        "|d_i - d_j|",
        ABSOLUTE,
        # Decayed degrees that are equal are sums that differ by rounding, which a root would make visible.
        lambda a, b: 0.0 if math.isclose(a, b, rel_tol=1e-12) else abs(a - b),
        "Diff",
    ),
):
    register(
        Effect(
            _name,
            _summary,
            f"{_formula}, with d the degree of an actor; what it sent and received where events are directed",
            _compare(_code),
            _define_compare(_choose),
            options=_DEGREE,
            processes=("rem", "choice", "coordination"),
            source="remstats 4.1; Butts 2008, doi:10.1111/j.1467-9531.2008.00203.x",
            also={
                f"remstats:degree{_also}": {},
                **({} if _also == "Diff" else {f"remstats:activeDegree{_also}": {"weighted": False}}),
            },
            proportional=_code != ABSOLUTE,
            one_mode=True,
        )
    )
