"""The ledger's tables."""

from __future__ import annotations

import sqlalchemy as sa

__all__ = ["APPLICATION_ID", "TABLES", "VERSION", "claims", "documents", "metadata", "originals", "rulings", "versions"]

VERSION = 2
"""Version of the tables; a ledger of a later version is refused."""

APPLICATION_ID = 0x636F6D69
"""``comi``: marks a SQLite file as a comity ledger, for `file` and for us."""

metadata = sa.MetaData()

# By bytes, whatever the language of the database: an id's beginning is looked up as a range.
_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _text(name: str) -> sa.Column:
    return sa.Column(name, _TEXT, nullable=False)


versions = sa.Table(
    "comity_versions",
    metadata,
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    _text("migration"),
    _text("recorded"),
    _text("hash"),
)


def _chained(name: str, *columns: str) -> sa.Table:
    """A table of rows that are each chained to the one before by ``hash``."""
    return sa.Table(
        name,
        metadata,
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False),
        sa.Column("id", _TEXT, nullable=False, unique=True),
        _text("recorded"),
        _text("by"),
        _text("body"),
        *map(_text, columns),
        _text("hash"),
    )


# What stands beside the body is there to be searched; `verify` holds it against the body.
originals = _chained("originals")
documents = _chained("documents", "publisher_is_party")
claims = _chained("claims", "kind", "sender", "receiver", "document")
rulings = _chained("rulings", "verb", "claim", "other", "field", "value")

sa.Index("claims_sender", claims.c.sender)
sa.Index("claims_receiver", claims.c.receiver)
sa.Index("claims_document", claims.c.document)
sa.Index("rulings_claim", rulings.c.claim)
sa.Index("rulings_other", rulings.c.other)
sa.Index("rulings_correction", rulings.c.field, rulings.c.value)

TABLES = {"originals": originals, "documents": documents, "claims": claims, "rulings": rulings}
"""The chained tables by name, in the order in which rows can be read back: what is named comes before what names it."""
