"""Lives: what the recognition of a case looks like from the outside, as far as other cases are compared with it.

A standing compares its case with every other. For that it needs of each the days on which recognition began and
ended and the curve of recognisers, and none of the acts; these are made once and kept beside the ledger, and made
again for the cases that new rows bear on.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import orjson

from comity.days import Day
from comity.ledger import Act
from comity.standing.curves import breadth_curve
from comity.standing.spells import Spell, had_happened, rivals

__all__ = ["Life", "Stretch", "bearing", "life", "maker"]

_MANY = 10
"""Parties that must have established relations with one that nobody is stated to recognise, to make it a case."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when to when one party recognised the case: a spell without its acts."""

    party: str
    began: Day
    ended: Day | None

    def began_by(self, day: Day) -> bool | None:
        """As of a spell."""
        return had_happened(self.began, day)

    def ended_by(self, day: Day) -> bool | None:
        """As of a spell."""
        return had_happened(self.ended, day) if self.ended else False


@dataclass(frozen=True, slots=True)
class Life:
    """A case under one policy, as other cases are compared with it."""

    is_case: bool
    """Whether some act recognises it; False for a party that only recognises others."""
    acts: int
    """Acts with a day that sources state, to which it is a party."""
    first: str
    """Day of the first, in the order of their texts; empty where there is none."""
    last: str
    stretches: tuple[Stretch, ...]
    """In the order of the spells."""
    curve: tuple[tuple[dt.date, int], ...]
    """Each day on which the number of states in being that recognise it changes, with the new number."""

    def to_bytes(self) -> bytes:
        """As JSON."""
        return orjson.dumps(
            [
                self.is_case, self.acts, self.first, self.last,
                [(one.party, one.began.text, one.ended.text if one.ended else "") for one in self.stretches],
                self.curve,
            ]
        )  # fmt: skip

    @staticmethod
    def from_bytes(body: bytes) -> Life:
        """The life that ``to_bytes`` wrote."""
        is_case, acts, first, last, stretches, curve = orjson.loads(body)
        return Life(
            is_case,
            acts,
            first,
            last,
            tuple(
                Stretch(party, Day.parse(began), Day.parse(ended) if ended else None)
                for party, began, ended in stretches
            ),
            tuple((dt.date.fromisoformat(date), count) for date, count in curve),
        )


def life(case: str, acts: Sequence[Act], members: Sequence[Spell]) -> Life:
    """The life of a case, from the acts that it is a party to and its spells of recognition."""
    dates = sorted(act.happened.text for act in acts if act.happened and not act.implied_by)
    return Life(
        is_case=_is_case(case, acts),
        acts=len(dates),
        first=dates[0] if dates else "",
        last=dates[-1] if dates else "",
        stretches=tuple(_stretches(members)),
        curve=tuple(breadth_curve(case, members)),
    )


def _stretches(members: Iterable[Spell]) -> Iterable[Stretch]:
    for spell in members:
        assert spell.began.happened is not None  # an act without a day begins no spell
        yield Stretch(spell.party, spell.began.happened, spell.ended.happened if spell.ended else None)


def _is_case(case: str, acts: Iterable[Act]) -> bool:
    established = 0
    for act in acts:
        if act.kind != "recognise" or act.receiver != case:
            continue
        if not act.implied_by:
            return True
        # Relations are mutual, so whoever establishes them with a case is recognised too; that makes it no case.
        if act.implied_by.startswith(("establish", "resume")) and act.implied_by.split(":")[1] == act.sender:
            established += 1
    return established >= _MANY


def bearing(parties: set[str]) -> set[str]:
    """The cases whose lives the acts of some parties bear on: these, and their rivals."""
    return parties.union(*(rivals(party) for party in parties))


@lru_cache(maxsize=1)
def maker() -> str:
    """Stands for everything that lives are made with: this package's code and tables."""
    seen = hashlib.sha256()
    root = files("comity")
    for name in ("claims.py", "codebook.py", "codebook.toml", "days.py", "ledger", "polities", "standing"):
        _feed(seen, root.joinpath(name))
    return seen.hexdigest()


def _feed(seen: Any, path: Traversable) -> None:
    if path.is_dir():
        for one in sorted(path.iterdir(), key=lambda one: one.name):
            if one.is_dir() or one.name.endswith((".py", ".toml", ".csv", ".json")):
                _feed(seen, one)
    else:
        seen.update(f"{path.name}\0".encode() + path.read_bytes())
