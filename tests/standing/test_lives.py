"""What is kept beside a ledger is what its rows give, byte for byte, whatever has happened to either file."""

import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from tests.ledger.make import claim, histories

import comity
from comity.ledger import Ledger, Ruling, store
from comity.standing import View
from comity.standing.lives import Life
from comity.standing.spells import rivals

KOSOVO = [claim(code) for code in ("ALB", "FRA", "GBR", "USA")]


@pytest.fixture(autouse=True)
def every_ledger_is_large(monkeypatch):
    """From one claim on there is a file beside the ledger, and parties are derived in parts."""
    monkeypatch.setattr(store, "_LARGE", 0)
    monkeypatch.setattr(store, "_PARTIES", 200)


def entries(path):
    with sqlite3.connect(f"{path}-cache") as connection:
        return {(what, subject): body for what, subject, body, _ in connection.execute("SELECT * FROM entries")}


def lives(path):
    with Ledger.open(path) as ledger:
        return View(ledger).lives


def made_anew(path):
    """The lives and the entries of a ledger whose file beside it has been deleted."""
    path.with_name(f"{path.name}-cache").unlink()
    return lives(path), entries(path)


@given(history=histories())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_has_grown_with_the_ledger_is_what_its_rows_give(tmp_path_factory, history):
    """Asked after each row by one program, and at the end by another, and made from all rows at once."""
    documents, claims, rulings = history
    path = tmp_path_factory.mktemp("ledger") / "acts.db"
    with Ledger.create(path) as ledger:
        for row in (*documents, *claims, *rulings):
            ledger.append(row)
            grown = View(ledger).lives
        whole = Ledger.in_memory()
        whole.append([*documents, *claims, *rulings])
        assert View(whole).lives == grown
    assert lives(path) == grown
    kept = entries(path)
    assert made_anew(path) == (grown, kept)


@pytest.fixture
def path(tmp_path):
    """A ledger with Kosovo's first recognisers, asked once."""
    place = tmp_path / "acts.db"
    with Ledger.create(place) as ledger:
        ledger.append([*KOSOVO, claim("IND", "BGD", "1971-12-06"), claim("GBR", "CHN/prc", "1950-01-06")])
        View(ledger).lives  # noqa: B018
    return place


def test_a_new_row_makes_again_only_what_it_bears_on(path, monkeypatch):
    """France's recognition of Taipei bears on France, and on Taipei and every government that it competes with."""
    with Ledger.open(path) as ledger:
        ledger.append(claim("FRA", "CHN/roc", "1950-01-01"))
        asked = []
        derived = ledger.acts_by_party

        def watched(parties, **policy):
            asked.extend(parties)
            return derived(list(asked), **policy)

        monkeypatch.setattr(ledger, "acts_by_party", watched)
        View(ledger).lives  # noqa: B018
    assert "CHN/prc" in rivals("CHN/roc")
    assert set(asked) == {"FRA", "CHN/roc", *rivals("CHN/roc")}


@pytest.mark.parametrize("at", ["an entry", "the head"])
def test_a_changed_byte_beside_the_ledger_changes_no_answer(path, at):
    before = lives(path)
    with sqlite3.connect(f"{path}-cache") as connection:
        if at == "an entry":
            connection.execute(
                "UPDATE entries SET body = CAST(replace(body, '2008', '2009') AS BLOB) WHERE subject = 'XKX'"
            )
        else:
            connection.execute("UPDATE state SET head = replace(head, 'a', 'b')")
        assert connection.total_changes == 1
    assert lives(path) == before


def test_a_damaged_file_beside_the_ledger_is_made_again(path):
    before, beside = lives(path), path.with_name("acts.db-cache")
    whole = beside.read_bytes()
    for data in (b"no database at all", b"", whole[: len(whole) // 2], whole[:4096] + b"\0" * (len(whole) - 4096)):
        beside.write_bytes(data)
        assert lives(path) == before
    assert lives(path) == before
    assert entries(path)


def test_what_another_ledger_or_another_version_left_is_not_used(path, tmp_path, monkeypatch):
    """A ledger put back as it was before its last row is another than that which the file was made from."""
    earlier = tmp_path / "earlier.db"
    with Ledger.open(path) as ledger, Ledger.create(earlier) as copy:
        from comity.ledger.copying import copy as copy_rows

        copy_rows(ledger, copy)
        ledger.append(claim("JPN"))
        assert len(View(ledger).lives["XKX"].stretches) == 5
    earlier.replace(path)
    assert len(lives(path)["XKX"].stretches) == 4
    monkeypatch.setattr("comity.standing.view.maker", lambda: "another")
    monkeypatch.setattr(
        "comity.standing.view.life", lambda *_: Life(is_case=False, acts=0, first="", last="", stretches=(), curve=())
    )
    assert lives(path)["XKX"].stretches == ()


def test_a_ledger_that_may_not_be_written_gets_nothing_beside_it(path):
    """Its views are computed for as long as the program runs."""
    before, beside = lives(path), path.with_name("acts.db-cache")
    beside.unlink()
    with Ledger.open(path) as ledger:
        ledger._database.path = None  # as Database.file sets it for a file that is read-only
        assert View(ledger).lives == before
    assert not beside.exists()


def test_a_file_held_by_another_program_does_not_keep_anyone_waiting_for_an_answer(path, monkeypatch):
    before = lives(path)
    monkeypatch.setattr("comity.ledger.beside._WAIT_SECONDS", 0.05)
    with sqlite3.connect(f"{path}-cache", isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert lives(path) == before


def test_a_small_ledger_has_no_file_beside_it(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "_LARGE", 20_000)
    with Ledger.create(tmp_path / "acts.db") as ledger:
        ledger.append(KOSOVO)
        assert View(ledger).cases == ("XKX",)
    assert [one.name for one in tmp_path.iterdir()] == ["acts.db"]


def test_a_large_ledger_gives_the_briefs_that_a_small_one_gives(tmp_path, monkeypatch):
    """The bundled record, derived in parts and read back from beside the ledger, under each counting."""
    path = tmp_path / "acts.db"
    with Ledger.create(path) as ledger:
        ledger.append(one.row for one in [*comity.open().ledger.documents(), *comity.open().ledger.claims()])
        ledger.append(Ruling(verb="withdraw", claim=ledger.claims(party="XKX")[0].row.id))

    def briefs():
        with comity.open(path).ledger as ledger:
            record = comity.record.Record(ledger)
            return [
                record.brief(case, on="2012-07-01", counting=counting).to_dict()
                for case in ("XKX", "CHN/prc")
                for counting in ("documented", "claimed")
            ]

    monkeypatch.setattr(store, "_LARGE", 10**9)
    small = briefs()
    monkeypatch.setattr(store, "_LARGE", 0)
    assert briefs() == small
    assert briefs() == small
