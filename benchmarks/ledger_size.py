"""A ledger at size: how fast claims go in, in how much memory, and how fast views come out.

    python -m benchmarks.ledger_size load  --claims 1000000 --form jsonl --database sqlite
    python -m benchmarks.ledger_size load  --claims 1000000 --form parquet --database postgresql
    python -m benchmarks.ledger_size views --claims 1000000 --parties 10000 --rulings 100000

Claims are made at random. ``load`` reads a file as `comity ledger append --every N` does, names of parties
settled; ``views`` makes up parties beside those of the tables, a tenth of the claims upon fifty cases, and asks about
these, with the ledger opened anew before. Each prints a JSON object.
"""

from __future__ import annotations

import argparse
import datetime as dt
import functools
import itertools
import json
import os
import platform
import random
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.ledger_faults import places

from comity.claims import Claim
from comity.days import Day
from comity.ledger import Ledger, Ruling
from comity.ledger.ahead import read_ahead
from comity.polities import registry
from comity.record import Record
from comity.standing.lives import bearing, maker

KINDS = ("recognise", "withdraw-recognition", "establish-relations", "sever-relations", "open-mission", "sign-treaty")
FIRST = dt.date(1946, 1, 1).toordinal()


def rows(count: int, senders: list[str], receivers: list[str], seed: int = 1) -> Iterator[dict]:
    """Claims as JSON objects; no two say the same."""
    rng = random.Random(seed)
    for number in range(count):
        sender, receiver = rng.choice(senders), rng.choice(receivers)
        yield {
            "kind": rng.choice(KINDS),
            "sender": sender,
            "receiver": receiver if receiver != sender else "XKX",
            "happened": dt.date.fromordinal(FIRST + rng.randrange(29_000)).isoformat(),
            "document": f"{number // 50:064x}",
            "start": number,
            "end": number + 80,
            "evidence": f"Sentence {number} of the document, of eighty characters, that says who did what to whom.",
        }


def peak() -> int:
    """Megabytes of memory this process has had at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def load(count: int, form: str, database: str, every: int) -> dict:
    codes = sorted(registry().in_being("2000-01-01"))
    with tempfile.TemporaryDirectory() as folder, places(database) as new:
        path = Path(folder) / f"claims.{form}"
        made = (
            {**row, "receiver": row["receiver"] if row["receiver"] != "UNX" else "XKX"}
            for row in rows(count, codes, codes)
        )
        if form == "jsonl":
            with path.open("w") as file:
                file.writelines(json.dumps(row) + "\n" for row in made)
        else:
            import pyarrow as pa
            from pyarrow import parquet

            first = pa.Table.from_pylist(list(itertools.islice(made, 50_000)))
            with parquet.ParquetWriter(path, first.schema) as writer:
                writer.write_table(first)
                while part := list(itertools.islice(made, 50_000)):
                    writer.write_table(pa.Table.from_pylist(part))
        before = peak()
        with Ledger.create(new()) as ledger:
            memory = []
            began, worked = time.perf_counter(), time.process_time()
            bare = (row for _, row, _ in read_ahead(path, form=form))
            done = ledger.append_in_parts(bare, by="bench", part=every, progress=lambda _: memory.append(peak()))
            seconds, worked = time.perf_counter() - began, time.process_time() - worked
            of_reader = resource.getrusage(resource.RUSAGE_CHILDREN)
        with ledger:
            began = time.perf_counter()
            bare = (row for _, row, _ in read_ahead(path, form=form))
            again = ledger.append_in_parts(bare, by="bench", part=every)
            resumed = time.perf_counter() - began
        return {
            "claims": done.new, "form": form, "database": database, "every": every, "seconds": round(seconds, 1),
            "claims_per_second": round(count / seconds),
            "processor_seconds": {"writing": round(worked, 1), "reading": round(of_reader.ru_utime, 1)},
            "reader_megabytes": of_reader.ru_maxrss // 1024,
            "megabytes_before": before,
            "megabytes_after_first_part": memory[0], "megabytes_at_the_end": memory[-1],
            "again_seconds": round(resumed, 1), "again_new": again.new,
        }  # fmt: skip


def grown(path: Path, count: int, parties: int, rulings: int) -> tuple[list[str], float]:
    """A ledger with a tenth of its claims upon fifty cases, half of these by states; the cases, and seconds taken."""
    who = registry()
    known = [*who.polities, *who.governments]
    names = known + [f"P{number:05d}" for number in range(parties - len(known))]
    cases = ["XKX", "AFG/emirate-2021", "CHN/prc", "CHN/roc"]
    cases += [code for code in known[::12] if code not in cases][: 50 - len(cases)]
    states = sorted(who.in_being("2000-01-01"))
    rng = random.Random(2)
    heavy = rows(count // 10, states + rng.sample(names, len(states)), cases, seed=3)
    light = rows(count - count // 10, names, names)
    ids: list[str] = []

    def made() -> Iterator[Claim]:
        for row in itertools.chain(light, heavy):
            if row["sender"] == row["receiver"]:
                row["receiver"] = "PSE"
            claim = Claim(**{**row, "happened": Day.parse(row["happened"])})
            if rng.random() < rulings / count * 1.05:
                ids.append(claim.id)
            yield claim

    verbs = ("accept", "reject", "accept", "withdraw")
    with Ledger.create(path) as ledger:
        began = time.perf_counter()
        ledger.append_in_parts(made(), by="bench")
        appended = time.perf_counter() - began
        ruled = (Ruling(verb=rng.choice(verbs), claim=id_, by="bench") for id_ in ids[:rulings])
        ledger.append_in_parts(ruled, by="bench")
    return cases, appended


def timed(ask: Callable[[], object]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    ask()
    return 1000 * (time.perf_counter() - began)


def views(count: int, parties: int, rulings: int) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "acts.db"
        cases, appended = grown(path, count, parties, rulings)
        told: dict = {"parties": parties, "append_seconds": round(appended, 1)}
        with Ledger.open(path) as ledger:
            told |= {name: number for name, number in ledger.head().counts.items() if number}
            told["claims of a case"] = len(ledger.claims(party=cases[0]))
            told["file_megabytes"] = round(path.stat().st_size / 1e6)
            record = Record(ledger)
            told["lives of all cases, first, s"] = round(timed(lambda: record.view().cases) / 1000, 1)
            told["memory after, MB"] = peak()
            told["cases"] = len(record.view().cases)
        with Ledger.open(path) as ledger:
            record = Record(ledger)
            told["lives of all cases, opened anew, ms"] = round(timed(lambda: record.view().cases), 1)
            begun = [case for case in cases if registry().get(case).start.earliest.year < 2020]
            asked: dict[str, Callable[[str], object]] = {
                "acts of a case": lambda one: ledger.acts(party=one, implied=True),
                "standing": lambda one: record.standing(one, on="2020"),
                "history of a case": lambda one: (record.view().spells(one), record.view().curve(one)),
                "brief": lambda one: record.brief(one, on="2020"),
            }
            for what, ask in asked.items():
                cold, warm = ([timed(functools.partial(ask, one)) for one in begun] for _ in range(2))
                told[f"{what}, ms"] = {
                    "first median": round(statistics.median(cold), 1), "first worst": round(max(cold), 1),
                    "warm median": round(statistics.median(warm), 1), "warm worst": round(max(warm), 1),
                }  # fmt: skip
            others = [f"P{number:05d}" for number in range(5000, 5100)]
            told["acts of a party, first worst, ms"] = round(
                max(timed(functools.partial(ledger.acts, party=one)) for one in others), 1
            )
            ledger.append(Claim(kind="recognise", sender="TUV", receiver=begun[0], happened=Day.parse("2019-05-05")))
            told["brief after a new claim, ms"] = round(timed(lambda: record.brief(begun[0], on="2020")), 1)
            told["memory at the end, MB"] = peak()
            kept = ledger.beside(maker(), bearing).read("lives  documented False relations")[1]
        path.with_name("acts.db-cache").unlink()
        with Ledger.open(path) as ledger:
            Record(ledger).view().lives  # noqa: B018
            again = ledger.beside(maker(), bearing).read("lives  documented False relations")[1]
            told["rebuilt byte for byte"] = again == kept and len(kept) > 500
            began = time.perf_counter()
            ledger.verify()
            told["verify, s"] = round(time.perf_counter() - began, 1)
        return told


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["load", "views"])
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--form", choices=["jsonl", "parquet"], default="jsonl")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--every", type=int, default=100_000)
    parser.add_argument("--parties", type=int, default=10_000)
    parser.add_argument("--rulings", type=int, default=10_000)
    options = parser.parse_args()
    if options.what == "load":
        told = load(options.claims, options.form, options.database, options.every)
    else:
        told = views(options.claims, options.parties, options.rulings)
    machine = {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version, "cores": os.cpu_count()}
    print(json.dumps({"what": options.what, **told, **machine}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
