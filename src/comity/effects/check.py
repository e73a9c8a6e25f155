"""Hold an effect's kernel to its plain definition, over random histories and every option that it takes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from comity.effects.cells import Reader
from comity.effects.options import Options
from comity.effects.past import Past
from comity.effects.registry import Effect, Named, find
from comity.effects.streams import Column
from comity.errors import BadModel
from comity.histories import CONVENTIONS, Convention, History, Timeline

__all__ = ["check_effect", "grid", "history_of", "plain", "values_of"]

# What each option is tried with; the first is its default.
TRIED: dict[str, tuple[Any, ...]] = {
    "network": (None, "other", "state"),
    "networks": (("events", "other"), ("other", "state")),
    "attribute": ("size",),
    "attributes": (("size", "weight"),),
    "weighted": (True, False),
    "window": (None, 3.0),
    "delay": (0.0, 2.0),
    "half_life": (None, 2.0),
    "transform": (None, "sqrt"),
    "scaling": (None, "prop", "std"),
    "type": ("alter", "ego"),
    "ignore_repetitions": (False, True),
    "combiner": ("binary", "min", "product", "root"),
    "order": ("pooled", "sequential", "consecutive"),
    "kind": (None, "a"),
    "unit": (1.0, 2.5),
    "read_at": (None, "event"),
    "tied": ("shared", "index"),
    "aggregate": ("mean", "sum", "min", "max"),
    "undefined": ("mean", "zero", "goldfish"),
    "node": ("v1",),
}


def check_effect(
    effect: str | Effect, *, seeds: int = 5, seed: int = 1, tolerance: float = 1e-9, at_most: int | None = None
) -> int:
    """Compare an effect's kernel with its plain definition; the number of statistics compared.

    Parameters
    ----------
    effect : a registered name, or an effect of one's own.
    seeds  : how many random histories each combination of options is tried on.
    at_most: how many combinations of options are tried, drawn at random; None is every one.

    Raises
    ------
    BadModel : the two differ; the message has the options, the reading, the dyad and both values.
    """
    named = find(effect) if isinstance(effect, str) else Named(effect, effect.name, effect.defaults)
    compared = 0
    tried = list(grid(named))
    if at_most is not None and len(tried) > at_most:
        drawn = np.random.default_rng(seed).choice(len(tried), size=at_most, replace=False)
        tried = [tried[k] for k in sorted(drawn)]
    for options in tried:
        for each in range(seeds):
            rng = np.random.default_rng([seed, each])
            directed = named.effect.directed or each % 2 == 0
            for convention in CONVENTIONS.values():
                compared += _compare(named, options, history_of(rng, directed=directed), convention, tolerance)
    return compared


def grid(named: Named) -> Iterator[Options]:
    """Every combination of the options that an effect takes, as far as they can be combined."""
    keys = named.effect.options
    for values in itertools.product(*({**TRIED, **named.effect.tried}[key] for key in keys)):
        given = dict(zip(keys, values, strict=True))
        if _makes_sense({**named.defaults, **given}, named.effect):
            yield Options(**{**named.defaults, **given}, given=tuple(given))


def _makes_sense(given: Mapping[str, Any], effect: Effect) -> bool:
    if "network" in effect.needs and given.get("network") is None:
        return False
    if given.get("scaling") == "prop" and not effect.proportional:
        return False
    replaced = "state" in (given.get("network"), *(given.get("networks") or ()))
    binary = given.get("combiner") == "binary" if "combiner" in effect.options else not given.get("weighted", True)
    if given.get("half_life") is not None and (given.get("window") is not None or replaced or binary):
        return False
    if given.get("delay") and (given.get("half_life") is not None or given.get("transform") is not None):
        return False
    if given.get("order", "pooled") != "pooled" and (
        # goldfish's counts can fall below nothing, which has no root
        given.get("combiner") != "binary" or given.get("delay") or given.get("transform") is not None
    ):
        return False
    elsewhere = given.get("network") is not None
    return not (given.get("kind") is not None and elsewhere)


def history_of(
    rng: np.random.Generator, *, directed: bool = True, actors: int = 5, events: int = 9, two_mode: bool = False
) -> History:
    """A small random history with ties in time, other networks and attributes that change.

    two_mode : the receivers are others than the senders, one more of them, with an attribute "weight".
    """
    labels = [f"v{k}" for k in range(actors)]
    others = [f"w{k}" for k in range(actors + 1)] if two_mode else labels
    times = np.sort(rng.integers(0, 12, size=events)).astype(float)
    times[-1] = 12.0  # so that there are two times at least

    def pairs(n: int) -> tuple[list[str], list[str]]:
        i = rng.integers(0, actors, size=n)
        j = rng.integers(0, len(others), size=n) if two_mode else (i + rng.integers(1, actors, size=n)) % actors
        return [labels[k] for k in i], [others[k] for k in j]

    def changes(n: int, column: str, values: np.ndarray) -> dict[str, Any]:
        sender, receiver = pairs(n)
        return {
            "time": np.sort(rng.integers(0, 12, size=n)),
            "sender": sender,
            "receiver": receiver,
            column: values,
        }

    table = changes(events, "increment", rng.integers(1, 3, size=events))
    table["time"], table["type"] = times, [("a", "b")[k] for k in rng.integers(0, 2, size=events)]
    if "a" not in table["type"]:
        table["type"][0] = "a"
    start = pairs(3)
    nodes = {
        "label": labels,
        "size": rng.integers(0, 4, size=actors).astype(float),
        "season": np.ones(actors),
    }
    weight = {"weight": rng.integers(0, 3, size=len(others)).astype(float)}
    return History.from_tables(
        table,
        nodes=nodes if two_mode else {**nodes, **weight},
        receivers={"label": others, **weight} if two_mode else None,
        initial={"sender": start[0], "receiver": start[1], "weight": rng.integers(1, 3, size=3)},
        directed=directed,
        networks={
            "other": {"changes": changes(6, "increment", rng.integers(1, 3, size=6))},
            "state": {"changes": changes(6, "replace", rng.integers(0, 3, size=6))},
        },
        attributes={
            "size": {
                "changes": {
                    "time": np.sort(rng.integers(0, 12, size=3)),
                    "node": [labels[k] for k in rng.integers(0, actors, size=3)],
                    "replace": rng.integers(0, 4, size=3).astype(float),
                }
            },
            "season": {
                "changes": {"time": [3.0, 7.0], "node": ["*", "*"], "replace": rng.integers(0, 4, size=2).astype(float)}
            },
        },
    )


def plain(effect: Effect, options: Options, past: Past, program: str = "comity") -> np.ndarray:
    """float64 (n1, n2): the statistic by its plain definition, with what all effects share; 0 off the risk set."""
    out = np.zeros((len(past.senders), len(past.receivers)))
    dyads = [(i, j) for i in past.senders for j in past.receivers if past.at_risk(i, j)]
    tied = past.tied(program)
    for i, j in dyads:
        value = float(options.transformed(np.array([effect.define(past, options, i, j)]))[0])
        out[i, j] = 0.0 if options.ignore_repetitions and tied[i, j] else value
    if options.scaling == "std" and dyads:
        if not past.history.events.directed:
            for i, j in dyads:
                if i > j:
                    out[i, j] = 0.0  # an undirected pair is one candidate
            dyads = [(i, j) for i, j in dyads if i < j]
        these = np.array([out[i, j] for i, j in dyads])
        sd = these.std(ddof=1) if len(these) > 1 else 0.0
        for i, j in dyads:
            out[i, j] = (out[i, j] - these.mean()) / sd if sd > 1e-12 * np.abs(these).max() else 0.0
    return out


def values_of(column: Column, n_readings: int, n1: int, n2: int) -> np.ndarray:
    """float64 (R, n1, n2): a column written out."""
    out = np.zeros((n_readings, n1, n2))
    e, a, d = np.zeros(n1), np.zeros(n2), np.zeros(n1 * n2)
    for r in range(n_readings):
        for part, table in ((column.sender, e), (column.receiver, a), (column.dyad, d)):
            if part is not None:
                here = part.step == r
                table[part.key[here]] = part.value[here]
        out[r] = e[:, None] + a[None, :] + d.reshape(n1, n2)
    return out


def _compare(named: Named, options: Options, history: History, convention: Convention, tolerance: float) -> int:
    # Imported here: a term is finished by the design, which stands above the effects.
    from comity.models.design import finish

    timeline = Timeline.build(
        history,
        convention,
        timed=convention.breakpoints,
        changes=[n.time for n in (history.events, *history.networks.values())],
        expiries=[history.network(None).time + late for late in (2.0, 3.0)],
    )
    reader = Reader(history, timeline, "rem")
    effect = named.effect
    program = named.name.split(":")[0] if ":" in named.name else "comity"
    column = finish(reader, effect.compute(reader, options), options, program, named.name)
    n1, n2 = reader.n1, reader.n2
    fast = values_of(column, timeline.n_readings, n1, n2)
    for r in range(timeline.n_readings):
        past = Past(history, timeline, r)
        slow = plain(effect, options, past, program)
        for i in range(n1):
            for j in range(n2):
                if past.at_risk(i, j) and not abs(fast[r, i, j] - slow[i, j]) <= tolerance * max(1, abs(slow[i, j])):
                    raise BadModel(
                        f"the kernel says {fast[r, i, j]:.12g} and the definition {slow[i, j]:.12g} for "
                        f"{history.senders[i]} -> {history.receivers[j]} at t = {past.t:g}, with {options}",
                        where=named.name,
                        hint=f"convention {convention.name}, {'directed' if history.events.directed else 'undirected'}",
                    )
    return timeline.n_readings * n1 * n2
