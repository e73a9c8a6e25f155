"""Over time: the measures of a case on many days, and those of the other cases at the same ages."""

import datetime as dt

import pytest

import comity
from comity.standing import standing
from comity.standing.over_time import MEASURES, bands, measures_at_ages, measures_over_time


@pytest.fixture(scope="module")
def view():
    return comity.open().view()


def test_each_day_has_the_measures_of_the_standing_on_it(view):
    rows = measures_over_time(view, "XKX", dt.date(2020, 1, 1), samples=4)
    assert (rows[0].on, rows[-1].on, len(rows)) == (view.start("XKX"), dt.date(2020, 1, 1), 5)
    for row in rows:
        found = standing(view, "XKX", row.on.isoformat())
        assert row.breadth == found.integration.breadth
        assert row.effective_patrons == found.dependence.effective_patrons
        assert row.band == found.integration.band


def test_a_case_that_has_not_begun_has_no_measures(view):
    assert measures_over_time(view, "XKX", dt.date(2007, 1, 1)) == []


def test_a_band_is_of_the_other_cases_that_had_reached_the_age(view):
    """At the age of ten: recomputed from the standings of all cases but Kosovo."""
    ages = (0.0, 10.0)
    measured = measures_at_ages(view, ages)
    reached = sorted(rows[1].reach for case, rows in measured.items() if case != "XKX" and len(rows) > 1)
    band = next(one for one in bands(measured, "XKX", ages) if (one.measure, one.age) == ("reach", 10.0))
    assert band.cases == len(reached) < len(view.cases) - 1
    middle = (reached[(len(reached) - 1) // 2] + reached[len(reached) // 2]) / 2
    assert band.middle == pytest.approx(middle)
    assert reached[0] <= band.low <= band.middle <= band.high <= reached[-1]


def test_the_band_of_breadth_is_that_of_the_standing(view):
    """The standing counts its band at one age; both are the same numbers, up to a day of rounding the age."""
    measured = measures_at_ages(view, (10.0,))
    band = bands(measured, "XKX", (10.0,))[0]
    found = standing(view, "XKX", measured["XKX"][0].on.isoformat()).integration.band
    assert (band.measure, band.cases) == ("breadth", len(found.cases))
    assert band.middle == pytest.approx(found.middle, abs=0.01)


def test_fewer_than_three_other_cases_are_no_band(view):
    measured = dict(list(measures_at_ages(view, (0.0,)).items())[:3])
    assert bands(measured, next(iter(measured)), (0.0,)) == []
    assert {one.measure for one in bands(measured, "nobody", (0.0,))} <= set(MEASURES)
