"""Whom a symbol of a sentence means: a name, a pronoun, an office, and the side that the text leaves unsaid."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from comity.reading.context import PUBLISHER, SENT, TOGETHER, Context, same
from comity.reading.frames import PARTIES, SAYING, Telling
from comity.reading.names import Names, Resolved
from comity.reading.symbols import Reduced, Symbol, symbols

__all__ = ["NO_PARTY", "TWO", "Side", "Who"]


@dataclass(slots=True)
class Side:
    """A side of an act, and how surely it is known."""

    who: Resolved
    why: str = ""
    """What it was inferred from; empty where the words name it."""
    said: str = ""
    """The words that name it."""

    def code(self, names: Names, on: dt.date | None, *, singled: bool) -> str:
        """The code of the party, or of its government where the words single one out; ``singled`` as in ``Names``."""
        return names.government(self.who.code, self.said, on, singled=singled) if self.said else self.who.code


class Who:
    """The sides of one telling, one by one."""

    def __init__(self, reduced: Reduced, telling: Telling, context: Context, speaker: Resolved | None) -> None:
        self.speaker = speaker
        self.reduced = reduced
        self.telling = telling
        self.context = context
        self.about = ""

    def side(self, char: str) -> Side | None:
        """Whom a symbol means; None where it cannot be told without the other side."""
        symbol = self.reduced.symbols.get(char)
        if symbol is None:
            return None
        if symbol.letter in "VN" and symbol.party is None and self._is_publishers(char, symbol):
            return Side(self.context.home, f"{symbol.text!r} read as the publisher's own")
        if symbol.letter in "NAC":
            if symbol.party is None:
                return self._subject() if symbol.letter == "N" else None
            return Side(symbol.party, said=symbol.text)
        if symbol.letter == "H":
            return self._official(symbol)
        if symbol.letter == "W":
            if symbol.party is not None and self.telling.kind == "present-credentials":
                return Side(symbol.party, said=symbol.text)
            person = self.context.person(symbol.person)
            if person and person.party:
                return Side(person.party, f"whom {symbol.person} serves")
            leader = self.context.leader(symbol.text)
            return Side(leader, "the leader's name") if leader else None
        if symbol.letter in "XQ":
            return self._pronoun(char, symbol)
        if symbol.letter == "V" and symbol.text in _OWN_CHAMBERS and self.context.leaders is not None:
            return Side(
                self.context.home, self.context.home.why
            )  # "declared by Congress", in a handbook of its country
        handbook = self.context.home.code and self.context.subject.name and self.context.home.why != PUBLISHER
        if symbol.letter == "V" and self.about == "party" and handbook and char in self.telling.receiver:
            return self._subject()  # "extended recognition to the new government"
        if symbol.letter == "V" and self.about == "party" and (known := self.context.done_to.get("party")):
            return Side(
                known[0], f"{symbol.text!r} read as {known[0].name}"
            )  # "was the first to recognise the new state"
        if symbol.letter == "V" and self.telling.kind in ("declare-independence", "declare-war"):
            return None
        if symbol.letter == "V" and not self.context.home.code:
            # "the new regime": of the party last spoken of.
            senders = [held.party for c in self.telling.sender if (held := self.reduced.symbols.get(c)) and held.party]
            told = self.telling.kind == "recognise" and char in self.telling.receiver
            about = [self.context.subject] if self.context.subject.code and told else []
            spoken = [*self._so_far(self.reduced.r.index(char)), *about]
            others = [party for party in spoken if not any(same(party, sender) for sender in senders)]
            return Side(others[-1], f"{symbol.text!r} read as that of {others[-1].name}") if others else None
        return None

    def _is_publishers(self, char: str, symbol: Symbol) -> bool:
        """Whether "the Cabinet", which acts in a party's own statement, is that party's."""
        return (
            self.telling.kind != "change-government"
            and char in self.telling.sender
            and self.context.home.why == PUBLISHER
            and _OWN_BODY.fullmatch(symbol.text) is not None
        )

    def _official(self, symbol: Symbol) -> Side | None:
        if symbol.party is not None:
            return Side(symbol.party, said=symbol.text)
        if symbol.office == "own" and not self.context.home.code and self.context.office_home.code:
            return Side(self.context.office_home, f"{symbol.text!r} read as that of {self.context.office_home.name}")
        if symbol.office == "own" and self.context.home.code:
            return Side(self.context.home, f"{symbol.text!r} read as the document's own")
        leader = self.context.leader(symbol.person or symbol.text) or self.context.leader(symbol.text)
        if leader:
            return Side(leader, "the leader's name")
        host = self.telling.kind == "present-credentials" and not self.context.home.code
        if symbol.office == "ruling" and host and (subject := self._subject()):
            senders = [held.party for c in self.telling.sender if (held := self.reduced.symbols.get(c)) and held.party]
            if not any(same(subject.who, sender) for sender in senders):
                return subject  # "presented their credentials to President Murmu", in a text on India
        ruler = symbol.office == "ruling" and (symbol.person or _MONARCH.search(symbol.text))
        if ruler and self.context.leaders is not None:
            # A handbook knows the rulers of its own country by name: this is the other's.
            return self._subject()
        if symbol.office in SENT and symbol.host is not None:
            back = self._other(symbol.host)
            return Side(back.who, "the envoy's state not said") if back else None
        return None

    def _pronoun(self, char: str, symbol: Symbol) -> Side | None:
        word = symbol.text.lower()
        at = self.reduced.r.index(char)
        if word in ("we", "our", "us", "i", "my"):
            who = self.speaker or self.context.home
            return Side(who, f"{symbol.text!r} read as {who.name}") if who.code else None
        if symbol.letter == "Q" or word == "whom":
            for before in reversed(self.reduced.r[:at]):
                symbol_ = self.reduced.symbols.get(before)
                if symbol_ and symbol_.letter in "NAHW":
                    return self.side(before)
            return None
        if word == "the latter":
            return Side(spoken[-1], "'the latter'") if (spoken := self._so_far(at)) else None
        if symbol.text in _FORMS:
            if self.context.home.why == PUBLISHER:
                return Side(self.context.home, f"'the {symbol.text}' read as {self.context.home.name}")
            for party in reversed(self._so_far(at)):
                if symbol.text in party.name:
                    return Side(party, f"'the {symbol.text}' read as {party.name}")
            if self.context.pair:
                return Side(self.context.pair[0], f"'the {symbol.text}' read as {self.context.pair[0].name}")
            return self._subject()
        if word in ("he", "she", "his", "him", "her"):
            people = [place for place, _ in self.reduced.standing("HW", at)]
            # Not the one of "a reception given by the Mexican Ambassador", where there is another.
            acting = [place for place in people if not _IN_PHRASE.search(self.reduced.r, 0, place)] or people
            if acting:
                return self.side(self.reduced.r[acting[-1]])
            person = self.context.last_person
            if person and person.party:
                return Side(person.party, f"{symbol.text!r} is the person named before")
            return None
        receives = char in self.telling.receiver and self.telling.voice != "passive"
        if word in ("it", "them") and receives:
            return self._object(at, symbol)
        if word in ("it", "its", "they", "their", "them"):
            r = self.reduced.r
            if word == "they" and _AND_SOMEBODY.match(r, 0, at):
                return None  # "China and the Federated States signed a text by which they ...": not China alone
            for found in PARTIES.finditer(r, 0, at):
                symbol_ = self.reduced.symbols[found[0]]
                if symbol_.letter in "NAH" and symbol_.party and not _IN_PHRASE.search(r, 0, found.start()):
                    if receives and self._sends(symbol_.party):
                        return self._object(at, symbol)  # "Spain recognised its independence": not Spain's
                    return Side(symbol_.party, f"{symbol.text!r} read as {symbol_.party.name}", symbol_.text)
            if self.context.actor:
                return Side(self.context.actor, f"{symbol.text!r} read as {self.context.actor.name}")
        return None

    def _sends(self, party: Resolved) -> bool:
        """Whether a party is named as the one who does it."""
        return any(same(party, sender) for sender in self._parties_in("".join(self.telling.sender)))

    def _object(self, at: int, symbol: Symbol) -> Side | None:
        """ "established relations with it": the party last spoken of that is not the subject."""
        last = self.context.done_to.get("party", []) if self.about == "party" else []
        # What the text is about, where the sentence before began with it: "Somaliland left Somalia. Israel recognised it".
        topic = self.context.actor
        here = [symbol_.party for _, symbol_ in self.reduced.standing("NA", at)]
        first = [topic] if topic and same(topic, self.context.subject) and not any(here[1:]) else []
        for party in (*last, *first, *reversed(self._so_far(at))):
            if not self._sends(party):
                return Side(party, f"{symbol.text!r} read as {party.name}")
        subject = self.context.subject
        if subject.name and not self._sends(subject):
            return Side(subject, "the party that the text is about")
        return None

    def _so_far(self, at: int) -> list[Resolved]:
        """Parties spoken of before a place of the sentence, the last one last."""
        here = [symbol.party for _, symbol in self.reduced.standing("NA", at) if symbol.party]
        return [*self.context.spoken, *here]

    def _subject(self) -> Side | None:
        """The party that the text is about."""
        who = self.context.subject
        if not who.code and not who.name:
            return None
        return Side(who, "the party that the text is about")

    def _other(self, known: Resolved | None) -> Side | None:
        """The side that is not said, across from the one that is."""
        home, subject = self.context.home, self.context.subject
        pair = self.context.pair
        if pair and (known is None or any(same(known, one) for one in pair)):
            # The relations of two parties: whoever is not the one is the other.
            one = next(one for one in pair if known is None or not same(known, one))
            return Side(one, "one of the two parties that the text is about")
        if known is not None and same(known, home):
            return Side(subject, "the party that the text is about") if subject.name else self._spoken(known)
        by = self.context.done_by
        left_open = self.about == "relations" and self.telling.voice != "active" and not home.code
        recognised = self.context.done_to.get("party", []) if left_open else []
        if by and known and any(same(known, one) for one in recognised) and not same(known, by):
            # "Finland recognised Kazakhstan and Georgia. Relations were established with Kazakhstan on 13 May".
            return Side(by, "who recognised it before")
        third = known is not None and not same(known, home) and self.telling.kind == "declare-war"
        if known is not None and known.code and (not home.code or third):
            # Two others: whoever else the sentence speaks of, the one nearest to the act; but of one who only comes up
            # after it ("Britain shut its embassy, Sweden taking charge"), the party that the text is about goes before.
            r, at = self.reduced.r, self.telling.verb[0]
            writes = subject.name and not same(known, subject)
            near = [
                (abs(place - at), place, symbol.party)
                for place, symbol in self.reduced.standing("NAC")
                if symbol.party
                and not same(symbol.party, known)
                and (place < at or not writes or "," not in r[self.telling.end : place])
                and not r.endswith("former ", 0, place)
            ]
            beside = [char for group in _IN_A_LIST.findall(r) if known in self._parties_in(group) for char in group]
            dealt_with = any(same(known, one) for one in self._parties_in("".join(self.telling.receiver)))
            each_other = self.about in ("relations", "mission", "treaty", "peace") and not dealt_with
            apart = [one for one in near if each_other or r[one[1]] not in beside]
            if near and not apart:
                return None  # "Denmark, Norway and Sweden announced their recognition": each acts with the others
            near = apart
            # Not "signed in Algiers", where there is another; the one before the act rather than one after it.
            elsewhere = [one for one in near if not r.startswith((" in ", " at "), one[1] - 4)]
            near = elsewhere if self.telling.kind == "sign-treaty" else elsewhere or near
            near = [one for one in near if one[1] < self.telling.end] or near
            if near:
                return Side(min(near, key=lambda one: one[0])[2], "the other party of the sentence")
        if home.code:
            return Side(home, home.why)
        if known is not None and subject.name and not same(known, subject):
            return Side(subject, "the party that the text is about")
        return self._spoken(known)

    def _parties_in(self, chars: str) -> list[Resolved]:
        """The parties that some symbols name."""
        return [party for char in chars if (held := self.reduced.symbols.get(char)) and (party := held.party)]

    def _done_to(self, senders: list[Side]) -> list[Side]:
        """To whom the act before was done: "Ceylon also accorded recognition"; nobody in a handbook of one country."""
        if self.context.home.code or (self.context.pair and self.about != "party"):
            return []
        known = self.context.done_to.get(self.about, [])
        if any(same(who, sender.who) for who in known for sender in senders):
            return []
        return [Side(who, f"{who.name}, to which it was done before") for who in known]

    def _about(self, sender: Resolved) -> Side | None:
        """The party that a handbook of one country writes about, where a third one acts: nothing says that it is home."""
        home, subject = self.context.home, self.context.subject
        third = home.code and subject.name and not same(sender, home) and not same(sender, subject)
        towards = self.telling.kind in _TOWARDS
        return Side(subject, "the party that the text is about") if third and towards else None

    def _spoken(self, known: Resolved | None) -> Side | None:
        """The other party last spoken of, where there is only one other."""
        others = [who for who in self.context.spoken if known is None or not same(who, known)]
        return (
            Side(others[-1], "the other party spoken of")
            if len({who.code or who.name for who in others}) == 1
            else None
        )

    def all(self, chars: list[str]) -> list[Side]:
        """The sides that some symbols mean, each once; those that cannot be told are left out."""
        out: list[Side] = []
        for char in chars:
            symbol = self.reduced.symbols.get(char)
            if symbol and symbol.letter == "X" and self._are_several(char, symbol):
                those = self._those(char)
                out += [one for one in those if not any(same(one.who, known.who) for known in out)]
                if those or (self.about == "party" and char in self.telling.receiver and _GROUP.match(symbol.text)):
                    continue  # whom "the two republics" means that were recognised, the sentence itself does not say
            if symbol and symbol.letter == "V" and _NEITHER.search(self.reduced.r[: self.reduced.r.index(char)]):
                out += [Side(side.who, f"neither read as {side.who.name}") for side in self._pair()]
                continue
            if symbol and symbol.letter == "V" and char in self.telling.receiver and self._each(char):
                out += [one for one in self._those(char) if not any(same(one.who, known.who) for known in out)]
                continue
            if symbol and symbol.letter == "X" and TWO.search(symbol.text.lower()):
                out += [Side(side.who, f"{symbol.text!r} read as {side.who.name}") for side in self._pair()]
                continue
            if symbol and symbol.letter == "Q" and char in self.telling.sender:
                before = self.reduced.r[: self.reduced.r.index(char)]
                listed = _LISTED_BEFORE.search(before)
                if listed and len(chars_ := PARTIES.findall(listed[0])) > 1:
                    out += [one for one in self.all(chars_) if one not in out]
                    continue
            if symbol and symbol.letter in "NH" and symbol.parties:
                out += [Side(party) for party in symbol.parties]
                continue
            if symbol and symbol.letter == "X" and symbol.text.lower() in ("it", "they"):
                before = self.reduced.r[: self.reduced.r.index(char)]
                if (sayers := SAYING.search(before)) and char not in self.telling.receiver:
                    chars_ = PARTIES.findall(sayers["list"])
                    chars_ = chars_[-1:] if symbol.text.lower() == "it" else chars_
                    out += [one for one in self.all(chars_) if one not in out]
                    continue
            side = self.side(char)
            if side and not any(same(side.who, known.who) for known in out):
                out.append(side)
        return out

    def _are_several(self, char: str, symbol: Symbol) -> bool:
        """Whether "those states", "the two republics", "them" are parties spoken of together before."""
        if char in self.telling.receiver and symbol.text in ("them", "both"):
            return True
        if char in self.telling.receiver and symbol.text == "their" and self.about == "party":
            return len(self.context.group) > 1  # "had recognised their independence"
        # "The two countries established relations": the two that the text is about.
        pair = char not in self.telling.receiver and TWO.search(symbol.text.lower())
        return not pair and _GROUP.match(symbol.text) is not None

    def _each(self, char: str) -> bool:
        """Whether "nation", "government" stands after "each": of those spoken of together."""
        return _EACH.search(self.reduced.r[: self.reduced.r.index(char)]) is not None

    def _those(self, char: str) -> list[Side]:
        """ "those two states", "the three republics": the last ones spoken of together."""
        at = self.reduced.r.index(char)
        group = TOGETHER.findall(self.reduced.r, 0, at)
        chars = [c for c in (group[-1] if group else "") if c in self.reduced.symbols and c not in self.telling.sender]
        here = [party for c in chars if (party := self.reduced.symbols[c].party)]
        said = self.reduced.symbols[char].text
        count = next((number for word, number in _COUNTS.items() if f" {word} " in f" {said.lower()} "), 0)
        for those in (here, *self.context.done_to.values(), self.context.recognised, self.context.group):
            if len(those) > 1 and count in (0, len(those)) and not any(self._sends(party) for party in those):
                return [Side(party, "those spoken of before") for party in those]
        return []

    def _named(self, before: int | None = None) -> list[Resolved]:
        """The parties that the sentence names ``before`` a place, each once."""
        here: list[Resolved] = []
        for _, symbol in self.reduced.standing("NAH", before):
            # "the ambassadors of Peru and Ghana" name both.
            parties = symbol.parties if symbol.letter == "H" else (symbol.party,)
            here += [one for one in parties if one and not any(same(one, known) for known in here)]
        return here

    def _pair(self) -> list[Side]:
        """The two parties that "both countries" means."""
        towards = [side.who for side in (self.side(char) for char in self.telling.receiver) if side]
        here = [one for one in self._named() if not any(same(one, who) for who in towards)]
        home, subject = self.context.home, self.context.subject
        if len(here) == 1 and home.name and subject.name and not (same(here[0], home) or same(here[0], subject)):
            here = []  # "It took the war with Iran to bring the two sides to resume relations"
        if len(here) >= 2:
            return [Side(here[0]), Side(here[1])]
        last = self.context.told.get("relations")
        if len(here) == 1 and last and not any(same(here[0], one) for one in (last.sender, last.receiver)):
            here = []  # "Relations between the two countries were first broken off over Western Sahara"
            if not self.context.pair:
                return [Side(last.sender), Side(last.receiver)]
        if here and (other := self._other(here[0])):
            return [Side(here[0]), other]
        if self.context.pair:
            return [Side(party) for party in self.context.pair]
        if self.context.home.name and self.context.subject.name:
            return [Side(self.context.home), Side(self.context.subject)]
        spoken: list[Resolved] = []
        for who in reversed(self.context.spoken):
            if not any(same(who, known) for known in spoken):
                spoken.insert(0, who)
        return [Side(who) for who in spoken[-2:]]

    def as_written(self, chars: list[str]) -> list[Side]:
        """Sides that stand in the text but in no table of names: kept as text."""
        out = []
        for char in chars:
            symbol = self.reduced.symbols.get(char)
            if symbol is None or (symbol.office == "ruling" and not symbol.person) or _FIRST.match(symbol.text):
                continue  # "the King", "the first Chief of Mission": of nobody knows where
            generic = _TITLED.match(symbol.text) or NO_PARTY.fullmatch(symbol.text)
            person = symbol.letter == "W" and symbol.text in self.context.people  # "Pinochet", named in full before
            # "the IMF" in capitals is an organisation.
            initials = symbol.letter == "W" and symbol.text.isupper()
            if symbol.letter in "NHWV" and not (symbol.text.islower() or generic or person or initials):
                name = symbol.text.removeprefix("the ").removeprefix("The ").strip()
                out.append(Side(Resolved("", name), f"{name!r} is not in the table of names"))
        return out

    def across(self, senders: list[Side], receivers: list[Side]) -> list[tuple[Side, Side]]:
        """Every sender with every receiver; a side that is not said is filled in where the text leaves one choice.

        A side that is said but in no table stays as it is written.
        """
        pairs = self._across(senders, receivers)
        if pairs:
            return pairs
        if self.telling.kind in ("appoint-envoy", "recall-envoy", "expel-envoy"):
            return []
        if self.telling.kind == "present-credentials" and receivers and not senders:
            return []  # "H.E. Mr. Karl Braun presented his letters": an envoy's own name is no party's
        if self.telling.kind == "sign-treaty":
            # "an agreement with the World Bank": who is no party of the tables is one only by its form of state.
            unknown = [
                self.reduced.symbols.get(c) for c in (*self.telling.sender, *self.telling.receiver, *self.telling.both)
            ]
            if any(symbol and symbol.letter in "WHV" and symbol.party is None for symbol in unknown):
                return []
        senders = senders or self.as_written(self.telling.sender)
        receivers = receivers or self.as_written(self.telling.receiver)
        return self._across(senders, receivers) if senders and receivers else []

    def _across(self, senders: list[Side], receivers: list[Side]) -> list[tuple[Side, Side]]:
        out: list[tuple[Side | None, Side | None]]
        if senders and not receivers and (known := self._done_to(senders)):
            out = [(sender, one) for sender in senders for one in known]
        elif senders and not receivers:
            # The receiver of several senders is none of them.
            out = [
                (sender, other if other and not any(same(other.who, one.who) for one in senders) else None)
                for sender in senders
                for other in [self._about(sender.who) or self._other(sender.who)]
            ]
        elif receivers and not senders:
            # Nor is the sender to several receivers one of them.
            out = [
                (other if other and not any(same(other.who, one.who) for one in receivers) else None, receiver)
                for receiver in receivers
                for other in [self._other(receiver.who)]
            ]
        elif not senders and not receivers:
            out = [(one, other)] if (one := self._other(None)) and (other := self._other(one.who)) else []
        else:
            out = [(sender, receiver) for sender in senders for receiver in receivers]
        return [(a, b) for a, b in out if a is not None and b is not None and not same(a.who, b.who)]

    def _here(self, char: str, others: list[Side]) -> Side | None:
        """ "to the President", in a report written in Accra: the one of that country."""
        symbol, place = self.reduced.symbols[char], self.context.place
        if symbol.office != "ruling" or symbol.party or place is None or self.context.home.code or self.context.pair:
            return None
        return None if any(same(one.who, place) for one in others) else Side(place, place.why)

    def _nobody(self, char: str) -> bool:
        """Whether a symbol is some ruler of a country that the text leaves open."""
        symbol = self.reduced.symbols[char]
        return (
            symbol.letter == "H" and symbol.office == "ruling" and symbol.party is None and not self.context.home.code
        )


_TOWARDS = frozenset(
    ("recognise", "withdraw-recognition", "freeze-recognition", "reaffirm-recognition", "establish-relations",
     "sever-relations", "suspend-relations", "resume-relations", "open-mission", "close-mission")
)  # fmt: skip
"""Acts that third parties do to whom a handbook writes about."""

_GROUP = re.compile(
    r"[Tt]hose |(?:[Tt]he (?:two|three|four|five|six)|both) (?:.* )?(?:states|republics|regions|entities|territories|provinces|nations|countries)$"
)

_AND_SOMEBODY = re.compile(rf"(?:[A-Z][a-z]+ )?(?:the )?[{symbols('NACH')}],? and (?:the )?[{symbols('WXF')}](?! and)")

_DATED = rf"(?: (?:on |in )?\(?[{symbols('D')}]\)?)?"

_IN_A_LIST = re.compile(rf"[{symbols('N')}]{_DATED}(?:(?:,? and |, )(?:the )?[{symbols('N')}]{_DATED})+")
""" "Finland (29 August), Sweden (28 August) and Norway": parties that are none the other side of another."""

_LISTED_BEFORE = re.compile(rf"[{symbols('NAC')}](?:(?:,? and |, )(?:the )?[{symbols('NAC')}])+,? $")

_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}

_TITLED = re.compile(
    r"(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Baron|Count|Countess|Marquis|Duke|Earl|Viscount|Chevalier|Captain|Colonel"
    r"|Commander|Major|General|Admiral|Commodore|Professor|Senator|Archbishop|Bishop|Cardinal|Monsignor|Father)\b"
)
"""Before the name of a person, who is no party."""

_IN_PHRASE = re.compile(r"\b(?:of|with|in|to|for|by|at|from|between|on|upon|between [^ ]* and) (?:the )?$")
"""Before a party that "it" does not mean."""

NO_PARTY = re.compile(
    r"(?:the |The )?(?:Committee|Department|Commission|Council|Conference|Congress|Court|Commonwealth Government|Embassy"
    r"|Legation|Assembly|Parliament|Cabinet|Ministry|Minister|Office|Delegation|Party|Bank|Union|League|[A-Z][a-z]+ors"
    r"|Members?|Parties|States|Countries|Nations|Others|Governments|Powers|(?:[A-Z][a-z]+ )?Group|Summit|UN|NATO|United Nations|Chinas|Germanys|Koreas)"
)
"""A noun with a capital: of nobody knows whom."""

_OWN_CHAMBERS = frozenset(("Congress", "the Congress", "Senate", "the Senate"))

_NEITHER = re.compile(r"\b[Nn]either $")

_EACH = re.compile(r"\b(?:each|every one|both|all)(?: of (?:the|these|those))? $")

_OWN_BODY = re.compile(
    r"(?:(?:[Tt]he|Federal|Royal|National|State|Legislative|Constituent) )*"
    r"(?:Government|Cabinet|Council of Ministers|Federal Council|Parliament|Assembly|Administration|Ministry)"
)

TWO = re.compile(r"(?:both|two) ")

_MONARCH = re.compile(
    r"(?i)\b(?:king|queen|emperor|empress|sultan|shah|tsar|czar|pope|emir|khedive|regent|prince|grand duke|doge)\b"
)

_FIRST = re.compile(r"(?:the )?(?:first|new|former)\b")

_FORMS = frozenset(
    ("Republic", "Kingdom", "Empire", "Federation", "Confederation", "State", "Union", "Principality", "Duchy", "Sultanate",
     "Emirate", "Commonwealth", "Free State", "Confederacy", "Regency", "Protectorate")
)  # fmt: skip
"""Forms of state that stand for a party named before: "the Federation"."""
