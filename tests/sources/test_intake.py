"""Documents come in, in every form, and what was mended or refused is said."""

from __future__ import annotations

import io
import json
import zlib

import pytest

from comity.days import Day
from comity.errors import BadInput
from comity.sources.documents import Document, hash_bytes
from comity.sources.intake import Given, Refused, documents, from_bytes, from_record

SENTENCE = "Spain recognised Peru on 14 August 1879, and the Señor Ministro said so."


def pdf_of(text: str) -> bytes:
    """A PDF of one page with these words, or with none."""
    stream = zlib.compress(f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode("latin-1") if text else b"")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % table


HTML = f"""<!doctype html><html lang="en"><head><title>Recognition of Peru</title></head><body>
<nav>Home | About</nav><article><h1>Recognition of Peru</h1><p>{SENTENCE}</p>
<p>{"It was a sunny day in Madrid. " * 12}</p></article></body></html>"""

TEI = f"""<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt>
<title>Peru: recognition</title></titleStmt><publicationStmt><publisher>Office of the Historian</publisher>
<date when="2010-03-01">2010</date></publicationStmt></fileDesc></teiHeader>
<text xml:lang="en"><body><div><head>Recognition,
1879.</head><p>{SENTENCE}</p></div></body></text></TEI>"""


@pytest.mark.parametrize(
    ("name", "data", "media"),
    [
        ("a.txt", SENTENCE.encode(), "text/plain"),
        ("a.md", f"# Peru\n\n{SENTENCE}\n".encode(), "text/markdown"),
        ("a.html", HTML.encode(), "text/html"),
        ("a.xml", TEI.encode(), "application/xml"),
        ("a.pdf", pdf_of(SENTENCE), "application/pdf"),
    ],
)
def test_every_form_keeps_its_text_and_the_hash_of_its_bytes(name, data, media):
    document = from_bytes(data, name=name)
    assert SENTENCE in document.text
    assert (document.id, document.media_type, document.name) == (hash_bytes(data), media, name)
    # Without a telling name, the first bytes tell.
    if not name.endswith(".md"):
        assert from_bytes(data, name="-").media_type == media


def test_plain_text_is_kept_to_the_character():
    text = "Line one.\r\n\tLine two: “quoted”, 50 %.\r\n"
    assert from_bytes(text.encode(), name="a.txt").text == text


def test_tei_gives_title_publisher_day_and_headings_of_their_own():
    document = from_bytes(TEI.encode(), name="peru.xml")
    assert (document.title, document.publisher, document.language) == (
        "Peru: recognition",
        "Office of the Historian",
        "en",
    )
    assert document.published == Day.parse("2010-03-01")
    assert document.text == f"Recognition, 1879.\n\n{SENTENCE}"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (SENTENCE.encode("utf-8-sig"), ""),
        (SENTENCE.encode("utf-16"), ""),
        (SENTENCE.encode("windows-1252"), "read as windows-1252, not being UTF-8"),
        (SENTENCE.encode("utf-16-le"), "read as utf-16-le, without a byte-order mark"),
        (SENTENCE.encode().decode("windows-1252").encode(), "characters that had been encoded twice repaired"),
    ],
)
def test_encoding_is_repaired_and_the_repair_is_said(data, said):
    document = from_bytes(data, name="a.txt")
    assert document.text == SENTENCE
    assert document.repairs == ((said,) if said else ())


def test_a_few_bad_bytes_in_utf8_are_replaced_one_by_one():
    data = ("é" * 40 + SENTENCE).encode() + b"\xff."
    document = from_bytes(data, name="a.txt")
    assert document.text.endswith(SENTENCE + "\ufffd.")
    assert "1 bytes that are not UTF-8 replaced" in document.repairs[0]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n ", "is empty"),
        ("a.txt", bytes(range(256)) * 8, "not text"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" * 40, "not text"),
        ("a.pdf", b"%PDF-1.4 and then nothing", "cannot be read"),
        ("a.pdf", b"plain words", "not a PDF"),
        ("a.pdf", pdf_of(""), "no text layer"),
        ("a.pdf", pdf_of(SENTENCE)[:300], "cannot be read|no text layer"),
        ("a.xml", TEI.encode()[:400], "broken"),
        ("a.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbb">]><a>&b;</a>', "declares entities"),
        ("a.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "entities"),
        ("a.xml", b"<a>" * 3000 + b"</a>" * 3000, "deep"),
        ("a.html", b"<html><body></body></html>", "no main text"),
    ],
)
def test_a_document_that_cannot_be_read_says_why_and_where(name, data, said):
    with pytest.raises(BadInput, match=said) as raised:
        from_bytes(data, name=name)
    assert raised.value.where.startswith(name)


def test_an_entity_bomb_is_refused_before_it_unfolds():
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "ha">{levels}]><a>&l11;</a>'
    with pytest.raises(BadInput, match="declares entities"):
        from_bytes(bomb.encode(), name="bomb.xml")


def test_json_lines_keep_each_record_apart_and_go_on_after_a_broken_one(tmp_path):
    path = tmp_path / "many.jsonl"
    path.write_bytes(
        b'{"id": "x/1", "text": "One.", "published": "2020-05-06", "title": "T", "language": "en"}\n'
        b"\n"
        b"{broken\n"
        b'{"id": "x/2"}\n'
        b'{"text": "Three.", "published": "last week"}\n'
        b'{"text": 4}\n'
        b'["no object"]\n'
        b"\xff\xfe\n"
        b'{"text": "Last \\u0000 \\ud800 one."}\n'
        b'{"text": "cut sho'
    )
    found = list(documents([path]))
    kept = [document for _, document in found if isinstance(document, Document)]
    assert [document.name for document in kept] == ["x/1", f"{path}:9"]
    assert kept[0].published == Day.parse("2020-05-06")
    assert kept[1].text == "Last \ufffd \ufffd one."
    assert kept[1].repairs == ("1 NUL characters replaced", "1 half surrogates replaced")
    refused = [
        (place.rpartition(":")[2], refusal.error.message) for place, refusal in found if isinstance(refusal, Refused)
    ]
    assert [line for line, _ in refused] == ["3", "4", "5", "6", "7", "8", "10"]
    assert "cut short" in refused[-1][1]


def test_the_same_text_is_the_same_document_whatever_is_said_beside_it():
    one = from_record({"id": "a", "text": SENTENCE})
    other = from_record({"id": "b", "text": SENTENCE, "title": "Later found", "extra": 3})
    assert one.id == other.id == hash_bytes(SENTENCE.encode())


def test_a_folder_gives_its_files_in_order_and_leaves_hidden_ones_out(tmp_path):
    (tmp_path / "b").mkdir()
    for name in ("z.txt", "a.txt", "b/c.txt", ".hidden.txt"):
        (tmp_path / name).write_text("Words.")
    found = [place for place, _ in documents([tmp_path])]
    assert found == [str(tmp_path / name) for name in ("a.txt", "z.txt", "b/c.txt")]


def test_a_path_that_is_not_there_is_refused_and_the_next_one_read(tmp_path):
    (tmp_path / "a.txt").write_text("Words.")
    found = [document for _, document in documents([tmp_path / "none", tmp_path / "a.txt"])]
    assert [type(document) for document in found] == [Refused, Document]


def test_standard_input_is_read_by_its_first_bytes():
    record = json.dumps({"id": "a", "text": SENTENCE}).encode()
    ((place, document),) = documents(["-"], stdin=io.BufferedReader(io.BytesIO(record)))
    assert (place, document.name) == ("-:1", "a")


def test_what_is_given_from_outside_fills_only_what_the_document_leaves_open():
    given = Given(published=Day.parse("2020"), publisher="Reuters")
    assert from_record({"text": "Words.", "published": "1999"}, given=given).published == Day.parse("1999")
    document = from_record({"text": "Words."}, given=given)
    assert (document.published, document.publisher) == (Day.parse("2020"), "Reuters")


STATEMENT = """\
Ministry of Foreign Affairs of the Russian Federation
Press release on the recognition of Abkhazia
Unofficial translation
26 August 2008

The President announced that Russia recognises Abkhazia.
"""


def test_the_head_of_a_statement_is_read_into_its_fields():
    document = from_bytes(STATEMENT.encode(), name="statement.txt")
    assert document.publisher == "Ministry of Foreign Affairs of the Russian Federation"
    assert document.publisher_is_party == "RUS"
    assert document.title == "Press release on the recognition of Abkhazia"
    assert document.published == Day.parse("2008-08-26")
    assert document.translated


def test_a_newspaper_is_no_party():
    document = from_record({"text": "Words.", "publisher": "The Guardian"})
    assert document.publisher_is_party == ""


def test_a_date_within_a_sentence_is_not_the_day_of_publication():
    text = "On 26 August 2008 Russia recognised Abkhazia.\n\nMore words."
    assert from_bytes(text.encode(), name="a.txt").published is None
