"""World: who recognises a case on a day, on a map and in a table."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from comity.atlas.site import Policy, Site
from comity.codebook import codebook
from comity.days import FAR_FUTURE, FAR_PAST, Day
from comity.ledger import Act
from comity.polities import Polity, registry
from comity.polities.parties import STATES
from comity.record.record import today
from comity.standing import Recogniser, Spell, View
from comity.standing.spells import CONTINUED_BY

__all__ = ["STATES_OF_A_TIE", "TieRow", "WorldPage", "world_data", "world_page"]

STATES_OF_A_TIE: dict[str, str] = {
    "recognises": "recognises it",
    "possible": "may recognise it; the dates are too coarse to say",
    "withdrawn": "withdrew its recognition",
    "frozen": "froze its recognition",
    "rival": "recognises a rival government instead",
}
"""What a party may be to a case on a day, as the map and the table call it; a party in none of these says nothing."""


@dataclass(frozen=True, slots=True)
class TieRow:
    """One party in the table beside the map."""

    party: str
    name: str
    state: str
    """One of ``STATES_OF_A_TIE``."""
    since: str
    until: str
    act: str
    """Id of the act that the state rests on: the last one."""
    disputed: bool
    checked: bool
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorldPage:
    """Who recognises a case on a day."""

    case: str
    name: str
    on: str
    """The day shown: the one asked about, or the last before the case ceased to exist."""
    recognisers: int
    un_recognisers: int
    un_members: int
    rows: tuple[TieRow, ...]
    states: dict[str, str]
    """What each state of a tie is called."""
    cases: tuple[tuple[str, str], ...]
    """Code and name of every case, for choosing another."""
    beyond: bool
    """Whether the day is after the last that the bundled record covers."""
    case_over: str
    """The day on which the case ceased to exist, where it has; else empty."""


def world_page(site: Site, case: str, policy: Policy) -> WorldPage:
    """The page of a case on the policy's day.

    Raises
    ------
    Problem : there is no such case.
    """
    found = site.standing(case, policy)
    rows = [_row(one, "recognises") for one in found.recognisers]
    rows += [_row(one, "possible") for one in found.possible]
    rows += [_row(one, one.how) for one in found.ended]
    order = list(STATES_OF_A_TIE)
    return WorldPage(
        case=found.case,
        name=found.name,
        on=found.on.latest.isoformat(),
        recognisers=found.counts["recognisers"],
        un_recognisers=found.counts["un_members"],
        un_members=found.shares["un_members"].members,
        rows=tuple(sorted(rows, key=lambda row: (order.index(row.state), row.name, row.party))),
        states=STATES_OF_A_TIE,
        cases=tuple((row["case"], row["name"]) for row in site.cases(policy)),
        beyond=bool(site.covered_to) and found.on.latest > Day.parse(site.covered_to).latest,
        case_over=found.case_over,
    )


def _row(one: Recogniser, state: str) -> TieRow:
    return TieRow(
        one.party, one.name, state, one.since, one.until, one.ended_by or one.act, one.disputed, one.checked, one.why
    )


def world_data(site: Site, case: str, policy: Policy) -> dict[str, Any]:
    """All that a map of a case needs to be moved through time without asking again.

    Days are ISO dates. A spell of recognition certainly stands from ``since[1]`` until the day before ``until[0]``, and
    possibly from ``since[0]`` until the day before ``until[1]``. ``carriers`` says which state carries it from when:
    the one that acted, and then those that continue it. ``lives`` and ``seats`` are from and to, the end left out, when
    a party was in being and a member of the United Nations; None is open.
    """
    code = site.case(case)
    return site.once(("world", code, repr(policy.changes())), lambda: _world_data(site, code, policy))


def _world_data(site: Site, case: str, policy: Policy) -> dict[str, Any]:
    view = site.view(policy)
    parties = registry()
    party = parties.get(case)
    spells = view.spells(case)
    left_out = _left_out(view, case)
    last = min(today().latest, (party.end.earliest - dt.timedelta(days=1)) if party.end else FAR_FUTURE)
    first = min((s.began.happened.earliest for s in spells if s.began.happened), default=party.start.earliest)
    first = min(max(first - dt.timedelta(days=30), dt.date(1776, 1, 1)), last)
    curve = [(date.isoformat(), count) for date, count in view.curve(case)]
    return {
        "case": case,
        "name": party.name,
        "polity": parties.polity_of(case),
        "earliest": first.isoformat(),
        "latest": last.isoformat(),
        "covered_to": Day.parse(site.covered_to).latest.isoformat() if site.covered_to else "",
        "curve": curve,
        "states": STATES_OF_A_TIE,
        "spells": [_spell(spell, left_out) for spell in spells],
        "parties": {
            code: _party(polity)
            for code, polity in parties.polities.items()
            if polity.kind in STATES and polity.start.earliest <= last
        },
    }


def _left_out(view: View, case: str) -> dict[str, list[Act]]:
    """Ends of recognition that counting leaves out, by sender: the recognition stands, and is disputed."""
    if view.counting == "claimed":
        return {}
    kept = {act.id for act in view.acts(case)}
    found: dict[str, list[Act]] = {}
    for act in view.acts(case, counting="claimed"):
        ends = codebook()[act.kind].effect in ("closes", "suspends")
        if ends and act.id not in kept and act.receiver == case and not act.implied_by:
            found.setdefault(act.sender, []).append(act)
    return found


def _spell(spell: Spell, left_out: dict[str, list[Act]]) -> dict[str, Any]:
    began, ended = spell.began, spell.ended
    assert began.happened is not None
    disputed_from = [act.happened.earliest if act.happened else FAR_PAST for act in left_out.get(spell.party, ())]
    if began.disputed:
        disputed_from.append(began.happened.earliest)
    if ended and ended.disputed and ended.happened:
        disputed_from.append(ended.happened.earliest)
    return {
        "party": spell.party,
        "carriers": _carriers(spell.party),
        "began": began.happened.text,
        "since": [began.happened.earliest.isoformat(), began.happened.latest.isoformat()],
        "ended": ended.happened.text if ended and ended.happened else "",
        "until": [ended.happened.earliest.isoformat(), ended.happened.latest.isoformat()]
        if ended and ended.happened
        else None,
        "how": spell.how,
        "act": began.implied_by or began.id,
        "ended_by": (ended.implied_by or ended.id) if ended else "",
        "checked": began.checked,
        "disputed_from": min(disputed_from).isoformat() if disputed_from else None,
        "why": list(dict.fromkeys([*began.why, *(ended.why if ended else ())])),
    }


def _carriers(code: str) -> list[tuple[str, str]]:
    """The state that acted, from ever, and each that continues it, from the day it does; as ``party_on`` has it."""
    found = [(code, FAR_PAST.isoformat())]
    while code in CONTINUED_BY:
        end = registry().polities[code].end
        if end is None:
            break
        code = CONTINUED_BY[code]
        found.append((code, end.earliest.isoformat()))
    return found


def _party(polity: Polity) -> dict[str, Any]:
    lives: list[list[str | None]] = [[polity.start.bounds[0].isoformat(), _end(polity.end)]]
    if polity.interrupted:
        stopped, resumed = polity.interrupted
        lives = [[lives[0][0], _end(stopped)], [resumed.bounds[0].isoformat(), lives[0][1]]]
    seats = [
        [row.joined.bounds[0].isoformat(), _end(row.left)]
        for row in registry().memberships(code=polity.code, organisation="UN")
    ]
    return {
        "name": polity.name,
        "point": [round(polity.capital_lon, 2), round(polity.capital_lat, 2)],
        "lives": lives,
        "seats": seats,
    }


def _end(day: Day | None) -> str | None:
    return day.bounds[1].isoformat() if day else None
