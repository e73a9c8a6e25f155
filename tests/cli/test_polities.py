"""``comity polities``: what is printed, and how it fails."""

import json

import pytest
from tests.cli.examples import examples, run

from comity.cli import main
from comity.polities import tables


def comity(capsys, *arguments):
    """Run in this process; exit code, stdout, stderr."""
    with pytest.raises(SystemExit) as left:
        main([*arguments])
    out, err = capsys.readouterr()
    return left.value.code or 0, out, err


@pytest.mark.parametrize("line", examples("polities"))
def test_the_example_in_each_help_runs(line, tmp_path):
    done = run(line, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_list_gives_one_json_object_a_line(capsys):
    code, out, _ = comity(capsys, "polities", "list", "--on", "1900", "--region", "eastern asia", "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [row["code"] for row in rows] == ["CHN", "JPN", "JSN"]
    assert rows[0]["numbers"] == {"COW": [710], "GW": [710]}
    assert rows[2]["end"] == "1910-08-29"


def test_list_takes_a_kind_and_a_continent(capsys):
    _, out, _ = comity(
        capsys, "polities", "list", "--on", "2020", "--kind", "associated", "--region", "Oceania", "--json"
    )
    assert [json.loads(line)["code"] for line in out.splitlines()] == ["COK", "NIU"]


@pytest.mark.parametrize("verb", [("list",), ("names", "COD"), ("search", "republic"), ("show", "FRA"), ("check",)])
def test_pages_fit_eighty_columns(capsys, verb):
    _, out, _ = comity(capsys, "polities", *verb)
    assert max(len(line.rstrip()) for line in out.splitlines()) <= 80


def test_show_says_how_a_state_was_called_on_the_day(capsys):
    _, out, _ = comity(capsys, "polities", "show", "Kinshasa", "--on", "1980-01-01", "--json")
    told = json.loads(out)
    assert told["code"] == "COD"
    assert told["called"] == ["Republic of Zaire"]
    assert "UN" in told["organisations"]
    assert told["on"] == "1980-01-01"


def test_show_takes_a_government(capsys):
    _, out, _ = comity(capsys, "polities", "show", "afg/emirate-2021", "--json")
    assert json.loads(out)["slug"] == "AFG/emirate-2021"


def test_names_on_a_day_leaves_out_those_of_other_years(capsys):
    _, out, _ = comity(capsys, "polities", "names", "COD", "--on", "1980", "--json")
    found = {json.loads(line)["name"] for line in out.splitlines()}
    assert "Zaire" in found
    assert not {"Belgian Congo", "Republic of the Congo"} & found


def test_search_says_how_many_it_left_off(capsys):
    _, out, err = comity(capsys, "polities", "search", "republic", "of", "--limit", "3", "--json")
    assert len(out.splitlines()) == 3
    assert "more, see --limit" not in out
    _, _, err = comity(capsys, "polities", "search", "republic", "of", "--limit", "3")
    assert "more, see --limit" in err


@pytest.mark.parametrize(
    ("arguments", "error", "hint"),
    [
        (
            ("show", "Georgia"),
            "'Georgia' may mean GEO (Georgia) or a state of the United States",
            "write the code: GEO",
        ),
        (
            ("show", "Zaire", "--on", "1961"),
            "no polity was called 'Zaire' in 1961",
            "COD from 1971-10-27 to 1997-05-17",
        ),
        (("names", "Ruritania"), "nobody is called 'Ruritania'", "did you mean Mauritania"),
        (("list", "--on", "1971-02-31"), "--on: there is no day '1971-02-31'", "EDTF"),
        (("list", "--kind", "kingdom"), "no kind of polity is called 'kingdom'", "one of: state, observer"),
        (("list", "--region", "Atlantis"), "no region is called 'Atlantis'", "one of: Africa, Americas"),
    ],
)
def test_a_mistake_is_said_with_what_to_do(capsys, arguments, error, hint):
    code, out, err = comity(capsys, "polities", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert error in err
    assert hint in err.partition("hint: ")[2]


def test_check_passes_and_names_its_known_departures(capsys):
    code, out, err = comity(capsys, "polities", "check", "--json")
    assert code == 0
    assert {json.loads(line)["about"] for line in out.splitlines()} == {"1992", "1993", "1994", "1999"}
    assert "0 errors, 4 known departures" in err


def test_check_leaves_with_one_where_a_table_is_wrong(capsys, monkeypatch):
    """A membership of a code that is no polity's."""
    rows = tables.memberships()
    wrong = (*rows, type(rows[0])("QQQ", "UN", rows[0].joined, None, ""))
    monkeypatch.setattr(tables, "memberships", lambda: wrong)
    code, out, _ = comity(capsys, "polities", "check")
    assert code == 1
    assert "error: code QQQ in UN" in out
