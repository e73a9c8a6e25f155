"""A ledger appends rows, never changes them, and gives views that are a function of them."""

import dataclasses
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ledger.make import claim, codes, document, histories

from comity.days import Day
from comity.errors import BadInput, BrokenChain, LedgerError, NewerLedger, NotALedger
from comity.ledger import Ledger, Ruling, derive


def dump(acts):
    return [act.to_dict() for act in acts]


# -- making and opening ----------------------------------------------------------------------------------------------


def test_a_ledger_is_there_when_it_is_opened_again(place):
    where = place()
    with Ledger.create(where) as made:
        made.append([document(), claim()], by="ada")
        head = made.head()
    with Ledger.open(where) as again:
        assert again.head() == head
        assert [one.row for one in again.claims()] == [claim()]
        assert [one.row for one in again.documents()] == [document()]


def test_a_ledger_is_not_made_where_one_is(place):
    where = place()
    Ledger.create(where).close()
    with pytest.raises(LedgerError) as told:
        Ledger.create(where)
    assert "already" in told.value.message
    assert told.value.hint


@pytest.mark.parametrize(
    "content", [b"", b"kind,sender\nrecognise,FRA\n", b"SQLite format 3\0" + b"\0" * 500, b"\0" * 5000]
)
def test_a_file_that_is_no_ledger_is_refused(tmp_path, content):
    path = tmp_path / "acts.csv"
    path.write_bytes(content)
    with pytest.raises(NotALedger) as told:
        Ledger.open(path)
    assert told.value.where == str(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE claims (id TEXT)")
    before = path.read_bytes()
    with pytest.raises(NotALedger, match="comity ledger init"):
        Ledger.open(path)
    assert path.read_bytes() == before


def test_a_ledger_that_is_not_there_is_not_made_by_opening_it(tmp_path):
    with pytest.raises(LedgerError, match="comity ledger init"):
        Ledger.open(tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []


def test_a_ledger_of_a_newer_version_is_refused(tmp_path):
    path = tmp_path / "acts.db"
    Ledger.create(path).close()
    with sqlite3.connect(path) as raw:
        raw.execute("INSERT INTO comity_versions VALUES (99, 'to come', '2030', '')")
    with pytest.raises(NewerLedger) as told:
        Ledger.open(path)
    assert "version 99" in told.value.message
    assert "upgrade comity" in told.value.hint


# -- appending -------------------------------------------------------------------------------------------------------


def test_the_same_batch_again_adds_nothing(ledger):
    batch = [document(), claim(), claim("DEU"), Ruling(verb="accept", claim=claim().id)]
    first, second = ledger.append(batch, by="ada"), ledger.append(batch, by="ada")
    assert (first.new, first.known) == (4, 0)
    assert (second.new, second.known) == (0, 4)
    ledger.verify()


def test_a_batch_that_says_something_twice_has_it_once(ledger):
    done = ledger.append([claim(), claim(note="read again")])
    assert (done.new, done.known) == (1, 1)
    assert len(ledger.claims()) == 1


def test_a_batch_that_fails_half_way_leaves_nothing(ledger):
    def rows():
        yield claim()
        yield claim("DEU")
        raise BadInput("the third line is no claim")

    ledger.append(claim("ITA"))
    before = ledger.head()
    with pytest.raises(BadInput, match="third line"):
        ledger.append(rows())
    assert ledger.head() == before
    assert not ledger.acts(sender="FRA")


def test_who_wrote_it_down_and_when_stand_beside_each_row(ledger):
    ledger.append(claim(), by="ada", recorded="2020-01-01T00:00:00.000000Z")
    (one,) = ledger.claims()
    assert (one.seq, one.by, one.recorded) == (1, "ada", "2020-01-01T00:00:00.000000Z")


def test_a_clock_that_goes_back_makes_no_row_look_earlier(ledger):
    ledger.append(claim(), recorded="2020-01-02T00:00:00.000000Z")
    ledger.append(claim("DEU"), recorded="2020-01-01T00:00:00.000000Z")
    assert [one.recorded[:10] for one in ledger.claims()] == ["2020-01-02", "2020-01-02"]
    ledger.verify()


@pytest.mark.parametrize("recorded", ["yesterday", "2020-01-01", "2020-13-01T00:00:00.000000Z", "2020-01-01T00:00:00Z"])
def test_a_time_of_another_form_is_refused(ledger, recorded):
    with pytest.raises(BadInput, match="UTC, as 2026-01-31T12:00:00"):
        ledger.append(claim(), recorded=recorded)
    assert ledger.head().claims[0] == 0


# -- rulings ---------------------------------------------------------------------------------------------------------


def test_a_ruling_takes_the_beginning_of_an_id(ledger):
    ledger.append(claim())
    ruling = ledger.rule("reject", claim().id[:6], by="ada", because="a footnote")
    assert ruling.claim == claim().id
    assert not ledger.acts()
    ledger.rule("undo", ruling.id[:6], by="ada")
    assert len(ledger.acts()) == 1


def test_a_decision_taken_back_may_be_taken_again(ledger):
    ledger.append(claim())
    for verb in ("reject", "accept", "reject"):
        ledger.rule(verb, claim().id, by="ada")
    assert [one.row.verb for one in ledger.rulings(claim=claim().id)] == ["reject", "accept", "reject"]
    assert not ledger.acts()


def test_a_decision_sent_again_because_no_answer_came_is_one_row(ledger):
    ledger.append(claim())
    assert ledger.rule("reject", claim().id, by="ada") == ledger.rule("reject", claim().id, by="ada")
    assert ledger.head().rulings[0] == 1


def test_withdrawing_leaves_the_row(ledger):
    ledger.append(claim())
    ledger.withdraw(claim().id, because="read from a footnote", by="ada")
    assert not ledger.acts()
    assert [one.row for one in ledger.claims()] == [claim()]


@pytest.mark.parametrize(
    ("beginning", "message"),
    [("", "is no id"), ("zz", "is no id"), ("%", "is no id"), ("0" * 64, "there is no claim"), ("a" * 65, "no claim")],
)
def test_an_id_that_names_nothing_is_refused(ledger, beginning, message):
    ledger.append(claim())
    with pytest.raises(BadInput, match=message):
        ledger.claim(beginning)


def test_a_beginning_that_several_ids_share_is_refused(ledger):
    ledger.append([claim(start=n, end=n) for n in range(40)])
    (first, *_) = sorted(one.row.id[0] for one in ledger.claims())
    with pytest.raises(BadInput, match="several claims begin"):
        ledger.claim(first)


# -- views -----------------------------------------------------------------------------------------------------------


def test_what_was_believed_on_an_evening_is_still_to_be_had(ledger):
    ledger.append([claim(), claim("DEU")], recorded="2020-01-01T23:59:59.999999Z")
    ledger.append(claim("ITA"), recorded="2020-01-02T00:00:00.000000Z")
    ledger.append(Ruling(verb="reject", claim=claim().id), recorded="2020-03-01T00:00:00.000000Z")
    assert [act.sender for act in ledger.acts(recorded_by="2019")] == []
    assert [act.sender for act in ledger.acts(recorded_by="2020-01-01")] == ["DEU", "FRA"]
    assert [act.sender for act in ledger.acts(recorded_by="2020-02")] == ["DEU", "FRA", "ITA"]
    assert [act.sender for act in ledger.acts()] == ["DEU", "ITA"]


def test_on_a_day_only_what_had_possibly_happened_is_shown(ledger):
    ledger.append(
        [claim(), claim("DEU", happened="2008-02"), claim("ITA", happened="2008-03-01"), claim("USA", happened="")]
    )
    assert [act.sender for act in ledger.acts(on="2008-02-01")] == ["DEU"]
    assert [act.sender for act in ledger.acts(on="2008-02-20")] == ["DEU", "FRA"]


def test_acts_are_chosen_by_party_side_and_kind(ledger):
    ledger.append([claim(), claim("XKX", "FRA", kind="request-recognition"), claim("DEU")])
    assert [act.id for act in ledger.acts(party="FRA")] == [act.id for act in ledger.acts() if "FRA" in act.id]
    assert len(ledger.acts(sender="FRA")) == len(ledger.acts(receiver="FRA")) == 1
    assert len(ledger.acts(kind="recognise")) == 2
    assert len(ledger.acts(kind=["recognise", "request-recognition"])) == 3
    assert ledger.parties() == ["DEU", "FRA", "XKX"]


def test_a_document_published_by_a_party_speaks_with_that_partys_word(ledger):
    """Serbia's gazette says that Suriname withdrew: nobody else does."""
    gazette = document("Suriname has withdrawn.\n", publisher_is_party="SRB")
    ledger.append([gazette, claim("SUR", kind="withdraw-recognition", document=gazette.id)])
    assert not ledger.acts()
    (act,) = ledger.acts(counting="claimed")
    assert act.attributed_to == ("SRB",)


@settings(max_examples=60, deadline=None)
@given(histories(), codes, st.sampled_from(["documented", "claimed"]), st.randoms(use_true_random=False))
def test_acts_are_a_function_of_the_rows_alone(history, party, counting, random):
    """Batches in any order, a cache that grew with them, a ledger read anew: the same acts, of one party or of all."""
    kept, claims, rulings = history
    with Ledger.in_memory() as grown, Ledger.in_memory() as shuffled:
        for part in ([*kept, *claims[:4]], claims[4:], *([ruling] for ruling in rulings)):
            grown.append(part)
            seen = dump(grown.acts(counting=counting)), dump(grown.acts(party=party, counting=counting))
        mixed = [*kept, *claims]
        random.shuffle(mixed)
        for one in mixed:
            shuffled.append(one)
        shuffled.append(rulings)
        assert seen == (dump(shuffled.acts(counting=counting)), dump(shuffled.acts(party=party, counting=counting)))
        assert seen[1] == [act for act in seen[0] if party in (act["sender"], act["receiver"])]
        publishers = {one.id: one.publisher_is_party for one in kept}
        said = {
            one.id: dataclasses.replace(one, attributed_to=one.attributed_to or publishers.get(one.document, ""))
            for one in claims
        }
        assert seen[0] == dump(
            derive(list(said.items()), list({r.id: r for r in rulings}.values()), counting=counting, implied=False)
        )


# -- refusing and finding changes ------------------------------------------------------------------------------------

CHANGES = [
    "UPDATE claims SET sender = 'DEU'",
    "UPDATE claims SET body = body",
    "DELETE FROM claims WHERE seq = 2",
    "DELETE FROM rulings",
    "UPDATE documents SET recorded = '2000'",
    "INSERT OR REPLACE INTO claims SELECT * FROM claims WHERE seq = 1",
    "REPLACE INTO claims SELECT 99, id, recorded, by, body, kind, sender, receiver, document, hash FROM claims LIMIT 1",
    "UPDATE OR REPLACE claims SET id = (SELECT max(id) FROM claims)",
    "DELETE FROM comity_versions",
    "UPDATE comity_versions SET version = 0",
]


@pytest.fixture
def kept(tmp_path):
    """A ledger in a file with a document, three claims and two rulings."""
    path = tmp_path / "kept.db"
    with Ledger.create(path) as made:
        made.append([document(), claim(evidence="é"), claim("DEU"), claim("ITA")], by="ada")
        made.append([Ruling(verb="accept", claim=claim().id), Ruling(verb="reject", claim=claim("DEU").id)], by="ada")
    return path


@pytest.mark.parametrize("statement", CHANGES)
def test_the_database_itself_refuses_to_change_a_row(kept, statement):
    raw = sqlite3.connect(kept)
    with pytest.raises(sqlite3.IntegrityError, match="never"):
        raw.execute(statement)
    raw.close()
    with Ledger.open(kept) as ledger:
        ledger.verify()


def tampered(path: Path, statement: str, values=()) -> None:
    """Change a row as somebody with the file could: the guards are taken down and put up again."""
    raw = sqlite3.connect(path)
    guards = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in guards:
        raw.execute(f"DROP TRIGGER {name}")
    assert raw.execute(statement, values).rowcount > 0
    for _, sql in guards:
        raw.execute(sql)
    raw.commit()
    raw.close()


FORGERIES = {
    "a letter of the body": ("UPDATE claims SET body = replace(body, 'ITA', 'ITB') WHERE seq = 3", "claims row 3"),
    "who wrote it": ("UPDATE claims SET by = 'eve' WHERE seq = 1", "claims row 1"),
    "when it was written": ("UPDATE rulings SET recorded = '2001-01-01' WHERE seq = 2", "rulings row 2"),
    "a column beside the body": ("UPDATE claims SET sender = 'ITB' WHERE seq = 3", "claims row 3"),
    "the hash": ("UPDATE documents SET hash = '' WHERE seq = 1", "documents row 1"),
    "the hash to a number": ("UPDATE documents SET hash = 7 WHERE seq = 1", "documents row 1"),
    "the id": ("UPDATE claims SET id = '0' WHERE seq = 2", "claims row 2"),
    "the number": ("UPDATE claims SET seq = 9 WHERE seq = 3", "claims row 3"),
    "a row taken out": ("DELETE FROM claims WHERE seq = 2", "claims row 2"),
    "the first row taken out": ("DELETE FROM rulings WHERE seq = 1", "rulings row 1"),
    "a body that is no JSON": ("UPDATE claims SET body = '{' WHERE seq = 2", "claims row 2"),
    "a body of bytes": ("UPDATE claims SET body = x'00ff' WHERE seq = 2", "claims row 2"),
    "a body of nothing": ("UPDATE claims SET body = '' WHERE seq = 1", "claims row 1"),
    "a version": ("UPDATE comity_versions SET recorded = '2001'", "comity_versions row 1"),
}


@pytest.mark.parametrize("what", FORGERIES)
def test_verify_names_the_row_that_was_changed(kept, what):
    statement, where = FORGERIES[what]
    tampered(kept, statement)
    with Ledger.open(kept) as ledger, pytest.raises(BrokenChain) as told:
        ledger.verify()
    assert told.value.where == f"{kept}: {where}"
    assert "trust" in told.value.hint


def test_verify_misses_a_guard_that_was_taken_down_or_made_toothless(kept):
    raw = sqlite3.connect(kept)
    raw.execute("DROP TRIGGER claims_no_update")
    with Ledger.open(kept) as ledger, pytest.raises(BrokenChain, match="claims_no_update"):
        ledger.verify()
    raw.execute("CREATE TRIGGER claims_no_update BEFORE UPDATE ON claims BEGIN SELECT 1; END")
    with Ledger.open(kept) as ledger, pytest.raises(BrokenChain, match="claims_no_update"):
        ledger.verify()
    raw.close()


def test_a_changed_character_in_any_field_of_any_row_is_found(kept):
    """Every field of every row in turn, one character more."""
    raw = sqlite3.connect(kept)
    fields = [
        (table, column, seq)
        for table in ("documents", "claims", "rulings")
        for (column,) in raw.execute(f"SELECT name FROM pragma_table_info('{table}') WHERE name <> 'seq'").fetchall()
        for (seq,) in raw.execute(f"SELECT seq FROM {table}").fetchall()
    ]
    raw.close()
    good = kept.read_bytes()
    assert len(fields) > 50
    for table, column, seq in fields:
        kept.write_bytes(good)
        tampered(kept, f"UPDATE {table} SET {column} = {column} || '.' WHERE seq = ?", (seq,))
        with Ledger.open(kept) as ledger, pytest.raises(BrokenChain, match=f"{table} row {seq}"):
            ledger.verify()


def test_verify_tells_how_far_it_is(ledger):
    ledger.append([document(), claim(), claim("DEU")])
    told = []
    ledger.verify(lambda table, done, total: told.append((table, done, total)))
    assert told == [("originals", 0, 0), ("documents", 1, 1), ("claims", 2, 2), ("rulings", 0, 0)]


def test_a_day_of_recording_is_read_as_utc(ledger):
    ledger.append(claim(), recorded="2020-01-01T00:00:00.000000Z")
    assert len(ledger.claims(recorded_by=Day.parse("2020-01-01"))) == 1
    assert len(ledger.claims(recorded_by="2019-12-31")) == 0
    assert len(ledger.claims(recorded_by="9999-12-31")) == 1


def test_who_has_waited_longest_asks_most_often():
    """Of many writers none is passed over for ever, and no two keep in step."""
    from comity.ledger.database import BUSY_SECONDS, _pause

    assert max(_pause(0, chance) for chance in (0, 0.5, 1)) <= 0.031
    assert _pause(1, 0.2) != _pause(1, 0.8)
    pauses = [_pause(waited, 0.5) for waited in range(BUSY_SECONDS + 1)]
    assert pauses == sorted(pauses, reverse=True)
    assert pauses[-1] >= 0.001
