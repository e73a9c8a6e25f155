"""Who was what on a day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.days import Day
from comity.errors import UnknownParty
from comity.polities import KINDS, registry
from comity.polities.spans import Timeline, span

WHO = registry()


@pytest.mark.parametrize(
    ("year", "members"),
    [(1945, 51), (1950, 60), (1960, 99), (1970, 127), (1980, 154), (1990, 159), (2000, 189), (2010, 192), (2011, 193)],
)
def test_members_of_the_united_nations_at_the_end_of_the_year(year, members):
    assert len(WHO.un_members(f"{year}-12-31")) == members


def test_a_seat_passes_on_the_day_of_succession():
    """Russia has sat in the Soviet seat since 1991-12-24, Tanzania in that of its parts since 1964-04-26."""
    assert WHO.un_members("1991-12-23") - WHO.un_members("1991-12-24") == {"SUN"}
    assert WHO.un_members("1991-12-24") - WHO.un_members("1991-12-23") == {"RUS"}
    before, after = WHO.un_members("1964-04-25"), WHO.un_members("1964-04-26")
    assert (before - after, after - before) == ({"TGK", "ZAN"}, {"TZA"})


def test_a_year_holds_everyone_who_may_have_been_a_member_in_it():
    """Seventeen joined in 1960; all year long, the members were the 82 of 1959."""
    assert len(WHO.un_members("1960")) == 99
    assert len(WHO.un_members("1960", certain=True)) == 82


def test_a_membership_known_to_the_year_is_possible_in_all_of_it():
    """Afghanistan in the ILO: 1934."""
    assert "AFG" in WHO.members("ILO", "1934-03-01")
    assert "AFG" not in WHO.members("ILO", "1934-03-01", certain=True)
    assert "AFG" in WHO.members("ILO", "1935-01-01", certain=True)


def test_an_unknown_organisation_offers_the_nearest():
    with pytest.raises(UnknownParty) as caught:
        WHO.members("NATTO", "1960")
    assert caught.value.hint.startswith("one of: NATO")


def test_organisations_of_a_government_are_those_of_its_polity():
    assert WHO.organisations_of("CHN/prc", "1980") == WHO.organisations_of("CHN", "1980")
    assert "WARSAW-PACT" in WHO.organisations_of("POL", "1980")
    assert WHO.organisations_of("ZUL", "1850") == frozenset()


def test_states_in_being_leave_out_orders_and_unions():
    states = WHO.in_being("2020-01-01")
    assert {"FRA", "VAT", "PSE", "TWN", "XKX", "COK"} <= states
    assert not {"SMM", "EUE", "SUN"} & states
    assert {"SMM", "EUE"} <= WHO.in_being("2020-01-01", kinds=KINDS)


def test_an_interrupted_life_has_a_gap():
    """Austria was annexed on 1938-03-13 and came back on 1945-04-27."""
    assert [WHO.is_in_being("AUT", day) for day in ("1938-03-12", "1938-03-13", "1945-04-26", "1945-04-27")] == [
        True, False, False, True,
    ]  # fmt: skip


def test_a_successor_begins_on_the_day_that_its_predecessor_ends():
    for day, old, new in [("1992-04-27", "YUG", "SCG"), ("1964-04-26", "TGK", "TZA"), ("1871-01-18", "PRU", "DEU")]:
        assert new in WHO.in_being(day)
        assert old not in WHO.in_being(day)


def test_powers():
    assert WHO.great_powers("1914-07-28") == {"AUH", "DEU", "FRA", "GBR", "ITA", "JPN", "RUS", "USA"}
    assert WHO.great_powers("1800-01-01") == frozenset()
    assert WHO.permanent_council("1970") == {"CHN", "FRA", "GBR", "SUN", "USA"}
    assert WHO.permanent_council("1991-12-24") == {"CHN", "FRA", "GBR", "RUS", "USA"}


def test_neighbours_by_kind_and_day():
    assert WHO.neighbours("AFG", "2000") == {"CHN", "IRN", "PAK", "TJK", "TKM", "UZB"}
    assert "SUN" in WHO.neighbours("AFG/democratic-republic-1978", "1985")
    assert "CUB" in WHO.neighbours("USA", "2000", kinds=("water-150mi",))
    assert "CUB" not in WHO.neighbours("USA", "2000")


@given(st.sampled_from(sorted(WHO.polities)), st.dates(dt.date(1800, 1, 1), dt.date(2026, 1, 1)))
def test_neighbours_are_mutual(code, date):
    for other in WHO.neighbours(code, date, kinds=("land", "water-24mi", "water-150mi")):
        assert code in WHO.neighbours(other, date, kinds=("land", "water-24mi", "water-150mi"))


def test_governments_and_regions():
    assert [row.slug for row in WHO.governments_of("CHN", "1960")] == ["CHN/prc", "CHN/roc"]
    assert WHO.region("AFG/emirate-2021") == "Southern Asia"
    assert WHO.continent("COD") == "Africa"
    assert WHO.polity_of("AFG/emirate-2021") == "AFG"


def test_registry_is_read_once():
    assert registry() is registry()
    assert repr(WHO) == f"<Polities: {len(WHO.polities)} polities, {len(WHO.governments)} governments>"


# -- spans -------------------------------------------------------------------------------------------------------------

days = st.dates(dt.date(1990, 1, 1), dt.date(1990, 12, 31))
texts = st.one_of(
    days.map(str), days.map(lambda d: str(d)[:7]), st.sampled_from(["1990", "1990?", "1990-05?", "1990-06-01?"])
)
spells = st.lists(st.tuples(st.sampled_from("abcd"), texts, st.one_of(st.none(), texts)), max_size=8)


@given(spells, texts, st.booleans())
def test_a_timeline_agrees_with_asking_each_spell(rows, on, certain):
    """Its definition: what some spell allows on some day of the window, or what spells cover on each day of it."""
    spans = [(who, span(Day.parse(start), Day.parse(end) if end else None)) for who, start, end in rows]
    low, high = (bound.toordinal() for bound in Day.parse(on).bounds)
    expected = set()
    for who in "abcd":
        mine = [s for owner, s in spans if owner == who]
        each = [
            any((s.surely <= d < s.until) if certain else (s.begins <= d < s.ends) for s in mine)
            for d in range(low, high + 1)
        ]
        if all(each) if certain else any(each):
            expected.add(who)
    assert Timeline(spans).on(low, high, certain=certain) == expected


@given(spells, texts)
def test_what_is_certain_is_possible(rows, on):
    spans = [(who, span(Day.parse(start), Day.parse(end) if end else None)) for who, start, end in rows]
    low, high = (bound.toordinal() for bound in Day.parse(on).bounds)
    assert Timeline(spans).on(low, high, certain=True) <= Timeline(spans).on(low, high)


def test_the_spells_behind_an_answer_can_be_asked_for():
    """Indonesia left the United Nations on 1965-01-20 and came back on 1966-09-28."""
    spells = [(str(row.joined), str(row.left or "")) for row in WHO.memberships(code="IDN", organisation="UN")]
    assert spells == [("1950-09-28", "1965-01-20"), ("1966-09-28", "")]
    assert {row.kind for row in WHO.powers("FRA")} == {"great-power", "permanent-council-seat"}
    assert {(row.code_a, row.code_b, row.kind) for row in WHO.contiguity("TWN")} <= {
        (row.code_a, row.code_b, row.kind) for row in WHO.contiguity()
    }


def test_a_government_exists_between_its_dates():
    """The first Taliban government claimed office from 1996-09-27 to 2001-11-13."""
    days = ["1996-09-26", "1996-09-27", "2001-11-12", "2001-11-13"]
    assert [WHO.is_in_being("AFG/emirate-1996", day) for day in days] == [False, True, True, False]
    assert not WHO.is_in_being("AFG/emirate-1996", "1996", certain=True)
