"""Record: a ledger with everything that is asked of it, as a notebook or a command would ask."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from comity.days import Day
from comity.ledger import Act, Ledger
from comity.polities import registry
from comity.record.bundled import COVERED_TO, bundled, holds_bundled
from comity.record.gaps import gaps, incomplete
from comity.standing import Brief, Portrait, Precedent, Standing, View, brief, portrait_on, precedents, standing
from comity.tables import Table

__all__ = ["Record", "open"]


def open(path: str | Path | None = None) -> Record:
    """The record in a ledger file, or without a path the bundled one.

    >>> import comity
    >>> record = comity.open()
    >>> record.standing("XKX", on="2011-10-11").counts["un_members"]
    84

    Raises
    ------
    LedgerError, NotALedger, NewerLedger : as ``Ledger.open``.
    """
    return Record(Ledger.open(path) if path else bundled(), is_bundled=path is None)


@dataclass(frozen=True, slots=True)
class Case:
    """A party whose recognition the ledger tells of."""

    case: str
    name: str
    acts: int
    first: str
    last: str

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {name: getattr(self, name) for name in self.__slots__}


class Record:
    """A ledger and its views. Every view takes the same words:

    - ``on``: the day asked about, in EDTF; today where not given.
    - ``recorded_by``: as the ledger stood at the end of that day.
    - ``counting``: ``documented`` leaves out acts that only a third party announces or a party to them denies;
      ``claimed`` takes them.
    - ``checked``: only acts whose date was seen in the source named.
    - ``implied``: which implied recognitions count: ``relations`` (those that relations imply), ``all`` or ``none``.
    """

    def __init__(self, ledger: Ledger, *, is_bundled: bool = False) -> None:
        self.ledger = ledger
        self.is_bundled = is_bundled
        self._views: dict[tuple[Any, ...], View] = {}

    @cached_property
    def _holds_bundled(self) -> bool:
        """Whether the bundled record is in it, with the gaps that it has."""
        return self.is_bundled or holds_bundled(self.ledger)

    def __repr__(self) -> str:
        head = self.ledger.head()
        return f"<Record {self.ledger.place}: {head.claims[0]} claims, {head.rulings[0]} rulings>"

    def view(
        self,
        *,
        recorded_by: Day | str | None = None,
        counting: str = "documented",
        checked: bool = False,
        implied: str = "relations",
    ) -> View:
        """The ledger under one policy; standings, measures and precedents of one view share their work.

        The same view comes back until the ledger grows.
        """
        day = Day.parse(recorded_by) if recorded_by is not None else None
        key = (self.ledger.head(), day, counting, checked, implied)
        if key not in self._views:
            # A ledger that has grown makes every earlier view stale.
            self._views = {old: view for old, view in self._views.items() if old[0] == key[0]}
            self._views[key] = View(
                self.ledger,
                recorded_by=day,
                counting=counting,
                checked=checked,
                implied=implied,
                covered_to=COVERED_TO if self.is_bundled else None,
                incomplete=incomplete() if self._holds_bundled else frozenset(),
            )
        return self._views[key]

    def case(self, words: str, on: Day | str | None = None) -> str:
        """The code of the case that some words name: a code, or a name of the day.

        Raises
        ------
        UnknownParty, AmbiguousName : the words name none, or several.
        """
        return registry().resolve(words, on=on if on is not None else today())

    def cases(self, **policy: Any) -> Table[Case]:
        """Every party whose recognition the ledger tells of, with how many acts it holds of it."""
        view = self.view(**policy)
        rows = []
        for code in view.cases:
            acts = [act for act in view.acts(code) if not act.implied_by and act.happened]
            dates = sorted(act.happened.text for act in acts if act.happened)
            rows.append(Case(code, registry().label(code), len(acts), dates[0], dates[-1]))
        return Table(rows, columns=Case.__slots__)

    def acts(self, **asked: Any) -> Table[Act]:
        """Acts, as ``Ledger.acts`` gives them: ``party``, ``sender``, ``receiver``, ``kind``, ``on`` and the policy."""
        return self.ledger.acts(**asked)

    def standing(self, case: str, on: Day | str | None = None, **policy: Any) -> Standing:
        """The standing of a case on a day; see ``comity.standing.standing``."""
        return standing(self.view(**policy), self.case(case, on), on if on is not None else today())

    def precedents(self, case: str, on: Day | str | None = None, *, limit: int = 5, **policy: Any) -> Table[Precedent]:
        """The cases most like one at the age it has on a day; see ``comity.standing.precedents``."""
        return precedents(self.view(**policy), self.case(case, on), on if on is not None else today(), limit=limit)

    def portrait(self, case: str, on: Day | str | None = None, **policy: Any) -> Portrait:
        """A case as its precedents are compared with it; see ``comity.standing.precedents``."""
        return portrait_on(self.view(**policy), self.case(case, on), on if on is not None else today())

    def brief(self, case: str, on: Day | str | None = None, **policy: Any) -> Brief:
        """A page on a case: standing, curve, evidence, precedents and gaps; see ``comity.standing.brief``."""
        code = self.case(case, on)
        known = gaps(code) if self._holds_bundled else ()
        return brief(self.view(**policy), code, on if on is not None else today(), gaps=known)


def today() -> Day:
    """The present day, UTC."""
    return Day.parse(dt.datetime.now(dt.UTC).date())
