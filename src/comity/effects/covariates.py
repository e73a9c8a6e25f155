"""Covariates: attributes of the sender, of the receiver, and comparisons of the two."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numba import njit

from comity.effects.cells import Reader, check_side
from comity.effects.options import Options
from comity.effects.past import Past
from comity.effects.registry import Effect, register
from comity.effects.streams import Column, Stream
from comity.errors import BadModel

_SOURCE = "Stadtfeld & Block 2017, doi:10.15195/v4.a14"
_ONE = ("attribute", "transform", "scaling", "ignore_repetitions")
_TWO = ("attributes", "transform", "scaling", "ignore_repetitions")

_SAME, ABSOLUTE, _SIGNED, _SIMILAR, _MEAN, LEAST, MOST, _PRODUCT = range(8)


def _ego(reader: Reader, options: Options) -> Column:
    assert options.attribute is not None
    source, stream = reader.attribute(options.attribute)
    check_side(reader, source, "sender", "ego")
    return Column(sender=stream)


def _alter(reader: Reader, options: Options) -> Column:
    assert options.attribute is not None
    source, stream = reader.attribute(options.attribute)
    check_side(reader, source, "receiver", "alter")
    return Column(receiver=stream)


def _compare(code: int) -> Callable[[Reader, Options], Column]:
    def compute(reader: Reader, options: Options) -> Column:
        first, second = options.attributes or (options.attribute, options.attribute)
        assert first is not None
        assert second is not None
        a, z = reader.attribute(first)
        b, v = reader.attribute(second)
        check_side(reader, a, "sender", first)
        check_side(reader, b, "receiver", second)
        for source in (a, b):
            if source.levels and code != _SAME:
                raise BadModel(
                    f"the attribute {source.name!r} has categories, not numbers", where=source.name, hint="use `same`"
                )
        step, key, value = pairs(z.step, z.key, z.value, v.step, v.key, v.value, reader.n1, reader.n2, code)
        return Column(dyad=Stream.from_values(step, key, value, reader.n1 * reader.n2))

    return compute


@njit(cache=True)
def pairs(z_step, z_key, z_value, v_step, v_key, v_value, n1, n2, code):
    """Comparisons of z (senders) with v (receivers) whenever either changes; arrays as in Stream."""
    z, v = np.zeros(n1), np.zeros(n2)
    size = z_step.size * n2 + v_step.size * n1 + n1 * n2
    step, key, value = np.empty(size, dtype=np.int32), np.empty(size, dtype=np.int64), np.empty(size)
    fresh = np.zeros(n1, dtype=np.bool_)
    a, b, q = 0, 0, 0
    while a < z_step.size and z_step[a] == 0:
        z[z_key[a]] = z_value[a]
        a += 1
    while b < v_step.size and v_step[b] == 0:
        v[v_key[b]] = v_value[b]
        b += 1
    for i in range(n1):
        for j in range(n2):
            step[q], key[q], value[q] = 0, i * n2 + j, _pair(z[i], v[j], code)
            q += 1
    while a < z_step.size or b < v_step.size:
        now = np.int32(2147483647)
        if a < z_step.size:
            now = min(now, z_step[a])
        if b < v_step.size:
            now = min(now, v_step[b])
        first_a, first_b = a, b
        while a < z_step.size and z_step[a] == now:
            z[z_key[a]] = z_value[a]
            fresh[z_key[a]] = True
            a += 1
        while b < v_step.size and v_step[b] == now:
            v[v_key[b]] = v_value[b]
            b += 1
        for c in range(first_a, a):
            i = z_key[c]
            for j in range(n2):
                step[q], key[q], value[q] = now, i * n2 + j, _pair(z[i], v[j], code)
                q += 1
        for c in range(first_b, b):
            j = v_key[c]
            for i in range(n1):
                if not fresh[i]:
                    step[q], key[q], value[q] = now, i * n2 + j, _pair(z[i], v[j], code)
                    q += 1
        for c in range(first_a, a):
            fresh[z_key[c]] = False
    return step[:q], key[:q], value[:q]


@njit(cache=True)
def _pair(z, v, code):
    """One comparison, by the codes above."""
    if code == 0:
        return 1.0 if z == v else 0.0
    if code == 1:
        apart = abs(z - v)
        # Degrees that decay are sums that differ by rounding where they are equal; a root would make that visible.
        return apart if apart > 1e-13 * (abs(z) + abs(v)) else 0.0
    if code == 2:
        return z - v
    if code == 3:
        return -abs(z - v)
    if code == 4:
        return (z + v) / 2
    if code == 5:
        return min(z, v)
    if code == 6:
        return max(z, v)
    return z * v


_PLAIN: dict[int, Callable[[float, float], float]] = {
    _SAME: lambda z, v: float(z == v),
    ABSOLUTE: lambda z, v: abs(z - v),
    _SIGNED: lambda z, v: z - v,
    _SIMILAR: lambda z, v: -abs(z - v),
    _MEAN: lambda z, v: (z + v) / 2,
    LEAST: min,
    MOST: max,
    _PRODUCT: lambda z, v: z * v,
}


def _define_compare(code: int) -> Callable[[Past, Options, int, int], float]:
    def define(past: Past, options: Options, i: int, j: int) -> float:
        first, second = options.attributes or (options.attribute, options.attribute)
        assert first is not None
        assert second is not None
        return float(_PLAIN[code](past.z(first)[i], past.z(second)[j]))

    return define


def _define_ego(past: Past, options: Options, i: int, j: int) -> float:
    assert options.attribute is not None
    return float(past.z(options.attribute)[i])


def _define_alter(past: Past, options: Options, i: int, j: int) -> float:
    assert options.attribute is not None
    return float(past.z(options.attribute)[j])


def _candidate(reader: Reader, options: Options) -> Column:
    n = reader.n2
    return Column(receiver=Stream.of(np.zeros(n), np.arange(n), np.ones(n)))


register(
    Effect(
        "type_intercept",
        'In a typed model, with candidate = "a type": how much likelier candidates of that type are.',
        "1[c = c₀]",
        _candidate,
        lambda past, options, i, j: 1.0,
        processes=("rem", "choice"),
        source="remstats 4.1, FEtype",
        also={"remstats:FEtype": {}},
    )
)
register(
    Effect(
        "ego",
        "The attribute of the sender.",
        "z_i",
        _ego,
        _define_ego,
        options=_ONE,
        processes=("rem", "rate"),
        source=_SOURCE,
        also={"goldfish:ego": {}, "remstats:send": {}, "relevent:CovSnd": {}},
        needs=("attribute",),
    )
)
register(
    Effect(
        "alter",
        "The attribute of the receiver.",
        "z_j",
        _alter,
        _define_alter,
        options=_ONE,
        processes=("rem", "choice", "coordination"),
        source=_SOURCE,
        also={"goldfish:alter": {}, "remstats:receive": {}, "relevent:CovRec": {}},
        needs=("attribute",),
    )
)
for _name, _summary, _formula, _code, _also in (
    ("same", "Sender and receiver share the value.", "1[z_i = z_j]", _SAME, ("goldfish:same", "remstats:same")),
    ("difference", "How far apart they are.", "|z_i - z_j|", ABSOLUTE, ("goldfish:diff", "remstats:difference")),
    ("signed_difference", "How far the sender is above the receiver.", "z_i - z_j", _SIGNED, ()),
    ("similarity", "How near they are.", "-|z_i - z_j|", _SIMILAR, ("goldfish:sim",)),
    ("average", "The mean of the two.", "(z_i + z_j) / 2", _MEAN, ("remstats:average",)),
    ("minimum", "The lower of the two.", "min(z_i, z_j)", LEAST, ("remstats:minimum",)),
    ("maximum", "The higher of the two.", "max(z_i, z_j)", MOST, ("remstats:maximum",)),
):
    register(
        Effect(
            _name,
            _summary,
            _formula,
            _compare(_code),
            _define_compare(_code),
            # A root or a logarithm of a negative difference is not a number.
            options=tuple(key for key in _ONE if key != "transform" or _code not in (_SIGNED, _SIMILAR)),
            processes=("rem", "choice", "coordination"),
            source=_SOURCE,
            also={name: {} for name in _also},
            needs=("attribute",),
            one_mode=True,
        )
    )
register(
    Effect(
        "ego_alter_product",
        "One attribute of the sender times another of the receiver.",
        "z_i · v_j",
        _compare(_PRODUCT),
        _define_compare(_PRODUCT),
        options=_TWO,
        processes=("rem", "choice", "coordination"),
        source=_SOURCE,
        also={"goldfish:ego_alter_interaction": {}},
        needs=("attributes",),
    )
)
