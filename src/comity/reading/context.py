"""What a sentence may leave unsaid: whose document it is, what it is about, who was spoken of before."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field

from comity.codebook import LEVELS
from comity.days import Day
from comity.reading.frames import Telling
from comity.reading.lexicon import Lexicon, any_of
from comity.reading.names import Names, Resolved, trie
from comity.reading.phrases import straight
from comity.reading.symbols import Reduced, symbols
from comity.sources.documents import Document

__all__ = ["NOBODY", "PUBLISHER", "SENT", "Context", "Contexts", "Person", "Told", "day_of", "same", "year_of"]

NOBODY = Resolved("", "", "")
"""No party: a side that is not there, or that nobody says."""

SENT = frozenset(LEVELS)
"""Classes of office of those who are sent, by the level of their post."""

PUBLISHER = "the publisher"
"""Why a document is its party's own: the publisher is that party."""

SHORT = 800
"""Characters below which a text may leave it unsaid whose it is."""

RARE = 3
"""So much more often does a text that is not a party's own name another one."""

HEAD = 6000
"""Characters at the head of a document that show what it is about."""


@dataclass(slots=True)
class Person:
    """Whom somebody serves, where he is accredited, and in what class of office."""

    party: Resolved | None
    host: Resolved | None
    office: str


@dataclass(frozen=True, slots=True)
class Told:
    """Between whom something was told of, for the sentences that call it "it" or "they"."""

    sender: Resolved
    receiver: Resolved
    level: str = ""


@dataclass(slots=True)
class Context:
    """What is known where a sentence begins."""

    home: Resolved = NOBODY
    """Whose document it is."""
    office_home: Resolved = NOBODY
    """Whose the Secretary of State is, where the document is of no party but bears one's signs."""
    subject: Resolved = NOBODY
    """The party that the text is about, other than ``home``."""
    pair: tuple[Resolved, ...] = ()
    """The two parties whose relations the text is about, where it is the document of neither."""
    near: frozenset[str] = frozenset()
    """Codes of the parties that the document speaks of; they decide between namesakes."""
    leaders: re.Pattern[str] | None = None
    """Names of the leaders of ``home``, where the tables list them."""
    persons: dict[str, Person] = field(default_factory=dict)
    people: set[str] = field(default_factory=set)
    """Words of names of several words: persons, where they stand alone."""
    spoken: list[Resolved] = field(default_factory=list)
    """Parties in the order in which the paragraph last spoke of them."""
    actor: Resolved | None = None
    """The party that the last sentence named first."""
    last_person: Person | None = None
    group: list[Resolved] = field(default_factory=list)
    """Parties last spoken of together: "Croatia and Slovenia"."""
    done_by: Resolved | None = None
    """Who recognised those whom ``done_to`` names, where that was one party."""
    recognised: list[Resolved] = field(default_factory=list)
    """Parties last recognised together, which a text goes on to call "the two republics"."""
    done_to: dict[str, list[Resolved]] = field(default_factory=dict)
    """What acts are about (party, relations, mission) -> to whom the last of them was done."""
    told: dict[str, Told] = field(default_factory=dict)
    """The mission and the relations that the paragraph told of last."""
    last_told: dict[str, Told] = field(default_factory=dict)
    """The same of the document."""

    place: Resolved | None = None
    """The country of the city that a report is written in, where it is a capital."""

    ceremony: tuple[Resolved, Day | None] | None = None
    """Before whom envoys of nobody named last presented their letters, and when; who they were may be told after it."""

    of_envoys: bool = False
    """Whether the heading is about relations or missions: who is received there by a ruler is an envoy."""

    def begin_paragraph(self) -> None:
        """Forget what only the last paragraph said."""
        self.spoken, self.actor, self.last_person, self.told = [], None, None, {}

    def person(self, name: str) -> Person | None:
        """A person by his name, or by the last word of it."""
        return self.persons.get(name) or self.persons.get(name.rpartition(" ")[2])

    def leader(self, name: str) -> Resolved | None:
        """``home``, where the name is that of one of its leaders."""
        return self.home if self.leaders is not None and self.leaders.search(name) else None

    def meet(self, name: str, person: Person) -> None:
        """Keep who serves whom, for the sentences where only the name stands."""
        self.persons[name] = self.persons[name.rpartition(" ")[2]] = person

    def remember(self, reduced: Reduced) -> None:
        """Persons whom a sentence introduces."""
        for symbol in reduced.symbols.values():
            if symbol.letter == "H" and symbol.person and symbol.office and (symbol.party or symbol.host):
                self.meet(symbol.person, Person(symbol.party, symbol.host, symbol.office))
            elif symbol.letter == "W" and " " in symbol.person:
                self.people.update(symbol.person.split(" "))
        for found in _WAS.finditer(reduced.r) if "was" in reduced.words or "is" in reduced.words else ():
            held, who = reduced.symbols[found[1]], reduced.symbols[found[2]].person
            if held.office in SENT and who:
                self.last_person = Person(held.party, held.host, held.office)
                self.meet(who, self.last_person)

    def listen(self, reduced: Reduced, tellings: list[Telling]) -> None:
        """What the next sentence may call "it", "he" or "the two states"."""
        first = True
        for found in TOGETHER.finditer(reduced.r):
            self.group = [party for char in found[0] if (held := reduced.symbols.get(char)) and (party := held.party)]
        opens = reduced.symbols.get(reduced.r[:1])
        if opens is not None and opens.letter == "C" and opens.party:
            self.actor, first = opens.party, False  # "Monrovia's allegiance has wandered. It established ..."
        for _, symbol in reduced.standing("NAHM"):
            for party in (symbol.party, symbol.host if symbol.letter == "M" else None):
                if party:
                    if party in self.spoken:
                        self.spoken.remove(party)
                    self.spoken.append(party)
            if symbol.party and symbol.letter in "NA" and first:
                self.actor, first = symbol.party, False
            if symbol.letter == "H" and symbol.office:
                self.last_person = Person(symbol.party, symbol.host, symbol.office)
        for telling in tellings:
            envoy = reduced.symbols.get(telling.thing)
            if envoy is None or envoy.letter not in "HW":
                continue
            to = reduced.symbols.get(telling.to)
            party = envoy.party or (to.party if to else None)
            host = (to.host if to else None) or envoy.host
            self.last_person = Person(party, host, (to.office if to else "") or envoy.office or "legation")
            if envoy.person and (party or host):
                self.meet(envoy.person, self.last_person)


_WAS = re.compile(rf"([{symbols('H')}])(?: (?:for|of|to) [^.;,]{{0,40}}?)? (?:was|is) (?:the )?([{symbols('W')}])")
TOGETHER = re.compile(rf"[{symbols('N')}](?:(?:,? and |, )(?:the )?[{symbols('N')}])+")
"""Parties spoken of together."""


class Contexts:
    """Finds the context of a document, with the names and tables it is given."""

    def __init__(self, names: Names, lexicon: Lexicon) -> None:
        self.names = names
        named = [name for name in names.by_text if _CAPITAL.match(name)]
        self._name = re.compile(trie(named, after_first=r"(?<!\w.)") + r"(?!\w)")
        self._halves: dict[str, str] = lexicon.table["compounds"]
        self._compounds = re.compile(rf"\b({'|'.join(self._halves)})[-–]({trie(named)})(?!\w| Wars?\b)")
        self._viewpoints = lexicon.table["viewpoint"]
        self._signs = {row["party"]: re.compile(any_of(row["signs"])) for row in self._viewpoints}
        self._leaders = {
            row["party"]: re.compile(any_of(row["leaders"])) for row in self._viewpoints if "leaders" in row
        }

    def of(self, document: Document) -> Context:
        """The context in which a document begins.

        Its own party is the publisher's, where that is a party. A text without a publisher or a day, a history or a
        handbook, is read as of the party whose signs it bears.
        """
        out = Context()
        head = straight(document.text[:HEAD])
        title = straight(document.title)
        on = document.published.earliest if document.published else day_of(document.title) or day_of(head)
        named = Counter(self._name.findall(head))
        sure = (self.names.codes_of[name] for name in {*named, *self._name.findall(title)})
        out.near = frozenset(code for codes in sure if len(codes) == 1 for code in codes)
        out.pair = self.pair(document.title, on, out) or self.pair(_words_of(document.name), on, out)
        if any(who.code == row["party"] for who in out.pair for row in self._viewpoints):
            out.pair = ()
        if document.publisher_is_party:
            out.pair = ()
            self._at_home(out, document.publisher_is_party.partition("/")[0], PUBLISHER)
        elif not document.publisher and not out.pair and self._looks_back(document, f"{title} {head}"):
            for row in self._viewpoints:
                if len(head) > SHORT and self._rarely(row["party"], named, on, out):
                    continue  # "Somaliland": a text of some length that names the United States once is not theirs
                entry = row.get("entry_heads") and _ENTRY.search(document.title) and _OF_ENTRY.search(document.title)
                signs = (self._signs[row["party"]], self._leaders.get(row["party"]))
                if entry or any(sign.search(part) for sign in signs if sign for part in (title, head)):
                    self._at_home(out, row["party"], "the viewpoint of the text")
                    break
        if not out.home.code:
            for row in self._viewpoints:
                if self._signs[row["party"]].search(head):
                    out.office_home = Resolved(row["party"], self.names.plain.get(row["party"], row["party"]))
                    break
        out.subject = (
            self.about(document.title, on, out)
            or self.about(_words_of(document.name), on, out)
            or self._most(named, on, out)
            or NOBODY
        )
        out.group = self._together(title, on, out)
        out.near |= {out.home.code, out.subject.code} - {""}
        return out

    def pair(self, title: str, on: dt.date | None, context: Context, outer: Resolved = NOBODY) -> tuple[Resolved, ...]:
        """The two parties whose relations a title names: "Egypt–Israel relations", "Chile and Peru", "iran-uk".

        A heading that is one party's name ("Relations with Iran") speaks of that one and of ``outer``, whom the whole
        document is about.
        """
        if context.home.code:
            return ()
        title = straight(title)
        if two := self._compound(title, on, context):
            return two
        names = [(who, name) for name in self._name.finditer(title) if (who := self._known(name[0], on, context)).code]
        if len(names) == 1 and outer.code and not same(names[0][0], outer):
            who, name = names[0]
            alone = _ALONE.fullmatch(title[: name.start()] + title[name.end() :])
            return (outer, Resolved(who.code, self.names.called(who.code, on))) if alone else ()
        if len(names) != 2 or same(names[0][0], names[1][0]) or _TELLS.search(title):
            return ()
        (one, first), (other, second) = names
        if self.names.resolve(f"{first[0]}-{second[0]}", on).code:
            return ()  # "austria-hungary", a document's name, is one party
        if not _JOINS.fullmatch(title[first.end() : second.start()]):
            return ()
        return tuple(Resolved(who.code, self.names.called(who.code, on)) for who in (one, other))

    def _compound(self, title: str, on: dt.date | None, context: Context) -> tuple[Resolved, ...]:
        """The two parties of a compound: "The Sino-Indian Agreement of 1954"; a war has others too."""
        found = set(self._compounds.findall(title))
        if len(found) != 1:
            return ()
        first, second = found.pop()
        two = self._known(self._halves[first], on, context), self._known(second, on, context)
        if not (two[0].code and two[1].code) or same(*two):
            return ()
        return tuple(Resolved(who.code, self.names.called(who.code, on)) for who in two)

    def _known(self, name: str, on: dt.date | None, context: Context) -> Resolved:
        """Whom a title names: on the day that the text begins with, else by the name of our own time ("Vietnam")."""
        who = self.names.resolve(name, on, context.near)
        return who if who.code else self.names.resolve(name, _OUR_TIME, context.near)

    def in_small_letters(self, title: str) -> str:
        """A title as a sentence: only names keep their capitals ("Georgia Cuts Ties" becomes "Georgia cuts ties")."""
        out, at = [], 0
        for found in self._name.finditer(title):
            out += [title[at : found.start()].lower(), found[0]]
            at = found.end()
        return "".join([*out, title[at:].lower()])

    def _together(self, title: str, on: dt.date | None, context: Context) -> list[Resolved]:
        """The parties that a title names together: "Russia signs treaties with Abkhazia and South Ossetia"."""
        out: list[Resolved] = []
        last = 0
        for name in self._name.finditer(title):
            who = self.names.resolve(name[0], on, context.near)
            if not (out and _LISTED.fullmatch(title, last, name.start())):
                if len(out) > 1:
                    break
                out = []
            out.append(who)
            last = name.end()
        return out if len(out) > 1 and all(who.code for who in out) else []

    @staticmethod
    def _looks_back(document: Document, head: str) -> bool:
        """Whether a text is no news: without a day of publication, or about years well before it."""
        if document.published is None:
            return True
        years = [int(year) for year in _YEAR.findall(head)]
        recent = sum(year >= document.published.earliest.year - 2 for year in years)
        return bool(years) and recent * 3 <= len(years)

    def _at_home(self, context: Context, code: str, why: str) -> None:
        context.home = Resolved(code, self.names.plain.get(code, code), why)
        context.leaders = self._leaders.get(code)

    def place(self, dateline: str, on: dt.date | None) -> Resolved | None:
        """The country of a dateline's city: "RIYADH, May 10 (SPA) -- "."""
        found = _CITY.match(dateline)
        for name in (found[0].strip(), found[0].strip().title()) if found else ():
            if "capital" in self.names.kinds_of.get(name, ()) and (who := self.names.resolve(name, on)).code:
                return Resolved(who.code, self.names.called(who.code, on), "where the report was written")
        return None

    def about(self, text: str, on: dt.date | None, context: Context) -> Resolved | None:
        """The party, other than the document's own, that a title names first."""
        for found in self._name.finditer(straight(text)):
            if self.names.kinds_of[found[0]] <= _PLACES:
                continue
            who = self.names.resolve(found[0], on, context.near)
            if who.code and who.code != context.home.code:
                return who
        for found in self._name.finditer(straight(text)):
            who = self.names.resolve(found[0], on, context.near)
            if who.code and who.code != context.home.code:
                return Resolved(who.code, self.names.called(who.code, on), who.why)  # "American Embassy in Zagreb"
        return None

    def _rarely(self, code: str, named: Counter[str], on: dt.date | None, context: Context) -> bool:
        """Whether a text names a party far less often than another one."""
        count: Counter[str] = Counter()
        for name, times in named.items():
            count[self.names.resolve(name, on, context.near).code] += times
        return count[code] * RARE <= max((times for who, times in count.items() if who), default=0)

    def _most(self, named: Counter[str], on: dt.date | None, context: Context) -> Resolved | None:
        """The party, other than the document's own, that a text names most, of several the first."""
        count: Counter[str] = Counter()
        said: dict[str, Resolved] = {}
        for name, times in named.items():
            who = self.names.resolve(name, on, context.near)
            if who.code and who.code != context.home.code:
                count[who.code] += times
                said.setdefault(who.code, who)
        return said[max(count, key=lambda code: count[code])] if count else None


_LISTED = re.compile(r"(?:,|,? and|,? &) (?:the )?")
_OUR_TIME = dt.date(2020, 1, 1)
_CITY = re.compile(r"\s*[^\W\d_][^,(–—:/0-9-]*")
_CAPITAL = re.compile(r"[^\Wa-z]")
_JOINS = re.compile(r"'?s? ?(?:-|–|—|/|,|and|&|with|relations with)? ?(?:the )?")
"""Between the names of two parties whose relations a title is about."""
_ALONE = re.compile(r"\W*(?:(?:[Rr]elations|[Tt]ies|[Dd]iplomatic relations) with )?(?:the )?\W*")
"""What may stand around the one name of a heading."""
_TELLS = re.compile(
    r"\b(?:recogni[sz]es?|recogni[sz]ed|withdraws?|withdrew|severs?|severed|breaks?|broke|cuts?|opens?|opened|reopens?|closes?"
    r"|closed|recalls?|expels?|joins?|switch(?:es|ed)?|signs?|signed|declares?|declared|welcomes?|says?|accepts?|in|from|on)\b"
)
"""In a title that tells what one did to another, or where, rather than whose relations the text is about."""
_PLACES = frozenset({"capital", "government-seat"})
_ENTRY = re.compile(r"[A-Za-z)], (?:1[78]|19|20)\d\d(?:[-–]\d\d(?:\d\d)?)?\.?\s*$")
_OF_ENTRY = re.compile(
    r"(?i)relations|recogni|legation|embass|ambassador|mission|consul|treat|convention|arrangement|agreement|envoy|status|\bwar\b"
    r"|assistance|hostilities|independence|non-recognition"
)
"""What a handbook's entries are about."""
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_LAST_YEAR = re.compile(r"(?<![-–—/\d])((?:1[5-9]|20)\d\d)[.:]?\s*$")


def same(a: Resolved, b: Resolved) -> bool:
    """Whether two names are one party."""
    return a.code == b.code if a.code or b.code else a.name == b.name


def year_of(heading: str) -> str:
    """The one year of a heading, or the one that closes it; "" where that leaves a choice."""
    years = set(_YEAR.findall(heading))
    if len(years) == 1:
        return years.pop()
    last = _LAST_YEAR.search(heading)
    return last[1] if last else ""


def day_of(text: str) -> dt.date | None:
    """The middle of the first year that a text names: near enough to tell names of the time."""
    found = _YEAR.search(text)
    return dt.date(int(found[0]), 7, 1) if found else None


def _words_of(name: str) -> str:
    """What a document's name may say of its subject: "two-sicilies/8" speaks of the Two Sicilies."""
    words = re.sub(r"\.\w{1,5}$", "", " ".join(re.split(r"[/\\]", name)[-2:]))
    out = re.sub(r"[-_.:#\d\s]+", " ", words).strip().title()
    out = re.sub(r"\b(?:Uk|Us|Usa|Uae|Prc|Roc|Ussr|Drc|Gdr|Frg)\b", lambda found: found[0].upper(), out)
    for small in ("Of", "The", "And"):
        out = out.replace(f" {small} ", f" {small.lower()} ")
    return out
