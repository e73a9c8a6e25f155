"""Recognition given, of a state, a government or a person as envoy, and recognition asked for."""

from __future__ import annotations

import re

from comity.reading.frames.subjects import subject
from comity.reading.frames.telling import (
    AND_MORE,
    BE,
    BY,
    ITEM,
    JOINED,
    LIST,
    PARTIES,
    PURPOSE,
    Finding,
    Telling,
    auxiliaries,
    begin,
    nearest,
    sent,
)
from comity.reading.lexicon import Act, Lexicon, any_of
from comity.reading.symbols import PARTY, Reduced, symbols

__all__ = ["CLAIMED", "Recognition", "of_theirs", "something_of"]

CLAIMED = re.compile(
    rf"(?:[ \"']+(?!(?:with|to|by|at|on|upon|from|that|when|(?<!independence )(?<!sovereignty )and(?! (?:full |its |the )?(?:sovereign|independen|territorial|statehood|unity|freedom))|or|which|who|if|until|between|against|than|for|in)\b)"
    rf"(?:[a-z][a-z-]*,?|[A-Z](?=[a-z-]* )[a-z-]*|[{symbols('F')}]))*?(?: \w+'s?)?[ \"']+(?P<own>(?P<p>{PARTY})(?:'s?)?)(?P<rest> (?:[a-z]+ )?(?:independence|statehood|sovereignty(?! over)))?"
)
"""From "recognised" to whom."""
_SOMETHING_OF = re.compile(
    r"\b(?!(?:independence|sovereignty|statehood|nationhood|freedom|secession|separation|existence|legitimacy|unity|state|states"
    r"|republics?|nation|kingdom|empire|monarchy|government|governments|regimes?|junta|authority|authorities|administration"
    r"|council|union|federation|confederation|emirate|sultanate|principality|duchy|emergence|birth|formation|creation"
    r"|establishment|restoration|recovery|renewal|reality|proclamation|declaration|committee|country|countries|islands?|regions?|territor(?:y|ies)|provinces?"
    r"|peoples?|integrity|government-in-exile|governments-in-exile|colony|colonies|dominion|status|part|areas?|enclaves?)\b)[a-z-]+ of (?:the )?(?:[a-z-]+ )*$"
)
""" "the importance of" """
_SOMETHING = re.compile(
    r"\b(?:territorial integrity|borders?|rights?|claims?|rule|control|authority|importance|role|need)\b"
)
_THEIR_THING = re.compile(
    r" (?!(?:and|or|as|in|on|at|by|after|before|when|while|if|to|with|from|for|but|without|until|because|since|during|under|today"
    r"|states?|nations?|entit(?:y|ies)|statehood|independence|sovereignty|self-determination|leadership|leaders?|rulers?|president"
    r"|king|queen|emperor|opposition|rebels?|insurgents?|revolutionaries|transitional|interim|provisional|national|council|committee"
    r"|coalition|republics?|monarchy|crown|throne|regime|authorities|authority|government|governments|cabinet|junta|administration"
    r"|regions?|enclaves?|territor(?:y|ies)|declaration|unilateral|full|right|claim|separatist|breakaway|new|military|communist"
    r"|royal|imperial|people|people's|exile|exiles|citizens?)\b)[a-z][a-z-]*\b"
)
""" "the Armenian genocide": something of theirs, and not they."""
_OR_DO = re.compile(
    r" (?:or|nor|and|or even) (?:support|assist|aid|deal with|treat with|accept|countenance|uphold)(?= )"
)
_AMONG_THOSE = re.compile(
    rf"(?P<list>{ITEM}(?:{JOINED}{ITEM})*),? (?:was|were|is|are) (?:among|one of) (?:the )?(?:[a-z]+ )*(?:[{symbols('VF')}] )?(?:[a-z]+ )*whose"
    rf" (?:independence|sovereignty|statehood) (?P<verb>(?:was|were) (?:[a-z]+ )?recogni[sz]ed)(?: by (?:the )?(?P<by>{LIST}))?"
)
""" "Latvia and Estonia were among the states whose independence was recognised" """
_NOMINATIVE = frozenset(("he", "she", "they", "we"))
_BY_AT_ONCE = re.compile(r"(?: only| first| formally)? by ")
_AS_PERSON = re.compile(rf"[^;]{{0,60}}?\bas (?:the |an? |its )?(?:[a-z-]+ ){{0,2}}?(?P<h>[{symbols('H')}])")
_AS_OFFICE = re.compile(
    rf"(?:(?!\b(?:when|while|after)\b|[{symbols('Q')}])[^.;]){{0,40}}?\bas (?:the |its |his |an? )?(?:[a-z]+ )*(?P<h>[{symbols('H')}])"
)
_FOLLOWED_BY = re.compile(rf"[^.;]{{0,60}}?,? followed by (?:the )?(?P<list>{LIST})")
_THEN_BY = re.compile(rf"[^.;]{{0,60}}?,? followed by (?P<list>{LIST})")
_EACH_OTHER = re.compile(r" (?:each other|one another)\b")
_AS_TERRITORY = re.compile(
    r" as (?:an? |the |being )?(?:[a-z-]+ ){0,3}?(?:territor(?:y|ies)|part|province|provinces|regions?|colony|dependency|possession|capital|threat|partner|ally|leader|market|victim|member|terrorist|sponsor)\b"
)
_AS_SOMETHING_ELSE = re.compile(
    rf" as (?:{PARTY} )?(?:an? )?(?:[a-z]+ )?(?:belligerents?|territory|part|property|possession)\b| (?:as (?:the|a|an) (?!independent|sovereign|state|nation|republic|legitimate|government|new|lawful|legal|free|sole|de )|that\b|the need|the import|for (?:his|her|its|their))"
)
_SOMETHING_ELSE = re.compile(
    rf" (?:that|there (?:is|was|are|were)|the (?:[a-z]+ )?(?:positions?|views?|stance|claims?) of|an? [{symbols('V')}] of war|(?:the |any |its )?(?:annexation|incorporation|conquest|occupation|results?|outcome|validity|elections?|referendum|borders?) (?:of|in)|(?:the |an? |your |its |his |[^ ]{{1,12}}'s )(?:[a-z]+'s )?(?:receipt|[Nn]ote|[Ll]etter|telegram|message|communication|greeting|courtes|kindness|congratulation)|the (?:existence of (?:only )?one|need|import|desirab|right|principle|fact|value|validity|passport|note|danger|territorial)|no )\b"
)
_STATES = re.compile(f"[{symbols('NC')}]")
_ASKED_TO = re.compile(
    r" (?:by [^.;,]{1,40} )?(?:to (?:[a-z]+ ){0,2}(?:recogni[sz]e|acknowledge|(?:grant|extend|accord|give) (?:[a-z]+ ){0,2}recognition)|for (?:[a-z]+ ){0,2}recognition)\b"
)
_ASKS = re.compile(
    rf" (?:the )?(?:governments? of (?:the )?)?(?P<list>{LIST})(?: [^.;,{PARTY[1:-1]}]{{0,30}}?)? (?:to (?:[a-z]+ ){{0,2}}(?:recogni[sz]e|acknowledge|(?:grant|extend|accord|give)(?: [a-z]+| {PARTY}){{0,3}} recognition)|for (?:[a-z]+ |{PARTY} ){{0,2}}recognition)\b"
)


_UNSAID = re.compile(
    rf" (?:the|that) (?:country|nation|colony|island|islands|province|territory|kingdom|republic|state|[{symbols('VX')}])'s? (?:full |formal |new )?(?:independence|sovereignty|statehood)\b"
    rf"|(?:,? (?:as early as|first))? (?:in |on )?[{symbols('D')}]"
)
""" "recognised the country's independence", "which had recognised in 1985": of whom, the text has said before."""
_ONLY_GOVERNMENT = re.compile(
    rf" that [^.;]{{0,90}}?(?P<p>[{symbols('N')}]) (?:is|was|constitutes) (?:the|its) (?:sole|only)(?: and only)?(?: [a-z]+)? (?:[{symbols('V')}]|representative)"
)
_INTO = re.compile(
    rf"(?:'s?)? (?:[a-z]+ )?(?:incorporation|absorption|annexation|integration) (?:into|by|to) (?:the )?(?P<p>{PARTY})"
)
_TAKEN_IN = re.compile(
    rf" (?:the |any )?(?:[a-z]+ )?(?:incorporation|absorption|annexation|integration) of [^.;,]{{1,60}}? (?:into|by|to|in) (?:the )?(?P<p>{PARTY})"
)
""" "never recognised the incorporation of the Baltic states into the Soviet Union" """
_AS_CAPITAL = re.compile(
    rf" as (?:(?:the|its|{PARTY}(?:'s?)?) )*(?:an? )?(?:[a-z]+ )*(?:capital|part|city|territory|language|belligerents?)\b"
)
_OF_PEOPLE = re.compile(
    r" (?:[a-z]+ ){0,2}(?:sovereignty (?:over|in)|claims?|positions?|views?|stance|attitude|interests?|concerns?|laws?|demands?|proposals?)\b"
)
_PARTS_OF = re.compile(r"\b(?:regions?|territor(?:y|ies)|provinces?|parts?|areas?|enclaves?) of (?:the )?$")
_WHOSE_PARTS = re.compile(
    rf" (?:[a-z]+ )?(?:regions?|republics?|territor(?:y|ies)|provinces?|enclaves?|entities) of(?= )|(?<=[{symbols('X')}]) of (?:the )?{PARTY}(?= ?[-–—:(,])"
)
""" "the Georgian regions of Abkhazia and South Ossetia", "the two regions of Georgia - Abkhazia" """
_BY_SOME = re.compile(r" (?:[a-z]+ )?by (?:[a-z]+ ){0,2}(?:\d|no|few|many|most|some|several|only)")
_NAMELY = re.compile(rf"(?: ?[-–—:(,] ?| )(?:namely |the )?(?P<list>{LIST})")
_DECLARED_BY = re.compile(
    rf" the (?:[a-z]+ )?(?:independence|sovereignty|secession|[{symbols('V')}]|state) (?:[{symbols('Q')}] |that |(?:so |thus |newly )?(?:[a-z]+ly )?(?:declared|proclaimed) (?:by|in) )(?:the )?(?:[^.;,{PARTY[1:-1]}]{{0,40}} in )?(?P<p>{PARTY})"
)
""" "recognised the independence that Pristina proclaimed" """
_WRITINGS = frozenset(("note", "letter", "telegram", "despatch", "dispatch", "message", "memorandum"))
_A_NOTE = re.compile(
    r"\b(?:[Nn]otes?|[Ll]etters?|[Tt]elegrams?|[Dd]ecrees?|[Mm]essages?|[Dd]espatch|[Cc]ables?) (?:formally )?$"
)
_STATEHOOD = frozenset(
    ("independent", "independence", "sovereign", "sole", "only", "legal", "lawful", "legitimate", "rightful")
)
_FREE = r"(?:[a-z-]+,? (?:and )?){0,3}?(?:independent|sovereign|free)\b"
_BY_NOBODY = re.compile(r" (?:[a-z]+ ){0,2}by (?:no|none|nobody|no-one|not a single|neither|few|hardly any|any)\b")
_SAYING_SO = re.compile(
    rf"(?P<p>[{symbols('NAH')}])(?:'s? (?:[a-z]+ |[{symbols('H')}] ){{0,3}})?(?: [a-z]+ly)? ?(?:announced|confirmed|declared|notified|informed|disclosed|revealed|made known)(?: [^.;,\"]{{0,40}}?)? that $"
)

_THINKING_SO = re.compile(
    r"\b(?:decided|decides|feels?|felt|thinks|thought|believe[sd]?|considers?|considered|proposed|proposes|agreed|held|holds|argued|insisted|hopes|hoped|suggest(?:s|ed))"
    rf"(?:, [a-z]+,)?(?: [^.;\"]{{0,120}}?)? ?\bthat (?:[a-z]+ly )?(?:both )?(?:the |it |[{symbols('X')}])?$"
)


def something_of(words: str) -> bool:
    """Whether words before a party's name ("the importance of ") make it something of that party that is recognised."""
    return _SOMETHING_OF.search(words) is not None or _SOMETHING.search(words) is not None


_OF_BORDERS = re.compile(
    r" (?:borders|boundaries|frontiers|limits|sovereignty|territory|states?|government|authorities)\b"
)
""" "within its internationally recognised borders": of nobody's recognition."""


def of_theirs(r: str, at: int) -> bool:
    """Whether something of theirs follows an adjective: "the Armenian genocide"; ``at``: where the adjective ends."""
    return _THEIR_THING.match(r, at) is not None


class Recognition:
    """Reads the verbs of recognising and of asking for it."""

    def __init__(self, acts: dict[str, Act], lexicon: Lexicon) -> None:
        recognise = acts["recognise"]
        self._regards = re.compile(
            rf"\b(?P<verb>{lexicon.verb(recognise.regarding)}) (?P<list>{LIST}) "
            rf"(?:(?:as |to be )?(?:an? |the |two |henceforth )?{_FREE}|as (?:the|its) (?:[a-z]+ ){{0,2}}(?:sole|only|legal|lawful|legitimate|rightful|true) )"
        )
        self._concedes = re.compile(
            rf"\b(?P<verb>{lexicon.verb(recognise.conceding)})(?P<what>(?: the)? (?P<p>{PARTY})(?:'s?)? (?:full )?independence\b"
            rf"| the independence of (?:the )?(?P<o>{PARTY})|{_UNSAID.pattern.partition('|(?:,?')[0]})"
        )
        self._possession = re.compile(
            rf" (?:[a-z]+ ){{0,2}}(?:sovereignty over|{any_of(acts['recognise'].possessions)})\b"
        )

    def verb(self, verb: Finding) -> list[Telling]:
        """What a verb of the tables tells of recognition given or asked for."""
        out: list[Telling] = []
        if "recognise" in verb.kinds and not (
            verb.word.endswith("ed") and _OF_BORDERS.match(verb.r, verb.end) and verb.r.endswith("ly ", 0, verb.span[0])
        ):
            # "The junta, recognised by Chile on 3 May, ..." has no "was".
            reduced = verb.word.endswith("ed") and _BY_AT_ONCE.match(verb.right(400)) is not None
            out += _recognised(verb) if verb.passive or reduced else self._recognises(verb)
        if "request-recognition" in verb.kinds:
            out += _asked(verb) if verb.passive else _asks(verb)
        return out

    def otherwise(self, reduced: Reduced) -> list[Telling]:
        """Recognition in other words: "considered it an independent state", "conceded its independence"."""
        if _STATEHOOD.isdisjoint(reduced.words):
            return []
        r = reduced.r
        out: list[Telling] = []
        for found in _AMONG_THOSE.finditer(r) if "whose" in reduced.words else ():
            telling = Telling("recognise", found.start(), found.end(), found.span("verb"), voice="passive")
            telling.sender, telling.receiver = PARTIES.findall(found["by"] or ""), PARTIES.findall(found["list"])
            telling.subject_missing = not telling.sender
            out.append(telling)
        for pattern in (self._regards, self._concedes):
            for found in pattern.finditer(r):
                aux = auxiliaries(r, found.start())
                if aux and BE.search(PURPOSE.split(aux[0])[-1]):
                    continue
                start = aux.start() if aux else found.start()
                named = found["list"] if pattern is self._regards else (found["p"] or found["o"] or "")
                telling = Telling("recognise", start, found.end(), found.span("verb"), subject(r, start))
                telling.receiver = PARTIES.findall(named)
                if telling.sender:
                    out.append(telling)
        return out

    def _recognises(self, verb: Finding) -> list[Telling]:
        right, symbol = verb.right(200), verb.symbol
        if also := _OR_DO.match(right):
            right = " " * also.end() + right[also.end() :]  # "would not recognise or support any government"
        if _EACH_OTHER.match(right):
            both = subject(verb.r, verb.start)
            return [verb.telling("recognise", 11, both=both, to="mutual")] if both else []
        if only := _ONLY_GOVERNMENT.match(right):
            who = subject(verb.r, verb.start)
            return [verb.telling("recognise", only.end(), sender=who, receiver=[only["p"]])]
        if declared := _DECLARED_BY.match(right):
            who = subject(verb.r, verb.start)
            return [verb.telling("recognise", declared.end(), sender=who, receiver=[declared["p"]])]
        if _BY_SOME.match(right):
            return []  # "leaving Taipei recognised by just 13 states"
        if unsaid := _UNSAID.match(right):
            who = subject(verb.r, verb.start)
            return [verb.telling("recognise", unsaid.end(), sender=who)] if who else []
        if taken := _TAKEN_IN.match(right):
            who = subject(verb.r, verb.start)
            return [verb.telling("recognise", taken.end(), sender=who, receiver=[taken["p"]])] if who else []
        claimed = CLAIMED.match(right)
        if not claimed or _SOMETHING_ELSE.match(right):
            return []
        party = symbol[claimed["p"]]
        if something_of(right[: claimed.start("own")]) or party.text.lower() in _NOMINATIVE:
            return []  # "recognised the contribution of Morocco"; "as soon as Spain recognises they will do likewise"
        after = right[claimed.end() :]
        if into := _INTO.match(after):
            # "never recognised their incorporation into the Soviet Union": its rule there.
            who = subject(verb.r, verb.start)
            return [verb.telling("recognise", claimed.end() + into.end(), sender=who, receiver=[into["p"]])]
        theirs = symbol[claimed["p"]].text.lower() in ("its", "their", "his", "her")
        if (theirs or claimed["own"].endswith(("'", "s"))) and not claimed["rest"] and self._possession.match(after):
            return []  # "recognised Morocco's sovereignty over Western Sahara"
        if symbol[claimed["p"]].letter == "Q" and symbol[claimed["p"]].text != "whom":
            return []  # "does not recognise travel documents which"
        if _AS_CAPITAL.match(after):
            return []  # "recognised Jerusalem as Israel's capital"
        whole = party.letter == "A" or claimed["own"].endswith(("'s", "s'"))
        if whole and not claimed["rest"] and _THEIR_THING.match(after):
            return []  # "recognised the Armenian genocide", "recognised Ukrainian diplomas"
        if _OF_PEOPLE.match(after) and symbol[claimed["p"]].letter == "A":
            return []  # "recognised Moroccan sovereignty over", "acknowledges the Chinese position"
        if (whole := _WHOSE_PARTS.match(right, claimed.end())) or _PARTS_OF.search(right, 0, claimed.start("p")):
            # "the breakaway regions of Georgia - Abkhazia and South Ossetia": not Georgia.
            parts = _NAMELY.match(right, whole.end() if whole else claimed.end())
            if not parts:
                return []
            telling = verb.telling("recognise", parts.end(), sender=subject(verb.r, verb.start))
            telling.receiver = PARTIES.findall(parts["list"])
            return [telling]
        telling = verb.telling("recognise", claimed.end(), sender=subject(verb.r, verb.start), receiver=[claimed["p"]])
        if more := AND_MORE.match(after):
            telling.receiver += _STATES.findall(more[0])
        if _AS_TERRITORY.match(verb.r, verb.end + claimed.end() + (len(more[0]) if more else 0)):
            return []  # "recognised Abkhazia and South Ossetia as occupied territories"
        if party.letter == "W" and party.text.lower() in _WRITINGS:
            return []  # "has the honour to acknowledge the Department's Note"
        if verb.word.endswith("ing") and (note := _A_NOTE.search(verb.left)):
            # "notes recognising the Republic had been handed in by France and Japan"
            by = BY.match(after)
            telling.sender = PARTIES.findall(by["list"]) if by else subject(verb.r, verb.start - len(note[0]))
            if not telling.sender:
                return []
        as_ = _AS_OFFICE.match(after) if " as " in after else None
        office = symbol[as_["h"]] if as_ else None
        own = office and party.party and office.party and party.party.code == office.party.code
        if as_ and office and office.office == "ruling" and office.party and not own:
            telling.receiver = [as_["h"]]  # "recognised Juan Guaidó as president of Venezuela"
        elif party.letter in "HW" or party.text in ("him", "her"):
            if as_ and office and office.office not in ("ruling", "own"):
                telling.kind, telling.to = "accept-credentials", as_["h"]
            elif sent(party):
                telling.kind = "accept-credentials"
        if followed := _THEN_BY.match(after):
            return [telling, _followed(telling, followed, verb.end + claimed.end())]
        return [telling]


def _recognised(verb: Finding) -> list[Telling]:
    """ "Peru was recognised by Britain", "the junta, recognised by Chile" """
    right, symbol = verb.right(200), verb.symbol
    who = subject(verb.r, verb.start, passive=True)
    if not who:
        return []
    telling = verb.telling("recognise", start=nearest(verb.r, who[0], verb.start), voice="passive")
    person = symbol[who[0]]
    if person.letter == "A" and _THEIR_THING.match(verb.r, telling.start + 1):
        return []  # "Georgian passports are not recognised"
    as_ = _AS_PERSON.match(right)
    by = BY.match(right)
    telling.sender = PARTIES.findall(by["list"]) if by else []
    if _BY_NOBODY.match(right):
        return []
    if not by and (thought := _THINKING_SO.search(verb.r, max(0, telling.start - 200), telling.start)):
        telling.sender = subject(
            verb.r, begin(verb.r, thought.start())
        )  # "the British had decided that both governments should be recognised"
    elif not by and (said := _SAYING_SO.search(verb.r, max(0, telling.start - 160), telling.start)):
        # "the Foreign Ministry announced that Kosovo had been recognised": by its own country.
        telling.sender = [said["p"]] if symbol[said["p"]].party != person.party else []
    telling.subject_missing = not by
    if person.letter in "HWQ" and (sent(person) or (as_ and sent(symbol[as_["h"]]))):
        telling.kind, telling.thing, telling.to = "accept-credentials", who[0], as_["h"] if as_ else ""
        return [telling]
    telling.receiver = who
    if by:
        telling.end += by.end("list")
        if followed := _FOLLOWED_BY.match(verb.r, telling.end):
            return [telling, _followed(telling, followed)]
    if _AS_SOMETHING_ELSE.match(right) or _BY_SOME.match(right):
        return []
    return [telling]


def _followed(telling: Telling, followed: re.Match[str], base: int = 0) -> Telling:
    """The same by others: "followed by France"; ``base``: where the text that was matched begins."""
    start, end = base + followed.start("list"), base + followed.end("list")
    return Telling(
        telling.kind, start, end, (end - 1, end),
        sender=PARTIES.findall(followed["list"]), receiver=telling.receiver, voice=telling.voice,
    )  # fmt: skip


def _asked(verb: Finding) -> list[Telling]:
    """ "Spain was asked by Peru to recognise it": the one asked is the receiver."""
    right = verb.right(220)
    after, by = _ASKED_TO.match(right), BY.match(right)
    if not after or not by:
        return []
    return [
        verb.telling(
            "request-recognition", after.end(), sender=PARTIES.findall(by["list"]),
            receiver=subject(verb.r, verb.start, passive=True), voice="passive",
        )
    ]  # fmt: skip


def _asks(verb: Finding) -> list[Telling]:
    """ "asked Spain for recognition", "urged Spain to recognise it" """
    after = _ASKS.match(verb.right(220))
    if not after:
        return []
    return [
        verb.telling(
            "request-recognition", after.end(),
            sender=subject(verb.r, verb.start), receiver=PARTIES.findall(after["list"]),
        )
    ]  # fmt: skip
