"""Live: an append to the ledger, by whatever program, is told to the pages that are open."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool

from comity.atlas.site import Site
from comity.errors import ComityError
from comity.ledger import Head

__all__ = ["Live"]

MOST_LISTENERS = 500
"""Open streams; more are refused, so that they cannot use up the connections."""

BEAT_SECONDS = 15.0
"""How often a silent stream says that it is there, so that what lies between does not close it."""


class Live:
    """Looks at the head of the ledger now and then, and tells every open stream when it has moved.

    It asks the database rather than listening to it, so that it works the same for SQLite and PostgreSQL.
    """

    def __init__(self, site: Site, poll_seconds: float) -> None:
        self.site = site
        self.poll_seconds = poll_seconds
        self.listeners = 0
        self._head: Head | None = None
        self._moved = asyncio.Condition()
        self._look = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """While the app runs."""
        self._loop = asyncio.get_running_loop()
        task = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def wake(self) -> None:
        """Look at once: something was written here."""
        self._look.set()

    async def _watch(self) -> None:
        while True:
            # A ledger that is away for a moment is asked again; the pages say what is wrong to whoever loads one.
            with contextlib.suppress(ComityError):
                head = await run_in_threadpool(self.site.head)
                if head != self._head:
                    async with self._moved:
                        self._head = head
                        self._moved.notify_all()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._look.wait(), self.poll_seconds)
            self._look.clear()

    async def stream(self) -> AsyncIterator[bytes]:
        """Server-sent events: ``head`` at first and whenever the ledger has grown, with the rows of each table."""
        self.listeners += 1
        try:
            sent: Head | None = None
            yield b"retry: 2000\n\n"
            while True:
                head = self._head
                if head is not None and head != sent:
                    sent = head
                    yield f"event: head\nid: {_id(head)}\ndata: {json.dumps(head.to_dict())}\n\n".encode()
                # asyncio.wait_for would wait in a task of its own, which can lose the lock that this one holds.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(BEAT_SECONDS), self._moved:
                        await self._moved.wait_for(lambda: self._head != sent)  # noqa: B023
                if self._head == sent:
                    yield b": still here\n\n"
        finally:
            self.listeners -= 1


def _id(head: Head) -> str:
    return f"{head.documents[0]}-{head.claims[0]}-{head.rulings[0]}"
