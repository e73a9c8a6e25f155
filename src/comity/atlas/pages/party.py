"""Party: what a party recognises and who recognises it, its relations over time, and its neighbourhood."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from comity.atlas.charts import Ring, Strip, ring_chart, strip_chart
from comity.atlas.pages.rows import ActRow, act_row
from comity.atlas.site import Policy, Site
from comity.days import Day
from comity.polities import Government, registry
from comity.standing import Spell
from comity.standing.spells import lineage, party_on

__all__ = ["Held", "PartiesPage", "PartyPage", "parties_page", "party_page"]


@dataclass(frozen=True, slots=True)
class Held:
    """One case that the party recognises, recognised, or may."""

    case: str
    name: str
    state: str
    """``recognises``, ``possible``, ``withdrawn``, ``frozen`` or ``rival``."""
    since: str
    until: str
    acted_as: str
    """Code that acted, where that was the state which this one continues; else empty."""
    act: str
    disputed: bool
    checked: bool
    case_over: str
    """The day on which the case ceased to exist, where it has by then: what stood on the last day is shown."""


@dataclass(frozen=True, slots=True)
class PartyPage:
    """A party on a day."""

    code: str
    name: str
    official_name: str
    kind: str
    start: str
    end: str
    capital: str
    region: str
    note: str
    wikidata: str
    numbers: tuple[str, ...]
    """Its codes in other schemes."""
    names: tuple[tuple[str, str, str, str], ...]
    """Name, kind of name, and from when to when."""
    organisations: tuple[str, ...]
    """Organisations it is a member of on the day."""
    governments: tuple[tuple[str, str, bool], ...]
    """Slug and name of its governments, and whether the record holds one as a case."""
    polity: str
    """For a government, the polity it is of; else empty."""
    is_case: bool
    recognised_by: int
    """Recognisers on the day, where it is a case."""
    recognisers: tuple[tuple[str, str, str, str], ...]
    """Code and name of each of them, since when, and the id of the act, by name."""
    recognises: tuple[Held, ...]
    alike: tuple[tuple[str, str, int, int], ...]
    """Parties that recognise the most of the same cases: code, name, how many both recognise, how many either does."""
    ring: Ring
    strip: Strip
    acts: tuple[ActRow, ...]
    on: str


@dataclass(frozen=True, slots=True)
class PartiesPage:
    """The parties of the record."""

    rows: tuple[tuple[str, str, int], ...]
    """Code, name and number of acts."""


def parties_page(site: Site, policy: Policy) -> PartiesPage:
    """Every party that an act of the record names."""

    def make() -> PartiesPage:
        count: dict[str, int] = {}
        for act in site.acts(Policy(recorded_by=policy.recorded_by, counting=policy.counting, implied="none")):
            for code in {act.sender, act.receiver} - {""}:
                count[code] = count.get(code, 0) + 1
        known = registry()
        rows = [(code, known.label(code) if code in known else code, acts) for code, acts in count.items()]
        return PartiesPage(tuple(sorted(rows, key=lambda row: (row[1], row[0]))))

    return site.once(("parties", repr(policy.changes())), make)


def party_page(site: Site, code: str, policy: Policy) -> PartyPage:
    """The page of a party on the policy's day.

    Raises
    ------
    Problem : there is no such party.
    """
    code = site.case(code)
    parties = registry()
    party = parties.get(code)
    day = policy.day
    is_government = isinstance(party, Government)
    listed = {row["case"] for row in site.cases(policy)}
    acts = [
        act
        for act in site.acts(Policy("", policy.recorded_by, policy.counting, policy.checked, "none"), party=code)
        if act.happened is None or act.happened.earliest <= day.latest
    ]
    held = _held(site, code, day, policy)
    recognisers = site.standing(code, policy).recognisers if code in listed else []
    names = [
        (row.name, row.kind, row.valid_from.text if row.valid_from else "", row.valid_to.text if row.valid_to else "")
        for row in parties.names(code)
        if row.kind in ("name", "official", "former", "abbreviation", "government")
    ]
    return PartyPage(
        code=code,
        name=party.name,
        official_name="" if is_government else party.official_name,  # type: ignore[union-attr]
        kind="government" if is_government else party.kind,
        start=party.start.text,
        end=party.end.text if party.end else "",
        capital="" if is_government else party.capital,  # type: ignore[union-attr]
        region=parties.region(code),
        note=party.note,
        wikidata="" if is_government else party.wikidata,  # type: ignore[union-attr]
        numbers=()
        if is_government
        else tuple(f"{scheme} {', '.join(map(str, found))}" for scheme, found in parties.numbers(code).items()),
        names=tuple(dict.fromkeys(names)),
        organisations=tuple(sorted(parties.organisations_of(code, day))) if parties.is_in_being(code, day) else (),
        governments=()
        if is_government
        else tuple((one.slug, one.name, one.slug in listed) for one in parties.governments_of(code)),
        polity=party.code if is_government else "",
        is_case=code in listed,
        recognised_by=len(recognisers),
        recognisers=tuple(sorted(((r.party, r.name, r.since, r.act) for r in recognisers), key=lambda row: row[1])),
        recognises=held,
        alike=_alike(site, code, day, policy),
        ring=ring_chart(
            _ties(site, code, held, policy),
            {(one, case) for one, cases in _cases_by_party(site, day, policy).items() for case in cases},
        ),
        strip=strip_chart(acts, code, _shown_to(site, day)),
        acts=tuple(act_row(act) for act in sorted(acts, key=lambda act: act.sort_key, reverse=True)),
        on=day.text,
    )


def _shown_to(site: Site, day: Day) -> dt.date:
    """The last day that a chart shows: the one asked about, or the last that the record covers."""
    return min(day.latest, Day.parse(site.covered_to).latest) if site.covered_to else day.latest


def _held(site: Site, code: str, day: Day, policy: Policy) -> tuple[Held, ...]:
    """What the party recognises on a day: its own acts, and those of a state that it continues."""
    view = site.view(policy)
    found = []
    for row in site.cases(policy):
        for spell in view.spells(row["case"]):
            # What the Soviet Union recognised is Russia's from 1991 and is shown on both pages.
            if spell.party != code and not (lineage(spell.party) == code and party_on(spell.party, day) == code):
                continue
            state = _state(spell, day)
            if state:
                found.append(_held_row(row["case"], row["name"], spell, code, state, day))
    order = ("recognises", "possible", "rival", "frozen", "withdrawn")
    last = {(one.case, one.state): one for one in found}
    return tuple(sorted(last.values(), key=lambda one: (order.index(one.state), bool(one.case_over), one.name)))


def _state(spell: Spell, day: Day) -> str:
    began, over = spell.began_by(day), spell.ended_by(day)
    if began is False:
        return ""
    if began is None or over is None:
        return "possible"
    return spell.how if over else "recognises"


def _held_row(case: str, name: str, spell: Spell, code: str, state: str, day: Day) -> Held:
    end = registry().get(case).end
    began = spell.began
    ended = spell.ended if state not in ("recognises",) else None
    act = ended or began
    return Held(
        case=case, name=name, state=state, since=began.happened.text if began.happened else "",
        until=ended.happened.text if ended and ended.happened else "",
        acted_as=spell.party if spell.party != code else "", act=act.implied_by or act.id,
        disputed=began.disputed or bool(ended and ended.disputed), checked=began.checked,
        case_over=end.text if end and end.latest <= day.latest else "",
    )  # fmt: skip


def _alike(site: Site, code: str, day: Day, policy: Policy) -> tuple[tuple[str, str, int, int], ...]:
    """The parties whose recognised cases overlap most with those of this one (Jaccard's share), ties by name."""
    by_party = _cases_by_party(site, day, policy)
    own = by_party.get(code, set())
    if len(own) < 2:
        return ()
    parties = registry()
    ranked = sorted(
        ((len(own & other) / len(own | other), name, other) for name, other in by_party.items() if name != code),
        key=lambda row: (-row[0], parties.label(row[1])),
    )
    return tuple((name, parties.label(name), len(own & other), len(own | other)) for _, name, other in ranked[:8])


def _cases_by_party(site: Site, day: Day, policy: Policy) -> dict[str, set[str]]:
    """The cases that each party recognises on a day."""

    def make() -> dict[str, set[str]]:
        view = site.view(policy)
        found: dict[str, set[str]] = {}
        for row in site.cases(policy):
            for party in view.carried_on(row["case"], day):
                found.setdefault(party, set()).add(row["case"])
        return found

    return site.once(("held", day.text, repr(policy.changes())), make)


def _ties(site: Site, code: str, held: tuple[Held, ...], policy: Policy) -> list[tuple[str, str, str, str, str]]:
    """Party, what this does to it, what it does to this, relations, and the act to show: the closest first."""
    out = {one.case: ("recognises" if one.state == "recognises" else "ended", one.act) for one in held}
    back: dict[str, tuple[str, str]] = {}
    relations: dict[str, tuple[str, str]] = {}
    if code in {row["case"] for row in site.cases(policy)}:
        found = site.standing(code, policy)
        back.update({one.party: ("ended", one.ended_by) for one in found.ended})
        back.update({one.party: ("recognises", one.act) for one in found.recognisers})
        relations.update({one.party: (one.relations, one.acts[-1]) for one in found.relations if one.relations})
    for case in out:
        if case in registry():
            for one in site.standing(case, policy).relations:
                if one.party == code and one.relations:
                    relations[case] = (one.relations, one.acts[-1])
    ties = []
    for other in {*out, *back, *relations}:
        there, here, together = out.get(other, ("", "")), back.get(other, ("", "")), relations.get(other, ("", ""))
        ties.append((other, there[0], here[0], together[0], there[1] or here[1] or together[1]))
    return sorted(ties, key=lambda tie: (-sum(map(bool, tie[1:4])), tie[1] != "recognises", tie[0]))
