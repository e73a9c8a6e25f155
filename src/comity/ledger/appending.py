"""Appending: rows become chained rows of their tables, within one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from comity.errors import BadInput
from comity.ledger import schema
from comity.ledger.database import Database
from comity.ledger.heads import last_rows
from comity.ledger.rows import Ready, Row, chain, check_recorded, ready

__all__ = ["Appended", "Appender"]

Held = tuple[Ready, str, str]
"""A row with its time and hand."""

_ROWS = 5_000
_CHARACTERS = 16_000_000
"""Rows, and characters of them, that are held before they are written: what keeps memory flat."""


@dataclass(frozen=True, slots=True)
class Appended:
    """What an append did: how many rows are new, and how many say what an earlier row says."""

    new: int
    known: int


class Appender:
    """Takes the rows of one transaction; call ``finish`` before it ends."""

    def __init__(self, database: Database, connection: sa.Connection) -> None:
        self._database = database
        self._connection = connection
        self._last = last_rows(connection)
        self._held: dict[str, dict[str, Held]] = {name: {} for name in schema.TABLES}
        self._rulings: dict[str, Held] = {}
        self._size = self._count = 0
        self._new = self._known = 0

    def add(self, row: Row | Ready, recorded: str, by: str) -> None:
        """Take one row; rulings wait for ``finish``, when every claim that they may name is there."""
        one = row if isinstance(row, Ready) else ready(row)
        held = self._rulings if one.ruling else self._held[one.table]
        if one.id in held:
            self._known += 1
            return
        if one.ruling:
            one.ruling.check()
        held[one.id] = (one, recorded, by)
        if one.ruling is None:
            self._count += 1
            self._size += len(one.body)
            if self._count >= _ROWS or self._size >= _CHARACTERS:
                self._flush()

    def finish(self) -> Appended:
        """Write what is held; how many rows were new and known."""
        self._flush()
        waiting = list(self._rulings.items())
        for start in range(0, len(waiting), _ROWS):
            part = dict(waiting[start : start + _ROWS])
            self._check_rulings(part)
            self._write("rulings", part)
        return Appended(self._new, self._known)

    def _flush(self) -> None:
        for name, held in self._held.items():
            self._write(name, held)
            held.clear()
        self._count = self._size = 0

    def _write(self, name: str, held: dict[str, Held]) -> None:
        if not held:
            return
        table = schema.TABLES[name]
        seq, previous, latest = self._last[name]
        if seq:
            known = self._database.known(self._connection, table, list(held))
            self._known += len(known)
            held = {id_: one for id_, one in held.items() if id_ not in known}
        values: list[tuple[Any, ...]] = []
        for id_, (one, recorded, by) in held.items():
            seq += 1
            # A clock that went back must not make a later row look earlier: this column says what was known when.
            if recorded != latest:
                check_recorded(recorded)
                latest = max(recorded, latest)
            previous = chain(previous, seq, id_, latest, by, one.body)
            values.append((seq, id_, latest, by, one.body, *one.columns, previous))
        if values:
            self._database.insert(self._connection, table, values)
        self._last[name] = (seq, previous, latest)
        self._new += len(values)

    def _check_rulings(self, part: dict[str, Held]) -> None:
        claims: set[str] = set()
        rulings: set[str] = set()
        for one, *_ in part.values():
            ruling = one.ruling
            assert ruling is not None
            if ruling.verb == "undo":
                rulings.add(ruling.claim)
            else:
                claims.update(filter(None, (ruling.claim, ruling.other)))
        rulings -= set(self._rulings)
        for name, ids in (("claims", claims), ("rulings", rulings)):
            missing = sorted(ids - self._database.known(self._connection, schema.TABLES[name], sorted(ids)))
            if missing:
                raise BadInput(
                    f"there is no {name[:-1]} {missing[0][:12]!r} to rule on",
                    where=self._database.place,
                    hint="see `comity ledger acts`; append the claims first or in the same batch",
                )
