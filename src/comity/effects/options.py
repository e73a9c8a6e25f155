"""Options: what a term of a model asks of its effect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from comity.errors import BadInput, BadModel
from comity.histories import tables

__all__ = ["KEYS", "TRANSFORMS", "Options"]

TRANSFORMS: dict[str, Callable[[np.ndarray], np.ndarray]] = {"log1p": np.log1p, "sqrt": np.sqrt}


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one term. An effect accepts those it lists; the rest keep their defaults.

    network    : the network that is read; None is the events.
    networks   : two networks, for the mixed closures.
    attribute  : the attribute that is read.    attributes : two of them.
    weighted   : read the weights of ties rather than whether there are any.
    window     : seconds; only changes at most that old count.
    delay      : seconds; only changes older than that count.
    half_life  : seconds in which the weight of an event falls by half.
    transform  : a function of the statistic: "log1p", "sqrt", or any function of an array (from Python).
    scaling    : "prop" or "std".
    type       : "ego" (read at the sender) or "alter" (at the receiver).
    ignore_repetitions : count only on dyads that are not tied in the network of events.
    combiner   : how the two legs of a path combine: "binary", "min", "product" or "root".
    order      : which leg of a path came first: "pooled" (either), "sequential" (the second after the first) or
                 "consecutive" (the second by the event that follows the first).
    kind       : only events of this type enter the statistic.
    unit       : seconds that count as one where a statistic is made of elapsed time.
    read_at    : when elapsed time is read: "event", at the event itself; None, when the convention reads decay.
    tied       : how partners last met at the same time are ranked: "shared" (all get the better rank) or "index"
                 (the later in the table of nodes is before the others).
    aggregate  : what is taken of the attributes of several actors: "mean", "sum", "min" or "max".
    undefined  : what stands in where there are none: "mean" (of the actors who have some), "zero", or "goldfish".
    node       : the label of one actor.
    """

    network: str | None = None
    networks: tuple[str, str] | None = None
    attribute: str | None = None
    attributes: tuple[str, str] | None = None
    weighted: bool = True
    window: float | None = None
    delay: float = 0.0
    half_life: float | None = None
    transform: str | Callable[[np.ndarray], np.ndarray] | None = None
    scaling: str | None = None
    type: str | None = None
    ignore_repetitions: bool = False
    combiner: str = "binary"
    order: str = "pooled"
    kind: str | None = None
    unit: float = 1.0
    read_at: str | None = None
    tied: str = "shared"
    aggregate: str = "mean"
    undefined: str = "mean"
    node: str | None = None
    given: tuple[str, ...] = field(default=(), compare=False)
    """The keys that the term itself set, in its order: what its label shows."""

    def transformed(self, values: np.ndarray) -> np.ndarray:
        """The transform applied, or the values themselves."""
        if self.transform is None:
            return values
        function = TRANSFORMS[self.transform] if isinstance(self.transform, str) else self.transform
        return np.asarray(function(values), dtype=np.float64)

    @property
    def at_zero(self) -> float:
        """The statistic of a dyad that nothing has touched."""
        return float(self.transformed(np.zeros(1))[0])

    @staticmethod
    def read(given: Mapping[str, Any], *, allowed: tuple[str, ...], defaults: Mapping[str, Any], term: str) -> Options:
        """The options of a term, checked.

        Raises
        ------
        BadModel : a key that the effect does not take, or a value that the key does not take.
        """
        for key in given:
            if key not in allowed:
                what = "unknown option" if key not in KEYS else f"{term} does not take the option"
                raise BadModel(
                    f"{what} {key!r}",
                    where=term,
                    hint=f"it takes {', '.join(allowed) or 'no options'}" + tables.near(key, allowed),
                )
        values = dict(defaults)
        for key, value in given.items():
            values[key] = _CHECKS[key](value, term)
        for key in ("window", "delay"):
            if values.get("half_life") is not None and key in given:
                raise BadModel(
                    f"{key} and half_life are two memories; a term has one", where=term, hint="keep one of them"
                )
        if values.get("window") is not None and not values.get("delay", 0.0) < values["window"]:
            raise BadModel(
                "nothing is older than the delay and still in the window", where=term, hint="delay is less than window"
            )
        binary = (
            values.get("combiner", "min") == "binary" if "combiner" in allowed else not values.get("weighted", True)
        )
        if values.get("half_life") is not None and binary:
            raise BadModel(
                "a tie that is only there or not does not decay",
                where=term,
                hint='combiner = "product"' if "combiner" in allowed else "weighted = true",
            )
        if values.get("order", "pooled") != "pooled" and (
            values.get("combiner", "binary") != "binary" or "delay" in given
        ):
            raise BadModel(
                "the order of legs is that in which ties were made, so paths are there or not",
                where=term,
                hint='combiner = "binary", and no delay',
            )
        return Options(**values, given=tuple(given))


def _text(key: str, *choices: str) -> Callable[[Any, str], str]:
    def check(value: Any, term: str) -> str:
        if not isinstance(value, str) or (choices and value not in choices):
            raise BadModel(
                f"{key} = {value!r}",
                where=term,
                hint=f"{key} is {' or '.join(map(repr, choices)) if choices else 'a name'}",
            )
        return value

    return check


def _flag(key: str) -> Callable[[Any, str], bool]:
    def check(value: Any, term: str) -> bool:
        if not isinstance(value, bool):
            raise BadModel(f"{key} = {value!r}", where=term, hint=f"{key} is true or false")
        return value

    return check


def _length(key: str) -> Callable[[Any, str], float]:
    def check(value: Any, term: str) -> float:
        try:
            return tables.duration(value, term)
        except BadInput as error:
            raise BadModel(f"{key}: {error.message}", where=term, hint=error.hint) from None

    return check


def _pair(key: str) -> Callable[[Any, str], tuple[str, str]]:
    def check(value: Any, term: str) -> tuple[str, str]:
        if not (isinstance(value, (list, tuple)) and len(value) == 2 and all(isinstance(v, str) for v in value)):
            raise BadModel(f"{key} = {value!r}", where=term, hint=f'{key} lists two names: ["events", "contig"]')
        return (value[0], value[1])

    return check


def _transform(value: Any, term: str) -> Any:
    if callable(value) or (isinstance(value, str) and value in TRANSFORMS):
        return value
    raise BadModel(f"transform = {value!r}", where=term, hint=f"transform is {' or '.join(map(repr, TRANSFORMS))}")


_CHECKS: dict[str, Callable[[Any, str], Any]] = {
    "network": _text("network"),
    "networks": _pair("networks"),
    "attribute": _text("attribute"),
    "attributes": _pair("attributes"),
    "weighted": _flag("weighted"),
    "window": _length("window"),
    "delay": _length("delay"),
    "half_life": _length("half_life"),
    "transform": _transform,
    "scaling": _text("scaling", "prop", "std"),
    "type": _text("type", "ego", "alter"),
    "ignore_repetitions": _flag("ignore_repetitions"),
    "combiner": _text("combiner", "binary", "min", "product", "root"),
    "order": _text("order", "pooled", "sequential", "consecutive"),
    "kind": _text("kind"),
    "unit": _length("unit"),
    "read_at": _text("read_at", "event"),
    "tied": _text("tied", "shared", "index"),
    "aggregate": _text("aggregate", "mean", "sum", "min", "max"),
    "undefined": _text("undefined", "mean", "zero", "goldfish"),
    "node": _text("node"),
}
KEYS = tuple(_CHECKS)
assert set(KEYS) | {"given"} == {f.name for f in fields(Options)}
