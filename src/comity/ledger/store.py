"""Ledger: rows of documents, claims and rulings, and the views that are computed from them."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from comity.claims import Claim, canonical
from comity.days import Day
from comity.errors import BadInput, BrokenChain, LedgerError, NewerLedger, NotALedger
from comity.ledger import schema
from comity.ledger.acts import Act, derive
from comity.ledger.rulings import Ruling
from comity.sources.documents import Document
from comity.tables import Table

__all__ = ["Appended", "Head", "Ledger", "Recorded"]

BUSY_SECONDS = 30
"""How long a writer waits for another before it gives up and says so."""

_CHUNK = 500
"""Ids asked for in one statement; well under SQLite's limit on parameters."""


@dataclass(frozen=True, slots=True)
class Appended:
    """What an append did: how many rows are new, and how many were there already."""

    new: int
    known: int
    ids: tuple[str, ...]
    """Ids of all rows of the batch, in its order."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last row of each table: how many rows there are, and the hash that all of them lead to."""

    documents: tuple[int, str]
    claims: tuple[int, str]
    rulings: tuple[int, str]

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            name: {"rows": getattr(self, name)[0], "hash": getattr(self, name)[1]}
            for name in ("documents", "claims", "rulings")
        }


@dataclass(frozen=True, slots=True)
class Recorded:
    """A row as it stands in the ledger: what it says, when it was written down, and by whom."""

    seq: int
    recorded: str
    """UTC, ISO 8601 with microseconds."""
    by: str
    row: Claim | Ruling | Document
    publisher: str = ""
    """For a claim: code of the party that published its document, where the publisher is a party; else empty."""

    def to_dict(self) -> dict[str, Any]:
        """What it says, with ``recorded`` and ``by``."""
        return {**self.row.to_dict(), "recorded": self.recorded, "recorded_by_whom": self.by, "seq": self.seq}


class Ledger:
    """An append-only store of documents, claims and rulings.

    ``Ledger.create(path)`` makes one, ``Ledger.open(path)`` opens one, ``Ledger.in_memory()`` makes one that is gone
    with the process. Rows are never changed or deleted; the database itself refuses it.
    """

    def __init__(self, engine: sa.Engine, place: str) -> None:
        self._engine = engine
        self.place = place
        """Where it is, for messages."""
        self._cache: dict[Any, Any] = {}

    # -- opening -----------------------------------------------------------------------------------------------------

    @classmethod
    def create(cls, path: str | Path) -> Ledger:
        """A new, empty ledger at a path where there is no file yet."""
        place = Path(path)
        if place.exists():
            raise LedgerError("there is a file already", where=str(path), hint="open it, or choose another name")
        if not place.parent.is_dir():
            raise LedgerError(f"there is no folder {place.parent}", where=str(path), hint="make it first")
        ledger = cls(_engine(place), str(path))
        ledger._make()
        return ledger

    @classmethod
    def open(cls, path: str | Path) -> Ledger:
        """The ledger in a file.

        Raises
        ------
        LedgerError : there is no such file. NotALedger : it is something else. NewerLedger : a later comity wrote it.
        """
        place = Path(path)
        if not place.is_file():
            raise LedgerError("there is no such ledger", where=str(path), hint="`comity ledger init PATH` makes one")
        with place.open("rb") as file:
            head = file.read(16)
        if head != b"SQLite format 3\0":
            raise NotALedger(
                "this file is not a comity ledger", where=str(path), hint="`comity ledger init PATH` makes one"
            )
        ledger = cls(_engine(place), str(path))
        ledger._check_version()
        return ledger

    @classmethod
    def in_memory(cls) -> Ledger:
        """A new ledger that lives as long as the process."""
        ledger = cls(_engine(None), "(in memory)")
        ledger._make()
        return ledger

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _make(self) -> None:
        with self._write() as connection:
            schema.metadata.create_all(connection)
            for statement in schema.refusals(self._engine.dialect.name):
                connection.exec_driver_sql(statement)
            connection.exec_driver_sql(f"PRAGMA application_id = {schema.APPLICATION_ID}")
            connection.execute(
                schema.versions.insert(), {"version": schema.VERSION, "migration": "first tables", "recorded": _now()}
            )

    def _check_version(self) -> None:
        with self._read() as connection:
            try:
                marked = connection.exec_driver_sql("PRAGMA application_id").scalar()
                tables = set(sa.inspect(connection).get_table_names())
            except sa.exc.DatabaseError as error:
                raise NotALedger(f"this file cannot be read as a database ({error.orig})", where=self.place) from None
            if marked != schema.APPLICATION_ID or "comity_versions" not in tables:
                raise NotALedger(
                    "this database is not a comity ledger", where=self.place, hint="`comity ledger init PATH` makes one"
                )
            found = connection.execute(sa.select(sa.func.max(schema.versions.c.version))).scalar() or 0
        if found > schema.VERSION:
            raise NewerLedger(
                f"this ledger has version {found}; this comity knows versions up to {schema.VERSION}",
                where=self.place,
                hint="upgrade comity: `pip install --upgrade comity`",
            )

    @contextlib.contextmanager
    def _read(self) -> Iterator[sa.Connection]:
        with self._guard(), self._engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def _write(self) -> Iterator[sa.Connection]:
        """A transaction that holds the writer's lock from its start, so that no two writers read one head."""
        with (
            self._guard(),
            self._engine.connect().execution_options(comity_write=True) as connection,
            connection.begin(),
        ):
            yield connection

    @contextlib.contextmanager
    def _guard(self) -> Iterator[None]:
        """Database faults as ledger errors, each with what to do."""
        try:
            yield
        except sa.exc.OperationalError as error:
            said = str(error.orig)
            hint = next((hint for word, hint in _FAULTS.items() if word in said), "nothing was written; try again")
            raise LedgerError(f"the database says: {said}", where=self.place, hint=hint) from error
        except sa.exc.DatabaseError as error:
            said = str(error.orig)
            if "not a database" in said or "malformed" in said:
                raise NotALedger(f"this file cannot be read as a database ({said})", where=self.place) from error
            raise LedgerError(f"the database says: {said}", where=self.place, hint="nothing was written") from error

    # -- writing -----------------------------------------------------------------------------------------------------

    def append(
        self, rows: Claim | Document | Ruling | Iterable[Claim | Document | Ruling], *, by: str = "", recorded: str = ""
    ) -> Appended:
        """Append a batch, whole or not at all. Rows that are there already add nothing.

        Parameters
        ----------
        rows : claims, documents and rulings, in any mixture. A ruling may name claims of the same batch.
        by   : who appends: a name, an account, an office.
        recorded : when it was written down, where that was before now: for a copy of another ledger's rows.

        Raises
        ------
        BadInput : a ruling names a claim that is neither in the ledger nor in the batch; nothing is written.
        LedgerError : the database could not take it; nothing is written.
        """
        batch = [rows] if isinstance(rows, (Claim, Document, Ruling)) else list(rows)
        with self._write() as connection:
            return self._append(connection, batch, by, recorded)

    def append_batches(self, batches: Iterable[tuple[str, str, list[Claim | Document | Ruling]]]) -> tuple[int, int]:
        """Append several batches, each with its ``recorded`` and ``by``, all or none; returns rows new and known."""
        new = known = 0
        with self._write() as connection:
            for recorded, by, batch in batches:
                done = self._append(connection, batch, by, recorded)
                new, known = new + done.new, known + done.known
        return new, known

    def _append(
        self, connection: sa.Connection, batch: list[Claim | Document | Ruling], by: str, recorded: str
    ) -> Appended:
        sorted_in: dict[str, dict[str, Any]] = {name: {} for name in schema.TABLES}
        ids = []
        for row in batch:
            id_ = row.id
            ids.append(id_)
            sorted_in[_table(row)].setdefault(id_, row)
        now = recorded or _now()
        new = 0
        for name, wanted in sorted_in.items():
            if wanted:
                fresh = self._fresh(connection, name, wanted)
                if name == "rulings":
                    self._check_rulings(connection, fresh, sorted_in["claims"], wanted)
                new += self._insert(connection, name, fresh, now, by)
        return Appended(new, len(set(ids)) - new, tuple(ids))

    def rule(self, verb: str, claim: str, *, by: str = "", because: str = "", **fields: str) -> Ruling:
        """Append one ruling; ``fields`` are ``other``, or ``field`` and ``value``. Ids may be shortened."""
        if verb == "undo":
            full = self._full_id("rulings", claim)
        else:
            full = self._full_id("claims", claim)
        if fields.get("other"):
            fields["other"] = self._full_id("claims", fields["other"])
        previous = self.rulings(claim=full)
        after = previous[-1].row.id if previous else ""
        ruling = Ruling(verb=verb, claim=full, by=by, because=because, after=after, **fields)
        ruling.check()
        self.append(ruling, by=by)
        return ruling

    def withdraw(self, claim: str, *, because: str, by: str = "") -> Ruling:
        """A claim that was put in by mistake counts no more; the row stays."""
        return self.rule("withdraw", claim, by=by, because=because)

    def _fresh(self, connection: sa.Connection, name: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """The rows that are not there yet."""
        table = schema.TABLES[name]
        ids = list(wanted)
        known: set[str] = set()
        if connection.execute(sa.select(table.c.seq).limit(1)).first() is not None:
            for start in range(0, len(ids), _CHUNK):
                part = ids[start : start + _CHUNK]
                known.update(connection.execute(sa.select(table.c.id).where(table.c.id.in_(part))).scalars())
        return {id_: row for id_, row in wanted.items() if id_ not in known}

    def _check_rulings(
        self,
        connection: sa.Connection,
        fresh: Mapping[str, Ruling],
        claims: Mapping[str, Any],
        batch: Mapping[str, Any],
    ) -> None:
        for ruling in fresh.values():
            ruling.check()
            for id_ in filter(None, (ruling.claim, ruling.other)):
                undo = ruling.verb == "undo"
                if id_ in (batch if undo else claims):
                    continue
                table = schema.TABLES["rulings" if undo else "claims"]
                if connection.execute(sa.select(table.c.seq).where(table.c.id == id_)).first() is None:
                    what = "ruling" if undo else "claim"
                    raise BadInput(
                        f"there is no {what} {id_[:12]!r} to rule on", where=self.place, hint="see `comity ledger show`"
                    )

    def _insert(self, connection: sa.Connection, name: str, rows: Mapping[str, Any], now: str, by: str) -> int:
        if not rows:
            return 0
        table = schema.TABLES[name]
        last = connection.execute(
            sa.select(table.c.seq, table.c.hash, table.c.recorded).order_by(table.c.seq.desc()).limit(1)
        ).first()
        seq, previous = (last.seq, last.hash) if last else (0, _genesis(name))
        # A clock that went back must not make a later row look earlier: what was known when is read from this column.
        recorded = max(now, last.recorded) if last else now
        values = []
        for id_, row in rows.items():
            seq += 1
            body = _body(row)
            previous = _chain(previous, seq, id_, recorded, by, body)
            values.append(
                {
                    "seq": seq,
                    "id": id_,
                    "recorded": recorded,
                    "by": by,
                    "body": body,
                    "hash": previous,
                    **_columns(name, row),
                }
            )
        connection.execute(table.insert(), values)
        return len(values)

    # -- reading -----------------------------------------------------------------------------------------------------

    def head(self) -> Head:
        """How far each table goes."""
        with self._read() as connection:
            return self._head(connection)

    def _head(self, connection: sa.Connection) -> Head:
        found = []
        for name, table in schema.TABLES.items():
            row = connection.execute(sa.select(table.c.seq, table.c.hash).order_by(table.c.seq.desc()).limit(1)).first()
            found.append((row.seq, row.hash) if row else (0, _genesis(name)))
        return Head(*found)

    def claims(
        self,
        *,
        party: str = "",
        document: str = "",
        ids: Iterable[str] | None = None,
        recorded_by: Day | str | None = None,
    ) -> list[Recorded]:
        """Claims as recorded, in the order they came.

        Parameters
        ----------
        party    : only those whose sender or receiver this is, as read or as a ruling corrects it.
        document : only those read from this document.
        ids      : only these.
        """
        table = schema.claims
        base = sa.select(
            table.c.seq, table.c.recorded, table.c.by, table.c.body, schema.documents.c.publisher_is_party
        ).outerjoin(schema.documents, schema.documents.c.id == table.c.document)
        base = base.order_by(table.c.seq)
        if document:
            base = base.where(table.c.document == document)
        if recorded_by is not None:
            base = base.where(table.c.recorded < _end_of(recorded_by))
        if party:
            corrected = sa.select(schema.rulings.c.claim).where(
                schema.rulings.c.field.in_(("sender", "receiver")), schema.rulings.c.value == party
            )
            # A union of two indexed look-ups: SQLite scans the table for an OR with a sub-select.
            found = sa.union(
                sa.select(table.c.seq).where(table.c.sender == party),
                sa.select(table.c.seq).where(table.c.receiver == party),
                sa.select(table.c.seq).where(table.c.id.in_(corrected)),
            )
            base = base.where(table.c.seq.in_(found))
        parts: list[Any] = [base]
        if ids is not None:
            wanted = list(ids)
            parts = [base.where(table.c.id.in_(wanted[i : i + _CHUNK])) for i in range(0, len(wanted), _CHUNK)]
        rows = []
        with self._read() as connection:
            for query in parts:
                for row in connection.execute(query):
                    rows.append(Recorded(row.seq, row.recorded, row.by, _claim(row.body), row.publisher_is_party or ""))
        return sorted(rows, key=lambda row: row.seq)

    def rulings(self, *, claim: str = "", recorded_by: Day | str | None = None) -> list[Recorded]:
        """Rulings as recorded, in the order they came; those on one claim, or all."""
        table = schema.rulings
        query = sa.select(table.c.seq, table.c.recorded, table.c.by, table.c.body).order_by(table.c.seq)
        if claim:
            query = query.where(sa.or_(table.c.claim == claim, table.c.other == claim))
        if recorded_by is not None:
            query = query.where(table.c.recorded < _end_of(recorded_by))
        with self._read() as connection:
            return [Recorded(r.seq, r.recorded, r.by, Ruling(**json.loads(r.body))) for r in connection.execute(query)]

    def documents(self) -> list[Recorded]:
        """Documents as recorded, in the order they came."""
        table = schema.documents
        with self._read() as connection:
            return [
                Recorded(r.seq, r.recorded, r.by, Document.from_dict(json.loads(r.body)))
                for r in connection.execute(sa.select(table).order_by(table.c.seq))
            ]

    def document(self, id_: str) -> Document | None:
        """The document of that name, if it is kept here."""
        with self._read() as connection:
            body = connection.execute(sa.select(schema.documents.c.body).where(schema.documents.c.id == id_)).scalar()
        return Document.from_dict(json.loads(body)) if body else None

    def claim(self, id_: str) -> Recorded:
        """One claim, by its id or the beginning of it."""
        return self.claims(ids=[self._full_id("claims", id_)])[0]

    def _full_id(self, name: str, beginning: str) -> str:
        table = schema.TABLES[name]
        what = {"claims": "claim", "rulings": "ruling", "documents": "document"}[name]
        if not beginning or not set(beginning) <= set("0123456789abcdef"):
            raise BadInput(
                f"{beginning!r} is no id of a {what}", where=self.place, hint="an id is 64 hexadecimal characters"
            )
        with self._read() as connection:
            query = sa.select(table.c.id).where(table.c.id >= beginning, table.c.id < beginning + "g").limit(2)
            found = list(connection.execute(query).scalars())
        if not found:
            raise BadInput(f"there is no {what} {beginning!r}", where=self.place, hint="see `comity ledger acts`")
        if len(found) > 1:
            raise BadInput(f"several {what}s begin with {beginning!r}", where=self.place, hint="give more of the id")
        return str(found[0])

    def parties(self) -> list[str]:
        """Codes of every party that some claim names, sorted."""
        table = schema.claims
        with self._read() as connection:
            query = sa.union(sa.select(table.c.sender), sa.select(table.c.receiver))
            return sorted(code for code in connection.execute(query).scalars() if code)

    def acts(
        self,
        *,
        party: str = "",
        sender: str = "",
        receiver: str = "",
        kind: str | Iterable[str] = (),
        on: Day | str | None = None,
        recorded_by: Day | str | None = None,
        counting: str = "documented",
        checked: bool = False,
        implied: bool = False,
    ) -> Table[Act]:
        """The acts that the claims and rulings amount to, by day; see ``comity.ledger.acts`` for the rule.

        Parameters
        ----------
        party, sender, receiver, kind : only those with this party on either side, this sender, receiver or kind.
        on          : only what had possibly happened by the end of this day.
        recorded_by : as the ledger stood at the end of this day: what was believed that evening.
        counting    : ``documented`` leaves out what only a third party announces or a party to it denies;
                      ``claimed`` takes both.
        checked     : only acts whose date was seen in the source named.
        implied     : also acts that others imply, each marked with ``implied_by``.
        """
        kinds = {kind} if isinstance(kind, str) else set(kind)
        kinds.discard("")
        subject = party or receiver or sender
        found = self._derived(subject, recorded_by, counting, checked, implied)
        limit = Day.parse(on) if on is not None else None
        kept = [
            act
            for act in found
            if (not party or party in (act.sender, act.receiver))
            and (not sender or act.sender == sender)
            and (not receiver or act.receiver == receiver)
            and (not kinds or act.kind in kinds)
            and (limit is None or (act.happened is not None and act.happened.possibly_by(limit)))
        ]
        return Table(kept, columns=_ACT_COLUMNS)

    def _derived(
        self, subject: str, recorded_by: Day | str | None, counting: str, checked: bool, implied: bool
    ) -> list[Act]:
        """Acts of one party (or of all), kept until the ledger grows."""
        head = self.head()
        key = (subject, str(recorded_by or ""), counting, checked, implied)
        cached = self._cache.get(key)
        if cached is not None and cached[0] == head:
            return cached[1]
        pairs = []
        for one in self.claims(party=subject, recorded_by=recorded_by):
            claim = one.row
            assert isinstance(claim, Claim)
            pairs.append((claim.id, _with_sayer(claim, one.publisher)))
        rulings = [one.row for one in self.rulings(recorded_by=recorded_by)] if head.rulings[0] else []
        acts = derive(pairs, rulings, counting=counting, checked=checked, implied=implied)  # type: ignore[arg-type]
        if len(self._cache) > 4096:
            self._cache.clear()
        self._cache[key] = (head, acts)
        return acts

    # -- verifying ---------------------------------------------------------------------------------------------------

    def verify(self, progress: Callable[[str, int, int], None] | None = None) -> Head:
        """Walk every row of every table and hold it against its hash, its id and the row before.

        Parameters
        ----------
        progress : called with table, rows done and rows in all, now and then.

        Returns the head that was reached.

        Raises
        ------
        BrokenChain : the first row that is not what it was, by table and number.
        """
        found = []
        with self._read() as connection:
            if self._engine.dialect.name == "sqlite":
                names = set(
                    connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars()
                )
                wanted = {statement.split()[2] for statement in schema.refusals("sqlite")}
                if wanted - names:
                    raise BrokenChain(
                        f"the guard {sorted(wanted - names)[0]!r} is gone: rows could have been changed",
                        where=self.place,
                        hint="compare with a copy or an export you trust",
                    )
            for name, table in schema.TABLES.items():
                total = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar() or 0
                previous, seq, recorded = _genesis(name), 0, ""
                for row in connection.execution_options(stream_results=True).execute(
                    sa.select(table).order_by(table.c.seq)
                ):
                    seq += 1
                    self._verify_row(name, row, seq, previous, recorded)
                    previous, recorded = row.hash, row.recorded
                    if progress and seq % 10_000 == 0:
                        progress(name, seq, total)
                if progress:
                    progress(name, seq, total)
                found.append((seq, previous))
        return Head(*found)

    def _verify_row(self, name: str, row: Any, seq: int, previous: str, recorded: str) -> None:
        def bad(what: str) -> BrokenChain:
            return BrokenChain(
                what, where=f"{self.place}: {name} row {seq}", hint="restore it from a copy or an export you trust"
            )

        if row.seq != seq:
            raise bad(f"row {seq} is missing; the next is {row.seq}")
        if row.hash != _chain(previous, row.seq, row.id, row.recorded, row.by, row.body):
            raise bad("the row does not agree with its hash, or does not follow the row before")
        if row.recorded < recorded:
            raise bad(f"the row is recorded at {row.recorded}, before the row above it")
        said = _PARSE[name](row.body)
        if said.id != row.id:
            raise bad("the id is not that of what the row says")
        for column, value in _columns(name, said).items():
            if getattr(row, column) != value:
                raise bad(f"the column {column} says {getattr(row, column)!r}, the row itself {value!r}")

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every row in the form of an export: documents, then claims, then rulings, each as recorded."""
        for name, table in schema.TABLES.items():
            with self._read() as connection:
                for row in connection.execution_options(stream_results=True).execute(
                    sa.select(table).order_by(table.c.seq)
                ):
                    said = _PARSE[name](row.body).to_dict()
                    yield {"row": name[:-1], **said, "recorded": row.recorded, "recorded_by_whom": row.by}


_FAULTS = {
    "locked": f"another program has been writing for over {BUSY_SECONDS} s; nothing was written, try again",
    "busy": f"another program has been writing for over {BUSY_SECONDS} s; nothing was written, try again",
    "readonly": "the file or its folder cannot be written; nothing was written",
    "full": "the disk is full; nothing was written. Make room and append the same batch again",
    "unable to open": "check that the folder exists and may be written",
}

_ACT_COLUMNS = (
    "id", "kind", "sender", "receiver", "happened", "mode", "level", "documented", "disputed", "checked", "accepted",
    "implied_by", "attributed_to", "days", "why", "support", "contradicted_by",
)  # fmt: skip

_PARSE: dict[str, Callable[[str], Any]] = {
    "documents": lambda body: Document.from_dict(json.loads(body)),
    "claims": lambda body: _claim(body),
    "rulings": lambda body: Ruling(**json.loads(body)),
}


def _engine(path: Path | None) -> sa.Engine:
    if path is None:
        engine = sa.create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    else:
        engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS})

    @sa.event.listens_for(engine, "connect")
    def _connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        cursor = connection.cursor()
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("comity_write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _now() -> str:
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _end_of(day: Day | str) -> str:
    """The first instant after a day; of a month or year, after its last day."""
    latest = Day.parse(day).latest
    return (latest + dt.timedelta(days=1)).isoformat() if latest < dt.date.max else "9999-12-31T99"


def _genesis(name: str) -> str:
    return hashlib.sha256(f"comity {name}".encode()).hexdigest()


def _chain(previous: str, seq: int, id_: str, recorded: str, by: str, body: str) -> str:
    return hashlib.sha256(canonical([previous, seq, id_, recorded, by, body])).hexdigest()


def _table(row: Claim | Document | Ruling) -> str:
    return {Claim: "claims", Document: "documents", Ruling: "rulings"}[type(row)]


_CLAIM_DEFAULTS = {
    name: field.default for name, field in Claim.__dataclass_fields__.items() if name not in ("kind", "sender")
}


def _body(row: Claim | Document | Ruling) -> str:
    """What is stored: canonical JSON; of a claim only the fields that say something, since most are empty."""
    if isinstance(row, Claim):
        said = {name: getattr(row, name) for name in Claim.__dataclass_fields__ if name != "happened"}
        said = {name: value for name, value in said.items() if value != _CLAIM_DEFAULTS.get(name, "")}
        if row.happened:
            said["happened"] = row.happened.text
        return canonical(said).decode()
    said = row.to_dict()
    if isinstance(row, Ruling):
        del said["id"]
    return canonical(said).decode()


def _claim(body: str) -> Claim:
    said = json.loads(body)
    if "happened" in said:
        said["happened"] = Day.parse(said["happened"])
    said.setdefault("sender", "")
    return Claim(**said)


def _columns(name: str, row: Any) -> dict[str, Any]:
    if name == "claims":
        return {"kind": row.kind, "sender": row.sender, "receiver": row.receiver, "document": row.document}
    if name == "rulings":
        return {"verb": row.verb, "claim": row.claim, "other": row.other, "field": row.field, "value": row.value}
    return {"publisher_is_party": row.publisher_is_party}


def _with_sayer(claim: Claim, publisher: str) -> Claim:
    """A document whose publisher is a party speaks with that party's word."""
    if claim.attributed_to or not publisher:
        return claim
    return dataclasses.replace(claim, attributed_to=publisher)
