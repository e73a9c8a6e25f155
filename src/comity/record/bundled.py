"""The bundled record: comity's own tables of acts, as a ledger in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib.resources import files

from comity.claims import Claim
from comity.days import Day
from comity.ledger import Ledger
from comity.reading.acts_csv import read_acts_csv
from comity.sources.documents import Document

__all__ = ["COVERED_TO", "EDITION", "bundled", "bundled_rows"]

EDITION = Day.parse("2026-11-23")
"""The day on which the record was last changed; every row of it counts as recorded then."""

COVERED_TO = Day.parse("2026-04")
"""The record holds no act after this month."""


def bundled() -> Ledger:
    """The bundled record as a ledger that lives as long as the process; the same rows, and hashes, every time."""
    ledger = Ledger.in_memory()
    ledger.append(bundled_rows(), by="comity", recorded=f"{EDITION}T00:00:00.000000Z")
    return ledger


def bundled_rows() -> Iterator[Document | Claim]:
    """Each table as a document, and then its claims, by the name of the table."""
    folder = files("comity.record").joinpath("acts")
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if not path.name.endswith(".csv"):
            continue
        data = path.read_bytes()
        document = Document(
            id=hashlib.sha256(data).hexdigest(),
            name=path.name,
            title=f"Acts of recognition: {path.name.removesuffix('.csv')}",
            publisher="comity",
            language="en",
            published=EDITION,
            media_type="text/csv",
            text=data.decode("utf-8"),
        )
        yield document
        yield from read_acts_csv(document)
