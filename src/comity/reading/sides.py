"""Who did it, to whom: the parties of a telling, those that its words name and those that they leave unsaid."""

from __future__ import annotations

import re

from comity.claims import Claim
from comity.reading.context import NOBODY, PUBLISHER, same
from comity.reading.names import Resolved
from comity.reading.symbols import Symbol, symbols
from comity.reading.ties import Ties
from comity.reading.who import NO_PARTY, TWO, Side

__all__ = ["Side", "Sides"]


class Sides(Ties):
    """The parties of one telling."""

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
            if symbol and symbol.letter == "X" and TWO.search(symbol.text.lower()):
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
        if (
            told.kind == "recall-envoy"
            and told.voice == "active"
            and not (told.receiver or (thing and thing.host))
            and thing is not None
            and _ENVOYS.search(thing.text)
        ):
            return []  # "Israel recalled its ambassadors": from more than one, and nobody says which
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
                and not NO_PARTY.fullmatch(symbol.text)
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
        at = _CONGRESS_AT.search(self.reduced.r, 0, self.telling.verb[0]) if sender is None and its else None
        if at and its and its.text.lower() == "congress":
            # "a congress at Lima had declared independence", of a city that was no capital yet
            sender = self.side(at["p"]) or (self._subject() if self.context.home.code else None)
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


_NO = re.compile(r"\b[Nn]o (?:[a-z]+ )?$")

_DID_SO = re.compile(r"\b(?:so|same|likewise|suit)\b")

_A_PAPER_SAYS = re.compile(
    r"\b(?:report|resolution|document|paper|committee|commission|league|conference|summit|bank|company|group|body|panel|inquiry) (?:also |had |[a-z]+ly )?(?:said|says|stated|states|declared|declares|announced|noted|added|indicated|insisted|concluded|held) that $"
)

_CONGRESS_AT = re.compile(rf"[{symbols('V')}] (?:at|in|of) (?P<p>[{symbols('NC')}]) (?:had )?(?:[a-z]+ly )?$")
_AND_IT = re.compile(rf",? (?:and|but) (?:[{symbols('X')}] )?[a-z]+(?:ed|s|ve) |; ")

_WITH_ONE = re.compile(rf" with (?:the )?[{symbols('NA')}]")

_HELD_IN = re.compile(
    rf"(?:(?!\b(?:resid|based|accredit|as )|,)[^.;]){{0,60}}? (?:in|at) (?:the )?(?P<p>[{symbols('C')}])"
)

_MANY_SENT = (
    r"(?:(?:non-)?resident )?(?:ambassadors|envoys|high commissioners|diplomats|heads of mission|representatives|nuncios)"
    r"(?:[- ]designate| extraordinary(?: and plenipotentiary)?)?"
)

_ANONYMOUS = re.compile(
    rf"(?i)^(?:the |new |newly |appointed |accredited )*{_MANY_SENT}(?:(?:,? and |, ){_MANY_SENT})*$"
)

_ENVOYS = re.compile(r"(?:ambassador|envoy|minister|commissioner|consul)s\b")
"""Envoys in the plural."""
