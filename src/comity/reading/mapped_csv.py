"""Anyone's table of acts becomes claims, by a mapping file that says what its columns mean."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from comity.claims import Claim
from comity.errors import BadInput, ComityError
from comity.reading.acts_csv import COLUMNS
from comity.sources.documents import Document

__all__ = ["Mapping", "read_mapped_csv"]

READER = "mapped-table 1"

_CHECKED = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": False}


@dataclass(frozen=True, slots=True)
class Mapping:
    """What the columns of a table mean.

    In its file (TOML)::

        [columns]            # field of a claim = column of the table
        sender = "recogniser"
        receiver = "entity"
        happened = "date"
        [constants]          # the same in every row
        kind = "recognise"
        [values.kind]        # a value of the table = what it is here
        REC = "recognise"
        [table]
        delimiter = ";"      # a comma where not given
        dates = "%d/%m/%Y"   # EDTF where not given
    """

    columns: dict[str, str]
    constants: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    delimiter: str = ","
    dates: str = ""

    @staticmethod
    def load(path: str) -> Mapping:
        """The mapping of a file.

        Raises
        ------
        BadInput : it cannot be read, is no TOML, or names a field that a claim does not have.
        """
        try:
            table = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        except OSError as error:
            raise BadInput(f"the mapping cannot be read: {error.strerror}", where=path, hint="check the path") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadInput(f"the mapping is no TOML ({error})", where=path, hint=_HOW) from None
        unknown = sorted(set(table) - {"columns", "constants", "values", "table"})
        if unknown:
            raise BadInput(f"a mapping has no part {unknown[0]!r}", where=path, hint=_HOW)
        parts: dict[str, dict[str, Any]] = {
            name: table.get(name, {}) for name in ("columns", "constants", "values", "table")
        }
        for name, part in parts.items():
            if not isinstance(part, dict):
                raise BadInput(f"{name} must be a table", where=path, hint=_HOW)
        for name in ("columns", "constants", "values"):
            for key, value in parts[name].items():
                if key not in COLUMNS:
                    raise BadInput(f"a claim has no field {key!r}", where=path, hint=f"fields: {', '.join(COLUMNS)}")
                texts = value.values() if name == "values" and isinstance(value, dict) else [value]
                if not all(isinstance(text, str) for text in texts):
                    raise BadInput(f"{name}.{key} must be text", where=path, hint=_HOW)
        delimiter = parts["table"].get("delimiter", ",")
        if not isinstance(delimiter, str) or len(delimiter) != 1:
            raise BadInput("the delimiter must be one character", where=path, hint=_HOW)
        said = set(parts["columns"]) | set(parts["constants"])
        for needed in ("kind", "sender"):
            if needed not in said:
                raise BadInput(f"nothing says what the {needed} is", where=path, hint=_HOW)
        return Mapping(
            parts["columns"], parts["constants"], parts["values"], delimiter, str(parts["table"].get("dates", ""))
        )


_HOW = "see docs/how-to/read-documents.md"


def read_mapped_csv(document: Document, mapping: Mapping) -> Iterator[tuple[str, Claim | ComityError]]:
    """Every row of the table with its place: the claim that it makes, or what is wrong with it.

    Raises
    ------
    BadInput : the table lacks a column that the mapping names, or is no CSV.
    """
    lines = document.text.splitlines(keepends=True)
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line))
    rows = csv.reader(lines, delimiter=mapping.delimiter, strict=True)
    try:
        header = [column.strip().removeprefix("\ufeff") for column in next(rows, [])]
        missing = [column for column in mapping.columns.values() if column not in header]
        if missing:
            raise BadInput(
                f"the table has no column {missing[0]!r}",
                where=f"{document.name}:1",
                hint=f"it has: {', '.join(header)}",
            )
        before = rows.line_num
        for row in rows:
            where = f"{document.name}:{before + 1}"
            start, end = offsets[before], offsets[rows.line_num]
            before = rows.line_num
            if not any(cell.strip() for cell in row):
                continue
            try:
                yield where, _claim(document, mapping, dict(zip(header, row, strict=False)), start, end, where)
            except ComityError as error:
                error.where = error.where or where
                yield where, error
    except csv.Error as error:
        raise BadInput(
            f"the table cannot be read: {error}", where=f"{document.name}:{rows.line_num}", hint="check its quotes"
        ) from None


def _claim(document: Document, mapping: Mapping, row: dict[str, str], start: int, end: int, where: str) -> Claim:
    said: dict[str, Any] = dict(mapping.constants)
    for name, column in mapping.columns.items():
        value = (row.get(column) or "").strip()
        value = mapping.values.get(name, {}).get(value, value)
        if value:
            said[name] = value
    if mapping.dates and said.get("happened"):
        try:
            said["happened"] = dt.datetime.strptime(said["happened"], mapping.dates).date().isoformat()
        except ValueError:
            raise BadInput(
                f"{said['happened']!r} is no date of the form {mapping.dates}", where=where, hint="correct the row"
            ) from None
    if "checked" in said:
        checked = _CHECKED.get(str(said["checked"]).lower())
        if checked is None:
            raise BadInput(f"checked cannot be {said['checked']!r}", where=where, hint="yes or no")
        said["checked"] = checked
    evidence = document.text[start:end].rstrip("\r\n")
    claim = Claim.from_dict(
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
    return dataclasses.replace(claim, document_name=document.name)
