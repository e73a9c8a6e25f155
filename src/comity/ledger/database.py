"""Database: one ledger's SQLite file or PostgreSQL schema; transactions whole or not at all, faults in words."""

from __future__ import annotations

import contextlib
import os
import random
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.pool import QueuePool, StaticPool

from comity.errors import BadInput, LedgerError, NotALedger
from comity.ledger import schema

__all__ = ["BUSY_SECONDS", "Database", "is_url"]

BUSY_SECONDS = 30
"""How long a writer waits for another before it gives up and says so."""

_STEP = 1.0
"""Seconds of waiting after which a writer says that it waits, and again each time they pass."""

_CONNECT_SECONDS = 10


def is_url(place: str | Path) -> bool:
    """Whether a place is the address of a database server rather than a file."""
    return re.match(r"[a-z][a-z0-9+]*://", str(place)) is not None


class Database:
    """Where a ledger's rows are.

    Every transaction is opened and ended by name, so that what is written down when is the same on both databases:
    a reader sees one state from its beginning to its end, and a writer holds the only writer's place from its
    beginning, so that no two go on from one head.
    """

    def __init__(
        self, engine: sa.Engine, place: str, *, lock: threading.RLock | None = None, path: Path | None = None
    ) -> None:
        self.engine = engine
        self.path = path
        """Of a SQLite file that may be written; otherwise None."""
        self.place = place
        self.sqlite = engine.dialect.name == "sqlite"
        self.waiting: Callable[[float], None] | None = None
        """Called with the seconds waited so far, while another writer is at work."""
        self._lock: Any = lock or contextlib.nullcontext()  # one connection in memory: one thread at a time

    @classmethod
    def file(cls, path: Path, place: str) -> Database:
        """The SQLite file at a path; what cannot be written is opened for reading."""
        address = quote(str(path.absolute()))
        query = "uri=true"
        writable = not path.exists() or _writable(path)
        if not writable:
            # Without a place for its index of the write-ahead log SQLite reads only what it may take as unchanging.
            log = path.with_name(path.name + "-wal")
            query += "&mode=ro" + ("" if log.exists() and log.stat().st_size else "&immutable=1")
        engine = sa.create_engine(
            f"sqlite:///file:{address}?{query}",
            connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
            isolation_level="AUTOCOMMIT",
            poolclass=QueuePool,
            max_overflow=-1,
        )
        sa.event.listen(engine, "connect", _set_up_sqlite)
        return cls(engine, place, path=path if writable else None)

    @classmethod
    def memory(cls) -> Database:
        """A SQLite database that lives as long as the process."""
        engine = sa.create_engine(
            "sqlite://",
            poolclass=StaticPool,
            connect_args={"check_same_thread": False},
            isolation_level="AUTOCOMMIT",
        )
        return cls(engine, "(in memory)", lock=threading.RLock())

    @classmethod
    def server(cls, url: str) -> Database:
        """The schema of a PostgreSQL database that a URL names; ``?schema=NAME``, otherwise ``comity``."""
        try:
            address = sa.engine.make_url(url)
        except (sa.exc.ArgumentError, ValueError):
            raise BadInput(f"{url!r} is no address of a database", hint=_URL_HINT) from None
        place = address.render_as_string(hide_password=True)
        if address.drivername not in ("postgresql", "postgres", "postgresql+psycopg"):
            raise BadInput(f"comity keeps no ledger in {address.drivername!r}", where=place, hint=_URL_HINT)
        name = address.query.get("schema", "comity")
        if not isinstance(name, str) or not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", name):
            raise BadInput(
                f"{name!r} is no name of a schema", where=place, hint="lower-case letters, digits and underscores"
            )
        address = address.set(drivername="postgresql+psycopg").difference_update_query(["schema"])
        try:
            engine = sa.create_engine(
                address,
                isolation_level="AUTOCOMMIT",
                max_overflow=-1,
                pool_pre_ping=True,
                connect_args={
                    "options": f"-csearch_path={name} -cclient_encoding=UTF8",
                    "connect_timeout": _CONNECT_SECONDS,
                    "application_name": "comity",
                },
            )
        except ImportError:
            raise LedgerError(
                "PostgreSQL needs the package psycopg", where=place, hint="pip install 'comity[postgresql]'"
            ) from None
        sa.event.listen(engine, "connect", _set_up_postgresql)
        database = cls(engine, place)
        database.schema = name
        return database

    schema: str = ""
    """The PostgreSQL schema that the tables are in; empty on SQLite."""

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    # -- transactions ------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A transaction that sees one state of the ledger."""
        with self._lock, self._faults("nothing was read"), self.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN" if self.sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            try:
                yield connection
            finally:
                with contextlib.suppress(sa.exc.DBAPIError):
                    connection.exec_driver_sql("ROLLBACK")

    @contextlib.contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A transaction that holds the writer's place from its start; what it wrote is safe on disk at its end.

        Raises
        ------
        LedgerError : it could not begin, write or end; the message says whether something may have been written.
        """
        with self._lock, self._faults("nothing was written"), self.engine.connect() as connection:
            self._begin(connection)
            try:
                yield connection
            except BaseException:
                with contextlib.suppress(Exception):
                    connection.exec_driver_sql("ROLLBACK")
                raise
            with self._faults("", committing=True):
                connection.exec_driver_sql("COMMIT")

    def _begin(self, connection: sa.Connection) -> None:
        """Take the writer's place, waiting at most ``BUSY_SECONDS`` for whoever has it."""
        if not self.sqlite:
            with self._telling():
                # In turn: the server keeps the waiting in a queue. A lock on a table would need the right to change
                # its rows. One message, since everybody else waits for it.
                raw: Any = connection.connection.driver_connection
                raw.execute(
                    f"BEGIN; SET LOCAL lock_timeout = {int(BUSY_SECONDS * 1000)}; "
                    f"SELECT pg_advisory_xact_lock({schema.APPLICATION_ID}, hashtext('{self.schema}'))"
                )
            return
        started = told = time.monotonic()
        connection.exec_driver_sql("PRAGMA busy_timeout = 0")
        while True:
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
                return
            except sa.exc.OperationalError as error:
                now = time.monotonic()
                if _fault(error.orig) != "busy" or now - started >= BUSY_SECONDS:
                    raise
                if self.waiting and now - told >= _STEP:
                    self.waiting(now - started)
                    told = now
                time.sleep(_pause(now - started, random.random()))

    @contextlib.contextmanager
    def _telling(self) -> Iterator[None]:
        """Tell about each second how long it has been, until it is over."""
        if self.waiting is None:
            yield
            return
        tell, started, over = self.waiting, time.monotonic(), threading.Event()

        def work() -> None:
            while not over.wait(_STEP):
                tell(time.monotonic() - started)

        teller = threading.Thread(target=work, daemon=True)
        teller.start()
        try:
            yield
        finally:
            over.set()
            teller.join()

    @contextlib.contextmanager
    def _faults(self, outcome: str, *, committing: bool = False) -> Iterator[None]:
        """Faults of the database as errors that say what became of the rows and what to do."""
        try:
            yield
        except (sa.exc.DBAPIError, self._driver_error(), UnicodeDecodeError) as error:
            raised = error.orig if isinstance(error, sa.exc.DBAPIError) else error
            said = " ".join(str(raised).split()) or type(raised).__name__
            fault = _fault(raised)
            if fault == "damaged" and not committing:
                raise NotALedger(
                    f"this file cannot be read as a database ({said})",
                    where=self.place,
                    hint="restore it from a copy, or `comity ledger verify` it to see what can be read",
                ) from error
            if committing and fault in ("lost", "disk", ""):
                outcome = "the batch may have been written or not"
                hint = "append the same batch again: rows that are there already add nothing"
            else:
                outcome = outcome or "nothing was written"
                hint = _HINTS.get(fault, "see the database's own log")
            raise LedgerError(f"{_WORDS.get(fault, said)}; {outcome}", where=self.place, hint=hint) from error
        except MemoryError as error:
            raise LedgerError(
                f"memory ran out; {outcome or 'nothing was written'}",
                where=self.place,
                hint="close other programs, or append in smaller parts",
            ) from error

    def _driver_error(self) -> type[BaseException]:
        return self.engine.dialect.loaded_dbapi.Error

    # -- many rows at once -------------------------------------------------------------------------------------------

    def known(self, connection: sa.Connection, table: sa.Table, ids: Sequence[str]) -> set[str]:
        """Those of the ids that the table has."""
        if not ids:
            return set()
        if self.sqlite:
            found: set[str] = set()
            for start in range(0, len(ids), 30_000):  # SQLite takes 32,766 parameters from 3.32 (2020) on
                part = tuple(ids[start : start + 30_000])
                marks = ",".join("?" * len(part))
                query = f"SELECT id FROM {table.name} WHERE id IN ({marks})"
                found.update(connection.exec_driver_sql(query, part).scalars())
            return found
        query = f"SELECT id FROM {table.name} WHERE id = ANY(%(ids)s)"
        return set(connection.exec_driver_sql(query, {"ids": list(ids)}).scalars())

    def insert(self, connection: sa.Connection, table: sa.Table, rows: Iterable[tuple[Any, ...]]) -> None:
        """Write rows, each with the values of the table's columns in their order."""
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        if self.sqlite:
            marks = ", ".join("?" * len(table.columns))
            connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", list(rows))
            return
        raw: Any = connection.connection.driver_connection
        with raw.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def _pause(waited: float, chance: float) -> float:
    """Seconds until a writer that has waited asks again: the longer it has, the shorter, and never in step with others.

    SQLite's own waiting asks ever less often, so that of many writers those that have waited longest come last.
    """
    left = max(0.0, 1.0 - waited / BUSY_SECONDS)
    return 0.001 + 0.03 * left * chance


def _set_up_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    cursor = connection.cursor()
    # What was acknowledged survives a loss of power, and readers do not wait for a writer (write-ahead log, set when
    # the file is made). The cache keeps the index of ids in memory while a million of them go in, and the log is only
    # put back when it has 64 MB: each batch changes pages all over that index, which would be written twice each time.
    for setting in (
        "synchronous = FULL", "cache_size = -65536", "wal_autocheckpoint = 16384", "journal_size_limit = 67108864",
    ):  # fmt: skip
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _set_up_postgresql(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    # What is acknowledged is on the server's disk, whatever the server's own setting says.
    cursor.execute(
        "SELECT set_config('synchronous_commit', 'on', false) "
        "WHERE current_setting('synchronous_commit') IN ('off', 'local')"
    )
    cursor.close()


def _writable(path: Path) -> bool:
    return all(
        os.access(one, os.W_OK, effective_ids=os.access in os.supports_effective_ids) for one in (path, path.parent)
    )


_SQLITE = {
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_READONLY: "readonly",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_IOERR: "disk",
    sqlite3.SQLITE_CANTOPEN: "open",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOMEM: "memory",
}

_POSTGRESQL = {
    "55P03": "busy", "53100": "full", "25006": "readonly", "42501": "denied", "53200": "memory", "53300": "crowded",
    "3D000": "database", "58030": "disk", "57P01": "lost", "57P02": "lost", "57P03": "starting",
}  # fmt: skip


def _fault(error: BaseException | None) -> str:
    """What kind of fault a driver's error tells; empty where it is none that has words here."""
    # A damaged file is sometimes seen only by the text that cannot be decoded, of a row or of the message itself.
    if isinstance(error, UnicodeDecodeError) or "Could not decode to UTF-8" in str(error):
        return "damaged"
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        return _SQLITE.get(code & 0xFF, "")
    state = getattr(error, "sqlstate", None)
    if state:
        return _POSTGRESQL.get(state, {"08": "lost", "28": "login"}.get(state[:2], ""))
    if type(error).__name__ != "OperationalError":
        return ""
    said = str(error)
    if "No space left" in said:
        return "full"
    if "password" in said or "role" in said:
        return "login"
    if 'database "' in said and "does not exist" in said:
        return "database"
    return "server" if "connection failed" in said or "connection is bad" in said else "lost"


_WORDS = {
    "busy": f"another program has been writing for over {BUSY_SECONDS} s",
    "readonly": "the ledger cannot be written: its file, its folder or the database is read-only",
    "full": "the disk is full",
    "memory": "the database ran out of memory",
    "open": "the file cannot be opened",
    "lost": "the connection to the database was lost",
}

_HINTS = {
    "busy": "try again; the same rows may be sent again without harm",
    "readonly": "make the file and its folder writable, or work on a copy",
    "full": "make room, and append the same batch again",
    "disk": "check the disk; then `comity ledger verify`",
    "memory": "close other programs, or append in smaller parts",
    "open": "check that the file and its folder are there and may be read",
    "lost": "check the server and the network, and do the same again",
    "denied": "ask the owner of the ledger for the right; see `comity ledger init --help`",
    "login": "check the name and the password in the address",
    "database": "make it first: createdb NAME",
    "server": "check the host and port, and that the server runs",
    "starting": "the server is starting or stopping; try again",
    "crowded": "the server takes no more connections; try again",
}

_URL_HINT = "postgresql://USER@HOST/DATABASE, or the path of a file"
