"""Rows in: JSON Lines, Parquet, exports of a ledger as CSV, and CSV of acts."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import hashlib
import itertools
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from comity.claims import LONGEST, Claim
from comity.errors import AmbiguousName, BadInput, UnknownParty
from comity.ledger.appending import Appended
from comity.ledger.exports import cells
from comity.ledger.rows import FORMS, Ready, Row, check_recorded
from comity.ledger.store import Ledger
from comity.polities import registry
from comity.reading.acts_csv import read_acts_csv
from comity.sources.documents import Document

__all__ = ["form_of", "import_rows", "read_rows", "refuse_duplicates", "settle_parties"]

Read = tuple[str, Row, dict[str, str]]
"""A row with its place (``file:line``) and what an export says of its recording."""

LONGEST_LINE = 64 * LONGEST
"""Bytes of one line of JSON that are taken; a kept document is one line."""

_BATCH = 10_000
"""Rows of Parquet held at once."""


def form_of(path: str | Path) -> str:
    """The form of a file by its name: ``csv``, ``parquet`` or ``jsonl``."""
    return {".csv": "csv", ".parquet": "parquet"}.get(Path(path).suffix.lower(), "jsonl")


def read_rows(stream: BinaryIO, name: str, *, form: str = "jsonl") -> Iterator[Read]:
    """The rows of a stream, each with its place (``file:line``) and what an export says of its recording.

    Parameters
    ----------
    stream : bytes; UTF-8, with or without a byte-order mark. Parquet needs one that can seek.
    name   : what to call it in messages.
    form   : ``jsonl``, one object a line: a claim, or with ``"row"`` a claim, document, original or ruling as an
        export writes them; ``parquet``, the same as a table; ``csv``, the same as an export writes it, or a table of
        acts, which is kept as a document.

    Raises
    ------
    BadInput, BadDay, UnknownKind, UnknownParty, AmbiguousName : with file and line.
    """
    readers = {"jsonl": _read_jsonl, "csv": _read_csv, "parquet": _read_parquet}
    yield from readers[form](stream, name)


def _read_jsonl(stream: BinaryIO, name: str) -> Iterator[Read]:
    for number, line in enumerate(_lines(stream, name), start=1):
        where = f"{name}:{number}"
        text = _decode(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line, where)
        if not text.strip():
            continue
        try:
            said = json.loads(text)
        except (ValueError, RecursionError) as error:  # ValueError: also a number of thousands of digits
            cut = not line.endswith(b"\n")
            raise BadInput(
                f"the line is no JSON object ({error})" + (": it seems to be cut short" if cut else ""),
                where=where,
                hint="one JSON object a line; make the file again, or remove the line",
            ) from None
        if not isinstance(said, dict):
            raise BadInput(f"the line is no JSON object but {text.strip():.40}", where=where)
        yield _row(said, where)


def _row(said: dict[str, Any], where: str) -> Read:
    """What one object says, with its place and how an export says it was recorded."""
    name = said.pop("row", "claim")
    if not isinstance(name, str) or name not in FORMS:
        raise BadInput(f"a row cannot be a {name!r:.60}", where=where, hint=f"one of: {', '.join(FORMS)}")
    recorded: dict[str, str] = {
        key: str(said.pop(key)) for key in ("recorded", "recorded_by_whom", "seq") if key in said
    }
    row = FORMS[name].from_dict(said, where=where)
    # What an export says was settled when it was recorded; parties' names may since have come to mean others.
    if isinstance(row, Claim) and "recorded" not in recorded:
        row = settle_parties(row, where=where)
    return where, row, recorded


def _read_parquet(stream: BinaryIO, name: str) -> Iterator[Read]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise BadInput("Parquet needs the package pyarrow", hint="pip install 'comity[arrow]'") from None
    try:
        batches = parquet.ParquetFile(stream).iter_batches(batch_size=_BATCH)
        number = 0
        for batch in batches:
            for said in batch.to_pylist():
                number += 1
                if isinstance(said.get("happened"), dt.date):
                    said["happened"] = said["happened"].isoformat()[:10]
                yield _row({key: value for key, value in said.items() if value is not None}, f"{name}: row {number}")
    except (pa.ArrowException, OSError) as error:
        said = " ".join(str(error).split())
        raise BadInput(f"the Parquet file cannot be read: {said:.200}", where=name, hint="make it again") from None


def _lines(stream: BinaryIO, name: str) -> Iterator[bytes]:
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise BadInput(
                f"the line is longer than {LONGEST_LINE:,} bytes",
                where=f"{name}:{number}",
                hint="one JSON object a line",
            )
        yield line


def _decode(data: bytes, where: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"byte {error.start} is not UTF-8 ({data[error.start : error.start + 1]!r})",
            where=where,
            hint="save the file as UTF-8",
        ) from None


def _read_csv(stream: BinaryIO, name: str) -> Iterator[Read]:
    first = stream.readline(LONGEST_LINE)
    if first.removeprefix(b"\xef\xbb\xbf").startswith(b"row,"):
        yield from _read_export(first, stream, name)
        return
    data = first + stream.read()
    for number, line in enumerate(data.split(b"\n"), start=1):
        _decode(line, f"{name}:{number}")
    document = Document(
        id=hashlib.sha256(data).hexdigest(), name=Path(name).name, media_type="text/csv", text=data.decode("utf-8")
    )
    yield name, document, {}
    for claim in read_acts_csv(document, name=name):
        where = f"{name}:{document.text.count(chr(10), 0, claim.start) + 1}"
        yield where, settle_parties(claim, where=where), {}


def _read_export(first: bytes, stream: BinaryIO, name: str) -> Iterator[Read]:
    """A CSV that an export wrote, a row at a time."""
    lines = (
        _decode(line, f"{name}:{number}")
        for number, line in enumerate(itertools.chain([first.removeprefix(b"\xef\xbb\xbf")], stream), start=1)
    )
    csv.field_size_limit(LONGEST_LINE)
    reader = csv.reader(lines, strict=True)
    names: list[str] = []
    before = 0
    try:
        for values in reader:
            where = f"{name}:{before + 1}"
            before = reader.line_num
            if not names:
                names = values
                continue
            if len(values) != len(names):
                raise BadInput(f"the row has {len(values)} fields, the header {len(names)}", where=where)
            try:
                said = dict(cells(names, values))
            except ValueError as error:
                raise BadInput(f"a field cannot be read ({error})", where=where, hint="make the file again") from None
            yield _row(said, where)
    except csv.Error as error:
        raise BadInput(
            f"the CSV cannot be read: {error}", where=f"{name}:{reader.line_num}", hint="check the quotes of this line"
        ) from None


def settle_parties(claim: Claim, *, where: str = "") -> Claim:
    """The claim with codes for its parties: a name given as the sender is resolved on the day of the act.

    Raises
    ------
    UnknownParty, AmbiguousName : the words name no party, or several, on that day.
    BadInput : the sender and the receiver are one, or an act is asserted of a day to come.
    """
    changes: dict[str, str] = {}
    parties = registry()
    for field in ("sender", "receiver"):
        given = getattr(claim, field)
        if given and given not in parties:
            try:
                code = parties.resolve(given, on=claim.happened, where=where)
            except (UnknownParty, AmbiguousName) as error:
                error.where = where
                raise
            changes[field] = code
            if not getattr(claim, f"{field}_name"):
                changes[f"{field}_name"] = given
    if changes:
        claim = dataclasses.replace(claim, **changes)  # type: ignore[arg-type]
    if claim.sender and claim.sender == claim.receiver:
        raise BadInput(f"{claim.sender} cannot act upon itself", where=where, hint="check sender and receiver")
    if claim.happened and claim.polarity == "asserted" and claim.happened.earliest > dt.datetime.now(dt.UTC).date():
        raise BadInput(
            f"{claim.happened} is still to come",
            where=where,
            hint="an act that is only expected is a claim with polarity hypothetical",
        )
    return claim


def import_rows(ledger: Ledger, rows: Iterable[Read], *, by: str = "") -> Appended:
    """Append an export to a ledger, whole or not at all.

    Into an empty ledger rows go with the times and hands of the export, so that the copy has the hashes of the
    original. Into a ledger that has rows they are recorded now: that is when they were written down there.
    """
    fresh = not any(ledger.head().counts.values())

    def recorded() -> Iterator[tuple[Row, str, str]]:
        for where, row, said in rows:
            when, who = said.get("recorded", ""), said.get("recorded_by_whom", "")
            if when:
                check_recorded(when, where=where)
            yield (row, when, who) if fresh else (row, "", by or who)

    return ledger.append_recorded(recorded())


R = TypeVar("R", bound="Row | Ready")


def refuse_duplicates(rows: Iterable[tuple[str, R, dict[str, str]]]) -> Iterator[tuple[str, R, dict[str, str]]]:
    """The same rows; raises BadInput where one says what an earlier one of the input said."""
    seen: dict[str, str] = {}
    for where, row, recorded in rows:
        if row.id in seen:
            raise BadInput(f"the row repeats {seen[row.id]}", where=where, hint="remove one, or pass --skip-duplicates")
        seen[row.id] = where
        yield where, row, recorded
