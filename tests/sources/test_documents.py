"""A document is its bytes; what is said about it travels with it."""

from __future__ import annotations

import pytest

from comity.days import Day
from comity.errors import BadDay, BadInput
from comity.sources.documents import Document, hash_bytes


def test_a_document_comes_back_from_its_json_object():
    document = Document(
        id=hash_bytes(b"Norway recognised Latvia."),
        name="notes/1.txt",
        published=Day.parse("1921-02"),
        translated=True,
        text="Norway recognised Latvia.",
        repairs=("read as windows-1252",),
    )
    assert Document.from_dict(document.to_dict()) == document
    assert document.to_dict()["published"] == "1921-02"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({}, "needs an id"),
        ({"id": "abc"}, "needs an id"),
        ({"id": "a" * 64, "colour": "red"}, "no field 'colour'"),
        ({"id": "a" * 64, "title": 3}, "title of a document cannot be 3"),
        ({"id": "a" * 64, "translated": "yes"}, "translated of a document cannot be 'yes'"),
    ],
)
def test_a_wrong_row_says_what_is_wrong_and_where(row, said):
    with pytest.raises(BadInput, match=said) as raised:
        Document.from_dict(row, where="documents.jsonl:7")
    assert raised.value.where == "documents.jsonl:7"


def test_a_wrong_day_of_publication_says_where():
    with pytest.raises(BadDay) as raised:
        Document.from_dict({"id": "a" * 64, "published": "last week"}, where="documents.jsonl:7")
    assert raised.value.where == "documents.jsonl:7"
