"""``comity import``: public releases and anyone's tables become claims."""

from __future__ import annotations

import functools
import hashlib
import http.server
import json
import threading
import zipfile

import pytest
from tests.cli.examples import run

from comity.cli import main

ARTICLE = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt>
<title type="complete">A Guide to the United States' History of Recognition, by Country: Peru</title>
<title type="short">Peru</title></titleStmt><publicationStmt><p>Department of State, 2008</p></publicationStmt>
</fileDesc></teiHeader><text><body><div type="section"><head>Recognition</head><div type="timeline">
<head>Recognition of Peru, <date when="1826">1826</date>.</head><p>The United States recognized Peru on May 2,
1826, when <persName>John Quincy Adams</persName> received its envoy.</p></div><div type="timeline">
<head>Establishment of the American Legation, <date when="1827">1827</date>.</head><p>Diplomatic relations were
established on May 21, 1827.</p></div></div><div type="appendix"><head>Resources</head><listBibl><bibl>Chile
recognized Peru in 1901.</bibl></listBibl></div></body></text></TEI>"""

MISSION = """<?xml version="1.0" encoding="UTF-8"?>
<country-mission><territory-id>peru</territory-id><chiefs>
<chief><id>pe-1826-x</id><person-id>larned-samuel</person-id><role-title-id>charge-daffaires</role-title-id>
<contemporary-territory-id>peru</contemporary-territory-id>
<appointed><date>1828-12-29</date><note/></appointed><started><date>1829-12-17</date><note/></started>
<ended><date>1837-03</date><note>Left
 Peru</note></ended></chief>
<chief><id>pe-1840-y</id><person-id>doe-john</person-id><role-title-id>charge-daffaires-ad-interim</role-title-id>
<contemporary-territory-id>peru</contemporary-territory-id><appointed><date/></appointed>
<started><date>1840-01-01</date></started><ended><date/></ended></chief></chiefs></country-mission>"""

TABLE = (
    "who;whom;when;what;source\n"
    "Spain;Peru;14/08/1879;REC;Gazette\n"
    "Ruritania;Peru;01/01/1880;REC;Gazette\n"
    "Chile;Peru;1881;REC;\n"
    "France;Peru;02/03/1831;REL;Moniteur\n"
)

MAPPING = """
[columns]
sender = "who"
receiver = "whom"
happened = "when"
kind = "what"
cites_title = "source"
[constants]
checked = "no"
[values.kind]
REC = "recognise"
REL = "establish-relations"
[table]
delimiter = ";"
dates = "%d/%m/%Y"
"""


@pytest.fixture
def comity(capsys):
    """Run in this process; exit code, JSON objects of stdout, stderr."""

    def _comity(*arguments):
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return left.value.code or 0, [json.loads(line) for line in out.splitlines()], err

    return _comity


@pytest.fixture
def release(tmp_path):
    """A release of both sources: a folder, and a zip of it."""
    for folder, name, text in (("articles", "peru.xml", ARTICLE), ("missions-countries", "peru.xml", MISSION)):
        (tmp_path / "release" / folder).mkdir(parents=True)
        (tmp_path / "release" / folder / name).write_text(text)
    with zipfile.ZipFile(tmp_path / "release.zip", "w") as archive:
        archive.writestr("repo-1.0/articles/peru.xml", ARTICLE)
        archive.writestr("repo-1.0/missions-countries/peru.xml", MISSION)
        archive.writestr("repo-1.0/.hidden/articles/x.xml", "<broken")
    return tmp_path


def acts(rows):
    return [(row["kind"], row["sender"], row["receiver"], row["happened"]) for row in rows]


GUIDE = [
    ("recognise", "USA", "PER", "1826-05-02"),
    ("establish-relations", "USA", "PER", "1827-05-21"),
]


@pytest.mark.parametrize("place", ["release", "release/articles", "release.zip"])
def test_the_guide_is_read_article_by_article_without_its_resources(comity, release, place):
    code, rows, err = comity("import", "rdcr", release / place)
    assert code == 0
    assert acts(rows) == GUIDE
    assert {row["document_name"] for row in rows} == {"peru"}
    assert "1 documents read, 2 claims" in err


def test_the_guide_is_its_governments_own_word(comity, release):
    _, rows, _ = comity("import", "rdcr", release / "release", "--documents")
    assert rows[0]["publisher_is_party"] == "USA"
    assert rows[0]["address"].endswith("/peru")


def test_chiefs_of_mission_are_appointments_credentials_and_ends_of_mission(comity, release):
    code, rows, _ = comity("import", "pocom", release / "release", "--documents")
    text = rows[0]["text"]
    assert code == 0
    assert acts(rows[1:]) == [
        ("appoint-envoy", "USA", "PER", "1828-12-29"),
        ("present-credentials", "USA", "PER", "1829-12-17"),
        ("recall-envoy", "USA", "PER", "1837-03"),
    ]
    for row in rows[1:]:
        assert text[row["start"] : row["end"]] == row["evidence"]
    assert rows[3]["mode"] == "implied"
    assert rows[3]["note"] == "Samuel Larned; charge daffaires; Left Peru"


def test_a_broken_or_hostile_article_is_told_and_the_others_are_read(comity, release):
    folder = release / "release" / "articles"
    (folder / "a.xml").write_text('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>')
    (folder / "z.xml").write_text("<TEI><text>")
    code, rows, err = comity("import", "rdcr", release / "release")
    assert (code, acts(rows)) == (1, GUIDE)
    assert "a.xml:1: the XML declares entities" in err
    assert "z.xml:1: the XML is broken" in err


@pytest.fixture
def served(release):
    """The address of the archive on a server of our own."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(release))
    handler.log_message = lambda *_: None
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/release.zip"
        server.shutdown()


def test_a_release_is_fetched_by_its_checksum_only(comity, release, served):
    checksum = hashlib.sha256((release / "release.zip").read_bytes()).hexdigest()
    code, rows, _ = comity("import", "rdcr", served, "--sha256", checksum)
    assert (code, acts(rows)) == (0, GUIDE)
    code, rows, err = comity("import", "rdcr", served, "--sha256", "0" * 64)
    assert (code, rows) == (2, [])
    assert "nothing was read" in err
    code, rows, err = comity("import", "rdcr", served)
    assert (code, rows) == (2, [])
    assert "fetched only with its checksum" in err


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("nowhere", "no such folder or archive"),
        ("release/articles/peru.xml", "cannot be read"),
        (".", "no .xml file"),
    ],
)
def test_a_wrong_place_says_what_it_should_be(comity, release, place, said):
    code, rows, err = comity("import", "rdcr", release / place)
    assert (code, rows) == (2, [])
    assert said in err


def test_a_table_is_read_by_its_mapping_and_wrong_rows_are_told_by_line(comity, tmp_path):
    (tmp_path / "acts.csv").write_text(TABLE)
    (tmp_path / "columns.toml").write_text(MAPPING)
    code, rows, err = comity("import", "csv", tmp_path / "acts.csv", "--mapping", tmp_path / "columns.toml")
    assert code == 1
    assert acts(rows) == [
        ("recognise", "ESP", "PER", "1879-08-14"),
        ("establish-relations", "FRA", "PER", "1831-03-02"),
    ]
    assert rows[0]["cites_title"] == "Gazette"
    assert not rows[0]["checked"]
    assert rows[0]["evidence"] == "Spain;Peru;14/08/1879;REC;Gazette"
    assert "acts.csv:3: " in err
    assert "Ruritania" in err
    assert "acts.csv:4: '1881' is no date of the form %d/%m/%Y" in err


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ("[columns]\nsender = 'who'\n", "nothing says what the kind is"),
        ("[columns]\ncolour = 'who'\n", "no field 'colour'"),
        ("[columns]\nsender = 'nobody'\nkind = 'what'\n", "no column 'nobody'"),
        ("[colums]\n", "no part 'colums'"),
        ("not toml", "no TOML"),
        ("[columns]\nsender = 'who'\nkind = 'what'\n[table]\ndelimiter = ';;'\n", "one character"),
    ],
)
def test_a_wrong_mapping_says_what_is_wrong(comity, tmp_path, mapping, said):
    (tmp_path / "acts.csv").write_text(TABLE)
    (tmp_path / "columns.toml").write_text(mapping)
    code, rows, err = comity("import", "csv", tmp_path / "acts.csv", "--mapping", tmp_path / "columns.toml")
    assert (code, rows) == (2, [])
    assert said in err


def test_the_examples_in_the_help_run(release):
    (release / "recognitions.csv").write_text("\n".join(TABLE.splitlines()[:2]) + "\n")
    (release / "columns.toml").write_text(MAPPING)
    for line in (
        "comity ledger init acts.db",
        "comity import rdcr release/ | comity ledger append acts.db -",
        "comity import pocom release/ | comity ledger append acts.db -",
        "comity import csv recognitions.csv --mapping columns.toml | comity ledger append acts.db -",
    ):
        done = run(line, release)
        assert done.returncode == 0, done.stderr
