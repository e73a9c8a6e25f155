"""``comity standing`` and ``comity cases`` print what the library says."""

from __future__ import annotations

import json

import pytest
from tests.cli.examples import examples, run

from comity.cli import main


@pytest.mark.parametrize("verb", ["standing", "cases"])
def test_the_examples_of_the_help_run(verb, tmp_path):
    for line in examples(verb):
        done = run(line, tmp_path)
        assert done.returncode == 0, done.stderr
        assert done.stdout


def test_json_is_one_object(capsys):
    main_done(["standing", "Kosovo", "--on", "2011-10-11", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert (found["case"], found["counts"]["un_members"]) == ("XKX", 84)


@pytest.mark.parametrize(
    ("case", "on"),
    [
        ("AFG/emirate-2021", "2026-04-30"),
        ("AFG/emirate-1996", "2020-01-01"),
        ("XKX", "2020-01-01"),
        ("CHN/prc", "2020-01-01"),
        ("DDR", "2020-01-01"),
        ("BIH", "1992-06-30"),
    ],
)
def test_the_page_fits_80_columns(case, on, capsys):
    main_done(["standing", case, "--on", on])
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["standing", "Congo"], "COD, COG"),
        (["standing", "XKX", "--on", "2011-13-01"], "2011-13-01"),
        (["standing", "XKX", "--counting", "all"], "documented, claimed"),
        (["standing", "XKX", "--implied", "some"], "relations, all, none"),
        (["standing", "XKX", "--ledger", "nowhere.db"], "comity ledger init"),
    ],
)
def test_a_mistake_gets_a_clear_word_and_exit_2(arguments, words, capsys):
    with pytest.raises(SystemExit) as leave:
        main(arguments)
    assert leave.value.code == 2
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said


def main_done(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as leave:
        main(arguments)
    assert leave.value.code == 0
