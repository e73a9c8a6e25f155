"""Ledger: rows of documents, claims and rulings, and the views that are computed from them."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from comity.claims import Claim
from comity.days import Day
from comity.errors import BadInput, LedgerError, NewerLedger, NotALedger, OlderLedger
from comity.ledger import guards, schema
from comity.ledger.acts import Act, counted, derive_all
from comity.ledger.appending import Appended, Appender
from comity.ledger.beside import Beside
from comity.ledger.cache import Kept
from comity.ledger.database import Database, is_url
from comity.ledger.heads import Head
from comity.ledger.migrations import MIGRATIONS, record_version
from comity.ledger.rows import FORMS, Ready, Row, genesis, parse
from comity.ledger.rulings import Ruling, in_force
from comity.ledger.verifying import verify
from comity.sources.documents import Document, hash_bytes
from comity.tables import Table

__all__ = ["Ledger", "Recorded"]

_CHUNK = 500
"""Ids asked for in one statement."""

_PAGE = 5_000
"""Rows read in one transaction where all are read: a long reader would keep the database from clearing up."""

_MANY = 100_000
"""New rows of one table from which on it is quicker to derive everything anew than to say what they bear on."""

_LARGE = 20_000
"""Claims of a ledger from which on the acts of many parties are derived in parts, so that memory stays flat, and
what views compute from them is kept in a file beside the ledger."""

_PARTIES = 32
"""Parties of one such part."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A row as it stands in the ledger: what it says, when it was written down, and by whom."""

    seq: int
    recorded: str
    """UTC, ISO 8601 with microseconds."""
    by: str
    row: Any
    """A claim, ruling or document."""
    publisher: str = ""
    """For a claim: code of the party that published its document, where the publisher is a party; else empty."""

    def to_dict(self) -> dict[str, Any]:
        """What it says, with ``recorded`` and ``by``."""
        return {**self.row.to_dict(), "recorded": self.recorded, "recorded_by_whom": self.by, "seq": self.seq}


class Ledger:
    """An append-only store of documents, claims and rulings.

    ``Ledger.create(place)`` makes one, ``Ledger.open(place)`` opens one, ``Ledger.in_memory()`` makes one that is gone
    with the process. A place is the path of a SQLite file, or ``postgresql://USER@HOST/DATABASE?schema=NAME``. Rows
    are never changed or deleted; the database itself refuses it. Threads may share one.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.place = database.place
        """Where it is, for messages; without the password."""
        self._kept = Kept()
        self._beside: dict[str, Beside] = {}

    # -- opening -----------------------------------------------------------------------------------------------------

    @classmethod
    def create(cls, place: str | Path, *, writer: str = "", reader: str = "") -> Ledger:
        """A new, empty ledger where there is none yet.

        Parameters
        ----------
        place  : the path of a file that is not there yet, or the address of a PostgreSQL database.
        writer : PostgreSQL: a role that may read and append, and nothing else. Whoever makes the ledger owns it.
        reader : PostgreSQL: a role that may read.
        """
        if is_url(place):
            ledger = cls(Database.server(str(place)))
            with ledger._closed_on_error():
                ledger._make_on_server(writer, reader)
            return ledger
        if writer or reader:
            raise BadInput(
                "only a ledger in PostgreSQL has roles", where=str(place), hint="leave out writer and reader"
            )
        return cls._make_file(Path(place))

    @classmethod
    def _make_file(cls, path: Path) -> Ledger:
        """Made beside its place and put there whole: a process killed half-way leaves no half a ledger."""
        if path.exists():
            raise LedgerError("there is a file already", where=str(path), hint="open it, or choose another name")
        if not path.parent.is_dir():
            raise LedgerError(f"there is no folder {path.parent}", where=str(path), hint="make it first")
        try:
            with tempfile.TemporaryDirectory(prefix=".comity-", dir=path.parent) as folder:
                beside = Path(folder) / "new.db"
                made = cls(Database.file(beside, str(path)))
                with made._closed_on_error():
                    with made._database.engine.connect() as connection, made._database._faults("nothing was made"):
                        connection.exec_driver_sql(f"PRAGMA application_id = {schema.APPLICATION_ID}")
                        connection.exec_driver_sql("PRAGMA journal_mode = WAL")
                    with made._database.write() as connection:
                        made._make_tables(connection)
                made.close()
                _settle(beside)
                _put(beside, path)
        except FileExistsError:
            raise LedgerError(
                "there is a file already", where=str(path), hint="open it, or choose another name"
            ) from None
        except OSError as error:
            raise LedgerError(
                f"cannot be made: {error.strerror}", where=str(path), hint="check that the folder may be written"
            ) from None
        return cls(Database.file(path, str(path)))

    def _make_on_server(self, writer: str, reader: str) -> None:
        database = self._database
        with database.write() as connection:
            if connection.exec_driver_sql("SHOW server_encoding").scalar() != "UTF8":
                raise LedgerError(
                    "the database does not keep text as UTF-8",
                    where=self.place,
                    hint="createdb --encoding UTF8 --template template0 NAME",
                )
            there = connection.exec_driver_sql("SELECT to_regnamespace(%(name)s)", {"name": database.schema}).scalar()
            if there is None:
                connection.exec_driver_sql(f"CREATE SCHEMA {database.schema}")
            elif "comity_versions" in sa.inspect(connection).get_table_names(schema=database.schema):
                raise LedgerError("there is a ledger already", where=self.place, hint="open it, or add ?schema=NAME")
            self._make_tables(connection)
            quote = connection.dialect.identifier_preparer.quote
            for role, rights in ((writer, "SELECT, INSERT"), (reader, "SELECT")):
                if not role:
                    continue
                found = connection.exec_driver_sql("SELECT 1 FROM pg_roles WHERE rolname = %(r)s", {"r": role}).scalar()
                if not found:
                    raise LedgerError(
                        f"there is no role {role!r}", where=self.place, hint=f"CREATE ROLE {quote(role)} LOGIN"
                    )
                connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {database.schema} TO {quote(role)}")
                for name in schema.TABLES:
                    connection.exec_driver_sql(f"GRANT {rights} ON {name} TO {quote(role)}")
                connection.exec_driver_sql(f"GRANT SELECT ON comity_versions TO {quote(role)}")

    def _make_tables(self, connection: sa.Connection) -> None:
        schema.metadata.create_all(connection)
        record_version(connection, schema.VERSION, "made", _now())
        guards.put_up(connection)

    @classmethod
    def open(cls, place: str | Path) -> Ledger:
        """The ledger in a file, or in a PostgreSQL database.

        Raises
        ------
        LedgerError : there is no such file or server. NotALedger : it is something else. NewerLedger : a later comity
        wrote it. OlderLedger : an earlier one did, and ``Ledger.migrate`` makes it one of this.
        """
        ledger = cls._reach(place)
        with ledger._closed_on_error():
            found = ledger._version()
            if found < schema.VERSION:
                raise OlderLedger(
                    f"this ledger has version {found}; this comity writes version {schema.VERSION}",
                    where=ledger.place,
                    hint=f"keep a copy, then `comity ledger migrate {ledger.place}`",
                )
        return ledger

    @classmethod
    def migrate(cls, place: str | Path) -> list[str]:
        """Bring a ledger of an earlier version up to this one; the names of the migrations that were applied.

        Each is applied in a transaction of its own, so that it is done or not done. On PostgreSQL the owner does it.
        """
        ledger = cls._reach(place)
        with ledger._closed_on_error():
            done = []
            for version in range(ledger._version() + 1, schema.VERSION + 1):
                with ledger._database.write() as connection:
                    # Asked again with the writer's place held: somebody else may have done it meanwhile.
                    if ledger._version(connection) < version:
                        MIGRATIONS[version](connection)
                        name = MIGRATIONS[version].__name__
                        record_version(connection, version, name, _now())
                        done.append(name)
            if ledger._database.sqlite:
                with ledger._database._faults("nothing was changed"), ledger._database.engine.connect() as connection:
                    connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        ledger.close()
        return done

    @classmethod
    def _reach(cls, place: str | Path) -> Ledger:
        if is_url(place):
            return cls(Database.server(str(place)))
        path = Path(place)
        if not path.is_file():
            raise LedgerError(
                "there is no such ledger" if not path.exists() else "this is no file",
                where=str(place),
                hint="`comity ledger init PATH` makes one",
            )
        try:
            with path.open("rb") as file:
                head = file.read(16)
        except OSError as error:
            raise LedgerError(
                f"cannot be opened: {error.strerror}", where=str(place), hint="check that it may be read"
            ) from None
        if head != b"SQLite format 3\0":
            raise NotALedger(
                "this file is not a comity ledger", where=str(place), hint="`comity ledger init PATH` makes one"
            )
        return cls(Database.file(path, str(place)))

    @classmethod
    def in_memory(cls) -> Ledger:
        """A new ledger that lives as long as the process."""
        ledger = cls(Database.memory())
        with ledger._database.write() as connection:
            ledger._make_tables(connection)
        return ledger

    def close(self) -> None:
        """Close every connection."""
        for beside in self._beside.values():
            beside.close()
        self._database.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def _closed_on_error(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.close()
            raise

    def _version(self, connection: sa.Connection | None = None) -> int:
        """Version of the tables.

        Raises
        ------
        NotALedger, NewerLedger.
        """
        if connection is None:
            with self._database.read() as connection:
                return self._version(connection)
        known = set(sa.inspect(connection).get_table_names(schema=self._database.schema or None))
        marked = not self._database.sqlite or (
            connection.exec_driver_sql("PRAGMA application_id").scalar() == schema.APPLICATION_ID
        )
        if not marked or "comity_versions" not in known:
            raise NotALedger(
                "this database is not a comity ledger", where=self.place, hint="`comity ledger init PATH` makes one"
            )
        found = connection.exec_driver_sql("SELECT max(version) FROM comity_versions").scalar() or 0
        if found > schema.VERSION:
            raise NewerLedger(
                f"this ledger has version {found}; this comity knows versions up to {schema.VERSION}",
                where=self.place,
                hint="upgrade comity: `pip install --upgrade comity`",
            )
        return int(found)

    def on_waiting(self, tell: Callable[[float], None]) -> None:
        """Call ``tell`` with the seconds waited, about each second that another writer makes this one wait."""
        self._database.waiting = tell

    # -- writing -----------------------------------------------------------------------------------------------------

    def append(self, rows: Row | Iterable[Row | Ready], *, by: str = "", recorded: str = "") -> Appended:
        """Append a batch, whole or not at all. Rows that are there already add nothing.

        A client that did not hear the answer sends the same batch again.

        Parameters
        ----------
        rows : claims, documents, originals and rulings, in any mixture; read one by one, so that there may be many
            more than fit in memory (rulings are held to the end). A ruling may name claims of the same batch.
        by   : who appends: a name, an account, an office.
        recorded : when it was written down, where that was before now: for a copy of another ledger's rows.

        Raises
        ------
        BadInput : a row is of a wrong form, or a ruling names a claim that is neither in the ledger nor in the batch;
            nothing is written.
        LedgerError : the database could not take it; the message says whether it may have been written.
        """
        if isinstance(rows, tuple(FORMS.values())):
            rows = [rows]  # type: ignore[list-item]
        recorded = recorded or _now()
        return self.append_recorded((row, recorded, by) for row in rows)  # type: ignore[union-attr]

    def append_recorded(self, rows: Iterable[tuple[Row | Ready, str, str]]) -> Appended:
        """Append rows that each bring their ``recorded`` and ``by``, all or none; an empty ``recorded`` is now."""
        now = _now()
        with self._database.write() as connection:
            appender = Appender(self._database, connection)
            for row, recorded, by in rows:
                appender.add(row, recorded or now, by)
            return appender.finish()

    def append_in_parts(
        self,
        rows: Iterable[Row | Ready],
        *,
        by: str = "",
        part: int = 20_000,
        progress: Callable[[Appended], None] | None = None,
    ) -> Appended:
        """Append very many rows as batches of ``part``, each whole or not at all.

        After a fault the batches before it are there. Given the same rows again, it goes on where it was: what is
        there adds nothing. ``progress`` is told after each batch what has been done so far.
        """
        done = Appended(0, 0)
        waiting: list[Row | Ready] = []

        def send() -> None:
            nonlocal done
            last = self.append(waiting, by=by)
            done = Appended(done.new + last.new, done.known + last.known)
            waiting.clear()
            if progress:
                progress(done)

        for row in rows:
            waiting.append(row)
            if len(waiting) >= part:
                send()
        if waiting:
            send()
        return done

    def rule(self, verb: str, claim: str, *, by: str = "", because: str = "", **fields: str) -> Ruling:
        """Append one ruling; ``fields`` are ``other``, or ``field`` and ``value``. Ids may be shortened.

        A decision that is the latest on its claim already, by the same hand and for the same reason, adds nothing.
        """
        full = self._full_id("rulings" if verb == "undo" else "claims", claim)
        if fields.get("other"):
            fields["other"] = self._full_id("claims", fields["other"])
        earlier = [one.row for one in self.rulings(claim=full)]
        last = earlier[-1] if earlier else None
        ruling = Ruling(verb=verb, claim=full, by=by, because=because, after=last.id if last else "", **fields)
        ruling.check()
        if last and dataclasses.replace(ruling, after=last.after) == last:
            with self._database.read() as connection:
                undoings = [one.row for one in _undoings(connection, [last.id])]
            if last in in_force([last, *undoings]):
                return last
        self.append(ruling, by=by)
        return ruling

    def withdraw(self, claim: str, *, because: str, by: str = "") -> Ruling:
        """A claim that was put in by mistake counts no more; the row stays."""
        return self.rule("withdraw", claim, by=by, because=because)

    # -- reading -----------------------------------------------------------------------------------------------------

    def head(self) -> Head:
        """How far each table goes."""
        with self._database.read() as connection:
            return Head.read(connection)

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
        recorded_by : only those recorded by the end of this day, UTC.
        """
        table = schema.claims
        base = _claims_query([party] if party else [], recorded_by)
        if document:
            base = base.where(table.c.document == document)
        parts: list[Any] = [base]
        if ids is not None:
            wanted = list(ids)
            parts = [base.where(table.c.id.in_(wanted[i : i + _CHUNK])) for i in range(0, len(wanted), _CHUNK)]
        rows = []
        with self._database.read() as connection:
            for query in parts:
                rows += [_recorded_claim(row) for row in connection.execute(query)]
        return sorted(rows, key=lambda row: row.seq)

    def rulings(self, *, claim: str = "", recorded_by: Day | str | None = None) -> list[Recorded]:
        """Rulings as recorded, in the order they came; those on one claim (or that undo one ruling), or all."""
        table = schema.rulings
        query = _rulings_query(recorded_by)
        if claim:
            query = query.where(sa.or_(table.c.claim == claim, table.c.other == claim))
        with self._database.read() as connection:
            return [_recorded("rulings", row) for row in connection.execute(query)]

    def documents(self) -> list[Recorded]:
        """Documents as recorded, in the order they came."""
        return [_recorded("documents", row) for row in self._pages("documents")]

    def document(self, id_: str) -> Document | None:
        """The document of that name, if it is kept here."""
        return self._one("documents", id_)

    def original(self, id_: str) -> bytes | None:
        """The bytes of a document as they came, if they are kept here or its text gives them back."""
        found = self._one("originals", id_)
        if found is not None:
            return found.data
        document = self.document(id_)
        if document is None:
            return None
        data = document.text.encode()
        return data if hash_bytes(data) == id_ else None

    def _one(self, name: str, id_: str) -> Any:
        table = schema.TABLES[name]
        with self._database.read() as connection:
            body = connection.execute(sa.select(table.c.body).where(table.c.id == id_)).scalar()
        return parse(name, body) if body else None

    def claim(self, id_: str) -> Recorded:
        """One claim, by its id or the beginning of it."""
        return self.claims(ids=[self._full_id("claims", id_)])[0]

    def _full_id(self, name: str, beginning: str) -> str:
        table = schema.TABLES[name]
        what = name[:-1]
        if not beginning or not set(beginning) <= set("0123456789abcdef"):
            raise BadInput(
                f"{beginning!r} is no id of a {what}", where=self.place, hint="an id is 64 hexadecimal characters"
            )
        with self._database.read() as connection:
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
        with self._database.read() as connection:
            query = sa.union(sa.select(table.c.sender), sa.select(table.c.receiver))
            return sorted(code for code in connection.execute(query).scalars() if code)

    def rows(self, tables: Iterable[str] = tuple(schema.TABLES)) -> Iterator[dict[str, Any]]:
        """Every row in the form of an export, each as recorded: originals, documents, claims, then rulings.

        The ledger may grow meanwhile; what is given is the state at the first row.
        """
        head = self.head()
        for name in tables:
            for row in self._pages(name, upto=getattr(head, name)[0]):
                said = parse(name, row.body).to_dict()
                yield {"row": name[:-1], **said, "recorded": row.recorded, "recorded_by_whom": row.by}

    def hash_at(self, name: str, seq: int) -> str:
        """The hash of a table's row of that number; of number 0, that before the first; empty where there is none."""
        if seq == 0:
            return genesis(name)
        table = schema.TABLES[name]
        with self._database.read() as connection:
            return connection.execute(sa.select(table.c.hash).where(table.c.seq == seq)).scalar() or ""

    def _pages(self, name: str, *, after: int = 0, upto: int | None = None) -> Iterator[Any]:
        """Raw rows by number, in short transactions: rows never change, so that it makes no difference."""
        table = schema.TABLES[name]
        while upto is None or after < upto:
            query = sa.select(table).where(table.c.seq > after).order_by(table.c.seq).limit(_PAGE)
            if upto is not None:
                query = query.where(table.c.seq <= upto)
            with self._database.read() as connection:
                page = connection.execute(query).all()
            if not page:
                return
            yield from page
            after = page[-1].seq

    # -- acts --------------------------------------------------------------------------------------------------------

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
        limit = Day.parse(on) if on is not None else None
        subject = party or receiver or sender
        (_, every), *_ = self._derived([subject], recorded_by)
        found = counted(every, counting=counting, checked=checked, implied=implied)
        if not (subject or kinds or limit):
            return Table(found, columns=_ACT_COLUMNS)
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

    def acts_by_party(
        self,
        parties: Iterable[str],
        *,
        recorded_by: Day | str | None = None,
        counting: str = "documented",
        checked: bool = False,
    ) -> Iterator[tuple[str, list[Act]]]:
        """Each party with the acts that have it on either side, implied ones included; those of many at once.

        The parties come in any order. The policy is that of ``acts``.
        """
        for party, every in self._derived(parties, recorded_by):
            yield party, counted(every, counting=counting, checked=checked, implied=True)

    def _derived(self, parties: Iterable[str], recorded_by: Day | str | None) -> Iterator[tuple[str, list[Act]]]:
        """Each party (empty: everybody) with every act of it, kept until the ledger grows by what bears on them."""
        head = self.head()
        self._kept.grow(head, self.touched)
        day = str(recorded_by or "")
        missing = []
        for party in dict.fromkeys(parties):
            kept = self._kept.get((party, day))
            if kept is None:
                missing.append(party)
            else:
                yield party, kept
        size = _PARTIES if head.counts["claims"] > _LARGE else len(missing) or 1
        for start in range(0, len(missing), size):
            made: dict[str, list[Act]] = {party: [] for party in missing[start : start + size]}
            made_from, acts = self._derive([] if "" in made else list(made), recorded_by)
            for act in acts:
                for party in {act.sender, act.receiver, ""}:
                    if party in made:
                        made[party].append(act)
            for party, found in made.items():
                self._kept.put((party, day), made_from, found)
                yield party, found

    def _derive(self, parties: list[str], recorded_by: Day | str | None) -> tuple[Head, list[Act]]:
        """Every act that has one of the parties on either side (none given: every act), and the state it is made of."""
        with self._database.read() as connection:
            # The state may be a later one than was asked for; what is kept is marked with the state it was made from.
            made_from = Head.read(connection)
            claims = [_recorded_claim(row) for row in connection.execute(_claims_query(parties, recorded_by))]
            rulings = []
            if made_from.rulings[0]:
                query = _rulings_query(recorded_by)
                if parties:
                    query = query.where(schema.rulings.c.seq.in_(_rulings_on(_claim_numbers(parties))))
                rulings = [_recorded("rulings", row) for row in connection.execute(query)]
                if parties:
                    undoings = _undoings(connection, [one.row.id for one in rulings], recorded_by)
                    by_number = {one.seq: one for one in (*rulings, *undoings)}
                    rulings = [by_number[seq] for seq in sorted(by_number)]
            decided = [one.row for one in rulings]
            said = _said(connection, claims, decided, recorded_by)
        return made_from, derive_all(
            [(one.row.id, _with_sayer(one.row, one.publisher)) for one in claims], decided, said
        )

    def touched(self, old: Head, new: Head) -> set[str] | None:
        """Parties whose acts the rows between two heads may change; None where there are too many to say."""
        if any(new.counts[name] - old.counts[name] > _MANY for name in schema.TABLES):
            return None
        claims, rulings, documents = schema.claims, schema.rulings, schema.documents
        with self._database.read() as connection:

            def between(table: sa.Table, *columns: Any) -> Any:
                since, upto = old.counts[table.name], new.counts[table.name]
                return connection.execute(sa.select(*columns).where(table.c.seq > since, table.c.seq <= upto))

            # Rulings come after the claims that they name, so that those on new claims are new themselves.
            parties = {code for row in between(claims, claims.c.sender, claims.c.receiver) for code in row}
            said = [parse("rulings", body) for body in between(rulings, rulings.c.body).scalars()]
            undone = {ruling.claim for ruling in said if ruling.verb == "undo"}
            while undone:
                more = []
                for part in _parts(sorted(undone)):
                    query = sa.select(rulings.c.body).where(rulings.c.id.in_(part))
                    more += [parse("rulings", body) for body in connection.execute(query).scalars()]
                said += more
                undone = {ruling.claim for ruling in more if ruling.verb == "undo"}
            found = {id_ for ruling in said if ruling.verb != "undo" for id_ in (ruling.claim, ruling.other) if id_}
            # A document that comes after its claims tells who says them, and when.
            for part in _parts(list(between(documents, documents.c.id).scalars())):
                earlier = claims.c.document.in_(part), claims.c.seq <= old.counts["claims"]
                found.update(connection.execute(sa.select(claims.c.id).where(*earlier)).scalars())
            for part in _parts(sorted(found)):
                query = sa.select(claims.c.sender, claims.c.receiver).where(claims.c.id.in_(part))
                parties.update(code for row in connection.execute(query) for code in row)
                # A claim counts for whom a correction says, too.
                query = sa.select(rulings.c.value).where(
                    rulings.c.claim.in_(part), rulings.c.field.in_(("sender", "receiver"))
                )
                parties.update(connection.execute(query).scalars())
        return parties

    def beside(self, maker: str, bearing: Callable[[set[str]], set[str]]) -> Beside:
        """What ``maker`` has computed from the rows: in a file beside a large SQLite ledger, otherwise in memory.

        ``bearing`` gives the subjects that a change of the acts of some parties bears on.
        """
        if maker not in self._beside:
            path = self._database.path
            if path is not None:
                large = self.head().counts["claims"] > _LARGE
                path = path.with_name(f"{path.name}-cache") if large else None
            self._beside[maker] = Beside(self, maker, bearing, path)
        return self._beside[maker]

    # -- verifying ---------------------------------------------------------------------------------------------------

    def verify(self, progress: Callable[[str, int, int], None] | None = None, *, since: Head | None = None) -> Head:
        """Walk every row of every table and hold it against its hash, its id and the row before.

        Parameters
        ----------
        progress : called with table, rows done and rows in all, now and then.
        since    : a head that was published earlier; it must be one that this ledger has gone through.

        Returns the head that was reached.

        Raises
        ------
        BrokenChain : the first row that is not what it was, by table and number.
        """
        return verify(self._database, progress, since)


def _parts(ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


def _undoings(connection: sa.Connection, ids: list[str], recorded_by: Day | str | None = None) -> list[Recorded]:
    """Every ruling that undoes one of these, and what undoes those, and so on."""
    found: dict[int, Recorded] = {}
    while ids:
        later = []
        for part in _parts(ids):
            query = _rulings_query(recorded_by).where(schema.rulings.c.claim.in_(part))
            later += [
                _recorded("rulings", row) for row in connection.execute(query.where(schema.rulings.c.verb == "undo"))
            ]
        ids = [one.row.id for one in later if one.seq not in found]
        found.update((one.seq, one) for one in later)
    return list(found.values())


def _claims_query(parties: list[str], recorded_by: Day | str | None) -> sa.Select[Any]:
    table, documents = schema.claims, schema.documents
    kept = documents.c.id == table.c.document
    if recorded_by is not None:
        kept = sa.and_(kept, documents.c.recorded < _end_of(recorded_by))  # who published it was not known before
    query = (
        sa.select(table.c.seq, table.c.recorded, table.c.by, table.c.body, documents.c.publisher_is_party)
        .outerjoin(documents, kept)
        .order_by(table.c.seq)
    )
    if parties:
        query = query.where(table.c.seq.in_(_claim_numbers(parties)))
    if recorded_by is not None:
        query = query.where(table.c.recorded < _end_of(recorded_by))
    return query


def _claim_numbers(parties: list[str]) -> sa.CompoundSelect[Any]:
    """Numbers of the claims that bear on one of the parties, as read or as corrected.

    A union of indexed look-ups: SQLite scans the table for an OR with a sub-select.
    """
    table, rulings = schema.claims, schema.rulings
    about = rulings.c.field.in_(("sender", "receiver")), rulings.c.value.in_(parties)
    corrected = sa.select(rulings.c.claim).where(*about)
    return sa.union(
        sa.select(table.c.seq).where(table.c.sender.in_(parties)),
        sa.select(table.c.seq).where(table.c.receiver.in_(parties)),
        sa.select(table.c.seq).where(table.c.id.in_(corrected)),
    )


def _rulings_on(numbers: sa.CompoundSelect[Any]) -> sa.CompoundSelect[Any]:
    """Numbers of the rulings on the claims of these numbers."""
    rulings = schema.rulings
    ids = sa.select(schema.claims.c.id).where(schema.claims.c.seq.in_(numbers))
    return sa.union(
        sa.select(rulings.c.seq).where(rulings.c.claim.in_(ids)),
        sa.select(rulings.c.seq).where(rulings.c.other.in_(ids)),
    )


def _rulings_query(recorded_by: Day | str | None) -> sa.Select[Any]:
    table = schema.rulings
    query = sa.select(table.c.seq, table.c.recorded, table.c.by, table.c.body).order_by(table.c.seq)
    return query if recorded_by is None else query.where(table.c.recorded < _end_of(recorded_by))


def _recorded(name: str, row: Any) -> Recorded:
    return Recorded(row.seq, row.recorded, row.by, parse(name, row.body))


def _recorded_claim(row: Any) -> Recorded:
    return Recorded(row.seq, row.recorded, row.by, parse("claims", row.body), row.publisher_is_party or "")


def _said(
    connection: sa.Connection, claims: list[Recorded], rulings: list[Ruling], recorded_by: Day | str | None
) -> dict[str, dt.date]:
    """The last day on which each denial without a day can have been said: that on which its document was published,
    or where no document tells, that on which it was recorded."""
    corrected = {ruling.claim for ruling in rulings if ruling.verb == "correct"}
    undated = [
        one for one in claims if one.row.id in corrected or (one.row.happened is None and one.row.polarity == "denied")
    ]
    published: dict[str, dt.date] = {}
    table = schema.documents
    for part in _parts(sorted({one.row.document for one in undated if one.row.document})):
        query = sa.select(table.c.id, table.c.body).where(table.c.id.in_(part))
        if recorded_by is not None:
            query = query.where(table.c.recorded < _end_of(recorded_by))
        for row in connection.execute(query):
            day = parse("documents", row.body).published
            if day:
                published[row.id] = day.latest
    return {one.row.id: published.get(one.row.document) or dt.date.fromisoformat(one.recorded[:10]) for one in undated}


def _with_sayer(claim: Claim, publisher: str) -> Claim:
    """A document whose publisher is a party speaks with that party's word."""
    if claim.attributed_to or not publisher:
        return claim
    return dataclasses.replace(claim, attributed_to=publisher)


def _settle(path: Path) -> None:
    """A closed SQLite file, on disk for good."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _put(beside: Path, path: Path) -> None:
    """Give a finished file its name; FileExistsError where the name has been taken meanwhile."""
    try:
        os.link(beside, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if path.exists():
            raise FileExistsError(str(path)) from None
        beside.rename(path)
    with contextlib.suppress(OSError):  # Windows cannot open a folder
        _settle(path.parent)


def _now() -> str:
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _end_of(day: Day | str) -> str:
    """The first instant after a day; of a month or year, after its last day."""
    latest = Day.parse(day).latest
    return (latest + dt.timedelta(days=1)).isoformat() if latest < dt.date.max else "9999-12-31T99"


_ACT_COLUMNS = (
    "id", "kind", "sender", "receiver", "happened", "mode", "level", "documented", "disputed", "checked", "accepted",
    "implied_by", "attributed_to", "days", "why", "support", "contradicted_by",
)  # fmt: skip
