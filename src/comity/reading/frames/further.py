"""Further things of one verb, each with a place or a day of its own: "and that of Peru in Lima in 1973"."""

from __future__ import annotations

import dataclasses
import re

from comity.reading.frames.levels import LEVEL_KINDS
from comity.reading.frames.telling import DAY, PARTIES, Telling, sent
from comity.reading.symbols import Symbol, symbols

__all__ = ["further_things"]

_OPENING = r"(?:,? and|,? followed by|, while|, but|,|;)(?: (?:then|later|finally|also))?"
_WHEN = rf"(?:,? (?:on|in|as of|since) (?P<day>[{symbols('D')}])| \((?:in |on )?(?P<brackets>[{symbols('D')}])\))"
_WHEN_FIRST = rf"(?: (?:on|in|as of) (?P<first>[{symbols('D')}]),?)?"
_WHERE = rf"(?: (?:in |at )?(?:the )?(?P<where>[{symbols('NC')}]))?"
_NEXT = re.compile(
    rf"(?P<gap>(?: of [a-z ]{{3,30}}?)?(?: (?:(?:in|at) (?:the )?[{symbols('NCW')}]|(?:on|in) [{symbols('D')}]|\([{symbols('D')}]\)),?){{0,2}}?){_OPENING}{_WHEN_FIRST}"
    rf"(?: (?:(?:an?|the|its) (?:[a-z-]+ ){{0,3}}?)?(?P<thing>[{symbols('MT')}])(?: (?:on|of|for) [a-z ]{{3,30}}?)?| (?P<another>another|one|that|those|the one)(?: of (?:the )?(?P<whose>[{symbols('N')}]))?|(?= (?:in |at )?[{symbols('C')}])){_WHERE}{_WHEN}?(?=[.,;]|$| and\b)"
)
"""After an act: "and a consulate in Cusco in 1975", "and in 1951 another in Minsk", "and that of Peru in Lima in 1973"."""
_AND_OF = re.compile(
    rf",? and (?:(?:that|those) )?of (?:the )?(?P<whose>[{symbols('N')}]) (?:in|at|to) (?:the )?(?P<where>[{symbols('NC')}])(?= )"
)
"""Before a passive: "the embassies of Iraq in Damascus and of Syria in Baghdad were closed"."""
_AND_ENVOY = re.compile(
    rf"(?: (?:on|in) [{symbols('D')}])?(?:,? and|;|, while)(?: (?:on|in) (?P<first>[{symbols('D')}]),?)? (?P<thing>[{symbols('H')}])(?:(?: (?:on|in))? (?P<day>[{symbols('D')}]))?(?=[.,;]|$)"
)
"""After a passive: "was recalled on 5 November, and the Thai ambassador in Hanoi the day after"."""
_NEXT_LEVEL = re.compile(
    rf"[^.;]{{1,120}}?,? and (?:then |later |finally )?to (?:the rank of )?(?:an? )?(?P<to>[{symbols('M')}])"
    rf",? (?:on|in) (?P<day>[{symbols('D')}])"
)
"""After a mission's level: "to a liaison office in May, and to an embassy in June"."""
_EACH_PLACE = re.compile(
    rf" (?:in|on) (?P<d1>[{symbols('D')}]),? (?:in|at) (?P<p1>[{symbols('NC')}]),? and (?:in|on) (?P<d2>[{symbols('D')}]),? (?:in|at) (?P<p2>[{symbols('NC')}])"
)
"""After missions: "were opened in 1959 in Accra and in 1960 in Tokyo"."""


def further_things(told: list[Telling], r: str, symbol: dict[str, Symbol]) -> list[Telling]:
    """The acts of things that stand after another one of the same verb."""
    out: list[Telling] = []
    for telling in told:
        if telling.kind == "recall-envoy" and telling.voice == "passive":
            out += _further_envoy(telling, r, symbol)
        mission = telling.kind in ("open-mission", "close-mission", "raise-mission", "lower-mission")
        if telling.kind in LEVEL_KINDS and telling.to and (then := _NEXT_LEVEL.match(r, telling.verb[1])):
            span = then.span("to")
            raised = dataclasses.replace(
                telling, start=span[0], end=then.end(), verb=span, to=then["to"], day=then["day"]
            )
            raised.was = telling.to
            out.append(raised)
        if not (mission or telling.kind == "sign-treaty") or telling.voice not in ("active", "passive", "begins"):
            continue
        model = telling
        place = r.find(telling.thing) + 1
        also = _AND_OF.match(r, place) if mission and telling.voice == "passive" and place <= telling.verb[0] else None
        if also and symbol[telling.thing].host:
            beside = dataclasses.replace(telling, receiver=[also["where"]], sender=[also["whose"]], voice="active")
            beside.elsewhere = True
            out.append(beside)
        at, dated = telling.end, False
        while following := _NEXT.match(r, at):
            at = following.end()
            before, dated = dated, bool(following["day"] or following["brackets"])
            if not (following["thing"] or following["another"] or before or DAY.search(following["gap"])):
                continue  # "in Accra and Dakar in 1991": on one day, and read as one
            again = _again(model, following, symbol)
            if again is None:
                break
            out.append(again)
        if mission and not symbol[telling.thing].host and (each := _EACH_PLACE.match(r, telling.verb[1])):
            telling.receiver, telling.day = [each["p1"]], each["d1"]
            again = dataclasses.replace(telling, receiver=[each["p2"]], day=each["d2"], end=each.end())
            out.append(again)
    return out


def _further_envoy(model: Telling, r: str, symbol: dict[str, Symbol]) -> list[Telling]:
    found = _AND_ENVOY.match(r, max(model.end, model.verb[1]))
    if not found or not sent(symbol[found["thing"]]) or symbol[found["thing"]].party is None:
        return []
    again = dataclasses.replace(model, thing=found["thing"], start=found.start("thing"), end=found.end(), receiver=[])
    again.day = found["day"] or found["first"] or ""
    return [again]


def _again(model: Telling, found: re.Match[str], symbol: dict[str, Symbol]) -> Telling | None:
    day = found["day"] or found["brackets"] or found["first"]
    part = "thing" if found["thing"] else "another" if found["another"] else "where"
    if part == "where" and not day:
        return None  # "in Accra and Lagos" on one day are read together
    same = symbol.get(model.thing)
    if same is None or (found["thing"] and symbol[found["thing"]].letter != same.letter):
        return None
    if found["another"] in ("another", "one") and not (found["where"] and same.letter == "M"):
        return None
    if found["another"] and not found["whose"] and found["another"] not in ("another", "one"):
        return None
    if not day and not (found["where"] or (found["thing"] and symbol[found["thing"]].host)):
        return None  # "opened an embassy and a library"
    again = dataclasses.replace(
        model, thing=found["thing"] or model.thing, start=found.start(part), end=found.end(), day=day or "",
    )  # fmt: skip
    again.elsewhere = found["thing"] is None
    if found["where"]:
        again.receiver = [found["where"]]
    elif found["thing"] and same.letter == "M":
        again.receiver = []
    if found["whose"]:
        again.sender, again.voice = PARTIES.findall(found["whose"]), "active"
    return again
