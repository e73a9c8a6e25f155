"""Precedents: the cases most like one at the same age, and what became of them.

How likeness is measured. Every case is described as it stood at the age in question, by four things:

- ``recognisers``: the share of states in being that recognise it;
- ``great_powers``: the share of the great powers of the day that recognise it;
- ``first_movers``: who recognised it first, up to ten: where they are, and which organisations they belonged to then;
- ``kind``: whether what is recognised is a state or a government.

The likeness of two cases is 1 less the weighted mean of their differences in these, each from 0 to 1 (``WEIGHTS``).
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import Any

from comity.days import Day
from comity.errors import BadInput
from comity.polities import registry
from comity.standing.curves import YEAR
from comity.standing.view import View
from comity.tables import Table

__all__ = [
    "AFTER",
    "FIRST",
    "WEIGHTS",
    "Outcome",
    "Portrait",
    "Precedent",
    "differences",
    "portrait",
    "portrait_on",
    "precedents",
]

AFTER = (1, 5, 10)
"""Years after which it is told what became of a case."""

FIRST = 10
"""How many of the first recognisers are the first movers."""

WEIGHTS = {"recognisers": 1.0, "great_powers": 1.0, "first_movers": 1.0, "kind": 1.0}
"""What each difference weighs. Equal, since nothing known here says that one of them tells more than another."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """A case at one age, as likeness sees it: only what had certainly happened by then."""

    case: str
    name: str
    on: str
    """The day on which it had the age, ISO."""
    age: float
    """Years since the claim or the first recognition; see ``View.start``."""
    recognisers: int
    """States in being that recognised it."""
    share: float
    """The same, of all states in being but the case itself."""
    great_powers: tuple[str, ...]
    """Great powers that recognised it."""
    great_power_share: float
    """The same, of all great powers of the day but itself."""
    first_movers: tuple[str, ...]
    """Up to ``FIRST`` parties that recognised it first, in order, whether or not they still did."""
    continents: dict[str, float]
    """Share of the first movers in each continent."""
    organisations: dict[str, float]
    """Share of the first movers that belonged to each organisation when they moved, of all that there were then."""
    government: bool
    """Whether it is a government, not a state."""
    incomplete: bool
    """Whether its numbers are known to be too low, at this age or at another."""

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        row = {name: getattr(self, name) for name in self.__slots__}
        row["age"], row["share"] = round(self.age, 2), round(self.share, 4)
        row["great_power_share"] = round(self.great_power_share, 4)
        row["great_powers"], row["first_movers"] = list(self.great_powers), list(self.first_movers)
        for name in ("continents", "organisations"):
            row[name] = {key: round(value, 4) for key, value in sorted(row[name].items()) if value}
        return row


@dataclass(frozen=True, slots=True)
class Outcome:
    """What had become of a case some years later."""

    years: int
    """Years after the age at which it was compared."""
    on: str
    """The day, ISO."""
    status: str
    """``known``; ``ended`` where the case had ceased to exist; ``not yet known`` where the record does not reach."""
    recognisers: int | None
    """States in being that recognised it; None unless known."""
    share: float | None
    un_member: bool | None
    """For a state, whether it was a member of the United Nations; None for a government, and unless known."""
    ended: str = ""
    """When the case ceased to exist, where it had."""

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        row = {name: getattr(self, name) for name in self.__slots__}
        row["share"] = None if self.share is None else round(self.share, 4)
        return row


@dataclass(frozen=True, slots=True)
class Precedent:
    """Another case at the same age: how like it is, in what it differs, and what became of it."""

    case: str
    name: str
    likeness: float
    """From 0 to 1; 1 where nothing of what is compared differs."""
    differences: dict[str, float]
    """What is compared -> difference, from 0 to 1."""
    portrait: Portrait
    outcomes: tuple[Outcome, ...]

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "case": self.case, "name": self.name, "likeness": round(self.likeness, 4),
            "differences": {name: round(value, 4) for name, value in self.differences.items()},
            "portrait": self.portrait.to_dict(), "outcomes": [outcome.to_dict() for outcome in self.outcomes],
        }  # fmt: skip


def precedents(view: View, case: str, on: Day | str, *, limit: int = 5) -> Table[Precedent]:
    """The cases most like this one at the age that it has on a day, the most like first.

    Parameters
    ----------
    view  : the ledger and the policy it is read under.
    case  : code of a polity or government.
    on    : the day; where it is after the end of the case or after the last day that the ledger tells of, that.
    limit : how many at most; 0 for all.

    A case is compared only if it had reached this age within what the ledger tells, and still existed then. Nothing
    that happened to it after that age bears on its likeness; it bears on the outcomes alone. An outcome that lies
    beyond what the ledger tells is ``not yet known``.

    Limits: the cases are those that the record holds, chosen for being contested, and are no sample of anything; a
    dozen of them say how things can go and not how likely it is. The age of a case that the record does not hold from
    its beginning is counted from its first recognition in the record. Gaps in the record of a case (``Record.gaps``)
    lower its numbers. Later cases are compared with earlier ones and earlier with later, so what is called a precedent
    need not have come before.

    Raises
    ------
    UnknownParty : no such case. BadInput : the limit is negative.

    Source: Gower (1971), Biometrics 27:857, doi:10.2307/2528823: the mean of differences scaled to 0 to 1. We scale by
    what is possible (0 to 1) and not by the range found in the data, so that adding a case changes no other likeness.
    """
    if limit < 0:
        raise BadInput(f"the limit cannot be {limit}", hint="0 gives all of them")
    own = portrait_on(view, case, on)
    found = []
    if own.age >= 0:
        for other in view.cases:
            date = _at_age(view, other, own.age)
            if other == case or date is None:
                continue
            theirs = portrait(view, other, date)
            apart = differences(own, theirs)
            likeness = 1.0 - sum(WEIGHTS[name] * apart[name] for name in apart) / sum(WEIGHTS[name] for name in apart)
            found.append((likeness, apart, theirs))
    found.sort(key=lambda row: (-row[0], row[2].case))
    rows = [
        Precedent(
            theirs.case,
            theirs.name,
            likeness,
            apart,
            theirs,
            tuple(_outcome(view, theirs.case, own.age, years) for years in AFTER),
        )
        for likeness, apart, theirs in found[: limit or None]
    ]
    return Table(rows, columns=Precedent.__slots__)


def portrait_on(view: View, case: str, on: Day | str) -> Portrait:
    """The portrait that is compared: on the day, or where that is later, on the last day of the case or the ledger."""
    end = registry().get(case).end
    date = min(Day.parse(on).latest, view.horizon)
    return portrait(view, case, min(date, end.earliest - dt.timedelta(days=1)) if end else date)


def portrait(view: View, case: str, date: dt.date) -> Portrait:
    """A case as it stood at the end of a day."""
    who = registry()
    day = Day.parse(date)
    stands = view.recognisers_on(case, day)
    own = {case, who.polity_of(case)}
    powers = who.great_powers(day) - own
    others = who.in_being(day) - own
    states = len(stands & others)
    movers = _first_movers(view, case, day)
    continents = Counter(who.continent(code) for code, _ in movers)
    organisations: Counter[str] = Counter()
    for code, when in movers:
        organisations.update(dict.fromkeys(_organisations_then(when), 0))
        organisations.update(who.organisations_of(code, when))
    count = max(len(movers), 1)
    return Portrait(
        case=case,
        name=who.label(case),
        on=date.isoformat(),
        age=(date - view.start(case)).days / YEAR,
        recognisers=states,
        share=states / len(others) if others else 0.0,
        great_powers=tuple(sorted(powers & stands)),
        great_power_share=len(powers & stands) / len(powers) if powers else 0.0,
        first_movers=tuple(code for code, _ in movers),
        continents={name: members / count for name, members in continents.items()},
        organisations={name: members / count for name, members in organisations.items()},
        government=case in who.governments,
        incomplete=case in view.incomplete,
    )


def differences(one: Portrait, other: Portrait) -> dict[str, float]:
    """How far two cases differ in each of the things compared, from 0 to 1.

    - ``recognisers``: the difference of the square roots of the shares, so that one recogniser against six weighs more
      than eighty against eighty-five.
    - ``great_powers``: the difference of the shares.
    - ``first_movers``: the mean of two. Where they are: half the sum of the differences of the shares of the five
      continents (the total variation distance). What they belong to: for the organisations that existed both times
      and that a first mover of either belonged to, the mean difference of the shares. Cases of different times may
      have no organisation in common; then the continents stand alone. Left out where a case has no first mover yet.
    - ``kind``: 0 for two states or two governments, 1 for one of each.
    """
    apart = {
        "recognisers": abs(sqrt(one.share) - sqrt(other.share)),
        "great_powers": abs(one.great_power_share - other.great_power_share),
    }
    if one.first_movers and other.first_movers:
        # In one order, so that rounding is the same in every run.
        names = sorted({*one.continents, *other.continents})
        where = sum(abs(one.continents.get(name, 0.0) - other.continents.get(name, 0.0)) for name in names) / 2
        parts = [where]
        both = set(one.organisations) & set(other.organisations)
        gaps = [
            abs(one.organisations[name] - other.organisations[name])
            for name in sorted(both)
            if one.organisations[name] or other.organisations[name]
        ]
        if gaps:
            parts.append(sum(gaps) / len(gaps))
        apart["first_movers"] = sum(parts) / len(parts)
    apart["kind"] = float(one.government != other.government)
    return apart


def _first_movers(view: View, case: str, day: Day) -> list[tuple[str, Day]]:
    """Up to ``FIRST`` parties in the order in which they recognised the case, with the day; those certain by then."""
    found: dict[str, Day] = {}
    begun = [one for one in view.lives[case].stretches if one.began_by(day)]
    for one in sorted(begun, key=lambda one: (one.began.latest, one.party)):
        found.setdefault(one.party, one.began)
        if len(found) == FIRST:
            break
    return list(found.items())


def _organisations_then(when: Day) -> list[str]:
    """The organisations that had a member on the day."""
    return [
        name
        for name, (first, last) in _lives_of_organisations().items()
        if first <= when.latest and (last is None or when.earliest < last)
    ]


@lru_cache(maxsize=1)
def _lives_of_organisations() -> dict[str, tuple[dt.date, dt.date | None]]:
    """Organisation -> the day its first member joined, and that on which its last had left (None while it has any)."""
    lives: dict[str, tuple[dt.date, dt.date | None]] = {}
    for row in registry().memberships():
        left = row.left.latest if row.left else None
        first, last = lives.get(row.organisation, (row.joined.earliest, left))
        still = last is None or left is None
        lives[row.organisation] = (min(first, row.joined.earliest), None if still else max(last, left))  # type: ignore[type-var]
    return lives


def _at_age(view: View, case: str, age: float) -> dt.date | None:
    """The day on which a case had an age; None where the ledger does not reach it or the case had ended."""
    date = view.start(case) + dt.timedelta(days=round(age * YEAR))
    end = registry().get(case).end
    return None if date > view.horizon or (end and date >= end.earliest) else date


def _outcome(view: View, case: str, age: float, years: int) -> Outcome:
    who = registry()
    date = view.start(case) + dt.timedelta(days=round((age + years) * YEAR))
    end = who.get(case).end
    if end and end.earliest <= min(date, view.horizon):
        return Outcome(years, date.isoformat(), "ended", None, None, None, end.text)
    if date > view.horizon:
        return Outcome(years, date.isoformat(), "not yet known", None, None, None)
    curve = view.curve(case)
    index = bisect_right(curve, (date, 10**9)) - 1
    count = curve[index][1] if index >= 0 else 0
    others = who.in_being(date) - {case, who.polity_of(case)}
    un_member = None if case in who.governments else case in who.un_members(date)
    share = count / len(others) if others else 0.0
    return Outcome(years, date.isoformat(), "known", count, share, un_member)
