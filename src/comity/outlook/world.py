"""World: the states around the cases, who was there, and the networks and attributes that hold on a day."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np

from comity.days import FAR_FUTURE
from comity.outlook.specification import NetworkSpec
from comity.polities import registry
from comity.standing.spells import lineage

__all__ = ["Snapshot", "World", "parents"]

EVER = float(FAR_FUTURE.toordinal())


@lru_cache(maxsize=1)
def parents() -> dict[str, str]:
    """Case or contested polity -> the state that it left or that claims it, from ``parents.toml``."""
    return tomllib.loads(files("comity.outlook").joinpath("parents.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The world on a day.

    day        : float, ordinal.
    present    : bool (n,), states in being.
    networks   : name -> float64 (n, n), the weight of k for i; the diagonal is 0. ``alike`` is not among them.
    power      : float64 (n,), 1 for great powers.
    exposed    : float64 (n,), 1 where a contested polity in being is claimed by the state.
    age        : float64 (n,), days since the state came into being.
    """

    day: float
    present: np.ndarray
    networks: dict[str, np.ndarray]
    power: np.ndarray
    exposed: np.ndarray
    age: np.ndarray


class World:
    """States by their line (``RUS`` stands for the Soviet Union too), in alphabetical order.

    ``changes`` are memberships that a scenario adds or ends: (organisation, state, joins, ordinal day).
    ``attributes`` are those that it sets: (``great-power``, ``exposed`` or ``region``, state, value, ordinal day).
    """

    def __init__(
        self,
        networks: tuple[NetworkSpec, ...],
        *,
        changes: tuple[tuple[str, str, bool, float], ...] = (),
        attributes: tuple[tuple[str, str, bool | str, float], ...] = (),
    ) -> None:
        who = registry()
        lives: dict[str, list[tuple[float, float]]] = {}
        for code, polity in who.polities.items():
            if polity.kind not in ("state", "observer", "associated", "contested"):
                continue
            end = float(polity.end.earliest.toordinal()) if polity.end else EVER
            if end < _FIRST:
                continue
            start = float(polity.start.earliest.toordinal())
            spans = [(start, end)]
            if polity.interrupted:
                stopped, resumed = (float(d.earliest.toordinal()) for d in polity.interrupted)
                spans = [(start, stopped), (resumed, end)]
            lives.setdefault(lineage(code), []).extend(spans)
        self.networks = networks
        self.changes = changes
        self.attributes = attributes
        self.states = tuple(sorted(lives))
        self.index = {code: k for k, code in enumerate(self.states)}
        self.lives = tuple(tuple(sorted(lives[code])) for code in self.states)
        """By state, when it was in being: (first day, first day after) as ordinals."""
        flat = [(k, *life) for k, spans in enumerate(self.lives) for life in spans]
        self._spans = np.array(flat)
        self._owner = self._spans[:, 0].astype(np.int64)
        self.region = np.array([hash_of(who.region(code)) for code in self.states])
        self._snapshots: dict[float, Snapshot] = {}

    def copy(self) -> World:
        """The same world with snapshots of its own, for work that runs beside this one's."""
        return World(self.networks, changes=self.changes, attributes=self.attributes)

    @property
    def n(self) -> int:
        """The number of states."""
        return len(self.states)

    def find(self, code: str) -> int:
        """Index of the state whose line a code belongs to; -1 where it is none of these."""
        return self.index.get(lineage(registry().polity_of(code)), -1)

    def presence(self, a: float, b: float) -> np.ndarray:
        """float64 (n,): days of ``(a, b]`` that each state was in being."""
        days = np.minimum(b, self._spans[:, 2]) - np.maximum(a, self._spans[:, 1])
        return np.bincount(self._owner, weights=np.maximum(days, 0.0), minlength=self.n)

    def snapshot(self, day: float) -> Snapshot:
        """The world on a day; kept."""
        if day not in self._snapshots:
            if len(self._snapshots) > 8:
                self._snapshots.clear()
            self._snapshots[day] = self._make(day)
        return self._snapshots[day]

    def _make(self, day: float) -> Snapshot:
        who = registry()
        date = dt.date.fromordinal(int(day))
        n = self.n
        present = np.zeros(n, dtype=bool)
        age = np.full(n, 1e6)
        here: dict[str, int] = {}
        for code in who.in_being(date):
            k = self.index.get(lineage(code), -1)
            if k >= 0:
                here[code] = k
                present[k] = True
                # From the start of the spell in which it is in being now: a state that regained itself is new again.
                age[k] = min(age[k], day - max((s for s, e in self.lives[k] if s <= day < e), default=day))
        powers = np.zeros(n)
        for code in who.great_powers(date):
            if code in here:
                powers[here[code]] = 1.0
        exposed = np.zeros(n)
        for contested, parent in parents().items():
            k = self.index.get(lineage(parent), -1)
            polity = who.polities.get(contested)
            if k >= 0 and polity and polity.kind == "contested" and who.is_in_being(contested, date):
                exposed[k] = 1.0
        region = self.region.copy()
        for name, state, value, when in self.attributes:
            k = self.index.get(lineage(state), -1)
            if k < 0 or when > day:
                continue
            if name == "region":
                region[k] = hash_of(str(value))
            else:
                (powers if name == "great-power" else exposed)[k] = float(value)
        nets: dict[str, np.ndarray] = {}
        for spec in self.networks:
            if spec.past:
                continue
            W = np.zeros((n, n))
            if spec.great_powers == "allied":
                for group in self._groups(spec.organisations, date, here, day):
                    W[np.ix_(group, group)] = 1.0
                W = W * powers[None, :]
            elif spec.great_powers:
                W = np.tile(powers, (n, 1))
            elif spec.organisations:
                for group in self._groups(spec.organisations, date, here, day):
                    if len(group) > 1:
                        W[np.ix_(group, group)] += 1.0 / (len(group) - 1) if spec.weight == "inverse-size" else 1.0
            elif spec.contiguity:
                for code, k in here.items():
                    for other in who.neighbours(code, date, kinds=spec.contiguity):
                        if other in here:
                            W[k, here[other]] = 1.0
            elif spec.same:
                W = (region[:, None] == region[None, :]) & present[None, :] & present[:, None]
                W = W.astype(float)
            np.fill_diagonal(W, 0.0)
            nets[spec.name] = W
        return Snapshot(day, present, nets, powers, exposed, age)

    def _groups(
        self, organisations: tuple[str, ...], date: dt.date, here: dict[str, int], day: float
    ) -> list[list[int]]:
        who = registry()
        out = []
        for name in organisations:
            members = {here[code] for code in who.members(name, date) if code in here}
            for organisation, state, joins, when in self.changes:
                k = self.index.get(lineage(state), -1)
                if organisation == name and when <= day and k in here.values():
                    members = members | {k} if joins else members - {k}
            out.append(sorted(members))
        return out


_FIRST = float(dt.date(1910, 1, 1).toordinal())


def hash_of(text: str) -> int:
    """A number for a name, the same in every process."""
    import zlib

    return zlib.crc32(text.encode())
