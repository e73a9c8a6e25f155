"""The packaged tables: how they are made, and what must hold in them."""

import csv
import dataclasses
import re
from importlib.resources import files

import pytest
from scripts import make_polities
from scripts.make_polities import TOP
from tests.conftest import SHARED

from comity.days import Day
from comity.polities import Name, checks, tables
from comity.polities.registry import Polities

HEADS = {
    "polities": (
        "code,name,official_name,kind,start,end,interrupted,capital,capital_lat,capital_lon,region,un_member_since,"
        "wikidata,note"
    ),
    "names": "code,name,kind,valid_from,valid_to,ambiguous,note",
    "elsewhere": "name,meaning,valid_from,valid_to",
    "numbers": "scheme,number,code,valid_from,valid_to",
    "governments": "slug,code,name,kind,start,end,note",
    "government_names": "slug,name,valid_from,valid_to,note",
    "former_rulers": "code,ruler,valid_from,valid_to",
    "memberships": "code,organisation,joined,left,note",
    "contiguity": "code_a,code_b,kind,from,to",
    "powers": "code,from,to,kind,note",
    "regions": "region,subregion,continent",
}


def packaged(name):
    return files("comity.polities").joinpath("tables", name).read_bytes()


@pytest.mark.parametrize("name", HEADS)
def test_columns_stand_where_the_records_take_them(name):
    lines = packaged(f"{name}.csv").decode().splitlines()
    assert lines[0] == HEADS[name]
    assert {len(row) for row in csv.reader(lines)} == {HEADS[name].count(",") + 1}


@pytest.mark.shared
def test_making_the_tables_again_gives_the_same_bytes():
    for name, content in make_polities.tables(SHARED / "data" / "polities").items():
        assert packaged(name) == content, f"{name}: run `python -m scripts.make_polities`"


@pytest.mark.shared
def test_every_recogniser_of_the_reference_resolves_to_its_code():
    """Each name of a recogniser leads to the code beside it, and no other name of the tables contradicts it."""
    who = Polities()
    for path in sorted((SHARED / "data" / "recognitions").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row.get("recogniser_iso3"):
                    assert row["recogniser_iso3"] in {name.code for name in who.candidates(row["recogniser"])}


def test_making_stops_where_a_kind_names_nobody(monkeypatch, tmp_path):
    (tmp_path / "polities.csv").write_text("code,name,official_name,note\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="KINDS names polities"):
        make_polities.tables(tmp_path)


def test_making_without_the_reference_says_where_it_looked(capsys, tmp_path):
    assert make_polities.main([str(tmp_path)]) == 2
    assert f"error: {tmp_path} has no polities.csv" in capsys.readouterr().err


def test_the_terms_are_packaged_with_the_tables():
    readme = packaged("README.md").decode()
    for words in ("ODbL", "mledoze/countries", "Correlates of War", "Stinnett", "Gleditsch", "Miller", "Pevehouse"):
        assert words in readme
    assert "Open Database License" in packaged("LICENSE-ODbL.txt").decode()


# -- checks ------------------------------------------------------------------------------------------------------------


def test_the_only_departures_are_the_known_ones():
    """The UN counted the Yugoslav seat until 2000; the tables end it with Yugoslavia."""
    found = checks.check()
    assert {(finding.check, finding.about, finding.found, finding.expected) for finding in found} == {
        ("un-members", "1992", "177", "179"),
        ("un-members", "1993", "183", "184"),
        ("un-members", "1994", "184", "185"),
        ("un-members", "1999", "187", "188"),
    }
    assert all("Yugoslav seat" in finding.reason and not finding.bad for finding in found)


def add(monkeypatch, table, **fields):
    """The table with one more row: its first row with other fields."""
    rows = getattr(tables, table)()
    made = {name: getattr(rows[0], name) for name in rows[0].__dataclass_fields__} | fields
    monkeypatch.setattr(tables, table, lambda: (*rows, type(rows[0])(**made)))


@pytest.mark.parametrize(
    ("table", "fields", "expected"),
    [
        ("memberships", {"code": "QQQ"}, ("code", "QQQ in ICC")),
        ("memberships", {"code": "FRA", "organisation": "NATO", "joined": "1960"}, ("membership", "FRA in NATO")),
        ("memberships", {"organisation": "D-8", "joined": "1980", "left": "1970"}, ("membership", "AFG in D-8")),
        ("memberships", {"code": "TWN", "organisation": "UN", "joined": "1980"}, ("un-members", "TWN")),
        ("contiguity", {"code_a": "FRA", "code_b": "ESP", "start": "1900", "end": None}, ("contiguity", "FRA–ESP")),
        ("powers", {"code": "GBR", "start": "1900", "end": None}, ("power", "GBR great-power")),
        ("names", {"name": "Peking", "code": "TWN", "ambiguous": False}, ("name", "TWN 'Peking'")),
        ("names", {"name": "Q", "valid_from": "1980", "valid_to": "1970"}, ("name", "ABK 'Q'")),
        ("names", {"name": "Q", "ambiguous": True, "note": ""}, ("name", "ABK 'Q'")),
        ("names", {"name": "Q", "kind": "nickname"}, ("name", "ABK 'Q'")),
    ],
)
def test_a_wrong_row_is_found(monkeypatch, table, fields, expected):
    dated = {
        key: Day.parse(value)
        if value and key in ("joined", "left", "start", "end", "valid_from", "valid_to")
        else value
        for key, value in fields.items()
    }
    add(monkeypatch, table, **dated)
    found = checks.check(Polities())
    assert expected in {(finding.check, finding.about) for finding in found if finding.bad}


def test_names_are_offered_whole_to_whoever_builds_a_matcher():
    rows = Polities().names()
    assert all(isinstance(row, Name) and row.name and row.code for row in rows)
    assert len(rows) > 4_000


def test_the_examples_of_the_reference_page_say_what_is_true():
    """Each line of the page's Python block, with the answer that stands beside it."""
    page = (TOP / "docs" / "reference" / "polities.md").read_text(encoding="utf-8")
    block = page.partition("```python\n")[2].partition("```")[0]
    lines = re.findall(r"^who\.(.+?)\s+# (.+)$", block, re.MULTILINE)
    assert len(lines) == 5
    for call, answer in lines:
        found = eval(f"who.{call}", {"who": Polities()})
        assert found == eval(answer) if "of 99" not in answer else len(found) == 99


@pytest.mark.parametrize(
    ("table", "code", "fields"),
    [
        ("polities", "FRA", {"kind": "kingdom"}),
        ("polities", "FRA", {"region": "Gaul"}),
        ("polities", "FRA", {"capital_lat": 148.9}),
        ("polities", "FRA", {"end": Day.parse("0500")}),
        ("polities", "FRA", {"interrupted": (Day.parse("1944"), Day.parse("1940"))}),
        ("polities", "SUN", {"interrupted": (Day.parse("1980"), Day.parse("1995"))}),
        ("governments", "CHN/qing", {"end": Day.parse("1500")}),
    ],
)
def test_an_impossible_life_is_found(monkeypatch, table, code, fields):
    rows = getattr(tables, table)()
    wrong = rows | {code: dataclasses.replace(rows[code], **fields)}
    monkeypatch.setattr(tables, table, lambda: wrong)
    assert ("lifespan", code) in {(finding.check, finding.about) for finding in checks.check(Polities()) if finding.bad}


def test_a_slug_of_another_polity_is_found(monkeypatch):
    rows = tables.governments()
    wrong = rows | {"CHN/qing": dataclasses.replace(rows["CHN/qing"], code="JPN")}
    monkeypatch.setattr(tables, "governments", lambda: wrong)
    assert ("code", "CHN/qing") in {(finding.check, finding.about) for finding in checks.check(Polities())}


def test_a_polity_that_its_own_name_does_not_lead_to_is_found(monkeypatch):
    wrong = tuple(row for row in tables.names() if row.name != "Zambia")
    monkeypatch.setattr(tables, "names", lambda: wrong)
    assert ("name", "ZMB") in {(finding.check, finding.about) for finding in checks.check(Polities())}


def test_every_former_ruler_was_there_before_its_subject_left():
    """The rows name known polities, begin before they end, and rule nobody who ruled them on that day."""
    who = Polities()
    for row in tables.former_rulers():
        assert row.ruler in who.polities
        assert row.code in who.polities
        assert row.code != row.ruler
        if row.end is not None:
            assert row.start.earliest < row.end.latest
            assert who.polities[row.ruler].start.earliest < row.end.latest, row


def test_the_ruler_is_that_of_the_day():
    who = Polities()
    assert who.former_ruler("EST", "1918-02-24") == "RUS"
    assert who.former_ruler("EST", "1991-08-20") == "SUN"
    assert who.former_ruler("NOR", "1905-06-07") == "SWE"
    assert who.former_ruler("IDN", "1945-08-17") == "NLD"
    assert who.former_ruler("KEN", "2008-01-01") == ""
    assert who.former_ruler("FRA", "1900-01-01") == ""
