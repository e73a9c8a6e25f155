"""Missions and relations that come to be of another level: raised, lowered, turned into an embassy."""

from __future__ import annotations

import re

from comity.reading.frames.subjects import subject
from comity.reading.frames.telling import MISSION, Finding, Telling, done_to, sent
from comity.reading.symbols import Reduced, symbols

__all__ = ["BECOMER", "BECOMES", "LEVEL_KINDS", "TO_LEVEL", "rank", "reached"]

LEVEL_KINDS = ("raise-mission", "lower-mission")

_QUOTE = r"[\"']?"
TO_LEVEL = re.compile(
    rf"(?: (?:in|at) (?:the )?[{symbols('NCW')}]|[ ,]+(?:in|on) (?:the )?[{symbols('D')}],?| [a-z]+ly| again| back| once more| once again| first| further| down| up)*"
    rf"(?: (?:to|into|at|from (?:an? |the |that of (?:an? )?)?(?:[a-z]+ )?{_QUOTE}(?P<from>[{symbols('MH')}])?[^.;]{{0,60}}? to))?"
    rf" (?:the (?:status|rank|level) of )?(?:(?:the |an? |full |higher |lower )*(?:rank|status|level|dignity|footing|grade) of |that of )?{_QUOTE}(?:an? |the |full |[{symbols('X')}] )?(?:(?!than\b)[a-z]+ )?{_QUOTE}(?P<m>[{symbols('MH')}])"
)
"""After a verb: the level that a mission is raised or lowered to."""
BECOMES = ("became", "become", "becoming", "becomes")
_BECOMING = re.compile(rf"\b(?:{'|'.join(BECOMES)}|(?:was|were) (?:[a-z]+ )?made(?= (?:an?|the|full) ))\b")
_TO_BECOME = re.compile(
    rf"(?:,? (?:on|in) [{symbols('D')}],?)?(?: both| all)? (?:(?:an?|the)(?: full| proper| regular)? )?(?P<to>[{symbols('M')}])"
)
BECOMER = re.compile(
    rf"(?P<m>[{symbols('MX')}])(?:(?:'s|')? (?:in|at) [{symbols('NCW')}])?(?:,(?: [^,.;]{{1,90}},){{1,2}})?(?:,? (?:and )?[{symbols('Q')}])?"
    rf"(?: (?:in|on) [{symbols('D')}],?| [a-z]+ly| in turn| then| thus| thereby| had| has| itself| will| would| is to| was to)* $"
)
"""Before "became": the mission, or the word that stands for it."""
_AND_OTHER = re.compile(rf"(?P<m>[{symbols('M')}])(?: (?:in|at) [{symbols('NCW')}])?,? and (?:the |its )?$")
""" "the legation in Quito and the Ecuadorian legation in Washington became embassies" """
_AND_THEN = re.compile(
    rf"[^.;]{{0,60}}?,? and(?:,? (?:then|finally|later),?)?(?: (?:on|in))? (?P<day>[{symbols('D')}]),? (?:an? |the )(?P<to>[{symbols('M')}])(?=[ .,;]|$)"
)
"""After "it became a legation": "in 1946, and in 1951 an embassy"."""
_STATUS = re.compile(
    rf"(?P<m>[{symbols('M')}]) (?:status|rank|level) (?P<verb>followed|came|ensued|was (?:granted|given|accorded|conferred|attained|reached|achieved|bestowed|agreed(?: on| upon)?))\b"
)
"""A level that is reached: "embassy status followed in 1954"."""
_GAINED = re.compile(
    rf"(?P<m>[{symbols('M')}])(?: (?:in|on) [{symbols('D')}])? (?:had )?(?P<verb>acquired|attained|achieved|gained|received|obtained|reached|assumed) (?:the |full )*(?:(?:status|rank|level) of (?:an? |full )*(?P<of>[{symbols('M')}])|(?P<to>[{symbols('M')}]) (?:status|rank|level))"
)
"""The same, said of the mission: "the legation acquired embassy status"."""
_RANK_TO = re.compile(
    rf"(?P<rank> the (?:rank|level|status) of)?(?: (?:the|[{symbols('X')}]))?(?: respective| current| present)? (?P<p>[{symbols('H')}])[^.;]{{0,60}}? to (?:(?:(?:the )?(?:rank|level|status) of |(?(rank)|(?!)))(?:an? )?(?P<to>[{symbols('HM')}])|(?:the )?(?P<level>[{symbols('M')}]))"
)


def rank(verb: Finding) -> list[Telling]:
    """ "upgraded its chargé d'affaires in Kabul to the rank of ambassador": a mission's level, said of its head."""
    after = _RANK_TO.match(verb.right(200))
    if not after or not sent(verb.symbol[after["p"]]):
        return []
    kind = next(kind for kind in reversed(LEVEL_KINDS) if kind in verb.kinds)
    told = verb.telling(kind, after.end(), sender=subject(verb.r, verb.start), thing=after["p"])
    told.to = after["to"] or after["level"]
    return [told]


def reached(reduced: Reduced) -> list[Telling]:
    """A level reached without a verb of the tables: "became an embassy", "embassy status followed"."""
    out = [] if reduced.words.isdisjoint((*BECOMES, "made")) else _became(reduced.r)
    if not reduced.words.isdisjoint(("status", "rank", "level")):
        for found in _STATUS.finditer(reduced.r):
            out.append(_level(found.start(), found.end(), found.span("verb"), found["m"], found["m"]))
        for found in _GAINED.finditer(reduced.r):
            out.append(_level(found.start(), found.end(), found.span("verb"), found["m"], found["of"] or found["to"]))
    return out


def _became(r: str) -> list[Telling]:
    """ "the legation became an embassy" """
    out: list[Telling] = []
    for found in _BECOMING.finditer(r):
        to = _TO_BECOME.match(r, found.end())
        if not to:
            continue
        base = max(0, found.start() - 260)
        who = BECOMER.search(r, base, found.start())
        if who is None and r.endswith((" and ", ", "), base, found.start()):
            who = MISSION.search(r, base, found.start())  # "was made a legation in 1947 and became an embassy"
        if who is None:
            continue
        thing = who[0] if who.re is MISSION else who["m"]
        out.append(_level(who.start(), to.end(), found.span(), thing, to["to"]))
        if and_ := _AND_OTHER.search(r, base, who.start()):
            out.append(_level(and_.start(), to.end(), found.span(), and_["m"], to["to"]))
        if then := _AND_THEN.match(r, to.end()):
            out.append(_level(then.start("to"), then.end(), then.span("to"), thing, then["to"]))
            out[-1].day = then["day"]
    return out


def _level(start: int, end: int, verb: tuple[int, int], thing: str, to: str) -> Telling:
    """A mission that comes to be of another level."""
    telling = done_to(thing, "raise-mission", start, end, verb)
    telling.to = to
    return telling
