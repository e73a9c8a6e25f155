"""Parts of a design: some of its readings, or more columns of its actors or dyads, with everything else as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from comity.errors import BadModel
from comity.models.design import Design, Merged

__all__ = ["take", "take_events", "with_actor_columns", "with_offset"]


def take(design: Design, keep: np.ndarray) -> Design:
    """The same design with the events and the exposure of some readings only; all readings stay in the history.

    keep : bool (R,).
    """
    line = design.timeline
    made = take_events(design, np.repeat(keep, np.diff(line.event_ptr)))
    return replace(made, timeline=replace(made.timeline, exposure=np.where(keep, line.exposure, 0.0)))


def take_events(design: Design, kept: np.ndarray) -> Design:
    """The same design with some events only in the likelihood, and all of the exposure.

    kept : bool (M,).
    """
    line = design.timeline
    shorter = replace(
        line,
        event_ptr=np.concatenate([[0], np.cumsum(kept)])[line.event_ptr].astype(line.event_ptr.dtype),
        event_row=line.event_row[kept],
        sender=line.sender[kept],
        receiver=line.receiver[kept],
    )
    return replace(
        design,
        timeline=shorter,
        event_sender=design.event_sender[kept],
        event_receiver=design.event_receiver[kept],
        event_slot=design.event_slot[kept],
    )


def with_actor_columns(design: Design, side: str, groups: np.ndarray, labels: Sequence[str]) -> Design:
    """The design with an indicator for each group of senders or receivers beside its columns.

    side : ``senders`` or ``receivers``.   groups : int (n,), the column of each actor, or -1.
    """
    part: Merged = getattr(design, side)
    members = np.flatnonzero(groups >= 0)
    # What holds before the first event is a change of the first reading.
    wide = Merged(
        part.ptr + np.where(np.arange(part.ptr.size) > 0, members.size, 0),
        np.concatenate([members.astype(part.key.dtype), part.key]),
        np.concatenate([(groups[members] + design.p).astype(part.col.dtype), part.col]),
        np.concatenate([np.ones(members.size), part.value]),
    )
    sides = np.zeros((3, len(labels)), dtype=bool)
    sides[("senders", "receivers").index(side)] = True
    return replace(
        design,
        labels=(*design.labels, *labels),
        sides=np.hstack([design.sides, sides]),
        reach=np.append(design.reach, np.ones(len(labels))),
        senders=wide if side == "senders" else design.senders,
        receivers=wide if side == "receivers" else design.receivers,
    )


def with_offset(design: Design, values: np.ndarray) -> Design:
    """The design with one more column, ``offset``, that is a constant of each dyad.

    values : float64 (T,), one for each slot of the design's table.

    Raises
    ------
    BadModel : there are dyads beside the table, which have nothing of their own.
    """
    if design.table.rest:
        raise BadModel(
            f"{design.n1 * design.n2} dyads are too many to have a constant each", where=design.model.process
        )
    part, T = design.dyads, values.size
    wide = Merged(
        part.ptr + np.where(np.arange(part.ptr.size) > 0, T, 0),
        np.concatenate([np.arange(T, dtype=part.key.dtype), part.key]),
        np.concatenate([np.full(T, design.p, dtype=part.col.dtype), part.col]),
        np.concatenate([values, part.value]),
    )
    return replace(
        design,
        labels=(*design.labels, "offset"),
        sides=np.hstack([design.sides, np.array([[False], [False], [True]])]),
        reach=np.append(design.reach, max(float(np.abs(values).max(initial=0.0)), 1e-300)),
        dyads=wide,
    )
