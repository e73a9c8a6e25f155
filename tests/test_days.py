"""Days keep their precision, and comparisons say what is certain and what is possible."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.days import Day, day
from comity.errors import BadDay


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision", "uncertain"),
    [
        ("1971", "1971-01-01", "1971-12-31", "year", False),
        ("1971-12", "1971-12-01", "1971-12-31", "month", False),
        ("1972-02", "1972-02-01", "1972-02-29", "month", False),
        ("1971-12-06", "1971-12-06", "1971-12-06", "day", False),
        ("2013?", "2013-01-01", "2013-12-31", "year", True),
        ("1979-01?", "1979-01-01", "1979-01-31", "month", True),
        ("1971~", "1971-01-01", "1971-12-31", "year", True),
        ("1971-12/1972-01", "1971-12-01", "1972-01-31", "interval", False),
        ("1971-12-06/..", "1971-12-06", "9999-12-31", "interval", False),
        ("../1971", "0001-01-01", "1971-12-31", "interval", False),
        ("1971-21", "1971-03-01", "1971-05-31", "interval", False),
        ("197X", "1970-01-01", "1979-12-31", "interval", False),
    ],
)
def test_a_day_is_every_day_that_it_may_be(text, earliest, latest, precision, uncertain):
    read = Day.parse(text)
    assert (read.earliest.isoformat(), read.latest.isoformat()) == (earliest, latest)
    assert (read.precision, read.uncertain, read.text) == (precision, uncertain, text)


def test_a_month_is_not_its_first_day():
    """December 1971 is possibly on the 6th, neither certainly before it nor certainly after."""
    month, sixth = day("1971-12"), day("1971-12-06")
    assert month.possibly_on(sixth)
    assert not month.certainly_on(sixth)
    assert month.possibly_before(sixth)
    assert not month.certainly_before(sixth)
    assert month.certainly_before(day("1972-01"))


def test_an_uncertain_day_may_be_off_by_one_of_its_units():
    """ "2013?" may be late 2012 or early 2014, so it is not certainly before 2014, but certainly before 2016."""
    assert not day("2013?").certainly_before(day("2014"))
    assert day("2013?").possibly_on(day("2014-05"))
    assert day("2013?").certainly_before(day("2016"))
    assert day("1979-01-31?").possibly_on(day("1979-02-01"))


@pytest.mark.parametrize(
    "text", ["1971-13", "1971-02-30", "", "yesterday", "1971-12-06T10:00", "9" * 5000, "1971/1970"]
)
def test_what_is_no_date_is_refused_with_the_forms_that_are(text):
    with pytest.raises(BadDay) as error:
        Day.parse(text)
    assert "1971-12-06" in error.value.hint or "swap" in error.value.hint


def test_other_types():
    assert day(dt.date(1971, 12, 6)).text == "1971-12-06"
    assert day(dt.datetime(1971, 12, 6, 23, 59)).text == "1971-12-06"
    assert day(day("1971")) == day("1971")
    with pytest.raises(BadDay, match="int"):
        Day.parse(1971)  # type: ignore[arg-type]


dates = st.dates(dt.date(1776, 1, 1), dt.date(2100, 12, 31))
days = st.one_of(
    dates.map(lambda d: d.isoformat()), dates.map(lambda d: d.isoformat()[:7]), dates.map(lambda d: f"{d.year:04}")
).flatmap(lambda text: st.sampled_from([text, text + "?"]))


@given(days, days)
def test_the_three_answers_never_contradict_each_other(a, b):
    one, two = day(a), day(b)
    assert not (one.certainly_before(two) and two.possibly_by(one))
    assert one.certainly_before(two) <= one.possibly_before(two)
    assert one.certainly_on(two) <= one.possibly_on(two)
    assert one.possibly_on(two) == two.possibly_on(one)
    assert one.certainly_before(two) or two.certainly_before(one) or one.possibly_on(two)


@given(days)
def test_calendar_dates_agree_with_the_edtf_package(text):
    """The quick way for calendar dates gives what the package gives."""
    from edtf import parse_edtf

    theirs = parse_edtf(text)
    ours = day(text)
    assert (ours.earliest.year, ours.earliest.month, ours.earliest.day) == theirs.lower_strict()[:3]
    assert (ours.latest.year, ours.latest.month, ours.latest.day) == theirs.upper_strict()[:3]
