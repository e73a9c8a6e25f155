"""The default reader: our own grammar over tables of act phrasing. No download, no randomness."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from comity.claims import Claim
from comity.codebook import LEVELS
from comity.days import Day
from comity.errors import BadDay
from comity.reading.blocks import blocks, sentences
from comity.reading.dates import Calendar
from comity.reading.frames import Frames, Telling
from comity.reading.lexicon import Lexicon, any_of, forms
from comity.reading.names import Names, Resolved
from comity.reading.phrases import PARTY, Phrases, Reduced, Symbol, straight, symbols
from comity.reading.polarity import Polarities, Verdict
from comity.sources.documents import Document

__all__ = ["GrammarReader"]

NOBODY = Resolved("", "", "")
_SENT = frozenset(LEVELS)
_RELATIONAL = frozenset({"relations", "treaty"})


@dataclass(slots=True)
class _Person:
    party: Resolved | None
    host: Resolved | None
    office: str


@dataclass(slots=True)
class _Context:
    """What a sentence may leave unsaid."""

    home: Resolved = NOBODY
    """Whose document it is."""
    subject: Resolved = NOBODY
    """The party that the text is about, other than ``home``."""
    persons: dict[str, _Person] = field(default_factory=dict)
    spoken: list[Resolved] = field(default_factory=list)
    """Parties in the order they were last spoken of in the paragraph."""
    actor: Resolved | None = None
    """The party that was last the subject of a sentence."""
    last_person: _Person | None = None
    near: frozenset[str] = frozenset()
    people: set[str] = field(default_factory=set)
    """Last words of names of several words: persons, where they stand alone."""


@dataclass(slots=True)
class _Side:
    """A side of an act, and how surely it is known."""

    who: Resolved
    why: str = ""
    said: str = ""
    """The words that name it."""

    def code(self, names: Names, on: dt.date | None) -> str:
        """The code of the party, or of its government where the words single one out."""
        return names.government(self.who.code, self.said, on) if self.said else self.who.code


class GrammarReader:
    """Reads English by tables of act phrasing.

    Parameters
    ----------
    names : the names of all parties.
    lexicon : the tables; ``comity.reading.lexicon.lexicon()`` gives the bundled ones.
    """

    name = "grammar"

    def __init__(self, names: Names, lexicon: Lexicon) -> None:
        self.names = names
        self.lexicon = lexicon
        self.version = lexicon.version
        self.phrases = Phrases(names, lexicon)
        self.frames = Frames(lexicon)
        self.polarities = Polarities(lexicon)
        acts = lexicon.acts
        told = {form for act in acts for plain in (*act.verbs, *act.begins) for form in forms(plain, lexicon.irregular)}
        told |= {noun for act in acts for noun in act.nouns}
        self._told = re.compile(rf"\b{any_of([*told, *(word.capitalize() for word in told)])}\b")
        self._of = re.compile(
            r"[Rr]ecogni|[Rr]elations\b|\bties\b|[Cc]redential|[Cc]redence|[Ee]xequatur|[Ee]mbass|[Ll]egation|[Cc]onsul|[Mm]ission"
            r"|[Nn]unci|[Ii]nterests [Ss]ection|[Ll]iaison|[Pp]ost\b|[Oo]ffice|[Ee]nvoy|[Aa]mbassador|[Mm]inister|[Cc]harg|[Cc]ommercial [Aa]gent|[Cc]ommissioner"
            r"|[Rr]epresentative|[Pp]lenipotent|[Ii]ndependen|[Ss]overeign|[Tt]reat|[Cc]onvention|[Aa]greement|[Mm]emorandum|[Pp]rotocol"
            r"|[Aa]rmistice|[Aa]ccord|[Cc]ompact|[Pp]act\b|[Cc]oncordat|[Dd]eclaration|[Ww]ar\b|[Rr]evolution|[Cc]oup\b|[Aa]bdicat|[Oo]verthr"
            r"|[Rr]esign|[Tt]hrone|[Pp]residen|[Pp]ower\b|[Gg]overnment|[Dd]iplomat|[Aa]rrangement|[Dd]epos|[Tt]oppl|[Oo]ath"
        )
        self.forms_ = frozenset(lexicon.table["governments"]["forms"])
        self._leaders = {
            row["party"]: re.compile(any_of(row["leaders"])) for row in lexicon.table["viewpoint"] if row.get("leaders")
        }
        self._signs = [(row["party"], re.compile(any_of(row["signs"]))) for row in lexicon.table["viewpoint"]]
        self._speech = re.compile(
            rf"(?P<s>{PARTY})[^;.\"]{{0,90}}?\b{lexicon.verb(lexicon.table['speech']['verbs'])}\b(?:[^;.\"]{{0,90}}?)(?:\bthat\b|,? \")"
        )
        said = lexicon.verb(lexicon.table["speech"]["verbs"])
        self._said_after = re.compile(
            rf"[,\"] ?(?:the |an? )?(?P<s>[{symbols('NAHW')}])(?:, [^.;,]{{1,60}},)? (?:[a-z]+ )?{said}\b"
        )
        self._said_on = re.compile(rf"(?:[,\"] ?[^,;.]{{0,40}}?)\b{said}\b[^.;,]{{0,60}}$")
        self._according = re.compile(rf"according to (?:the )?(?P<s>[{symbols('NAHW')}])")
        self._name = re.compile(rf"(?<!\w)(?:{names.pattern})(?!\w)")

    # --- the document ---

    def read(self, document: Document) -> Iterator[Claim]:
        """The claims of a document in the order of its text."""
        text = document.text
        context = self._context(document)
        heading, heading_year = document.title, _year_of(document.title)
        seen: set[str] = set()
        for block in blocks(text):
            if block.heading:
                heading = text[block.start : block.end]
                heading_year = _year_of(heading)
                continue
            if not self._of.search(text, block.start, block.end) or not self._told.search(text, block.start, block.end):
                continue
            for claim in self._paragraph(document, block.start, block.end, context, heading, heading_year):
                if claim.id not in seen:
                    seen.add(claim.id)
                    yield claim

    def _context(self, document: Document) -> _Context:
        out = _Context()
        head = document.text[:6000]
        on = document.published.earliest if document.published else _day_of(document.title) or _day_of(head)
        whole = straight(f"{document.title}\n{head}")
        found = self._name.findall(whole)
        out.near = frozenset(code for name in found if len(codes := self.names.codes(name)) == 1 for code in codes)
        if document.publisher_is_party:
            code = document.publisher_is_party.partition("/")[0]
            out.home = Resolved(code, self.names.plain.get(code, code), "the publisher")
        elif document.published is None and not document.publisher:
            # A history or a handbook: whose it is shows in what it takes for granted.
            for party, signs in self._signs:
                leaders = self._leaders.get(party)
                if signs.search(whole) or (leaders and leaders.search(whole)):
                    out.home = Resolved(party, self.names.plain.get(party, party), "the viewpoint of the text")
                    break
        out.near |= {out.home.code} - {""}
        out.subject = (
            self._about(document.title, on, out)
            or self._about(_named(document.name), on, out)
            or self._about(head, on, out, most=True)
            or NOBODY
        )
        out.near |= {out.subject.code} - {""}
        return out

    def _about(self, text: str, on: dt.date | None, context: _Context, most: bool = False) -> Resolved | None:
        """The party, other than the document's own, that a title or a text names first, or most."""
        count: dict[str, int] = {}
        said: dict[str, Resolved] = {}
        for found in self._name.finditer(text):
            kinds = self.names.kinds(found[0])
            who = self.names.resolve(found[0], on, context.near)
            if not who.code or who.code == context.home.code or (kinds <= {"capital", "government-seat"} and not most):
                continue
            if not most:
                return who
            count[who.code] = count.get(who.code, 0) + 1
            said.setdefault(who.code, who)
        if not count:
            return None
        return said[max(count, key=lambda code: count[code])]

    # --- a paragraph ---

    def _paragraph(
        self, document: Document, start: int, end: int, context: _Context, heading: str, heading_year: str
    ) -> list[Claim]:
        text = straight(document.text[start:end])
        calendar = Calendar(document.published, heading_year)
        outer = context.subject
        on = _day_of(heading) or (document.published.earliest if document.published else None)
        if (heading and heading != document.title) or heading:
            context.subject = self._about(straight(heading), on, context) or outer
        context.spoken, context.actor, context.last_person = [], None, None
        dated = False
        out: list[Claim] = []

        def known(name: str) -> tuple[Resolved | None, Resolved | None, str] | None:
            return self._known(name, context)

        waiting: list[tuple[int, int]] = []
        for first, last in sentences(text):
            waiting.append((first, last))
            if not self._told.search(text, first, last):
                continue  # read only where a later sentence tells something: for its days, its persons, its "it"
            for begin, end_ in waiting:
                reduced = self.phrases.reduce(text[begin:end_], calendar, context.near, on, known)
                self._remember(reduced, context)
                tellings = self.frames.tellings(reduced) if end_ == last else []
                for telling in tellings:
                    out += self._claims(document, start + begin, reduced, telling, tellings, context, calendar, dated)
                self._listen(reduced, tellings, context)
                dated = dated or any(symbol.edtf for symbol in reduced.symbols.values())
            waiting = []
        context.subject = outer
        return _once(out)

    def _known(self, name: str, context: _Context) -> tuple[Resolved | None, Resolved | None, str] | None:
        person = context.persons.get(name) or context.persons.get(name.split(" ")[-1])
        return (person.party, person.host, person.office) if person else None

    def _remember(self, reduced: Reduced, context: _Context) -> None:
        """Keep who serves whom, for the sentences where only the name stands."""
        for symbol in reduced.symbols.values():
            if symbol.letter == "H" and symbol.person and symbol.office and (symbol.party or symbol.host):
                person = _Person(symbol.party, symbol.host, symbol.office)
                context.persons[symbol.person] = context.persons[symbol.person.split(" ")[-1]] = person
        for found in _WAS.finditer(reduced.r):
            held, who = reduced.symbols[found[1]], reduced.symbols[found[2]].person
            if held.office in _SENT and who:
                person = _Person(held.party, held.host, held.office)
                context.persons[who] = context.persons[who.split(" ")[-1]] = context.last_person = person
        for one in reduced.symbols.values():
            if one.letter == "W" and " " in one.person:
                context.people.update(one.person.split(" "))

    def _listen(self, reduced: Reduced, tellings: list[Telling], context: _Context) -> None:
        """What the next sentence may call "it" or "he"."""
        first = True
        for char in _NAH.findall(reduced.r):
            symbol = reduced.symbols[char]
            if symbol.party and symbol.letter in "NA":
                if symbol.party in context.spoken:
                    context.spoken.remove(symbol.party)
                context.spoken.append(symbol.party)
                if first:
                    context.actor = symbol.party
                    first = False
            if symbol.letter == "H" and symbol.office:
                context.last_person = _Person(symbol.party, symbol.host, symbol.office)
        for telling in tellings:
            envoy = reduced.symbols.get(telling.thing)
            if envoy is not None and envoy.letter in "HW":
                to = reduced.symbols.get(telling.to)
                party = envoy.party or (to.party if to else None)
                host = (to.host if to else None) or envoy.host
                context.last_person = _Person(party, host, (to.office if to else "") or envoy.office or "legation")
                if envoy.person and (party or host):
                    context.persons[envoy.person] = context.persons[envoy.person.split(" ")[-1]] = context.last_person

    # --- an act ---

    def _claims(
        self,
        document: Document,
        base: int,
        reduced: Reduced,
        telling: Telling,
        tellings: list[Telling],
        context: _Context,
        calendar: Calendar,
        dated: bool,
    ) -> list[Claim]:
        r = reduced.r
        verdict = self.polarities.judge(r, telling)
        date, date_why, date_char = self._date(reduced, telling, tellings, verdict, calendar, dated)
        kind = telling.kind
        if telling.voice == "active" and not telling.sender and self._finite(r, telling):
            # "The 1854 convention recognised ...": its subject is no party, and none is guessed for it.
            return []
        if telling.bare and context.last_person is None:
            return []
        speaker, party = self._speaker(reduced, telling, context)
        sides, level, kind = self._pairs(reduced, telling, context, kind, party)
        if not sides:
            return []
        if (
            telling.voice == "noun"
            and verdict.polarity == "asserted"
            and not date_char
            and not self._realised(r, telling)
        ):
            return []
        said = any(not sender.why or not receiver.why for sender, receiver in sides)
        if telling.voice == "noun" and telling.kind == "recognise" and not said:
            return []
        if re.search(r"\bby (?:[a-z]+ly )?$", r[: telling.verb[0]]) and not date_char and telling.voice == "active":
            return []
        if telling.reduced and telling.kind.endswith("-envoy") and not date_char:
            return []
        if verdict.polarity in ("hypothetical", "conditional") and not date_char and not telling.sender:
            return []
        start, end = self._span(reduced, telling, date_char)
        condition = ""
        if verdict.condition:
            condition = reduced.text[reduced.place(verdict.condition[0]) : reduced.place(verdict.condition[1])].strip()
        mode = (
            "de-facto"
            if kind == "recognise"
            and re.search(r"\bde facto\b", reduced.text[start:end])
            and "de facto" in reduced.text[start:end]
            else "declared"
        )
        on = date.earliest if date else document.published.earliest if document.published else None
        out = []
        for sender, receiver in sides:
            why = [part for part in (sender.why, receiver.why, date_why) if part]
            confidence = 0.95 - 0.12 * len(why) - (0.1 if telling.voice == "noun" else 0.0)
            if verdict.polarity != "asserted":
                confidence -= 0.05
                why.append(f"{verdict.polarity}: {verdict.because!r}")
            out.append(
                Claim(
                    kind=kind,
                    sender=sender.code(self.names, on),
                    receiver=receiver.code(self.names, on),
                    happened=date,
                    document=document.id,
                    start=base + start,
                    end=base + end,
                    mode=mode,
                    polarity=verdict.polarity,
                    attributed_to=speaker,
                    level=level,
                    condition=condition,
                    sender_name=sender.who.name,
                    receiver_name=receiver.who.name,
                    evidence=document.text[base + start : base + end],
                    document_name=document.name,
                    reader=f"{self.name} {self.version}",
                    confidence=round(max(0.2, confidence), 2),
                    why="; ".join(why)
                    or f"{telling.voice} {r[slice(*telling.verb)]!r} with both parties and its day in the words",
                )
            )
        return out

    @staticmethod
    def _finite(r: str, telling: Telling) -> bool:
        words = r[telling.start : telling.verb[1]]
        return not (re.search(r"\bto\b", words) or r[telling.verb[0] : telling.verb[1]].split(" ")[0].endswith("ing"))

    @staticmethod
    def _realised(r: str, telling: Telling) -> bool:
        """Whether an act told as a noun is said to have come about: "which occurred", "led to the termination"."""
        return bool(
            re.search(
                r"\b(?:led to|resulted in|result in|marks?|marked|constituted|extending|announced|occurred|forced|effected) (?:[a-z]+ ){0,3}[^ ]{0,3} ?$",
                r[: telling.start],
            )
            or re.match(r"[^.;]{0,80}\b(?:occurred|took place|took effect|came|followed)\b", r[telling.end :])
        )

    def _span(self, reduced: Reduced, telling: Telling, date_char: str) -> tuple[int, int]:
        """The characters of the sentence that tell the act: from its subject to its last party or its day."""
        r = reduced.r
        start, end = telling.start, telling.end
        for char in (*telling.sender, *telling.both, *telling.receiver, telling.thing, telling.to):
            at = r.find(char) if char else -1
            if at >= 0 and at < start and start - at < 120:
                start = at
            if at >= end and at - end < 120:
                end = at + 1
        if date_char:
            at = r.index(date_char)
            if end <= at < end + 60:
                end = at + 1
            elif start - 60 < at < start:
                start = at
        first = reduced.symbols[r[start]].start if r[start] in reduced.symbols else reduced.place(start)
        last = reduced.place(end)
        text = reduced.text
        while first < last and text[first] in " ,;":
            first += 1
        while last > first and text[last - 1] in " ,;":
            last -= 1
        return first, last

    # --- when ---

    def _date(
        self,
        reduced: Reduced,
        telling: Telling,
        tellings: list[Telling],
        verdict: Verdict,
        calendar: Calendar,
        dated: bool,
    ) -> tuple[Day | None, str, str]:
        r = reduced.r
        best, cost = "", 99.0
        for found in _DATES.finditer(r):
            symbol = reduced.symbols[found[0]]
            if not symbol.edtf:
                continue
            price = self._distance(r, telling, tellings, found.start(), verdict, self._said_on)
            if price < cost:
                best, cost = found[0], price
        if best and cost < 8:
            symbol = reduced.symbols[best]
            edtf, why = symbol.edtf, symbol.inferred
            if (
                len(edtf) > 4
                and re.match(r"(?:[A-Z]\w+, )?(?:Following|After) [^;]*$", r[: r.index(best)])
                and r.index(best) < telling.verb[0]
                and "/" not in edtf
            ):
                return _day(edtf[:4]), "the year of what went before", ""
            finer = self._finer(reduced, telling, best)
            if finer:
                edtf, best = reduced.symbols[finer].edtf, finer
            return _day(edtf), why, best
        here = any(symbol.edtf for symbol in reduced.symbols.values())
        if (
            not here
            and calendar.last
            and re.search(r"\b(?:immediately|thereupon|at once|forthwith|also)\b", reduced.text)
        ):
            return _day(calendar.last), "the day spoken of before", ""
        if verdict.polarity == "denied":
            return None, "", ""
        if not dated and calendar.heading_year:
            return _day(calendar.heading_year), "the year of the heading", ""
        return None, "", ""

    @staticmethod
    def _distance(
        r: str, telling: Telling, tellings: list[Telling], at: int, verdict: Verdict, said_on: re.Pattern[str]
    ) -> float:
        """How far a date is from an act, in the reader's own measure; 50 or more where it cannot be its date."""
        verb, verb_end = telling.verb
        before = r[max(0, at - 24) : at]
        if at < verb and (occasion := re.match(r",? (?:when|as|whereupon)\b", r[at + 1 : verb])):
            # "established on July 20, 2015, when both countries elevated ...": one occasion, one day.
            gap = r[at + 1 + occasion.end() : verb]
            return (
                0.9
                + len(gap) / 100
                + 1.2 * len(_JUNCTURES.findall(gap))
                + 4 * len(_RELATIVE.findall(gap))
                + gap.count(", ")
            )
        if re.search(
            r"\b(?:dated|[Ss]ince|[Pp]rior to|[Bb]efore|expired in|that had) (?:[A-Za-z]+ )?$", before
        ) and not re.search(r"not .*before $", before):
            return 60.0
        if re.search(r"\buntil (?:after |about |late |early |[a-z ]*in )?$", before) and not verdict.until:
            return 60.0
        if at >= verb_end:
            gap = r[verb_end:at]
            price = len(gap) / 60
            if said_on.search(gap):
                price += 5  # "..., the minister said on Thursday": the day of saying so
        else:
            gap = r[at + 1 : verb]
            # "On January 25, 1832, ..." at the head of the sentence governs all of it.
            head = re.match(
                rf"^[\"' ]*(?:(?:On|In|By|Then,? on|Later,? on|However, on|Finally, on|As of|During|Also on)? ?(?:the )?)?[{symbols('D')}]",
                r,
            )
            price = 0.6 if head and head.end() == at + 1 else 0.8 + len(gap) / 60
            # "contact occurred in 1784, the first consul was sent": a date that closes what was said before a comma.
            segment = re.split(r"[,;]", r[:at])[-1]
            if (
                price > 0.6
                and "," in gap
                and not re.fullmatch(r" ?(?:and |but |when |that )*(?:then )?(?:(?:on|in|by) (?:the )?)?", segment)
            ):
                price += 3
        price += 1.2 * len(_JUNCTURES.findall(gap)) + 0.4 * gap.count(" and ") + 5 * gap.count(";")
        price += 4 * len(_RELATIVE.findall(gap))
        if re.search(r"\b(?:after|following) (?:[^,.;]{0,60})$", before):
            price += 2.5
        # A date in the words of another act is that act's: "first established in 1922, were interrupted".
        for other in tellings:
            if other.verb != telling.verb and not telling.verb[0] <= other.verb[0] < telling.verb[1]:
                own = r[other.verb[1] : at]
                if (
                    0 < len(own) < 90
                    and other.verb[1] <= at
                    and "," not in own.rstrip(", ")
                    and not _JUNCTURES.search(own)
                    and not (verb_end <= at and verb > other.verb[0])
                ):
                    price += 2.5
                    break
        low, high = min(at, verb), max(at, verb_end)
        crossed = {
            other.verb
            for other in tellings
            if other.verb != telling.verb and low < other.verb[0] < high and other.thing != telling.thing
        }
        return price + 1.5 * len(crossed)

    @staticmethod
    def _finer(reduced: Reduced, telling: Telling, best: str) -> str:
        """A finer date that the sentence gives for the same occasion: "in 1848 when Martin presented ... on August 19"."""
        edtf = reduced.symbols[best].edtf
        if len(edtf) > 7 or "/" in edtf:
            return ""
        at = reduced.r.index(best)
        for found in _DATES.finditer(reduced.r, at + 1):
            other = reduced.symbols[found[0]].edtf
            between = reduced.r[at : found.start()]
            if (
                other.startswith(edtf)
                and len(other) > len(edtf)
                and re.search(r"\b(?:when|as|by|with)\b", between)
                and ";" not in between
                and not _DATES.search(between[1:])
            ):
                return found[0]
        return ""

    # --- who ---

    def _pairs(
        self, reduced: Reduced, telling: Telling, context: _Context, kind: str, speaker: Resolved | None
    ) -> tuple[list[tuple[_Side, _Side]], str, str]:
        """Sender and receiver of every act that the telling tells, the level of its mission, and its kind."""
        act = self.frames.by_kind[telling.kind]
        symbols_ = reduced.symbols
        thing = symbols_.get(telling.thing)
        to = symbols_.get(telling.to)
        sides = _Sides(self, reduced, telling, context, speaker)
        level = ""
        if act.object == "relations":
            return sides.relations(thing), level, kind
        if act.object == "mission":
            return sides.mission(thing, to, kind)
        if act.object == "treaty":
            return sides.treaty(), level, kind
        if kind == "present-credentials":
            return sides.present(to), level, kind
        if kind == "accept-credentials":
            return sides.accept(thing, to), (to.level if to else thing.level if thing else ""), kind
        if act.object == "envoy":
            return sides.envoy(thing, to), (to.level if to else thing.level if thing else ""), kind
        if act.object in ("party", "recognition"):
            return sides.recognise(), level, kind
        if kind == "declare-independence":
            return sides.independence(), level, kind
        if kind == "declare-war":
            return sides.war(), level, kind
        return sides.government(), level, kind

    def leader(self, person: str, context: _Context) -> Resolved | None:
        """The document's own party, where the person is one of its leaders in the tables."""
        leaders = self._leaders.get(context.home.code)
        return context.home if leaders and leaders.search(person) else None

    def _speaker(self, reduced: Reduced, telling: Telling, context: _Context) -> tuple[str, Resolved | None]:
        """Who says so: the code, or the name, of whoever is quoted or reported as saying it."""
        r = reduced.r
        at = telling.verb[0]
        quoted = r.count('"', 0, at) % 2 == 1
        before = [found for found in self._speech.finditer(r, 0, at) if ";" not in r[found.end() : at]]
        for found in before:
            if not found[0].endswith('"') or quoted:
                return self._called(reduced, found["s"], context)
        # The words first, the speaker after them: '"...," the minister said', '..., according to Tolo News.'
        close = r.find('"', at) + 1 if quoted else telling.end
        for pattern in (self._said_after, self._according):
            if after := pattern.search(r, max(close, telling.end) - 1, len(r)):
                return self._called(reduced, after["s"], context)
        return "", None

    def _called(self, reduced: Reduced, char: str, context: _Context) -> tuple[str, Resolved | None]:
        symbol = reduced.symbols[char]
        who = symbol.party or self.leader(symbol.person or symbol.text, context)
        if who is not None:
            return who.code or who.name, who
        return ((symbol.person or symbol.text).strip() if symbol.letter in "HW" else ""), None


class _Sides:
    """The parties of one telling."""

    def __init__(
        self, reader: GrammarReader, reduced: Reduced, telling: Telling, context: _Context, speaker: Resolved | None
    ) -> None:
        self.speaker = speaker
        self.reader = reader
        self.reduced = reduced
        self.telling = telling
        self.context = context

    # --- single sides ---

    def side(self, char: str, other: Resolved | None = None) -> _Side | None:
        """Whom a symbol means; None where it cannot be told without the other side."""
        symbol = self.reduced.symbols.get(char)
        if symbol is None:
            return None
        if symbol.letter in "NAC":
            if symbol.party is None:
                return self._subject(other) if symbol.letter == "N" else None
            return _Side(symbol.party, said=symbol.text)
        if symbol.letter == "H":
            return self._official(symbol)
        if symbol.letter == "W":
            person = self.context.persons.get(symbol.person) or self.context.persons.get(symbol.person.split(" ")[-1])
            if person and person.party:
                return _Side(person.party, f"whom {symbol.person} serves")
            leader = self.reader.leader(symbol.text, self.context)
            return _Side(leader, "the leader's name") if leader else None
        if symbol.letter in "XQ":
            return self._pronoun(char, symbol)
        return None

    def _official(self, symbol: Symbol) -> _Side | None:
        if symbol.party is not None:
            return _Side(symbol.party)
        if symbol.office == "own" and self.context.home.code:
            return _Side(self.context.home, f"{symbol.text!r} read as the document's own")
        leader = self.reader.leader(symbol.person or symbol.text, self.context)
        if leader:
            return _Side(leader, "the leader's name")
        if symbol.office in _SENT and symbol.host is not None:
            back = self._other(symbol.host)
            return _Side(back.who, "the envoy's state not said") if back else None
        return None

    def _pronoun(self, char: str, symbol: Symbol) -> _Side | None:
        word = symbol.text.lower()
        at = self.reduced.r.index(char)
        if word in ("we", "our"):
            who = self.speaker or self.context.home
            return _Side(who, f"{symbol.text!r} read as {who.name}") if who.code else None
        if symbol.letter == "Q" or word == "whom":
            for before in reversed(self.reduced.r[:at]):
                symbol_ = self.reduced.symbols.get(before)
                if symbol_ and symbol_.letter in "NAHW":
                    return self.side(before)
            return None
        if word == "the latter":
            return _Side(spoken[-1], "'the latter'") if (spoken := self._so_far(at)) else None
        if symbol.text in self.reader.forms_:
            for party in reversed(self._so_far(at)):
                if symbol.text in party.name:
                    return _Side(party, f"'the {symbol.text}' read as {party.name}")
            return self._subject(None)
        if word in ("he", "she", "his", "him", "her"):
            for before in reversed(self.reduced.r[:at]):
                symbol_ = self.reduced.symbols.get(before)
                if symbol_ and symbol_.letter in "HW":
                    return self.side(before)
            person = self.context.last_person
            if person and person.party:
                return _Side(person.party, f"{symbol.text!r} is the person named before")
            return None
        if word in ("it", "its", "they", "their"):
            before_it = self.reduced.r[:at]
            for found in re.finditer(PARTY, before_it):
                symbol_ = self.reduced.symbols[found[0]]
                prefix = before_it[: found.start()]
                if (
                    symbol_.letter in "NAH"
                    and symbol_.party
                    and not re.search(
                        r"\b(?:of|with|in|to|for|by|at|from|between|on|upon|between [^ ]* and) (?:the )?$", prefix
                    )
                ):
                    return _Side(symbol_.party, f"{symbol.text!r} read as {symbol_.party.name}")
            if self.context.actor:
                return _Side(self.context.actor, f"{symbol.text!r} read as {self.context.actor.name}")
        return None

    def _so_far(self, at: int) -> list[Resolved]:
        """Parties spoken of before a place of the sentence, the last one last."""
        here = [
            symbol.party
            for char in self.reduced.r[:at]
            if (symbol := self.reduced.symbols.get(char)) and symbol.letter in "NA" and symbol.party
        ]
        return [*self.context.spoken, *here]

    def _subject(self, other: Resolved | None) -> _Side | None:
        """The party that the text is about."""
        who = self.context.subject
        if not who.code and not who.name:
            return None
        return _Side(who, "the party that the text is about")

    def _other(self, known: Resolved | None) -> _Side | None:
        """The side that is not said, across from the one that is."""
        home, subject = self.context.home, self.context.subject
        if known is not None and _same(known, home):
            return _Side(subject, "the party that the text is about") if subject.name else self._spoken(known)
        if known is not None and known.code and (not home.code or not _same(known, subject)):
            # Two others: whoever else the sentence speaks of, the one nearest to the act.
            at = self.telling.verb[0]
            near = [
                (abs(place - at), symbol.party)
                for place, char in enumerate(self.reduced.r)
                if (symbol := self.reduced.symbols.get(char))
                and symbol.letter in "NA"
                and symbol.party
                and not _same(symbol.party, known)
            ]
            if near:
                return _Side(min(near, key=lambda pair: pair[0])[1], "the other party of the sentence")
        if home.code:
            return _Side(home, home.why)
        if known is not None and subject.name and not _same(known, subject):
            return _Side(subject, "the party that the text is about")
        return self._spoken(known)

    def _spoken(self, known: Resolved | None) -> _Side | None:
        """The other party last spoken of, where there is only one other."""
        others = [who for who in self.context.spoken if known is None or not _same(who, known)]
        return (
            _Side(others[-1], "the other party spoken of")
            if len({who.code or who.name for who in others}) == 1
            else None
        )

    def all(self, chars: list[str], other: Resolved | None = None) -> list[_Side]:
        out: list[_Side] = []
        for char in chars:
            symbol = self.reduced.symbols.get(char)
            if symbol and symbol.letter == "X" and symbol.text.lower().startswith("those "):
                out += self._those(char)
                continue
            if symbol and symbol.letter == "X" and re.search(r"(?:both|two) ", symbol.text.lower()):
                out += [_Side(side.who, f"{symbol.text!r} read as {side.who.name}") for side in self._pair()]
                continue
            side = self.side(char, other)
            if side and not any(_same(side.who, known.who) for known in out):
                out.append(side)
        return out

    def _those(self, char: str) -> list[_Side]:
        """ "those two states": the last ones spoken of together."""
        at = self.reduced.r.index(char)
        group = re.findall(rf"[{symbols('N')}](?:(?:,? and |, )(?:the )?[{symbols('N')}])+", self.reduced.r[:at])
        chars = [c for c in (group[-1] if group else "") if c in self.reduced.symbols]
        return [_Side(party, "those spoken of before") for c in chars if (party := self.reduced.symbols[c].party)]

    def _pair(self) -> list[_Side]:
        """The two parties that "both countries" means."""
        here: list[Resolved] = []
        for char in self.reduced.r:
            symbol = self.reduced.symbols.get(char)
            if (
                symbol
                and symbol.letter in "NA"
                and symbol.party
                and not any(_same(symbol.party, known) for known in here)
            ):
                here.append(symbol.party)
        if len(here) >= 2:
            return [_Side(here[0]), _Side(here[1])]
        if here and (other := self._other(here[0])):
            return [_Side(here[0]), other]
        if self.context.home.name and self.context.subject.name:
            return [_Side(self.context.home), _Side(self.context.subject)]
        return [_Side(who) for who in self.context.spoken[-2:]]

    def as_written(self, chars: list[str]) -> list[_Side]:
        """Sides that stand in the text but in no table of names: kept as text."""
        out = []
        for char in chars:
            symbol = self.reduced.symbols.get(char)
            if symbol and symbol.letter in "NHWV" and not symbol.text.islower():
                name = symbol.text.removeprefix("the ").removeprefix("The ").strip()
                out.append(_Side(Resolved("", name), f"{name!r} is not in the table of names"))
        return out

    def across(self, senders: list[_Side], receivers: list[_Side]) -> list[tuple[_Side, _Side]]:
        """Every sender with every receiver; a side that is not said is filled in where the text leaves one choice.

        A side that is said but in no table stays as it is written.
        """
        pairs = self._across(senders, receivers)
        if pairs:
            return pairs
        if self.telling.kind in ("appoint-envoy", "recall-envoy", "expel-envoy", "present-credentials"):
            return []
        senders = senders or self.as_written(self.telling.sender)
        receivers = receivers or self.as_written(self.telling.receiver)
        return self._across(senders, receivers) if senders and receivers else []

    def _across(self, senders: list[_Side], receivers: list[_Side]) -> list[tuple[_Side, _Side]]:
        if senders and not receivers:
            out = [(sender, self._other(sender.who)) for sender in senders]
        elif receivers and not senders:
            out = [(self._other(receiver.who), receiver) for receiver in receivers]  # type: ignore[misc]
        elif not senders and not receivers:
            out = [(one, other)] if (one := self._other(None)) and (other := self._other(one.who)) else []
        else:
            out = [(sender, receiver) for sender in senders for receiver in receivers]
        return [(a, b) for a, b in out if a is not None and b is not None and not _same(a.who, b.who)]

    # --- by what the act is about ---

    def relations(self, thing: Symbol | None) -> list[tuple[_Side, _Side]]:
        told = self.telling
        if told.voice == "active" and not told.receiver and not told.both:
            subject = self.all(told.sender)
            if thing and thing.parties:
                return [(_Side(thing.parties[0]), _Side(thing.parties[1]))] if len(thing.parties) > 1 else []
            if len(subject) >= 2:
                return [(subject[0], other) for other in subject[1:]]
            return self.across(subject, [])
        if told.both:
            both = self.all(told.both)
            if len(both) >= 2:
                first, second = both[0], both[1]
                sender = self.all(told.sender)
                if sender and _same(sender[0].who, second.who):
                    first, second = second, first
                return [(first, second)]
            return self.across(both, [])
        if thing and len(thing.parties) > 1 and not told.receiver:
            return [(_Side(thing.parties[0]), _Side(thing.parties[1]))]
        senders = self.all(told.sender)
        return self.across(senders, self.all(told.receiver))

    def mission(self, thing: Symbol | None, to: Symbol | None, kind: str) -> tuple[list[tuple[_Side, _Side]], str, str]:
        told = self.telling
        if thing is None:
            return [], "", kind
        level = thing.level
        if kind in ("raise-mission", "lower-mission"):
            if to is None:
                return [], "", kind
            low, high = LEVELS.index(thing.level or "office"), LEVELS.index(to.level or "office")
            if thing.text.lower().endswith(("mission", "missions")) and thing.level == "legation":
                low = 1
            if low != high and thing.level:
                kind = "raise-mission" if high > low else "lower-mission"
            level = to.level
        host = _Side(thing.host) if thing.host else None
        if host is None and told.receiver:
            hosts = self.all(told.receiver)
            if len(hosts) > 1:
                owner = _Side(thing.party) if thing.party else self._other(hosts[0].who)
                return ([(owner, one) for one in hosts] if owner else []), level, kind
            host = hosts[0] if hosts else None
        subject = self.all(told.sender) if told.voice in ("active", "noun") or told.sender else []
        if len(subject) >= 2 and (thing.own or "respective" in thing.text):
            return [(subject[0], subject[1]), (subject[1], subject[0])], level, kind
        owner = _Side(thing.party) if thing.party else None
        if owner is None and subject and (told.voice == "active"):
            owner = subject[0]
        if (
            thing.level == "office"
            and not (owner or host)
            and thing.text.lower().split()[-1] in ("post", "mission")
            and told.voice != "passive"
        ):
            return [], level, kind
        if owner and host and _same(owner.who, host.who):
            # "Embassy Berlin was closed by Germany": the owner is whoever is left.
            owner = None
        if owner is None:
            owner = self._other(host.who if host else self.context.subject if self.context.subject.name else None)
        if owner is None:
            return [], level, kind
        if host is None:
            host = self._other(owner.who)
        if host is None or _same(owner.who, host.who):
            return [], level, kind
        return [(owner, host)], level, kind

    def treaty(self) -> list[tuple[_Side, _Side]]:
        told = self.telling
        sides: list[_Side] = []
        for char in (*told.sender, *told.both, *told.receiver):
            symbol = self.reduced.symbols.get(char)
            if symbol and symbol.letter == "X" and re.search(r"(?:both|two) ", symbol.text.lower()):
                return [(pair[0], pair[1])] if len(pair := self._pair()) > 1 else []
            side = self.side(char)
            if side and not any(_same(side.who, known.who) for known in sides):
                sides.append(side)
        if len(sides) >= 2:
            return [(sides[0], other) for other in sides[1:7]]
        if told.voice == "active" and not sides and told.sender and not self.context.home.name:
            return []
        return self.across(sides, [])

    def present(self, to: Symbol | None) -> list[tuple[_Side, _Side]]:
        told = self.telling
        receiver = self.side(told.receiver[0]) if told.receiver else None
        sender: _Side | None = None
        host: _Side | None = None
        if to is not None:
            sender = _Side(to.party) if to.party else None
            host = _Side(to.host) if to.host else None
        if told.sender:
            symbol = self.reduced.symbols[told.sender[0]]
            own = self.side(told.sender[0])
            sender = sender or own
            if symbol.letter == "H" and symbol.host and host is None:
                host = _Side(symbol.host)
            person = self.context.persons.get(symbol.person) if symbol.person else None
            if symbol.letter == "X":
                person = self.context.last_person
            if person and person.host and host is None:
                host = _Side(person.host)
        if receiver and sender and _same(receiver.who, sender.who):
            receiver = None
        receiver = receiver or host
        if sender and receiver and _same(receiver.who, sender.who):
            receiver = None
        return self.across([sender] if sender else [], [receiver] if receiver else [])

    def accept(self, thing: Symbol | None, to: Symbol | None) -> list[tuple[_Side, _Side]]:
        told = self.telling
        envoy: _Side | None = None
        if to is not None and to.party:
            envoy = _Side(to.party)
        for symbol_char in (*told.receiver, told.thing):
            symbol = self.reduced.symbols.get(symbol_char)
            if envoy is None and symbol is not None and symbol.letter in "NAHXQW":
                envoy = self.side(symbol_char)
        acceptor = next(iter(self.all(told.sender)), None)
        host = None
        for symbol in (to, thing, *(self.reduced.symbols.get(char) for char in told.receiver)):
            if symbol is not None and symbol.letter == "H" and symbol.host is not None and host is None:
                host = _Side(symbol.host)
        if acceptor is None:
            acceptor = host
        if envoy and acceptor and _same(envoy.who, acceptor.who):
            envoy = None
        return self.across([acceptor] if acceptor else [], [envoy] if envoy else [])

    def envoy(self, thing: Symbol | None, to: Symbol | None) -> list[tuple[_Side, _Side]]:
        told = self.telling
        sender = next(iter(self.all(told.sender)), None)
        host: _Side | None = None
        if told.kind == "expel-envoy":
            party = _Side(thing.party) if thing is not None and thing.party else None
            return self.across([sender] if sender else [], [party] if party else [])
        if to is not None:
            host = _Side(to.host) if to.host else None
            if to.party and (told.voice == "passive" or sender is None):
                sender = sender or _Side(to.party)
        hosts = self.all(told.receiver)
        if len(hosts) > 1:
            one = sender or (self.side(told.thing) if thing is not None else None) or self._other(hosts[0].who)
            return self.across([one], hosts) if one else []
        if hosts and (host is None or (thing is not None and thing.letter == "H")):
            host = hosts[0]
        if thing is not None and thing.letter == "H":
            if sender is None:
                sender = self.side(told.thing)
            host = host or (_Side(thing.host) if thing.host else None)
        if thing is not None and thing.letter in "XQW" and sender is None:
            sender = self.side(told.thing)
            person = self.context.last_person if thing.letter != "W" else self.context.persons.get(thing.person)
            host = host or (
                _Side(person.host, "where the person was accredited before") if person and person.host else None
            )
        if sender and host and _same(sender.who, host.who):
            host = None
        return self.across([sender] if sender else [], [host] if host else [])

    def recognise(self) -> list[tuple[_Side, _Side]]:
        told = self.telling
        if told.to == "mutual":
            both = self.all(told.both) or self._pair()
            if len(both) == 1 and (other := self._other(both[0].who)):
                both.append(other)
            return [(both[0], both[1]), (both[1], both[0])] if len(both) > 1 else []
        senders = self.all(told.sender)
        receivers = self.all(told.receiver, senders[0].who if senders else None)
        if told.receiver and not receivers:
            symbol = self.reduced.symbols[told.receiver[0]]
            if (
                symbol.letter == "W"
                and symbol.person.split(" ")[-1] not in self.context.people
                and told.voice != "noun"
            ):
                receivers = [_Side(Resolved("", symbol.text), f"{symbol.text!r} is not in the table of names")]
        if len(senders) > 1:
            senders = [one for one in senders if not any(_same(one.who, receiver.who) for receiver in receivers)]
        receivers = [one for one in receivers if not any(_same(one.who, sender.who) for sender in senders)]
        if told.receiver and senders and not receivers:
            return self.across(senders, [])
        return self.across(senders, receivers)

    def independence(self) -> list[tuple[_Side, _Side]]:
        sender = next(iter(self.all(self.telling.sender)), None)
        if sender is None:
            sender = self._subject(None)
        receiver = next(iter(self.all(self.telling.receiver)), None) or _Side(NOBODY)
        return [(sender, receiver)] if sender else []

    def war(self) -> list[tuple[_Side, _Side]]:
        senders = self.all(self.telling.sender)
        receivers = [
            side for side in self.all(self.telling.receiver) if not any(_same(side.who, s.who) for s in senders)
        ]
        return self.across(senders[:1], receivers)

    def government(self) -> list[tuple[_Side, _Side]]:
        told = self.telling
        sender = next(iter(self.all(told.sender)), None) or self._subject(None)
        return [(sender, _Side(NOBODY))] if sender else []


_WAS = re.compile(rf"([{symbols('H')}])(?: (?:for|of|to) [^.;,]{{0,40}}?)? (?:was|is) (?:the )?([{symbols('W')}])")
_NAH = re.compile(f"[{symbols('NAH')}]")
_RELATIVE = re.compile(f"[{symbols('Q')}]")
_DATES = re.compile(f"[{symbols('D')}]")
_JUNCTURES = re.compile(r"\b(?:when|while|whose|but|although|after|before|because|until|so|that)\b")


def _same(a: Resolved, b: Resolved) -> bool:
    if a.code or b.code:
        return a.code == b.code
    return a.name == b.name


def _day(edtf: str) -> Day | None:
    try:
        return Day.parse(edtf) if edtf else None
    except BadDay:
        return None


_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


def _year_of(heading: str) -> str:
    """The one year of a heading, or the one that closes it; "" where that leaves a choice."""
    years = set(_YEAR.findall(heading))
    if len(years) == 1:
        return years.pop()
    last = re.search(r"(?<![-–—/\d])((?:1[5-9]|20)\d\d)[.:]?\s*$", heading)
    return last[1] if last else ""


def _day_of(text: str) -> dt.date | None:
    found = _YEAR.search(text)
    return dt.date(int(found[0]), 7, 1) if found else None


def _named(name: str) -> str:
    """What a document's name may say of its subject: "two-sicilies/8" speaks of the Two Sicilies."""
    last = re.split(r"[/\\]", name)
    words = re.sub(r"\.\w{1,5}$", "", " ".join(last[-2:]))
    return (
        re.sub(r"\s+", " ", re.sub(r"[-_.:#\d]+", " ", words))
        .strip()
        .title()
        .replace(" Of ", " of ")
        .replace(" The ", " the ")
        .replace(" And ", " and ")
    )


def _once(claims: list[Claim]) -> list[Claim]:
    """Each act once: a second telling in the paragraph, with the same day or a coarser one, adds nothing."""
    out: list[Claim] = []
    for claim in claims:
        for number, other in enumerate(out):
            if (claim.kind, claim.sender or claim.sender_name, claim.receiver or claim.receiver_name, claim.polarity) != (
                other.kind, other.sender or other.sender_name, other.receiver or other.receiver_name, other.polarity,
            ):  # fmt: skip
                continue
            if _within(claim.happened, other.happened):
                if (
                    claim.happened is not None
                    and other.happened is not None
                    and len(claim.happened.text) > len(other.happened.text)
                ) or (claim.happened is not None and other.happened is None):
                    out[number] = claim
                break
        else:
            out.append(claim)
    return out


def _within(a: Day | None, b: Day | None) -> bool:
    if a is None or b is None:
        return True
    return a.text.startswith(b.text) or b.text.startswith(a.text)
