"""Rows as they are stored: canonical JSON, columns to search by, and the hash that chains each to the one before."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

import orjson

from comity.claims import Claim, canonical
from comity.days import Day
from comity.errors import BadInput
from comity.ledger.originals import Original
from comity.ledger.rulings import Ruling
from comity.sources.documents import Document

__all__ = ["FORMS", "Ready", "Row", "body", "chain", "check_recorded", "columns", "genesis", "parse", "ready"]

Row = Claim | Document | Ruling | Original

FORMS: dict[str, type[Any]] = {"original": Original, "document": Document, "claim": Claim, "ruling": Ruling}
"""What a row may be, by the name that an export gives it; its table is the plural."""

_TABLES = {form: f"{name}s" for name, form in FORMS.items()}

_DEFAULTS = [
    (name, "" if field.default is dataclasses.MISSING else field.default)
    for name, field in Claim.__dataclass_fields__.items()
    if name != "happened"
]

_INSTANT = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z")


def body(row: Row) -> str:
    """What is stored: canonical JSON; of a claim only the fields that say something, since most are empty."""
    if isinstance(row, Claim):
        said = {name: value for name, default in _DEFAULTS if (value := getattr(row, name)) != default}
        if row.happened:
            said["happened"] = row.happened.text
        return canonical(said).decode()
    said = row.to_dict()
    if not isinstance(row, Document):
        del said["id"]
    return canonical(said).decode()


def _claim(text: str) -> Claim:
    said = orjson.loads(text)
    if "happened" in said:
        said["happened"] = Day.parse(said["happened"])
    said.setdefault("sender", "")
    return Claim(**said)


_PARSE: dict[str, Callable[[str], Any]] = {
    "originals": lambda text: Original.from_dict(json.loads(text)),
    "documents": lambda text: Document.from_dict(json.loads(text)),
    "claims": _claim,
    "rulings": lambda text: Ruling(**json.loads(text)),
}


def parse(table: str, text: str) -> Any:
    """The row whose ``body`` was stored in that table."""
    return _PARSE[table](text)


def columns(row: Row) -> tuple[str, ...]:
    """What stands beside the body to be searched by, in the order of the table's columns."""
    if isinstance(row, Claim):
        return row.kind, row.sender, row.receiver, row.document
    if isinstance(row, Ruling):
        return row.verb, row.claim, row.other, row.field, row.value
    return (row.publisher_is_party,) if isinstance(row, Document) else ()


class Ready(NamedTuple):
    """A row as it will be stored, but for its place in the chain."""

    table: str
    id: str
    body: str
    columns: tuple[str, ...]
    ruling: Ruling | None
    """A ruling itself: whether what it names is there is seen when it is written."""


def ready(row: Row) -> Ready:
    """A row made ready to be written."""
    return Ready(_TABLES[type(row)], row.id, body(row), columns(row), row if isinstance(row, Ruling) else None)


def genesis(table: str) -> str:
    """The hash before the first row of a table."""
    return hashlib.sha256(f"comity {table}".encode()).hexdigest()


def chain(previous: str, *values: Any) -> str:
    """The hash of a row: of the hash before it, its number, id, time, hand and body."""
    return hashlib.sha256(canonical([previous, *values])).hexdigest()


def check_recorded(recorded: str, *, where: str = "") -> None:
    """Raise BadInput unless a time of recording has the one form whose order as text is its order in time."""
    if not _INSTANT.fullmatch(recorded):
        raise BadInput(f"recorded cannot be {recorded!r:.60}", where=where, hint="UTC, as 2026-01-31T12:00:00.000000Z")
