"""A copy has the hashes of the original, and a head that was published can be held against a ledger later."""

import json
import sqlite3
import threading

import pytest
from tests.ledger.make import claim, document

from comity.errors import BadInput, BrokenChain, LedgerError
from comity.ledger import Head, Ledger, Original, Ruling
from comity.ledger.copying import copy

ROWS = [document(), Original(b"\xff"), claim(), claim("DEU"), Ruling(verb="accept", claim=claim().id)]


@pytest.fixture(params=["sqlite to postgresql", "postgresql to sqlite"])
def pair(request, server, tmp_path):
    """A filled ledger on one database and an empty one on the other."""
    file, url = str(tmp_path / "acts.db"), server.url(f"copy_{id(request)}_{request.param_index}")
    first, second = (file, url) if request.param.startswith("sqlite") else (url, file)
    with Ledger.create(first) as one, Ledger.create(second) as two:
        one.append(ROWS[:2], by="ada")
        one.append(ROWS[2:], by="grace")
        yield one, two
    with server.admin() as admin:
        admin.execute(f"DROP SCHEMA {url.rpartition('=')[2]} CASCADE")


def test_a_copy_on_the_other_database_has_the_same_hashes_and_verifies(pair):
    one, two = pair
    assert copy(one, two) == len(ROWS)
    assert two.verify() == one.verify()
    assert list(two.rows()) == list(one.rows())


def test_a_copy_made_again_takes_only_what_came_since(pair):
    one, two = pair
    copy(one, two)
    assert copy(one, two) == 0
    one.append(claim("ITA"))
    assert copy(one, two) == 1
    assert two.head() == one.head()


def test_a_ledger_with_rows_of_its_own_takes_no_copy(pair):
    one, two = pair
    two.append(claim("ITA"))
    before = two.head()
    with pytest.raises(LedgerError, match="are not the first of") as told:
        copy(one, two)
    assert "into a new ledger" in told.value.hint
    assert two.head() == before


def test_a_copy_of_a_ledger_with_a_changed_row_is_refused_whole(tmp_path):
    with Ledger.create(tmp_path / "one.db") as one, Ledger.in_memory() as two:
        one.append(ROWS)
        raw = sqlite3.connect(tmp_path / "one.db")
        raw.execute("DROP TRIGGER claims_no_update")
        raw.execute("UPDATE claims SET body = replace(body, 'DEU', 'DDR') WHERE seq = 2")
        raw.commit()
        raw.close()
        with pytest.raises(BrokenChain, match="claims row 2"):
            copy(one, two)
        assert not any(two.head().counts.values())


def test_a_backup_made_while_others_write_is_whole_and_restores(tmp_path):
    """Backup while writing, lose the ledger, restore it from the backup, and go on."""
    path, backup = tmp_path / "acts.db", tmp_path / "backup.db"
    Ledger.create(path).close()
    stop = threading.Event()
    sent = []

    def write():
        with Ledger.open(path) as ledger:
            while not stop.is_set():
                ledger.append([claim(start=len(sent), end=len(sent)), document(str(len(sent)))])
                sent.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(sent) < 20:
            pass
        with Ledger.open(path) as one, Ledger.create(backup) as two:
            before = len(sent)
            copy(one, two)
    finally:
        stop.set()
        writer.join()
    with Ledger.open(backup) as two:
        head = two.verify()
        assert head.claims[0] == head.documents[0] >= before  # no batch is half there
    for left in tmp_path.glob("acts.db*"):
        left.unlink()
    with Ledger.open(backup) as two, Ledger.create(path) as restored:
        copy(two, restored)
        assert restored.verify() == head
        restored.append(claim("ITA"))


def test_a_ledger_goes_through_the_heads_it_once_had(ledger):
    empty = ledger.head()
    ledger.append(ROWS)
    some = ledger.head()
    ledger.append(claim("ITA"))
    for head in (empty, some, ledger.head()):
        published = Head.from_dict(json.loads(json.dumps(head.to_dict())))
        assert ledger.verify(since=published) == ledger.head()


def test_a_ledger_made_anew_does_not_go_through_the_head_of_the_old(ledger, place):
    """Every chain fits, and the acts are as somebody would have them: only the published head shows it."""
    ledger.append([claim(), claim("DEU"), claim("ITA")], by="ada")
    published = ledger.head()
    with Ledger.create(place()) as forged:
        forged.append([claim(), claim("ITA"), claim("ESP")], by="ada")
        forged.verify()
        with pytest.raises(BrokenChain, match="claims row 3: the ledger does not go through the checkpoint"):
            forged.verify(since=published)


def test_rows_cut_off_at_the_end_are_missed_by_a_published_head(ledger, place):
    ledger.append(claim(), by="ada", recorded="2020-01-01T00:00:00.000000Z")
    with Ledger.create(place()) as shorter:
        copy(ledger, shorter)
        ledger.append(claim("DEU"))
        shorter.verify()
        with pytest.raises(BrokenChain, match="the ledger has 1 claims; the checkpoint says 2"):
            shorter.verify(since=ledger.head())


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said.pop("claims"),
        lambda said: said["claims"].update(rows=-1),
        lambda said: said["claims"].update(rows=True),
        lambda said: said["claims"].update(hash="no hash"),
        lambda said: said.update(claims=3),
        lambda said: said.pop("head"),
        lambda said: said.update(head="0" * 64),
        lambda said: said["claims"].update(rows=7),
    ],
)
def test_a_checkpoint_that_was_changed_is_no_checkpoint(ledger, change):
    said = ledger.head().to_dict()
    change(said)
    with pytest.raises(BadInput, match="checkpoint") as told:
        Head.from_dict(said, where="checkpoint.json")
    assert told.value.where == "checkpoint.json"
    assert told.value.hint
