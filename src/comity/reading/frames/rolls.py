"""Several whose names stand in a list after the telling: "with three countries: Peru in 1952, Chile in 1953"."""

from __future__ import annotations

import dataclasses
import re

from comity.reading.frames.likewise import MANY
from comity.reading.frames.telling import PARTIES, Telling
from comity.reading.symbols import Symbol, symbols

__all__ = ["SEVERAL", "call", "of_other_sort", "of_other_work"]

_MANY_WORDS = r"(?:countries|nations|states|powers|governments|neighbou?rs|members|others|republics|kingdoms|capitals|allies|partners)"
SEVERAL = re.compile(
    rf"[^.;,{symbols('N')}]{{0,30}}? (?:with|to) (?:the )?(?:(?:[A-Za-z-]+|[{symbols('WAX')}])(?:,? and|,)? ){{0,5}}?{_MANY_WORDS}\b"
)
"""After relations: with somebody whom the words do not name."""
_OTHERS = re.compile(
    rf"(?:^|[ ,])(?:(?:[A-Za-z-]+|[{symbols('A')}]) ){{0,4}}(?:{_MANY_WORDS}|[{symbols('V')}])(?: (?:[a-z]+ly|also|then|since|have|had|has|later))* $"
)
_INTRODUCED = re.compile(
    rf"[^.;:({symbols('N')}]{{0,60}}?(?:(?:,|:| -| –| —| \()? ?(?:(?:first )?(?:beginning|starting|first) with|including|among (?:[{symbols('XQ')}]|others|these)(?: were| are)?|such as|namely|notably|viz\.?)|:| –| —| \()"
)
_ITEM = re.compile(
    rf",? ?(?:(?:and|then|later|also|finally) )*(?:(?:with|by) )?(?:the )?(?P<list>[{symbols('NC')}](?:(?:,? and |, )(?:the )?[{symbols('NC')}])*)(?: (?:in|on|since) (?P<in>[{symbols('D')}])| \((?:in |on )?(?P<brackets>[{symbols('D')}])\))?(?=[,;.):]| and |$)[,;]?"
)
_NAMED_MISSIONS = re.compile(
    rf"[^.;]{{0,70}}?(?:,| \(| -| –)? (?:including|among (?:[{symbols('XQ')}]|these)|namely|such as) (?:an? |the |new )*(?P<m>[{symbols('M')}])"
)
_OTHER_WORK = re.compile(
    r"(?i)\b(?:USAID|NATO|OSCE|peace-?keeping|peace|observer|observation|monitoring|training|police|rescue|space|aid|relief|humanitarian"
    r"|medical|military|fact-finding|religious|christian|catholic|protestant|assistance|stabili[sz]ation|verification|combat"
    r"|scientific|archaeological|rule of law)(?: (?:regional|joint|special|new|pacific|support))*"
    rf"(?: [{symbols('AW')}])? $"
)
_UNNAMED = frozenset(("Countries", "States", "Nations", "Governments", "Those", "Others"))
""" "Countries that recognised it in 1991: Croatia (26 June), ..." """
_WITH_WHICH = re.compile(
    rf"(?:(?P<n>[{symbols('N')}])(?: (?:is|was|became|has become|remains) (?:the|one of the|among the) [^,.;]{{0,50}}(?:country|state|nation|power|government|republic|kingdom|member|countries|states|nations))?,? |\b)(?:with|to|from) [{symbols('Q')}] (?:the )?$"
)
_SORTS = (
    "trade|trading|economic|commercial|military|defence|defense|cultural|financial|consular|sporting|sports|air|party|security"
    "|intelligence|personal|business|friendly|friendlier|cordial|better|closer|close|good|warm|warmer|improved|stronger|strong"
    "|special|strategic|labour|labor|industrial|public|human|social|family|marital|international|foreign|external|energy"
    "|scientific|academic|working|unofficial|informal|secret|people-to-people|peaceful|neighbourly|good-neighbourly|amicable"
    "|historic|historical|traditional|church|dynastic|religious|spiritual|intellectual|technical|investment|tourism|monetary"
)
_OTHER_SORT = re.compile(rf"(?i)(?P<all>(?:[a-z-]+,? (?:and )?)*)\b(?:{_SORTS})(?: or [a-z]+)? $")


def of_other_sort(r: str, at: int) -> bool:
    """Whether relations are none of diplomacy: "trade relations", "closer ties"; ``at``: where they stand."""
    found = _OTHER_SORT.search(r, max(0, at - 60), at)
    return found is not None and "diplomatic" not in found[0]


def of_other_work(thing: Symbol, r: str, at: int) -> bool:
    """Whether a mission is none of diplomacy: "a peacekeeping mission", "an observer mission"."""
    return thing.level == "office" and "ission" in thing.text and _OTHER_WORK.search(r, max(0, at - 60), at) is not None


def _single_out(telling: Telling, r: str, symbol: dict[str, Symbol]) -> None:
    """ "set up several missions, such as embassies in Lima and Oslo": those that are named; in place."""
    thing = symbol[telling.thing]
    if thing.letter != "M" or thing.host or telling.receiver:
        return
    named = _NAMED_MISSIONS.match(r, max(telling.end, telling.verb[1]))
    if named and symbol[named["m"]].host:
        telling.thing, telling.end = named["m"], named.end()


def _of_which(telling: Telling, r: str) -> None:
    """ "Peru, with which Chile established relations": Peru; of "45 countries with which" nobody is named; in place."""
    at = r.index(telling.sender[0])
    found = _WITH_WHICH.search(r, max(0, at - 100), at)
    if found and found["n"]:
        telling.receiver = [found["n"]]
    elif found:
        telling.vague = True


def call(told: list[Telling], r: str, symbol: dict[str, Symbol]) -> list[Telling]:
    """The tellings, each one of several unnamed told once for each whom a list names, or not at all."""
    out: list[Telling] = []
    for telling in told:
        if telling.kind in ("open-mission", "close-mission") and telling.thing in symbol:
            _single_out(telling, r, symbol)
        if (
            telling.voice == "active"
            and telling.sender
            and telling.kind.endswith("-relations")
            and not telling.receiver
        ):
            _of_which(telling, r)
        unnamed = telling.sender and symbol[telling.sender[0]].text in _UNNAMED
        nobody = telling.voice == "active" and not telling.both and telling.kind in MANY
        several = nobody and (
            unnamed or (not telling.sender and _OTHERS.search(r, max(0, telling.start - 90), telling.start))
        )
        if not (telling.vague or several):
            out.append(telling)
            continue
        first = _INTRODUCED.match(r, max(telling.end, telling.verb[1]))
        at = first.end() if first else len(r)
        while item := _ITEM.match(r, at):
            at = item.end()
            for one in PARTIES.findall(item["list"]):
                day = item["in"] or item["brackets"] or telling.day
                again = dataclasses.replace(telling, vague=False, end=at, day=day)
                if several:
                    again.sender = [one]
                else:
                    again.receiver = [one]
                out.append(again)
    return out
