"""Choosing between models: the tests agree with each other and with what a model means."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2
from tests.models.bench.histories import DIRECTED, tied_days

from comity import fit
from comity.errors import BadModel
from comity.models.bench.compare import compare, held_out, lr_test, score_test, vuong_test, wald_test
from comity.models.bench.subset import take
from comity.models.fit import likelihood

HISTORY = tied_days(11, n=9, m=400)


def test_the_three_classical_tests_agree_where_there_is_much_to_go_on():
    small, large = fit(HISTORY, "rem", ["inertia"]), fit(HISTORY, "rem", ["inertia", "reciprocity", "outdegree"])
    ratio, wald = lr_test(small, large), wald_test(large, ["reciprocity", "outdegree"])
    score = score_test(small, ["reciprocity", "outdegree"])
    assert ratio.df == wald.df == score.df == 2
    assert ratio.p_value == pytest.approx(chi2.sf(2 * (large.log_likelihood - small.log_likelihood), 2))
    assert wald.statistic == pytest.approx(ratio.statistic, rel=0.15)
    assert score.statistic == pytest.approx(ratio.statistic, rel=0.15)
    assert score.hypothesis == "reciprocity = 0 and outdegree = 0"


def test_a_wald_test_of_one_term_is_its_z_squared():
    result = fit(HISTORY, "rem", DIRECTED)
    assert wald_test(result, ["inertia"]).statistic == pytest.approx(result.z[0] ** 2)
    difference = wald_test(result, {"inertia": 1, "reciprocity": -1})
    gap = result.estimate[0] - result.estimate[1]
    C = result.covariance
    assert difference.statistic == pytest.approx(gap**2 / (C[0, 0] + C[1, 1] - 2 * C[0, 1]))
    assert difference.hypothesis == "inertia - reciprocity = 0"


def test_models_that_cannot_be_compared_are_refused():
    small = fit(HISTORY, "rem", ["inertia"])
    with pytest.raises(BadModel, match="not within") as error:
        lr_test(small, fit(HISTORY, "rem", ["reciprocity"]))
    assert "vuong_test" in error.value.hint
    with pytest.raises(BadModel, match="cannot be compared"):
        lr_test(small, fit(HISTORY, "choice", ["inertia", "reciprocity"]))
    with pytest.raises(BadModel, match="ties"):
        lr_test(small, fit(HISTORY, "rem", ["inertia", "reciprocity"], ties="efron"))
    with pytest.raises(BadModel, match="same events"):
        lr_test(small, fit(tied_days(12, n=9, m=400), "rem", ["inertia", "reciprocity"]))
    with pytest.raises(BadModel, match="no term"):
        wald_test(small, ["trust"])


def test_vuong_speaks_for_the_model_that_made_the_events():
    rng = np.random.default_rng(2)
    from comity import History

    power = np.linspace(-2, 2, 8)
    chosen = rng.choice(8, 300, p=np.exp(power) / np.exp(power).sum())
    senders = [(j + int(rng.integers(1, 8))) % 8 for j in chosen]
    history = History.from_tables(
        {"time": range(300), "sender": [f"P{i}" for i in senders], "receiver": [f"P{j}" for j in chosen]},
        nodes={"label": [f"P{k}" for k in range(8)], "power": power, "noise": rng.normal(size=8)},
    )
    good = fit(history, "choice", [{"name": "alter", "attribute": "power"}])
    bad = fit(history, "choice", [{"name": "alter", "attribute": "noise"}])
    test = vuong_test(good, bad)
    assert test.statistic > 2
    assert vuong_test(bad, good).statistic == pytest.approx(-test.statistic)
    table = compare({"good": good, "bad": bad}, held_out_from=0.7, at=3)
    assert table["model"].to_list() == ["good", "bad"]
    assert table["weight"].sum() == pytest.approx(1.0)
    assert table["log_score"][0] > table["log_score"][1]


@pytest.mark.parametrize(("process", "timing"), [("rem", "ordinal"), ("rem", "interval"), ("choice", "ordinal")])
def test_parts_of_a_design_add_up_to_it(process: str, timing: str):
    result = fit(HISTORY, process, DIRECTED, timing=timing)
    early = np.arange(result.design.timeline.n_readings) < 100
    parts = [likelihood(take(result.design, keep), result.estimate)[0] for keep in (early, ~early)]
    assert sum(parts) == pytest.approx(result.log_likelihood)


@pytest.mark.parametrize(("process", "timing"), [("rem", "ordinal"), ("rem", "interval"), ("choice", "ordinal")])
def test_events_held_out_are_scored_by_parameters_that_never_saw_them(process: str, timing: str):
    result = fit(HISTORY, process, DIRECTED, timing=timing)
    out = held_out(result, 0.75, at=(1, 72))
    assert out.fitted + out.scored == result.n_events
    assert out.recall[72] == 1.0
    assert 0 <= out.recall[1] < 0.5
    assert out.log_score < 0 or timing == "interval"
    # On events without any pattern nothing is gained over guessing evenly.
    assert out.log_score == pytest.approx(out.uniform, abs=0.1)


def test_a_split_with_nothing_on_one_side_is_refused():
    with pytest.raises(BadModel, match="share"):
        held_out(fit(HISTORY, "rem", DIRECTED), 1.0)
