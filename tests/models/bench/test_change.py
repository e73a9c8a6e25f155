"""What changes in time is found; what does not is left alone."""

from __future__ import annotations

import numpy as np
import pytest
from tests.models.bench.simulator import EFFECTS, simulated

from comity import fit
from comity.errors import BadModel
from comity.models.bench.change import change_points, moving, outlying, smooth
from comity.models.bench.subset import take
from comity.models.fit import fit_design

STILL = fit(simulated(np.random.default_rng(31), m=240), "rem", EFFECTS)
TURNS = fit(simulated(np.random.default_rng(32), m=240, swing=2.0), "rem", EFFECTS)


def test_a_jump_is_found_near_where_it_is():
    found = change_points(TURNS, draws=200)
    assert found.times.size == 1
    line = TURNS.design.timeline
    assert np.searchsorted(line.time, found.times[0]) == pytest.approx(120, abs=15)
    before, after = (each.estimate[2] for each in found.fits)
    assert after - before > 1
    assert sum(each.log_likelihood for each in found.fits) > TURNS.log_likelihood + 10


def test_no_jump_is_found_where_there_is_none():
    found = change_points(STILL, draws=200)
    assert found.times.size == 0
    assert len(found.fits) == 1
    assert found.tried[0][1] > 0.05


def test_moving_windows_are_fits_of_their_events():
    table = moving(TURNS, width=0.5, steps=2)
    line = TURNS.design.timeline
    early = fit_design(take(TURNS.design, np.arange(line.n_readings) < 120))
    first = table.filter(table["window"] == 0)
    assert first["estimate"].to_list() == pytest.approx(early.estimate.tolist())
    assert first["events"].to_list() == [120] * 3
    power = table.filter(table["term"] == TURNS.terms[2])["estimate"]
    assert power[1] - power[0] > 1


def test_a_window_that_says_too_little_says_so():
    table = moving(TURNS, width=0.02, steps=4)
    bad = table.filter(table["estimate"].is_null())
    assert bad.height > 0
    assert all(bad["why"])


@pytest.mark.parametrize("process", ["rem", "choice"])
def test_a_curve_follows_a_coefficient_that_moves(process: str):
    made = fit(TURNS.design.history, process, EFFECTS)
    found = smooth(made, [made.terms[2]])
    curve = found.estimate[:, 2]
    assert curve[: len(curve) // 3].mean() < -0.2 < 0.6 < curve[-len(curve) // 3 :].mean()
    assert found.df[2] > 1.5
    assert found.aic < made.aic - 10
    np.testing.assert_allclose(np.ptp(found.estimate[:, 0]), 0.0, atol=1e-12)
    low, high = found.band(made.terms[2])[-1]
    assert low < curve[-1] < high
    assert "svg" in found.plot(made.terms[2]).svg


def test_a_curve_of_strong_smoothing_is_a_line_and_of_a_constant_near_the_fit():
    found = smooth(STILL, strengths=[1e7])
    for k in range(3):
        line = np.polyval(np.polyfit(found.time, found.estimate[:, k], 1), found.time)
        np.testing.assert_allclose(found.estimate[:, k], line, atol=1e-3)
        assert found.df[k] == pytest.approx(2.0, abs=0.05)
    chosen = smooth(STILL, [STILL.terms[2]])
    assert np.abs(chosen.estimate[:, 2] - STILL.estimate[2]).max() < 4 * STILL.std_error[2]


def test_outlying_events_are_the_least_likely():
    from comity import History

    rng = np.random.default_rng(2)
    sender = [f"P{k}" for k in rng.integers(0, 3, 100)]
    receiver = [f"P{(int(s[1]) + 1) % 3}" for s in sender]
    sender[60], receiver[60] = "P5", "P4"
    history = History.from_tables(
        {"time": range(100), "sender": sender, "receiver": receiver}, nodes={"label": [f"P{k}" for k in range(6)]}
    )
    table = outlying(fit(history, "rem", [{"name": "inertia", "transform": "log1p"}]))
    assert 60 in table["row"].to_list()
    assert (np.diff(table["log_probability"].to_numpy()) >= 0).all()


def test_what_cannot_be_windowed_is_refused():
    with pytest.raises(BadModel, match="width"):
        moving(STILL, width=0.0)
    with pytest.raises(BadModel, match="no estimated term"):
        smooth(STILL, ["trust"])
