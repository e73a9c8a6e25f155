"""Copying: a ledger's rows as they are, hashes and all, into another ledger on either database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from comity.errors import LedgerError
from comity.ledger import schema
from comity.ledger.heads import Head
from comity.ledger.store import Ledger
from comity.ledger.verifying import check_row

__all__ = ["copy"]

_PART = 5_000


def copy(source: Ledger, target: Ledger, progress: Callable[[str, int, int], None] | None = None) -> int:
    """Bring the target up to the source, whole or not at all; the number of rows that were missing.

    A target that has some of the source's rows already, as an earlier copy does, gets those that came since. Each row
    is verified on its way. The source may be written meanwhile: what is copied is its state at the beginning.

    Raises
    ------
    LedgerError : the target has rows that are not the source's; nothing is written.
    BrokenChain : a row of the source is not what it was; nothing is written.
    """
    head = source.head()
    copied = 0
    with target._database.write() as connection:
        there = Head.read(connection)
        for name, table in schema.TABLES.items():
            have, last = getattr(there, name)
            total = getattr(head, name)[0]
            if source.hash_at(name, have) != last:
                raise LedgerError(
                    f"its {have:,} {name} are not the first of {source.place}; nothing was written",
                    where=target.place,
                    hint="copy into a new ledger",
                )
            for part in _parts(source, name, have, total, last):
                target._database.insert(connection, table, part)
                copied += len(part)
                if progress:
                    progress(name, part[-1][0], total)
    return copied


def _parts(source: Ledger, name: str, seq: int, upto: int, previous: str) -> Iterator[list[tuple[Any, ...]]]:
    part: list[tuple[Any, ...]] = []
    recorded = ""
    for row in source._pages(name, after=seq, upto=upto):
        seq += 1
        check_row(source.place, name, row, seq, previous, recorded)
        previous, recorded = row.hash, row.recorded
        part.append(tuple(row))
        if len(part) == _PART:
            yield part
            part = []
    if part:
        yield part
