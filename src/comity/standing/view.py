"""View: a ledger read under one policy, with what standings, measures and precedents share computed once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TypeVar

from comity.claims import Claim
from comity.days import Day
from comity.errors import BadInput
from comity.ledger import Act, Ledger
from comity.polities import registry
from comity.standing.lives import Life, Stretch, bearing, life, maker
from comity.standing.spells import IMPLIED, Spell, party_on, rivals, spells

__all__ = ["View"]

S = TypeVar("S", Spell, Stretch)


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
    left_out    : acts that are taken not to have been done, with what they imply; see ``without``.
    """

    ledger: Ledger
    recorded_by: Day | None = None
    counting: str = "documented"
    checked: bool = False
    implied: str = "relations"
    covered_to: Day | None = None
    incomplete: frozenset[str] = frozenset()
    left_out: tuple[Act, ...] = ()
    _acts: dict[tuple[str, str], tuple[list[Act], list[Act]]] = field(default_factory=dict, repr=False)
    _spells: dict[tuple[str, str], list[Spell]] = field(default_factory=dict, repr=False)
    _claims: dict[str, dict[str, Claim]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if self.implied not in IMPLIED:
            raise BadInput(f"implied cannot be {self.implied!r}", hint=f"one of: {', '.join(IMPLIED)}")

    def acts(self, case: str, *, counting: str = "") -> list[Act]:
        """Acts between the case and parties of the tables, implied ones included, by day."""
        return self._acts_of(case, counting or self.counting)[0]

    def unresolved(self, case: str) -> list[Act]:
        """Acts between the case and somebody whom the tables do not know: a name nobody has resolved yet."""
        return self._acts_of(case, self.counting)[1]

    def _acts_of(self, case: str, counting: str) -> tuple[list[Act], list[Act]]:
        key = case, counting
        if key not in self._acts:
            found = self.ledger.acts(
                party=case, recorded_by=self.recorded_by, counting=counting, checked=self.checked, implied=True
            )
            gone = {act.id for act in self.left_out}
            kept = [act for act in found if act.id not in gone and act.implied_by not in gone]
            self._acts[key] = _resolved(kept), [act for act in kept if not _is_resolved(act)]
        return self._acts[key]

    def spells(self, case: str, *, counting: str = "") -> list[Spell]:
        """Spells of recognition of a case, by the day they began; made once."""
        key = case, counting or self.counting
        if key not in self._spells:
            against = [act for rival in rivals(case) for act in self.acts(rival, counting=key[1])]
            self._spells[key] = spells(case, self.acts(case, counting=key[1]), against, implied=self.implied)
        return self._spells[key]

    @cached_property
    def lives(self) -> dict[str, Life]:
        """Every party of the tables as others are compared with it, by code; made once, and kept beside the ledger."""
        beside = self.ledger.beside(maker(), bearing)
        what = f"lives {self.recorded_by or ''} {self.counting} {self.checked} {self.implied}"
        head, kept = beside.read(what)
        found = {code: Life.from_bytes(body) for code, body in kept.items()}
        who = registry()
        missing = [code for code in (*who.polities, *who.governments) if code not in found]
        made: dict[str, Life] = {}
        waiting: dict[str, list[Act]] = {}  # for the acts of their rivals
        for code, acts in self.ledger.acts_by_party(
            missing, recorded_by=self.recorded_by, counting=self.counting, checked=self.checked
        ):
            if rivals(code):
                waiting[code] = acts
            else:
                made[code] = life(code, acts, spells(code, _resolved(acts), implied=self.implied))
        for code, acts in waiting.items():
            others = (waiting[rival] if rival in waiting else self.acts(rival) for rival in rivals(code))
            against = [act for other in others for act in _resolved(other)]
            made[code] = life(code, acts, spells(code, _resolved(acts), against, implied=self.implied))
        if made:
            beside.write(what, {code: one.to_bytes() for code, one in made.items()}, head)
        # What is kept beside the ledger is of the ledger as it stands.
        touched = {code for act in self.left_out for code in (act.sender, act.receiver)}
        for code in touched.union(*(rivals(one) for one in touched)):
            made[code] = life(code, [*self.acts(code), *self.unresolved(code)], self.spells(code))
        return {**found, **made}

    def without(self, acts: Iterable[Act]) -> View:
        """The same view as if some acts had not been done. Cases stay cases even if nobody recognises them."""
        out = replace(self, left_out=(*self.left_out, *acts), _acts={}, _spells={}, _claims={})
        out.__dict__["cases"] = self.cases
        return out

    @cached_property
    def cases(self) -> tuple[str, ...]:
        """Every party of the tables that some act recognises, by code."""
        return tuple(sorted(code for code, one in self.lives.items() if one.is_case))

    def start(self, case: str) -> dt.date:
        """The day from which a case's age is counted: when it began to act for itself, or its first recognition.

        A polity that lost and regained independence and is not recognised in the record before that (Estonia) counts
        from when it regained it.
        """
        party = registry().get(case)
        first = min((one.began.earliest for one in self.lives[case].stretches), default=None)
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
        """The same under the other counting."""
        other = "claimed" if self.counting == "documented" else "documented"
        return _carried(case, self.spells(case, counting=other), day)

    def recognisers_on(self, case: str, day: Day) -> set[str]:
        """The parties of ``carried_on``, without deriving an act for it: what comparing many cases takes."""
        return set(_carried(case, self.lives[case].stretches, day))

    def curve(self, case: str) -> tuple[tuple[dt.date, int], ...]:
        """Recognisers of a case over time; see ``comity.standing.curves.breadth_curve``."""
        return self.lives[case].curve

    @cached_property
    def horizon(self) -> dt.date:
        """The last day of which the ledger tells anything: the end of what it claims to cover, or its latest act.

        Beyond it nothing is known of any case.
        """
        if self.covered_to:
            return self.covered_to.latest
        dates = (one.began.latest for case in self.cases for one in self.lives[case].stretches)
        return max(dates, default=dt.date.min)

    def claims(self, case: str) -> dict[str, Claim]:
        """Claims that have the case on either side, by id, in the order they were recorded; read once."""
        if case not in self._claims:
            found = self.ledger.claims(party=case, recorded_by=self.recorded_by)
            self._claims[case] = {one.row.id: one.row for one in found if isinstance(one.row, Claim)}
        return self._claims[case]


def _resolved(acts: Iterable[Act]) -> list[Act]:
    return [act for act in acts if _is_resolved(act)]


def _is_resolved(act: Act) -> bool:
    known = _known()
    return act.sender in known and (act.receiver in known or not act.receiver)


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset((*registry().polities, *registry().governments))


def _carried(case: str, members: Sequence[S], day: Day) -> dict[str, S]:
    end = registry().get(case).end
    if end is not None and end.latest <= day.latest:
        return {}
    found: dict[str, S] = {}
    for spell in members:
        if spell.began_by(day) and spell.ended_by(day) is False:
            found.setdefault(party_on(spell.party, day), spell)
    return found


_LONG = 3653
"""Days between a party's start and its first recognition in the record after which its age counts from the latter:
of an old state (Romania, Cuba) the record holds an episode, not the beginning."""
