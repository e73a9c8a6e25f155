"""Tertius: what those are like who are already tied to an actor."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numba import njit

from comity.effects.cells import Reader, check_side
from comity.effects.covariates import ABSOLUTE, pairs
from comity.effects.degrees import actor_of, at_side, sums
from comity.effects.options import Options
from comity.effects.past import Past
from comity.effects.registry import Effect, register
from comity.effects.streams import Column, Stream
from comity.effects.ties import cells_of
from comity.errors import BadModel

_SOURCE = (
    "Stadtfeld, Hollway & Block 2017, doi:10.1177/0081175017709295; Haunss & Hollway 2023, doi:10.1017/nws.2022.31; "
    "goldfish 1.7 for its rule on actors without in-neighbours"
)
_READ = (
    "network", "attribute", "window", "transform", "scaling", "ignore_repetitions", "aggregate", "undefined",
)  # fmt: skip
_AGGREGATES = {"mean": 0, "sum": 1, "min": 2, "max": 3}
_TRANSFORMS = {None: 0, "log1p": 1, "sqrt": 2}


def _aggregates(reader: Reader, options: Options) -> tuple[Stream, Stream]:
    """The attribute over senders, and its aggregate over the in-neighbours of each receiver (NaN for "zero")."""
    assert options.attribute is not None
    source, z = reader.attribute(options.attribute)
    check_side(reader, source, "sender", options.attribute)
    cells = cells_of(reader, replace(options, weighted=False))
    step, key, value = _over_senders(
        *cells.arrays, z.step, z.key, z.value, reader.n1, reader.n2, _AGGREGATES[options.aggregate],
        options.undefined == "mean",
    )  # fmt: skip
    return z, Stream.from_values(step, key, value, reader.n2)


@njit(cache=True)
def _aggregate(values, n, code):
    """Mean, sum, least or greatest of the first n values; NaN of none."""
    if n == 0:
        return np.nan
    if code == 0:
        return values[:n].mean()
    if code == 1:
        return values[:n].sum()
    return values[:n].min() if code == 2 else values[:n].max()


@njit(cache=True)
def _over_senders(
    i, j, row_ptr, col_ptr, col_slot, step, slot, value, z_step, z_key, z_value, n1, n2, code, fill
):  # fmt: skip
    """The aggregate of z over the in-neighbours of every receiver, whenever it changes.

    Arrays as in Cells (values 0 and 1) and as in Stream (z over senders). Without in-neighbours it is NaN, or where
    ``fill`` the mean of the others, and 0 where nobody has any.
    """
    tied, z, found = np.zeros(i.size, dtype=np.bool_), np.zeros(n1), np.full(n2, np.nan)
    fresh, values = np.zeros(n2, dtype=np.bool_), np.empty(n1)
    size = n2 * (np.unique(np.append(step, z_step)).size + 1)
    out_step, key, out = np.empty(size, dtype=np.int32), np.empty(size, dtype=np.int64), np.empty(size)
    a, b, q = 0, 0, 0
    now = np.int32(0)
    while True:
        while a < step.size and step[a] == now:
            tied[slot[a]] = value[a] > 0
            fresh[j[slot[a]]] = True
            a += 1
        while b < z_step.size and z_step[b] == now:
            k = z_key[b]
            z[k] = z_value[b]
            for s in range(row_ptr[k], row_ptr[k + 1]):
                fresh[j[s]] = fresh[j[s]] or tied[s]
            b += 1
        whole, some = 0.0, 0
        for v in range(n2):
            if fresh[v]:
                fresh[v] = False
                n = 0
                for u in range(col_ptr[v], col_ptr[v + 1]):
                    if tied[col_slot[u]]:
                        values[n] = z[i[col_slot[u]]]
                        n += 1
                found[v] = _aggregate(values, n, code)
            if not np.isnan(found[v]):
                whole += found[v]
                some += 1
        for v in range(n2):
            out_step[q], key[q], out[q] = now, v, found[v]
            if fill and np.isnan(found[v]):
                out[q] = whole / some if some > 0 else 0.0
            q += 1
        if a == step.size and b == z_step.size:
            return out_step[:q], key[:q], out[:q]
        now = np.int32(2147483647)
        if a < step.size:
            now = min(now, step[a])
        if b < z_step.size:
            now = min(now, z_step[b])


def _tertius(reader: Reader, options: Options) -> Column:
    if options.undefined == "goldfish":
        step, key, value = _as_goldfish(reader, options, difference=False)
        stream = Stream.from_values(step, key, value, reader.n2)
    else:
        stream = _aggregates(reader, options)[1].map(np.nan_to_num)
    return at_side(reader, options, stream, of="receivers")


def _tertius_difference(reader: Reader, options: Options) -> Column:
    n1, n2 = reader.n1, reader.n2
    if options.undefined == "goldfish":
        step, key, value = _as_goldfish(reader, options, difference=True)
    else:
        z, t = _aggregates(reader, options)
        step, key, value = pairs(z.step, z.key, z.value, t.step, t.key, t.value, n1, n2, ABSOLUTE)
    return Column(dyad=Stream.from_values(step, key, np.nan_to_num(value), n1 * n2))


def _without_senders(reader: Reader, options: Options) -> Column:
    n = reader.n2
    degree = sums(cells_of(reader, replace(options, weighted=False)), rows=False)
    step = np.append(np.zeros(n, dtype=np.int32), degree.step)
    key, value = np.append(np.arange(n), degree.key), np.append(np.ones(n), degree.value < 0.5)
    return at_side(reader, options, Stream.from_values(step, key, value, n), of="receivers")


def _as_goldfish(reader: Reader, options: Options, *, difference: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The statistic as goldfish goes through the changes one by one."""
    assert options.attribute is not None
    if callable(options.transform):
        raise BadModel(
            "goldfish fills in transformed values, and a function of one's own cannot be undone",
            where="transform",
            hint=f'transform is {" or ".join(repr(t) for t in _TRANSFORMS if t)}, or undefined = "mean"',
        )
    source, first, value = reader.filled(options.attribute)
    check_side(reader, source, "sender", options.attribute)
    net = reader.history.network(options.network)
    tied, time, _, step, i, j, sign, after = reader.one_by_one(net, options.window)
    seen = reader.timeline.convention.attributes_seen
    time = np.append(time, source.time)
    step = np.append(step, reader.timeline.place(source.time, seen))
    what = np.append(np.zeros(i.size, dtype=np.int64), np.ones(source.time.size, dtype=np.int64))
    after = np.append(after, np.full(source.time.size, seen == "after"))
    order = np.lexsort((what, after, time))
    order = order[step[order] < reader.timeline.n_readings]
    at, to = np.append(i, source.node)[order], np.append(j, np.zeros(source.time.size, dtype=np.int64))[order]
    new = np.append(sign, value)[order]
    started = options.window is None and net.initial_sender.size > 0 and bool(tied.any())
    return _goldfish(
        tied, first, step[order].astype(np.int32), what[order], at.astype(np.int64), to.astype(np.int64), new, started,
        reader.history.one_mode, difference, _AGGREGATES[options.aggregate],
        _TRANSFORMS[options.transform],
    )  # fmt: skip


@njit(cache=True)
def _transformed(x, code):
    return np.log1p(x) if code == 1 else np.sqrt(x) if code == 2 else x


@njit(cache=True)
def _undone(x, code):
    return np.expm1(x) if code == 1 else x * x if code == 2 else x


@njit(cache=True)
def _goldfish(tied, z, step, what, at, to, new, started, one_mode, difference, code, transform):
    """tertius and tertius_diff of goldfish 1.7, change by change.

    tied : uint8 (n1, n2), the ties at the start, overwritten    z : float64 (n1,), overwritten
    step : int32 (m,); what : int64 (m,), 0 a tie, 1 an attribute; at, to : int64 (m,); new : float64 (m,)
    started : whether the network has ties at the start. Where it has none, actors without in-neighbours have 0
    rather than NaN, so they are not filled in; later ones are NaN and filled in at every change.
    Returns step, key, value: of receivers, or of dyads where ``difference``. What is filled in is a mean of transformed
    values; it is given back untransformed, because the transform is applied to every value at the end.
    """
    n1, n2 = tied.shape
    cache, values = np.zeros(n2), np.empty(n1 + 1)
    stat, told = np.zeros((n1, n2)), np.zeros((n1, n2))
    rows = n1 if difference else 1
    named = np.zeros((n1, n2), dtype=np.bool_)
    if started:
        for v in range(n2):
            n = 0
            for k in range(n1):
                if tied[k, v] == 1:
                    values[n] = z[k]
                    n += 1
            cache[v] = _aggregate(values, n, code)
        total, count = 0.0, 0
        for v in range(n2):
            for k in range(rows):
                if not np.isnan(cache[v]) and not (difference and one_mode and k == v):
                    stat[k, v] = abs(z[k] - cache[v]) if difference else cache[v]
                    total += _transformed(stat[k, v], transform)
                    count += 1
        for v in range(n2):
            if np.isnan(cache[v]):
                for k in range(rows):
                    stat[k, v] = _undone(total / count, transform)
    out_step, key, out = np.empty(1024, dtype=np.int32), np.empty(1024, dtype=np.int64), np.empty(1024)
    q, c = 0, 0
    now = np.int32(0)
    while True:
        while c < step.size and step[c] == now:
            a, b = at[c], to[c]
            empty, impute = True, False
            for v in range(n2):
                empty = empty and cache[v] == 0.0
                impute = impute or np.isnan(cache[v])
            named[:] = False
            same = (new[c] > 0) == (tied[a, b] == 1) if what[c] == 0 else new[c] == z[a]
            if same:
                c += 1
                continue
            first, last = (b, b + 1) if what[c] == 0 else (0, n2)
            if what[c] == 0:
                tied[a, b] = 1 if new[c] > 0 else 0
            for v in range(first, last):
                if what[c] == 1 and tied[a, v] == 0:
                    continue
                n = 0
                for k in range(n1):
                    if tied[k, v] == 1:
                        values[n] = new[c] if what[c] == 1 and k == a else z[k]
                        n += 1
                cache[v] = _aggregate(values, n, code)
                impute = impute or np.isnan(cache[v])
            if what[c] == 1 and difference:
                for v in range(n2):
                    if not np.isnan(cache[v]) and not (one_mode and v == a):
                        stat[a, v], named[a, v] = abs(new[c] - cache[v]), True
            for v in range(first, last):
                if (what[c] == 1 and tied[a, v] == 0) or np.isnan(cache[v]):
                    continue
                for k in range(rows):
                    if not (difference and one_mode and k == v):
                        # goldfish reads the old value of the attribute here, also of the actor whose value changes.
                        stat[k, v], named[k, v] = abs(z[k] - cache[v]) if difference else cache[v], True
            if difference and empty:
                # The first change: all other dyads get the mean of those it gave a value.
                total, count = 0.0, 0
                for k in range(n1):
                    for v in range(n2):
                        if named[k, v]:
                            total += _transformed(stat[k, v], transform)
                            count += 1
                for k in range(n1):
                    for v in range(n2):
                        if count > 0 and not named[k, v]:
                            stat[k, v] = _undone(total / count, transform)
            elif difference and impute:
                total, count = 0.0, 0
                for k in range(n1):
                    for v in range(n2):
                        if not np.isnan(cache[v]) and not (one_mode and k == v):
                            total += _transformed(abs(z[k] - cache[v]), transform)
                            count += 1
                for k in range(n1):
                    for v in range(n2):
                        if np.isnan(cache[v]) and count > 0:
                            stat[k, v] = _undone(total / count, transform)
            elif impute:
                total, count = 0.0, 0
                for v in range(n2):
                    if not np.isnan(cache[v]):
                        total += cache[v]
                        count += 1
                for v in range(n2):
                    if np.isnan(cache[v]) and count > 0:
                        stat[0, v] = total / count
            if what[c] == 1:
                z[a] = new[c]
            c += 1
        if q + rows * n2 > out.size:
            more = max(rows * n2, out.size)
            out_step = np.append(out_step, np.empty(more, dtype=np.int32))
            key = np.append(key, np.empty(more, dtype=np.int64))
            out = np.append(out, np.empty(more))
        for k in range(rows):
            for v in range(n2):
                if stat[k, v] != told[k, v]:
                    out_step[q], key[q], out[q] = now, k * n2 + v, stat[k, v]
                    told[k, v] = stat[k, v]
                    q += 1
        if c == step.size:
            return out_step[:q], key[:q], out[:q]
        now = step[c]


def _among(past: Past, options: Options, v: int) -> float | None:
    """The aggregate over the in-neighbours of an actor, None without any."""
    assert options.attribute is not None
    z, a = past.z(options.attribute), past.a(options)
    return _summary([z[k] for k in past.senders if a[k, v]], options)


def _summary(values: list[float], options: Options) -> float | None:
    if not values:
        return None
    return {"mean": sum(values) / len(values), "sum": sum(values), "min": min(values), "max": max(values)}[
        options.aggregate
    ]


def _filled(past: Past, options: Options, v: int) -> float | None:
    """The same, with the mean of the others where that is asked for."""
    own = _among(past, options, v)
    if own is None and options.undefined == "mean":
        others = [t for u in past.receivers if (t := _among(past, options, u)) is not None]
        return sum(others) / len(others) if others else 0.0
    return own


def _define_tertius(past: Past, options: Options, i: int, j: int) -> float:
    v = actor_of(past, options, i, j)
    if options.undefined == "goldfish":
        return _replayed(past, options, difference=False)[v]
    own = _filled(past, options, v)
    return 0.0 if own is None else own


def _define_difference(past: Past, options: Options, i: int, j: int) -> float:
    assert options.attribute is not None
    if options.undefined == "goldfish":
        return _replayed(past, options, difference=True)[i, j]
    other = _filled(past, options, j)
    return 0.0 if other is None else abs(float(past.z(options.attribute)[i]) - other)


def _define_without(past: Past, options: Options, i: int, j: int) -> float:
    return float(past.a(options)[:, actor_of(past, options, i, j)].sum() == 0)


def _replayed(past: Past, options: Options, *, difference: bool) -> dict:
    """goldfish's statistic, from going through its changes: an actor, or a dyad where ``difference`` -> value."""
    asked = ("tertius", options.network, options.attribute, options.window, options.aggregate, options.transform)
    return past.once((*asked, difference), lambda: _replay(past, options, difference))


def _replay(past: Past, options: Options, difference: bool) -> dict:
    assert options.attribute is not None
    net, held = past.history.network(options.network), past.history.attribute(options.attribute)
    exogenous = net is not past.history.events
    at = past.timeline.convention.attributes_seen == "at"
    weight: dict[tuple[int, int], float] = {}
    if options.window is None:
        for s, r, w in zip(net.initial_sender, net.initial_receiver, net.initial_weight, strict=True):
            for pair in [(s, r)] if net.directed else [(s, r), (r, s)]:
                weight[pair] = w
    changes: list[tuple] = []
    for row in range(net.time.size):
        when, s, r, w = net.time[row], net.sender[row], net.receiver[row], net.value[row]
        if past.sees(when, exogenous=exogenous):
            changes.append((when, not (exogenous and at), 0, row, s, r, w, net.adds))
        if options.window is not None and when + options.window < past.t:
            w = -w if net.adds else 0.0
            changes.append((when + options.window, True, 0, net.time.size + row, s, r, w, net.adds))
    for row in range(held.time.size):
        if past.sees(held.time[row], exogenous=True):
            changes.append((held.time[row], not at, 1, row, held.node[row], None, held.value[row], False))
    changes.sort(key=lambda change: change[:4])

    z = dict(enumerate(held.initial))
    dyads = [(i, j) for i in past.senders for j in past.receivers if not (past.history.one_mode and i == j)]

    def of(v: int) -> float | None:
        return _summary([z[k] for k in past.senders if weight.get((k, v), 0) > 0], options)

    def f(x: float) -> float:
        return float(options.transformed(np.array([x]))[0])

    def back(y: float) -> float:
        return {None: y, "log1p": np.expm1(y), "sqrt": y * y}[options.transform]  # type: ignore[index]

    def mean(values: list[float]) -> float:
        return sum(values) / len(values)

    t: dict[int, float | None] = dict.fromkeys(past.receivers, 0.0)
    out: dict = dict.fromkeys(dyads if difference else past.receivers, 0.0)
    if any(w > 0 for w in weight.values()):
        t = {v: of(v) for v in past.receivers}
        known: dict = {v: x for v, x in t.items() if x is not None}
        if difference:
            known = {(i, j): abs(z[i] - known[j]) for i, j in dyads if j in known}
        filling = back(mean([f(x) for x in known.values()]))
        out = {key: known.get(key, filling) for key in out}

    steps = [
        (kind, pair, w, adds)
        for _, _, kind, _, a, b, w, adds in changes
        for pair in ([(a, b)] if kind == 1 or net.directed else [(a, b), (b, a)])
    ]
    for kind, (a, b), w, adds in steps:
        before = dict(t)
        touched: dict = {}
        if kind == 0:
            tied = weight.get((a, b), 0) > 0
            weight[a, b] = weight.get((a, b), 0) + w if adds else w
            if (weight[a, b] > 0) == tied:
                continue
            t[b] = of(b)
            moved = [b]
        else:
            if z[a] == w:
                continue
            old, z[a] = z[a], w
            moved = [v for v in past.receivers if weight.get((a, v), 0) > 0]
            t.update({v: of(v) for v in moved})
            touched = {(i, v): abs(w - x) for i, v in dyads if i == a and (x := t[v]) is not None}
            z[a] = old
        if difference:
            touched.update({(i, v): abs(z[i] - x) for i, v in dyads if v in moved and (x := t[v]) is not None})
        else:
            touched = {v: t[v] for v in moved if t[v] is not None}
        out.update(touched)
        unknown = [key for key in out if t[key[1] if difference else key] is None]
        if difference and all(x == 0 for x in before.values()):
            if touched:
                filling = back(mean([f(x) for x in touched.values()]))
                out.update({key: filling for key in dyads if key not in touched})
        elif unknown and difference:
            apart = [abs(z[i] - x) for i, v in dyads if (x := t[v]) is not None]
            if apart:
                out.update(dict.fromkeys(unknown, back(mean([f(x) for x in apart]))))
        elif unknown:
            defined = [x for x in t.values() if x is not None]
            if defined:
                out.update(dict.fromkeys(unknown, mean(defined)))
        if kind == 1:
            z[a] = w
    return out


register(
    Effect(
        "tertius",
        "What those are like who are already tied to the actor.",
        "T(v) = mean (or sum, min, max) of z_k over k with a_kv = 1, v the sender (ego) or the receiver (alter)",
        _tertius,
        _define_tertius,
        options=(*_READ, "type"),
        source=_SOURCE,
        also={"goldfish:tertius": {"undefined": "goldfish"}},
        needs=("attribute",),
    )
)
register(
    Effect(
        "tertius_difference",
        "How far the sender is from those who are already tied to the receiver.",
        "|z_i - T(j)|, T(j) the mean (or sum, min, max) of z_k over k with a_kj = 1",
        _tertius_difference,
        _define_difference,
        options=_READ,
        processes=("rem", "choice", "coordination"),
        source=_SOURCE,
        also={"goldfish:tertius_diff": {"undefined": "goldfish"}},
        needs=("attribute",),
    )
)
register(
    Effect(
        "without_senders",
        "Nobody is tied to the actor: the companion of tertius, whose value is then filled in.",
        "1[Σ_k a_kv = 0], v the sender (ego) or the receiver (alter)",
        _without_senders,
        _define_without,
        options=("network", "window", "scaling", "type", "ignore_repetitions"),
        source="Stadtfeld, Hollway & Block 2017, doi:10.1177/0081175017709295",
    )
)
