"""Missions at work: opened or closed by what is said of their work, their doors and their flag."""

from __future__ import annotations

import re

from comity.reading.frames.levels import BECOMER
from comity.reading.frames.telling import MISSION, Telling, done_to
from comity.reading.symbols import Reduced, symbols

__all__ = ["at_work"]

_WHERE = re.compile(rf" (?:in|at|to|of) (?:the )?(?P<p>[{symbols('NCWA')}])")
_OPERATIONS = re.compile(
    rf"\b[Oo]perations (?:at|of|in) (?:the |an? |[{symbols('X')}] )?(?P<thing>[{symbols('M')}])[^.;,]{{0,30}}? (?:was|were|had been|have been|being|been) (?:[a-z]+ly |then |again )?"
    r"(?P<verb>(?P<shut>suspended|terminated|discontinued|halted|ended|wound up|stopped|brought to an end)|resumed|begun|restarted|started|commenced)\b"
)
_WORK = ("work", "operations", "activities", "functions", "doors", "flag", "services")
_ITS_WORK = re.compile(
    rf" (?P<verb>(?P<shut>ceased|ceasing|stopped|stopping|suspended|suspending|halted|halting|ended|ending|discontinued|terminated|closed|closing|shut|shutting"
    rf"|lowered|struck|hauled down|lowering|hauling down)|resumed|resuming|began|beginning|started|starting|restarted|reopened|opened|opening)"
    rf" (?:all )?[{symbols('X')}] (?:work|operations|activities|functions|doors|services|flag)\b"
)
""" "The embassy ceased its work" """
_SINCE_WORDS = ("existed", "operated", "functioned", "maintained", "exists", "worked")
_EXISTS_SINCE = re.compile(
    rf"(?P<thing>[{symbols('M')}]) (?:has|have|had) (?P<verb>existed|operated|functioned|worked|been maintained)\b[^.;,]{{0,60}}? since (?:[a-z]+ )?(?P<day>[{symbols('D')}])"
)
""" "A consulate has existed at Bombay since 1953": it was opened then."""


_WORDS = frozenset((*_WORK, *_SINCE_WORDS))
_OVER = rf"(?: (?:again|once more|formally|solemnly))*,? (?:over|above|at|outside|in front of|from|on|atop) (?:the (?:roof of the )?|an? )?(?:[a-z]+ )?(?P<m>[{symbols('M')}])"
_OVER_2 = _OVER.replace("?P<m>", "?P<m2>")
_FLAG = re.compile(
    rf"(?:(?P<a>[{symbols('NAX')}])(?:'s?)? )?(?:national )?[Ff]lag (?:was|were|is|has been|had been)(?: [a-z]+)? (?:(?P<up>raised|hoisted|run up|unfurled)|(?P<down>lowered|hauled down|taken down|struck)){_OVER}"
    rf"|\b(?:(?P<up2>raised|raising|hoisted|hoisting|ran up|unfurled)|(?P<down2>lowered|lowering|hauled down|took down|struck)) (?:the |its |their )?(?:(?P<a2>[{symbols('NAX')}])(?:'s?)? )?(?:national )?flag{_OVER_2}"
)


_ORDERED = re.compile(
    rf"(?P<thing>[{symbols('M')}])[^.;,]{{0,20}}? (?:was|were|has been|have been|had been) ordered (?P<verb>(?:to )?(?:be )?(?:closed?|shut)(?: down)?)\b"
)
""" "The embassy in Ottawa was ordered closed" """


def at_work(reduced: Reduced) -> list[Telling]:
    """What a mission's work tells of its opening and closing."""
    r, words = reduced.r, reduced.words
    out: list[Telling] = []
    ordered = "ordered" in words
    if (words.isdisjoint(_WORDS) and not ordered) or not MISSION.search(r):
        return out
    for found in _ORDERED.finditer(r) if ordered else ():
        out.append(Telling("close-mission", found.start(), found.end(), found.span("verb"), thing=found["thing"]))
        out[-1].voice, out[-1].subject_missing = "passive", True
    if "operations" in words:
        out += _operations(r)
    if not words.isdisjoint(_WORK):
        out += _ceases_work(r)
    if not words.isdisjoint(_SINCE_WORDS):
        out += [_since(found) for found in _EXISTS_SINCE.finditer(r)]
    if "flag" in words:
        out += _flag(r)
    return out


def _since(found: re.Match[str]) -> Telling:
    """A mission that there has been since a day."""
    telling = done_to(found["thing"], "open-mission", *found.span(), found.span("verb"))
    telling.day = found["day"]
    if place := _WHERE.match(found[0], found.end("verb") - found.start()):
        telling.receiver = [place["p"]]
    return telling


def _ceases_work(r: str) -> list[Telling]:
    """ "The embassy ceased its work", "the legation hauled down its flag" """
    out = []
    for found in _ITS_WORK.finditer(r):
        who = BECOMER.search(r, max(0, found.start() - 260), found.start() + 1)
        if not who or (not found["shut"] and found[0].endswith("flag")):
            continue
        kind = "close-mission" if found["shut"] else "open-mission"
        out.append(done_to(who["m"], kind, who.start(), found.end(), found.span("verb")))
    return out


def _operations(r: str) -> list[Telling]:
    """ "Operations at the embassy were suspended" """
    out = []
    for found in _OPERATIONS.finditer(r):
        kind = "close-mission" if found["shut"] else "open-mission"
        out.append(done_to(found["thing"], kind, *found.span(), found.span("verb")))
    return out


def _flag(r: str) -> list[Telling]:
    """ "The Slovene flag was raised over the embassy in Kyiv", "hoisted its flag at the legation" """
    out = []
    for found in _FLAG.finditer(r):
        verb = next(name for name in _UPS if found[name])
        kind = "open-mission" if verb.startswith("up") else "close-mission"
        telling = done_to(found["m"] or found["m2"], kind, *found.span(), found.span(verb))
        telling.sender = [whose] if (whose := found["a"] or found["a2"]) else []
        out.append(telling)
    return out


_UPS = ("up", "down", "up2", "down2")
