"""The bundled record: comity's own tables of acts, as a ledger in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from comity.claims import Claim
from comity.days import Day
from comity.ledger import Ledger
from comity.reading.acts_csv import read_acts_csv
from comity.sources.documents import Document

__all__ = ["COVERED_TO", "EDITION", "bundled", "bundled_rows", "fill", "holds_bundled"]

EDITION = Day.parse("2026-11-23")
"""The day on which the record was last changed; every row of it counts as recorded then."""

COVERED_TO = Day.parse("2026-04")
"""The record holds no act after this month."""


def bundled() -> Ledger:
    """The bundled record as a ledger that lives as long as the process; the same rows, and hashes, every time."""
    ledger = Ledger.in_memory()
    fill(ledger)
    return ledger


def fill(ledger: Ledger) -> None:
    """Append the bundled record to a ledger, as recorded on the day of the edition."""
    ledger.append(bundled_rows(), by="comity", recorded=f"{EDITION}T00:00:00.000000Z")


def holds_bundled(ledger: Ledger) -> bool:
    """Whether every table of the bundled record is among the documents of a ledger."""
    return all(ledger.document(id_) is not None for id_, _ in _tables())


def _tables() -> Iterator[tuple[str, Traversable]]:
    """The name that each table has as a document, and where it is, by the name of the table."""
    folder = files("comity.record").joinpath("acts")
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.name.endswith(".csv"):
            yield hashlib.sha256(path.read_bytes()).hexdigest(), path


def bundled_rows() -> Iterator[Document | Claim]:
    """Each table as a document, and then its claims, by the name of the table."""
    for id_, path in _tables():
        document = Document(
            id=id_,
            name=path.name,
            title=f"Acts of recognition: {path.name.removesuffix('.csv')}",
            publisher="comity",
            language="en",
            published=EDITION,
            media_type="text/csv",
            text=path.read_bytes().decode("utf-8"),
        )
        yield document
        yield from read_acts_csv(document)
