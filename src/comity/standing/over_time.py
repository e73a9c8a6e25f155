"""Over time: the measures of a case on many days, and where those of the other cases stood at the same ages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from comity.days import Day
from comity.polities import registry
from comity.standing.curves import YEAR
from comity.standing.measures import Band
from comity.standing.standing import Standing, standing
from comity.standing.view import View

__all__ = ["AGES", "MEASURES", "BandAt", "Measured", "bands", "measures_at_ages", "measures_over_time"]

MEASURES = ("breadth", "depth", "reach", "by_region", "by_organisation", "effective_patrons")
"""What is followed; each is defined in ``comity.standing.measures``."""

AGES = (0.0, 1.0, 2.0, 3.0, 5.0, 10.0, 15.0, 20.0, 30.0, 50.0, 75.0, 100.0)
"""Years of age at which the other cases are looked at."""

FEWEST = 3
"""Cases that a band needs."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The measures of a case on one day."""

    on: dt.date
    age: float
    """Years since the start of the case."""
    breadth: float
    depth: float
    reach: float
    by_region: float | None
    by_organisation: float | None
    effective_patrons: float
    band: Band | None
    """Breadth of the other cases at exactly this age."""

    def to_dict(self) -> dict[str, Any]:
        """As one flat JSON object, with the band as ``band_low``, ``band_middle``, ``band_high``, ``band_cases``."""
        band = self.band
        return {
            "on": self.on.isoformat(), "age": round(self.age, 2),
            **{name: _rounded(getattr(self, name)) for name in MEASURES},
            "band_low": _rounded(band.low) if band else None, "band_middle": _rounded(band.middle) if band else None,
            "band_high": _rounded(band.high) if band else None, "band_cases": len(band.cases) if band else 0,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class BandAt:
    """Where one measure stood among the cases that had reached an age."""

    measure: str
    age: float
    low: float
    """10th percentile."""
    middle: float
    high: float
    """90th percentile."""
    cases: int

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object, numbers with four decimals."""
        return {
            "measure": self.measure, "age": self.age, "low": round(self.low, 4), "middle": round(self.middle, 4),
            "high": round(self.high, 4), "cases": self.cases,
        }  # fmt: skip


def measures_over_time(view: View, case: str, until: dt.date, samples: int = 40) -> list[Measured]:
    """The measures of a case from its start, or 1816 where that is later, to a day, evenly spaced.

    At most two days a year and ``samples`` in all, and the last day; empty where the case had not begun.
    """
    start = max(view.start(case), dt.date(1816, 1, 1))
    if start >= until:
        return []
    steps = min(samples, max(2, round((until - start).days / YEAR * 2)))
    return [_measured(standing(view, case, Day.parse(start + (until - start) * n // steps))) for n in range(steps + 1)]


def measures_at_ages(view: View, ages: Sequence[float] = AGES) -> dict[str, list[Measured]]:
    """The measures of every case at those of the ages that it has reached, by what the ledger tells."""
    found: dict[str, list[Measured]] = {}
    for case in view.cases:
        end = registry().get(case).end
        last = min(view.horizon, end.earliest - dt.timedelta(days=1)) if end else view.horizon
        days = [view.start(case) + dt.timedelta(days=round(age * YEAR)) for age in ages]
        found[case] = [_measured(standing(view, case, Day.parse(day))) for day in days if day <= last]
    return found


def bands(measured: Mapping[str, Sequence[Measured]], case: str, ages: Sequence[float] = AGES) -> list[BandAt]:
    """For each measure and age the 10th percentile, median and 90th percentile of the cases other than ``case``.

    ``measured`` is what ``measures_at_ages`` gives for the same ages. An age that fewer than ``FEWEST`` other cases
    have reached with that measure is left out.
    """
    found = []
    for name in MEASURES:
        for index, age in enumerate(ages):
            reached = [rows[index] for other, rows in measured.items() if other != case and len(rows) > index]
            values = [value for value in (getattr(one, name) for one in reached) if value is not None]
            if len(values) >= FEWEST:
                low, middle, high = np.percentile(values, [10, 50, 90])
                found.append(BandAt(name, age, float(low), float(middle), float(high), len(values)))
    return found


def _measured(one: Standing) -> Measured:
    return Measured(
        on=one.on.latest, age=one.integration.age, breadth=one.integration.breadth, depth=one.integration.depth,
        reach=one.integration.reach, by_region=one.contest.by_region, by_organisation=one.contest.by_organisation,
        effective_patrons=one.dependence.effective_patrons, band=one.integration.band,
    )  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
