"""Draws: histories of recognition that the record allows, each with a day for every act.

What the record does not know enters as what it is. In draw 0, the plain reading, an act of a month or year happened
in the middle of it and everything that the record holds is held. In draws 1, 2, ... an act happened on some day of
its span, each as likely as another; a recalled day (``checked`` is false) is right with a stated probability and
otherwise some days off; an act that is disputed has one of the days that its sources give, and is left out of a share
of the draws. The luck of an act depends on its own id, the seed and the number of the draw, and on nothing else, so
that what happened later cannot change what a draw says of earlier acts.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from comity.days import FAR_FUTURE, Day
from comity.errors import BadInput
from comity.ledger import Act
from comity.outlook.specification import Draws
from comity.outlook.world import EVER, World
from comity.polities import registry
from comity.standing import View
from comity.standing.spells import rivals

__all__ = ["BEGINS", "ENDS", "LAPSES", "RecognitionHistory", "draw_history"]

BEGINS, ENDS, LAPSES = 0, 1, 2
"""Kinds of event: recognition; withdrawal or freeze; lapse, because a rival was recognised by the same act."""

_LONG = 3653
"""Days between a party's start and its first recognition after which the case opens with the latter."""


@dataclass(frozen=True, slots=True, eq=False)
class RecognitionHistory:
    """Acts of recognition as events, in the order in which they happened.

    states, cases : labels; a state is its line (``RUS`` for the Soviet Union).
    windows : by case, the spells in which it was open, as (first, last] ordinal days.
    own     : int32 (c,), the state that the case is or governs; -1 for none of them.
    rivals  : by case, the indices of the cases that exclude it.
    parent  : int32 (c,), the state that it left or that claims it; -1 for none.
    government : float64 (c,), 1 where the case is a government.
    time    : float64 (m,), ordinal days, non-decreasing.   state, case : int32 (m,).   kind : int8 (m,).
    draw    : which draw this is.
    """

    states: tuple[str, ...]
    cases: tuple[str, ...]
    windows: tuple[tuple[tuple[float, float], ...], ...]
    own: np.ndarray
    rivals: tuple[tuple[int, ...], ...]
    parent: np.ndarray
    government: np.ndarray
    time: np.ndarray
    state: np.ndarray
    case: np.ndarray
    kind: np.ndarray
    draw: int

    @property
    def n_events(self) -> int:
        """How many events there are, lapses included."""
        return int(self.time.size)

    def until(self, day: float) -> RecognitionHistory:
        """The same history with what happened before a day only."""
        keep = self.time < day
        return self.take(keep)

    def take(self, keep: np.ndarray) -> RecognitionHistory:
        """The events that ``keep`` (m,) selects, by mask or index."""
        return replace(self, time=self.time[keep], state=self.state[keep], case=self.case[keep], kind=self.kind[keep])

    def window(self, case: int, day: float) -> tuple[float, float] | None:
        """The spell in which a case is open on a day: (first, last]; None where it is not."""
        for first, last in self.windows[case]:
            if first <= day < last:
                return first, last
        return None

    def known(self, day: float) -> list[int]:
        """Cases open on a day that somebody had recognised before it: those of which a forecast can be made."""
        begun = set(self.case[(self.time < day) & (self.kind == BEGINS)].tolist())
        return [j for j in range(len(self.cases)) if j in begun and self.window(j, day) is not None]


def draw_history(
    view: View,
    world: World,
    *,
    draw: int = 0,
    seed: int = 1,
    rules: Draws | None = None,
    disputed: bool = True,
    years: bool = True,
) -> RecognitionHistory:
    """One history that the record allows.

    Parameters
    ----------
    view  : the ledger under a policy (``checked=True`` leaves out acts with a recalled date).
    draw  : 0 for the plain reading, 1 and up for draws.
    rules : how unchecked and disputed acts are drawn.
    disputed : False leaves disputed acts out.
    years : False leaves out acts that are dated to a year or worse.

    Raises
    ------
    BadInput : the view tells of no recognition.
    """
    rules = rules or Draws()
    who = registry()
    cases = view.cases
    rows: list[tuple[float, int, int, int]] = []
    windows = []
    for j, case in enumerate(cases):
        party = who.get(case)
        start = party.start.earliest.toordinal()
        day = _days(draw, seed, rules, earliest=start)
        own = world.find(case)
        mine: list[tuple[float, int, int, int]] = []
        for spell in view.spells(case):
            i = world.find(spell.party)
            if i < 0 or i == own:
                continue
            if not disputed and (spell.began.disputed or (spell.ended and spell.ended.disputed)):
                continue
            if not years and any(_coarse(act) for act in (spell.began, spell.ended) if act):
                continue
            if not _held(spell.began, draw, seed, rules):
                continue
            begins = day(spell.began)
            if spell.ended is not None and _held(spell.ended, draw, seed, rules):
                ends = day(spell.ended)
                # A switch between rivals is one day, so that it is the beginning that gives way to coarse dates.
                begins = min(begins, ends - 1)
                mine.append((ends, i, j, LAPSES if spell.how == "rival" else ENDS))
            mine.append((begins, i, j, BEGINS))
        rows += mine
        windows.append(_windows(case, [row[0] for row in mine if row[3] == BEGINS]))
    if not rows:
        raise BadInput("the record tells of no recognition", hint="read acts into the ledger: `comity ledger append`")
    # On one day: what ends before what begins, so that a switch between rivals is one decision; then by name.
    order = {LAPSES: 0, ENDS: 1, BEGINS: 2}
    rows.sort(key=lambda row: (row[0], order[row[3]], row[2], row[1]))
    table = np.array(rows)
    mothers = _parents()
    return RecognitionHistory(
        world.states,
        cases,
        tuple(windows),
        np.array([world.find(case) for case in cases], dtype=np.int32),
        tuple(tuple(cases.index(r) for r in rivals(case) if r in cases) for case in cases),
        np.array([world.find(mothers[c]) if c in mothers else -1 for c in cases], dtype=np.int32),
        np.array([float(case in who.governments) for case in cases]),
        table[:, 0].astype(float),
        table[:, 1].astype(np.int32),
        table[:, 2].astype(np.int32),
        table[:, 3].astype(np.int8),
        draw,
    )


def _parents() -> dict[str, str]:
    from comity.outlook.world import parents

    return parents()


def _windows(case: str, begins: list[float]) -> tuple[tuple[float, float], ...]:
    """When a case is open: its life, from its first recognition where that is earlier or very much later."""
    party = registry().get(case)
    start = float(party.start.earliest.toordinal())
    end = float(party.end.earliest.toordinal()) if party.end else EVER
    gap = getattr(party, "interrupted", None)
    spans = [(start, end)]
    if gap:
        spans = [(start, float(gap[0].earliest.toordinal())), (float(gap[1].earliest.toordinal()), end)]
    first = min(begins, default=start)
    if first < start or first - start > _LONG:
        spans = [(first, last) for _, last in spans[:1]] + spans[1:]
    # The day before, so that acts of the first day have happened after it opened.
    return tuple((a - 1, b) for a, b in spans if b > a)


def _days(draw: int, seed: int, rules: Draws, *, earliest: int) -> Callable[[Act], float]:
    """A function from an act to the ordinal day on which it happened in this draw."""

    def day(act: Act) -> float:
        assert act.happened is not None
        held = act.happened
        if draw and act.disputed and len(act.days) > 1:
            held = Day.parse(act.days[int(_luck(act.id, draw, seed, "day") * len(act.days))])
        low, high = held.bounds if draw else (held.earliest, held.latest)
        a, b = low.toordinal(), min(high, FAR_FUTURE).toordinal()
        # A year in which the case came into being is the rest of that year.
        if a < earliest <= b:
            a = earliest
        if not draw:
            return float((a + b) // 2)
        when = a + int(_luck(act.id, draw, seed, "when") * (b - a + 1))
        if not act.checked and _luck(act.id, draw, seed, "right") >= rules.unchecked_right:
            when += round((2 * _luck(act.id, draw, seed, "shift") - 1) * rules.unchecked_days)
            when = max(when, min(a, earliest))
        return float(when)

    return day


def _coarse(act: Act) -> bool:
    """Whether an act is dated to a year or worse."""
    return act.happened is not None and (act.happened.latest - act.happened.earliest).days > 31


def _held(act: Act, draw: int, seed: int, rules: Draws) -> bool:
    if not draw or not act.disputed or not any("den" in word for word in act.why):
        return True
    return _luck(act.id, draw, seed, "held") < rules.disputed_held


def _luck(act: str, draw: int, seed: int, what: str) -> float:
    """A number in [0, 1) that only these four decide."""
    digest = hashlib.blake2b(f"{act}|{draw}|{seed}|{what}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def ordinal(day: dt.date) -> float:
    """A date as the float of its ordinal."""
    return float(day.toordinal())
