"""Ceremonies of several envoys: who they are stands in a list beside them, or after the telling."""

from __future__ import annotations

import re

from comity.reading.frames.telling import Telling, sent
from comity.reading.symbols import Symbol, symbols

__all__ = ["name_envoys"]

_MANY = re.compile(
    r"(?i)\b(?:ambassadors|envoys|high commissioners|diplomats|heads of mission|representatives|ministers|nuncios)\b"
)
_ITEM = re.compile(
    rf" ?(?:the |new |[a-z]+ )*?(?:(?P<h>[{symbols('H')}])(?:,? [{symbols('W')}])?|(?P<w>[{symbols('W')}])?(?:,? \(?(?:of |from )?(?:the )?)?(?P<n>[{symbols('NC')}])\)?|(?P<p>[{symbols('W')}]))(?: \([^)]{{1,40}}\))?"
)
_CALLED = rf"[{symbols('W')}](?: (?:[a-z]+[- ])?[{symbols('W')}])*"
_ROLL = re.compile(
    rf"(?P<h>[{symbols('H')}])(?: [-–—] {_CALLED})?(?P<more>(?:(?:, |; |,? and )(?:the )?[{symbols('N')}](?: [-–—]|:)? {_CALLED})+)"
)
_NEXT = re.compile(r"(?:[,;]|,? and|; and)(?= )")
_THOSE = re.compile(r"\b(?:[Tt]hose|[Oo]thers|[Tt]he following|[Tt]he diplomats|[Tt]he officials),? $")
_BESIDE = re.compile(
    r"(?:,| \(|:| –| -)? ?(?:(?:those|the ones|namely) )?(?:of|from|representing)(?= )|(?: \(|: | – | — )(?=\S)"
)
_AFTERWARDS = re.compile(
    r"\b(?:were|are|comprised?|include|included|includes|including|namely|as follows)\b:?(?: [-–—])?|:| [-–—](?= )"
)


def name_envoys(told: list[Telling], r: str, symbol: dict[str, Symbol]) -> None:
    """ "three ambassadors presented their credentials: John Smith of Peru, Jane Brown of Chile"; in place."""
    for telling in told:
        if telling.kind in ("present-credentials", "accept-credentials"):
            _call_roll(telling, r, symbol)
        if telling.kind != "present-credentials" or not telling.sender:
            continue
        at = r.index(telling.sender[-1])
        who = symbol[r[at]]
        if who.letter == "Q":
            at = max(
                (place for place in range(at) if r[place] in symbol and symbol[r[place]].letter == "H"), default=at
            )
            who = symbol[r[at]]
        those = who.letter == "Q" and _THOSE.search(r, max(0, at - 20), at)
        if who.letter == "N":
            # "three ambassadors, of Peru, Chile and Cuba, presented": the last of the list stands before the verb.
            at = max((place for place in range(at) if _is_anonymous(symbol.get(r[place]))), default=-1)
        elif not (those or _is_anonymous(who)):
            continue
        if at < 0:
            continue
        beside = _BESIDE.match(r, at + 1)
        named = _listed(r, symbol, beside.end()) if beside else []
        if len(named) < 2 and who.letter != "N":
            after = _AFTERWARDS.search(r, telling.end)
            named = _listed(r, symbol, after.end()) if after else []
        if len(named) > 1:
            telling.sender = named


def _call_roll(telling: Telling, r: str, symbol: dict[str, Symbol]) -> None:
    """ "the ambassadors of Peru - Ana Ruiz, Chile - Juan Rojas and Cuba - Rosa Gil": all of them; in place."""
    for roll in _ROLL.finditer(r):
        office = symbol[roll["h"]]
        if not (sent(office) and office.party and _MANY.search(office.text)):
            continue
        named = [roll["h"], *(char for char in roll["more"] if char in symbol and symbol[char].letter == "N")]
        if telling.kind == "present-credentials" and r[roll.end() : telling.start].strip(" ,") in ("", "have", "has"):
            telling.sender = named
        elif telling.kind == "accept-credentials" and roll["h"] in (telling.thing, *telling.receiver):
            telling.receiver = named


def _is_anonymous(who: Symbol | None) -> bool:
    return who is not None and sent(who) and who.party is None and _MANY.search(who.text) is not None


def _listed(r: str, symbol: dict[str, Symbol], at: int) -> list[str]:
    """The symbols of a list of envoys or their countries that begins at a place."""
    out: list[str] = []
    while item := _ITEM.match(r, at):
        char = item["h"] or item["n"] or item["p"]  # the last of them "John Smith (Peru)"
        if symbol[char].party is None:
            break
        out.append(char)
        more = _NEXT.match(r, item.end())
        if not more:
            break
        at = more.end()
    return out
