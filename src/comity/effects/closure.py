"""Closure: how many third actors link the sender and the receiver by a path of two ties."""

from __future__ import annotations

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

_READ = ("network", "window", "half_life", "transform", "scaling", "ignore_repetitions", "combiner", "kind")
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


def _closure(name: str) -> Callable[[Reader, Options], Column]:
    back1, back2, from_receiver = _PATHS[name]

    def compute(reader: Reader, options: Options) -> Column:
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
        "remstats:otp": _COUNTED,
        "remstats:sp": _COUNTED,
        "remstats:spUnique": _BINARY,
    },
    "cyclic_closure": {"goldfish:cycle": _BINARY, "remstats:itp": _COUNTED},
    "shared_senders": {"goldfish:common_sender": _BINARY, "remstats:isp": _COUNTED},
    "shared_receivers": {"goldfish:common_receiver": _BINARY, "remstats:osp": _COUNTED},
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
            options=_READ,
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
