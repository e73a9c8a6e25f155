"""A large file is read by a second process, and gives the ledger that one process would have made of it."""

import json
import os
import signal

import pytest

from comity.errors import AmbiguousName, BadInput, LedgerError, UnknownKind
from comity.ledger import Ledger, ahead
from comity.ledger.ahead import read_ahead
from comity.ledger.exchange import read_rows


def lines(path, *rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def claim(number, **fields):
    return {
        "kind": "recognise", "sender": "France", "receiver": "XKX", "happened": "2008-02-18", "start": number,
        "end": number + 9, **fields,
    }  # fmt: skip


@pytest.fixture
def claims(tmp_path):
    """Several hands full of claims, and a ruling on the first."""
    rows = [claim(number) for number in range(5_000)]
    first = next(read_rows(lines(tmp_path / "first.jsonl", rows[0]).open("rb"), "first.jsonl"))[1]
    return lines(tmp_path / "claims.jsonl", *rows, {"row": "ruling", "verb": "accept", "claim": first.id})


def test_two_processes_make_the_ledger_that_one_makes(claims, place):
    when = "2026-01-01T00:00:00.000000Z"
    with Ledger.create(place()) as one, Ledger.create(place()) as two:
        with claims.open("rb") as stream:
            one.append((row for _, row, _ in read_rows(stream, str(claims))), recorded=when)
        done = two.append((row for _, row, _ in read_ahead(claims, form="jsonl")), recorded=when)
        assert done.new == 5_001
        assert one.head() == two.head()
        assert two.verify() == one.head()


def test_parquet_is_read_ahead_too(claims, tmp_path):
    import pyarrow as pa
    from pyarrow import parquet

    rows = [json.loads(line) for line in claims.read_text().splitlines()[:-1]]
    parquet.write_table(pa.Table.from_pylist(rows), tmp_path / "claims.parquet")
    found = [row.id for _, row, _ in read_ahead(tmp_path / "claims.parquet", form="parquet")]
    with claims.open("rb") as stream:
        assert found == [row.id for _, row, _ in read_rows(stream, "claims")][:-1]


@pytest.mark.parametrize(
    ("row", "error", "says"),
    [
        ({"kind": "adore"}, UnknownKind, "no kind of act is called 'adore'"),
        ({"sender": "Guinea and Congo"}, Exception, "Guinea and Congo"),
        ({"receiver": "FRA"}, BadInput, "FRA cannot act upon itself"),
        ({"sender": "Korea"}, AmbiguousName, "Korea"),
    ],
)
def test_what_is_wrong_with_a_row_is_told_with_its_line(tmp_path, row, error, says):
    """As one process tells it; the rows before it have come."""
    path = lines(tmp_path / "claims.jsonl", claim(1), claim(2, **row))
    read = read_ahead(path, form="jsonl")
    assert next(read)[0] == f"{path}:1"
    with pytest.raises(error, match=says) as raised:
        list(read)
    assert raised.value.where == f"{path}:2"
    with path.open("rb") as stream, pytest.raises(error) as alone:
        list(read_rows(stream, str(path)))
    assert vars(alone.value) == vars(raised.value)


def test_a_reading_process_that_is_killed_is_told_and_nothing_is_half_written(claims, tmp_path, monkeypatch):
    """The operating system kills it for want of memory, say."""
    with Ledger.create(tmp_path / "acts.db") as ledger:
        rows = read_ahead(claims, form="jsonl")

        def killed():
            _, row, _ = next(rows)
            yield row
            [reader] = ahead.multiprocessing.active_children()
            os.kill(reader.pid, signal.SIGKILL)
            for _, row, _ in rows:
                yield row

        with pytest.raises(LedgerError, match="the process that read it was ended"):
            ledger.append(killed())
        assert ledger.head().claims[0] == 0


def test_whoever_stops_early_leaves_no_process_behind(claims):
    rows = read_ahead(claims, form="jsonl")
    next(rows)
    [reader] = ahead.multiprocessing.active_children()
    rows.close()
    assert not reader.is_alive()
    assert ahead.multiprocessing.active_children() == []
