"""Beside: what was computed from a large ledger's rows, kept in a file next to it so that it need not be made again.

Nothing in it is part of the ledger. It may be deleted at any time, and is made again from the rows, byte for byte.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from comity.errors import BadInput
from comity.ledger.heads import Head
from comity.ledger.schema import TABLES

if TYPE_CHECKING:
    from comity.ledger.store import Ledger

__all__ = ["Beside"]

T = TypeVar("T")

_LARGEST = 1_000_000_000
"""Bytes of the file beyond which it is begun anew."""

_WAIT_SECONDS = 1.0
"""How long one program waits for another that writes to the file; after that it computes for itself."""


class Beside:
    """Named bytes about parties, each as good as the rows it was made from.

    The file says up to which rows it is good. Where the ledger has grown since, what the new rows bear on is
    forgotten; where the ledger does not go through those rows, or another program computed, everything is. An entry
    that does not agree with its own hash is not given back.

    Parameters
    ----------
    ledger  : whose rows these are.
    maker   : stands for the code and tables that compute; what another maker left is forgotten.
    bearing : the subjects that a change of the acts of some parties bears on.
    path    : the file; None keeps everything in memory, for as long as the ledger is open.
    """

    def __init__(
        self, ledger: Ledger, maker: str, bearing: Callable[[set[str]], set[str]], path: Path | None = None
    ) -> None:
        self._ledger = ledger
        self._maker = maker
        self._bearing = bearing
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._path = path

    def read(self, what: str) -> tuple[Head, dict[str, bytes]]:
        """What is kept under a name, by subject, and the head it is good for."""

        def work(connection: sqlite3.Connection) -> tuple[Head, dict[str, bytes]]:
            head = self._grow(connection)
            rows = connection.execute("SELECT subject, body, hash FROM entries WHERE what = ?", (what,))
            return head, {subject: body for subject, body, hash_ in rows if _hash(what, subject, body) == hash_}

        return self._whole(work) or self._whole(work) or (self._ledger.head(), {})

    def write(self, what: str, bodies: Mapping[str, bytes], made_from: Head) -> None:
        """Keep some bytes by subject, unless the file has gone on from the head that they were made from."""

        def work(connection: sqlite3.Connection) -> None:
            if self._state(connection) != made_from:
                return
            rows = [(what, subject, body, _hash(what, subject, body)) for subject, body in bodies.items()]
            connection.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)", rows)
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            if pages * connection.execute("PRAGMA page_size").fetchone()[0] > _LARGEST:
                connection.execute("DELETE FROM entries WHERE what <> ?", (what,))

        self._whole(work)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _whole(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """What ``work`` gives, done whole; None where the file did not serve: it is then begun anew, or done without.

        A file that is damaged, full or held by another program is no reason not to answer.
        """
        with self._lock:
            try:
                connection = self._open()
                connection.execute("BEGIN IMMEDIATE")
                try:
                    found = work(connection)
                except BaseException:
                    connection.execute("ROLLBACK")
                    raise
                connection.execute("COMMIT")
                return found
            except (sqlite3.Error, UnicodeDecodeError) as error:
                self._close()
                if self._path is not None and _is_damage(error):
                    for path in (self._path, self._path.with_name(f"{self._path.name}-journal")):
                        with contextlib.suppress(OSError):
                            path.unlink()
                else:
                    self._path = None
                return None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = sqlite3.connect(
                self._path or ":memory:", timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False
            )
            # A loss of power may damage the file: it is then made again.
            self._connection.execute("PRAGMA synchronous = OFF")
            self._connection.execute("CREATE TABLE IF NOT EXISTS state (head TEXT NOT NULL, maker TEXT NOT NULL)")
            self._connection.execute(
                "CREATE TABLE IF NOT EXISTS entries (what TEXT, subject TEXT, body BLOB NOT NULL, hash TEXT NOT NULL, "
                "PRIMARY KEY (what, subject)) WITHOUT ROWID"
            )
        return self._connection

    def _state(self, connection: sqlite3.Connection) -> Head | None:
        """The head up to which the file is good; None where it cannot be used."""
        row = connection.execute("SELECT head, maker FROM state").fetchone()
        if row is None or row[1] != self._maker:
            return None
        try:
            return Head.from_dict(json.loads(row[0]))
        except (BadInput, ValueError):
            return None

    def _grow(self, connection: sqlite3.Connection) -> Head:
        """Forget what the rows bear on that have come since; the head up to which the file is then good."""
        # Read with the file's writer's place held, so that it is no earlier than what another has noted there.
        head = self._ledger.head()
        old = self._state(connection)
        if old == head:
            return head
        touched = None
        if old is not None and all(
            self._ledger.hash_at(name, getattr(old, name)[0]) == getattr(old, name)[1] for name in TABLES
        ):
            touched = self._ledger.touched(old, head)
        if touched is None:
            connection.execute("DELETE FROM entries")
        else:
            subjects = [(subject,) for subject in self._bearing(touched)]
            connection.executemany("DELETE FROM entries WHERE subject = ?", subjects)
        connection.execute("DELETE FROM state")
        connection.execute("INSERT INTO state VALUES (?, ?)", (json.dumps(head.to_dict()), self._maker))
        return head


def _is_damage(error: BaseException) -> bool:
    """Whether the file cannot be read, rather than being held or having no room."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)


def _hash(what: str, subject: str, body: bytes) -> str:
    return hashlib.sha256(f"{what}\0{subject}\0".encode() + body).hexdigest()
