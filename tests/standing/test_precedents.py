"""What makes a case like another, and what became of it: nothing later than the age bears on the likeness."""

import datetime as dt

import pytest

import comity
from comity.claims import Claim
from comity.days import Day
from comity.errors import BadInput, UnknownParty
from comity.ledger import Ledger
from comity.standing import View, precedents
from comity.standing.precedents import WEIGHTS, differences, portrait


def act(kind, sender, receiver, happened):
    return Claim(kind=kind, sender=sender, receiver=receiver, happened=Day.parse(happened))


def ledger(*acts):
    made = Ledger.in_memory()
    made.append([act(*one) for one in acts])
    return View(made)


# Kosovo began on 2008-02-17, Timor-Leste on 1975-11-28, South Sudan on 2011-07-09.
KOSOVO = [("recognise", code, "XKX", "2008-02-18") for code in ("ALB", "FRA", "GBR", "USA")]
SUDAN = [("recognise", code, "SSD", "2011-07-10") for code in ("ETH", "FRA", "GBR", "KEN", "USA")]
TIMOR = [("recognise", code, "TLS", "1975-11-29") for code in ("AGO", "CPV", "MOZ")]


def test_a_portrait_tells_what_had_certainly_happened_by_the_day():
    """Of 2008 as a year nothing is certain before its last day."""
    view = ledger(*KOSOVO, ("recognise", "SEN", "XKX", "2008"))
    before, after = portrait(view, "XKX", dt.date(2008, 6, 1)), portrait(view, "XKX", dt.date(2008, 12, 31))
    assert (before.recognisers, after.recognisers) == (4, 5)
    assert before.first_movers == ("ALB", "FRA", "GBR", "USA")
    assert before.great_powers == ("FRA", "GBR", "USA")
    assert before.continents == {"Europe": 0.75, "Americas": 0.25}
    assert before.organisations["NATO"] == 0.75  # Albania joined in 2009
    assert not before.government


def test_likeness_is_one_less_the_weighted_mean_of_the_differences():
    view = ledger(*KOSOVO, *SUDAN, ("recognise", "DJI", "SSD", "2024-01-01"))
    [row] = precedents(view, "XKX", "2009-01-01")
    mean = sum(WEIGHTS[name] * row.differences[name] for name in WEIGHTS) / sum(WEIGHTS.values())
    assert row.case == "SSD"
    assert row.likeness == pytest.approx(1 - mean)
    # 3 of 7 great powers each, both states; where: 3/4 Europe and 1/4 America against 2/5, 1/5 and 2/5 Africa
    assert row.differences["great_powers"] == 0
    assert row.differences["kind"] == 0
    own, other = portrait(view, "XKX", dt.date(2009, 1, 1)), row.portrait
    assert row.differences == differences(own, other) == differences(other, own)
    assert differences(own, own) == dict.fromkeys(WEIGHTS, 0.0)


def test_nothing_after_the_age_bears_on_the_likeness_and_everything_does_on_the_outcome():
    """Five more recognise South Sudan two years on: the outcomes change, the likeness at half a year does not."""
    later = [("recognise", code, "SSD", "2013-07-10") for code in ("BRA", "CHN", "IND", "JPN", "ZAF")]
    [short] = precedents(ledger(*KOSOVO, *SUDAN, ("recognise", "DJI", "SSD", "2024-01-01")), "XKX", "2008-08-17")
    [long] = precedents(ledger(*KOSOVO, *SUDAN, *later, ("recognise", "DJI", "SSD", "2024-01-01")), "XKX", "2008-08-17")
    assert short.likeness == long.likeness
    assert short.portrait == long.portrait
    assert [outcome.recognisers for outcome in short.outcomes] == [5, 5, 5]
    assert [outcome.recognisers for outcome in long.outcomes] == [5, 10, 10]


def test_a_case_that_has_not_reached_the_age_is_not_compared():
    """South Sudan is 12 at the end of this ledger; Kosovo at the age of 14 has no precedent in it."""
    view = ledger(*KOSOVO, *SUDAN, ("recognise", "KEN", "XKX", "2023-07-09"))
    assert [row.case for row in precedents(view, "XKX", "2015-01-01")] == ["SSD"]
    assert list(precedents(view, "XKX", "2022-06-01")) == []


def test_an_outcome_beyond_the_ledger_is_not_yet_known():
    view = ledger(*KOSOVO, *SUDAN, ("recognise", "KEN", "XKX", "2016-12-31"))
    [row] = precedents(view, "XKX", "2009-02-17")
    assert [outcome.status for outcome in row.outcomes] == ["known", "not yet known", "not yet known"]
    assert [outcome.recognisers for outcome in row.outcomes] == [5, None, None]
    assert row.outcomes[0].un_member


def test_what_the_ledger_claims_to_cover_is_known_though_nothing_happened():
    made = Ledger.in_memory()
    made.append([act(*one) for one in (*KOSOVO, *SUDAN)])
    [row] = precedents(View(made, covered_to=Day.parse("2018-12")), "XKX", "2009-02-17")
    assert [outcome.status for outcome in row.outcomes] == ["known", "known", "not yet known"]


def test_a_case_that_ended_says_when():
    record = comity.open()
    found = {row.case: row for row in record.precedents("AFG/emirate-2021", on="2025-12-31", limit=0)}
    assert [outcome.status for outcome in found["AFG/emirate-1996"].outcomes] == ["ended"] * 3
    assert found["AFG/emirate-1996"].outcomes[0].ended == "2001-11-13"
    assert found["CHN/prc"].outcomes[0].un_member is None  # a government is no member; its state is


def test_a_day_before_the_case_has_no_precedents():
    assert len(comity.open().precedents("XKX", on="2005")) == 0


def test_the_most_like_come_first_and_the_case_itself_is_not_among_them():
    found = comity.open().precedents("SUN", on="1924-12-31", limit=0)
    likeness = [row.likeness for row in found]
    assert likeness == sorted(likeness, reverse=True)
    assert all(0 <= value <= 1 for value in likeness)
    assert "SUN" not in [row.case for row in found]
    assert len(comity.open().precedents("SUN", on="1924-12-31", limit=3)) == 3


def test_a_case_without_recognisers_is_compared_without_first_movers():
    view = ledger(*KOSOVO, *SUDAN, ("recognise", "KEN", "XKX", "2020-01-01"), ("recognise", "KEN", "MKD", "1995-01-01"))
    rows = {row.case: row for row in precedents(view, "MKD", "1991-10-01")}
    assert "first_movers" not in rows["XKX"].differences
    assert rows["XKX"].differences["recognisers"] > 0


def test_the_table_gives_frames():
    found = comity.open().precedents("XKX", on="2012")
    assert found.to_polars()["case"].to_list() == [row.case for row in found]


def test_mistakes_are_said():
    record = comity.open()
    with pytest.raises(UnknownParty):
        record.precedents("Ruritania")
    with pytest.raises(BadInput, match="limit"):
        record.precedents("XKX", limit=-1)
