"""Polities: resolve a name on a day, and ask who was what then."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property, lru_cache

from comity.days import Day
from comity.errors import AmbiguousName, UnknownParty
from comity.polities import tables
from comity.polities.folding import fold, without_possessive
from comity.polities.parties import STATES, Contiguity, Government, Membership, Name, Polity, Power
from comity.polities.spans import Span, Timeline, span, window

__all__ = ["Polities", "registry"]

When = Day | dt.date | str
"""A day in any form that ``Day.parse`` reads."""

_NUMBER = re.compile(r"(?i)(cow|gw|g&w|gleditsch[- ]ward)(?:[\s:_#-]|code|ccode)*([0-9]{1,6})")


class Polities:
    """The tables, indexed. ``registry()`` gives the one that is shared; making another costs its loading again.

    Every question takes a day with its precision. Where a date in the tables or the day asked about is coarser than a
    day, the answer holds what is *possible*; ``certain=True`` gives only what holds on every day that it may be.
    Starts are included and ends are not: on the day on which a successor takes over, the successor alone is in being.
    """

    def __contains__(self, code: object) -> bool:
        return code in self.polities or code in self.governments

    def __repr__(self) -> str:
        return f"<Polities: {len(self.polities)} polities, {len(self.governments)} governments>"

    @property
    def polities(self) -> dict[str, Polity]:
        """Polities by code, in the order of their codes."""
        return tables.polities()

    @property
    def governments(self) -> dict[str, Government]:
        """Governments by slug, in the order of their slugs."""
        return tables.governments()

    # -- one party ---------------------------------------------------------------------------------------------------

    def get(self, code: str, *, where: str = "") -> Polity | Government:
        """The polity or government of that code.

        Raises
        ------
        UnknownParty : no such code; the hint offers the nearest.
        """
        found: Polity | Government | None = self.polities.get(code) or self.governments.get(code)
        if found is None:
            raise UnknownParty(f"no polity or government has the code {code!r}", where=where, hint=self._near(code))
        return found

    def polity_of(self, code: str, *, where: str = "") -> str:
        """The code of the polity: itself, or the polity that a government is of."""
        party = self.get(code, where=where)
        return party.code

    def label(self, code: str) -> str:
        """How the party is called in a table: the name of the polity or of the government."""
        return self.get(code).name

    def governments_of(self, code: str, on: When | None = None) -> tuple[Government, ...]:
        """The governments listed for a polity, by slug; with ``on``, those that may have existed then."""
        self.get(code)
        found = self._governments_of.get(code, ())
        if on is None:
            return found
        first, last = window(Day.parse(on))
        return tuple(row for row in found if span(row.start, row.end).possibly(first, last))

    def region(self, code: str) -> str:
        """UN M49 region of the party's polity, at the finest level: ``Western Asia``."""
        return self.polities[self.polity_of(code)].region

    def continent(self, code: str) -> str:
        """UN M49 continent of the party's polity: Africa, Americas, Asia, Europe or Oceania."""
        return tables.regions()[self.region(code)][1]

    # -- names -------------------------------------------------------------------------------------------------------

    def resolve(
        self, words: str, on: When | None = None, *, scheme: str = "", codes: bool = True, where: str = ""
    ) -> str:
        """The code of the party that some words name, on a day or (``on=None``) on any.

        Parameters
        ----------
        words  : a code (``COD``, ``AFG/emirate-2021``), a number with its scheme (``COW 365``, ``GW 365``), or any name
                 in the tables: of the polity, its people, capital, seat of government or organs, adjectives,
                 abbreviations, former names. Case, accents, hyphens, a leading "the" and a possessive do not matter.
        on     : when the words were used. Without it a name that two parties bore in different years is ambiguous.
        scheme : ``cow`` or ``gw``, where ``words`` is the bare number.
        codes  : False reads the words as a name only. "PRK" is the code of North Korea, and in a text of 1985 an
                 abbreviation for Cambodia.

        A polity that is in being on the day goes before one whose life is interrupted then or is over or to come:
        "Russia" in 1950 is SUN. A name limited to the years before a polity acted for itself ("Gold Coast") still
        names it.

        Raises
        ------
        AmbiguousName : several parties were called that on that day, or one party and something outside the tables
            ("Georgia" the state of the United States). It has the candidates and is never settled by guessing.
        UnknownParty : nothing was; the hint says when the words do name a party, or offers the nearest names.
        """
        day = None if on is None else Day.parse(on)
        text = words.strip()
        found = _NUMBER.fullmatch(text)
        if scheme or found:
            named_scheme, number = (found[1], found[2]) if found else (scheme, text)
            return self._by_number(named_scheme, number, day, where)
        if codes and (code := self._as_code(text)):
            return code
        readings = self.candidates(text, day)
        named = self._preferred([row for row in readings if row.code], day)
        others = [row for row in readings if not row.code]
        parties = sorted({row.code for row in named})
        if len(parties) == 1 and not others:
            return parties[0]
        if parties:
            raise self._ambiguous(text, parties, others, day, where)
        if codes and len(text) == 3 and text.upper() in self.polities:
            return text.upper()
        raise self._unknown(text, day, where)

    def candidates(self, words: str, on: When | None = None) -> tuple[Name, ...]:
        """Every reading of some words as a name, on a day or on any; polities first, then what lies elsewhere.

        A government's own name is offered only where the words name no polity. A reading whose ``code`` is empty is
        of something outside the tables; its ``note`` says what.
        """
        key = fold(words)
        rows = self._by_name.get(key) or self._by_name.get(without_possessive(key), [])
        if on is not None:
            first, last = window(Day.parse(on))
            rows = [row for row in rows if self.validity(row).possibly(first, last)]
        named = [row for row in rows if row.kind != "government"]
        return tuple(named if any(row.code for row in named) else rows)

    def names(self, code: str | None = None) -> tuple[Name, ...]:
        """The names of a party, or of all: what a matcher for texts is built from.

        In ``valid_from`` and ``valid_to`` None is a limit that the table leaves to the party's own life;
        ``validity`` gives the span with that filled in.
        """
        if code is None:
            return (*tables.names(), *self._government_names)
        party = self.get(code)
        if isinstance(party, Government):
            return tuple(row for row in self._government_names if row.code == code)
        return tuple(row for row in tables.names() if row.code == code)

    def validity(self, row: Name) -> Span:
        """When a name was in use: its own dates, and the party's start and end where it has none.

        A name that ends before the party begins ("Gold Coast"), or begins after it ended, has no limit on that side:
        it is of the land, not of the state.
        """
        if not row.code:
            return span(row.valid_from, row.valid_to)
        party = self.get(row.code)
        start, end = row.valid_from, row.valid_to
        if start is None and (end is None or not end.possibly_by(party.start)):
            start = party.start
        if end is None and (party.end is None or start is None or not party.end.possibly_by(start)):
            end = party.end
        return span(start, end)

    # -- who was what on a day ---------------------------------------------------------------------------------------

    def in_being(self, on: When, *, kinds: Collection[str] = STATES, certain: bool = False) -> frozenset[str]:
        """Codes of the polities of these kinds that act for themselves on the day: by default the states then in being.

        Pass ``parties.KINDS`` for the sovereign order and the unions too.
        """
        # The states are asked for again and again; their own timeline spares a look at the kind of each.
        if kinds is STATES:
            return self._states.on(*window(Day.parse(on)), certain=certain)
        found = self._lives.on(*window(Day.parse(on)), certain=certain)
        return frozenset(code for code in found if self.polities[code].kind in kinds)

    def is_in_being(self, code: str, on: When, *, certain: bool = False) -> bool:
        """Whether the party exists on the day; for a government, whether it exists or claims office."""
        party = self.get(code)
        first, last = window(Day.parse(on))
        if isinstance(party, Government):
            life = span(party.start, party.end)
            return life.certainly(first, last) if certain else life.possibly(first, last)
        return code in self._lives.on(first, last, certain=certain)

    def members(self, organisation: str, on: When, *, certain: bool = False) -> frozenset[str]:
        """Codes of an organisation's members on the day.

        Raises
        ------
        UnknownParty : no such organisation in the tables; the hint offers the nearest.
        """
        timeline = self._organisations.get(organisation)
        if timeline is None:
            near = difflib.get_close_matches(organisation.upper(), self._organisations, n=3, cutoff=0.4)
            raise UnknownParty(
                f"no organisation is called {organisation!r}", hint=f"one of: {', '.join(near or self._organisations)}"
            )
        return timeline.on(*window(Day.parse(on)), certain=certain)

    def un_members(self, on: When, *, certain: bool = False) -> frozenset[str]:
        """Codes of the members of the United Nations on the day."""
        return self.members("UN", on, certain=certain)

    def organisations(self) -> tuple[str, ...]:
        """Every organisation of the tables, in alphabetical order."""
        return tuple(self._organisations)

    def organisations_of(self, code: str, on: When, *, certain: bool = False) -> frozenset[str]:
        """The organisations that the party's polity is a member of on the day."""
        timeline = self._memberships_of.get(self.polity_of(code))
        return timeline.on(*window(Day.parse(on)), certain=certain) if timeline else frozenset()

    def neighbours(
        self, code: str, on: When, *, kinds: Collection[str] = ("land",), certain: bool = False
    ) -> frozenset[str]:
        """The polities whose home territory touches this one's on the day.

        ``kinds``: ``land``, ``water-24mi``, ``water-150mi``. A pair is listed under its nearest kind, so pass all
        three for everyone within 150 miles of water.
        """
        timeline = self._neighbours_of.get(self.polity_of(code))
        found = timeline.on(*window(Day.parse(on)), certain=certain) if timeline else frozenset()
        return frozenset(other for other, kind in found if kind in kinds)

    def former_ruler(self, code: str, on: When) -> str:
        """Code of the polity that ruled another one on a day, or had done so until less than five years before; "".

        ``former_ruler("KEN", "1963-12-12")`` is GBR, ``former_ruler("EST", "1918-02-24")`` RUS and in 1991 SUN. The
        latest ruler goes before an earlier one.
        """
        first, last = window(Day.parse(on))
        spells = [
            row
            for row in tables.former_rulers()
            if row.code == self.polity_of(code) and span(row.start, row.end).possibly(first - 5 * 366, last)
        ]
        spells = [row for row in spells if span(row.start, None).possibly(first, last)]
        return max(spells, key=lambda row: row.start.earliest).ruler if spells else ""

    def great_powers(self, on: When, *, certain: bool = False) -> frozenset[str]:
        """The great powers of the day, as COW lists its major powers.

        The list begins in 1816 and ends in 2016: before, the answer is empty; after, it is that of the end of 2016.
        """
        return self._powers["great-power"].on(*window(Day.parse(on)), certain=certain)

    def permanent_council(self, on: When, *, certain: bool = False) -> frozenset[str]:
        """The holders of the permanent seats in the Security Council on the day."""
        return self._powers["permanent-council-seat"].on(*window(Day.parse(on)), certain=certain)

    def memberships(self, *, code: str = "", organisation: str = "") -> tuple[Membership, ...]:
        """The spells of membership of one polity, or of one organisation, or all."""
        return tuple(
            row
            for row in tables.memberships()
            if (not code or row.code == code) and (not organisation or row.organisation == organisation)
        )

    def contiguity(self, code: str = "") -> tuple[Contiguity, ...]:
        """The spells of neighbourhood of one polity, or all."""
        return tuple(row for row in tables.contiguity() if not code or code in (row.code_a, row.code_b))

    def powers(self, code: str = "") -> tuple[Power, ...]:
        """The spells of great-power status and of permanent seats of one polity, or all."""
        return tuple(row for row in tables.powers() if not code or row.code == code)

    def numbers(self, code: str) -> dict[str, tuple[int, ...]]:
        """The party's numeric codes by scheme: ``{"COW": (255, 260), "GW": (255, 260)}``."""
        found: dict[str, set[int]] = defaultdict(set)
        for scheme, number, owner, _, _ in tables.numbers():
            if owner == code:
                found[scheme].add(number)
        return {scheme: tuple(sorted(numbers)) for scheme, numbers in sorted(found.items())}

    def search(self, words: str, on: When | None = None) -> Iterator[Name]:
        """Names that contain the words, the best first: the whole name, then its beginning, then anywhere in it."""
        key = fold(words)
        found = []
        window_ = None if on is None else window(Day.parse(on))
        for row in (*tables.names(), *self._government_names):
            name = fold(row.name)
            if key in name and (window_ is None or self.validity(row).possibly(*window_)):
                found.append((name != key, not name.startswith(key), len(name), row.name, row.code, row))
        seen = set()
        for *_, row in sorted(found, key=lambda item: item[:5]):
            if (row.code, fold(row.name)) not in seen:
                seen.add((row.code, fold(row.name)))
                yield row

    # -- indexes, each made when it is first wanted ------------------------------------------------------------------

    @cached_property
    def _by_name(self) -> dict[str, list[Name]]:
        index: dict[str, list[Name]] = defaultdict(list)
        for row in (*tables.names(), *self._government_names, *tables.elsewhere()):
            index[fold(row.name)].append(row)
        return dict(index)

    @cached_property
    def _government_names(self) -> tuple[Name, ...]:
        """Governments by their names, also without the words in brackets: "Vichy France (French State)"; and others."""
        found = []
        for row in self.governments.values():
            bare = re.sub(r"\s*\([^)]*\)", "", row.name)
            for name in dict.fromkeys((row.name, bare)):
                found.append(Name(name, row.slug, "government", row.start, row.end, False, row.note))
        own = {(row.code, row.name) for row in found}
        return (*found, *(row for row in tables.government_names() if (row.code, row.name) not in own))

    @cached_property
    def _governments_of(self) -> dict[str, tuple[Government, ...]]:
        found: dict[str, tuple[Government, ...]] = {}
        for row in self.governments.values():
            found[row.code] = (*found.get(row.code, ()), row)
        return found

    @cached_property
    def _lives(self) -> Timeline[str]:
        return Timeline((code, life) for code, polity in self.polities.items() for life in _lives(polity))

    @cached_property
    def _states(self) -> Timeline[str]:
        states = [(code, polity) for code, polity in self.polities.items() if polity.kind in STATES]
        return Timeline((code, life) for code, polity in states for life in _lives(polity))

    @cached_property
    def _organisations(self) -> dict[str, Timeline[str]]:
        spells: dict[str, list[tuple[str, Span]]] = defaultdict(list)
        for row in tables.memberships():
            spells[row.organisation].append((row.code, span(row.joined, row.left)))
        return {name: Timeline(rows) for name, rows in sorted(spells.items())}

    @cached_property
    def _memberships_of(self) -> dict[str, Timeline[str]]:
        spells: dict[str, list[tuple[str, Span]]] = defaultdict(list)
        for row in tables.memberships():
            spells[row.code].append((row.organisation, span(row.joined, row.left)))
        return {code: Timeline(rows) for code, rows in spells.items()}

    @cached_property
    def _neighbours_of(self) -> dict[str, Timeline[tuple[str, str]]]:
        spells: dict[str, list[tuple[tuple[str, str], Span]]] = defaultdict(list)
        for row in tables.contiguity():
            spell = span(row.start, row.end)
            spells[row.code_a].append(((row.code_b, row.kind), spell))
            spells[row.code_b].append(((row.code_a, row.kind), spell))
        return {code: Timeline(rows) for code, rows in spells.items()}

    @cached_property
    def _powers(self) -> dict[str, Timeline[str]]:
        spells: dict[str, list[tuple[str, Span]]] = defaultdict(list)
        for row in tables.powers():
            spells[row.kind].append((row.code, span(row.start, row.end)))
        return {kind: Timeline(rows) for kind, rows in spells.items()}

    # -- how words are settled ---------------------------------------------------------------------------------------

    def _as_code(self, text: str) -> str:
        """The code that the text is, exactly, or a government's slug in any case."""
        if text in self.polities or text in self.governments:
            return text
        code, slash, rest = text.partition("/")
        slug = f"{code.upper()}/{rest.lower()}"
        return slug if slash and slug in self.governments else ""

    def _preferred(self, readings: list[Name], day: Day | None) -> list[Name]:
        """On a day, the readings whose party is then in being, if any is; else all of them."""
        if day is None or len(readings) < 2:
            return readings
        return [row for row in readings if self.is_in_being(row.code, day)] or readings

    def _by_number(self, scheme: str, number: str, day: Day | None, where: str) -> str:
        name = "COW" if scheme.lower() == "cow" else "GW"
        if scheme.lower() not in ("cow", "gw", "g&w", "gleditsch-ward", "gleditsch ward") or not re.fullmatch(
            "[0-9]{1,6}", number
        ):
            raise UnknownParty(
                f"{number!r:.80} in the scheme {scheme!r} names nobody",
                where=where,
                hint="write it as 'COW 365' or 'GW 365'",
            )
        owners: dict[str, list[Span]] = defaultdict(list)
        for listed, value, code, first, last in tables.numbers():
            if (listed, value) == (name, int(number)):
                party = self.polities[code]
                owners[code].extend([span(first, last)] if first or last else _lives(party))
        if not owners:
            raise UnknownParty(
                f"no polity has the {name} code {number}", where=where, hint="see `comity polities list --json`"
            )
        found = sorted(owners)
        if day is not None:
            first_day, last_day = window(day)
            found = [c for c in found if any(s.possibly(first_day, last_day) for s in owners[c])]
        if len(found) == 1:
            return found[0]
        if found:
            raise AmbiguousName(
                f"{name} {number} is the code of {_and(found)}{_on(day)}",
                candidates=found,
                where=where,
                hint=f"give a day, or write one of the codes: {', '.join(found)}",
            )
        raise UnknownParty(
            f"no polity had the {name} code {number}{_on(day)}",
            where=where,
            hint=f"{name} {number} is {', '.join(f'{c} ({_life(self.polities[c])})' for c in sorted(owners))}",
        )

    def _ambiguous(
        self, text: str, parties: list[str], others: Iterable[Name], day: Day | None, where: str
    ) -> AmbiguousName:
        meanings = [f"{code} ({self.label(code)})" for code in parties] + [row.note for row in others]
        hint = f"write the code: {', '.join(parties)}"
        if day is None and len(parties) > 1:
            hint = f"say when, or write the code: {', '.join(parties)}"
        return AmbiguousName(f"{text!r} may mean {_or(meanings)}{_on(day)}", candidates=parties, where=where, hint=hint)

    def _unknown(self, text: str, day: Day | None, where: str) -> UnknownParty:
        if not text:
            return UnknownParty("a party is empty", where=where, hint="give a name or a code")
        if text.isdecimal():
            return UnknownParty(
                f"{text!r:.80} names no polity",
                where=where,
                hint=f"write the scheme: 'COW {text:.6}' or 'GW {text:.6}'",
            )
        rows = [row for row in self.candidates(text) if row.code]
        if day is None or not rows:
            return UnknownParty(f"nobody is called {text!r:.80}", where=where, hint=self._near(text))
        spells: dict[str, str] = {}
        for row in rows:
            # A name can have several rows of one party ("Georgia", also the official name); the first says enough.
            spells.setdefault(row.code, f"{row.code} {_spell(*self._limits(row))}".strip())
        return UnknownParty(
            f"no polity was called {text!r}{_on(day)}",
            where=where,
            hint=f"{text!r} names {_and(list(spells.values()))}; see `comity polities names {rows[0].code}`",
        )

    def _limits(self, row: Name) -> tuple[Day | None, Day | None]:
        """The dates to show for a name: its own, or the party's where it has none."""
        party = self.get(row.code)
        start = row.valid_from or (None if row.valid_to and row.valid_to.possibly_by(party.start) else party.start)
        return start, row.valid_to or party.end

    def _near(self, text: str) -> str:
        """A hint with the nearest names and their codes."""
        key = fold(text[:80])
        if not key:
            return "give a name or a code"
        near = difflib.get_close_matches(key, self._by_name, n=6, cutoff=0.75)
        if "/" in text:
            near_slugs = difflib.get_close_matches(text[:80], self.governments, n=3, cutoff=0.5)
            if near_slugs:
                return f"did you mean {_or(near_slugs)}?"
        rows: dict[str, str] = {}
        for row in (row for name in near for row in self._by_name[name] if row.code):
            rows.setdefault(row.code, f"{row.name} ({row.code})")
        return f"did you mean {_or(list(rows.values())[:3])}?" if rows else "search with `comity polities search WORDS`"


def _lives(polity: Polity) -> list[Span]:
    """The spells in which a polity acts for itself: one, or two around an interruption."""
    if polity.interrupted is None:
        return [span(polity.start, polity.end)]
    stopped, resumed = polity.interrupted
    return [span(polity.start, stopped), span(resumed, polity.end)]


def _life(polity: Polity) -> str:
    return _spell(polity.start, polity.end)


def _spell(start: Day | None, end: Day | None) -> str:
    parts = [f"from {start}"] if start else []
    return " ".join([*parts, f"to {end}"] if end else parts)


def _on(day: Day | None) -> str:
    if day is None:
        return ""
    return f" on {day}" if day.precision == "day" else f" in {day}"


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _or(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


@lru_cache(maxsize=1)
def registry() -> Polities:
    """The packaged tables, read once."""
    return Polities()
