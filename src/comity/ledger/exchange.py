"""Rows in and out: JSON Lines, and CSV of acts."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from comity.claims import LONGEST, Claim
from comity.errors import AmbiguousName, BadInput, UnknownParty
from comity.ledger.appending import Appended
from comity.ledger.rows import FORMS, Row, check_recorded
from comity.ledger.store import Ledger
from comity.polities import registry
from comity.reading.acts_csv import read_acts_csv
from comity.sources.documents import Document

__all__ = ["as_lines", "import_rows", "read_rows", "refuse_duplicates", "settle_parties"]

Read = tuple[str, Row, dict[str, str]]
"""A row with its place (``file:line``) and what an export says of its recording."""

LONGEST_LINE = 64 * LONGEST
"""Bytes of one line of JSON that are taken; a kept document is one line."""


def read_rows(stream: BinaryIO, name: str, *, form: str = "jsonl") -> Iterator[Read]:
    """The rows of a stream, each with its place (``file:line``) and what an export says of its recording.

    Parameters
    ----------
    stream : bytes; UTF-8, with or without a byte-order mark.
    name   : what to call it in messages.
    form   : ``jsonl``, one object a line: a claim, or with ``"row"`` a claim, document, original or ruling as an
        export writes them; ``csv``, a table of acts, which is kept as a document.

    Raises
    ------
    BadInput, BadDay, UnknownKind, UnknownParty, AmbiguousName : with file and line.
    """
    if form == "csv":
        yield from _read_csv(stream, name)
        return
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
        form_name = said.pop("row", "claim")
        if not isinstance(form_name, str) or form_name not in FORMS:
            raise BadInput(f"a row cannot be a {form_name!r}", where=where, hint=f"one of: {', '.join(FORMS)}")
        recorded = {key: str(said.pop(key)) for key in ("recorded", "recorded_by_whom", "seq") if key in said}
        row = FORMS[form_name].from_dict(said, where=where)
        # What an export says was settled when it was recorded; parties' names may since have come to mean others.
        if isinstance(row, Claim) and "recorded" not in recorded:
            row = settle_parties(row, where=where)
        yield where, row, recorded


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
    data = stream.read()
    for number, line in enumerate(data.split(b"\n"), start=1):
        _decode(line, f"{name}:{number}")
    document = Document(
        id=hashlib.sha256(data).hexdigest(), name=Path(name).name, media_type="text/csv", text=data.decode("utf-8")
    )
    yield name, document, {}
    for claim in read_acts_csv(document, name=name):
        where = f"{name}:{document.text.count(chr(10), 0, claim.start) + 1}"
        yield where, settle_parties(claim, where=where), {}


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


def refuse_duplicates(rows: Iterable[Read]) -> Iterator[Read]:
    """The same rows; raises BadInput where one says what an earlier one of the input said."""
    seen: dict[str, str] = {}
    for where, row, recorded in rows:
        if row.id in seen:
            raise BadInput(f"the row repeats {seen[row.id]}", where=where, hint="remove one, or pass --skip-duplicates")
        seen[row.id] = where
        yield where, row, recorded


def as_lines(rows: Iterable[dict[str, object]]) -> Iterator[str]:
    """Each row as one line of JSON, ``\\n`` at its end."""
    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"
