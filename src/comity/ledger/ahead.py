"""Ahead: a second process reads, checks and hashes the rows of a large file while this one writes them."""

from __future__ import annotations

import gc
import multiprocessing
import os
import queue
import signal
import threading
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from comity.errors import BadInput, ComityError, LedgerError
from comity.ledger.exchange import read_rows
from comity.ledger.rows import Ready, ready

__all__ = ["SMALL", "read_ahead"]

SMALL = 8_000_000
"""Bytes of a file up to which starting another process takes longer than it saves."""

_ROWS = 2_000
"""Rows handed over at once."""

_WAITING = 16
"""Hands full of rows that wait at most to be written: what keeps memory flat."""


def read_ahead(path: str | Path, *, form: str) -> Iterator[tuple[str, Ready, dict[str, str]]]:
    """What ``comity.ledger.exchange.read_rows`` gives for a file, made ready to be written.

    Raises
    ------
    As ``read_rows``, in its place among the rows. LedgerError : the other process was ended from outside.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    reader = context.Process(target=_read, args=(theirs, str(path), form), daemon=True)
    reader.start()
    theirs.close()
    try:
        while True:
            try:
                rows, error = ours.recv()
            except EOFError:
                raise LedgerError(
                    "the process that read it was ended",
                    where=str(path),
                    hint="append it again: nothing is added twice",
                ) from None
            yield from rows
            if error is not None:
                raise error
            if not rows:
                return
    finally:
        ours.close()
        reader.terminate()
        reader.join()


def _read(pipe: Connection, path: str, form: str) -> None:
    """In the other process: rows by the hand full, then an empty hand, or the error that ended the reading."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # at the keyboard: whoever writes decides
    gc.set_threshold(50_000, 20, 20)
    full: queue.Queue[Any] = queue.Queue(_WAITING)
    sender = threading.Thread(target=_send, args=(pipe, full), daemon=True)
    sender.start()
    rows: list[tuple[str, Ready, dict[str, str]]] = []
    error: ComityError | None = None
    try:
        with open(path, "rb") as stream:
            for where, row, recorded in read_rows(stream, path, form=form):
                rows.append((where, ready(row), recorded))
                if len(rows) == _ROWS:
                    full.put((rows, None))
                    rows = []
    except ComityError as raised:
        error = raised
    except OSError as raised:
        error = BadInput(f"cannot be read: {raised.strerror}", where=path, hint="check the file")
    if rows or error:
        full.put((rows, error))
    full.put(([], None))
    full.put(None)
    sender.join()


def _send(pipe: Connection, full: queue.Queue[Any]) -> None:
    while (hand := full.get()) is not None:
        try:
            pipe.send(hand)
        except OSError:  # nobody listens any more
            os._exit(1)
