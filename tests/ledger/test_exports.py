"""Exports are the rows as they were recorded; reading one back changes nothing."""

import csv
import io

import polars as pl
import pytest
from hypothesis import given, settings
from rdflib import Graph, URIRef
from tests.ledger.make import claim, document, histories, texts

from comity.errors import BadInput
from comity.ledger import Appended, Ledger, Original, Ruling
from comity.ledger.exchange import import_rows, read_rows
from comity.ledger.exports import FORMULA, export

SCAN = b"%PDF-1.7 \xff\xfe\x00"
ROWS = [
    document(title="=cmd()|'A1'!", publisher="'quoted'", repairs=("read as windows-1252",)),
    claim(evidence="+1", note="line one\r\nline two, \"quoted\"", confidence=1e-05),
    claim("DEU", happened="2008-02?", checked=False),
    Ruling(verb="accept", claim=claim().id, because="@later", by="-ada"),
    Original(SCAN),
]  # fmt: skip


@pytest.fixture
def filled(ledger):
    """A ledger with a row of each kind, of two evenings."""
    ledger.append(ROWS[:2], by="=ada", recorded="2020-01-01T00:00:00.000000Z")
    ledger.append(ROWS[2:], by="grace", recorded="2020-01-02T00:00:00.000000Z")
    return ledger


def written(ledger, format, table=""):
    stream = io.BytesIO()
    export(ledger, stream, format, table=table)
    return stream.getvalue()


def read_back(ledger, data, form):
    return import_rows(ledger, read_rows(io.BytesIO(data), f"export.{form}", form=form))


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_an_export_read_back_changes_nothing_and_makes_a_copy_of_the_same_hashes(filled, form):
    """CSV and Parquet hold a table each: read in the order of the tables, they make the ledger again."""
    tables = [""] if form == "jsonl" else ["originals", "documents", "claims", "rulings"]
    parts = [written(filled, form, table) for table in tables]
    before = filled.head()
    for part in parts:
        assert read_back(filled, part, form).new == 0
    assert filled.head() == before
    with Ledger.in_memory() as copy:
        said = [row for part in parts for row in read_rows(io.BytesIO(part), "export", form=form)]
        assert import_rows(copy, said) == Appended(len(ROWS), 0)
        assert copy.head() == before


@settings(max_examples=25, deadline=None)
@given(histories(), texts(), texts())
def test_every_text_survives_a_csv_and_none_is_a_formula(history, note, by):
    kept, claims, rulings = history
    with Ledger.in_memory() as one, Ledger.in_memory() as two:
        one.append([*kept, *claims, claim(note=note, evidence="=" + note), *rulings], by=by)
        parts = [written(one, "csv", table) for table in ("documents", "claims", "rulings")]
        for part in parts:
            for cells in csv.reader(io.StringIO(part.decode(), newline="")):
                assert not any(cell.startswith(tuple(set(FORMULA) - {"'"})) for cell in cells)
        import_rows(two, [row for part in parts for row in read_rows(io.BytesIO(part), "a.csv", form="csv")])
        assert two.head() == one.head()


def test_a_parquet_export_opens_elsewhere_with_its_types(filled, tmp_path):
    (tmp_path / "claims.parquet").write_bytes(written(filled, "parquet", "claims"))
    frame = pl.read_parquet(tmp_path / "claims.parquet")
    assert frame["happened"].to_list() == ["2008-02-18", "2008-02?"]
    assert frame.schema["checked"] == pl.Boolean
    assert frame.schema["confidence"] == pl.Float64


def test_claims_in_parquet_come_in_with_dates_as_dates(tmp_path):
    frame = pl.DataFrame({"kind": ["recognise"], "sender": ["France"], "receiver": ["XKX"], "happened": ["2008-02-18"]})
    stream = io.BytesIO()
    frame.with_columns(pl.col("happened").str.to_date()).write_parquet(stream)
    ((where, made, _),) = read_rows(stream, "acts.parquet", form="parquet")
    assert (made.sender, made.happened.text, where) == ("FRA", "2008-02-18", "acts.parquet: row 1")


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" + b"\0" * 100 + b"PAR1", b"kind,sender\n"])
def test_a_file_that_is_no_parquet_is_told(data):
    with pytest.raises(BadInput, match=r"acts\.parquet: the Parquet file cannot be read"):
        list(read_rows(io.BytesIO(data), "acts.parquet", form="parquet"))


def test_rdf_is_read_by_a_library_for_it(filled):
    graph = Graph().parse(data=written(filled, "rdf"), format="nt")
    subject = URIRef(f"urn:sha256:{claim().id}")
    assert (subject, URIRef("urn:comity:sender"), URIRef("urn:comity:party:FRA")) in graph
    (day,) = graph.objects(subject, URIRef("urn:comity:happened"))
    assert (str(day), str(day.datatype)) == ("2008-02-18", "http://id.loc.gov/datatypes/edtf/EDTF")
    (note,) = graph.objects(subject, URIRef("urn:comity:note"))
    assert str(note) == "line one\r\nline two, \"quoted\""  # fmt: skip


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        ({"format": "xlsx"}, "no format 'xlsx'", "jsonl, csv, parquet, rdf"),
        ({"format": "csv"}, "a csv holds one table", "originals, documents, claims, rulings"),
        ({"table": "acts"}, "no table 'acts'", "originals, documents, claims, rulings"),
    ],
)
def test_an_export_of_nothing_is_refused(ledger, options, message, hint):
    with pytest.raises(BadInput, match=message) as told:
        export(ledger, io.BytesIO(), **options)
    assert hint in told.value.hint


def test_the_bytes_of_a_document_come_back_as_they_came(filled):
    assert filled.original(Original(SCAN).id) == SCAN
    assert filled.original(ROWS[0].id) == ROWS[0].text.encode()
    assert filled.original("0" * 64) is None
