"""When something holds: spells of dates with their precision, and what holds on a day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from comity.days import FAR_FUTURE, FAR_PAST, Day

__all__ = ["Span", "Timeline", "span", "window"]

T = TypeVar("T", bound=Hashable)

_FIRST, _LAST = FAR_PAST.toordinal(), FAR_FUTURE.toordinal() + 1


@dataclass(frozen=True, slots=True)
class Span:
    """A spell as four day ordinals: it holds possibly on ``[begins, ends)`` and certainly on ``[surely, until)``.

    The start is part of a spell and the end is not: a successor begins on the day on which its predecessor ends.
    The certain spell is empty (``surely >= until``) where the dates are too coarse to say of any day.
    """

    begins: int
    surely: int
    until: int
    ends: int

    def possibly(self, first: int, last: int) -> bool:
        """Whether it may hold on some day of ``first`` to ``last``, both included."""
        return self.begins <= last and first < self.ends

    def certainly(self, first: int, last: int) -> bool:
        """Whether it holds on every day of ``first`` to ``last``, both included."""
        return self.surely <= first and last < self.until


def span(start: Day | None, end: Day | None) -> Span:
    """The span from a start, or from ever, to an end, or still."""
    begins, surely = (_FIRST, _FIRST) if start is None else window(start)
    until, ends = (_LAST, _LAST) if end is None else window(end)
    return Span(begins, surely, until, ends)


def window(on: Day) -> tuple[int, int]:
    """Ordinals of the first and the last day that ``on`` may be, both included."""
    first, last = on.bounds
    return first.toordinal(), last.toordinal()


class Timeline(Generic[T]):
    """What holds on a day, out of many spells.

    The days on which anything changes cut time into segments; the set of a segment is made when it is first asked
    for, and kept, so that a day costs one bisection.
    """

    __slots__ = ("_certain", "_possible")

    def __init__(self, spells: Iterable[tuple[T, Span]]) -> None:
        spells = list(spells)
        self._possible: _Segments[T] = _Segments([(what, s.begins, s.ends) for what, s in spells])
        self._certain: _Segments[T] = _Segments([(what, s.surely, s.until) for what, s in spells])

    def on(self, first: int, last: int, *, certain: bool = False) -> frozenset[T]:
        """What may hold on some day from ``first`` to ``last``, or with ``certain`` what holds on all of them."""
        if certain:
            return frozenset.intersection(*self._certain.between(first, last))
        found = self._possible.between(first, last)
        return found[0] if len(found) == 1 else frozenset().union(*found)


class _Segments(Generic[T]):
    __slots__ = ("_cuts", "_made", "_spells")

    def __init__(self, spells: list[tuple[T, int, int]]) -> None:
        self._spells = [spell for spell in spells if spell[1] < spell[2]]
        self._cuts = sorted({edge for _, begins, ends in self._spells for edge in (begins, ends)})
        self._made: dict[int, frozenset[T]] = {}

    def between(self, first: int, last: int) -> list[frozenset[T]]:
        """The sets of the segments that ``first`` to ``last`` touch, at least one."""
        return [
            self._segment(index) for index in range(bisect_right(self._cuts, first), bisect_right(self._cuts, last) + 1)
        ]

    def _segment(self, index: int) -> frozenset[T]:
        made = self._made.get(index)
        if made is None:
            # Segment i is the days from cut i-1 to the day before cut i; before the first cut nothing holds.
            begins = self._cuts[index - 1] if index else None
            made = frozenset(what for what, a, b in self._spells if begins is not None and a <= begins < b)
            self._made[index] = made
        return made
