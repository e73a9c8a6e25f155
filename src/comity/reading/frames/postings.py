"""Envoys named without a verb of the tables, called home, or told to leave."""

from __future__ import annotations

import re

from comity.reading.frames.subjects import subject
from comity.reading.frames.telling import Telling, begin, done_to, sent
from comity.reading.symbols import Reduced, Symbol, symbols

__all__ = ["NOMINEE", "otherwise"]

NOMINEE = "to be"
_NOMINEE = re.compile(
    rf"^[\"' ]*(?:[A-Z][a-z]+\. )?(?P<p>[{symbols('WH')}])(?P<gap>(?:, [^.;]*?)?),? (?P<verb>{NOMINEE}) (?:the |an? )?(?P<h>[{symbols('H')}])(?=[.,;]|$)"
)
_FINITE = re.compile(r"\b(?:was|were|is|are|had|has|have|will|would|said|[a-z]+(?:ed|s) (?:to|the|a|an|by|as))\b")
_HOME = re.compile(
    rf"\b(?P<verb>(?:call|summon|order|bring|pull|send|fetch)(?:ed|s|ing)?|brought|sent|calling|recalled|withdrew) (?P<who>(?:(?:the|all|some) |[{symbols('X')}] |[a-z-]+ )*?[{symbols('H')}])(?:,? [{symbols('W')}],?)?(?: (?:in|to|from|at) (?:the )?[{symbols('NC')}])?(?: to return)? (?:home|back)\b(?! to (?:the )?[{symbols('NCX')}])"
)
_BACK = re.compile(
    rf"\b(?P<verb>(?:call|summon|order|bring|pull)(?:ed|s|ing)? (?:back|home|out)|brought (?:back|home)) (?:the |all )?(?:[a-z-]+ )*(?P<who>[{symbols('X')}]? ?[{symbols('H')}])"
)
_PULLED_OUT = re.compile(
    rf"\b(?P<verb>pull(?:ed|s|ing)?) (?:(?:the|all) |[{symbols('X')}] )(?:[a-z-]+ )*?(?P<who>[{symbols('H')}]) (?:out of|out(?! of\b)|from)\b(?! (?:the|an?) [a-z])(?: (?:the )?(?P<p>[{symbols('NC')}]))?"
)
_CALLED_BACK = re.compile(
    rf"(?P<who>[{symbols('H')}])(?: [^.;,]{{0,40}}?)? (?:was|were|has been|have been|had been)(?: [a-z]+ly)? (?P<verb>(?:called|summoned|ordered|brought|pulled) (?:back|home|out))\b"
)
_LEAVE = re.compile(
    rf"\b(?P<verb>(?:order|ask|request|tell|instruct|direct|command|requir)(?:ed|s|ing|e|es)?|told|gave|gives|giving) (?:the )?(?:[a-z-]+ )*?(?P<who>[{symbols('H')}])(?: [^.;,]{{0,30}}?)? (?:to (?:leave|quit|depart)\b|out of (?:the country|[{symbols('NCX')}])|[^.;,]{{0,40}}? to leave\b)(?! for consult)"
)
_OFFICER = re.compile(f"[{symbols('H')}]")
_WORDS = frozenset(("be", "home", "back", "out", "leave", "quit", "depart"))


def otherwise(reduced: Reduced) -> list[Telling]:
    """What a sentence tells of envoys without the verbs of the tables."""
    r, words, symbol = reduced.r, reduced.words, reduced.symbols
    out: list[Telling] = []
    if words.isdisjoint(_WORDS) or not _OFFICER.search(r):
        return out
    if "be" in words and (found := _NOMINEE.match(r)) and not _FINITE.search(found["gap"]):
        held = symbol[found["h"]]
        if sent(held) and held.party and held.host:
            # A line of a list of nominations: "John Smith, of Ohio, to be Ambassador of the United States to Peru."
            telling = done_to(found["p"], "appoint-envoy", found.start("p"), found.end(), found.span("verb"))
            telling.to = found["h"]
            out.append(telling)
    if not words.isdisjoint(("home", "back", "out")):
        for pattern in (_HOME, _BACK, _PULLED_OUT):
            out += [told for found in pattern.finditer(r) if (told := _called_home(r, symbol, found))]
        for found in _CALLED_BACK.finditer(r):
            if sent(symbol[found["who"]]):
                out.append(done_to(found["who"], "recall-envoy", *found.span(), found.span("verb")))
    if not words.isdisjoint(("leave", "quit", "depart", "out")):
        out += [told for found in _LEAVE.finditer(r) if (told := _told_to_leave(r, symbol, found))]
    return out


def _called_home(r: str, symbol: dict[str, Symbol], found: re.Match[str]) -> Telling | None:
    """ "summoned its ambassador home", "called back its ambassador": its own, not one summoned to the ministry."""
    who = found["who"][-1]
    if not sent(symbol[who]):
        return None
    telling = Telling("recall-envoy", begin(r, found.start()), found.end(), found.span("verb"), thing=who)
    telling.sender = subject(r, telling.start)
    if found.re is _PULLED_OUT and found["p"]:
        telling.receiver = [found["p"]]
    return telling if telling.sender else None


def _told_to_leave(r: str, symbol: dict[str, Symbol], found: re.Match[str]) -> Telling | None:
    """ "gave the Chilean ambassador 48 hours to leave": another's envoy, by the country where he is."""
    envoy = symbol[found["who"]]
    if not sent(envoy) or envoy.party is None:
        return None
    telling = Telling("expel-envoy", begin(r, found.start()), found.end(), found.span("verb"), thing=found["who"])
    telling.sender = subject(r, telling.start)
    own = [symbol[char].party for char in telling.sender if symbol[char].party]
    if not telling.sender or any(one and one.code == envoy.party.code for one in own):
        return None  # its own ambassador, whom it calls home
    return telling
