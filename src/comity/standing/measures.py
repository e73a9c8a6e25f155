"""Three measures of a case: how far it is taken in, how contested it is, and on whom it depends."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np

from comity.codebook import LEVELS
from comity.days import Day
from comity.polities import registry
from comity.standing.curves import YEAR, share_at
from comity.standing.spells import Spell, party_on, rivals
from comity.standing.view import View

__all__ = [
    "Band", "Contest", "Dependence", "Integration", "age_on", "contest", "dependence", "integration",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Band:
    """Where a value stands among the other cases at the same age."""

    cases: tuple[str, ...]
    """The cases that had reached this age, by code."""
    low: float
    """10th percentile of their values."""
    middle: float
    """Median."""
    high: float
    """90th percentile."""
    rank: int
    """How many of them had less."""

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "cases": list(self.cases), "low": round(self.low, 4), "middle": round(self.middle, 4),
            "high": round(self.high, 4), "rank": self.rank,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Integration:
    """How far a case has been taken into the system of states on a day.

    Three numbers that are not put into one, since no weighting of them has a ground:

    - ``breadth``: share of states in being, the case itself left out, that recognise it.
    - ``depth``: mean level of representation over those that recognise it, from 0 (none known) to 1 (embassy), on the
      scale of ``codebook.LEVELS``. A lower bound: the record knows the level for ``depth_known`` of them only.
    - ``reach``: share of the M49 regions with a state in being from which at least one recognises it.

    Breadth is the usual measure of a state's acceptance; depth follows the ranks of missions that the Correlates of
    War diplomatic exchange data code (Bayer 2006, Diplomatic Exchange Data set, v2006.1); reach is a count. None of
    them weighs one state against another, and none says that a government is lawful.
    """

    breadth: float
    depth: float
    depth_known: int
    reach: float
    regions: tuple[str, ...]
    """Regions from which at least one recognises it."""
    age: float
    """Years since the claim or the first recognition."""
    band: Band | None
    """Breadth of the other cases at this age; None where fewer than three have reached it."""
    rows: tuple[str, ...]
    """Ids of the acts behind breadth, depth and reach."""

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object, numbers with four decimals."""
        return {
            "breadth": round(self.breadth, 4), "depth": round(self.depth, 4), "depth_known": self.depth_known,
            "reach": round(self.reach, 4), "regions": list(self.regions), "age": round(self.age, 2),
            "band": self.band.to_dict() if self.band else None, "rows": list(self.rows),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contest:
    """How much of who recognises a case follows alignment, and which great powers stand on which side.

    ``by_region`` and ``by_organisation`` are the shares of the variance of recognising (1 or 0 over states in being)
    that lies between regions, and that memberships of the larger organisations account for together, each corrected
    for the number of groups: 0 where alignment says nothing, 1 where it says all, and below 0 where it says less than
    chance would. ``bloc`` is the one organisation whose membership separates recognisers best, with the same share.
    They are None where fewer than five states recognise the case or fewer than five do not: there is then nothing to
    explain.

    Limits: an association, not a cause; organisations overlap; a state that says nothing counts as not recognising.

    Source: epsilon squared, Kelley (1935), PNAS 21:554, for regions; adjusted R squared of a linear probability model,
    Ezekiel (1930), for organisations.
    """

    by_region: float | None
    by_organisation: float | None
    bloc: str
    bloc_share: float | None
    powers_for: tuple[str, ...]
    """Great powers that recognise the case."""
    powers_against: tuple[str, ...]
    """Great powers that said no: refused, withdrew, froze, or recognise a rival government."""
    powers_silent: tuple[str, ...]
    """Great powers of which the record holds neither."""
    rows: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object, numbers with four decimals."""
        return {
            "by_region": _rounded(self.by_region), "by_organisation": _rounded(self.by_organisation),
            "bloc": self.bloc, "bloc_share": _rounded(self.bloc_share), "powers_for": list(self.powers_for),
            "powers_against": list(self.powers_against), "powers_silent": list(self.powers_silent),
            "rows": list(self.rows),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dependence:
    """On how few patrons the recognition and representation of a case rest, and what conditions are set for it.

    Each party that recognises the case or is represented with it weighs 1 for recognition and, for representation,
    the rank of its level over the number of levels. ``concentration`` is the sum of squared shares of these weights
    (Herfindahl-Hirschman), from near 0 to 1 for one patron alone; ``effective_patrons`` is its inverse (Laakso and
    Taagepera 1979, doi:10.1177/001041407901200101).

    Limits: it counts ties, not aid, arms or trade, so a case with many recognisers and one protector looks broad.
    """

    concentration: float | None
    """None where nobody recognises it or is represented."""
    effective_patrons: float
    patrons: tuple[tuple[str, float], ...]
    """Up to five parties with the largest shares, each with its share."""
    conditions: tuple[tuple[str, str, str], ...]
    """Party, condition in the document's words, and id of the claim."""
    rows: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object, numbers with four decimals."""
        return {
            "concentration": _rounded(self.concentration), "effective_patrons": round(self.effective_patrons, 2),
            "patrons": [{"party": party, "share": round(share, 4)} for party, share in self.patrons],
            "conditions": [{"party": party, "condition": says, "claim": id_} for party, says, id_ in self.conditions],
            "rows": list(self.rows),
        }  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _acts(spells: dict[str, Spell]) -> tuple[str, ...]:
    return tuple(sorted({spell.began.implied_by or spell.began.id for spell in spells.values()}))


def age_on(view: View, case: str, day: Day) -> float:
    """Years from the start of a case to a day, or to the last day that the ledger tells of."""
    return (min(day.latest, view.horizon) - view.start(case)).days / YEAR


def integration(view: View, case: str, day: Day, levels: dict[str, str]) -> Integration:
    """Integration of a case on a day; ``levels`` is the level of representation by party, where known."""
    who = registry()
    stands = view.carried_on(case, day)
    others = who.in_being(day) - {case, who.polity_of(case)}
    present = sorted(set(stands) & others)
    depths = [(LEVELS.index(levels[code]) + 1) / len(LEVELS) if code in levels else 0.0 for code in present]
    all_regions = {who.region(code) for code in others}
    regions = tuple(sorted({who.region(code) for code in present}))
    age = age_on(view, case, day)
    breadth = len(present) / len(others) if others else 0.0
    return Integration(
        breadth=breadth,
        depth=float(np.mean(depths)) if depths else 0.0,
        depth_known=sum(code in levels for code in present),
        reach=len(regions) / len(all_regions) if all_regions else 0.0,
        regions=regions,
        age=age,
        band=_band(view, case, age, breadth),
        rows=_acts(stands),
    )


def _band(view: View, case: str, age: float, own: float) -> Band | None:
    if age < 0:
        return None
    values: dict[str, float] = {}
    horizon = view.horizon
    for other in view.cases:
        if other == case:
            continue
        date = view.start(other) + dt.timedelta(days=round(age * YEAR))
        end = registry().get(other).end
        if date > horizon or (end and date >= end.earliest):
            continue
        values[other] = share_at(other, view.curve(other), date)
    if len(values) < 3:
        return None
    low, middle, high = np.percentile(list(values.values()), [10, 50, 90])
    return Band(
        tuple(sorted(values)), float(low), float(middle), float(high), sum(value < own for value in values.values())
    )


_LARGER = 8
"""Members that an organisation must have among the states in being to be asked whether it explains anything."""


def contest(view: View, case: str, day: Day) -> Contest:
    """Contest over a case on a day."""
    who = registry()
    stands = view.carried_on(case, day)
    states = sorted(who.in_being(day) - {case, who.polity_of(case)})
    y = np.array([code in stands for code in states], dtype=float)
    by_region = by_organisation = bloc_share = None
    bloc = ""
    if 5 <= y.sum() <= len(y) - 5:
        names = sorted({who.region(code) for code in states})
        index = np.array([names.index(who.region(code)) for code in states])
        by_region = _adjusted(y, np.eye(len(names))[index], centred=False)
        groups = []
        for name in who.organisations():
            members = who.members(name, day)
            column = np.array([code in members for code in states], dtype=float)
            if _LARGER <= column.sum() <= len(states) - _LARGER:
                groups.append((name, column))
        if groups:
            by_organisation = _adjusted(y, np.column_stack([column for _, column in groups]))
            shares = [(_adjusted(y, column[:, None]), name) for name, column in groups]
            bloc_share, bloc = max(shares)
    against, rows = _against(view, case, day, set(stands))
    powers = who.great_powers(day) - {who.polity_of(case)}
    return Contest(
        by_region=by_region,
        by_organisation=by_organisation,
        bloc=bloc,
        bloc_share=bloc_share,
        powers_for=tuple(sorted(powers & set(stands))),
        powers_against=tuple(sorted(powers & against)),
        powers_silent=tuple(sorted(powers - set(stands) - against)),
        rows=tuple(sorted({*_acts({code: stands[code] for code in powers & set(stands)}), *rows})),
    )


def _adjusted(y: np.ndarray, x: np.ndarray, *, centred: bool = True) -> float:
    """Share of the variance of ``y`` (n,) that the columns of ``x`` (n, k) account for, corrected for their number."""
    design = np.column_stack([np.ones(len(y)), x]) if centred else x
    fitted, _, rank, _ = np.linalg.lstsq(design, y, rcond=None)
    rest = float(((y - design @ fitted) ** 2).sum())
    total = float(((y - y.mean()) ** 2).sum())
    free = len(y) - int(rank)
    return 1.0 - (rest / free) / (total / (len(y) - 1)) if free > 0 and total > 0 else 0.0


def _against(view: View, case: str, day: Day, stands: set[str]) -> tuple[set[str], set[str]]:
    """Parties that said no to a case by a day, and the acts that say so."""
    parties: set[str] = set()
    rows: set[str] = set()
    for spell in view.spells(case):
        code = party_on(spell.party, day)
        if spell.ended and spell.ended_by(day) and code not in stands:
            parties.add(code)
            rows.add(spell.ended.implied_by or spell.ended.id)
    for rival in rivals(case):
        for code, spell in view.carried_on(rival, day).items():
            if code not in stands:
                parties.add(code)
                rows.add(spell.began.implied_by or spell.began.id)
    for act in view.acts(case):
        refused = act.kind == "refuse-recognition" and act.receiver == case and act.sender not in stands
        if refused and act.happened and act.happened.latest <= day.latest:
            parties.add(act.sender)
            rows.add(act.id)
    return parties, rows


def dependence(view: View, case: str, day: Day, levels: dict[str, str]) -> Dependence:
    """Dependence of a case on a day; ``levels`` is the level of representation by party, where known."""
    stands = view.carried_on(case, day)
    weights = dict.fromkeys(stands, 1.0)
    for code, level in levels.items():
        weights[code] = weights.get(code, 0.0) + (LEVELS.index(level) + 1) / len(LEVELS)
    total = sum(weights.values())
    shares = sorted(((weight / total, code) for code, weight in weights.items()), key=lambda pair: (-pair[0], pair[1]))
    concentration = sum(share**2 for share, _ in shares) if shares else None
    return Dependence(
        concentration=concentration,
        effective_patrons=1 / concentration if concentration else 0.0,
        patrons=tuple((code, share) for share, code in shares[:5]),
        conditions=_conditions(view, case, day),
        rows=_acts(stands),
    )


def _conditions(view: View, case: str, day: Day) -> tuple[tuple[str, str, str], ...]:
    found = []
    for claim in view.claims(case).values():
        if claim.receiver != case:
            continue
        if not claim.condition and claim.kind != "condition-recognition":
            continue
        if claim.happened is None or claim.happened.earliest <= day.latest:
            found.append((claim.sender or claim.sender_name, claim.condition or claim.evidence, claim.id))
    return tuple(sorted(found))
