"""Statistics: what each effect of the recognition model is, for every state towards one case at one moment.

Written plainly, over whole vectors; the simulator keeps the same numbers up to date as events fall, and tests hold
it to these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from comity.outlook.draws import BEGINS, ENDS, RecognitionHistory
from comity.outlook.specification import EffectSpec, ProcessSpec, Specification
from comity.outlook.world import Snapshot

__all__ = ["Moment", "Tracker", "columns"]


class Tracker:
    """The state of all ties after some events.

    recognises, withdrew : bool (c, n), now; ``withdrew`` is of those who recognised, ended it and do not recognise now.
    had   : bool (c, n), recognised at any time.    since : float64 (c, n), day of the last recognition, or -inf.
    begun, ended : by case, the days of recognitions and of withdrawals so far.
    moves : by state, the days of its recognitions of any case.
    """

    def __init__(self, history: RecognitionHistory) -> None:
        c, n = len(history.cases), len(history.states)
        self.recognises = np.zeros((c, n), dtype=bool)
        self.withdrew = np.zeros((c, n), dtype=bool)
        self.had = np.zeros((c, n), dtype=bool)
        self.since = np.full((c, n), -np.inf)
        self.begun: list[list[float]] = [[] for _ in range(c)]
        self.ended: list[list[float]] = [[] for _ in range(c)]
        self.moved_when: list[float] = []
        self.moved_who: list[int] = []

    def apply(self, time: float, state: int, case: int, kind: int) -> None:
        """Let one event happen."""
        if kind == BEGINS:
            self.recognises[case, state] = True
            self.withdrew[case, state] = False
            self.had[case, state] = True
            self.since[case, state] = time
            self.begun[case].append(time)
            self.moved_when.append(time)
            self.moved_who.append(state)
        else:
            self.recognises[case, state] = False
            if kind == ENDS:
                self.withdrew[case, state] = True
                self.ended[case].append(time)

    def copy(self, cases: Sequence[int]) -> Tracker:
        """A tracker whose rows of some cases can move without moving this one; other rows are shared."""
        out = object.__new__(Tracker)
        out.recognises, out.withdrew = self.recognises.copy(), self.withdrew.copy()
        out.had, out.since = self.had.copy(), self.since.copy()
        out.begun, out.ended = list(self.begun), list(self.ended)
        for case in cases:
            out.begun[case], out.ended[case] = list(self.begun[case]), list(self.ended[case])
        # What a state did elsewhere within the quarter is not seen: activity is that of its beginning.
        out.moved_when, out.moved_who = list(self.moved_when), list(self.moved_who)
        return out

    @staticmethod
    def of(history: RecognitionHistory, before: float = np.inf) -> Tracker:
        """The ties after every event before a day."""
        out = Tracker(history)
        for time, state, case, kind in zip(history.time, history.state, history.case, history.kind, strict=True):
            if time >= before:
                break
            out.apply(float(time), int(state), int(case), int(kind))
        return out


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """What holds from a moment on for all cases: the world, who resembles whom, and who has been active.

    networks : name -> float64 (n, n).   activity : half-life -> float64 (n,), of the day of ``world``.
    """

    world: Snapshot
    networks: dict[str, np.ndarray]
    activity: dict[float, np.ndarray]

    @staticmethod
    def at(spec: Specification, world: Snapshot, tracker: Tracker) -> Moment:
        """The moment of a snapshot, with ties as they stand."""
        networks = dict(world.networks)
        for network in spec.networks:
            if network.past:
                networks[network.name] = alike(tracker.recognises)
        lives = {
            effect.half_life_days
            for process in spec.processes
            for effect in process.effects
            if effect.name == "activity"
        }
        when, who = np.array(tracker.moved_when), np.array(tracker.moved_who, dtype=np.int64)
        n = world.present.size
        activity = {life: np.bincount(who, weights=0.5 ** ((world.day - when) / life), minlength=n) for life in lives}
        return Moment(world, networks, activity)


def alike(recognises: np.ndarray) -> np.ndarray:
    """float64 (n, n): cosine of the cases that two states recognise; bool (c, n) in."""
    Y = recognises.astype(float)
    G = Y.T @ Y
    d = np.sqrt(np.maximum(np.diag(G), 1e-12))
    W: np.ndarray = G / d[:, None] / d[None, :]
    W[np.diag(G) == 0, :] = 0.0
    W[:, np.diag(G) == 0] = 0.0
    np.fill_diagonal(W, 0.0)
    return W


def part(W: np.ndarray, of: np.ndarray, present: np.ndarray) -> np.ndarray:
    """float64 (n,): the share of each state's ties, by weight, that go to states in ``of``; 0 where it has none."""
    some, whole = (W @ np.stack([of & present, present], axis=1).astype(float)).T
    return np.divide(some, whole, out=np.zeros_like(some), where=whole > 1e-12)


def faded(days: Sequence[float], now: float, half_life: float) -> float:
    """Sum over past days of one half to the power of their age in half-lives."""
    return float(np.sum(0.5 ** ((now - np.asarray(days, dtype=float)) / half_life))) if len(days) else 0.0


def columns(
    process: ProcessSpec, history: RecognitionHistory, tracker: Tracker, moment: Moment, case: int, now: float
) -> np.ndarray:
    """float64 (n, p): the statistics of every state towards a case just after ``now``, one column an effect."""
    world = moment.world
    n = world.present.size
    out = np.zeros((n, len(process.effects)))
    own = history.own[case]
    others = world.present.copy()
    if own >= 0:
        others[own] = False
    recognises = tracker.recognises[case] & others
    rival = np.zeros(n, dtype=bool)
    for r in history.rivals[case]:
        rival |= tracker.recognises[r]
    against = (tracker.withdrew[case] | rival) & ~tracker.recognises[case]
    for k, effect in enumerate(process.effects):
        out[:, k] = _column(effect, history, tracker, moment, case, now, recognises, others, rival, against)
    return out


def _column(
    effect: EffectSpec, history: RecognitionHistory, tracker: Tracker, moment: Moment, case: int, now: float,
    recognises: np.ndarray, others: np.ndarray, rival: np.ndarray, against: np.ndarray,
) -> np.ndarray | float:  # fmt: skip
    world, name = moment.world, effect.name
    if name == "recognisers":
        return float(scaled(np.array(float(recognises.sum())), effect.transform))
    if name == "share":
        return float(recognises.sum() / max(others.sum(), 1))
    if name == "recent":
        return float(np.log1p(faded(tracker.begun[case], now, effect.half_life_days)))
    if name == "withdrawals":
        return float(np.log1p(faded(tracker.ended[case], now, effect.half_life_days)))
    if name == "share_of":
        return part(moment.networks[effect.network], recognises, others)
    if name == "against":
        return part(moment.networks[effect.network], against, others)
    if name == "rival":
        return rival.astype(float)
    if name == "again":
        return (tracker.had[case] & ~tracker.recognises[case]).astype(float)
    if name == "since":
        years = np.where(tracker.recognises[case], (now - tracker.since[case]) / 365.25, 0.0)
        return np.asarray(scaled(np.maximum(years, 0.0), effect.transform))
    if name == "newcomer":
        return np.asarray(0.5 ** (np.maximum(world.age, 0.0) / effect.half_life_days))
    if name == "activity":
        return np.log1p(moment.activity[effect.half_life_days])
    if name == "power":
        return world.power
    if name == "exposed":
        return world.exposed * (1.0 - history.government[case])
    if name == "government":
        return float(history.government[case])
    index = history.parent[case] if name in ("parent", "tied_to_parent") else history.own[case]
    if index < 0:
        return 0.0
    if name == "parent":
        return (np.arange(world.present.size) == index).astype(float)
    return (moment.networks[effect.network][:, index] > 0).astype(float)


def scaled(value: np.ndarray, transform: str) -> np.ndarray:
    """The values, or their square root, or log(1 + value)."""
    return np.asarray(np.log1p(value) if transform == "log1p" else np.sqrt(value) if transform == "sqrt" else value)
