"""Columns from CSV files, mappings and anything that speaks Arrow, with the row of every value that cannot be read."""

from __future__ import annotations

import csv
import datetime as dt
import difflib
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from comity.errors import BadInput

Columns = dict[str, Sequence[Any]]

# Seconds beyond this cannot be told apart to a millisecond in a double.
_MOST_SECONDS = 2.0**43
_MISSING = ("", "NA", "NaN", "nan", "null", "None", None)
_TRUE = {"true": 1.0, "t": 1.0, "yes": 1.0, "false": 0.0, "f": 0.0, "no": 0.0}
_UNITS = {
    "second": 1.0,
    "minute": 60.0,
    "min": 60.0,
    "hour": 3600.0,
    "day": 86400.0,
    "week": 604800.0,
    "month": 2629800.0,
    "year": 31557600.0,
}


def read_table(table: Any, where: str) -> Columns:
    """The columns of a table by name.

    Parameters
    ----------
    table : path of a CSV file; a mapping of columns; or anything with ``__arrow_c_stream__`` (Polars, PyArrow,
            pandas 2.2+, DuckDB).
    where : what to call the table in an error.

    Raises
    ------
    BadInput : the file is not there or is not CSV, a row has too many or too few fields, or the object is no table.
    """
    if isinstance(table, (str, Path)):
        return _read_csv(Path(table))
    if isinstance(table, Mapping):
        columns: Columns = {str(name): list(values) for name, values in table.items()}
    elif hasattr(table, "__arrow_c_stream__") or hasattr(table, "__dataframe__"):
        import polars as pl

        frame = table if isinstance(table, pl.DataFrame) else pl.DataFrame(table)
        columns = {name: frame[name].to_list() for name in frame.columns}
    else:
        raise BadInput(
            f"{type(table).__name__} is not a table",
            where=where,
            hint="pass a CSV path, a mapping of columns, or an Arrow, Polars or pandas table",
        )
    if len({len(values) for values in columns.values()}) > 1:
        sizes = ", ".join(f"{name} {len(values)}" for name, values in columns.items())
        raise BadInput(f"the columns differ in length: {sizes}", where=where)
    return columns


def _read_csv(path: Path) -> Columns:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = csv.reader(file)
            header = next(rows, None)
            if not header:
                raise BadInput("the file is empty", where=str(path), hint="its first line must name the columns")
            body = [row for row in rows if row]
    except FileNotFoundError:
        raise BadInput("there is no such file", where=str(path), hint="paths are relative to the model file") from None
    except (UnicodeDecodeError, csv.Error, OSError) as error:
        raise BadInput(f"the file cannot be read as CSV: {error}", where=str(path)) from None
    for number, row in enumerate(body, start=2):
        if len(row) != len(header):
            raise BadInput(f"{len(row)} fields where the header has {len(header)}", where=f"{path}:{number}")
    return {name: [row[k] for row in body] for k, name in enumerate(header)}


def need(columns: Columns, names: Sequence[str], where: str) -> None:
    """Refuse a table that lacks one of the named columns."""
    for name in names:
        if name not in columns:
            raise BadInput(
                f"there is no column {name!r}; the columns are {', '.join(columns)}",
                where=where,
                hint=f"name the column {name!r}" + near(name, list(columns)),
            )


def near(word: str, words: Sequence[str]) -> str:
    """``; did you mean 'x'?`` where something is near, else nothing."""
    found = difflib.get_close_matches(word, words, n=2, cutoff=0.6)
    return f"; did you mean {' or '.join(repr(w) for w in found)}?" if found else ""


def is_missing(value: Any) -> bool:
    """Whether a field says that its value is not known."""
    return value in _MISSING if isinstance(value, str) or value is None else value != value


def numbers(values: Sequence[Any], where: str, column: str, *, first_row: int = 2) -> np.ndarray:
    """float64 (n,); missing fields are NaN, TRUE and FALSE are 1 and 0."""
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        pass
    out = np.empty(len(values))
    for k, value in enumerate(values):
        if is_missing(value):
            out[k] = np.nan
        elif isinstance(value, str) and value.strip().lower() in _TRUE:
            out[k] = _TRUE[value.strip().lower()]
        else:
            try:
                out[k] = float(value)
            except (TypeError, ValueError):
                raise BadInput(
                    f"{value!r} is not a number (column {column!r})", where=f"{where}:{k + first_row}"
                ) from None
    return out


def times(values: Sequence[Any], where: str, *, first_row: int = 2) -> np.ndarray:
    """float64 (n,) in seconds: numbers as they are, dates and date-times since 1970-01-01 in UTC.

    Raises
    ------
    BadInput : a time that is missing, cannot be read, or is too large to be told from its neighbours.
    """
    try:
        out = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        out = np.empty(len(values))
        for k, value in enumerate(values):
            out[k] = seconds_of(value, f"{where}:{k + first_row}")
    bad = np.flatnonzero(~np.isfinite(out) | (np.abs(out) > _MOST_SECONDS))
    if bad.size:
        k = int(bad[0])
        raise BadInput(
            f"the time {values[k]!r} is missing or too large to be told from its neighbours",
            where=f"{where}:{k + first_row}",
            hint="write times as ISO dates or as seconds",
        )
    return out


def seconds_of(value: Any, where: str) -> float:
    """One time in seconds since 1970-01-01 UTC, or as the number it is."""
    if isinstance(value, dt.datetime):
        stamp = value
    elif isinstance(value, dt.date):
        stamp = dt.datetime(value.year, value.month, value.day)
    elif isinstance(value, (int, float)):
        return float(value)
    else:
        text = str(value).strip()
        try:
            return float(text)
        except ValueError:
            pass
        try:
            stamp = dt.datetime.fromisoformat(text)
        except ValueError:
            raise BadInput(
                f"{value!r} is not a time", where=where, hint="write times as ISO dates (1961-03-02) or as seconds"
            ) from None
    if stamp.tzinfo is None:
        stamp = stamp.replace(tzinfo=dt.UTC)
    return stamp.timestamp()


def duration(value: Any, where: str) -> float:
    """Seconds of a length of time: a number, or ``"7 days"``. A month is 2,629,800 s and a year 31,557,600 s.

    Raises
    ------
    BadInput : it is no length of time, or not a positive and finite one.
    """
    seconds = math.nan
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        seconds = float(value)
    elif isinstance(value, dt.timedelta):
        seconds = value.total_seconds()
    elif isinstance(value, str):
        parts = value.split()
        try:
            if len(parts) == 2:
                seconds = float(parts[0]) * _UNITS[parts[1].rstrip("s").lower()]
            elif len(parts) == 1:
                seconds = float(parts[0])
        except (ValueError, KeyError):
            pass
    if not (math.isfinite(seconds) and seconds > 0):
        raise BadInput(
            f"{value!r} is not a length of time",
            where=where,
            hint=f'write seconds, or a number and one of {", ".join(_UNITS)}: "7 days"',
        )
    return seconds
