"""Spells of recognition follow from acts by a rule that can be checked by hand."""

from __future__ import annotations

from comity.claims import Claim
from comity.days import Day
from comity.ledger import derive
from comity.standing.spells import lineage, party_on, rivals, spells


def acts(*rows: tuple[str, str, str, str]):
    """Acts from (kind, sender, receiver, day)."""
    claims = [
        Claim(
            kind=kind, sender=sender, receiver=receiver, happened=Day.parse(day), document="d" * 64, start=n, end=n + 1
        )
        for n, (kind, sender, receiver, day) in enumerate(rows)
    ]
    return derive((claim.id, claim) for claim in claims)


def told(found):
    """(party, began, ended, how) of each spell."""
    return [
        (s.party, s.began.happened.text, s.ended.happened.text if s.ended else "", s.how) for s in found
    ]  # fmt: skip


def test_withdrawal_ends_a_spell_and_a_later_recognition_begins_another():
    rows = acts(
        ("recognise", "BDI", "ESH", "1976-03-01"),
        ("withdraw-recognition", "BDI", "ESH", "2006-05-05"),
        ("reaffirm-recognition", "BDI", "ESH", "2008-06-16"),
    )
    assert told(spells("ESH", rows)) == [
        ("BDI", "1976-03-01", "2006-05-05", "withdrawn"),
        ("BDI", "2008-06-16", "", ""),
    ]


def test_recognising_again_begins_no_second_spell():
    """De facto in May, de jure in January: recognised since May."""
    rows = acts(("recognise", "USA", "ISR", "1948-05-14"), ("recognise", "USA", "ISR", "1949-01-31"))
    found = spells("ISR", rows)
    assert told(found) == [("USA", "1948-05-14", "", "")]
    assert len(found[0].reaffirmed) == 1


def test_relations_imply_recognition_and_credentials_only_on_request():
    rows = acts(("establish-relations", "MLI", "PSE", "1988"), ("accept-credentials", "CHN", "PSE", "2001-01-01"))
    assert [s.party for s in spells("PSE", rows)] == ["MLI"]
    assert [s.party for s in spells("PSE", rows, implied="all")] == ["MLI", "CHN"]
    assert spells("PSE", rows, implied="none") == []


def test_breaking_off_relations_does_not_end_recognition():
    rows = acts(("recognise", "BOL", "ISR", "1949"), ("sever-relations", "BOL", "ISR", "2009-01-14"))
    assert told(spells("ISR", rows)) == [("BOL", "1949", "", "")]


def test_recognising_a_rival_government_ends_the_spell():
    rows = acts(("establish-relations", "PAN", "CHN/roc", "1954"))
    against = acts(("establish-relations", "PAN", "CHN/prc", "2017-06-13"))
    assert told(spells("CHN/roc", rows, against)) == [("PAN", "1954", "2017-06-13", "rival")]
    assert set(rivals("CHN/prc")) >= {"CHN/roc"}
    assert rivals("XKX") == ()


def test_a_rival_recognised_and_dropped_without_a_break_leaves_the_spell_as_it_was():
    """Vanuatu, November 2004: relations with Taipei for a week, those with Peking never broken."""
    rows = acts(("establish-relations", "VUT", "CHN/prc", "1982-03-26"))
    against = acts(
        ("establish-relations", "VUT", "CHN/roc", "2004-11-03"), ("sever-relations", "VUT", "CHN/roc", "2004-11-10")
    )
    assert told(spells("CHN/prc", rows, against)) == [("VUT", "1982-03-26", "", "")]


def test_a_year_is_over_before_it_counts_as_certain():
    """Recognised in "1992": on a day of that year possibly, on its last day certainly."""
    (spell,) = spells("BIH", acts(("recognise", "ALB", "BIH", "1992")))
    assert spell.began_by(Day.parse("1991-12-31")) is False
    assert spell.began_by(Day.parse("1992-06-30")) is None
    assert spell.began_by(Day.parse("1992-12-31")) is True


def test_russia_carries_on_what_the_soviet_union_did():
    assert party_on("SUN", Day.parse("1990-01-01")) == "SUN"
    assert party_on("SUN", Day.parse("2007-12-28")) == "RUS"
    assert party_on("YUG", Day.parse("2000")) == "SCG"
    assert party_on("YUG", Day.parse("2010")) == "SRB"
    assert lineage("YUG") == "SRB"
    rows = acts(("recognise", "YUG", "ESH", "1984-11-28"), ("withdraw-recognition", "SCG", "ESH", "2004-10-28"))
    assert told(spells("ESH", rows)) == [("YUG", "1984-11-28", "2004-10-28", "withdrawn")]
