"""Record: a ledger with everything that is asked of it, as a notebook or a command would ask."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comity.claims import Claim
from comity.days import Day
from comity.errors import BadInput
from comity.ledger import Act, Ledger
from comity.ledger.copying import copy
from comity.outlook.ready import accuracy, ready_forecast
from comity.polities import registry
from comity.record.bundled import COVERED_TO, bundled, holds_bundled
from comity.record.gaps import gaps, incomplete
from comity.sources.documents import Document
from comity.standing import (
    Brief,
    Difference,
    Portrait,
    Precedent,
    Standing,
    View,
    brief,
    difference,
    portrait_on,
    precedents,
    standing,
)
from comity.standing.forecasts import Forecast, Outlook, begins_on
from comity.standing.words import date_words
from comity.tables import Table

if TYPE_CHECKING:
    from comity.outlook.absorption import Absorption
    from comity.outlook.doctrines import Verdict
    from comity.outlook.scenario import ScenarioResult

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
            one = view.lives[code]
            rows.append(Case(code, registry().label(code), one.acts, one.first, one.last))
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

    def scenario(
        self, source: str | Path | Mapping[str, Any], *, policy: Mapping[str, Any] | None = None, **asked: Any
    ) -> ScenarioResult:
        """A forecast with the changes of a file or mapping against the one without; see ``comity.outlook.scenario``.

        ``policy`` holds the words that every view takes; the others are those of ``comity.outlook.scenario.scenario``.
        """
        from comity.outlook.scenario import scenario

        return scenario(self.view(**(policy or {})), source, **asked)

    def absorption(
        self, case: str, on: Day | str | None = None, *, measure: str = "breadth", **policy: Any
    ) -> Absorption:
        """How a case was taken in since its first recognition, against others; see ``comity.outlook.absorption``."""
        from comity.outlook.absorption import absorption

        return absorption(self.view(**policy), self.case(case, on), on if on is not None else today(), measure=measure)

    def doctrine(self, name: str, on: Day | str | None = None, **policy: Any) -> Table[Verdict]:
        """What a doctrine required by a day and what was done; see ``comity.outlook.doctrines``."""
        from comity.outlook.doctrines import find, judge

        return judge(self.view(**policy), find(name), on if on is not None else today())

    def brief(self, case: str, on: Day | str | None = None, **policy: Any) -> Brief:
        """A page on a case: standing, curve, evidence, precedents, what may come, and gaps; see
        ``comity.standing.brief``.
        """
        code = self.case(case, on)
        known = gaps(code) if self._holds_bundled else ()
        day = Day.parse(on) if on is not None else today()
        view = self.view(**policy)
        return brief(view, code, day, gaps=known, outlook=self._outlook(view, code, day))

    def brief_with(
        self, case: str, rows: Iterable[Document | Claim], on: Day | str | None = None, **policy: Any
    ) -> Difference:
        """What documents and their claims would change in the brief on a case; nothing is written.

        The rows go into a copy of the ledger in memory, as if they were appended now.
        """
        rows = list(rows)
        claims = [row for row in rows if isinstance(row, Claim)]
        code, day = self.case(case, on), Day.parse(on) if on is not None else today()
        with Ledger.in_memory() as ledger:
            copy(self.ledger, ledger)
            known = {row.row.id for row in ledger.claims(ids=[claim.id for claim in claims])}
            ledger.append(rows, by="comity brief")
            trial = Record(ledger, is_bundled=self.is_bundled)
            after = trial.brief(code, day, **policy)
            try:
                before = self.brief(code, day, **policy)
            except BadInput:
                before = None  # nothing about it so far
            return difference(before, after, ledger, known, claims)

    def forecast(
        self,
        case: str,
        on: Day | str | None = None,
        *,
        horizon: str = "1y",
        futures: int | None = None,
        seed: int | None = None,
        draws: int | None = None,
        executor: Executor | None = None,
        **policy: Any,
    ) -> Forecast:
        """Who is likely to recognise a case, or to withdraw, within a horizon (``1y``, ``6m``, ``90d``).

        From the day asked about; of the bundled record at the latest from the last day that it covers. What the
        numbers are, what is refused, and what holds where None is given: ``comity.outlook.forecast.forecast``.

        >>> import comity
        >>> comity.open().forecast("PSE", on="2026-04-30").recognisers
        157
        """
        view, code = self.view(**policy), self.case(case, on)
        day = Day.parse(on) if on is not None else today()
        asked = {"futures": futures, "seed": seed, "draws": draws}
        given: dict[str, Any] = {name: value for name, value in asked.items() if value is not None}
        if horizon == "1y" and not given:
            begins = begins_on(view, day)
            ready = self._ready(view, code, begins)
            if ready is not None:
                return ready
        from comity.outlook.forecast import forecast

        return forecast(view, code, day, horizon=horizon, executor=executor, **given)

    def _ready(self, view: View, case: str, day: Day) -> Forecast | None:
        """The forecast that comes with the package, where it is of this record, read in this way, from this day."""
        policy = (view.recorded_by, view.counting, view.checked, view.implied)
        if not self.is_bundled or policy != (None, "documented", False, "relations"):
            return None
        return ready_forecast(self.ledger.head(), case, day.latest)

    def _outlook(self, view: View, case: str, day: Day) -> Outlook | None:
        """What a page says of what may come; None where nothing can."""
        begins = begins_on(view, day)
        begun = any(s.began.happened and s.began.happened.earliest <= begins.latest for s in view.spells(case))
        if not begun or not registry().is_in_being(case, begins):
            return None
        words = ["comity forecast", case, "--on", begins.latest.isoformat()]
        for option, value, usual in (
            ("--recorded-by", str(view.recorded_by or ""), ""), ("--counting", view.counting, "documented"),
            ("--implied", view.implied, "relations"), ("--ledger", "" if self.is_bundled else self.ledger.place, ""),
        ):  # fmt: skip
            if value != usual:
                words += [option, shlex.quote(value)]
        command = " ".join([*words, *(["--checked"] if view.checked else [])])
        found = self._ready(view, case, begins)
        if found is None:
            return Outlook(None, None, f"No forecast from {date_words(begins.latest)} is at hand", command)
        return Outlook(found, accuracy(case), "", command)


def today() -> Day:
    """The present day, UTC."""
    return Day.parse(dt.datetime.now(dt.UTC).date())
