"""Closure: how many third actors link the sender and the receiver by a path of two ties."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numba import njit

from comity.effects.cells import Cells, Reader
from comity.effects.degrees import both
from comity.effects.options import Options
from comity.effects.past import Past
from comity.effects.registry import Effect, register
from comity.effects.streams import Column, Stream
from comity.effects.ties import cells_of

_READ = ("network", "window", "delay", "half_life", "transform", "scaling", "ignore_repetitions", "combiner", "kind")
_SOURCE = "Butts 2008, doi:10.1111/j.1467-9531.2008.00203.x; Stadtfeld & Block 2017, doi:10.15195/v4.a14"
_CODES = {"binary": 0, "product": 0, "min": 1, "root": 2}
_BINARY = {"combiner": "binary"}
_COUNTED = {"combiner": "min"}

# name -> whether the first and the second leg are read backwards, and whether the path runs from receiver to sender
_PATHS = {
    "transitivity": (False, False, False),  # i -> k -> j
    "cyclic_closure": (False, False, True),  # j -> k -> i
    "shared_senders": (True, False, False),  # k -> i, k -> j
    "shared_receivers": (False, True, False),  # i -> k, j -> k
}


def _legs(reader: Reader, options: Options) -> tuple[Cells, Cells]:
    """The cells of the first and of the second leg."""
    read = as_read(options)
    first, second = options.networks or (options.network, options.network)
    return cells_of(reader, read, first), cells_of(reader, read, second)


def as_read(options: Options) -> Options:
    """The options with weights where the combiner asks for them."""
    return replace(options, weighted=options.combiner != "binary")


def paths(first: Cells, second: Cells, combiner: str, *, back: bool, n1: int, n2: int) -> tuple[np.ndarray, ...]:
    """Changes of sum_k f(first_ik, second_kj), as step, key, delta; ``back`` files them under (j, i)."""
    step, i, j, delta = _two_paths(*first.arrays, *second.arrays, _CODES[combiner], max(n1, n2))
    return step, (j.astype(np.int64) * n2 + i if back else i.astype(np.int64) * n2 + j), delta


@njit(cache=True)
def _combine(a, b, code):
    """One path from its two legs: product, minimum or root of the product."""
    if a <= 0.0 or b <= 0.0:
        return 0.0
    if code == 0:
        return a * b
    if code == 1:
        return min(a, b)
    return np.sqrt(a * b)


@njit(cache=True)
def _two_paths(
    a_i, a_j, a_row, a_col, a_col_slot, a_step, a_slot, a_value,
    b_i, b_j, b_row, b_col, b_col_slot, b_step, b_slot, b_value,
    code, n,
):  # fmt: skip
    """What each change of a leg adds to the paths i -a-> k -b-> j with i != j; arrays as in Cells, one mode.

    Returns step, i, j : int32 (q,), delta : float64 (q,). A path through a changed leg is found from the other leg's
    row (first leg changed) or column (second leg changed), so a change costs the ties of its end, not all dyads.
    """
    a_now, b_now = np.zeros(a_i.size), np.zeros(b_i.size)
    step, i_out, j_out = np.empty(1024, dtype=np.int32), np.empty(1024, dtype=np.int32), np.empty(1024, dtype=np.int32)
    delta = np.empty(1024)
    c, d, q = 0, 0, 0
    while c < a_step.size or d < b_step.size:
        if q + n > step.size:
            step = np.append(step, np.empty(step.size + n, dtype=np.int32))
            i_out = np.append(i_out, np.empty(i_out.size + n, dtype=np.int32))
            j_out = np.append(j_out, np.empty(j_out.size + n, dtype=np.int32))
            delta = np.append(delta, np.empty(delta.size + n))
        if d >= b_step.size or (c < a_step.size and a_step[c] <= b_step[d]):
            s = a_slot[c]
            i, k, old, new = a_i[s], a_j[s], a_now[s], a_value[c]
            for t in range(b_row[k], b_row[k + 1]):
                j = b_j[t]
                if j != i and b_now[t] > 0.0:
                    change = _combine(new, b_now[t], code) - _combine(old, b_now[t], code)
                    if change != 0.0:
                        step[q], i_out[q], j_out[q], delta[q] = a_step[c], i, j, change
                        q += 1
            a_now[s] = new
            c += 1
        else:
            s = b_slot[d]
            k, j, old, new = b_i[s], b_j[s], b_now[s], b_value[d]
            for u in range(a_col[k], a_col[k + 1]):
                t = a_col_slot[u]
                i = a_i[t]
                if j != i and a_now[t] > 0.0:
                    change = _combine(a_now[t], new, code) - _combine(a_now[t], old, code)
                    if change != 0.0:
                        step[q], i_out[q], j_out[q], delta[q] = b_step[d], i, j, change
                        q += 1
            b_now[s] = new
            d += 1
    return step[:q], i_out[:q], j_out[:q], delta[:q]


def _in_order(reader: Reader, options: Options, *, back: bool) -> Column:
    """Paths i -> k -> j whose second tie was made after the first; see ``Options.order``.

    goldfish takes a path away with either of its ties even where their order kept it from being counted; under its
    convention so do we. There a row is later than those above it, even at one time.
    """
    net, n = reader.history.network(options.network), reader.n1
    tied, time, row, step, i, j, sign, _ = reader.one_by_one(net, options.window, options.kind)
    as_goldfish = reader.timeline.convention.name == "goldfish"
    made = row if as_goldfish and options.order == "sequential" else np.unique(time, return_inverse=True)[1]
    seen = step < reader.timeline.n_readings
    arrays = (x[seen] for x in (step, i, j, sign, made.astype(np.int64), row))
    out = _ordered_paths(tied, *arrays, options.order == "consecutive", as_goldfish, n)
    key = out[2].astype(np.int64) * n + out[1] if back else out[1].astype(np.int64) * n + out[2]
    return Column(dyad=Stream.from_deltas(out[0], key, out[3], n * n))


@njit(cache=True)
def _ordered_paths(tied, step, i, j, sign, made, row, consecutive, all_go, n):
    """What each change adds to the paths i -> k -> j whose second tie was made later than the first.

    tied : uint8 (n, n), the ties at the start, overwritten
    step, i, j : int32 (m,); sign : float64 (m,), whether the cell is tied then; made : int64 (m,), the place of the
    change in time; row : int64 (m,), its place in the table, -1 for what leaves a window
    consecutive : only by the row after the one that made the first tie    all_go : a tie that ends takes all its paths
    Returns step, i, j : int32 (q,), delta : float64 (q,).
    """
    born, born_row = np.full((n, n), -1, dtype=np.int64), np.full((n, n), -9, dtype=np.int64)
    out_step, out_i, out_j = np.empty(1024, dtype=np.int32), np.empty(1024, dtype=np.int32), np.empty(1024, np.int32)
    delta = np.empty(1024)
    q = 0
    for c in range(step.size):
        s, r, new = i[c], j[c], sign[c] > 0.0
        if new == (tied[s, r] == 1):
            continue
        if q + 2 * n > delta.size:
            more = delta.size + 2 * n
            out_step = np.append(out_step, np.empty(more, dtype=np.int32))
            out_i = np.append(out_i, np.empty(more, dtype=np.int32))
            out_j = np.append(out_j, np.empty(more, dtype=np.int32))
            delta = np.append(delta, np.empty(more))
        if new:
            tied[s, r], born[s, r], born_row[s, r] = 1, made[c], row[c]
        for v in range(n):
            if v in (s, r):
                continue
            if tied[v, s] == 1:  # v -> s -> r
                counts = born[v, s] < born[s, r] and (not consecutive or born_row[v, s] + 1 == born_row[s, r])
                if counts or (all_go and not new):
                    out_step[q], out_i[q], out_j[q], delta[q] = step[c], v, r, 1.0 if new else -1.0
                    q += 1
            if tied[r, v] == 1 and not new:  # s -> r -> v
                counts = born[s, r] < born[r, v] and (not consecutive or born_row[s, r] + 1 == born_row[r, v])
                if counts or all_go:
                    out_step[q], out_i[q], out_j[q], delta[q] = step[c], s, v, -1.0
                    q += 1
        if not new:
            tied[s, r] = 0
    return out_step[:q], out_i[:q], out_j[:q], delta[:q]


def _closure(name: str) -> Callable[[Reader, Options], Column]:
    back1, back2, from_receiver = _PATHS[name]

    def compute(reader: Reader, options: Options) -> Column:
        if options.order != "pooled":
            return _in_order(reader, options, back=from_receiver)
        first, second = _legs(reader, options)
        first, second = first.transposed if back1 else first, second.transposed if back2 else second
        n1, n2 = reader.n1, reader.n2
        step, key, delta = paths(first, second, options.combiner, back=from_receiver, n1=n1, n2=n2)
        return Column(dyad=Stream.from_deltas(step, key, delta, n1 * n2))

    return compute


def _link(a: float, b: float, combiner: str) -> float:
    if a <= 0 or b <= 0:
        return 0.0
    return {"binary": 1.0, "product": a * b, "min": min(a, b), "root": (a * b) ** 0.5}[combiner]


def _define(name: str) -> Callable[[Past, Options, int, int], float]:
    back1, back2, from_receiver = _PATHS[name]

    def define(past: Past, options: Options, i: int, j: int) -> float:
        if options.order != "pooled":
            counted = past.once(("in order", options), lambda: _replay(past, options))
            return float(counted.get((j, i) if from_receiver else (i, j), 0))
        first, second = options.networks or (options.network, options.network)
        x, y = past.x(as_read(options), first), past.x(as_read(options), second)
        a, b = (j, i) if from_receiver else (i, j)
        total = 0.0
        for k in past.senders:
            if k not in (i, j):
                leg1 = x[k, a] if back1 else x[a, k]
                leg2 = y[b, k] if back2 else y[k, b]
                total += _link(leg1, leg2, options.combiner)
        return total

    return define


def _replay(past: Past, options: Options) -> dict[tuple[int, int], int]:
    """(i, j) -> the paths i -> k -> j in order, from going through the rows."""
    net = past.history.network(options.network)
    exogenous, goldfish = net is not past.history.events, past.timeline.convention.name == "goldfish"
    weight: dict[tuple[int, int], float] = {}
    if options.window is None:
        for s, r, w in zip(net.initial_sender, net.initial_receiver, net.initial_weight, strict=True):
            weight.update(dict.fromkeys([(s, r)] if net.directed else [(s, r), (r, s)], w))
    changes: list[tuple] = []
    for row in range(net.time.size):
        when, w = net.time[row], net.value[row]
        if options.kind is not None and net.kinds[net.kind[row]] != options.kind:
            continue
        late = not (exogenous and past.timeline.convention.attributes_seen == "at")
        if past.sees(when, exogenous=exogenous):
            changes.append((when, late, 0, row, net.sender[row], net.receiver[row], w))
        if options.window is not None and when + options.window < past.t:
            gone = -w if net.adds else 0.0
            changes.append((when + options.window, True, 1, row, net.sender[row], net.receiver[row], gone))
    changes.sort(key=lambda change: change[:4])
    made: dict[tuple[int, int], tuple[float, int]] = {pair: (-math.inf, -9) for pair, w in weight.items() if w > 0}

    def in_order(first: tuple[float, int], second: tuple[float, int]) -> bool:
        if options.order == "consecutive":
            return first[0] < second[0] and first[1] + 1 == second[1]
        return first[1] < second[1] if goldfish else first[0] < second[0]

    counted: dict[tuple[int, int], int] = {}
    for when, _, lapse, row, a, b, w in changes:
        for i, j in [(a, b)] if net.directed else [(a, b), (b, a)]:
            before = weight.get((i, j), 0.0)
            weight[i, j] = before + w if net.adds else w
            if (weight[i, j] > 0) == (before > 0):
                continue
            if weight[i, j] > 0:
                made[i, j] = (when, -1 if lapse else row)
            for k in past.senders:
                for x, y, z in ((k, i, j), (i, j, k)):  # the paths that the tie is a leg of
                    if k in (i, j) or (x, y) not in made or (y, z) not in made:
                        continue
                    if weight[i, j] > 0 and in_order(made[x, y], made[y, z]):
                        counted[x, z] = counted.get((x, z), 0) + 1
                    if not weight[i, j] > 0 and (goldfish or in_order(made[x, y], made[y, z])):
                        counted[x, z] = counted.get((x, z), 0) - 1
            if not weight[i, j] > 0:
                del made[i, j]
    return counted


def _both_ways(name: str) -> Callable[[Reader, Options], Column]:
    """The path with the networks in either order, as goldfish computes its mixed shared partners."""
    one_way = _closure(name)

    def compute(reader: Reader, options: Options) -> Column:
        assert options.networks is not None
        swapped = replace(options, networks=(options.networks[1], options.networks[0]))
        one, other = one_way(reader, options).dyad, one_way(reader, swapped).dyad
        assert one is not None
        assert other is not None
        return Column(dyad=both(one, other, reader.n1 * reader.n2))

    return compute


def _define_both_ways(name: str) -> Callable[[Past, Options, int, int], float]:
    one_way = _define(name)

    def define(past: Past, options: Options, i: int, j: int) -> float:
        assert options.networks is not None
        swapped = replace(options, networks=(options.networks[1], options.networks[0]))
        return one_way(past, options, i, j) + one_way(past, swapped, i, j)

    return define


_WORDS = {
    "transitivity": ("Paths of two from the sender to the receiver.", "Σ_k f(x_ik, x_kj)"),
    "cyclic_closure": ("Paths of two from the receiver to the sender.", "Σ_k f(x_jk, x_ki)"),
    "shared_senders": ("Actors who send to both.", "Σ_k f(x_ki, x_kj)"),
    "shared_receivers": ("Actors to whom both send.", "Σ_k f(x_ik, x_jk)"),
}
_ALSO = {
    "transitivity": {
        "goldfish:trans": _BINARY,
        "remstats:sp": _COUNTED,
        "remstats:spUnique": _BINARY,
        "remstats:activeSharedPartners": _BINARY,
    },
    "cyclic_closure": {"goldfish:cycle": _BINARY},
    "shared_senders": {"goldfish:common_sender": _BINARY},
    "shared_receivers": {"goldfish:common_receiver": _BINARY},
}
for _name, _path in (
    ("transitivity", "otp"), ("cyclic_closure", "itp"), ("shared_senders", "isp"), ("shared_receivers", "osp"),
):  # fmt: skip
    _ALSO[_name] |= {
        f"remstats:{_path}": _COUNTED,
        f"remstats:activeSharedPartners_{_path}": _BINARY,
        f"relevent:{_path.upper()}Snd": _COUNTED,
    }
_PROCESSES = {"transitivity": ("rem", "choice", "coordination")}

for _name, (_summary, _formula) in _WORDS.items():
    register(
        Effect(
            _name,
            _summary,
            f"{_formula}, with f(a, b) = 1 where both are tied (binary), min(a, b), ab or √(ab)",
            _closure(_name),
            _define(_name),
            options=(*_READ, "order") if _name in ("transitivity", "cyclic_closure") else _READ,
            processes=_PROCESSES.get(_name, ("rem", "choice")),
            source=_SOURCE,
            also=_ALSO[_name],
            one_mode=True,
            directed=_name != "transitivity",
        )
    )

_MIXED = tuple("networks" if key == "network" else key for key in _READ if key != "kind")
_HOLLWAY = (
    "Hollway 2020, doi:10.1007/978-3-030-46769-2_4; Stadtfeld, Hollway & Block 2017, doi:10.1177/0081175017709295"
)
for _name, _summary, _formula, _other in (
    ("mixed_transitivity", "Paths i -> k in the first network, k -> j in the second.", "Σ_k a_ik b_kj", "mixed_trans"),
    (
        "mixed_cyclic_closure",
        "Paths j -> k in the first network, k -> i in the second.",
        "Σ_k a_jk b_ki",
        "mixed_cycle",
    ),
    ("mixed_shared_senders", "Actors tied to i in the first network and to j in the second.", "Σ_k a_ki b_kj", ""),
    ("mixed_shared_receivers", "Actors to whom i is tied in the first, j in the second.", "Σ_k a_ik b_jk", ""),
):
    _plain = _name.removeprefix("mixed_")
    register(
        Effect(
            _name,
            _summary,
            _formula,
            _closure(_plain),
            _define(_plain),
            options=_MIXED,
            processes=_PROCESSES.get(_plain, ("rem", "choice")),
            source=_HOLLWAY,
            also={f"goldfish:{_other}": _BINARY} if _other else {},
            one_mode=True,
            directed=_plain != "transitivity",
            needs=("networks",),
        )
    )
for _name, _summary, _formula, _other in (
    (
        "mixed_shared_senders_both",
        "Actors tied to one of the two in the first network and to the other in the second.",
        "Σ_k (a_ki b_kj + b_ki a_kj)",
        "mixed_common_sender",
    ),
    (
        "mixed_shared_receivers_both",
        "Actors to whom one of the two is tied in the first network and the other in the second.",
        "Σ_k (a_ik b_jk + b_ik a_jk)",
        "mixed_common_receiver",
    ),
):
    _plain = _name.removeprefix("mixed_").removesuffix("_both")
    register(
        Effect(
            _name,
            _summary,
            _formula,
            _both_ways(_plain),
            _define_both_ways(_plain),
            options=_MIXED,
            processes=("rem", "choice"),
            source=_HOLLWAY,
            also={f"goldfish:{_other}": _BINARY},
            one_mode=True,
            directed=True,
            needs=("networks",),
        )
    )
