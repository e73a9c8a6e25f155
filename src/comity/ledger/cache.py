"""Kept: acts already derived, until rows come that bear on them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from comity.ledger.acts import Act
from comity.ledger.heads import Head

__all__ = ["Kept"]

_LIMIT = 500_000
"""Acts kept in all; about a kilobyte each. The list that was last asked for is kept whatever its length."""


class Kept:
    """Lists of acts by what was asked for; the key's first part is the party asked about, empty for all.

    It holds nothing that the rows do not give again: what it returns is what a ledger just opened would derive.
    """

    def __init__(self) -> None:
        self._lists: OrderedDict[tuple[Any, ...], list[Act]] = OrderedDict()
        self._head: Head | None = None
        self._size = 0
        self._lock = threading.Lock()

    def grow(self, head: Head, touched: Callable[[Head, Head], set[str] | None]) -> None:
        """Forget what the rows up to ``head`` bear on; ``touched(old, new)`` gives the parties, None for all."""
        with self._lock:
            old = self._head
            if old == head or (old is not None and not _covers(head, old)):
                return
            parties = touched(old, head) if old is not None and self._lists else None
            for key in list(self._lists):
                if parties is None or not key[0] or key[0] in parties:
                    self._size -= len(self._lists.pop(key))
            self._head = head

    def get(self, key: tuple[Any, ...]) -> list[Act] | None:
        """The list kept under a key."""
        with self._lock:
            found = self._lists.get(key)
            if found is not None:
                self._lists.move_to_end(key)
            return found

    def put(self, key: tuple[Any, ...], made_from: Head, acts: list[Act]) -> None:
        """Keep a list, unless the ledger has grown past the state it was made from."""
        with self._lock:
            if self._head is None or not _covers(made_from, self._head):
                return
            self._size += len(acts) - len(self._lists.pop(key, ()))
            self._lists[key] = acts
            while self._size > _LIMIT and len(self._lists) > 1:
                self._size -= len(self._lists.popitem(last=False)[1])


def _covers(one: Head, other: Head) -> bool:
    return all(one.counts[name] >= count for name, count in other.counts.items())
