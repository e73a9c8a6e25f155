"""Curves: how many states recognise a case, and what share of all states, over time."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from comity.days import Day
from comity.polities import registry
from comity.standing.spells import CONTINUED_BY, MEANWHILE, Spell, party_on

__all__ = ["YEAR", "breadth_curve", "share_at"]

YEAR = 365.2425
"""Days in a year of age."""


def breadth_curve(case: str, members: Iterable[Spell]) -> list[tuple[dt.date, int]]:
    """States in being that recognise a case, over time: each day on which the number changes, with the new number.

    ``members`` are the spells of recognition of the case.

    On every day it is the number of ``Integration.breadth``: a state counts from the last day on which its act may
    have happened until the first on which the spell may have ended, as long as it is in being.
    """
    who = registry()
    moves: dict[dt.date, list[tuple[Spell, bool]]] = defaultdict(list)
    dates: set[dt.date] = set()
    for spell in members:
        assert spell.began.happened is not None
        begins = spell.began.happened.latest
        ends = spell.ended.happened.earliest if spell.ended and spell.ended.happened else None
        if ends is not None and ends <= begins:
            continue
        moves[begins].append((spell, True))
        if ends is not None:
            moves[ends].append((spell, False))
        dates.update(_changes_of(spell.party))
    first = min(moves, default=dt.date.max)
    own = {case, who.polity_of(case)}
    stands: Counter[str] = Counter()
    curve: list[tuple[dt.date, int]] = []
    end = who.get(case).end
    for date in sorted({*moves, *(date for date in dates if date > first)}):
        if end is not None and date >= end.latest:
            break
        for spell, begins_now in moves.get(date, ()):
            stands[spell.party] += 1 if begins_now else -1
        on = Day.parse(date)
        carried = {party_on(code, on) if code in _CARRIED else code for code, count in stands.items() if count > 0}
        count = len(carried & (who.in_being(on) - own))
        if count != (curve[-1][1] if curve else 0):
            curve.append((date, count))
    return curve


_CARRIED = {*CONTINUED_BY, *MEANWHILE}


@lru_cache(maxsize=1024)
def _changes_of(code: str) -> tuple[dt.date, ...]:
    """The days on which a state, or one that continues it, comes into being or ceases to be."""
    found: set[dt.date] = set()
    parties = registry().polities
    while code:
        party = parties.get(code)
        if party is None:
            break
        found.add(party.start.earliest)
        if party.end:
            found.add(party.end.latest)
        if party.interrupted:
            found.update((party.interrupted[0].latest, party.interrupted[1].earliest))
        code = CONTINUED_BY.get(code, "")
    return tuple(found)


def share_at(case: str, curve: Sequence[tuple[dt.date, int]], date: dt.date) -> float:
    """The breadth that a curve of recognisers gives on a day."""
    index = bisect_right(curve, (date, 10**9)) - 1
    if index < 0:
        return 0.0
    others = registry().in_being(date) - {case, registry().polity_of(case)}
    return min(1.0, curve[index][1] / len(others)) if others else 0.0
