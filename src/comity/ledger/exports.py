"""Exports: the rows of a ledger as JSON Lines, CSV, Parquet or RDF, streamed."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from comity.claims import Claim
from comity.errors import BadInput
from comity.ledger.rdf import triples
from comity.ledger.rulings import Ruling
from comity.ledger.schema import TABLES
from comity.ledger.store import Ledger
from comity.sources.documents import Document

__all__ = ["FORMATS", "FORMULA", "export", "fields_of"]

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
"""Beginnings at which a spreadsheet takes a text for a formula (OWASP, CSV injection), and the mark against it."""

_PART = 10_000


def fields_of(table: str) -> list[str]:
    """Columns of an export of one table."""
    types: dict[str, Any] = {"claims": Claim, "documents": Document, "rulings": Ruling}
    named = [field.name for field in dataclasses.fields(types[table])] if table in types else ["base64"]
    return ["row", "id", *(name for name in named if name != "id"), "recorded", "recorded_by_whom"]


def export(ledger: Ledger, stream: BinaryIO, format: str = "jsonl", *, table: str = "") -> int:
    """Write the rows of a ledger, as it stands at the first; how many were written. Memory stays flat.

    Parameters
    ----------
    format : one of ``FORMATS``. JSON Lines and RDF hold all tables, or one; CSV and Parquet hold one.
    table  : ``claims``, ``documents``, ``rulings`` or ``originals``; empty for all.

    Raises
    ------
    BadInput : there is no such format or table, or the format holds one table and none was named.
    """
    if format not in FORMATS:
        raise BadInput(f"there is no format {format!r}", hint=f"one of: {', '.join(FORMATS)}")
    if table and table not in TABLES:
        raise BadInput(f"there is no table {table!r}", hint=f"one of: {', '.join(TABLES)}")
    if not table and format in ("csv", "parquet"):
        raise BadInput(f"a {format} holds one table", hint=f"name it: {', '.join(TABLES)}")
    return FORMATS[format](ledger, stream, table)


def _jsonl(ledger: Ledger, stream: BinaryIO, table: str) -> int:
    count = 0
    for row in ledger.rows([table] if table else list(TABLES)):
        stream.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
        count += 1
    return count


def _csv(ledger: Ledger, stream: BinaryIO, table: str) -> int:
    out = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(out, lineterminator="\r\n")
    names = fields_of(table)
    writer.writerow(names)
    count = 0
    for row in ledger.rows([table]):
        writer.writerow([_cell(row[name]) for name in names])
        count += 1
    out.flush()
    out.detach()
    return count


def _cell(value: Any) -> str:
    """A value as a cell that no spreadsheet takes for a formula; a mark in front is taken off when it is read back."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False)


def _parquet(ledger: Ledger, stream: BinaryIO, table: str) -> int:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise BadInput("Parquet needs the package pyarrow", hint="pip install 'comity[arrow]'") from None
    types = {"start": pa.int64(), "end": pa.int64(), "checked": pa.bool_(), "translated": pa.bool_()}
    types |= {"confidence": pa.float64(), "repairs": pa.list_(pa.string())}
    schema = pa.schema([(name, types.get(name, pa.string())) for name in fields_of(table)])
    count = 0
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        part: list[dict[str, Any]] = []

        def send() -> None:
            writer.write_table(pa.Table.from_pylist(part, schema=schema))
            part.clear()

        for row in ledger.rows([table]):
            part.append(row)
            count += 1
            if len(part) == _PART:
                send()
        if part:
            send()
    return count


def _rdf(ledger: Ledger, stream: BinaryIO, table: str) -> int:
    count = 0
    for row in ledger.rows([table] if table else ["documents", "claims", "rulings"]):
        for line in triples(row):
            stream.write(line.encode() + b"\n")
        count += 1
    return count


FORMATS: dict[str, Callable[[Ledger, BinaryIO, str], int]] = {
    "jsonl": _jsonl,
    "csv": _csv,
    "parquet": _parquet,
    "rdf": _rdf,
}
"""Formats of an export. ``rdf`` is N-Triples; it is for use elsewhere and is not read back."""


def cells(names: list[str], values: list[str]) -> Iterator[tuple[str, Any]]:
    """Fields of an exported CSV row with their types, as ``_cell`` wrote them."""
    for name, value in zip(names, values, strict=True):
        if name in ("start", "end", "checked", "translated", "confidence", "repairs"):
            if value:
                yield name, json.loads(value)
        else:
            yield name, value.removeprefix("'") if value.startswith("'") else value
