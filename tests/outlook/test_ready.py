"""Forecasts that come with the package are those that would be computed, and are used for nothing else."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

import comity
from comity.outlook.fitted import fitted
from comity.outlook.forecast import forecast
from comity.outlook.ready import accuracy, ready_forecast
from comity.record import Record, bundled
from comity.standing.forecasts import begins_on

CUT = dt.date(2026, 4, 30)
"""The last day that the bundled record covers."""


@pytest.fixture(scope="module")
def record() -> Record:
    return comity.open()


def test_the_packaged_forecasts_are_of_the_packaged_record(record: Record) -> None:
    """Out of step: run ``python -m scripts.make_outlook estimates`` and then ``forecasts``."""
    head = record.ledger.head()
    assert ready_forecast(head, "PSE", CUT) is not None
    assert ready_forecast(head, "DDR", CUT) is None  # gone since 1990
    assert ready_forecast(head, "PSE", dt.date(2020, 1, 1)) is None


def test_the_packaged_estimates_are_found_without_fitting(record: Record) -> None:
    told: list[str] = []
    fitted(record.view(), float(CUT.toordinal() + 1), keep=False, tell=told.append)
    assert told == []


def test_a_packaged_forecast_is_the_one_that_is_computed(record: Record) -> None:
    ready, computed = record.forecast("XKX"), forecast(record.view(), "XKX", CUT.isoformat())
    assert [(s.party, s.act) for s in ready.states] == [(s.party, s.act) for s in computed.states]
    # Kept to five decimals.
    for one, other in zip(ready.states, computed.states, strict=True):
        numbers = [(s.probability, s.low, s.high, s.first) for s in (one, other)]
        assert numbers[0] == pytest.approx(numbers[1], abs=1e-5)
    assert [count.to_dict() for count in ready.counts] == [count.to_dict() for count in computed.counts]
    assert ready.to_dict()["case_drivers"] == computed.to_dict()["case_drivers"]


def test_another_record_has_none(record: Record) -> None:
    """One row more, and the forecasts are of something else."""
    head = record.ledger.head()
    assert ready_forecast(replace(head, claims=(head.claims[0] + 1, "0" * 64)), "PSE", CUT) is None


def test_beyond_its_end_a_record_is_forecast_from_there(record: Record) -> None:
    assert begins_on(record.view(), "2031").latest == CUT
    assert begins_on(record.view(), "2011-10-11").latest == dt.date(2011, 10, 11)
    assert record.forecast("PSE", on="2031") == record.forecast("PSE", on="2026-04-30")
    own = Record(bundled())
    assert begins_on(own.view(), "2031").latest == dt.date(2031, 12, 31)


def test_a_notebook_shows_it_as_a_page(record: Record) -> None:
    page = record.forecast("PSE")._repr_html_()
    assert "<svg" in page
    assert "Palestine: what may come" in page
    assert "from the end of 30 April 2026 to 30 April 2027" in page
    likeliest = record.forecast("PSE").likely()[0]
    assert likeliest.name in page


def test_a_horizon_or_a_number_of_futures_is_computed(record: Record) -> None:
    found = record.forecast("PSE", on="2026-04-30", horizon="90d", futures=300)
    assert (found.until, found.futures) == ("2026-07-29", 300)


def test_past_accuracy_is_of_all_cases_and_of_the_case() -> None:
    found = accuracy("XKX")
    assert set(found.log_score) == set(found.case_log_score)
    assert "model" in found.log_score
    assert 0 < found.case_pairs < found.pairs
    assert accuracy("GRL").case_log_score == {}
