"""Design: a model on a history as arrays of changes, read by every likelihood from the first reading to the last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from comity.effects.cells import Reader
from comity.effects.options import Options
from comity.effects.streams import Column, Stream, expand, multiply, only_untied, standardise
from comity.errors import BadModel
from comity.histories import History, Timeline
from comity.models.model import Model, Term

__all__ = ["Design", "Merged", "Table"]

# Up to this many dyads all of them are kept; beyond, those whose dyadic statistics ever move (about 20 bytes a dyad and
# 16 for each dyadic column, twice over).
_WHOLE = 1 << 22


@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """Streams of several columns in one list, reading by reading.

    ptr : int64 (R + 1,); the changes that reading r is the first to see are ptr[r] : ptr[r + 1].
    key : int64 (m,), sender, receiver or dyad; in a Design int32 (m,), slots, for dyads.
    col : int32 (m,), column; -1 is presence, of dyads whether they are at risk.   value : float64 (m,).
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
            none = np.empty(0, dtype=np.int64)
            return Merged(np.zeros(n_readings + 1, dtype=np.int64), none, none.astype(np.int32), np.empty(0))
        step = np.concatenate([s.step for _, s in streams])
        key = np.concatenate([s.key for _, s in streams])
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
class Table:
    """The dyads that are kept one by one, in row order and in column order.

    i, j    : int32 (T,), the dyad of each slot; slots are in row order.
    row_ptr : int64 (n1 + 1,); the slots of sender i are row_ptr[i] : row_ptr[i + 1].
    col_ptr : int64 (n2 + 1,), the same for receivers in column order.
    to_col  : int64 (T,), the place of each slot in column order.   col_i : int32 (T,), the sender at each such place.
    rest    : whether there are dyads beside these. They have no dyadic statistics, so they are summed as products of
              a sum over senders and a sum over receivers.
    """

    i: np.ndarray
    j: np.ndarray
    row_ptr: np.ndarray
    col_ptr: np.ndarray
    to_col: np.ndarray
    col_i: np.ndarray
    rest: bool

    @property
    def arrays(self) -> tuple[np.ndarray, ...]:
        """i, j, row_ptr, col_ptr, to_col, col_i."""
        return (self.i, self.j, self.row_ptr, self.col_ptr, self.to_col, self.col_i)

    @staticmethod
    def of(keys: np.ndarray, n1: int, n2: int, *, rest: bool) -> Table:
        """The table of sorted keys ``i * n2 + j``."""
        i, j = (keys // n2).astype(np.int32), (keys % n2).astype(np.int32)
        col_slot = np.argsort(j, kind="stable")
        to_col = np.empty(keys.size, dtype=np.int64)
        to_col[col_slot] = np.arange(keys.size)
        return Table(
            i,
            j,
            np.searchsorted(i, np.arange(n1 + 1)).astype(np.int64),
            np.searchsorted(j[col_slot], np.arange(n2 + 1)).astype(np.int64),
            to_col,
            np.ascontiguousarray(i[col_slot]),
            rest,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """A model on a history.

    labels   : the names of the p columns; ``baseline`` first where timing is interval.
    n1, n2   : senders and receivers; n2 is 1 in a rate model, whose candidates are senders.
    senders, receivers, dyads : the changes of the three parts of the columns; x_ij is the sum of the three.
    table    : the dyads that are kept one by one; the keys of ``dyads`` are its slots.
    event_sender, event_receiver : int32 (M,).   event_slot : int32 (M,), their slots.
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
    table: Table
    event_sender: np.ndarray
    event_receiver: np.ndarray
    event_slot: np.ndarray
    sides: np.ndarray
    reach: np.ndarray
    notes: tuple[str, ...]

    @property
    def p(self) -> int:
        """The number of columns."""
        return len(self.labels)

    @staticmethod
    def build(model: Model, history: History, timeline: Timeline | None = None) -> Design:
        """Compute every column of a model, at the readings of the history or at those of a given timeline.

        Raises
        ------
        BadModel, BadInput : where a term cannot be computed on this history, with the term.
        """
        _check(model, history)
        if timeline is None:
            timeline = Timeline.build(
                history,
                model.convention,
                timed=model.timed,
                changes=changes_of(model, history),
                expiries=expiries_of(model, history),
            )
        reader = Reader(history, timeline, model.process, [*history.notes, *model.notes])
        columns = [_column(reader, term) for term in model.terms]
        n1, n2 = reader.n1, 1 if model.process == "rate" else reader.n2
        kinds = history.events.kinds if model.typed else ("",)
        if model.typed:
            columns = [
                _lifted(column, _kind(term, kinds), n1, n2, len(kinds))
                for term, column in zip(model.terms, columns, strict=True)
            ]
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
            closings = reader.closings() if side == "dyad" and model.process != "rate" else None
            if closings is not None:
                streams.append((-1, closings if not model.typed else _spread_dyads(closings, n2, range(len(kinds)))))
            if side != "dyad" and not (model.process == "rate" and side == "receiver"):
                there = reader.presence(side)
                if side == "receiver":
                    there = _spread(there, n2, range(len(kinds)))
                streams.append((-1, there))
            elif side == "receiver":
                streams.append((-1, Stream.of(np.zeros(1), np.zeros(1), np.ones(1))))
            merged[side] = Merged.of(streams, timeline.n_readings)
        sender, receiver = timeline.sender, timeline.receiver
        if model.process == "rate":
            receiver = np.zeros_like(receiver)
        if not history.events.directed and model.process in ("rem", "coordination"):
            sender, receiver = np.minimum(sender, receiver), np.maximum(sender, receiver)
        if model.typed:
            receiver = receiver + n2 * history.events.kind[timeline.event_row]
            n2 *= len(kinds)
        sender, receiver = sender.astype(np.int32), receiver.astype(np.int32)
        table, dyads, event_slot = _table(model, history, merged["dyad"], sender, receiver, n1, n2)
        return Design(
            model,
            history,
            timeline,
            model.labels,
            n1,
            n2,
            merged["sender"],
            merged["receiver"],
            dyads,
            table,
            sender,
            receiver,
            event_slot,
            sides,
            reach,
            tuple(reader.notes),
        )


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


def changes_of(model: Model, history: History) -> list[np.ndarray]:
    """When the things that the model uses change."""
    out = []
    for term in (part for whole in model.terms for part in whole.parts):
        out += [history.network(name).time for name in _networks(term)]
        out += [history.attribute(name).time for name in _attributes(term)]
        if term.options.ignore_repetitions:
            out.append(history.events.time)
    if model.convention.presence == "arrive":
        out += [there.time for there in (history.present, history.receivers_present) if there is not None]
    return out


def expiries_of(model: Model, history: History) -> list[np.ndarray]:
    """When something leaves a window, or its delay is over."""
    return [
        history.network(name).time + late
        for whole in model.terms
        for term in whole.parts
        for late in (term.options.window, term.options.delay or None)
        if late is not None
        for name in _networks(term)
    ]


def _table(
    model: Model, history: History, dyads: Merged, sender: np.ndarray, receiver: np.ndarray, n1: int, n2: int
) -> tuple[Table, Merged, np.ndarray]:
    """The table of dyads, their changes by slot, and the slots of the events."""
    events = sender.astype(np.int64) * n2 + receiver
    plain = (
        not model.typed
        and history.at_risk is None
        and history.at_risk_while != "tied"
        and (history.events.directed or not history.one_mode)
    )
    if n1 * n2 <= _WHOLE or not plain or model.process == "coordination":
        keys = np.flatnonzero(_open(model, history, n1, n2))
        rest = False
        slot_of = np.full(n1 * n2, -1, dtype=np.int32)
        slot_of[keys] = np.arange(keys.size, dtype=np.int32)
        slot, event_slot = slot_of[dyads.key], slot_of[events]
    else:
        keys, place = np.unique(np.concatenate([dyads.key, events]), return_inverse=True)
        rest = True
        slot, event_slot = place[: dyads.key.size], place[dyads.key.size :]
        if history.one_mode:
            slot[dyads.key // n2 == dyads.key % n2] = -1
    inside = slot >= 0
    if not inside.all():
        kept = np.concatenate([[0], np.cumsum(inside)])
        dyads = Merged(kept[dyads.ptr], slot[inside].astype(np.int32), dyads.col[inside], dyads.value[inside])
    else:
        dyads = Merged(dyads.ptr, slot.astype(np.int32), dyads.col, dyads.value)
    return Table.of(keys.astype(np.int64), n1, n2, rest=rest), dyads, event_slot.astype(np.int32)


def _open(model: Model, history: History, n1: int, n2: int) -> np.ndarray:
    """bool (n1 * n2,): the dyads that can have an event at all; who is present is a matter of the streams."""
    if model.process == "rate":
        return np.ones(n1, dtype=bool)
    m = len(history.receivers)
    allowed = np.ones((n1, m), dtype=bool) if history.at_risk is None else history.at_risk.copy()
    if history.one_mode:
        np.fill_diagonal(allowed, False)
        if not history.events.directed and model.process == "rem":
            allowed = np.triu(allowed)
    return np.tile(allowed, n2 // m).ravel()


def _kind(term: Term, kinds: tuple[str, ...]) -> int | None:
    """The index of the type of candidates that a term is about; None is all."""
    if term.candidate is None:
        return None
    if term.candidate not in kinds:
        raise BadModel(
            f"no event has the type {term.candidate!r}", where=term.label, hint=f"the types are {', '.join(kinds)}"
        )
    return kinds.index(term.candidate)


def _spread(stream: Stream, n2: int, places: Sequence[int]) -> Stream:
    """A stream over receivers as one over receivers by types, at the places of some types."""
    many = len(places)
    offset = np.tile(np.asarray(places, dtype=np.int64) * n2, stream.key.size)
    return Stream(np.repeat(stream.step, many), np.repeat(stream.key, many) + offset, np.repeat(stream.value, many))


def _spread_dyads(stream: Stream, n2: int, places: Sequence[int], n_kinds: int | None = None) -> Stream:
    """The same for a stream over dyads."""
    width = n2 * (len(places) if n_kinds is None else n_kinds)
    return _spread(Stream(stream.step, stream.key // n2 * width + stream.key % n2, stream.value), n2, places)


def _lifted(column: Column, kind: int | None, n1: int, n2: int, n_kinds: int) -> Column:
    """A column over dyads as one over dyads by types: the same for all types, or 0 but for one of them."""
    places = range(n_kinds) if kind is None else [kind]
    sender, dyad = column.sender, column.dyad
    if kind is not None and sender is not None:
        # A sender's statistic on one type only is no longer a sender's: it goes to the dyads.
        dyad, sender = expand(Column(sender=sender, dyad=dyad), n1, n2), None
    if dyad is not None:
        dyad = _spread_dyads(dyad, n2, places, n_kinds)
    return Column(sender, None if column.receiver is None else _spread(column.receiver, n2, places), dyad)


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
        out = standardise(Column(dyad=column.sender), present, reader.timeline.n_readings, n1, 1, n1)
        return Column(sender=out.dyad)
    allowed = np.ones((n1, n2)) if history.at_risk is None else history.at_risk.astype(float)
    if history.one_mode:
        np.fill_diagonal(allowed, 0.0)
        if not history.events.directed and reader.process == "rem":
            allowed = np.triu(allowed)
    there = expand(Column(reader.presence("sender"), reader.presence("receiver")), n1, n2)
    both_there = there.map(lambda x: (x > 1.5).astype(float))
    closed = np.flatnonzero(allowed.ravel() == 0)
    inside = ~np.isin(both_there.key, closed)
    risk = Stream(both_there.step[inside], both_there.key[inside], both_there.value[inside])
    # A choice is among the receivers of one sender, so that they alone are compared.
    width = n2 if reader.process in ("choice", "coordination") else n1 * n2
    return standardise(column, risk, reader.timeline.n_readings, n1, n2, width)
