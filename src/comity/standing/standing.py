"""Standing: the state of all ties of a case on a day, each row with its act and its evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from comity.claims import Claim
from comity.codebook import LEVELS, codebook
from comity.days import Day
from comity.errors import BadInput
from comity.ledger import Act
from comity.polities import registry
from comity.standing.measures import Contest, Dependence, Integration, contest, dependence, integration
from comity.standing.spells import Spell, party_on
from comity.standing.view import View
from comity.tables import Table

__all__ = ["Recogniser", "Relation", "Share", "Standing", "Statement", "Unresolved", "standing"]


@dataclass(frozen=True, slots=True)
class Recogniser:
    """A party whose recognition of the case stands, or stood."""

    party: str
    name: str
    since: str
    """EDTF: the day of the act that began it."""
    until: str
    """EDTF: the day of the act that ended it; empty while it stands."""
    how: str
    """How it ended: ``withdrawn``, ``frozen`` or ``rival`` (a rival was recognised); empty while it stands."""
    kind: str
    """What was done: ``recognise``, or the act that implies it."""
    mode: str
    un_member: bool
    great_power: bool
    in_being: bool
    """False for a party that has ceased to exist and that no state continues."""
    checked: bool
    """False where the date is recalled and was not seen in the source named."""
    disputed: bool
    why: tuple[str, ...]
    """What is disputed, in words."""
    acted_as: str
    """Code that the party had when it acted, where that was another one (Russia continues the Soviet Union)."""
    act: str
    ended_by: str
    sources: tuple[tuple[str, str], ...]
    """Title and address of what the claims cite."""
    note: str

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        row = {name: getattr(self, name) for name in self.__slots__}
        row["why"] = list(self.why)
        row["sources"] = [{"title": title, "url": url} for title, url in self.sources]
        return row


@dataclass(frozen=True, slots=True)
class Relation:
    """Relations and representation between a party and the case, as far as they are known."""

    party: str
    name: str
    relations: str
    """``established``, ``suspended``, ``severed``, or empty where not known."""
    since: str
    level: str
    """Level of representation, one of ``codebook.LEVELS``; empty where none is known or the mission was closed."""
    level_since: str
    recognises: bool
    acts: tuple[str, ...]
    """Ids of the acts that say so, the latest last."""

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {**{name: getattr(self, name) for name in self.__slots__}, "acts": list(self.acts)}


@dataclass(frozen=True, slots=True)
class Statement:
    """What a party said about recognising the case without doing it: a refusal, condition, denial or position."""

    party: str
    name: str
    kind: str
    polarity: str
    happened: str
    says: str
    claim: str
    sources: tuple[tuple[str, str], ...]

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        row = {name: getattr(self, name) for name in self.__slots__}
        row["sources"] = [{"title": title, "url": url} for title, url in self.sources]
        return row


@dataclass(frozen=True, slots=True)
class Unresolved:
    """An act between the case and somebody whom no table knows: it counts nowhere until a ruling says who it is."""

    name: str
    """The other side, as the document writes it or by the code that it gives."""
    by_case: bool
    """Whether the case is the one that acted."""
    kind: str
    happened: str
    """EDTF; empty where no source gives a day."""
    act: str
    claims: tuple[str, ...]
    """Ids of the claims, for a ruling that corrects their sender or receiver."""
    sources: tuple[tuple[str, str], ...]

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        row = {name: getattr(self, name) for name in self.__slots__}
        row["claims"] = list(self.claims)
        row["sources"] = [{"title": title, "url": url} for title, url in self.sources]
        return row


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a group recognise the case."""

    group: str
    recognisers: int
    members: int
    """Members of the group in being, without the case itself."""

    @property
    def share(self) -> float:
        """0 to 1; 0 for an empty group."""
        return self.recognisers / self.members if self.members else 0.0

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object, the share with four decimals."""
        return {
            "group": self.group,
            "recognisers": self.recognisers,
            "members": self.members,
            "share": round(self.share, 4),
        }


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of all ties of a case on a day."""

    case: str
    name: str
    on: Day
    recorded_by: Day | None
    counting: str
    checked_only: bool
    implied: str
    counts: dict[str, int]
    """
    ``recognisers``   parties whose recognition stands, those that have since ceased to exist included
    ``in_being``      of these, states in being on the day
    ``un_members``    of these, members of the United Nations on the day
    ``ended``         of the recognisers, parties that no longer exist and that no state continues
    ``unchecked``     of the recognisers, those whose date is recalled
    ``disputed``      of the recognisers, those about which something is disputed
    ``possible``      parties that may have recognised it by then, or may have ceased to, by the precision of the dates
    ``withdrawn``     parties whose recognition was withdrawn, and ``frozen``, ``rival`` likewise
    ``ever``          parties that ever recognised it
    ``relations``     parties with diplomatic relations
    ``short``         parties that took steps short of recognition: missions, envoys, credentials
    ``unresolved``    acts of or towards somebody whom no table knows; they are in no other number
    """
    recognisers: Table[Recogniser]
    ended: Table[Recogniser]
    """Spells that have ended: withdrawn, frozen, or a rival recognised."""
    possible: Table[Recogniser]
    relations: Table[Relation]
    short: Table[Relation]
    """Steps short of recognition: parties that have relations or representation, and do not recognise."""
    statements: Table[Statement]
    unresolved: Table[Unresolved]
    shares: dict[str, Share]
    """``states``, ``un_members``, ``great_powers``, ``permanent_council``."""
    organisations: Table[Share]
    regions: Table[Share]
    integration: Integration
    contest: Contest
    dependence: Dependence
    case_over: str
    """The day on which the case ceased to exist, where it has by ``on``; the standing is that of the day before."""

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "case": self.case,
            "name": self.name,
            "on": self.on.text,
            "recorded_by": self.recorded_by.text if self.recorded_by else "",
            "counting": self.counting,
            "checked_only": self.checked_only,
            "implied": self.implied,
            "case_over": self.case_over,
            "counts": self.counts,
            "shares": {name: share.to_dict() for name, share in self.shares.items()},
            "integration": self.integration.to_dict(),
            "contest": self.contest.to_dict(),
            "dependence": self.dependence.to_dict(),
            "recognisers": self.recognisers.to_dicts(),
            "ended": self.ended.to_dicts(),
            "possible": self.possible.to_dicts(),
            "relations": self.relations.to_dicts(),
            "short": self.short.to_dicts(),
            "statements": self.statements.to_dicts(),
            "unresolved": self.unresolved.to_dicts(),
            "organisations": self.organisations.to_dicts(),
            "regions": self.regions.to_dicts(),
        }

    def to_polars(self) -> Any:
        """The recognisers as a Polars frame."""
        return self.recognisers.to_polars()

    def to_pandas(self) -> Any:
        """The recognisers as a pandas frame."""
        return self.recognisers.to_pandas()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.recognisers.__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        counts = self.counts
        return (
            f"<Standing of {self.case} on {self.on}: {counts['recognisers']} recognisers, "
            f"{counts['un_members']} of {self.shares['un_members'].members} UN members>"
        )

    def _repr_html_(self) -> str:
        return f"<p>{self!r}</p>".replace("<Standing", "Standing").replace(">>", ">") + self.recognisers._repr_html_()


def standing(view: View, case: str, on: Day | str) -> Standing:
    """The standing of a case on a day.

    Parameters
    ----------
    view : the ledger and the policy it is read under.
    case : code of a polity or government.
    on   : the day, with its precision; of a month or year, its last day.

    Raises
    ------
    UnknownParty : no such case. BadInput : the ledger holds no act towards it, or the day is before its first act.
    """
    day = Day.parse(on)
    who = registry()
    party = who.get(case)
    acts = view.acts(case)
    if not acts and not view.unresolved(case):
        raise BadInput(
            f"the ledger holds no act towards {case} under this policy",
            hint="`comity cases` lists those it holds; --counting claimed and unchecked rows hold more",
        )
    over = ""
    if party.end is not None and party.end.latest <= day.latest:
        over = party.end.text
        day = Day.parse(party.end.earliest - dt.timedelta(days=1))
    claims = view.claims(case)
    un, powers, in_being = who.un_members(day), who.great_powers(day), who.in_being(day)
    contested = _left_out(view, case, acts, day)
    own = who.polity_of(case)

    def row(spell: Spell) -> Recogniser:
        code = party_on(spell.party, day)
        began = spell.began
        # What stands on the day is shown without its later end.
        ended = spell.ended if spell.ended_by(day) is not False else None
        disputes = list(began.why) + (list(ended.why) if ended else []) + contested.get(spell.party, [])
        said = [claims[id_] for id_ in began.support if id_ in claims]
        return Recogniser(
            party=code,
            name=who.label(code),
            since=began.happened.text if began.happened else "",
            until=ended.happened.text if ended and ended.happened else "",
            how=spell.how if ended else "",
            kind=began.implied_by.split(":", 1)[0] if began.implied_by else began.kind,
            mode=began.mode,
            un_member=code in un,
            great_power=code in powers,
            in_being=_polity(code) in in_being,
            checked=began.checked,
            disputed=began.disputed or bool(ended and ended.disputed) or bool(contested.get(spell.party)),
            why=tuple(dict.fromkeys(disputes)),
            acted_as="" if spell.party == code else spell.party,
            act=began.implied_by or began.id,
            ended_by=(ended.implied_by or ended.id) if ended else "",
            sources=_sources(said),
            note="; ".join(dict.fromkeys(claim.note for claim in said if claim.note)),
        )

    stands, ended, possible = [], [], []
    for spell in view.spells(case):
        began, over_by = spell.began_by(day), spell.ended_by(day)
        if began is False:
            continue
        if began is None or over_by is None:
            possible.append(row(spell))
        elif over_by:
            ended.append(row(spell))
        else:
            stands.append(row(spell))
    codes = {one.party for one in stands}
    ended = [one for one in ended if one.party not in codes]
    relations = _relations(acts, case, day, codes)
    others = in_being - {case, own}
    present = codes & others
    shares = {
        "states": Share("states in being", len(present), len(others)),
        "un_members": Share("UN members", len(codes & un - {own}), len(un - {own})),
        "great_powers": Share("great powers", len(codes & powers - {own}), len(powers - {own})),
        "permanent_council": _group(
            "permanent members of the Security Council", who.permanent_council(day), codes, own
        ),
    }
    short = [one for one in relations if not one.recognises and (one.relations == "established" or one.level)]
    counts = {
        "recognisers": len(codes),
        "in_being": len(present),
        "un_members": shares["un_members"].recognisers,
        "ended": sum(not one.in_being for one in stands),
        "unchecked": sum(not one.checked for one in stands),
        "disputed": sum(one.disputed for one in stands),
        "possible": len({one.party for one in possible}),
        "withdrawn": len({one.party for one in ended if one.how == "withdrawn"}),
        "frozen": len({one.party for one in ended if one.how == "frozen"}),
        "rival": len({one.party for one in ended if one.how == "rival"}),
        "ever": len(codes | {one.party for one in ended}),
        "relations": sum(one.relations == "established" for one in relations),
        "short": len(short),
    }
    unresolved = _unresolved(view, case, day)
    counts["unresolved"] = len(unresolved)
    columns = Recogniser.__slots__
    return Standing(
        case=case,
        name=party.name,
        on=day,
        recorded_by=view.recorded_by,
        counting=view.counting,
        checked_only=view.checked,
        implied=view.implied,
        counts=counts,
        recognisers=Table(stands, columns=columns),
        ended=Table(_last_of_each(ended), columns=columns),
        possible=Table(possible, columns=columns),
        relations=Table(relations, columns=Relation.__slots__),
        short=Table(short, columns=Relation.__slots__),
        statements=Table(_statements(view, case, day), columns=Statement.__slots__),
        unresolved=Table(unresolved, columns=Unresolved.__slots__),
        shares=shares,
        organisations=Table(_by_organisation(day, codes, own), columns=("group", "recognisers", "members", "share")),
        regions=Table(_by_region(others, present), columns=("group", "recognisers", "members", "share")),
        integration=integration(view, case, day, {one.party: one.level for one in relations if one.level}),
        contest=contest(view, case, day),
        dependence=dependence(view, case, day, {one.party: one.level for one in relations if one.level}),
        case_over=over,
    )


def _polity(code: str) -> str:
    return code.split("/", 1)[0]


def _left_out(view: View, case: str, acts: list[Act], day: Day) -> dict[str, list[str]]:
    """What counting leaves out, by the party concerned: a disputed withdrawal of a recognition that stands."""
    if view.counting == "claimed":
        return {}
    kept = {act.id for act in acts}
    found: dict[str, list[str]] = {}
    for act in view.acts(case, counting="claimed"):
        if act.id in kept or act.receiver != case or act.implied_by:
            continue
        if act.happened and act.happened.earliest > day.latest:
            continue
        if codebook()[act.kind].effect in ("closes", "suspends"):
            when = f" of {act.happened}" if act.happened else ""
            reason = "; ".join(act.why) or "not documented"
            what = "withdrawal" if act.kind == "withdraw-recognition" else act.kind
            found.setdefault(act.sender, []).append(f"a {what}{when} is not counted: {reason}")
    return found


def _sources(claims: Iterable[Claim]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys((claim.cites_title, claim.cites_url) for claim in claims if claim.cites_title))


def _last_of_each(rows: list[Recogniser]) -> list[Recogniser]:
    """The latest ended spell of each party, by its end."""
    last = {row.party: row for row in sorted(rows, key=lambda row: (row.until, row.since))}
    return sorted(last.values(), key=lambda row: (row.until, row.party))


def _group(name: str, members: frozenset[str], codes: set[str], own: str) -> Share:
    return Share(name, len(codes & members - {own}), len(members - {own}))


def _by_organisation(day: Day, codes: set[str], own: str) -> list[Share]:
    who = registry()
    found = [_group(name, who.members(name, day), codes, own) for name in who.organisations()]
    return sorted((one for one in found if one.members), key=lambda one: (-one.share, -one.members, one.group))


def _by_region(others: frozenset[str], present: set[str]) -> list[Share]:
    who = registry()
    members: dict[str, set[str]] = {}
    for code in others:
        members.setdefault(who.region(code), set()).add(code)
    found = [Share(name, len(codes & present), len(codes)) for name, codes in sorted(members.items())]
    return sorted(found, key=lambda one: (-one.share, -one.members, one.group))


_RELATIONS = {"opens": "established", "resumes": "established", "suspends": "suspended", "closes": "severed"}


def _relations(acts: list[Act], case: str, day: Day, recognisers: set[str]) -> list[Relation]:
    """The latest state of relations and of representation with each party, by acts that had certainly happened."""
    known: dict[str, list[Act]] = {}
    for act in acts:
        tie = codebook()[act.kind].tie
        other = act.sender if act.receiver == case else act.receiver
        if act.implied_by or tie not in ("relations", "mission", "envoy") or act.happened is None or not other:
            continue
        if act.happened.latest <= day.latest:
            known.setdefault(party_on(other, day), []).append(act)
    found = []
    for party, members in sorted(known.items()):
        state = since = level = level_since = ""
        for act in sorted(members, key=lambda act: (act.happened.latest, act.id)):  # type: ignore[union-attr]
            kind = codebook()[act.kind]
            when = act.happened.text if act.happened else ""
            if kind.tie == "relations":
                state, since = _RELATIONS[kind.effect], when
                if kind.effect == "closes":
                    level, level_since = "", ""
            elif act.kind == "close-mission" or kind.effect == "closes":
                level, level_since = ("", "") if kind.tie == "mission" else (level, level_since)
            elif act.level and (act.kind == "lower-mission" or _higher(act.level, level)):
                level, level_since = act.level, when
        found.append(
            Relation(
                party=party,
                name=registry().label(party),
                relations=state,
                since=since,
                level=level,
                level_since=level_since,
                recognises=party in recognisers,
                acts=tuple(act.id for act in sorted(members, key=lambda act: act.sort_key)),
            )
        )
    return found


def _higher(level: str, than: str) -> bool:
    return not than or LEVELS.index(level) >= LEVELS.index(than)


def _unresolved(view: View, case: str, day: Day) -> list[Unresolved]:
    """What somebody whom no table knows is said to have done by the day, or had done to it, by day."""
    claims = view.claims(case)
    return [
        Unresolved(
            name=act.receiver if act.sender == case else act.sender,
            by_case=act.sender == case and not codebook()[act.kind].mutual,
            kind=act.kind,
            happened=act.happened.text if act.happened else "",
            act=act.id,
            claims=act.support,
            sources=_sources(claims[id_] for id_ in act.support if id_ in claims),
        )
        for act in view.unresolved(case)
        if not act.implied_by and (act.happened is None or act.happened.earliest <= day.latest)
    ]


_STATED = ("refuse-recognition", "condition-recognition", "request-recognition", "state-position")


def _statements(view: View, case: str, day: Day) -> list[Statement]:
    """Refusals, conditions, denials and positions said by the day, by party."""
    who = registry()
    found = []
    for claim in view.claims(case).values():
        if claim.receiver != case:
            continue
        says = claim.kind in _STATED or (claim.polarity != "asserted" and claim.kind == "recognise")
        if not says or (claim.happened and claim.happened.earliest > day.latest):
            continue
        found.append(
            Statement(
                party=claim.sender,
                name=who.label(claim.sender) if claim.sender in who else claim.sender_name,
                kind=claim.kind,
                polarity=claim.polarity,
                happened=claim.happened.text if claim.happened else "",
                says=claim.condition or claim.note or claim.evidence,
                claim=claim.id,
                sources=_sources([claim]),
            )
        )
    return sorted(found, key=lambda row: (row.happened, row.party, row.claim))
