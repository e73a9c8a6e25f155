"""Forecast: what may happen to a case, as data that a page can show; ``comity.outlook`` computes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from comity.days import Day
from comity.standing.view import View

__all__ = ["Accuracy", "Count", "Driver", "Forecast", "Outlook", "StateForecast", "begins_on"]

LEVEL = 0.8
"""Level of every interval."""

Driver = tuple[str, float, str]
"""What moves a rate: effect, factor on the rate, what the effect is in words."""


@dataclass(frozen=True, slots=True)
class StateForecast:
    """One state: how likely it is to act, and why.

    ``low`` and ``high`` bound the probability with 80 per cent: what the model does not know of its own parameters.
    ``drivers`` are the largest reasons why this state's rate differs from that of the states at risk taken together.
    """

    party: str
    name: str
    act: str
    """``recognise`` or ``withdraw``; a lapse by recognition of a rival counts as withdrawal."""
    probability: float
    low: float
    high: float
    first: float
    """Probability that it is the first to do so."""
    drivers: tuple[Driver, ...]

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "party": self.party, "name": self.name, "act": self.act, "probability": round(self.probability, 5),
            "low": round(self.low, 5), "high": round(self.high, 5), "first": round(self.first, 5),
            "drivers": _drivers(self.drivers),
        }  # fmt: skip


def _drivers(rows: tuple[Driver, ...]) -> list[dict[str, Any]]:
    return [{"effect": effect, "factor": round(factor, 3), "words": words} for effect, factor, words in rows]


@dataclass(frozen=True, slots=True)
class Count:
    """How many will act: ``shares[k]`` is the probability of k; ``low`` and ``high`` hold 80 per cent."""

    act: str
    expected: float
    low: int
    high: int
    shares: tuple[float, ...]

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "act": self.act, "expected": round(self.expected, 3), "low": self.low, "high": self.high,
            "shares": [round(s, 5) for s in self.shares],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Forecast:
    """What may happen to a case from the end of a day on."""

    case: str
    name: str
    on: str
    until: str
    recognisers: int
    states: tuple[StateForecast, ...]
    """Every state that can act, by act and the likeliest first."""
    counts: tuple[Count, ...]
    case_drivers: tuple[Driver, ...]
    """What moves the rates of all states towards this case, as factors."""
    futures: int
    seed: int
    draws: int
    notes: tuple[str, ...]

    def likely(self, act: str = "recognise", most: int = 10) -> tuple[StateForecast, ...]:
        """The states most likely to act, the likeliest first."""
        return tuple(state for state in self.states if state.act == act)[:most]

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "case": self.case, "name": self.name, "on": self.on, "until": self.until, "recognisers": self.recognisers,
            "counts": [count.to_dict() for count in self.counts],
            "states": [state.to_dict() for state in self.states],
            "case_drivers": _drivers(self.case_drivers),
            "futures": self.futures, "seed": self.seed, "draws": self.draws, "level": LEVEL, "notes": list(self.notes),
        }  # fmt: skip

    def _repr_html_(self) -> str:
        from comity.standing.rendering.pages import forecast_fragment

        return forecast_fragment(self)


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How forecasts of the same kind did at origins in the past; log scores are losses, less is better."""

    first: dt.date
    """The first origin."""
    last: dt.date
    pairs: int
    """Pairs of a state and a case that it did not recognise."""
    events: int
    """Of these, those in which it then did."""
    log_score: Mapping[str, float]
    """By forecaster: ``model``, and each baseline in words."""
    ece: float
    """Expected calibration error of a year's probabilities."""
    held: float
    """How often 80 per cent intervals of a year's count held it."""
    case_pairs: int
    case_events: int
    case_log_score: Mapping[str, float]
    """The same for this case alone; empty where it was at no origin."""

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "first": self.first.isoformat(), "last": self.last.isoformat(), "pairs": self.pairs, "events": self.events,
            "log_score": dict(self.log_score), "ece": self.ece, "held": self.held, "case_pairs": self.case_pairs,
            "case_events": self.case_events, "case_log_score": dict(self.case_log_score),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a page says of what may come: a forecast with its record of past accuracy, or how to have one."""

    forecast: Forecast | None
    accuracy: Accuracy | None
    note: str
    """Where the forecast begins, if not on the day asked; or why none is at hand."""
    command: str
    """What computes it, in full; empty where none can be."""

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "forecast": self.forecast.to_dict() if self.forecast else None,
            "accuracy": self.accuracy.to_dict() if self.accuracy else None,
            "note": self.note,
            "command": self.command,
        }


def begins_on(view: View, on: Day | str) -> Day:
    """The day after whose end a forecast begins: the day asked about, or the last that the record covers.

    That the record holds nothing of the time after it does not say that nothing happened.
    """
    at = Day.parse(on)
    if view.covered_to and at.latest > view.covered_to.latest:
        return Day.parse(view.covered_to.latest)
    return at
