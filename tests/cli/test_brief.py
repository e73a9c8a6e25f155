"""``comity brief`` and ``comity precedents``: what is printed and written, and how they fail."""

import json

import pytest
from tests.cli.examples import examples, run

from comity.cli import main
from comity.ledger import Ledger
from comity.record import bundled


def comity(capsys, *arguments):
    """Run in this process; exit code, stdout, stderr."""
    with pytest.raises(SystemExit) as left:
        main([*arguments])
    out, err = capsys.readouterr()
    return left.value.code or 0, out, err


@pytest.mark.parametrize("line", [*examples("brief"), *examples("precedents")])
def test_the_example_in_each_help_runs(line, tmp_path):
    done = run(line, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout or list(tmp_path.glob("*.html"))


@pytest.mark.parametrize("case", ["AFG/emirate-2021", "XKX", "DDR", "CHN/prc"])
def test_the_page_fits_eighty_columns(capsys, case):
    code, out, _ = comity(capsys, "brief", case)
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80


def test_precedents_fit_eighty_columns(capsys):
    _, out, _ = comity(capsys, "precedents", "XKX", "--limit", "0")
    assert max(len(line.rstrip()) for line in out.splitlines()) <= 80
    assert "Bosnia and Herzegovina" in out


def test_json_is_one_object_with_the_keys_of_the_standing(capsys):
    _, out, _ = comity(capsys, "brief", "PSE", "--on", "2026-04-30", "--json")
    told = json.loads(out)
    assert len(out.splitlines()) == 1
    assert told["counts"]["un_members"] == 157
    assert told["headline"].startswith("On 30 April 2026, 157 of the 193")
    assert told["precedents"][0]["outcomes"][0]["years"] == 1


def test_html_goes_to_a_file_or_to_stdout(capsys, tmp_path):
    code, out, err = comity(capsys, "brief", "CYN", "--html", str(tmp_path / "page.html"))
    assert (code, out) == (0, "")
    assert "wrote" in err
    written = (tmp_path / "page.html").read_text(encoding="utf-8")
    _, printed, _ = comity(capsys, "brief", "CYN", "--html", "-")
    assert written == printed
    assert written.startswith("<!DOCTYPE html>")
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_markdown_begins_with_the_name(capsys):
    _, out, _ = comity(capsys, "brief", "DDR", "--markdown")
    assert out.startswith("# East Germany\n")


def test_a_ledger_file_is_read_instead_of_the_record(capsys, tmp_path):
    path = str(tmp_path / "own.db")
    comity(capsys, "ledger", "init", path)
    done = run(
        "printf 'kind,sender,receiver,happened\\nrecognise,FRA,XKX,2008-02-18\\n' > acts.csv "
        f"&& comity ledger append {path} acts.csv",
        tmp_path,
    )
    assert done.returncode == 0, done.stderr
    _, out, _ = comity(capsys, "brief", "XKX", "--on", "2009", "--ledger", path)
    assert "France alone recognised Kosovo" in " ".join(out.split())


def test_a_ledger_may_begin_with_the_bundled_record(capsys, tmp_path):
    """The same rows with the same hashes, and a brief that knows its gaps."""
    path = str(tmp_path / "own.db")
    code, _, err = comity(capsys, "ledger", "init", path, "--bundled")
    assert (code, err) == (0, f"made {path}\n")
    with Ledger.open(path) as ledger:
        assert ledger.head() == bundled().head()
    _, out, _ = comity(capsys, "brief", "TLS", "--on", "2020", "--ledger", path)
    assert "at least" in out
    assert "Most of the states that recognised it in 2002 are missing" in " ".join(out.split())


@pytest.mark.parametrize(
    ("arguments", "error", "hint"),
    [
        (("brief", "FRA"), "does not follow who recognises it", "comity cases"),
        (("brief", "Ruritania"), "nobody is called 'Ruritania'", "did you mean"),
        (("brief", "XKX", "--on", "2011-02-31"), "there is no day '2011-02-31'", "EDTF"),
        (("brief", "XKX", "--counting", "all"), "counting cannot be 'all'", "documented, claimed"),
        (("brief", "XKX", "--implied", "some"), "implied cannot be 'some'", "relations, all, none"),
        (("brief", "XKX", "--html", "a.html", "--json"), "exclude each other", "one of them"),
        (("brief", "XKX", "--html", "/nowhere/a.html"), "the page cannot be written", "folder that exists"),
        (("brief", "XKX", "--ledger", "/nowhere/l.db"), "no such ledger", "comity ledger init"),
        (("brief", "XKX", "--recorded-by", "2020"), "holds no act towards XKX", "comity cases"),
    ],
)
def test_a_mistake_is_said_with_what_to_do(capsys, arguments, error, hint):
    code, out, err = comity(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert error in err
    assert hint in err.partition("hint: ")[2]


STATEMENT = (
    "Peru recognised Kosovo on 22 February 2008. Peru withdrew its recognition of Kosovo on 3 April 2026. "
    "Ruritania recognised Kosovo on 1 April 2026. Spain has never recognised Kosovo."
)


def test_a_document_shows_what_it_would_change_and_changes_nothing(capsys, tmp_path):
    """One claim supports what is held, one ends it, one names nobody known, one denies what nobody claimed."""
    path, statement = str(tmp_path / "own.db"), tmp_path / "statement.txt"
    statement.write_text(STATEMENT, encoding="utf-8")
    comity(capsys, "ledger", "init", path, "--bundled")
    with Ledger.open(path) as ledger:
        head = ledger.head()
    code, out, _ = comity(capsys, "brief", "--read", str(statement), "XKX", "--ledger", path, "--json")
    told = json.loads(out)
    assert code == 0
    assert [(row["relation"], row["counted"]) for row in told["claims"]] == [
        ("supports", True), ("new", True), ("new", False), ("new", False)
    ]  # fmt: skip
    before, after = (told["counts"]["un_members"][key] for key in ("before", "after"))
    assert after == before - 1
    assert {(row["what"], row["how"], row["party"], row["day"]) for row in told["changes"]} == {
        ("recogniser", "removed", "PER", "2026-04-03"),
        ("act", "added", "PER", "2026-04-03"),
    }
    assert any("Ruritania" in gap for gap in told["gaps"])
    with Ledger.open(path) as ledger:
        assert ledger.head() == head


def test_what_is_there_already_changes_nothing_and_is_called_known(capsys, tmp_path):
    path, statement = str(tmp_path / "own.db"), tmp_path / "statement.txt"
    statement.write_text("France recognised Kosovo on 18 February 2008.", encoding="utf-8")
    comity(capsys, "ledger", "init", path)
    _, out, _ = comity(capsys, "brief", "--read", str(statement), "XKX", "--ledger", path)
    assert "nothing about it in this ledger" in out
    assert "+ France: recognise 2008-02-18" in out
    comity(capsys, "read", str(statement), "--append", path)
    _, out, _ = comity(capsys, "brief", "--read", str(statement), "XKX", "--ledger", path)
    assert "known       recognise · France 2008-02-18" in out
    assert "The brief stays as it is." in out


def test_a_document_that_cannot_be_read_is_told_and_the_others_are_shown(capsys, tmp_path):
    statement = tmp_path / "statement.txt"
    statement.write_text("Weather was fair in Lima.", encoding="utf-8")
    code, out, err = comity(capsys, "brief", "--read", str(statement), "--read", str(tmp_path / "no.txt"), "XKX")
    assert code == 1
    assert "none of them about Kosovo" in out
    assert "no.txt" in err


@pytest.mark.parametrize("option", [["--html", "-"], ["--markdown"], ["--recorded-by", "2020"]])
def test_what_would_change_goes_with_no_other_page(capsys, option, tmp_path):
    code, _, err = comity(capsys, "brief", "--read", "statement.txt", "XKX", *option)
    assert code == 2
    assert "--json gives the changes" in err


def test_a_day_of_publication_without_a_document_is_refused(capsys):
    code, _, err = comity(capsys, "brief", "XKX", "--published", "2020-01-01")
    assert code == 2
    assert "--read FILE" in err
