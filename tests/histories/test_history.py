"""Histories from tables and from the acts of a ledger."""

from __future__ import annotations

import numpy as np
import pytest

import comity
from comity.errors import BadInput
from comity.histories import History
from comity.histories.tables import duration, seconds_of


def test_times_are_seconds_or_iso_dates():
    assert seconds_of("1970-01-02", "x") == 86400
    assert seconds_of("1970-01-01T00:01:00+00:00", "x") == 60
    assert seconds_of(12.5, "x") == 12.5


def test_lengths_of_time_have_units():
    assert duration("7 days", "x") == 7 * 86400
    assert duration("1 month", "x") == 2_629_800
    assert duration(300, "x") == 300
    with pytest.raises(BadInput, match="not a length of time"):
        duration("-3 days", "x")


@pytest.mark.parametrize(("dependent", "explained"), [("created", 3), ("dissolved", 1), ("all", 4)])
def test_a_model_explains_ties_made_ended_or_both(dependent: str, explained: int):
    history = History.from_tables(
        {"time": [1, 2, 3, 4], "sender": list("ABAC"), "receiver": list("BCBA"), "increment": [1, 1, -1, 1]},
        dependent=dependent,
    )
    assert history.n_events == explained


def test_a_replacement_that_changes_nothing_is_no_event():
    history = History.from_tables(
        {"time": [1, 2, 3], "sender": list("AAA"), "receiver": list("BBB"), "replace": [1, 1, 2]}
    )
    assert history.modelled.tolist() == [True, False, True]


def test_an_undirected_tie_at_the_start_may_be_listed_once_or_both_ways():
    table = {"time": [1], "sender": ["A"], "receiver": ["C"]}
    for initial in (
        {"sender": ["A"], "receiver": ["B"], "weight": [2]},
        {"sender": ["A", "B"], "receiver": ["B", "A"], "weight": [2, 2]},
    ):
        history = History.from_tables(table, initial=initial, directed=False)
        fit = comity.fit(history, "rem", ["inertia"], fixed={"inertia": 0.0})
        x = fit.design
        assert x.dyads.value.tolist() == [2.0]


def test_a_table_that_lacks_a_column_says_which_it_has():
    with pytest.raises(BadInput, match="no column 'receiver'; the columns are time, sender, reciever") as caught:
        History.from_tables({"time": [1], "sender": ["A"], "reciever": ["B"]})
    assert "did you mean 'reciever'" in caught.value.hint


def test_a_csv_row_of_the_wrong_length_is_told(tmp_path):
    path = tmp_path / "events.csv"
    path.write_text("time,sender,receiver\n1,A,B\n2,A\n")
    with pytest.raises(BadInput, match="2 fields where the header has 3") as caught:
        History.from_tables(path)
    assert caught.value.where.endswith("events.csv:3")


def test_categories_are_compared_by_name():
    history = History.from_tables(
        {"time": [1, 2, 3, 4], "sender": list("ABCA"), "receiver": list("BCAC")},
        nodes={"label": list("ABC"), "region": ["east", "west", "east"]},
    )
    assert history.attribute("region").levels == ("east", "west")
    fit = comity.fit(history, "rem", [{"name": "same", "attribute": "region"}])
    assert fit.n_events == 4


def test_the_bundled_record_of_recognitions_is_a_history():
    """Who recognises whom: only pairs without recognition are at risk of it, and undated acts are counted."""
    history = History.from_acts(comity.open().acts(), tie="recognition")
    assert history.n_events > 100
    assert history.at_risk_while == "untied"
    assert any("certain day" in note for note in history.notes)
    assert (np.diff(history.events.time) >= 0).all()


def test_a_tie_that_no_act_begins_is_told():
    with pytest.raises(BadInput, match="no kind of act begins or ends 'love'"):
        History.from_acts([], tie="love")
