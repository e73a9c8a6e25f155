"""Head: how far a ledger goes, and the hashes that all its rows lead to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from comity.claims import digest
from comity.errors import BadInput
from comity.ledger.rows import genesis
from comity.ledger.schema import TABLES

__all__ = ["Head", "last_rows"]


@dataclass(frozen=True, slots=True)
class Head:
    """The last row of each table: how many rows there are, and the hash of the last."""

    documents: tuple[int, str]
    claims: tuple[int, str]
    rulings: tuple[int, str]
    originals: tuple[int, str]

    @property
    def id(self) -> str:
        """One hash (64 characters) that stands for all rows: short enough to print, publish or sign."""
        return digest(self._rows())

    @property
    def counts(self) -> dict[str, int]:
        """Rows of each table."""
        return {name: getattr(self, name)[0] for name in TABLES}

    def _rows(self) -> dict[str, Any]:
        return {name: {"rows": getattr(self, name)[0], "hash": getattr(self, name)[1]} for name in sorted(TABLES)}

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object: ``head``, and rows and last hash of each table."""
        return {"head": self.id, **self._rows()}

    @staticmethod
    def from_dict(row: Any, *, where: str = "") -> Head:
        """The head that ``to_dict`` wrote; other keys, such as a signature's, are left alone.

        Raises
        ------
        BadInput : something is missing, or the parts do not agree with ``head``.
        """
        try:
            head = Head(**{name: (row[name]["rows"], row[name]["hash"]) for name in TABLES})
            good = all(
                type(count) is int and count >= 0 and re.fullmatch("[0-9a-f]{64}", hash_)
                for count, hash_ in (getattr(head, name) for name in TABLES)
            )
            stated = row["head"]
        except (KeyError, TypeError):
            good = False
        if not good:
            raise BadInput("this is no checkpoint", where=where, hint="`comity ledger checkpoint LEDGER` prints one")
        if stated != head.id:
            raise BadInput(
                "the checkpoint's parts do not agree with its head", where=where, hint="use it as it was published"
            )
        return head

    @staticmethod
    def read(connection: sa.Connection) -> Head:
        """The head as a transaction sees it."""
        return Head(**{name: (seq, hash_) for name, (seq, hash_, _) in last_rows(connection).items()})


def last_rows(connection: sa.Connection) -> dict[str, tuple[int, str, str]]:
    """Number, hash and time of the last row of each table, asked for at once."""
    found = {name: (0, genesis(name), "") for name in TABLES}
    last = "SELECT '{0}' AS name, seq, hash, recorded FROM {0} ORDER BY seq DESC LIMIT 1"
    query = " UNION ALL ".join(f"SELECT * FROM ({last.format(name)}) last_{name}" for name in TABLES)
    found.update((name, (seq, hash_, recorded)) for name, seq, hash_, recorded in connection.exec_driver_sql(query))
    return found
