"""Verifying: every row against its hash, its id and the row before, and a ledger against a head it once had."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from comity.errors import BrokenChain, NotALedger
from comity.ledger import guards, schema
from comity.ledger.database import Database
from comity.ledger.heads import Head
from comity.ledger.rows import chain, columns, genesis, parse

__all__ = ["check_row", "verify"]

_PAGE = 5_000

_HINT = "restore it from a copy or an export you trust"


def verify(database: Database, progress: Callable[[str, int, int], None] | None, since: Head | None) -> Head:
    """See ``Ledger.verify``. Rows that come while it walks are left for the next time."""
    place = database.place
    try:
        with database.read() as connection:
            _guards(connection, place)
            _versions(connection, place)
            head = Head.read(connection)
        for name in schema.TABLES:
            _table(database, name, getattr(head, name), getattr(since, name) if since else None, progress)
        if database.sqlite:
            with database.read() as connection:
                said = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
            if said != "ok":
                raise BrokenChain(f"SQLite finds the file damaged: {said}", where=place, hint=_HINT)
    except NotALedger as error:  # a page that cannot be read
        raise BrokenChain(error.message, where=place, hint=_HINT) from error
    return head


def _guards(connection: sa.Connection, place: str) -> None:
    found = guards.breaches(connection)
    if found:
        raise BrokenChain(
            f"{found[0]}: rows could have been changed", where=place, hint="compare with a copy or an export you trust"
        )


def _versions(connection: sa.Connection, place: str) -> None:
    previous = genesis("comity_versions")
    rows = connection.exec_driver_sql("SELECT version, migration, recorded, hash FROM comity_versions ORDER BY 1").all()
    for number, row in enumerate(rows, start=1):
        previous = _hash(previous, row.version, row.migration, row.recorded)
        if row.hash != previous:
            raise BrokenChain(
                "the row does not agree with its hash", where=f"{place}: comity_versions row {number}", hint=_HINT
            )
    if not rows or rows[-1].version != schema.VERSION:
        raise BrokenChain("its last row is missing", where=f"{place}: comity_versions", hint=_HINT)


def _table(
    database: Database,
    name: str,
    head: tuple[int, str],
    since: tuple[int, str] | None,
    progress: Callable[[str, int, int], None] | None,
) -> None:
    table = schema.TABLES[name]
    previous, seq, recorded = genesis(name), 0, ""

    def bad(what: str, hint: str = _HINT) -> BrokenChain:
        return BrokenChain(what, where=f"{database.place}: {name} row {max(seq, 1)}", hint=hint)

    def meet() -> None:
        if since and since[0] == seq and since[1] != previous:
            raise bad(
                "the ledger does not go through the checkpoint: up to here its rows are others",
                "one of the two is not the ledger it is said to be; compare with a copy or an export you trust",
            )

    meet()
    while seq < head[0]:
        query = sa.select(table).where(table.c.seq > seq, table.c.seq <= head[0]).order_by(table.c.seq).limit(_PAGE)
        with database.read() as connection:
            page = connection.execute(query).all()
        if not page:
            break
        for row in page:
            seq += 1
            check_row(database.place, name, row, seq, previous, recorded)
            previous, recorded = row.hash, row.recorded
            meet()
        if progress:
            progress(name, seq, head[0])
    if progress and not head[0]:
        progress(name, 0, 0)
    if (seq, previous) != head:
        raise bad("the rows end here, and others followed when the walk began")
    if since and since[0] > seq:
        raise BrokenChain(
            f"the ledger has {seq:,} {name}; the checkpoint says {since[0]:,}", where=database.place, hint=_HINT
        )


def check_row(place: str, name: str, row: Any, seq: int, previous: str, recorded: str) -> None:
    """Raise BrokenChain unless the row has that number, follows that hash and time, and is what it says."""

    def bad(what: str) -> BrokenChain:
        return BrokenChain(what, where=f"{place}: {name} row {seq}", hint=_HINT)

    if row.seq != seq:
        raise bad(f"row {seq} is missing; the next is {row.seq}")
    if row.hash != _hash(previous, row.seq, row.id, row.recorded, row.by, row.body):
        raise bad("the row does not agree with its hash, or does not follow the row before")
    if row.recorded < recorded:
        raise bad(f"the row is recorded at {row.recorded}, before the row above it")
    _agrees(name, row, bad)


def _hash(previous: str, *values: Any) -> str:
    try:
        return chain(previous, *values)
    except TypeError:  # bytes where text was
        return ""


def _agrees(name: str, row: Any, bad: Callable[[str], BrokenChain]) -> None:
    """The id and the columns are those of what the row says."""
    try:
        said = parse(name, row.body)
        id_, values = said.id, columns(said)
    except Exception as error:
        raise bad(f"the row is no {name[:-1]} ({error})") from None
    if id_ != row.id:
        raise bad("the id is not that of what the row says")
    stored = tuple(row)[5:-1]
    if stored != values:
        column, found, meant = next(
            (column.name, one, other)
            for column, one, other in zip(list(schema.TABLES[name].columns)[5:-1], stored, values, strict=True)
            if one != other
        )
        raise bad(f"the column {column} says {found!r}, the row itself {meant!r}")
