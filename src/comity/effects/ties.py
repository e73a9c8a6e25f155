"""Ties of the dyad itself: inertia, reciprocity and exogenous ties."""

from __future__ import annotations

import numpy as np
from numba import njit

from comity.effects.cells import Cells, Reader
from comity.effects.options import Options
from comity.effects.past import Past
from comity.effects.registry import Effect, register
from comity.effects.streams import Column, Stream
from comity.errors import BadModel

_READ = ("weighted", "window", "delay", "half_life", "transform", "scaling", "ignore_repetitions", "kind")
_BUTTS = "Butts 2008, doi:10.1111/j.1467-9531.2008.00203.x"
_SHB = "Stadtfeld, Hollway & Block 2017, doi:10.1177/0081175017709295"


def cells_of(reader: Reader, options: Options, network: str | None = None) -> Cells:
    """The cells that a term reads."""
    return reader.cells(
        network if network is not None else options.network,
        weighted=options.weighted,
        window=options.window,
        delay=options.delay,
        half_life=options.half_life,
        kind=options.kind,
    )


def _tie(reader: Reader, options: Options) -> Column:
    return Column(dyad=cells_of(reader, options).stream)


def _reverse(reader: Reader, options: Options) -> Column:
    cells = cells_of(reader, options)
    key = reader.key(cells.j[cells.slot], cells.i[cells.slot])
    return Column(dyad=Stream.of(cells.step, key, cells.value))


def _inertia(reader: Reader, options: Options) -> Column:
    if options.scaling != "prop":
        return _tie(reader, options)
    return _shares(reader, cells_of(reader, options))


def _reciprocity(reader: Reader, options: Options) -> Column:
    if options.scaling != "prop":
        return _reverse(reader, options)
    return _shares(reader, cells_of(reader, options).transposed)


def _shares(reader: Reader, cells: Cells) -> Column:
    """x_ij over the sum of row i of ``cells``; 1 / (n - 1) where the sum is 0."""
    if not reader.history.one_mode:
        raise BadModel("proportional scaling is defined for one-mode data", where="scaling", hint="leave scaling out")
    step, key, value = _row_shares(*cells.arrays, cells.n1)
    return Column(dyad=Stream.from_values(step, key, value, reader.n1 * reader.n2))


@njit(cache=True)
def _row_shares(i, j, row_ptr, col_ptr, col_slot, step, slot, value, n):
    """Cells as shares of their row; arrays as in Cells, one mode.

    Returns step int32 (q,), key int64 (q,), value float64 (q,): whole rows where the row sum becomes or leaves 0,
    its tied cells where it changes otherwise.
    """
    current, total = np.zeros(i.size), np.zeros(n)
    size = n * n + 1024
    out_step, out_key, out_value = np.zeros(size, dtype=np.int32), np.empty(size, dtype=np.int64), np.empty(size)
    q = 0
    for a in range(n):
        for b in range(n):
            if a != b:
                out_key[q], out_value[q] = a * n + b, 1.0 / (n - 1)
                q += 1
    for c in range(step.size):
        s = slot[c]
        a = i[s]
        old = total[a]
        total[a] += value[c] - current[s]
        current[s] = value[c]
        if q + n + row_ptr[a + 1] - row_ptr[a] > out_step.size:
            more = out_step.size + n
            out_step = np.append(out_step, np.zeros(more, dtype=np.int32))
            out_key = np.append(out_key, np.empty(more, dtype=np.int64))
            out_value = np.append(out_value, np.empty(more))
        if (old > 0) != (total[a] > 0):
            for b in range(n):
                if a != b:
                    out_step[q], out_key[q] = step[c], a * n + b
                    out_value[q] = 0.0 if total[a] > 0 else 1.0 / (n - 1)
                    q += 1
        if total[a] > 0:
            for other in range(row_ptr[a], row_ptr[a + 1]):
                out_step[q], out_key[q] = step[c], a * n + j[other]
                out_value[q] = current[other] / total[a]
                q += 1
    return out_step[:q], out_key[:q], out_value[:q]


def _define_tie(past: Past, options: Options, i: int, j: int) -> float:
    return float(past.x(options)[i, j])


def _define_inertia(past: Past, options: Options, i: int, j: int) -> float:
    x = past.x(options)
    if options.scaling != "prop":
        return float(x[i, j])
    return float(x[i, j] / x[i].sum()) if x[i].sum() > 0 else 1 / (len(x) - 1)


def _define_reciprocity(past: Past, options: Options, i: int, j: int) -> float:
    x = past.x(options)
    if options.scaling != "prop":
        return float(x[j, i])
    return float(x[j, i] / x[:, i].sum()) if x[:, i].sum() > 0 else 1 / (len(x) - 1)


register(
    Effect(
        "inertia",
        "Past events from the sender to the receiver.",
        "x_ij",
        _inertia,
        _define_inertia,
        options=_READ,
        processes=("rem", "choice", "coordination"),
        source=_BUTTS,
        also={
            "goldfish:inertia": {"weighted": False},
            "remstats:inertia": {},
            "relevent:FrPSndSnd": {"scaling": "prop"},
        },
        proportional=True,
    )
)
register(
    Effect(
        "reciprocity",
        "Past events, or another network's ties, from the receiver to the sender.",
        "x_ji",
        _reciprocity,
        _define_reciprocity,
        options=("network", *_READ),
        processes=("rem", "choice"),
        source=_BUTTS,
        also={
            "goldfish:recip": {"weighted": False},
            "remstats:reciprocity": {},
            "remstats:activeReciprocalTie": {"weighted": False},
            "relevent:FrRecSnd": {"scaling": "prop"},
        },
        proportional=True,
        one_mode=True,
        directed=True,
    )
)
register(
    Effect(
        "tie",
        "The tie from sender to receiver in another network.",
        "y_ij",
        _tie,
        _define_tie,
        options=("network", *(key for key in _READ if key != "kind")),
        processes=("rem", "choice", "coordination"),
        source=_SHB,
        also={
            "goldfish:tie": {"weighted": False},
            "remstats:tie": {},
            "remstats:dyad": {},
            "remstats:userStat": {},
            "remstats:activeTie": {"weighted": False},
            "relevent:CovEvent": {},
        },
        needs=("network",),
    )
)
