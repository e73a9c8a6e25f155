"""Relations and missions that there have been since a day, on which they began."""

from __future__ import annotations

import re

from comity.reading.frames.subjects import subject
from comity.reading.frames.telling import BETWEEN, PARTIES, WITH, Telling
from comity.reading.symbols import Reduced, symbols

__all__ = ["LASTING_WORDS", "lasting"]

LASTING_WORDS = ("since", "back", "Since", "date", "dates", "dated")
"""A sentence without these, or with none of a date, is not looked at."""

_DAY = f"(?:the )?(?P<day>[{symbols('D')}])"
_HAVE = (
    r"(?P<have>(?:has|have|had)(?: [a-z]+ly| also| both)?)"
    r" (?P<verb>had|maintained|enjoyed|kept|held|entertained|run|operated|been in)"
)
_THING = rf"(?:(?:an?|the|its|their|full|formal|official|normal|close|good|friendly|uninterrupted|[a-z]+ly) )*(?P<r>[{symbols('RM')}])"
_HAS_HAD = re.compile(
    rf"\b{_HAVE} {_THING}(?P<rest>(?: (?!until\b|after\b|when\b|and\b)[^ .;]+){{0,8}}?),? (?:ever )?since {_DAY}"
)
""" "Ghana and Togo have maintained diplomatic relations since 1960" """
_SINCE = re.compile(rf"\b[Ss]ince {_DAY},? [^.;,]{{1,80}}? {_HAVE} {_THING}(?P<rest>[^.;]{{0,50}})")
""" "Since 1960 Ghana has had an embassy in Togo" """
_BACK = re.compile(
    rf"(?P<r>[{symbols('R')}])(?P<rest>[^.;]{{0,60}}?) (?P<verb>(?:dates?|dated|goes|go|went|reach(?:es)?|stretch(?:es)?) back(?= (?:to|as far as) )|(?:dates?|dated)(?= from ))"
    rf" (?:to|as far as|from) {_DAY}"
)
""" "Diplomatic relations between Ghana and Togo date back to 1960", "date from that day" """
_ENDED = re.compile(r"\b(?:until|till|broken|severed|interrupted|again|continuous(?:ly)?)\b")
"""Beside relations: they may have begun before, or ended; "continuously since" says that they were not broken."""


def lasting(reduced: Reduced, told: list[Telling]) -> list[Telling]:
    """What began on the day since which there has been it, where no other words tell of it."""
    r = reduced.r
    if reduced.words.isdisjoint(LASTING_WORDS):
        return []
    out = []
    for pattern in (_HAS_HAD, _SINCE, _BACK):
        for found in pattern.finditer(r):
            held = reduced.symbols[found["r"]]
            if pattern is _BACK and r.endswith((" of ", " of the "), 0, found.start()):
                continue  # "The rupture of relations dates from 1978"
            if _ENDED.search(found[0]) or any(found.start() <= t.verb[0] < found.end() for t in told):
                continue
            kind = "open-mission" if held.letter == "M" else "establish-relations"
            telling = Telling(kind, found.start(), found.end(), found.span("verb"), thing=found["r"], day=found["day"])
            if pattern is _BACK:
                telling.voice = "begins"
            else:
                telling.sender = subject(r, found.start("have"))
            _others(telling, found["rest"])
            out.append(telling)
    return out


def _others(telling: Telling, rest: str) -> None:
    """Who the others are: "between Ghana and Togo", "with Togo", "in Togo"."""
    if between := BETWEEN.match(rest):
        telling.both = PARTIES.findall(between["list"])
    elif with_ := WITH.match(rest) or _IN.match(rest):
        telling.receiver = PARTIES.findall(with_["list"])


_IN = re.compile(rf"[^.;,]{{0,20}}? (?:in|at) (?:the )?(?P<list>[{symbols('NC')}])")
