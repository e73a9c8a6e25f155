"""Ledgers for tests."""

from __future__ import annotations

import pytest

from comity.ledger import Ledger


@pytest.fixture
def place(tmp_path):
    """Where a new ledger may be made; each call gives another place."""
    made = []

    def new():
        made.append(str(tmp_path / f"acts-{len(made)}.db"))
        return made[-1]

    return new


@pytest.fixture
def ledger(place):
    """A new, empty ledger."""
    with Ledger.create(place()) as made:
        yield made
