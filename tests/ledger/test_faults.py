"""Faults: what was acknowledged is there, nothing is half there, and the message says what to do."""

import contextlib
import os
import resource
import subprocess
import tempfile
import threading
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from benchmarks.ledger_faults import changed_file, changed_rows, kills, soak
from tests.ledger.make import claim, document

from comity.errors import BrokenChain, LedgerError
from comity.ledger import Ledger, database, store


def claims(count, first=0, **fields):
    return [claim(start=n, end=n, **fields) for n in range(first, first + count)]


def in_a_child(work):
    """Run in a process of its own; its exit code, 0 where ``work`` returned."""
    child = os.fork()
    if child == 0:
        code = 99
        with contextlib.suppress(BaseException):
            code = work() or 0
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def goes_on(place, acknowledged):
    """The ledger opens without repair, verifies, has exactly this many claims, and takes the next batch."""
    with Ledger.open(place) as ledger:
        assert ledger.verify().claims[0] == acknowledged
        assert ledger.append(claim("ITA", note="after the fault")).new == 1


# -- killed, and many at once ----------------------------------------------------------------------------------------


def test_a_killed_process_loses_no_acknowledged_batch_and_leaves_none_half(place):
    told = kills(place, 12, each=12, within=0.15)
    assert (told["lost"], told["torn"]) == (0, 0)
    assert told["acknowledged_batches"] > 0


def test_a_killed_server_loses_no_acknowledged_batch(server):
    place = server.url("killed_server")
    Ledger.create(place).close()
    sent = 0
    for _ in range(2):
        with Ledger.open(place) as ledger:
            for _ in range(5):
                ledger.append(claims(3, sent))
                sent += 3
            server.kill()
            with pytest.raises(LedgerError, match=r"connection|server") as told:
                ledger.append(claim("DEU"))
            assert told.value.hint
        server.start()
    goes_on(place, sent)


def test_many_writers_and_readers_lose_nothing_and_fork_nothing(place):
    told = soak(place(), 3, writers=4, readers=4)
    assert told["processes_failed"] == told["claims_lost"] == 0
    assert told["half_batches_seen"] == told["heads_gone_back"] == 0
    assert told["rows"] == told["rows_expected"] > 0
    assert told["reads"] > 0


def test_threads_share_one_ledger_in_memory():
    with Ledger.in_memory() as ledger:
        share(ledger)


def test_threads_share_one_ledger(ledger):
    share(ledger)


def share(ledger):
    failed = []

    def work(number):
        try:
            for n in range(10):
                ledger.append(claims(3, 1000 * number + 3 * n))
                assert ledger.head().claims[0] % 3 == 0
                ledger.acts(sender="FRA")
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert ledger.verify().claims[0] == 180


def test_a_writer_waits_for_another_says_so_and_gives_up_in_time(place, monkeypatch):
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.6)
    monkeypatch.setattr(database, "_STEP", 0.2)
    where = place()
    waits = []
    with Ledger.create(where) as one, Ledger.open(where) as other:
        other.on_waiting(waits.append)
        with one._database.write(), pytest.raises(LedgerError, match="nothing was written") as told:
            other.append(claim())
        assert "another program has been writing" in told.value.message
        assert "sent again without harm" in told.value.hint
        assert len(waits) >= 2
        assert other.append(claim()).new == 1


# -- faults of the machine -------------------------------------------------------------------------------------------


def fill(place, limit):
    """Append under ``limit`` until it fails; how many claims were acknowledged, by a message's file beside it."""
    told = Path(tempfile.mkstemp(prefix="comity-told-")[1])

    def work():
        limit()
        with Ledger.open(place) as ledger:
            for number in range(10_000):
                try:
                    ledger.append(claims(20, 20 * number, note="x" * 500))
                except LedgerError as error:
                    told.write_text(f"{20 * number}\n{error.message}\n{error.hint}")
                    return 0
        return 1

    assert in_a_child(work) == 0
    count, message, hint = told.read_text().split("\n")
    told.unlink()
    assert int(count) > 0
    return int(count), message, hint


def test_a_file_that_may_not_grow_takes_whole_batches_until_then(tmp_path):
    place = tmp_path / "acts.db"
    Ledger.create(place).close()
    count, message, hint = fill(place, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000)))
    assert "written" in message
    assert hint
    with Ledger.open(place) as ledger:
        # The batch that could not be confirmed may have been written, as its message said; it is whole or not there.
        there = ledger.verify().claims[0]
        assert there in ((count, count + 20) if "may have" in message else (count,))
        assert ledger.append(claims(20, count, note="x" * 500)).new == count + 20 - there


@pytest.fixture
def small_disk():
    """A disk of two megabytes."""
    folder = Path(tempfile.mkdtemp(prefix="comity-disk-", dir="/tmp"))
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m,mode=777", "comity", folder], capture_output=True)
    if mounted.returncode:
        folder.rmdir()
        pytest.skip("no disk can be mounted by this user")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)
    folder.rmdir()


def test_a_full_disk_is_told_and_everything_acknowledged_is_there(small_disk):
    place = small_disk / "acts.db"
    Ledger.create(place).close()
    count, message, hint = fill(place, lambda: None)
    assert message == "the disk is full; nothing was written"
    assert "make room" in hint
    with Ledger.open(place) as ledger:
        assert ledger.verify().claims[0] == count
    subprocess.run(["mount", "-o", "remount,size=8m", small_disk], check=True)
    goes_on(place, count)


def test_a_server_whose_disk_is_full_says_so_and_goes_on_when_there_is_room(server, small_disk):
    subprocess.run(["chown", server.user, small_disk], check=True)
    with server.admin() as admin:
        admin.execute(f"CREATE TABLESPACE small LOCATION '{small_disk}'")
        admin.execute("GRANT CREATE ON TABLESPACE small TO comity_owner")
        admin.execute("ALTER ROLE comity_owner SET default_tablespace = small")
    place = server.url("full_disk")
    try:
        Ledger.create(place).close()
        count, message, hint = fill(place, lambda: None)
        assert message == "the disk is full; nothing was written"
        assert "make room" in hint
        subprocess.run(["mount", "-o", "remount,size=8m", small_disk], check=True)
        goes_on(place, count)
    finally:
        with server.admin() as admin:
            admin.execute("ALTER ROLE comity_owner RESET default_tablespace")
            admin.execute("DROP SCHEMA IF EXISTS full_disk CASCADE")
            admin.execute("DROP TABLESPACE small")


@pytest.fixture
def nobody():
    """A folder that anyone may enter, and a way to be somebody who may not write everything."""
    folder = Path(tempfile.mkdtemp(prefix="comity-read-", dir="/tmp"))
    folder.chmod(0o755)

    @contextlib.contextmanager
    def be():
        if os.geteuid() != 0:
            yield
            return
        os.seteuid(65534)
        try:
            yield
        finally:
            os.seteuid(0)

    yield folder, be
    folder.chmod(0o755)
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


def test_a_ledger_in_a_folder_that_may_not_be_written_is_read_and_not_written(nobody):
    folder, be = nobody
    place = folder / "acts.db"
    with Ledger.create(place) as ledger:
        ledger.append(claims(3))
    place.chmod(0o444)
    folder.chmod(0o555)
    with be(), Ledger.open(place) as ledger:
        assert ledger.verify().claims[0] == 3
        assert len(ledger.acts()) == 1
        with pytest.raises(LedgerError, match=r"cannot be written.*nothing was written") as told:
            ledger.append(claim("DEU"))
        assert "make the file and its folder writable" in told.value.hint
    folder.chmod(0o755)
    place.chmod(0o644)
    goes_on(place, 3)


def test_a_file_that_may_not_be_read_or_made_is_told(nobody):
    folder, be = nobody
    place = folder / "acts.db"
    Ledger.create(place).close()
    place.chmod(0o000)
    with be():
        with pytest.raises(LedgerError, match="cannot be opened: Permission denied"):
            Ledger.open(place)
        with pytest.raises(LedgerError, match="cannot be made: Permission denied"):
            Ledger.create(folder / "new.db")
    place.chmod(0o644)


def test_a_server_that_only_reads_is_told(server):
    place = server.url("read_only")
    with Ledger.create(place) as ledger:
        ledger.append(claims(3))
    with server.admin() as admin:
        admin.execute("ALTER ROLE comity_owner SET default_transaction_read_only = on")
        try:
            with Ledger.open(place) as ledger, pytest.raises(LedgerError, match="read-only; nothing was written"):
                ledger.append(claim("DEU"))
        finally:
            admin.execute("ALTER ROLE comity_owner RESET default_transaction_read_only")
    goes_on(place, 3)


def cut(server):
    with server.admin() as admin:
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'comity'")


def test_a_connection_lost_while_writing_is_told_and_the_ledger_goes_on(server):
    with Ledger.create(server.url("lost")) as ledger:
        ledger.append(claims(3))

        def rows():
            yield from claims(6_000, 3)
            cut(server)
            yield from claims(6_000, 6_003)

        with pytest.raises(LedgerError, match="connection to the database was lost; nothing was written"):
            ledger.append(rows())
        assert ledger.verify().claims[0] == 3
        assert ledger.append(claim("DEU")).new == 1


@pytest.mark.parametrize("moment", ["before_cursor_execute", "after_cursor_execute"])
def test_an_answer_that_never_came_is_asked_for_again_by_the_same_batch(server, moment):
    """The connection breaks as the batch is confirmed: the client cannot know. Sent again, it is there once."""
    with Ledger.create(server.url(f"commit_{moment}")) as ledger:
        broken = []

        def break_it(connection, cursor, statement, *_):
            if statement == "COMMIT" and not broken:
                broken.append(True)
                cut(server)
                if moment == "after_cursor_execute":
                    raise psycopg.OperationalError("server closed the connection unexpectedly")

        sa.event.listen(ledger._database.engine, moment, break_it)
        with pytest.raises(LedgerError, match="may have been written or not") as told:
            ledger.append(claims(3))
        assert "append the same batch again" in told.value.hint
        there = ledger.head().claims[0]
        assert there == (3 if moment == "after_cursor_execute" else 0)
        done = ledger.append(claims(3))
        assert (done.new, done.known) == (3 - there, there)
        assert ledger.verify().claims[0] == 3


def test_a_clock_that_goes_back_changes_neither_order_nor_what_was_known_when(ledger, monkeypatch):
    for number, now in enumerate(["2030-01-02", "2030-01-01", "2029-01-01", "2030-01-03"]):
        monkeypatch.setattr(store, "_now", lambda now=now: f"{now}T00:00:00.000000Z")
        ledger.append(claims(1, number))
    assert [one.recorded[:10] for one in ledger.claims()] == ["2030-01-02"] * 3 + ["2030-01-03"]
    ledger.verify()


@pytest.mark.parametrize("fault", [KeyboardInterrupt, MemoryError, RuntimeError])
def test_an_interrupt_or_want_of_memory_in_the_middle_leaves_nothing(ledger, fault):
    def rows():
        yield document()
        yield from claims(6_000)
        raise fault

    ledger.append(claims(3, 10_000))
    with pytest.raises(LedgerError if fault is MemoryError else fault) as told:
        ledger.append(rows())
    if fault is MemoryError:
        assert "memory ran out; nothing was written" in told.value.message
    assert ledger.verify().counts == {"originals": 0, "documents": 0, "claims": 3, "rulings": 0}
    assert ledger.append(claim("DEU")).new == 1


def test_a_process_that_runs_out_of_memory_leaves_nothing_half(tmp_path):
    place = tmp_path / "acts.db"
    with Ledger.create(place) as ledger:
        ledger.append(claims(3))

    def work():
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + 60_000_000, used + 60_000_000))
        hoard = []

        def rows():
            for one in claims(100_000, 3, note="x" * 1000):
                hoard.append(bytearray(10_000))
                yield one

        with Ledger.open(place) as ledger:
            try:
                ledger.append(rows())
            except LedgerError as error:
                hoard.clear()
                return 0 if "memory" in error.message else 3
        return 1

    assert in_a_child(work) == 0
    goes_on(place, 3)


# -- changed bytes ---------------------------------------------------------------------------------------------------


def test_every_changed_byte_of_a_row_is_found(tmp_path):
    assert changed_rows(tmp_path, 40)["found"] == 40


def test_a_changed_byte_of_the_file_is_found_unless_nothing_uses_it(tmp_path):
    told = changed_file(tmp_path, 60)
    assert told["silent"] == []
    assert told["found"] + sum(told["harmless"].values()) == 60


@pytest.mark.slow
def test_of_a_thousand_changed_bytes_of_the_file_every_used_one_is_found(tmp_path):
    """The others lie in gaps of pages, on free pages, or in fields of the header that say nothing of rows."""
    told = changed_file(tmp_path, 1000, seed=7)
    assert told["silent"] == []
    assert told["found"] > 400


def test_a_changed_word_of_the_schema_is_found(tmp_path):
    """A column's type says how SQLite compares what is in it; every row would still read as it was."""
    path = tmp_path / "acts.db"
    Ledger.create(path).close()
    data = path.read_bytes()
    place = data.index(b"receiver TEXT")
    path.write_bytes(data[:place] + b"receiver TEXU" + data[place + 13 :])
    with Ledger.open(path) as ledger, pytest.raises(BrokenChain, match="the table 'claims' is not as it was made"):
        ledger.verify()
