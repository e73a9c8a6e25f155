"""A reader that the tests of this room share: making one loads every name of every party."""

from __future__ import annotations

import pytest

from comity.days import Day
from comity.reading.readers import make_reader
from comity.sources.documents import Document, hash_bytes


@pytest.fixture(scope="session")
def grammar():
    return make_reader("grammar")


@pytest.fixture
def read(grammar):
    """Claims of a text: ``read(text, title=..., published=..., party=...)``."""

    def _read(text, *, title="", published="", party="", name=""):
        document = Document(
            id=hash_bytes(text.encode()),
            name=name,
            title=title,
            text=text,
            published=Day.parse(published) if published else None,
            publisher_is_party=party,
        )
        claims = list(grammar.read(document))
        for claim in claims:
            assert text[claim.start : claim.end] == claim.evidence != ""
            claim.check()
        return claims

    return _read


@pytest.fixture
def said(read):
    """The same as lines: ``recognise RUS > AFG 2025-07-03``, with the polarity where it is not asserted."""

    def _said(text, **about):
        lines = []
        for claim in read(text, **about):
            sides = claim.sender or claim.sender_name
            if claim.receiver or claim.receiver_name:
                sides += f" > {claim.receiver or claim.receiver_name}"
            parts = [claim.kind, sides, claim.happened.text if claim.happened else ""]
            parts += [claim.polarity] if claim.polarity != "asserted" else []
            lines.append(" ".join(part for part in parts if part))
        return lines

    return _said
