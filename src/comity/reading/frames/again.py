"""Acts told by an act before them: a second participle, "it", another party on another day."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable

from comity.reading.frames.levels import LEVEL_KINDS
from comity.reading.frames.likewise import MANY
from comity.reading.frames.subjects import VERB_BEFORE, subject
from comity.reading.frames.telling import (
    BE,
    JOINED,
    LIST,
    MISSION,
    PARTIES,
    PURPOSE,
    UNDOING,
    WITH,
    Finding,
    Telling,
    auxiliaries,
)
from comity.reading.frames.things import RELATIONS_KINDS, WITH_BEFORE, Things
from comity.reading.symbols import PARTY, Symbol, symbols

__all__ = ["Again", "by_treaty", "listed", "of_the_same", "turned_round", "twice", "which_was_done"]

_THEY = re.compile(
    rf"(?:^|[,;:{symbols('DNC')}] |\b(?:and|but|until|when|where|before|after) )(?P<x>[{symbols('X')}])(?: (?:both|all|too|themselves|itself))? $"
)
"""Before a passive: "relations were severed in 1965; they were restored in 1969"."""
_WITH_HEAD = re.compile(rf"With (?:the )?(?P<list>{LIST})")
_IT = re.compile(rf" [{symbols('X')}](?=[ .,;]|$)")
_ITS = frozenset(("its", "their", "his", "her", "our"))
_ONES = re.compile(
    rf" (?:an? )?(?:(?:new|other|further|more|two|three|four) )*(?:ones|another|one)(?! of\b)(?: (?:in|at) (?:the )?(?P<list>[{symbols('NC')}](?:{JOINED}[{symbols('NC')}])*))?(?=[ ,.;]|$)"
)
_OWN = re.compile(
    rf" own(?= (?:in|at|on|from|there|too|last|the|that|this|after|before|when|while|later|soon|and|or|to|by|as|a|an|again|also|only|just|[{symbols('D')}])\b| [{symbols('D')}]|[.,;]|$)"
)
"""After "its": a mission like the one told of; "create its own laws" is none."""
_FROM = re.compile(rf" (?:from|in|to) (?:the )?(?P<p>[{symbols('NC')}])")
_MORE_SIDES = {
    preposition: re.compile(
        rf"(?P<date>[^.;,{symbols('N')}]{{0,40}}?)(?:,? (?:and|then)(?: then| also)?|[,;])(?: (?:at|in) [{symbols('CW')}])? {preposition} (?:the )?(?P<list>{LIST})(?=[^.;{symbols('N')}]{{0,24}}[{symbols('D')}])"
    )
    for preposition in ("by", "(?:with|to|by)", "(?:with|to|in)", "(?:on|upon|against)")
}
_ITS_DAY = rf" (?:(?:on|in|from|since) )?(?:the )?\(?[{symbols('D')}]\)?"
_SEVERAL = rf"[{symbols('NAC')}](?:{JOINED}[{symbols('NAC')}])*"
_EACH_ITS_DAY = re.compile(rf"{_ITS_DAY}(?:,? and|,|;) (?:the )?(?P<list>{_SEVERAL})(?={_ITS_DAY}(?:[,;.]| ?$| and))")
_AND_THEN = re.compile(
    rf"(?:{_ITS_DAY})?,? (?:and|then) (?:on |in )?(?P<day>[{symbols('D')}]),? (?:with |by |also |then )?(?:the )?(?P<list>{_SEVERAL})(?=[.;]| ?$)"
)
_AS_FIRST = re.compile(
    r"(?:^|[,;:] |\b(?:and|but) )(?:[Tt]he |[Aa]mong the |[Oo]ne of the )?(?:[Vv]ery )?(?:[Ff]irst|[Ll]ast|[Ll]atest|[Nn]ext|[Oo]nly|[Ss]econd|[Tt]hird|[a-z]+th)(?: (?!was|were)[a-zA-Z-]+){0,3} $"
)
_WERE = re.compile(
    rf"(?:,? (?:in|on|with|at) [^.;,{PARTY[1:-1]}]{{1,30}})?,? (?:was|were|is|are|came|has been|have been) (?:the )?(?P<list>{PARTY}(?:{JOINED}{PARTY})*)(?!'s? )"
)


class Again:
    """Reads verbs whose object stands with the act before them."""

    def __init__(self, things: Things) -> None:
        self._things = things

    def verbs(self, verbs: Iterable[Finding], told: list[Telling]) -> list[Telling]:
        """Acts of verbs that tell none by themselves, after what is ``told``."""
        out: list[Telling] = []
        taken = {telling.verb[0] for telling in told}
        for verb in verbs:
            if verb.span[0] in taken:
                continue
            it = _IT.match(verb.r, verb.end)
            if it and verb.symbol[it[0][1]].text in _ITS and not _OWN.match(verb.r, it.end()):
                continue  # "gave its diplomats a week to leave"
            if it:
                out += self._it(verb, [*told, *out], it.end())
            elif ones := _ONES.match(verb.r, verb.end):
                out += self._ones(verb, [*told, *out], ones)
            else:
                out += self._participle(verb, [*told, *out])
        return out

    def _ones(self, verb: Finding, told: list[Telling], ones: re.Match[str]) -> list[Telling]:
        """ "will shut its embassies in Mali and Chad and open new ones in Senegal and Tunisia" """
        before = [t for t in told if t.verb[1] <= verb.span[0] and t.thing in verb.symbol]
        kind = self._things.kind_like(verb.kinds, before[-1], verb.symbol) if before else ""
        if not kind.endswith("-mission") or kind in LEVEL_KINDS:
            return []
        places = PARTIES.findall(ones["list"] or "")
        telling = verb.telling(kind, ones.end() - verb.end, thing=before[-1].thing, elsewhere=bool(places))
        telling.sender = subject(verb.r, verb.start) or before[-1].sender
        telling.receiver = places or before[-1].receiver
        return [telling]

    def _participle(self, verb: Finding, told: list[Telling]) -> list[Telling]:
        """A second participle after "was": "lowered to a consulate in 1925, and raised again to a legation in 1926"."""
        aux = auxiliaries(verb.r, verb.span[0])
        left = verb.r[: aux.start() if aux and BE.search(aux[0]) else verb.span[0]]
        near = max(0, len(left) - 60)
        they = _THEY.search(left, near)
        if not (they or VERB_BEFORE.search(left, near)):
            return []
        before = [
            t for t in told if (they or t.voice == "passive") and t.verb[1] < verb.span[0] and t.thing in verb.symbol
        ]
        kind = self._things.kind_like(verb.kinds, before[-1], verb.symbol) if before else ""
        if not kind:
            return self._told_before(verb, they, aux) if they and not before else []
        model = before[-1]
        telling = verb.telling(kind, start=verb.span[0], thing=model.thing, voice="passive", subject_missing=True)
        self._things.sides(telling, verb.right(300), "", verb.symbol)
        telling.receiver = telling.receiver or model.receiver
        telling.sender, telling.both = telling.sender or model.sender, telling.both or model.both
        return [telling]

    def _told_before(self, verb: Finding, they: re.Match[str], aux: re.Match[str] | None) -> list[Telling]:
        """ "They were restored in 1969", "it was raised to an embassy": what an earlier sentence told of."""
        if not (aux and BE.search(aux[0])):
            return []
        out = []
        for kind in self._things.kinds_of(verb.kinds, they["x"], verb.symbol):
            telling = verb.telling(kind, start=they.start("x"), thing=they["x"], voice="passive", subject_missing=True)
            if kind not in RELATIONS_KINDS and (missions := MISSION.findall(verb.r, 0, they.start("x"))):
                telling.thing = missions[-1]  # "the legation, until it was closed in 1940"
            self._things.sides(telling, verb.right(300), "", verb.symbol)
            with_ = WITH_BEFORE.search(verb.r, 0, they.start("x")) or _WITH_HEAD.match(verb.r, 0, they.start("x"))
            if with_ and kind in RELATIONS_KINDS:
                telling.receiver = PARTIES.findall(with_["list"])
            if kind not in LEVEL_KINDS or telling.to:
                out.append(telling)
        return out

    def _did_before(self, verb: Finding, end: int) -> list[Telling]:
        """ "The new government restored them in 2019": what an earlier sentence told of, as an object."""
        it = verb.r[end - 1]
        senders = [] if verb.passive else subject(verb.r, verb.start)
        if not senders or verb.word.endswith("ing"):
            return []
        out = []
        own = _OWN.match(verb.r, end) is not None
        for kind in self._things.kinds_of(verb.kinds, it, verb.symbol, own=own):
            telling = verb.telling(kind, end - verb.end, thing=it, sender=senders, elsewhere=own)
            self._things.sides(telling, verb.r[end : end + 200], "", verb.symbol)
            if kind not in LEVEL_KINDS or telling.to:
                out.append(telling)
        return out

    def _it(self, verb: Finding, told: list[Telling], end: int) -> list[Telling]:
        """ "closed its embassy in Kabul in 2021 and reopened it": the mission or relations last told of."""
        known = [t for t in told if t.verb[1] <= verb.span[0]]
        before = [t for t in known if t.thing in verb.symbol and verb.symbol[t.thing].letter in "MRB"]
        of_envoys = known and known[-1].kind.endswith("-envoy") and _OWN.match(verb.r, end)
        if of_envoys and (out := _own_envoy(verb, known[-1], end)):
            return out
        if not before and not of_envoys and (out := self._did_before(verb, end)):
            return out
        kind = self._things.kind_like(verb.kinds, before[-1], verb.symbol) if before else ""
        # "had frozen its recognition, restored it": the recognition itself.
        undone = [t for t in sorted(known, key=lambda t: t.verb)[-1:] if t.kind in UNDOING]
        again = sorted(verb.kinds & set(UNDOING))
        if not kind and not (undone and again):
            return []
        aux = auxiliaries(verb.r, verb.span[0])
        if aux and BE.search(PURPOSE.split(aux[0])[-1]):
            return []
        model = before[-1] if kind else undone[-1]
        telling = verb.telling(kind or again[0], end - verb.end, thing=model.thing)
        telling.sender = subject(verb.r, verb.start) or model.sender
        telling.receiver, telling.both = model.receiver, model.both
        if kind in RELATIONS_KINDS and (with_ := WITH.match(verb.r[end : end + 120])):
            telling.receiver, telling.both = PARTIES.findall(with_["list"]), []  # "and resumed them with Taipei"
        if kind and _OWN.match(verb.r, end):
            telling.elsewhere = True  # "Qatar reopened its own": not the mission told of before, but one like it
        return [telling]


def _own_envoy(verb: Finding, model: Telling, end: int) -> list[Telling]:
    """ "China recalled its ambassador and Lithuania withdrew its own": the one at whoever began."""
    senders = subject(verb.r, verb.start)
    if model.kind != "recall-envoy" or model.kind not in verb.kinds or not senders or senders == model.sender:
        return []
    telling = verb.telling(model.kind, end + len(" own") - verb.end, sender=senders)
    from_ = _FROM.match(verb.r, telling.end)
    telling.receiver = [from_["p"]] if from_ else model.sender[:1]
    return [telling]


def turned_round(r: str, told: list[Telling]) -> None:
    """ "Among the first to recognise Ukraine were Poland and Canada": those come after the verb; in place."""
    for telling in told:
        at = r.find("to ", telling.start, telling.verb[0]) if telling.voice == "active" else -1
        after = _WERE.match(r, telling.end) if at >= 0 and _AS_FIRST.search(r, 0, at) else None
        if after:
            telling.sender, telling.end = PARTIES.findall(after["list"]), after.end("list")


_WHICH_DID = re.compile(
    rf" [^.;]{{1,90}}?,? (?:and this|[{symbols('Q')}]) (?:the )?{PARTIES.pattern} (?:[a-z]+ly )?(?:did|has done|had done)(?: so)?(?: (?:on|in))?(?: (?P<day>[{symbols('D')}]))?(?=[,.;]| )"
)
_TWICE = frozenset(("sign-treaty", "suspend-relations", "sever-relations", "resume-relations", "recall-envoy"))
_TWO_DAYS = re.compile(
    rf"(?: [^.;,{symbols('D')}]{{0,50}}?)? (?:on|in) (?P<first>[{symbols('D')}]),? and (?:again )?(?:on|in) (?P<second>[{symbols('D')}])(?=[.;,]|$)"
)
_IN_TREATY = re.compile(
    rf"(?:^|[,;:] )(?:[Ii]n|[Bb]y|[Uu]nder|[Tt]hrough|[Ww]ith) (?:an?|the|this) (?:[a-z]+ )?[{symbols('T')}],? ?$"
)
_STIPULATED = frozenset(("recognise", "establish-relations", "resume-relations", "make-peace", "raise-mission"))


def listed(r: str, symbol: dict[str, Symbol], told: list[Telling]) -> list[Telling]:
    """Further sides, each with a day of its own: "by Britain in 1921 and by Persia the following year"."""
    out: list[Telling] = []
    for telling in told:
        by = telling.voice == "passive" and bool(telling.sender)
        to = telling.voice in ("active", "passive", "noun") and telling.receiver and not by
        if not (by or to) or telling.kind not in (*MANY, "sign-treaty", "declare-war"):
            continue
        more = _MORE_SIDES["by" if by else "(?:with|to|by)" if telling.voice == "noun" else "(?:with|to|in)"]
        if telling.kind == "declare-war" and not by:
            more = _MORE_SIDES["(?:on|upon|against)"]
        if by and (then := _AND_THEN.match(r, telling.end)):
            # "recognition was made yesterday by Sweden and Italy, and today France and Spain"
            again = Telling(telling.kind, then.start(), then.end(), then.span("list"), PARTIES.findall(then["list"]))
            again.receiver, again.day, again.thing = telling.receiver, then["day"], telling.thing
            out.append(again)
        if telling.voice == "active" and to and (then := _AND_THEN.match(r, _after_last(r, telling))):
            # "recognised Colombia and Mexico in 1822, and in 1823 Chile and Argentina"
            again = Telling(telling.kind, then.start(), then.end(), then.span("list"), telling.sender)
            again.receiver, again.day, again.thing = PARTIES.findall(then["list"]), then["day"], telling.thing
            out.append(again)
        if telling.kind == "recognise" and telling.voice == "active" and telling.receiver:
            # "recognised Peru in 1835, Mexico in 1836": objects; after "it", subjects.
            out += _more(r, telling, _EACH_ITS_DAY, senders=symbol[telling.receiver[0]].letter in "XVW")
        elif by or telling.kind in RELATIONS_KINDS:
            # "recognised by Russia on 26 August 2008, Nicaragua on 5 September 2008"
            out += _more(r, telling, _EACH_ITS_DAY, senders=by)
        further = _more(r, telling, more, senders=by)
        for again in further:
            again.thing, again.to, again.voice = telling.thing, telling.to, telling.voice
            again.subject_missing = telling.subject_missing
        out += further
    return out


def _after_last(r: str, telling: Telling) -> int:
    """Where the last of its receivers ends."""
    return max(telling.end, *(r.rfind(char, 0, telling.end + 80) + 1 for char in telling.receiver))


def _more(r: str, telling: Telling, pattern: re.Pattern[str], *, senders: bool) -> list[Telling]:
    """The act told again of every list that follows it."""
    out: list[Telling] = []
    at = telling.end
    while found := pattern.match(r, at):
        named = PARTIES.findall(found["list"])
        again = Telling(telling.kind, found.start("list"), found.end("list"), found.span("list"))
        again.sender, again.receiver = (named, telling.receiver) if senders else (telling.sender, named)
        out.append(again)
        at = found.end("list")
    return out


def twice(r: str, told: list[Telling]) -> list[Telling]:
    """ "Agreements were signed on 7 September 1993 and on 29 November 1996": the same, on each day."""
    out: list[Telling] = []
    for telling in told:
        if telling.kind not in _TWICE or telling.voice != "passive":
            continue
        days = _TWO_DAYS.match(r, telling.verb[1])
        if days:
            telling.day = telling.day or days["first"]
            out.append(dataclasses.replace(telling, day=days["second"]))
    return out


def by_treaty(r: str, told: list[Telling]) -> None:
    """ "In a treaty signed on 3 May 1923, Britain acknowledged its independence": signed by them; in place."""
    for telling in told:
        if telling.kind != "sign-treaty" or telling.sender or telling.receiver or telling.both:
            continue
        if not _IN_TREATY.search(r, 0, telling.verb[0]):
            continue
        main = [t for t in told if t.verb[0] > telling.verb[1] and t.kind in _STIPULATED and t.sender and t.receiver]
        if main and ";" not in r[telling.verb[1] : main[0].verb[0]]:
            telling.both = [*main[0].sender[:1], *main[0].receiver[:1]]


def which_was_done(r: str, told: list[Telling]) -> None:
    """ "was instructed to recognise it, which he did on the 7th": done, on that day; in place."""
    for telling in told:
        if telling.voice == "active" and (did := _WHICH_DID.match(r, telling.verb[1])):
            telling.said, telling.day = "done", did["day"] or telling.day


def of_the_same(told: list[Telling]) -> None:
    """ "Italy was recognised by Britain, while Austria withheld recognition": of the same; in place."""
    for telling in told:
        of_nobody = telling.sender and not telling.receiver
        if telling.kind == "recognise" and telling.voice in ("noun", "active") and of_nobody:
            earlier = [u for u in told if u.kind == "recognise" and u.receiver and u.verb[1] <= telling.verb[0]]
            telling.receiver = max(earlier, key=lambda u: u.verb).receiver if earlier else []
