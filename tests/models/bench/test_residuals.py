"""Residuals meet those of statsmodels' Cox regression on the same risk sets, and know a drift when they see one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from statsmodels.duration.hazard_regression import PHReg
from statsmodels.stats.diagnostic import lilliefors
from tests.models.bench.histories import DIRECTED, tied_days

from comity import fit
from comity.errors import BadModel, NotConverged
from comity.models.bench.residuals import drift, exponential_test, residuals
from comity.models.dense import statistics
from comity.models.fit import Fit


def cox(result: Fit):
    """The same model as a Cox regression: a row for each dyad at risk at each time of events."""
    x, risk = statistics(result.design)
    line = result.design.timeline
    rows, status, entry, out = [], [], [], []
    for r in range(line.n_readings):
        here = range(line.event_ptr[r], line.event_ptr[r + 1])
        events = [(int(result.design.event_sender[v]), int(result.design.event_receiver[v])) for v in here]
        for i, j in zip(*np.nonzero(risk[r]), strict=True):
            times = events.count((i, j))
            for k in range(max(times, 1)):
                # A dyad with two events on one day is in the table twice there; the tests use days without such.
                assert k == 0
                rows.append(x[r, i, j])
                status.append(int(times > 0))
                entry.append(r + 0.5)
                out.append(r + 1)
    return PHReg(
        np.array(out), np.array(rows), status=np.array(status), entry=np.array(entry), ties=line.convention.ties
    )


def no_twice(seed: int, m: int = 60):
    """A history in which no dyad acts twice on a day."""
    while True:
        history = tied_days(seed, m=m)
        e = history.events
        if len(set(zip(e.time, e.sender, e.receiver, strict=True))) == e.time.size:
            return history
        seed += 100


@pytest.mark.parametrize("ties", ["breslow", "efron"])
def test_fit_and_schoenfeld_residuals_are_those_of_a_cox_regression(ties: str):
    result = fit(no_twice(3), "rem", DIRECTED, ties=ties)
    model = cox(result)
    theirs = model.fit()
    np.testing.assert_allclose(result.estimate, theirs.params, atol=1e-6)
    np.testing.assert_allclose(result.std_error, theirs.bse, rtol=1e-5)
    assert result.log_likelihood == pytest.approx(theirs.llf)
    ours = residuals(result)
    if ties == "efron":
        return  # statsmodels' residuals are those of Breslow's rule whatever the rule of the fit
    # Its martingale and score residuals do not know late entry; those are held to plain sums in test_trace.
    their_schoenfeld = theirs.schoenfeld_residuals[~np.isnan(theirs.schoenfeld_residuals).any(1)]
    np.testing.assert_allclose(np.sort(ours.schoenfeld(), axis=0), np.sort(their_schoenfeld, axis=0), atol=1e-6)


@pytest.mark.parametrize("timing", ["ordinal", "interval"])
def test_martingale_residuals_sum_to_nothing(timing: str):
    ours = residuals(fit(tied_days(2), "rem", DIRECTED, timing=timing))
    assert ours.martingale().sum() == pytest.approx(0.0, abs=1e-4)
    np.testing.assert_allclose(ours.score("sender").sum(0), 0.0, atol=1e-4)
    np.testing.assert_allclose(ours.martingale("actor"), ours.martingale("sender") + ours.martingale("receiver"))


def test_the_deviance_of_an_event_is_its_surprise():
    result = fit(tied_days(2), "choice", DIRECTED)
    np.testing.assert_allclose(residuals(result).deviance() ** 2 / 2, result.surprise(), atol=1e-10)


def test_the_deviance_of_a_dyad_has_the_sign_of_what_was_not_expected():
    ours = residuals(fit(tied_days(2), "rem", DIRECTED))
    np.testing.assert_array_equal(np.sign(ours.deviance("dyad")), np.sign(ours.martingale("dyad")))


def test_the_table_names_each_event_once():
    result = fit(tied_days(2), "rem", DIRECTED)
    table = residuals(result).table()
    assert table.height == result.n_events
    assert table.columns[:4] == ["row", "day", "sender", "receiver"]
    assert "schoenfeld[inertia]" in table.columns


def test_waiting_times_are_for_models_of_time():
    with pytest.raises(BadModel, match="waiting times") as error:
        residuals(fit(tied_days(2), "rem", DIRECTED)).waiting()
    assert "interval" in error.value.hint
    ours = residuals(fit(tied_days(2), "rem", DIRECTED, timing="interval")).waiting()
    assert ours.gaps.mean() == pytest.approx(60 / ours.gaps.size, rel=0.1)
    assert ours.tied > 0


@pytest.mark.parametrize("n", [20, 100, 3000])
def test_the_test_of_waiting_times_is_that_of_lilliefors(n: int):
    """Against statsmodels' table for an exponential with an estimated mean, whose ends are 0.001 and 0.99."""
    rng = np.random.default_rng(n)
    for shape in (1.0, 0.9, 1.2):
        gaps = rng.gamma(shape, 2.0, n)
        distance, p_value = exponential_test(gaps)
        theirs = lilliefors(gaps, dist="exp")
        assert distance == pytest.approx(theirs[0])
        assert np.clip(p_value, 0.001, 0.99) == pytest.approx(theirs[1], abs=0.03)


def test_residuals_of_a_fit_without_a_maximum_are_refused():
    result = replace(fit(tied_days(2), "rem", DIRECTED), converged=False, why=("separation",))
    with pytest.raises(NotConverged):
        residuals(result)


def test_a_coefficient_that_turns_round_is_found():
    """Half of the history favours the powerful, the other half avoids them; the sum of the two is no effect."""
    rng = np.random.default_rng(1)
    power = np.array([-1.5, -0.5, 0.0, 0.5, 1.5])
    time, sender, receiver = [], [], []
    for t in range(400):
        i = int(rng.integers(5))
        weight = np.exp((1.0 if t < 200 else -1.0) * power)
        weight[i] = 0.0
        time.append(float(t))
        sender.append(f"P{i}")
        receiver.append(f"P{rng.choice(5, p=weight / weight.sum())}")
    from comity import History

    history = History.from_tables(
        {"time": time, "sender": sender, "receiver": receiver},
        nodes={"label": [f"P{k}" for k in range(5)], "power": power},
    )
    result = fit(history, "choice", [{"name": "alter", "attribute": "power"}, "reciprocity"])
    tested = drift(result)
    assert tested.p_value[0] < 1e-8
    assert tested.supremum_p_value[0] < 0.01
    assert tested.table()["term"].to_list() == [*result.terms, "all terms"]
    # Scaled Schoenfeld residuals average +1 in the first half and -1 in the second.
    scaled = residuals(result).schoenfeld(scaled=True)[:, 0]
    assert scaled[:200].mean() == pytest.approx(1.0, abs=0.4)
    assert scaled[200:].mean() == pytest.approx(-1.0, abs=0.4)


def test_the_drift_test_is_the_score_test_of_a_product_with_time():
    """The statistic is the gain of one Fisher step when statistic times g(t) joins the model."""
    from comity.models.bench.residuals import _clock

    result = fit(tied_days(5), "rem", DIRECTED)
    ours = drift(result)
    kept = residuals(result).trace
    g = _clock(kept, "time")
    p = result.design.p
    for k in range(p):
        U = np.append(kept.score.sum(0), g @ kept.score[:, k])
        info = np.zeros((p + 1, p + 1))
        for s in range(kept.time.size):
            B = np.vstack([np.eye(p), g[s] * np.eye(p)[k]])
            info += B @ kept.information[s] @ B.T
        assert ours.statistic[k] == pytest.approx(float(U @ np.linalg.solve(info, U)), rel=1e-6)


def test_a_clock_that_there_is_not_is_refused():
    with pytest.raises(BadModel, match="against") as error:
        drift(fit(tied_days(5), "rem", DIRECTED), against="moon")
    assert "rank" in error.value.hint
