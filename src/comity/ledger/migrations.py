"""Migrations: how a ledger of an earlier version becomes one of this, each a named function, frozen once released.

Each is applied once, in a transaction of its own, with its record in ``comity_versions``. The rows of claims,
documents and rulings, and their hashes, are never touched.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from comity.ledger.rows import chain, genesis

__all__ = ["MIGRATIONS", "record_version"]


def record_version(connection: sa.Connection, version: int, name: str, recorded: str) -> None:
    """Add a row to the table of versions, chained to the row before."""
    last = connection.exec_driver_sql("SELECT hash FROM comity_versions ORDER BY version DESC LIMIT 1").scalar()
    hash_ = chain(last or genesis("comity_versions"), version, name, recorded)
    connection.execute(
        sa.text("INSERT INTO comity_versions (version, migration, recorded, hash) VALUES (:v, :m, :r, :h)"),
        {"v": version, "m": name, "r": recorded, "h": hash_},
    )


def keep_originals(connection: sa.Connection) -> None:
    """Version 2: the bytes of documents are kept beside their text, and the record of versions is chained.

    Version 1 was only ever in SQLite. Its guards let a row be put in under any free number; those of version 2 take
    the next number only.
    """
    tables = ("documents", "claims", "rulings")
    for table in (*tables, "comity_versions"):
        for guard in ("no_update", "no_delete", "no_replace"):
            connection.exec_driver_sql(f"DROP TRIGGER {table}_{guard}")
    versions = connection.exec_driver_sql("SELECT version, migration, recorded FROM comity_versions ORDER BY 1").all()
    connection.exec_driver_sql("DROP TABLE comity_versions")
    connection.exec_driver_sql(
        "CREATE TABLE comity_versions (version INTEGER NOT NULL, migration TEXT NOT NULL, recorded TEXT NOT NULL, "
        "hash TEXT NOT NULL, PRIMARY KEY (version))"
    )
    for row in versions:
        record_version(connection, row.version, row.migration, row.recorded)
    connection.exec_driver_sql(
        "CREATE TABLE originals (seq INTEGER NOT NULL, id TEXT NOT NULL, recorded TEXT NOT NULL, "
        '"by" TEXT NOT NULL, body TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (seq), UNIQUE (id))'
    )
    for table in ("originals", *tables, "comity_versions"):
        for event in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'a ledger row is never changed or deleted ({table})'); END"
            )
        wrong = (
            "NEW.version <= (SELECT max(version) FROM comity_versions)"
            if table == "comity_versions"
            else f"NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM {table}) "
            f"OR EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"
        )
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {wrong} "
            f"BEGIN SELECT RAISE(ABORT, 'a ledger row is never replaced or put between others ({table})'); END"
        )


MIGRATIONS: dict[int, Callable[[sa.Connection], None]] = {2: keep_originals}
"""Version -> the function that makes it of the version before; its name is its record."""
