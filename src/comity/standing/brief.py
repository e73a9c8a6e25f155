"""Brief: everything that one page on a case says, computed; ``comity.standing.rendering`` decides how it looks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np

from comity.claims import Claim
from comity.codebook import codebook
from comity.days import Day
from comity.errors import BadInput
from comity.polities import registry
from comity.standing.curves import YEAR, share_at
from comity.standing.forecasts import Outlook
from comity.standing.precedents import Portrait, Precedent, portrait_on, precedents
from comity.standing.spells import rivals
from comity.standing.standing import Standing, standing
from comity.standing.view import View
from comity.standing.words import date_words, listing, plural, with_article
from comity.tables import Table

__all__ = ["BandPoint", "Brief", "Coverage", "CurvePoint", "Evidence", "Mark", "Rival", "brief"]


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """From a day on, how many states in being recognised the case."""

    on: str
    """ISO day."""
    recognisers: int

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {"on": self.on, "recognisers": self.recognisers}


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on the curve that a reader would ask about: a recognition that ended, or an end that is disputed."""

    on: str
    """EDTF."""
    party: str
    name: str
    what: str
    """``withdrawn``, ``frozen``, ``rival``, or ``not counted``: an end that the counting leaves out."""

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class BandPoint:
    """The case and the other cases at one age, by share of states in being that recognise."""

    age: float
    """Years since the claim or the first recognition."""
    own: float
    low: float | None
    """10th percentile of the others; None where fewer than three had reached the age."""
    middle: float | None
    high: float | None
    """90th percentile."""
    cases: int
    """How many others had reached the age."""

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object, shares with four decimals."""
        row = {name: getattr(self, name) for name in self.__slots__}
        return {name: round(value, 4) if isinstance(value, float) else value for name, value in row.items()}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One act of the ledger between the case and another party, with what it rests on."""

    act: str
    happened: str
    """EDTF; empty where no source gives a day."""
    party: str
    """The other party."""
    name: str
    kind: str
    by_case: bool
    """Whether the case is the one that acted."""
    mode: str
    level: str
    counted: bool
    """False for an act that the counting leaves out, and that is shown because it is disputed."""
    checked: bool
    disputed: bool
    why: tuple[str, ...]
    """What is disputed, in words."""
    said_by: tuple[str, ...]
    """On whose word, where the sources report somebody's: names."""
    sources: tuple[tuple[str, str], ...]
    """Title and address of what the claims cite."""
    note: str

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        row = {name: getattr(self, name) for name in self.__slots__}
        row["why"], row["said_by"] = list(self.why), list(self.said_by)
        row["sources"] = [{"title": title, "url": url} for title, url in self.sources]
        return row


@dataclass(frozen=True, slots=True)
class Rival:
    """Another government that claims the same polity in an overlapping time."""

    case: str
    name: str
    recognisers: int
    """States in being that recognised it on the day."""

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the ledger holds of the case, and where it stops."""

    until: str
    """The last month that the ledger claims to cover, EDTF; empty for a ledger that does not say."""
    acts: int
    """Acts about the case that its sources state, by the day asked."""
    recalled: int
    """Of these, those whose date is recalled and was not seen in the source named."""
    coarse: int
    """Of these, those known only to the month, the year or roughly."""
    disputed: int
    left_out: int
    """Acts that the counting leaves out, not among the ``acts``."""
    gaps: tuple[str, ...]
    """What is known to be missing, in words."""

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {**{name: getattr(self, name) for name in self.__slots__}, "gaps": list(self.gaps)}


@dataclass(frozen=True, eq=False)
class Brief:
    """A page on a case, as data. ``text()``, ``html()`` and ``markdown()`` write it out."""

    standing: Standing
    headline: str
    """One sentence with the number, the day and how it was counted."""
    deck: tuple[str, ...]
    """Sentences that the headline needs beside it: who else, what is disputed, what was not checked."""
    alternative: int
    """States in being that recognise the case under the other counting."""
    begins: dt.date
    """The day from which its age is counted."""
    curve: tuple[CurvePoint, ...]
    curve_ends: dt.date
    """The last day of the curve: the day asked, the day before the end of the case, or the end of what is covered."""
    marks: tuple[Mark, ...]
    band: tuple[BandPoint, ...]
    evidence: Table[Evidence]
    """Every act, by day, with those that the counting leaves out."""
    rivals: tuple[Rival, ...]
    portrait: Portrait
    """The case as it is compared with its precedents."""
    precedents: Table[Precedent]
    outlook: Outlook | None
    """What may come, from the day on; None where it is not known or nothing can."""
    coverage: Coverage

    @property
    def begun(self) -> bool:
        """False where the day is before the case began and nothing about it is on record by then."""
        return bool(self.evidence) or self.begins <= self.on.latest

    @property
    def case(self) -> str:
        """Code of the case."""
        return self.standing.case

    @property
    def name(self) -> str:
        """The label of the case in the table of polities."""
        return self.standing.name

    @property
    def on(self) -> Day:
        """The day of the standing."""
        return self.standing.on

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object: that of the standing, and what the page adds."""
        return {
            **self.standing.to_dict(),
            "headline": self.headline,
            "deck": list(self.deck),
            "alternative": self.alternative,
            "begins": self.begins.isoformat(),
            "curve": [point.to_dict() for point in self.curve],
            "curve_ends": self.curve_ends.isoformat(),
            "marks": [mark.to_dict() for mark in self.marks],
            "band": [point.to_dict() for point in self.band],
            "evidence": self.evidence.to_dicts(),
            "rivals": [rival.to_dict() for rival in self.rivals],
            "portrait": self.portrait.to_dict(),
            "precedents": self.precedents.to_dicts(),
            "outlook": self.outlook.to_dict() if self.outlook else None,
            "coverage": self.coverage.to_dict(),
            "gaps": list(self.coverage.gaps),
        }

    def text(self, width: int = 80, *, all_acts: bool = False) -> str:
        """For a terminal of this width; long tables of acts are shortened unless ``all_acts``."""
        from comity.standing.rendering.terminal import text

        return text(self, width, all_acts=all_acts)

    def markdown(self) -> str:
        """As CommonMark with tables."""
        from comity.standing.rendering.pages import markdown

        return markdown(self)

    def html(self) -> str:
        """As one HTML page that needs nothing else: no script, no network."""
        from comity.standing.rendering.pages import html

        return html(self)

    def __repr__(self) -> str:
        return f"<Brief of {self.case} on {self.on}: {self.headline}>"

    def _repr_html_(self) -> str:
        from comity.standing.rendering.pages import fragment

        return fragment(self)


def brief(
    view: View,
    case: str,
    on: Day | str,
    *,
    gaps: tuple[str, ...] = (),
    outlook: Outlook | None = None,
) -> Brief:
    """The brief on a case on a day.

    Parameters
    ----------
    view       : the ledger and the policy it is read under.
    case       : code of a polity or government.
    on         : the day, with its precision; of a month or year, its last day.
    gaps       : what is known to be missing from it about this case.
    outlook    : what may come, which is computed elsewhere.

    Raises
    ------
    UnknownParty : no such party. BadInput : it is no case, or the ledger holds no act about it under this policy.
    """
    found = standing(view, case, on)
    # A state that recognises others is in the ledger too, and a count of who recognised it would be a falsehood.
    if case not in view.cases and case not in registry().governments:
        raise BadInput(
            f"{found.name} ({case}) acts in this ledger, which does not follow who recognises it",
            hint="`comity cases` lists the cases; `comity ledger acts` what a party did",
        )
    day = found.on
    evidence = _evidence(view, case, day)
    alternative = len(_present(case, view.carried_otherwise(case, day), day))
    competing = tuple(
        Rival(slug, registry().label(slug), len(_present(slug, view.carried_on(slug, day), day)))
        for slug in rivals(case)
        if view.spells(slug) and registry().is_in_being(slug, day)
    )
    ends = min(day.latest, view.covered_to.latest) if view.covered_to else day.latest
    stated = [row for row in evidence if row.counted]
    coverage = Coverage(
        until=view.covered_to.text if view.covered_to else "",
        acts=len(stated),
        recalled=sum(not row.checked for row in stated),
        coarse=sum(not row.happened or not Day.parse(row.happened).exact for row in stated),
        disputed=sum(row.disputed for row in stated),
        left_out=len(evidence) - len(stated),
        gaps=gaps,
    )
    begins = view.start(case)
    curve = tuple(CurvePoint(date.isoformat(), count) for date, count in view.curve(case) if date <= ends)
    return Brief(
        standing=found,
        headline=_headline(found, view.covered_to, case in view.incomplete),
        deck=tuple(_deck(found, alternative, curve, competing, view.incomplete)),
        alternative=alternative,
        begins=begins,
        curve=curve,
        curve_ends=ends,
        marks=_marks(found, evidence),
        band=tuple(_band(view, case, begins, min(ends, view.horizon))),
        evidence=Table(evidence, columns=Evidence.__slots__),
        rivals=competing,
        portrait=portrait_on(view, case, day),
        precedents=precedents(view, case, day),
        outlook=outlook,
        coverage=coverage,
    )


def _present(case: str, stands: Collection[str], day: Day) -> set[str]:
    """Of the parties whose recognition of a case stands on a day, the states in being."""
    who = registry()
    return set(stands) & (who.in_being(day) - {case, who.polity_of(case)})


# -- what is said ----------------------------------------------------------------------------------------------------


def _headline(found: Standing, covered_to: Day | None, incomplete: bool) -> str:
    who, name = registry(), with_article(found.name)
    party, when = who.get(found.case), _first(_when(found, covered_to))
    if found.on.latest < party.start.earliest:
        return f"{when}, no recognition of {name} is on record; it begins on {date_words(party.start)}."
    if gap := _interruption(found):
        return (
            f"{when}, {name} did not act for itself ({date_words(gap[0])} to {date_words(gap[1])}); this record does "
            "not follow which states went on recognising it."
        )
    counts, shares = found.counts, found.shares
    count, un, members = counts["in_being"], counts["un_members"], shares["un_members"].members
    how = _HOW[found.counting] + (" with checked dates" if found.checked_only else "")
    tail = f"by this record's {how}" + (", which is known to be incomplete" if incomplete else "")
    if not count:
        before = f"; {counts['ever']:,} had before" if counts["ever"] else ""
        return f"{when}, no state recognised {name}, {tail}{before}."
    if members:
        other = "other " if who.polity_of(found.case) in who.un_members(found.on) else ""
        group = f"of the {members:,} {other}members of the United Nations"
    else:
        un, group = count, f"of the {shares['states'].members:,} other states then in being"
    if count <= _NAMED:
        rows = [row for row in found.recognisers if row.in_being]
        names = listing(with_article(row.name) for row in rows)
        alone = " alone" if count == 1 and not incomplete else ""
        implied = all(codebook()[row.kind].tie == "relations" for row in rows)
        by = " by establishing relations" if implied else ""
        return f"{when}, {names}{alone} recognised {name}{by}, {tail}: {un:,} {group}."
    at_least = "at least " if incomplete else ""
    beside = f" and {plural(count - un, 'other')}" if count > un else ""
    return f"{when}, {at_least}{un:,} {group}{beside} recognised {name}, {tail}."


_NAMED = 3
"""Up to so many recognisers are named in the headline."""

_HOW = {
    "documented": "count of documented acts",
    "claimed": "count of acts that are documented or claimed",
}


def _when(found: Standing, covered_to: Day | None) -> str:
    if found.case_over:
        return f"on {date_words(found.on)}, the day before it ended"
    if covered_to and found.on.latest > covered_to.latest:
        return f"at the end of {date_words(covered_to)}, where the record ends"
    return f"{'on' if found.on.precision == 'day' else 'at the end of'} {date_words(found.on)}"


def _first(words: str) -> str:
    return words[0].upper() + words[1:]


def _interruption(found: Standing) -> tuple[Day, Day] | None:
    """From and to of the spell in which the case did not act for itself, where the day is in it."""
    gap: tuple[Day, Day] | None = getattr(registry().get(found.case), "interrupted", None)
    return gap if gap and gap[0].latest <= found.on.latest < gap[1].earliest else None


def _deck(
    found: Standing,
    alternative: int,
    curve: tuple[CurvePoint, ...],
    competing: tuple[Rival, ...],
    incomplete: Collection[str],
) -> list[str]:
    """What has to stand beside the headline for it to be fair, the weightiest first."""
    if _interruption(found):
        return []
    counts = found.counts
    said = []
    if counts["short"]:
        said.append(
            f"{plural(counts['short'], 'party', 'parties')} not counted had relations, a mission or an accepted envoy: "
            "steps short of recognition."
        )
    others = {row.party for row in found.short}
    denying = {row.name for row in found.statements if row.polarity == "denied" and row.party in others}
    if denying:
        names = listing(with_article(name) for name in sorted(denying))
        said.append(f"{_first(names)} {'is' if len(denying) == 1 else 'are'} on record as saying that it is none.")
    if alternative != counts["in_being"]:
        said.append(
            f"{_OTHERWISE[found.counting]}, the number of states is {alternative:,} and not {counts['in_being']:,}."
        )
    if curve or counts["short"]:
        said += _powers(found)
    severed = [row.name for row in found.relations if row.recognises and row.relations == "severed"]
    if severed:
        names = f" ({listing(with_article(name) for name in severed)})" if len(severed) <= _NAMED else ""
        said.append(
            f"{len(severed):,} of those that recognised it{names} had broken off relations, which does not by itself "
            "end recognition; no resumption is on record."
        )
    implied = sum(codebook()[row.kind].tie != "recognition" for row in found.recognisers)
    if implied:
        said.append(
            f"{plural(implied, 'recognition')} counted {'is' if implied == 1 else 'are'} implied by diplomatic "
            "relations or credentials, with no declaration of it on record."
        )
    endings = [
        f"{counts[how]:,} {'was' if counts[how] == 1 else 'were'} {words}"
        for how, words in (("withdrawn", "withdrawn"), ("frozen", "frozen"), ("rival", "given up for a rival"))
        if counts[how]
    ]
    if endings:
        said.append(f"Of the recognitions that have ended on record, {listing(endings)}.")
    peak = max(curve, key=lambda point: point.recognisers, default=None)
    if peak and peak.recognisers > counts["in_being"]:
        said.append(f"The number was highest from {date_words(peak.on)}, with {plural(peak.recognisers, 'state')}.")
    for rival in competing:
        least = "At least " if rival.case in incomplete else ""
        said.append(f"{least}{plural(rival.recognisers, 'state')} recognised its rival, {with_article(rival.name)}.")
    if counts["ended"]:
        said.append(
            f"{plural(counts['ended'], 'party', 'parties')} that had recognised it did not exist, or did not act "
            "independently, on that day."
        )
    if counts["possible"]:
        said.append(
            f"For {plural(counts['possible'], 'other')} the dates are too coarse to say whether they recognised it "
            "then."
        )
    if counts["disputed"]:
        said.append(f"Something is disputed about {counts['disputed']:,} of the recognitions that are counted.")
    if counts["unresolved"]:
        who = list(dict.fromkeys(row.name for row in found.unresolved))
        names = listing(f"“{name}”" for name in who) if len(who) <= _NAMED else f"“{who[0]}” and others"
        said.append(
            f"{plural(counts['unresolved'], 'act')} by or towards {names}, whom the table of polities does not know, "
            f"{'is' if counts['unresolved'] == 1 else 'are'} in no number."
        )
    if counts["unchecked"]:
        verb = "is recalled and was" if counts["unchecked"] == 1 else "are recalled and were"
        said.append(
            f"Of {plural(counts['recognisers'], 'date')} of recognition, {counts['unchecked']:,} {verb} not seen in "
            "the source named."
        )
    if found.implied != "relations":
        said.append(
            "Recognition that only relations imply is left out."
            if found.implied == "none"
            else "Recognition implied by accepted credentials is counted."
        )
    if found.recorded_by:
        said.append(f"This is what the ledger held at the end of {date_words(found.recorded_by)}.")
    return said


_OTHERWISE = {
    "documented": "Counting also acts that are claimed and not documented",
    "claimed": "Counting documented acts alone",
}


def _powers(found: Standing) -> list[str]:
    who, contest = registry(), found.contest
    sides = [
        (contest.powers_for, "recognised it"),
        (contest.powers_against, "refused, withdrew or recognised a rival"),
        (contest.powers_silent, "did neither on record"),
    ]
    parts = [
        f"{listing(with_article(name) for name in sorted(map(who.label, codes)))} {verb}"
        for codes, verb in sides
        if codes
    ]
    return [f"Of the great powers of the day, {'; '.join(parts)}."] if parts else []


# -- what is drawn and listed ----------------------------------------------------------------------------------------


def _evidence(view: View, case: str, day: Day) -> list[Evidence]:
    """The acts that sources state, by day; those that the counting leaves out are among them, marked."""
    counted = {act.id for act in view.acts(case)}
    acts = [
        act
        for act in view.acts(case, counting="claimed")
        if not act.implied_by
        and codebook()[act.kind].tie != "position"
        and (act.happened is None or act.happened.earliest <= day.latest)
    ]
    claims = view.claims(case)
    found = []
    for act in acts:
        said: list[Claim] = [claims[id_] for id_ in act.support if id_ in claims]
        by_case = act.sender == case
        party = act.receiver if by_case else act.sender
        found.append(
            Evidence(
                act=act.id,
                happened=act.happened.text if act.happened else "",
                party=party,
                name=_label(party),
                kind=act.kind,
                by_case=by_case and not codebook()[act.kind].mutual,
                mode=act.mode,
                level=act.level,
                counted=act.id in counted,
                checked=act.checked,
                disputed=act.disputed,
                why=tuple(_named(reason) for reason in act.why),
                said_by=tuple(_label(code) for code in act.attributed_to),
                sources=tuple(dict.fromkeys((c.cites_title, c.cites_url) for c in said if c.cites_title)),
                note="; ".join(dict.fromkeys(claim.note for claim in said if claim.note)),
            )
        )
    return found


def _label(code: str) -> str:
    who = registry()
    return who.label(code) if code in who else code


def _named(reason: str) -> str:
    """``denied by XKX`` with the name of the party: ``denied by Kosovo``."""
    who = registry()
    return " ".join(
        with_article(who.label(word.rstrip(","))) + ("," if word.endswith(",") else "")
        if word.rstrip(",").isupper() and word.rstrip(",") in who
        else word
        for word in reason.split(" ")
    )


def _marks(found: Standing, evidence: list[Evidence]) -> tuple[Mark, ...]:
    marks = [Mark(row.until, row.party, row.name, row.how) for row in found.ended if row.until]
    for row in evidence:
        if not row.counted and codebook()[row.kind].effect in ("closes", "suspends") and row.happened:
            marks.append(Mark(row.happened, row.party, row.name, "not counted"))
    return tuple(sorted(marks, key=lambda mark: (Day.parse(mark.on).sort_key, mark.party)))


_STEPS = 48
"""Points of the band; more would not be seen."""


def _band(view: View, case: str, begins: dt.date, ends: dt.date) -> list[BandPoint]:
    """The case and the other cases at the ages it has lived through, as far as the ledger tells of them."""
    lived = (ends - begins).days / YEAR
    if lived <= 0:
        return []
    lives: list[tuple[str, dt.date, dt.date]] = []
    for other in view.cases:
        if other != case:
            end = registry().get(other).end
            lives.append((other, view.start(other), min(view.horizon, end.earliest) if end else view.horizon))
    found = []
    for step in range(_STEPS + 1):
        age = lived * step / _STEPS
        after = dt.timedelta(days=round(age * YEAR))
        values = [
            share_at(other, view.curve(other), start + after) for other, start, last in lives if start + after <= last
        ]
        low = middle = high = None
        if len(values) >= 3:
            low, middle, high = (float(value) for value in np.percentile(values, [10, 50, 90]))
        own = share_at(case, view.curve(case), min(begins + after, ends))
        found.append(BandPoint(age, own, low, middle, high, len(values)))
    return found
