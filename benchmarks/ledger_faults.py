"""What a ledger keeps when processes are killed, many write at once, and bytes are changed.

    python -m benchmarks.ledger_faults kills   --database sqlite --times 1000
    python -m benchmarks.ledger_faults kills   --database postgresql --times 1000
    python -m benchmarks.ledger_faults soak    --database sqlite --seconds 600 --writers 16 --readers 16
    python -m benchmarks.ledger_faults bytes   --times 1000
    python -m benchmarks.ledger_faults file    --times 1000

Each prints one JSON object and leaves with 1 where a promise was broken. The tests run the same with small numbers.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from comity.claims import Claim
from comity.days import Day
from comity.errors import ComityError, LedgerError
from comity.ledger import Ledger, Ruling
from comity.sources.documents import Document, hash_bytes

CODES = ("FRA", "DEU", "ITA", "ESP", "POL", "AUT", "BEL", "NLD", "PRT", "SWE")


def batch(writer: int, number: int) -> list[Document | Claim | Ruling]:
    """Six rows that no other batch has: a document, four claims, a ruling."""
    text = f"Batch {number} of writer {writer}."
    document = Document(id=hash_bytes(text.encode()), text=text)
    claims = [
        Claim(
            kind="recognise",
            sender=CODES[(writer + number + n) % len(CODES)],
            receiver="XKX",
            happened=Day.parse(f"{1990 + number % 30}-0{1 + n}-1{n}"),
            document=document.id,
            start=n,
            end=n + 1,
        )
        for n in range(4)
    ]
    return [document, *claims, Ruling(verb="accept", claim=claims[0].id, by=f"writer {writer}")]


def held(ledger: Ledger, rows: list[Document | Claim | Ruling]) -> int:
    """How many of the batch's rows the ledger has."""
    claims = [row for row in rows if isinstance(row, Claim)]
    found = len(ledger.claims(ids=[one.id for one in claims]))
    found += ledger.document(claims[0].document) is not None
    return found + len(ledger.rulings(claim=claims[0].id))


# -- kills -----------------------------------------------------------------------------------------------------------


def kills(new: Callable[[], str], times: int, *, seed: int = 1, each: int = 25, within: float = 0.1) -> dict:
    """Kill a writing process ``times`` times at random moments; a new ledger after every ``each``.

    After each kill: every acknowledged batch is whole, the one being written is whole or not there, ``verify`` passes
    without any repair, and the batch that was not acknowledged goes in when it is sent again. The kill comes at any
    moment of the ``within`` seconds after the process has begun, opened the ledger, or had a batch or two taken.
    """
    rng = random.Random(seed)
    acknowledged = written = torn = lost = 0
    place = ""
    started = time.perf_counter()
    for kill in range(times):
        if kill % each == 0:
            place = new()
            Ledger.create(place).close()
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            with contextlib.suppress(BaseException), Ledger.open(place) as ledger:
                os.write(writing, b"!")
                for number in range(1_000_000):
                    ledger.append(batch(kill, number), by="writer")
                    os.write(writing, b".")
            os._exit(0)
        os.close(writing)
        told = -1
        for _ in range(rng.randrange(4)):  # opened, and up to two batches acknowledged, however slow the machine
            told += len(os.read(reading, 1))
        time.sleep(rng.uniform(0.0, within))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reading, "rb") as pipe:
            told = max(0, told + len(pipe.read()))  # killed before it had opened the ledger: nothing was told
        with Ledger.open(place) as ledger:
            ledger.verify()
            lost += sum(held(ledger, batch(kill, number)) != 6 for number in range(told))
            last = held(ledger, batch(kill, told))
            torn += last not in (0, 6)
            written += last == 6
            ledger.append(batch(kill, told), by="writer")
            torn += held(ledger, batch(kill, told)) != 6
        acknowledged += told
    return {
        "kills": times, "acknowledged_batches": acknowledged, "lost": lost, "torn": torn,
        "written_but_not_acknowledged": written, "seconds": round(time.perf_counter() - started, 1),
    }  # fmt: skip


# -- soak ------------------------------------------------------------------------------------------------------------


def soak(place: str, seconds: float, writers: int, readers: int) -> dict:
    """Many processes write and read one ledger; the readers look for half a batch and for a head that goes back."""
    Ledger.create(place).close()
    folder = Path(tempfile.mkdtemp(prefix="comity-soak-"))
    until = time.time() + seconds
    jobs = [(_writer, n) for n in range(writers)] + [(_reader, n) for n in range(readers)]
    children = []
    for job, number in jobs:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                told = job(place, number, until)
                (folder / f"{job.__name__}-{number}.json").write_text(json.dumps(told))
                status = 0
            except BaseException as error:
                print(f"{job.__name__} {number}: {type(error).__name__} {error}", file=sys.stderr)
            os._exit(status)
        children.append(child)
    failed = sum(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0 for child in children)
    told = {path.stem: json.loads(path.read_text()) for path in folder.glob("*.json")}
    shutil.rmtree(folder)
    wrote = {int(name.split("-")[1]): one for name, one in told.items() if name.startswith("_writer")}
    read = [one for name, one in told.items() if name.startswith("_reader")]
    with Ledger.open(place) as ledger:
        began = time.perf_counter()
        head = ledger.verify()
        verified = time.perf_counter() - began
        kept = {row["id"] for row in ledger.rows(["claims"])}
    sent = sum(one["batches"] for one in wrote.values())
    lost = sum(
        row.id not in kept
        for writer, one in wrote.items()
        for number in range(one["batches"])
        for row in batch(writer, number)
        if isinstance(row, Claim)
    )
    return {
        "seconds": seconds, "writers": writers, "readers": readers, "processes_failed": failed, "batches": sent,
        "rows": sum(head.counts.values()), "rows_expected": 6 * sent, "claims_lost": lost,
        "batches_per_second": round(sent / seconds, 1), "busy": sum(one["busy"] for one in wrote.values()),
        "longest_append_seconds": round(max(one["longest"] for one in wrote.values()), 2),
        "fewest_and_most_batches_of_a_writer": [f(o["batches"] for o in wrote.values()) for f in (min, max)],
        "reads": sum(one["reads"] for one in read), "half_batches_seen": sum(one["half"] for one in read),
        "heads_gone_back": sum(one["back"] for one in read), "verify_seconds": round(verified, 1),
    }  # fmt: skip


def _writer(place: str, number: int, until: float) -> dict:
    batches = busy = 0
    longest = 0.0
    with Ledger.open(place) as ledger:
        while time.time() < until:
            began = time.perf_counter()
            try:
                ledger.append(batch(number, batches), by=f"writer {number}")
                batches += 1
            except LedgerError as error:
                if "another program" not in error.message:
                    raise
                busy += 1
            longest = max(longest, time.perf_counter() - began)
    return {"batches": batches, "busy": busy, "longest": longest}


def _reader(place: str, number: int, until: float) -> dict:
    reads = half = back = 0
    rng = random.Random(number)
    with Ledger.open(place) as ledger:
        last = 0
        while time.time() < until:
            head = ledger.head()
            half += head.claims[0] != 4 * head.documents[0] or head.rulings[0] != head.documents[0]
            back += head.claims[0] < last
            last = head.claims[0]
            ledger.acts(sender=rng.choice(CODES))
            reads += 1
            time.sleep(0.05)
    return {"reads": reads, "half": half, "back": back}


# -- changed bytes ---------------------------------------------------------------------------------------------------


def filled(path: Path, batches: int = 20) -> None:
    """A ledger in a file, closed."""
    with Ledger.create(path) as ledger:
        for number in range(batches):
            ledger.append(batch(0, number), by="écrivain")


def changed_rows(folder: Path, times: int, seed: int = 1) -> dict:
    """Change one byte of one field of one row, as somebody with the file could, and see whether ``verify`` finds it."""
    good = folder / "good.db"
    filled(good)
    rng = random.Random(seed)
    found = 0
    fields = _fields(good)
    for _ in range(times):
        path = folder / "changed.db"
        shutil.copy(good, path)
        _change_row(path, *rng.choice(fields), rng)
        found += not _verifies(path)
    return {"byte_changes_in_rows": times, "found": found}


def _fields(path: Path) -> list[tuple[str, str, int]]:
    raw = sqlite3.connect(path)
    tables = ("documents", "claims", "rulings", "comity_versions")
    found = [
        (table, column, row)
        for table in tables
        for (column,) in raw.execute(f"SELECT name FROM pragma_table_info('{table}')").fetchall()
        for (row,) in raw.execute(f'SELECT rowid FROM {table} WHERE length(CAST("{column}" AS BLOB)) > 0').fetchall()
    ]
    raw.close()
    return found


def _change_row(path: Path, table: str, column: str, row: int, rng: random.Random) -> None:
    raw = sqlite3.connect(path)
    raw.text_factory = bytes
    guards = [
        (name.decode(), sql.decode())
        for name, sql in raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    ]
    for name, _ in guards:
        raw.execute(f"DROP TRIGGER {name}")
    (value, kind) = raw.execute(
        f'SELECT CAST("{column}" AS BLOB), typeof("{column}") FROM {table} WHERE rowid = ?', (row,)
    ).fetchone()
    data = bytearray(value)
    place = rng.randrange(len(data))
    if kind == b"integer":
        data[place] = rng.choice([digit for digit in b"123456789" if digit != data[place]])
    else:
        data[place] = rng.choice([byte for byte in range(1, 256) if byte != data[place]])
    kept = "INTEGER" if kind == b"integer" else "TEXT"
    with contextlib.suppress(sqlite3.IntegrityError):  # a number that another row has: change it to one that none has
        raw.execute(f'UPDATE {table} SET "{column}" = CAST(? AS {kept}) WHERE rowid = ?', (bytes(data), row))
    if raw.total_changes == 0:
        raw.execute(f'UPDATE {table} SET "{column}" = 1000000 WHERE rowid = ?', (row,))
    assert raw.total_changes == 1
    for _, sql in guards:
        raw.execute(sql)
    raw.commit()
    raw.close()


def changed_file(folder: Path, times: int, seed: int = 1) -> dict:
    """Change one byte anywhere in the file: ``verify`` finds it, or it is a byte that no row and no index uses.

    ``harmless`` counts these by what they are; ``silent`` counts changes of used bytes, or of what a row says, that
    were not found.
    """
    good = folder / "good.db"
    filled(good)
    with Ledger.open(good) as ledger:
        rows = list(ledger.rows())
    data = good.read_bytes()
    uses = uses_of_bytes(data)
    rng = random.Random(seed)
    found, silent, harmless = 0, [], Counter()
    for _ in range(times):
        path = folder / "changed.db"
        for name in ("changed.db", "changed.db-wal", "changed.db-shm"):
            (folder / name).unlink(missing_ok=True)
        changed = bytearray(data)
        place = rng.randrange(len(data))
        changed[place] ^= rng.randrange(1, 256)
        path.write_bytes(changed)
        if not _verifies(path):
            found += 1
            continue
        with Ledger.open(path) as ledger:
            same = list(ledger.rows()) == rows
        if same and uses[place] != "used":
            harmless[uses[place]] += 1
        else:
            silent.append(place)
    counts = Counter(uses)
    return {
        "byte_changes_in_file": times, "found": found, "harmless": dict(harmless), "silent": silent,
        "bytes": len(data), "bytes_used": counts["used"],
    }  # fmt: skip


# What opening and reading a ledger does not rest on (sqlite.org/fileformat2.html, 1.3): the versions of writing and
# reading, the counter of changes, the schema's cookie and format, the size of caches, the encoding's high
# bits, the user's version, what is reserved, and the version of SQLite that wrote last.
_HEADER = [18, 19, *range(24, 28), *range(40, 52), *range(56, 64), *range(72, 100)]


def uses_of_bytes(data: bytes) -> list[str]:
    """For each byte of a SQLite file: ``used``, or what it is that no row and no index uses.

    Source: sqlite.org/fileformat2.html, 1.5 (freelist) and 1.6 (B-tree pages).
    """
    size = int.from_bytes(data[16:18], "big")
    uses = ["used"] * len(data)
    for place in _HEADER:
        uses[place] = "a field of the file's header that says nothing of rows"
    overflow: set[int] = set()
    trunk, free = int.from_bytes(data[32:36], "big"), set()
    while trunk:
        start = (trunk - 1) * size
        leaves = int.from_bytes(data[start + 4 : start + 8], "big")
        free |= {int.from_bytes(data[at : at + 4], "big") for at in range(start + 8, start + 8 + 4 * leaves, 4)}
        _mark(uses, start + 8 + 4 * leaves, start + size, "a free page")
        free.add(trunk)
        overflow.add(trunk)
        trunk = int.from_bytes(data[start : start + 4], "big")
    for page in free - overflow:
        _mark(uses, (page - 1) * size, page * size, "a free page")
    for page in range(1, len(data) // size + 1):
        start = (page - 1) * size
        if page in free or page in overflow or data[start + (100 if page == 1 else 0)] not in (2, 5, 10, 13):
            continue
        _mark_page(data, uses, start, size, 100 if page == 1 else 0, overflow)
    return uses


def _mark(uses: list[str], start: int, end: int, what: str) -> None:
    uses[start:end] = [what] * max(0, end - start)


def _mark_page(data: bytes, uses: list[str], start: int, size: int, skip: int, overflow: set[int]) -> None:
    head = start + skip
    kind = data[head]
    count = int.from_bytes(data[head + 3 : head + 5], "big")
    array = head + (12 if kind in (2, 5) else 8)
    _mark(uses, array + 2 * count, start + size, "a gap in a page")
    block = int.from_bytes(data[head + 1 : head + 3], "big")
    while block:  # next and size of a free block are used: SQLite walks them
        _mark(uses, start + block, start + block + 4, "used")
        block = int.from_bytes(data[start + block : start + block + 2], "big")
    for number in range(count):
        cell = start + int.from_bytes(data[array + 2 * number : array + 2 * number + 2], "big")
        at = cell + (4 if kind in (2, 5) else 0)
        if kind == 5:
            _, end = _varint(data, at)
            _mark(uses, cell, end, "used")
            continue
        payload, at = _varint(data, at)
        if kind == 13:
            _, at = _varint(data, at)
        most = size - 35 if kind == 13 else (size - 12) * 64 // 255 - 23
        least = (size - 12) * 32 // 255 - 23
        local = payload
        if payload > most:
            local = least + (payload - least) % (size - 4)
            local = local if local <= most else least
        end = at + local
        if local < payload:
            page, rest = int.from_bytes(data[end : end + 4], "big"), payload - local
            end += 4
            while page:
                overflow.add(page)
                begin = (page - 1) * size
                _mark(uses, begin, begin + size, "used")
                _mark(uses, begin + 4 + rest, begin + size, "the rest of a page behind the end of a row")
                page, rest = int.from_bytes(data[begin : begin + 4], "big"), max(0, rest - size + 4)
        _mark(uses, cell, end, "used")


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for number in range(9):
        byte = data[at + number]
        if number == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + number + 1
    raise AssertionError


def _verifies(path: Path) -> bool:
    try:
        with Ledger.open(path) as ledger:
            ledger.verify()
    except ComityError:
        return False
    return True


# -- the command -----------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def places(database: str) -> Iterator[Callable[[], str]]:
    """Gives new places for ledgers; for PostgreSQL on a server of our own that syncs to disk as it would in use."""
    count = iter(range(1_000_000))
    if database == "sqlite":
        folder = Path(tempfile.mkdtemp(prefix="comity-bench-"))
        try:
            yield lambda: str(folder / f"{next(count)}.db")
        finally:
            shutil.rmtree(folder)
        return
    from scripts.postgresql import programs
    from tests.ledger.server import Server

    found = programs()
    assert found, "no PostgreSQL server: python -m scripts.postgresql --install"
    server = Server(found, fsync=True)
    try:
        yield lambda: server.url(f"bench_{next(count)}")
    finally:
        server.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["kills", "soak", "bytes", "file"])
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--writers", type=int, default=16)
    parser.add_argument("--readers", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with places(options.database) as new:
        if options.what == "kills":
            within = 0.1 if options.database == "sqlite" else 0.4
            told = kills(new, options.times, seed=options.seed, within=within)
            broken = told["lost"] + told["torn"]
        elif options.what == "soak":
            told = soak(new(), options.seconds, options.writers, options.readers)
            broken = (
                told["processes_failed"] + told["claims_lost"] + told["half_batches_seen"] + told["heads_gone_back"]
            )
            broken += told["rows"] != told["rows_expected"]
        else:
            folder = Path(tempfile.mkdtemp(prefix="comity-bytes-"))
            told = (changed_rows if options.what == "bytes" else changed_file)(folder, options.times, options.seed)
            shutil.rmtree(folder)
            broken = len(told.get("silent", ())) + (options.times - told["found"] if options.what == "bytes" else 0)
    machine = {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version, "cores": os.cpu_count()}
    print(json.dumps({"what": options.what, "database": options.database, **told, **machine}))
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
