"""Ledgers of earlier versions, kept as files, become ledgers of this one with every row and hash as it was."""

import re
import sqlite3
from pathlib import Path

import pytest

from comity.errors import OlderLedger
from comity.ledger import Ledger
from comity.ledger.migrations import MIGRATIONS
from comity.ledger.schema import VERSION

OLD = Path(__file__).parent / "old"


@pytest.fixture
def first(tmp_path):
    """A ledger as version 1 wrote it: one document, three claims, two rulings."""
    path = tmp_path / "acts.db"
    raw = sqlite3.connect(path)
    raw.executescript((OLD / "v1.sql").read_text(encoding="utf-8"))
    raw.close()
    return path


def hashes(path):
    raw = sqlite3.connect(path)
    found = {
        table: raw.execute(f"SELECT seq, hash FROM {table}").fetchall() for table in ("documents", "claims", "rulings")
    }
    raw.close()
    return found


def shape(path):
    """Every statement that made the database, without spaces and quotes."""
    raw = sqlite3.connect(path)
    rows = raw.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    raw.close()
    return {name: re.sub(r"[\s\"]|CONSTRAINT\w+", "", sql) for name, sql in rows}


def test_there_is_an_old_ledger_for_each_version_before_this():
    assert {path.name for path in OLD.iterdir()} >= {f"v{version}.sql" for version in range(1, VERSION)}
    assert sorted(MIGRATIONS) == list(range(2, VERSION + 1))


def test_a_ledger_of_an_earlier_version_says_what_to_do(first):
    before = first.read_bytes()
    with pytest.raises(OlderLedger) as told:
        Ledger.open(first)
    assert "version 1" in told.value.message
    assert f"comity ledger migrate {first}" in told.value.hint
    assert first.read_bytes() == before


def test_a_migrated_ledger_has_its_rows_and_hashes_and_the_shape_of_a_new_one(first, tmp_path):
    before = hashes(first)
    assert Ledger.migrate(first) == ["keep_originals"]
    assert hashes(first) == before
    with Ledger.open(first) as ledger:
        ledger.verify()
        assert [act.id for act in ledger.acts(receiver="BGD")] == [
            "recognise:BTN:BGD:1971-12-06",
            "recognise:IND:BGD:1971-12-06",
        ]
    Ledger.create(tmp_path / "new.db").close()
    assert shape(first) == shape(tmp_path / "new.db")


def test_a_migration_is_applied_once_with_its_record(first):
    Ledger.migrate(first)
    assert Ledger.migrate(first) == []
    raw = sqlite3.connect(first)
    assert raw.execute("SELECT version, migration FROM comity_versions").fetchall() == [
        (1, "first tables"),
        (2, "keep_originals"),
    ]
    raw.close()


def test_a_migration_that_fails_leaves_the_ledger_as_it_was(first, monkeypatch):
    def half(connection):
        MIGRATION(connection)
        raise KeyboardInterrupt

    MIGRATION = MIGRATIONS[2]
    before = hashes(first), shape(first)
    monkeypatch.setitem(MIGRATIONS, 2, half)
    with pytest.raises(KeyboardInterrupt):
        Ledger.migrate(first)
    assert (hashes(first), shape(first)) == before
    monkeypatch.undo()
    assert Ledger.migrate(first) == ["keep_originals"]
