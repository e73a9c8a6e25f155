"""Simulation-based calibration: on histories of the model's own making, true values rank uniformly in the posterior."""

from __future__ import annotations

import numpy as np
import pytest

from comity.outlook.calibration import Calibrated, calibrate


@pytest.mark.slow
def test_ranks_of_true_values_are_uniform() -> None:
    """Six parameters tested together: the smallest of six p-values is below 0.002 once in 80 times."""
    found = calibrate(histories=200, seed=2)
    assert found.events.mean() > 100
    assert found.p_values().min() > 0.002, found.counts()
    # A mode taken for a mean, or an interval too narrow, shows in the first two moments before it shows in bins.
    share = (found.ranks + 0.5) / (found.draws + 1)
    assert np.abs(share.mean(axis=0) - 0.5).max() < 0.07
    assert np.abs(share.std(axis=0) - 12**-0.5).max() < 0.05


def test_ranks_that_pile_up_are_seen() -> None:
    rng = np.random.default_rng(1)
    level = rng.integers(0, 100, 400)
    narrow = np.where(rng.random(400) < 0.5, 0, 99)
    found = Calibrated(("level", "too narrow"), np.stack([level, narrow], axis=1), 99, np.full(400, 50))
    good, bad = found.p_values()
    assert good > 0.01
    assert bad < 1e-6
    assert found.counts().sum(axis=1).tolist() == [400, 400]


def test_the_same_seed_makes_the_same_histories() -> None:
    one, two = (calibrate(histories=2, draws=9, seed=5) for _ in range(2))
    assert (one.ranks == two.ranks).all()
    assert (one.events == two.events).all()
    assert one.to_dict()["parameters"][0]["parameter"] == "baseline"
