"""Rows come in as JSON Lines, CSV; each fault is told with file and line, and nothing is written."""

import io
import json

import pytest
from hypothesis import HealthCheck, given, settings
from tests.ledger.make import claim, document, histories

from comity.errors import AmbiguousName, BadDay, BadInput, ComityError, UnknownKind, UnknownParty
from comity.ledger import Appended, Ledger, Ruling
from comity.ledger.exchange import import_rows, read_rows, refuse_duplicates

GOOD = {"kind": "recognise", "sender": "FRA", "receiver": "XKX", "happened": "2008-02-18"}


def line(**fields):
    return json.dumps({**GOOD, **fields}).encode() + b"\n"


def read(data, name="acts.jsonl", **options):
    return [row for _, row, _ in read_rows(io.BytesIO(data), name, **options)]


CSV = b"kind,sender,receiver,happened,checked\nrecognise,FRA,XKX,2008-02-18,yes\n"

BAD_LINES = {
    "unknown party": (line(sender="Ruritania"), UnknownParty, "nobody is called 'Ruritania'", "did you mean"),
    "ambiguous party": (line(sender="Georgia"), AmbiguousName, "'Georgia' may mean", "write the code: GEO"),
    "name of another year": (line(sender="Zaire", happened="1961"), UnknownParty, "'Zaire' in 1961", "COD from 1971"),
    "impossible date": (line(happened="2008-02-31"), BadDay, "there is no day '2008-02-31'", "EDTF"),
    "date in words": (line(happened="18 Feb 2008"), BadDay, "'18 Feb 2008' is not a date", "EDTF"),
    "reversed dates": (line(happened="2009-01/2008-01"), BadDay, "ends before it begins", "swap the two"),
    "date to come": (line(happened="2999-01-01"), BadInput, "2999-01-01 is still to come", "polarity hypothetical"),
    "date as a number": (line(happened=2008), BadInput, "happened must be text, not 2008", ""),
    "unknown kind": (line(kind="recognize"), UnknownKind, "'recognize'", "recognise"),
    "unknown field": (line(colour="red"), BadInput, "a claim has no field 'colour'", "fields: kind, sender"),
    "no sender": (line(sender=""), BadInput, "a claim needs a sender", ""),
    "acts upon itself": (line(receiver="FRA"), BadInput, "FRA cannot act upon itself", "check sender"),
    "one party twice by two names": (line(sender="France", receiver="FRA"), BadInput, "cannot act upon itself", ""),
    "another claim's id": (line(id="0" * 64), BadInput, "not that of what the claim says", "leave `id` out"),
    "10 MB in one field": (line(note="x" * 10_000_000), BadInput, "note has 10,000,000 characters", "document"),
    "70 MB in one line": (line(note="x" * 70_000_000), BadInput, "longer than 64,000,000 bytes", "one JSON object"),
    "truncated": (line()[:40], BadInput, "it seems to be cut short", "make the file again"),
    "no object": (b'["recognise"]\n', BadInput, "no JSON object but", ""),
    "no JSON": (b"recognise FRA XKX\n", BadInput, "the line is no JSON object", "one JSON object a line"),
    "deeply nested": (b"[" * 100_000 + b"\n", BadInput, "the line is no JSON object", ""),
    "number too long": (b'{"start": ' + b"9" * 5000 + b"}\n", BadInput, "no JSON object", ""),
    "start too large": (line(start=2**70, end=2**70), BadInput, "start", ""),
    "not a number": (line(confidence=float("nan")), BadInput, "confidence", ""),
    "not UTF-8": (b'{"kind": "recognise", "sender": "C\xf4te d\'Ivoire"}\n', BadInput, "not UTF-8", "save the file as"),
    "half a character": (line(note="\ud83d"), BadInput, "half a surrogate pair", "UTF-8"),
    "NUL": (line(note="a\0b"), BadInput, "note holds a NUL", "remove it"),
    "unknown form": (line(row="rumour"), BadInput, "a row cannot be a 'rumour'", "one of: original, document, claim"),
    "form is a list": (line(row=["claim"]), BadInput, "a row cannot be a", "one of: original"),
    "bad ruling": (line(row="ruling"), BadInput, "a ruling has no field 'kind'", "fields: verb"),
    "bad document": (b'{"row": "document", "text": "a"}\n', BadInput, "a document needs an id: the SHA-256", ""),
}  # fmt: skip


@pytest.mark.parametrize("fault", BAD_LINES)
def test_a_bad_line_is_told_with_file_and_line(fault):
    """Two good lines stand before it."""
    data, error, message, hint = BAD_LINES[fault]
    with pytest.raises(error) as told:
        read(line(sender="DEU") + line(sender="ITA") + data)
    assert told.value.where == "acts.jsonl:3"
    assert message in told.value.message
    assert hint in told.value.hint


BAD_TABLES = {
    "wrong column": (CSV.replace(b"happened", b"date"), 1, "there is no column 'date'", "columns: kind, sender"),
    "missing column": (CSV.replace(b"sender", b"note"), 1, "the column 'sender' is missing", "columns: kind"),
    "column twice": (CSV.replace(b"checked", b"kind"), 1, "the column 'kind' stands twice", "remove one"),
    "empty": (b"", 1, "the column 'kind' is missing", "columns: kind"),
    "short row": (CSV + b"recognise,DEU\n", 3, "the row has 2 fields, the header 5", "quote fields"),
    "long row": (CSV + b"recognise,DEU,XKX,2008,yes,no\n", 3, "the row has 6 fields", "quote fields"),
    "open quote": (CSV + b'recognise,"DEU,XKX,2008,yes\n', 3, "the CSV cannot be read", "quotes of this line"),
    "not UTF-8": (CSV + b"recognise,C\xf4te d'Ivoire,XKX,2008,yes\n", 3, "not UTF-8", "save the file as UTF-8"),
    "bad date": (CSV + b"recognise,DEU,XKX,2008-13,yes\n", 3, "there is no day '2008-13'", "EDTF"),
    "bad party": (CSV + b"recognise,Congo,XKX,2008,yes\n", 3, "'Congo' may mean", "write the code"),
    "bad checked": (CSV + b"recognise,DEU,XKX,2008,perhaps\n", 3, "checked cannot be 'perhaps'", "yes or no"),
    "10 MB in one field": (CSV + b"recognise," + b"x" * 10_000_000 + b",XKX,2008,yes\n", 3, "", ""),
}  # fmt: skip


@pytest.mark.parametrize("fault", BAD_TABLES)
def test_a_bad_table_is_told_with_file_and_line(fault):
    data, number, message, hint = BAD_TABLES[fault]
    with pytest.raises(ComityError) as told:
        read(data, "acts.csv", form="csv")
    assert told.value.where == f"acts.csv:{number}"
    assert message in told.value.message
    assert hint in told.value.hint
    assert len(str(told.value)) < 2000


def test_a_table_of_acts_becomes_a_document_and_its_claims():
    kept, made = read(b"\xef\xbb\xbf" + CSV, "folder/acts.csv", form="csv")
    assert (kept.name, kept.media_type) == ("acts.csv", "text/csv")
    assert made.document == kept.id
    assert kept.text[made.start : made.end] == "recognise,FRA,XKX,2008-02-18,yes"


def test_names_are_settled_on_the_day_and_kept_as_they_were_written():
    (made,) = read(line(sender="Zaire", happened="1980-05-01", receiver="Peking"))
    assert (made.sender, made.sender_name) == ("COD", "Zaire")
    assert (made.receiver, made.receiver_name) == ("CHN", "Peking")


def test_an_act_to_come_may_be_expected():
    (made,) = read(line(happened="2999-01-01", polarity="hypothetical"))
    assert made.polarity == "hypothetical"


def test_a_claim_without_a_document_counts_as_unchecked():
    assert not read(line())[0].checked
    assert read(line(document="d" * 64))[0].checked


def test_blank_lines_and_a_byte_order_mark_say_nothing():
    assert len(read(b"\xef\xbb\xbf" + line() + b"\n  \n" + line(sender="DEU"))) == 2


def test_a_row_that_repeats_an_earlier_one_is_refused_with_both_places():
    rows = read_rows(io.BytesIO(line() + line(sender="DEU") + line()), "acts.jsonl")
    with pytest.raises(BadInput, match=r"the row repeats acts\.jsonl:1\n") as told:
        list(refuse_duplicates(rows))
    assert told.value.where == "acts.jsonl:3"
    assert "--skip-duplicates" in told.value.hint


def test_a_batch_with_one_bad_line_writes_nothing(ledger):
    before = ledger.head()
    with pytest.raises(BadDay):
        ledger.append(read_one for _, read_one, _ in read_rows(io.BytesIO(line() + line(happened="2008-13")), "a"))
    assert ledger.head() == before


def test_a_ruling_on_a_claim_that_is_nowhere_writes_nothing(ledger):
    with pytest.raises(BadInput, match="there is no claim"):
        ledger.append([claim(), Ruling(verb="accept", claim="0" * 64)])
    assert ledger.head().claims[0] == 0


def export(ledger):
    return b"".join(json.dumps(row).encode() + b"\n" for row in ledger.rows())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(histories())
def test_a_ledger_made_from_an_export_has_its_hashes_and_exports_the_same_bytes(history):
    kept, claims, rulings = history
    with Ledger.in_memory() as one, Ledger.in_memory() as two:
        one.append(kept, by="ada")
        one.append(claims[:3], by="grace")
        one.append([*claims, *rulings], by="ada")
        data = export(one)
        import_rows(two, read_rows(io.BytesIO(data), "export"))
        assert two.head() == one.head()
        assert export(two) == data
        assert import_rows(two, read_rows(io.BytesIO(data), "export")) == Appended(0, sum(one.head().counts.values()))
        assert two.head() == one.head()


def test_rows_imported_beside_others_are_recorded_now_and_known_ones_add_nothing(ledger):
    with Ledger.in_memory() as other:
        other.append([document(), claim()], by="ada", recorded="2020-01-01T00:00:00.000000Z")
        data = export(other)
    ledger.append([claim(), claim("DEU")], by="grace")
    assert import_rows(ledger, read_rows(io.BytesIO(data), "export"), by="grace") == Appended(1, 1)
    (kept,) = ledger.documents()
    assert kept.by == "grace"
    assert kept.recorded > "2026"


def test_an_export_whose_times_are_none_is_refused_and_writes_nothing(ledger):
    data = line(recorded="yesterday", recorded_by_whom="ada")
    with pytest.raises(BadInput, match="recorded cannot be 'yesterday'") as told:
        import_rows(ledger, read_rows(io.BytesIO(data), "export.jsonl"))
    assert told.value.where == "export.jsonl:1"
    assert ledger.head().claims[0] == 0
