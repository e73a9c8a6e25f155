"""Design: a model on a history as arrays of changes, read by every likelihood from the first reading to the last."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from comity.effects.cells import Reader, expiries
from comity.effects.options import Options
from comity.effects.streams import Column, Stream, expand, multiply, only_untied, standardise
from comity.errors import BadModel
from comity.histories import History, Timeline
from comity.models.model import Model, Term

__all__ = ["Design", "Merged"]


@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """Streams of several columns in one list, reading by reading.

    ptr : int64 (R + 1,); the changes that reading r is the first to see are ptr[r] : ptr[r + 1].
    key : int32 (m,), sender, receiver or dyad.   col : int32 (m,), column; -1 is presence.   value : float64 (m,).
    """

    ptr: np.ndarray
    key: np.ndarray
    col: np.ndarray
    value: np.ndarray

    @property
    def arrays(self) -> tuple[np.ndarray, ...]:
        """ptr, key, col, value."""
        return (self.ptr, self.key, self.col, self.value)

    @staticmethod
    def of(streams: list[tuple[int, Stream]], n_readings: int) -> Merged:
        """One list from (column, stream) pairs."""
        if not streams:
            nothing = np.empty(0, dtype=np.int32)
            return Merged(np.zeros(n_readings + 1, dtype=np.int64), nothing, nothing, np.empty(0))
        step = np.concatenate([s.step for _, s in streams])
        key = np.concatenate([s.key for _, s in streams]).astype(np.int32)
        col = np.concatenate([np.full(s.step.size, c, dtype=np.int32) for c, s in streams])
        value = np.concatenate([s.value for _, s in streams])
        inside = step < n_readings
        if not inside.all():
            step, key, col, value = step[inside], key[inside], col[inside], value[inside]
        if len(streams) > 1:
            order = np.argsort(step, kind="stable")
            step, key, col, value = step[order], key[order], col[order], value[order]
        ptr = np.searchsorted(step, np.arange(n_readings + 1)).astype(np.int64)
        return Merged(ptr, key, col, np.ascontiguousarray(value))


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """A model on a history.

    labels   : the names of the p columns; ``baseline`` first where timing is interval.
    n1, n2   : senders and receivers; n2 is 1 in a rate model, whose candidates are senders.
    senders, receivers, dyads : the changes of the three parts of the columns; x_ij is the sum of the three.
    open     : uint8 (n1 * n2,): whether a dyad can have an event at all; presence is in ``senders``, ``receivers``.
    sides    : bool (3, p): whether a column has a part over senders, receivers, dyads.
    reach    : float64 (p,), the largest absolute value that a column takes in any of its parts.
    """

    model: Model
    history: History
    timeline: Timeline
    labels: tuple[str, ...]
    n1: int
    n2: int
    senders: Merged
    receivers: Merged
    dyads: Merged
    open: np.ndarray
    event_sender: np.ndarray
    event_receiver: np.ndarray
    sides: np.ndarray
    reach: np.ndarray
    notes: tuple[str, ...]

    @property
    def p(self) -> int:
        """The number of columns."""
        return len(self.labels)

    @staticmethod
    def build(model: Model, history: History) -> Design:
        """Compute every column of a model.

        Raises
        ------
        BadModel, BadInput : where a term cannot be computed on this history, with the term.
        """
        _check(model, history)
        timeline = Timeline.build(
            history,
            model.convention,
            timed=model.timed,
            changes=_changes(model, history),
            expiries=_ends(model, history),
        )
        reader = Reader(history, timeline, model.process, list(history.notes))
        columns = [_column(reader, term) for term in model.terms]
        n1, n2 = reader.n1, 1 if model.process == "rate" else reader.n2
        if model.timed:
            ones = Stream.of(np.zeros(n1), np.arange(n1), np.ones(n1))
            columns.insert(0, Column(sender=ones))
        merged = {}
        sides = np.zeros((3, len(columns)), dtype=bool)
        reach = np.zeros(len(columns))
        for row, side in enumerate(("sender", "receiver", "dyad")):
            streams = [(c, part) for c, column in enumerate(columns) if (part := getattr(column, side)) is not None]
            for c, part in streams:
                sides[row, c] = True
                if part.value.size:
                    reach[c] = max(reach[c], float(np.abs(part.value).max()))
                if not np.isfinite(part.value).all():
                    raise BadModel(
                        "the statistic is not finite", where=model.labels[c], hint="check its transform and its data"
                    )
            if side != "dyad" and not (model.process == "rate" and side == "receiver"):
                streams.append((-1, reader.presence(side)))
            elif side == "receiver":
                streams.append((-1, Stream.of(np.zeros(1), np.zeros(1), np.ones(1))))
            merged[side] = Merged.of(streams, timeline.n_readings)
        sender, receiver = timeline.sender, timeline.receiver
        if model.process == "rate":
            receiver = np.zeros_like(receiver)
        if not history.events.directed and model.process in ("rem", "coordination"):
            sender, receiver = np.minimum(sender, receiver), np.maximum(sender, receiver)
        design = Design(
            model,
            history,
            timeline,
            model.labels,
            n1,
            n2,
            merged["sender"],
            merged["receiver"],
            merged["dyad"],
            _open(model, history, n1, n2),
            np.ascontiguousarray(sender, dtype=np.int32),
            np.ascontiguousarray(receiver, dtype=np.int32),
            sides,
            reach,
            tuple(reader.notes),
        )
        return design


def _check(model: Model, history: History) -> None:
    directed = history.events.directed
    if model.process == "coordination" and directed:
        raise BadModel(
            "a coordination model is of undirected events", where="history.directed", hint="set directed = false"
        )
    if model.process in ("choice", "rate") and not directed:
        raise BadModel(
            f"a {model.process} model is of directed events", where="history.directed", hint='process = "coordination"'
        )
    if model.process == "coordination" and not history.one_mode:
        raise BadModel("a coordination model is of one-mode data", where="model.process", hint='process = "rem"')
    for term in (part for whole in model.terms for part in whole.parts):
        assert term.effect is not None
        if term.effect.one_mode and not history.one_mode:
            raise BadModel(f"{term.label} needs senders and receivers to be the same nodes", where=term.label)
        if term.effect.directed and not directed:
            raise BadModel(f"{term.label} means nothing without direction", where=term.label, hint="use transitivity")
        _named(term, history)


def _named(term: Term, history: History) -> None:
    """The networks and attributes that a term names are there."""
    for name in _networks(term):
        try:
            history.network(name)
        except Exception as error:
            raise BadModel(error.message, where=term.label, hint=error.hint) from None  # type: ignore[attr-defined]
    for name in _attributes(term):
        try:
            history.attribute(name)
        except Exception as error:
            raise BadModel(error.message, where=term.label, hint=error.hint) from None  # type: ignore[attr-defined]


def _networks(term: Term) -> list[str | None]:
    """The networks that a term reads; None is the events."""
    assert term.effect is not None
    if term.options.networks is not None:
        return list(term.options.networks)
    if term.options.network is not None:
        return [term.options.network]
    return [] if term.effect.needs == ("attribute",) or term.effect.needs == ("attributes",) else [None]


def _attributes(term: Term) -> list[str]:
    names = list(term.options.attributes or ())
    return names + ([term.options.attribute] if term.options.attribute is not None else [])


def _changes(model: Model, history: History) -> list[np.ndarray]:
    """When the things that the model uses change."""
    out = []
    for term in (part for whole in model.terms for part in whole.parts):
        out += [history.network(name).time for name in _networks(term)]
        out += [history.attribute(name).time for name in _attributes(term)]
        if term.options.ignore_repetitions:
            out.append(history.events.time)
    if history.present is not None and model.convention.presence == "arrive":
        out.append(history.present.time)
    return out


def _ends(model: Model, history: History) -> list[np.ndarray]:
    """When something leaves a window."""
    return [
        expiries(history, name, term.options.window)
        for whole in model.terms
        for term in whole.parts
        if term.options.window is not None
        for name in _networks(term)
    ]


def _open(model: Model, history: History, n1: int, n2: int) -> np.ndarray:
    if model.process == "rate":
        return np.ones(n1, dtype=np.uint8)
    allowed = np.ones((n1, n2), dtype=np.uint8) if history.at_risk is None else history.at_risk.astype(np.uint8)
    if history.one_mode:
        np.fill_diagonal(allowed, 0)
        if not history.events.directed and model.process == "rem":
            allowed = np.triu(allowed)
    return np.ascontiguousarray(allowed).ravel()


def _column(reader: Reader, term: Term) -> Column:
    """A term's column: scale(transform(aggregate(memory(network)))), then without repetitions where asked."""
    n1, n2 = reader.n1, reader.n2
    if term.product is not None:
        first, second = (_column(reader, part) for part in term.product)
        if reader.process == "rate":
            product = multiply(Column(dyad=first.sender), Column(dyad=second.sender), n1, 1).dyad
            return Column(sender=product)
        return multiply(first, second, n1, n2)
    assert term.effect is not None
    column = term.effect.compute(reader, term.options)
    if reader.process == "rate" and (column.receiver is not None or column.dyad is not None):
        raise BadModel(f"{term.label} is not a statistic of the sender", where=term.label)
    return finish(reader, column, term.options, term.program, term.label)


def finish(reader: Reader, column: Column, options: Options, program: str, label: str) -> Column:
    """What all effects share, after their own statistic: transform, then no repetitions, then standardising."""
    if options.transform is not None:
        column = _transformed(column, options, label, reader.n1, reader.n2)
    if options.ignore_repetitions:
        if reader.process == "rate":
            raise BadModel("ignore_repetitions is about dyads", where=label, hint="leave it out of a rate model")
        column = only_untied(column, reader.tied(program), reader.n1, reader.n2)
    if options.scaling == "std":
        column = _standardised(reader, column)
    return column


def _transformed(column: Column, options: Options, label: str, n1: int, n2: int) -> Column:
    zero = options.at_zero
    parts = [part for part in (column.sender, column.receiver, column.dyad) if part is not None]
    if len(parts) > 1:
        column = Column(dyad=expand(column, n1, n2))
    with np.errstate(all="ignore"):
        column = Column(
            *(
                None if part is None else part.map(lambda x: options.transformed(x) - zero)
                for part in (column.sender, column.receiver, column.dyad)
            )
        )
    if not np.isfinite(zero):
        raise BadModel("the transform of 0 is not finite", where=label, hint="log1p is finite at 0")
    if zero == 0.0:
        return column
    # Dyads that nothing touches take the transform of 0: a constant beside the changes.
    if column.sender is not None:
        moved = np.isin(np.arange(n1), column.sender.key[column.sender.step == 0], invert=True)
        still = np.flatnonzero(moved)
        step = np.append(np.zeros(still.size), column.sender.step)
        stream = Stream.of(
            step, np.append(still, column.sender.key), np.append(np.zeros(still.size), column.sender.value) + zero
        )
        return replace(column, sender=stream)
    return replace(column, sender=Stream.of(np.zeros(n1), np.arange(n1), np.full(n1, zero)))


def _standardised(reader: Reader, column: Column) -> Column:
    history = reader.history
    n1, n2 = reader.n1, reader.n2
    if reader.process == "rate":
        present = reader.presence("sender")
        assert column.sender is not None
        out = standardise(Column(dyad=column.sender), present, reader.timeline.n_readings, n1, 1)
        return Column(sender=out.dyad)
    allowed = np.ones((n1, n2)) if history.at_risk is None else history.at_risk.astype(float)
    if history.one_mode:
        np.fill_diagonal(allowed, 0.0)
    keys = np.flatnonzero(allowed.ravel())
    there = expand(Column(reader.presence("sender"), reader.presence("receiver")), n1, n2)
    both_there = there.map(lambda x: (x > 1.5).astype(float))
    closed = np.flatnonzero(allowed.ravel() == 0)
    inside = ~np.isin(both_there.key, closed)
    risk = Stream(both_there.step[inside], both_there.key[inside], both_there.value[inside])
    assert keys.size
    return standardise(column, risk, reader.timeline.n_readings, n1, n2)
