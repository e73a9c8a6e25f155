"""View: a ledger read under one policy, with what standings, measures and precedents share computed once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from comity.claims import Claim
from comity.days import Day
from comity.errors import BadInput
from comity.ledger import Act, Ledger
from comity.polities import registry
from comity.standing.spells import IMPLIED, Spell, party_on, rivals, spells

__all__ = ["View"]


@dataclass(frozen=True, eq=False)
class View:
    """A ledger under one policy: as recorded by a day, under one counting, with or without unchecked and implied acts.

    Parameters
    ----------
    ledger      : what is read.
    recorded_by : as the ledger stood at the end of this day; None: as it stands.
    counting    : ``documented`` or ``claimed``; see ``comity.ledger.acts``.
    checked     : only acts whose date was seen in the source named.
    implied     : which implied recognitions count: ``relations``, ``all`` or ``none``; see ``comity.standing.spells``.
    covered_to  : the last month that the ledger claims to cover, where it does.
    incomplete  : cases whose numbers are known to be too low for some time of their lives.
    """

    ledger: Ledger
    recorded_by: Day | None = None
    counting: str = "documented"
    checked: bool = False
    implied: str = "relations"
    covered_to: Day | None = None
    incomplete: frozenset[str] = frozenset()
    _spells: dict[str, list[Spell]] = field(default_factory=dict, repr=False)
    _curves: dict[str, list[tuple[dt.date, int]]] = field(default_factory=dict, repr=False)
    _claims: dict[str, dict[str, Claim]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if self.implied not in IMPLIED:
            raise BadInput(f"implied cannot be {self.implied!r}", hint=f"one of: {', '.join(IMPLIED)}")

    def acts(self, case: str, *, counting: str = "") -> list[Act]:
        """Acts to which the case is a party on either side, implied ones included, by day."""
        if counting in ("", self.counting):
            return self._by_party.get(case, [])
        return list(
            self.ledger.acts(
                party=case, recorded_by=self.recorded_by, counting=counting, checked=self.checked, implied=True
            )
        )

    @cached_property
    def _by_party(self) -> dict[str, list[Act]]:
        """Acts by party. All are derived at once: a standing compares its case with every other."""
        found: dict[str, list[Act]] = defaultdict(list)
        for act in self.ledger.acts(
            recorded_by=self.recorded_by, counting=self.counting, checked=self.checked, implied=True
        ):
            for party in {act.sender, act.receiver}:
                found[party].append(act)
        return dict(found)

    def spells(self, case: str) -> list[Spell]:
        """Spells of recognition of a case, by the day they began; made once."""
        if case not in self._spells:
            against = [act for rival in rivals(case) for act in self.acts(rival)]
            self._spells[case] = spells(case, self.acts(case), against, implied=self.implied)
        return self._spells[case]

    @cached_property
    def cases(self) -> tuple[str, ...]:
        """Every party that some act recognises, by code."""
        count: dict[str, int] = defaultdict(int)
        stated = set()
        for act in (act for party, acts in self._by_party.items() for act in acts if party == act.receiver):
            if act.kind != "recognise":
                continue
            if not act.implied_by:
                stated.add(act.receiver)
            # Relations are mutual, so whoever establishes them with a case is recognised too; that makes it no case.
            elif act.implied_by.startswith(("establish", "resume")) and act.implied_by.split(":")[1] == act.sender:
                count[act.receiver] += 1
        return tuple(sorted(stated | {case for case, acts in count.items() if acts >= _MANY}))

    def start(self, case: str) -> dt.date:
        """The day from which a case's age is counted: when it began to act for itself, or its first recognition.

        A polity that lost and regained independence and is not recognised in the record before that (Estonia) counts
        from when it regained it.
        """
        party = registry().get(case)
        began = self.spells(case)
        first = min((s.began.happened.earliest for s in began if s.began.happened), default=None)
        claim = party.start.earliest
        gap = getattr(party, "interrupted", None)
        if gap and first and first >= gap[0].latest:
            claim = gap[1].earliest
        if first is None or (dt.timedelta(0) <= first - claim < dt.timedelta(days=_LONG)):
            return claim
        return first

    def carried_on(self, case: str, day: Day) -> dict[str, Spell]:
        """Whose recognition stands on a day: the party that carries it then -> the spell; certain ones only.

        Nobody's, once the case has ended.
        """
        return _carried(case, self.spells(case), day)

    def carried_otherwise(self, case: str, day: Day) -> dict[str, Spell]:
        """The same under the other counting, without deriving every act of the ledger for it."""
        other = "claimed" if self.counting == "documented" else "documented"
        against = [act for rival in rivals(case) for act in self.acts(rival, counting=other)]
        found = spells(case, self.acts(case, counting=other), against, implied=self.implied)
        return _carried(case, found, day)

    def curve(self, case: str) -> list[tuple[dt.date, int]]:
        """Recognisers of a case over time, made once; see ``comity.standing.measures.breadth_curve``."""
        if case not in self._curves:
            from comity.standing.measures import breadth_curve

            self._curves[case] = breadth_curve(self, case)
        return self._curves[case]

    @cached_property
    def horizon(self) -> dt.date:
        """The last day of which the ledger tells anything: the end of what it claims to cover, or its latest act.

        Beyond it nothing is known of any case.
        """
        if self.covered_to:
            return self.covered_to.latest
        dates = [
            spell.began.happened.latest for case in self.cases for spell in self.spells(case) if spell.began.happened
        ]
        return max(dates, default=dt.date.min)

    def claims(self, case: str) -> dict[str, Claim]:
        """Claims that have the case on either side, by id, in the order they were recorded; read once."""
        if case not in self._claims:
            found = self.ledger.claims(party=case, recorded_by=self.recorded_by)
            self._claims[case] = {one.row.id: one.row for one in found if isinstance(one.row, Claim)}
        return self._claims[case]


def _carried(case: str, members: list[Spell], day: Day) -> dict[str, Spell]:
    end = registry().get(case).end
    if end is not None and end.latest <= day.latest:
        return {}
    found: dict[str, Spell] = {}
    for spell in members:
        if spell.began_by(day) and spell.ended_by(day) is False:
            found.setdefault(party_on(spell.party, day), spell)
    return found


_MANY = 10
"""Parties that must have established relations with one that nobody is stated to recognise, to make it a case."""

_LONG = 3653
"""Days between a party's start and its first recognition in the record after which its age counts from the latter:
of an old state (Romania, Cuba) the record holds an episode, not the beginning."""
