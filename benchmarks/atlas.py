"""The atlas under load: the case page at 200 requests a second, and readers beside writers.

    python -m benchmarks.atlas [--seconds 300] [--only case|first|soak|live]

The case page is asked by `hey` (Debian: `apt-get install hey`), a public load tool, on the bundled record. The first
page with its map is loaded by Chromium, which says what came over the wire and when the map was drawn. Then 24 readers
and 4 writers work on a new ledger; every row that was acknowledged must be there afterwards, and no answer may be an
error. Last, how long an append by another program takes to reach an open stream of events, on SQLite and, where it is
installed, on PostgreSQL.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx2 as httpx
from playwright.sync_api import sync_playwright
from scripts import chromium, postgresql
from tests.ledger.server import Server

from comity.atlas.tokens import Tokens
from comity.claims import Claim
from comity.ledger import Ledger

READERS, WRITERS = 24, 4

MEASURED = """[
  performance.getEntriesByName("map-drawn")[0].startTime,
  [...performance.getEntriesByType("resource"), ...performance.getEntriesByType("navigation")]
    .reduce((sum, one) => sum + one.transferSize, 0),
]"""


@contextlib.contextmanager
def served(*options: str):
    command = [str(Path(sys.executable).parent / "comity"), "serve", "--port", "0", "--rate", "0", *options]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    line = process.stderr.readline()
    yield line.split()[2].rstrip("/")
    process.terminate()
    process.wait(10)


def case_page(seconds: int) -> None:
    if not shutil.which("hey"):
        print("case page: hey is not installed; left out")
        return
    with served() as address:
        httpx.get(f"{address}/case/XKX", timeout=30)
        command = ["hey", "-z", f"{seconds}s", "-q", "10", "-c", "20", f"{address}/case/XKX"]
        print("case page, 20 clients of 10 requests a second each:")
        for line in subprocess.run(command, capture_output=True, text=True).stdout.splitlines():
            if any(word in line for word in ("Requests/sec", "50% in", "99% in", "responses")):
                print(f"  {line.strip()}")


def first_page(times: int = 7) -> None:
    """What the first page with its map loads, and when the map is drawn, in a browser that has nothing kept."""
    program = chromium.program()
    if program is None:
        print("first page: no Chromium; left out")
        return
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(chromium.OPTIONS))
        drawn, sizes = [], []
        for _ in range(times + 1):
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            page = context.new_page()
            page.goto(address)
            page.wait_for_selector("#map[data-ready]")
            found = page.evaluate(MEASURED)
            drawn.append(found[0])
            sizes.append(found[1])
            context.close()
        browser.close()
    # The first is left out: the server makes the page then.
    print(f"first page with its map: {max(sizes) / 1000:.0f} kB over the wire, headers and fonts included")
    print(f"  drawn after {statistics.median(drawn[1:]):.0f} ms (median of {times}), at most {max(drawn[1:]):.0f} ms;"
          f" {drawn[0]:.0f} ms when the server has just begun")  # fmt: skip


async def readers_and_writers(address: str, secret: str, seconds: int) -> tuple[int, list[str], list[str]]:
    until = time.monotonic() + seconds
    reads, faults, written = 0, [], []
    pages = ("/case/XKX", "/world/XKX", "/api/cases", "/api/acts?party=XKX", "/review", "/api/cases/XKX/world")

    async def read(client: httpx.AsyncClient, number: int) -> None:
        nonlocal reads
        while time.monotonic() < until:
            answer = await client.get(pages[(number + reads) % len(pages)])
            reads += 1
            if answer.status_code != 200:
                faults.append(f"{answer.status_code} {answer.url}")

    async def write(client: httpx.AsyncClient, number: int) -> None:
        count = 0
        while time.monotonic() < until:
            count += 1
            row = {"kind": "recognise", "sender": "FRA", "receiver": "XKX", "happened": "2008-02-18",
                   "condition": f"row {count} of writer {number}"}  # fmt: skip
            answer = await client.post(
                "/api/claims", json={"rows": [row]}, headers={"authorization": f"Bearer {secret}"}
            )
            if answer.status_code == 201:
                written.extend(answer.json()["ids"])
            else:
                faults.append(f"{answer.status_code} {answer.text}")
            await asyncio.sleep(0.25)

    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        await asyncio.gather(*(read(client, n) for n in range(READERS)), *(write(client, n) for n in range(WRITERS)))
    return reads, faults, written


def live(address: str, place: str, times: int = 10) -> list[float]:
    """Seconds from an append by another program to the event that tells it."""
    found = []
    with Ledger.open(place) as other, httpx.stream("GET", f"{address}/api/events", timeout=30) as stream:
        lines = stream.iter_lines()
        next(line for line in lines if line.startswith("data"))
        for number in range(times):
            started = time.monotonic()
            other.append(Claim(kind="recognise", sender="ALB", receiver="XKX", condition=f"live {number}"))
            next(line for line in lines if line.startswith("data"))
            found.append(time.monotonic() - started)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--only", default="", help="one of: case, first, soak, live")
    given = parser.parse_args()
    wanted = [given.only] if given.only else ["case", "first", "soak", "live"]
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    if "case" in wanted:
        case_page(min(given.seconds, 30))
    if "first" in wanted:
        first_page()
    if not {"soak", "live"} & set(wanted):
        return
    with contextlib.ExitStack() as open_, tempfile.TemporaryDirectory() as folder:
        places = {"SQLite": f"{folder}/acts.db"}
        programs = postgresql.programs()
        if programs is None:
            print("no PostgreSQL server; left out")
        else:
            server = Server(programs)
            open_.callback(server.stop)
            places["PostgreSQL"] = server.url("bench")
        tokens = Tokens(Path(folder) / "tokens.json")
        secret = tokens.make("load", "contributor")
        for kind, place in places.items():
            with Ledger.create(place) as ledger:
                ledger.append(Claim(kind="recognise", sender="ALB", receiver="XKX"))
            with served("--ledger", place, "--tokens", str(tokens.path)) as address:
                if "soak" in wanted and kind == "SQLite":
                    soak(address, place, secret, given.seconds)
                waits = live(address, place)
            print(
                f"an append elsewhere reaches an open page in {statistics.median(waits):.2f} s, at most "
                f"{max(waits):.2f} s, of {len(waits)}; {kind}"
            )


def soak(address: str, place: str, secret: str, seconds: int) -> None:
    reads, faults, written = asyncio.run(readers_and_writers(address, secret, seconds))
    with Ledger.open(place) as ledger:
        kept = {one.row.id for one in ledger.claims()}
        ledger.verify()
    lost = set(written) - kept
    print(f"{READERS} readers, {WRITERS} writers, {seconds} s: {reads:,} reads, {len(written):,} rows written,")
    print(f"  {len(lost)} lost, {len(faults)} errors, chain verified")
    if faults:
        print(json.dumps({"errors": faults[:5]}))


if __name__ == "__main__":
    main()
