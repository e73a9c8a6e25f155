"""What must hold in the tables, and where it is known not to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from comity.days import Day
from comity.polities import tables
from comity.polities.folding import fold
from comity.polities.parties import KINDS, NAME_KINDS, Name
from comity.polities.registry import Polities, registry
from comity.polities.spans import Span, span

__all__ = ["UN_MEMBERS", "Finding", "check"]

UN_MEMBERS = {
    1945: 51, 1946: 55, 1947: 57, 1948: 58, 1949: 59, 1950: 60, 1955: 76, 1956: 80, 1957: 82, 1958: 82, 1960: 99,
    1961: 104, 1962: 110, 1963: 113, 1964: 115, 1965: 117, 1966: 122, 1967: 123, 1968: 126, 1970: 127, 1971: 132,
    1973: 135, 1974: 138, 1975: 144, 1976: 147, 1977: 149, 1978: 151, 1979: 152, 1980: 154, 1981: 157, 1983: 158,
    1984: 159, 1990: 159, 1991: 166, 1992: 179, 1993: 184, 1994: 185, 1999: 188, 2000: 189, 2002: 191, 2006: 192,
    2010: 192, 2011: 193,
}  # fmt: skip
"""Members of the United Nations at the end of each year of growth. Source: United Nations, "Growth in United Nations
membership", un.org/en/about-us/growth-in-un-membership."""

_SEAT = "the Yugoslav seat is ended on 1992-04-27; the UN counted it until 2000-11-01"
_KNOWN_UN = {
    1992: (177, f"{_SEAT}, and Czechoslovakia ends on the last day of the year"),
    1993: (183, _SEAT),
    1994: (184, _SEAT),
    1999: (187, _SEAT),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where the tables do not say what they should."""

    check: str
    """What was checked: ``lifespan``, ``membership``, ``un-members``, ..."""
    about: str
    """The row: a code, a slug, a code with an organisation, a year."""
    found: str
    expected: str
    reason: str = ""
    """Why it is so, where it is known and left; empty where it is an error."""

    @property
    def bad(self) -> bool:
        """Whether it is an error, and not a known departure with its reason."""
        return not self.reason


def check(polities: Polities | None = None) -> tuple[Finding, ...]:
    """Every departure in the tables, errors first; those with a ``reason`` are known and left as they are."""
    who = polities or registry()
    found = [finding for run in _CHECKS for finding in run(who)]
    return tuple(sorted(found, key=lambda finding: not finding.bad))


def _lifespans(who: Polities) -> Iterator[Finding]:
    for code, polity in who.polities.items():
        if polity.kind not in KINDS:
            yield Finding("lifespan", code, f"kind {polity.kind!r}", f"one of {', '.join(KINDS)}")
        if polity.region not in tables.regions():
            yield Finding("lifespan", code, f"region {polity.region!r}", "a region of M49")
        if not (-90 <= polity.capital_lat <= 90 and -180 <= polity.capital_lon <= 180):
            yield Finding("lifespan", code, f"capital at {polity.capital_lat}, {polity.capital_lon}", "degrees")
        if polity.end and not polity.start.possibly_before(polity.end):
            yield Finding("lifespan", code, f"{polity.start} to {polity.end}", "a start before the end")
        if polity.interrupted:
            stopped, resumed = polity.interrupted
            inside = polity.start.possibly_by(stopped) and (polity.end is None or resumed.possibly_by(polity.end))
            if not (stopped.possibly_before(resumed) and inside):
                yield Finding("lifespan", code, f"interrupted {stopped} to {resumed}", "a spell inside its life")
    for slug, row in who.governments.items():
        if row.end and not row.start.possibly_by(row.end):
            yield Finding("lifespan", slug, f"{row.start} to {row.end}", "a start before the end")


def _codes(who: Polities) -> Iterator[Finding]:
    used: list[tuple[str, str]] = [(slug, row.code) for slug, row in who.governments.items()]
    used += [(f"name {row.name!r}", row.code) for row in tables.names()]
    used += [(f"{row.code} in {row.organisation}", row.code) for row in tables.memberships()]
    used += [(f"{row.code_a}–{row.code_b}", code) for row in tables.contiguity() for code in (row.code_a, row.code_b)]
    used += [(f"{row.code} {row.kind}", row.code) for row in tables.powers()]
    used += [(f"{scheme} {number}", code) for scheme, number, code, _, _ in tables.numbers()]
    for about, code in used:
        if code not in who.polities:
            yield Finding("code", about, code, "a code in the table of polities")
    for slug, row in who.governments.items():
        if not slug.startswith(f"{row.code}/"):
            yield Finding("code", slug, row.code, "the code that the slug begins with")


def _names(who: Polities) -> Iterator[Finding]:
    rivals: dict[str, list[tuple[Name, Span]]] = defaultdict(list)
    for row in tables.names():
        if row.kind not in NAME_KINDS:
            yield Finding("name", f"{row.code} {row.name!r}", row.kind, f"one of {', '.join(NAME_KINDS)}")
        if row.valid_from and row.valid_to and not row.valid_from.possibly_before(row.valid_to):
            spell = f"{row.valid_from} to {row.valid_to}"
            yield Finding("name", f"{row.code} {row.name!r}", spell, "a start before the end")
        if row.ambiguous and not row.note:
            yield Finding(
                "name", f"{row.code} {row.name!r}", "ambiguous without a note", "a note on what else it means"
            )
        rivals[fold(row.name)].append((row, who.validity(row)))
    for rows in rivals.values():
        for row, mine in rows:
            others = sorted({other.code for other, theirs in rows if other.code != row.code and _overlap(mine, theirs)})
            if others and not row.ambiguous:
                about = f"{row.code} {row.name!r}"
                yield Finding("name", about, f"also names {', '.join(others)}", "marked as ambiguous")
    for code, polity in who.polities.items():
        if all(row.code != code for row in who.candidates(polity.name)):
            yield Finding("name", code, f"{polity.name!r} does not lead to it", "a row for its usual name")


def _spells(who: Polities) -> Iterator[Finding]:
    """No two spells of one polity in one organisation, or of one pair and kind, or of one power and kind, overlap."""
    groups: dict[tuple[str, str], list[tuple[Day, Day | None]]] = defaultdict(list)
    for member in tables.memberships():
        groups["membership", f"{member.code} in {member.organisation}"].append((member.joined, member.left))
    for pair in tables.contiguity():
        groups["contiguity", f"{pair.code_a}–{pair.code_b} {pair.kind}"].append((pair.start, pair.end))
        if not pair.code_a < pair.code_b:
            yield Finding("contiguity", f"{pair.code_a}–{pair.code_b}", "out of order", "the lesser code first")
    for power in tables.powers():
        groups["power", f"{power.code} {power.kind}"].append((power.start, power.end))
    for (kind, about), spells in groups.items():
        for start, end in spells:
            if end and not start.possibly_by(end):
                yield Finding(kind, about, f"{start} to {end}", "a start before the end")
        spans = sorted((span(start, end) for start, end in spells), key=lambda s: s.surely)
        for one, two in pairwise(spans):
            if one.until > two.surely:
                yield Finding(kind, about, "two spells that overlap", "one spell at a time")


def _un_members(who: Polities) -> Iterator[Finding]:
    for year, published in UN_MEMBERS.items():
        found = len(who.un_members(f"{year}-12-31"))
        if found != published:
            known, reason = _KNOWN_UN.get(year, (None, ""))
            yield Finding("un-members", str(year), str(found), str(published), reason if found == known else "")
    for code, polity in who.polities.items():
        seats = [row.joined for row in tables.memberships() if row.code == code and row.organisation == "UN"]
        took = [polity.un_member_since] if polity.un_member_since else []
        if [str(day) for day in seats[:1]] != [str(day) for day in took]:
            listed = ", ".join(str(day) for day in seats) or "no seat"
            yield Finding("un-members", code, listed, f"a seat from {polity.un_member_since or 'no day'}")


def _overlap(one: Span, two: Span) -> bool:
    return max(one.surely, two.surely) < min(one.until, two.until)


_CHECKS = (_lifespans, _codes, _names, _spells, _un_members)
