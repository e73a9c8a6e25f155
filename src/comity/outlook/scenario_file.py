"""Scenario file: a change to the world as a short TOML file says it, read and checked for its form.

    case = "PSE"
    on = 2026-04-30
    horizon = "1y"

    [[happens]]
    who = "Japan"
    what = "recognise"
    when = 2026-06-01

What each table can hold is in ``KEYS``; docs/how-to/write-a-scenario.md explains it with examples.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from comity.days import Day
from comity.errors import BadInput, ComityError
from comity.polities import registry

__all__ = ["ESTIMATES", "KEYS", "Line", "Scenario", "read_scenario"]

HEAD = ("title", "case", "on", "horizon", "estimates")
"""Keys before the first table."""

ESTIMATES = ("then", "all")
"""What estimates rest on: what had happened by the scenario's day, or all that the record holds."""

KEYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "happens": (("what", "when"), ("who", "members_of", "towards")),
    "did_not_happen": (("who", "what"), ("towards", "when")),
    "joins": (("who", "organisation"), ("when",)),
    "leaves": (("who", "organisation"), ("when",)),
    "attribute": (("who", "name", "value"), ("when",)),
    "condition": (("met",), ("who", "members_of", "likely", "within", "says")),
    "doctrine": (("name",), ("who", "members_of", "when", "until", "in_force", "deterrence")),
}
"""Table -> keys that it must have, and keys that it may have."""

_DAYS = ("when", "met")
"""Keys that say when a line takes effect."""
_WHO = ("happens", "condition")
"""Tables that need ``who`` or ``members_of``."""


@dataclass(frozen=True, slots=True)
class Line:
    """One table of the file.

    what   : its name, a key of ``KEYS``.   where : file and line.
    who    : codes of the parties, in the order of the file; of ``members_of``, by code.
    group  : the organisation of ``members_of``; empty where parties are named.
    day    : its ``when`` or ``met``; None where the file gives none.
    until  : the first day on which it no longer holds; None where the file gives none.
    values : its other keys as they stand.
    places : key -> file and line.
    """

    what: str
    where: str
    who: tuple[str, ...] = ()
    group: str = ""
    day: Day | None = None
    until: Day | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)

    def at(self, key: str) -> str:
        """File and line of a key, or of the table."""
        return self.places.get(key, self.where)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A file of changes to the world around a case."""

    case: str
    on: Day
    horizon: str
    lines: tuple[Line, ...]
    title: str = ""
    estimates: str = "then"
    where: str = "scenario"


def read_scenario(
    source: str | Path | Mapping[str, Any], *, on: Day | str | None = None, horizon: str | None = None
) -> Scenario:
    """The scenario in a file, or in a mapping of the same form.

    Parameters
    ----------
    on, horizon : instead of the file's.

    Raises
    ------
    BadInput : the file cannot be read, or has a key, table or value that means nothing; with file and line.
    UnknownParty, AmbiguousName : a party or organisation that nobody was called then, with the nearest names.
    """
    if isinstance(source, Mapping):
        return _scenario(source, {}, "scenario", on, horizon)
    name = Path(source).name
    try:
        text = Path(source).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"cannot read the scenario: {error}", where=str(source), hint="give a TOML file") from None
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise BadInput(
            f"not TOML: {error}", where=f"{name}:{line[1]}" if line else name,
            hint="texts stand in quotes, and each change begins with [[happens]] or the like",
        ) from None  # fmt: skip
    return _scenario(given, _places(text, name), name, on, horizon)


_Places = dict[tuple[str, int, str], str]


def _places(text: str, name: str) -> _Places:
    """File and line of each key: (table, number of it, key), the table's own under key ""."""
    found: _Places = {}
    count: dict[str, int] = {}
    table, number, quoted = "", 0, False
    for row, line in enumerate(text.splitlines(), start=1):
        if not quoted:
            if head := re.match(r"\s*\[\[?\s*([\w-]+)\s*\]\]?", line):
                table = head[1]
                number = count[table] = count.get(table, -1) + 1
                found[table, number, ""] = f"{name}:{row}"
            elif key := re.match(r"\s*([\w-]+)\s*=", line):
                found.setdefault((table, number, key[1]), f"{name}:{row}")
        if (line.count('"""') + line.count("'''")) % 2:
            quoted = not quoted
    return found


def _scenario(
    given: Mapping[str, Any], places: _Places, name: str, on: Day | str | None, horizon: str | None
) -> Scenario:
    for key in given:
        if key not in (*HEAD, *KEYS):
            raise _unknown(key, (*HEAD, *KEYS), places.get(("", 0, key)) or places.get((key, 0, ""), name))
    where = {key: places.get(("", 0, key), name) for key in HEAD}
    for key in ("case", *(() if on else ("on",))):
        if key not in given:
            raise BadInput(f"the scenario has no {key}", where=name, hint=_EXAMPLES[key])
    day = Day.parse(on) if on else _day(given["on"], where["on"])
    estimates = given.get("estimates", "then")
    if estimates not in ESTIMATES:
        raise BadInput(
            f"estimates = {estimates!r}", where=where["estimates"],
            hint='"then": fitted on what had happened by the day; "all": on the whole record',
        )  # fmt: skip
    lines = []
    for table in KEYS:
        rows = given.get(table, [])
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            raise BadInput(
                f"{table} is no list of tables", where=places.get((table, 0, ""), name), hint=f"write [[{table}]]"
            )
        for number, row in enumerate(rows):
            own = places.get((table, number, ""), f"{name}: {table}[{number + 1}]")
            keys = {key: places.get((table, number, key), own) for key in row}
            lines.append(_line(table, row, own, keys, day))
    return Scenario(
        case=_party(given["case"], day, where["case"]),
        on=day,
        horizon=horizon or _text(given.get("horizon", "1y"), "horizon", where["horizon"]),
        lines=tuple(lines),
        title=_text(given.get("title", ""), "title", where["title"]),
        estimates=estimates,
        where=name,
    )


_EXAMPLES = {
    "case": 'write case = "PSE"; `comity cases` lists them',
    "on": "write on = 2026-04-30 above the first table, or give --on",
    "who": 'write who = "FRA", or members_of = "EU"',
    "what": 'write what = "recognise"',
    "when": "write when = 2026-06-01",
    "met": "write met = 2026-06-01",
    "organisation": 'write organisation = "EU"',
    "name": 'write name = "great-power"',
    "value": "write value = true",
}


def _unknown(key: str, allowed: tuple[str, ...], where: str) -> BadInput:
    near = difflib.get_close_matches(key, allowed, n=1)
    return BadInput(
        f"unknown key {key!r}", where=where,
        hint=(f"did you mean {near[0]!r}? " if near else "") + f"known here: {', '.join(allowed)}",
    )  # fmt: skip


def _line(table: str, row: Mapping[str, Any], where: str, places: Mapping[str, str], on: Day) -> Line:
    must, may = KEYS[table]
    for key in row:
        if key not in must + may:
            raise _unknown(key, must + may, places[key])
    for key in must:
        if key not in row:
            raise BadInput(f"[[{table}]] has no {key}", where=where, hint=_EXAMPLES[key])
    if table in _WHO and ("who" in row) == ("members_of" in row):
        raise BadInput(f"[[{table}]] needs who or members_of, and not both", where=where, hint=_EXAMPLES["who"])
    day = next((_day(row[key], places[key]) for key in _DAYS if key in row), None)
    named = row.get("who", [])
    named = [named] if isinstance(named, str) else named
    if not isinstance(named, list) or not all(isinstance(one, str) for one in named) or ("who" in row and not named):
        raise BadInput(f"who = {row['who']!r}", where=places["who"], hint='a name, a code, or a list: ["FRA", "Spain"]')
    who = tuple(_party(one, day or on, places["who"]) for one in named)
    for organisation in ("members_of", "organisation"):
        if organisation in row:
            members = _members(_text(row[organisation], organisation, places[organisation]), day or on, places)
            if organisation == "members_of":
                who = members
    until = _day(row["until"], places["until"]) if "until" in row else None
    values = {key: value for key, value in row.items() if key not in ("who", "members_of", "until", *_DAYS)}
    if "towards" in values:
        values["towards"] = _party(values["towards"], day or on, places["towards"])
    return Line(table, where, who, row.get("members_of", ""), day, until, values, places)


def _members(organisation: str, day: Day, places: Mapping[str, str]) -> tuple[str, ...]:
    try:
        return tuple(sorted(registry().members(organisation, day)))
    except ComityError as error:
        error.where = places.get("members_of") or places["organisation"]
        raise


def _party(words: Any, day: Day, where: str) -> str:
    return registry().resolve(_text(words, "a party", where), on=day, where=where)


def _text(value: Any, what: str, where: str) -> str:
    if not isinstance(value, str):
        raise BadInput(f"{what} is {value!r}", where=where, hint="write it as a text in quotes")
    return value


def _day(value: Any, where: str) -> Day:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)  # a year
    if not isinstance(value, (str, dt.date)):
        raise BadInput(f"{value!r} is no day", where=where, hint="write it as 2026-06-01")
    try:
        return Day.parse(value.date() if isinstance(value, dt.datetime) else value)
    except ComityError as error:
        error.where = where
        raise
