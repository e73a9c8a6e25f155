"""Each doctrine is held against the history it comes from, and its rules against histories made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.examples import examples, run
from tests.outlook.conftest import ledger_of

import comity
from comity.codebook import codebook
from comity.errors import BadInput
from comity.outlook.doctrines import VERDICTS, Verdict, classify, doctrines, find, judge, tally
from comity.standing import View


def told(view: View, name: str, on: str) -> list[Verdict]:
    return list(judge(view, doctrines()[name], on))


def of(rows: list[Verdict], about: str, holder: str = "") -> Verdict:
    return next(row for row in rows if row.about == about and holder in ("", row.holder))


def made(*rows: tuple[str, str, str, str]) -> View:
    return View(ledger_of(*rows))


# -- Hallstein ---------------------------------------------------------------------------------------------------------


def test_bonn_broke_with_yugoslavia_and_cuba(view: View) -> None:
    rows = told(view, "hallstein", "1969-10-27")
    assert (of(rows, "YUG").verdict, of(rows, "YUG").happened) == ("obeyed", "1957-10-19")
    assert (of(rows, "CUB").verdict, of(rows, "CUB").happened) == ("obeyed", "1963-01-14")
    assert of(rows, "DDR").verdict == "obeyed"  # it did not recognise East Germany itself


def test_before_the_break_nothing_had_been_done_yet(view: View) -> None:
    """What came later is not known on the day."""
    assert [row.about for row in told(view, "hallstein", "1957-10-09") if row.form == "answer"] == []
    assert of(told(view, "hallstein", "1957-10-18"), "YUG").verdict == "not applicable"
    assert of(told(view, "hallstein", "1957-10-19"), "YUG").verdict == "obeyed"


def test_the_record_asks_for_a_doctrine() -> None:
    rows = comity.open().doctrine("hallstein", "1963-01-14")
    assert [(row.about, row.verdict) for row in rows] == [("DDR", "obeyed"), ("YUG", "obeyed"), ("CUB", "obeyed")]


def test_who_had_left_bonn_before_could_not_be_left(view: View) -> None:
    rows = told(view, "hallstein", "1969-12-31")
    assert of(rows, "EGY").verdict == "not applicable"
    assert "May 1965" in of(rows, "EGY").why


def test_after_the_doctrine_nothing_was_required(view: View) -> None:
    """Congo recognised East Germany in January 1970, and Poland had before there was a doctrine."""
    about = {row.about for row in told(view, "hallstein", "1973-12-31")}
    assert not about & {"COG", "POL"}


def test_relations_that_go_on_break_the_doctrine() -> None:
    rows = told(
        made(
            ("establish-relations", "DEU", "IND", "1952-03-07"), ("recognise", "IND", "DDR", "1960-05-01"),
            ("recognise", "SUN", "DDR", "1956-01-01"), ("recognise", "GHA", "DDR", "1960-06-01"),
        ),
        "hallstein", "1961-01-01",
    )  # fmt: skip
    assert of(rows, "IND").verdict == "broken"
    assert (of(rows, "SUN").verdict, of(rows, "GHA").verdict) == ("not applicable", "not applicable")
    assert "four powers" in of(rows, "SUN").why


# -- one China ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("party", "begun", "left"),
    [("GBR", "1950-01-06", "1950-01-06"), ("USA", "1979-01-01", "1979-01-01"), ("HND", "2023-03-26", "2023-03-26")],
)
def test_a_switch_is_one_decision_with_two_acts(view: View, party: str, begun: str, left: str) -> None:
    row = next(r for r in told(view, "one-china", "2026-04-30") if (r.holder, r.since) == (party, begun))
    assert (row.verdict, row.happened, row.about) == ("obeyed", left, "CHN/prc")


def test_nobody_in_the_record_kept_both(view: View) -> None:
    count = tally(told(view, "one-china", "2026-04-30"))
    assert count["broken"] == 0
    assert count["obeyed"] > 80


def test_who_turns_back_is_counted_the_other_way(view: View) -> None:
    back = [row for row in told(view, "one-china", "2026-04-30") if row.about == "CHN/roc" and row.verdict == "obeyed"]
    assert {"CAF", "LBR", "NRU"} <= {row.holder for row in back}


def test_recognising_both_breaks_it_and_silence_is_unknown() -> None:
    rows = told(
        made(
            ("recognise", "FRA", "CHN/roc", "1949-11-01"), ("recognise", "FRA", "CHN/prc", "1964-01-27"),
            ("reaffirm-recognition", "FRA", "CHN/roc", "1964-02-05"),
            ("recognise", "MLI", "CHN/roc", "1960-10-01"), ("recognise", "MLI", "CHN/prc", "1960-12-01"),
            ("recognise", "GUY", "CHN/prc", "1972-06-27"),
        ),
        "one-china", "1980-01-01",
    )  # fmt: skip
    assert of(rows, "CHN/prc", "FRA").verdict == "broken"
    assert of(rows, "CHN/prc", "MLI").verdict == "unknown"
    assert not [row for row in rows if row.holder == "GUY"]  # it had recognised nobody before


# -- Estrada, Tobar, Stimson -------------------------------------------------------------------------------------------


def test_mexico_declared_nothing_on_governments(view: View) -> None:
    """It has relations with Beijing since 1972; that is no declaration."""
    rows = told(view, "estrada", "2026-04-30")
    assert of(rows, "CHN/prc").verdict == "obeyed"
    assert of(rows, "VEN/guaido-2019").verdict == "obeyed"


def test_a_declaration_breaks_estrada_and_relations_do_not() -> None:
    rows = [
        ("establish-relations", "MEX", "CHN/prc", "1972-02-14"), ("recognise", "MEX", "VEN/guaido-2019", "2019-02-01"),
        ("recognise", "FRA", "CHN/prc", "1964-01-27"),
    ]  # fmt: skip
    found = told(made(*rows), "estrada", "2020-01-01")
    assert of(found, "CHN/prc").verdict == "obeyed"
    assert of(found, "VEN/guaido-2019").verdict == "broken"
    assert of(found, "VEN/guaido-2019").act == "recognise:MEX:VEN/guaido-2019:2019-02-01"


def test_tobar_bars_until_the_government_is_constitutional() -> None:
    """Tinoco came by force in January 1917; the constitution is of 8 June."""
    rows = told(
        made(
            ("recognise", "SLV", "CRI/tinoco-1917", "1917-03-01"),
            ("recognise", "GTM", "CRI/tinoco-1917", "1917-09-01"),
            ("recognise", "ESP", "CRI/tinoco-1917", "1917-03-01"),
        ),
        "tobar", "1918-01-01",
    )  # fmt: skip
    assert of(rows, "CRI/tinoco-1917", "SLV").verdict == "broken"
    assert of(rows, "CRI/tinoco-1917", "GTM").verdict == "obeyed"
    assert not [row for row in rows if row.holder in ("ESP", "CRI")]  # Spain was never bound; Costa Rica is the object


def test_stimson_binds_the_league_while_a_state_is_a_member() -> None:
    """El Salvador recognised Manchukuo as a member of the League; Germany had left it."""
    rows = told(
        made(("recognise", "SLV", "MCK", "1934-03-03"), ("recognise", "DEU", "MCK", "1938-05-12")),
        "stimson", "1939-01-01",
    )  # fmt: skip
    assert of(rows, "MCK", "SLV").verdict == "broken"
    assert of(rows, "MCK", "USA").verdict == "obeyed"
    assert not any(row.holder == "DEU" and row.verdict == "broken" for row in rows)


def test_where_the_record_is_silent_on_an_object_nothing_is_said(view: View) -> None:
    assert {row.verdict for row in told(view, "stimson", "1940-01-01")} == {"unknown"}


# -- a tradition of classes --------------------------------------------------------------------------------------------


SIYAR = [
    ("sign-treaty", "TUR", "AUT", "1968-05-01"), ("sign-treaty", "TUR", "HUN", "1955-05-01"),
    ("sign-treaty", "TUR", "GRC", "1967-05-01"), ("declare-war", "TUR", "GRC", "1968-01-01"),
]  # fmt: skip


def test_a_covenant_runs_for_ten_lunar_years_and_war_ends_it() -> None:
    view = made(*SIYAR)
    rows = {row.party: row for row in classify(view, doctrines()["siyar"], "TUR", "1970-01-01")}
    assert (rows["AUT"].kind, rows["AUT"].since, rows["AUT"].until) == ("dar al-ahd", "1968-05-01", "1978-01-13")
    assert rows["HUN"].kind == "dar al-harb"  # of 1955: run out in 1965
    assert rows["GRC"].kind == "dar al-harb"  # ended by war
    assert rows["EGY"].kind == "dar al-islam"


def test_a_covenant_can_be_renewed_and_runs_out() -> None:
    doctrine = doctrines()["siyar"]
    renewed = made(*SIYAR, ("sign-treaty", "TUR", "HUN", "1964-05-01"))
    (row,) = classify(renewed, doctrine, "TUR", "1970-01-01", party="HUN")
    assert row.kind == "dar al-ahd"
    (row,) = classify(renewed, doctrine, "TUR", "1980-01-01", party="AUT")
    assert row.kind == "dar al-harb"


# -- the file ----------------------------------------------------------------------------------------------------------


def test_every_doctrine_has_its_source_and_names_what_the_tables_know() -> None:
    for one in doctrines().values():
        assert one.source
        assert one.summary
        assert one.rules or one.classes
        for rule in one.rules:
            assert {*rule.kinds, *rule.must} <= set(codebook())


def test_a_file_of_ones_own_is_read_and_held_to_its_form(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    text = """
[betancourt]
title = "Betancourt doctrine"
summary = "No relations with governments that came by a coup."
source = "Inaugural address of Romulo Betancourt, 13 February 1959"
holders = [{ party = "VEN", from = "1959-02-13", to = "1969-03-11" }]
[[betancourt.rules]]
form = "bar"
words = "does not recognise it"
kinds = ["recognise"]
objects = ["GHA/nlc-1966"]
"""
    path.write_text(text, encoding="utf-8")
    own = doctrines(path)["betancourt"]
    rows = judge(made(("recognise", "VEN", "GHA/nlc-1966", "1966-05-01")), own, "1970-01-01")
    assert [row.verdict for row in rows] == ["broken"]
    path.write_text(text.replace('"bar"', '"ban"'), encoding="utf-8")
    with pytest.raises(BadInput, match="ban"):
        doctrines(path)
    path.write_text(text.replace('["recognise"]', '["recognize"]'), encoding="utf-8")
    with pytest.raises(BadInput, match="recognize"):
        doctrines(path)


def test_an_unknown_doctrine_is_told_with_the_nearest() -> None:
    with pytest.raises(BadInput) as error:
        find("halstein")
    assert "hallstein" in error.value.hint


def test_every_verdict_is_one_of_those_declared(view: View) -> None:
    for name in doctrines():
        assert {row.verdict for row in told(view, name, "2026-04-30")} <= set(VERDICTS)


def test_the_examples_of_the_help_run(tmp_path: Path) -> None:
    for line in examples("doctrines"):
        done = run(line, tmp_path)
        assert done.returncode == 0, done.stderr
