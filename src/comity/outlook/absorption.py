"""Absorption: how a case's integration grew from its first recognition on, against other cases at the same time.

Time is counted in years since the first recognition (event time), so that cases of different centuries are laid over
each other. The comparison cases are those of the record that had been recognised as long by the day asked about, or
by the end of what the record covers. They were chosen because they were contested and are no sample; what goes with
the first mover here is an association between a few dozen cases, and no cause.

Source: event-time comparison as in event studies (MacKinlay 1997, Journal of Economic Literature 35:13), without a
model of what would have been; intervals by resampling whole cases with replacement (Efron 1979,
doi:10.1214/aos/1176344552), since what happens within a case is not independent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from comity.days import Day
from comity.errors import BadInput
from comity.outlook.specification import read_specification
from comity.outlook.world import World
from comity.polities import registry
from comity.standing import View, standing
from comity.standing.curves import YEAR, share_at

__all__ = ["MEASURES", "Absorption", "Association", "EventPoint", "Following", "Growth", "absorption"]

MEASURES = ("breadth", "reach", "depth")
"""The three measures of integration; see ``comity.standing.measures.Integration``."""

LEVEL = 0.8
_AGES = (0.0, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 15.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0)
_LEAST = 3
"""Comparison cases below which nothing is compared."""
_RESAMPLED = 2000
_LATE = 3653
"""Days between a party's start and its first recognition in the record after which its beginning is not in it."""
_AFTER = (1.0, 5.0)
"""Years after the first recognition at which what goes with the first mover is looked at."""


@dataclass(frozen=True, slots=True)
class EventPoint:
    """The case and the comparison cases so many years after first recognition.

    ``low``, ``middle``, ``high`` are the 10th, 50th and 90th percentile of the comparison cases; ``middle_low`` and
    ``middle_high`` hold their median with 80 per cent. None where fewer than three had got so far.
    """

    years: float
    day: str
    value: float
    low: float | None
    middle: float | None
    high: float | None
    middle_low: float | None
    middle_high: float | None
    cases: int

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {name: _rounded(getattr(self, name)) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Growth:
    """Growth over the last years of the case, and of the comparison cases over the same years since recognition.

    rank : share of the comparison cases that grew less, a tie counting half; ``rank_low`` and ``rank_high`` hold it
        with 80 per cent over resampled cases.
    verdict : ``faster`` or ``slower`` than nine in ten, ``stalled`` (no growth, where more than half of the others
        grew), ``as others``, or ``unknown`` where there are too few.
    """

    since: float
    until: float
    value: float
    low: float | None
    middle: float | None
    high: float | None
    rank: float | None
    rank_low: float | None
    rank_high: float | None
    cases: int
    verdict: str

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {name: _rounded(getattr(self, name)) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Association:
    """What goes with the first mover, over all cases: the change of the measure, in points of a hundred.

    what : ``great power`` (the first mover is one), ``powers aligned`` (from none to all great powers being, or being
        allied with, a first mover), ``government`` (the case is one); all three in one linear regression.
    """

    what: str
    years: float
    points: float
    low: float
    high: float
    cases: int

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {name: _rounded(getattr(self, name)) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Following:
    """Whether the first mover's fellow members followed it more than others did.

    fellows : share of its fellow members that recognise the case by then, a tie in a small organisation weighing more.
    others : share of all states in being.   usual, low, high : mean of the difference over the comparison cases.
    """

    years: float
    fellows: float | None
    others: float
    usual: float | None
    low: float | None
    high: float | None
    cases: int

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {name: _rounded(getattr(self, name)) for name in self.__slots__}


def _rounded(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else value


@dataclass(frozen=True, slots=True)
class Absorption:
    """How a case was taken in since its first recognition, against the other cases."""

    case: str
    name: str
    on: str
    measure: str
    first: str
    """Day of the first recognition."""
    years: float
    first_movers: tuple[str, ...]
    """Parties that recognised it on that day, or within the days asked for."""
    great_power: float
    """Share of the first movers that are great powers."""
    powers_aligned: float
    """Share of the great powers of the day that are first movers or allied with one."""
    points: tuple[EventPoint, ...]
    growth: Growth
    following: tuple[Following, ...]
    associations: tuple[Association, ...]
    comparison: tuple[str, ...]
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "case": self.case, "name": self.name, "on": self.on, "measure": self.measure, "first": self.first,
            "years": round(self.years, 3), "first_movers": list(self.first_movers),
            "great_power": round(self.great_power, 4), "powers_aligned": round(self.powers_aligned, 4),
            "points": [point.to_dict() for point in self.points], "growth": self.growth.to_dict(),
            "following": [row.to_dict() for row in self.following],
            "associations": [row.to_dict() for row in self.associations],
            "comparison": list(self.comparison), "level": LEVEL, "notes": list(self.notes),
        }  # fmt: skip


ASSOCIATION = (
    "Cases differ in much else than their first mover, and who moves first is no accident: these are associations, not "
    "effects."
)


def absorption(
    view: View, case: str, on: Day | str, *, measure: str = "breadth", window: float = 5.0, first_days: int = 1,
    seed: int = 1,
) -> Absorption:  # fmt: skip
    """Lay a case over the others, by years since first recognition.

    Parameters
    ----------
    measure : one of ``MEASURES``.
    window  : years over which growth is compared; the whole time since recognition where that is shorter.
    first_days : days from the first recognition on within which whoever recognises counts as a first mover.
    seed    : of the resampling of cases.

    Raises
    ------
    BadInput : nobody recognised the case by then, it had ended, or an argument is out of range.
    UnknownParty : no such case.
    """
    if measure not in MEASURES:
        raise BadInput(f"no measure is called {measure!r}", where="--measure", hint=f"one of: {', '.join(MEASURES)}")
    if not 0 < window <= 100:
        raise BadInput(f"a window of {window:g} years", where="--window", hint="above 0, up to 100")
    if first_days < 1:
        raise BadInput(f"{first_days} first days", where="--first-days", hint="1 or more")
    day = Day.parse(on)
    limit = min(day.latest, view.horizon)
    registry().get(case)
    began = first_recognition(view, case) if case in view.cases else None
    if began is None or began > limit:
        raise BadInput(
            f"nobody had recognised {registry().label(case)} by {limit}", where=case,
            hint=f"its first recognition in the record is of {began}" if began else "`comity cases` lists the cases",
        )  # fmt: skip
    end = registry().get(case).end
    if end is not None and end.earliest <= limit:
        raise BadInput(f"{registry().label(case)} ceased to exist on {end}", where=case, hint="take an earlier day")
    years = (limit - began).days / YEAR
    others = {code: start for code in view.cases if code != case and (start := _comparable(view, code, limit))}
    rng = np.random.default_rng(seed)
    ages = [age for age in _AGES if age < years] + [years]
    power, aligned = _mover(view, case, began, first_days)
    return Absorption(
        case=case,
        name=registry().label(case),
        on=limit.isoformat(),
        measure=measure,
        first=began.isoformat(),
        years=years,
        first_movers=first_movers(view, case, began, first_days),
        great_power=power,
        powers_aligned=aligned,
        points=tuple(_point(view, case, began, others, age, limit, measure, rng) for age in ages),
        growth=_growth(view, case, began, others, max(0.0, years - window), years, limit, measure, rng),
        following=tuple(
            _following(view, case, began, others, age, limit, first_days, rng) for age in _AFTER if age <= years
        ),
        associations=tuple(
            row
            for age in _AFTER
            for row in _associations(view, {case: began, **others}, age, limit, measure, first_days, rng)
        ),
        comparison=tuple(sorted(others)),
        notes=_notes(view, case, others, day, limit),
    )  # fmt: skip


def _notes(
    view: View, case: str, others: dict[str, dt.date], day: Day, limit: dt.date
) -> tuple[str, ...]:  # fmt: skip
    notes = []
    if limit < day.latest:
        notes.append(f"the record ends on {limit}; nothing later is known of any case")
    short = sorted(view.incomplete & {case, *others})
    if short:
        notes.append(f"numbers of {', '.join(short)} are known to be too low for some of their time")
    return tuple(notes)


# -- a case in event time ----------------------------------------------------------------------------------------------


def first_recognition(view: View, case: str) -> dt.date | None:
    """The last day on which the first recognition of a case may have happened; None where there is none."""
    return min((one.began.latest for one in view.lives[case].stretches), default=None)


def first_movers(view: View, case: str, began: dt.date, days: int) -> tuple[str, ...]:
    """The parties that recognised a case within so many days from its first recognition on, by code."""
    last = began + dt.timedelta(days=days - 1)
    return tuple(sorted({one.party for one in view.lives[case].stretches if one.began.latest <= last}))


def _comparable(view: View, case: str, limit: dt.date) -> dt.date | None:
    """The day of a case's first recognition, where it is in the record and not too late to be its beginning."""
    began = first_recognition(view, case)
    if began is None or began > limit:
        return None
    return None if (began - registry().get(case).start.earliest).days > _LATE else began


def _value(view: View, case: str, date: dt.date, measure: str) -> float:
    who = registry()
    if measure == "breadth":
        return share_at(case, view.curve(case), date)
    if measure == "depth":
        return standing(view, case, Day.parse(date)).integration.depth
    day = Day.parse(date)
    others = who.in_being(day) - {case, who.polity_of(case)}
    regions = {who.region(code) for code in others}
    return len({who.region(code) for code in view.recognisers_on(case, day) & others}) / len(regions)


def _at(view: View, case: str, began: dt.date, years: float, limit: dt.date, measure: str) -> float | None:
    """The measure so many years after first recognition; None where that is not known yet, or the case is over."""
    date = began + dt.timedelta(days=round(years * YEAR))
    if date > limit or not registry().is_in_being(case, date):
        return None
    return _value(view, case, date, measure)


def _values(
    view: View, cases: dict[str, dt.date], years: float, limit: dt.date, measure: str
) -> dict[str, float]:  # fmt: skip
    found = {code: _at(view, code, began, years, limit, measure) for code, began in cases.items()}
    return {code: value for code, value in found.items() if value is not None}


def _resampled(values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """float64 (_RESAMPLED, n): whole cases drawn with replacement; ``values`` is (n,)."""
    return np.asarray(values[rng.integers(0, values.size, (_RESAMPLED, values.size))])


def _bounds(draws: np.ndarray) -> tuple[float, float]:
    low, high = np.percentile(draws, [50 - 50 * LEVEL, 50 + 50 * LEVEL])
    return float(low), float(high)


def _point(
    view: View, case: str, began: dt.date, others: dict[str, dt.date], years: float, limit: dt.date, measure: str,
    rng: np.random.Generator,
) -> EventPoint:  # fmt: skip
    date = min(began + dt.timedelta(days=round(years * YEAR)), limit)
    own = _value(view, case, date, measure)
    values = np.array(list(_values(view, others, years, limit, measure).values()))
    if values.size < _LEAST:
        return EventPoint(years, date.isoformat(), own, None, None, None, None, None, int(values.size))
    low, middle, high = (float(q) for q in np.percentile(values, [10, 50, 90]))
    least, most = _bounds(np.median(_resampled(values, rng), axis=1))
    return EventPoint(years, date.isoformat(), own, low, middle, high, least, most, int(values.size))


def _growth(
    view: View, case: str, began: dt.date, others: dict[str, dt.date], since: float, until: float, limit: dt.date,
    measure: str, rng: np.random.Generator,
) -> Growth:  # fmt: skip
    dates = [min(began + dt.timedelta(days=round(years * YEAR)), limit) for years in (since, until)]
    own = _value(view, case, dates[1], measure) - _value(view, case, dates[0], measure)
    before, after = (_values(view, others, years, limit, measure) for years in (since, until))
    grown = np.array([after[code] - before[code] for code in after if code in before])
    if grown.size < _LEAST:
        return Growth(since, until, own, None, None, None, None, None, None, int(grown.size), "unknown")
    low, middle, high = (float(q) for q in np.percentile(grown, [10, 50, 90]))
    # In the last digits of a share two cases never tie: a thousandth of a point is no difference.
    less = np.where(np.abs(grown - own) < 1e-5, 0.5, grown < own)
    rank = float(less.mean())
    least, most = _bounds(_resampled(less, rng).mean(axis=1))
    if own <= 1e-5 and float((grown > 1e-5).mean()) > 0.5:
        verdict = "stalled"
    else:
        verdict = "faster" if rank >= 0.9 else "slower" if rank <= 0.1 else "as others"
    return Growth(since, until, own, low, middle, high, rank, least, most, int(grown.size), verdict)


# -- what goes with the first mover ------------------------------------------------------------------------------------


_World: list[World] = []


def _world() -> World:
    """The networks of the packaged model, made once."""
    if not _World:
        _World.append(World(read_specification().networks))
    return _World[0]


def _mover(view: View, case: str, began: dt.date, first_days: int) -> tuple[float, float]:
    """Share of the first movers that are great powers, and of the great powers that are, or are allied with, one."""
    world = _world()
    snapshot = world.snapshot(float(began.toordinal()))
    movers = [k for code in first_movers(view, case, began, first_days) if (k := world.find(code)) >= 0]
    powers = np.flatnonzero(snapshot.power > 0)
    if not movers:
        return 0.0, 0.0
    aligned = [k in movers or bool(snapshot.networks["allied_powers"][movers, k].any()) for k in powers]
    return float(snapshot.power[movers].mean()), float(np.mean(aligned)) if aligned else 0.0


def _followed(view: View, case: str, began: dt.date, years: float, first_days: int) -> tuple[float, float] | None:
    """Share of the first movers' fellow members, by weight, and of all states, that recognise the case after years.

    Over states in being on the first day, without the movers and the case; None where the movers have no fellows.
    """
    world, who = _world(), registry()
    snapshot = world.snapshot(float(began.toordinal()))
    day = Day.parse(began + dt.timedelta(days=round(years * YEAR)))
    movers = [k for code in first_movers(view, case, began, first_days) if (k := world.find(code)) >= 0]
    risk = snapshot.present.copy()
    risk[[k for k in (*movers, world.find(case) if case in who.polities else -1) if k >= 0]] = False
    own = world.find(who.polity_of(case))
    if own >= 0:
        risk[own] = False
    recognises = np.zeros(world.n, dtype=bool)
    for code in view.recognisers_on(case, day):
        if (k := world.find(code)) >= 0:
            recognises[k] = True
    weight = snapshot.networks["fellows"][movers].sum(axis=0) * risk if movers else np.zeros(world.n)
    if weight.sum() <= 0 or not risk.any():
        return None
    return float(weight @ recognises / weight.sum()), float(recognises[risk].mean())


def _following(
    view: View, case: str, began: dt.date, others: dict[str, dt.date], years: float, limit: dt.date,
    first_days: int, rng: np.random.Generator,
) -> Following:  # fmt: skip
    found = [
        part
        for code in _values(view, others, years, limit, "breadth")
        if (part := _followed(view, code, others[code], years, first_days)) is not None
    ]
    own = _followed(view, case, began, years, first_days)
    share = _value(view, case, began + dt.timedelta(days=round(years * YEAR)), "breadth")
    fellows, rest = own if own is not None else (None, share)
    if len(found) < _LEAST:
        return Following(years, fellows, rest, None, None, None, len(found))
    ahead = np.array([one - other for one, other in found])
    low, high = _bounds(_resampled(ahead, rng).mean(axis=1))
    return Following(years, fellows, rest, float(ahead.mean()), low, high, len(found))


def _associations(
    view: View, cases: dict[str, dt.date], years: float, limit: dt.date, measure: str, first_days: int,
    rng: np.random.Generator,
) -> list[Association]:  # fmt: skip
    """Least squares of the measure on what the first mover and the case are, with whole cases resampled."""
    values = _values(view, cases, years, limit, measure)
    names = ("great power", "powers aligned", "government")
    if len(values) < 3 * (len(names) + 1):
        return []
    rows = [
        (1.0, *_mover(view, code, cases[code], first_days), float(code in registry().governments)) for code in values
    ]
    X, y = np.array(rows), 100 * np.array(list(values.values()))
    # What is the same for all cases goes with nothing.
    told = [k for k in range(len(names)) if np.ptp(X[:, k + 1]) > 0]
    X = X[:, [0, *(k + 1 for k in told)]]
    return [
        Association(names[k], years, *part, len(values))
        for k, part in zip(told, _least_squares(X, y, rng)[1:], strict=True)
    ]


def _least_squares(
    X: np.ndarray, y: np.ndarray, rng: np.random.Generator
) -> Sequence[tuple[float, float, float]]:  # fmt: skip
    """Coefficients of ``X`` (n, k) with 80 per cent intervals over resampled rows."""
    whole = np.linalg.lstsq(X, y, rcond=None)[0]
    draws = []
    for rows in rng.integers(0, y.size, (_RESAMPLED, y.size)):
        part = X[rows]
        # A resample without any great power among the first movers says nothing of what goes with one.
        if np.linalg.matrix_rank(part) == X.shape[1]:
            draws.append(np.linalg.lstsq(part, y[rows], rcond=None)[0])
    bounds = [_bounds(np.array(draws)[:, k]) if draws else (-np.inf, np.inf) for k in range(X.shape[1])]
    return [(float(b), low, high) for b, (low, high) in zip(whole, bounds, strict=True)]
