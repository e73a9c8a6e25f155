"""Fixed effects of actors, and what is the same for everybody at one time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from comity.effects.cells import Reader
from comity.effects.options import Options
from comity.effects.past import Past
from comity.effects.registry import Effect, register
from comity.effects.streams import Column, Stream
from comity.errors import BadModel
from comity.histories import tables

_BUTTS = "Butts 2008, doi:10.1111/j.1467-9531.2008.00203.x"


def _is(sender: bool, receiver: bool) -> Callable[[Reader, Options], Column]:
    def compute(reader: Reader, options: Options) -> Column:
        return Column(
            _at(options, reader.history.senders, "sender") if sender else None,
            _at(options, reader.history.receivers, "receiver") if receiver else None,
        )

    return compute


def _at(options: Options, labels: tuple[str, ...], side: str) -> Stream:
    assert options.node is not None
    if options.node not in labels:
        hint = f"node is the label of a {side}" + tables.near(options.node, labels)
        raise BadModel(f"no {side} is called {options.node!r}", where="node", hint=hint)
    return Stream.of(np.zeros(1), np.array([labels.index(options.node)]), np.ones(1))


def _define_is(sender: bool, receiver: bool) -> Callable[[Past, Options, int, int], float]:
    def define(past: Past, options: Options, i: int, j: int) -> float:
        who = [past.history.senders[i]] * sender + [past.history.receivers[j]] * receiver
        return float(options.node in who)

    return define


for _name, _summary, _formula, _sender, _receiver, _processes, _also in (
    ("sender_is", "A fixed effect of one sender.", "1[i = v]", True, False, ("rem", "rate"), "relevent:FESnd"),
    ("receiver_is", "A fixed effect of one receiver.", "1[j = v]", False, True, ("rem", "choice"), "relevent:FERec"),
    (
        "actor_is",
        "A fixed effect of one actor, sending or receiving.",
        "1[i = v or j = v]",
        True,
        True,
        ("rem", "choice", "coordination"),
        "relevent:FEInt",
    ),
):
    register(
        Effect(
            _name,
            _summary,
            f"{_formula}, v the actor that `node` names",
            _is(_sender, _receiver),
            _define_is(_sender, _receiver),
            options=("node",),
            processes=_processes,
            source=_BUTTS,
            also={_also: {}},
            needs=("node",),
            one_mode=_sender and _receiver,
        )
    )


def _global(reader: Reader, options: Options) -> Column:
    assert options.attribute is not None
    source, stream = reader.attribute(options.attribute)
    n = source.initial.size
    value = np.full(n, np.nan)
    ends = np.append(np.flatnonzero(np.diff(stream.step)) + 1, stream.step.size)
    start = 0
    for end in ends:
        value[stream.key[start:end]] = stream.value[start:end]
        start = end
        # Values of 0 at the start are never named.
        if np.ptp(np.nan_to_num(value)) > 0:
            raise BadModel(
                f"the attribute {source.name!r} is not the same for everybody",
                where="attribute",
                hint="write * for the node of its changes, or use `ego` or `alter`",
            )
    steps = np.unique(stream.step)
    first = np.array([stream.value[stream.step == step][0] for step in steps])
    keys = np.tile(np.arange(reader.n1), steps.size)
    return Column(sender=Stream.from_values(np.repeat(steps, reader.n1), keys, np.repeat(first, reader.n1), reader.n1))


def _define_global(past: Past, options: Options, i: int, j: int) -> float:
    assert options.attribute is not None
    return float(past.z(options.attribute)[0])


register(
    Effect(
        "global",
        "What is the same for everybody at one time, such as a season.",
        "h(t); identified where waiting times are modelled, or in a product",
        _global,
        _define_global,
        options=("attribute", "transform"),
        processes=("rem", "rate"),
        source="remstats 4.1; Lembo et al. 2025, doi:10.1093/jrsssc/qlaf058",
        also={"remstats:event": {}},
        needs=("attribute",),
        tried={"attribute": ("season",)},
    )
)
