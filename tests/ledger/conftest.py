"""Ledgers for tests: what holds on SQLite holds on PostgreSQL."""

from __future__ import annotations

import itertools

import pytest
from scripts import postgresql
from scripts.packages import can_install
from tests.ledger.server import Server

from comity.ledger import Ledger

_schemas = itertools.count()


@pytest.fixture(scope="session")
def server():
    """A running PostgreSQL server; ``make test`` puts one on the machine."""
    programs = postgresql.programs()
    if programs is None:
        if can_install():
            pytest.fail("no PostgreSQL server; python -m scripts.postgresql --install")
        pytest.skip("no PostgreSQL server, and none can be installed by this user: install postgresql")
    running = Server(programs)
    yield running
    running.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    """Where a new ledger may be made; each call gives another place. Tests that ask for it run on both databases."""
    if request.param == "sqlite":
        return lambda: str(tmp_path / f"acts-{next(_schemas)}.db")
    server = request.getfixturevalue("server")
    return lambda: server.url(f"acts_{next(_schemas)}")


@pytest.fixture
def ledger(place):
    """A new, empty ledger."""
    with Ledger.create(place()) as made:
        yield made
