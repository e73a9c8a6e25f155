"""The bundled record holds the facts it was made from, and the counts published elsewhere."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from scripts import make_record
from scripts.published import PUBLISHED
from tests.conftest import SHARED

import comity
from comity.record import bundled
from comity.record.bundled import EDITION, bundled_rows

FACTS = SHARED / "data" / "recognitions"


@pytest.fixture(scope="module")
def record():
    return comity.open()


def test_it_holds_2164_facts_on_33_parties_of_which_1364_are_checked():
    """The figures that the facts were published with; what we made from their notes stands in a table of its own."""
    claims = [row for row in bundled_rows() if isinstance(row, comity.Claim)]
    documents = {row.id: row.name for row in bundled_rows() if isinstance(row, comity.Document)}
    facts = [claim for claim in claims if documents[claim.document] != "from-notes.csv"]
    assert len(facts) == 2164
    assert sum(claim.checked for claim in facts) == 1364
    assert Counter(claim.happened.precision for claim in facts) == {"day": 1813, "month": 244, "year": 107}
    abroad = [c for c in facts if c.kind == "open-mission" and c.sender in ("ESH", "SYR/snc-2012")]
    assert len(abroad) == 4  # their missions abroad: there the case is the sender
    assert len({claim.receiver for claim in facts if claim not in abroad}) == 33


def test_it_is_the_same_every_time_and_verifies():
    one, two = bundled(), bundled()
    assert one.head() == two.head() == one.verify()
    assert {row.recorded[:10] for row in one.claims()} == {EDITION.text}


def test_every_party_is_known_and_every_span_is_its_row():
    registry = comity.registry()
    documents = {row.id: row for row in bundled_rows() if isinstance(row, comity.Document)}
    for claim in bundled_rows():
        if isinstance(claim, comity.Claim):
            assert claim.sender in registry
            assert claim.receiver in registry
            assert documents[claim.document].text[claim.start : claim.end] == claim.evidence


@pytest.mark.shared
def test_made_again_from_the_facts_it_has_the_same_bytes():
    for path in sorted(FACTS.glob("*.csv")):
        assert (make_record.ACTS / path.name).read_text(encoding="utf-8") == make_record.table(path), path.name


@pytest.mark.shared
def test_no_fact_is_lost():
    """Every fact is a row of the table of its case, with its date, source and note as they were."""
    for path in sorted(FACTS.glob("*.csv")):
        facts = list(csv.DictReader(path.open(encoding="utf-8")))
        rows = list(csv.DictReader((make_record.ACTS / path.name).open(encoding="utf-8")))
        assert [(f["date"], f["source_title"], f["source_url"], f["checked"], f["note"]) for f in facts] == [
            (r["happened"], r["cites_title"], r["cites_url"], r["checked"], r["note"]) for r in rows
        ]


@pytest.mark.parametrize(("case", "on", "count", "published", "here", "why"), PUBLISHED)
def test_published_counts(record, case, on, count, published, here, why):
    assert record.standing(case, on=on).counts[count] == here
    assert published == here or why


def test_84_un_members_ever_recognised_the_sahrawi_republic():
    """85 parties in the record, of which South Ossetia was no member; South Yemen and Yugoslavia were."""
    found = comity.open().acts(receiver="ESH", kind="recognise")
    parties = {act.sender for act in found}
    assert len(parties) == 85
    assert len(parties - {"OST"}) == 84


def test_what_counts_is_a_choice_that_is_seen(record):
    """Ten withdrawals of the recognition of Kosovo are announced by Serbia or disputed; eight are documented."""
    documented = record.standing("XKX", on="2026-09-30")
    claimed = record.standing("XKX", on="2026-09-30", counting="claimed")
    assert documented.counts["withdrawn"] == 8
    assert claimed.counts["withdrawn"] == 17  # and Liberia's, which it took back itself two days later
    assert documented.counts["disputed"] == 9
    ghana = next(row for row in documented.recognisers if row.party == "GHA")
    assert ghana.disputed
    assert "2019-11-11" in " ".join(ghana.why)


def test_a_recalled_date_is_never_shown_as_checked(record):
    """Pakistan's recognition in May 1997 is recalled; the page that was seen gives another day."""
    rows = {row.party: row for row in record.standing("AFG/emirate-1996", on="2000-01-01").recognisers}
    assert not rows["PAK"].checked
    assert rows["ARE"].checked
    assert {row.party for row in record.standing("AFG/emirate-1996", on="2000-01-01", checked=True).recognisers} == {
        "ARE"
    }


def test_nothing_was_recorded_before_the_edition(record):
    with pytest.raises(comity.ComityError, match="no act"):
        record.standing("XKX", on="2011-01-01", recorded_by="2011-01-01")


def test_the_packaged_tables_are_where_the_script_writes_them():
    assert Path(make_record.ACTS).is_dir()
