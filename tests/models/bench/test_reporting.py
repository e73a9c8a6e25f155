"""Tables, plots, margins and words say what the numbers say, and no more."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
from tests.models.bench.histories import DIRECTED, tied_days

from comity import History, fit
from comity.errors import BadModel
from comity.models.bench.margins import contrast, marginal_effects, predicted
from comity.models.bench.plots import curve_plot, forest_plot, spread_plot
from comity.models.bench.report import data_report, holm, report
from comity.models.bench.tables import regression_table
from comity.models.dense import statistics
from comity.models.model import Model

HISTORY = tied_days(11, n=9, m=300)
ONE = fit(HISTORY, "rem", ["inertia", {"name": "alter", "attribute": "power"}])
TWO = fit(HISTORY, "rem", DIRECTED)
NOT = replace(TWO, converged=False, why=("separation: inertia grows without bound",))


def test_two_fits_stand_side_by_side():
    table = regression_table({"small": ONE, "large": TWO})
    text = str(table)
    lines = text.splitlines()
    assert lines[0].split() == ["small", "large"]
    row = next(line for line in lines if line.startswith("inertia")).split()
    assert row[1].rstrip("*") == f"{ONE.estimate[0]:.3f}"
    assert next(line for line in lines if line.startswith("reciprocity")).split()[1:] == [
        f"{TWO.estimate[1]:.3f}" + "*" * int(sum(TWO.p_value[1] < p for p in (0.05, 0.01, 0.001)))
    ]
    assert f"{TWO.log_likelihood:.2f}" in text


@pytest.mark.parametrize(
    ("form", "sign"), [("html", "<table>"), ("latex", r"\begin{tabular}{lrr}"), ("markdown", "|:--|--:|--:|")]
)
def test_a_table_has_every_form(form: str, sign: str):
    table = regression_table([ONE, TWO], spread="interval", labels={"inertia": "past_acts & <more>"})
    text = table.to(form)
    assert sign in text
    if form == "latex":
        assert r"past\_acts \& <more>" in text
        assert "_acts" not in text.replace(r"\_acts", "")
    if form == "html":
        assert "past_acts &amp; &lt;more&gt;" in text
        ET.fromstring(text.split("<p>")[0])


def test_stars_in_latex_are_superscripts():
    strong = replace(TWO, covariance=TWO.covariance * 1e-8)
    assert "$^{***}$" in regression_table(strong).to("latex")


def test_a_fit_without_a_maximum_has_no_stars_and_says_why():
    text = str(regression_table({"bad": NOT}))
    assert "NOT CONVERGED: separation" in text
    assert "***" not in text.split("events")[0]
    assert "nothing is said about its estimates" in report(NOT)
    assert "factor" not in report(NOT)


def test_an_unknown_form_is_refused():
    with pytest.raises(BadModel, match="form") as error:
        regression_table(ONE).to("word")
    assert "latex" in error.value.hint


def test_a_forest_plot_has_a_point_for_each_estimate_and_says_them():
    plot = forest_plot({"small": ONE, "large": TWO}, labels={"inertia": "past <acts>"})
    svg = ET.fromstring(plot.svg)
    circles = [each for each in svg.iter() if each.tag.endswith("circle")]
    assert len(circles) == 5 + 2  # five estimates and two keys
    assert f"inertia {ONE.estimate[0]:.3g}" in plot.words
    assert f"({TWO.interval()[1, 0]:.3g} to" in plot.words


def test_points_lie_where_their_values_are():
    plot = spread_plot(np.tile(np.linspace(0, 1, 101)[:, None], (1, 2)), np.array([0.5, 3.0]), ["a", "b"], up="degree")
    circles = [each for each in ET.fromstring(plot.svg).iter() if each.tag.endswith("circle")]
    assert float(circles[1].get("cy")) < float(circles[0].get("cy"))  # larger is higher
    assert "1 of 2" in plot.words
    line = curve_plot(np.arange(3.0), np.arange(3.0), np.arange(3.0) - 1, np.arange(3.0) + 1, across="x", up="y")
    ET.fromstring(line.svg)


def test_raising_a_statistic_changes_the_probability_as_the_whole_table_says():
    effect = marginal_effects(TWO, ["reciprocity"], step=2.0, events=10_000)
    x, risk = statistics(TWO.design)
    line, changes = TWO.design.timeline, []
    for v in range(line.n_events):
        r = int(np.searchsorted(line.event_ptr, v, side="right") - 1)
        i, j = TWO.design.event_sender[v], TWO.design.event_receiver[v]
        w = np.where(risk[r], np.exp(x[r] @ TWO.estimate), 0.0)
        raised = w.copy()
        raised[i, j] *= np.exp(2 * TWO.estimate[1])
        changes.append(raised[i, j] / raised.sum() - w[i, j] / w.sum())
    assert effect.estimate[0] == pytest.approx(np.mean(changes))


def test_delta_and_simulation_agree():
    delta = marginal_effects(TWO)
    simulated = marginal_effects(TWO, how="simulation", draws=4000, rng=1)
    np.testing.assert_allclose(simulated.std_error, delta.std_error, rtol=0.15)
    np.testing.assert_allclose(simulated.low, delta.low, atol=0.5 * delta.std_error.max())


def test_a_product_follows_its_factors():
    """Raising inertia by one raises inertia x power by the power of who acted."""
    power = {"name": "alter", "attribute": "power"}
    result = fit(HISTORY, "rem", ["inertia", power, {"product": ["inertia", power]}])
    ratio = marginal_effects(result, ["inertia"], scale="ratio", events=10_000)
    from comity.models.bench.trace import trace

    x = trace(result.design, result.estimate).x
    by_hand = np.exp(result.estimate[0] + result.estimate[2] * x[:, 1]).mean()
    assert ratio.estimate[0] == pytest.approx(by_hand)
    alone = fit(HISTORY, "rem", ["inertia", {"product": ["inertia", power]}])
    with pytest.raises(BadModel, match="factor"):
        marginal_effects(alone, ["inertia"])


def test_a_predicted_curve_rises_with_a_positive_coefficient():
    up = replace(TWO, estimate=np.array([0.5, 0.1, 0.1]))
    curve = predicted(up, "inertia", [0, 1, 2, 3])
    assert (np.diff(curve.margins.estimate) > 0).all()
    ET.fromstring(curve.plot().svg)
    with pytest.raises(BadModel, match="no rates"):
        predicted(TWO, "inertia", [0, 1], scale="rate")


def test_rates_are_those_of_the_model():
    timed = fit(HISTORY, "rem", ["inertia"], timing="interval")
    curve = predicted(timed, "inertia", [0.0, 1.0], scale="rate")
    assert curve.margins.estimate[0] == pytest.approx(np.exp(timed.estimate[0]))
    assert curve.margins.estimate[1] == pytest.approx(np.exp(timed.estimate.sum()))


def test_a_contrast_has_the_spread_of_a_difference():
    found = contrast(TWO, {"inertia": 1, "reciprocity": -1})
    C = TWO.covariance
    assert found.std_error[0] == pytest.approx(np.sqrt(C[0, 0] + C[1, 1] - 2 * C[0, 1]))
    assert found.table()["what"].to_list() == ["inertia - reciprocity"]


def test_a_report_claims_no_direction_where_the_interval_has_both():
    text = report(TWO)
    for k, term in enumerate(TWO.terms):
        line = next(each for each in text.splitlines() if each.startswith(f"- {term}:"))
        low, high = TWO.interval()[k]
        assert ("not clear" in line) == (low < 0 < high)
    assert "not by themselves causes" in text
    assert "hangs on most" in text
    for word in ("significant", "proves", "causes that", "confirms"):
        assert word not in text


def test_holm_corrects_for_the_number_of_tests():
    np.testing.assert_allclose(holm([0.01, 0.04, 0.03]), [0.03, 0.06, 0.06])


def test_what_is_missing_is_said_before_the_fit():
    history = History.from_tables(
        {"time": [1, 2, 2], "sender": ["A", "B", "C"], "receiver": ["B", "C", "A"]},
        nodes={"label": ["A", "B", "C"], "gdp": [1.0, None, 3.0], "bloc": ["east", "west", "east"], "x": [1, 2, 3]},
    )
    model = Model.of("rem", ["inertia", {"name": "alter", "attribute": "gdp"}])
    said = data_report(history, model)
    assert said.gaps == {"gdp": 1}
    assert "1 of 3 values at the start" in str(said)
    assert 'missing = "mean"' in str(said)
    filled = data_report(history, Model.of("rem", ["inertia", {"name": "alter", "attribute": "gdp"}], missing="mean"))
    assert "become the mean" in str(filled)
    assert "bloc is categorical, coded east = 0, west = 1" in str(data_report(history))
    assert "1 events share their time" in str(said)
