"""The packaged tables as records, read once, each when it is first wanted."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files

from comity.days import Day
from comity.polities.parties import Contiguity, Government, Membership, Name, Polity, Power, Rule

__all__ = [
    "contiguity", "elsewhere", "former_rulers", "government_names", "governments", "memberships", "names", "numbers",
    "polities", "powers", "regions",
]  # fmt: skip


def _read(name: str) -> list[list[str]]:
    """The rows of a packaged table without its head; records take them by position, which tests hold to the head."""
    path = files("comity.polities").joinpath("tables", f"{name}.csv")
    return list(csv.reader(path.read_text(encoding="utf-8").splitlines()))[1:]


def _day(text: str) -> Day | None:
    return Day.parse(text) if text else None


@lru_cache(maxsize=1)
def polities() -> dict[str, Polity]:
    """Polities by code."""
    found = {}
    for row in _read("polities"):
        code, name, official, kind, start, end, gap, capital, lat, lon, region, un_since, wikidata, note = row
        first, last = gap.split("/") if gap else ("", "")
        found[code] = Polity(
            code=code,
            name=name,
            official_name=official,
            kind=kind,
            start=Day.parse(start),
            end=_day(end),
            interrupted=(Day.parse(first), Day.parse(last)) if gap else None,
            capital=capital,
            capital_lat=float(lat),
            capital_lon=float(lon),
            region=region,
            un_member_since=_day(un_since),
            wikidata=wikidata,
            note=note,
        )
    return found


@lru_cache(maxsize=1)
def governments() -> dict[str, Government]:
    """Governments by slug."""
    return {
        slug: Government(slug, code, name, kind, Day.parse(start), _day(end), note)
        for slug, code, name, kind, start, end, note in _read("governments")
    }


@lru_cache(maxsize=1)
def government_names() -> tuple[Name, ...]:
    """Names by which texts single out a government of a polity, in the order of the table: by slug and name."""
    return tuple(
        Name(name, slug, "government", _day(first), _day(last), False, note)
        for slug, name, first, last, note in _read("government_names")
    )


@lru_cache(maxsize=1)
def names() -> tuple[Name, ...]:
    """Names of polities, in the order of the table: by code, kind and name."""
    return tuple(
        Name(name, code, kind, _day(first), _day(last), ambiguous == "yes", note)
        for code, name, kind, first, last, ambiguous, note in _read("names")
    )


@lru_cache(maxsize=1)
def elsewhere() -> tuple[Name, ...]:
    """Readings of the same words as something outside the tables: a state of the United States, any ministry."""
    return tuple(
        Name(name, "", "elsewhere", _day(first), _day(last), True, meaning)
        for name, meaning, first, last in _read("elsewhere")
    )


@lru_cache(maxsize=1)
def numbers() -> tuple[tuple[str, int, str, Day | None, Day | None], ...]:
    """Numeric codes: scheme (``COW`` or ``GW``), number, code, from, to; blank dates are the polity's own."""
    return tuple(
        (scheme, int(number), code, _day(first), _day(last)) for scheme, number, code, first, last in _read("numbers")
    )


@lru_cache(maxsize=1)
def memberships() -> tuple[Membership, ...]:
    """Spells of membership, by code and organisation."""
    return tuple(
        Membership(code, organisation, Day.parse(joined), _day(left), note)
        for code, organisation, joined, left, note in _read("memberships")
    )


@lru_cache(maxsize=1)
def contiguity() -> tuple[Contiguity, ...]:
    """Spells of neighbourhood, by the pair's codes."""
    return tuple(Contiguity(a, b, kind, Day.parse(start), _day(end)) for a, b, kind, start, end in _read("contiguity"))


@lru_cache(maxsize=1)
def former_rulers() -> tuple[Rule, ...]:
    """Spells of rule by another polity, by code and start."""
    return tuple(Rule(code, ruler, Day.parse(start), _day(end)) for code, ruler, start, end in _read("former_rulers"))


@lru_cache(maxsize=1)
def powers() -> tuple[Power, ...]:
    """Spells of great-power status and of permanent seats, by code."""
    return tuple(
        Power(code, kind, Day.parse(start), _day(end), note) for code, start, end, kind, note in _read("powers")
    )


@lru_cache(maxsize=1)
def regions() -> dict[str, tuple[str, str]]:
    """M49 region at the finest level -> the region above it, and the continent."""
    return {region: (above, continent) for region, above, continent in _read("regions")}
