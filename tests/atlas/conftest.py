"""An atlas of the bundled record, and one of a small ledger that can be written to."""

import pytest
from fastapi.testclient import TestClient

import comity
from comity.atlas.app import create_app
from comity.atlas.settings import Settings
from comity.atlas.tokens import Tokens
from comity.claims import Claim
from comity.days import Day
from comity.ledger import Ledger
from comity.sources.documents import Document, hash_bytes

TEXT = "Paris, 18 February 2008. France today recognised Kosovo. Serbia protested. Nauru, it is said, withdrew in 2019."


def fill(path):
    """A document with three claims: a recognition, one with a recalled date, a withdrawal only Serbia announces."""
    document = Document(
        id=hash_bytes(TEXT.encode()),
        name="wire.txt",
        title="A wire <report>",
        publisher="Wire",
        language="en",
        text=TEXT,
    )
    start = TEXT.index("France")
    spoken = TEXT.index("Nauru")
    claims = [
        Claim(
            kind="recognise", sender="FRA", receiver="XKX", happened=Day.parse("2008-02-18"), document=document.id,
            start=start, end=start + 31, evidence=TEXT[start : start + 31], reader="hand",
        ),
        Claim(kind="recognise", sender="NRU", receiver="XKX", happened=Day.parse("2008-04"), checked=False),
        Claim(
            kind="withdraw-recognition", sender="NRU", receiver="XKX", happened=Day.parse("2019"),
            document=document.id, start=spoken, end=len(TEXT), evidence=TEXT[spoken:], attributed_to="SRB",
        ),
    ]  # fmt: skip
    with Ledger.create(path) as ledger:
        ledger.append([document, *claims], by="test")
    return path, document, claims


@pytest.fixture(scope="session")
def bundled():
    """A client of the atlas of the bundled record."""
    with TestClient(create_app(comity.open()), base_url="http://localhost") as client:
        yield client


@pytest.fixture
def small(tmp_path):
    """A client of the atlas of a small ledger; ``small.ledger``, ``small.claims``, ``small.tokens`` by role."""
    path, document, claims = fill(tmp_path / "acts.db")
    tokens = Tokens(tmp_path / "tokens.json")
    made = {role: tokens.make(f"{role[:4]}", role) for role in ("reader", "contributor", "adjudicator")}
    app = create_app(comity.open(path), Settings(tokens=tokens.path, poll_seconds=0.1))
    with TestClient(app, base_url="http://localhost") as client:
        client.ledger, client.document, client.claims_, client.tokens = path, document, claims, made
        client.bearer = lambda role: {"authorization": f"Bearer {made[role]}"}
        yield client
