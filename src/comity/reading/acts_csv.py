"""A table of acts becomes claims: one row a claim, whose span is the row's own characters."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from comity.claims import Claim
from comity.errors import BadInput
from comity.sources.documents import Document

__all__ = ["COLUMNS", "read_acts_csv"]

COLUMNS = (
    "kind", "sender", "receiver", "happened", "mode", "polarity", "attributed_to", "level", "condition",
    "sender_name", "receiver_name", "cites_title", "cites_url", "checked", "note",
)  # fmt: skip
"""Columns that a table of acts may have, each a field of a claim; ``kind`` and ``sender`` it must have."""

READER = "acts-table 1"

_CHECKED = {"yes": True, "true": True, "no": False, "false": False}


def read_acts_csv(document: Document, *, name: str = "") -> Iterator[Claim]:
    """The claims that a CSV of acts makes, in the order of its rows.

    Parameters
    ----------
    document : its ``text`` is the CSV: comma-separated, one header row with names from ``COLUMNS``.
    name     : what to call it in messages; the document's own name where not given.

    Raises
    ------
    BadInput : a column is unknown, missing or named twice, a row is too short or too long, or a field is of the wrong
        form; with the line. BadDay, UnknownKind : likewise.
    """
    place = name or document.name or document.id[:12]
    lines = document.text.splitlines(keepends=True)
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line))
    reader = csv.reader(lines, strict=True)
    try:
        header = [column.strip().removeprefix("\ufeff") for column in next(reader, [])]
        _check_header(header, f"{place}:1")
        before = reader.line_num
        for row in reader:
            where = f"{place}:{before + 1}"
            start, end = offsets[before], offsets[reader.line_num]
            before = reader.line_num
            if not row:
                continue
            yield _claim(dict(zip(header, row, strict=False)), row, header, document, start, end, where)
    except csv.Error as error:
        raise BadInput(
            f"the CSV cannot be read: {error}", where=f"{place}:{reader.line_num}", hint="check the quotes of this line"
        ) from None


def _check_header(header: list[str], where: str) -> None:
    unknown = [column for column in header if column not in COLUMNS]
    if unknown:
        raise BadInput(f"there is no column {unknown[0]!r}", where=where, hint=f"columns: {', '.join(COLUMNS)}")
    twice = [column for column in header if header.count(column) > 1]
    if twice:
        raise BadInput(f"the column {twice[0]!r} stands twice", where=where, hint="remove one")
    for needed in ("kind", "sender"):
        if needed not in header:
            raise BadInput(f"the column {needed!r} is missing", where=where, hint=f"columns: {', '.join(COLUMNS)}")


def _claim(
    fields: dict[str, str], row: list[str], header: list[str], document: Document, start: int, end: int, where: str
) -> Claim:
    if len(row) != len(header):
        raise BadInput(
            f"the row has {len(row)} fields, the header {len(header)}",
            where=where,
            hint="quote fields that hold a comma",
        )
    said: dict[str, object] = {key: value.strip() for key, value in fields.items() if value.strip()}
    if "checked" in said:
        value = str(said["checked"]).lower()
        if value not in _CHECKED:
            raise BadInput(f"checked cannot be {said['checked']!r}", where=where, hint="yes or no")
        said["checked"] = _CHECKED[value]
    evidence = document.text[start:end].rstrip("\r\n")
    return Claim.from_dict(
        {
            **said,
            "document": document.id,
            "start": start,
            "end": start + len(evidence),
            "evidence": evidence,
            "reader": READER,
        },
        where=where,
    )
