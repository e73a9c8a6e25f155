"""A standing says who recognises a case on a day, and the three measures say what their docstrings say."""

from __future__ import annotations

import numpy as np
import pytest

import comity
from comity.claims import Claim
from comity.codebook import LEVELS
from comity.days import Day
from comity.ledger import Ledger
from comity.polities import registry
from comity.record import Record
from comity.standing.curves import share_at
from comity.standing.measures import _adjusted


@pytest.fixture(scope="module")
def record():
    return comity.open()


def test_each_row_leads_to_its_claims(record):
    """A number is never without a way to its evidence: from the count to the act, to the claim, to the source."""
    found = record.standing("AFG/emirate-2021", on="2026-04-30")
    (russia,) = found.recognisers
    assert (russia.party, russia.since, russia.checked, russia.disputed) == ("RUS", "2025-07-03", True, False)
    (act,) = [act for act in record.acts(receiver="AFG/emirate-2021") if act.id == russia.act]
    claim = record.ledger.claim(act.support[0]).row
    assert (claim.cites_title, claim.cites_url) in russia.sources
    assert record.ledger.document(claim.document).text[claim.start : claim.end] == claim.evidence


def test_json_has_what_is_documented(record):
    found = record.standing("XKX", on="2011-10-11").to_dict()
    assert found["case"] == "XKX"
    assert found["on"] == "2011-10-11"
    assert found["counts"]["un_members"] == 84
    assert {"party", "since", "un_member", "checked", "disputed"} <= set(found["recognisers"][0])
    assert len(found["recognisers"]) == found["counts"]["recognisers"]


def test_what_stands_on_a_day_does_not_know_what_came_later(record):
    """Dominica withdrew in 2018: on a day of 2015 its row shows no end."""
    then = {row.party: row for row in record.standing("XKX", on="2015-01-01").recognisers}
    assert then["DMA"].until == ""
    now = record.standing("XKX", on="2020-01-01")
    assert "DMA" not in {row.party for row in now.recognisers}
    assert {row.party: row.until for row in now.ended}["DMA"] == "2018-11-02"


def test_coarse_dates_are_possible_until_they_are_certain(record):
    """76 states recognised Bosnia and Herzegovina in 1992, most of them in the year without a day."""
    middle = record.standing("BIH", on="1992-06-30")
    assert middle.counts["possible"] == 57
    assert record.standing("BIH", on="1992-12-31").counts["possible"] == 0


def test_a_government_that_is_over_stands_as_on_its_last_day(record):
    found = record.standing("AFG/emirate-1996", on="2020-01-01")
    assert found.case_over == "2001-11-13"
    assert found.on.text == "2001-11-12"


def test_steps_short_of_recognition_are_told_apart(record):
    found = record.standing("AFG/emirate-2021", on="2026-04-30")
    short = {row.party: row.level for row in found.short}
    assert short["CHN"] == "embassy"
    assert short["NOR"] == "office"
    assert "CHN" not in {row.party for row in found.recognisers}
    assert {one.party for one in found.statements} >= {"CHN", "KAZ"}
    everyone = record.standing("AFG/emirate-2021", on="2026-04-30", implied="all")
    assert "UZB" in {row.party for row in everyone.recognisers}


def test_an_implied_recognition_that_its_own_party_denies_does_not_count(record):
    """China received an envoy and said that this is no recognition."""
    everyone = record.standing("AFG/emirate-2021", on="2026-04-30", implied="all")
    assert "CHN" not in {row.party for row in everyone.recognisers}
    claimed = record.standing("AFG/emirate-2021", on="2026-04-30", implied="all", counting="claimed")
    assert "CHN" in {row.party for row in claimed.recognisers}


def test_shares_count_states_in_being_without_the_case(record):
    found = record.standing("XKX", on="2026-09-30")
    assert found.shares["un_members"].members == 193
    assert found.shares["states"].members == len(registry().in_being("2026-09-30") - {"XKX"})
    assert sum(row.recognisers for row in found.regions) == found.shares["states"].recognisers
    assert record.standing("ISR", on="2020-01-01").shares["un_members"].members == 192


def test_integration_by_hand(record):
    """One recogniser with an embassy: breadth 1 of the others, depth 1, reach one region of those there are."""
    found = record.standing("AFG/emirate-2021", on="2026-04-30")
    others = registry().in_being("2026-04-30") - {"AFG"}
    assert found.integration.breadth == pytest.approx(1 / len(others))
    level = {row.party: row.level for row in found.relations}["RUS"]
    assert found.integration.depth == pytest.approx((LEVELS.index(level) + 1) / len(LEVELS))
    assert found.integration.regions == ("Eastern Europe",)
    assert found.integration.rows == tuple(row.act for row in found.recognisers)


def test_the_band_compares_only_cases_that_had_reached_the_age(record):
    young = record.standing("SSD", on="2011-12-31").integration.band
    old = record.standing("CHN/prc", on="2019-12-31").integration.band
    assert young is not None
    assert old is not None
    assert len(young.cases) > len(old.cases)
    assert "SSD" not in young.cases
    assert young.low <= young.middle <= young.high


def test_contest_is_nil_where_groups_say_nothing_and_full_where_they_say_all():
    rng = np.random.default_rng(1)
    groups = np.eye(4)[np.repeat(np.arange(4), 50)]
    aligned = np.repeat([1.0, 1.0, 0.0, 0.0], 50)
    assert _adjusted(aligned, groups, centred=False) == pytest.approx(1.0)
    chance = [_adjusted(rng.permutation(aligned), groups, centred=False) for _ in range(400)]
    assert abs(float(np.mean(chance))) < 0.005  # corrected for the number of groups: no bias upwards


def test_contest_names_the_great_powers_on_each_side(record):
    found = record.standing("XKX", on="2026-09-30").contest
    assert set(found.powers_for) >= {"USA", "GBR", "FRA", "DEU"}
    assert set(found.powers_silent) == {"CHN", "RUS"}
    assert found.by_organisation is not None
    assert found.by_organisation > 0.2
    one = record.standing("AFG/emirate-2021", on="2026-04-30").contest
    assert one.by_region is None


def test_dependence_by_hand(record):
    """Three recognisers of equal weight: concentration 1/3, three patrons in effect."""
    found = record.standing("AFG/emirate-1996", on="2000-01-01").dependence
    assert found.concentration == pytest.approx(1 / 3)
    assert found.effective_patrons == pytest.approx(3)


def test_the_curve_agrees_with_the_standing_on_any_day(record):
    view = record.view()
    for on in ("2009-01-01", "2012-06-30", "2018-12-31"):
        found = record.standing("XKX", on=on)
        assert share_at("XKX", view.curve("XKX"), comity.Day.parse(on).latest) == pytest.approx(
            found.integration.breadth
        )


@pytest.mark.parametrize(
    ("case", "on", "words"),
    [
        ("Congo", "2026-01-01", "may mean"),
        ("Atlantis", "2026-01-01", "Atlantis"),
        ("ACE", "1900-01-01", "no act"),
        ("XKX", "1971-13", "1971-13"),
    ],
)
def test_what_cannot_be_answered_says_why(record, case, on, words):
    with pytest.raises(comity.ComityError, match=words):
        record.standing(case, on=on)


def test_results_show_and_turn_into_frames(record):
    found = record.standing("XKX", on="2011-10-11")
    assert found.to_polars().height == len(found.recognisers) == len(found.to_pandas())
    import polars as pl
    import pyarrow as pa

    assert pa.table(found).num_rows == pl.DataFrame(found).height == len(found.recognisers)
    assert "84 of 193 UN members" in repr(found)
    assert "<table>" in found._repr_html_()


def test_whom_no_table_knows_counts_nowhere_and_is_listed():
    """A claim of which only the name of the sender is known waits for a ruling that says who it is."""
    ledger = Ledger.in_memory()
    unknown = Claim(kind="recognise", sender="", sender_name="the Ministry", receiver="XKX", happened=Day.parse("2009"))
    received = Claim(kind="establish-relations", sender="XKX", receiver="QQQ", happened=Day.parse("2010-05-01"))
    refused = Claim(kind="refuse-recognition", sender="", sender_name="the Ministry", receiver="XKX")
    france = Claim(kind="recognise", sender="FRA", receiver="XKX", happened=Day.parse("2008-02-18"))
    ledger.append([unknown, received, refused, france])
    record = Record(ledger)
    found = record.standing("XKX", on="2011")
    assert found.counts["recognisers"] == 1
    assert [(row.name, row.kind, row.by_case) for row in found.unresolved] == [
        ("the Ministry", "recognise", False),
        ("QQQ", "establish-relations", False),
        ("the Ministry", "refuse-recognition", False),
    ]
    assert found.counts["unresolved"] == 3
    assert found.unresolved[0].claims == (unknown.id,)
    said = " ".join(record.brief("XKX", on="2011").deck)
    assert "3 acts by or towards “the Ministry” and “QQQ”, whom the table of polities does not know" in said
    assert record.standing("XKX", on="2008-12-31").counts["unresolved"] == 1  # the refusal has no day
    ledger.rule("correct", unknown.id, field="sender", value="DEU")
    again = record.standing("XKX", on="2011")
    assert (again.counts["recognisers"], again.counts["unresolved"]) == (2, 2)


def test_a_case_of_which_only_the_unknown_speak_has_a_brief():
    ledger = Ledger.in_memory()
    ledger.append(Claim(kind="recognise", sender="", sender_name="the Ministry", receiver="XKX"))
    found = Record(ledger).brief("XKX", on="2011")
    assert "“the Ministry”" in found.text()
    assert "“the Ministry”" in found.html()
    assert found.standing.counts["recognisers"] == 0
