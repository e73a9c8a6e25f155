"""The parties of relations and of missions: whose they are, with whom, and where."""

from __future__ import annotations

import re

from comity.codebook import LEVELS
from comity.reading.context import same
from comity.reading.names import Resolved
from comity.reading.posts import are_mutual, further_hosts, further_owners
from comity.reading.symbols import Symbol, symbols
from comity.reading.who import Side, Who

__all__ = ["Ties"]


class Ties(Who):
    """Sides of acts on relations and missions."""

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
            if to is None and kind == "raise-mission":
                return [], "", kind
            was = self.reduced.symbols.get(told.was) or thing
            low = high = LEVELS.index(was.level or "office")  # "was downgraded": to what level is not said
            if to is not None:
                high = LEVELS.index(to.level or "office")
            if was is thing and (was.letter == "H" or _OF_ANY_LEVEL.search(thing.text)):
                low = high  # which level it had is not said; the verb tells the way
            if to is not None and thing.text.lower().endswith(("mission", "missions")) and thing.level == "legation":
                low = 1
            if low != high and thing.level:
                kind = "raise-mission" if high > low else "lower-mission"
            level = to.level if to else ""
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
        if host is None and subject and told.voice == "active" and not thing.own:
            host = self._just_recognised(subject[0].who)
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

    def _just_recognised(self, owner: Resolved) -> Side | None:
        """ "recognised Syria and raised the consulate to an embassy": the mission there."""
        last = self.context.told.get("party")
        if last is None or not same(last.sender, owner) or self.telling.kind not in ("raise-mission", "lower-mission"):
            return None
        found = _RECOGNISED_AND.search(self.reduced.r, 0, self.telling.verb[0])
        return Side(last.receiver, "the party recognised before") if found else None

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


_RECOGNISED_AND = re.compile(
    rf"\brecogni[sz](?:ed|es|ing) [^.;,{symbols('M')}]{{1,60}},? and (?:(?:then|thereby|also|thereupon|[a-z]+ly) )?$"
)
_IN_PLACE = re.compile(r" (?:in|at) (?P<place>[A-Z][\w'-]*(?: (?:[A-Z][\w'-]*|de|la|el|al|of))*)$")

_IN_THESE = re.compile(
    r" in (?:each of |all )?(?:these|those) (?:new |\w+ )?(?:countries|states|capitals|nations|republics)\b"
)

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
