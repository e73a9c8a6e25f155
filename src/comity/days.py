"""Day: a date that keeps its precision, as EDTF writes it."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from comity.errors import BadDay

__all__ = ["FAR_FUTURE", "FAR_PAST", "Day", "day"]

FAR_PAST = dt.date.min
FAR_FUTURE = dt.date.max

# Calendar dates of EDTF level 0 with the "?", "~" and "%" of level 1. They are nearly all the dates there are, and
# the edtf package takes about 7 ms for each (pyparsing), 20 minutes for 100,000 claims; everything else goes to it.
_CALENDAR = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([?~%]?)")


@dataclass(frozen=True, slots=True)
class Day:
    """A day, month, year or span in EDTF: ``1971``, ``1971-12``, ``1971-12-06``, ``2013?``, ``1971-12/1972-01``.

    A month is not its first day: ``earliest`` and ``latest`` are the first and the last day that it may be, both
    included. A date that says ``?``, ``~`` or ``%`` may be off by one of its own units (``2013?`` by a year,
    ``2013-05?`` by a month, ``2013-05-04?`` by a day); the ``certainly_`` comparisons allow for that.

    There is no ``<``: whether a month is before a day of it has three answers. Use ``certainly_before``,
    ``possibly_before`` and ``possibly_on``, or sort by ``sort_key``.

    Raises
    ------
    BadDay : from ``Day.parse``, where the text is no EDTF date or ends before it begins.

    Source: EDTF, Library of Congress, 2019 (ISO 8601-2:2019, Annex A).
    """

    text: str
    earliest: dt.date
    latest: dt.date
    precision: str = "day"
    """``day``, ``month``, ``year`` or ``interval``: how finely the text says when."""
    uncertain: bool = False

    @staticmethod
    def parse(text: str | dt.date | Day) -> Day:
        """The Day that an EDTF text, a ``datetime.date`` or a Day says."""
        if isinstance(text, Day):
            return text
        if isinstance(text, dt.datetime):
            text = text.date()
        if isinstance(text, dt.date):
            return _parse(text.isoformat())
        if not isinstance(text, str):
            raise BadDay(f"a date must be text in EDTF, not {type(text).__name__} {text!r}", hint=_HINT)
        return _parse(text.strip())

    @property
    def sort_key(self) -> tuple[dt.date, dt.date, str]:
        """Earliest first, then the finer, then by the text: a total order for listing only."""
        return (self.earliest, self.latest, self.text)

    @property
    def exact(self) -> bool:
        """Whether it is one certain day."""
        return self.earliest == self.latest and not self.uncertain

    @property
    def bounds(self) -> tuple[dt.date, dt.date]:
        """Earliest and latest, widened by one unit where the text says that it is uncertain."""
        if not self.uncertain:
            return self.earliest, self.latest
        days = {"day": 1, "month": 31}.get(self.precision, 366)
        return _shift(self.earliest, -days), _shift(self.latest, days)

    def certainly_before(self, other: Day) -> bool:
        """Every day this may be is before every day the other may be."""
        return self.bounds[1] < other.bounds[0]

    def certainly_by(self, other: Day) -> bool:
        """Every day this may be is on or before every day the other may be."""
        return self.bounds[1] <= other.bounds[0]

    def possibly_before(self, other: Day) -> bool:
        """Some day this may be is before some day the other may be."""
        return self.bounds[0] < other.bounds[1]

    def possibly_by(self, other: Day) -> bool:
        """Some day this may be is on or before some day the other may be."""
        return self.bounds[0] <= other.bounds[1]

    def possibly_on(self, other: Day) -> bool:
        """The two share a day that both may be."""
        a, b = self.bounds, other.bounds
        return a[0] <= b[1] and b[0] <= a[1]

    def certainly_on(self, other: Day) -> bool:
        """Both are the same certain day."""
        return self.exact and other.exact and self.earliest == other.earliest

    def __str__(self) -> str:
        return self.text


_HINT = "write it as EDTF: 1971, 1971-12, 1971-12-06, with ? where uncertain, or 1971-12/1972-01"


def day(text: str | dt.date | Day) -> Day:
    """Short for ``Day.parse``."""
    return Day.parse(text)


def _shift(date: dt.date, days: int) -> dt.date:
    try:
        return date + dt.timedelta(days=days)
    except OverflowError:
        return FAR_PAST if days < 0 else FAR_FUTURE


@lru_cache(maxsize=65_536)
def _parse(text: str) -> Day:
    found = _CALENDAR.fullmatch(text)
    if found is None:
        return _parse_other(text)
    year, month, date, mark = found.groups()
    try:
        if date:
            first = last = dt.date(int(year), int(month), int(date))
            precision = "day"
        elif month and not 21 <= int(month) <= 41:
            first = dt.date(int(year), int(month), 1)
            last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
            precision = "month"
        elif month:
            return _parse_other(text)  # 1971-21 is the spring of 1971
        else:
            first, last = dt.date(int(year), 1, 1), dt.date(int(year), 12, 31)
            precision = "year"
    except ValueError as error:
        raise BadDay(f"there is no day {text!r} ({error})", hint=_HINT) from None
    return Day(text, first, last, precision, bool(mark))


def _parse_other(text: str) -> Day:
    """Spans, seasons, decades and the rest of EDTF, by the edtf package."""
    if not text:
        raise BadDay("a date is empty", hint=_HINT)
    if len(text) > 80:
        raise BadDay(f"{text[:40]!r}… is no date ({len(text)} characters)", hint=_HINT)
    if "/" in text:
        return _parse_span(text)
    # Imported here: most sessions never need it, and pyparsing takes longer to load than all of comity.days.
    from edtf import parse_edtf
    from edtf.parser.edtf_exceptions import EDTFParseException

    try:
        parsed = parse_edtf(text)
        first, last = dt.date(*parsed.lower_strict()[:3]), dt.date(*parsed.upper_strict()[:3])
    except (EDTFParseException, ValueError, TypeError, AttributeError, OverflowError) as error:
        raise BadDay(f"{text!r} is not a date in EDTF", hint=_HINT) from error
    uncertain = any(mark in text for mark in "?~%")
    return Day(text, first, last, "interval", uncertain)


def _parse_span(text: str) -> Day:
    """``a/b``, ``a/..`` and ``../b``; an open end reaches to the end of the calendar."""
    parts = text.split("/")
    if len(parts) != 2 or all(part in ("", "..") for part in parts):
        raise BadDay(f"{text!r} is not a span in EDTF", hint=_HINT)
    low, high = (None if part in ("", "..") else _parse(part) for part in parts)
    first = low.earliest if low else FAR_PAST
    last = high.latest if high else FAR_FUTURE
    if first > last:
        raise BadDay(f"{text!r} ends before it begins", hint="swap the two dates")
    return Day(text, first, last, "interval", any(part is not None and part.uncertain for part in (low, high)))
