"""Case: the standing of a case as a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from comity.atlas.charts import Curve, Strip, curve_chart, spark_path, strip_chart
from comity.atlas.pages.rows import ActRow, act_row
from comity.atlas.site import Policy, Site
from comity.days import Day
from comity.polities import registry
from comity.record.record import today
from comity.standing import Brief, Standing
from comity.standing.forecasts import StateForecast
from comity.standing.over_time import bands as bands_by_age
from comity.standing.over_time import measures_at_ages, measures_over_time
from comity.standing.rendering.pages import likely_chart
from comity.standing.rendering.sentences import (
    PROBABILITIES,
    accuracy_words,
    band_words,
    count_words,
    driver_words,
)
from comity.standing.rendering.svg import band_svg

__all__ = ["CasePage", "CaseRow", "CasesPage", "bands", "case_page", "cases_page", "measures_series"]


@dataclass(frozen=True, slots=True)
class CasesPage:
    """Every case of the record."""

    rows: tuple[CaseRow, ...]
    """By name."""
    on: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in the list."""

    case: str
    name: str
    recognisers: int
    """On the policy's day, or the last on which the case was in being."""
    over: str
    """The day on which the case ceased to exist, where it has by then."""
    spark: str
    """SVG path data of the number of recognisers over time, in a box of 120 by 24."""
    acts: int
    first: str
    last: str


def cases_page(site: Site, policy: Policy) -> CasesPage:
    """The list of cases on the policy's day."""
    view = site.view(policy)
    rows = []
    for row in site.cases(policy):
        found = site.standing(row["case"], policy)
        spark = spark_path(view.curve(found.case), found.on.latest)
        rows.append(CaseRow(**row, recognisers=found.counts["recognisers"], over=found.case_over, spark=spark))
    return CasesPage(tuple(sorted(rows, key=lambda row: (row.name, row.case))), policy.day.text)


@dataclass(frozen=True, slots=True)
class CasePage:
    """The brief of a case on a day."""

    standing: Standing
    brief: Brief
    """Headline, precedents, band and gaps."""
    band: str
    """The share that recognises it by age, over the band of the other cases, as SVG; empty where there is no band."""
    band_words: str
    counts: tuple[str, ...]
    """How many may recognise it, and withdraw, in words; this and the next four are empty without a forecast."""
    likely: str
    """Who may recognise it next, as SVG."""
    may: tuple[tuple[StateForecast, str], ...]
    """The likeliest to act, with what sets them apart in words."""
    probabilities: str
    """What the numbers are."""
    accuracy: tuple[str, ...]
    """How past forecasts did."""
    kind: str
    """What the case is: a kind of polity, or ``government``."""
    about: str
    """What the tables of polities note of it."""
    polity: str
    """For a government, the polity it is of; else empty."""
    rivals: tuple[tuple[str, str], ...]
    """Codes and names of other governments of the same polity that are cases."""
    curve: Curve
    strip: Strip
    acts: tuple[ActRow, ...]
    """Acts that the case is a party to, up to the day, the latest first."""
    beyond: bool


def case_page(site: Site, case: str, policy: Policy) -> CasePage:
    """The page of a case on the policy's day.

    Raises
    ------
    Problem : there is no such case.
    """
    brief = site.brief(case, policy)
    found = brief.standing
    code = found.case
    view = site.view(policy)
    party = registry().get(code)
    known = [act for act in view.acts(code) if not act.implied_by]
    acts = [act for act in known if act.happened and act.happened.earliest <= found.on.latest]
    listed = {row["case"] for row in site.cases(policy)}
    others = () if "/" not in code else registry().governments_of(party.code)
    return CasePage(
        standing=found,
        brief=brief,
        band=_band(brief),
        band_words=band_words(brief),
        **_outlook(brief),
        kind="government" if "/" in code else party.kind,
        about=party.note,
        polity=party.code if "/" in code else "",
        rivals=tuple((one.slug, one.name) for one in others if one.slug != code and one.slug in listed),
        curve=curve_chart([(found.name, view.curve(code), min(found.on.latest, brief.curve_ends))], _events(found)),
        strip=strip_chart(acts, code, min(found.on.latest, brief.curve_ends)),
        acts=tuple(act_row(act) for act in sorted(acts, key=lambda act: act.sort_key, reverse=True)),
        beyond=bool(site.covered_to) and found.on.latest > Day.parse(site.covered_to).latest,
    )


def _outlook(brief: Brief) -> dict[str, Any]:
    """What the page shows of a forecast."""
    outlook = brief.outlook
    found = outlook.forecast if outlook else None
    if outlook is None or found is None:
        return {"counts": (), "likely": "", "may": (), "probabilities": "", "accuracy": ()}
    rows = (*found.likely("recognise"), *found.likely("withdraw", 3))
    return {
        "counts": tuple(count_words(found, count) for count in found.counts),
        "likely": likely_chart(found),
        "may": tuple((row, driver_words(row)) for row in rows),
        "probabilities": PROBABILITIES,
        "accuracy": tuple(accuracy_words(outlook.accuracy)) if outlook.accuracy else (),
    }


def _band(brief: Brief) -> str:
    if len(brief.band) < 2 or not any(point.low is not None for point in brief.band):
        return ""
    return band_svg(
        brief.band, title=f"{brief.name} among the other cases at the same age", description=band_words(brief)
    )


def _events(found: Standing) -> list[tuple[str, str, str]]:
    """Day, words and act of what is marked on the curve: great powers, and ends of recognition."""
    events = []
    for one in found.recognisers:
        if one.great_power:
            events.append((one.since, f"{one.name} recognises it", one.act))
    for one in found.ended:
        words = {"withdrawn": "withdraws", "frozen": "freezes", "rival": "turns to a rival"}[one.how]
        events.append((one.until, f"{one.name} {words}", one.ended_by))
    return sorted(events)


def measures_series(site: Site, case: str, policy: Policy) -> list[dict[str, Any]]:
    """The measures of a case from its start to the policy's day, for a chart."""
    found = site.standing(case, policy)
    last = min(found.on.latest, today().latest)
    key = ("measures", found.case, last.isoformat(), repr(policy.changes()))
    return site.once(key, lambda: [one.to_dict() for one in measures_over_time(site.view(policy), found.case, last)])


def bands(site: Site, case: str, policy: Policy) -> list[dict[str, Any]]:
    """Where the measures of the other cases stand, by age."""
    code = site.standing(case, policy).case
    measured = site.once(("ages", repr(policy.changes())), lambda: measures_at_ages(site.view(policy)))
    return [one.to_dict() for one in bands_by_age(measured, code)]
