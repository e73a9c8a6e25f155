"""Changes of government: rulers overthrown, power taken, thrones left, coups and revolutions as nouns with a day."""

from __future__ import annotations

import re

from comity.reading.frames.subjects import subject
from comity.reading.frames.telling import Finding, Telling, begin, nearest
from comity.reading.lexicon import Lexicon
from comity.reading.symbols import Reduced, Symbol, symbols

__all__ = ["Thrones", "begins", "noun", "topples"]

_IN_PLACE = re.compile(rf"(?: again| back)? in (?:the )?(?P<p>[{symbols('NC')}])")
_FROM_ELSEWHERE = re.compile(
    r" from (?!power|office|the (?:presidency|throne|premiership|office|post)|his (?:post|office)|her (?:post|office))"
)
_AS_RULER = re.compile(rf" (?:as )?(?:the )?(?:[a-z]+ ){{0,2}}?(?P<p>[{symbols('H')}])")
_ANYBODY = re.compile(f"[{symbols('HWN')}]")
_N_ALONE = frozenset(chr(code) for a, b in re.findall("(.)-(.)", symbols("N")) for code in range(ord(a), ord(b) + 1))
_POWER = re.compile(r"\b(?:power|government|cabinet|country|control)$")
_SINGLE = re.compile(r"(?<!Prime )\bMinister\b|\bminister|Secretary|Representative|(?i:ambassador|envoy|consul|chargé)")
"""Those whose resignation changes no government."""
_TOPPLED = re.compile(rf"(?: [a-z]+){{0,3}} (?:(?P<p>[{symbols('HWNV')}])|(?:[a-z]+ ){{0,2}}monarch)")
_DATED_AFTER = re.compile(
    rf"(?: (?:of|in|against|by|that|to)\b[^.;,{symbols('D')}]{{0,40}})?[ ,(]*(?:in |on |of )?(?:the )?(?P<d>[{symbols('D')}])"
)
_DATED_BEFORE = re.compile(rf"(?P<d>[{symbols('D')}]),? (?:[A-Za-z]+ )?$")
_CHANGE_IN = re.compile(rf" (?:of|in) (?:the )?(?P<p>[{symbols('NACH')}])")
_TO_POWER = re.compile(
    rf",? (?:[{symbols('Q')}]|that) [a-z]+(?: up)? (?:the )?[{symbols('HWNVX')}](?: [a-z]+){{0,2}}? to (?:power|the presidency|the throne)"
    rf"(?: in (?:the )?(?P<p>[{symbols('NC')}]))?,? (?:on |in )?(?P<d>[{symbols('D')}])"
)
_POWER_IN = re.compile(rf"[^.;]{{0,70}}? to power in (?:the )?(?P<p>[{symbols('NC')}])")
_OF_A_RULER = re.compile(rf" of (?:the )?(?:(?!in\b|of\b|at\b|and\b)[a-z]+ ){{0,2}}(?P<p>[{symbols('HNV')}])")
_A_RULE = re.compile(
    r"(?i)\b(?:regime|government|cabinet|monarchy|junta|dictatorship|administration|dynasty|shah|king|queen|emperor|tsar|czar|sultan)s?\b"
)
_IN_A_FIELD = re.compile(r" in (?:the )?[a-z]+")
_FALLS = frozenset(("fall", "downfall", "ouster", "ousting", "toppling", "removal", "removal from power", "collapse"))
"""Of a ruler or a government alone."""
_WHOSE_UPHEAVAL = re.compile(rf"(?P<p>[{symbols('NAC')}])(?:'s?)? (?:(?:[A-Za-z-]+|[{symbols('D')}]),? ){{0,3}}$")
_AFTERMATH = re.compile(r"^(?:Following|After|Since|With|In the (?:wake|aftermath) of|As a result of)\b[^;:]*$")
_MAIN_SUBJECT = re.compile(rf"[^;:,]{{0,60}}, (?:the )?(?P<p>[{symbols('NA')}])")
_OF_A_PARTY = re.compile(
    r"[^.;,]{0,50}?\b(?:head|leader|leadership|chair|chairman|chairwoman|chairperson|president|member|secretary|general secretary|director|seat|post|governor)"
    r" (?:of|from|in|on) (?:the |his |her |its )?(?:[^.;, ]+ ){0,3}(?:[Pp]arty|[Cc]ommittee|[Bb]oard|[Cc]lub|[Cc]ompany|[Uu]nion|[Bb]ank|[Uu]niversity|[Ff]ederation|[Aa]ssociation|[Cc]ommission)\b(?! of Soviet)"
)
_DEALS_WITH = re.compile(
    r"(?: (?:had|has|also|then|[a-z]+ly))* (?:clos|shut|re-?open|open|recall|withdr[ae]w|br[eo]k|cut|sever|suspend|recogni[sz]|evacuat|expel|sent|refus|establish|resum|restor)"
)
"""After the subject of the main clause: it deals with whoever had the revolution."""
_IN_FRONT = re.compile(rf"^(?:[Ii]n |[Bb]ack in )(?:the )?(?P<p>[{symbols('NC')}]), ")
"""The place of all that a sentence tells: "In Mali, officers seized power"."""
_GOES_ON = re.compile(
    r"\b(?:failed|attempted|abortive|aborted|unsuccessful|foiled|thwarted|botched|bungled|would-be|alleged|plotted|attempting|planned|attempt at a)"
    rf" (?:[a-z-]+ |[{symbols('DNA')}],? )*$"
    r"|\b(?:anniversary|museum|museums|veterans?|hero(?:es)?|celebrations?|commemorations?|legacy|memory|ideals|history|years (?:after|since|before|of)|centenary) (?:of )?(?:the )?[^.;,]{0,24}$"
)
_NAMED_REVOLUTION = re.compile(
    r"\b(?:industrial|american|french|cultural|green|quiet|digital|sexual|scientific|agricultural|world|permanent) $"
)


def topples(verb: Finding) -> list[Telling]:
    """ "the President was overthrown", "deposed the King" """
    if verb.passive:
        who = subject(verb.r, verb.start, passive=True)
        if not who or verb.symbol[who[0]].letter not in "HWNV":
            return []
        if verb.word.startswith("remov") and verb.symbol[who[0]].office != "ruling":
            return []
        start = nearest(verb.r, who[0], verb.start)
        return [verb.telling("change-government", start=start, sender=who[:1], voice="passive")]
    after = _TOPPLED.match(verb.right(100))
    if not after:
        return []
    fallen = verb.symbol.get(after["p"] or "")
    if verb.word.startswith("remov") and (fallen is None or fallen.letter != "H" or fallen.office != "ruling"):
        return []  # "removed the ambassador", "removed its flag"
    return [verb.telling("change-government", after.end(), sender=[after["p"]] if after["p"] else [])]


def begins(verb: Finding) -> list[Telling]:
    """ "the President resigned", "the junta took power" """
    who = subject(verb.r, verb.start)
    if _FROM_ELSEWHERE.match(verb.right(60)):
        return []  # "resigned from his party"
    place = _IN_PLACE.match(verb.right(60)) if _POWER.search(verb.word) else None
    if place and not verb.r.startswith("to ", verb.start):
        # "Pinochet, who seized power in Chile on 11 September 1973", "the Taliban seized power in Afghanistan"
        return [verb.telling("change-government", place.end(), sender=[place["p"]], voice="begins")]
    if crowned := _AS_RULER.match(verb.right(60)):
        # "Leopold of Saxe-Coburg took the oath as King of the Belgians"
        ruler = verb.symbol[crowned["p"]]
        if ruler.office != "ruling":
            return []
        if ruler.party:
            return [verb.telling("change-government", crowned.end(), sender=[crowned["p"]], voice="begins")]
    held = verb.symbol[who[0]] if who else None
    if held and held.letter == "Q" and (named := _ANYBODY.findall(verb.r, 0, verb.r.index(who[0]))):
        if verb.symbol[named[-1]].letter == "W" and len(named) > 1 and not _N_ALONE.issuperset(named[:-1]):
            return []  # "President Deby met Bashir, who had seized power in 1989": where, nothing says
        held = verb.symbol[named[-1]]  # "Damiba, who came to power in a coup in January"
    if not who and _POWER.search(verb.word) and not verb.r.startswith("to ", verb.start):
        # "the colonels took over the government": of the party that the text is about.
        return [verb.telling("change-government", voice="begins", reduced=True)]
    if held is not None and verb.word.startswith("resign") and _OF_A_PARTY.match(verb.right(120)):
        return []  # "resigned as head of the party"
    of_a_country = held is not None and held.letter == "N" and not _POWER.search(verb.word)
    if held and held.letter == "W" and _POWER.search(verb.word) and (front := _IN_FRONT.match(verb.r)):
        return [verb.telling("change-government", sender=[front["p"]], voice="begins")]
    if held is None or held.letter not in "HWXN" or of_a_country or _SINGLE.search(held.text):
        return []  # "whereupon the minister resigned": a single member
    told = verb.telling("change-government", start=verb.r.find(who[0]), sender=who[:1], voice="begins")
    told.reduced = verb.symbol[who[0]].letter == "Q"  # "the liberals, who had come to power": only where a day is said
    return [told]


def noun(noun: Finding) -> list[Telling]:
    """ "the coup of 1960 in Peru", "the September 1962 revolution", "the Revolution which brought Castro to power on
    1 January 1959", "his return to power in 1952", "the fall of the Shah of Iran in February 1979" """
    left, right, symbol = noun.left, noun.right(260), noun.symbol
    if _NAMED_REVOLUTION.search(left.lower()):
        return []
    fallen = _OF_A_RULER.match(right)
    if noun.word.lower() in _FALLS and not (fallen and _rules(symbol[fallen["p"]])):
        return []  # "the fall of Saigon", "the collapse of the Soviet Union"
    if _IN_A_FIELD.match(right):
        return []  # "the revolution in agriculture of the 1960s"
    brought = _TO_POWER.match(right)
    after, before = brought or _DATED_AFTER.match(right), _DATED_BEFORE.search(left)
    if not (after or before):
        return []
    who = (
        _WHOSE_UPHEAVAL.search(left)
        or fallen
        or _CHANGE_IN.match(right)
        or (brought if brought and brought["p"] else None)
    )
    who = who or (_CHANGE_IN.match(right, after.end()) if after else None) or _POWER_IN.match(right)
    who = who or _IN_FRONT.match(left)
    if not who and _AFTERMATH.search(left):
        who = _MAIN_SUBJECT.match(right)  # "Following the September 1962 revolution, Yemen became allied with Egypt"
        if who and _DEALS_WITH.match(right, who.end()):
            return []  # "After the revolution in 1979, Britain closed its embassy in Tehran": somebody else's
    day = (after["d"] if after else None) or (before["d"] if before else "")
    telling = noun.telling("change-government", sender=[who["p"]] if who else [], voice="noun", day=day)
    if symbol[day].edtf and not _GOES_ON.search(left):
        return [telling]
    return []


_RULE = frozenset(
    ("throne", "crown", "presidency", "over", "control", "abolished", "abolishing", "abolishes", "abolish")
)
"""Words of which a sentence has one that tells of a throne left or a government taken."""


def _ended(found: re.Match[str], start: int, symbol: dict[str, Symbol]) -> list[Telling]:
    """ "The Assembly abolished the monarchy on 25 July 1957": of the country that is named, or that the text is about."""
    crown = symbol.get(found["crown"] or "")
    if crown and not crown.text.lower().endswith(("monarchy", "kingdom", "empire", "crown")):
        return []
    of = found["of"] or (found["crown"] if crown and crown.letter == "N" else "")
    telling = Telling("change-government", start, found.end(), found.span(), [of] if of else [], voice="begins")
    telling.reduced = not of
    return [telling]


def _rules(held: Symbol) -> bool:
    """Whether somebody or something rules a country: "the Shah", "the Assad regime"."""
    return held.office == "ruling" if held.letter == "H" else _A_RULE.search(held.text) is not None


class Thrones:
    """Reads thrones and governments that are left or seized: "yielded her throne", "took over the cabinet"."""

    def __init__(self, lexicon: Lexicon) -> None:
        change = next(act for act in lexicon.acts if act.kind == "change-government")
        self._left = re.compile(
            rf"\b(?P<verb>{lexicon.verb(change.leaving)}) (?:the |[{symbols('X')}] )(?:throne|crown|presidency)\b"
            rf"|\b(?P<ended>abolish(?:ed|es|ing)?) (?:the |(?P<of>[{symbols('NA')}])(?:'s?)? )?(?:(?P<crown>[{symbols('NV')}])|monarchy|sultanate|caliphate)"
            rf"|\b(?P<taken>{lexicon.verb(change.taking)}) (?:the |[{symbols('X')}] )?(?:[{symbols('V')}]|country|capital)(?! [a-z]+ing)"
        )

    def tellings(self, reduced: Reduced) -> list[Telling]:
        """The changes of ruler of a sentence."""
        if _RULE.isdisjoint(reduced.words):
            return []
        r, symbol = reduced.r, reduced.symbols
        out: list[Telling] = []
        for found in self._left.finditer(r):
            start = begin(r, found.start())
            if found["ended"]:
                out += _ended(found, start, symbol)
                continue
            who = [char for char in subject(r, start)[:1] if symbol[char].letter in "HWX"]
            if who or found["taken"]:
                telling = Telling("change-government", start, found.end(), found.span(), who, voice="begins")
                telling.reduced = not who  # "the colonels took over the government": only where a day is said
                out.append(telling)
        return out
