"""Live: what another program appends is told to whoever listens, within two seconds."""

import asyncio
import json
import time

from tests.atlas.conftest import fill
from tests.ledger.conftest import place as place
from tests.ledger.conftest import server as server

import comity
from comity.atlas.live import Live
from comity.atlas.site import Site
from comity.claims import Claim
from comity.ledger import Ledger


async def _told(ledger_place, append):
    """Seconds from an append by another connection to the event that tells it."""
    record = comity.open(ledger_place)
    live = Live(Site(record), poll_seconds=0.5)
    async with live.running():
        stream = live.stream()
        events = []
        while not events:
            part = await asyncio.wait_for(anext(stream), 5)
            events += [part] if b"event: head" in part else []
        before = json.loads(events[0].split(b"data: ")[1])["claims"]["rows"]
        started = time.monotonic()
        await asyncio.to_thread(append)
        while True:
            part = await asyncio.wait_for(anext(stream), 5)
            if b"event: head" in part:
                break
        seconds = time.monotonic() - started
        await stream.aclose()
    record.ledger.close()
    after = json.loads(part.split(b"data: ")[1])["claims"]["rows"]
    return before, after, seconds, live.listeners


def _append(place):
    with Ledger.open(place) as other:
        other.append(Claim(kind="recognise", sender="ALB", receiver="XKX"), by="another")


def test_an_append_elsewhere_is_told(place):
    """On both databases; how long it takes is measured by benchmarks/atlas.py."""
    where = place()
    fill(where)
    before, after, _, listeners = asyncio.run(_told(where, lambda: _append(where)))
    assert (before, after, listeners) == (3, 4, 0)
