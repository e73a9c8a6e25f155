"""Live: what another program appends is told to whoever listens, within two seconds."""

import asyncio
import json
import os
import time

import pytest
from tests.atlas.conftest import fill

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


def test_an_append_elsewhere_is_told(tmp_path):
    path, _, _ = fill(tmp_path / "acts.db")
    before, after, _, listeners = asyncio.run(_told(path, lambda: _append(path)))
    assert (before, after, listeners) == (3, 4, 0)


@pytest.mark.skipif("COMITY_TEST_POSTGRESQL" not in os.environ, reason="set COMITY_TEST_POSTGRESQL to an address")
def test_an_append_elsewhere_is_told_on_postgresql():
    place = os.environ["COMITY_TEST_POSTGRESQL"]
    Ledger.create(place).close()
    before, after, _, _ = asyncio.run(_told(place, lambda: _append(place)))
    assert after == before + 1
