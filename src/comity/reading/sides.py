"""Who did it, to whom: the parties of a telling, those that its words name and those that they leave unsaid."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from comity.claims import Claim
from comity.codebook import LEVELS
from comity.reading.context import NOBODY, PUBLISHER, SENT, TOGETHER, Context, same
from comity.reading.frames import PARTIES, SAYING, Telling
from comity.reading.names import Names, Resolved
from comity.reading.posts import are_mutual, further_hosts, further_owners
from comity.reading.symbols import Reduced, Symbol, symbols

__all__ = ["Side", "Sides"]


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


class Sides:
    """The parties of one telling."""

    def __init__(self, reduced: Reduced, telling: Telling, context: Context, speaker: Resolved | None) -> None:
        self.speaker = speaker
        self.reduced = reduced
        self.telling = telling
        self.context = context
        self.about = ""

    def pairs(self, kind: str, about: str) -> tuple[list[tuple[Side, Side]], str, str]:
        """Sender and receiver of every act that the telling tells, the level of its mission, and its kind.

        Parameters
        ----------
        kind  : the kind of the telling; of a change of level, which way it goes is found here.
        about : what the act's verb is said of, as the tables have it: relations, mission, treaty, ...
        """
        self.about = {"recognition": "party"}.get(about, about)
        thing, to = self.reduced.symbols.get(self.telling.thing), self.reduced.symbols.get(self.telling.to)
        if about == "mission":
            return self._mission(thing, to, kind)
        level = (
            (to.level if to else thing.level if thing else "")
            if kind == "accept-credentials" or about == "envoy"
            else ""
        )
        if about == "relations":
            pairs = self._relations(thing)
        elif about == "treaty":
            pairs = self._treaty()
        elif kind == "present-credentials":
            pairs = self._present(to)
        elif kind == "accept-credentials":
            pairs = self._accept(thing, to)
        elif about == "envoy":
            pairs = self._envoy(thing, to)
        elif about in ("party", "recognition"):
            pairs = self._recognise()
        elif about in ("request", "position"):
            pairs = self._addressed()
        elif about == "peace":
            pairs = self._relations(None)
        elif about == "independence":
            pairs = self._independence()
        elif about == "war":
            pairs = self._war()
        else:
            pairs = self._government()
        return pairs, level, kind

    def repeated(self, before: list[Claim]) -> tuple[list[tuple[Side, Side]], str, str]:
        """The same act as before, by others: the receivers, the level and the kind are those of the claims before."""
        model, kind = before[0], before[0].kind
        receivers: dict[tuple[str, str], None] = {}
        for claim in before:
            if claim.kind == model.kind and claim.sender == model.sender:
                receivers[claim.receiver, claim.receiver_name] = None
        first = self.telling.said == "done" and not _DID_SO.search(self.reduced.r, *self.telling.verb)
        if kind == "request-recognition" or (kind == "declare-independence" and first):
            # Whoever declines after a request declines to recognise; whoever is first after independence recognises.
            kind, receivers = "recognise", {(model.sender, model.sender_name): None}
        pairs = []
        senders = self.all(self.telling.sender) or self._met(model)
        for sender in senders:
            for code, name in receivers:
                who = Resolved(code, name)
                if same(sender.who, who):
                    if len(receivers) > 1 or len(senders) > 1 or self.telling.inner or kind == "declare-independence":
                        continue
                    who = Resolved(model.sender, model.sender_name)  # "Peru recognised Chile, and Chile did the same"
                if not same(sender.who, who):
                    pairs.append((sender, Side(who, "the act told before")))
        return pairs, model.level, kind

    def _met(self, model: Claim) -> list[Side]:
        """Whom somebody unknown stands for who does the same at a place: "did the same at the White House"."""
        if model.kind not in ("present-credentials", "accept-credentials"):
            return []
        for char in self.reduced.r[self.telling.end : self.telling.end + 60]:
            symbol = self.reduced.symbols.get(char)
            if symbol and symbol.letter in "NACH" and symbol.party:
                sides = Resolved(model.sender, model.sender_name), Resolved(model.receiver, model.receiver_name)
                here = [side for side in sides if same(side, symbol.party)]
                other = [side for side in sides if not same(side, symbol.party)]
                return [Side(other[0], "across from where it was done")] if here and other else []
        return []

    # --- single sides ---

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
            if symbol and symbol.letter == "X" and _TWO.search(symbol.text.lower()):
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
        pair = char not in self.telling.receiver and _TWO.search(symbol.text.lower())
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
            generic = _TITLED.match(symbol.text) or _NO_PARTY.fullmatch(symbol.text)
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

    # --- by what the act is about ---

    def _relations(self, thing: Symbol | None) -> list[tuple[Side, Side]]:
        told = self.telling
        if thing is not None and thing.letter == "X":
            return self._relations_again()
        if (
            told.voice in ("active", "noun")
            and not told.receiver
            and not told.both
            and (told.sender or told.voice == "active")
        ):
            subject = self.all(told.sender)
            if thing and thing.parties:
                return [(Side(thing.parties[0]), Side(thing.parties[1]))] if len(thing.parties) > 1 else []
            if len(subject) >= 2 and not (
                told.kind in ("sever-relations", "suspend-relations") and self._done_to(subject)
            ):
                return [(subject[0], other) for other in subject[1:]]
            return self.across(subject, [])
        if told.both:
            both = self.all(told.both)
            if len(both) > 2:
                return [(both[0], other) for other in both[1:]]  # "between Finland and Estonia, Latvia and Lithuania"
            if len(both) >= 2:
                first, second = both[0], both[1]
                sender = self.all(told.sender)
                if sender and same(sender[0].who, second.who):
                    first, second = second, first
                return [(first, second)]
            return self.across(both, [])
        if thing and len(thing.parties) > 1 and not told.receiver:
            return [(Side(thing.parties[0]), Side(thing.parties[1]))]
        senders = self.all(told.sender)
        if told.voice == "noun" and not (told.sender or told.receiver) and (two := _THEY_TWO.search(self.reduced.r)):
            both = self.all([two["a"], two["b"]])
            if len(both) == 2 and all(one.who.code for one in both):
                return [(both[0], both[1])]
        if told.voice in ("passive", "begins") and not (told.sender or told.receiver or self.context.home.code):
            # "Diplomatic relations were restored in 1966": those told of last, else of whom one recognised the other
            last = self.context.told.get("relations") or self.context.told.get("party")
            if last and last.sender.code and last.receiver.code and not self.context.pair:
                why = "the parties told of before"
                return [(Side(last.sender, why), Side(last.receiver, why))]
        return self.across(senders, self.all(told.receiver))

    def _mission(self, thing: Symbol | None, to: Symbol | None, kind: str) -> tuple[list[tuple[Side, Side]], str, str]:
        told = self.telling
        if thing is None:
            return [], "", kind
        if told.elsewhere:
            return self._elsewhere(thing), thing.level, kind
        if thing.letter == "X":
            return self._mission_again(to, kind)
        level = thing.level
        if thing.letter in "RB":
            # "lowered relations with Chile to the level of chargé d'affaires"
            return self._relations(thing)[:1], to.level if to else "", kind
        if kind in ("raise-mission", "lower-mission"):
            if to is None:
                return [], "", kind
            was = self.reduced.symbols.get(told.was) or thing
            low, high = LEVELS.index(was.level or "office"), LEVELS.index(to.level or "office")
            if was is thing and (was.letter == "H" or _OF_ANY_LEVEL.search(thing.text)):
                low = high  # which level it had is not said; the verb tells the way
            if thing.text.lower().endswith(("mission", "missions")) and thing.level == "legation":
                low = 1
            if low != high and thing.level:
                kind = "raise-mission" if high > low else "lower-mission"
            level = to.level
        subject = self.all(told.sender) if told.voice in ("active", "noun") or told.sender else []
        nobodys = bool(self.context.pair) and not (subject or told.receiver or told.voice == "active")
        of_two = len(subject) == 2 and told.voice == "active" and not told.receiver
        of_two = of_two and not _IN_MANY.match(self.reduced.r, self.reduced.r.index(told.thing) + 1)
        if not (thing.host or thing.party) and are_mutual(self.reduced, told.thing, plural=nobodys or of_two):
            two = subject if len(subject) == 2 else self._pair()
            if len(two) == 2:
                return [(two[0], two[1]), (two[1], two[0])], level, kind
        hosts = self.all([*told.receiver, *further_hosts(self.reduced, told.thing, told.verb[0])])
        if thing.host and (hosts := [one for one in hosts if not same(one.who, thing.host)]):
            hosts = [Side(thing.host), *hosts]  # "its missions in Washington, Paris and Tokyo"
        chars, places = further_owners(self.reduced, told.thing, thing)
        owners, hosts = self.all(chars), hosts or self.all(places)
        each = len(subject) > 1 and told.voice == "active" and not (thing.own or thing.party) and bool(thing.host)
        if (owners or each or len(hosts) > 1) and (several := self._several(thing, subject, owners, hosts)):
            return several, level, kind
        host = Side(thing.host) if thing.host else None
        if not thing.host and not told.receiver and len(self.context.group) > 1:
            after = self.reduced.r.find(told.thing) + 1
            if _IN_THESE.match(self.reduced.r, after):
                owner = Side(thing.party) if thing.party else next(iter(subject), None)
                those = [Side(party, "those spoken of before") for party in self.context.group]
                return ([(owner, one) for one in those] if owner else []), level, kind
        if host is None and told.receiver:
            hosts = self.all(told.receiver)
            capitals = [self.reduced.symbols[char].letter for char in told.receiver] == ["C", "C"]
            if capitals and not thing.party and not thing.own and told.voice == "passive":
                # "Embassies were opened in Lima and Oslo": each side's in the other's capital.
                both = hosts if len(hosts) == 2 else self._pair()
                return [(both[1], both[0]), (both[0], both[1])] if len(both) == 2 else [], level, kind
            host = hosts[0] if hosts else self._unknown_place(told.receiver[0])
        if len(subject) >= 2 and (thing.own or _THEIRS.search(thing.text) or self._is_theirs(told.thing)):
            return [(subject[0], subject[1]), (subject[1], subject[0])], level, kind
        owner = Side(thing.party) if thing.party else None
        if owner is None and subject and (told.voice == "active"):
            owner = subject[0]
        if (
            thing.level == "office"
            and not (owner or host)
            and thing.text.lower().split()[-1] in ("post", "mission")
            and told.voice != "passive"
        ):
            return [], level, kind
        if owner and host and same(owner.who, host.who):
            # "Embassy Berlin was closed by Germany": the owner is whoever is left.
            owner = None
        if owner is None and host is None and not subject and self.context.pair:
            return self._spoken_of("mission"), level, kind
        if (
            owner is None
            and host is None
            and not subject
            and not self.context.home.code
            and (whose := self._two_before())
        ):
            return [whose], level, kind
        if owner is None:
            owner = self._other(host.who if host else self.context.subject if self.context.subject.name else None)
        if owner is None:
            return [], level, kind
        if host is None:
            host = (
                self._there(owner.who)
                or self._about(owner.who)
                or self._where_others_are(owner.who)
                or self._other(owner.who)
                or self._place(thing)
            )
        if host is None or same(owner.who, host.who):
            return [], level, kind
        return [(owner, host)], level, kind

    def _two_before(self) -> tuple[Side, Side] | None:
        """ "Lithuanian diplomats left Beijing and the embassy was closed": whose, and where, the sentence has said."""
        at = self.reduced.r.index(self.telling.thing)
        here: list[Symbol] = []
        for _, symbol in self.reduced.standing("NACH", at):
            if symbol.party and not any(known.party and same(symbol.party, known.party) for known in here):
                here.append(symbol)
        if len(here) != 2 or here[1].letter != "C" or here[0].party is None or here[1].party is None:
            return None
        return Side(here[0].party, "the first party of the sentence"), Side(here[1].party, "the place it speaks of")

    def _spoken_of(self, about: str) -> list[tuple[Side, Side]]:
        """ "The embassy was closed", of two parties: the mission told of before, else that of whom the text spoke last."""
        last, actor = self.context.told.get(about), self.context.actor
        if last is None and actor is None:
            last = self.context.last_told.get(about)
        if last is not None and all(
            any(same(side, one) for one in self.context.pair) for side in (last.sender, last.receiver)
        ):
            why = f"the {about} told of before"
            return [(Side(last.sender, why), Side(last.receiver, why))]
        here = [party for party in self.context.pair if actor and same(party, actor)]
        owner = Side(here[0], "the party spoken of before") if here else None
        other = self._other(owner.who) if owner else None
        return [(owner, other)] if owner and other else []

    def _there(self, owner: Resolved) -> Side | None:
        """ "withdrew its ambassador from Moscow and closed its embassy there": the place spoken of last."""
        r = self.reduced.r
        at = r.index(self.telling.thing)
        if not r.startswith(" there", at + 1):
            return None
        here = None
        for _, symbol in self.reduced.standing("NCH", at):
            party = symbol.host or symbol.party if symbol.letter == "H" else symbol.party
            here = party if party and not same(party, owner) else here
        return Side(here, "'there', of the place spoken of before") if here else None

    def _where_others_are(self, owner: Resolved) -> Side | None:
        """ "Turkey resumed work at its embassy": where the mission of another was, in a text that tells of several."""
        known = self.context.done_to.get("mission", [])
        if self.context.home.code or self.context.pair or len(known) != 1 or same(known[0], owner):
            return None
        before = self.reduced.r.index(self.telling.thing)
        named = [symbol.party for _, symbol in self.reduced.standing("NAC", before) if symbol.party]
        if any(not same(party, owner) for party in named):
            return None
        return Side(known[0], "where the mission told of before is")

    def _unknown_place(self, char: str) -> Side | None:
        """A city that is no capital of its time, as it is written; no other party is guessed for it."""
        symbol = self.reduced.symbols[char]
        if symbol.letter != "C" or self.context.pair or self.context.home.code:
            return None
        return Side(Resolved("", symbol.text), f"{symbol.text!r} is not in the table of names")

    @staticmethod
    def _place(thing: Symbol) -> Side | None:
        """The place of a mission that is in no table of names: "its embassy in Jerusalem"."""
        place = _IN_PLACE.search(thing.text)
        return Side(Resolved("", place["place"]), f"{place['place']!r} is not in the table of names") if place else None

    def _elsewhere(self, thing: Symbol) -> list[tuple[Side, Side]]:
        """ "and another in Quito", "Qatar reopened its own": a mission like the one told of before."""
        last = self.context.told.get("mission")
        owners = self.all(self.telling.sender) or ([Side(thing.party)] if thing.party else [])
        hosts = self.all(self.telling.receiver) or ([Side(thing.host)] if thing.host else [])
        if not hosts and last:
            hosts = [Side(last.receiver, "where the mission told of before is")]
        return self.across(owners[:1], hosts)

    def _is_theirs(self, char: str) -> bool:
        """Whether "their" stands right before something."""
        at = self.reduced.r.index(char)
        before = self.reduced.symbols.get(self.reduced.r[at - 2 : at - 1])
        return before is not None and before.text.lower() == "their"

    def _mission_again(self, to: Symbol | None, kind: str) -> tuple[list[tuple[Side, Side]], str, str]:
        """ "It became an embassy": the mission told of last."""
        last = self.context.told.get("mission")
        if last is None:
            return [], "", kind
        if to is not None and (low := LEVELS.index(last.level or "office")) != (
            high := LEVELS.index(to.level or "office")
        ):
            kind = "raise-mission" if high > low else "lower-mission"
        why = "the mission told of before"
        return [(Side(last.sender, why), Side(last.receiver, why))], to.level if to else last.level, kind

    def _relations_again(self) -> list[tuple[Side, Side]]:
        """ "They were restored": the relations told of last; "with Britain they were broken": of the same party."""
        last = self.context.told.get("relations")
        why = "the relations told of before"
        receivers = self.all(self.telling.receiver)
        if last is None:
            about = self._subject()
            return self.across([about], receivers) if about and receivers else []
        sender = next(iter(self.all(self.telling.sender)), None)
        if receivers:
            who = last.receiver if same(last.receiver, self.context.subject) else last.sender
            return self.across([sender or Side(who, why)], receivers)
        if sender is None and self.telling.sender:
            return []
        other = last.sender if sender and same(sender.who, last.receiver) else last.receiver
        return self.across([sender or Side(last.sender, why)], [Side(other, why)])

    def _several(
        self, thing: Symbol, subject: list[Side], owners: list[Side], hosts: list[Side]
    ) -> list[tuple[Side, Side]]:
        """ "embassies in Riga and Vilnius", "the British and French embassies": every owner's at every host.

        Empty where a capital of each side is named without saying whose mission stands there.
        """
        told = self.telling
        if thing.party:
            owners = [Side(thing.party), *(one for one in owners if not same(one.who, thing.party))]
        elif not owners and told.voice == "active":
            owners = subject
        capitals = [self.reduced.symbols[char].letter for char in told.receiver] == ["C", "C"]
        if capitals and not owners and not thing.own and told.voice == "passive":
            return []
        if len(hosts) == 2 and not owners and (thing.own or _THEIRS.search(thing.text)):
            return [(hosts[1], hosts[0]), (hosts[0], hosts[1])]  # "their sections in Havana and Washington"
        if not hosts and (host := Side(thing.host) if thing.host else self._other(owners[0].who)):
            hosts = [host]
        if not owners and hosts and (other := self._other(hosts[0].who)):
            owners = [other]
        return [(owner, host) for owner in owners for host in hosts if not same(owner.who, host.who)]

    def _third(self, who: Resolved) -> Side | None:
        """The party that a handbook of one country writes about, with which a third one signs."""
        home, subject = self.context.home, self.context.subject
        if not (home.code and subject.name) or same(who, home) or same(who, subject):
            return None
        if any(same(party, home) for party in self._named()):
            return None
        return Side(subject, "the party that the text is about")

    def _treaty(self) -> list[tuple[Side, Side]]:
        told = self.telling
        sides: list[Side] = []
        thing = self.reduced.symbols.get(told.thing)
        if thing and len(thing.parties) > 1:
            return [(Side(thing.parties[0]), Side(thing.parties[1]))]  # "the Polish-Peruvian treaty of friendship"
        if told.sender and len(told.receiver) > 1 and not self.all(told.sender):
            return self.across([], self.all(told.receiver))
        if told.voice == "active" and len(told.sender) > 1 and len(told.receiver) == 1:
            signers, others = self.all(told.sender), self.all(told.receiver)
            if len(signers) > 1 and len(others) == 1 and not any(same(others[0].who, one.who) for one in signers):
                return [(signer, others[0]) for signer in signers]  # "Peru and Chile signed agreements with Bolivia"
        for char in (*told.sender, *told.both, *told.receiver):
            symbol = self.reduced.symbols.get(char)
            if symbol and symbol.letter == "X" and _TWO.search(symbol.text.lower()):
                return [(pair[0], pair[1])] if len(pair := self._pair()) > 1 else []
            for side in self.all([char]):
                if not any(same(side.who, known.who) for known in sides):
                    sides.append(side)
        if len(sides) == 1:
            sides += self.as_written([char for char in told.both if not self.all([char])])
        if len(sides) >= 2:
            return [(sides[0], other) for other in sides[1:7]]
        unsaid = not sides and not told.sender and not told.receiver
        if unsaid and self.context.pair:
            return [(Side(self.context.pair[0]), Side(self.context.pair[1]))]
        apart = _AND_IT.search(self.reduced.r, told.end)  # "was signed in 1905, and it ceded Sakhalin to Japan"
        named = self._named(apart and apart.start()) if unsaid else []
        if len(named) == 2:
            return [
                (Side(named[0]), Side(named[1]))
            ]  # "By the Treaty of Ghent, signed in 1814, Britain agreed with Spain"
        if told.voice == "active" and not sides and told.sender and not self.context.home.name:
            return []
        with_ = _WITH_ONE.search(self.reduced.r) if len(named) == 1 and not self.context.home.name else None
        if with_ and (about := self._subject()) and not same(about.who, named[0]):
            return [(about, Side(named[0]))]
        if len(sides) == 1 and not told.receiver and (about := self._third(sides[0].who)):
            return [(sides[0], about)]
        return self.across(sides, [])

    def _present(self, to: Symbol | None) -> list[tuple[Side, Side]]:
        told = self.telling
        receiver = self.side(told.receiver[0]) if told.receiver else None
        sender: Side | None = None
        host: Side | None = None
        if to is not None:
            sender = Side(to.party) if to.party else None
            host = Side(to.host) if to.host else None
        if told.sender:
            symbol = self.reduced.symbols[told.sender[0]]
            # Who presents letters as an envoy is no ruler: "Hamilton King presented his credentials as Minister".
            own = None if to is not None and symbol.office == "ruling" else self.side(told.sender[0])
            sender = sender or own
            if symbol.letter == "H" and symbol.host and host is None:
                host = Side(symbol.host)
            if told.receiver and receiver is None and (held := _HELD_IN.match(self.reduced.r, told.end)):
                place = self.side(held["p"])  # "before President Park in Seoul": where the ambassador's seat is not
                host = place if place and not (sender and same(place.who, sender.who)) else host
            person = self.context.persons.get(symbol.person) if symbol.person else None
            if symbol.letter == "X":
                person = self.context.last_person
            if person and person.host and host is None:
                host = Side(person.host)
        if receiver and sender and same(receiver.who, sender.who):
            receiver = None
        receiver = receiver or host
        if sender and receiver and same(receiver.who, sender.who):
            receiver = None
        envoys = self.all(told.sender)
        if receiver is None and told.receiver:
            receiver = self._here(told.receiver[0], [sender] if sender else envoys)
        if told.sender and not envoys and _ANONYMOUS.search(self.reduced.symbols[told.sender[0]].text):
            return []  # "four ambassadors presented their credentials": of what countries, nothing says
        if len(envoys) > 1:
            receivers = [receiver] if receiver and not any(same(receiver.who, one.who) for one in envoys) else []
            if not told.receiver and self.context.ceremony:
                receivers = [Side(self.context.ceremony[0], "before whom envoys presented their letters")]
            if told.receiver and not receivers and not self.context.home.code:
                return []  # "presented their credentials to the President": of what country, nothing says
            return self.across(envoys, receivers)
        if not (sender or receiver) and self.context.pair:
            return self._spoken_of("credentials")
        return self.across([sender] if sender else [], [receiver] if receiver else [])

    def _here(self, char: str, others: list[Side]) -> Side | None:
        """ "to the President", in a report written in Accra: the one of that country."""
        symbol, place = self.reduced.symbols[char], self.context.place
        if symbol.office != "ruling" or symbol.party or place is None or self.context.home.code or self.context.pair:
            return None
        return None if any(same(one.who, place) for one in others) else Side(place, place.why)

    def host_of_ceremony(self) -> Resolved | None:
        """Before whom letters are presented."""
        told = self.telling
        chars = told.receiver if told.kind == "present-credentials" else told.sender
        hosts = self.all(chars) if chars else []
        return hosts[0].who if hosts else None

    def _accept(self, thing: Symbol | None, to: Symbol | None) -> list[tuple[Side, Side]]:
        told = self.telling
        envoy: Side | None = None
        if to is not None and to.party:
            envoy = Side(to.party)
        for symbol_char in (*told.receiver, told.thing):
            symbol = self.reduced.symbols.get(symbol_char)
            if symbol and symbol.letter == "H" and not symbol.party and _ANONYMOUS.search(symbol.text):
                return []  # "received the credentials of five ambassadors": of what countries, nothing says
            if envoy is None and symbol is not None and symbol.letter in "NAHXQW":
                envoy = self.side(symbol_char)
        acceptor = next(iter(self.all(told.sender)), None)
        host = None
        for symbol in (to, thing, *(self.reduced.symbols.get(char) for char in told.receiver)):
            if symbol is not None and symbol.letter == "H" and symbol.host is not None and host is None:
                host = Side(symbol.host)
        if acceptor is None and host is None and told.sender:
            host = self._here(told.sender[0], [envoy] if envoy else [])
        if acceptor is None and host is None and told.sender and not (self.context.home.name or self.context.pair):
            return []  # a president of nobody knows where
        if acceptor is None:
            acceptor = host
        if len(envoys := self.all(told.receiver or [told.thing])) > 1:
            return self.across([acceptor] if acceptor else [], envoys)
        if envoy and acceptor and same(envoy.who, acceptor.who):
            envoy = None
        return self.across([acceptor] if acceptor else [], [envoy] if envoy else [])

    def _envoy(self, thing: Symbol | None, to: Symbol | None) -> list[tuple[Side, Side]]:
        told = self.telling
        if told.to == "mutual":
            both = self.all(told.both) or self._pair()
            if len(both) == 1 and (other := self._other(both[0].who)):
                both.append(other)
            return [(a, b) for a in both[:2] for b in both[:2] if a is not b]
        sender = next(iter(self.all(told.sender)), None)
        host: Side | None = None
        if told.kind == "expel-envoy":
            party = Side(thing.party) if thing is not None and thing.party else None
            if sender is None and thing is not None and thing.host:
                sender = Side(thing.host)  # an envoy is expelled from where he is
            return self.across([sender] if sender else [], [party] if party else [])
        if told.kind == "recall-envoy" and thing is not None and thing.party and thing.inferred == "from":
            # "recalled its ambassador from Stockholm": where from, not whose.
            senders = self.all(told.sender)
            if senders and not any(same(one.who, thing.party) for one in senders):
                return self.across(senders, [Side(thing.party), *self.all(told.receiver)])
        senders = self.all(told.sender)
        both_send = told.kind == "recall-envoy" or (told.kind == "appoint-envoy" and thing is not None and thing.host)
        if both_send and told.voice == "active" and len(senders) > 1 and len(told.receiver) < 2:
            hosts = self.all(told.receiver) or ([Side(thing.host)] if thing is not None and thing.host else [])
            if hosts:
                return self.across(senders, hosts[:1])
        if told.kind == "recall-envoy" and told.voice == "active" and not told.receiver and not (thing and thing.host):
            senders = self.all(told.sender)
            others = [
                who for who in self._so_far(len(self.reduced.r)) if not any(same(who, one.who) for one in senders)
            ]
            if len(senders) > 1 and others:
                return self.across(senders, [Side(others[-1], "the other party spoken of")])
        last = self.context.told.get("mission") if told.kind == "recall-envoy" and told.voice == "active" else None
        alone = not (told.receiver or (thing and thing.host) or self.context.pair or self.context.home.code)
        third = (
            last and len(senders) == 1 and not any(same(senders[0].who, one) for one in (last.sender, last.receiver))
        )
        if last and third and alone and last.receiver.code:
            # "America closed its embassy in Syria. France recalled its ambassador"
            return self.across(senders, [Side(last.receiver, "where the mission told of before is")])
        if to is not None:
            host = Side(to.host) if to.host else None
            if to.party and (told.voice == "passive" or sender is None):
                sender = sender or Side(to.party)
        hosts = self.all(told.receiver)
        if hosts and told.voice == "active" and thing is not None and thing.host:
            hosts = [Side(thing.host), *hosts]  # "its ambassadors to France, Chad and Mali"
        if len(hosts) > 1:
            one = sender or (self.side(told.thing) if thing is not None else None) or self._other(hosts[0].who)
            return self.across([one], hosts) if one else []
        if hosts and (host is None or (thing is not None and thing.letter == "H")):
            host = hosts[0]
        if thing is not None and thing.letter == "H":
            if sender is None:
                sender = self.side(told.thing)
            host = host or (Side(thing.host) if thing.host else None)
        if thing is not None and thing.letter in "XQW" and sender is None:
            sender = self.side(told.thing)
            person = self.context.last_person if thing.letter != "W" else self.context.persons.get(thing.person)
            host = host or (
                Side(person.host, "where the person was accredited before") if person and person.host else None
            )
        if sender and host and same(sender.who, host.who):
            host = None
        return self.across([sender] if sender else [], [host] if host else [])

    def _recognise(self) -> list[tuple[Side, Side]]:
        told = self.telling
        if told.to == "mutual":
            both = self.all(told.both) or self._pair()
            if len(both) == 1 and (other := self._other(both[0].who)):
                both.append(other)
            return [(a, b) for a in both for b in both if a is not b]
        senders = self.all(told.sender)
        receivers = self.all(told.receiver)
        if told.receiver and not receivers:
            symbol = self.reduced.symbols[told.receiver[0]]
            if (
                symbol.letter == "W"
                and not _NO_PARTY.fullmatch(symbol.text)
                and symbol.person.split(" ")[-1] not in self.context.people
                and told.voice != "noun"
            ):
                receivers = [Side(Resolved("", symbol.text), f"{symbol.text!r} is not in the table of names")]
        if told.sender and _NO.search(self.reduced.r, 0, self.reduced.r.index(told.sender[0])):
            return []  # "no state recognises it"
        if told.sender and _A_PAPER_SAYS.search(self.reduced.r, 0, self.reduced.r.index(told.sender[0])):
            return []  # "the report stated that it would not recognise Manchukuo": the report is no party
        unknown = told.sender and not senders
        if unknown and self.reduced.symbols[told.sender[0]].text.lower() in ("he", "she"):
            return []  # "Olaya told me that he would recognise Peru": whom he serves, nothing says
        if unknown and self._nobody(told.sender[0]):
            return []  # "the President's decrees recognised": of what country, nothing says
        if told.sender and not senders and self.context.leaders is None:
            # In a handbook a name alone is one of its own officials; elsewhere a name in no table stays as it is.
            senders = self.as_written([c for c in told.sender if self.reduced.symbols[c].letter == "W"])
        by_them = told.voice == "passive" and senders and self.reduced.symbols[told.sender[0]].letter == "X"
        if by_them and any(same(senders[0].who, receiver.who) for receiver in receivers):
            return []  # "Abkhazia and Transnistria are recognised by them": by whom, nothing says
        if len(senders) > 1:
            senders = [one for one in senders if not any(same(one.who, receiver.who) for receiver in receivers)]
        receivers = [one for one in receivers if not any(same(one.who, sender.who) for sender in senders)]
        if told.receiver and senders and not receivers:
            symbol = self.reduced.symbols[told.receiver[0]]
            strangers = "XHW" if not self.context.home.code else "W" if self.context.home.why == PUBLISHER else ""
            said = symbol.letter in strangers
            if said or (symbol.letter == "X" and symbol.text.lower() not in ("his", "her", "its", "their")):
                return []  # "him", "the two republics", "Mr. Guaidó": somebody, but nobody knows who
            return self.across(senders, [])
        return self.across(senders, receivers)

    def _nobody(self, char: str) -> bool:
        """Whether a symbol is some ruler of a country that the text leaves open."""
        symbol = self.reduced.symbols[char]
        return (
            symbol.letter == "H" and symbol.office == "ruling" and symbol.party is None and not self.context.home.code
        )

    def _addressed(self) -> list[tuple[Side, Side]]:
        """A request or a position: both sides are said."""
        senders, receivers = self.all(self.telling.sender), self.all(self.telling.receiver)
        senders = senders or self.as_written(self.telling.sender)
        receivers = receivers or self.as_written(self.telling.receiver)
        return [(a, b) for a in senders for b in receivers if not same(a.who, b.who)]

    def _independence(self) -> list[tuple[Side, Side]]:
        senders = self.all(self.telling.sender)
        if self.telling.voice == "active" and len(senders) > 1:
            # "Croatia and Slovenia declared independence": each its own
            from_ = next(iter(self.all(self.telling.receiver)), None) or Side(NOBODY)
            return [(sender, from_) for sender in senders if not same(sender.who, from_.who)]
        sender = next(iter(senders), None)
        its = self.reduced.symbols.get(self.telling.sender[0]) if self.telling.sender else None
        if self.telling.voice == "noun" and its and its.text == "its" and (known := self.context.done_to.get("party")):
            sender = Side(known[0], f"'its' read as {known[0].name}")  # "recognises Kosovo since its declaration"
        if sender is None and its is not None and its.letter == "Q":
            return []  # "The Baltic States, which had declared their independence": in no table
        if sender is None and its is not None and its.text.lower() in ("party", "the party", "side", "congress"):
            return []  # "the party proclaimed the independence of the territory": which, nothing says
        if sender is None:
            sender = self._subject()
        receiver = next(iter(self.all(self.telling.receiver)), None) or Side(NOBODY)
        return [(sender, receiver)] if sender and not same(sender.who, receiver.who) else []

    def _war(self) -> list[tuple[Side, Side]]:
        told = self.telling
        senders = self.all(told.sender)
        if told.both:
            return self._war_between(senders)
        receivers = [side for side in self.all(told.receiver) if not any(same(side.who, s.who) for s in senders)]
        handbook = self.context.leaders is not None and self.context.home.why != PUBLISHER
        if not receivers and len(senders) == 2 and told.voice == "active":
            return [(senders[0], senders[1]), (senders[1], senders[0])]  # "neither declared war upon the other"
        if not receivers and (told.receiver or not (senders or handbook)):
            return []  # "to declare war on the aggressor": on whom, nothing says
        return self.across(senders if told.voice == "active" else senders[:1], receivers)

    def _war_between(self, senders: list[Side]) -> list[tuple[Side, Side]]:
        """ "declared that a state of war existed between Cuba and Germany": whoever of them says so declares it."""
        both = self.all(self.telling.both)
        said = [side.who for side in senders] or [self.context.home, self.context.subject]
        declarers = [side for side in both if any(same(side.who, who) for who in said)]
        return [(declarers[0], side) for side in both if side is not declarers[0]] if declarers else []

    def _government(self) -> list[tuple[Side, Side]]:
        told = self.telling
        sender = next(iter(self.all(told.sender)), None) or self._subject()
        return [(sender, Side(NOBODY))] if sender else []


_TOWARDS = frozenset(
    ("recognise", "withdraw-recognition", "freeze-recognition", "reaffirm-recognition", "establish-relations",
     "sever-relations", "suspend-relations", "resume-relations", "open-mission", "close-mission")
)  # fmt: skip
"""Acts that third parties do to whom a handbook writes about."""

_GROUP = re.compile(
    r"[Tt]hose |(?:[Tt]he (?:two|three|four|five|six)|both) (?:.* )?(?:states|republics|regions|entities|territories|provinces|nations|countries)$"
)
_AND_SOMEBODY = re.compile(rf"(?:[A-Z][a-z]+ )?(?:the )?[{symbols('NACH')}],? and (?:the )?[{symbols('WXF')}](?! and)")
_NO = re.compile(r"\b[Nn]o (?:[a-z]+ )?$")
_DID_SO = re.compile(r"\b(?:so|same|likewise|suit)\b")
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
_NO_PARTY = re.compile(
    r"(?:the |The )?(?:Committee|Department|Commission|Council|Conference|Congress|Court|Commonwealth Government|Embassy"
    r"|Legation|Assembly|Parliament|Cabinet|Ministry|Minister|Office|Delegation|Party|Bank|Union|League|[A-Z][a-z]+ors"
    r"|Members?|Parties|States|Countries|Nations|Others|Governments|Powers|(?:[A-Z][a-z]+ )?Group|Summit|UN|NATO|United Nations|Chinas|Germanys|Koreas)"
)
"""A noun with a capital: of nobody knows whom."""
_IN_PLACE = re.compile(r" (?:in|at) (?P<place>[A-Z][\w'-]*(?: (?:[A-Z][\w'-]*|de|la|el|al|of))*)$")
_IN_THESE = re.compile(
    r" in (?:each of |all )?(?:these|those) (?:new |\w+ )?(?:countries|states|capitals|nations|republics)\b"
)
_OWN_CHAMBERS = frozenset(("Congress", "the Congress", "Senate", "the Senate"))
_NEITHER = re.compile(r"\b[Nn]either $")
_EACH = re.compile(r"\b(?:each|every one|both|all)(?: of (?:the|these|those))? $")
_OWN_BODY = re.compile(
    r"(?:(?:[Tt]he|Federal|Royal|National|State|Legislative|Constituent) )*"
    r"(?:Government|Cabinet|Council of Ministers|Federal Council|Parliament|Assembly|Administration|Ministry)"
)
_TWO = re.compile(r"(?:both|two) ")
_MONARCH = re.compile(
    r"(?i)\b(?:king|queen|emperor|empress|sultan|shah|tsar|czar|pope|emir|khedive|regent|prince|grand duke|doge)\b"
)
_A_PAPER_SAYS = re.compile(
    r"\b(?:report|resolution|document|paper|committee|commission|league|conference|summit|bank|company|group|body|panel|inquiry) (?:also |had |[a-z]+ly )?(?:said|says|stated|states|declared|declares|announced|noted|added|indicated|insisted|concluded|held) that $"
)
_AND_IT = re.compile(rf",? (?:and|but) (?:[{symbols('X')}] )?[a-z]+(?:ed|s|ve) |; ")
_WITH_ONE = re.compile(rf" with (?:the )?[{symbols('NA')}]")
_OF_ANY_LEVEL = re.compile(r"(?i)\b(?:posts?|missions?|office|representation)\b")
_THEIRS = re.compile(r"(?i)\b(?:respective|their)\b")
_THEY_TWO = re.compile(
    rf"(?:^|, |\b(?:of|between) )(?:[Tt]he )?(?P<a>[{symbols('NA')}]),? and (?:the )?(?P<b>[{symbols('NA')}]),?"
    r" (?:(?:now|also|always|still|both) )*(?:have|had|share|shared|enjoy|enjoyed|maintain|maintained|are|were|continue|continued)\b"
)
""" "Since the establishment of relations, Peru and Chile have cooperated": theirs."""
_IN_MANY = re.compile(
    r"[^.;,]{0,40}? (?:in|across|throughout) (?!due course|the (?:future|near|coming|next)|[^ ]+ (?:months|weeks|days|years)\b)(?:[a-z]|the )|[^.;,]{0,40}? (?:abroad|worldwide|overseas|elsewhere)\b"
)
""" "Peru and Chile opened missions in all the new states": not with each other."""
_HELD_IN = re.compile(
    rf"(?:(?!\b(?:resid|based|accredit|as )|,)[^.;]){{0,60}}? (?:in|at) (?:the )?(?P<p>[{symbols('C')}])"
)
_FIRST = re.compile(r"(?:the )?(?:first|new|former)\b")
_MANY_SENT = (
    r"(?:(?:non-)?resident )?(?:ambassadors|envoys|high commissioners|diplomats|heads of mission|representatives|nuncios)"
    r"(?:[- ]designate| extraordinary(?: and plenipotentiary)?)?"
)
_ANONYMOUS = re.compile(
    rf"(?i)^(?:the |new |newly |appointed |accredited )*{_MANY_SENT}(?:(?:,? and |, ){_MANY_SENT})*$"
)
_FORMS = frozenset(
    ("Republic", "Kingdom", "Empire", "Federation", "Confederation", "State", "Union", "Principality", "Duchy", "Sultanate",
     "Emirate", "Commonwealth", "Free State", "Confederacy", "Regency", "Protectorate")
)  # fmt: skip
"""Forms of state that stand for a party named before: "the Federation"."""
