"""The ledger's tables, and what the database itself refuses."""

from __future__ import annotations

import sqlalchemy as sa

__all__ = ["APPLICATION_ID", "TABLES", "VERSION", "claims", "documents", "metadata", "refusals", "rulings", "versions"]

VERSION = 1
"""Version of the tables; a ledger of a later version is refused."""

APPLICATION_ID = 0x636F6D69
"""``comi``: marks a SQLite file as a comity ledger, for `file` and for us."""

metadata = sa.MetaData()

versions = sa.Table(
    "comity_versions",
    metadata,
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("migration", sa.Text, nullable=False),
    sa.Column("recorded", sa.Text, nullable=False),
)


def _chained(name: str, *columns: sa.Column) -> sa.Table:
    """A table of rows that are each chained to the one before by ``hash``."""
    return sa.Table(
        name,
        metadata,
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("recorded", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        *columns,
        sa.Column("hash", sa.Text, nullable=False),
    )


# What stands beside the body is there to be searched; `verify` holds it against the body.
documents = _chained("documents", sa.Column("publisher_is_party", sa.Text, nullable=False))

claims = _chained(
    "claims",
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("sender", sa.Text, nullable=False),
    sa.Column("receiver", sa.Text, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
)

rulings = _chained(
    "rulings",
    sa.Column("verb", sa.Text, nullable=False),
    sa.Column("claim", sa.Text, nullable=False),
    sa.Column("other", sa.Text, nullable=False),
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
)

sa.Index("claims_sender", claims.c.sender)
sa.Index("claims_receiver", claims.c.receiver)
sa.Index("claims_document", claims.c.document)
sa.Index("rulings_claim", rulings.c.claim)
sa.Index("rulings_other", rulings.c.other)
sa.Index("rulings_correction", rulings.c.field, rulings.c.value)

TABLES = {"documents": documents, "claims": claims, "rulings": rulings}
"""The chained tables, by name."""


def refusals(dialect: str) -> list[str]:
    """Statements that make the database itself refuse to change or delete a row.

    In SQLite an ``INSERT OR REPLACE`` deletes without firing a delete trigger, so taking a number or an id that is
    there already is refused as well.
    """
    if dialect != "sqlite":
        raise NotImplementedError(dialect)
    statements = []
    for name in (*TABLES, "comity_versions"):
        key = "version" if name == "comity_versions" else "seq"
        taken = f"{key} = NEW.{key}" + ("" if name == "comity_versions" else " OR id = NEW.id")
        for event in ("UPDATE", "DELETE"):
            statements.append(
                f"CREATE TRIGGER {name}_no_{event.lower()} BEFORE {event} ON {name} "
                f"BEGIN SELECT RAISE(ABORT, 'a ledger row is never changed or deleted ({name})'); END"
            )
        statements.append(
            f"CREATE TRIGGER {name}_no_replace BEFORE INSERT ON {name} "
            f"WHEN EXISTS (SELECT 1 FROM {name} WHERE {taken}) "
            f"BEGIN SELECT RAISE(ABORT, 'a ledger row is never replaced ({name})'); END"
        )
    return statements
