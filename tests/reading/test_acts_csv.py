"""A table of acts becomes claims, each with the characters of its row."""

from __future__ import annotations

import pytest

from comity.errors import BadInput
from comity.reading.acts_csv import read_acts_csv
from comity.sources.documents import Document, hash_bytes


def table(text: str) -> Document:
    return Document(id=hash_bytes(text.encode()), name="acts.csv", text=text)


def test_each_row_is_a_claim_whose_span_is_the_row():
    document = table(
        'kind,sender,receiver,happened,note\nrecognise,RUS,ABK,2008-08-26,"two\nlines"\nrecognise,NIC,ABK,2008,\n'
    )
    one, two = read_acts_csv(document)
    assert document.text[one.start : one.end] == 'recognise,RUS,ABK,2008-08-26,"two\nlines"' == one.evidence
    assert one.note == "two\nlines"
    assert document.text[two.start : two.end] == "recognise,NIC,ABK,2008,"
    assert two.happened is not None
    assert two.happened.text == "2008"
    assert one.document == document.id


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("kind,sender,datum\n", "acts.csv:1", "'datum'"),
        ("kind,receiver\n", "acts.csv:1", "'sender'"),
        ("kind,sender,kind\n", "acts.csv:1", "twice"),
        ("kind,sender\nrecognise,FRA\nrecognise,FRA,XKX\n", "acts.csv:3", "3 fields"),
        ('kind,sender,note\nrecognise,FRA,"a\nb"\nrecognize,FRA,\n', "acts.csv:4", "recognise"),
        ("kind,sender,checked\nrecognise,FRA,maybe\n", "acts.csv:2", "yes or no"),
        ('kind,sender\nrecognise,"FRA" x\n', "acts.csv:2", "quotes"),
        ("kind,sender,happened\nrecognise,FRA,2008-02-31\n", "acts.csv:2", "2008-02-31"),
    ],
)
def test_a_bad_row_is_told_with_its_line(text, where, words):
    from comity.errors import ComityError

    with pytest.raises(ComityError) as error:
        list(read_acts_csv(table(text)))
    assert error.value.where == where
    assert words in str(error.value)


def test_an_empty_file_has_no_columns():
    with pytest.raises(BadInput, match="kind"):
        list(read_acts_csv(table("")))
