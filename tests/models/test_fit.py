"""What a fit says, and what it refuses to say."""

from __future__ import annotations

import json
import math

import numpy as np
import polars as pl
import pytest

import comity
from comity.cli import main
from comity.effects.check import history_of
from comity.errors import BadInput, BadModel, NotConverged
from comity.histories import History

TABLE = {
    "time": [1, 2, 3, 5, 6, 8, 9, 11, 12, 15],
    "sender": list("ABACDABCAD"),
    "receiver": list("BACABCADBA"),
}


def events(**changed) -> History:
    return History.from_tables({**TABLE, **changed})


def test_summary_table_and_html_show_the_same_fit():
    fit = comity.fit(events(), "rem", ["inertia", "reciprocity"], timing="interval")
    assert fit.converged
    assert fit.terms == ("baseline", "inertia", "reciprocity")
    assert "NOT CONVERGED" not in fit.summary()
    assert fit.table()["term"].to_list() == list(fit.terms)
    assert fit.table().schema["p_value"] == pl.Float64
    assert f"{fit.estimate[1]:.6g}" in fit.summary()
    assert f"{fit.estimate[1]:.6g}" in fit._repr_html_()
    assert fit.aic == pytest.approx(-2 * fit.log_likelihood + 6)
    assert fit.bic == pytest.approx(-2 * fit.log_likelihood + 3 * math.log(fit.n_events))
    assert fit.aicc > fit.aic
    assert fit.null_deviance >= fit.deviance
    np.testing.assert_allclose(fit.covariance @ fit.information, np.eye(3), atol=1e-8)


def test_the_first_time_of_an_event_opens_the_clock_unless_the_observation_has_a_start():
    without = comity.fit(events(), "rem", ["inertia"], timing="interval")
    started = History.from_tables(TABLE, start=0)
    assert without.n_events == 9
    assert comity.fit(started, "rem", ["inertia"], timing="interval").n_events == 10


def test_a_timed_model_of_a_baseline_is_events_over_exposure():
    """10 events over 15 time units among 12 dyads."""
    fit = comity.fit(History.from_tables(TABLE, start=0), "rem", [], timing="interval")
    assert fit.estimate[0] == pytest.approx(math.log(10 / (15 * 12)))
    assert fit.std_error[0] == pytest.approx(1 / math.sqrt(10))
    assert fit.log_likelihood == pytest.approx(fit.null_log_likelihood)


def test_exposure_runs_to_the_end_of_the_observation():
    fit = comity.fit(History.from_tables(TABLE, start=0, end=30), "rem", [], timing="interval")
    assert fit.estimate[0] == pytest.approx(math.log(10 / (30 * 12)))


def test_surprise_rank_and_rates_are_of_what_happened():
    fit = comity.fit(events(), "rem", ["inertia", "reciprocity"])
    assert fit.surprise().sum() == pytest.approx(-fit.log_likelihood)
    assert fit.candidates().tolist() == [12] * 10
    assert fit.rank()[0] == pytest.approx(6.5)  # nothing has happened yet: all twelve dyads are alike
    assert fit.rates().sum() == pytest.approx(1)
    timed = comity.fit(events(), "rem", ["inertia"], timing="interval")
    assert timed.rates(0)[0, 1] == pytest.approx(math.exp(timed.estimate[0] + timed.estimate[1]))


@pytest.mark.parametrize("process", ["rate", "choice", "coordination"])
def test_surprise_adds_up_in_every_process(process):
    history = history_of(np.random.default_rng(8), directed=process != "coordination", actors=6, events=30)
    effects = [{"name": "indegree"}] + ([] if process == "rate" else ["inertia"])
    fit = comity.fit(history, process, effects)
    assert fit.surprise().sum() == pytest.approx(-fit.log_likelihood)
    assert (fit.rank() >= 1).all()
    assert (fit.rank() <= fit.candidates()).all()


def test_a_fixed_parameter_is_an_offset():
    free = comity.fit(events(), "rem", ["inertia", "reciprocity"])
    held = comity.fit(events(), "rem", ["inertia", "reciprocity"], fixed={"reciprocity": free.estimate[1]})
    assert held.estimate == pytest.approx(free.estimate, abs=1e-6)
    assert held.n_parameters == 1
    assert held.std_error[1] == 0
    assert "(fixed)" in held.summary()
    with pytest.raises(BadModel, match="no term 'recip'"):
        comity.fit(events(), "rem", ["inertia"], fixed={"recip": 1.0})


def test_complete_separation_is_named_and_prints_no_stars():
    """Every event repeats the one tie of the other network."""
    history = History.from_tables(
        {"time": [1, 2, 3, 4], "sender": list("AAAA"), "receiver": list("BBBB")},
        nodes={"label": "ABC"},
        networks={"y": {"initial": {"sender": ["A"], "receiver": ["B"]}}},
    )
    fit = comity.fit(history, "rem", [{"name": "tie", "network": "y"}])
    assert not fit.converged
    assert "separation" in fit.why[0]
    assert "tie(network=y)" in fit.why[0]
    assert "*" not in fit.summary()
    assert "NOT CONVERGED" in fit.summary()
    assert fit.table()["p_value"].to_list() == [None]
    with pytest.raises(NotConverged):
        fit.interval()


def test_terms_that_cannot_be_told_apart_are_named():
    """For undirected events in- and out-degree are one thing."""
    history = History.from_tables(TABLE, directed=False)
    fit = comity.fit(
        history, "rem", ["inertia", {"name": "indegree", "type": "alter"}, {"name": "totaldegree", "type": "alter"}]
    )
    assert not fit.converged
    assert "indegree" in fit.why[0]
    assert "totaldegree" in fit.why[0]
    assert "inertia" not in fit.why[0]


def test_a_statistic_without_variation_is_refused_by_name():
    history = History.from_tables(TABLE, nodes={"label": list("ABCD"), "z": [2, 2, 2, 2]})
    with pytest.raises(BadModel, match="does not vary") as caught:
        comity.fit(history, "rem", ["inertia", {"name": "alter", "attribute": "z"}])
    assert caught.value.where == "alter(attribute=z)"


@pytest.mark.parametrize(
    ("changed", "message", "where"),
    [
        ({"time": [1, 2, 3, 5, 4, 8, 9, 11, 12, 15]}, "out of order", "changes:6"),
        ({"receiver": [*"BACABCADB", "D"]}, "tied to itself", "changes:11"),
        ({"time": [1, 2, 3, 5, 6, 8, 9, 11, 12, float("nan")]}, "missing or too large", "changes:11"),
        ({"time": [1, 2, 3, 5, 6, 8, 9, 11, 12, 1e300]}, "too large", "changes:11"),
        ({"time": [1, 2, 3, 5, 6, 8, 9, 11, 12, "soon"]}, "'soon' is not a time", "changes:11"),
        ({"increment": [1] * 9 + [float("nan")]}, "missing", "changes:11"),
        ({"increment": [1, 1, 1, 1, 1, 1, 1, 1, 1, -5]}, "below nothing", "changes:11"),
        ({"increment": [1] * 9 + ["x"]}, "not a number", "changes:11"),
    ],
)
def test_a_bad_row_is_told_with_its_place(changed, message, where):
    with pytest.raises(BadInput, match=message) as caught:
        events(**changed)
    assert caught.value.where == where
    assert caught.value.hint or message in ("missing", "not a number")


def test_an_unknown_actor_is_told_with_the_nearest():
    with pytest.raises(BadInput, match="'Frence'") as caught:
        History.from_tables(
            {"time": [1], "sender": ["Frence"], "receiver": ["Mali"]}, nodes={"label": ["France", "Mali"]}
        )
    assert "'France'" in caught.value.hint


def test_negative_weights_and_empty_histories_are_refused():
    with pytest.raises(BadInput, match="negative"):
        History.from_tables(TABLE, initial={"sender": ["A"], "receiver": ["B"], "weight": [-1]})
    with pytest.raises(BadInput, match="no events"):
        History.from_tables({"time": [], "sender": [], "receiver": []}, nodes={"label": list("AB")})


def test_a_single_event_cannot_be_timed_from_its_own_time():
    history = History.from_tables({"time": [1], "sender": ["A"], "receiver": ["B"]})
    with pytest.raises(BadInput, match="only opens the clock"):
        comity.fit(history, "rem", ["inertia"], timing="interval")


@pytest.mark.parametrize(
    ("effect", "message"),
    [
        ({"name": "tie", "network": "friendship"}, "no network 'friendship'"),
        ({"name": "alter", "attribute": "gdp"}, "no attribute 'gdp'"),
        ({"name": "inertia", "windwo": 3}, "unknown option 'windwo'"),
        ({"name": "inertia", "attribute": "gdp"}, "does not take the option 'attribute'"),
        ({"name": "tie"}, "needs the option 'network'"),
        ({"name": "inertia", "window": "3 parsecs"}, "not a length of time"),
        ({"name": "inertia", "transform": "exp"}, "transform = 'exp'"),
        ({"name": "baseline"}, "not identified"),
        ("inertai", "no effect 'inertai'"),
    ],
)
def test_a_bad_term_is_told_with_its_remedy(effect, message):
    with pytest.raises(BadModel, match=message) as caught:
        comity.fit(events(), "rem", [effect])
    assert caught.value.hint


def test_effects_that_are_not_identified_are_refused():
    with pytest.raises(BadModel, match="same for all its candidates"):
        comity.fit(events(), "choice", [{"name": "indegree", "type": "ego"}])
    with pytest.raises(BadModel, match="not identified in a rate model"):
        comity.fit(events(), "rate", ["inertia"])


def test_a_choice_model_has_no_timing_and_says_so():
    """An actor-oriented analysis states its timing once, for its rate and its choice."""
    fit = comity.fit(events(), "choice", ["inertia"], timing="interval")
    assert fit.terms == ("inertia",)
    assert "no timing of its own" in fit.notes[0]


def test_an_event_of_somebody_who_is_absent_is_told():
    history = History.from_tables(TABLE, nodes={"label": list("ABCD"), "present": [1, 1, 0, 1]})
    with pytest.raises(BadModel, match="not among its candidates") as caught:
        comity.fit(history, "rem", ["inertia"])
    assert caught.value.where == "events:4"


def test_missing_covariates_need_a_policy_and_are_reported():
    history = History.from_tables(TABLE, nodes={"label": list("ABCD"), "z": [1, None, 3, 5]})
    with pytest.raises(BadInput, match="missing"):
        comity.fit(history, "rem", [{"name": "alter", "attribute": "z"}])
    fit = comity.fit(history, "rem", [{"name": "alter", "attribute": "z"}], missing="mean")
    assert "became the mean" in fit.notes[0]
    assert fit.notes[0] in fit.summary()


def test_anything_arrow_is_a_table():
    plain = comity.fit(events(), "rem", ["inertia"])
    for table in (pl.DataFrame(TABLE), pl.DataFrame(TABLE).to_arrow()):
        assert comity.fit(History.from_tables(table), "rem", ["inertia"]).estimate == pytest.approx(plain.estimate)


def write_model(folder, model: str) -> str:
    rows = ["time,sender,receiver", *(",".join(map(str, row)) for row in zip(*TABLE.values(), strict=True))]
    (folder / "events.csv").write_text("\n".join(rows) + "\n")
    (folder / "model.toml").write_text(f'[history]\nchanges = "events.csv"\n[model]\n{model}\n')
    return str(folder / "model.toml")


def test_comity_fit_prints_a_summary_or_json(tmp_path, capsys):
    file = write_model(tmp_path, 'process = "rem"\neffects = [{ name = "inertia" }]')
    main_ok(["fit", file])
    assert "inertia" in capsys.readouterr().out
    main_ok(["fit", file, "--json"])
    out = json.loads(capsys.readouterr().out)
    assert {
        "terms",
        "estimate",
        "std_error",
        "log_likelihood",
        "n_events",
        "converged",
        "iterations",
        "seconds",
    } <= set(out)
    assert out["terms"] == ["inertia"]
    assert out["converged"] is True


def main_ok(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code in (0, None)


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ('process = "rem"\neffects = [{ name = "inertia" }]\ncolour = "red"', "unknown key 'colour'"),
        ('process = "rim"\neffects = [{ name = "inertia" }]', "process = 'rim'"),
        ('effects = [{ name = "inertia" }]', "`process` is not given"),
        ('process = "rem"\neffects = "inertia"', "effects is not a list"),
        ("process = rem", "not TOML"),
    ],
)
def test_a_bad_model_file_leaves_with_2(model, message, tmp_path, capsys):
    with pytest.raises(SystemExit) as left:
        main(["fit", write_model(tmp_path, model)])
    assert left.value.code == 2
    assert message in capsys.readouterr().err


def test_comity_effects_lists_names_of_other_programs(capsys):
    main_ok(["effects"])
    out = capsys.readouterr().out
    assert "goldfish:trans" in out
    assert "remstats:otp" in out
    main_ok(["effects", "goldfish:trans", "--json"])
    assert json.loads(capsys.readouterr().out)["name"] == "transitivity"


@pytest.mark.parametrize("timing", ["ordinal", "interval"])
def test_an_ascent_that_begins_from_some_readings_ends_at_the_same_maximum(timing: str, monkeypatch):
    """What is costly begins from a part of its readings; here two parts of fifteen readings stand for those."""
    rng = np.random.default_rng(8)
    i = rng.integers(0, 6, size=60)
    table = {"time": np.arange(60.0), "sender": i, "receiver": (i + rng.integers(1, 6, size=60)) % 6}
    history = comity.History.from_tables(table, nodes={"label": range(6)})
    effects = [{"name": "inertia", "transform": "log1p"}, {"name": "outdegree", "type": "ego", "transform": "log1p"}]
    whole = comity.fit(history, "rem", effects, timing=timing)
    begun = []

    def some(design):
        begun.append(design)
        return [(10, 25), (40, 55)]

    monkeypatch.setattr("comity.models.fit.some_readings", some)
    again = comity.fit(history, "rem", effects, timing=timing)
    assert begun
    np.testing.assert_allclose(again.estimate, whole.estimate, atol=1e-8)
    assert again.log_likelihood == pytest.approx(whole.log_likelihood, rel=1e-12)
    assert again.null_log_likelihood == whole.null_log_likelihood
